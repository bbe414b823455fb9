"""Sessions of the gateway: what was sent to each, by number, and what of it is sent again after a RESUME.

Rules
- A session outlives its connection: what happens in between is kept, and replayed in order.
- A session gets what its shard, its intents and the bot's sight in the guild let through. The content of a message in
  a guild is empty without the intent for it, unless the bot wrote it or is mentioned.
"""

from __future__ import annotations

from collections import deque
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord.ids import BOT

if TYPE_CHECKING:
    from tests.discord.fake.line import Line

Json = dict[str, Any]

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_TYPING = 1 << 11
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
KEPT = 10_000
"""Events that a session keeps for a RESUME."""
HELD_BACK = ("content", "embeds", "attachments", "components")


@dataclass
class Session:
    """line: the connection, where there is one. number: of the last event."""

    id: str
    shard: int
    shards: int
    intents: int
    line: Line | None = None
    number: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT))

    def serves(self, guild: str) -> bool:
        """Whether a guild's events come by it; those of direct messages (no guild) come by shard 0."""
        return self.shard == ((int(guild) >> 22) % self.shards if guild else 0)

    def tell(self, event: str, data: Any) -> None:
        """Send an event; kept for a RESUME."""
        self.number += 1
        frame: Json = {"op": 0, "t": event, "s": self.number, "d": deepcopy(data)}
        self.sent.append(frame)
        if self.line is not None:
            self.line.send(frame)

    def replay(self, after: int) -> None:
        """What came after this number, again."""
        assert self.line is not None
        for frame in self.sent:
            if frame["s"] > after:
                self.line.send(frame)


def without_content(message: Json) -> Json:
    """What of a message in a guild is told without the intent for content."""
    if message["author"]["id"] == BOT or any(user["id"] == BOT for user in message["mentions"]):
        return message
    return {**message, **{key: "" if key == "content" else [] for key in HELD_BACK}}
