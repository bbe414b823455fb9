"""What the twin does, as discord.py meets it; the adapter's tests over it stand on this."""

from __future__ import annotations

import asyncio
import json
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import discord
import psutil
import pytest

from tests.discord.ids import (
    BOT,
    CLASS,
    FORUM,
    GUILD,
    MASTERY_ROLE,
    OTHER_GUILD,
    OTHER_STUDENT,
    OWNER,
    STUDENT,
    TEACHER,
    TEACHER_ROLE,
    TEACHERS,
)
from tests.discord.people import NotOfferedError
from tests.discord.twin.client import BUTTONS, Bot, running
from tests.discord.twin.people import TwinPeople, people
from tests.discord.twin.stand_in import HERE, StandIn, installed, school, stand_in
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.discord.people import Pressed

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[StandIn]:
    with stand_in(tmp_path) as made:
        yield made


@pytest.fixture
async def hands(twin: StandIn) -> AsyncIterator[TwinPeople]:
    async with people(twin) as made:
        yield made


@pytest.fixture
async def bot(twin: StandIn, hands: TwinPeople) -> AsyncIterator[Bot]:
    async with running(Bot(), twin) as made:
        yield made


@pytest.fixture
async def question(bot: Bot, hands: TwinPeople) -> str:
    """The message with a button for everything."""
    answered = await (await hands.command(STUDENT, CLASS, "learn")).answered()
    return str(answered.replies[0]["id"])


# --- the process ---


