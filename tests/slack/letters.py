"""Letters to render: all that the shipped courses make, and any that hypothesis can think of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from bot.curriculum.folder import load_folder
from bot.curriculum.question import Option, Picture
from bot.dialogue import simulate
from bot.dialogue.effects import Alert, Ask, Choice, Letter, OpenThread, Say, Selection, Settle
from bot.dialogue.questions import open_ref
from bot.dialogue.setting import Setting
from bot.dialogue.wording import Wording
from tests.dialogue.classroom import Student

if TYPE_CHECKING:
    from bot.curriculum.course import Course

CURRICULA = Path(__file__).resolve().parents[2] / "curricula"
CLASS = "C01CLASS"
MISSES = {"knows all": (), "misses some": (1, 4), "misses at first": tuple(range(14))}
STEPS = 90


@cache
def shipped() -> dict[str, Course]:
    """The courses that ship, by id."""
    folders = sorted(path.parent for path in CURRICULA.glob("*/course.yaml"))
    courses = [load_folder(folder).course for folder in folders]
    return {course.id: course for course in courses if course is not None}


@cache
def of_shipped_units() -> tuple[Letter, ...]:
    """Every letter of every unit, played by students who know all of it, some of it, or nothing at first."""
    return tuple(
        letter
        for course in shipped().values()
        for unit in course.units
        for misses in MISSES.values()
        for letter in _played(course, unit, misses)
    )


def _played(course: Course, unit: str, misses: tuple[int, ...]) -> list[Letter]:
    student = Student(Setting(CLASS, course.title, "Ms Okafor", course, Wording()))
    student.join()
    letters: list[Letter] = [effect for effect in student.effects if isinstance(effect, Letter)]
    student.teach("open-unit", unit)
    answered = 0
    for step in range(STEPS):
        letters += [effect for effect in student.effects if isinstance(effect, Letter)]
        ref = open_ref(student.enrollment)
        if ref and step % 7 == 3:
            student.press(ref, "hint")
            continue
        is_right = answered % 6 not in misses and answered not in misses
        doing = simulate.answer(student.enrollment, student.setting, right=is_right)
        answered += doing is not None
        doing = doing or simulate.press(student.enrollment, step % 3)
        if doing is None:
            break
        student.do(doing)
    return letters


# --- any letter ---

MARKUP = (
    *("<!channel>", "<!here>", "<@U01BEN>", "<#C01|general>", "*bold*", "_under_", "~gone~", "`tick`", "```", "> "),
    *("<https://evil.example|bank>", "&amp;", "&lt;", "a < b & c > d", ":tada:", "- ", "\n", "**", "\\*", "@here"),
    *("https://example.org/a_b?c=1.", "https://", "http://x.y", "👩‍🏫", "\u202e", "½ · √2", " "),
)
WORD = st.one_of(st.sampled_from(MARKUP), st.text(max_size=12))
SHORT = st.lists(WORD, max_size=6).map("".join)
LINE = st.lists(WORD, max_size=40).map("".join)
LONG = st.tuples(LINE, st.sampled_from([1, 1, 1, 3, 40, 900])).map(lambda line: line[0] * line[1])
REF = st.sampled_from(["", f"{CLASS}/4", f"card/{CLASS}/U01ADA/17", "a" * 100])
KEY = st.sampled_from(["start", "now", "way:0", "unit:fractions", "assign:fractions/lowest-terms:0", "k" * 120])
PICTURE = st.none() | st.builds(Picture, st.sampled_from(["c/media/bar.svg", "c/media/none.svg"]), LONG)
CHOICE = st.builds(Choice, KEY, SHORT, st.sampled_from(["", "", "Why?", "Tell why " * 40]))


def keys(count: int) -> list[str]:
    """a, b, ... z, aa, ab, ..."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [*letters, *(one + other for one in letters for other in letters)][:count]


def options(texts: list[str]) -> tuple[Option, ...]:
    return tuple(map(Option, keys(len(texts)), texts))


OPTIONS = st.one_of(
    st.lists(SHORT, min_size=2, max_size=12).map(options),
    st.lists(LONG, min_size=2, max_size=5).map(options),
    st.integers(2, 100).map(lambda count: options([f"choice {number}" for number in range(count)])),
)
ASKS = st.builds(
    Ask,
    st.just(f"{CLASS}/4"),
    LONG,
    st.sampled_from(["one", "several", "text"]),
    OPTIONS,
    SHORT,
    PICTURE,
    st.lists(st.sampled_from([Choice("hint", "Hint"), Choice("unsure", "I don't know yet")]), unique=True).map(tuple),
)


def numbered(choices: list[Choice], times: int) -> tuple[Choice, ...]:
    """The same choices several times, each with a key of its own."""
    return tuple(
        Choice(f"{choice.key[:110]}:{number}", choice.label, choice.asks)
        for number, choice in enumerate(choices * times)
    )


CHOICES = st.builds(numbered, st.lists(CHOICE, min_size=1, max_size=9), st.sampled_from([1, 1, 1, 10, 30]))
SAYS = st.builds(Say, LONG, st.one_of(st.just(()), CHOICES), REF, PICTURE)
ALERTS = st.builds(
    Alert,
    st.just(f"card/{CLASS}/U01ADA/17"),
    st.just("U01ADA"),
    st.just(CLASS),
    LINE,
    st.lists(LONG, max_size=6).map(tuple),
    st.lists(CHOICE, max_size=8).map(tuple),
    st.booleans(),
    st.booleans(),
    st.lists(st.builds(Selection, SHORT, CHOICES, st.sampled_from(["", "Why?"])), max_size=4).map(tuple),
)
THREADS = st.builds(OpenThread, st.just("t"), st.just(CLASS), LONG)
LETTERS = st.one_of(SAYS, ASKS, ALERTS, THREADS)
SETTLES = st.builds(Settle, st.just("4"), LINE, st.sampled_from(["right", "almost", "not yet", "done"]))
