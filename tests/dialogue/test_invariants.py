"""Whatever happens in whatever order, the promises of the dialogue hold (hypothesis drives the real `step`).

The machine reaches deep: beside single events it takes whole strides (answer until the check closes, go on until the
closing check, wait until the next timer), so that look backs, prerequisites and second runs meet each other.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.curriculum.supply import pool
from bot.dialogue import cards, simulate
from bot.dialogue.effects import Alert, Ask, Forget, Grant, OpenThread, Remind, Say, Settle
from bot.dialogue.enrollment import Enrollment, Phase, Standing, phase_of
from bot.dialogue.events import Asked, Chose, Edited, Event, Replied, Switched
from bot.dialogue.facts import AnswerGraded, Fact, ItemReturned, MarkedMastered, ObjectiveMastered, UnitMastered
from bot.dialogue.questions import open_ref, question_of
from bot.dialogue.reviews import TIMER
from bot.dialogue.step import enroll, expects, step
from bot.grading.grade import grade
from tests.dialogue.classroom import Student, tiny_setting

if TYPE_CHECKING:
    from bot.dialogue.setting import Setting

SETTING = tiny_setting()
TEXTS = st.one_of(
    st.sampled_from(
        ["", "hint", "where am i", "why", "break", "continue", "start over", "units", "goals", "help", "courses", "😀",
         "i don't know", "1", "2", "5", "a", "b", "Start", "Go", "Unit extras", "Unit doubles", "Keep going", "7.5"]
    ),
    st.text(max_size=30),
)  # fmt: skip
ALL = "add carry double times stretch"
STORED = msgspec.json.Decoder(Enrollment)
ANYTIME = {"continue", "pause"}
LONGEST = 3_000
"""Characters of a letter: Slack's section block."""
LABEL, BUTTONS = 75, 25
"""Slack: characters of a button's label, buttons of one message (Discord: 80 and 25)."""
KEY, OPTIONS = 120, 100
"""Characters of a card's key, choices of one menu."""
MOST_BYTES = 12_000
GOALS = ("sums/add", "sums/carry", "doubles/double", "doubles/times", "extras/stretch", "sums/none", "none/add", "")
ACTIONS = ("open-summative", "start-over", "seen", "open-unit", "assign", "write", "peer-thread", "mark", "snooze")


