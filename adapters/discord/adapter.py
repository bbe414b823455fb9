"""The Discord bot, put together: its courier for the engine, and a task that lets events in.

    Discord(...) -> courier -> Engine(couriers={"discord": ...}, shares=...)
                 -> serve(engine, pages) while the program runs

Rules
- It is built without a connection. Who we are is asked when `serve` begins, and again until Discord answers; a token
  that is not taken stops Discord and nothing else.
- The library reconnects and resumes by itself; what it ends by (a dispatch that nobody can read, a token that was
  revoked) is told and counted, and it is begun anew, slower each time: a bot has 1,000 sessions a day.
- Whatever happens in here, `serve` ends by being cancelled only.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING

import aiohttp
import discord

from adapters.discord import PLATFORM
from adapters.discord.addresses import point
from adapters.discord.answering import Answering
from adapters.discord.api import Api
from adapters.discord.chats import Chats
from adapters.discord.choices import Choices
from adapters.discord.classes import Classes
from adapters.discord.client import Client, Inside
from adapters.discord.courier import DiscordCourier
from adapters.discord.desk import Desk
from adapters.discord.gap import Gap
from adapters.discord.guilds import Guilds
from adapters.discord.lanes import Lanes
from adapters.discord.notes import Notes
from adapters.discord.pictures import Pictures
from adapters.discord.places import Places
from adapters.discord.receiver import Receiver
from adapters.discord.rewards import Rewards
from adapters.discord.sessions import Sessions
from adapters.discord.shards import Shards
from adapters.later import Later
from adapters.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from adapters.discord.arrivals import Written
    from adapters.discord.settings import DiscordSettings
    from adapters.discord.teachers_desk import Pages
    from adapters.metrics import Metrics
    from bot.engine import Engine

logger = logging.getLogger("tutor")
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds between beginnings, doubled each time. A day has 288 of the longest; a bot may begin 1,000 sessions in it."""
STEADY_AFTER = 600.0
"""Seconds of service after which the next pause is a short one again."""
OUT_PAUSE = 60.0
"""Seconds until Discord, which refused our token, is asked again: a call, no session."""
SILENCE = 20.0
"""Seconds until a gateway that does not let us in is told."""
LAST_WORDS = 2.0
"""Seconds for saying goodbye."""
CURE = "See what `tutor doctor` says, or run: tutor setup discord"
CONTENT_OFF = "4014: the Message Content Intent is off in the developer portal, and DISCORD_MESSAGE_CONTENT asks for it"


