"""What discord.py makes of Discord's payloads becomes the right values: messages, presses, windows, commands.

A plain bot is told by the fake, as Discord would tell it; shapes that the fake's people never make are told raw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from adapters.discord.arrivals import Named, Presser
from adapters.discord.presses import Control, Origin
from adapters.discord.presses import written as custom_id_of
from adapters.discord.reading import commanded_of, is_shown, pressed_of, presser_of, submitted_of, written_of
from adapters.discord.received import Did, Said
from adapters.discord.translate import received
from bot.dialogue.events import Chose, Replied
from tests.discord.fake import permissions
from tests.discord.ids import (
    BOT,
    CLASS,
    EVERYONE,
    FORUM,
    GUILD,
    OTHER_STUDENT,
    OWNER,
    STUDENT,
    TEACHER,
    TEACHER_ROLE,
    TEACHERS,
)
from tests.discord.plain import PlainBot, plain_bot
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.discord.arrivals import Commanded, Pressed, Submitted, Written
    from tests.discord.fake.server import Discord

Json = dict[str, Any]
QUESTION = custom_id_of(Control("press", Origin("chat", GUILD, CLASS, f"{CLASS}/17"), "a"))
WINDOW = custom_id_of(Control("answer", Origin("chat", GUILD, CLASS, f"{CLASS}/17")))
ROW, BUTTON, SELECT, TEXT_INPUT, LABEL = 1, 2, 3, 4, 18
STICKER = {"id": "1104000000000003001", "name": "wave", "format_type": 1}


@pytest.fixture
async def bot(fake: Discord) -> AsyncIterator[PlainBot]:
    async with plain_bot(fake) as made:
        yield made


async def heard(bot: PlainBot) -> Written:
    """The one message that reached the bot."""
    await until(lambda: bool(bot.heard))
    (message,) = bot.heard
    bot.heard.clear()
    return written_of(message)


async def pressed(bot: PlainBot) -> discord.Interaction[Any]:
    """The one interaction that reached the bot."""
    await until(lambda: bool(bot.pressed))
    (interaction,) = bot.pressed
    bot.pressed.clear()
    return interaction


async def chat_of(fake: Discord, user: str = STUDENT) -> str:
    return str(fake.world.open_chat(user)["id"])


async def thread_of(bot: PlainBot, user: str = STUDENT) -> str:
    """A private thread of the class's channel with this person in it."""
    parent = bot.get_channel(int(CLASS))
    assert isinstance(parent, discord.TextChannel)
    thread = await parent.create_thread(name="Practice", type=discord.ChannelType.private_thread)
    await thread.add_user(discord.Object(int(user)))
    bot.heard.clear()
    return str(thread.id)


def raw_message(fake: Discord, channel: str, **fields: Any) -> Json:
    """As Discord tells one in direct messages."""
    told = {
        "id": fake.clock.snowflake(),
        "channel_id": channel,
        "author": fake.world.users[STUDENT],
        "content": "9",
        "type": 0,
        "timestamp": "2026-11-02T10:00:00+00:00",
        "edited_timestamp": None,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
    }
    return told | fields


def raw_interaction(fake: Discord, kind: int, data: Json, channel: str, **fields: Any) -> Json:
    """As Discord tells one in direct messages."""
    told = {
        "id": fake.clock.snowflake(),
        "application_id": BOT,
        "type": kind,
        "token": "a-token",
        "version": 1,
        "attachment_size_limit": 10_000,
        "channel_id": channel,
        "user": fake.world.users[STUDENT],
        "locale": "es-ES",
        "data": data,
    }
    return told | fields


# --- messages ---


async def test_a_message_in_direct_messages_has_no_guild(fake: Discord, bot: PlainBot) -> None:
    chat = await chat_of(fake)
    id_ = await fake.people.say(STUDENT, chat, "x < 12 *or* 9")
    written = await heard(bot)
    assert (written.id, written.user, written.channel, written.guild) == (id_, STUDENT, chat, "")
    assert (written.text, written.is_person, written.edit, written.has_files) == ("x < 12 *or* 9", True, 0, False)


async def test_a_message_in_a_thread_is_of_the_thread_and_its_guild(fake: Discord, bot: PlainBot) -> None:
    thread = await thread_of(bot)
    await fake.people.say(STUDENT, thread, "9")
    written = await heard(bot)
    assert (written.channel, written.guild, written.user) == (thread, GUILD, STUDENT)
    assert written.text == "", "without the intent Discord tells no text"


