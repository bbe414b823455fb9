"""A conversation as a text that anyone can read aloud, and that is a test at the same time.

    course: fractions                     headings first: course, student, teacher, unit (opened by the teacher)

    > Start                               the student writes a word, or the label of a button
    < Unit 1 of 4: ...                    the tutor says; `...` inside a line stands for any text
    ...                                   any number of lines
    > @right                              the right answer to the open question (@miss, @miss name, @unsure)
    > @right all                          so, until the check is over ([Next] all: until the steps are over)
    ? 2 of about 6 · ...                  the tutor asks; options and buttons follow, indented
    ! Ada · Equal fractions               a card in the teacher's channel, its lines indented (urgent), (resolved)
    = check                               the phase afterwards
    + objective mastered                  a fact that was recorded
    * open-summative                      the teacher acts (start-over, seen, open-unit NAME)
    > again                               the last press once more (a double click)
    > edit TEXT                           the student changes a message
    ~ 7 days                              time passes, and timers come (minutes, hours, days)
    # ...                                 a remark

What stands under a line of the student or teacher must be what comes, in order; where nothing stands, anything may come.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from bot.dialogue import simulate
from bot.dialogue.effects import Alert, Ask, Effect, Forget, GoTo, Remind, Say, Settle
from bot.dialogue.enrollment import phase_of
from bot.dialogue.events import Asked, Chose, Edited, Event, Joined, Replied, TeacherActed, Ticked
from bot.dialogue.questions import open_ref
from bot.dialogue.simulate import Doing
from bot.dialogue.step import enroll, expects, step
from bot.grading.grade import grade

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.dialogue.facts import Fact
    from bot.dialogue.setting import Setting

HEADING = re.compile(r"^(course|student|teacher|unit|language): *(.+)$")
SECONDS = {"minute": 60.0, "hour": 3_600.0, "day": 86_400.0}
MOST_REPEATS = 60
"""`all` stops here: a check that never closes is a fault, not a hang."""


class Block(Struct, frozen=True):
    """One line of the student, the teacher or the clock, and what should come of it. line: its number in the file."""

    said: str
    line: int
    expected: tuple[str, ...] = ()


class Transcript(Struct, frozen=True):
    headings: dict[str, str]
    blocks: tuple[Block, ...]


class Difference(Struct, frozen=True):
    """Where a transcript and the conversation part. expected: the line that did not come; came: what did."""

    line: int
    said: str
    expected: str
    came: tuple[str, ...]

    def __str__(self) -> str:
        came = "\n".join(f"      {line}" for line in self.came) or "      (nothing)"
        return f"line {self.line}: after  {self.said}\n    expected:\n      {self.expected}\n    came:\n{came}"


class BadTranscript(ValueError):
    """The file is no transcript; the text says the line and the cure."""


def parse(text: str) -> Transcript:
    """Raises BadTranscript with the line."""
    headings: dict[str, str] = {}
    blocks: list[Block] = [Block("", 0)]
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if not line or line.startswith("#"):
            continue
        heading = HEADING.match(line)
        if heading and len(blocks) == 1 and not blocks[0].expected:
            headings[heading[1]] = heading[2].strip()
        elif line[:2] in ("> ", "* ", "~ "):
            blocks.append(Block(line, number))
        elif line[:2] in ("< ", "? ", "! ", "= ", "+ ", "  ") or line == "...":
            last = blocks[-1]
            blocks[-1] = Block(last.said, last.line or number, (*last.expected, line))
        else:
            raise BadTranscript(
                f"line {number}: {line[:60]!r} begins with no mark. Begin it with one of > < ? ! = + * ~ #"
            )
    if "course" not in headings:
        raise BadTranscript("line 1: no course is named. Begin with `course: ID`")
    return Transcript(headings, tuple(blocks))


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
        self._send(Joined(name=self.name, **self._head()))
        if "unit" in self.transcript.headings:
            self._teach(f"open-unit {self.transcript.headings['unit']}")
        for block in self.transcript.blocks:
            if block.said:
                self.effects, self.facts = [], []
                self._do(block)
            difference = compare(block, lines_of(self.effects), self._facts(), phase_of(self.enrollment).value)
            if difference is not None:
                found.append(difference)
        return found

    def _do(self, block: Block) -> None:
        mark, said = block.said[0], block.said[2:].strip()
        if mark == "*":
            self._teach(said)
        elif mark == "~":
            self._wait(said, block.line)
        else:
            self._student(said, block.line)

    def _student(self, said: str, line: int) -> None:
        repeat = said.endswith(" all")
        said = said.removesuffix(" all")
        before = phase_of(self.enrollment)
        for _ in range(MOST_REPEATS if repeat else 1):
            doing = self._doing(said, line)
            if doing is None:
                if not repeat:
                    raise BadTranscript(f"line {line}: {said!r} is not possible here: no question or button fits")
                return
            self._act(doing)
            if phase_of(self.enrollment) is not before:
                return

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
        if kind == "@unsure":
            return Doing(ref=open_ref(self.enrollment), picks=("unsure",)) if open_ref(self.enrollment) else None
        if kind not in ("@right", "@miss"):
            raise BadTranscript(f"line {line}: {kind!r} is unknown. Write @right, @miss, @miss NAME or @unsure")
        return simulate.answer(self.enrollment, self.setting, right=kind == "@right", mistake=mistake)

    def _act(self, doing: Doing) -> None:
        self.at += 30
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
        action, _, unit = said.partition(" ")
        teacher = self.setting.teacher
        self._send(TeacherActed(teacher=teacher, action=action, unit=unit, **self._head()))  # type: ignore[arg-type]

    def _wait(self, said: str, line: int) -> None:
        number, _, name = said.partition(" ")
        if not number.isdecimal() or name.rstrip("s") not in SECONDS:
            raise BadTranscript(f"line {line}: {said!r} is no time. Write `~ 7 days` (minutes, hours, days)")
        until = self.at + int(number) * SECONDS[name.rstrip("s")]
        while due := sorted((at, timer) for timer, at in self.timers.items() if at <= until):
            self.at, timer = due[0]
            del self.timers[timer]
            self._send(Ticked(name=timer, **self._head()))
        self.at = until

    def _head(self) -> Mapping[str, object]:
        self.events += 1
        ids = {"community": "play", "student": self.enrollment.student, "class_id": self.setting.class_id}
        return {"id": f"play:{self.events}", "at": self.at, **ids}

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

    def _facts(self) -> list[str]:
        """`+ objective mastered equivalent scale-up`: the fact's name and its short values."""
        told = []
        for fact in self.facts:
            values = dict(to_builtins(fact))
            name = values.pop("type")
            told.append(f"+ {name} " + " ".join(str(value) for value in values.values() if isinstance(value, str)))
        return told


