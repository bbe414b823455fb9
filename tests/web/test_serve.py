"""A real server on loopback: its stream, its end, its port."""

import asyncio
import contextlib
import json
import socket
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from adapters.web import stream
from adapters.web.serve import NotLoopbackError, PortTakenError, free_port, is_loopback, serve
from adapters.web.stream import places_of, written
from tests.web.rooms import Running, action


async def send(client: httpx2.AsyncClient, running: Running, **fields: Any) -> httpx2.Response:
    origin = running.address.rsplit("/", 2)[0]
    answer = await client.post(f"{running.address}send", json=action(**fields), headers={"Origin": origin})
    assert answer.status_code == 202, answer.text
    return answer


async def messages(
    client: httpx2.AsyncClient, running: Running, at: str, last_seen: str = ""
) -> AsyncGenerator[tuple[str, dict[str, Any]]]:
    """(id, message) as they come; ('present', {}) when the page has caught up."""
    headers = {"Last-Event-ID": last_seen} if last_seen else {}
    async with client.stream("GET", f"{running.address}stream", params={"at": at}, headers=headers) as answer:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        id_ = ""
        async for line in answer.aiter_lines():
            name, _, rest = line.partition(": ")
            if name in ("id", "event"):
                id_ = rest
            if name == "data":
                yield id_, json.loads(rest)


async def until_present(
    client: httpx2.AsyncClient, running: Running, at: str, last_seen: str = ""
) -> list[tuple[str, dict[str, Any]]]:
    """What a page gets before it has caught up."""
    found = []
    async with contextlib.aclosing(messages(client, running, at, last_seen)) as coming:
        async for id_, message in coming:
            if id_ == "present":
                break
            found.append((id_, message))
    return found


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=5) as made:
        yield made


async def test_a_stream_brings_the_history_then_what_is_new(running: Running, client: httpx2.AsyncClient) -> None:
    student = (await send(client, running, type="enter", name="Ada", class_id="matter")).json()["student"]
    kinds = []
    async with contextlib.aclosing(messages(client, running, f"student:{student}@0")) as coming:
        async for id_, message in coming:
            kinds.append("present" if id_ == "present" else message["kind"])
            if id_ == "present":
                await send(client, running, type="ask", student=student, what="where")
            if kinds[-2:] == ["asked", "say"]:
                break
    assert kinds[:2] == ["joined", "say"]
    assert kinds[kinds.index("present") :] == ["present", "asked", "say"]


async def test_a_page_that_comes_back_gets_only_what_it_missed(running: Running, client: httpx2.AsyncClient) -> None:
    student = (await send(client, running, type="enter", name="Ada", class_id="matter")).json()["student"]
    channel = f"student:{student}"
    first = await until_present(client, running, f"{channel}@0")
    await send(client, running, type="ask", student=student, what="where")
    missed = await until_present(client, running, f"{channel}@0", last_seen=first[-1][0])
    again = await until_present(client, running, f"{channel}@0")
    assert [message["kind"] for _, message in missed] == ["asked", "say"]
    assert again == first + missed
    assert [message["seq"] for _, message in again] == sorted({message["seq"] for _, message in again})


async def test_the_conversation_is_the_same_after_a_restart(running: Running, client: httpx2.AsyncClient) -> None:
    student = (await send(client, running, type="enter", name="Ada", class_id="matter")).json()["student"]
    before = await until_present(client, running, f"student:{student}@0 teacher@0")
    await running.stop()
    await running.start()
    assert await until_present(client, running, f"student:{student}@0 teacher@0") == before


async def test_a_request_sent_again_after_a_restart_counts_once(running: Running, client: httpx2.AsyncClient) -> None:
    student = (await send(client, running, type="enter", name="Ada", class_id="matter")).json()["student"]
    key = str(uuid.uuid4())
    await send(client, running, type="reply", key=key, student=student, text="7")
    await running.stop()
    await running.start()
    await send(client, running, type="reply", key=key, student=student, text="7")
    heard = await until_present(client, running, f"student:{student}@0")
    assert [message["text"] for _, message in heard if message["kind"] == "wrote"] == ["7"]


async def test_the_server_stops_at_once_though_streams_are_open(running: Running, client: httpx2.AsyncClient) -> None:
    async with contextlib.aclosing(messages(client, running, "teacher@0")) as coming:
        await anext(coming)
        began = time.monotonic()
        await running.stop()
        assert time.monotonic() - began < 2
        assert [message async for message in coming] == []


async def test_a_quiet_stream_is_kept_alive_by_comments(
    running: Running, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    async with client.stream("GET", f"{running.address}stream", params={"at": "teacher@0"}) as answer:
        comments = 0
        async for line in answer.aiter_lines():
            comments += line == ": still here"
            if comments == 3:
                break
    assert comments == 3


async def test_the_number_of_streams_is_bounded_and_a_place_becomes_free(
    running: Running, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MOST_STREAMS", 1)
    async with contextlib.aclosing(messages(client, running, "teacher@0")) as coming:
        await anext(coming)
        refused = await client.get(f"{running.address}stream", params={"at": "teacher@0"})
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    for _ in range(50):  # the server notices that a page went
        answer = await asyncio.wait_for(_status(client, running), 5)
        if answer == 200:
            break
        await asyncio.sleep(0.05)
    assert answer == 200


async def _status(client: httpx2.AsyncClient, running: Running) -> int:
    async with client.stream("GET", f"{running.address}stream", params={"at": "teacher@0"}) as answer:
        return answer.status_code


@pytest.mark.parametrize("at", ["", "nowhere@0", "student:@0", "student:x@0", "teacher", "teacher@-1", "teacher@x"])
async def test_a_stream_of_no_channel_is_refused(running: Running, client: httpx2.AsyncClient, at: str) -> None:
    answer = await client.get(f"{running.address}stream", params={"at": at})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("teacher@5", {"teacher": 5}),
        ("teacher@5 student:s-0123456789ab@12", {"teacher": 5, "student:s-0123456789ab": 12}),
        ("teacher@5 slack:C1@3 \nid: x", {"teacher": 5}),
        ("teacher@99999999999999999999", {}),
        ("", {}),
    ],
)
def test_places_are_read_and_written_alike(text: str, places: dict[str, int]) -> None:
    assert places_of(text) == places
    assert places_of(written(places)) == places


def test_a_taken_port_is_passed_over() -> None:
    first = free_port(8700)
    with socket.create_server(("127.0.0.1", first)):
        assert free_port(first) > first


async def test_a_taken_port_is_refused_with_its_cure() -> None:
    port = free_port(8700)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTakenError, match=rf"port {port} .* --port"):
        await serve(Starlette(), port=port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org", ""])  # noqa: S104 - refused is the point
async def test_a_host_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(NotLoopbackError, match=r"127\.0\.0\.1"):
        await serve(Starlette(), host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_is_known_in_all_its_names(host: str) -> None:
    assert is_loopback(host)
