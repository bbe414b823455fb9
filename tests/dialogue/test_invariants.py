"""Whatever happens in whatever order, the promises of the dialogue hold (hypothesis drives the real `step`)."""

from __future__ import annotations

from collections import Counter

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.curriculum.supply import pool
from bot.dialogue import simulate
from bot.dialogue.effects import Ask
from bot.dialogue.enrollment import Enrollment, Phase, Standing, phase_of
from bot.dialogue.events import Asked, Chose, Edited, Replied, Switched
from bot.dialogue.facts import AnswerGraded, Fact, ItemReturned, ObjectiveMastered
from bot.dialogue.questions import open_ref, question_of
from bot.dialogue.step import expects, step
from tests.dialogue.classroom import Student, tiny_setting

SETTING = tiny_setting()
TEXTS = st.one_of(
    st.sampled_from(
        ["", "hint", "where am i", "why", "break", "continue", "start over", "units", "goals", "help", "courses", "😀",
         "i don't know", "1", "2", "5", "a", "b", "Start", "Go", "Unit extras", "Unit doubles", "Keep going", "7.5"]
    ),
    st.text(max_size=30),
)  # fmt: skip
STORED = msgspec.json.Decoder(Enrollment)


class AnyConversation(RuleBasedStateMachine):
    """A student, a teacher and a clock that do anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.student = Student(SETTING)
        self.asked: Counter[str] = Counter()
        self.returned: set[str] = set()
        self.timers: dict[str, float] = {}

    @initialize(unit=st.sampled_from(["", "Unit doubles", "Unit sums"]))
    def join(self, unit: str) -> None:
        self.student.join()
        if unit:
            self.student.write(unit)
        self._look()

    @rule(right=st.booleans())
    def answer(self, right: bool) -> None:
        doing = simulate.answer(self.student.enrollment, SETTING, right=right)
        if doing is not None:
            self.student.do(doing)
            self._look()

    @rule(nth=st.integers(0, 5))
    def press_a_button(self, nth: int) -> None:
        doing = simulate.press(self.student.enrollment, nth)
        if doing is not None:
            self.student.do(doing)
            self._look()

    @rule(text=TEXTS)
    def write_anything(self, text: str) -> None:
        self.student.write(text)
        self._look()

    @rule(
        back=st.integers(0, 30), key=st.sampled_from(["a", "b", "next", "start", "now", "later", "check", "way:0", "x"])
    )
    def press_an_old_button(self, back: int, key: str) -> None:
        """A ref that is not open any more (or never was) counts for nothing."""
        before = self.student.enrollment
        ref = str(before.refs - back)
        menu = before.menu.ref if before.menu else ""
        if ref in (open_ref(before), menu):
            return
        self.student.press(ref, key)
        self._same_but_for_turn(before)
        self._look()

    @rule()
    def press_hint(self) -> None:
        ref = open_ref(self.student.enrollment)
        if ref:
            self.student.press(ref, "hint")
            self._look()

    @rule(
        action=st.sampled_from(["open-summative", "start-over", "seen", "open-unit"]),
        unit=st.sampled_from(["", "sums", "extras", "nope"]),
    )
    def the_teacher_acts(self, action: str, unit: str) -> None:
        self.student.teach(action, unit)
        self._look()

    @rule(days=st.sampled_from([0.001, 1, 8, 30]))
    def time_passes(self, days: float) -> None:
        for unit in ("sums", "doubles", "extras"):
            self.student.tick(f"look back/{unit}", days * 86_400)
            self._look()

    @rule(kind=st.sampled_from(["edited", "switched", "where", "why", "goals", "units", "hint", "courses", "help"]))
    def something_that_changes_nothing(self, kind: str) -> None:
        before = self.student.enrollment
        head = self.student.head()
        if kind == "edited":
            self.student.send(Edited(text="5", **head))  # type: ignore[arg-type]
        elif kind == "switched":
            self.student.send(Switched(**head))  # type: ignore[arg-type]
        else:
            self.student.send(Asked(what=kind, **head))  # type: ignore[arg-type]
        after = self.student.enrollment
        assert [run.phase for run in after.runs] == [run.phase for run in before.runs]
        assert after.standings == before.standings
        assert _answers(after) == _answers(before)
        self._look()

    @invariant()
    def mastery_has_evidence(self) -> None:
        shown = {f"{fact.unit}/{fact.objective}" for fact in self.student.story if isinstance(fact, ObjectiveMastered)}
        right = {
            f"{fact.unit}/{fact.objective}"
            for fact in self.student.story
            if isinstance(fact, AnswerGraded) and fact.mark == "correct"
        }
        for goal, standing in self.student.enrollment.standings.items():
            if standing is Standing.MASTERED:
                assert goal in shown
                assert goal in right

    @invariant()
    def no_question_repeats_while_the_supply_lasts(self) -> None:
        for question, times in self.asked.items():
            assert times == 1 or question in self.returned

    @invariant()
    def the_student_always_has_a_next_thing_to_do(self) -> None:
        enrollment = self.student.enrollment
        if enrollment.turn and phase_of(enrollment) is not Phase.BETWEEN:
            assert open_ref(enrollment) or enrollment.menu is not None or enrollment.paused

    @invariant()
    def the_state_is_what_is_stored(self) -> None:
        stored = msgspec.json.encode(self.student.enrollment)
        assert STORED.decode(stored) == self.student.enrollment

    def _look(self) -> None:
        """Count the questions of this turn; a question shown again after a break is the same question."""
        graded = [fact for fact in self.student.facts if isinstance(fact, AnswerGraded)]
        for fact in graded:
            self.asked[f"{fact.unit}/{fact.item}#{fact.variant}"] += 1
        returned = [fact for fact in self.student.facts if isinstance(fact, ItemReturned)]
        self.returned |= {f"{fact.unit}/{fact.item}#{fact.variant}" for fact in returned}
        assert len(graded) <= 1, "one event grades one answer at most"

    def _same_but_for_turn(self, before: Enrollment) -> None:
        after = self.student.enrollment
        same = msgspec.structs.replace(
            after, turn=before.turn, refs=before.refs, active_at=before.active_at, paused=before.paused
        )
        assert same == before
        assert self.student.facts == ()


def _answers(enrollment: Enrollment) -> list[object]:
    return [run.form.reached if run.form else None for run in enrollment.runs]


AnyConversation.TestCase.settings = settings(
    max_examples=60, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyConversation = AnyConversation.TestCase


def test_the_same_history_gives_the_same_bytes() -> None:
    def walk() -> tuple[bytes, list[Fact]]:
        student = Student(SETTING)
        student.join()
        for turn in range(80):
            doing = simulate.answer(student.enrollment, SETTING, right=turn % 4 != 0)
            student.do(doing or simulate.press(student.enrollment) or simulate.Doing(text="where am i"))
        return msgspec.json.encode(student.enrollment), student.story

    assert walk() == walk()


def test_an_answer_for_another_message_is_not_graded() -> None:
    student = Student(SETTING)
    student.join()
    student.choose("start")
    student.choose("place")
    old = open_ref(student.enrollment)
    question = question_of(student.enrollment, SETTING)
    assert question is not None
    student.answer()
    event = Replied(text=question.answer_text, on=old, **student.head())  # type: ignore[arg-type]
    assert expects(student.enrollment, event, SETTING) is None
    before = student.enrollment
    outcome = step(before, event, SETTING, None)
    assert _answers(outcome.enrollment) == _answers(before)
    assert not [effect for effect in outcome.effects if isinstance(effect, Ask)]


def test_after_the_supply_the_longest_unseen_returns_and_the_student_is_told() -> None:
    student = Student(SETTING)
    student.join()
    student.choose("start")
    student.choose("skip")
    supply = len(
        [1 for variants in pool(student.setting.course.units["sums"], "add", "formative").values() for _ in variants]
    )
    returned = 0
    for _ in range(6 * supply):
        doing = simulate.answer(student.enrollment, SETTING, right=False) or simulate.press(student.enrollment)
        student.do(doing)
        returned += sum(isinstance(fact, ItemReturned) for fact in student.facts)
        if returned:
            break
    assert returned
    said = [getattr(effect, "text", "") for effect in student.effects]
    assert any("an older one returns" in text for text in said)


def test_a_press_without_picks_is_answered_kindly() -> None:
    student = Student(SETTING)
    student.join()
    before = student.enrollment
    student.send(Chose(ref="1", picks=(), **student.head()))  # type: ignore[arg-type]
    assert student.enrollment.menu == before.menu
