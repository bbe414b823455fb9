"""The file `.env`: settings and tokens that a person keeps beside the program.

Rules
- The real environment wins over it. Nothing in it is expanded, and nothing of it is put into the environment.
- Writing keeps every other line and comment, and ends with a whole file: a new one in the same folder, readable by its
  owner alone and on the disk, takes the place of the old one.
- No value is ever said: not on the screen, not in an error.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from adapters.commands.trouble import CannotDoError

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]*", re.ASCII)
"""Values that mean the same to a shell, to systemd and here without quotes."""

logging.getLogger("dotenv").setLevel(logging.ERROR)  # it warns of lines it cannot read; they are left alone here


def read_env(path: Path) -> dict[str, str]:
    """What the file holds; nothing if it is not there. Raises CannotDoError if it cannot be read."""
    try:
        text = path.read_text("utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or "").lower() if isinstance(error, OSError) else "it is not UTF-8"
        raise CannotDoError(
            f"{path} cannot be read ({why}).",
            "Give this account the right to read it, mend it, or name another file in TUTOR_ENV.",
        ) from None
    found = dotenv_values(stream=io.StringIO(text), interpolate=False)
    return {name: value for name, value in found.items() if value is not None}


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Put `values` into the file; it is made if it is not there.

    Raises CannotDoError if it cannot be written or read, ValueError for a name or value that no line can hold.
    """
    lines = {name: _line(name, value) for name, value in values.items()}
    read_env(path)  # what cannot be read is not overwritten
    whole = path.resolve()  # a link stays a link
    try:
        text = whole.read_text("utf-8") if whole.is_file() else ""
        _replace(whole, _with(text, lines))
    except OSError as error:
        raise CannotDoError(
            f"{path} cannot be written ({(error.strerror or 'no reason given').lower()}).",
            "Give this account the right to write there, or name another file in TUTOR_ENV.",
        ) from None


def is_open_to_others(path: Path) -> bool:
    """Whether another account of this machine may read it. Windows keeps its rights elsewhere: never there."""
    return os.name != "nt" and path.is_file() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _line(name: str, value: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a setting")
    if any(not sign.isprintable() for sign in value):
        raise ValueError(f"the value of {name} holds a sign that no line can hold")
    if PLAIN.fullmatch(value):
        return f"{name}={value}\n"
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{name}='{quoted}'\n"


def _with(text: str, lines: Mapping[str, str]) -> str:
    """`text` with these lines in the place of those of the same names; what has no place yet comes last."""
    waiting = dict(lines)
    kept = []
    for binding in parse_stream(io.StringIO(text)):
        written = binding.original.string
        if binding.key is None or binding.key not in lines:
            kept.append(written)
            continue
        kept.append(written[: len(written) - len(written.lstrip())])  # empty lines above it
        kept.append(waiting.pop(binding.key, ""))  # the second one of a name would win over ours
    whole = "".join(kept)
    return whole + ("\n" if whole and not whole.endswith("\n") else "") + "".join(waiting.values())


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # for its owner alone
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