async def test_whoever_and_whatever_is_mentioned_has_a_name(fake: Discord, bot: PlainBot) -> None:
    thread = await thread_of(bot)
    text = f"<@{BOT}> ask <@{OTHER_STUDENT}> in <#{CLASS}> or <@&{TEACHER_ROLE}>, not <@123456789012345678>"
    await fake.people.say(STUDENT, thread, text)
    written = await heard(bot)
    assert written.text == text
    said = received(written, BOT)
    assert isinstance(said, Said)
    assert said.text == "ask @Ben in #class-7b or @Teacher, not <@123456789012345678>"


@pytest.mark.parametrize(
    ("fields", "is_person"),
    [
        ({"type": 0}, True),
        ({"type": 19, "message_reference": {"channel_id": CLASS, "message_id": "1104000000000009001"}}, True),
        ({"type": 0, "flags": 1 << 14}, True),
        *(({"type": kind}, False) for kind in (1, 2, 6, 7, 8, 18, 20, 21, 46)),
        ({"webhook_id": "1104000000000009002"}, False),
    ],
)
async def test_a_person_writes_messages_and_replies_and_all_else_is_discords_own(
    fake: Discord, bot: PlainBot, fields: Json, is_person: bool
) -> None:
    chat = await chat_of(fake)
    await fake.malformed("MESSAGE_CREATE", raw_message(fake, chat, **fields))
    assert (await heard(bot)).is_person is is_person


async def test_a_bot_is_no_person(fake: Discord, bot: PlainBot) -> None:
    other = {**fake.world.users[OTHER_STUDENT], "bot": True}
    await fake.malformed("MESSAGE_CREATE", raw_message(fake, await chat_of(fake), author=other))
    assert (await heard(bot)).is_person is False


async def test_a_file_alone_and_a_sticker_alone_are_messages_without_text(fake: Discord, bot: PlainBot) -> None:
    chat = await chat_of(fake)
    await fake.people.say(STUDENT, chat, "", [("message.txt", b"x" * 10_000)])
    with_file = await heard(bot)
    await fake.malformed("MESSAGE_CREATE", raw_message(fake, chat, content="", sticker_items=[STICKER]))
    with_sticker = await heard(bot)
    for written in (with_file, with_sticker):
        assert (written.text, written.has_files, written.is_person) == ("", True, True)


async def test_a_message_from_the_history_says_the_same(fake: Discord, bot: PlainBot) -> None:
    chat = await chat_of(fake)
    await fake.people.say(STUDENT, chat, f"<@{BOT}> 9", [("a.txt", b"a")])
    by_gateway = await heard(bot)
    (again,) = [one async for one in bot.get_partial_messageable(int(chat)).history(limit=5)]
    assert written_of(again) == by_gateway


# --- who pressed ---


async def test_who_presses_in_direct_messages_has_no_rights_and_no_guild(fake: Discord, bot: PlainBot) -> None:
    chat = await chat_of(fake, OWNER)
    message = await bot.get_partial_messageable(int(chat)).send("Which?")
    fake.locales[OWNER] = "es-ES"
    await fake.people.forge(OWNER, chat, str(message.id), QUESTION)
    assert presser_of(await pressed(bot)) == Presser(OWNER, "The Head", chat, locale="es-ES")


@pytest.mark.parametrize(
    ("user", "roles", "may_manage"),
    [(STUDENT, frozenset(), False), (TEACHER, frozenset({TEACHER_ROLE}), False), (OWNER, frozenset(), True)],
)
async def test_who_presses_in_a_server_has_their_roles_and_rights_there(
    fake: Discord, bot: PlainBot, user: str, roles: frozenset[str], may_manage: bool
) -> None:
    message = await bot.get_partial_messageable(int(CLASS)).send("Which?")
    await fake.people.forge(user, CLASS, str(message.id), QUESTION)
    presser = presser_of(await pressed(bot))
    assert (presser.user, presser.channel, presser.guild, presser.locale) == (user, CLASS, GUILD, "en-US")
    assert (presser.roles, presser.may_manage) == (roles, may_manage)
    assert EVERYONE not in presser.roles, "everybody has it, and everybody is no teacher"


