"""A small course for tests of the dialogue, and a student who walks it. Written as an author would write it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.curriculum.loader import load
from bot.dialogue import simulate
from bot.dialogue.effects import Grant
from bot.dialogue.enrollment import Enrollment, Phase, phase_of
from bot.dialogue.events import Chose, Event, Joined, Replied, TeacherActed, Ticked, Unreached
from bot.dialogue.setting import Setting
from bot.dialogue.step import enroll, expects, step
from bot.dialogue.wording import Wording
from bot.grading.grade import grade

if TYPE_CHECKING:
    from bot.curriculum.course import Course
    from bot.dialogue.draft import Outcome
    from bot.dialogue.effects import Effect
    from bot.dialogue.facts import Fact
    from bot.dialogue.simulate import Doing

COURSE = """
id: tiny
title: Tiny numbers
about: Sums and doubles.
units: [sums, doubles, extras]
requires: {extras: [sums]}
defaults:
  mastery: {rule: evidence, least: 2, most: 4}
  cycles: 2
  retention_days: [7, 28]
"""
ITEMS = """
  - id: {name}-typed
    objective: {name}
    kind: number
    vary: {{draw: {{a: 2..9, b: 2..9}}}}
    ask: "{name}: what is {{a}} {sign} {{b}}?"
    answer: "{{a {sign} b}}"
    hints: ["Begin at {{a}}.", "Then {{b}} more steps."]
    mistakes: [{{when: "{{a {sign} b + 1}}", name: one-more, say: "Count the steps, not the places."}}]
    solution: "{{a}} {sign} {{b}} makes {{a {sign} b}}."
  - id: {name}-picked
    objective: {name}
    kind: choice
    vary: {{draw: {{a: 2..9, b: 2..9}}}}
    ask: "Pick: {name} of {{a}} {sign} {{b}}"
    options: ["{{a {sign} b}}", "{{a {sign} b + 1}}", "{{a {sign} b + 2}}", "{{a {sign} b + 3}}"]
    answer: "{{a {sign} b}}"
    hints: ["Begin at {{a}}.", "Then {{b}} more steps."]
"""
OBJECTIVE = """
  - id: {name}
    can: I can {name}.
    correctives:
      - {{method: picture, steps: [{{text: "{name} as dots"}}]}}
      - {{method: trick, steps: [{{text: "{name} from the other side"}}]}}
      - {{method: peer}}
"""
LESSON = """
  - {{text: "How to {name}.", teaches: {name}}}
  - {{try: {{kind: number, ask: "Try {name}: 1 + 1?", answer: "2"}}, teaches: {name}}}
