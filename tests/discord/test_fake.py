"""The fake Discord does what it says: a plain bot of discord.py meets in it what it would meet in the real one."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from tests.discord.fake import faults, permissions
from tests.discord.fake.clock import made_at
from tests.discord.fake.faults import Code, Dropped, RateLimited, Slow, Status
from tests.discord.fake.server import Discord, fake_discord
from tests.discord.ids import (
    BOT,
    BOT_ROLE,
    CLASS,
    ELSEWHERE,
    FORUM,
    GUILD,
    HIGH_ROLE,
    MASTERY_ROLE,
    OTHER_GUILD,
    OTHER_STUDENT,
    STRANGER,
    STUDENT,
    TEACHER,
    TEACHER_ROLE,
    TEACHERS,
)
from tests.discord.people import NotOfferedError
from tests.discord.plain import PlainBot, plain_bot, pointed_at
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    Interaction = discord.Interaction[discord.AutoShardedClient]

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x20\x00\x00\x00\x10"


@pytest.fixture
async def fake() -> AsyncIterator[Discord]:
    async with fake_discord() as made:
        yield made
        assert made.calls.unknown == []


@pytest.fixture
async def bot(fake: Discord) -> AsyncIterator[PlainBot]:
    async with plain_bot(fake, with_commands) as made:
        yield made


def text_channel(bot: PlainBot, channel: str) -> discord.TextChannel:
    """As the bot knows it."""
    found = bot.get_channel(int(channel))
    assert isinstance(found, discord.TextChannel)
    return found


def with_commands(bot: PlainBot) -> None:
    """A few of every kind."""

    @bot.tree.command(description="Says what it heard, after thinking where it is asked to")
    async def learn(interaction: Interaction, word: str = "", think: bool = False) -> None:
        if think:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.followup.send(f"thought: {word}")
        else:
            await interaction.response.send_message(f"heard: {word}", ephemeral=True)

    @learn.autocomplete("word")
    async def words(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=word.title(), value=word) for word in ("one", "other") if word.startswith(typed)
        ]

    group = app_commands.Group(
        name="class",
        description="For teachers",
        default_permissions=discord.Permissions(manage_messages=True),
        guild_only=True,
    )

    @group.command(name="set-up", description="Sets a class up")
    async def set_up(
        interaction: Interaction, channel: discord.TextChannel, role: discord.Role, person: discord.Member
    ) -> None:
        await interaction.response.send_message(f"{channel.name} {role.name} {person.display_name}")

    bot.tree.add_command(group)


# --- who is there, and the beginning ---


async def test_a_bot_logs_in_and_finds_its_guilds(fake: Discord, bot: PlainBot) -> None:
    assert bot.user is not None
    assert (str(bot.user.id), bot.application_id) == (BOT, int(BOT))
    assert {guild.name for guild in bot.guilds} == {"School", "Another School"}
    names = [channel.name for channel in text_channel(bot, CLASS).guild.channels]
    assert names == ["class-7b", "staff-7b", "help-7b", "general"]
    assert (fake.identifies, fake.resumes, fake.connections) == (1, 0, 1)


async def test_commands_are_put_kept_and_told_without_localizations(fake: Discord, bot: PlainBot) -> None:
    assert len(fake.calls.of("PUT", faults.COMMANDS)) == 1
    first = {command.name: command.id for command in await bot.tree.fetch_commands()}
    await bot.tree.sync()
    assert {command.name: command.id for command in await bot.tree.fetch_commands()} == first
    assert set(first) == {"learn", "class"}
    (kept,) = [one for one in fake.world.commands[""] if one["name"] == "class"]
    assert kept["default_member_permissions"] == str(permissions.MANAGE_MESSAGES)


async def test_guilds_are_divided_between_shards_and_chats_come_by_the_first(fake: Discord) -> None:
    async with (
        plain_bot(fake, shard_count=2, shard_ids=[0]) as first,
        plain_bot(fake, shard_count=2, shard_ids=[1]) as other,
    ):
        assert [str(guild.id) for guild in first.guilds] == [GUILD]
        assert [str(guild.id) for guild in other.guilds] == [OTHER_GUILD]
        await fake.people.say(STUDENT, await fake.people.open_dm(STUDENT), "in a chat")
        await until(lambda: first.texts == ["in a chat"])
        assert other.heard == []


@pytest.mark.parametrize("privileged", [{"message_content": True}, {"members": True}])
async def test_a_privileged_intent_that_is_switched_off_ends_the_connection(
    fake: Discord, privileged: dict[str, bool]
) -> None:
    bot = plain_bot(fake, intents=discord.Intents(guilds=True, **privileged))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.__aenter__()


async def test_a_token_that_is_changed_meanwhile_ends_the_connection(fake: Discord) -> None:
    async with plain_bot(fake) as bot:
        bot.http.token = "another"  # noqa: S105 -- no token of anybody
        await fake.invalidate(resumable=False)
        assert bot.running is not None
        with pytest.raises(discord.ConnectionClosed) as caught:
            await bot.running
        assert caught.value.code == 4004


async def test_a_wrong_token_is_not_let_in(fake: Discord) -> None:
    with pointed_at(fake.api_url, fake.gateway_url):
        bot = PlainBot()
        with pytest.raises(discord.LoginFailure):
            await bot.login("another")
        await bot.close()


# --- commands, buttons, selects, windows ---


async def test_a_command_is_answered_to_one_person_alone(fake: Discord, bot: PlainBot) -> None:
    pressed = await (await fake.people.command(STUDENT, CLASS, "learn", {"word": "one"})).answered()
    assert [reply["content"] for reply in pressed.alone] == ["heard: one"]
    assert await fake.people.messages(CLASS) == []
    (interaction,) = bot.pressed
    assert (interaction.guild_id, interaction.user.display_name) == (int(GUILD), "Ada")


async def test_what_was_thought_about_takes_the_place_of_the_thinking(fake: Discord, bot: PlainBot) -> None:
    pressed = await (await fake.people.command(STUDENT, CLASS, "learn", {"word": "one", "think": True})).answered()
    assert pressed.deferred
    assert [reply["content"] for reply in pressed.alone] == ["thought: one"]


async def test_a_command_of_a_group_brings_people_roles_and_channels(fake: Discord, bot: PlainBot) -> None:
    options = {"channel": CLASS, "role": TEACHER_ROLE, "person": STUDENT}
    pressed = await (await fake.people.command(TEACHER, CLASS, "class set-up", options)).answered()
    assert [reply["content"] for reply in pressed.replies] == ["class-7b Teacher Ada"]
    assert [message["content"] for message in await fake.people.messages(CLASS)] == ["class-7b Teacher Ada"]


async def test_a_person_is_offered_only_what_fits_them_and_the_place(fake: Discord, bot: PlainBot) -> None:
    with pytest.raises(NotOfferedError, match="/class is not among"):
        await fake.people.command(STUDENT, CLASS, "class set-up")
    with pytest.raises(NotOfferedError, match="/class is not among"):
        await fake.people.command(TEACHER, await fake.people.open_dm(TEACHER), "class set-up")
    with pytest.raises(NotOfferedError, match="is a group"):
        await fake.people.command(TEACHER, CLASS, "class")
    with pytest.raises(NotOfferedError, match="needs"):
        await fake.people.command(TEACHER, CLASS, "class set-up")
    with pytest.raises(NotOfferedError, match="does not see"):
        await fake.people.command(STUDENT, TEACHERS, "learn")


async def test_options_are_offered_while_somebody_types(fake: Discord, bot: PlainBot) -> None:
    assert await fake.people.autocomplete(STUDENT, CLASS, "learn", "word", "o") == [("One", "one"), ("Other", "other")]
    assert await fake.people.autocomplete(STUDENT, CLASS, "learn", "word", "on") == [("One", "one")]


async def test_a_command_in_a_chat_comes_with_a_user_and_without_a_guild(fake: Discord, bot: PlainBot) -> None:
    chat = await fake.people.open_dm(STUDENT)
    fake.locales[STUDENT] = "es-ES"
    await (await fake.people.command(STUDENT, chat, "learn")).answered()
    (interaction,) = bot.pressed
    assert (interaction.guild_id, interaction.context.dm_channel, str(interaction.locale)) == (None, True, "es-ES")
    assert type(interaction.user) is discord.User


class Question(ui.View):
    """A button for each way to answer."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="yes", custom_id="yes")
    async def yes(self, interaction: Interaction, _: ui.Button[Question]) -> None:
        await interaction.response.edit_message(content="You said yes.", view=None)

    @ui.button(label="later", custom_id="later")
    async def later(self, interaction: Interaction, _: ui.Button[Question]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="Later then.")

    @ui.button(label="explain", custom_id="explain")
    async def explain(self, interaction: Interaction, _: ui.Button[Question]) -> None:
        await interaction.response.send_modal(Explanation())

    @ui.button(label="closed", custom_id="closed", disabled=True)
    async def closed(self, _: Interaction, __: ui.Button[Question]) -> None:
        raise AssertionError

    @ui.select(
        custom_id="some",
        min_values=1,
        max_values=2,
        options=[discord.SelectOption(label=letter, value=letter) for letter in "abc"],
    )
    async def some(self, interaction: Interaction, select: ui.Select[Question]) -> None:
        await interaction.response.send_message(" ".join(select.values), ephemeral=True)


