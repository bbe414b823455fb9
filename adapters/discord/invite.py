"""The link by which an administrator of a server lets the bot in: exactly the scopes and permissions of the table."""

from __future__ import annotations

from discord.utils import oauth_url

from adapters.discord.permissions import SCOPES, permissions


def invite_link(application_id: str, rewards: bool = False) -> str:
    """application_id: as Discord names the application, which for old ones is not the bot's id."""
    return oauth_url(application_id, permissions=permissions(rewards), scopes=SCOPES)
