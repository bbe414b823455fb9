"""The invite link: the scopes and permissions of the table, and nothing besides."""

from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.discord.invite import invite_link
from adapters.discord.permissions import SCOPES, permissions


@pytest.mark.parametrize("rewards", [False, True])
def test_it_asks_for_the_scopes_and_permissions_of_the_table_and_nothing_besides(*, rewards: bool) -> None:
    link = urlsplit(invite_link("900000000000000001", rewards))
    assert (link.scheme, link.hostname, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert parse_qs(link.query, strict_parsing=True) == {
        "client_id": ["900000000000000001"],
        "scope": [" ".join(SCOPES)],
        "permissions": [str(permissions(rewards).value)],
    }


def test_the_scopes_are_the_bot_and_its_commands() -> None:
    assert SCOPES == ("bot", "applications.commands")