class Explanation(ui.Modal, title="Explain"):
    """One line."""

    text: ui.TextInput[Explanation] = ui.TextInput(label="Why?", custom_id="text", max_length=10, required=False)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"Because {self.text.value}")


async def asked(fake: Discord, bot: PlainBot, user: str = STUDENT) -> tuple[str, str]:
    """(chat, message) of a question in somebody's chat."""
    message = await (await bot.fetch_user(int(user))).send("Yes?", view=Question())
    return str(message.channel.id), str(message.id)


async def test_a_button_changes_its_message(fake: Discord, bot: PlainBot) -> None:
    chat, message = await asked(fake, bot)
    pressed = await (await fake.people.press(STUDENT, chat, message, "yes")).answered()
    assert pressed.changed
    (now,) = await fake.people.messages(chat)
    assert (now["content"], now["components"]) == ("You said yes.", [])
    assert now["edited_timestamp"]


async def test_a_button_that_asks_for_time_changes_its_message_later(fake: Discord, bot: PlainBot) -> None:
    chat, message = await asked(fake, bot)
    pressed = await (await fake.people.press(STUDENT, chat, message, "later")).answered()
    await until(lambda: pressed.changed)
    (now,) = await fake.people.messages(chat)
    assert pressed.deferred
    assert (now["content"], len(now["components"])) == ("Later then.", 2)


async def test_a_select_brings_several_values(fake: Discord, bot: PlainBot) -> None:
    chat, message = await asked(fake, bot)
    pressed = await (await fake.people.choose(STUDENT, chat, message, "some", ["c", "a"])).answered()
    assert [reply["content"] for reply in pressed.alone] == ["c a"]


