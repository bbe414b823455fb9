"""One request of the bot, parsed: JSON, or a form with `payload_json` and files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord.fake.limits import REQUEST
from tests.discord.fake.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

Json = dict[str, Any]
FILE = re.compile(r"files?\[(\d+)\]")


@dataclass(frozen=True)
class Upload:
    """A file as it came. number: by which `attachments` speaks of it."""

    number: int
    name: str
    content: bytes


@dataclass(frozen=True)
class Asked:
    """path: after `/api/v10`, without the query. body: of JSON; None where there was none. at: parts of the path."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: tuple[Upload, ...] = ()
    token: str = ""
    at: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> Json:
        """The body, where it is an object; {} otherwise."""
        return self.body if isinstance(self.body, dict) else {}


async def parsed(request: web.Request, path: str) -> Asked:
    """Raises RefusedError for what is no JSON or too much."""
    if (request.content_length or 0) > REQUEST:
        raise RefusedError(40005)
    token = request.headers.get("Authorization", "")
    files: tuple[Upload, ...] = ()
    if request.content_type.startswith("multipart/"):
        text, files = await _form(request)
    else:
        text = await request.text()
    try:
        body = json.loads(text) if text else None
    except ValueError:
        raise RefusedError(50109) from None
    return Asked(request.method, path, dict(request.query), body, files, token)


async def _form(request: web.Request) -> tuple[str, tuple[Upload, ...]]:
    text, files = "", []
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        content = bytes(await part.read(decode=True))  # type: ignore[union-attr] # no form in a form
        name = part.name or ""  # type: ignore[union-attr]
        if name == "payload_json":
            text = content.decode()
        elif numbered := FILE.fullmatch(name):
            files.append(Upload(int(numbered[1]), part.filename or "file", content))  # type: ignore[union-attr]
    return text, tuple(files)