@pytest.mark.parametrize(
    ("granted", "may_manage"),
    [
        (permissions.MANAGE_CHANNELS, True),
        (permissions.MANAGE_ROLES, False),
        (permissions.ADMINISTRATOR, True),
        (permissions.MANAGE_MESSAGES, False),
    ],
)
async def test_a_role_gives_the_right_that_it_names(
    fake: Discord, bot: PlainBot, granted: int, may_manage: bool
) -> None:
    fake.owner.permit(GUILD, TEACHER_ROLE, granted)
    message = await bot.get_partial_messageable(int(CLASS)).send("Which?")
    await fake.people.forge(TEACHER, CLASS, str(message.id), QUESTION)
    presser = presser_of(await pressed(bot))
    assert presser.may_manage is may_manage


async def test_a_role_that_was_made_a_moment_ago_counts(fake: Discord, bot: PlainBot) -> None:
    new = "1104000000000002999"
    member = {"roles": [new], "user": fake.world.users[STUDENT], "flags": 0, "permissions": "0", "nick": "Countess"}
    data = {"custom_id": QUESTION, "component_type": BUTTON}
    told = raw_interaction(fake, 3, data, CLASS, member=member, guild_id=GUILD)
    told.pop("user")
    await fake.malformed("INTERACTION_CREATE", told)
    presser = presser_of(await pressed(bot))
    assert (presser.roles, presser.name, presser.guild) == (frozenset({new}), "Countess", GUILD)


# --- presses ---


async def press_raw(fake: Discord, bot: PlainBot, **data: Any) -> Pressed:
    """A press without its message, which an interaction need not have."""
    await fake.malformed("INTERACTION_CREATE", raw_interaction(fake, 3, data, await chat_of(fake)))
    return pressed_of(await pressed(bot))


async def test_a_button_is_its_custom_id_and_a_select_its_values(fake: Discord, bot: PlainBot) -> None:
    button = await press_raw(fake, bot, custom_id=QUESTION, component_type=BUTTON)
    assert (button.custom_id, button.values, button.message, button.question) == (QUESTION, (), "", "")
    select = await press_raw(fake, bot, custom_id="m", component_type=SELECT, values=["b", "a"])
    assert (select.custom_id, select.values) == ("m", ("b", "a"))


@pytest.mark.parametrize("message", ["text", "embed"])
async def test_a_press_brings_the_question_as_its_message_shows_it(fake: Discord, bot: PlainBot, message: str) -> None:
    chat = await chat_of(fake)
    place, view = bot.get_partial_messageable(int(chat)), discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(custom_id=QUESTION, label="9"))
    if message == "text":
        posted = await place.send("**Which?**", view=view)
    else:
        posted = await place.send(embed=discord.Embed(description="**Which?**"), view=view)
    await fake.people.press(STUDENT, chat, str(posted.id), QUESTION)
    interaction = await pressed(bot)
    found = pressed_of(interaction)
    assert (found.message, found.question, found.presser.channel) == (str(posted.id), "**Which?**", chat)
    assert is_shown(interaction)
    await fake.people.forge(STUDENT, chat, str(posted.id), "another")
    assert not is_shown(await pressed(bot))


async def test_a_press_in_what_one_person_alone_sees_is_of_the_channel_it_is_in(fake: Discord, bot: PlainBot) -> None:
    message = await bot.get_partial_messageable(int(CLASS)).send("Which?")
    shown = await fake.people.forge(STUDENT, CLASS, str(message.id), QUESTION)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(custom_id="gg|0|1|2|0|where", label="Where"))
    await (await pressed(bot)).response.send_message("Page", view=view, ephemeral=True)
    await shown.answered()
    (reply,) = shown.alone
    await fake.people.press(STUDENT, CLASS, reply["id"], "gg|0|1|2|0|where")
    found = pressed_of(await pressed(bot))
    assert (found.presser.channel, found.presser.guild, found.message) == (CLASS, GUILD, reply["id"])
    assert found.question == "Page"


# --- windows ---

FIELD = {"type": TEXT_INPUT, "custom_id": "text", "value": "3/4"}


