"""Every statement of this program, once, with a name and a sentence.

Each is SQLAlchemy Core and becomes text once per database (`transaction.py`). A `Rows` statement takes rows (tuples in
the order of `takes`), many at a time; an `Among` statement asks about many keys at once; an `Ask` takes one set of
values. No statement is written anywhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import UpdateBase

from bot.store.schema import (
    chats,
    classes,
    contents,
    conversations,
    dead_letters,
    enrollments,
    facts,
    journal,
    letters,
    people,
    posted,
    staff,
    timers,
)


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Writes rows. takes: the values of one row, in order."""

    name: str
    says: str
    takes: tuple[str, ...]
    core: UpdateBase


@dataclass(frozen=True, eq=False, slots=True)
class Ask:
    """Reads. takes: the values, in order."""

    name: str
    says: str
    takes: tuple[str, ...]
    core: Select[*tuple[object, ...]]


@dataclass(frozen=True, eq=False, slots=True)
class Among:
    """Reads about many keys at once. keys: the columns of one key; core: given the keys as a table, the question."""

    name: str
    says: str
    keys: tuple[str, ...]
    core: Callable[[CTE], Select[*tuple[object, ...]]]


def _insert(table: Table, says: str) -> Rows:
    return Rows(f"add {table.name}", says, tuple(column.name for column in table.columns), insert(table))


def _same(table: Table, *names: str) -> list[ColumnElement[bool]]:
    """`column = :at_column` for each: an update may set a column that it also looks for."""
    return [table.c[name] == bindparam(f"at_{name}", type_=table.c[name].type) for name in names]


def _new(table: Table, name: str, says: str, *key: str) -> Rows:
    """Rows whose key is not there yet; the others are left out."""
    columns = [column.name for column in table.columns]
    given = select(*(bindparam(column.name, type_=column.type) for column in table.columns))
    is_there = select(table.c[key[0]]).where(*_same(table, *key)).exists()
    takes = (*columns, *(f"at_{column}" for column in key))
    return Rows(name, says, takes, insert(table).from_select(columns, given.where(~is_there)))


# --- a group of turns: read -------------------------------------------------------------------------------------------

LOCK_PEOPLE = Among(
    "lock people",
    "The people of a group, locked in one order where the database locks rows. Nothing of them is read before this.",
    ("community", "person"),
    lambda asked: (
        select(people)
        .join(asked, (people.c.community == asked.c.community) & (people.c.person == asked.c.person))
        .order_by(people.c.community, people.c.person)
        .with_for_update(of=people)
    ),
)
KNOWN_KEYS = Among(
    "known keys",
    "Which of these deliveries were applied before, and as which turn.",
    ("community", "key"),
    lambda asked: select(journal.c.community, journal.c.key, journal.c.turn).join(
        asked, (journal.c.community == asked.c.community) & (journal.c.key == asked.c.key)
    ),
)
ENROLLMENTS_OF = Among(
    "enrollments of people",
    "All classes of these people, with the state in each, and the last number given out in their conversation.",
    ("community", "person"),
    lambda asked: (
        select(enrollments, conversations.c.last)
        .join(asked, (enrollments.c.community == asked.c.community) & (enrollments.c.person == asked.c.person))
        .join(people, (people.c.community == asked.c.community) & (people.c.person == asked.c.person))
        .outerjoin(
            conversations,
            (conversations.c.community == people.c.community) & (conversations.c.channel == people.c.channel),
        )
    ),
)
CONVERSATIONS_AT = Among(
    "conversations",
    "How far these conversations are, locked in one order where the database locks rows.",
    ("community", "channel"),
    lambda asked: (
        select(conversations)
        .join(asked, (conversations.c.community == asked.c.community) & (conversations.c.channel == asked.c.channel))
        .order_by(conversations.c.community, conversations.c.channel)
        .with_for_update(of=conversations)
    ),
)

# --- a group of turns: write ------------------------------------------------------------------------------------------

