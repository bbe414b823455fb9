"""A conversation as a text that anyone can read aloud, and that is a test at the same time.

    course: fractions                     headings first: course, student, teacher, unit (opened by the teacher), meets
                                          (yes: the class has a channel of its own)

    > Start                               the student writes a word, or the label of a button
    < Unit 1 of 4: ...                    the tutor says; `...` inside a line stands for any text
    ...                                   any number of lines
    > @right                              the right answer to the open question (@miss, @miss name, @unsure)
    > @right all                          so, until the check is over ([Next] all: until the steps are over)
    > @knows add, carry                   so, with right answers on these goals and misses on the others
    > @walk check                         on by the first button and right answers, until that phase
    ? 2 of about 6 · ...                  the tutor asks; options and buttons follow, indented
    ! Ada · Equal fractions               a card in the teacher's channel, its lines indented (urgent), (resolved)
    = check                               the phase afterwards
    + objective mastered                  a fact that was recorded
    @ Who can explain ...                 a thread for the class, in its own channel
    * open-summative                      the teacher acts (start-over, seen, open-unit NAME, snooze)
    * write: TEXT                         to the student
    * assign 2 1                          the first way of goal 2, on the open card's unit
    * mark 2: REASON                      goal 2 as mastered
    * peer-thread 2                       the class is asked about goal 2
    ~ unreached user_disabled             the platform takes no letter for the student any more
    > again                               the last press once more (a double click)
    > edit TEXT                           the student changes a message
    ~ 7 days                              time passes, and timers come (minutes, hours, days)
    # ...                                 a remark

What stands under a line of the student or teacher must be what comes, in order; where nothing stands, anything may
come.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from bot.dialogue.effects import Alert, Ask, Effect, Forget, GoTo, Grant, OpenThread, Remind, Say, Settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.dialogue.facts import Fact

HEADING = re.compile(r"^(course|student|teacher|unit|language|meets): *(.+)$")


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


class TranscriptError(ValueError):
    """The file is no transcript; the text says the line and the cure."""


def parse(text: str) -> Transcript:
    """Raises TranscriptError with the line."""
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
        elif line[:2] in ("< ", "? ", "! ", "@ ", "= ", "+ ", "  ") or line == "...":
            last = blocks[-1]
            blocks[-1] = Block(last.said, last.line or number, (*last.expected, line))
        else:
            raise TranscriptError(
                f"line {number}: {line[:60]!r} begins with no mark. Begin it with one of > < ? ! @ = + * ~ #"
            )
    if "course" not in headings:
        raise TranscriptError("line 1: no course is named. Begin with `course: ID`")
    return Transcript(headings, tuple(blocks))


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
        case OpenThread(text=text):
            return _indented("@", text.splitlines())
        case Settle() | Grant() | Remind() | Forget() | GoTo():
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


def fact_lines(facts: Sequence[Fact]) -> list[str]:
    """`+ objective mastered equivalent scale-up formative`: the fact's name and its short values."""
    told = []
    for fact in facts:
        values = dict(to_builtins(fact))
        name = values.pop("type")
        told.append(f"+ {name} " + " ".join(str(value) for value in values.values() if isinstance(value, str)))
    return told
