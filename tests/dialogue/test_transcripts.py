"""Every transcript in tests/transcripts is true: what stands there is what a student and a teacher see."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.curriculum.folder import read_course
from bot.dialogue.player import Player
from bot.dialogue.setting import Setting
from bot.dialogue.transcript import Transcript, parse
from bot.dialogue.wording import Wording
from tests.dialogue.classroom import tiny_course

if TYPE_CHECKING:
    from bot.curriculum.course import Course

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests" / "transcripts").rglob("*.txt"))


@cache
def course_named(name: str) -> Course:
    """A shipped course, or the small one of these tests."""
    if name == "tiny":
        return tiny_course()
    course = read_course(ROOT / "curricula" / name)
    if isinstance(course, list):
        pytest.fail("\n".join(str(fault) for fault in course))
    return course


def setting_of(transcript: Transcript) -> Setting:
    course = course_named(transcript.headings["course"])
    teacher, meets = transcript.headings.get("teacher", "Ms Okafor"), transcript.headings.get("meets") == "yes"
    return Setting("c1", course.title, teacher, course, Wording(), meets=meets)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT / "tests" / "transcripts").as_posix())
def test_a_transcript_is_true(path: Path) -> None:
    transcript = parse(path.read_text(encoding="utf-8"))
    differences = Player(transcript, setting_of(transcript)).play()
    assert not differences, "\n".join(str(difference) for difference in differences)


def test_there_are_transcripts() -> None:
    assert len(FILES) > 20


def test_a_transcript_that_is_not_true_says_where() -> None:
    text = "course: tiny\n\n> Start\n< Unit 1 of 9...\n"
    transcript = parse(text)
    (difference,) = Player(transcript, setting_of(transcript)).play()
    assert str(difference).startswith("line 3: after  > Start\n    expected:\n      < Unit 1 of 9...\n    came:\n")
