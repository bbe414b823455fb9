"""The test bed: a stand-in for Slack, a proxy before it, and the hands of the people in it.

bot <---> proxy (faults) <---> stand-in <---> workspace (people)
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.slack.proxy import proxy
from tests.slack.stand_in import stand_in
from tests.slack.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.slack.proxy import Proxy, Transport


@dataclass(frozen=True)
class Bed:
    """transport: by which events reach the bot. folder: for files of the test."""

    transport: Transport
    proxy: Proxy
    workspace: Workspace
    folder: Path


@asynccontextmanager
async def bed(folder: Path, transport: Transport) -> AsyncIterator[Bed]:
    """A workspace, and the way to it, while the block runs."""
    async with proxy(transport) as between:
        events_at = between.events_at if transport == "http" else ""
        with stand_in(folder, events_at=events_at) as slack:
            await between.serve(slack.address, transport)
            yield Bed(transport, between, Workspace(between.session, slack.address, between), folder)
