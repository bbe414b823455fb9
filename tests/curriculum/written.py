"""The shortest course that passes every check, and a way to change one line of it."""

from collections.abc import Mapping

from bot.curriculum.course import Course, Unit
from bot.curriculum.lint import Report, check
from bot.curriculum.loader import load
from bot.curriculum.media import Listing
from bot.curriculum.model import Item

COURSE = """\
id: sums
title: Sums
language: en
about: Adding small numbers.
units: [add]
defaults:
  mastery: {rule: evidence, slip: 0.1, false_not_yet: 0.05, false_pass: 0.05, least: 3, most: 6}
"""

UNIT = """\
id: add
title: Adding
objectives:
  - id: plus
    can: I can add two numbers.
    correctives:
      - method: trick
        steps: [{text: Count on from the larger number.}]
      - method: peer
lesson:
  - text: Adding puts two amounts together.
    teaches: plus
items:
  - id: sum
    objective: plus
    kind: number
    vary:
      draw: {a: 2..9, b: 2..9}
    ask: "{a} + {b} ="
    answer: "{a + b}"
"""

NUMBER = UNIT[UNIT.index("  - id: sum") :]


def changed(text: str, *changes: tuple[str, str]) -> str:
    """`text` with each old piece replaced by the new one; an old piece that is not there is a slip of the test."""
    for old, new in changes:
        if old not in text:
            raise AssertionError(f"{old!r} is not in the text")
        text = text.replace(old, new)
    return text


def loaded(unit: str = UNIT, course: str = COURSE, **others: str) -> Course:
    """The course, which must load without a fault."""
    made, faults = load(files(unit, course, **others))
    if made is None or faults:
        raise AssertionError("\n".join(map(str, faults)))
    return made


def files(unit: str = UNIT, course: str = COURSE, **others: str) -> dict[str, bytes]:
    """The files of the course, by name."""
    texts = {"course": course, "add": unit, **others}
    return {f"{name}.yaml": text.encode() for name, text in texts.items()}


def the_unit(unit: str = UNIT, course: str = COURSE) -> Unit:
    return loaded(unit, course).units["add"]


def an_item(text: str, language: str = "en") -> Item:
    """An item written as in a unit file, from `kind:` on, four spaces deep."""
    unit = changed(UNIT, (NUMBER, f"  - id: asked\n    objective: plus\n{text}"))
    return the_unit(unit, changed(COURSE, ("language: en", f"language: {language}"))).file.items[0]


def report(unit: str = UNIT, course: str = COURSE, listing: Listing | None = None, **others: str) -> Report:
    return check(loaded(unit, course, **others), listing)


def listing(media: Mapping[str, bytes] | None = None, *yaml: str) -> Listing:
    """A folder with the course's own files, `yaml` beside them, and pictures."""
    from bot.curriculum.media import Media  # noqa: PLC0415 - read where it is used, as the only one

    found = {name: Media(len(head), head) for name, head in (media or {}).items()}
    return Listing(frozenset({"course.yaml", "add.yaml", *yaml}), found)
