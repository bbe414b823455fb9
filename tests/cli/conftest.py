"""What the tests of the command line share: a small course on the disk, and a `tutor` that keeps its things apart."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapters.cli import main
from tests.dialogue.classroom import COURSE, unit_file

ROOT = Path(__file__).resolve().parent.parent.parent
Run = Callable[..., "Done"]


def write_courses(folder: Path) -> Path:
    """A folder of courses with one course in it, `tiny`, that has nothing to mend."""
    tiny = folder / "tiny"
    tiny.mkdir(parents=True)
    course = COURSE.replace("units: [sums, doubles, extras]", "units: [sums]").replace("requires: {extras: [sums]}", "")
    (tiny / "course.yaml").write_text(course, "utf-8")
    (tiny / "sums.yaml").write_bytes(unit_file("sums", ("add", "carry")))
    return folder


def environment_of(folder: Path) -> dict[str, str]:
    """The environment of a `tutor` that keeps its data and courses below `folder`."""
    own = {"TUTOR_DATA": str(folder / "data"), "TUTOR_COURSES": str(folder / "courses"), "TUTOR_DATABASE": ""}
    own["TUTOR_ENV"] = str(folder / "tutor.env")  # a developer's own tokens are none of the tests'
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DISCORD_"))}
    return {**kept, **own, "CI": "true", "PYTHONUTF8": "1"}


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """The folder of courses of this test."""
    return write_courses(tmp_path / "courses")


@pytest.fixture
def environment(tmp_path: Path, courses: Path) -> dict[str, str]:
    """The environment of a `tutor` whose data and courses are this test's own."""
    return environment_of(tmp_path)


@dataclass(frozen=True)
class Done:
    """What a command came to. output: stdout and stderr as they came."""

    exit_code: int
    stdout: str
    output: str


@pytest.fixture
def run(environment: dict[str, str]) -> Iterator[Run]:
    """Run one command in this process, as `tutor WORDS...` would."""
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def invoke(*words: str, given: str | bytes = "") -> Done:
        with CliRunner(env=environment).isolation(input=given) as (stdout, _, output):
            try:
                code = main(words)
            except SystemExit as stop:  # what click makes of a pipe that closed
                code = int(stop.code or 0)
            sys.stdout.flush()
            sys.stderr.flush()
            return Done(code, stdout.getvalue().decode(), output.getvalue().decode())

    yield invoke
    root.handlers[:], root.level = before


def command(*words: str) -> list[str]:
    """The command line of a real `tutor` process."""
    return [sys.executable, "-c", "import sys; from adapters.cli import main; sys.exit(main())", *words]


def lines(*objects: object) -> str:
    """JSON lines."""
    return "".join(f"{json.dumps(one)}\n" for one in objects)


def said(result: Done, *parts: str) -> bool:
    """Whether each part was said, in this order."""
    return in_order(result.output, parts)


def in_order(text: str, parts: Sequence[str]) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
