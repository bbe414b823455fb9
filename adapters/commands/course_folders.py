"""From the paths that a person writes to the folders of courses, and to the courses in them.

A path is the folder of a course, or a folder of such folders.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from adapters.commands.trouble import CannotDoError
from bot.curriculum.course import Course
from bot.curriculum.folder import read_course
from bot.curriculum.loader import COURSE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable


class CoursesHere(Struct, frozen=True):
    """by_id: those that can be used. folders: theirs. left_out: a sentence for each that cannot be used."""

    by_id: dict[str, Course]
    folders: dict[str, Path]
    left_out: tuple[str, ...]


def folders_of(path: Path) -> list[Path]:
    """The folders of courses that `path` means, by name. Raises CannotDoError with what is there instead."""
    if not path.exists():
        raise CannotDoError(f"There is no folder {path}.", "Look at how it is written; a point (.) means this folder.")
    if not path.is_dir():
        raise CannotDoError(f"{path} is a file.", f"A course is a folder: name {path.parent}")
    if (path / COURSE_FILE).exists():
        return [path]
    try:
        found = sorted(inner for inner in path.iterdir() if _is_course(inner))
    except OSError as error:
        raise CannotDoError(
            f"The folder {path} cannot be read ({error.strerror}).", "Give this account the right to read it."
        ) from None
    if not found:
        raise CannotDoError(
            f"No course is in {path}: neither it nor a folder in it has a {COURSE_FILE}.",
            "Name the folder of a course, or one that holds such folders. curricula/README.md shows how to begin one.",
        )
    return found


def _is_course(folder: Path) -> bool:
    """Also a link that leads nowhere: reading it tells what is the matter."""
    return (folder / COURSE_FILE).exists() or (folder / COURSE_FILE).is_symlink()


def read_courses(paths: Iterable[Path]) -> CoursesHere:
    """Every course below these paths. Raises CannotDoError when none can be used."""
    by_id: dict[str, Course] = {}
    folders: dict[str, Path] = {}
    left_out = []
    for folder in (folder for path in paths for folder in folders_of(path)):
        course = read_course(folder)
        if not isinstance(course, Course):
            count = "1 fault" if len(course) == 1 else f"{len(course)} faults"
            left_out.append(f"The course in {folder} has {count} and stays out: tutor check {folder}")
        elif course.id in by_id:
            left_out.append(f"The course in {folder} has the id {course.id!r} of the one in {folders[course.id]}.")
        else:
            by_id[course.id], folders[course.id] = course, folder
    if not by_id:
        raise CannotDoError("There is no course to begin with.", "\n".join(left_out))
    return CoursesHere(by_id, folders, tuple(left_out))
