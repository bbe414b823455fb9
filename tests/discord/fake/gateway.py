"""The gateway: HELLO, IDENTIFY, READY, RESUME, heartbeats, and everything by which a connection ends.

Rules
- An IDENTIFY is checked: token (4004), shard (4010), intents (4013, 4014). Whatever comes before it is 4003, a second
  one 4005, what is no frame 4002, an unknown op 4001, more than 120 frames in a minute 4008.
- A session that the bot closed with 1000 or 1001 is gone. Any other way of losing a connection leaves it to be resumed.
- While the gateway is `shut`, a new connection is taken and told nothing until it is open again.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.discord.fake import sessions
from tests.discord.fake.deliveries import Deliveries
from tests.discord.fake.line import Line
from tests.discord.fake.sessions import Session, without_content
from tests.discord.ids import BOT, TOKEN

if TYPE_CHECKING:
    from tests.discord.fake.server import Discord

Json = dict[str, Any]
LARGEST_FRAME = 4_096
FRAMES_A_MINUTE = 120
HEARTBEAT = 41.25
"""Seconds between two heartbeats."""


class Closing(Exception):  # noqa: N818 -- no error: a way to end
    """The connection ends with a code."""

    def __init__(self, code: int, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(f"{code} {reason}")


class Gateway:
    """sessions: by id, the lost ones too. connections, identifies, resumes: how many so far. heartbeats: likewise.

    interval: seconds between heartbeats that the bot is asked for. deaf: heartbeats are not acknowledged. refuses: the
    HTTP status by which connections are turned away; 0: none is.
    """

    def __init__(self, discord: Discord) -> None:
        self.sessions: dict[str, Session] = {}
        self.deliveries = Deliveries()
        self.connections = self.identifies = self.resumes = self.heartbeats = 0
        self.interval = HEARTBEAT
        self.deaf = False
        self.refuses = 0
        self.opened = asyncio.Event()
        self.opened.set()
        self._discord = discord
        self._lines: set[Line] = set()
        self._made = 0

    # --- what happens to it ---

    def connected(self) -> list[Session]:
        """Sessions that have a connection."""
        return [session for session in self.sessions.values() if session.line is not None]

    def ask_to_reconnect(self) -> None:
        """Op 7, on every connection."""
        for session in self.connected():
            self._frame(session, 7, None)

    def invalidate(self, *, resumable: bool, only: int | None = None) -> None:
        """Op 9, on every connection. only: on those of this shard."""
        for session in self.connected():
            if only not in (None, session.shard):
                continue
            self._frame(session, 9, resumable)
            if not resumable:
                self._forget(session)

    def drop(self, *, resumable: bool) -> None:
        """Break every connection. resumable: without it the sessions are gone, and what happens meanwhile too."""
        for session in self.connected():
            if session.line is not None:
                session.line.cut()
            session.line = None
            if not resumable:
                self._forget(session)
        for line in self._lines:
            line.cut()

    async def end(self, code: int) -> None:
        """Close every connection with a code. 4007 and 4009 are the end of the session as well."""
        if code in (4007, 4009):
            for session in self.connected():
                self._forget(session)
        await asyncio.gather(*(line.close(code) for line in list(self._lines)))

    # --- what is told ---

    def tell(self, event: str, data: Json, *, guild: str = "", intent: int = 0, by_people: bool = False) -> None:
        """An event of a guild, or of direct messages, to every session that gets it."""

        data = deepcopy(data)  # as it is now, also where it is told later

        def deliver() -> None:
            for session in list(self.sessions.values()):
                if session.serves(guild) and session.intents & intent == intent:
                    session.tell(event, self._seen(session, event, data, guild))

        if by_people:
            self.deliveries.take(deliver)
        else:
            deliver()

    def tell_raw(self, event: str, data: Any) -> None:
        """An event to every session, as it is."""
        for session in self.sessions.values():
            session.tell(event, data)

    def _seen(self, session: Session, event: str, data: Json, guild: str) -> Json:
        hides = event.startswith("MESSAGE_") and "author" in data and guild
        return without_content(data) if hides and not session.intents & sessions.MESSAGE_CONTENT else data

    # --- a connection ---

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """From the first frame to the last."""
        if self.refuses:
            return web.Response(status=self.refuses)
        socket = web.WebSocketResponse(timeout=1.0, max_msg_size=1024 * 1024)
        await socket.prepare(request)
        self.connections += 1
        line = Line(request, socket)
        self._lines.add(line)
        try:
            await self.opened.wait()
            line.send({"op": 10, "t": None, "s": None, "d": {"heartbeat_interval": round(self.interval * 1000)}})
            await self._listen(line)
        except Closing as closing:
            await line.close(closing.code, closing.reason)
        finally:
            self._lines.discard(line)
            self._leave(line)
            await line.end()
        return socket

    async def _listen(self, line: Line) -> None:
        frames: deque[float] = deque(maxlen=FRAMES_A_MINUTE)
        async for message in line.socket:
            if message.type is not WSMsgType.TEXT or len(message.data.encode()) > LARGEST_FRAME:
                raise Closing(4002, "Error while decoding payload.")
            if len(frames) == FRAMES_A_MINUTE and frames[0] > time.monotonic() - 60:
                raise Closing(4008, "Rate limited.")
            frames.append(time.monotonic())
            self._take(line, _frame_of(message.data))

    def _take(self, line: Line, frame: Json) -> None:
        data = frame.get("d")
        session = next((one for one in self.sessions.values() if one.line is line), None)
        match frame.get("op"):
            case 1:
                self.heartbeats += 1
                if not self.deaf:
                    line.send({"op": 11, "t": None, "s": None, "d": None})
            case 2 if session is not None:
                raise Closing(4005, "Already authenticated.")
            case 2:
                self._identify(line, data or {})
            case 6:
                self._resume(line, data or {})
            case 3 | 4 | 8 if session is None:
                raise Closing(4003, "Not authenticated.")
            case 8:
                assert session is not None
                self._tell_members(session, data or {})
            case 3 | 4:
                pass
            case _:
                raise Closing(4001, "Unknown opcode.")

    def _identify(self, line: Line, data: Json) -> None:
        self.identifies += 1
        intents, (shard, shards) = data.get("intents"), data.get("shard") or (0, 1)
        if data.get("token") != TOKEN:
            raise Closing(4004, "Authentication failed.")
        if not 0 <= shard < shards:
            raise Closing(4010, "Invalid shard.")
        if not isinstance(intents, int) or intents < 0:
            raise Closing(4013, "Invalid intent(s).")
        if intents & sessions.PRIVILEGED and not self._discord.privileged:
            raise Closing(4014, "Disallowed intent(s).")
        self._made += 1
        session = Session(f"session-{self._made}", shard, shards, intents, line)
        self.sessions[session.id] = session
        self._greet(session)

    def _greet(self, session: Session) -> None:
        world = self._discord.world
        guilds = [id_ for id_, guild in world.guilds.items() if BOT in guild.members and session.serves(id_)]
        ready = {
            "v": 10,
            "user": self._discord.me(),
            "guilds": [{"id": id_, "unavailable": True} for id_ in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._discord.gateway_url,
            "shard": [session.shard, session.shards],
            "application": {"id": BOT, "flags": 0},
        }
        session.tell("READY", ready)
        if session.intents & sessions.GUILDS:
            for id_ in guilds:
                session.tell("GUILD_CREATE", self._discord.guild_as_created(id_))

    def _resume(self, line: Line, data: Json) -> None:
        self.resumes += 1
        if data.get("token") != TOKEN:
            raise Closing(4004, "Authentication failed.")
        session = self.sessions.get(str(data.get("session_id")))
        if session is None:
            line.send({"op": 9, "t": None, "s": None, "d": False})
            return
        if not isinstance(data.get("seq"), int) or data["seq"] > session.number:
            raise Closing(4007, "Invalid sequence.")
        session.line = line
        session.replay(data["seq"])
        session.tell("RESUMED", {})

    def _tell_members(self, session: Session, data: Json) -> None:
        """Those that were asked for, in one chunk."""
        world = self._discord.world
        guild = world.guild(str(data["guild_id"]))
        wanted, start = data.get("user_ids"), str(data.get("query") or "")
        wanted = [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)] if wanted else None
        members = [
            world.member(guild, user)
            for user in guild.members
            if (user in wanted if wanted is not None else world.users[user]["username"].startswith(start))
        ]
        chunk = {"guild_id": guild.id, "members": members, "chunk_index": 0, "chunk_count": 1}
        session.tell("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if data.get("nonce") else {}))

    def _leave(self, line: Line) -> None:
        for session in list(self.sessions.values()):
            if session.line is line:
                session.line = None
                if line.socket.close_code in (1000, 1001) and not line.ended:
                    self._forget(session)

    def _forget(self, session: Session) -> None:
        self.sessions.pop(session.id, None)

    def _frame(self, session: Session, op: int, data: Any) -> None:
        if session.line is not None:
            session.line.send({"op": op, "t": None, "s": None, "d": data})


def _frame_of(text: str) -> Json:
    try:
        frame = json.loads(text)
    except ValueError:
        raise Closing(4002, "Error while decoding payload.") from None
    if not isinstance(frame, dict):
        raise Closing(4002, "Error while decoding payload.")
    return frame
