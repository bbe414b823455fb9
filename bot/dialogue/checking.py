"""After a formative check: what is there, what gets another look, and in which way.

Rules
- Missed is decided per goal, never as an average (Q2); only what was missed is taught and asked again.
- A corrective differs in method from what was tried before (Q6, Guskey); the student chooses, or takes the next
  untried one.
- Mastery in a later check counts the same as in the first.
- After the course's `cycles` checks without mastery a person is called, once; practice goes on as long as the
  student wants (Q7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue import cards, forms, measures, reviews
from bot.dialogue.closing import arrive, end_run
from bot.dialogue.effects import Choice
from bot.dialogue.enrollment import Form, Standing, Tried, is_mastered, split
from bot.dialogue.facts import CorrectiveBegan, FormClosed, ObjectiveMastered, ObjectiveMissed, PeerAsked
from bot.dialogue.questions import number_of, objective_of
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.curriculum.model import Corrective
    from bot.dialogue.draft import Draft
    from bot.dialogue.enrollment import Run


def close(draft: Draft) -> None:
    form = forms.open_form(draft)
    shown, missed = measures.decided(draft, form)
    record_result(draft, form, shown, missed)
    if not missed:
        all_shown(draft)
        return
    look_again(draft, missed)
    cards.after_check(draft, form.letter, missed, shown)
    offer_next_way(draft)


def look_again(draft: Draft, missed: tuple[str, ...]) -> None:
    """'2 of 3 goals are mastered. Goal 2 needs another look.' For the message that asks in which way."""
    unit, goals = draft.unit, draft.run.goals
    mastered = [number_of(unit, goal) for goal in goals if is_mastered(draft.enrollment, goal)]
    draft.lead(draft.words.shown_some(mastered, len(goals), [number_of(unit, goal) for goal in missed]))
    draft.move(Move.MISSED, queue=in_turn(draft.run, missed))


def record_result(draft: Draft, form: Form, shown: tuple[str, ...], missed: tuple[str, ...]) -> None:
    """Standings, facts and tallies of a closed form."""
    for goal in shown:
        draft.stand(goal, Standing.MASTERED)
        draft.record(ObjectiveMastered(*split(goal), by=form.use))
    for goal in missed:
        draft.stand(goal, Standing.NOT_YET)
        draft.record(ObjectiveMissed(*split(goal), by=form.use))
    draft.record(FormClosed(draft.run.unit, form.use, form.letter, shown, missed))
    tried = dict(draft.run.tried)
    for goal in form.goals:
        answers = [reached.answer for reached in form.reached if reached.objective == goal]
        before = tried.get(goal, Tried())
        tried[goal] = replace(
            before,
            checks=before.checks + (goal in missed),
            right=sum(answer.right for answer in answers),
            asked=len(answers),
        )
    draft.change_run(form=None, tried=tried)


def offer_next_way(draft: Draft) -> None:
    """The first goal of the queue comes up: one that is stubborn is called so, once."""
    if is_stuck(draft, draft.run.queue[0]):
        draft.lead(draft.words.stubborn(draft.setting.teacher))
    offer_way(draft)


def offer_way(draft: Draft) -> None:
    """Ask how the first goal of the queue should be looked at again."""
    run, unit, words = draft.run, draft.unit, draft.words
    goal = run.queue[0]
    number, objective = number_of(unit, goal), objective_of(unit, goal)
    text = words.which_way(number, objective.can)
    choices = [way_choice(draft, goal, index) for index in _ways_offered(draft, goal)]
    choices += [Choice(f"first:{other}", words.goals_cap([number_of(unit, other)])) for other in run.queue[1:3]]
    draft.offer(text, choices)


def in_turn(run: Run, goals: Iterable[str]) -> tuple[str, ...]:
    """Those that a teacher suggested a way for come first."""
    suggested = {goal for goal, _ in run.assigned}
    return tuple(sorted(goals, key=lambda goal: goal not in suggested))


def _ways_offered(draft: Draft, goal: str) -> list[int]:
    """What a teacher suggested comes first."""
    suggested = [way for of, way in draft.run.assigned if of == goal]
    return [*suggested, *(way for way in ways(draft, goal) if way not in suggested)]


def ways(draft: Draft, goal: str) -> list[int]:
    """Correctives to offer, by index: those of untried methods; when each was tried, the one longest ago first."""
    correctives = objective_of(draft.unit, goal).correctives
    tried = draft.run.tried.get(goal, Tried()).methods
    untried = [index for index, corrective in enumerate(correctives) if corrective.method not in tried]
    if any(correctives[index].steps for index in untried):
        return untried
    again = [index for index, corrective in enumerate(correctives) if corrective.steps and index not in untried]
    again.sort(key=lambda index: tried.index(correctives[index].method))
    return again + untried or list(range(len(correctives)))


def way_choice(draft: Draft, goal: str, index: int) -> Choice:
    corrective = objective_of(draft.unit, goal).correctives[index]
    return Choice(f"way:{index}", corrective.title or draft.words.method(corrective.method))


def choose_way(draft: Draft, index: int) -> Corrective | None:
    """Begin the corrective, or ask for a peer (then the other ways are offered again)."""
    goal = draft.run.queue[0]
    corrective = objective_of(draft.unit, goal).correctives[index]
    before = draft.run.tried.get(goal, Tried())
    methods = (*(method for method in before.methods if method != corrective.method), corrective.method)
    tried = {**draft.run.tried, goal: replace(before, methods=methods)}
    unit, objective = split(goal)
    draft.record(CorrectiveBegan(unit, objective, corrective.method, before.checks))
    if not corrective.steps:
        draft.change_run(tried=tried)
        draft.record(PeerAsked(unit, objective))
        draft.lead(draft.words.peer_asked(draft.setting.teacher))
        cards.peer_asked(draft, goal)
        offer_way(draft)
        return None
    assigned = tuple(waiting for waiting in draft.run.assigned if waiting[0] != goal)
    draft.move(Move.WAY_CHOSEN, on=goal, way=index, at=0, tried=tried, assigned=assigned)
    return corrective


def another_first(draft: Draft, goal: str) -> None:
    queue = draft.run.queue
    if goal in queue:
        draft.change_run(queue=(goal, *(other for other in queue if other != goal)))
    offer_way(draft)


def offer_recheck(draft: Draft, numbers: list[int]) -> None:
    draft.offer(draft.words.recheck_ready(numbers), [draft.words.button("check"), draft.words.button("later")])


def is_stuck(draft: Draft, goal: str) -> bool:
    return draft.run.tried.get(goal, Tried()).checks >= draft.unit.cycles


def still_missed(draft: Draft) -> bool:
    """Leave out of the queue what was shown meanwhile, elsewhere; False when nothing is left in it."""
    queue = tuple(goal for goal in draft.run.queue if not is_mastered(draft.enrollment, goal))
    draft.change_run(queue=in_turn(draft.run, queue))
    return bool(queue)


def all_shown(draft: Draft) -> None:
    """Nothing is missed any more: the closing check, or back to where this was needed."""
    cards.caught_up(draft)
    if draft.run.purpose == "unit":
        draft.move(Move.ALL_SHOWN)
        draft.lead(draft.words.shown_all())
        arrive(draft)
        return
    draft.lead(draft.words.back_again() if draft.run.purpose == "look back" else draft.words.shown_what_was_needed())
    reviews.plan(draft, draft.run.unit, draft.run.goals, nth=0)
    end_run(draft, Move.DONE_HERE)