"""


def unit_file(name: str, goals: tuple[str, ...], more: str = "") -> bytes:
    """A unit with two templates per goal: sums for names without an x, products else."""
    signs = {goal: "*" if goal in ("double", "times") else "+" for goal in goals}
    parts = [
        f"id: {name}\ntitle: Unit {name}\n{more}objectives:\n",
        *(OBJECTIVE.format(name=goal).lstrip("\n") for goal in goals),
        "lesson:\n",
        *(LESSON.format(name=goal).lstrip("\n") for goal in goals),
        "items:\n",
        *(ITEMS.format(name=goal, sign=signs[goal]).lstrip("\n") for goal in goals),
    ]
    return "".join(parts).encode()


def tiny_course(more: str = "", **files: bytes) -> Course:
    """sums (add, carry) is open; doubles (double, times) needs sums/add and is open too; extras requires sums."""
    enrichment = "enrichment:\n  - {title: Magic squares, steps: [{text: A square}, {text: Another}]}\n"
    loaded = load(
        {
            "course.yaml": (COURSE + more).encode(),
            "sums.yaml": unit_file("sums", ("add", "carry"), enrichment),
            "doubles.yaml": unit_file("doubles", ("double", "times"), "needs: [sums/add]\n"),
            "extras.yaml": unit_file("extras", ("stretch",), "summative_opened_by: teacher\n"),
            **{f"{name}.yaml": text for name, text in files.items()},
        }
    )
    if loaded.course is None:
        raise ValueError("\n".join(str(fault) for fault in loaded.faults))
    return loaded.course


def tiny_setting(course: Course | None = None) -> Setting:
    return Setting("c1", "Tiny", "Ms Okafor", course or tiny_course(), Wording(), meets=True)


@dataclass
class Student:
    """Sends events and keeps what came of them. `effects` and `facts` are of the last event, `story` is every fact,
    `given` all that was given for units."""

    setting: Setting = field(default_factory=tiny_setting)
    enrollment: Enrollment = field(default_factory=lambda: enroll("local", "c1", "ada", "Ada"))
    at: float = 1_750_000_000.0
    sent: int = 0
    effects: tuple[Effect, ...] = ()
    facts: tuple[Fact, ...] = ()
    story: list[Fact] = field(default_factory=list)
    given: list[Grant] = field(default_factory=list)

    @property
    def phase(self) -> Phase:
        return phase_of(self.enrollment)

    def send(self, event: Event) -> Outcome:
        expected = expects(self.enrollment, event, self.setting)
        verdict = None if expected is None else grade(*expected)
        outcome = step(self.enrollment, event, self.setting, verdict)
        self.enrollment, self.effects, self.facts = outcome.enrollment, outcome.effects, outcome.facts
        self.story += outcome.facts
        self.given += [effect for effect in outcome.effects if isinstance(effect, Grant)]
        return outcome

    def head(self) -> dict[str, object]:
        self.sent += 1
        self.at += 30
        return {"id": str(self.sent), "at": self.at, "community": "local", "student": "ada", "class_id": "c1"}

    def join(self) -> Outcome:
        return self.send(Joined(name="Ada", **self.head()))  # type: ignore[arg-type]

    def write(self, text: str, on: str = "") -> Outcome:
        return self.send(Replied(text=text, on=on, **self.head()))  # type: ignore[arg-type]

    def press(self, ref: str, *picks: str) -> Outcome:
        return self.send(Chose(ref=ref, picks=picks, **self.head()))  # type: ignore[arg-type]

    def teach(self, action: str, unit: str = "", *, on: str = "", reason: str = "", card: str = "") -> Outcome:
        """card: empty for a page; `this` for the open card about what is not there yet."""
        if card == "this":
            card = self.enrollment.card.ref if self.enrollment.card is not None else "none"
        about = {"unit": unit, "on": on, "reason": reason, "card": card, **self.head()}
        return self.send(TeacherActed(teacher="Ms Okafor", action=action, **about))  # type: ignore[arg-type]

    def lose(self, why: str = "user_disabled") -> Outcome:
        """The platform takes no letter for them any more."""
        return self.send(Unreached(why=why, **self.head()))  # type: ignore[arg-type]

    def tick(self, name: str, after: float) -> Outcome:
        self.at += after
        return self.send(Ticked(name=name, **self.head()))  # type: ignore[arg-type]

    def do(self, doing: Doing | None) -> Outcome:
        if doing is None:
            raise AssertionError(f"nothing to answer or press in {self.phase}")
        return self.press(doing.ref, *doing.picks) if doing.picks else self.write(doing.text)

    def answer(self, *, right: bool = True) -> Outcome:
        return self.do(simulate.answer(self.enrollment, self.setting, right=right))

    def choose(self, key: str) -> Outcome:
        """Press the button `key` of the open menu."""
        menu = self.enrollment.menu
        if menu is None or key not in menu.keys:
            raise AssertionError(f"no button {key!r}; the menu is {menu}")
        return self.press(menu.ref, key)

    def answer_all(self, *, right: bool = True) -> None:
        """Answer until the phase changes."""
        before = self.phase
        for _ in range(60):
            if self.phase is not before:
                return
            self.answer(right=right)
        raise AssertionError(f"the check did not close in 60 answers ({before})")

    def walk(self, to: Phase) -> None:
        """Go on as a student who knows everything would, by the first button, until the phase is `to`."""
        for _ in range(200):
            if self.phase is to:
                return
            doing = simulate.answer(self.enrollment, self.setting, right=True) or simulate.press(self.enrollment)
            self.do(doing)
        raise AssertionError(f"{to} was not reached; the student is in {self.phase}")
