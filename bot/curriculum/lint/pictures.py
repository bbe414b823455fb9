"""Checks the pictures of a course: inside its folder, shown by every platform, with words for who cannot see."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.curriculum.faults import Place, fault, quoted
from bot.curriculum.media import PICTURE_NAME, Listing, is_picture, refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.curriculum.faults import Fault
    from bot.curriculum.lint.report import Findings
    from bot.curriculum.yaml_file import Path


def check_picture(path: Path, file: str, alt: str, listing: Listing | None, findings: Findings) -> None:
    """One picture, where it is used. Without a listing only its name and words are checked."""
    if not alt.strip():
        findings.fault(
            (*path, "alt"), "this picture has no words for those who cannot see it", "say in `alt` what it shows"
        )
    if not PICTURE_NAME.fullmatch(file):
        what = f"{quoted(file)} is not the name of a picture"
        findings.fault((*path, "file"), what, "write media/name.svg (or png, jpg, gif, webp), and put the file there")
    elif listing is not None and file not in listing.media:
        near = get_close_matches(file, listing.media, n=1)
        cure = f"write {near[0]}" if near else "put the file into media/, or mend its name"
        findings.fault((*path, "file"), f"there is no file {quoted(file)}", cure)
    elif listing is not None and (problem := refused(file, listing.media[file])) is not None:
        findings.fault((*path, "file"), f"{quoted(file)}: {problem[0]}", problem[1])


def unused(listing: Listing, used: Iterable[str], where: str) -> list[Fault]:
    """A warning for each picture that no unit shows. where: put before the names, as for other files."""
    left = sorted(set(filter(is_picture, listing.media)) - set(used))
    return [
        fault(f"{where}{name}", Place(1, 1), "nobody sees this picture", "use it, or take it away") for name in left
    ]