async def test_a_window_is_opened_and_sent(fake: Discord, bot: PlainBot) -> None:
    chat, message = await asked(fake, bot)
    opened = await (await fake.people.press(STUDENT, chat, message, "explain")).answered()
    assert opened.modal is not None
    assert opened.modal["title"] == "Explain"
    with pytest.raises(NotOfferedError, match="takes 0 to 10 characters"):
        await fake.people.submit(STUDENT, chat, opened, {"text": "x" * 11})
    sent = await (await fake.people.submit(STUDENT, chat, opened, {"text": "I know"})).answered()
    assert sent.changed
    assert [one["content"] for one in await fake.people.messages(chat)] == ["Because I know"]


async def test_only_what_is_there_can_be_pressed(fake: Discord, bot: PlainBot) -> None:
    chat, message = await asked(fake, bot)
    with pytest.raises(NotOfferedError, match="no button that can be pressed"):
        await fake.people.press(STUDENT, chat, message, "closed")
    with pytest.raises(NotOfferedError, match="is not among"):
        await fake.people.press(STUDENT, chat, message, "no such")
    with pytest.raises(NotOfferedError, match="takes 1 to 2 values"):
        await fake.people.choose(STUDENT, chat, message, "some", ["a", "b", "c"])
    with pytest.raises(NotOfferedError, match="does not see"):
        await fake.people.press(OTHER_STUDENT, chat, message, "yes")


async def test_a_forged_button_reaches_the_bot_and_fails_where_nobody_answers(fake: Discord, bot: PlainBot) -> None:
    fake.patience = 0.1
    chat, message = await asked(fake, bot)
    pressed = await fake.people.forge(STUDENT, chat, message, "no such")
    await until(lambda: pressed.failed)
    assert [interaction.data["custom_id"] for interaction in bot.pressed if interaction.data] == ["no such"]  # type: ignore[typeddict-item]


