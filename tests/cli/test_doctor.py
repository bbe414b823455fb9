"""`tutor doctor`: says what is broken and how to mend it, and changes nothing."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run, command, environment_of, in_order, said, write_courses
from tests.cli.discord_answers import APPLICATION, TOKEN, DiscordAnswers, discord_answers, nothing_of_discord
from tests.cli.processes import running
from tests.cli.slack_answers import APP_TOKEN, BOT_TOKEN, SECRET, SlackAnswers, nothing_of_slack, slack_answers
from tests.cli.test_chat import chat
from tests.store import postgres


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a class in which somebody has learned; made once, and copied."""
    folder = tmp_path_factory.mktemp("learned")
    write_courses(folder / "courses")
    done = chat(environment_of(folder), "Start\nGo\n5\n", "--name", "Ada")
    assert done.returncode == 0, done.stderr
    return folder / "data" / "tutor.db"


@pytest.fixture
def database(environment: dict[str, str], learned: Path) -> Path:
    """A copy of that database, where this test's `tutor` looks for it."""
    folder = Path(environment["TUTOR_DATA"])
    folder.mkdir()
    return Path(shutil.copy(learned, folder / "tutor.db"))


def change(database: Path, statement: str) -> None:
    """Change a database behind the tutor's back."""
    connection = sqlite3.connect(database)
    connection.execute(statement)
    connection.commit()
    connection.close()


def rows(database: Path) -> list[str]:
    """Everything in a database, as statements."""
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_on_a_new_machine_everything_works_and_nothing_is_made(run: Run, environment: dict[str, str]) -> None:
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(
        done, "ok    Python", "SQLite", "will be made by the first start", "ok    courses: tiny", "Everything works."
    )
    assert not Path(environment["TUTOR_DATA"]).exists()


def test_a_database_in_order_is_whole_sent_and_as_its_journal_gives_it(run: Run, database: Path) -> None:
    before = rows(database)
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, "is whole", "the newest", "every letter has left", "1 enrollment, each as its journal gives it")
    assert rows(database) == before


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE enrollments SET turn = turn + 1", "1 of 1 enrollment differ"),
        ("DELETE FROM facts", "1 of 1 enrollment differ"),
        ("UPDATE tutor_version SET version_num = '9999'", "is at revision 9999"),
        ("PRAGMA application_id = 7", "of another program"),
    ],
)
def test_what_was_changed_behind_its_back_is_told(run: Run, database: Path, statement: str, told: str) -> None:
    change(database, statement)
    done = run("doctor")
    assert done.exit_code == 1
    assert said(done, "mend  database", told, "1 to mend" if "of 1" not in told else "2 to mend")


def test_a_damaged_database_is_told_and_left_as_it_is(run: Run, database: Path) -> None:
    whole = database.read_bytes()
    broken = whole[:4096] + os.urandom(len(whole) - 4096)
    database.write_bytes(broken)
    done = run("doctor")
    assert done.exit_code == 1
    assert said(done, "mend  database", "damaged")
    assert database.read_bytes() == broken


def test_a_file_that_is_no_database_is_told(run: Run, database: Path) -> None:
    database.write_text("my notes", "utf-8")
    assert said(run("doctor"), "mend  database", "is no SQLite database")


def test_a_database_in_use_is_looked_at_from_outside(run: Run, environment: dict[str, str], database: Path) -> None:
    with running(environment, "try") as classroom:
        classroom.out.until("The classroom is open")
        done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, "is whole", "note  database: a tutor is using it now")


def test_a_course_with_faults_is_to_mend(run: Run, courses: Path) -> None:
    (courses / "tiny" / "sums.yaml").write_text("id: sums\n", "utf-8")
    done = run("doctor")
    assert done.exit_code == 1
    assert said(done, "mend  courses: tiny: ", "tutor check")


