"""Reading folders: odd files are told at once, with their place, and never waited for."""

import os
from pathlib import Path

import pytest

from bot.curriculum.course import Course
from bot.curriculum.faults import Fault
from bot.curriculum.folder import check_folder, read_course, read_courses, read_listing
from tests.curriculum.written import files

PLAIN = "put a plain text file here, or take it away"

pytestmark = pytest.mark.timeout(10)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shortest course in a folder `sums`, named from the folder above it."""
    monkeypatch.chdir(tmp_path)
    made = Path("sums")
    (made / "media").mkdir(parents=True)
    for name, text in files().items():
        (made / name).write_bytes(text)
    return made


def told(found: Course | list[Fault]) -> list[str]:
    assert isinstance(found, list), found
    return [str(one) for one in found]


def link(at: Path, to: Path | str) -> None:
    try:
        at.symlink_to(to)
    except OSError:
        pytest.skip("links need a right that this account lacks (Windows: developer mode)")


def test_a_course_is_read_from_its_folder(folder: Path) -> None:
    course = read_course(folder)
    assert isinstance(course, Course)
    assert (check_folder(folder).faults, check_folder(folder).warnings) == ((), ())


def test_faults_name_the_file_as_it_was_given(folder: Path) -> None:
    (folder / "add.yaml").write_text("id: add\nid: add\n", encoding="utf-8")
    assert told(read_course(folder)) == [
        "sums/add.yaml:2:1: the key 'id' is here twice, first in line 1 -- keep one of the two"
    ]


def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    assert told(read_course(Path("nowhere"))) == [
        "nowhere:1:1: there is no such file or folder -- name the folder of a course"
    ]
    assert told(read_course(folder / "add.yaml")) == [
        "sums/add.yaml:1:1: it is a file, not a folder -- name the folder of a course"
    ]


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    (one,) = told(read_course(tmp_path))
    assert one.endswith(
        "course.yaml:1:1: there is no course.yaml in this folder -- write one; the guide shows the shortest"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
@pytest.mark.parametrize("name", ["add.yaml", "course.yaml", "draft.yaml"])
def test_a_pipe_is_told_and_not_waited_for(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    assert told(read_course(folder)) == [
        f"sums/{name}:1:1: it cannot be read: it is not a plain file -- put a plain text file here, or take it away"
    ]


def test_a_folder_named_like_a_unit_is_told(folder: Path) -> None:
    (folder / "add.yaml").unlink()
    (folder / "add.yaml").mkdir()
    assert told(read_course(folder)) == [
        "sums/add.yaml:1:1: it cannot be read: it is not a plain file -- put a plain text file here, or take it away"
    ]


def test_a_link_to_itself_is_told(folder: Path) -> None:
    (folder / "add.yaml").unlink()
    link(folder / "add.yaml", "add.yaml")
    (one,) = told(read_course(folder))
    assert one.startswith("sums/add.yaml:1:1: it cannot be read: ")


def test_a_link_that_leads_nowhere_is_told_and_its_course_not_passed_over(folder: Path) -> None:
    (folder / "course.yaml").unlink()
    link(folder / "course.yaml", "gone.yaml")
    assert told(read_courses(folder.parent)["sums"]) == [
        "sums/course.yaml:1:1: there is no such file or folder -- put a plain text file here, or take it away"
    ]


def test_a_link_out_of_the_folder_is_told(folder: Path) -> None:
    outside = folder.parent / "secret.yaml"
    (folder / "add.yaml").replace(outside)
    link(folder / "add.yaml", outside.resolve())
    assert told(read_course(folder)) == [
        f"sums/add.yaml:1:1: it cannot be read: it leads out of the folder of the course -- {PLAIN}",
    ]


def test_a_large_file_is_not_read_to_its_end(folder: Path) -> None:
    with (folder / "add.yaml").open("wb") as file:
        file.truncate(1_000_000_000)
    (one,) = told(read_course(folder))
    assert one.startswith("sums/add.yaml:1:1: the file has more than 262,144 bytes -- ")


def test_thousands_of_files_are_told_and_not_read(folder: Path) -> None:
    for number in range(501):
        (folder / f"unit-{number}.yaml").touch()
    assert told(read_course(folder)) == [
        "sums:1:1: 503 yaml files are in this folder; 500 is the most -- keep one course in one folder"
    ]


def test_every_folder_with_a_course_file_is_a_course(folder: Path) -> None:
    (folder.parent / "schema").mkdir()
    found = read_courses(Path())
    assert list(found) == ["sums"]
    assert isinstance(found["sums"], Course)
    (one,) = told(read_courses(Path("nowhere"))["nowhere"])
    assert one == "nowhere:1:1: there is no such file or folder -- name a folder that can be read"


def test_the_units_that_can_be_read_are_checked_beside_those_that_cannot(folder: Path) -> None:
    course = folder / "course.yaml"
    course.write_text(course.read_text(encoding="utf-8").replace("[add]", "[add, carry]"), encoding="utf-8")
    (folder / "carry.yaml").write_text("id: carry\n", encoding="utf-8")
    unit = folder / "add.yaml"
    unit.write_text(unit.read_text(encoding="utf-8").replace("2..9, b", "2..3, b"), encoding="utf-8")
    found = [str(one).split(" ")[0] for one in check_folder(folder).faults]
    assert found == ["sums/add.yaml:4:5:", *(["sums/carry.yaml:1:1:"] * 4)]


def test_pictures_are_listed_by_size_and_beginning(folder: Path) -> None:
    (folder / "media" / "a.svg").write_bytes(b"<svg/>")
    (folder / "media" / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    (folder / "media" / "c.png").mkdir()
    media = read_listing(folder).media
    assert (media["media/a.svg"].size, media["media/a.svg"].head) == (6, b"<svg/>")
    assert (media["media/b.png"].size, len(media["media/b.png"].head)) == (1008, 64)
    assert media["media/c.png"].unread == "it cannot be read: it is not a plain file"


def test_a_picture_that_leads_out_of_the_folder_cannot_be_used(folder: Path) -> None:
    (folder.parent / "x.svg").write_bytes(b"<svg/>")
    link(folder / "media" / "x.svg", (folder.parent / "x.svg").resolve())
    assert read_listing(folder).media["media/x.svg"].unread == (
        "it cannot be read: it leads out of the folder of the course"
    )
