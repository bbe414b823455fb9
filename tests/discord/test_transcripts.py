"""Every transcript is true in Discord as well: unchanged, and read from real messages."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.player import Player
from bot.dialogue.step import enroll
from bot.dialogue.transcript import Transcript, parse
from tests.dialogue.test_transcripts import FILES, ROOT, course_named, setting_of
from tests.discord.ids import CLASS, STUDENT
from tests.discord.played import DiscordPlayer
from tests.discord.school import COMMUNITY, school

if TYPE_CHECKING:
    from pathlib import Path

    from tests.discord.bed import Bed

BESIDE = ROOT / "tests" / "transcripts"


@pytest.fixture
def transcript(path: Path) -> Transcript:
    return parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BESIDE).as_posix())
async def test_a_transcript_is_true_in_direct_messages(transcript: Transcript, by_fake: Bed) -> None:
    assert await differences(transcript, by_fake) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BESIDE).as_posix())
async def test_a_transcript_is_true_in_a_private_thread_by_other_hands(transcript: Transcript, by_twin: Bed) -> None:
    assert await differences(transcript, by_twin) == []


async def test_a_transcript_that_is_not_true_says_where(by_fake: Bed) -> None:
    text = "course: tiny\n\n> Start\n< Unit 1 of 9...\n"
    (difference,) = await differences(parse(text), by_fake)
    assert difference.startswith(
        "line 3: after  > Start\n    expected:\n      < Unit 1 of 9...\n    came:\n      < Unit 1"
    )


def test_the_student_of_these_tests_is_asked_what_the_transcripts_tell() -> None:
    """Draws hang on ids. Where only this one fails, give `ids.STUDENT` another id."""
    other = [path.name for path in FILES if not is_true_for(STUDENT, parse(path.read_text(encoding="utf-8")))]
    assert other == []


async def differences(transcript: Transcript, bed: Bed) -> list[str]:
    """Where a transcript and Discord part."""
    course = course_named(transcript.headings["course"])
    folders = {course.id: ROOT / "curricula" / course.id}
    teacher = transcript.headings.get("teacher", "Ms Okafor")
    meets = transcript.headings.get("meets") == "yes" or not bed.has_chats
    # What is typed in a thread reaches the bot by the setting alone.
    typed = not bed.has_chats
    async with school(bed, course, folders=folders, teacher=teacher, meets=meets, message_content=typed) as running:
        player = DiscordPlayer(transcript, running, asyncio.get_running_loop())
        return [str(difference) for difference in await asyncio.to_thread(player.play)]


def is_true_for(student: str, transcript: Transcript) -> bool:
    """Without Discord, with the ids of the bed."""
    player = Player(transcript, replace(setting_of(transcript), class_id=CLASS))
    player.enrollment = enroll(COMMUNITY, CLASS, student, player.name)
    return not player.play()
