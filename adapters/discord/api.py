"""Calls of Discord's REST interface through the library, each with one of five answers; nothing raises.

Rules
- Rate limits are the library's: it waits for a bucket up to 30 seconds. Longer ones, and a refusal at Discord's edge
  (429 without `Via`), are `Limited`: the outbox waits.
- On 500, 502, 504 and 524 the library sends again by itself, which is why every message carries a nonce.
- What may or may not have happened (a broken connection, a 5xx at the end, an answer that nobody can read) is `Unsure`,
  never a failure.
- A call that takes too long is `Unsure` and goes on unseen: the library holds every call back while one waits for a
  global limit, and one that was cancelled meanwhile would hold them back for ever.
- Never a token or a text in a log line: the library's own loggers are off, since its addresses hold interaction tokens.

Source: Discord's developer documents, Rate Limits; Opcodes and Status Codes (JSON error codes).
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.utils import time_snowflake
from msgspec import Struct

from adapters.discord.components import embed_of, view_of
from adapters.discord.errors import NOT_LET_IN, UNKNOWN_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from adapters.discord.render import Message

LONGEST_BUCKET = 30.0
"""Seconds that the library may wait for a rate limit by itself; it takes no less."""
PATIENCE = 45.0
"""Seconds for one call with what the library waits and tries again in it."""
AT_THE_EDGE = 60.0
"""Seconds until it is tried again after a 429 that is not Discord's own."""
LONGEST_PAUSE = 3600.0

logging.getLogger("discord").setLevel(logging.CRITICAL + 1)


class Ok(Struct, frozen=True):
    """It happened. said: what the library returned."""

    said: Any = None


class Limited(Struct, frozen=True):
    """It did not happen. seconds: until it may be tried again. at_the_edge: not by Discord's own interface, which is a
    warning to the whole bot."""

    seconds: float
    at_the_edge: bool = False


class Wrong(Struct, frozen=True):
    """Discord refused; it did not happen. code: of its JSON error codes, 0 where it gave none. says: its words."""

    status: int
    code: int
    says: str = ""


class NotSent(Struct, frozen=True):
    """No connection was made: it did not happen. why: a kind of error."""

    why: str


class Unsure(Struct, frozen=True):
    """It may have happened. why: a kind of error."""

    why: str


Answer = Ok | Limited | Wrong | NotSent | Unsure


class Seen(Struct, frozen=True):
    """A message of our own that stands in a channel. custom_ids: of its controls, in order."""

    id: str
    text: str
    custom_ids: tuple[str, ...]


