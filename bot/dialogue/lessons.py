"""Steps at the student's pace: a lesson, a corrective, or something extra; one message a step.

Rules
- What is shown already, by a placement, a check or on another way, is not taught again.
- A check-in inside a lesson is answered and spoken about like a question, and never counted.
- Two messages at most before the student's turn: where a check-in is followed by a step of two, `Next` comes between.
- The end of a lesson leads to a check, the end of a corrective to the next missed goal or fresh questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.curriculum.question import Picture
from bot.dialogue import answering, checking, forms, measures
from bot.dialogue.checking import in_turn, offer_next_way, offer_recheck, offer_way
from bot.dialogue.closing import offer_closing
from bot.dialogue.effects import Settle
from bot.dialogue.enrollment import Phase, is_mastered
from bot.dialogue.questions import UNASKED, is_walked, number_of, question_of, steps_of
from bot.dialogue.transitions import Move
from bot.grading.verdict import Mark, Verdict

if TYPE_CHECKING:
    from bot.curriculum.model import LessonStep
    from bot.curriculum.model import Picture as AuthoredPicture
    from bot.curriculum.question import Question
    from bot.dialogue.draft import Draft


def walk(draft: Draft) -> None:
    """Show the step at `at`, or what follows the last one."""
    at, step = _coming(draft)
    if step is None:
        _after_last(draft)
        return
    draft.change_run(at=at + 1)
    text, picture = message_of(draft, step)
    if step.check_in is None:
        draft.offer(text, [draft.words.button("next")], picture)
        return
    if text or picture:
        draft.say(text, picture)
    ask_check_in(draft)


def _coming(draft: Draft) -> tuple[int, LessonStep | None]:
    """The next step that this student walks, with its place; None after the last."""
    run = draft.run
    steps = steps_of(draft.setting, run)
    for at in range(run.at, len(steps)):
        if is_walked(steps[at], draft.enrollment, run):
            return at, steps[at]
    return len(steps), None


def ask_check_in(draft: Draft) -> None:
    """Ask the ungraded check-in of the step before `at`, under a new ref."""
    draft.change_run(try_ref=UNASKED)
    question = question_of(draft.enrollment, draft.setting)
    if question is None:  # an item that `tutor check` would refuse
        draft.change_run(try_ref="")
        walk(draft)
        return
    ref = draft.next_ref()
    asides = (draft.words.button("unsure"),)
    draft.ask(forms.ask_of(question, ref, draft, draft.words.check_in_done(), asides))
    draft.change_run(try_ref=ref)


def take_check_in(draft: Draft, verdict: Verdict) -> None:
    """Judge a reply to the check-in; what cannot be read may be tried again."""
    if verdict.mark is Mark.UNREADABLE:
        draft.say(draft.words.unreadable(verdict.why.name))
        return
    answering.settle(draft, draft.run.try_ref, verdict)
    _after_check_in(draft, answering.feedback(draft, _check_in(draft), verdict))


def pass_check_in(draft: Draft) -> None:
    """'I don't know yet' on a check-in: the solution, and on."""
    draft.effects.append(Settle(draft.run.try_ref, draft.words.button("unsure").label, "not yet"))
    _after_check_in(draft, f"{draft.words.unsure()} {answering.explained(draft, _check_in(draft))}")


def _after_check_in(draft: Draft, feedback: str) -> None:
    draft.change_run(try_ref="")
    _, step = _coming(draft)
    if step is not None and step.check_in is not None and (step.text or step.picture or step.example or step.link):
        draft.offer(feedback, [draft.words.button("next")])
        return
    draft.say(feedback)
    walk(draft)


def _check_in(draft: Draft) -> Question:
    question = question_of(draft.enrollment, draft.setting)
    if question is None:
        raise ValueError("the step before `at` has no check-in")
    return question


def again(draft: Draft) -> None:
    """Show the step before `at` once more (after a break), or what follows the last one."""
    run = draft.run
    steps = steps_of(draft.setting, run)
    if run.phase is Phase.CORRECTIVE and run.way < 0:
        offer_fresh_questions(draft)
    elif run.phase is Phase.CORRECTIVE and is_mastered(draft.enrollment, run.on):  # shown elsewhere, or marked
        draft.settle_question()
        draft.change_run(try_ref="")
        _after_corrective(draft)
    elif run.try_ref and question_of(draft.enrollment, draft.setting) is not None:
        draft.settle_question()
        ask_check_in(draft)
    elif 0 < run.at <= len(steps) and steps[run.at - 1].check_in is None:
        draft.change_run(at=run.at - 1)
        walk(draft)
    else:
        walk(draft)