def test_the_lock_has_checksums_and_no_addresses() -> None:
    text = (HERE / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_no_package_wants_to_run_a_script() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wants = {name for name, package in packages.items() if package.get("hasInstallScript")}
    assert wants <= {"node_modules/fsevents"}  # of macOS, and optional


def test_it_listens_on_loopback_only(twin: StandIn) -> None:
    (node,) = (child for child in psutil.Process().children() if child.name() == "node")
    listening = [line.laddr for line in node.net_connections("inet") if line.status == psutil.CONN_LISTEN]
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert len({address.port for address in listening}) == 2


def test_it_ends_with_whoever_started_it() -> None:
    with subprocess.Popen(
        [*installed(), json.dumps(school())], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(10) == 0


# --- the connection ---


async def test_a_client_logs_in_and_knows_the_school(bot: Bot) -> None:
    school = bot.get_guild(int(GUILD))
    assert school is not None
    open_to_all = {one.name: one.permissions_for(school.default_role).view_channel for one in school.channels}
    assert open_to_all == {"class-7b": True, "staff-7b": False, "help-7b": True, "general": True}
    assert [role.name for role in school.roles] == ["@everyone", "Teacher", "Mastered", "Tutor", "Head"]
    assert str(bot.application_id) == BOT
    assert str(school.owner_id) == OWNER
    assert school.me.top_role.name == "Tutor"


async def test_a_wrong_token_is_refused(twin: StandIn) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(Bot(), twin._replace(token="wrong")):  # noqa: S106
            pass


async def test_a_shard_knows_its_own_guilds(twin: StandIn) -> None:
    async with running(Bot(shard_ids=[1], shard_count=2), twin) as second:
        assert [str(guild.id) for guild in second.guilds] == [OTHER_GUILD]


async def test_commands_are_put_and_read_back(bot: Bot, hands: TwinPeople) -> None:
    read = {command.name: command for command in await bot.tree.fetch_commands()}
    assert sorted(read) == sorted(command["name"] for command in await hands.commands()) == ["class", "learn"]
    assert read["class"].default_member_permissions == discord.Permissions(manage_messages=True)


async def test_a_client_that_comes_later_knows_the_threads(twin: StandIn, hands: TwinPeople) -> None:
    async with running(Bot(), twin) as first:
        thread = await _thread(first)
    async with running(Bot(), twin) as second:
        found = second.get_channel(thread.id)
        assert isinstance(found, discord.Thread)
        assert found.name == "Your practice"


async def test_a_connection_that_broke_is_made_anew(bot: Bot, hands: TwinPeople) -> None:
    await hands.cut()
    assert await hands.connections() == 0
    async with asyncio.timeout(20):  # the library waits for five seconds before it names itself again
        while await hands.connections() == 0:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.05)
    await hands.say(STUDENT, CLASS, "Are you back?")
    await until(lambda: bot.heard == [("Ada", "Are you back?")])


# --- interactions ---


async def test_a_command_is_answered_with_a_message(bot: Bot, hands: TwinPeople, question: str) -> None:
    (message,) = await hands.messages(CLASS)
    buttons, select = message["components"]
    assert message["content"] == "Which are equal?"
    assert [button["label"] for button in buttons["components"]] == list(BUTTONS)
    assert select["components"][0]["custom_id"] == "pick"
    assert bot.seen == [int(question)]


async def test_a_button_changes_its_message(hands: TwinPeople, question: str) -> None:
    pressed = await _pressed(hands, question, "edit")
    (message,) = await hands.messages(CLASS)
    assert pressed.changed
    assert (message["content"], message["components"]) == ("changed", [])


async def test_a_button_changes_its_message_later(hands: TwinPeople, question: str) -> None:
    pressed = await _pressed(hands, question, "later")
    await until(lambda: pressed.changed)
    assert pressed.deferred
    assert (await hands.messages(CLASS))[0]["content"] == "changed later"


async def test_a_select_is_deferred_and_followed_up(hands: TwinPeople, question: str) -> None:
    pressed = await hands.choose(STUDENT, CLASS, question, "pick", ["3/4", "6/8"])
    await until(lambda: bool(pressed.replies))
    assert [message["content"] for message in await hands.messages(CLASS)] == [
        "Which are equal?",
        "Ada took 3/4 and 6/8",
    ]


async def test_what_is_typed_in_a_window_arrives(hands: TwinPeople, question: str) -> None:
    pressed = await _pressed(hands, question, "window")
    assert pressed.modal is not None
    assert pressed.modal["title"] == "Explain"
    sent = await (await hands.submit(STUDENT, CLASS, pressed, {"long": "since 2 · 3 is 6"})).answered()
    assert [reply["content"] for reply in sent.alone] == ["2/3, since 2 · 3 is 6"]


async def test_what_was_promised_is_seen_by_the_one_who_asked(hands: TwinPeople, question: str, bot: Bot) -> None:
    pressed = await _pressed(hands, question, "promise")
    await until(lambda: len(bot.seen) == 2)
    assert [reply["content"] for reply in pressed.alone] == ["as promised"]
    assert bot.seen[1] == ("as promised", True)
    assert len(await hands.messages(CLASS)) == 1
    assert [message["shown_to"] for message in await hands.everything(CLASS)] == ["", STUDENT]


async def test_an_answer_after_three_seconds_is_refused(hands: TwinPeople, question: str, bot: Bot) -> None:
    pressed = await hands.press(STUDENT, CLASS, question, "do|slow")
    await until(lambda: len(bot.seen) == 2)
    assert bot.seen[1] == 10062
    assert pressed.failed


@pytest.mark.parametrize(("user", "manages"), [(OWNER, True), (TEACHER, False)])
async def test_a_command_brings_what_its_options_name(user: str, manages: bool, hands: TwinPeople, bot: Bot) -> None:
    options = {"teachers": TEACHERS, "role": TEACHER_ROLE, "owner": TEACHER, "course": "fractions"}
    answered = await (await hands.command(user, CLASS, "class set-up", options)).answered()
    assert [reply["content"] for reply in answered.alone] == ["It is a class now."]
    assert bot.seen == [("staff-7b", "Teacher", "Ms Okafor", "fractions", manages)]


async def test_a_course_is_completed_while_it_is_typed(hands: TwinPeople, bot: Bot) -> None:
    offered = await hands.autocomplete(TEACHER, CLASS, "class set-up", "course", "fra")
    assert offered == [("fractions", "fractions")]


async def test_nobody_can_do_what_is_not_offered(hands: TwinPeople, question: str, bot: Bot) -> None:
    thread = str((await _thread(bot)).id)
    for tried in (
        hands.command(STUDENT, CLASS, "tutor"),
        hands.command(STUDENT, CLASS, "class set-up", {"teachers": TEACHERS}),
        hands.command(TEACHER, CLASS, "class set-up", {"colour": "red"}),
        hands.command(STUDENT, TEACHERS, "learn"),
        hands.say(STUDENT, TEACHERS, "let me in"),
        hands.say(OTHER_STUDENT, thread, "let me in"),
        hands.press(STUDENT, CLASS, question, "do|nothing"),
        hands.choose(STUDENT, CLASS, question, "pick", ["5/8"]),
        hands.choose(STUDENT, CLASS, question, "pick", []),
    ):
        with pytest.raises(NotOfferedError):
            await tried
    with pytest.raises(NotOfferedError):
        await hands.submit(STUDENT, CLASS, await _pressed(hands, question, "window"), {"long": ""})


async def test_a_press_on_what_is_gone_arrives_with_a_message_that_has_nothing(
    hands: TwinPeople, question: str, bot: Bot
) -> None:
    await _pressed(hands, question, "edit")
    came = asyncio.ensure_future(bot.wait_for("interaction", timeout=10))
    await asyncio.sleep(0)
    await hands.forge(OTHER_STUDENT, CLASS, question, "do|edit")
    message = (await came).message
    assert message is not None
    assert message.components == []


# --- messages ---


async def test_a_private_thread_is_for_whom_it_was_opened(bot: Bot, hands: TwinPeople) -> None:
    thread = await _thread(bot)
    place = str(thread.id)
    said = await hands.say(STUDENT, place, "3/4")
    sent = await thread.send("Yes.", nonce="17")
    await hands.edit(STUDENT, place, said, "6/8")
    await sent.edit(content="Yes, it is.")
    await until(lambda: len(bot.heard) == 2)
    history = [message.content async for message in thread.history(after=discord.Object(int(said) - 1))]
    (seen,) = await hands.threads(CLASS)
    assert bot.heard == [("Ada", "3/4"), ("Ada", "6/8")]
    assert history == ["6/8", "Yes, it is."]
    assert (seen["id"], seen["name"], set(seen["members"])) == (place, "Your practice", {BOT, STUDENT})


async def test_without_the_intent_only_what_mentions_the_bot_is_read(twin: StandIn, hands: TwinPeople) -> None:
    async with running(Bot(reads=False), twin) as deaf:
        place = str((await _thread(deaf)).id)
        await hands.say(STUDENT, place, "3/4")
        await hands.say(STUDENT, place, f"<@{BOT}> 3/4")
        await until(lambda: len(deaf.heard) == 2)
        assert deaf.heard == [("Ada", ""), ("Ada", f"<@{BOT}> 3/4")]


async def test_direct_messages_are_closed(bot: Bot, hands: TwinPeople) -> None:
    chat = await bot.create_dm(discord.Object(int(STUDENT)))
    with pytest.raises(discord.Forbidden) as refused:
        await chat.send("Hello")
    assert refused.value.code == 50007
    assert await hands.dm(STUDENT) == ""


async def test_a_picture_arrives_with_its_words(bot: Bot, hands: TwinPeople) -> None:
    thread = await _thread(bot)
    sent = await thread.send("Look", file=discord.File(BytesIO(b"a picture"), "half.png", description="One half"))
    (message,) = await hands.messages(str(thread.id))
    (attached,) = message["attachments"]
    assert (attached["filename"], attached["description"], attached["size"]) == ("half.png", "One half", 9)
    assert await sent.attachments[0].read() == b"a picture"


async def test_a_post_in_a_forum_is_named_like_its_first_message(bot: Bot, hands: TwinPeople) -> None:
    forum = bot.get_channel(int(FORUM))
    assert isinstance(forum, discord.ForumChannel)
    made = await forum.create_thread(name="Lowest terms", content="How far is far enough?")
    (post,) = await hands.threads(FORUM)
    (message,) = await hands.messages(post["id"])
    assert made.thread.id == made.message.id == int(post["id"]) == int(message["id"])


async def test_a_role_is_given_and_opens_a_channel(bot: Bot, hands: TwinPeople) -> None:
    school = bot.get_guild(int(GUILD))
    assert school is not None
    mastered, channel = school.get_role(int(MASTERY_ROLE)), school.get_channel(int(CLASS))
    assert mastered is not None
    assert channel is not None
    await (await school.fetch_member(int(STUDENT))).add_roles(mastered)
    await channel.set_permissions(mastered, view_channel=True)
    await until(lambda: channel.overwrites_for(mastered).view_channel is True)
    assert await hands.roles(GUILD, STUDENT) == [MASTERY_ROLE]


async def test_the_clock_stands_and_ids_stay_in_order(bot: Bot, hands: TwinPeople) -> None:
    await hands.clock(MONDAY.timestamp())
    thread = await _thread(bot)
    ids = [int(await hands.say(STUDENT, str(thread.id), str(number))) for number in range(50)]
    sent = await thread.send("Good morning")
    assert discord.utils.snowflake_time(thread.id) == sent.created_at == MONDAY
    assert [*ids, sent.id] == sorted({*ids, sent.id})
    (told, *_) = await hands.everything(str(thread.id))
    assert datetime.fromisoformat(told["timestamp"]) == MONDAY


async def _thread(bot: Bot) -> discord.Thread:
    channel = bot.get_channel(int(CLASS))
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="Your practice", type=discord.ChannelType.private_thread, invitable=False)
    await thread.add_user(discord.Object(int(STUDENT)))
    return thread


async def _pressed(hands: TwinPeople, message: str, what: str) -> Pressed:
    return await (await hands.press(STUDENT, CLASS, message, f"do|{what}")).answered()
