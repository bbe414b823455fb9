"""What can be seen of a conversation: what was heard, and the letters that were sent, in the order of their numbers.

Nothing is shown beyond the first letter that was not sent yet, so a reader that asks for what comes after the last
number it saw misses nothing. A `Grant` is nothing that can be seen.
"""

from msgspec import Struct, json

from bot.dialogue.effects import Grant, Letter
from bot.dialogue.events import Event
from bot.store.rows import ConversationRow, LetterRow
from bot.store.statements import CONVERSATION, FIRST_UNSENT, HEARD_BETWEEN, LETTERS_BETWEEN
from bot.store.transaction import Transaction

decode_event = json.Decoder(Event).decode
decode_letter = json.Decoder(Letter).decode


class Entry(Struct, frozen=True):
    """`heard` (from the student, a teacher's act, a timer) or a `letter` that was sent. at: UTC seconds."""

    seq: int
    at: float
    heard: Event | None = None
    letter: Letter | None = None


def read_conversation(
    transaction: Transaction, community: str, channel: str, after: int, limit: int, sent: int | None
) -> list[Entry]:
    """The first `limit` entries numbered above `after`. sent: the cursor, if it is newer than the row."""
    rows = transaction.ask(CONVERSATION, community, channel)
    if not rows:
        return []
    conversation = ConversationRow._make(rows[0])
    cursor = conversation.sent if sent is None else sent
    first_unsent = transaction.ask(FIRST_UNSENT, community, channel, cursor)[0][0]
    before = conversation.last + 1 if first_unsent is None else first_unsent
    entries = [
        Entry(row.seq, row.at, letter=decode_letter(row.body))
        for row in map(LetterRow._make, transaction.ask(LETTERS_BETWEEN, community, channel, after, before, limit))
    ]
    if conversation.person:
        heard = transaction.ask(HEARD_BETWEEN, community, conversation.person, channel, after, before, limit)
        entries += [Entry(seq, at, heard=decode_event(event)) for seq, at, event in heard]
    entries = sorted(entries, key=lambda entry: entry.seq)[:limit]
    shown = [entry for entry in entries if not isinstance(entry.letter, Grant)]
    if entries and not shown:  # a page of nothing would look like the end
        return read_conversation(transaction, community, channel, entries[-1].seq, limit, sent)
    return shown
