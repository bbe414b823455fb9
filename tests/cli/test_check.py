"""`tutor check`: every finding with its place, figures after it, and exit codes that a script can use."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run, said

FINDING = re.compile(r"^(.+?):(\d+):(\d+): (.+) -- (.+)$", re.MULTILINE)


def test_a_course_with_nothing_to_mend_ends_with_0_and_its_figures(run: Run, courses: Path) -> None:
    done = run("check", str(courses / "tiny"))
    assert done.exit_code == 0, done.output
    assert said(
        done, "Unit sums", "told not yet", "add ", "evidence", "carry ", "1 course, 1 unit: no faults, no warnings"
    )


def test_every_fault_has_file_line_column_what_and_cure_and_the_exit_code_is_1(run: Run, courses: Path) -> None:
    unit = courses / "tiny" / "sums.yaml"
    unit.write_text(
        unit.read_text("utf-8").replace("kind: number", "knd: number").replace("can: I can add", "can: "), "utf-8"
    )
    done = run("check", str(courses))
    assert done.exit_code == 1
    found = FINDING.findall(done.output)
    assert len(found) >= 3, "all of a file at once"
    assert {file for file, *_ in found} == {unit.as_posix()}


def test_a_warning_is_named_as_one_and_keeps_nothing_from_being_used(run: Run, courses: Path) -> None:
    unit = courses / "tiny" / "sums.yaml"
    unit.write_text(unit.read_text("utf-8").replace("Begin at {a}.", "It is {a + b}."), "utf-8")
    done = run("check", str(courses))
    assert done.exit_code == 0
    assert "sums.yaml:" in done.output
    assert " warning: " in done.output


@pytest.mark.parametrize(
    ("path", "sentence", "cure"),
    [
        ("nowhere", "There is no folder", "Look at how it is written"),
        ("courses/tiny/course.yaml", "is a file", "name "),
        (".", "No course is in", "holds such folders"),
    ],
)
def test_a_path_without_a_course_is_one_sentence_and_its_cure(
    run: Run, courses: Path, path: str, sentence: str, cure: str
) -> None:
    done = run("check", str(courses.parent / path))
    assert done.exit_code == 1
    assert said(done, sentence, cure)
    assert done.stdout == ""


def test_no_path_is_wrong_usage(run: Run) -> None:
    assert run("check").exit_code == 2


def test_the_schemas_are_written_beside_the_courses(run: Run, courses: Path) -> None:
    done = run("check", "--schema")
    assert done.exit_code == 0
    written = {path.name for path in (courses / "schema").iterdir()}
    assert written == {"course.schema.json", "unit.schema.json"}
    for name in written:
        assert json.loads((courses / "schema" / name).read_text("utf-8"))["$schema"].startswith("https://")


def test_the_same_course_named_twice_is_checked_once(run: Run, courses: Path) -> None:
    done = run("check", str(courses), str(courses / "tiny"))
    assert said(done, "1 course, 1 unit")
