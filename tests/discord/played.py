"""Plays a transcript through Discord: every line of the student is a message, a press or a command of a person.

    the line -> people -> stand-in -> gateway -> adapter -> engine -> adapter -> REST -> stand-in -> read aloud

Rules
- The transcript is the one that every adapter plays, unchanged. What it expects is compared with what stands in
  Discord; the phase is the engine's, the facts are the store's.
- The pure player goes along, from the engine's own enrollment, one turn at a time: it knows what a student could
  answer, and in which order a chat and the teachers' channel were written to. What Discord shows must be what it says,
  line for line, also where a transcript is silent.
- The clock is the player's: it stands still between two lines, however slow the machine is.
- It plays in a thread of its own, since the pure player waits for nobody; Discord lives in the test's loop.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from adapters.discord.chats import channel_of
from adapters.discord.components import TEXT
from adapters.discord.presses import read as control_of
from bot.dialogue.enrollment import phase_of
from bot.dialogue.events import Asked, Chose, Edited, Event, Joined, Replied, TeacherActed, Ticked, Unreached
from bot.dialogue.player import Player
from bot.dialogue.step import enroll
from bot.dialogue.transcript import Block, Transcript, fact_lines, lines_of
from bot.engine.replay import decode_fact
from bot.store.rows import FactRow
from bot.store.statements import FACTS_OF
from tests.discord.ids import CLASS, STUDENT, TEACHER, TEACHERS
from tests.discord.people import NotOfferedError
from tests.discord.read_aloud import as_read, read
from tests.discord.school import COMMUNITY, PATIENCE
from tests.seen_effects import as_seen, mark_of, messages_among

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from bot.dialogue.effects import Effect
    from bot.dialogue.enrollment import Enrollment
    from bot.dialogue.facts import Fact
    from tests.discord.people import Pressed
    from tests.discord.school import School

Json = dict[str, Any]
T = TypeVar("T")
MARGIN = 3
"""Seconds that a timer may be set later by the tutor than by the player: an id of Discord has milliseconds."""
BUTTON, SELECT = 2, 3


class DiscordPlayer(Player):
    """loop: of the school. Call `play` in another thread."""

    def __init__(self, transcript: Transcript, school: School, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(as_seen(transcript, as_read), school.engine.setting_of(COMMUNITY, CLASS))
        self.enrollment = enroll(COMMUNITY, CLASS, STUDENT, self.name)
        self.at = float(int(time.time()))
        self._school = school
        self._loop = loop
        self._hands = Hands(school)
        self._lines: list[str] = []
        self._known_facts = 0

    def came(self) -> list[str]:
        """What stands in the student's chat and in the teachers' channel, as it is read there."""
        return self._lines

    def told(self) -> list[str]:
        """From the store."""
        return fact_lines(self._wait_for(self._facts())[self._known_facts :])

    def phase(self) -> str:
        """Where the engine says that the student is."""
        return phase_of(self._wait_for(self._hands.enrollment())).value

    def _do(self, block: Block) -> None:
        self._lines = []
        self._known_facts = len(self._wait_for(self._facts()))
        super()._do(block)

    def _send(self, event: Event) -> None:
        before = len(self.effects)
        super()._send(event)
        self._wait_for(self._hands.do(event, self.enrollment))
        self._lines += self._wait_for(self._hands.seen(self.effects[before:]))
        self.enrollment = self._wait_for(self._hands.enrollment())

    async def _facts(self) -> list[Fact]:
        rows = await self._school.store.read(lambda transaction: transaction.ask(FACTS_OF, COMMUNITY, CLASS, STUDENT))
        return [decode_fact(FactRow._make(row).body) for row in rows]

    def _wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)


class Shown(NamedTuple):
    """A control that was shown: where, and what it takes. is_menu: a select; its values are keys."""

    channel: str
    message: str
    custom_id: str
    is_menu: bool


class Hands:
    """Does in Discord what the player's events say, and reads what comes of it."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._people = school.bed.people
        self._chat = ""
        self._known: dict[str, str] = {}
        """Of every message that was read, what it showed then."""
        self._controls: dict[tuple[str, str], list[Shown]] = {}
        """By the ref and the key of a control, those that were ever shown."""
        self._said = ""

    async def enrollment(self) -> Enrollment:
        """As the engine has it."""
        enrollment = await self._school.engine.enrollment(COMMUNITY, CLASS, STUDENT)
        assert enrollment is not None
        return enrollment

    # --- doing ---

    async def do(self, event: Event, expected: Enrollment) -> None:
        """Do it, at its time; returns when every letter has left. expected: the enrollment afterwards."""
        await self._school.bed.stand(event.at)
        match event:
            case Joined():
                await self._answered(await self._people.command(STUDENT, CLASS, "learn"))
            case Replied(text=text):
                self._said = await self._people.say(STUDENT, self._chat, text)
            case Edited(text=text):
                await self._people.edit(STUDENT, self._chat, self._said, text)
            case Asked(what=what):
                word = "learn" if what == "continue" else what
                await self._answered(await self._people.command(STUDENT, self._chat, word))
            case Chose(ref=ref, picks=picks):
                await self._press(STUDENT, ref, picks)
            case TeacherActed():
                await self._teach(event)
            case Ticked():
                await self._school.bed.stand(int(event.at) + MARGIN)
                self._school.engine.look_at_timers()
            case Unreached():  # what a refused letter leads to has tests of its own
                await self._school.engine.handle(event)
            case _:
                raise AssertionError(f"{type(event).__name__} is nothing that a person does in Discord")
        await self._heard(expected.turn)
        await self._school.quiet()
        if not self._chat:
            await self._find_the_chat()

    async def _heard(self, turn: int) -> None:
        """The gateway acknowledges nothing: wait until the tutor has taken it."""
        async with asyncio.timeout(PATIENCE):
            while (await self.enrollment()).turn < turn:  # noqa: ASYNC110 -- what it looks at is in the store
                await asyncio.sleep(0.005)

    async def _find_the_chat(self) -> None:
        self._chat = channel_of(await self._school.discord.chats.of(COMMUNITY, STUDENT))
        if self._school.bed.has_chats:
            assert self._chat == await self._people.dm(STUDENT)
        else:  # what the thread begins with is the adapter's own
            first = (await self._people.messages(self._chat))[0]
            assert "direct messages are closed" in first["content"]
            self._known[first["id"]] = fingerprint(first)

    async def _press(self, user: str, ref: str, picks: Sequence[str]) -> Pressed:
        """One button, or a select of which these are taken."""
        shown = [self._controls.get((ref, key), []) for key in picks]
        assert all(shown), f"nothing with the keys {picks} was ever shown for {ref!r}"
        control = shown[0][-1]
        values = picks if control.is_menu else None
        try:
            pressed = await self._pressed(user, control, values)
        except NotOfferedError:  # pressed a moment before it went away, so that it still arrives
            pressed = await self._people.forge(
                user,
                control.channel,
                control.message,
                control.custom_id,
                kind=SELECT if values else BUTTON,
                values=values,
            )
        return await self._answered(pressed)

    async def _pressed(self, user: str, control: Shown, values: Sequence[str] | None) -> Pressed:
        where = (user, control.channel, control.message, control.custom_id)
        return await self._people.press(*where) if values is None else await self._people.choose(*where, values)

    async def _answered(self, pressed: Pressed) -> Pressed:
        await pressed.answered(PATIENCE)
        assert not pressed.failed
        return pressed

    async def _teach(self, event: TeacherActed) -> None:
        """Press the card's control, and write what its window asks for. No card has it: it came from elsewhere."""
        key = f"{event.action}:{event.on}" if event.on else event.action
        if (event.card, key) not in self._controls or event.unit:
            await self._school.engine.handle(event)
            return
        pressed = await self._press(TEACHER, event.card, (key,))
        if pressed.modal is not None:
            await self._write(pressed, event)
        for reply in pressed.alone:  # asked once more
            (button,) = (button for row in reply["components"] for button in row["components"])
            await self._answered(await self._people.press(TEACHER, TEACHERS, reply["id"], button["custom_id"]))

    async def _write(self, pressed: Pressed, event: TeacherActed) -> None:
        """In the window that opened. Discord lets nobody send an empty one: that comes from elsewhere."""
        try:
            await self._answered(await self._people.submit(TEACHER, TEACHERS, pressed, {TEXT: event.reason}))
        except NotOfferedError:
            assert not event.reason
            await self._school.engine.handle(event)

    # --- reading ---

    async def seen(self, effects: Sequence[Effect]) -> list[str]:
        """The lines that are new, in the order of the effects. Raises AssertionError where they say something else."""
        places = {
            "": await self._new(self._chat),
            "!": await self._changed(TEACHERS),
            "@": await self._new(CLASS),
        }
        lines: list[str] = []
        for effect in messages_among(effects):
            mark = mark_of(effect)
            wanted = [as_read(line) for line in lines_of([effect])]
            readings = [read(message, mark) for message in places[mark]]
            at = readings.index(wanted) if wanted in readings and mark == "!" else 0
            came = readings[at] if readings else []
            assert came == wanted, "Discord shows\n  " + "\n  ".join(came) + "\nfor\n  " + "\n  ".join(wanted)
            places[mark].pop(at)
            lines += came
        return lines + [line for mark, left in places.items() for message in left for line in read(message, mark)]

    async def _new(self, channel: str) -> list[Json]:
        """Messages that were not there before; an answered question is changed, which is no new line."""
        known = set(self._known)
        return [message for message in await self._changed(channel) if message["id"] not in known]

    async def _changed(self, channel: str) -> list[Json]:
        """Messages that show something else than when they were read last."""
        changed = []
        for message in await self._people.messages(channel):
            if self._known.get(message["id"]) != fingerprint(message):
                self._known[message["id"]] = fingerprint(message)
                self._learn(channel, message)
                changed.append(message)
        return changed

    def _learn(self, channel: str, message: Json) -> None:
        for row in message.get("components") or []:
            for part in row["components"]:
                control = control_of(part["custom_id"])
                assert control is not None, f"{part['custom_id']!r} is none of ours"
                is_menu = part["type"] == SELECT
                keys = [option["value"] for option in part["options"]] if is_menu else [control.key]
                for key in keys:
                    shown = Shown(channel, message["id"], part["custom_id"], is_menu)
                    self._controls.setdefault((control.origin.ref, key), []).append(shown)


def fingerprint(message: Json) -> str:
    """What a message shows."""
    return json.dumps([message.get(part) for part in ("content", "embeds", "components")], sort_keys=True)
