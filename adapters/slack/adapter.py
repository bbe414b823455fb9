"""One Slack workspace, put together: its courier for the engine, and a task that lets its events in.

    Slack(...) -> courier -> Engine(couriers={"slack": ...})
               -> serve(engine, ...) while the program runs
               -> http_events for the web application (transport `http`)

Rules
- It is built without a connection; who we are is asked when `serve` begins, and again until Slack answers. A wrong
  token stops Slack and nothing else: local classes, and later tries, go on.
- Whatever happens in here, `serve` ends by being cancelled only.
"""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from slack_bolt.authorization import AuthorizeResult

from adapters.later import Later
from adapters.slack import PLATFORM, errors
from adapters.slack.bolt import bolt_app
from adapters.slack.classes import Classes
from adapters.slack.courier import SlackCourier
from adapters.slack.desk import Desk
from adapters.slack.http_events import HttpEvents
from adapters.slack.methods import RATES
from adapters.slack.notes import Notes
from adapters.slack.pace import CHANNEL, Pace, Rate
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.receiver import Receiver
from adapters.slack.socket import Socket
from adapters.slack.web_api import Limited, NotSent, Ok, Unsure, WebApi, Wrong
from adapters.slack.words import words_for
from adapters.state import State
from bot.dialogue.marks import quote

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from slack_bolt.async_app import AsyncApp

    from adapters.metrics import Metrics
    from adapters.slack.settings import SlackSettings
    from adapters.slack.words import Words
    from bot.classroom.pages import Page
    from bot.engine import Engine

    PageOf = Callable[[str, str], Awaitable[Page | None]]
    TodayOf = Callable[[str, str], Awaitable[Page]]

logger = logging.getLogger("tutor")
AGAIN = 5.0
"""Seconds until it is tried again: after no answer, after something broke."""
MOST_CHANGES = 2_000
"""Answered questions whose change waits for Slack's leave."""
OUT_AGAIN = 60.0
"""Seconds until Slack is asked again who we are, after it refused our token."""


class Slack:
    """folders: of the courses whose pictures are shown, by id. courses: id -> (title, language).

    rates, channel: as `pace` has them. clock: UTC seconds.
    """

    def __init__(
        self,
        settings: SlackSettings,
        metrics: Metrics,
        *,
        folders: Mapping[str, Path],
        courses: Mapping[str, tuple[str, str]],
        clock: Callable[[], float] = time.time,
        rates: Mapping[str, Rate] = RATES,
        channel: Rate = CHANNEL,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._courses = courses
        self._clock = clock
        self._api = WebApi(settings.bot_token, settings.api_url, self._count)
        self._aside = WebApi(settings.bot_token, settings.api_url, self._count)
        """With connections of its own: pages and notes are not to keep letters waiting."""
        self._notes = Notes(self._aside)
        self._classes: Classes | None = None
        self._app: AsyncApp | None = None
        self.later = Later("Slack")
        self.changes = Later("Slack", MOST_CHANGES)
        self.state = State(metrics, PLATFORM, "Slack", "Install the app again, then: tutor setup slack")
        self.http_events = HttpEvents(lambda: self._app, settings.signing_secret, self.state)
        self.courier = SlackCourier(
            self._api,
            Pace(rates, channel),
            Pictures(self._api, folders),
            self.state,
            self.later,
            self.changes,
            words_of=self._words_of,
            owner_of=self._owner_of,
            tell_owner=self._tell_owner,
            clock=clock,
            steady=time.monotonic,
        )

    def _count(self, how: str) -> None:
        self._metrics.calls.labels(PLATFORM, how).inc()

    async def serve(self, engine: Engine, *, page_of: PageOf, today_of: TodayOf) -> None:
        """Let events in until cancelled.

        page_of: (community, user) -> what their Home tab shows. today_of: -> who needs what in the classes they teach.
        """
        try:
            while True:
                try:
                    await self._serve_once(engine, page_of, today_of)
                except Exception as error:  # whatever breaks in Slack, the other classes go on
                    logger.exception("Slack: it is begun anew after %s", type(error).__name__)
                    self.state.reconnecting(type(error).__name__)
                    await asyncio.sleep(AGAIN)
        finally:
            self._app = None
            await asyncio.gather(self.later.close(), self.changes.close())
            await asyncio.gather(self._api.close(), self._aside.close())

    async def _serve_once(self, engine: Engine, page_of: PageOf, today_of: TodayOf) -> None:
        auth = await self._identified()
        community = self.courier.community = f"{PLATFORM}:{auth.team_id}"
        self._classes = classes = Classes(engine, self._aside, community, self._courses, self._settings.teachers)
        people = People(self._aside)
        receiver = Receiver(
            engine=engine,
            community=community,
            classes=classes,
            desk=Desk(engine, community, classes, people, self._notes, self.later, partial(today_of, community)),
            notes=self._notes,
            later=self.later,
            state=self.state,
            chats=self.courier.chats,
            page_of=partial(page_of, community),
            clock=self._clock,
        )
        self._app = bolt_app(self._settings, auth, receiver, self.state)
        await self._let_in(self._app)

    async def _let_in(self, app: AsyncApp) -> None:
        if self._settings.transport == "socket":
            await Socket(app, self._settings, self.state).run()
        self.state.connected()
        await asyncio.Event().wait()  # over HTTP Slack comes to us

    async def _identified(self) -> AuthorizeResult:
        """Who we are, as soon as Slack tells."""
        while True:
            answer = await self._api.call("auth.test", {})
            if isinstance(answer, Ok):
                self.state.accepted()
                said = answer.said
                return AuthorizeResult(
                    enterprise_id=None,
                    team_id=str(said.get("team_id", "")),
                    bot_user_id=str(said.get("user_id", "")),
                    bot_id=str(said.get("bot_id", "")),
                    bot_token=self._settings.bot_token,
                )
            await asyncio.sleep(self._not_identified(answer))

    def _not_identified(self, answer: Limited | Wrong | NotSent | Unsure) -> float:
        """Tell it; seconds until Slack is asked again."""
        match answer:
            case Limited(seconds=seconds):
                return max(seconds, AGAIN)
            case Wrong(error=error) if error in errors.WORKSPACE:
                self.state.out(error)
                return OUT_AGAIN
            case Wrong(error=why) | NotSent(why=why) | Unsure(why=why):
                self.state.reconnecting(why)
        return AGAIN

    def _words_of(self, class_id: str) -> Words:
        return words_for("en" if self._classes is None else self._classes.language(class_id))

    async def _owner_of(self, class_id: str) -> str:
        return "" if self._classes is None else await self._classes.owner(class_id)

    async def _tell_owner(self, owner: str, error: str, channel: str) -> None:
        if self._classes is None:
            return
        class_id = next(iter(self._classes.of_channel(channel)), "")
        replies = self._classes.replies(class_id)
        record = self._classes.record(class_id)
        if record is not None and channel == class_id:
            sentence = replies.invite_me.format(title=quote(record.title))
        else:
            sentence = replies.card_came_here.format(error=error)
        await self._notes.say(owner, sentence)
