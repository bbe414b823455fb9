"""Where private chats are on their platform, and up to where each was heard: for platforms that do not tell it.

Rules
- Written outside of turns: no turn waits for these rows, and none of them is needed to apply an event.
- `heard` only goes forward, whoever writes it and in whatever order: what lies before it was applied.
- Rows are written in the order of their key, so that two processes wait for each other and never in a circle.
"""

from collections.abc import Iterable

from msgspec import Struct

from bot.store.rows import ChatRow
from bot.store.statements import ADD_CHATS, CHATS, CHATS_OF, HEAR_CHATS, MOVE_CHATS
from bot.store.transaction import Transaction


class Chat(Struct, frozen=True):
    """Someone's private chat in one community. place: the platform's own id of where it is. heard: the number of the
    last message that was heard there, 0 for none. turned: UTC seconds when they last turned to this community."""

    community: str
    person: str
    place: str
    heard: int = 0
    turned: float = 0.0


def chats(transaction: Transaction, platform: str) -> list[Chat]:
    """Of all communities of a platform, the one turned to last first."""
    return [Chat(*row) for row in transaction.ask(CHATS, platform)]


def chats_of(transaction: Transaction, platform: str, person: str) -> list[Chat]:
    """The same of one person."""
    return [Chat(*row) for row in transaction.ask(CHATS_OF, platform, person)]


def keep(transaction: Transaction, chat: Chat) -> None:
    """A chat that is new, or where it is now."""
    who = (chat.community, chat.person)
    transaction.run(MOVE_CHATS, [(chat.place, chat.turned, *who)])
    transaction.run(ADD_CHATS, [(*ChatRow(*who, chat.place, chat.heard, chat.turned), *who)])
    hear(transaction, [(*who, chat.heard)])


def hear(transaction: Transaction, rows: Iterable[tuple[str, str, int]]) -> None:
    """(community, person, number): up to there everything was heard."""
    furthest: dict[tuple[str, str], int] = {}
    for community, person, number in rows:
        who = (community, person)
        furthest[who] = max(number, furthest.get(who, 0))
    transaction.run(HEAR_CHATS, [(number, *who, number) for who, number in sorted(furthest.items())])
