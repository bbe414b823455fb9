"""`tutor try`: two people can learn at once after one command, and again after a restart."""

import os
import re
import signal
import socket
import sqlite3
import stat
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Run, said
from tests.cli.processes import Process, running

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/([\w-]+)/")

posix = pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")


def address_of(process: Process) -> str:
    """The address that it prints once the page can be fetched."""
    found = ADDRESS.search(process.out.until("The classroom is open"))
    assert found is not None
    return found[0]


def fetch(address: str) -> tuple[int, str]:
    """Status and text of a page on this machine."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 -- loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


@posix
def test_the_classroom_opens_says_what_to_try_and_closes_politely(environment: dict[str, str]) -> None:
    with running(environment, "try") as classroom:
        address = address_of(classroom)
        status, page = fetch(address)
        classroom.out.until("3. ")
        stopping = time.monotonic()
        assert classroom.stop(signal.SIGINT) == 130
        assert time.monotonic() - stopping < 5
        classroom.out.until("everything is saved")
    assert status == 200
    assert "Tiny numbers" in page
    assert [line[:2] for line in classroom.out.text.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]


@posix
def test_the_token_survives_a_restart_and_only_its_owner_can_read_it(environment: dict[str, str]) -> None:
    addresses = []
    for _ in range(2):
        with running(environment, "try") as classroom:
            addresses.append(ADDRESS.search(address_of(classroom)))
            assert classroom.stop() == 0
    first, second = addresses
    assert first is not None
    assert second is not None
    assert first[2] == second[2]
    token = Path(environment["TUTOR_DATA"]) / "token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600


def test_nothing_is_served_without_the_token(environment: dict[str, str]) -> None:
    with running(environment, "try") as classroom:
        address = address_of(classroom)
        assert fetch(re.sub(r"/[\w-]+/$", "/", address))[0] == 404
        assert fetch(address.replace("127.0.0.1", "localhost"))[0] == 200


def test_a_second_classroom_on_one_database_is_told_where_the_first_one_is(environment: dict[str, str]) -> None:
    with running(environment, "try") as first:
        address = address_of(first)
        with running(environment, "try") as second:
            second.err.until("is used by another tutor")
            second.err.until(address)
            assert second.ends() == 1


def test_a_taken_port_is_passed_over_and_one_that_was_asked_for_is_told(environment: dict[str, str], run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("try", "--port", str(port))
        assert done.exit_code == 1
        assert said(done, f"Port {port} of 127.0.0.1 is taken", "--port ")
        with running({**environment, "TUTOR_PORT": str(port)}, "try") as classroom:
            assert f":{port}/" not in address_of(classroom)


def test_a_course_with_faults_stays_out_and_the_others_are_taught(environment: dict[str, str], courses: Path) -> None:
    (courses / "odd").mkdir()
    (courses / "odd" / "course.yaml").write_text("id: odd\n", "utf-8")
    with running(environment, "try") as classroom:
        classroom.err.until("stays out: tutor check")
        assert "Tiny numbers" in fetch(address_of(classroom))[1]


@pytest.fixture
def database(environment: dict[str, str]) -> Path:
    """A database with one table that must not get lost."""
    folder = Path(environment["TUTOR_DATA"])
    folder.mkdir()
    file = folder / "tutor.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE kept (answer TEXT)")
    connection.close()
    return file


def test_a_foreign_database_is_refused_and_left_as_it_is(run: Run, database: Path) -> None:
    before = database.read_bytes()
    done = run("try")
    assert done.exit_code == 1
    assert said(done, "is not a database of this program", "Give the tutor")
    assert database.read_bytes() == before


def test_fresh_asks_and_leaves_everything_when_the_answer_is_no(run: Run, database: Path) -> None:
    done = run("try", "--fresh", given="n\n")
    assert said(done, "Begin anew?", "Nothing was changed.")
    assert [path.name for path in database.parent.glob("tutor*.db")] == ["tutor.db"]


def test_fresh_keeps_the_old_database_under_another_name(environment: dict[str, str], database: Path) -> None:
    before = database.read_bytes()
    with running(environment, "try", "--fresh", "--yes") as classroom:
        kept = Path(classroom.out.until("conversations so far").rstrip(".\n").partition(" are in ")[2])
        address_of(classroom)
    assert kept.read_bytes() == before


@pytest.mark.parametrize("words", [("try",), ("run",), ("chat",)])
def test_a_data_folder_that_takes_nothing_is_told_with_its_cure(
    run: Run, environment: dict[str, str], words: tuple[str, ...]
) -> None:
    Path(environment["TUTOR_DATA"]).write_text("a file where the folder should be", "utf-8")
    done = run(*words)
    assert done.exit_code == 1
    assert said(done, "The data folder", "cannot be written to", "TUTOR_DATA")


@pytest.mark.parametrize("words", [("try",), ("chat",), ("bench",)])
def test_no_course_at_all_is_told_with_its_cure(run: Run, courses: Path, words: tuple[str, ...]) -> None:
    (courses / "tiny" / "course.yaml").unlink()
    done = run(*words)
    assert done.exit_code == 1
    assert said(done, "No course is in", "holds such folders")
