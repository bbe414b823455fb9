"""`tutor play`: what is true passes, what is not is shown with its line, and the other files are played as well."""

from pathlib import Path

import pytest

from bot.curriculum.course import Course
from bot.curriculum.folder import read_course
from tests.cli.conftest import ROOT, Run, said
from tests.dialogue.classroom import tiny_course

TRUE = """\
course: tiny
student: Ada

< Hi Ada. ...
...
= welcome

> where am I
...
= welcome
"""


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """A transcript of the course `tiny` that is true."""
    path = tmp_path / "begin.txt"
    path.write_text(TRUE, "utf-8")
    return path


def test_a_true_transcript_ends_with_0(run: Run, transcript: Path) -> None:
    done = run("play", str(transcript))
    assert (done.exit_code, done.output) == (0, "1 transcript: all as written\n")


def test_a_difference_is_shown_with_its_line_what_was_expected_and_what_came(run: Run, transcript: Path) -> None:
    transcript.write_text(TRUE.replace("> where am I\n...", "> where am I\n< Good morning"), "utf-8")
    done = run("play", str(transcript))
    assert done.exit_code == 1
    assert said(done, "begin.txt", "line 8", "expected:", "< Good morning", "came:", "1 transcript: 1 to mend")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"> hello\n", "line 1: no course is named"),
        (b"course: tiny\nhello\n", "line 2: 'hello' begins with no mark"),
        (b"course: nowhere\n> hello\n", "there is no course 'nowhere' beside it or in"),
        (b"course: tiny\n> @maybe\n", "line 2: '@maybe' is unknown"),
        (b"course: tiny\n> \xff\n", "byte 16 is no UTF-8"),
        (b"#" * 1_000_001, "more than 1,000,000 bytes"),
        (None, "no such file"),
    ],
)
def test_a_file_that_cannot_be_played_is_told_and_the_next_one_is_played(
    run: Run, tmp_path: Path, transcript: Path, text: bytes | None, told: str
) -> None:
    other = tmp_path / "another.txt"
    if text is not None:
        other.write_bytes(text)
    done = run("play", str(other), str(transcript))
    assert done.exit_code == 1
    assert said(done, "another.txt: ", told, "2 transcripts: 1 to mend")


def test_a_folder_stands_for_its_transcripts(run: Run, transcript: Path) -> None:
    done = run("play", str(transcript.parent))
    assert (done.exit_code, done.output) == (0, "1 transcript: all as written\n")


def test_writing_makes_a_transcript_true(run: Run, transcript: Path) -> None:
    transcript.write_text("course: tiny\nstudent: Ada\n\n> where am I\n< Something else\n", "utf-8")
    assert run("play", "--write", str(transcript)).exit_code == 0
    written = transcript.read_text("utf-8")
    assert "Something else" not in written
    assert written.startswith("course: tiny\nstudent: Ada\n")
    assert run("play", str(transcript)).exit_code == 0, written


def test_no_file_is_wrong_usage(run: Run) -> None:
    assert run("play").exit_code == 2


def test_the_course_beside_a_transcript_goes_before_the_others(run: Run, transcript: Path, courses: Path) -> None:
    (courses / "tiny").rename(transcript.parent / "tiny")
    assert run("play", str(transcript)).exit_code == 0


def test_the_transcripts_of_the_tests_are_true_on_the_command_line_too(run: Run) -> None:
    beside = ROOT / "tests" / "transcripts"
    some = [beside / "01-first-minutes.txt", beside / "12-a-break.txt", beside / "16-why.txt"]
    done = run("play", *map(str, some), "--courses", str(ROOT / "curricula"))
    assert (done.exit_code, done.output) == (0, "3 transcripts: all as written\n")


def test_the_small_course_of_the_transcripts_is_the_one_of_the_tests() -> None:
    folder = read_course(ROOT / "tests" / "transcripts" / "tiny")
    assert isinstance(folder, Course), folder
    tests = tiny_course()
    assert folder.file == tests.file
    assert [unit.version for unit in folder.units.values()] == [unit.version for unit in tests.units.values()]