class Answer(ui.DynamicItem[ui.Button[Any]], template=r"answer:(?P<number>\d+)"):
    """A button that is known by its custom id alone."""

    def __init__(self, number: int) -> None:
        super().__init__(ui.Button(label=str(number), custom_id=f"answer:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, _: Any, __: Any, match: Any) -> Answer:
        return cls(int(match["number"]))

    async def callback(self, interaction: Any) -> None:
        await interaction.response.send_message(f"answer {self.number}")


async def test_a_button_outlives_the_bot_that_made_it(fake: Discord) -> None:
    async with plain_bot(fake) as first:
        view = ui.View(timeout=None)
        view.add_item(Answer(7))
        await first.get_partial_messageable(int(CLASS)).send("Which?", view=view)
    (message,) = await fake.people.messages(CLASS)
    async with plain_bot(fake, lambda made: made.add_dynamic_items(Answer)):
        pressed = await (await fake.people.press(STUDENT, CLASS, message["id"], "answer:7")).answered()
        assert [reply["content"] for reply in pressed.replies] == ["answer 7"]


# --- answers that come too late, twice, or to a token that is void ---


async def held(fake: Discord, bot: PlainBot) -> Interaction:
    """An interaction that nobody answers by itself."""
    message = await bot.get_partial_messageable(int(CLASS)).send("Which?", view=Question())
    await fake.people.forge(STUDENT, CLASS, str(message.id), "nobody's")
    await until(lambda: bool(bot.pressed))
    return bot.pressed[-1]  # type: ignore[return-value]


async def test_an_answer_that_is_late_is_refused_and_the_person_has_seen_it_fail(fake: Discord, bot: PlainBot) -> None:
    fake.patience = 0.05
    interaction = await held(fake, bot)
    await asyncio.sleep(0.1)
    with pytest.raises(discord.NotFound) as caught:
        await interaction.response.send_message("late")
    assert caught.value.code == 10062
    assert fake.interactions.made[-1].shown.failed


async def test_a_second_answer_is_refused(fake: Discord, bot: PlainBot) -> None:
    interaction = await held(fake, bot)
    await interaction.response.send_message("once")
    interaction.response._response_type = None  # noqa: SLF001 -- the library itself would not ask a second time
    with pytest.raises(discord.HTTPException) as caught:
        await interaction.response.send_message("twice")
    assert caught.value.code == 40060


async def test_an_answer_that_is_lost_has_been_given_and_a_second_try_is_refused(fake: Discord, bot: PlainBot) -> None:
    interaction = await held(fake, bot)
    fake.calls.meet("POST", faults.CALLBACK, Status(502, accepted=True))
    with pytest.raises(discord.HTTPException) as caught:  # the library tries again by itself
        await interaction.response.send_message("once")
    assert caught.value.code == 40060
    assert [reply["content"] for reply in fake.interactions.made[-1].shown.replies] == ["once"]


async def test_an_answer_on_a_slow_way_comes_too_late(fake: Discord, bot: PlainBot) -> None:
    fake.patience = 0.1
    interaction = await held(fake, bot)
    fake.calls.meet("POST", faults.CALLBACK, Slow(0.2, before=True))
    with pytest.raises(discord.NotFound) as caught:
        await interaction.response.send_message("late")
    assert caught.value.code == 10062


async def test_a_follow_up_and_a_thread_have_no_nonce_and_a_second_try_makes_two(fake: Discord, bot: PlainBot) -> None:
    interaction = await held(fake, bot)
    await interaction.response.send_message("one")
    fake.calls.meet("POST", faults.FOLLOW_UP, Status(500, accepted=True))
    fake.calls.meet("POST", faults.THREADS, Status(500, accepted=True))
    thread = text_channel(bot, CLASS).create_thread(name="Ada", type=discord.ChannelType.private_thread)
    await asyncio.gather(interaction.followup.send("more"), thread)
    assert [reply["content"] for reply in fake.interactions.made[-1].shown.replies] == ["one", "more", "more"]
    assert [one["name"] for one in await fake.people.threads(CLASS)] == ["Ada", "Ada"]


async def test_a_token_is_good_for_a_quarter_of_an_hour(fake: Discord, bot: PlainBot) -> None:
    interaction = await held(fake, bot)
    await interaction.response.defer(thinking=True)
    fake.ahead += 899
    await interaction.followup.send("in time")
    fake.ahead += 2
    with pytest.raises(discord.HTTPException) as caught:
        await interaction.followup.send("late")
    assert (caught.value.status, caught.value.code) == (401, 50027)


async def test_answers_are_changed_and_taken_away_by_the_token(fake: Discord, bot: PlainBot) -> None:
    interaction = await held(fake, bot)
    await interaction.response.send_message("one", ephemeral=True)
    assert (await interaction.edit_original_response(content="two")).content == "two"
    more = await interaction.followup.send("more", wait=True)
    shown = fake.interactions.made[-1].shown
    assert [reply["content"] for reply in shown.replies] == ["two", "more"]
    await more.delete()
    await interaction.delete_original_response()
    assert shown.replies == []
    with pytest.raises(discord.NotFound):
        await interaction.original_response()


# --- chats, files, posts, threads, history ---


async def test_a_chat_is_opened_once_and_both_write_in_it(fake: Discord, bot: PlainBot) -> None:
    assert await fake.people.dm(STUDENT) == ""
    user = await bot.fetch_user(int(STUDENT))
    await user.send("hello")
    chat = await fake.people.dm(STUDENT)
    said = await fake.people.say(STUDENT, chat, "  yes  ")
    await until(lambda: bot.texts == ["yes"])
    await fake.people.edit(STUDENT, chat, said, "no")
    (heard,) = bot.heard
    assert (heard.guild, heard.id, str(heard.author.id)) == (None, int(said), STUDENT)
    await until(lambda: "MESSAGE_UPDATE" in bot.told)
    assert [message["content"] for message in await fake.people.messages(chat)] == ["hello"]


async def test_who_takes_no_chats_or_shares_no_guild_is_not_reached(fake: Discord, bot: PlainBot) -> None:
    user = await bot.fetch_user(int(STUDENT))
    fake.closed_dms.add(STUDENT)
    with pytest.raises(discord.Forbidden) as caught:
        await user.send("hello")
    assert caught.value.code == 50007
    fake.closed_dms.clear()
    fake.owner.leave(GUILD, STUDENT)
    with pytest.raises(discord.Forbidden) as caught:
        await user.send("hello")
    assert caught.value.code == 50278


async def test_a_picture_is_kept_with_its_words(fake: Discord, bot: PlainBot) -> None:
    file = discord.File(io.BytesIO(PNG), "triangle.png", description="A triangle")
    message = await bot.get_partial_messageable(int(CLASS)).send("Look:", file=file)
    (kept,) = (await fake.people.messages(CLASS))[0]["attachments"]
    assert (kept["description"], kept["width"], kept["height"], kept["size"]) == ("A triangle", 32, 16, len(PNG))
    assert await message.attachments[0].read() == PNG
    assert fake.calls.of("POST", faults.MESSAGES)[0].files == ("triangle.png",)


async def test_a_picture_in_an_embed_is_shown_once(fake: Discord, bot: PlainBot) -> None:
    embed = discord.Embed(description="Look").set_image(url="attachment://triangle.png")
    await bot.get_partial_messageable(int(CLASS)).send(embed=embed, file=discord.File(io.BytesIO(PNG), "triangle.png"))
    (kept,) = await fake.people.messages(CLASS)
    assert kept["attachments"] == []
    assert kept["embeds"][0]["image"]["url"].startswith(fake.address)


async def test_a_post_in_a_forum_begins_with_its_message(fake: Discord, bot: PlainBot) -> None:
    forum = bot.get_channel(int(FORUM))
    assert isinstance(forum, discord.ForumChannel)
    file = discord.File(io.BytesIO(PNG), "triangle.png", description="A triangle")
    made = await forum.create_thread(name="Who can help?", content="Unit 1", file=file, view=Question())
    (post,) = await fake.people.threads(FORUM)
    assert (post["id"], post["name"], post["type"]) == (str(made.thread.id), "Who can help?", 11)
    (message,) = await fake.people.messages(post["id"])
    assert (message["id"], message["content"]) == (post["id"], "Unit 1")
    await (await fake.people.press(OTHER_STUDENT, post["id"], message["id"], "yes")).answered()
    with pytest.raises(discord.HTTPException):
        await bot.get_partial_messageable(int(FORUM)).send("not in a post")


async def test_a_private_thread_is_seen_by_who_is_in_it(fake: Discord, bot: PlainBot) -> None:
    channel = text_channel(bot, CLASS)
    thread = await channel.create_thread(name="Ada", type=discord.ChannelType.private_thread, invitable=False)
    with pytest.raises(NotOfferedError):
        await fake.people.say(STUDENT, str(thread.id), "hello")
    await thread.add_user(discord.Object(int(STUDENT)))
    await thread.send("hello")
    await fake.people.say(STUDENT, str(thread.id), "hello")
    with pytest.raises(NotOfferedError):
        await fake.people.say(OTHER_STUDENT, str(thread.id), "hello")
    assert [one["type"] for one in await fake.people.threads(CLASS)] == [12]
    fake.owner.leave(GUILD, OTHER_STUDENT)
    with pytest.raises(discord.NotFound) as caught:
        await thread.add_user(discord.Object(int(OTHER_STUDENT)))
    assert caught.value.code == 10007


async def test_a_thread_below_a_message_is_started_once(fake: Discord, bot: PlainBot) -> None:
    message = await text_channel(bot, CLASS).send("Unit 1")
    thread = await message.create_thread(name="Unit 1")
    assert thread.id == message.id
    with pytest.raises(discord.HTTPException) as caught:
        await message.create_thread(name="Unit 1")
    assert caught.value.code == 160004


async def test_an_archived_thread_opens_with_a_message_and_a_locked_one_does_not(fake: Discord, bot: PlainBot) -> None:
    message = await text_channel(bot, CLASS).send("Unit 1")
    thread = await message.create_thread(name="Unit 1")
    first = await thread.send("hello")
    fake.owner.archive(str(thread.id))
    with pytest.raises(discord.HTTPException) as caught:
        await first.edit(content="hello again")
    assert caught.value.code == 50083
    await thread.send("again")
    assert not fake.world.channels[str(thread.id)]["thread_metadata"]["archived"]
    fake.owner.permit(GUILD, BOT_ROLE, permissions.OF_THE_BOT & ~permissions.MANAGE_THREADS)
    fake.owner.lock(str(thread.id))
    with pytest.raises(discord.Forbidden) as caught_:
        await thread.send("again")
    assert caught_.value.code == 160005


async def test_history_is_told_newest_first_from_either_end(fake: Discord, bot: PlainBot) -> None:
    chat = await fake.people.open_dm(STUDENT)
    ids = [await fake.people.say(STUDENT, chat, str(number)) for number in range(7)]

    async def texts(**how: Any) -> list[str]:
        channel = bot.get_partial_messageable(int(chat))
        return [message.content async for message in channel.history(**how)]

    assert await texts(limit=3) == ["6", "5", "4"]
    assert await texts(limit=2, after=discord.Object(int(ids[2]))) == ["3", "4"]
    assert await texts(limit=2, before=discord.Object(int(ids[2]))) == ["1", "0"]
    assert await texts(limit=3, around=discord.Object(int(ids[3]))) == ["4", "3", "2"]
    raw = await bot.http.logs_from(int(chat), 100, after=int(ids[4]))
    assert [message["content"] for message in raw] == ["6", "5"]


async def test_what_is_said_in_a_guild_is_empty_without_the_intent_unless_the_bot_is_meant(fake: Discord) -> None:
    async with plain_bot(fake) as bot:
        await fake.people.say(STUDENT, CLASS, "secret")
        await fake.people.say(STUDENT, CLASS, f"<@{BOT}> hello")
        await until(lambda: bot.texts == ["", f"<@{BOT}> hello"])
        read = [message.content async for message in bot.get_partial_messageable(int(CLASS)).history()]
        assert read == [f"<@{BOT}> hello", ""]
    fake.privileged = True
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    async with plain_bot(fake, intents=intents) as bot:
        await fake.people.say(STUDENT, CLASS, "open")
        await until(lambda: bot.texts == ["open"])


async def test_nobody_is_pinged_where_mentions_are_off(fake: Discord, bot: PlainBot) -> None:
    text = f"@everyone <@{STUDENT}> <@&{TEACHER_ROLE}>"
    await bot.get_partial_messageable(int(CLASS)).send(text)
    await bot.http.request(discord.http.Route("POST", f"/channels/{CLASS}/messages"), json={"content": text})
    quiet, loud = await fake.people.messages(CLASS)
    assert (quiet["mentions"], quiet["mention_roles"], quiet["mention_everyone"]) == ([], [], False)
    assert ([user["id"] for user in loud["mentions"]], loud["mention_everyone"]) == ([STUDENT], True)


# --- the clock ---


async def test_the_clock_stands_and_ids_still_grow(fake: Discord) -> None:
    fake.standing = 1_800_000_000.0
    chat = await fake.people.open_dm(STUDENT)
    first, second = [await fake.people.say(STUDENT, chat, text) for text in ("one", "two")]
    assert int(first) < int(second)
    assert made_at(first) == made_at(second) == 1_800_000_000.0
    fake.standing += 60
    assert made_at(await fake.people.say(STUDENT, chat, "three")) == 1_800_000_060.0


# --- the gateway ---


@pytest.mark.parametrize(
    "happens",
    [
        lambda fake: fake.reconnect(),
        lambda fake: fake.invalidate(resumable=True),
        lambda fake: fake.drop(),
        lambda fake: fake.close(4000),
    ],
    ids=["op 7", "op 9 true", "broken", "closed 4000"],
)
async def test_a_session_is_resumed_and_what_was_missed_comes_in_order(
    fake: Discord, bot: PlainBot, happens: Callable[[Discord], Any]
) -> None:
    chat = await fake.people.open_dm(STUDENT)
    fake.gateway.opened.clear()
    await happens(fake)
    await until(lambda: fake.connections == 2)
    for number in range(3):
        await fake.people.say(STUDENT, chat, str(number))
    fake.gateway.opened.set()
    await until(lambda: bot.texts == ["0", "1", "2"])
    assert (fake.identifies, fake.resumes) == (1, 1)


@pytest.mark.parametrize("how", ["op 9 false", "a gap"])
async def test_what_is_missed_in_a_gap_is_told_by_history_alone(fake: Discord, bot: PlainBot, how: str) -> None:
    chat = await fake.people.open_dm(STUDENT)
    if how == "a gap":
        async with fake.away(resumable=False):
            await fake.people.say(STUDENT, chat, "missed")
    else:
        await fake.invalidate(resumable=False)
        await fake.people.say(STUDENT, chat, "missed")
    await until(lambda: fake.identifies == 2)
    await fake.connected()
    await fake.people.say(STUDENT, chat, "heard")
    await until(lambda: bot.texts == ["heard"])
    told = [message.content async for message in bot.get_partial_messageable(int(chat)).history()]
    assert told == ["heard", "missed"]
    assert fake.resumes == (1 if how == "a gap" else 0)


async def test_a_gap_of_one_shard_is_told_as_its_own_and_not_as_ready(fake: Discord) -> None:
    ready: list[str] = []

    class Sharded(PlainBot):
        async def on_ready(self) -> None:
            ready.append("all")

        async def on_shard_ready(self, shard: int) -> None:
            ready.append(str(shard))

    async with plain_bot(fake, kind=Sharded, shard_count=2):
        await until(lambda: "all" in ready)
        assert sorted(ready) == ["0", "1", "all"]
        other = next(session for session in fake.gateway.connected() if session.shard == 1)
        fake.gateway.invalidate(resumable=False, only=other.shard)
        await until(lambda: len(ready) > 3)
        await asyncio.sleep(0.1)
    assert ready[3:] == ["1"]


async def test_a_gateway_that_turns_connections_away_is_asked_again(fake: Discord) -> None:
    async with plain_bot(fake) as bot:
        fake.gateway.refuses = 503
        await fake.drop()
        await asyncio.sleep(0.1)
        fake.gateway.refuses = 0
        await fake.connected()
        chat = await fake.people.open_dm(STUDENT)
        await fake.people.say(STUDENT, chat, "heard")
        await until(lambda: bot.texts == ["heard"])


async def test_a_restart_is_a_gap(fake: Discord) -> None:
    chat = await fake.people.open_dm(STUDENT)
    async with plain_bot(fake):
        pass
    await fake.people.say(STUDENT, chat, "missed")
    async with plain_bot(fake) as bot:
        await fake.people.say(STUDENT, chat, "heard")
        await until(lambda: bot.texts == ["heard"])


async def test_what_people_do_comes_twice_late_or_backwards(fake: Discord, bot: PlainBot) -> None:
    chat = await fake.people.open_dm(STUDENT)
    fake.deliveries.twice(1)
    await fake.people.say(STUDENT, chat, "one")
    fake.deliveries.late(0.05)
    await fake.people.say(STUDENT, chat, "two")
    await fake.people.say(STUDENT, chat, "three")
    await until(lambda: len(bot.texts) == 4)
    assert bot.texts == ["one", "one", "three", "two"]
    assert bot.heard[0].id == bot.heard[1].id
    fake.deliveries.hold()
    for text in ("four", "five"):
        await fake.people.say(STUDENT, chat, text)
    fake.deliveries.release(backwards=True)
    await until(lambda: len(bot.texts) == 6)
    assert bot.texts[4:] == ["five", "four"]


async def test_a_malformed_event_ends_the_connection_for_good(fake: Discord, bot: PlainBot) -> None:
    await fake.malformed("MESSAGE_CREATE", {"id": "1"})
    assert bot.running is not None
    with pytest.raises(KeyError):
        await asyncio.wait_for(bot.running, 5)


async def test_heartbeats_are_acknowledged(fake: Discord) -> None:
    fake.gateway.interval = 0.05
    async with plain_bot(fake) as bot:
        await until(lambda: fake.gateway.heartbeats > 3)
        assert bot.latency < 1


async def test_a_gateway_that_is_deaf_is_left_and_the_session_resumed(fake: Discord) -> None:
    fake.gateway.interval = 0.05
    async with plain_bot(fake, heartbeat_timeout=0.2):
        fake.gateway.deaf = True
        await until(lambda: fake.connections == 2)
        fake.gateway.deaf = False
        await until(lambda: fake.resumes >= 1)


# --- faults of REST ---


async def test_a_429_with_via_is_waited_for(fake: Discord, bot: PlainBot) -> None:
    fake.calls.meet("POST", faults.MESSAGES, RateLimited(0.05))
    await bot.get_partial_messageable(int(CLASS)).send("hello")
    assert [call.status for call in fake.calls.of("POST", faults.MESSAGES)] == [429, 200]


async def test_a_429_without_via_is_an_error_at_once(fake: Discord, bot: PlainBot) -> None:
    fake.calls.meet("POST", faults.MESSAGES, RateLimited(0.05, via=False))
    with pytest.raises(discord.HTTPException) as caught:
        await bot.get_partial_messageable(int(CLASS)).send("hello")
    assert (caught.value.status, len(fake.calls.of("POST", faults.MESSAGES))) == (429, 1)


async def test_a_429_that_is_long_is_an_error_at_once(fake: Discord, bot: PlainBot) -> None:
    fake.calls.meet("POST", faults.MESSAGES, RateLimited(60.0))
    with pytest.raises(discord.RateLimited):
        await bot.get_partial_messageable(int(CLASS)).send("hello")


async def test_a_global_429_stops_every_route(fake: Discord, bot: PlainBot) -> None:
    fake.calls.meet("POST", faults.MESSAGES, RateLimited(0.1, is_global=True))
    sending = asyncio.create_task(bot.get_partial_messageable(int(CLASS)).send("hello"))
    await until(lambda: bool(fake.calls.of("POST", faults.MESSAGES)))
    await asyncio.sleep(0.03)
    await bot.fetch_user(int(STUDENT))
    await sending
    first, asked_ = fake.calls.of("POST", faults.MESSAGES)[0], fake.calls.of("GET", "/users/*")[-1]
    assert asked_.at - first.at > 0.09


async def test_a_route_with_a_pace_never_meets_a_429_where_its_headers_are_read(fake: Discord, bot: PlainBot) -> None:
    fake.calls.pace("POST", faults.MESSAGES, 2, 0.2)
    for number in range(5):
        await bot.get_partial_messageable(int(CLASS)).send(str(number))
    calls = fake.calls.of("POST", faults.MESSAGES)
    assert {call.status for call in calls} == {200}
    assert calls[-1].at - calls[0].at > 0.35


async def test_a_500_after_it_happened_makes_one_message_by_its_nonce_and_two_without(
    fake: Discord, bot: PlainBot
) -> None:
    channel = bot.get_partial_messageable(int(CLASS))
    fake.calls.meet("POST", faults.MESSAGES, Status(500, accepted=True), where=lambda body: "nonce" in body)
    await channel.send("once", nonce="letter-1")
    assert [message["content"] for message in await fake.people.messages(CLASS)] == ["once"]
    fake.calls.meet("POST", faults.MESSAGES, Status(502, accepted=True))
    await bot.http.request(discord.http.Route("POST", f"/channels/{CLASS}/messages"), json={"content": "twice"})
    assert [message["content"] for message in await fake.people.messages(CLASS)] == ["once", "twice", "twice"]


async def test_a_503_and_a_broken_connection_are_errors_at_once(fake: Discord, bot: PlainBot) -> None:
    channel = bot.get_partial_messageable(int(CLASS))
    fake.calls.meet("POST", faults.MESSAGES, Status(503))
    with pytest.raises(discord.DiscordServerError):
        await channel.send("hello", nonce="letter-1")
    fake.calls.meet("POST", faults.MESSAGES, Dropped(accepted=True))
    with pytest.raises((OSError, aiohttp.ClientError)):
        await channel.send("hello", nonce="letter-1")
    sent = await channel.send("hello", nonce="letter-1")
    assert [message["id"] for message in await fake.people.messages(CLASS)] == [str(sent.id)]


async def test_a_nonce_is_forgotten_after_ten_minutes(fake: Discord, bot: PlainBot) -> None:
    channel = bot.get_partial_messageable(int(CLASS))
    first = await channel.send("hello", nonce="letter-1")
    fake.ahead += 599
    assert (await channel.send("hello", nonce="letter-1")).id == first.id
    fake.ahead += 2
    assert (await channel.send("hello", nonce="letter-1")).id != first.id


async def test_an_answer_is_slow_or_any_error_that_is_asked_for(fake: Discord, bot: PlainBot) -> None:
    fake.calls.meet("POST", faults.OPEN_DM, Code(400, 40003, "You are opening direct messages too fast"))
    user = await bot.fetch_user(int(STUDENT))
    with pytest.raises(discord.HTTPException) as caught:
        await user.create_dm()
    assert caught.value.code == 40003
    fake.calls.meet("POST", faults.OPEN_DM, Slow(0.1))
    await user.create_dm()
    first, second = fake.calls.of("POST", faults.OPEN_DM)
    assert (first.met, second.met) == (Code(400, 40003, "You are opening direct messages too fast"), Slow(0.1))


# --- who may what ---


async def test_a_channel_that_is_hidden_from_the_bot_is_no_access(fake: Discord, bot: PlainBot) -> None:
    channel = bot.get_partial_messageable(int(CLASS))
    fake.owner.overwrite(CLASS, BOT_ROLE, deny=permissions.VIEW_CHANNEL)
    for does in (channel.send("hello"), channel.fetch_message(1)):
        with pytest.raises(discord.Forbidden) as caught:
            await does
        assert caught.value.code == 50001
    await fake.people.say(STUDENT, CLASS, "unseen")
    await fake.people.say(STUDENT, ELSEWHERE, "seen")
    await until(lambda: bool(bot.heard))
    assert [str(message.channel.id) for message in bot.heard] == [ELSEWHERE]


async def test_a_hidden_channel_is_told_without_its_name_and_its_overwrites_until_it_is_shown(fake: Discord) -> None:
    fake.owner.overwrite(TEACHERS, BOT_ROLE)
    async with plain_bot(fake) as bot:
        hidden = text_channel(bot, TEACHERS)
        assert (hidden.name, len(hidden.overwrites)) == ("___hidden___", 1)  # the library keeps no flags of it
        assert TEACHERS not in {str(channel.id) for channel in await hidden.guild.fetch_channels()}
        with pytest.raises(discord.Forbidden) as caught:
            await bot.fetch_channel(int(TEACHERS))
        assert caught.value.code == 50001
        fake.owner.give_role(GUILD, BOT, TEACHER_ROLE)
        await until(lambda: text_channel(bot, TEACHERS).name == "staff-7b")
        assert len(text_channel(bot, TEACHERS).overwrites) == 2
        fake.owner.take_role(GUILD, BOT, TEACHER_ROLE)
        await until(lambda: text_channel(bot, TEACHERS).name == "___hidden___")


async def test_a_channel_that_a_command_names_comes_with_what_both_may_there(fake: Discord, bot: PlainBot) -> None:
    options = {"channel": TEACHERS, "role": TEACHER_ROLE, "person": STUDENT}
    await (await fake.people.command(TEACHER, CLASS, "class set-up", options)).answered()
    (interaction,) = bot.pressed
    assert interaction.data is not None
    told = interaction.data["resolved"]["channels"][TEACHERS]  # type: ignore[typeddict-item]
    assert (told["name"], "permission_overwrites" in told) == ("staff-7b", False)
    assert int(told["app_permissions"]) == permissions.OF_THE_BOT  # type: ignore[typeddict-item]
    assert int(told["permissions"]) & permissions.MANAGE_MESSAGES


async def test_who_is_taken_out_of_a_thread_sees_it_no_more(fake: Discord, bot: PlainBot) -> None:
    thread = await text_channel(bot, CLASS).create_thread(name="Ada", type=discord.ChannelType.private_thread)
    fake.owner.permit(GUILD, BOT_ROLE, permissions.OF_THE_BOT & ~permissions.MANAGE_THREADS)
    await until(lambda: bot.get_channel(thread.id) is not None)
    fake.owner.remove(str(thread.id), BOT)
    await until(lambda: "THREAD_MEMBERS_UPDATE" in bot.told)
    with pytest.raises(discord.Forbidden) as caught:
        await thread.send("hello")
    assert (caught.value.code, fake.calls.invalid) == (50001, 1)


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        (permissions.SEND_MESSAGES, {"content": "hello"}),
        (permissions.EMBED_LINKS, {"embed": discord.Embed(description="hello")}),
        (permissions.ATTACH_FILES, {"file": "a file"}),
    ],
)
async def test_what_is_denied_in_a_channel_is_no_permission(
    fake: Discord, bot: PlainBot, denied: int, said: dict[str, Any]
) -> None:
    if "file" in said:
        said = {"file": discord.File(io.BytesIO(PNG), "triangle.png")}
    fake.owner.overwrite(CLASS, BOT, deny=denied)
    with pytest.raises(discord.Forbidden) as caught:
        await bot.get_partial_messageable(int(CLASS)).send(**said)
    assert caught.value.code == 50013


