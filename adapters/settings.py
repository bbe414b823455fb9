"""What a person can set, and where it comes from: the environment, read once by the command line.

Rules
- A setting that is not there has a default that works on a machine with nothing prepared.
- A value that cannot be used is named with its cure; nothing is guessed.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
PORT = 8000
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


class SettingError(ValueError):
    """A setting cannot be used. The text says which, its value and the cure."""


TEACHERS = {"en": "your teacher", "es": "tu docente"}
"""What students call a teacher whose name nobody gave."""


@dataclass(frozen=True, slots=True)
class Settings:
    """database: a path, or a URL `postgresql://user@host/name`. language: of students; empty: as their course.

    folder: what this program keeps beside the database (the token, histories, reports). port: where looking for a free
    one begins. teacher: as students call them. shows: a browser can be opened where somebody sees it.
    """

    database: str
    folder: Path
    courses: Path
    port: int = PORT
    teacher: str = TEACHERS["en"]
    language: str = ""
    shows: bool = False

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> Settings:
        """From TUTOR_DATABASE, TUTOR_DATA, TUTOR_COURSES, TUTOR_PORT, TUTOR_TEACHER and TUTOR_LANGUAGE; CI and DISPLAY.

        Raises SettingError for a port or a language that is none.
        """
        named = {name: value.strip() for name, value in environment.items() if name.startswith("TUTOR_")}
        language = _language(named.get("TUTOR_LANGUAGE", ""))
        folder = Path(named.get("TUTOR_DATA") or ROOT / ".tutor").expanduser()
        return cls(
            database=named.get("TUTOR_DATABASE") or str(folder / "tutor.db"),
            folder=folder,
            courses=Path(named.get("TUTOR_COURSES") or ROOT / "curricula").expanduser(),
            port=_port(named.get("TUTOR_PORT") or str(PORT)),
            teacher=named.get("TUTOR_TEACHER") or TEACHERS.get(language, TEACHERS["en"]),
            language=language,
            shows=_shows(environment),
        )


def _shows(environment: Mapping[str, str]) -> bool:
    if environment.get("CI"):
        return False
    has_screen = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return has_screen or sys.platform in {"win32", "darwin"}


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) < 65536:
        return int(text)
    raise SettingError(f"TUTOR_PORT is {text!r}, which is no port.\nWrite a number from 1 to 65535, or take it out.")


def _language(text: str) -> str:
    if not text or LANGUAGE.fullmatch(text):
        return text
    raise SettingError(f"TUTOR_LANGUAGE is {text!r}, which is no language.\nWrite a code such as en, es or es-MX.")
