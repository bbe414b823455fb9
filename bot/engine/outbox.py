"""Letters on their way: in order within a conversation, each conversation by itself.

Rules
- A letter is here only after its turn was committed. It is taken off when its courier says Delivered or Refused.
- One conversation, one letter at a time; `Wait` holds back that conversation and no other. Each platform has workers of
  its own.
- How far a conversation is (its cursor) is written with the next group of turns, or alone after `FOLD_SECONDS`: never a
  transaction per letter. So a crash may bring the last letters again, with the same numbers.
- Memory is bounded: a conversation that falls behind is read again from its table.
- Where several processes share a platform, each conversation is brought by its owner alone (`Share`), which moves its
  cursor alone. What the others wrote is looked for, and an owner believes the tables only: a letter that it is handed
  says nothing of those before it. The tables have no gaps: whoever numbers a letter holds its conversation until the
  commit.
- An exception of a courier is a `Wait`, longer each time, and after `MOST_TRIES` a `Refused`.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from msgspec import json, structs

from bot.dialogue.effects import Alert, Letter, OpenThread, Settle
from bot.engine.courier import Addressed, Courier, Delivered, Delivery, Refused, Share, Target, Wait, platform_of
from bot.engine.known import Where
from bot.store.errors import StoreError
from bot.store.rows import ConversationRow, DeadLetterRow, LetterRow, PostedRow
from bot.store.statements import (
    ADD_DEAD_LETTERS,
    ADD_POSTED,
    ANY_POSTED,
    CONVERSATION,
    DROP_POSTED,
    LETTER_AT,
    MOVE_CURSORS,
    POSTED_AS,
    UNSENT_CONVERSATIONS,
    UNSENT_LETTERS,
)
from bot.store.store import Store
from bot.store.transaction import Transaction

logger = logging.getLogger(__name__)
decode_letter = json.Decoder(Letter).decode

FOLD_SECONDS = 0.02  # what a crash may bring again
MOST_QUEUED = 256  # letters of one conversation in memory
WORKERS = 64  # conversations of one platform that are being brought letters at the same time
LONGEST_RUN = 0.002  # seconds
BURST = 32  # letters of one conversation before another one has its turn
MOST_TRIES = 12
LONGEST_PAUSE = 60.0
MOST_REMEMBERED = 10_000  # recent messages that may be changed
UNREAD = -1  # the cursor of a conversation whose row was not read yet


@dataclass(slots=True)
class _Lane:
    """One conversation that has something to send, or whose cursor is not written yet."""

    sent: int
    shared: bool = False
    queue: deque[Addressed] = field(default_factory=deque)
    behind: bool = False
    busy: bool = False
    tries: int = 0
    wait_until: float = 0.0
    problem: str = ""


@dataclass(slots=True)
class _Crew:
    """Those who bring letters to one platform: one that hangs keeps nobody of another waiting."""

    ready: deque[Where] = field(default_factory=deque)
    sleepers: deque[asyncio.Future[None]] = field(default_factory=deque)
    rung: bool = False

    def ring(self) -> None:
        """Wake one worker. It wakes the next: where nothing has to be waited for, one does the work of all."""
        while self.sleepers and not self.rung:
            sleeper = self.sleepers.popleft()
            if not sleeper.done():  # a worker that was cancelled sleeps no more
                self.rung = True
                sleeper.set_result(None)

    async def sleep(self) -> None:
        """Until there is something to bring."""
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sleepers.append(sleeper)
        await sleeper
        self.rung = False


@dataclass(slots=True)
class Folded:
    """What one transaction writes about sending."""

    cursors: dict[Where, tuple[int, float, str]]
    posted: list[PostedRow]
    dead: list[DeadLetterRow]

    def write(self, transaction: Transaction) -> None:
        transaction.run(MOVE_CURSORS, [(*cursor, *where) for where, cursor in self.cursors.items()])
        newest = {row[:3]: row for row in self.posted}  # a message and its change may have left since the last fold
        transaction.run(DROP_POSTED, list(newest))
        transaction.run(ADD_POSTED, list(newest.values()))
        transaction.run(ADD_DEAD_LETTERS, self.dead)


class Outbox:
    """clock: UTC seconds. arrived: called when something new can be seen in a conversation. fold: called when cursors
    wait to be written. refused: called with a letter that its platform will never take, and why. shares: by platform,
    where other processes bring letters too."""

    def __init__(
        self,
        store: Store,
        couriers: Mapping[str, Courier],
        clock: Callable[[], float],
        arrived: Callable[[Where], None],
        fold: Callable[[], None],
        refused: Callable[[Addressed, str], None],
        shares: Mapping[str, Share] | None = None,
    ) -> None:
        self._shares = shares or {}
        self._refused = refused
        self._store = store
        self._couriers = couriers
        self._clock = clock
        self._arrived = arrived
        self._fold = fold
        self._lanes: dict[Where, _Lane] = {}
        self._crews = {platform: _Crew() for platform in couriers}
        self._dirty: set[Where] = set()
        self._posted: list[PostedRow] = []
        self._dead: list[DeadLetterRow] = []
        self._targets: OrderedDict[tuple[str, str, str], Target] = OrderedDict()
        self._any_ids = False
        self.unsure = False

    # --- what is to be sent ---

    async def start(self) -> None:
        """Everything that was written and never sent, from before."""
        self._any_ids = bool(await self._store.read(lambda transaction: transaction.ask(ANY_POSTED)))
        await self._read_unsent()

    async def look(self) -> None:
        """What other processes wrote into conversations that are brought here. Raises StoreError."""
        await self._read_unsent(only_shared=True)

    async def _read_unsent(self, *, only_shared: bool = False) -> None:
        rows = await self._store.read(lambda transaction: transaction.ask(UNSENT_CONVERSATIONS))
        for row in map(ConversationRow._make, rows):
            where = (row.community, row.channel)
            if platform_of(row.community) in self._shares:
                if self._owns(row.community, is_private=bool(row.person)):
                    self._read_anew(where, row.wait_until, row.problem)
            elif not only_shared:
                lane = self._lanes.get(where)
                if lane is None:
                    lane = self._lanes[where] = _Lane(row.sent, wait_until=row.wait_until, problem=row.problem)
                lane.behind = True
                self._wake(where, lane)

    def _owns(self, community: str, *, is_private: bool) -> bool:
        platform = platform_of(community)
        return platform in self._couriers and self._shares[platform](community, is_private)

    def _read_anew(self, where: Where, wait_until: float = 0.0, problem: str = "") -> None:
        """A conversation of a shared platform has something new. Its cursor is read once its lane is here: from then on
        nobody moves it but this lane, and a row that was read before may be older than a lane that has just gone."""
        lane = self._lanes.get(where)
        if lane is None:
            lane = self._lanes[where] = _Lane(UNREAD, shared=True, wait_until=wait_until, problem=problem)
        lane.behind = True
        self._wake(where, lane)

    def _left_to_tables(self, letter: Addressed) -> bool:
        """A letter of a shared platform: its owner reads it from its table."""
        if platform_of(letter.community) not in self._shares:
            return False
        is_private = bool(letter.person) and not isinstance(letter.body, Alert | OpenThread)
        if self._owns(letter.community, is_private=is_private):
            self._read_anew((letter.community, letter.channel))
        return True

    def post(self, letters: Iterable[Addressed]) -> None:
        """Letters of committed turns, in order. While in doubt they are left to be found in their table."""
        if self.unsure:
            return
        if self._shares:
            letters = [letter for letter in letters if not self._left_to_tables(letter)]
        for letter in letters:
            where = (letter.community, letter.channel)
            lane = self._lanes.get(where)
            if lane is None:  # then everything before this letter was sent, and its cursor written
                lane = self._lanes[where] = _Lane(letter.seq - 1)
            if lane.behind or len(lane.queue) >= MOST_QUEUED:
                lane.behind = True
            else:
                lane.queue.append(letter)
            if not lane.busy:
                self._wake(where, lane)

    def doubt(self) -> None:
        """A commit ended in an unknown way: there may be letters that nobody here knows of."""
        self.unsure = True

    async def recover(self) -> None:
        """Look for those letters, before any later one of the same conversation may leave."""
        try:
            await self._read_unsent()
        except StoreError:
            asyncio.get_running_loop().call_later(1.0, self._fold)
        else:
            self.unsure = False

    def sent(self, where: Where) -> int | None:
        """How far a conversation is; None: as its row says."""
        lane = self._lanes.get(where)
        return None if lane is None or lane.sent == UNREAD else lane.sent

    def posted(self, community: str, channel: str, ref: str) -> Target | None:
        """The message with this ref and what it shows now, as far as it is remembered: it may not be written yet."""
        return self._targets.get((community, channel, ref))

    def waiting(self) -> int:
        """Conversations with a letter that has not left."""
        return sum(1 for lane in self._lanes.values() if lane.queue or lane.behind or lane.busy)

    def _wake(self, where: Where, lane: _Lane) -> None:
        if lane.busy or platform_of(where[0]) not in self._couriers:
            return
        lane.busy = True
        seconds = lane.wait_until - self._clock()
        if seconds > 0:
            asyncio.get_running_loop().call_later(seconds, self._call, where)
        else:
            self._call(where)

    def _call(self, where: Where) -> None:
        crew = self._crews[platform_of(where[0])]
        crew.ready.append(where)
        crew.ring()

    # --- sending ---

    async def run(self) -> None:
        """Bring letters until cancelled. Ends only by an error."""
        async with asyncio.TaskGroup() as workers:
            for crew in self._crews.values():
                for _ in range(WORKERS):
                    workers.create_task(self._work(crew))

    async def _work(self, crew: _Crew) -> None:
        loop = asyncio.get_running_loop()
        rest_at = 0.0
        while True:
            if not crew.ready:
                await crew.sleep()
                rest_at = loop.time() + LONGEST_RUN
                continue
            where = crew.ready.popleft()
            crew.ring()
            lane = self._lanes[where]
            try:
                await self._drain(where, lane)
            except StoreError as error:
                lane.wait_until = self._clock() + 1.0
                logger.warning("letters wait: %s", error)
            lane.busy = False
            self._moved(where)
            if lane.queue or lane.behind:
                self._wake(where, lane)
            if loop.time() > rest_at:  # a courier that never waits would keep the loop for itself
                await asyncio.sleep(0)
                rest_at = loop.time() + LONGEST_RUN

    async def _drain(self, where: Where, lane: _Lane) -> None:
        if not lane.queue and lane.behind:
            await self._read_behind(where, lane)
        courier = self._couriers[platform_of(where[0])]
        for _ in range(BURST):
            if not lane.queue:
                break
            letter = lane.queue[0]
            if self._any_ids and letter.target is None:
                letter = await self._with_target(letter)
            delivery = await self._bring(courier, letter, lane)
            if isinstance(delivery, Wait):
                lane.wait_until = self._clock() + max(delivery.seconds, 0.05)  # Retry-After 0 is no busy loop
                lane.problem = delivery.why
                break
            self._settle(letter, delivery)
            lane.queue.popleft()
            lane.sent, lane.tries, lane.wait_until, lane.problem = letter.seq, 0, 0.0, ""

    async def _bring(self, courier: Courier, letter: Addressed, lane: _Lane) -> Delivery:
        try:
            return await courier.deliver(letter)
        except Exception as error:  # noqa: BLE001 - a courier's fault must not stop the other conversations
            lane.tries += 1
            why = type(error).__name__
            logger.warning("letter %s of %s did not leave: %s, try %s", letter.seq, letter.channel, why, lane.tries)
            if lane.tries >= MOST_TRIES:
                return Refused(f"gave up after {lane.tries} tries: {why}")
            return Wait(min(LONGEST_PAUSE, 2.0 ** (lane.tries - 1)), why)

    def _settle(self, letter: Addressed, delivery: Delivered | Refused) -> None:
        if isinstance(delivery, Refused):
            logger.error("letter %s of %s will never be taken: %s", letter.seq, letter.channel, delivery.why)
            self._dead.append(DeadLetterRow(letter.community, letter.channel, letter.seq, self._clock(), delivery.why))
            self._refused(letter, delivery.why)
        elif delivery.platform_id and letter.body.ref and not isinstance(letter.body, Settle):
            key = (letter.community, letter.channel, letter.body.ref)
            self._posted.append(PostedRow(*key, delivery.platform_id, letter.seq))
            self._remember(key, Target(delivery.platform_id, letter.body))

    async def _read_behind(self, where: Where, lane: _Lane) -> None:
        """Letters committed while this reads are queued behind; those that the table gave already are left out."""
        lane.behind = False
        try:
            rows = await self._read_letters(where, lane)
        except BaseException:
            lane.behind = True  # and whatever came meanwhile is found there as well, in its order
            lane.queue.clear()
            raise
        found = [_addressed(LetterRow._make(row)) for row in rows]
        last = found[-1].seq if found else lane.sent
        if len(found) == MOST_QUEUED:
            lane.behind = True
            lane.queue.clear()
        lane.queue = deque(found + [letter for letter in lane.queue if letter.seq > last])

    async def _read_letters(self, where: Where, lane: _Lane) -> Sequence[Any]:
        if not lane.shared:
            sent = lane.sent
            return await self._store.read(
                lambda transaction: transaction.ask(UNSENT_LETTERS, *where, sent, MOST_QUEUED)
            )
        lane.sent, rows = await self._store.read(partial(_read_on, where=where, sent=lane.sent))
        return rows

    async def _with_target(self, letter: Addressed) -> Addressed:
        ref = letter.body.ref
        if not ref or not isinstance(letter.body, Settle | Alert):
            return letter
        key = (letter.community, letter.channel, ref)
        if key not in self._targets:
            target = await self._store.read(lambda transaction: posted_as(transaction, *key))
            if target is not None:
                self._remember(key, target)
        return structs.replace(letter, target=self._targets.get(key))

    def _remember(self, key: tuple[str, str, str], target: Target) -> None:
        self._any_ids = True
        self._targets[key] = target
        self._targets.move_to_end(key)
        if len(self._targets) > MOST_REMEMBERED:
            self._targets.popitem(last=False)

    # --- how far each conversation is, for the database ---

    def _moved(self, where: Where) -> None:
        self._arrived(where)
        if not self._dirty:
            asyncio.get_running_loop().call_later(FOLD_SECONDS, self._fold)
        self._dirty.add(where)

    def take(self) -> Folded | None:
        """What is to be written about sending; None: nothing. Give it back with `written` or `not_written`."""
        if not self._dirty:
            return None
        lanes = {where: lane for where in self._dirty if (lane := self._lanes[where]).sent != UNREAD}
        folded = Folded(
            {where: (lane.sent, lane.wait_until, lane.problem) for where, lane in lanes.items()},
            self._posted,
            self._dead,
        )
        self._dirty, self._posted, self._dead = set(), [], []
        return folded

    def written(self, folded: Folded) -> None:
        """A conversation with nothing more to send is forgotten, unless its cursor has moved on meanwhile."""
        for where, (sent, *_) in folded.cursors.items():
            lane = self._lanes.get(where)
            if (
                lane is not None
                and lane.sent == sent
                and not (lane.busy or lane.behind or lane.queue or where in self._dirty)
            ):
                del self._lanes[where]

    def not_written(self, folded: Folded) -> None:
        """It is due again with the next group that comes."""
        self._dirty |= folded.cursors.keys()
        self._posted[:0] = folded.posted
        self._dead[:0] = folded.dead


def _read_on(transaction: Transaction, where: Where, sent: int) -> tuple[int, Sequence[Any]]:
    """How far a conversation is, and the next letters. sent: its cursor, if its lane knows it.

    Where no letter follows, it is as far as its last number (the last things heard led to none): it is done, and not
    looked at again.
    """
    rows = transaction.ask(CONVERSATION, *where)
    if not rows:  # erased meanwhile
        return max(sent, 0), []
    conversation = ConversationRow._make(rows[0])
    sent = conversation.sent if sent == UNREAD else sent
    letters = transaction.ask(UNSENT_LETTERS, *where, sent, MOST_QUEUED)
    return (sent if letters else conversation.last), letters


def _addressed(row: LetterRow) -> Addressed:
    return Addressed(
        row.community, row.channel, row.seq, row.at, decode_letter(row.body), person=row.person, class_id=row.class_id
    )


def posted_as(transaction: Transaction, community: str, channel: str, ref: str) -> Target | None:
    """The message with this ref and what it shows now, as it is written."""
    rows = transaction.ask(POSTED_AS, community, channel, ref)
    if not rows:
        return None
    platform_id, seq = rows[0]
    shown = transaction.ask(LETTER_AT, community, channel, seq)
    return Target(platform_id, decode_letter(LetterRow._make(shown[0]).body) if shown else None)
