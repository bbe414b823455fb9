"""What a person can set, and where it comes from: the environment, read once by the command line.

Rules
- A setting that is not there has a default that works on a machine with nothing prepared.
- A value that cannot be used is named with its cure; nothing is guessed.
- A platform that is half set up stops what needs it (`tutor run`) and nothing else: courses can still be checked.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.discord import settings as discord_settings
from adapters.discord.settings import DiscordSettingError
from adapters.slack import settings as slack_settings
from adapters.slack.settings import SlackSettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.discord.settings import DiscordSettings
    from adapters.slack.settings import SlackSettings

ROOT = Path(__file__).resolve().parent.parent
PORT = 8000
SURROUNDINGS = "adapters.surroundings"
"""Where the command line keeps the environment for a command that must tell it from the file (click's `meta`)."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


class SettingError(ValueError):
    """A setting cannot be used. The text says which, its value and the cure."""


TEACHERS = {"en": "your teacher", "es": "tu docente"}
"""What students call a teacher whose name nobody gave."""


@dataclass(frozen=True, slots=True)
class Settings:
    """database: a path, or a URL `postgresql://user@host/name`. language: of students; empty: as their course.

    folder: what this program keeps beside the database (the token, histories, reports). port: where looking for a free
    one begins. teacher: as students call them. shows: a browser can be opened where somebody sees it. env_file: where
    further settings are read from and kept. slack, discord: None if it is not set up, or not rightly: then its fault
    says what is the matter (a sentence and, on the next line, its cure).
    """

    database: str
    folder: Path
    courses: Path
    port: int = PORT
    teacher: str = TEACHERS["en"]
    language: str = ""
    shows: bool = False
    env_file: Path = ROOT / ".env"
    slack: SlackSettings | None = None
    slack_fault: str = ""
    discord: DiscordSettings | None = None
    discord_fault: str = ""

    @property
    def faults(self) -> list[str]:
        """What is the matter with platforms that are half set up."""
        return [fault for fault in (self.slack_fault, self.discord_fault) if fault]

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> Settings:
        """From TUTOR_DATABASE, TUTOR_DATA, TUTOR_COURSES, TUTOR_PORT, TUTOR_TEACHER, TUTOR_LANGUAGE, TUTOR_ENV and what
        Slack and Discord need; CI and DISPLAY.

        Raises SettingError for a port or a language that is none.
        """
        named = {name: value.strip() for name, value in environment.items() if name.startswith("TUTOR_")}
        language = _language(named.get("TUTOR_LANGUAGE", ""))
        slack, slack_fault = _slack(environment)
        discord, discord_fault = _discord(environment)
        folder = Path(named.get("TUTOR_DATA") or ROOT / ".tutor").expanduser()
        return cls(
            database=named.get("TUTOR_DATABASE") or str(folder / "tutor.db"),
            folder=folder,
            courses=Path(named.get("TUTOR_COURSES") or ROOT / "curricula").expanduser(),
            port=_port(named.get("TUTOR_PORT") or str(PORT)),
            teacher=named.get("TUTOR_TEACHER") or TEACHERS.get(language, TEACHERS["en"]),
            language=language,
            shows=_shows(environment),
            env_file=env_file_of(environment),
            slack=slack,
            slack_fault=slack_fault,
            discord=discord,
            discord_fault=discord_fault,
        )


def env_file_of(environment: Mapping[str, str]) -> Path:
    """The file of further settings: the one that TUTOR_ENV names, else `.env` beside the program."""
    return Path(environment.get("TUTOR_ENV", "").strip() or ROOT / ".env").expanduser()


def _slack(environment: Mapping[str, str]) -> tuple[SlackSettings | None, str]:
    try:
        return slack_settings.from_env(environment), ""
    except SlackSettingError as error:
        return None, str(error)


def _discord(environment: Mapping[str, str]) -> tuple[DiscordSettings | None, str]:
    try:
        return discord_settings.from_env(environment), ""
    except DiscordSettingError as error:
        return None, str(error)


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
