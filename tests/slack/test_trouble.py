"""What goes wrong, and what people see of it: it is told to the one who waits and logged in clear words, and the others
go on."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from adapters.slack import socket as socket_module
from adapters.slack.classes import Classes
from adapters.slack.people import Person
from adapters.slack.web_api import WebApi
from bot.dialogue.enrollment import Phase, phase_of
from bot.dialogue.events import Chose, Replied
from bot.dialogue.simulate import answer
from bot.dialogue.simulate import press as press_of
from bot.store.statements import DEAD_LETTERS
from tests.dialogue.classroom import tiny_course
from tests.slack.by_http import body_of, signed
from tests.slack.faults import Broken, Limited, Refused
from tests.slack.read_aloud import read
from tests.slack.school import COMMUNITY, school
from tests.slack.service import class_values, make_class, until
from tests.slack.stand_in import CLASS, ELSEWHERE, OTHER_STUDENT, SECRET, STRANGER, STUDENT, TEACHER, TEACHERS
from tests.slack.test_delivery import begun, heard, message_of, press, seen, texts_in
from tests.slack.workspace import pressed

if TYPE_CHECKING:
    from tests.slack.bed import Bed
    from tests.slack.school import School

TINY = tiny_course()
POST = "chat.postMessage"


async def told_alone(bed: Bed, channel: str, user: str) -> str:
    """What one person, and nobody else, was told in a channel."""
    lines = [line for message in await bed.workspace.of_bot(channel, user) for line in read(message)]
    return "\n".join(lines)


async def misses_four(running: School) -> None:
    """The student of `begun` goes to the check, and misses until the teachers hear of it."""
    setting = running.engine.setting_of(COMMUNITY, CLASS)
    for step in range(60):
        enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
        assert enrollment is not None
        if enrollment.card is not None:
            break
        doing = answer(enrollment, setting, right=phase_of(enrollment) is not Phase.CHECK)
        doing = doing or press_of(enrollment, nth=int(phase_of(enrollment) is Phase.GOALS))  # skip the placement
        assert doing is not None
        head: dict[str, Any] = {
            "id": f"step:{step}",
            "at": running.bed.proxy.now() + step,
            "community": COMMUNITY,
            "student": STUDENT,
            "class_id": CLASS,
        }
        event = Chose(ref=doing.ref, picks=doing.picks, **head) if doing.picks else Replied(text=doing.text, **head)
        await running.engine.handle(event)
    await running.quiet()


# --- who may ---


async def test_somebody_in_no_class_is_told_how_to_begin(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await by_both.workspace.chat(STRANGER)
        await by_both.workspace.say(STRANGER, chat, "hello")
        await running.slack.later.finished()
        assert "/tutor join" in "\n".join(await seen(by_both.workspace, chat))
        await by_both.workspace.command(STRANGER, ELSEWHERE, "where")
        assert "/tutor join" in await told_alone(by_both, ELSEWHERE, STRANGER)
        await by_both.workspace.command(STRANGER, ELSEWHERE, "join")
        assert "/tutor class" in await told_alone(by_both, ELSEWHERE, STRANGER)
        assert await heard(running) == []


async def test_a_card_is_pressed_by_its_teachers_only_whoever_sees_it(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        await begun(running)
        await misses_four(running)
        (card,) = [one for one in await by_both.workspace.of_bot(TEACHERS) if "Seen" in str(one)]
        seen_button = pressed(card, "Seen")
        before = len(await heard(running))
        await by_both.workspace.press(STRANGER, seen_button)
        await running.slack.later.finished()
        assert len(await heard(running)) == before
        assert "teachers of this class" in await told_alone(by_both, TEACHERS, STRANGER)
        by_both.proxy.clock += 1
        await by_both.workspace.press(TEACHER, seen_button)
        await running.quiet()
        assert len(await heard(running)) == before + 1
        (card,) = [one for one in await by_both.workspace.of_bot(TEACHERS) if one["ts"] == card["ts"]]
        assert "Seen by Ms Okafor" in str(card["blocks"])


async def test_only_the_owner_names_teachers_and_a_named_teacher_may_act(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        await by_both.workspace.command(STRANGER, CLASS, f"teacher <@{STRANGER}|kim>")
        assert "teachers of this class" in await told_alone(by_both, CLASS, STRANGER)
        await by_both.workspace.command(TEACHER, CLASS, f"teacher <@{STRANGER}|kim>")
        assert "Kim teaches this class" in await told_alone(by_both, CLASS, TEACHER)
        assert await running.engine.taught_by(COMMUNITY, STRANGER) == [CLASS]
        await by_both.workspace.command(TEACHER, CLASS, f"teacher remove <@{STRANGER}|kim>")
        assert "Kim teaches this class no more" in await told_alone(by_both, CLASS, TEACHER)
        assert await running.engine.taught_by(COMMUNITY, STRANGER) == []
        await by_both.workspace.command(TEACHER, CLASS, f"teacher remove <@{TEACHER}|okafor>")
        assert "owns this class" in await told_alone(by_both, CLASS, TEACHER)
        await by_both.workspace.command(TEACHER, CLASS, "teacher somebody")
        assert "/tutor teacher @name" in await told_alone(by_both, CLASS, TEACHER)


async def test_a_guest_and_one_who_is_not_named_make_no_class(by_both: Bed) -> None:
    by_both.proxy.calls.people[STRANGER] = {"is_restricted": True}
    async with school(by_both, TINY) as running:
        await by_both.workspace.command(STRANGER, ELSEWHERE, "class")
        await running.slack.later.finished()
        assert "named teachers" in await told_alone(by_both, ELSEWHERE, STRANGER)
        assert await by_both.workspace.window() is None


async def test_the_window_of_a_class_says_what_is_the_matter_with_a_channel(by_both: Bed) -> None:
    async with school(by_both, TINY):
        by_both.proxy.calls.channels[TEACHERS] = {"is_member": False}
        errors = await make_class(by_both.workspace, course=TINY.id)
        assert "Invite me there" in errors["teacher_channel"]
        for channel, sentence in ((ELSEWHERE, "private"), (CLASS, "Students read that channel")):
            told = await by_both.workspace.send_window(TEACHER, class_values("7b", TINY.id, channel))
            assert sentence in told["teacher_channel"]
        by_both.proxy.calls.channels.clear()
        assert await by_both.workspace.send_window(TEACHER, class_values("7b", TINY.id, TEACHERS)) == {}


# --- places that take nothing ---


async def test_a_student_who_left_is_told_to_the_teacher_and_the_others_go_on(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        ada, ben = await begun(running), await begun(running, OTHER_STUDENT)
        by_both.proxy.calls.meet(POST, Refused("user_disabled"), times=0, where=lambda call: call["channel"] == ada)
        await by_both.workspace.say(STUDENT, ada, "where am I")
        await by_both.workspace.say(OTHER_STUDENT, ben, "where am I")

        async def told() -> bool:
            return "user_disabled" in str(await by_both.workspace.of_bot(TEACHERS))

        await until(told)
        await running.quiet()
        assert len(await texts_in(by_both.workspace, ben)) == 2
        dead = await running.store.read(lambda transaction: transaction.ask(DEAD_LETTERS, COMMUNITY, 10))
        assert [row.why for row in dead] == ["user_disabled"]


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel"])
async def test_a_teachers_channel_that_takes_nothing_sends_its_card_to_the_owner(by_both: Bed, error: str) -> None:
    async with school(by_both, TINY) as running:
        await begun(running)
        by_both.proxy.calls.meet(POST, Refused(error), times=0, where=lambda call: call["channel"] == TEACHERS)
        await misses_four(running)
        await running.slack.later.finished()
        owner = "\n".join(await seen(by_both.workspace, await by_both.workspace.chat(TEACHER)))
        assert "Ada" in owner
        assert error in owner
        assert "/tutor class" in owner


@pytest.mark.parametrize(("error", "more"), [("token_revoked", {}), ("missing_scope", {"needed": "chat:write"})])
async def test_what_only_an_administrator_can_mend_loses_no_letter(
    by_socket: Bed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: str, more: dict[str, str]
) -> None:
    monkeypatch.setattr("adapters.slack.courier.WORKSPACE_PAUSE", 0.2)
    async with school(by_socket, TINY) as running:
        chat = await begun(running)
        by_socket.proxy.calls.meet(POST, Refused(error, more), times=0)
        await by_socket.workspace.say(STUDENT, chat, "where am I")

        async def logged() -> bool:
            return error in caplog.text or "chat:write" in caplog.text

        await until(logged)
        assert "xoxb" not in caplog.text
        by_socket.proxy.calls.mend()
        await running.quiet()
        assert len(await texts_in(by_socket.workspace, chat)) == 2
        assert running.slack.state.word == "connected"


async def test_a_workspace_that_uninstalled_is_told_and_its_letters_wait(
    by_both: Bed, caplog: pytest.LogCaptureFixture
) -> None:
    async with school(by_both, TINY) as running:
        event = {"type": "app_uninstalled", "event_ts": f"{time.time():.6f}"}
        from tests.slack.workspace import event_of  # noqa: PLC0415 -- only here

        await by_both.proxy.deliveries.inject(event_of(event))
        assert running.slack.state.told_to_probes() == "out (app_uninstalled)"
        assert "tutor setup slack" in caplog.text


async def test_a_wrong_token_stops_slack_and_nothing_else(
    by_socket: Bed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.slack.adapter.OUT_AGAIN", 0.3)
    by_socket.proxy.calls.meet("auth.test", Refused("invalid_auth"), times=2)
    async with school(by_socket, TINY) as running:  # it connects once the token is taken
        assert running.slack.state.word == "connected"
    assert "invalid_auth" in caplog.text


async def test_a_window_that_comes_too_late_is_told(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        by_both.proxy.calls.meet("views.open", Refused("expired_trigger_id"))
        await by_both.workspace.command(TEACHER, CLASS, "class")
        await running.slack.later.finished()
        assert "try once more" in await told_alone(by_both, CLASS, TEACHER)


async def test_a_picture_that_cannot_be_uploaded_holds_nothing_up_for_long(by_socket: Bed) -> None:
    async with school(by_socket, TINY) as running:
        by_socket.proxy.calls.meet("files.getUploadURLExternal", Refused("missing_scope"), times=0)
        chat = await begun(running)
        await by_socket.workspace.say(STUDENT, chat, "help")
        await running.quiet()
        assert len(await texts_in(by_socket.workspace, chat)) == 2


# --- the connection ---


@pytest.mark.parametrize("how", ["disconnect", "cut"])
async def test_a_socket_that_ends_is_opened_again_and_the_next_message_is_heard(by_socket: Bed, how: str) -> None:
    async with school(by_socket, TINY) as running:
        chat = await begun(running)
        line = by_socket.proxy.socket
        await (line.disconnect() if how == "disconnect" else line.cut())
        await asyncio.wait_for(by_socket.workspace.say(STUDENT, chat, "where am I"), 30)
        await by_socket.proxy.deliveries.settled()
        await running.quiet()

        async def is_open_again() -> bool:
            return line.opened >= 2

        await until(is_open_again)
        assert len(await texts_in(by_socket.workspace, chat)) == 2


@pytest.mark.slow
async def test_a_dead_socket_is_found_and_replaced(by_socket: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("PING", 0.3), ("LOOK", 0.1), ("PATIENCE", 1.0), ("AGAIN", 0.2)):
        monkeypatch.setattr(socket_module, name, seconds)
    async with school(by_socket, TINY) as running:
        chat = await begun(running)
        line = by_socket.proxy.socket
        opened, line.silent = line.opened, True

        async def noticed() -> bool:
            return running.slack.state.word == "reconnecting" or line.opened > opened

        await until(noticed)
        line.silent = False

        async def back() -> bool:
            return running.slack.state.word == "connected" and line.opened > opened

        await until(back)
        await asyncio.wait_for(by_socket.workspace.say(STUDENT, chat, "where am I"), 30)
        await running.quiet()
        assert len(await texts_in(by_socket.workspace, chat)) == 2


@pytest.mark.slow
async def test_an_outage_of_slack_is_waited_out(by_socket: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("PING", 0.3), ("LOOK", 0.1), ("PATIENCE", 1.0), ("AGAIN", 0.2)):
        monkeypatch.setattr(socket_module, name, seconds)
    async with school(by_socket, TINY) as running:
        chat = await begun(running)
        await by_socket.proxy.shut()

        async def lost() -> bool:
            return running.slack.state.word == "reconnecting"

        await until(lost)
        await asyncio.sleep(2.0)
        await by_socket.proxy.reopen()

        async def back() -> bool:
            return running.slack.state.word == "connected" and by_socket.proxy.socket.lines > 0

        await until(back)
        await asyncio.wait_for(by_socket.workspace.say(STUDENT, chat, "where am I"), 30)
        await running.quiet()
        assert len(await texts_in(by_socket.workspace, chat)) == 2
        assert "connected" in running.slack.state.told_to_probes()


async def test_a_long_retry_after_is_kept_by_that_method_alone(by_socket: Bed) -> None:
    async with school(by_socket, TINY) as running:
        chat = await begun(running)
        by_socket.proxy.calls.meet("chat.update", Limited("2"))
        before = time.monotonic()
        await press(by_socket.workspace, chat, "Start")
        await running.quiet()
        assert time.monotonic() - before < 2.0, "the conversation goes on"
        await running.slack.changes.finished()
        updates = by_socket.proxy.calls.of("chat.update")
        assert updates[1].at - updates[0].at >= 2.0


# --- requests that are none ---


async def posted(bed: Bed, payload: dict[str, Any], **how: Any) -> int:
    """The status of an event that is signed as `how` says."""
    body, kind = body_of("events_api", payload)
    headers = {"Content-Type": kind, **signed(how.pop("body", body), how.pop("secret", SECRET), **how)}
    return await bed.proxy.http.post(body, headers)


async def test_a_forged_or_old_request_is_refused_and_changes_nothing(by_http: Bed) -> None:
    async with school(by_http, TINY) as running:
        chat = await begun(running)
        payload = message_of(by_http, STUDENT, chat, "where am I")
        now = int(time.time())
        before = len(await heard(running))
        assert await posted(by_http, payload, secret="another") == 401  # noqa: S106 -- a test's
        assert await posted(by_http, payload, body=b"{}") == 401
        assert await posted(by_http, payload, timestamp=str(now - 400)) == 401
        assert await posted(by_http, payload, timestamp=str(now + 400)) == 401
        for odd in ("abc", "", "123.5", "9" * 5000, "١٢٣"):
            body, kind = body_of("events_api", payload)
            headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": odd.encode().decode("latin-1")}
            assert await by_http.proxy.http.post(body, headers | {"X-Slack-Signature": "v0=" + "a" * 64}) == 401
        assert await by_http.proxy.http.post(b"{}", {}) == 401
        assert len(await heard(running)) == before
        assert await posted(by_http, payload) == 200
        assert await posted(by_http, payload) == 200, "replayed within five minutes: taken, and it changes nothing"
        assert len(await heard(running)) == before + 1


async def test_a_body_without_end_is_refused_unread(by_http: Bed) -> None:
    async with school(by_http, TINY):
        body = b'{"a": "' + b"x" * 600_000 + b'"}'
        headers = {"Content-Type": "application/json", **signed(body, SECRET)}
        assert await by_http.proxy.http.post(body, headers) == 413


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"\xff\xfe", b'{"type": 7}', b'{"type": "from tomorrow"}'])
async def test_a_payload_of_unknown_shape_is_left_alone(by_http: Bed, body: bytes) -> None:
    async with school(by_http, TINY) as running:
        headers = {"Content-Type": "application/json", **signed(body, SECRET)}
        assert await by_http.proxy.http.post(body, headers) in (200, 400)
        chat = await begun(running)
        assert len(await texts_in(by_http.workspace, chat)) == 1


@pytest.mark.parametrize(
    "body", [b"payload=nojson", b"payload=[1]", b"payload=null", b"payload=" + b"[" * 5000, b"{bad"]
)
async def test_a_form_that_holds_no_object_is_refused_without_a_traceback(by_http: Bed, body: bytes) -> None:
    async with school(by_http, TINY):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        forged = {**headers, **signed(body, "another")}
        assert await by_http.proxy.http.post(body, forged) == 401
        assert await by_http.proxy.http.post(body, {**headers, **signed(body, SECRET)}) == 400


async def test_slacks_own_question_is_answered(by_http: Bed) -> None:
    async with school(by_http, TINY):
        body = b'{"type": "url_verification", "challenge": "abc", "token": "t"}'
        headers = {"Content-Type": "application/json", **signed(body, SECRET)}
        async with by_http.proxy.session.post(by_http.proxy.http.bot_url, data=body, headers=headers) as answer:
            assert (answer.status, "abc" in await answer.text()) == (200, True)


@pytest.mark.parametrize("fault", [Broken(503), Broken(200, "<html>"), Limited("0"), Refused("internal_error")])
async def test_a_connection_that_slack_does_not_give_is_asked_for_again(
    by_socket: Bed, monkeypatch: pytest.MonkeyPatch, fault: Broken | Limited | Refused
) -> None:
    monkeypatch.setattr(socket_module, "AGAIN", 0.1)
    monkeypatch.setattr("adapters.slack.adapter.AGAIN", 0.1)
    for method in ("auth.test", "apps.connections.open"):
        by_socket.proxy.calls.meet(method, fault, times=2)
    async with school(by_socket, TINY) as running:
        assert running.slack.state.word == "connected"
    assert len(by_socket.proxy.calls.of("apps.connections.open")) == 3


async def test_without_named_teachers_every_member_may_make_a_class_and_a_guest_may_not(by_socket: Bed) -> None:
    async with school(by_socket, TINY) as running:
        classes = Classes(running.engine, WebApi("", by_socket.proxy.api_url), COMMUNITY, {}, ())
        table = {
            None: Person("Kim", is_known=True),
            "guests_make_none": Person("Kim", guest=True, is_known=True),
            "slack_silent": Person("Kim"),  # Slack did not tell whether it is a guest
        }
        assert {why: await classes.set_up_refused(STRANGER, person, ELSEWHERE) for why, person in table.items()} == {
            why: why for why in table
        }
        assert await classes.set_up_refused(STRANGER, table[None], CLASS) == "not_a_teacher", "it is somebody's already"
