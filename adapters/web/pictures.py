"""The pictures of the courses, by address: an allow-list made once; what is not on it does not exist.

Rules
- Listed are the files of the known kinds in the `media` folder of each course that really lie inside that course.
- A path from a request is looked up as it stands, never joined to a folder.
- An SVG is a document that could run scripts: it is served sandboxed, and shown by pages as an image.
"""

from collections.abc import Mapping
from pathlib import Path

from starlette.responses import FileResponse, Response

from adapters.web.gate import not_here

KINDS = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""An SVG's own style attributes are its drawing; scripts, frames and loading are off."""


def pictures_in(folders: Mapping[str, Path]) -> dict[str, Path]:
    """`<course>/<name>` -> file. folders: course id -> its folder."""
    return {
        f"{course}/{path.name}": path
        for course, folder in folders.items()
        for path in (folder / "media").glob("*")
        if path.suffix.lower() in KINDS and path.is_file() and path.resolve().is_relative_to(folder.resolve())
    }


def picture_at(pictures: dict[str, Path], address: str) -> Response:
    """The picture listed at `address`, or what everything unknown gets."""
    path = pictures.get(address)
    if path is None or not path.is_file():
        return not_here()
    headers = {"Cache-Control": "private, max-age=300"}
    if path.suffix.lower() == ".svg":
        headers["Content-Security-Policy"] = SANDBOX
    return FileResponse(path, media_type=KINDS[path.suffix.lower()], headers=headers)