async def test_history_that_may_not_be_read_is_empty(fake: Discord, bot: PlainBot) -> None:
    await bot.get_partial_messageable(int(CLASS)).send("hello")
    assert len([message async for message in bot.get_partial_messageable(int(CLASS)).history()]) == 1
    fake.owner.overwrite(CLASS, GUILD, deny=permissions.READ_MESSAGE_HISTORY)
    assert [message async for message in bot.get_partial_messageable(int(CLASS)).history()] == []


@pytest.mark.parametrize("kind", [discord.ChannelType.private_thread, discord.ChannelType.public_thread])
async def test_threads_need_their_permission(fake: Discord, bot: PlainBot, kind: Any) -> None:
    private = kind is discord.ChannelType.private_thread
    denied = permissions.CREATE_PRIVATE_THREADS if private else permissions.CREATE_PUBLIC_THREADS
    fake.owner.overwrite(CLASS, BOT_ROLE, deny=denied)
    channel = text_channel(bot, CLASS)
    with pytest.raises(discord.Forbidden) as caught:
        await channel.create_thread(name="Ada", type=kind)
    assert caught.value.code == 50013


async def test_a_role_is_given_and_taken_only_below_the_bots(fake: Discord, bot: PlainBot) -> None:
    def member_role(role: str) -> tuple[int, int, int]:
        return int(GUILD), int(STUDENT), int(role)

    await bot.http.add_role(*member_role(MASTERY_ROLE))
    assert fake.world.guilds[GUILD].members[STUDENT]["roles"] == [MASTERY_ROLE]
    await bot.http.remove_role(*member_role(MASTERY_ROLE))
    assert fake.world.guilds[GUILD].members[STUDENT]["roles"] == []
    for role, code in ((HIGH_ROLE, 50013), (BOT_ROLE, 50028), ("1", 10011)):
        with pytest.raises(discord.HTTPException) as caught:
            await bot.http.add_role(*member_role(role))
        assert caught.value.code == code
    fake.owner.leave(GUILD, STUDENT)
    with pytest.raises(discord.NotFound) as gone:
        await bot.http.add_role(*member_role(MASTERY_ROLE))
    assert gone.value.code == 10007


