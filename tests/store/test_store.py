"""What holds on both databases: transactions, constraints, the statements and their rows."""

import asyncio
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.store import migrate, rows, schema, statements
from bot.store.errors import DatabaseAway, RowsRefused, StoreError
from bot.store.open import open_store
from bot.store.statements import (
    ADD_CONTENTS,
    ADD_CONVERSATIONS,
    ADD_JOURNAL,
    ADD_PEOPLE,
    CONTENT,
    DUE_TIMERS,
    ENROLLMENTS_AFTER,
    JOURNAL_OF,
    KNOWN_KEYS,
    LOCK_PEOPLE,
    MOVE_CURSORS,
)
from bot.store.store import Store
from bot.store.transaction import Texts, Transaction
from tests.store.postgres import fresh_database
from tests.store.some import conversation, journal, person, said


async def keys(store: Store) -> list[str]:
    found = await store.read(lambda transaction: transaction.ask(JOURNAL_OF, "local", "ana", "7b"))
    return [row.key for row in found]


async def test_what_was_written_is_read(store: Store) -> None:
    await store.write(lambda transaction: transaction.run(ADD_JOURNAL, [journal("a", 1), journal("b", 2)]))
    assert await keys(store) == ["a", "b"]


async def test_work_that_raises_leaves_nothing(store: Store) -> None:
    def half(transaction: Transaction) -> None:
        transaction.run(ADD_JOURNAL, [journal("a", 1)])
        raise LookupError("in the middle")

    with pytest.raises(LookupError, match="in the middle"):
        await store.write(half)
    assert await keys(store) == []
    await store.write(lambda transaction: transaction.run(ADD_JOURNAL, [journal("b", 1)]))
    assert await keys(store) == ["b"]


@pytest.mark.parametrize(
    ("statement", "first", "second"),
    [
        (ADD_JOURNAL, journal("a", 1), journal("a", 2)),  # one delivery, two turns
        (ADD_JOURNAL, journal("a", 1), journal("b", 1)),  # two deliveries, one turn
        (ADD_JOURNAL, journal("a", 1), journal("b", 0)),  # a turn before the first
        (ADD_CONVERSATIONS, conversation("dm", 4, 4), conversation("dm2", 4, 5)),  # sent what was never written
        (ADD_PEOPLE, person("ana"), person("ana")),
    ],
)
async def test_what_may_never_be_true_is_refused_with_all_its_neighbours(
    store: Store, statement: statements.Rows, first: tuple[object, ...], second: tuple[object, ...]
) -> None:
    with pytest.raises(RowsRefused) as refused:
        await store.write(lambda transaction: transaction.run(statement, [first, second]))
    assert not refused.value.passing
    assert "ana" not in str(refused.value)
    await store.write(lambda transaction: transaction.run(statement, [first]))


