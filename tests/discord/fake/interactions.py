"""Interactions: what a person sets off, how long the bot may answer, and what comes back to the person.

Rules
- Told once, to the shard of the guild; there is no second delivery.
- The first answer is due within `patience` (real seconds); later it is 10062, and the person has seen that it failed.
  A second one is 40060. By its token it can be followed up for 15 minutes of the fake's clock, then 50027.
- The first follow-up after "thinking" takes the place of what was shown while the bot thought.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.discord.fake import permissions as allowed
from tests.discord.fake import shapes
from tests.discord.fake.refusals import RefusedError
from tests.discord.ids import BOT
from tests.discord.people import Pressed

if TYPE_CHECKING:
    from tests.discord.fake.server import Discord

Json = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
PATIENCE = 3.0
TOKEN_LASTS = 900.0


@dataclass
class Interaction:
    """kind: of what was done. born: monotonic seconds; made: seconds of the fake's clock. source: the message whose
    component was used. original: the message that the first answer made. shown: what the person sees."""

    id: str
    token: str
    kind: int
    user: str
    channel: str
    guild: str
    made: float
    shown: Pressed
    source: Json | None = None
    born: float = field(default_factory=time.monotonic)
    answered: int | None = None
    original: Json | None = None
    thinking: bool = False
    whispers: bool = False


class Interactions:
    """patience: seconds for the first answer. lasts: seconds of the clock that a token is good for."""

    def __init__(self, discord: Discord) -> None:
        self.patience = PATIENCE
        self.lasts = TOKEN_LASTS
        self.made: list[Interaction] = []
        self._discord = discord
        self._by_token: dict[str, Interaction] = {}
        self._timers: list[asyncio.TimerHandle] = []

    def begin(self, kind: int, user: str, channel: str, data: Json, *, source: Json | None = None) -> Pressed:
        """Somebody did something: the bot is told."""
        discord = self._discord
        place = discord.world.channels[channel]
        token = f"aW50ZXJhY3Rpb246{uuid4().hex}"
        id_ = discord.world.clock.snowflake()
        shown = Pressed(user, channel, id_)
        guild = place.get("guild_id", "")
        one = Interaction(id_, token, kind, user, channel, guild, discord.now(), shown, source)
        self.made.append(one)
        self._by_token[token] = one
        self._timers.append(asyncio.get_running_loop().call_later(self.patience, self._fail, one))
        discord.gateway.tell("INTERACTION_CREATE", self._payload(one, place, data), guild=guild, by_people=True)
        return shown

    def first_answer(self, id_: str, token: str) -> Interaction:
        """The interaction, where it may be answered for the first time. Raises RefusedError."""
        one = self._by_token.get(token)
        if one is None or one.id != id_:
            raise RefusedError(10062)
        if one.answered is not None:
            raise RefusedError(40060)
        if time.monotonic() - one.born > self.patience:
            raise RefusedError(10062)
        return one

    def later(self, app: str, token: str) -> Interaction:
        """The interaction, where it has been answered and its token is still good. Raises RefusedError."""
        one = self._by_token.get(token)
        if one is None or app != BOT or one.answered is None:
            raise RefusedError(10015)
        if self._discord.now() - one.made > self.lasts:
            raise RefusedError(50027)
        return one

    def last_of(self, shown: Pressed) -> Interaction:
        """The one that somebody holds in the hand."""
        return next(one for one in self.made if one.shown is shown)

    def close(self) -> None:
        """Nothing fails any more."""
        for timer in self._timers:
            timer.cancel()

    def _fail(self, one: Interaction) -> None:
        if one.answered is None:
            one.shown.failed = True

    # --- how the bot is told ---

    def _payload(self, one: Interaction, place: Json, data: Json) -> Json:
        discord = self._discord
        world = discord.world
        payload: Json = {
            "id": one.id,
            "application_id": BOT,
            "type": one.kind,
            "token": one.token,
            "version": 1,
            "data": data,
            "channel_id": one.channel,
            "channel": self._channel(place, one.user),
            "locale": discord.locales.get(one.user, "en-US"),
            "entitlements": [],
            "attachment_size_limit": 10 * 1024 * 1024,
            "app_permissions": str(allowed.of_channel(world, place, BOT)),
        }
        if one.source is not None:
            payload["message"] = one.source
        if not one.guild:
            return payload | {"user": world.users[one.user], "context": 1, "authorizing_integration_owners": {"0": "0"}}
        guild = world.guilds[one.guild]
        may = str(allowed.of_channel(world, place, one.user))
        return payload | {
            "guild_id": one.guild,
            "guild": {"id": one.guild, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": {**world.member(guild, one.user), "permissions": may},
            "context": 0,
            "authorizing_integration_owners": {"0": one.guild},
        }

    def _channel(self, place: Json, user: str) -> Json:
        if place["type"] == allowed.DM:
            return place
        may = str(allowed.of_channel(self._discord.world, place, user))
        return {key: value for key, value in place.items() if key != "permission_overwrites"} | {"permissions": may}


def reply_shape(discord: Discord, one: Interaction, message: Json) -> Json:
    """A message that answers an interaction says so."""
    message["webhook_id"] = message["application_id"] = BOT
    owners = {"0": one.guild or "0"}
    user = discord.world.users[one.user]
    data = {"id": one.id, "type": one.kind, "user": user, "authorizing_integration_owners": owners}
    if one.source is not None:
        data["interacted_message_id"] = one.source["id"]
    message["interaction_metadata"] = data
    return message


def loading(discord: Discord, one: Interaction) -> Json:
    """What is shown while the bot thinks."""
    world = discord.world
    message = shapes.message(world.clock.snowflake(), one.channel, world.users[BOT], world.clock.said())
    message["flags"] = (1 << 7) | ((1 << 6) if one.whispers else 0)
    message["type"] = 20 if one.kind == COMMAND else 0
    return reply_shape(discord, one, message)