async def test_a_channel_is_opened_to_a_role_by_who_may(fake: Discord, bot: PlainBot) -> None:
    channel = text_channel(bot, ELSEWHERE)
    role = channel.guild.get_role(int(MASTERY_ROLE))
    assert role is not None
    await channel.set_permissions(role, view_channel=True)
    (made,) = fake.world.channels[ELSEWHERE]["permission_overwrites"]
    assert (made["id"], made["allow"]) == (MASTERY_ROLE, str(permissions.VIEW_CHANNEL))
    fake.owner.permit(GUILD, BOT_ROLE, permissions.ORDINARY)
    with pytest.raises(discord.Forbidden):
        await channel.set_permissions(role, view_channel=False)


async def test_what_is_gone_is_unknown(fake: Discord, bot: PlainBot) -> None:
    message = await bot.get_partial_messageable(int(CLASS)).send("hello")
    fake.owner.delete_message(CLASS, str(message.id))
    with pytest.raises(discord.NotFound) as no_message:
        await message.edit(content="again")
    fake.owner.delete_channel(CLASS)
    with pytest.raises(discord.NotFound) as no_channel:
        await message.channel.send("hello")
    with pytest.raises(discord.NotFound) as no_member:
        await bot.get_guild(int(OTHER_GUILD)).fetch_member(int(STRANGER))  # type: ignore[union-attr]
    assert (no_message.value.code, no_channel.value.code, no_member.value.code) == (10008, 10003, 10007)
    fake.owner.remove_bot(OTHER_GUILD)
    await until(lambda: len(bot.guilds) == 1)
    with pytest.raises(discord.NotFound):
        await bot.fetch_guild(int(OTHER_GUILD))


async def test_the_message_of_another_is_not_changed(fake: Discord, bot: PlainBot) -> None:
    said = await fake.people.say(STUDENT, CLASS, "mine")
    with pytest.raises(discord.Forbidden) as caught:
        await bot.http.request(
            discord.http.Route("PATCH", f"/channels/{CLASS}/messages/{said}"), json={"content": "yours"}
        )
    assert caught.value.code == 50005
