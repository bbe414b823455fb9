"""The engine's face: events in, letters out, in between one transaction per group of turns.

    adapter -> handle -> writer -> (read, play, write, commit) -> receipt
                                                               -> outbox -> courier
    clock -> handle

Rules
- Every event is applied once, whatever its copies; a receipt is given after the commit.
- A background task that ends stops the engine, loudly: `wait` raises what ended it, and everyone who waits is told.
- The engine decides nothing about teaching: `rules` do, and they are pure.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from msgspec import Struct, json, structs

from bot.curriculum.course import Course
from bot.dialogue.effects import Ask, Letter, Say
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Chose, Event, Joined, Ticked, Unreached
from bot.dialogue.setting import Setting
from bot.dialogue.wording import Wording
from bot.engine import chats
from bot.engine.chats import Chat
from bot.engine.clock import Clock
from bot.engine.contents import keep, load_unit
from bot.engine.courier import Addressed, Courier, Share
from bot.engine.errors import EngineError, NotSaved, UnknownClass
from bot.engine.group import GroupOfTurns, learn_classes
from bot.engine.known import Arrival, decode_state
from bot.engine.others import Others
from bot.engine.outbox import Folded, Outbox, posted_as
from bot.engine.places import Places
from bot.engine.played import Played, Receipt
from bot.engine.reading import Entry, read_conversation
from bot.engine.rules import RULES, Rules
from bot.engine.school import Teacher, appoint, dismiss, staff_of, write_class
from bot.engine.watch import Watch, Watches
from bot.engine.writer import Writer
from bot.store.errors import RowsRefused, StoreError
from bot.store.rows import ClassRow, PersonRow, TimerRow
from bot.store.statements import ENROLLMENT, PEOPLE_OF, PERSON, ROLL, TAUGHT_BY
from bot.store.store import Store
from bot.store.transaction import Transaction

logger = logging.getLogger(__name__)
encode_event = json.Encoder().encode
T = TypeVar("T")


class Stands(Struct, frozen=True):
    """One student in one class, and what their turns read."""

    enrollment: Enrollment
    setting: Setting


class ClassRecord(Struct, frozen=True):
    """A class. teacher: as students call them. teacher_channel: where alerts go; class_channel: where the class meets;
    empty: nowhere."""

    community: str
    class_id: str
    title: str
    teacher: str
    course_id: str
    teacher_channel: str = ""
    settings: dict[str, Any] = {}
    class_channel: str = ""


class Engine:
    """courses: by id. wordings: by language, `en` among them. couriers: by platform. clock: UTC seconds.

    shares: by platform, which conversations this process brings letters to, where several processes carry one platform
    on one PostgreSQL. Every process plays turns of everybody.
    """

    def __init__(
        self,
        store: Store,
        *,
        courses: Mapping[str, Course],
        wordings: Mapping[str, Wording],
        couriers: Mapping[str, Courier],
        clock: Callable[[], float] = time.time,
        rules: Rules = RULES,
        shares: Mapping[str, Share] | None = None,
    ) -> None:
        self._shared = bool(shares)
        self._store = store
        self._now = clock
        self._rules = rules
        self._courses = courses
        self._places = Places(courses, wordings)
        self._watches = Watches()
        self._outbox = Outbox(store, couriers, clock, self._watches.wake, self._fold, self._refused, shares)
        self._writer = Writer(store, self._outbox, self._group, self._committed, shared=self._shared)
        self._others = Others(store, self._outbox, self._places)
        self._clock = Clock(store, clock, self._ring)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._ended: asyncio.Future[None] | None = None

    # --- running ---

    async def __aenter__(self) -> Self:
        self._ended = asyncio.get_running_loop().create_future()
        await self._written(self._keep_contents)
        await self._outbox.start()
        self._begin("outbox", self._outbox.run())
        self._begin("writer", self._writer.run())
        self._begin("clock", self._clock.run())
        if self._shared:
            self._begin("others", self._others.run())
        return self

    def _keep_contents(self, transaction: Transaction) -> None:
        keep(transaction, self._courses.values())
        learn_classes(transaction, self._places)

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=f"tutor {name}")
        self._tasks[name] = task
        task.add_done_callback(self._task_ended)

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        """A task that ends by itself takes the others with it."""
        if self._ended is None or self._ended.done() or task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._ended.set_exception(error)
            for other in self._tasks.values():
                other.cancel()

    async def wait(self) -> None:
        """Until the engine is closed. Raises what ended a background task."""
        if self._ended is None:
            raise RuntimeError("The engine was not started: use `async with engine`.")
        await asyncio.shield(self._ended)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish what was taken, write how far letters are, stop. The store stays open: it belongs to the caller."""
        for name in self._tasks.keys() & {"clock", "others"}:
            self._tasks[name].cancel()
        self._writer.stop()
        await asyncio.wait([self._tasks["writer"]])
        self._tasks["outbox"].cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(None)
        elif self._ended is not None and error is None:
            self._ended.result()

    # --- events ---

    async def handle(self, event: Event) -> Receipt:
        """Apply one event. Returns after the commit; a repeated key changes nothing and says so.

        Raises EngineError: NotSaved, Busy and Stopped mean that the same event may be sent again.
        """
        return await self._writer.put(_arrival(event))

    async def enrol(  # noqa: PLR0913 - all by name, and all needed
        self, *, community: str, class_id: str, person: str, name: str, language: str, channel: str, at: float, key: str
    ) -> Receipt:
        """Let someone into a class, or back into it. channel: their private conversation. key: the delivery key."""
        event = Joined(
            id=key, at=at, community=community, student=person, class_id=class_id, name=name, language=language
        )
        return await self._writer.put(_arrival(event, channel=channel))

    async def _ring(self, event: Ticked, timer: TimerRow) -> Receipt:
        return await self._writer.put(_arrival(event, rang=timer))

    def _group(self, arrivals: Sequence[Arrival], folded: Folded | None) -> GroupOfTurns:
        return GroupOfTurns(arrivals, folded, self._places, self._rules, self._now, shared=self._shared)

    def _committed(self, played: Played) -> None:
        self._places.kept(played.places.values())
        for row in played.journal:
            self._watches.wake((row.community, row.channel))
        self._outbox.post(played.addressed)
        for at in played.timers.values():
            if at is not None:
                self._clock.timer_set(at)

    def _fold(self) -> None:
        self._writer.wake()

    def _refused(self, letter: Addressed, why: str) -> None:
        """A student's private chat takes nothing more: their teacher hears of it, through the dialogue."""
        if not isinstance(letter.body, Say | Ask) or not letter.person:
            return
        event = Unreached(
            id=f"unreached:{letter.channel}:{letter.seq}",
            at=self._now(),
            community=letter.community,
            student=letter.person,
            class_id=letter.class_id,
            why=why,
        )
        task = asyncio.create_task(self._tell_unreached(event))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell_unreached(self, event: Unreached) -> None:
        try:
            await self.handle(event)
        except EngineError as error:
            logger.warning("a refused letter was not told to the teacher: %s", error)

    def look_at_timers(self) -> None:
        """The clock was moved."""
        self._clock.look()

    # --- classes and people ---

    async def add_class(
        self, record: ClassRecord, *, owner: Teacher | None = None, announce: Say | None = None
    ) -> bool:
        """Make a class, or change it; True: it is new. Raises UnknownClass for a course that is not here, NotSaved.

        owner, announce: see `school.write_class`.
        """
        if record.course_id not in self._courses:
            raise UnknownClass(
                f"There is no course {record.course_id!r} here.", f"Choose one of {sorted(self._courses)}."
            )
        row = ClassRow(**structs.asdict(record) | {"settings": json.encode(record.settings).decode()})
        founded = await self._write(lambda transaction: write_class(transaction, row, owner, announce, self._now()))
        self._places.learn([row])
        if founded.letter is not None:
            self._outbox.post([founded.letter])
        return founded.is_new

    async def _write(self, work: Callable[[Transaction], T]) -> T:
        try:
            return await self._written(work)
        except StoreError as error:
            raise NotSaved(error.sentence, error.cure) from None

    async def _written(self, work: Callable[[Transaction], T]) -> T:
        """Rows are refused where another process added the same in the same moment: by then they are there."""
        try:
            return await self._store.write(work)
        except RowsRefused:
            return await self._store.write(work)

    async def _read(self, work: Callable[[Transaction], T]) -> T:
        try:
            return await self._store.read(work)
        except StoreError as error:
            raise NotSaved(error.sentence, error.cure) from None

    async def appoint(self, teacher: Teacher) -> None:
        """Let someone teach a class. Raises NotSaved."""
        await self._write(lambda transaction: appoint(transaction, teacher))

    async def dismiss(self, community: str, class_id: str, person: str) -> bool:
        """Let them teach it no more. False: they did not, or they own it. Raises NotSaved."""
        return await self._write(lambda transaction: dismiss(transaction, community, class_id, person))

    async def staff(self, community: str, class_id: str) -> list[Teacher]:
        """Who teaches a class now, its owner first. Read at every press: nothing is remembered."""
        return await self._read(lambda transaction: staff_of(transaction, community, class_id))

    async def taught_by(self, community: str, person: str) -> list[str]:
        """The ids of the classes that someone teaches."""
        rows = await self._read(lambda transaction: transaction.ask(TAUGHT_BY, community, person))
        return [row[1] for row in rows]

    def class_of(self, community: str, class_id: str) -> ClassRow | None:
        """One class, as it is now."""
        return self._places.class_of(community, class_id)

    def classes(self, community: str) -> list[ClassRow]:
        """The classes of a community, by id."""
        return self._places.classes(community)

    def communities(self, platform: str) -> list[str]:
        """The communities of a platform that have a class, sorted."""
        return self._places.communities(platform)

    def setting_of(self, community: str, class_id: str, language: str = "") -> Setting:
        """What turns in this class read, for those who simulate students. Raises UnknownClass."""
        return self._places.at(community, class_id, language, ()).setting

    async def people(self, community: str) -> list[PersonRow]:
        """Everyone in a community, by name."""
        rows = await self._store.read(lambda transaction: transaction.ask(PEOPLE_OF, community))
        return [PersonRow._make(row) for row in rows]

    async def person(self, community: str, person: str) -> PersonRow | None:
        """One person, with their current class."""
        rows = await self._read(lambda transaction: transaction.ask(PERSON, community, person))
        return PersonRow._make(rows[0]) if rows else None

    async def enrollment(self, community: str, class_id: str, person: str) -> Enrollment | None:
        """Where one student stands in one class."""
        rows = await self._store.read(lambda transaction: transaction.ask(ENROLLMENT, community, person, class_id))
        return decode_state(rows[0][4]) if rows else None

    async def stands(self, community: str, class_id: str, person: str) -> Stands | None:
        """The same, with the setting that the student's turns read: for pages. Raises UnknownClass."""

        def look(transaction: Transaction) -> Stands | None:
            enrolled = transaction.ask(ENROLLMENT, community, person, class_id)
            known = [PersonRow._make(row) for row in transaction.ask(PERSON, community, person)]
            return self._stands(transaction, enrolled[0], known[0].language if known else "") if enrolled else None

        return await self._read(look)

    async def roll(self, community: str, class_id: str) -> list[Stands]:
        """Everyone in a class, with the settings of their turns. Raises UnknownClass."""

        def look(transaction: Transaction) -> list[Stands]:
            return [self._stands(transaction, row, "") for row in transaction.ask(ROLL, community, class_id)]

        return await self._read(look)

    def _stands(self, transaction: Transaction, row: Sequence[Any], language: str) -> Stands:
        enrollment = decode_state(row[4])
        setting = self._places.at(enrollment.community, enrollment.class_id, language, ()).setting
        return Stands(
            enrollment, self._places.pin(setting, enrollment, lambda version: load_unit(transaction, version))
        )

    # --- private chats ---

    async def chats(self, platform: str) -> list[Chat]:
        """All private chats of a platform that were kept, the one turned to last first. Raises NotSaved."""
        return await self._read(lambda transaction: chats.chats(transaction, platform))

    async def chats_of(self, platform: str, person: str) -> list[Chat]:
        """Those of one person, in the same order. Raises NotSaved."""
        return await self._read(lambda transaction: chats.chats_of(transaction, platform, person))

    async def keep_chat(self, chat: Chat) -> None:
        """A chat that is new, or where it is now and when its person turned to it. What was heard there stays heard.
        Raises NotSaved."""
        await self._write(lambda transaction: chats.keep(transaction, chat))

    async def heard(self, rows: Sequence[tuple[str, str, int]]) -> None:
        """(community, person, number): everything in this chat up to this number was heard. A smaller number than the
        one that is known changes nothing. Raises NotSaved."""
        await self._write(lambda transaction: chats.hear(transaction, rows))

    # --- conversations ---

    async def conversation(self, community: str, channel: str, *, after: int = 0, limit: int = 500) -> list[Entry]:
        """What can be seen above the number `after`, the oldest first: what was heard, and letters that were sent."""
        sent = self._outbox.sent((community, channel))
        return await self._store.read(
            lambda transaction: read_conversation(transaction, community, channel, after, limit, sent)
        )

    async def letter(self, community: str, channel: str, ref: str) -> Letter | None:
        """What the message with this ref shows now, if the platform has one: for who presses a button of it. None:
        nobody knows it. Raises NotSaved."""
        target = self._outbox.posted(community, channel, ref)
        if target is None:
            target = await self._read(lambda transaction: posted_as(transaction, community, channel, ref))
        return None if target is None else target.body

    def conversations_waiting(self) -> int:
        """How many conversations have a letter that has not left yet."""
        return self._outbox.waiting()

    def watch(self, community: str, channel: str) -> Watch:
        """Wakes when the conversation has something new: see `Watch`."""
        return Watch(self._watches, (community, channel))


def _arrival(event: Event, *, channel: str = "", rang: TimerRow | None = None) -> Arrival:
    """The event with its journal text. Half a character (a lone surrogate) is not text: it is replaced, not refused."""
    try:
        text = encode_event(event)
    except UnicodeEncodeError:
        event = _whole(event)
        text = encode_event(event)
    return Arrival(event, text.decode(), channel, rang)


def _whole(event: Event) -> Event:
    texts = {name: _text(value) for name, value in structs.asdict(event).items() if isinstance(value, str)}
    picks = {"picks": tuple(map(_text, event.picks))} if isinstance(event, Chose) else {}
    return structs.replace(event, **texts, **picks)


def _text(value: str) -> str:
    return value.encode("utf-8", "replace").decode()