def test_an_empty_file_and_a_first_start_that_was_cut_off_are_no_trouble(run: Run, environment: dict[str, str]) -> None:
    folder = Path(environment["TUTOR_DATA"])
    folder.mkdir()
    connection = sqlite3.connect(folder / "tutor.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, "database: empty; the first start makes its tables")


@pytest.fixture
def slack(environment: dict[str, str], tmp_path: Path) -> Iterator[SlackAnswers]:
    """A Slack, and a `tutor` that is set up for it."""
    nothing_of_slack(environment, tmp_path / "settings.env")
    with slack_answers() as answers:
        environment.update(SLACK_API_URL=answers.api_url, SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN=APP_TOKEN)
        yield answers


def test_a_workspace_that_is_set_up_is_asked_and_nothing_is_written_to_it(run: Run, slack: SlackAnswers) -> None:
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, "ok    Slack: tutor in the workspace Hill School", "ok    Slack: Socket Mode opens connections")
    assert sorted(slack.asked) == ["apps.connections.open", "auth.test"]


def test_without_slack_nothing_is_asked_and_the_cure_is_told(
    run: Run, slack: SlackAnswers, environment: dict[str, str]
) -> None:
    environment["SLACK_BOT_TOKEN"] = ""
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, "note  Slack: not set up", "tutor setup slack")
    assert slack.asked == []


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-old"}, ("mend  Slack: the bot token: Slack does not know", "OAuth & Permissions")),
        ({"SLACK_APP_TOKEN": "xapp-old"}, ("ok    Slack: tutor in", "the app-level token: Slack does not know")),
        ({"SLACK_APP_TOKEN": ""}, ("mend  Slack: SLACK_APP_TOKEN is missing", "tutor setup slack")),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, ("mend  Slack: Slack cannot be reached", "may call")),
        ({"SLACK_TRANSPORT": "pigeon"}, ("mend  Slack: SLACK_TRANSPORT is 'pigeon'", "socket or http")),
    ],
)
def test_what_is_amiss_with_slack_is_to_mend(
    run: Run, slack: SlackAnswers, environment: dict[str, str], named: dict[str, str], told: tuple[str, ...]
) -> None:
    environment.update(named)
    done = run("doctor")
    assert done.exit_code == 1
    assert said(done, *told, "1 to mend")
    assert not any(token in done.output for token in (BOT_TOKEN, APP_TOKEN, "xoxb-old", "xapp-old"))


def test_scopes_that_were_not_granted_are_to_mend(run: Run, slack: SlackAnswers) -> None:
    slack.scopes = "chat:write"
    done = run("doctor")
    assert done.exit_code == 1
    assert said(done, "mend  Slack: scopes are missing: channels:read, commands, files:write", "reinstall the app")


def test_over_http_only_the_bot_token_can_be_tried(run: Run, slack: SlackAnswers, environment: dict[str, str]) -> None:
    environment.update(SLACK_TRANSPORT="http", SLACK_SIGNING_SECRET=SECRET)
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, "ok    Slack: tutor in", "HTTP: Slack is expected at /slack/events")
    assert slack.asked == ["auth.test"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its rights elsewhere")
def test_tokens_that_others_can_read_are_to_mend(run: Run, slack: SlackAnswers, tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text(f"SLACK_BOT_TOKEN={BOT_TOKEN}\n", "utf-8")
    file.chmod(0o644)
    done = run("doctor")
    assert done.exit_code == 1
    assert said(done, "mend  settings:", "others can read it", f"chmod 600 {file}", "1 to mend")


@pytest.fixture
def discord(environment: dict[str, str], tmp_path: Path) -> Iterator[DiscordAnswers]:
    """A Discord, and a `tutor` that is set up for it."""
    nothing_of_discord(environment, tmp_path / "settings.env")
    with discord_answers() as answers:
        environment.update(DISCORD_API_URL=answers.api_url, DISCORD_TOKEN=TOKEN)
        yield answers


def test_a_discord_that_is_set_up_is_asked(run: Run, discord: DiscordAnswers) -> None:
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, f"ok    Discord: Tutor, application {APPLICATION}\n")
    assert done.output.count("Discord:") == 1  # nothing else is worth knowing


def test_without_discord_nothing_is_asked_and_the_cure_is_told(
    run: Run, discord: DiscordAnswers, environment: dict[str, str]
) -> None:
    environment["DISCORD_TOKEN"] = ""
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, "note  Discord: not set up", "tutor setup discord")
    assert discord.asked == []