async def test_a_cancelled_caller_leaves_no_transaction_open(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(transaction: Transaction) -> None:
        begun.set()
        go_on.wait(0.2)
        transaction.run(ADD_JOURNAL, [journal("a", 1)])

    caller = asyncio.create_task(store.write(slow))
    await asyncio.to_thread(begun.wait)
    caller.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await store.write(lambda transaction: transaction.run(ADD_JOURNAL, [journal("b", 2)]))
    assert "b" in await keys(store)


@pytest.mark.parametrize("count", [1, 2, 5, 64, 65, 200])
async def test_many_keys_are_asked_about_at_once(store: Store, count: int) -> None:
    await store.write(
        lambda transaction: transaction.run(ADD_JOURNAL, [journal(f"k{n}", n + 1) for n in range(0, 200, 2)])
    )
    asked = [("local", f"k{n}") for n in range(count)]
    found = await store.write(lambda transaction: transaction.among(KNOWN_KEYS, [*asked, ("elsewhere", "k0")]))
    assert {row[1] for row in found} == {f"k{n}" for n in range(0, count, 2)}


async def test_people_are_found_by_community_and_name_together(store: Store) -> None:
    everyone = [person("ana"), person("ben"), person("ana", "other"), person("ben", "other")]
    await store.write(lambda transaction: transaction.run(ADD_PEOPLE, everyone))
    asked = [("other", "ana"), ("local", "ben")]
    found = await store.write(lambda transaction: transaction.among(LOCK_PEOPLE, asked))
    assert [tuple(row) for row in found] == [person("ben"), person("ana", "other")]


async def test_a_cursor_moves_only_in_its_own_conversation(store: Store) -> None:
    await store.write(
        lambda transaction: transaction.run(ADD_CONVERSATIONS, [conversation("a", 9, 0), conversation("b", 9, 0)])
    )
    await store.write(lambda transaction: transaction.run(MOVE_CURSORS, [(5, 7.5, "closed", "local", "a")]))
    found = await store.read(lambda transaction: transaction.ask(statements.UNSENT_CONVERSATIONS))
    assert sorted(found) == [("local", "a", "ana", 9, 5, 7.5, "closed"), ("local", "b", "ana", 9, 0, 0.0, "")]


async def test_every_statement_is_taken_by_the_database(store: Store) -> None:
    """With values of no consequence: a misspelt column or a type that does not fit is found here."""
    dummy = {"turn": 1, "seq": 1, "after": 0, "before": 9, "most": 3, "now": 0.0, "at": 0.0, "sent": 0, "last": 0}

    def run_all(transaction: Transaction) -> list[str]:
        done = []
        for statement in vars(statements).values():
            match statement:
                case statements.Ask(name=name, takes=takes):
                    transaction.ask(statement, *(dummy.get(value, "x") for value in takes))
                case statements.Among(name=name, keys=columns):
                    transaction.among(statement, [("x",) * len(columns)])
                case _:
                    continue
            done.append(name)
        return done

    assert len(await store.write(run_all)) > 20


async def test_a_page_of_enrollments_goes_on_where_the_last_one_ended(store: Store) -> None:
    wanted = [rows.EnrollmentRow(c, p, k, 1, b"{}") for c in "ab" for p in "ab" for k in "ab"]
    await store.write(lambda transaction: transaction.run(statements.ADD_ENROLLMENTS, wanted))

    def all_pages(transaction: Transaction) -> list[rows.EnrollmentRow]:
        found: list[rows.EnrollmentRow] = []
        while page := transaction.ask(ENROLLMENTS_AFTER, *(found[-1][:3] if found else ("", "", "")), 3):
            found += [rows.EnrollmentRow._make(row) for row in page]
        return found

    assert await store.read(all_pages) == wanted


async def test_timers_that_are_due_come_oldest_first(store: Store) -> None:
    timers = [rows.TimerRow("local", "ana", "7b", name, at) for name, at in (("c", 3.0), ("a", 1.0), ("b", 2.0))]
    await store.write(lambda transaction: transaction.run(statements.ADD_TIMERS, timers))
    due = await store.read(lambda transaction: transaction.ask(DUE_TIMERS, 2.0, 10))
    assert [row.name for row in due] == ["a", "b"]


async def test_the_migrated_tables_are_the_tables_of_the_schema(store: Store) -> None:
    def differences(transaction: Transaction) -> list[object]:
        context = MigrationContext.configure(
            transaction.connection, opts={"version_table": migrate.VERSION_TABLE, "compare_type": True}
        )
        return list(compare_metadata(context, schema.metadata))

    assert await store.write(differences) == []


async def test_opening_again_finds_what_was_written(url: str) -> None:
    for _ in range(2):
        store = await open_store(url)
        try:
            if not await store.read(lambda transaction: transaction.ask(CONTENT, "v")):
                await store.write(lambda transaction: transaction.run(ADD_CONTENTS, [("v", "text", "v")]))
        finally:
            await store.close()
    store = await open_store(url)
    assert await store.read(lambda transaction: transaction.ask(CONTENT, "v")) == [("text",)]
    await store.close()


@pytest.mark.postgres
async def test_two_that_open_one_postgresql_at_once_both_serve(postgres_address: str) -> None:
    url = await asyncio.to_thread(fresh_database, postgres_address)
    stores = await asyncio.gather(open_store(url), open_store(url))
    first, second = stores
    await first.write(lambda transaction: transaction.run(ADD_CONTENTS, [("v", "text", "v")]))
    assert await second.read(lambda transaction: transaction.ask(CONTENT, "v")) == [("text",)]
    await asyncio.gather(first.close(), second.close())


@pytest.mark.postgres
async def test_a_postgresql_that_was_restarted_is_found_again(postgres_address: str) -> None:
    store = await open_store(await asyncio.to_thread(fresh_database, postgres_address))
    suicide = said("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(DatabaseAway):
        await store.write(suicide)
    await store.write(lambda transaction: transaction.run(ADD_JOURNAL, [journal("a", 1)]))
    assert await keys(store) == ["a"]
    await store.close()


async def test_a_server_that_is_not_there_is_a_sentence_without_the_password() -> None:
    with pytest.raises(DatabaseAway, match=r"127\.0\.0\.1:1/tutor did not answer") as away:
        await open_store("postgresql://teacher:geheim@127.0.0.1:1/tutor", patience=1.0)
    assert "geheim" not in str(away.value)


async def test_an_address_of_no_known_kind_is_refused_with_the_forms() -> None:
    with pytest.raises(StoreError, match=r"no database of the kind 'mysql' here\. Write a path such as `tutor\.db`"):
        await open_store("mysql://localhost/x")


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (rows.PersonRow, schema.people),
        (rows.ClassRow, schema.classes),
        (rows.EnrollmentRow, schema.enrollments),
        (rows.JournalRow, schema.journal),
        (rows.FactRow, schema.facts),
        (rows.LetterRow, schema.letters),
        (rows.ConversationRow, schema.conversations),
        (rows.PostedRow, schema.posted),
        (rows.DeadLetterRow, schema.dead_letters),
        (rows.TimerRow, schema.timers),
        (rows.StaffRow, schema.staff),
        (rows.ChatRow, schema.chats),
    ],
)
def test_a_row_has_the_columns_of_its_table_in_order(row: type[tuple[object, ...]], table: object) -> None:
    assert row._fields == tuple(column.name for column in table.columns)  # type: ignore[attr-defined]


