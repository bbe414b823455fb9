"""The pictures of the courses, by address: an allow-list made once; what is not on it does not exist.

Rules
- Listed are `<course>/media/<name>` files of the known kinds that lie inside the folder of courses, links followed.
- A path from a request is looked up as it stands, never joined to a folder.
- An SVG is a document that could run scripts: it is served sandboxed, and shown by pages as an image.
"""

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


def pictures_in(courses: Path) -> dict[str, Path]:
    """`<course>/<name>` -> file, for every picture below `courses`."""
    root = courses.resolve()
    found = (path for path in root.glob("*/media/*") if path.suffix.lower() in KINDS and path.is_file())
    return {f"{path.parent.parent.name}/{path.name}": path for path in found if path.resolve().is_relative_to(root)}


def picture_at(pictures: dict[str, Path], address: str) -> Response:
    """The picture listed at `address`, or what everything unknown gets."""
    path = pictures.get(address)
    if path is None or not path.is_file():
        return not_here()
    headers = {"Cache-Control": "private, max-age=300"}
    if path.suffix.lower() == ".svg":
        headers["Content-Security-Policy"] = SANDBOX
    return FileResponse(path, media_type=KINDS[path.suffix.lower()], headers=headers)
