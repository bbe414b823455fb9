"""Settings: from a mapping, with defaults that work on a machine with nothing prepared."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from adapters.settings import ROOT, SettingError, Settings


def test_an_empty_environment_is_enough() -> None:
    settings = Settings.from_env({})
    assert settings == Settings(str(ROOT / ".tutor" / "tutor.db"), ROOT / ".tutor", ROOT / "curricula")


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("TUTOR_DATABASE", "postgresql://tutor@there/tutor", "database", "postgresql://tutor@there/tutor"),
        ("TUTOR_DATABASE", "  ", "database", str(ROOT / ".tutor" / "tutor.db")),
        ("TUTOR_DATA", "elsewhere", "folder", Path("elsewhere")),
        ("TUTOR_DATA", "elsewhere", "database", str(Path("elsewhere") / "tutor.db")),
        ("TUTOR_COURSES", "mine", "courses", Path("mine")),
        ("TUTOR_PORT", " 9000 ", "port", 9000),
        ("TUTOR_TEACHER", "Ms Okafor", "teacher", "Ms Okafor"),
        ("TUTOR_LANGUAGE", "es-MX", "language", "es-MX"),
        ("TUTOR_ENV", "/etc/tutor.env", "env_file", Path("/etc/tutor.env")),
        ("OTHER_PORT", "9000", "port", 8000),
    ],
)
def test_a_setting_comes_from_its_variable(name: str, text: str, field: str, value: object) -> None:
    assert getattr(Settings.from_env({name: text}), field) == value


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8000.0", "٨٠٠٠", "eighty", "9" * 5_000])
def test_what_is_no_port_is_refused_with_its_cure(text: str) -> None:
    with pytest.raises(SettingError, match=r"(?s)TUTOR_PORT is .*\nWrite a number from 1 to 65535"):
        Settings.from_env({"TUTOR_PORT": text})


@pytest.mark.parametrize(
    ("environment", "system", "shows"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"CI": "true"}, "win32", False),
    ],
)
def test_a_browser_is_opened_only_where_somebody_can_see_it(
    environment: dict[str, str], system: str, shows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", system)
    assert Settings.from_env(environment).shows is shows


BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-1-private", "xapp-1-private", "0123456789abcdef0123456789abcdef"
DISCORD_TOKEN = "bot-id.when.private-part"  # noqa: S105 -- it opens nothing
BY_SOCKET = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
BY_HTTP = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}


def test_without_a_bot_token_slack_is_not_set_up() -> None:
    settings = Settings.from_env({"SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": SECRET})
    assert (settings.slack, settings.slack_fault) == (None, "")


@pytest.mark.parametrize(
    ("named", "transport"),
    [
        (BY_SOCKET, "socket"),
        (BY_HTTP, "http"),
        ({**BY_SOCKET, **BY_HTTP}, "socket"),  # nothing has to be reachable
        ({**BY_SOCKET, **BY_HTTP, "SLACK_TRANSPORT": " HTTP "}, "http"),
        ({**BY_HTTP, "SLACK_APP_TOKEN": "  "}, "http"),
    ],
)
def test_how_slack_is_connected_follows_from_what_is_there(named: dict[str, str], transport: str) -> None:
    slack = Settings.from_env(named).slack
    assert slack is not None
    assert slack.transport == transport


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", "https://slack.com/api/"),
        ("https://slack.school.org/api", "https://slack.school.org/api/"),
        ("http://127.0.0.1:3101/api/", "http://127.0.0.1:3101/api/"),
        ("http://localhost:3101/api/", "http://localhost:3101/api/"),
        ("http://[::1]:3101/api/", "http://[::1]:3101/api/"),
    ],
)
def test_tokens_go_to_slack_or_where_it_is_named(text: str, address: str) -> None:
    slack = Settings.from_env({**BY_SOCKET, "SLACK_API_URL": text}).slack
    assert slack is not None
    assert slack.api_url == address


def test_who_may_make_classes_is_a_list_of_member_ids() -> None:
    slack = Settings.from_env({**BY_SOCKET, "SLACK_TEACHERS": " U024BE7LH, W012A3CDE,"}).slack
    assert slack is not None
    assert slack.teachers == ("U024BE7LH", "W012A3CDE")


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        (
            {"SLACK_BOT_TOKEN": BOT_TOKEN},
            "SLACK_APP_TOKEN is missing, which Socket Mode needs.\nRun: tutor setup slack",
        ),
        ({**BY_HTTP, "SLACK_TRANSPORT": "socket"}, "SLACK_APP_TOKEN is missing"),
        ({**BY_SOCKET, "SLACK_TRANSPORT": "http"}, "SLACK_SIGNING_SECRET is missing, which HTTP needs.\nRun: tutor"),
        (
            {**BY_SOCKET, "SLACK_TRANSPORT": "pigeon"},
            "SLACK_TRANSPORT is 'pigeon', which is none.\nWrite socket or http",
        ),
        ({**BY_SOCKET, "SLACK_TRANSPORT": APP_TOKEN}, "SLACK_TRANSPORT is a token or secret, which is none.\n"),
        ({**BY_SOCKET, "SLACK_TEACHERS": "U1AB, ada"}, "SLACK_TEACHERS holds 'ada', which is no member id.\nWrite ids"),
        ({**BY_SOCKET, "SLACK_TEACHERS": SECRET}, "SLACK_TEACHERS holds a token or secret"),
        ({**BY_SOCKET, "SLACK_API_URL": "http://slack.com/api/"}, "SLACK_API_URL is 'http://slack.com/api/'"),
        ({**BY_SOCKET, "SLACK_API_URL": "https://slack.com"}, "SLACK_API_URL is 'https://slack.com', where no"),
        ({**BY_SOCKET, "SLACK_API_URL": "http://127.0.0.1.school.org/api/"}, "SLACK_API_URL is"),
        ({**BY_SOCKET, "SLACK_API_URL": "http://[::1/api/"}, "SLACK_API_URL is"),
        ({**BY_SOCKET, "SLACK_API_URL": "https:///api/"}, "SLACK_API_URL is"),
    ],
)
def test_what_slack_cannot_use_is_named_with_its_cure_and_without_a_token(named: dict[str, str], fault: str) -> None:
    settings = Settings.from_env(named)
    assert settings.slack is None
    assert settings.slack_fault.startswith(fault)
    assert not any(token in settings.slack_fault for token in (BOT_TOKEN, APP_TOKEN, SECRET))


def test_settings_that_are_printed_show_no_token() -> None:
    shown = repr(Settings.from_env({**BY_SOCKET, **BY_HTTP}))
    assert "socket" in shown
    assert not any(token in shown for token in (BOT_TOKEN, APP_TOKEN, SECRET))


def test_discord_is_set_up_by_its_token() -> None:
    settings = Settings.from_env({"DISCORD_TOKEN": DISCORD_TOKEN, "DISCORD_MESSAGE_CONTENT": "on"})
    assert settings.discord is not None
    assert (settings.discord.token, settings.discord.message_content) == (DISCORD_TOKEN, True)
    assert settings.discord_fault == ""
    assert DISCORD_TOKEN not in repr(settings)


def test_a_platform_that_is_half_set_up_is_told_and_leaves_the_other_alone() -> None:
    settings = Settings.from_env({**BY_SOCKET, "DISCORD_TOKEN": DISCORD_TOKEN, "DISCORD_SHARDS": "0"})
    assert settings.slack is not None
    assert settings.discord is None
    assert settings.faults == [settings.discord_fault]
    assert settings.discord_fault.startswith("DISCORD_SHARD_COUNT is missing, which DISCORD_SHARDS needs.\n")


def test_settings_do_not_change() -> None:
    settings = Settings.from_env({})
    for one in fields(settings):
        with pytest.raises(FrozenInstanceError):
            setattr(settings, one.name, None)
