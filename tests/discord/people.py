"""What people do in Discord and what comes back to them, over whichever stand-in for it.

Rules
- A user, a channel and a message are named by their ids.
- Whatever a person does returns at once; `await pressed.answered()` waits for what the bot makes of it.
- What a person cannot do, because it is not offered or not seen, raises `NotOfferedError`.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json = dict[str, Any]
EPHEMERAL = 1 << 6
NOTHING: Mapping[str, Any] = {}


class NotOfferedError(AssertionError):
    """Nobody could have done this: it is not on the screen."""


@dataclass(eq=False)
class Pressed:
    """What a person set off, and what came of it. id: of the interaction.

    replies: messages that answered it, as they stand now. modal: the window that it opened, raw. deferred: the bot
    asked for time. changed: the message whose button it was is another now. choices: what was offered to whom is
    typing. failed: the person was told that it failed, since nothing came in time. after: seconds until the first
    answer.
    """

    user: str
    channel: str
    id: str = ""
    replies: list[Json] = field(default_factory=list)
    modal: Json | None = None
    deferred: bool = False
    changed: bool = False
    choices: list[Json] | None = None
    failed: bool = False
    after: float | None = None
    _began: float = field(default_factory=time.monotonic)
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    async def answered(self, timeout: float = 10.0) -> Pressed:  # noqa: ASYNC109 -- a person's patience
        """Until the bot has answered: by a message, a window, a change, or, where it asked for time, by what it
        promised. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            await self._done.wait()
        return self

    @property
    def alone(self) -> list[Json]:
        """The replies that this person alone sees."""
        return [reply for reply in self.replies if reply["flags"] & EPHEMERAL]

    # --- for the stand-in ---

    def acknowledge(self, *, done: bool) -> None:
        """The first answer came. done: nothing more was promised."""
        self.after = time.monotonic() - self._began
        if done:
            self._done.set()

    def done(self) -> None:
        """What was promised has come."""
        self._done.set()


class People(Protocol):
    """The hands of everybody at once."""

    async def command(self, user: str, channel: str, name: str, options: Mapping[str, Any] = NOTHING) -> Pressed:
        """`/name`, or `/group name`. options: by name; a person, a role, a channel by its id."""
        ...

    async def autocomplete(self, user: str, channel: str, name: str, option: str, typed: str) -> list[tuple[str, Any]]:
        """What is offered while one option is typed: (name, value)."""
        ...

    async def say(self, user: str, channel: str, text: str, files: Sequence[tuple[str, bytes]] = ()) -> str:
        """Write a message; its id. files: (name, content)."""
        ...

    async def edit(self, user: str, channel: str, message_id: str, text: str) -> None:
        """Change a message of one's own."""
        ...

    async def press(self, user: str, channel: str, message_id: str, custom_id: str) -> Pressed:
        """A button."""
        ...

    async def choose(self, user: str, channel: str, message_id: str, custom_id: str, values: Sequence[str]) -> Pressed:
        """Options of a select."""
        ...

    async def forge(
        self,
        user: str,
        channel: str,
        message_id: str,
        custom_id: str,
        *,
        kind: int = 2,
        values: Sequence[str] | None = None,
    ) -> Pressed:
        """A press on something that nobody offers (any more), in a message that is there."""
        ...

    async def submit(self, user: str, channel: str, pressed: Pressed, values: Mapping[str, str]) -> Pressed:
        """Send the window that `pressed` opened. values: by custom id; what is left out stays as it stood there."""
        ...

    async def messages(self, channel: str) -> list[Json]:
        """The bot's messages as they stand now, oldest first."""
        ...

    async def dm(self, user: str) -> str:
        """The id of somebody's chat with the bot; "" while there is none."""
        ...

    async def threads(self, channel: str) -> list[Json]:
        """Of a channel or a forum, oldest first."""
        ...
