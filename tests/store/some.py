"""Rows for tests, and a way to say any SQL."""

from collections.abc import Callable
from typing import Any

from bot.store.rows import ConversationRow, JournalRow, PersonRow
from bot.store.transaction import Transaction


def said(sql: str) -> Callable[[Transaction], list[Any]]:
    """Work that says something that the program itself never does; what it answers."""

    def say(transaction: Transaction) -> list[Any]:
        result = transaction.connection.exec_driver_sql(sql)
        return list(result.fetchall()) if result.returns_rows else []

    return say


def journal(key: str, turn: int, person: str = "ana") -> JournalRow:
    return JournalRow("local", key, person, "7b", turn, f"dm-{person}", turn, 1.0, "edition", "{}", None)


def person(name: str, community: str = "local") -> PersonRow:
    return PersonRow(community, name, name.title(), "en", f"dm-{name}", "7b")


def conversation(channel: str, last: int, sent: int) -> ConversationRow:
    return ConversationRow("local", channel, "ana", last, sent, 0.0, "")
