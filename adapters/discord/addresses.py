"""Where the library finds Discord: its own addresses, or those of a stand-in on this machine.

The library keeps them in two class attributes, for all clients of a process; nothing else of it is changed.
"""

from __future__ import annotations

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

API, GATEWAY = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY


def point(api_url: str, gateway_url: str) -> None:
    """api_url: of the REST interface. gateway_url: empty for the library's own."""
    discord.http.Route.BASE = api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url) if gateway_url else GATEWAY