@pytest.mark.parametrize(
    ("components", "texts"),
    [
        ([{"type": ROW, "components": [FIELD]}], {"text": "3/4"}),
        ([{"type": LABEL, "id": 2, "component": FIELD}], {"text": "3/4"}),
        ([{"type": 10, "id": 1}, {"type": LABEL, "id": 2, "component": FIELD}], {"text": "3/4"}),
        (
            [{"type": ROW, "components": [FIELD]}, {"type": LABEL, "component": FIELD | {"custom_id": "b"}}],
            {"text": "3/4", "b": "3/4"},
        ),
        ([{"type": LABEL, "component": FIELD | {"value": ""}}], {"text": ""}),
        ([{"type": LABEL, "component": {"type": SELECT, "custom_id": "text", "values": ["a"]}}], {}),
        ([], {}),
    ],
)
async def test_the_fields_of_a_window_are_read_in_rows_and_in_labels(
    fake: Discord, bot: PlainBot, components: list[Json], texts: Json
) -> None:
    data = {"custom_id": QUESTION, "components": components}
    await fake.malformed("INTERACTION_CREATE", raw_interaction(fake, 5, data, await chat_of(fake)))
    sent: Submitted = submitted_of(await pressed(bot))
    assert (sent.custom_id, sent.texts, sent.presser.user) == (QUESTION, texts, STUDENT)


# --- commands ---


def with_commands(taken: list[Commanded]) -> Any:
    """Prepares a bot whose command names one thing of each kind."""

    def prepare(bot: PlainBot) -> None:
        @bot.tree.command(name="name", description="Everything")
        async def name(
            interaction: discord.Interaction,
            person: discord.Member,
            role: discord.Role | None = None,
            channel: discord.TextChannel | discord.ForumChannel | None = None,
            title: str | None = None,
            remove: bool = False,
        ) -> None:
            given = {"person": person, "role": role, "channel": channel, "title": title, "remove": remove}
            taken.append(commanded_of(interaction, "class name", **given))

    return prepare


@pytest.mark.parametrize(
    ("options", "read"),
    [
        ({"person": TEACHER}, {"person": Named(TEACHER, "Ms Okafor"), "remove": False}),
        ({"person": BOT}, {"person": Named(BOT, "tutor", is_bot=True), "remove": False}),
        (
            {"person": TEACHER, "role": TEACHER_ROLE, "channel": FORUM, "title": "7b *x*", "remove": True},
            {
                "person": Named(TEACHER, "Ms Okafor"),
                "role": Named(TEACHER_ROLE, "Teacher"),
                "channel": Named(FORUM, "help-7b"),
                "title": "7b *x*",
                "remove": True,
            },
        ),
    ],
)
async def test_a_command_names_people_roles_and_channels_by_id_and_name(
    fake: Discord, options: Json, read: Json
) -> None:
    taken: list[Commanded] = []
    async with plain_bot(fake, with_commands(taken)):
        done = await fake.people.command(OWNER, TEACHERS, "name", options)
        await until(lambda: bool(taken))
        (command,) = taken
        assert (command.id, command.name, command.presser.channel) == (done.id, "class name", TEACHERS)
        assert command.presser.may_manage
        assert command.options == read


# --- both shapes ---


async def test_a_press_and_a_window_are_the_same_events_in_a_chat_and_in_a_thread(fake: Discord, bot: PlainBot) -> None:
    events = []
    for place in (await chat_of(fake), await thread_of(bot)):
        message = await bot.get_partial_messageable(int(place)).send("Which?")
        shown = await fake.people.forge(STUDENT, place, str(message.id), QUESTION)
        interaction = await pressed(bot)
        pressed_event = received(pressed_of(interaction), BOT)
        window = discord.ui.Modal(title="Your answer", custom_id=WINDOW)
        window.add_item(discord.ui.TextInput(label="Your answer", custom_id="text"))
        await interaction.response.send_modal(window)
        await shown.answered()
        await fake.people.submit(STUDENT, place, shown, {"text": "3/4"})
        sent_event = received(submitted_of(await pressed(bot)), BOT)
        assert isinstance(pressed_event, Did)
        assert isinstance(sent_event, Did)
        assert isinstance(pressed_event.event, Chose)
        assert isinstance(sent_event.event, Replied)
        assert (pressed_event.event.id[:4], sent_event.event.id[:4]) == ("act:", "act:")
        events.append([_core(pressed_event.event), _core(sent_event.event)])
    in_chat, in_thread = events
    assert in_chat == in_thread


def _core(event: Chose | Replied) -> Json:
    """Without what no two deliveries share."""
    return {name: getattr(event, name) for name in event.__struct_fields__ if name not in ("id", "at")}