ADD_JOURNAL = _insert(journal, "What was heard; its key makes it happen once.")
ADD_FACTS = _insert(facts, "What became true.")
ADD_LETTERS = _insert(letters, "What is to be told, in order.")
ADD_PEOPLE = _insert(people, "Someone is here for the first time.")
ADD_ENROLLMENTS = _insert(enrollments, "Someone is in this class for the first time.")
ADD_CONVERSATIONS = _insert(conversations, "A conversation begins.")
CHANGE_PEOPLE = Rows(
    "change people",
    "A name, a language, a channel or the current class changed.",
    ("name", "language", "channel", "class_id", "at_community", "at_person"),
    update(people)
    .where(*_same(people, "community", "person"))
    .values(
        name=bindparam("name"),
        language=bindparam("language"),
        channel=bindparam("channel"),
        class_id=bindparam("class_id"),
    ),
)
ADVANCE_ENROLLMENTS = Rows(
    "advance enrollments",
    "The state after the turns of this group, on top of the turn that was read.",
    ("turn", "state", "at_community", "at_person", "at_class_id", "at_turn"),
    update(enrollments)
    .where(*_same(enrollments, "community", "person", "class_id", "turn"))
    .values(turn=bindparam("turn"), state=bindparam("state")),
)
ADVANCE_CONVERSATIONS = Rows(
    "advance conversations",
    "The last number given out in a conversation.",
    ("last", "at_community", "at_channel"),
    update(conversations).where(*_same(conversations, "community", "channel")).values(last=bindparam("last")),
)
DROP_TIMERS = Rows(
    "drop timers",
    "These timers are not needed any more, or are set anew right after.",
    ("at_community", "at_person", "at_class_id", "at_name"),
    delete(timers).where(*_same(timers, "community", "person", "class_id", "name")),
)
DROP_RUNG_TIMERS = Rows(
    "drop rung timers",
    "These timers rang; one that was moved meanwhile stays.",
    ("at_community", "at_person", "at_class_id", "at_name", "at_at"),
    delete(timers).where(*_same(timers, "community", "person", "class_id", "name", "at")),
)
ADD_TIMERS = _insert(timers, "Wake this enrollment at that time.")

# --- sending ----------------------------------------------------------------------------------------------------------

MOVE_CURSORS = Rows(
    "move cursors",
    "Letters up to `sent` have left; the rest of the conversation waits until `wait_until`.",
    ("sent", "wait_until", "problem", "at_community", "at_channel"),
    update(conversations)
    .where(*_same(conversations, "community", "channel"))
    .values(sent=bindparam("sent"), wait_until=bindparam("wait_until"), problem=bindparam("problem")),
)
DROP_POSTED = Rows(
    "drop posted",
    "The platform gave this message a new id.",
    ("at_community", "at_channel", "at_ref"),
    delete(posted).where(*_same(posted, "community", "channel", "ref")),
)
ADD_POSTED = _insert(posted, "Which message of the platform shows this ref.")
ADD_DEAD_LETTERS = _insert(dead_letters, "A letter that the platform will never take.")
POSTED_AS = Ask(
    "posted as",
    "Which message of the platform shows this ref, and which letter it shows now.",
    ("community", "channel", "ref"),
    select(posted.c.platform_id, posted.c.seq).where(
        posted.c.community == bindparam("community"),
        posted.c.channel == bindparam("channel"),
        posted.c.ref == bindparam("ref"),
    ),
)
ANY_POSTED = Ask(
    "any posted", "Whether any platform here gives ids to messages.", (), select(posted.c.platform_id).limit(1)
)
UNSENT_CONVERSATIONS = Ask(
    "unsent conversations",
    "Conversations in which something was never sent. Read at the start and after an uncertain commit, hence no index.",
    (),
    select(conversations).where(conversations.c.sent < conversations.c.last),
)
UNSENT_LETTERS = Ask(
    "unsent letters",
    "The next letters of one conversation, in order.",
    ("community", "channel", "after", "most"),
    select(letters)
    .where(
        letters.c.community == bindparam("community"),
        letters.c.channel == bindparam("channel"),
        letters.c.seq > bindparam("after"),
    )
    .order_by(letters.c.seq)
    .limit(bindparam("most")),
)

LETTER_AT = Ask(
    "letter at",
    "One letter.",
    ("community", "channel", "seq"),
    select(letters).where(
        letters.c.community == bindparam("community"),
        letters.c.channel == bindparam("channel"),
        letters.c.seq == bindparam("seq"),
    ),
)

# --- time -------------------------------------------------------------------------------------------------------------

