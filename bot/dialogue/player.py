"""Plays a transcript through the real `step`, without any server, and tells where the two part.

Rules
- The clock belongs to the player and moves half a minute with each line of the student (a second with
  `again`); timers come when their time
  does.
- A student is played by what a student sees: labels of buttons, the open question, the words they may write.
- `@right` and `@miss` are worked out by `simulate`, so that a transcript does not hang on one draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from msgspec.structs import replace

from bot.dialogue import simulate
from bot.dialogue.effects import Ask, Effect, Forget, Remind, Say
from bot.dialogue.enrollment import phase_of
from bot.dialogue.events import Asked, Chose, Edited, Event, Joined, Replied, TeacherActed, Ticked, Unreached
from bot.dialogue.questions import goals_of, open_ref, question_of, unit_for
from bot.dialogue.simulate import Doing
from bot.dialogue.step import enroll, expects, step
from bot.dialogue.transcript import Block, Difference, Transcript, TranscriptError, compare, fact_lines, lines_of
from bot.grading.grade import grade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.dialogue.facts import Fact
    from bot.dialogue.setting import Setting

SECONDS = {"minute": 60.0, "hour": 3_600.0, "day": 86_400.0}
MOST_REPEATS = 60
"""`all` stops here: a check that never closes is a fault, not a hang."""


class Head(TypedDict):
    id: str
    at: float
    community: str
    student: str
    class_id: str


class Player:
    """Plays a transcript through the real `step`, with a clock of its own that moves half a minute a line."""

    def __init__(self, transcript: Transcript, setting: Setting) -> None:
        self.transcript = transcript
        self.setting = setting
        self.name = transcript.headings.get("student", "Ada")
        self.enrollment = enroll("play", setting.class_id, self.name.lower(), self.name)
        self.at = 1_750_000_000.0
        self.events = 0
        self.timers: dict[str, float] = {}
        self.effects: list[Effect] = []
        self.facts: list[Fact] = []
        self.last: Doing | None = None
        self.labels: dict[str, tuple[str, str]] = {}

    def play(self) -> list[Difference]:
        """Every difference, in order; empty when the transcript is true."""
        found: list[Difference] = []
        for block in self.steps():
            difference = compare(block, self.came(), self.told(), self.phase())
            if difference is not None:
                found.append(difference)
        return found

    def written(self) -> str:
        """The transcript as it comes: every line of the student with what follows. For writing a new one."""
        lines = [f"{key}: {value}" for key, value in self.transcript.headings.items()]
        for block in self.steps():
            lines += ["", *([block.said] if block.said else []), *self.came()]
            lines.append(f"= {self.phase()}")
        return "\n".join(lines) + "\n"

    def came(self) -> list[str]:
        """What the student and the teacher read since the last block began."""
        return lines_of(self.effects)

    def told(self) -> list[str]:
        """The facts that were recorded since then."""
        return fact_lines(self.facts)

    def phase(self) -> str:
        """Where the student is now."""
        return phase_of(self.enrollment).value

    def steps(self) -> Iterator[Block]:
        """Each block after it was done: its effects and facts are in `effects` and `facts`."""
        self._send(Joined(name=self.name, **self._head()))
        if "unit" in self.transcript.headings:
            self._teach(f"open-unit {self.transcript.headings['unit']}")
        for block in self.transcript.blocks:
            if block.said:
                self.effects, self.facts = [], []
                self._do(block)
            yield block

    def _do(self, block: Block) -> None:
        mark, said = block.said[0], block.said[2:].strip()
        if mark == "*":
            self._teach(said)
        elif mark == "~":
            self._wait(said, block.line)
        else:
            self._student(said, block.line)

    def _student(self, said: str, line: int) -> None:
        if said.startswith("@walk "):
            self._walk(said.removeprefix("@walk "), line)
            return
        repeat = said.endswith(" all") or said.startswith("@knows")
        said = said.removesuffix(" all")
        before = phase_of(self.enrollment)
        for _ in range(MOST_REPEATS if repeat else 1):
            doing = self._doing(said, line)
            if doing is None:
                if not repeat:
                    raise TranscriptError(f"line {line}: {said!r} is not possible here: no question or button fits")
                return
            self._act(doing)
            if phase_of(self.enrollment) is not before:
                return

    def _walk(self, to: str, line: int) -> None:
        """Go on as one who knows everything would, by the first button, until the phase is `to`."""
        for _ in range(MOST_REPEATS):
            doing = simulate.answer(self.enrollment, self.setting, right=True) or simulate.press(self.enrollment)
            if doing is None:
                break
            self._act(doing)
            if phase_of(self.enrollment).value == to:
                return
        raise TranscriptError(
            f"line {line}: {to!r} was not reached; the student is in {phase_of(self.enrollment).value!r}"
        )

    def _doing(self, said: str, line: int) -> Doing | None:
        if said == "again":
            return self.last
        if said.startswith("@"):
            return self._answer(said, line)
        label = said[1:-1] if said.startswith("[") and said.endswith("]") else said
        if label in self.labels:
            ref, key = self.labels[label]
            return Doing(ref=ref, picks=(key,))
        return None if said.startswith("[") else Doing(text=said)

    def _answer(self, said: str, line: int) -> Doing | None:
        kind, _, mistake = said.partition(" ")
        if kind == "@knows":
            right = self._objective() in mistake.replace(",", " ").split()
            return simulate.answer(self.enrollment, self.setting, right=right)
        if kind == "@unsure":
            return Doing(ref=open_ref(self.enrollment), picks=("unsure",)) if open_ref(self.enrollment) else None
        if kind not in ("@right", "@miss"):
            raise TranscriptError(
                f"line {line}: {kind!r} is unknown. Write @right, @miss, @miss NAME, @unsure or @knows GOALS"
            )
        return simulate.answer(self.enrollment, self.setting, right=kind == "@right", mistake=mistake)

    def _objective(self) -> str:
        question = question_of(self.enrollment, self.setting)
        return question.objective if question is not None else ""

    def _act(self, doing: Doing) -> None:
        self.at += 1 if doing is self.last else 30
        self.last = doing
        if doing.text.startswith("edit "):
            self._send(Edited(text=doing.text[5:], **self._head()))
        elif doing.text.startswith("/"):
            self._send(Asked(what=doing.text[1:], **self._head()))  # type: ignore[arg-type]
        elif doing.text:
            self._send(Replied(text=doing.text, **self._head()))
        else:
            self._send(Chose(ref=doing.ref, picks=doing.picks, **self._head()))

    def _teach(self, said: str) -> None:
        """`open-unit NAME`, `write: TEXT`, `assign 2 1`, `mark 2: REASON`: an action, what it is about, a text."""
        head, _, reason = said.partition(": ")
        action, *about = head.removesuffix(":").split()
        acted = TeacherActed(teacher=self.setting.teacher, action=action, reason=reason, **self._head())  # type: ignore[arg-type]
        if about and not about[0].isdecimal():  # a unit, from a page
            acted = replace(acted, unit=" ".join(about))
        elif action != "open-summative":
            acted = replace(acted, card=self._card(action), on=self._on(about))
        self._send(acted)

    def _card(self, action: str) -> str:
        """The newest card that has the button."""
        enrollment = self.enrollment
        if action == "seen" and (enrollment.unreached_card or enrollment.card is None):
            return enrollment.unreached_card
        return enrollment.card.ref if enrollment.card is not None else ""

    def _on(self, about: list[str]) -> str:
        """Goal 2 of the unit that the open card is about, or that is in hand; and the number of a way, from 1."""
        card, runs = self.enrollment.card, self.enrollment.runs
        unit = card.unit if card is not None else runs[-1].unit if runs else ""
        if not about or not unit:
            return ""
        goal = goals_of(unit_for(self.enrollment, self.setting, unit))[int(about[0]) - 1]
        return f"{goal}:{int(about[1]) - 1}" if about[1:] else goal

    def _wait(self, said: str, line: int) -> None:
        if said.startswith("unreached "):
            self._send(Unreached(why=said.removeprefix("unreached "), **self._head()))
            return
        number, _, name = said.partition(" ")
        if not number.isdecimal() or name.rstrip("s") not in SECONDS:
            raise TranscriptError(f"line {line}: {said!r} is no time. Write `~ 7 days` (minutes, hours, days)")
        until = self.at + int(number) * SECONDS[name.rstrip("s")]
        while due := sorted((at, timer) for timer, at in self.timers.items() if at <= until):
            self.at, timer = due[0]
            del self.timers[timer]
            self._send(Ticked(name=timer, **self._head()))
        self.at = until

    def _head(self) -> Head:
        self.events += 1
        return {
            "id": f"play:{self.events}",
            "at": self.at,
            "community": self.enrollment.community,
            "student": self.enrollment.student,
            "class_id": self.setting.class_id,
        }

    def _send(self, event: Event) -> None:
        expected = expects(self.enrollment, event, self.setting)
        verdict = None if expected is None else grade(*expected)
        outcome = step(self.enrollment, event, self.setting, verdict)
        self.enrollment = outcome.enrollment
        self.effects += outcome.effects
        self.facts += outcome.facts
        for effect in outcome.effects:
            self._note(effect)

    def _note(self, effect: Effect) -> None:
        match effect:
            case Remind(name=name, at=at):
                self.timers[name] = at
            case Forget(name=name):
                self.timers.pop(name, None)
            case Say(choices=choices, ref=ref) if ref:
                self.labels.update({choice.label: (ref, choice.key) for choice in choices})
            case Ask(options=options, asides=asides, ref=ref):
                self.labels.update({option.text: (ref, option.key) for option in options})
                self.labels.update({choice.label: (ref, choice.key) for choice in asides})
            case _:
                pass
