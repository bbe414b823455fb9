"""The table of permissions: never more than is used, and what a channel lacks by the names of its settings."""

import re
from pathlib import Path

import discord
import pytest

from adapters.discord.permissions import PERMISSIONS, SCOPES, Needed, Where, missing, permissions

DOCUMENT = (Path(__file__).resolve().parent.parent.parent / "deploy" / "DISCORD.md").read_text("utf-8")
PLACES: tuple[Where, ...] = ("class", "teachers", "forum")
NOTHING = discord.Permissions.none()


@pytest.mark.parametrize("rewards", [False, True])
def test_administrator_is_never_asked_for(*, rewards: bool) -> None:
    assert not permissions(rewards).administrator


def test_only_mastery_roles_ask_for_a_permission_that_needs_two_factor_sign_in() -> None:
    elevated = {name for name, granted in permissions(rewards=True) & discord.Permissions.elevated() if granted}
    assert elevated == {"manage_roles"}


def test_exactly_what_the_table_says_is_asked_for() -> None:
    asked = {name for name, granted in permissions(rewards=True) if granted}
    assert asked == {"read_messages" if name == "view_channel" else name for name in PERMISSIONS}
    assert {name for name, granted in permissions() if granted} == asked - {"manage_roles"}


@pytest.mark.parametrize(
    ("granted", "where", "names"),
    [
        (permissions(), "class", []),
        (permissions(), "teachers", []),
        (permissions(), "forum", []),
        (permissions(), "server", ["Manage Roles"]),
        (permissions(rewards=True), "server", []),
        (NOTHING, "forum", ["View Channel", "Create Posts"]),
        (NOTHING, "opened", ["View Channel", "Manage Permissions"]),
        (NOTHING, "teachers", ["View Channel", "Send Messages", "Embed Links", "Read Message History"]),
        (
            discord.Permissions(permissions().value & ~discord.Permissions(send_messages_in_threads=True).value),
            "class",
            ["Send Messages in Threads"],
        ),
        (discord.Permissions.all(), "class", []),  # more than is needed
    ],
)
def test_what_a_place_lacks_is_named_as_its_settings_name_it(
    granted: discord.Permissions, where: Where, names: list[str]
) -> None:
    assert missing(granted, where) == names


def test_each_permission_is_needed_somewhere_and_says_what_for() -> None:
    assert [name for name, one in PERMISSIONS.items() if not (one.where and one.why)] == []


def row_of(one: Needed) -> str:
    """A permission's line in the document."""
    cells = [(f"*{one.elsewhere[at]}*" if at in one.elsewhere else "yes") if at in one.where else "" for at in PLACES]
    if one.only_for_rewards:
        cells[0] = "with `--rewards` alone"
    return "".join(f"| {cell} ".replace("  ", " ") for cell in (one.name, one.why, *cells)) + "|"


def test_the_document_has_the_whole_table_and_nothing_more() -> None:
    table = re.search(r"^\| permission .*\n\|[-|]+\n((?:\|.*\n)+)", DOCUMENT, re.MULTILINE)
    assert table is not None
    assert table[1].splitlines() == [row_of(one) for one in PERMISSIONS.values()]
    assert all(f"`{scope}`" in DOCUMENT for scope in SCOPES)