DUE_TIMERS = Ask(
    "due timers",
    "Timers whose time has come, the oldest first.",
    ("now", "most"),
    select(timers)
    .where(timers.c.at <= bindparam("now"))
    .order_by(timers.c.at, timers.c.community, timers.c.person)
    .limit(bindparam("most")),
)
TIMER_AT = Ask(
    "timer at",
    "Whether this timer is still set to this time.",
    ("community", "person", "class_id", "name", "at"),
    select(timers.c.at).where(
        timers.c.community == bindparam("community"),
        timers.c.person == bindparam("person"),
        timers.c.class_id == bindparam("class_id"),
        timers.c.name == bindparam("name"),
        timers.c.at == bindparam("at"),
    ),
)
NEXT_TIMER = Ask("next timer", "When the next timer rings.", (), select(func.min(timers.c.at)))

# --- private chats ----------------------------------------------------------------------------------------------------


def _of_platform(table: Table) -> ColumnElement[bool]:
    """`slack` and every `slack:...`."""
    platform = bindparam("platform", type_=Text)
    return or_(table.c.community == platform, table.c.community.like(platform + literal(":%")))


_CHATS = select(chats).where(_of_platform(chats)).order_by(chats.c.turned.desc(), chats.c.community, chats.c.person)
CHATS = Ask("chats", "The private chats of a platform, the one turned to last first.", ("platform",), _CHATS)
CHATS_OF = Ask(
    "chats of a person",
    "The private chats of one person, the one turned to last first.",
    ("platform", "person"),
    _CHATS.where(chats.c.person == bindparam("person")),
)
ADD_CHATS = _new(chats, "add chats", "A private chat, unless it is there.", "community", "person")
MOVE_CHATS = Rows(
    "move chats",
    "Where a private chat is now, and when its person turned to it.",
    ("place", "turned", "at_community", "at_person"),
    update(chats)
    .where(*_same(chats, "community", "person"))
    .values(place=bindparam("place"), turned=bindparam("turned")),
)
HEAR_CHATS = Rows(
    "hear chats",
    "Everything up to `heard` was heard; a later number stays.",
    ("heard", "at_community", "at_person", "at_heard"),
    update(chats)
    .where(*_same(chats, "community", "person"), chats.c.heard < bindparam("at_heard", type_=chats.c.heard.type))
    .values(heard=bindparam("heard")),
)

# --- reading a conversation -------------------------------------------------------------------------------------------

CONVERSATION = Ask(
    "conversation",
    "How far one conversation is.",
    ("community", "channel"),
    select(conversations).where(
        conversations.c.community == bindparam("community"), conversations.c.channel == bindparam("channel")
    ),
)
LETTERS_BETWEEN = Ask(
    "letters between",
    "Letters of one conversation numbered above `after` and below `before`, in order.",
    ("community", "channel", "after", "before", "most"),
    select(letters)
    .where(
        letters.c.community == bindparam("community"),
        letters.c.channel == bindparam("channel"),
        letters.c.seq > bindparam("after"),
        letters.c.seq < bindparam("before"),
    )
    .order_by(letters.c.seq)
    .limit(bindparam("most")),
)
HEARD_BETWEEN = Ask(
    "heard between",
    "What one person said in a conversation, numbered above `after` and below `before`, in order.",
    ("community", "person", "channel", "after", "before", "most"),
    select(journal.c.seq, journal.c.at, journal.c.event)
    .where(
        journal.c.community == bindparam("community"),
        journal.c.person == bindparam("person"),
        journal.c.channel == bindparam("channel"),
        journal.c.seq > bindparam("after"),
        journal.c.seq < bindparam("before"),
    )
    .order_by(journal.c.seq)
    .limit(bindparam("most")),
)
FIRST_UNSENT = Ask(
    "first unsent",
    "The number of the first letter above `sent`: nothing from there on is shown yet.",
    ("community", "channel", "sent"),
    select(func.min(letters.c.seq)).where(
        letters.c.community == bindparam("community"),
        letters.c.channel == bindparam("channel"),
        letters.c.seq > bindparam("sent"),
    ),
)

# --- classes, people, contents ----------------------------------------------------------------------------------------

