"""A journal played again: proof that what is stored follows from what was heard.

Rules
- The fold uses what the turn had: its place, its units, and the verdict that was given then. Nothing is graded anew, so
  a later change of grading changes no mark.
- It is exact for the rules and sentences of this version of the program. After a change of `step` a difference may show
  a mended rule and not a fault; it names the student and the first fact that differs.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from functools import partial

from msgspec import Struct, json

from bot.curriculum.course import Course, Unit
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Event
from bot.dialogue.facts import Fact
from bot.dialogue.setting import Setting
from bot.dialogue.wording import Wording
from bot.engine.catalogues import wording_for
from bot.engine.contents import LostContentsError, load_edition, load_place, load_unit
from bot.engine.known import encode_state
from bot.engine.places import pinned
from bot.engine.rules import RULES, Rules
from bot.grading.verdict import Verdict
from bot.store.rows import EnrollmentRow, FactRow, JournalRow
from bot.store.statements import ENROLLMENTS_AFTER, FACTS_OF, JOURNAL_OF
from bot.store.store import Store
from bot.store.transaction import Transaction

decode_event = json.Decoder(Event).decode
decode_verdict = json.Decoder(Verdict).decode
decode_fact = json.Decoder(Fact).decode

PAGE = 64  # enrollments per read


class Replayed(Struct, frozen=True):
    """facts: with the turn and the number that each one has in its turn."""

    enrollment: Enrollment
    facts: list[tuple[int, int, Fact]]


class Difference(Struct, frozen=True):
    """What is stored of one student in one class does not follow from the journal. why: a sentence."""

    community: str
    class_id: str
    person: str
    why: str


class Archive:
    """Settings as they were, for one transaction. wordings: by language."""

    def __init__(self, transaction: Transaction, wordings: Mapping[str, Wording]) -> None:
        self._transaction = transaction
        self._wordings = wordings
        self._settings: dict[str, Setting] = {}
        self._courses: dict[str, Course] = {}
        self._units: dict[str, Unit] = {}

    def setting(self, place: str) -> Setting:
        """Raises LostContentsError."""
        if place not in self._settings:
            text = load_place(self._transaction, place)
            if text.edition not in self._courses:
                self._courses[text.edition] = load_edition(self._transaction, text.edition)
            self._settings[place] = Setting(
                text.class_id,
                text.title,
                text.teacher,
                self._courses[text.edition],
                wording_for(self._wordings, text.language),
                text.others,
                meets=text.meets,
            )
        return self._settings[place]

    def unit(self, version: str) -> Unit:
        """Raises LostContentsError."""
        if version not in self._units:
            self._units[version] = load_unit(self._transaction, version)
        return self._units[version]


class BrokenJournalError(ValueError):
    """The turns of a student are not 1, 2, 3, ... without a gap."""


def replay(rows: Iterable[JournalRow], archive: Archive, name: str, rules: Rules = RULES) -> Replayed:
    """Play one student's turns in one class again, from before the first. name: as the class called them then.

    Raises BrokenJournalError, LostContentsError, and whatever `step` raises on a turn that it once took.
    """
    enrollment: Enrollment | None = None
    facts: list[tuple[int, int, Fact]] = []
    for number, row in enumerate(rows, 1):
        if row.turn != number:
            raise BrokenJournalError(f"turn {number} is missing: turn {row.turn} comes next")
        if enrollment is None:
            enrollment = rules.enroll(row.community, row.class_id, row.person, name)
        setting = pinned(archive.setting(row.place), enrollment, archive.unit)
        verdict = None if row.verdict is None else decode_verdict(row.verdict)
        outcome = rules.step(enrollment, decode_event(row.event), setting, verdict)
        enrollment = outcome.enrollment
        facts += [(number, n, fact) for n, fact in enumerate(outcome.facts)]
    if enrollment is None:
        raise BrokenJournalError("there is no turn at all")
    return Replayed(enrollment, facts)


async def verify(
    store: Store, wordings: Mapping[str, Wording], rules: Rules = RULES
) -> AsyncIterator[Difference | EnrollmentRow]:
    """Every enrollment in turn: its row when all is well, else the Difference.

    Reads a page at a time, each on one snapshot, so it may run beside a working engine.
    """
    after = ("", "", "")
    while True:
        page = await store.read(partial(_verify_page, after=after, wordings=wordings, rules=rules))
        for row, found in page:
            yield found or row
            after = (row.community, row.person, row.class_id)
        if not page:
            return


def _verify_page(
    transaction: Transaction, after: tuple[str, str, str], wordings: Mapping[str, Wording], rules: Rules
) -> list[tuple[EnrollmentRow, Difference | None]]:
    archive = Archive(transaction, wordings)
    rows = [EnrollmentRow._make(row) for row in transaction.ask(ENROLLMENTS_AFTER, *after, PAGE)]
    found = []
    for row in rows:
        why = _why(transaction, row, archive, rules)
        found.append((row, Difference(row.community, row.class_id, row.person, why) if why else None))
    return found


def _why(transaction: Transaction, row: EnrollmentRow, archive: Archive, rules: Rules) -> str:
    """The sentence that says how this enrollment differs; empty: it does not."""
    journal = [
        JournalRow._make(found) for found in transaction.ask(JOURNAL_OF, row.community, row.person, row.class_id)
    ]
    try:
        played = replay(journal, archive, _first_name(journal), rules)
    except (BrokenJournalError, LostContentsError) as error:
        return f"The journal cannot be played: {error}."
    except Exception as error:  # noqa: BLE001 - whatever a stored turn does now, the others are looked at too
        return f"The journal cannot be played: {type(error).__name__}."
    stored = [FactRow._make(found) for found in transaction.ask(FACTS_OF, row.community, row.class_id, row.person)]
    for (turn, n, fact), kept in zip(played.facts, stored, strict=False):
        if (turn, n, fact) != (kept.turn, kept.n, decode_fact(kept.body)):
            return f"Fact {n} of turn {turn} is {kept.kind!r} of turn {kept.turn} in the record."
    if len(played.facts) != len(stored):
        return f"The journal gives {len(played.facts)} facts, the record has {len(stored)}."
    if played.enrollment.turn != row.turn:
        return f"The journal has {played.enrollment.turn} turns, the enrollment is at {row.turn}."
    return "" if encode_state(played.enrollment) == row.state else "The state is not the one that the journal gives."


def _first_name(journal: list[JournalRow]) -> str:
    joined = decode_event(journal[0].event) if journal else None
    return getattr(joined, "name", "")