class Watched(Student):
    """A student whose letters are looked at: what can be pressed, which cards are open, which timer runs."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.events: list[tuple[Event, Setting]] = []
        self.asks: set[str] = set()
        self.menus: set[str] = set()
        self.cards: dict[str, Alert] = {}
        self.timers: dict[str, float] = {}
        self.asked: Counter[str] = Counter()
        self.returned: set[str] = set()
        self.posted: list[Alert] = []
        """Cards that were ever shown: their buttons are pressed whatever became of them."""

    def send(self, event: Event) -> object:  # type: ignore[override]
        self.events.append((event, self.setting))
        outcome = super().send(event)
        told = [effect for effect in outcome.effects if isinstance(effect, Say | Ask)]
        assert len(told) <= 2, [effect.text for effect in told]
        for effect in outcome.effects:
            self._look_at(effect)
        graded = [fact for fact in outcome.facts if isinstance(fact, AnswerGraded)]
        assert len(graded) <= 1, "one event grades one answer at most"
        self.asked.update(f"{fact.unit}/{fact.item}#{fact.variant}" for fact in graded)
        returned = [fact for fact in outcome.facts if isinstance(fact, ItemReturned)]
        self.returned |= {f"{fact.unit}/{fact.item}#{fact.variant}" for fact in returned}
        given = [effect.unit for effect in outcome.effects if isinstance(effect, Grant)]
        assert given == [fact.unit for fact in outcome.facts if isinstance(fact, UnitMastered)]
        return outcome

    def _look_at(self, effect: object) -> None:
        match effect:
            case Settle(ref=ref):
                self.asks.discard(ref)
                self.menus.discard(ref)
            case Ask(ref=ref, text=text, options=options, asides=asides):
                self.asks.add(ref)
                assert 0 < len(text) <= LONGEST
                assert all(len(choice.label) <= LABEL for choice in asides)
                assert len({option.key for option in options}) == len(options)
            case Say(ref=ref, text=text, choices=choices):
                assert 0 < len(text) <= LONGEST
                assert len(choices) <= BUTTONS
                assert all(0 < len(choice.label) <= LABEL for choice in choices)
                assert len({choice.label for choice in choices}) == len(choices)
                if choices and not {choice.key for choice in choices} <= ANYTIME:
                    self.menus.add(ref)
            case Alert(ref=ref, resolved=True, lines=lines):
                assert lines
                assert not effect.choices
                assert not effect.urgent
                self.cards.pop(ref, None)
            case Alert(ref=ref, lines=lines):
                assert lines
                assert effect.choices or self._is_snoozed(ref)
                assert sum(map(len, lines)) <= LONGEST
                self.cards[ref] = effect
                self._look_at_buttons(effect)
            case OpenThread(text=text):
                assert "Ada" not in text
            case Remind(name=name, at=at):
                self.timers[name] = at
            case Forget(name=name):
                self.timers.pop(name, None)

    def _is_snoozed(self, ref: str) -> bool:
        card = self.enrollment.card
        return card is not None and card.ref == ref and card.until > self.at

    def _look_at_buttons(self, card: Alert) -> None:
        assert len(card.choices) <= BUTTONS
        choices = [*card.choices, *(choice for menu in card.selections for choice in menu.choices)]
        assert all(0 < len(choice.label) <= LABEL and len(choice.key) <= KEY for choice in choices)
        assert all(0 < len(menu.choices) <= OPTIONS for menu in card.selections)
        assert len({choice.key for choice in choices}) == len(choices)
        self.posted += [card] if choices else []

    def wait(self, days: float) -> None:
        """Until so many days have passed, or the first timer rings."""
        until = self.at + days * 86_400
        name = min(self.timers, key=self.timers.__getitem__, default="")
        if not name or self.timers[name] > until:
            self.at = until
            return
        self.at = max(self.at, self.timers.pop(name))
        self.tick(name, 0)


class AnyConversation(RuleBasedStateMachine):
    """A student, a teacher and a clock that do anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.student = Watched(SETTING)

    @initialize(start=st.sampled_from(["", "Unit doubles", "mastered", "waiting", "sent back", "slipped", "missed"]))
    def join(self, start: str) -> None:
        """Somewhere in the course: what is rare is reached often when it begins there."""
        self.student.join()
        match start:
            case "mastered" | "slipped":
                self.go_on_until(Phase.BETWEEN, ALL)
            case "waiting":
                self.student.teach("open-unit", "extras")
                self.go_on_until(Phase.SHOWN, ALL)
            case "sent back":
                self.student.write("Unit doubles")
                self.student.choose("place")
                self.answer_until_the_check_closes("")
            case "missed":
                self.go_on_until(Phase.CHOOSING, "add times")
            case _:
                self.student.write(start)
        if start == "slipped":
            self.student.wait(40)
            self.student.choose("now")
            self.answer_until_the_check_closes("add")

    # --- strides ---

    @rule(knows=st.sampled_from(["", "add", "carry double", ALL]))
    def answer_until_the_check_closes(self, knows: str) -> None:
        before = self.student.phase
        for _ in range(20):
            if not self._answer_knowing(knows) or self.student.phase is not before:
                return

    @rule(
        to=st.sampled_from([Phase.CHECK, Phase.SHOWN, Phase.SUMMATIVE, Phase.BETWEEN, Phase.CHOOSING]),
        knows=st.sampled_from(["add times", "carry double", ALL]),
    )
    def go_on_until(self, to: Phase, knows: str) -> None:
        for _ in range(40):
            if self.student.phase is to or not (self._answer_knowing(knows) or self._press(0)):
                return

    @rule(nth=st.integers(0, 5), knows=st.sampled_from(["add times", ALL]))
    def look_back_until_it_is_over(self, nth: int, knows: str) -> None:
        self.student.wait(40)
        self._press(nth)
        for _ in range(30):
            if not is_under_way_in(self.student.enrollment) or not (self._answer_knowing(knows) or self._press(0)):
                return

    def _answer_knowing(self, knows: str) -> bool:
        question = question_of(self.student.enrollment, self.student.setting)
        right = question is not None and question.objective in (*knows.split(), "")
        doing = simulate.answer(self.student.enrollment, self.student.setting, right=right)
        if doing is not None:
            self.student.do(doing)
        return doing is not None

    def _press(self, nth: int) -> bool:
        doing = simulate.press(self.student.enrollment, nth)
        if doing is not None:
            self.student.do(doing)
        return doing is not None

    # --- single events ---

    @rule(right=st.booleans())
    def answer(self, right: bool) -> None:
        doing = simulate.answer(self.student.enrollment, self.student.setting, right=right)
        if doing is not None:
            self.student.do(doing)

    @rule(nth=st.integers(0, 5))
    def press_a_button(self, nth: int) -> None:
        self._press(nth)

    @rule(text=TEXTS)
    def write_anything(self, text: str) -> None:
        self.student.write(text)

    @rule(
        back=st.integers(0, 30), key=st.sampled_from(["a", "b", "next", "start", "now", "later", "check", "way:0", "x"])
    )
    def press_an_old_button(self, back: int, key: str) -> None:
        """A ref that is not open any more (or never was) counts for nothing."""
        before = self.student.enrollment
        ref = f"c1/{before.refs - back}"
        menu = before.menu.ref if before.menu else ""
        if ref in (open_ref(before), menu):
            return
        self.student.press(ref, key)
        self._same_but_for_turn(before)

    @rule(aside=st.sampled_from(["hint", "unsure"]))
    def press_an_aside(self, aside: str) -> None:
        ref = open_ref(self.student.enrollment)
        if ref:
            self.student.press(ref, aside)

    @rule(
        action=st.sampled_from(ACTIONS),
        unit=st.sampled_from(["", "sums", "doubles", "extras", "nope"]),
        goal=st.sampled_from(GOALS),
        way=st.sampled_from(["", ":0", ":1", ":2", ":7", ":-1", ":x"]),
        card=st.sampled_from(["", "this", "card/c1/ada/1"]),
        reason=st.sampled_from(["", " ", "saw it *myself*"]),
    )
    def the_teacher_acts(self, action: str, unit: str, goal: str, way: str, card: str, reason: str) -> None:
        self.student.teach(action, unit, on=f"{goal}{way}", reason=reason, card=card)

    @rule(nth=st.integers(0, 60), old=st.integers(0, 3))
    def the_teacher_presses_a_card(self, nth: int, old: int) -> None:
        """Any button of one of the last cards, as it was shown."""
        posted = self.student.posted[-1 - old :][:1]
        for card in posted:
            choices = [*card.choices, *(choice for menu in card.selections for choice in menu.choices)]
            action, _, on = choices[nth % len(choices)].key.partition(":")
            self.student.teach(action, on=on, reason="because", card=card.ref)

    @rule()
    def the_private_chat_takes_nothing_any_more(self) -> None:
        self.student.lose()

    @rule(days=st.sampled_from([0.001, 0.3, 8, 30]))
    def time_passes(self, days: float) -> None:
        self.student.wait(days)

    @rule(name=st.sampled_from([TIMER, cards.TIMER, "nothing known"]))
    def a_timer_rings_out_of_turn(self, name: str) -> None:
        self.student.timers.pop(name, None)
        self.student.tick(name, 0)

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

    # --- promises ---

    @invariant()
    def mastery_has_evidence(self) -> None:
        shown = {f"{fact.unit}/{fact.objective}" for fact in self.student.story if isinstance(fact, ObjectiveMastered)}
        right = {
            f"{fact.unit}/{fact.objective}"
            for fact in self.student.story
            if isinstance(fact, AnswerGraded) and fact.mark == "correct"
        }
        marked = {f"{fact.unit}/{fact.objective}" for fact in self.student.story if isinstance(fact, MarkedMastered)}
        for goal, standing in self.student.enrollment.standings.items():
            if standing is Standing.MASTERED and goal not in marked:
                assert goal in shown
                assert goal in right

    @invariant()
    def no_question_repeats_while_the_supply_lasts(self) -> None:
        for question, times in self.student.asked.items():
            assert times == 1 or question in self.student.returned

    @invariant()
    def the_student_always_has_a_next_thing_to_do(self) -> None:
        enrollment = self.student.enrollment
        if enrollment.turn and phase_of(enrollment) is not Phase.BETWEEN:
            assert open_ref(enrollment) or enrollment.menu is not None or enrollment.paused

    @invariant()
    def what_can_be_pressed_is_what_is_open(self) -> None:
        enrollment = self.student.enrollment
        assert self.student.asks == {open_ref(enrollment)} - {""}
        assert self.student.menus == ({enrollment.menu.ref} if enrollment.menu is not None else set())

    @invariant()
    def every_button_of_the_menu_does_something(self) -> None:
        enrollment = self.student.enrollment
        menu = enrollment.menu
        for key in menu.keys if menu is not None else ():
            event = Chose(
                id="try", at=self.student.at + 1, community="local", student="ada", ref=menu.ref if menu else "",
                picks=(key,),
            )  # fmt: skip
            assert expects(enrollment, event, self.student.setting) is None
            outcome = step(enrollment, event, self.student.setting, None)
            assert outcome.enrollment.menu != menu, f"{key} leaves its own menu open"

    @invariant()
    def cards_are_few_and_each_can_still_end(self) -> None:
        enrollment = self.student.enrollment
        can_end = {run.ready_card for run in enrollment.runs} | ({enrollment.card.ref} if enrollment.card else set())
        assert set(self.student.cards) == (can_end | {enrollment.unreached_card}) - {""}
        about_goals = [card for ref, card in self.student.cards.items() if ref != enrollment.unreached_card]
        assert sum(card.urgent for card in about_goals) <= 1

    @invariant()
    def a_snoozed_card_has_its_timer(self) -> None:
        card = self.student.enrollment.card
        assert (cards.TIMER in self.student.timers) == (card is not None and card.until > 0)

    @invariant()
    def a_suggestion_waits_for_a_goal_that_is_missing(self) -> None:
        for run in self.student.enrollment.runs:
            goals = [goal for goal, _ in run.assigned]
            assert len(set(goals)) == len(goals)
            assert set(goals) <= set(run.goals)

    @invariant()
    def what_the_student_did_shows_that_they_are_there(self) -> None:
        enrollment = self.student.enrollment
        assert enrollment.unreached or not enrollment.unreached_card

    @invariant()
    def a_planned_look_back_has_its_timer(self) -> None:
        enrollment = self.student.enrollment
        if enrollment.reviews and not is_under_way_in(enrollment):
            assert TIMER in self.student.timers

    @invariant()
    def runs_do_not_pile_up(self) -> None:
        runs = self.student.enrollment.runs
        assert len({(run.unit, run.purpose) for run in runs}) == len(runs)
        assert sum(run.purpose == "look back" for run in runs) <= 1
        assert not runs or runs[-1].purpose == "look back" or not is_under_way_in(self.student.enrollment)

    @invariant()
    def the_state_is_what_is_stored_and_stays_small(self) -> None:
        stored = msgspec.json.encode(self.student.enrollment)
        assert len(stored) < MOST_BYTES
        assert STORED.decode(stored) == self.student.enrollment

    def teardown(self) -> None:
        """The same events from the beginning give the same bytes."""
        enrollment = enroll("local", "c1", "ada", "Ada")
        for event, setting in self.student.events:
            expected = expects(enrollment, event, setting)
            enrollment = step(enrollment, event, setting, None if expected is None else grade(*expected)).enrollment
        assert msgspec.json.encode(enrollment) == msgspec.json.encode(self.student.enrollment)

    def _same_but_for_turn(self, before: Enrollment) -> None:
        kept = ("turn", "refs", "active_at", "paused", "unreached", "unreached_card")
        same = msgspec.structs.replace(self.student.enrollment, **{name: getattr(before, name) for name in kept})
        assert same == before
        assert self.student.facts == ()


def is_under_way_in(enrollment: Enrollment) -> bool:
    return any(run.purpose == "look back" for run in enrollment.runs)


def _answers(enrollment: Enrollment) -> list[object]:
    return [run.form.reached if run.form else None for run in enrollment.runs]


AnyConversation.TestCase.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
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