class Api:
    """client: set while somebody is logged in. count: told how each call ended."""

    def __init__(
        self, count: Callable[[str], None] = lambda _: None, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self.client: discord.Client | None = None
        self._count = count
        self._steady = steady
        self._edge_until = 0.0
        """Until then nothing is called: what Discord's edge refuses leads to a ban of this machine."""
        self._unseen: set[asyncio.Task[Answer]] = set()
        """Calls that took too long. The library ends them, after a few tries."""

    # --- messages ---

    async def send(
        self, channel: str, message: Message, nonce: str = "", file: tuple[str, bytes, str] | None = None
    ) -> Answer:
        """Post it. nonce: where none is given the library makes one up, which holds for its own tries. file: (name,
        content, alternative text). Ok.said: the id of the message."""

        async def work(client: discord.Client) -> str:
            shown = discord.File(BytesIO(file[1]), file[0], description=file[2][:1024]) if file is not None else None
            parts = _parts(message) | ({"file": shown} if shown else {}) | ({"nonce": nonce} if nonce else {})
            sent = await _place(client, channel).send(**parts)
            return str(sent.id)

        return await self._call(work)

    async def edit(self, channel: str, message_id: str, message: Message) -> Answer:
        """Show this instead; a picture stays as it is."""

        async def work(client: discord.Client) -> None:
            partial = _place(client, channel).get_partial_message(int(message_id))
            await partial.edit(
                content=message.content or None,
                embed=embed_of(message),
                view=view_of(message),
                allowed_mentions=discord.AllowedMentions.none(),
            )

        return await self._call(work)

    async def recent(self, channel: str, since: float) -> Answer:
        """Our own messages since `since` (UTC seconds), the oldest first. Ok.said: list[Seen]."""

        async def work(client: discord.Client) -> list[Seen]:
            own = client.user.id if client.user is not None else 0
            after = discord.Object(time_snowflake(datetime.fromtimestamp(since).astimezone()))
            found = _place(client, channel).history(limit=300, after=after, oldest_first=True)
            return [_seen(message) async for message in found if message.author.id == own]

        return await self._call(work)

    async def history(self, channel: str, guild: str, after: int, most: int) -> Answer:
        """The messages behind number `after`, the oldest first. guild: empty for direct messages. Ok.said:
        list[discord.Message]."""

        async def work(client: discord.Client) -> list[discord.Message]:
            place = client.get_partial_messageable(int(channel), guild_id=int(guild) if guild else None)
            found = place.history(limit=most, after=discord.Object(after), oldest_first=True)
            return [message async for message in found]

        return await self._call(work)

    # --- places ---

    async def open_chat(self, user: str) -> Answer:
        """The direct messages of a person. Ok.said: the id of the channel."""

        async def work(client: discord.Client) -> str:
            return str((await client.create_dm(discord.Object(int(user)))).id)

        return await self._call(work)

    async def open_private_thread(self, channel: str, name: str, user: str) -> Answer:
        """A thread below `channel` that only this person and we can open. Ok.said: its id."""

        async def work(client: discord.Client) -> str:
            parent = await _text_channel(client, channel)
            thread = await parent.create_thread(name=name, type=discord.ChannelType.private_thread, invitable=False)
            try:
                await _let_in(thread, user)
            except discord.Forbidden as error:
                await thread.edit(archived=True)  # it stays empty, and out of the way
                raise _NotLetInError from error
            return str(thread.id)

        return await self._call(work)

    async def open_thread(self, guild: str, channel: str, message_id: str, name: str) -> Answer:
        """A thread from a message of ours."""

        async def work(client: discord.Client) -> None:
            place = client.get_partial_messageable(int(channel), guild_id=int(guild))
            await place.get_partial_message(int(message_id)).create_thread(name=name)

        return await self._call(work)

    async def post_in_forum(self, forum: str, name: str, message: Message) -> Answer:
        """A new post. Ok.said: the id of its thread, which is that of its first message as well."""

        async def work(client: discord.Client) -> str:
            place = client.get_channel(int(forum)) or await client.fetch_channel(int(forum))
            if not isinstance(place, discord.ForumChannel):
                raise _NotThatKindError
            made = await place.create_thread(name=name, **_parts(message))
            return str(made.thread.id)

        return await self._call(work)

    async def post_of(self, guild: str, forum: str, name: str, since: float) -> Answer:
        """A post of ours with this name, made since `since` (UTC seconds). Ok.said: its thread's id; empty: none."""

        async def work(client: discord.Client) -> str:
            home = client.get_guild(int(guild)) or await client.fetch_guild(int(guild))
            own = client.user.id if client.user is not None else 0
            made = time_snowflake(datetime.fromtimestamp(since).astimezone())
            ours = (one for one in await home.active_threads() if one.owner_id == own and str(one.parent_id) == forum)
            return next((str(one.id) for one in ours if one.name == name and one.id > made), "")

        return await self._call(work)

    # --- roles ---

    async def give_role(self, guild: str, user: str, role: str) -> Answer:
        """Give a person a role."""

        async def work(client: discord.Client) -> None:
            home = client.get_guild(int(guild)) or await client.fetch_guild(int(guild))
            member = await home.fetch_member(int(user))
            await member.add_roles(discord.Object(int(role)), reason="A unit was mastered.")

        return await self._call(work)

    async def open_to_role(self, channel: str, role: str) -> Answer:
        """Let a role see a channel."""

        async def work(client: discord.Client) -> None:
            place = client.get_channel(int(channel)) or await client.fetch_channel(int(channel))
            if not isinstance(place, discord.abc.GuildChannel):
                raise _NotThatKindError
            known = place.guild.get_role(int(role))
            if known is None:
                raise _NotThatKindError
            said = place.overwrites_for(known)  # what the channel says of the role already stays
            said.update(view_channel=True)
            await place.set_permissions(known, overwrite=said, reason="It is opened by mastery.")

        return await self._call(work)

    # --- calling ---

    async def _call(self, work: Callable[[discord.Client], Coroutine[Any, Any, Any]]) -> Answer:
        client, pause = self.client, self._edge_until - self._steady()
        if client is None or client.is_closed():
            answer: Answer = NotSent("not connected")
        elif pause > 0:
            answer = Limited(pause)
        else:
            answer = await self._in_time(answered(work(client)))
            if isinstance(answer, Limited) and answer.at_the_edge:
                self._edge_until = self._steady() + answer.seconds
        self._count(type(answer).__name__.lower())
        return answer

    async def _in_time(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        call = asyncio.create_task(work)
        try:
            done, _ = await asyncio.wait({call}, timeout=PATIENCE)
        except asyncio.CancelledError:
            call.cancel()
            raise
        if done:
            return call.result()
        self._unseen.add(call)
        call.add_done_callback(self._unseen.discard)
        return Unsure("TimeoutError")


class _NotThatKindError(Exception):
    """The id is of another kind of thing than it was, or of nothing any more."""


class _NotLetInError(Exception):
    """Whoever cannot see a channel cannot be let into its threads."""


async def answered(work: Awaitable[Any]) -> Answer:  # noqa: PLR0911 - one line for each kind
    """What came of a call of the library. Total."""
    try:
        return Ok(await work)
    except discord.RateLimited as error:
        return Limited(min(error.retry_after, LONGEST_PAUSE))
    except discord.HTTPException as error:
        if error.status == 429:
            return Limited(AT_THE_EDGE, at_the_edge=True)
        if error.status >= 500:
            return Unsure(f"HTTP {error.status}")
        return Wrong(error.status, error.code, error.text[:200])
    except _NotThatKindError:
        return Wrong(404, UNKNOWN_CHANNEL, "Unknown Channel")
    except _NotLetInError:
        return Wrong(403, NOT_LET_IN, "not let in")
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        return NotSent(type(error).__name__)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        return Unsure(type(error).__name__)
    except Exception as error:  # noqa: BLE001 - a session that was closed, an answer that is none of Discord's
        return Unsure(type(error).__name__)


async def _let_in(thread: discord.Thread, user: str) -> None:
    """Whoever opened a thread may let people in; where a server wants more, it is open to invitations meanwhile."""
    try:
        await thread.add_user(discord.Object(int(user)))
    except discord.Forbidden:
        await thread.edit(invitable=True)
        await thread.add_user(discord.Object(int(user)))
        await thread.edit(invitable=False)


def _place(client: discord.Client, channel: str) -> discord.PartialMessageable:
    return client.get_partial_messageable(int(channel))


async def _text_channel(client: discord.Client, channel: str) -> discord.TextChannel:
    place = client.get_channel(int(channel)) or await client.fetch_channel(int(channel))
    if not isinstance(place, discord.TextChannel):
        raise _NotThatKindError
    return place


def _parts(message: Message) -> dict[str, Any]:
    """For `send`. Links unfold in no message: that would show pages of others. An embed of ours is not to be hidden."""
    embed, view = embed_of(message), view_of(message)
    return {
        "content": message.content or None,
        **({"embed": embed} if embed is not None else {"suppress_embeds": True}),
        **({"view": view} if view is not None else {}),
        "allowed_mentions": discord.AllowedMentions.none(),
    }


def _seen(message: discord.Message) -> Seen:
    controls = [child for row in message.components for child in getattr(row, "children", ())]
    text = message.content or next((embed.description or "" for embed in message.embeds), "")
    return Seen(str(message.id), text, tuple(str(getattr(child, "custom_id", "")) for child in controls))