ALL_CLASSES = Ask("all classes", "Every class of every community.", (), select(classes))
DROP_CLASSES = Rows(
    "drop classes",
    "Before a class is written anew.",
    ("at_community", "at_class_id"),
    delete(classes).where(*_same(classes, "community", "class_id")),
)
ADD_CLASSES = _insert(classes, "A class, its teacher and its course.")
STAFF_OF = Ask(
    "staff of a class",
    "Who teaches a class.",
    ("community", "class_id"),
    select(staff)
    .where(staff.c.community == bindparam("community"), staff.c.class_id == bindparam("class_id"))
    .order_by(staff.c.role, staff.c.person),
)
TAUGHT_BY = Ask(
    "taught by",
    "The classes that someone teaches.",
    ("community", "person"),
    select(staff)
    .where(staff.c.community == bindparam("community"), staff.c.person == bindparam("person"))
    .order_by(staff.c.class_id),
)
DROP_STAFF = Rows(
    "drop staff",
    "These teach the class no more, or are written anew right after.",
    ("at_community", "at_class_id", "at_person"),
    delete(staff).where(*_same(staff, "community", "class_id", "person")),
)
ADD_STAFF = _insert(staff, "Someone teaches a class.")
CLASS = Ask(
    "class",
    "One class.",
    ("community", "class_id"),
    select(classes).where(classes.c.community == bindparam("community"), classes.c.class_id == bindparam("class_id")),
)
PEOPLE_OF = Ask(
    "people of a community",
    "Everyone in a community, by name.",
    ("community",),
    select(people).where(people.c.community == bindparam("community")).order_by(people.c.name, people.c.person),
)
PERSON = Ask(
    "person",
    "One person.",
    ("community", "person"),
    select(people).where(people.c.community == bindparam("community"), people.c.person == bindparam("person")),
)
ROLL = Ask(
    "roll of a class",
    "The enrollments of one class.",
    ("community", "class_id"),
    select(enrollments)
    .where(enrollments.c.community == bindparam("community"), enrollments.c.class_id == bindparam("class_id"))
    .order_by(enrollments.c.person),
)
ENROLLMENT = Ask(
    "enrollment",
    "One student in one class.",
    ("community", "person", "class_id"),
    select(enrollments).where(
        enrollments.c.community == bindparam("community"),
        enrollments.c.person == bindparam("person"),
        enrollments.c.class_id == bindparam("class_id"),
    ),
)
ENROLLMENTS_AFTER = Ask(
    "enrollments after",
    "All enrollments, a page at a time, in the order of their key.",
    ("community", "person", "class_id", "most"),
    select(enrollments)
    .where(
        tuple_(enrollments.c.community, enrollments.c.person, enrollments.c.class_id)
        > tuple_(bindparam("community", type_=Text), bindparam("person", type_=Text), bindparam("class_id", type_=Text))
    )
    .order_by(enrollments.c.community, enrollments.c.person, enrollments.c.class_id)
    .limit(bindparam("most")),
)
FACTS_OF = Ask(
    "facts of a student",
    "What became true for one student in one class, in order.",
    ("community", "class_id", "person"),
    select(facts)
    .where(
        facts.c.community == bindparam("community"),
        facts.c.class_id == bindparam("class_id"),
        facts.c.person == bindparam("person"),
    )
    .order_by(facts.c.turn, facts.c.n),
)
JOURNAL_OF = Ask(
    "journal of a student",
    "What was heard from one student in one class, in order.",
    ("community", "person", "class_id"),
    select(journal)
    .where(
        journal.c.community == bindparam("community"),
        journal.c.person == bindparam("person"),
        journal.c.class_id == bindparam("class_id"),
    )
    .order_by(journal.c.turn),
)
ADD_CONTENTS = _new(
    contents,
    "add contents",
    "A version of a unit, a course or a place. The same version again is the same text, and is left out.",
    "version",
)
CONTENT = Ask(
    "content",
    "One version.",
    ("version",),
    select(contents.c.body).where(contents.c.version == bindparam("version")),
)
DEAD_LETTERS = Ask(
    "dead letters",
    "Letters of a community that no platform took, the newest first.",
    ("community", "most"),
    select(dead_letters)
    .where(dead_letters.c.community == bindparam("community"))
    .order_by(dead_letters.c.at.desc())
    .limit(bindparam("most")),
)
