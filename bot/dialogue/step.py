"""What one event does to one enrollment. Pure and total; one function decides.

    payload -> event -> step -> outcome -> store -> letter -> payload

Rules
- The same enrollment, event, setting and verdict give the same outcome, for ever: a journal can be replayed.
- Every phase answers every event. What makes no sense now gets a kind answer or 'here is where you are', and changes
  nothing but the count of turns.
- An answer counts for the question it was meant for: a press carries the ref of its message, and a ref that is not
  the open one is answered kindly and counts for nothing. So a double click, a second device or an old button cannot
  count twice.
- The course may have been changed under the student: see `renewal`. A step never raises for that.
- A word such as `hint` is a command unless it is the right answer to the open question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.dialogue import (
    answering,
    anytime,
    beginning,
    cards,
    choosing,
    lessons,
    reaching,
    renewal,
    results,
    retention,
    teaching,
)
from bot.dialogue.draft import Draft, Outcome
from bot.dialogue.enrollment import Enrollment, Phase
from bot.dialogue.events import Asked, Chose, Edited, Event, Joined, Replied, Switched, TeacherActed, Ticked, Unreached
from bot.dialogue.marks import quote
from bot.dialogue.questions import open_ref, question_of
from bot.grading.text import fold
from bot.grading.verdict import Mark, Verdict

if TYPE_CHECKING:
    from bot.curriculum.question import Question
    from bot.dialogue.setting import Setting
    from bot.grading.reply import Reply

ASIDES = frozenset({"hint", "unsure"})
TWICE = 2.0
"""Seconds within which the same text again is taken for one message sent twice."""
ANYTIME = frozenset({"continue", "pause"})
"""Keys of buttons that are good whenever they are pressed, however old their message is."""


def enroll(community: str, class_id: str, student: str, name: str) -> Enrollment:
    """A student who has not said anything yet; the first event is `Joined`."""
    return Enrollment(community=community, class_id=class_id, student=student, name=name)


def expects(enrollment: Enrollment, event: Event, setting: Setting) -> tuple[Question, Reply] | None:
    """What must be graded before `step` can decide this event: (question, reply), or None."""
    ref = open_ref(enrollment)
    if not ref:
        return None
    match event:
        case Replied(text=text, on=on) if on in ("", ref):
            question = question_of(enrollment, setting)
            return None if question is None else (question, text)
        case Chose(ref=pressed, picks=picks) if pressed == ref and not (ASIDES & set(picks)):
            question = question_of(enrollment, setting)
            return None if question is None else (question, picks)
        case _:
            return None


def is_of_now(enrollment: Enrollment, press: Chose) -> bool:
    """Whether a press is of the open question, of the open menu, or good at any time; else it is answered kindly."""
    menu = enrollment.menu.ref if enrollment.menu is not None else ""
    return bool(ANYTIME & set(press.picks)) or press.ref in {ref for ref in (open_ref(enrollment), menu) if ref}


def step(enrollment: Enrollment, event: Event, setting: Setting, verdict: Verdict | None) -> Outcome:
    """Decide one event. verdict: of the answer that `expects` named, else None."""
    draft = Draft(enrollment, setting, event.at)
    draft.change(turn=enrollment.turn + 1)
    if not isinstance(event, TeacherActed | Unreached | Ticked):
        reaching.heard(draft)
    lost = renewal.drop_lost_runs(draft)
    if lost and isinstance(event, Replied | Chose | Asked):
        _wake(draft)  # it was meant for something that is gone
    else:
        _decide(draft, event, verdict)
    if lost and not open_ref(draft.enrollment) and draft.enrollment.menu is None:
        draft.resume()
    while draft.resuming:  # again when a run ends by itself: what it was for is shown already
        draft.resuming = False
        draft.change(paused=False)
        choosing.again(draft)
    return draft.outcome()


def _decide(draft: Draft, event: Event, verdict: Verdict | None) -> None:
    match event:
        case Joined():
            _join(draft, event)
        case Replied():
            _wake(draft)
            _replied(draft, event, verdict)
        case Chose():
            _wake(draft)
            _chose(draft, event, verdict)
        case Asked():
            _wake(draft)
            anytime.COMMANDS[event.what](draft)
        case Edited():
            draft.say(draft.words.edited())
        case Switched():
            _wake(draft)
            _welcome_back(draft)
        case TeacherActed():
            teaching.act(draft, event)
        case Unreached():
            reaching.lost(draft, event.why)
        case Ticked():
            _rang(draft, event.name)
        case _:
            assert_never(event)


def _wake(draft: Draft) -> None:
    draft.change(active_at=max(draft.at, draft.enrollment.active_at))


def _rang(draft: Draft, name: str) -> None:
    if name == cards.TIMER:
        cards.wake(draft)
    else:
        retention.tick(draft, name)


def _join(draft: Draft, event: Joined) -> None:
    _wake(draft)
    draft.change(name=event.name)
    if draft.enrollment.turn == 1:
        beginning.greet(draft)
    else:
        _welcome_back(draft)


def _welcome_back(draft: Draft) -> None:
    if draft.phase is not Phase.WELCOME:  # there the offer itself says hello
        draft.lead(draft.words.welcome_back(quote(draft.enrollment.name), draft.setting.title))
    draft.resume()


def _replied(draft: Draft, event: Replied, verdict: Verdict | None) -> None:
    right = verdict is not None and verdict.mark is Mark.CORRECT
    key = None if right else _menu_key(draft, event.text)
    word = None if right else draft.words.words().get(_folded(event.text))
    late = _was_for_another(draft, event)
    if key is not None and not late:
        choosing.choose(draft, key)
    elif word is not None and word not in ASIDES and word != "yes":
        anytime.COMMANDS[word](draft)  # type: ignore[index]
    elif late:
        _stale(draft)
    elif word == "hint" or (word == "unsure" and open_ref(draft.enrollment)):
        _aside(draft, word)
    elif open_ref(draft.enrollment):
        _answer(draft, event.text, verdict)
    elif not _named_unit(draft, event.text):
        draft.say(draft.words.not_understood())
        draft.resume()


def _was_for_another(draft: Draft, event: Replied) -> bool:
    """Whether a text was meant for another question than the open one, or was sent twice.

    Meant for another: the page says so (`on`), or it was written before the question was asked (platforms deliver late
    and out of order). Sent twice: the same text again within moments; nobody reads and answers a question that fast.
    """
    enrollment, text = draft.enrollment, _folded(event.text)[:40]
    twice = text == enrollment.last_text and 0 <= event.at - enrollment.last_text_at < TWICE
    if not twice:  # a third copy is measured against the first: whoever goes on writing it is heard in the end
        draft.change(last_text=text, last_text_at=event.at)
    if event.on:
        return event.on != open_ref(enrollment)
    return twice or (bool(open_ref(enrollment)) and event.at < _asked_at(enrollment))


def _asked_at(enrollment: Enrollment) -> float:
    form = enrollment.runs[-1].form
    return form.open.asked_at if form is not None and form.open is not None else 0.0


def _chose(draft: Draft, event: Chose, verdict: Verdict | None) -> None:
    enrollment = draft.enrollment
    key = event.picks[0] if event.picks else ""
    if key in ANYTIME:
        anytime.COMMANDS[key](draft)  # type: ignore[index]
    elif event.ref and event.ref == open_ref(enrollment):
        if key in ASIDES:
            _aside(draft, key)
        else:
            _answer(draft, verdict.read_as if verdict is not None else "", verdict)
    elif enrollment.menu is not None and event.ref == enrollment.menu.ref and key in enrollment.menu.keys:
        choosing.choose(draft, key)
    else:
        _stale(draft)


def _answer(draft: Draft, reply: str, verdict: Verdict | None) -> None:
    if verdict is None:
        if question_of(draft.enrollment, draft.setting) is None:
            draft.resume()
            return
        raise ValueError("an answer came without a verdict; grade what `expects` names before `step`")
    draft.change(paused=False)
    if draft.run.form is None:
        lessons.take_check_in(draft, verdict)
    elif not answering.take(draft, reply, verdict):
        results.close(draft)


def _aside(draft: Draft, key: str) -> None:
    if key == "hint":
        anytime.hint(draft)
    elif question_of(draft.enrollment, draft.setting) is None:
        draft.resume()
    elif draft.run.form is None:
        lessons.pass_check_in(draft)
    elif not answering.unsure(draft):
        results.close(draft)


def _stale(draft: Draft) -> None:
    draft.say_with_anytime(f"{draft.words.stale()}\n{anytime.where_line(draft)}", "continue")


def _menu_key(draft: Draft, text: str) -> str | None:
    """The key of the open menu that was written out: its label, or (with no question open) its number or a 'yes'."""
    menu = draft.enrollment.menu
    if menu is None:
        return None
    said = _folded(text)
    if said.isdecimal() and not open_ref(draft.enrollment) and 1 <= int(said[:4]) <= len(menu.keys):
        return menu.keys[int(said[:4]) - 1]
    if draft.words.words().get(said) == "yes" and not open_ref(draft.enrollment):
        return choosing.agreed(menu.keys)
    return next((key for key in menu.keys if _folded(choosing.label_of(draft, key)) == said), None)


def _named_unit(draft: Draft, text: str) -> bool:
    """A unit was asked for by its title: begun when nothing else is in progress, explained when it is locked."""
    said = _folded(text)
    course = draft.setting.course
    unit = next((unit for unit in course.file.units if _folded(course.units[unit].title) == said), None)
    if unit is None:
        return False
    standing = anytime.unit_standing(draft.enrollment, draft.setting, unit)
    if standing == "locked":
        anytime.locked_unit(draft, unit)
    elif standing == "open" and draft.phase in (Phase.WELCOME, Phase.BETWEEN, Phase.SHOWN):
        draft.settle_menu(course.units[unit].title)
        beginning.begin_unit(draft, unit)
    else:
        anytime.units(draft)
    return True


def _folded(text: str) -> str:
    return fold(text[:300])
