"""`tutor run` with a guild, from outside: its pages, its state, its log, its end."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.discord.fake.faults import MESSAGES, Code
from tests.discord.ids import CLASS, STUDENT, TOKEN
from tests.discord.service import PATIENCE, Service, joins, make_class, said
from tests.engine.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.discord.fake.server import Discord


async def test_the_service_serves_a_guild_and_tells_how_it_is(fake: Discord, tmp_path: Path) -> None:
    service = Service(fake, tmp_path)
    async with service.running() as process:
        assert "7b" in await make_class(fake)
        chat = await joins(fake, STUDENT)
        assert json.loads(await service.get("/healthz")) == {"status": "ok", "discord": "connected"}
        await fake.people.say(STUDENT, chat, "where am I")
        await until(lambda: len(fake.world.messages[chat]) == 3, PATIENCE)
        numbers = await service.get("/metrics")
        assert 'tutor_platform_up{platform="discord"} 1.0' in numbers
        assert 'tutor_letters_total{outcome="delivered",platform="discord"}' in numbers
        assert 'tutor_calls_total{ended="ok",platform="discord"}' in numbers
        assert 'tutor_received_total{kind="said",platform="discord"} 1.0' in numbers
        assert 'tutor_acknowledged_seconds_count{platform="discord"} 2.0' in numbers
        began = time.monotonic()
        assert await asyncio.to_thread(process.stop) == 0
        assert time.monotonic() - began < 5
    for secret in (TOKEN, "Ada", "where am I", STUDENT):
        assert secret not in process.err.text + numbers
    assert fake.calls.unknown == []


async def test_what_discord_refuses_is_logged_without_what_was_said(fake: Discord, tmp_path: Path) -> None:
    service = Service(fake, tmp_path)
    fake.calls.meet("POST", MESSAGES, Code(400, 50035, "Invalid body: Hi Ada, welcome"), times=3)
    async with service.running() as process:
        await make_class(fake)
        await (await fake.people.command(STUDENT, CLASS, "learn")).answered(PATIENCE)
        await until(lambda: len(fake.calls.of("POST", MESSAGES)) >= 3, PATIENCE)
        await said(process, "50035")
        assert await asyncio.to_thread(process.stop) == 0
    for secret in (TOKEN, "Ada", "welcome"):
        assert secret not in process.err.text


async def test_a_break_is_told_and_healed_and_a_stop_in_it_takes_no_time(fake: Discord, tmp_path: Path) -> None:
    service = Service(fake, tmp_path)
    async with service.running() as process:
        await fake.malformed("MESSAGE_CREATE", {"id": "none"})
        await said(process, "begun anew")
        assert "reconnecting" in await service.get("/healthz")
        assert 'tutor_platform_up{platform="discord"} 0.0' in await service.get("/metrics")
        await said(process, "Discord is connected")
        assert json.loads(await service.get("/healthz"))["discord"] == "connected, 1 break healed"
        assert 'tutor_breaks_total{platform="discord"} 1.0' in await service.get("/metrics")
        connections = fake.connections
        fake.gateway.opened.clear()
        await fake.drop()
        await until(lambda: fake.connections > connections, PATIENCE)
        assert "reconnecting" in await service.get("/healthz")
        began = time.monotonic()
        assert await asyncio.to_thread(process.stop) == 0
        assert time.monotonic() - began < 5
    assert "Traceback" not in process.err.text


async def test_a_wrong_token_is_one_clear_line_and_the_local_classroom_goes_on(fake: Discord, tmp_path: Path) -> None:
    service = Service(fake, tmp_path, DISCORD_TOKEN="OTAw.another.token-of-nobody")  # noqa: S106 -- of nobody
    async with service.running(until="no longer takes the token") as process:
        assert json.loads(await service.get("/healthz")) == {"status": "ok", "discord": "out (401 Unauthorized)"}
        assert await asyncio.to_thread(process.stop) == 0
    assert "tutor setup discord" in process.err.text
    assert "another.token" not in process.err.text
    assert fake.identifies == 0


async def test_contents_that_the_portal_does_not_allow_are_one_clear_line(fake: Discord, tmp_path: Path) -> None:
    service = Service(fake, tmp_path, DISCORD_MESSAGE_CONTENT="on")
    async with service.running(until="lets the tutor in no more (4014") as process:
        assert "Message Content Intent is off" in json.loads(await service.get("/healthz"))["discord"]
        assert await asyncio.to_thread(process.stop) == 0
    assert fake.identifies == 1


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DISCORD_API_URL": "http://example.org/api/v10"}, "DISCORD_API_URL"),
        ({"DISCORD_GATEWAY_URL": "pigeon"}, "DISCORD_GATEWAY_URL"),
        ({"DISCORD_SHARDS": "0"}, "DISCORD_SHARD_COUNT"),
        ({"DISCORD_MESSAGE_CONTENT": "perhaps"}, "DISCORD_MESSAGE_CONTENT"),
    ],
)
async def test_a_guild_that_is_half_set_up_is_a_sentence_with_its_cure(
    fake: Discord, tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    service = Service(fake, tmp_path, **settings)
    async with service.running(until=sentence) as process:
        assert await asyncio.to_thread(process.ends) == 2
    assert TOKEN not in process.err.text
