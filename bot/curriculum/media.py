"""Which files may be pictures of a course, and what they may hold.

Rules
- A picture is `media/<name>.svg|png|jpg|jpeg|gif|webp`, at most 2 MB, and holds what its name says.
- An SVG is drawing and nothing else: no script, no event handler, nothing from elsewhere, no document type.
- Pure: `folder` reads the bytes; what is known of a file here is its size and its beginning (all of an SVG).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_PICTURE = 2_000_000
PICTURE_NAME = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.(svg|png|jpe?g|gif|webp)")
_PICTURE = re.compile(r".*\.(svg|png|jpe?g|gif|webp)", re.IGNORECASE | re.DOTALL)


class Media(Struct, frozen=True):
    """size: in bytes. head: the first 64 bytes, or the whole of an SVG. unread: why it cannot be read, if so."""

    size: int
    head: bytes = b""
    unread: str = ""


class Listing(Struct, frozen=True):
    """What is in the folder of a course. yaml: names of the yaml files. media: `media/name` -> the file."""

    yaml: frozenset[str]
    media: Mapping[str, Media]


def is_picture(name: str) -> bool:
    """By its ending; other files in media/ (notes, sources) are nobody's concern."""
    return _PICTURE.fullmatch(name) is not None


def refused(name: str, media: Media) -> tuple[str, str] | None:
    """What is the matter with a picture and how to mend it; None if nothing is."""
    if media.unread:
        return f"it cannot be used: {media.unread}", "put the file itself here"
    if media.size > LARGEST_PICTURE:
        return f"it has {media.size:,} bytes; {LARGEST_PICTURE:,} is the most", "make it smaller"
    kind = name.rpartition(".")[2].lower()
    if kind == "svg":
        return _refused_svg(media.head)
    if not any(re.match(start, media.head, re.DOTALL) for start in _STARTS[kind]):
        return f"it is not a {kind} inside", "save it again as what its name says"
    return None


_STARTS: dict[str, tuple[bytes, ...]] = {
    "png": (rb"\x89PNG\r\n\x1a\n",),
    "jpg": (rb"\xff\xd8\xff",),
    "jpeg": (rb"\xff\xd8\xff",),
    "gif": (rb"GIF87a", rb"GIF89a"),
    "webp": (rb"RIFF....WEBP",),
}

_DRAWING_NAMES = (
    "svg g path rect circle ellipse line polyline polygon text tspan textPath title desc metadata defs symbol use "
    "marker linearGradient radialGradient stop pattern clipPath mask style switch filter feGaussianBlur feOffset "
    "feBlend feFlood feComposite feMerge feMergeNode feColorMatrix"
)
_DRAWING = frozenset(_DRAWING_NAMES.split())
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?\s*(?!#)|javascript:|expression\(|\\", re.IGNORECASE)


def _refused_svg(content: bytes) -> tuple[str, str] | None:
    cure = "save it as a plain SVG, without scripts and links"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "it is not in UTF-8", "save it as UTF-8"
    if re.search(r"<!\s*(DOCTYPE|ENTITY)|<\?xml-stylesheet", text, re.IGNORECASE):
        return "it has a document type or a style sheet from elsewhere", cure
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a document type there are no entities
    except (ET.ParseError, ValueError):
        return "it is not an SVG that can be read", "save it again from the drawing program"
    if _local(root.tag) != "svg":
        return f"it begins with <{_local(root.tag)[:20]}>", "save it as an SVG"
    for what in _foreign(root):
        return what, cure
    return None


def _foreign(root: ET.Element) -> Iterator[str]:
    """What is more than drawing. Metadata of drawing programs in name spaces of their own draws nothing and stays."""
    for element in root.iter():
        space, _, name = str(element.tag).rpartition("}")
        drawn = space in {"", "{http://www.w3.org/2000/svg"}
        if (drawn and name not in _DRAWING) or (
            not drawn and name.lower() in {"script", "html", "iframe", "object", "body"}
        ):
            yield f"it holds <{name[:20]}>"
        if name == "style" and _ELSEWHERE.search(element.text or ""):
            yield "its style points elsewhere"
        for key, value in element.attrib.items():
            yield from _foreign_attribute(_local(key).lower(), value)


def _foreign_attribute(key: str, value: str) -> Iterator[str]:
    if key.startswith("on"):
        yield f"it reacts to {key[:20]}"
    elif key in {"href", "src"} and not value.strip().startswith("#"):
        yield "it points elsewhere"
    elif _ELSEWHERE.search(value):
        yield f"its {key[:20]} points elsewhere"


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]
