"""The test bed does what it says: what people do reaches a bot, and every fault is the one that was asked for."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.engine.waiting import until
from tests.slack.by_http import body_of, signed
from tests.slack.deliveries import Mark
from tests.slack.echo import echo
from tests.slack.faults import Broken, Cut, Limited, Lost, Refused, Slow
from tests.slack.read_aloud import as_read, read
from tests.slack.stand_in import CLASS, SECRET, STUDENT, TEACHER, TEACHERS
from tests.slack.workspace import Json, pressed, ticked

if TYPE_CHECKING:
    from tests.slack.bed import Bed

POST = "chat.postMessage"


async def texts(bed: Bed, channel: str, reader: str = "") -> list[str]:
    return [message["text"] for message in await bed.workspace.messages(channel, reader)]


# --- what people do ---


async def test_what_is_written_reaches_the_bot_and_its_answer_the_chat(by_both: Bed) -> None:
    async with echo(by_both) as bot:
        chat = await by_both.workspace.chat(STUDENT)
        await by_both.workspace.say(STUDENT, chat, "hello")
        assert await texts(by_both, chat) == ["hello", "heard: hello"]
        (event,) = bot.events
        assert (event["channel_type"], event["team"]) == ("im", "T01TEST")
        assert event["client_msg_id"]
        assert event["blocks"][0]["elements"][0]["elements"][0]["text"] == "hello"


async def test_a_private_channel_is_a_group(by_both: Bed) -> None:
    async with echo(by_both) as bot:
        await by_both.workspace.say(TEACHER, TEACHERS, "hello")
        await by_both.workspace.say(TEACHER, CLASS, "hello")
        assert [event["channel_type"] for event in bot.events] == ["group", "channel"]


async def test_a_press_brings_what_stands_in_the_inputs(by_both: Bed) -> None:
    async with echo(by_both) as bot:
        chat = await by_both.workspace.chat(STUDENT)
        await by_both.workspace.say(STUDENT, chat, "ask")
        (question,) = await by_both.workspace.of_bot(chat)
        await by_both.workspace.press(STUDENT, ticked(question, ("one", "two"), "yes"))
        await by_both.workspace.press(STUDENT, pressed(question, "no"))
        chosen, other = bot.pressed
        assert [option["value"] for option in chosen["state"]["values"]["boxes"]["tick"]["selected_options"]] == [
            "one",
            "two",
        ]
        assert chosen["actions"][0]["value"] == "yes"
        assert (other["actions"][0]["value"], other["state"]["values"]) == ("no", {})


async def test_a_command_is_answered_to_one_person_alone(by_both: Bed) -> None:
    async with echo(by_both):
        await by_both.workspace.command(STUDENT, CLASS, "where")
        assert await texts(by_both, CLASS, STUDENT) == ["only you: where"]
        assert await texts(by_both, CLASS, TEACHER) == []


async def test_a_window_shows_errors_until_it_is_right(by_both: Bed) -> None:
    async with echo(by_both):
        await by_both.workspace.command(STUDENT, CLASS, "window")
        window = await by_both.workspace.window()
        assert window is not None
        assert window["callback_id"] == "word"

        def word(text: str) -> dict[str, dict[str, Json]]:
            return {"word": {"word": {"type": "plain_text_input", "value": text}}}

        assert await by_both.workspace.send_window(STUDENT, word("bad")) == {"word": "bad is not good"}
        assert await by_both.workspace.send_window(STUDENT, word("good")) == {}
        assert await by_both.workspace.window() is None


async def test_changes_are_what_is_new_since_the_last_look(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        chat = await by_socket.workspace.chat(STUDENT)
        await by_socket.workspace.say(STUDENT, chat, "one")
        assert [message["text"] for message in await by_socket.workspace.changes(chat)] == ["heard: one"]
        (first,) = await by_socket.workspace.of_bot(chat)
        await bot.client.chat_update(channel=chat, ts=first["ts"], text="changed")
        await by_socket.workspace.say(STUDENT, chat, "two")
        assert [message["text"] for message in await by_socket.workspace.changes(chat)] == ["changed", "heard: two"]


# --- the Web API ---


@pytest.mark.parametrize(
    ("fault", "status", "error", "header"),
    [
        (Limited("7"), 429, "ratelimited", "7"),
        (Limited("0"), 429, "ratelimited", "0"),
        (Limited("soon"), 429, "ratelimited", "soon"),
        (Limited(None), 429, "ratelimited", None),
        (Refused("is_archived"), 200, "is_archived", None),
        (Refused("missing_scope", {"needed": "chat:write"}), 200, "missing_scope", None),
    ],
    ids=repr,
)
async def test_a_refused_call_does_not_happen(
    by_socket: Bed, fault: Limited | Refused, status: int, error: str, header: str | None
) -> None:
    async with echo(by_socket) as bot:
        by_socket.proxy.calls.meet(POST, fault)
        with pytest.raises(SlackApiError) as caught:
            await bot.client.chat_postMessage(channel=CLASS, text="first")
        response = caught.value.response
        headers = {name.lower(): value for name, value in response.headers.items()}
        assert (response.status_code, response["error"], headers.get("retry-after")) == (status, error, header)
        await bot.client.chat_postMessage(channel=CLASS, text="second")
        assert await texts(by_socket, CLASS) == ["second"]


async def test_an_answer_that_is_lost_leaves_the_message_there(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        by_socket.proxy.calls.meet(POST, Lost())
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await bot.client.chat_postMessage(channel=CLASS, text="it happened")
        assert await texts(by_socket, CLASS) == ["it happened"]


async def test_a_connection_that_is_cut_leaves_nothing_there(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        by_socket.proxy.calls.meet(POST, Cut())
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await bot.client.chat_postMessage(channel=CLASS, text="it did not")
        assert await texts(by_socket, CLASS) == []


async def test_an_answer_that_is_no_json_is_none_of_slacks(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        by_socket.proxy.calls.meet(POST, Broken(503))
        with pytest.raises(SlackApiError) as caught:
            await bot.client.chat_postMessage(channel=CLASS, text="x")
        assert caught.value.response.status_code == 503
        assert await texts(by_socket, CLASS) == []


async def test_a_slow_answer_comes_late(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        by_socket.proxy.calls.meet(POST, Slow(0.3))
        began = time.monotonic()
        await bot.client.chat_postMessage(channel=CLASS, text="late")
        assert 0.3 <= time.monotonic() - began < 2


async def test_a_shut_door_takes_no_connection_until_it_is_opened(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        await by_socket.proxy.shut()
        with pytest.raises(aiohttp.ClientConnectorError):
            await bot.client.chat_postMessage(channel=CLASS, text="first")
        await by_socket.proxy.reopen()
        await bot.client.chat_postMessage(channel=CLASS, text="second")
        assert await texts(by_socket, CLASS) == ["second"]


async def test_faults_meet_the_calls_they_were_made_for(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        calls = by_socket.proxy.calls
        calls.meet(POST, Refused("is_archived"), times=0, where=lambda call: call["channel"] == TEACHERS)
        for _ in range(3):
            with pytest.raises(SlackApiError):
                await bot.client.chat_postMessage(channel=TEACHERS, text="x", blocks=[])
        await bot.client.chat_postMessage(channel=CLASS, text="x")
        calls.mend()
        await bot.client.chat_postMessage(channel=TEACHERS, text="x")
        assert [call.met for call in calls.of(POST)] == [Refused("is_archived")] * 3 + [None, None]
        assert calls.of(POST)[0].arguments["blocks"] == []


async def test_metadata_is_kept_for_those_who_look_back(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        by_socket.proxy.clock = 86_400
        for number in (1, 2, 3):
            data = {"event_type": "letter", "event_payload": {"id": number}}
            await bot.client.chat_postMessage(channel=CLASS, text=str(number), metadata=data)
        await bot.client.chat_postEphemeral(channel=CLASS, user=STUDENT, text="not for looking back")
        history = await bot.client.conversations_history(channel=CLASS, include_all_metadata=True, limit=2)
        assert [message["metadata"]["event_payload"]["id"] for message in history["messages"]] == [3, 2]
        rest = await bot.client.conversations_history(
            channel=CLASS, include_all_metadata=True, cursor=history["response_metadata"]["next_cursor"]
        )
        assert [message["text"] for message in rest["messages"]] == ["1"]
        plain = await bot.client.conversations_history(channel=CLASS)
        assert "metadata" not in plain["messages"][0]
        now = time.time()
        for oldest, found in [(now + 86_000, 3), (now + 90_000, 0)]:
            told = await bot.client.conversations_history(channel=CLASS, oldest=str(oldest))
            assert len(told["messages"]) == found


async def test_a_file_is_brought_through_the_proxy(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        place = await bot.client.files_getUploadURLExternal(filename="a.png", length=3, alt_txt="a picture")
        assert place["upload_url"].startswith(by_socket.proxy.address)
        async with aiohttp.ClientSession() as session, session.post(place["upload_url"], data=b"png") as answer:
            assert answer.status == 200
        done = await bot.client.files_completeUploadExternal(files=[{"id": place["file_id"], "title": "a.png"}])
        assert done["files"][0]["size"] == 3
        assert by_socket.proxy.calls.of("upload")[0].arguments == {"length": 3}


async def test_guests_and_scopes_are_told(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        by_socket.proxy.calls.people[STUDENT] = {"is_restricted": True}
        by_socket.proxy.calls.channels[CLASS] = {"is_archived": True}
        assert (await bot.client.users_info(user=STUDENT))["user"]["is_restricted"]
        assert (await bot.client.conversations_info(channel=CLASS))["channel"]["is_archived"]
        headers = (await bot.client.auth_test()).headers
        assert "chat:write" in {name.lower(): value for name, value in headers.items()}["x-oauth-scopes"]


# --- deliveries ---


async def test_an_event_that_is_not_taken_comes_three_times_more(by_both: Bed) -> None:
    deliveries = by_both.proxy.deliveries
    deliveries.patience, deliveries.again_after = 0.4, (0.0, 0.1, 0.1)
    async with echo(by_both) as bot:
        await by_both.workspace.say(STUDENT, CLASS, "fail")
        await deliveries.settled()
        assert [text for text, _ in bot.heard] == ["fail"] * 4
        reason = "http_error" if by_both.transport == "http" else "timeout"
        (delivery,) = deliveries.made
        assert [one.mark for one in delivery.tries] == [None, *(Mark(number, reason) for number in (1, 2, 3))]
        if by_both.transport == "http":
            assert [number for _, number in bot.heard] == ["", "1", "2", "3"]


async def test_an_event_that_is_taken_late_comes_again_and_then_no_more(by_both: Bed) -> None:
    deliveries = by_both.proxy.deliveries
    deliveries.patience, deliveries.again_after = 0.3, (0.3, 5.0, 5.0)
    async with echo(by_both) as bot:
        await by_both.workspace.say(STUDENT, CLASS, "slow: 0.5")
        deliveries.patience = 3.0
        await deliveries.settled()
        (delivery,) = deliveries.made
        assert [one.taken for one in delivery.tries] == [False, True]
        assert [text for text, _ in bot.heard] == ["slow: 0.5"] * 2


async def test_an_event_comes_twice_at_once(by_both: Bed) -> None:
    async with echo(by_both) as bot:
        by_both.proxy.deliveries.twice()
        await by_both.workspace.say(STUDENT, CLASS, "hello")
        await by_both.workspace.say(STUDENT, CLASS, "once")
        assert [text for text, _ in bot.heard] == ["hello", "hello", "once"]
        first, second = bot.events[:2]
        assert first == second


async def test_what_was_delivered_can_come_once_more_much_later(by_both: Bed) -> None:
    async with echo(by_both) as bot:
        await by_both.workspace.say(STUDENT, CLASS, "hello")
        by_both.proxy.clock = 300
        (delivery,) = by_both.proxy.deliveries.made
        assert (await by_both.proxy.deliveries.again(delivery, Mark(2, "http_timeout"))).taken
        assert bot.events[0] == bot.events[1]


async def test_events_come_late_and_backwards(by_both: Bed) -> None:
    async with echo(by_both) as bot:
        by_both.proxy.deliveries.hold()
        for text in ("one", "two", "three"):
            await by_both.workspace.say(STUDENT, CLASS, text)
        assert bot.heard == []
        await by_both.proxy.deliveries.release(backwards=True)
        await by_both.workspace.say(STUDENT, CLASS, "four")
        assert [text for text, _ in bot.heard] == ["three", "two", "one", "four"]


async def test_days_pass_for_what_people_do_and_not_for_ids(by_both: Bed) -> None:
    async with echo(by_both) as bot:
        chat = await by_both.workspace.chat(STUDENT)
        by_both.proxy.clock = 864_000
        await by_both.workspace.say(STUDENT, chat, "ask")
        (question,) = await by_both.workspace.of_bot(chat)
        await by_both.workspace.press(STUDENT, pressed(question, "yes"))
        now = time.time() + 864_000
        event, body = bot.events[0], bot.pressed[0]
        assert [float(event[name]) for name in ("ts", "event_ts")] == pytest.approx([now, now], abs=5)
        assert float(body["actions"][0]["action_ts"]) == pytest.approx(now, abs=5)
        assert body["container"]["message_ts"] == body["message"]["ts"] == question["ts"]
        assert by_both.proxy.deliveries.made[0].payload["event_time"] == pytest.approx(now, abs=5)


async def test_something_that_nobody_did_can_be_delivered(by_both: Bed) -> None:
    async with echo(by_both) as bot:
        await by_both.workspace.open_chat(STUDENT)
        assert [event["tab"] for event in bot.events] == ["messages"]


@pytest.mark.parametrize(
    ("secret", "age", "status"),
    [(SECRET, 0, 200), (SECRET, 299, 200), (SECRET, 301, 401), (SECRET, -301, 401), ("another", 0, 401)],
)
async def test_signatures_are_as_old_and_as_wrong_as_asked(by_http: Bed, secret: str, age: int, status: int) -> None:
    async with echo(by_http):
        await by_http.workspace.say(STUDENT, CLASS, "hello")
        (delivery,) = by_http.proxy.deliveries.made
        body, kind = body_of(delivery.kind, delivery.payload)
        headers = {"Content-Type": kind, **signed(body, secret, timestamp=str(int(time.time()) - age))}
        assert await by_http.proxy.http.post(body, headers) == status


# --- Socket Mode ---


async def test_a_bot_comes_back_after_a_disconnect(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        await by_socket.proxy.socket.disconnect()
        await until(lambda: by_socket.proxy.socket.opened == 2)
        await until(lambda: by_socket.proxy.socket.lines == 1)
        await by_socket.workspace.say(STUDENT, CLASS, "hello")
        assert [text for text, _ in bot.heard] == ["hello"]


async def test_what_is_said_while_no_line_is_open_comes_on_the_next_one(by_socket: Bed) -> None:
    async with echo(by_socket) as bot:
        by_socket.proxy.socket.refusing = True
        await by_socket.proxy.socket.cut()
        saying = asyncio.create_task(by_socket.workspace.say(STUDENT, CLASS, "hello"))
        await asyncio.sleep(0.3)
        assert (by_socket.proxy.socket.lines, bot.heard) == (0, [])
        by_socket.proxy.socket.refusing = False
        await until(lambda: bool(bot.heard), 15)
        await saying


async def test_an_envelope_without_an_acknowledgement_comes_on_the_next_line(by_socket: Bed) -> None:
    deliveries = by_socket.proxy.deliveries
    async with echo(by_socket) as bot:
        saying = asyncio.create_task(by_socket.workspace.say(STUDENT, CLASS, "slow: 0.5"))
        await until(lambda: bool(bot.heard))
        await by_socket.proxy.socket.cut()
        await saying
        await asyncio.wait_for(deliveries.settled(), 15)
        (delivery,) = deliveries.made
        assert [(one.status, one.mark) for one in delivery.tries] == [(0, None), (200, Mark(1, "socket_closed"))]


async def test_a_silent_line_is_left_by_who_listens_for_pongs(by_socket: Bed) -> None:
    async with echo(by_socket):
        by_socket.proxy.socket.silent = True
        await until(lambda: by_socket.proxy.socket.opened > 1, 15)
        by_socket.proxy.socket.silent = False


async def test_each_envelope_comes_to_one_of_several_lines(by_socket: Bed) -> None:
    async with echo(by_socket) as bot, echo(by_socket) as other:
        for text in ("one", "two", "three", "four"):
            await by_socket.workspace.say(STUDENT, CLASS, text)
        assert len(bot.heard) == len(other.heard) == 2


# --- reading aloud ---


def test_blocks_are_read_as_lines_of_a_transcript() -> None:
    def text(said: str, **style: bool) -> Json:
        return {"type": "text", "text": said, **({"style": style} if style else {})}

    def button(label: str, value: str, action_id: str) -> Json:
        return {"type": "button", "action_id": action_id, "value": value, "text": {"text": label}}

    message = {
        "blocks": [
            {"type": "context", "elements": [{"type": "plain_text", "text": "2 of about 6"}]},
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_section", "elements": [text("What is "), text("3 * 4", code=True), text("?\n")]}
                ],
            },
            {"type": "image", "alt_text": "four rows of three", "slack_file": {"id": "F1"}},
            {"type": "actions", "elements": [button("12", "a", "press:1:"), button("7", "b", "press:2:")]},
            {"type": "actions", "elements": [button("Send", "", "send:3:"), button("Hint", "hint", "press:4:")]},
        ]
    }
    assert read(message) == [
        "? 2 of about 6 · What is `3 * 4`?",
        "  (picture: four rows of three)",
        "  a) 12",
        "  b) 7",
        "  [Hint]",
    ]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("**a** and *b*", "**a** and *b*"),
        (r"3 \* 4", "3 * 4"),
        ("***c***", "***c***"),
        ("Unit 1: **...**.", "Unit 1: **...**."),
    ],
)
def test_a_line_of_a_transcript_is_read_as_it_is_seen(written: str, seen: str) -> None:
    assert as_read(written) == seen
