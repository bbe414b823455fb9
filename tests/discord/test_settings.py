"""What Discord needs to be told: each setting, what cannot be used, and that no token is ever shown."""

import pytest

from adapters.discord.settings import API_URL, DiscordSettingError, DiscordSettings, from_env

TOKEN = "bot-id.when.private-part"  # noqa: S105 -- it opens nothing
ALONE = {"DISCORD_TOKEN": TOKEN}
LOST = ".".join(("M" * 24, "G" * 6, "x" * 27))
"""Another token, of the form that Discord's have."""


def test_without_a_token_discord_is_not_set_up() -> None:
    assert from_env({"DISCORD_MESSAGE_CONTENT": "pigeon", "DISCORD_TOKEN": " "}) is None


def test_a_token_is_enough() -> None:
    assert from_env({"DISCORD_TOKEN": f" {TOKEN} "}) == DiscordSettings(TOKEN, API_URL, "", False, (), 0)


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("DISCORD_API_URL", "http://127.0.0.1:7901/api/v10", "api_url", "http://127.0.0.1:7901/api/v10"),
        ("DISCORD_API_URL", "http://[::1]:7901/api/v10/", "api_url", "http://[::1]:7901/api/v10"),
        ("DISCORD_API_URL", "https://discord.school.org/api/v10", "api_url", "https://discord.school.org/api/v10"),
        ("DISCORD_GATEWAY_URL", "ws://localhost:7901/gateway", "gateway_url", "ws://localhost:7901/gateway"),
        ("DISCORD_GATEWAY_URL", "wss://gateway.school.org/", "gateway_url", "wss://gateway.school.org/"),
        ("DISCORD_MESSAGE_CONTENT", " On ", "message_content", True),
        ("DISCORD_MESSAGE_CONTENT", "off", "message_content", False),
        ("DISCORD_SHARD_COUNT", "4", "shard_count", 4),
    ],
)
def test_a_setting_comes_from_its_variable(name: str, text: str, field: str, value: object) -> None:
    assert getattr(from_env({**ALONE, name: text}), field) == value


@pytest.mark.parametrize(
    ("text", "ids", "is_a_part"),
    [
        ("", (), False),
        ("0", (0,), True),
        ("0,1", (0, 1), True),
        ("0-2", (0, 1, 2), True),
        ("3, 0-1 1,", (0, 1, 3), True),  # in order, each once
        ("0-3", (0, 1, 2, 3), False),
    ],
)
def test_shards_are_numbers_and_spans_of_them(text: str, ids: tuple[int, ...], *, is_a_part: bool) -> None:
    settings = from_env({**ALONE, "DISCORD_SHARDS": text, "DISCORD_SHARD_COUNT": "4"})
    assert settings is not None
    assert (settings.shard_ids, settings.is_a_part) == (ids, is_a_part)


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        (
            {"DISCORD_TOKEN": "two words"},
            "DISCORD_TOKEN holds a space, or a sign that Discord's tokens never have.\nRun",
        ),
        ({"DISCORD_TOKEN": "ключ"}, "DISCORD_TOKEN holds"),
        (
            {"DISCORD_API_URL": "http://discord.com/api/v10"},
            "DISCORD_API_URL is 'http://discord.com/api/v10', where no",
        ),
        ({"DISCORD_API_URL": "https://discord.com/api/v9"}, "DISCORD_API_URL is"),
        ({"DISCORD_API_URL": "https://discord.com"}, "DISCORD_API_URL is"),
        ({"DISCORD_API_URL": "https:///api/v10"}, "DISCORD_API_URL is"),
        ({"DISCORD_API_URL": "http://[::1/api/v10"}, "DISCORD_API_URL is"),
        ({"DISCORD_API_URL": "http://127.0.0.1:x/api/v10"}, "DISCORD_API_URL is"),
        ({"DISCORD_API_URL": "http://127.0.0.1.school.org/api/v10"}, "DISCORD_API_URL is"),
        ({"DISCORD_API_URL": "https://ada:secret@school.org/api/v10"}, "DISCORD_API_URL is a token or secret, where"),
        ({"DISCORD_API_URL": "https://discord.com/api/v10?a=/api/v10"}, "DISCORD_API_URL is"),
        (
            {"DISCORD_GATEWAY_URL": "ws://gateway.discord.gg"},
            "DISCORD_GATEWAY_URL is 'ws://gateway.discord.gg', where no",
        ),
        ({"DISCORD_GATEWAY_URL": "https://gateway.discord.gg"}, "DISCORD_GATEWAY_URL is"),
        ({"DISCORD_GATEWAY_URL": f"wss://school.org/?{LOST}"}, "DISCORD_GATEWAY_URL is a token or secret, where no"),
        (
            {"DISCORD_MESSAGE_CONTENT": "yes"},
            "DISCORD_MESSAGE_CONTENT is 'yes', which is neither on nor off.\nWrite on",
        ),
        ({"DISCORD_MESSAGE_CONTENT": TOKEN}, "DISCORD_MESSAGE_CONTENT is a token or secret"),
        ({"DISCORD_MESSAGE_CONTENT": LOST}, "DISCORD_MESSAGE_CONTENT is a token or secret"),
        ({"DISCORD_SHARD_COUNT": "0"}, "DISCORD_SHARD_COUNT is '0', which is no number of shards.\nWrite how many"),
        ({"DISCORD_SHARD_COUNT": "٤"}, "DISCORD_SHARD_COUNT is"),
        ({"DISCORD_SHARD_COUNT": "9" * 5_000}, "DISCORD_SHARD_COUNT is"),
        ({"DISCORD_SHARDS": "0,1"}, "DISCORD_SHARD_COUNT is missing, which DISCORD_SHARDS needs.\nWrite how many"),
        *(
            ({"DISCORD_SHARDS": text, "DISCORD_SHARD_COUNT": "4"}, f"DISCORD_SHARDS is {text!r}, which names no shards")
            for text in ("4", "0-4", "1-0", "a", "0-99999999999", "-1", "٣", ",")
        ),
    ],
)
def test_what_cannot_be_used_is_named_with_its_cure_and_without_a_token(named: dict[str, str], fault: str) -> None:
    with pytest.raises(DiscordSettingError) as raised:
        from_env({**ALONE, **named})
    said = str(raised.value)
    assert said.startswith(fault)
    assert said.count("\n") == 1
    assert len(said) < 300
    assert not any(secret in said for secret in (TOKEN, LOST, "secret@"))


def test_settings_that_are_printed_show_no_token() -> None:
    shown = repr(from_env(ALONE))
    assert API_URL in shown
    assert TOKEN not in shown
