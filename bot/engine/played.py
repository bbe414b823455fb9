"""The rows of turns: of one while it may still be refused, and of a group that is to be written.

An event takes one number of its student's conversation, its letters the following ones.
"""

from dataclasses import dataclass, field
from typing import assert_never

from msgspec import Struct, json

from bot.dialogue.effects import Alert, Ask, Effect, Forget, GoTo, Grant, OpenThread, Remind, Say, Settle
from bot.dialogue.facts import Fact
from bot.engine.courier import Addressed
from bot.engine.errors import EngineError
from bot.engine.known import Arrival, Progress, Where, Who
from bot.grading.verdict import Verdict
from bot.store.rows import ContentRow, FactRow, JournalRow, LetterRow, PersonRow, TimerRow

encode = json.Encoder().encode

TimerKey = tuple[str, str, str, str]
"""(community, person, class id, name)"""


class Receipt(Struct, frozen=True):
    """applied: this delivery made the turn; False: it was applied before. turn: the how-many-th of this enrollment."""

    applied: bool
    turn: int


class Posting(Struct, frozen=True):
    """A letter to a shared conversation (the teachers', the class's), where it waits for its number."""

    where: Where
    body: Alert | OpenThread
    person: PersonRow
    turn: int


@dataclass(slots=True)
class Played:
    """What a group of turns led to. results: one per arrival, in order. timers: None means that it is forgotten."""

    results: list[Receipt | EngineError] = field(default_factory=list)
    journal: list[JournalRow] = field(default_factory=list)
    facts: list[FactRow] = field(default_factory=list)
    letters: list[LetterRow] = field(default_factory=list)
    addressed: list[Addressed] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    people: dict[Who, PersonRow] = field(default_factory=dict)
    newcomers: set[Who] = field(default_factory=set)
    turned: dict[tuple[str, str, str], Progress] = field(default_factory=dict)
    timers: dict[TimerKey, float | None] = field(default_factory=dict)
    rang: list[TimerRow] = field(default_factory=list)
    places: dict[str, ContentRow] = field(default_factory=dict)


class TurnRows:
    """One turn. seq: the last number given out in the student's conversation. going: classes the student turns to."""

    __slots__ = (
        "_now",
        "_person",
        "addressed",
        "facts",
        "going",
        "journal",
        "letters",
        "postings",
        "seq",
        "timers",
        "turn",
    )

    def __init__(self, person: PersonRow, turn: int, seq: int, now: float) -> None:
        self._person = person
        self._now = now
        self.turn = turn
        self.seq = seq
        self.journal: list[JournalRow] = []
        self.facts: list[FactRow] = []
        self.letters: list[LetterRow] = []
        self.addressed: list[Addressed] = []
        self.postings: list[Posting] = []
        self.timers: dict[TimerKey, float | None] = {}
        self.going: list[str] = []

    def hear(self, arrival: Arrival, place: str, verdict: Verdict | None) -> None:
        """The event itself, with what `step` was given."""
        event, (community, person, _, _, channel, class_id) = arrival.event, self._person
        graded = None if verdict is None else encode(verdict).decode()
        row = (
            community,
            event.id,
            person,
            class_id,
            self.turn,
            channel,
            self.seq,
            event.at,
            place,
            arrival.text,
            graded,
        )
        self.journal.append(JournalRow(*row))

    def record(self, at: float, facts: tuple[Fact, ...]) -> None:
        community, person, _, _, _, class_id = self._person
        self.facts = [
            FactRow(community, class_id, person, self.turn, n, at, _kind(fact), encode(fact).decode())
            for n, fact in enumerate(facts)
        ]

    def tell(self, effects: tuple[Effect, ...], teacher_channel: str, class_channel: str) -> None:
        """Letters, alerts and timers. What has no channel to go to is not written; its facts are kept."""
        for effect in effects:
            match effect:
                case Say() | Ask() | Settle() | Grant():
                    self._letter(effect)
                case Alert():
                    self._shared(teacher_channel, effect)
                case OpenThread():
                    self._shared(class_channel, effect)
                case Remind(name=name, at=at):
                    self.timers[self._timer(name)] = at
                case Forget(name=name):
                    self.timers[self._timer(name)] = None
                case GoTo(class_id=class_id):
                    self.going.append(class_id)
                case _:
                    assert_never(effect)

    def _shared(self, channel: str, body: Alert | OpenThread) -> None:
        if channel:
            self.postings.append(Posting((self._person.community, channel), body, self._person, self.turn))

    def _timer(self, name: str) -> TimerKey:
        return (self._person.community, self._person.person, self._person.class_id, name)

    def _letter(self, body: Say | Ask | Settle | Grant) -> None:
        self.seq += 1
        where = (self._person.community, self._person.channel)
        self.letters.append(letter_row(where, self.seq, self._person, self.turn, self._now, encode(body).decode()))
        self.addressed.append(
            Addressed(*where, self.seq, self._now, body, person=self._person.person, class_id=self._person.class_id)
        )

    def add_to(self, played: Played) -> None:
        played.journal += self.journal
        played.facts += self.facts
        played.letters += self.letters
        played.addressed += self.addressed
        played.postings += self.postings
        played.timers.update(self.timers)


def letter_row(where: Where, seq: int, person: PersonRow, turn: int, now: float, text: str) -> LetterRow:
    """person: whom it is about; also in a teacher's conversation, so that it can be erased with the rest of theirs."""
    return LetterRow(*where, seq, person.person, person.class_id, turn, now, text)


def _kind(fact: Fact) -> str:
    return str(fact.__struct_config__.tag)
