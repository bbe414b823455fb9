"""Reads the folder of a course: the only place in this room that touches the disk.

Rules
- Only plain files are opened, and never more of them than may be used: a pipe, a device, a loop of links or a folder
  named `x.yaml` is a fault with its place, never a wait.
- What is read is handed on as bytes; nothing is decided here about what it says.
- Links that lead out of the course's folder are refused.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.curriculum.faults import Fault, Place, fault
from bot.curriculum.lint import Report, check
from bot.curriculum.loader import COURSE_FILE, Loaded, load
from bot.curriculum.media import LARGEST_PICTURE, Listing, Media
from bot.curriculum.yaml_file import LARGEST

if TYPE_CHECKING:
    from pathlib import Path

    from bot.curriculum.course import Course

MEDIA = "media"
MOST_FILES = 500
MOST_MEDIA = 2_000
_START = Place(1, 1)


def read_course(folder: Path) -> Course | list[Fault]:
    """The course in `folder`, or all its faults. Lint is not run: see `lint.check`."""
    loaded = load_folder(folder)
    return loaded.faults if loaded.faults or loaded.course is None else loaded.course


def read_courses(folder: Path) -> dict[str, Course | list[Fault]]:
    """Every course below `folder`, by the name of its own folder: each folder that holds a course.yaml."""
    try:
        inside = sorted(path for path in folder.iterdir() if _is_there(path / COURSE_FILE))
    except OSError as error:
        return {folder.name: [fault(_shown(folder), _START, _reason(error), "name a folder that can be read")]}
    return {path.name: read_course(path) for path in inside}


def _is_there(path: Path) -> bool:
    """Also a link that leads nowhere: it is told as a fault, not passed over."""
    return path.is_symlink() or path.exists()


def load_folder(folder: Path) -> Loaded:
    """As `loader.load`, with the faults of the disk among the others."""
    where = f"{_shown(folder)}/"
    names = _yaml_names(folder)
    if isinstance(names, Fault):
        return Loaded(None, [names])
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for name in (name for name in names if name.endswith(".yaml")):
        text = _bytes(folder, name, where)
        if isinstance(text, Fault):
            faults.append(text)
        else:
            files[name] = text
    unread = {one.file for one in faults}
    loaded = load(files, where)
    others = [one for one in loaded.faults if not _says_missing(one, unread)]
    return Loaded(loaded.course, sorted([*faults, *others]))


def check_folder(folder: Path) -> Report:
    """Everything about the course in `folder`: the faults of reading it beside those of what could be read."""
    loaded = load_folder(folder)
    if loaded.course is None:
        return Report(tuple(loaded.faults), ())
    faults = {*loaded.faults}
    listing = None
    try:
        listing = read_listing(folder)
    except OSError as error:
        faults.add(fault(f"{_shown(folder)}/{MEDIA}", _START, _reason(error), "keep plain picture files in it"))
    report = check(loaded.course, listing)
    return replace(report, faults=tuple(sorted({*faults, *report.faults})))


def read_listing(folder: Path) -> Listing:
    """What is in the folder, for the checks that need to know. Raises OSError if it cannot be listed."""
    names = _yaml_names(folder)
    files = sorted((folder / MEDIA).iterdir()) if (folder / MEDIA).is_dir() else []
    if len(files) > MOST_MEDIA:
        raise OSError(f"{len(files):,} files are in it; {MOST_MEDIA:,} is the most")
    media = {f"{MEDIA}/{path.name}": _media(folder, path) for path in files}
    return Listing(frozenset() if isinstance(names, Fault) else frozenset(names), media)


def _media(folder: Path, path: Path) -> Media:
    """Of an SVG all is read, up to the largest that is allowed; of others the first bytes."""
    most = LARGEST_PICTURE if path.suffix.lower() == ".svg" else 64
    try:
        head = plain_bytes(folder, path, most)
        return Media(path.stat().st_size, head)
    except OSError as error:
        return Media(0, unread=_reason(error))


def _says_missing(one: Fault, unread: set[str]) -> bool:
    """A file that is there and cannot be read is told once, as unreadable and not as missing too."""
    folder = one.file.rpartition("/")[0]
    return any(f"there is no file {file.rpartition('/')[2]} " in one.what for file in unread) or (
        one.file in unread and one.what == "there is no course.yaml in this folder" and bool(folder)
    )


def _yaml_names(folder: Path) -> list[str] | Fault:
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    except OSError as error:
        return fault(_shown(folder), _START, _reason(error), "name the folder of a course")
    if len(names) > MOST_FILES:
        what = f"{len(names):,} yaml files are in this folder; {MOST_FILES} is the most"
        return fault(_shown(folder), _START, what, "keep one course in one folder")
    return names


def _bytes(folder: Path, name: str, where: str) -> bytes | Fault:
    try:
        return plain_bytes(folder, folder / name, LARGEST + 1)
    except OSError as error:
        return fault(f"{where}{name}", _START, _reason(error), "put a plain text file here, or take it away")


def plain_bytes(folder: Path, path: Path, most: int) -> bytes:
    """The first `most` bytes of a plain file inside `folder`. Raises OSError, also for all that is not a plain file."""
    try:
        real = path.resolve(strict=True)
    except RuntimeError as error:  # Python before 3.13 says a loop of links so
        raise OSError("its links lead round in a circle") from error
    if not real.is_relative_to(folder.resolve(strict=True)):
        raise OSError("it leads out of the folder of the course")
    if not stat.S_ISREG(real.stat().st_mode):
        raise OSError("it is not a plain file")
    with real.open("rb") as file:
        return file.read(most)


def _shown(folder: Path) -> str:
    return folder.as_posix().rstrip("/") or "."


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, PermissionError):
        return "it may not be read"
    if isinstance(error, NotADirectoryError):
        return "it is a file, not a folder"
    return f"it cannot be read: {error.strerror or error}"