def test_every_statement_takes_its_values_in_the_order_that_it_says() -> None:
    texts = Texts(create_engine("sqlite://").dialect)
    for statement in vars(statements).values():
        if isinstance(statement, statements.Rows):
            assert texts.of(statement)


def test_a_statement_that_says_another_order_is_found() -> None:
    wrong = statements.Rows("add units", "", ("body", "version", "at_version"), ADD_CONTENTS.core)
    with pytest.raises(TypeError, match="asks for"):
        Texts(create_engine("sqlite://").dialect).of(wrong)


def test_no_two_statements_share_a_name() -> None:
    kinds = (statements.Rows, statements.Ask, statements.Among)
    names = [statement.name for statement in vars(statements).values() if isinstance(statement, kinds)]
    assert len(names) == len(set(names))


async def test_a_reader_who_goes_away_leaves_the_database_to_be_closed_whole(tmp_path: Path) -> None:
    file = tmp_path / "tutor.db"
    store = await open_store(file)
    await store.write(lambda transaction: transaction.run(ADD_JOURNAL, [journal("a", 1)]))
    for delay in (0.0, 0.0005, 0.002):
        reading = asyncio.create_task(keys(store))
        await asyncio.sleep(delay)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    await store.close()
    assert not left_beside(file)


def left_beside(file: Path) -> list[str]:
    """What SQLite leaves when the last connection did not close: the last pages are there and not in the file."""
    return [path.name for path in file.parent.iterdir() if path.name.endswith(("-wal", "-shm"))]