def lesson_again(draft: Draft) -> None:
    draft.change_run(at=0)
    walk(draft)


def check(draft: Draft) -> None:
    """From the lesson to check A, over what is not shown yet."""
    draft.move(Move.TAUGHT, at=0)
    _ask_open_goals(draft)


def recheck(draft: Draft) -> None:
    """Fresh questions on what was missed, and on nothing else."""
    draft.move(Move.RECHECK, at=0, on="", way=-1)
    _ask_open_goals(draft)


def _ask_open_goals(draft: Draft) -> None:
    """All of them may have been shown meanwhile, on a way through another unit: then there is nothing to ask."""
    if not forms.begin(draft, "formative", open_goals(draft)):
        checking.close(draft)


def open_goals(draft: Draft) -> tuple[str, ...]:
    return tuple(goal for goal in draft.run.goals if not is_mastered(draft.enrollment, goal))


def message_of(draft: Draft, step: LessonStep) -> tuple[str, Picture | None]:
    parts = [step.text or ""]
    if step.example is not None:
        parts.append(draft.words.example(step.example.problem, step.example.steps, step.example.answer))
    if step.link is not None:
        parts.append(f"{step.link.title}: {step.link.url}")
    text = "\n".join(part.strip() for part in parts if part.strip())
    return text, picture_of(draft, step.picture)


def picture_of(draft: Draft, picture: AuthoredPicture | None) -> Picture | None:
    if picture is None:
        return None
    return Picture(f"{draft.setting.course.id}/{picture.file}", picture.alt)


def _after_last(draft: Draft) -> None:
    match draft.phase:
        case Phase.LESSON:
            words = draft.words
            about = measures.about_for(draft, "formative", open_goals(draft))
            draft.change_run(at=len(steps_of(draft.setting, draft.run)) + 1)
            draft.offer(words.lesson_done(about), [words.button("check"), words.button("lesson")])
        case Phase.CORRECTIVE:
            _after_corrective(draft)
        case _:
            draft.move(Move.EXPLORED, at=0, enriched=True)
            draft.lead(draft.words.enrichment_done())
            offer_closing(draft)


def _after_corrective(draft: Draft) -> None:
    run = draft.run
    left = [goal for goal in run.queue if goal != run.on]
    suggested = [goal for goal, _ in run.assigned if goal not in left and not is_mastered(draft.enrollment, goal)]
    queue = in_turn(run, (*left, *suggested))
    if queue:
        draft.move(Move.LOOKED_AGAIN, queue=queue, on="", way=-1, at=0)
        offer_next_way(draft)
        return
    draft.change_run(queue=(), way=-1, at=0)
    offer_fresh_questions(draft)


def choose_again(draft: Draft) -> None:
    """The next way; or fresh questions, where every goal that is still open was looked at again already."""
    if checking.still_missed(draft):
        offer_way(draft)
        return
    draft.move(Move.WAY_CHOSEN, on="", way=-1, at=0)
    offer_fresh_questions(draft)


def is_all_shown(draft: Draft) -> bool:
    """Nothing is left of what is taught here: it was shown on a way through another unit, or a teacher marked it."""
    taught = (Phase.PLACED, Phase.LESSON, Phase.CHOOSING, Phase.CORRECTIVE)
    return draft.phase in taught and not open_goals(draft)


def pass_over(draft: Draft) -> None:
    """Go on where every goal is shown: what was still to be taught is left out."""
    draft.settle_question()
    if draft.phase is Phase.PLACED:
        draft.move(Move.GO_ON)
    if draft.phase is Phase.LESSON:
        check(draft)
        return
    if draft.phase is Phase.CORRECTIVE:
        draft.move(Move.LOOKED_AGAIN, queue=(), on="", way=-1, at=0, try_ref="")
    checking.all_shown(draft)


def offer_fresh_questions(draft: Draft) -> None:
    offer_recheck(draft, [number_of(draft.unit, goal) for goal in open_goals(draft)])
