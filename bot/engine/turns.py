"""A group of turns, played in memory: arrivals in, receipts and rows out.

Rules
- Turns are played in the order of arrival; several of one student see each other.
- A delivery key that was applied before changes nothing: its receipt says so.
- A turn is all or nothing: its rows are made before anything known is changed, so one that cannot be worked out is
  refused alone and spoils no neighbour.
- `GoTo` is a turn in the other class right after, in the same transaction.
- Alerts are numbered in the teacher's conversation after the whole group, because only then is it known which
  conversations are needed.

Never here: the database, the clock, chance. (`load` may read one unit that somebody began long ago.)
"""

import logging
import traceback

from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Asked, Chose, Event, Joined, Replied, Switched
from bot.engine.courier import Addressed
from bot.engine.errors import EngineError, NotApplied, NotEnrolled
from bot.engine.known import Arrival, Known, Line, Progress
from bot.engine.places import LoadUnit, Place, Places
from bot.engine.played import Played, Receipt, TurnRows, encode, letter_row
from bot.engine.rules import Rules
from bot.store.rows import PersonRow

logger = logging.getLogger(__name__)


class Stage:
    """Where a group is played. now: UTC seconds, the time the letters carry."""

    def __init__(self, known: Known, places: Places, rules: Rules, load: LoadUnit, now: float) -> None:
        self._known = known
        self._places = places
        self._rules = rules
        self._load = load
        self._now = now
        self._going: list[Arrival] = []
        self.played = Played()

    def play(self, arrival: Arrival) -> None:
        """One turn. Its receipt, or the error that refuses it alone, is the next of `played.results`."""
        before = self._known.keys.get((arrival.event.community, arrival.event.id))
        result = self._try(arrival) if before is None else Receipt(applied=False, turn=before)
        if arrival.rang is not None and isinstance(result, Receipt):
            self.played.rang.append(arrival.rang)
        self.played.results.append(result)
        while self._going:
            self._try(self._going.pop())

    def _try(self, arrival: Arrival) -> Receipt | EngineError:
        try:
            return self._turn(arrival)
        except EngineError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever one event does, its neighbours go on
            return _refused(arrival, error)

    def _turn(self, arrival: Arrival) -> Receipt:
        event = arrival.event
        person = self._person(arrival)
        progress = self._progress(person, event)
        place = self._place(person)
        enrollment = progress.now()
        setting = self._places.pin(place.setting, enrollment, self._load)
        expected = self._rules.expects(enrollment, event, setting)
        verdict = None if expected is None else self._rules.grade(*expected)
        outcome = self._rules.step(enrollment, event, setting, verdict)
        line = self._known.lines.get((person.community, person.channel)) or Line(person.person, 0, begun=False)
        rows = TurnRows(person, outcome.enrollment.turn, line.last + 1, self._now)
        rows.hear(arrival, place.version, verdict)
        rows.record(event.at, outcome.facts)
        rows.tell(outcome.effects, place.teacher_channel, place.class_channel)
        self._accept(event, person, progress, outcome.enrollment)
        if not self._places.is_kept(place):
            self.played.places[place.version] = place.text
        line.last, line.moved = rows.seq, True
        self._known.lines[person.community, person.channel] = line
        self._going += [_switched(event, class_id) for class_id in rows.going if not isinstance(event, Switched)]
        rows.add_to(self.played)
        return Receipt(applied=True, turn=rows.turn)

    def _person(self, arrival: Arrival) -> PersonRow:
        """The person as this event leaves them, in the class that it means."""
        event = arrival.event
        person = self._known.people.get((event.community, event.student))
        if isinstance(event, Joined):
            channel = arrival.channel or (person.channel if person else "")
            language = event.language or (person.language if person else "")
            if not channel or not event.class_id:
                raise NotEnrolled("Nobody can join without a conversation and a class.", "Name both.")
            return PersonRow(event.community, event.student, event.name, language, channel, event.class_id)
        if person is None:
            raise NotEnrolled("You are in no class here yet.", "Ask your teacher to let you in.")
        return person._replace(class_id=event.class_id) if event.class_id else person

    def _progress(self, person: PersonRow, event: Event) -> Progress:
        progress = self._known.classes_of.get((person.community, person.person), {}).get(person.class_id)
        if progress is not None:
            return progress
        if not isinstance(event, Joined):
            raise NotEnrolled("You are not in that class.", "Ask its teacher to let you in.")
        return Progress(0, None, self._rules.enroll(person.community, person.class_id, person.person, person.name))

    def _place(self, person: PersonRow) -> Place:
        classes = self._known.classes_of.get((person.community, person.person), {})
        others = tuple(sorted(class_id for class_id in classes if class_id != person.class_id))
        return self._places.at(person.community, person.class_id, person.language, others)

    def _accept(self, event: Event, person: PersonRow, progress: Progress, enrollment: Enrollment) -> None:
        """From here on nothing can fail: what is known changes."""
        who = (person.community, person.person)
        self._known.keys[event.community, event.id] = enrollment.turn
        if self._turns_to_it(event, progress.now()) and self._known.people.get(who) != person:
            if who not in self._known.people:
                self.played.newcomers.add(who)
            self._known.people[who] = self.played.people[who] = person
        progress.enrollment, progress.state = enrollment, None
        self._known.classes_of.setdefault(who, {})[person.class_id] = progress
        self.played.turned[*who, person.class_id] = progress

    def _turns_to_it(self, event: Event, enrollment: Enrollment) -> bool:
        """Whoever does something of their own in a class has turned to it; an old button turns nobody, nor does what a
        teacher or a timer does. enrollment: before the event."""
        if isinstance(event, Chose):
            return self._rules.is_of_now(enrollment, event)
        return isinstance(event, Joined | Switched | Replied | Asked)

    def number_postings(self) -> None:
        """Give the alerts their numbers; their conversations were read meanwhile."""
        for posting in self.played.postings:
            line = self._known.lines.setdefault(posting.where, Line("", 0, begun=False))
            line.last, line.moved = line.last + 1, True
            text = encode(posting.body).decode()
            row = letter_row(posting.where, line.last, posting.person, posting.turn, self._now, text)
            self.played.letters.append(row)
            about = posting.person
            self.played.addressed.append(
                Addressed(
                    *posting.where, line.last, self._now, posting.body, person=about.person, class_id=about.class_id
                )
            )


def _switched(event: Event, class_id: str) -> Arrival:
    """The student turned to another class by this event: a turn there, with a key of its own."""
    switched = Switched(
        id=f"{event.id}>{class_id}", at=event.at, community=event.community, student=event.student, class_id=class_id
    )
    return Arrival(switched, encode(switched).decode())


def _refused(arrival: Arrival, error: Exception) -> NotApplied:
    """Logged by where it happened; never by what was written."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    kind = type(arrival.event).__name__
    logger.error("refused one %s: %s at %s:%s", kind, type(error).__name__, frame.filename, frame.lineno)
    return NotApplied.broken()
