"""`tutor setup discord`: leads to a bot that can be invited, saves what Discord took, and shows no token."""

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.commands.env_file import read_env
from adapters.discord.invite import invite_link
from adapters.discord.permissions import PERMISSIONS, needed
from adapters.discord.tokens import INTENTS, MESSAGE_CONTENT
from adapters.settings import Settings
from tests.cli.conftest import ROOT, Done, Run, command, in_order, said
from tests.cli.discord_answers import (
    APPLICATION,
    OF_APPLICATION,
    TOKEN,
    USER,
    DiscordAnswers,
    discord_answers,
    nothing_of_discord,
)

WRONG = "bot-id.when.of-yesterday"
SAVED = f"\n{TOKEN}\n"
"""What is typed: nothing for the threads, then the token."""


@pytest.fixture
def discord(environment: dict[str, str], tmp_path: Path) -> Iterator[DiscordAnswers]:
    """A Discord for this test's `tutor`, which has nothing of it yet."""
    nothing_of_discord(environment, tmp_path / "settings.env")
    with discord_answers() as answers:
        environment["DISCORD_API_URL"] = answers.api_url
        yield answers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file that it saves to."""
    return tmp_path / "settings.env"


def shows_no_token(done: Done) -> bool:
    return not any(token in done.output for token in (TOKEN, WRONG))


def test_it_leads_from_the_application_to_the_first_class(run: Run, discord: DiscordAnswers, file: Path) -> None:
    done = run("setup", "discord", given=SAVED)
    assert done.exit_code == 0, done.output
    assert said(
        done,
        *("Message Content Intent", "1. Make the application", "https://discord.com/developers/applications"),
        *(
            "New Application",
            "2. ",
            "Install Link: None",
            "Public Bot: off",
            "Privileged Gateway Intents: all three off",
        ),
        *("3. ", "Bot > Token: Reset Token", f"Discord knows it: Tutor, application {APPLICATION}.", "Saved in"),
        *(f"{invite_link(APPLICATION)}\n", "Then:", "tutor run", "teachers' private channel", "/class set-up"),
    )
    assert shows_no_token(done)
    settings = Settings.from_env(read_env(file)).discord
    assert settings is not None
    assert (settings.token, settings.api_url, settings.message_content) == (TOKEN, discord.api_url, False)
    assert discord.asked == [USER, OF_APPLICATION]


def test_each_permission_of_the_link_is_shown_with_its_reason_and_no_other(run: Run, discord: DiscordAnswers) -> None:
    done = run("setup", "discord", given=SAVED)
    assert said(done, *(part for one in needed().values() for part in (f"  {one.name} ", one.why)))
    assert PERMISSIONS["manage_roles"].why not in done.output
    assert said(done, "tutor setup discord --invite --rewards")


def test_mastery_roles_are_asked_for_where_they_are_wanted(run: Run, discord: DiscordAnswers) -> None:
    done = run("setup", "discord", "--rewards", given=SAVED)
    assert said(done, invite_link(APPLICATION, rewards=True), "Manage Roles", PERMISSIONS["manage_roles"].why)


def test_to_type_in_threads_one_switch_of_the_portal_is_named(run: Run, discord: DiscordAnswers, file: Path) -> None:
    discord.flags = 1 << 19
    done = run("setup", "discord", given=f"on\n{TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "Message Content Intent: on", "Server Members Intent: off", "Discord knows it", "Saved in")
    assert read_env(file)["DISCORD_MESSAGE_CONTENT"] == "on"


@pytest.mark.parametrize(
    ("content", "flags", "is_public", "told"),
    [
        ("on", 0, False, ("Message Content Intent is off (4014).", "Switch it on")),
        ("off", 1 << 18, False, ("The Message Content Intent is on in the portal, and not used.", "Switch it off")),
        ("off", 1 << 15, False, ("The Server Members Intent is on in the portal, and not used.", "Switch it off")),
        ("off", 0, True, ("Public Bot is on", "Install Link: None")),
    ],
)
def test_what_does_not_fit_in_the_portal_is_told(
    run: Run, discord: DiscordAnswers, content: str, flags: int, told: tuple[str, ...], *, is_public: bool
) -> None:
    discord.flags, discord.is_public = flags, is_public
    done = run("setup", "discord", "--message-content", content, given=f"{TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "Discord knows it", *told, "Saved in")


def test_with_the_token_in_the_environment_nothing_is_asked(
    discord: DiscordAnswers, environment: dict[str, str], file: Path
) -> None:
    done = subprocess.run(
        command("setup", "discord"),
        cwd=ROOT,
        env={**environment, "DISCORD_TOKEN": TOKEN},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert in_order(done.stdout, ["Discord knows it", "Saved in", invite_link(APPLICATION), "/class set-up"])
    assert "Make the application" not in done.stdout
    assert TOKEN not in done.stdout + done.stderr
    assert read_env(file)["DISCORD_TOKEN"] == TOKEN


def test_what_the_file_says_of_threads_stays_where_nothing_is_asked(
    run: Run, discord: DiscordAnswers, environment: dict[str, str], file: Path
) -> None:
    file.write_text("DISCORD_MESSAGE_CONTENT=on\n", "utf-8")
    environment["DISCORD_TOKEN"] = TOKEN
    assert run("setup", "discord").exit_code == 0
    assert read_env(file)["DISCORD_MESSAGE_CONTENT"] == "on"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its rights elsewhere")
def test_only_its_owner_can_read_what_is_saved(run: Run, discord: DiscordAnswers, file: Path) -> None:
    run("setup", "discord", given=SAVED)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_wrong_token_can_be_given_again(run: Run, discord: DiscordAnswers, file: Path) -> None:
    done = run("setup", "discord", given=f"\n{WRONG}\n{TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "Discord does not know this token (401).", "Reset Token", "Discord knows it", "Saved in")
    assert shows_no_token(done)
    assert read_env(file)["DISCORD_TOKEN"] == TOKEN


def test_after_three_wrong_tokens_it_ends_and_saves_nothing(run: Run, discord: DiscordAnswers, file: Path) -> None:
    done = run("setup", "discord", given=f"\n{WRONG}\n{WRONG}\n{WRONG}\n{TOKEN}\n")
    assert done.exit_code == 1
    assert said(done, "Token: Discord does not know this token (401). Nothing was saved.\nMake a new one")
    assert shows_no_token(done)
    assert discord.asked == [USER] * 3
    assert not file.exists()


def test_a_wrong_token_in_the_environment_ends_it_at_once(
    run: Run, discord: DiscordAnswers, environment: dict[str, str], file: Path
) -> None:
    environment["DISCORD_TOKEN"] = WRONG
    done = run("setup", "discord")
    assert done.exit_code == 1
    assert said(done, "DISCORD_TOKEN of the environment: Discord does not know this token")
    assert shows_no_token(done)
    assert discord.asked == [USER]
    assert not file.exists()


@pytest.mark.parametrize("token", ["a.b.\x1b[31m", "Bot a.b.c", "a.b.ключ"])
def test_what_cannot_be_a_token_is_not_sent(run: Run, discord: DiscordAnswers, token: str) -> None:
    done = run("setup", "discord", given=f"\n{token}\n{token}\n{token}\n")
    assert done.exit_code == 1
    assert said(done, "It does not look like Discord's own", "This is none")
    assert discord.asked == []


def test_a_token_of_another_form_is_told_and_tried(run: Run, discord: DiscordAnswers) -> None:
    done = run("setup", "discord", given=f"\nclient-secret\n{TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "It does not look like Discord's own; expected: Bot > Token", "(401)", "Saved in")
    assert "client-secret" not in done.output


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (429, ("Token: Discord was asked too often (429).", "Try again in 7 seconds.")),
        (503, ("Token: Discord cannot be reached (HTTP 503). Nothing was saved.", "may call https://discord.com")),
        (404, ("Token: What answers there is not Discord.", "Take DISCORD_API_URL out")),
    ],
)
def test_a_discord_that_cannot_answer_ends_it_at_once(
    run: Run, discord: DiscordAnswers, file: Path, status: int, told: tuple[str, ...]
) -> None:
    discord.status, discord.retry_after = status, "6.6"
    done = run("setup", "discord", given=SAVED)
    assert done.exit_code == 1
    assert said(done, *told)
    assert discord.asked == [USER]
    assert not file.exists()


def test_a_machine_without_a_network_is_told_so(
    run: Run, discord: DiscordAnswers, environment: dict[str, str], file: Path
) -> None:
    environment["DISCORD_API_URL"] = "http://127.0.0.1:9/api/v10"
    done = run("setup", "discord", given=SAVED)
    assert done.exit_code == 1
    assert said(done, "Discord cannot be reached (ClientConnectorError). Nothing was saved.\nSee that this machine may")
    assert not file.exists()


def test_the_second_time_enter_keeps_what_there_is_and_all_else_stays(
    run: Run, discord: DiscordAnswers, file: Path
) -> None:
    mine = "# my own\nTUTOR_PORT=9000\n"
    file.write_text(f"{mine}DISCORD_MESSAGE_CONTENT=on\nDISCORD_TOKEN={TOKEN}\n", "utf-8")
    done = run("setup", "discord", given="\n\n")
    assert done.exit_code == 0, done.output
    assert said(done, "Typed in threads [on]", "Token (Enter keeps the one you have)")
    assert shows_no_token(done)
    assert file.read_text("utf-8").startswith(f"{mine}DISCORD_MESSAGE_CONTENT=on\nDISCORD_TOKEN={TOKEN}\n")


def test_where_nobody_answers_it_says_what_to_set(run: Run, discord: DiscordAnswers, file: Path) -> None:
    done = run("setup", "discord", given="\n")
    assert done.exit_code == 1
    assert said(done, "nobody answered. Nothing was saved.", "set DISCORD_TOKEN in the environment")
    assert not file.exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DISCORD_MESSAGE_CONTENT", "yes"),
        ("DISCORD_API_URL", "http://school.org/api/v10"),
        ("DISCORD_GATEWAY_URL", "ws://school.org"),
    ],
)
def test_a_setting_of_discord_that_cannot_be_used_is_wrong_usage(
    run: Run, discord: DiscordAnswers, environment: dict[str, str], name: str, text: str
) -> None:
    environment.update({"DISCORD_TOKEN": TOKEN, name: text})
    done = run("setup", "discord")
    assert done.exit_code == 2
    assert said(done, name)
    assert discord.asked == []


@pytest.mark.parametrize("rewards", [False, True])
def test_the_invite_link_alone_can_be_printed(run: Run, discord: DiscordAnswers, file: Path, *, rewards: bool) -> None:
    file.write_text(f"DISCORD_TOKEN={TOKEN}\n", "utf-8")
    done = run("setup", "discord", "--invite", *(["--rewards"] if rewards else []))
    assert done.exit_code == 0, done.output
    assert done.output == f"{invite_link(APPLICATION, rewards)}\n"


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", 1, ("No token is set", "tutor setup discord")),
        (f"DISCORD_TOKEN={WRONG}\n", 1, ("Discord does not know this token (401).", "Reset Token")),
        (f"DISCORD_TOKEN={TOKEN}\nDISCORD_SHARDS=0\n", 2, ("DISCORD_SHARD_COUNT is missing", "Write how many")),
    ],
)
def test_without_a_token_that_is_taken_there_is_no_link(
    run: Run, discord: DiscordAnswers, file: Path, text: str, code: int, told: tuple[str, ...]
) -> None:
    file.write_text(text, "utf-8")
    done = run("setup", "discord", "--invite")
    assert done.exit_code == code
    assert said(done, *told)
    assert done.stdout == ""


def test_half_set_up_it_stops_the_service_and_not_the_courses(
    run: Run, discord: DiscordAnswers, environment: dict[str, str], file: Path
) -> None:
    file.write_text(f"DISCORD_TOKEN={TOKEN}\nDISCORD_SHARDS=0\n", "utf-8")
    refused = run("run")
    assert refused.exit_code == 2
    assert said(refused, "DISCORD_SHARD_COUNT is missing", "Write how many")
    assert shows_no_token(refused)
    assert run("check", environment["TUTOR_COURSES"]).exit_code == 0


def test_no_privileged_intent_is_asked_for_but_the_one_that_was_chosen(run: Run, discord: DiscordAnswers) -> None:
    done = run("setup", "discord", "--message-content", "on", given=f"{TOKEN}\n")
    assert [name for name in INTENTS if f"{name}: on" in done.output] == [MESSAGE_CONTENT]


def test_the_help_of_the_commands_loads_no_library_of_discord() -> None:
    code = (
        "import sys; from adapters.cli import main; main(['setup', 'discord', '--help']); main(['--help']);"
        "sys.exit(bool({'discord', 'aiohttp'} & set(sys.modules)))"
    )
    done = subprocess.run([command()[0], "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
