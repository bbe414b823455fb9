"""A group of turns as the store takes it: read, played in memory, written.

A group is used once. One that was overtaken, or that is tried again turn by turn, is made anew.

Where other processes play turns on the same database (`shared`), conversations are locked before the first of them is
changed: two groups may each hold cursors of conversations in which the other one plays a turn.
"""

from collections.abc import Callable, Sequence

from bot.engine.contents import load_unit
from bot.engine.known import Arrival, Known, lock_lines, read_known, read_lines
from bot.engine.outbox import Folded
from bot.engine.places import Places
from bot.engine.played import Played
from bot.engine.rules import Rules
from bot.engine.turns import Stage
from bot.engine.writing import write
from bot.store.rows import ClassRow
from bot.store.statements import ALL_CLASSES
from bot.store.store import Look
from bot.store.transaction import Transaction


class GroupOfTurns:
    """arrivals: in the order of their turns. folded: what is to be written about sending. clock: UTC seconds."""

    def __init__(
        self,
        arrivals: Sequence[Arrival],
        folded: Folded | None,
        places: Places,
        rules: Rules,
        clock: Callable[[], float],
        *,
        shared: bool,
    ) -> None:
        self._arrivals = arrivals
        self._folded = folded
        self._places = places
        self._rules = rules
        self._clock = clock
        self._shared = shared
        self._known = Known()
        self._stage: Stage | None = None

    def read(self, transaction: Transaction) -> None:
        """What is known before the first turn."""
        self._known = read_known(transaction, self._arrivals)
        if any(not self._places.knows(person.community, person.class_id) for person in self._known.people.values()) or (
            self._shared and self._names_a_new_class()
        ):
            learn_classes(transaction, self._places)

    def _names_a_new_class(self) -> bool:
        """Another process may have made it a moment ago."""
        events = (arrival.event for arrival in self._arrivals)
        return any(event.class_id and not self._places.knows(event.community, event.class_id) for event in events)

    def play(self, look: Look) -> None:
        """Every turn, in order, in memory."""
        self._stage = Stage(
            self._known,
            self._places,
            self._rules,
            lambda version: look(lambda transaction: load_unit(transaction, version)),
            self._clock(),
        )
        for arrival in self._arrivals:
            self._stage.play(arrival)

    def write(self, transaction: Transaction) -> Played:
        """All rows; what there is to tell once they are committed."""
        if self._stage is None:
            raise RuntimeError("a group is played before it is written")
        played = self._stage.played
        if self._shared:
            moved = {where for where, line in self._known.lines.items() if line.moved}
            cursors = set() if self._folded is None else set(self._folded.cursors)
            lock_lines(transaction, moved | cursors | {posting.where for posting in played.postings})
        if self._folded is not None:
            self._folded.write(transaction)
        if played.postings:
            read_lines(transaction, self._known, {posting.where for posting in played.postings})
            self._stage.number_postings()
        write(transaction, self._known, played)
        return played


def learn_classes(transaction: Transaction, places: Places) -> None:
    """All classes, as they are now."""
    places.learn(map(ClassRow._make, transaction.ask(ALL_CLASSES)))
