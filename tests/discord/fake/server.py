"""A Discord of one's own: REST and gateway on a loopback port, in the test's own loop.

    async with fake_discord() as discord:
        discord.api_url, discord.gateway_url     where the bot finds it
        discord.people                           what students and teachers do and see
        discord.owner                            what happens to the guild
        discord.calls                            what the bot asked for, and what goes wrong with it
        await discord.drop(resumable=False)      what happens to the gateway

Rules
- Whatever the real one refuses is refused with its code; see `limits`, `permissions`, `refusals`.
- Time is the fake's (`standing`, `ahead`); only the patience for interactions is real.
- At the end every connection is closed.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discord.fake import permissions as allowed
from tests.discord.fake import rest_channels, rest_commands, rest_guilds, rest_interactions, rest_messages, sessions
from tests.discord.fake.calls import BASE, Calls
from tests.discord.fake.clock import Clock
from tests.discord.fake.gateway import Gateway
from tests.discord.fake.interactions import Interactions
from tests.discord.fake.limits import REQUEST
from tests.discord.fake.owner import Owner
from tests.discord.fake.people import FakePeople
from tests.discord.fake.posting import Nonces
from tests.discord.fake.shapes import JOINED, thread_member
from tests.discord.fake.world import school
from tests.discord.ids import BOT
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.discord.fake.deliveries import Deliveries
    from tests.discord.fake.world import Guild

Json = dict[str, Any]
ROUTES = (
    *rest_messages.ROUTES,
    *rest_channels.ROUTES,
    *rest_guilds.ROUTES,
    *rest_commands.ROUTES,
    *rest_interactions.ROUTES,
)


class Discord:
    """privileged: the switches for privileged intents are on. shards: how many are advised. locales: of people, by id;
    others have English."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.world = school(self.clock)
        self.privileged = False
        self.shards = 1
        self.locales: dict[str, str] = {}
        self.nonces = Nonces()
        self.calls = Calls(self, ROUTES)
        self.gateway = Gateway(self)
        self.interactions = Interactions(self)
        self.owner = Owner(self)
        self.people = FakePeople(self)
        self.address = ""
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.5)

    # --- where it is ---

    @property
    def api_url(self) -> str:
        """Instead of Discord's."""
        return f"{self.address}{BASE}"

    @property
    def gateway_url(self) -> str:
        """Instead of Discord's."""
        return f"{self.address.replace('http', 'ws', 1)}/gateway"

    # --- time ---

    @property
    def standing(self) -> float | None:
        """The second at which its clock stands still, UTC; None: it goes."""
        return self.clock.standing

    @standing.setter
    def standing(self, second: float | None) -> None:
        self.clock.standing = second

    @property
    def ahead(self) -> float:
        """Seconds by which its clock is before the machine's."""
        return self.clock.ahead

    @ahead.setter
    def ahead(self, seconds: float) -> None:
        self.clock.ahead = seconds

    def now(self) -> float:
        """By its clock, UTC seconds."""
        return self.clock.now()

    # --- settings that live elsewhere ---

    @property
    def patience(self) -> float:
        """Real seconds for the first answer to an interaction."""
        return self.interactions.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self.interactions.patience = seconds

    @property
    def closed_dms(self) -> set[str]:
        """Who takes no direct messages (50007)."""
        return self.world.closed

    @property
    def deliveries(self) -> Deliveries:
        """How what people do reaches the bot."""
        return self.gateway.deliveries

    @property
    def identifies(self) -> int:
        """How many so far."""
        return self.gateway.identifies

    @property
    def resumes(self) -> int:
        """How many so far."""
        return self.gateway.resumes

    @property
    def connections(self) -> int:
        """To the gateway, how many so far."""
        return self.gateway.connections

    # --- what happens to the gateway ---

    async def connected(self, shards: int = 1, seconds: float = 10.0) -> None:
        """Until this many sessions have a connection."""
        await until(lambda: len(self.gateway.connected()) >= shards, seconds)

    async def reconnect(self) -> None:
        """Op 7: the bot is asked to come again."""
        self.gateway.ask_to_reconnect()

    async def invalidate(self, *, resumable: bool) -> None:
        """Op 9."""
        self.gateway.invalidate(resumable=resumable)

    async def drop(self, *, resumable: bool = True) -> None:
        """Every connection breaks. resumable: without it the next RESUME is refused, and what happened is lost."""
        self.gateway.drop(resumable=resumable)

    @asynccontextmanager
    async def away(self, *, resumable: bool = True) -> AsyncIterator[None]:
        """Every connection breaks, and none is greeted while the block runs."""
        self.gateway.opened.clear()
        self.gateway.drop(resumable=resumable)
        try:
            yield
        finally:
            self.gateway.opened.set()

    async def close(self, code: int) -> None:
        """Every connection is closed with a code."""
        await self.gateway.end(code)

    async def malformed(self, event: str, payload: Any) -> None:
        """An event is told as it stands here, whatever is missing."""
        self.gateway.tell_raw(event, payload)

    # --- for the parts of it ---

    def me(self) -> Json:
        """The bot's user as it is told itself."""
        return {**self.world.users[BOT], "verified": True, "mfa_enabled": True, "locale": "en-US", "flags": 0}

    def guild_as_created(self, id_: str) -> Json:
        """A guild with all that a bot without privileged intents is told at the beginning."""
        guild = self.world.guilds[id_]
        return {
            "id": guild.id,
            "name": guild.name,
            "owner_id": guild.owner,
            "icon": None,
            "splash": None,
            "description": None,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": list(guild.roles.values()),
            "preferred_locale": "en-US",
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
            "member_count": len(guild.members),
            "members": [self.world.member(guild, BOT)],
            "channels": [self.world.told(one) for one in self.world.channels_of(id_)],
            "threads": self.world.threads_of(id_),
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
        }

    def member_of(self, thread: str, user: str) -> Json:
        """Somebody's place in a thread."""
        return thread_member(thread, user, self.clock.said())

    def tell(
        self,
        event: str,
        data: Json,
        *,
        channel: Json | None = None,
        guild: str = "",
        intent: int = 0,
        by_people: bool = False,
    ) -> None:
        """The bot of an event, where it sees the channel."""
        if channel is not None and not self.world.sees(channel, BOT):
            return
        guild = (channel or {}).get("guild_id", guild)
        self.gateway.tell(event, data, guild=guild, intent=intent, by_people=by_people)

    def tell_channel(self, event: str, data: Json, *, seen: Json | None = None) -> None:
        """The bot of a channel or a thread that came, changed or went; of a hidden channel, that there is one."""
        channel = seen or self.world.channels[data["id"]]
        if channel["type"] in allowed.THREADS:
            self.tell(event, data, channel=channel, intent=sessions.GUILDS)
        else:
            self.tell(event, self.world.told(channel), guild=channel["guild_id"], intent=sessions.GUILDS)

    def tell_sight(self, guild: str, before: set[str]) -> None:
        """The bot of channels that it sees now and did not before, or the other way round."""
        for id_ in before ^ self.world.seen_in(guild):
            self.tell_channel("CHANNEL_UPDATE", self.world.channels[id_])

    def tell_member(self, guild: Guild, user: str) -> None:
        """The bot of somebody's roles; of its own without any intent."""
        data = {"guild_id": guild.id, **self.world.member(guild, user)}
        intent = 0 if user == BOT else sessions.GUILD_MEMBERS
        self.tell("GUILD_MEMBER_UPDATE", data, guild=guild.id, intent=intent)

    # --- opening and closing ---

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=2 * REQUEST)
        app.router.add_route("*", f"{BASE}/{{rest:.*}}", self._rest)
        app.router.add_get("/gateway", self._serve_gateway)
        app.router.add_get("/gateway/", self._serve_gateway)
        app.router.add_get("/cdn/{rest:.*}", self._file)
        return app

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        return await self.calls.answer(request)

    async def _serve_gateway(self, request: web.Request) -> web.StreamResponse:
        return await self.gateway.serve(request)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.world.files.get(request.path)
        return web.Response(status=404) if content is None else web.Response(body=content)

    async def open(self) -> None:
        """Listen, on a port that was free."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def end(self) -> None:
        """Close every connection."""
        self.deliveries.close()
        self.interactions.close()
        self.gateway.opened.set()
        await self.gateway.end(1001)
        await self._runner.cleanup()


@asynccontextmanager
async def fake_discord() -> AsyncIterator[Discord]:
    """One that listens while the block runs."""
    discord = Discord()
    await discord.open()
    try:
        yield discord
    finally:
        await discord.end()
