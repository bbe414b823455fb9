"""A course's picture as a chat shows it: PNG, JPEG and GIF as they are, SVG drawn, since no chat shows SVG.

Rules
- A picture is a file of the `media` folder of a course that really lies in it; nothing else is read.
- SVG is drawn by resvg on white, twice as large as written (screens are dense), with letters of one font that comes
  with this program: on a machine without fonts resvg would draw no letters at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import fontpkg_noto_sans
import resvg_py

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KINDS = frozenset({".png", ".jpg", ".jpeg", ".gif"})
FONT = fontpkg_noto_sans.FAMILY
FONTS = sorted(str(file) for file in (fontpkg_noto_sans.ROOT / "files").glob("*.ttf"))
ZOOM = 2
MOST_BYTES = 5_000_000


def picture_file(folders: Mapping[str, Path], file: str) -> Path | None:
    """The file of `<course>/media/<name>`; None if there is none. folders: of the courses, by id."""
    course, _, name = file.partition("/media/")
    folder = folders.get(course)
    if folder is None or not name:
        return None
    path = folder / "media" / name
    if not path.is_file() or not path.resolve().is_relative_to((folder / "media").resolve()):
        return None
    return path if path.stat().st_size <= MOST_BYTES else None


def png_of(path: Path) -> tuple[str, bytes]:
    """(name, content) of what a chat is given. Takes up to a second: not for an event loop.

    Raises ValueError for a file that is no picture, OSError for one that cannot be read.
    """
    if path.suffix.lower() in KINDS:
        return path.name, path.read_bytes()
    drawn = resvg_py.svg_to_bytes(
        svg_string=path.read_text(encoding="utf-8"),
        background="white",
        zoom=ZOOM,
        skip_system_fonts=True,
        font_files=FONTS,
        font_family=FONT,
        sans_serif_family=FONT,
        serif_family=FONT,
        monospace_family=FONT,
    )
    return f"{path.stem}.png", bytes(drawn)
