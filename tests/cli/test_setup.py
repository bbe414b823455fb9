"""`tutor setup slack`: leads to an app that works, saves what Slack took and nothing else, and shows no token."""

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.commands.env_file import read_env
from adapters.settings import Settings
from adapters.slack.manifest import creation_link, manifest
from tests.cli.conftest import ROOT, Done, Run, command, in_order, said
from tests.cli.slack_answers import APP_TOKEN, BOT_TOKEN, SECRET, SlackAnswers, nothing_of_slack, slack_answers

WRONG = "xoxb-7777-of-yesterday"


@pytest.fixture
def slack(environment: dict[str, str], tmp_path: Path) -> Iterator[SlackAnswers]:
    """A Slack for this test's `tutor`, which has nothing of it yet."""
    nothing_of_slack(environment, tmp_path / "settings.env")
    with slack_answers() as answers:
        environment["SLACK_API_URL"] = answers.api_url
        yield answers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file that it saves to."""
    return tmp_path / "settings.env"


def shows_no_token(done: Done) -> bool:
    return not any(token in done.output for token in (BOT_TOKEN, APP_TOKEN, SECRET, WRONG))


def test_by_socket_it_leads_from_the_app_to_the_first_class(
    run: Run, slack: SlackAnswers, environment: dict[str, str], file: Path
) -> None:
    done = run("setup", "slack", given=f"\n{BOT_TOKEN}\n{APP_TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(
        done,
        *("How shall Slack and this machine talk?", "socket", "http"),
        *("1. Make the app", creation_link(manifest(transport="socket")), "2. ", "Install to Workspace", "3. "),
        *("OAuth & Permissions", "App-Level Tokens", "connections:write"),
        *(
            "Slack knows it: tutor in the workspace Hill School.",
            "Saved in",
            "Next:",
            "tutor run",
            "/invite",
            "/tutor class",
        ),
    )
    assert shows_no_token(done)
    settings = Settings.from_env(read_env(file)).slack
    assert settings is not None
    assert (settings.bot_token, settings.app_token, settings.transport) == (BOT_TOKEN, APP_TOKEN, "socket")
    assert settings.api_url == slack.api_url
    kept = json.loads((Path(environment["TUTOR_DATA"]) / "slack-manifest.json").read_text("utf-8"))
    assert kept == manifest(transport="socket")


def test_by_http_it_asks_for_the_public_address_and_the_signing_secret(
    run: Run, slack: SlackAnswers, environment: dict[str, str], file: Path
) -> None:
    done = run("setup", "slack", given=f"http\nhttps://tutor.school.org/\n{BOT_TOKEN}\n{SECRET}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "The public address", "Signing Secret", "Saved in", "tutor run --port 8000", "verify")
    assert shows_no_token(done)
    settings = Settings.from_env(read_env(file)).slack
    assert settings is not None
    assert (settings.signing_secret, settings.transport) == (SECRET, "http")
    kept = json.loads((Path(environment["TUTOR_DATA"]) / "slack-manifest.json").read_text("utf-8"))
    assert kept["settings"]["event_subscriptions"]["request_url"] == "https://tutor.school.org/slack/events"
    assert slack.asked == ["auth.test"]


def test_with_all_in_the_environment_nothing_is_asked(
    slack: SlackAnswers, environment: dict[str, str], file: Path
) -> None:
    named = {**environment, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
    done = subprocess.run(
        command("setup", "slack"),
        cwd=ROOT,
        env=named,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert in_order(done.stdout, ["Hill School", "Saved in", "Next:"])
    assert "Make the app" not in done.stdout
    assert not any(token in done.stdout + done.stderr for token in (BOT_TOKEN, APP_TOKEN))
    assert slack.asked == ["auth.test", "apps.connections.open"]
    assert read_env(file)["SLACK_APP_TOKEN"] == APP_TOKEN


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its rights elsewhere")
def test_only_its_owner_can_read_what_is_saved(run: Run, slack: SlackAnswers, file: Path) -> None:
    run("setup", "slack", given=f"\n{BOT_TOKEN}\n{APP_TOKEN}\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_wrong_token_can_be_given_again(run: Run, slack: SlackAnswers, file: Path) -> None:
    done = run("setup", "slack", given=f"\n{WRONG}\n{BOT_TOKEN}\nxapp-of-yesterday\n{APP_TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(
        done,
        *("Slack does not know this token (invalid_auth).", "OAuth & Permissions", "Slack knows it"),
        *("Slack does not know this token (invalid_auth).", "App-Level Tokens", "Saved in"),
    )
    assert shows_no_token(done)
    assert read_env(file)["SLACK_BOT_TOKEN"] == BOT_TOKEN


def test_after_three_wrong_tokens_it_ends_and_saves_nothing(run: Run, slack: SlackAnswers, file: Path) -> None:
    done = run("setup", "slack", given=f"\n{WRONG}\n{WRONG}\n{WRONG}\n{BOT_TOKEN}\n{APP_TOKEN}\n")
    assert done.exit_code == 1
    assert said(done, "Bot token: Slack does not know this token (invalid_auth). Nothing was saved.\nCopy it once more")
    assert shows_no_token(done)
    assert slack.asked == ["auth.test"] * 3
    assert not file.exists()


def test_a_wrong_token_in_the_environment_ends_it_at_once(
    run: Run, slack: SlackAnswers, environment: dict[str, str], file: Path
) -> None:
    environment.update(SLACK_BOT_TOKEN=WRONG, SLACK_APP_TOKEN=APP_TOKEN)
    done = run("setup", "slack")
    assert done.exit_code == 1
    assert said(done, "SLACK_BOT_TOKEN of the environment: Slack does not know this token")
    assert shows_no_token(done)
    assert slack.asked == ["auth.test"]
    assert not file.exists()


@pytest.mark.parametrize("token", ["xoxb-\x1b[31m", "two words", "xoxb-ключ"])
def test_what_cannot_be_a_token_is_not_sent(run: Run, slack: SlackAnswers, token: str) -> None:
    done = run("setup", "slack", given=f"\n{token}\n" * 3)
    assert done.exit_code == 1
    assert said(done, "It does not look like Slack's own", "This is none")
    assert slack.asked == []


def test_a_token_of_another_form_is_told_and_tried(run: Run, slack: SlackAnswers) -> None:
    done = run("setup", "slack", given=f"\nxoxp-1\n{BOT_TOKEN}\n{APP_TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "It does not look like Slack's own; expected: OAuth & Permissions", "(invalid_auth)", "Saved in")


@pytest.mark.parametrize(
    ("status", "told"),
    [(429, ("Slack was asked too often.", "Try again in 7 seconds.")), (503, ("Slack cannot be reached (HTTP 503)",))],
)
def test_a_slack_that_cannot_answer_ends_it_at_once(
    run: Run, slack: SlackAnswers, file: Path, status: int, told: tuple[str, ...]
) -> None:
    slack.status = status
    done = run("setup", "slack", given=f"\n{BOT_TOKEN}\n{APP_TOKEN}\n")
    assert done.exit_code == 1
    assert said(done, *told)
    assert len(slack.asked) == 1
    assert not file.exists()


def test_a_machine_without_a_network_is_told_so(
    run: Run, slack: SlackAnswers, environment: dict[str, str], file: Path
) -> None:
    environment["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    done = run("setup", "slack", given=f"\n{BOT_TOKEN}\n")
    assert done.exit_code == 1
    assert said(
        done, "Slack cannot be reached (ClientConnectorError). Nothing was saved.\nSee that this machine may call"
    )
    assert not file.exists()


def test_scopes_that_were_not_granted_are_named_with_the_cure(run: Run, slack: SlackAnswers) -> None:
    slack.scopes = "chat:write,commands,im:history,im:write,channels:read,groups:read,users:read"
    done = run("setup", "slack", given=f"\n{BOT_TOKEN}\n{APP_TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "Scopes are missing: files:write, groups:history.", "reinstall the app", "Saved in")


def test_a_slack_that_does_not_say_what_was_granted_is_believed(run: Run, slack: SlackAnswers) -> None:
    slack.scopes = None
    assert "missing" not in run("setup", "slack", given=f"\n{BOT_TOKEN}\n{APP_TOKEN}\n").output


def test_the_second_time_enter_keeps_what_there_is_and_all_else_stays(
    run: Run, slack: SlackAnswers, file: Path
) -> None:
    mine = "# my own\nTUTOR_PORT=9000\n"
    file.write_text(f"{mine}SLACK_BOT_TOKEN={BOT_TOKEN}\n", "utf-8")
    done = run("setup", "slack", given=f"\n\n{APP_TOKEN}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "Bot token (Enter keeps the one you have)")
    assert shows_no_token(done)
    assert file.read_text("utf-8").startswith(f"{mine}SLACK_BOT_TOKEN={BOT_TOKEN}\n")
    assert read_env(file)["SLACK_APP_TOKEN"] == APP_TOKEN


def test_the_second_time_the_transport_of_the_first_is_offered(run: Run, slack: SlackAnswers, file: Path) -> None:
    file.write_text("SLACK_TRANSPORT=http\n", "utf-8")
    done = run("setup", "slack", given=f"\nhttps://tutor.school.org\n{BOT_TOKEN}\ntwo words\n{SECRET}\n")
    assert done.exit_code == 0, done.output
    assert said(done, "Transport [http]", "Signing secret", "This is none", "Saved in")
    assert read_env(file)["SLACK_SIGNING_SECRET"] == SECRET


def test_where_nobody_answers_it_says_what_to_set(run: Run, slack: SlackAnswers, file: Path) -> None:
    done = run("setup", "slack", given="\n")
    assert done.exit_code == 1
    assert said(done, "nobody answered. Nothing was saved.", "set SLACK_BOT_TOKEN and SLACK_APP_TOKEN")
    assert not file.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--transport", "http", "--address", "http://tutor.school.org"),  # Slack sends to https alone
        ("--transport", "http", "--address", "tutor.school.org"),
        ("--transport", "socket", "--address", "https://tutor.school.org"),
        ("--transport", "http", "--manifest"),
        ("--transport", "pigeon"),
    ],
)
def test_an_address_that_makes_no_sense_is_wrong_usage(run: Run, slack: SlackAnswers, words: tuple[str, ...]) -> None:
    assert run("setup", "slack", *words).exit_code == 2


@pytest.mark.parametrize(("name", "text"), [("SLACK_TRANSPORT", "pigeon"), ("SLACK_API_URL", "http://school.org/api/")])
def test_a_setting_of_slack_that_cannot_be_used_is_wrong_usage(
    run: Run, slack: SlackAnswers, environment: dict[str, str], name: str, text: str
) -> None:
    environment[name] = text
    done = run("setup", "slack", given=f"\n{BOT_TOKEN}\n")
    assert done.exit_code == 2
    assert said(done, name)
    assert slack.asked == []


def test_the_manifest_alone_can_be_printed(run: Run, slack: SlackAnswers) -> None:
    done = run("setup", "slack", "--manifest")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == manifest(transport="socket")
    assert slack.asked == []


def test_a_platform_half_set_up_stops_the_service_and_not_the_courses(
    run: Run, slack: SlackAnswers, environment: dict[str, str], file: Path
) -> None:
    file.write_text(f"SLACK_BOT_TOKEN={BOT_TOKEN}\n", "utf-8")
    refused = run("run")
    assert refused.exit_code == 2
    assert said(refused, "SLACK_APP_TOKEN is missing", "tutor setup slack")
    assert shows_no_token(refused)
    assert run("setup").exit_code == 0
    assert run("check", environment["TUTOR_COURSES"]).exit_code == 0


def test_a_file_that_cannot_be_read_is_told(run: Run, slack: SlackAnswers, file: Path) -> None:
    file.write_bytes(b"TUTOR_TEACHER=\xff\n")
    done = run("setup")
    assert done.exit_code == 1
    assert said(done, "settings.env cannot be read (it is not UTF-8).", "TUTOR_ENV")


def test_the_environment_wins_over_the_file(
    run: Run, slack: SlackAnswers, environment: dict[str, str], file: Path
) -> None:
    file.write_text("TUTOR_PORT=ninety\n", "utf-8")
    assert said(run("setup"), "TUTOR_PORT is 'ninety'")
    environment["TUTOR_PORT"] = "9000"
    assert run("setup").exit_code == 0
