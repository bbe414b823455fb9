"""Every transcript is true in Slack as well, by Socket Mode and by HTTP: unchanged, and read from real messages."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.player import Player
from bot.dialogue.step import enroll
from bot.dialogue.transcript import Transcript, parse
from tests.dialogue.test_transcripts import FILES, ROOT, course_named, setting_of
from tests.slack.faults import Lost, Refused
from tests.slack.played import SlackPlayer
from tests.slack.school import COMMUNITY, school
from tests.slack.stand_in import CLASS, STUDENT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.slack.bed import Bed

POST = "chat.postMessage"
BESIDE = ROOT / "tests" / "transcripts"
ROUGH = [
    path for path in FILES if path.name in ("05-stubborn.txt", "11-nothing-counts-twice.txt", "21-shown-on-the-way.txt")
]


@pytest.fixture
def transcript(path: Path) -> Transcript:
    return parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BESIDE).as_posix())
async def test_a_transcript_is_true_in_slack(transcript: Transcript, by_both: Bed) -> None:
    assert await differences(transcript, by_both) == []


@pytest.mark.parametrize("path", ROUGH, ids=lambda path: path.name)
async def test_a_transcript_is_true_though_everything_comes_twice(transcript: Transcript, by_both: Bed) -> None:
    by_both.proxy.deliveries.twice(1_000, marked=True)
    assert await differences(transcript, by_both) == []


@pytest.mark.parametrize("path", ROUGH, ids=lambda path: path.name)
async def test_a_transcript_is_true_though_answers_of_slack_are_lost(transcript: Transcript, by_both: Bed) -> None:
    numbers = count()
    by_both.proxy.calls.meet(POST, Lost(), times=0, where=lambda _: next(numbers) % 12 == 4)
    assert await differences(transcript, by_both) == []
    assert any(call.met for call in by_both.proxy.calls.of(POST))


async def test_a_transcript_that_is_not_true_says_where(by_socket: Bed) -> None:
    text = "course: tiny\n\n> Start\n< Unit 1 of 9...\n"
    (difference,) = await differences(parse(text), by_socket)
    assert difference.startswith(
        "line 3: after  > Start\n    expected:\n      < Unit 1 of 9...\n    came:\n      < Unit 1"
    )


async def test_a_message_that_is_not_whole_in_slack_is_noticed(by_socket: Bed) -> None:
    by_socket.proxy.calls.meet(POST, Refused("invalid_blocks"), times=2, where=lambda call: call["channel"] != CLASS)
    with pytest.raises(AssertionError, match="Slack shows"):
        await differences(parse("course: tiny\n\n> Start\n...\n"), by_socket)


def test_the_student_of_these_tests_is_asked_what_the_transcripts_tell() -> None:
    """Draws hang on ids. Where only this one fails, give `stand_in.STUDENT` another id."""
    other = [path.name for path in FILES if not is_true_for_the_student(parse(path.read_text(encoding="utf-8")))]
    assert other == []


async def differences(transcript: Transcript, bed: Bed) -> list[str]:
    """Where a transcript and Slack part."""
    course = course_named(transcript.headings["course"])
    folders = {course.id: ROOT / "curricula" / course.id}
    teacher = transcript.headings.get("teacher", "Ms Okafor")
    meets = transcript.headings.get("meets") == "yes"
    async with school(bed, course, folders=folders, teacher=teacher, meets=meets) as running:
        player = SlackPlayer(transcript, running, asyncio.get_running_loop())
        return [str(difference) for difference in await asyncio.to_thread(player.play)]


def is_true_for_the_student(transcript: Transcript) -> bool:
    """Without Slack, with the ids of the stand-in."""
    player = Player(transcript, replace(setting_of(transcript), class_id=CLASS))
    player.enrollment = enroll(COMMUNITY, CLASS, STUDENT, player.name)
    return not player.play()