class Discord:
    """folders: of the courses whose pictures are shown, by id. courses: id -> (title, language). clock: UTC seconds.

    pause: seconds until it is begun anew for the first time.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        metrics: Metrics,
        *,
        folders: Mapping[str, Path],
        courses: Mapping[str, tuple[str, str]],
        clock: Callable[[], float] = time.time,
        pause: float = FIRST_PAUSE,
    ) -> None:
        point(settings.api_url, settings.gateway_url)
        self._settings = settings
        self._metrics = metrics
        self._pause = pause
        self._api = Api(lambda how: metrics.calls.labels(PLATFORM, how).inc())
        self.guilds = Guilds()
        self.shards = Shards(settings)
        self._sessions = Sessions()
        self.chats = Chats(shared=self.shards.are_some)
        self.classes = Classes(courses, self.guilds)
        self.state = State(metrics, PLATFORM, "Discord", CURE)
        self.later = Later("Discord")
        self.lanes = Lanes()
        self.gap: Gap | None = None
        self._notes = Notes(self._api)
        rewards = Rewards(self._api, self.chats, self.classes, self.guilds, self._notes, self.state, self.later)
        self.courier = DiscordCourier(
            self._api,
            self.chats,
            self.classes,
            Places(self._api, self.chats, self.classes, self._notes, self.state, self.later),
            Pictures(folders),
            rewards,
            self.state,
            self.later,
            clock=clock,
            steady=time.monotonic,
        )

    def told_to_probes(self) -> str:
        """`connected`, `connected, 2 breaks healed`, `reconnecting (...)`, `out (...)`."""
        word, healed = self.state.told_to_probes(), self.state.breaks
        if word != "connected" or not healed:
            return word
        return f"connected, {healed} {'break' if healed == 1 else 'breaks'} healed"

    async def serve(self, engine: Engine, pages: Pages) -> None:
        """Let events in until cancelled."""
        self.classes.begin(engine)
        pause = self._pause
        try:
            while True:
                began = time.monotonic()
                why = await self._served(engine, pages)
                pause = self._pause if time.monotonic() - began > STEADY_AFTER else pause
                await asyncio.sleep(OUT_PAUSE if why == "out" else pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            await self.later.close()

    async def _served(self, engine: Engine, pages: Pages) -> str:
        """One client, until it ends; `out` where our token is not taken, else empty."""
        try:
            await self._serve_once(engine, pages)
            self.state.reconnecting("the connection ended")
        except discord.LoginFailure:
            self.state.out("401 Unauthorized")
            return "out"
        except discord.PrivilegedIntentsRequired:
            self.state.out(CONTENT_OFF, "app", "lets the tutor in no more")
            await asyncio.sleep(LONGEST_PAUSE)  # each try is a session of the gateway
        except discord.ConnectionClosed as error:
            await self._closed(error)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            self.state.reconnecting(type(error).__name__)
        except Exception as error:
            logger.exception("Discord: it is begun anew after %s", type(error).__name__)
            self.state.reconnecting(type(error).__name__)
        return ""

    async def _closed(self, error: discord.ConnectionClosed) -> None:
        """Discord closed the gateway for good: for codes that no new try mends, the long pause."""
        if error.code == 4004:
            self.state.out("4004 Authentication failed")
        else:
            self.state.reconnecting(f"closed with {error.code}")
        if error.code in (4004, 4010, 4011, 4012, 4013):
            await asyncio.sleep(LONGEST_PAUSE)

    async def _serve_once(self, engine: Engine, pages: Pages) -> None:
        client = Client(self._settings, self.state, self._sessions)
        beside: list[asyncio.Task[None]] = []
        try:
            await client.login(self._settings.token)
            self.state.accepted()
            await self.chats.begin(engine)
            self._api.client = self.guilds.client = client
            client.inside = inside = self._inside(client, engine, pages)
            works = (client.connect(), client.in_vain(), inside.gap.run(), self.chats.run())
            lasting = [asyncio.create_task(work) for work in works]
            beside = [*lasting, asyncio.create_task(client.register()), asyncio.create_task(self._notice_silence())]
            ended, _ = await asyncio.wait(lasting, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            self._api.client = self.guilds.client = None
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LAST_WORDS):
                    await client.close()  # first: a library that connects again does not hear that it is cancelled
            for task in beside:
                task.cancel()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORDS):
                    await asyncio.gather(*beside, return_exceptions=True)

    async def _notice_silence(self) -> None:
        """Until the first session begins, the library tells nobody that the gateway is away."""
        await asyncio.sleep(SILENCE)
        if self.state.reach != "connected":
            self.state.reconnecting("the gateway does not answer")

    def _inside(self, client: Client, engine: Engine, pages: Pages) -> Inside:
        user = client.user
        if user is None:
            raise RuntimeError("a client that is logged in knows who it is")
        choices = Choices(self.classes, pages.units)
        desk = Desk(self.classes, self.chats, self.guilds, self._api, choices, pages)
        receiver = Receiver(
            engine=engine,
            classes=self.classes,
            chats=self.chats,
            desk=desk,
            notes=self._notes,
            later=self.later,
            state=self.state,
            bot=str(user.id),
            called=user.name,
        )

        async def take(written: Written) -> bool:
            return await receiver.take(written) is not None

        acknowledged = self._metrics.acknowledged.labels(PLATFORM).observe
        self.gap = gap = Gap(self._api, self.chats, self.lanes, take, self.shards.owns)
        return Inside(receiver, desk, choices, self.lanes, gap, Answering(self._notes, acknowledged))
