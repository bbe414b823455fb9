"""`tutor run` with a workspace, from outside: its pages, its state, its pace, its log, its end."""

from __future__ import annotations

import asyncio
import json
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.slack.faults import Refused
from tests.slack.service import COURSE, Service, heard, make_class, until
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, CLASS, SECRET, STUDENT, TEACHER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.slack.bed import Bed

POST = "chat.postMessage"


async def greeted(bed: Bed, service: Service) -> str:
    """A class is made and a student has joined; their chat, once the greeting stands there."""
    del service
    assert await make_class(bed.workspace, course=COURSE) == {}
    await bed.workspace.command(STUDENT, CLASS, "join")
    chat = await bed.workspace.chat(STUDENT)
    await until(shown(bed, chat, "Hi Ada"))
    return chat


def shown(bed: Bed, channel: str, part: str) -> Callable[[], Awaitable[bool]]:
    async def is_shown() -> bool:
        return part in str(await bed.workspace.of_bot(channel))

    return is_shown


async def home_of(bed: Bed, user: str) -> dict[str, Any]:
    await bed.workspace.open_home(user)

    async def is_drawn() -> bool:
        return await bed.workspace.home(user) is not None

    await until(is_drawn)
    return await bed.workspace.home(user) or {}


async def test_the_service_serves_a_workspace_and_tells_how_it_is(by_both: Bed) -> None:
    service = Service(by_both)
    async with service.running() as process:
        chat = await greeted(by_both, service)
        assert json.loads(await service.get("/healthz")) == {"status": "ok", "slack": "connected"}
        numbers = await service.get("/metrics")
        assert 'tutor_platform_up{platform="slack"} 1.0' in numbers
        assert 'tutor_letters_total{outcome="delivered",platform="slack"}' in numbers
        assert 'tutor_calls_total{ended="ok",platform="slack"}' in numbers
        assert 'tutor_acknowledged_seconds_count{platform="slack"}' in numbers
        await by_both.workspace.say(STUDENT, chat, "where am I")
        await until(shown(by_both, chat, "not begun yet"))
        began = time.monotonic()
        assert await asyncio.to_thread(process.stop) == 0
        assert time.monotonic() - began < 5
    for secret in (BOT_TOKEN, APP_TOKEN, SECRET, "Ada", "where am I"):
        assert secret not in process.err.text + numbers


async def test_the_home_tab_is_a_students_own_page_and_a_teachers_day(by_both: Bed) -> None:
    service = Service(by_both)
    async with service.running():
        stranger = await home_of(by_both, "U05KIM")
        assert "/tutor join" in str(stranger)
        await greeted(by_both, service)
        student = str(await home_of(by_both, STUDENT))
        for part in ("Where you are", "not begun yet", "Continue", "Where am I?"):
            assert part in student
        teacher = str(await home_of(by_both, TEACHER))
        assert "Fractions, 7b" in teacher
        assert "Ada" not in student


async def test_one_channel_gets_one_message_a_second(by_socket: Bed) -> None:
    service = Service(by_socket)
    async with service.running():
        chat = await greeted(by_socket, service)
        for word in ("help", "units", "where am I"):
            await by_socket.workspace.say(STUDENT, chat, word)

        async def all_there() -> bool:
            return len(await by_socket.workspace.of_bot(chat)) == 4

        await until(all_there)
    posts = [call.at for call in by_socket.proxy.calls.of(POST) if call.arguments["channel"] == chat]
    assert len(posts) == 4
    assert all(after - before > 0.95 for before, after in pairwise(posts))


async def test_a_wrong_token_is_one_clear_line_and_the_local_classroom_goes_on(by_socket: Bed) -> None:
    by_socket.proxy.calls.meet("auth.test", Refused("invalid_auth"), times=0)
    service = Service(by_socket)
    async with service.running(until="no longer takes the token") as process:
        assert json.loads(await service.get("/healthz")) == {"status": "ok", "slack": "out (invalid_auth)"}
        assert "tutor setup slack" in process.err.text


async def test_a_socket_that_breaks_is_told_and_healed(by_socket: Bed) -> None:
    service = Service(by_socket)
    async with service.running() as process:
        await by_socket.proxy.shut()
        await heard(process, "not connected")
        assert "reconnecting" in await service.get("/healthz")
        assert 'tutor_platform_up{platform="slack"} 0.0' in await service.get("/metrics")
        await by_socket.proxy.reopen()
        await heard(process, "Slack is connected")
        assert json.loads(await service.get("/healthz"))["slack"] == "connected"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"SLACK_TRANSPORT": "pigeon"}, "SLACK_TRANSPORT"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN"),
        ({"SLACK_API_URL": "http://example.org/api/"}, "SLACK_API_URL"),
    ],
)
async def test_a_workspace_that_is_half_set_up_is_a_sentence_with_its_cure(
    by_socket: Bed, settings: dict[str, str], sentence: str
) -> None:
    service = Service(by_socket, **settings)
    async with service.running(until=sentence) as process:
        assert await asyncio.to_thread(process.ends) == 2
        assert BOT_TOKEN not in process.err.text
