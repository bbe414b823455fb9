"""deploy/DISCORD.md says what is there: every command, every setting, every switch of the portal, and no other."""

import inspect
import re
from pathlib import Path

from adapters.discord import settings
from adapters.discord.commands import GROUP, STUDENT, TEACHER
from adapters.discord.tokens import INTENTS

TEXT = (Path(__file__).resolve().parent.parent.parent / "deploy" / "DISCORD.md").read_text("utf-8")


def test_every_command_is_in_it_and_no_other() -> None:
    named = set(re.findall(r"`/([a-z][a-z-]*(?: [a-z-]+)?)`", TEXT))
    assert named == {*STUDENT, *(f"{GROUP} {name}" for name in TEACHER), GROUP, "healthz"}


def test_every_setting_is_in_it_and_no_other() -> None:
    setting = r"DISCORD_[A-Z_]+"
    assert set(re.findall(setting, TEXT)) == set(re.findall(setting, inspect.getsource(settings)))


def test_every_switch_of_the_portal_is_in_it() -> None:
    assert [name for name in INTENTS if name not in TEXT] == []