ON, PART = {"DISCORD_MESSAGE_CONTENT": "on"}, {"DISCORD_SHARDS": "0", "DISCORD_SHARD_COUNT": "2"}


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"DISCORD_TOKEN": "of.an.other"}, ("mend  Discord: Discord does not know this token (401)", "Reset Token")),
        ({"DISCORD_TOKEN": "two words"}, ("mend  Discord: DISCORD_TOKEN holds a space", "tutor setup discord")),
        ({"DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}, ("mend  Discord: Discord cannot be reached", "may call")),
        ({"DISCORD_MESSAGE_CONTENT": "yes"}, ("mend  Discord: DISCORD_MESSAGE_CONTENT is 'yes'", "Write on or off")),
        (
            ON,
            ("ok    Discord: Tutor", "mend  Discord: DISCORD_MESSAGE_CONTENT is on, and the", "(4014)", "Switch it on"),
        ),
        ({"DISCORD_SHARDS": "0"}, ("mend  Discord: DISCORD_SHARD_COUNT is missing", "Write how many")),
        (PART, ("mend  Discord: shards here: 0 of 2; the others need the same", "TUTOR_DATABASE=postgresql://")),
    ],
)
def test_what_is_amiss_with_discord_is_to_mend(
    run: Run, discord: DiscordAnswers, environment: dict[str, str], named: dict[str, str], told: tuple[str, ...]
) -> None:
    environment.update(named)
    done = run("doctor")
    assert done.exit_code == 1
    assert said(done, *told, "1 to mend")
    assert not any(token in done.output for token in (TOKEN, "of.an.other", "two words"))


@pytest.mark.parametrize(
    ("named", "flags", "is_public", "told"),
    [
        (ON, 1 << 19, False, ("ok    Discord: what is typed in private threads is read",)),
        ({}, 1 << 19, False, ("note  Discord: the Message Content Intent is on", "Switch it off")),
        (ON, 1 << 18 | 1 << 14, False, ("note  Discord: the Server Members Intent is on", "Switch it off")),
        ({}, 0, True, ("note  Discord: Public Bot is on", "Install Link: None")),
        ({"DISCORD_SHARDS": "0-1", "DISCORD_SHARD_COUNT": "2"}, 0, False, ("ok    Discord: shards here: 0, 1 of 2",)),
        ({"DISCORD_SHARD_COUNT": "2"}, 0, False, ("ok    Discord: shards here: all of 2",)),
    ],
)
def test_what_is_worth_knowing_of_discord_stops_nothing(
    run: Run,
    discord: DiscordAnswers,
    environment: dict[str, str],
    named: dict[str, str],
    flags: int,
    told: tuple[str, ...],
    *,
    is_public: bool,
) -> None:
    environment.update(named)
    discord.flags, discord.is_public = flags, is_public
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert said(done, f"Discord: Tutor, application {APPLICATION}", *told, "Everything works.")


@pytest.mark.postgres
def test_a_class_on_postgresql_is_looked_at_the_same_way(environment: dict[str, str], courses: Path) -> None:
    with postgres.running() as address:
        on_postgres = {**environment, "TUTOR_DATABASE": postgres.fresh_database(address)}
        empty, _, learned = look(on_postgres), chat(on_postgres, "Start\nGo\n5\n", "--name", "Ada"), look(on_postgres)
    assert in_order(empty.stdout, ["answers", "empty; the first start makes its tables"])
    assert in_order(
        learned.stdout, ["the newest", "every letter has left", "1 enrollment, each as its journal gives it"]
    )
    assert (empty.returncode, learned.returncode) == (0, 0)


def look(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`tutor doctor` in a process of its own."""
    return subprocess.run(
        command("doctor"), cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