def lines_of(effects: Sequence[Effect]) -> list[str]:
    """The effects as transcript lines."""
    return [line for effect in effects for line in _lines(effect)]


def _lines(effect: Effect) -> list[str]:
    match effect:
        case Say(text=text, choices=choices, picture=picture):
            shown = [f"(picture: {picture.alt})"] if picture else []
            return _indented("<", [*text.splitlines(), *shown, *_buttons([choice.label for choice in choices])])
        case Ask(text=text, place=place, options=options, asides=asides, picture=picture):
            shown = [f"(picture: {picture.alt})"] if picture else []
            listed = [f"{option.key}) {option.text}" for option in options]
            buttons = _buttons([choice.label for choice in asides])
            return _indented("?", [*f"{place} · {text}".splitlines(), *shown, *listed, *buttons])
        case Alert(title=title, lines=told, urgent=urgent, resolved=resolved):
            state = " (urgent)" if urgent else " (resolved)" if resolved else ""
            return _indented("!", [f"{title}{state}", *told])
        case Settle() | Remind() | Forget() | GoTo():
            return []


def _indented(mark: str, rows: Sequence[str]) -> list[str]:
    rows = [row for row in rows if row.strip()]
    return [f"{mark} {rows[0]}", *(f"  {row}" for row in rows[1:])] if rows else []


def _buttons(labels: Sequence[str]) -> list[str]:
    return [" ".join(f"[{label}]" for label in labels)] if labels else []


def compare(block: Block, came: Sequence[str], facts: Sequence[str], phase: str) -> Difference | None:
    """The first expected line that did not come, if any."""
    place, skipping = 0, False
    for line in block.expected:
        if line.startswith("= "):
            if line[2:] != phase:
                return Difference(block.line, block.said, line, (f"= {phase}",))
        elif line.startswith("+ "):
            if not any(_like(line, fact[: len(fact)]) or fact.startswith(f"{line} ") for fact in facts):
                return Difference(block.line, block.said, line, tuple(facts))
        elif line == "...":
            skipping = True
        else:
            found = next((at for at in range(place, len(came)) if _like(line, came[at])), None)
            if found is None or (found > place and not skipping):
                return Difference(block.line, block.said, line, tuple(came[place:]))
            place, skipping = found + 1, False
    told = [line for line in block.expected if line[:2] not in ("= ", "+ ")]
    if told and place < len(came) and not skipping:
        return Difference(block.line, block.said, "(nothing more; write ... for any lines)", tuple(came[place:]))
    return None


def _like(expected: str, came: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, came) is not None


def written(player: Player) -> str:
    """The transcript as it came: every line of the student with what followed. For writing a new one."""
    lines = [f"{key}: {value}" for key, value in player.transcript.headings.items()]
    fresh = Player(player.transcript, player.setting)
    fresh._send(Joined(name=fresh.name, **fresh._head()))  # noqa: SLF001 - the same class
    for block in player.transcript.blocks:
        if block.said:
            fresh.effects, fresh.facts = [], []
            fresh._do(block)  # noqa: SLF001 - the same class
            lines += ["", block.said]
        lines += [*lines_of(fresh.effects), f"= {phase_of(fresh.enrollment).value}"]
    return "\n".join(lines) + "\n"
