"""What the tests of the command line share: a small course on the disk, and a `tutor` that keeps its things apart."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.cli import tutor
from tests.dialogue.classroom import COURSE, unit_file

ROOT = Path(__file__).resolve().parent.parent.parent
Run = Callable[..., Result]

TRANSCRIPT = """\
course: tiny
student: Ada

< Hi Ada. ...
...
= welcome

> where am I
...
"""


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """A folder of courses with one course in it, `tiny`, that has nothing to mend."""
    tiny = tmp_path / "courses" / "tiny"
    tiny.mkdir(parents=True)
    (tiny / "course.yaml").write_text(
        COURSE.replace("units: [sums, doubles, extras]\nrequires: {extras: [sums]}", "units: [sums]"), "utf-8"
    )
    (tiny / "sums.yaml").write_bytes(unit_file("sums", ("add", "carry")))
    return tiny.parent


@pytest.fixture
def environment(tmp_path: Path, courses: Path) -> dict[str, str]:
    """The environment of a `tutor` whose data and courses are the test's own."""
    own = {"TUTOR_DATA": str(tmp_path / "data"), "TUTOR_COURSES": str(courses), "TUTOR_DATABASE": "", "CI": "true"}
    return {**os.environ, **own, "PYTHONUTF8": "1"}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run one command in this process. What it says on stdout and stderr is in `output`."""

    def invoke(*words: str, given: str | bytes = "") -> Result:
        return CliRunner(env=environment).invoke(tutor, words, input=given)

    return invoke


def command(*words: str) -> list[str]:
    """The command line of a real `tutor` process."""
    return [sys.executable, "-c", "import sys; from adapters.cli import main; sys.exit(main())", *words]


def lines(*objects: object) -> str:
    """JSON lines."""
    return "".join(f"{json.dumps(one)}\n" for one in objects)


def said(result: Result, *parts: str) -> bool:
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
