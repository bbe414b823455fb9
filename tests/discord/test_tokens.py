"""What Discord's answers about a token mean: whose it is, or a sentence, a cure, and whether another token may help."""

from collections.abc import Iterator

import pytest

from adapters.discord.tokens import Bot, Trouble, bot_of, seconds_in
from tests.cli.discord_answers import APPLICATION, BOT, OF_APPLICATION, TOKEN, USER, DiscordAnswers, discord_answers

UNAVAILABLE = "Discord cannot be reached (HTTP 502)."
NOT_DISCORD = "What answers there is not Discord."


@pytest.fixture
def discord() -> Iterator[DiscordAnswers]:
    with discord_answers() as answers:
        yield answers


async def test_a_token_tells_whose_it_is(discord: DiscordAnswers) -> None:
    assert await bot_of(TOKEN, discord.api_url) == Bot(BOT, "Tutor", APPLICATION, (), is_public=False)
    assert discord.asked == [USER, OF_APPLICATION]
    assert all(agent.startswith("DiscordBot (") for agent in discord.heard)  # the form that Discord asks for


@pytest.mark.parametrize(
    ("flags", "intents"),
    [
        (0, ()),
        (1 << 18, ("Message Content Intent",)),  # granted by review
        (1 << 19, ("Message Content Intent",)),  # as every small bot may
        (1 << 13 | 1 << 14, ("Presence Intent", "Server Members Intent")),
        (1 << 16 | 1 << 17 | 1 << 23, ()),  # of other things
    ],
)
async def test_the_switches_of_the_portal_are_read_from_the_flags(
    discord: DiscordAnswers, flags: int, intents: tuple[str, ...]
) -> None:
    discord.flags, discord.is_public = flags, True
    bot = await bot_of(TOKEN, discord.api_url)
    assert isinstance(bot, Bot)
    assert (bot.intents, bot.is_public) == (intents, True)
    assert bot.message_content is ("Message Content Intent" in intents)


@pytest.mark.parametrize("token", ["", "two words", "a.b.\x1b[A", "a.b.ключ", "a.b.c\r\nX: y", "a" * 501])
async def test_what_no_header_can_hold_is_not_sent(discord: DiscordAnswers, token: str) -> None:
    trouble = await bot_of(token, discord.api_url)
    assert isinstance(trouble, Trouble)
    assert trouble.is_the_token
    assert trouble.says.startswith("This is none")
    assert discord.asked == []


@pytest.mark.parametrize(
    ("status", "retry_after", "says", "cure"),
    [
        (403, "", "Discord refuses this token (403).", "Make a new one"),
        (429, "6.6", "Discord was asked too often (429).", "Try again in 7 seconds."),
        (429, "soon", "Discord was asked too often (429).", "Try again in a few minutes."),
        (502, "", UNAVAILABLE, "See that this machine may call https://discord.com"),
        (404, "", NOT_DISCORD, "Take DISCORD_API_URL out"),
        (302, "", NOT_DISCORD, "Take DISCORD_API_URL out"),  # the token follows nowhere
    ],
)
async def test_each_refusal_has_its_sentence_and_its_cure(
    discord: DiscordAnswers, status: int, retry_after: str, says: str, cure: str
) -> None:
    discord.status, discord.retry_after = status, retry_after
    trouble = await bot_of(TOKEN, discord.api_url)
    assert isinstance(trouble, Trouble)
    assert trouble.says == says
    assert trouble.cure.startswith(cure)
    assert trouble.is_the_token is (status == 403)
    assert discord.asked == [USER]


async def test_a_token_that_discord_does_not_know_may_be_given_again(discord: DiscordAnswers) -> None:
    trouble = await bot_of("of.an.other", discord.api_url)
    assert isinstance(trouble, Trouble)
    assert trouble.is_the_token
    assert "Reset Token" in trouble.cure
    assert "of.an.other" not in str(trouble)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Please log in to the school's network</html>",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"id": "x", "username": "Tutor"}',
        b'{"id": "1", "username": 7}',
        b'{"id": "1", "username": "\\u001b[31m"}',
        b'{"id": "1", "username": "Tutor", "flags": "all"}',
        b'{"id": "1", "username": "Tutor", "bot_public": null}',
        b" " * 1_000_001,
    ],
)
async def test_what_is_no_answer_of_discord_is_told_and_is_not_the_tokens_fault(
    discord: DiscordAnswers, body: bytes
) -> None:
    discord.body = body
    trouble = await bot_of(TOKEN, discord.api_url)
    assert isinstance(trouble, Trouble)
    assert trouble.says == NOT_DISCORD
    assert not trouble.is_the_token


async def test_where_nothing_answers_another_token_does_not_help() -> None:
    trouble = await bot_of(TOKEN, "http://127.0.0.1:9/api/v10")
    assert isinstance(trouble, Trouble)
    assert trouble.says == "Discord cannot be reached (ClientConnectorError)."
    assert not trouble.is_the_token


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("", 0.0), ("-1", 0.0), ("nan", 0.0), ("inf", 3600.0), ("9" * 400, 3600.0)]
)
def test_how_long_to_wait_is_never_nonsense(header: str, seconds: float) -> None:
    assert seconds_in(header) == seconds
