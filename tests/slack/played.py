"""Plays a transcript through Slack: every line of the student is a message, a press or a command of a person.

    the line -> workspace -> stand-in -> proxy -> adapter -> engine -> adapter -> proxy -> stand-in -> read aloud

Rules
- The transcript is the one that every adapter plays, unchanged. What it expects is compared with what stands in Slack;
  the phase is the engine's, the facts are the store's.
- The pure player goes along, from the engine's own enrollment, one turn at a time: it knows what a student could
  answer, and in which order a chat and the teachers' channel were written to, which nobody in Slack can see. What
  Slack shows must be what it says, line for line, also where a transcript is silent.
- The clock is the player's: it stands still between two lines, however slow the machine is.
- It plays in a thread of its own, since the pure player waits for nobody; Slack lives in the test's loop.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.slack.presses import Origin
from adapters.slack.presses import read as origin_of
from bot.dialogue.enrollment import phase_of
from bot.dialogue.events import Asked, Chose, Edited, Event, Joined, Replied, TeacherActed, Ticked, Unreached
from bot.dialogue.player import Player
from bot.dialogue.step import enroll
from bot.dialogue.transcript import Block, Transcript, fact_lines, lines_of
from bot.engine.replay import decode_fact
from bot.store.rows import FactRow
from bot.store.statements import FACTS_OF
from tests.seen_effects import as_seen, mark_of, messages_among
from tests.slack.read_aloud import as_read, read
from tests.slack.school import COMMUNITY, PATIENCE
from tests.slack.stand_in import CLASS, STUDENT, TEACHER, TEACHERS
from tests.slack.workspace import Press, presses

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from bot.dialogue.effects import Effect
    from bot.dialogue.enrollment import Enrollment
    from bot.dialogue.facts import Fact
    from tests.slack.school import School

Json = dict[str, Any]
T = TypeVar("T")
SEND = "send:"
MARGIN = 3
"""Seconds that a timer may be set later by the tutor than by the player: a press has fractions of a second."""


class SlackPlayer(Player):
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
        return phase_of(self._wait_for(self._enrollment())).value

    def _do(self, block: Block) -> None:
        self._lines = []
        self._known_facts = len(self._wait_for(self._facts()))
        super()._do(block)

    def _send(self, event: Event) -> None:
        before = len(self.effects)
        super()._send(event)
        self._wait_for(self._hands.do(event, self.enrollment))
        self._lines += self._wait_for(self._hands.seen(self.effects[before:]))
        self.enrollment = self._wait_for(self._enrollment())

    async def _enrollment(self) -> Enrollment:
        enrollment = await self._school.engine.enrollment(COMMUNITY, CLASS, STUDENT)
        assert enrollment is not None
        return enrollment

    async def _facts(self) -> list[Fact]:
        rows = await self._school.store.read(lambda transaction: transaction.ask(FACTS_OF, COMMUNITY, CLASS, STUDENT))
        return [decode_fact(FactRow._make(row).body) for row in rows]

    def _wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)


class Hands:
    """Does in Slack what the player's events say, and reads what comes of it."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._workspace = school.bed.workspace
        self._chat = ""
        self._read: set[str] = set()
        self._controls: dict[tuple[str, str], list[Press]] = {}
        """By the ref and the key of a control, those that were ever shown."""
        self._said = ""

    # --- doing ---

    async def do(self, event: Event, expected: Enrollment) -> None:
        """Do it, at its time; returns when every letter has left. expected: the enrollment afterwards, for timers."""
        self._school.bed.proxy.standing = int(event.at)
        match event:
            case Joined():
                await self._workspace.command(STUDENT, CLASS, "join")
                self._chat = await self._workspace.chat(STUDENT)
            case Replied(text=text):
                self._said = (await self._workspace.say(STUDENT, self._chat, text))["ts"]
            case Edited(text=text):
                await self._workspace.edit(STUDENT, self._chat, self._said, text)
            case Asked(what=what):
                await self._workspace.command(STUDENT, self._chat, what)
            case Chose(ref=ref, picks=picks):
                await self._workspace.press(STUDENT, self._press(ref, picks))
            case TeacherActed():
                await self._teach(event)
            case Ticked():
                await self._ring(event.at, expected)
            case Unreached():  # what a refused letter leads to has tests of its own
                await self._school.engine.handle(event)
            case _:
                raise AssertionError(f"{type(event).__name__} is nothing that a person does in Slack")
        await self._school.quiet()

    def _press(self, ref: str, picks: Sequence[str]) -> Press:
        """One button; for several options, their boxes and the button that sends them."""
        shown = [self._controls.get((ref, key), []) for key in picks]
        assert all(shown), f"nothing with the keys {picks} was ever shown for {ref!r}"
        first = shown[0][-1]
        if len(picks) == 1 and "selected_options" not in first.action:
            return first
        values: Json = {}
        for of_key in shown:
            box = of_key[-1].action
            state = values.setdefault(box["block_id"], {}).setdefault(
                box["action_id"], {"type": box["type"], "selected_options": []}
            )
            state["selected_options"] += box["selected_options"]
        (send,) = (press for press in self._controls[ref, ""] if press.action["action_id"].startswith(SEND))
        return Press(send.channel, send.ts, send.label, send.action, values)

    async def _teach(self, event: TeacherActed) -> None:
        """Press the card's control, and write what its window asks for. No card has it: it came from elsewhere."""
        key = f"{event.action}:{event.on}" if event.on else event.action
        shown = self._controls.get((event.card, key), [])
        if not shown or event.unit:
            await self._school.engine.handle(event)
            return
        await self._workspace.press(TEACHER, shown[-1])
        if shown[-1].action["action_id"].split(":", 2)[2]:
            await self._write(event.reason)

    async def _write(self, text: str) -> None:
        """In the window that opens."""
        window = await self._workspace.window_opens()
        (field,) = (block for block in window["blocks"] if block["type"] == "input")
        element = field["element"]
        value = {"type": element["type"], "value": text or None}
        errors = await self._workspace.send_window(TEACHER, {field["block_id"]: {element["action_id"]: value}})
        assert not errors, errors

    async def _ring(self, at: float, expected: Enrollment) -> None:
        """Let the clock strike; returns when the tutor has heard it."""
        self._school.bed.proxy.standing = int(at) + MARGIN
        self._school.engine.look_at_timers()
        heard = False

        async def look() -> bool:
            now = await self._school.engine.enrollment(COMMUNITY, CLASS, STUDENT)
            return now is not None and now.turn >= expected.turn

        async with asyncio.timeout(PATIENCE):
            while not heard:
                heard = await look()
                await asyncio.sleep(0.01)

    # --- reading ---

    async def seen(self, effects: Sequence[Effect]) -> list[str]:
        """The lines that are new, in the order of the effects. Raises AssertionError where they say something else."""
        chat = [message for message in await self._changes(self._chat) if message["ts"] not in self._read]
        self._read |= {message["ts"] for message in chat}
        places = {"": chat, "!": await self._changes(TEACHERS), "@": await self._changes(CLASS)}
        lines: list[str] = []
        for effect in messages_among(effects):
            mark = mark_of(effect)
            came = read(places[mark].pop(0), mark) if places[mark] else []
            wanted = [as_read(line) for line in lines_of([effect])]
            assert came == wanted, "Slack shows\n  " + "\n  ".join(came) + "\nfor\n  " + "\n  ".join(wanted)
            lines += came
        return lines + [line for mark, left in places.items() for message in left for line in read(message, mark)]

    async def _changes(self, channel: str) -> list[Json]:
        changes = await self._workspace.changes(channel)
        for message in changes:
            for press in presses(message):
                origin, key = _meaning(press)
                if origin is not None:
                    self._controls.setdefault((origin.ref, key), []).append(press)
        return changes


def _meaning(press: Press) -> tuple[Origin | None, str]:
    """Of which message a control is, and the key it stands for."""
    action = press.action
    option = action.get("selected_option") or next(iter(action.get("selected_options", ())), None)
    key = option["value"] if option else action.get("value") or ""
    if action["action_id"].startswith(SEND):
        key = ""
    return origin_of(action["block_id"], Origin), key
