"""What people do in the twin, through its control channel.

Rules
- Nobody has direct messages here, and nobody sends files: these are the fake's.
- One long request at a time waits for what the bot says to interactions; each `Pressed` is told what belongs to it.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.discord.fake import components
from tests.discord.ids import BOT
from tests.discord.people import EPHEMERAL, NOTHING, NotOfferedError, Pressed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from tests.discord.twin.stand_in import StandIn

Json = dict[str, Any]
PATIENCE = 3.0
"""Seconds for the first answer, then the person is told that it failed."""
LONG = 30.0
"""Seconds that a request waits for news."""
BUTTON, STRING_SELECT, TEXT_INPUT = 2, 3, 4
MESSAGE, THINKING, LATER, UPDATE, CHOICES, WINDOW = 4, 5, 6, 7, 8, 9


@asynccontextmanager
async def people(twin: StandIn) -> AsyncIterator[TwinPeople]:
    """The hands of everybody in a twin, while the block runs."""
    async with aiohttp.ClientSession() as session:
        hands = TwinPeople(session, twin.control)
        listening = asyncio.create_task(hands.listen())
        try:
            yield hands
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


class TwinPeople:
    """control: the address where people.mjs is asked."""

    def __init__(self, session: aiohttp.ClientSession, control: str) -> None:
        self._session = session
        self._control = control
        self._pressed: dict[str, Pressed] = {}
        self._said: dict[str, list[Json]] = {}

    # --- what a person does ---

    async def command(self, user: str, channel: str, name: str, options: Mapping[str, Any] = NOTHING) -> Pressed:
        """See `People`."""
        return await self._interact("command", user, channel, name=name, options=dict(options), completes="")

    async def autocomplete(self, user: str, channel: str, name: str, option: str, typed: str) -> list[tuple[str, Any]]:
        """See `People`."""
        offered = await self._interact("command", user, channel, name=name, options={option: typed}, completes=option)
        try:
            await offered.answered(PATIENCE)
        except TimeoutError:
            return []
        return [(choice["name"], choice["value"]) for choice in offered.choices or ()]

    async def say(self, user: str, channel: str, text: str, files: Sequence[tuple[str, bytes]] = ()) -> str:
        """See `People`; without files."""
        if files:
            raise NotImplementedError("nobody but the bot can send a file in the twin")
        return str((await self._ask("say", user=user, channel=channel, text=text))["id"])

    async def edit(self, user: str, channel: str, message_id: str, text: str) -> None:
        """See `People`."""
        await self._ask("edit", user=user, channel=channel, message=message_id, text=text)

    async def press(self, user: str, channel: str, message_id: str, custom_id: str) -> Pressed:
        """See `People`."""
        await self._component(user, channel, message_id, custom_id, BUTTON)
        return await self.forge(user, channel, message_id, custom_id)

    async def choose(self, user: str, channel: str, message_id: str, custom_id: str, values: Sequence[str]) -> Pressed:
        """See `People`; of a select with texts."""
        select = await self._component(user, channel, message_id, custom_id, STRING_SELECT)
        offered = {option["value"] for option in select["options"]}
        least, most = select.get("min_values", 1), select.get("max_values", 1)
        if not set(values) <= offered or not least <= len(values) <= most:
            raise NotOfferedError(f"{least} to {most} of {sorted(offered)} can be taken, not {list(values)}")
        return await self.forge(user, channel, message_id, custom_id, kind=STRING_SELECT, values=values)

    async def forge(
        self,
        user: str,
        channel: str,
        message_id: str,
        custom_id: str,
        *,
        kind: int = BUTTON,
        values: Sequence[str] | None = None,
    ) -> Pressed:
        """See `People`."""
        given = None if values is None else list(values)
        how = {"message": message_id, "custom_id": custom_id, "kind": kind, "values": given}
        return await self._interact("press", user, channel, **how)

    async def submit(self, user: str, channel: str, pressed: Pressed, values: Mapping[str, str]) -> Pressed:
        """See `People`."""
        if pressed.modal is None:
            raise NotOfferedError("no window is open")
        fields = [one for _, one in components.walk("", pressed.modal["components"]) if "custom_id" in one]
        if unknown := set(values) - {field["custom_id"] for field in fields}:
            raise NotOfferedError(f"{sorted(unknown)} is not in the window")
        for field in fields:
            _check(field, values.get(field["custom_id"], field.get("value") or ""))
        return await self._interact("submit", user, channel, interaction=pressed.id, fields=dict(values))

    # --- what a person sees ---

    async def messages(self, channel: str) -> list[Json]:
        """See `People`."""
        found = await self.everything(channel)
        return [one for one in found if one["author"]["id"] == BOT and not one["flags"] & EPHEMERAL]

    async def dm(self, user: str) -> str:  # noqa: ARG002 - the same for everybody
        """Nobody has one: everybody has closed their direct messages."""
        return ""

    async def threads(self, channel: str) -> list[Json]:
        """See `People`; with the ids of their `members`."""
        found = await self._ask("threads", channel=channel)
        return sorted(found, key=lambda thread: int(thread["id"]))

    # --- what only this bed has ---

    async def clock(self, at: float | None) -> None:
        """Let the twin's clock stand at this second (UTC); None: it goes again. Ids and times are made by it."""
        await self._ask("clock", at=at)

    async def everything(self, channel: str) -> list[Json]:
        """All messages, oldest first; `shown_to` names the one person who sees it."""
        return list(await self._ask("messages", channel=channel))

    async def roles(self, guild: str, user: str) -> list[str]:
        """That somebody has."""
        return list(await self._ask("roles", guild=guild, user=user))

    async def commands(self) -> list[Json]:
        """That the bot offers everywhere."""
        return list(await self._ask("commands"))

    async def connections(self) -> int:
        """To the gateway, of shards that have named themselves."""
        return int(await self._ask("connections"))

    async def cut(self) -> None:
        """Break the connections to the gateway. They cannot be resumed: what comes until the bot is back, it misses."""
        await self._ask("cut")

    async def listen(self) -> None:
        """Tell what the bot says to interactions, until it is cancelled."""
        seen = 0
        while True:
            for one in await self._ask("said", seen=seen, patience=LONG):
                seen += 1
                self._said.setdefault(one["interaction"], []).append(one)
                if (pressed := self._pressed.get(one["interaction"])) is not None:
                    _take(pressed, one)

    # ---

    async def _interact(self, method: str, user: str, channel: str, **how: Any) -> Pressed:
        pressed = Pressed(user, channel)
        pressed.id = await self._ask(method, user=user, channel=channel, **how)
        self._pressed[pressed.id] = pressed
        for one in self._said.get(pressed.id, ()):  # the bot was faster than we
            _take(pressed, one)
        asyncio.get_running_loop().call_later(PATIENCE, _fail, pressed)
        return pressed

    async def _component(self, user: str, channel: str, message_id: str, custom_id: str, kind: int) -> Json:
        shown = [one for one in await self.everything(channel) if one["shown_to"] in ("", user)]
        message = next((one for one in shown if one["id"] == message_id), None)
        found = components.found(message["components"], custom_id) if message is not None else None
        if found is None or found["type"] != kind or found.get("disabled"):
            raise NotOfferedError(f"{custom_id!r} is not offered to user {user} in message {message_id}")
        return found

    async def _ask(self, method: str, **args: Any) -> Any:
        async with self._session.post(self._control, json={"method": method, "args": args}) as answer:
            told = await answer.json()
            if answer.status == 409:
                raise NotOfferedError(told["error"])
            assert answer.status == 200, told["error"]
            return told["said"]


def _take(pressed: Pressed, said: Json) -> None:
    """One answer of the bot, or one more message."""
    message = said["message"]
    kind = said["type"]
    if kind in (THINKING, LATER):
        pressed.deferred = True
    elif kind == UPDATE:
        pressed.changed = True
    elif kind == CHOICES:
        pressed.choices = list(said["data"]["choices"])
    elif kind == WINDOW:
        pressed.modal = {**said["data"], "components": components.numbered(said["data"]["components"])}
    elif message["id"] == said["source"]:
        pressed.changed = True
    else:
        _reply(pressed, {"flags": 0, "components": [], **message})
    if said["how"] == "callback":
        pressed.acknowledge(done=kind != THINKING)
    else:
        pressed.done()


def _reply(pressed: Pressed, message: Json) -> None:
    """New, or instead of what stood there."""
    for place, known in enumerate(pressed.replies):
        if known["id"] == message["id"]:
            pressed.replies[place] = message
            return
    pressed.replies.append(message)


def _check(field: Json, text: str) -> None:
    """Whether a window that holds this can be sent."""
    if field["type"] != TEXT_INPUT:
        return
    least, most = field.get("min_length") or 0, field.get("max_length") or 4_000
    if (not text and field.get("required", True)) or (text and not least <= len(text) <= most):
        raise NotOfferedError(f"{field['custom_id']} takes {least} to {most} characters")


def _fail(pressed: Pressed) -> None:
    if pressed.after is None:
        pressed.failed = True
