"""A SQLite file that cannot be used: a sentence, its cure, and the file as it was."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.store import migrate, sqlite
from bot.store.errors import (
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseInUse,
    DatabaseNewer,
    DatabaseReadOnly,
    DiskFull,
    StoreError,
)
from bot.store.open import open_store
from bot.store.statements import ADD_CONTENTS, ADD_JOURNAL, CONTENT
from tests.store.some import journal, said

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
OPEN = """
import asyncio, sys
from bot.store.open import open_store
from bot.store.errors import StoreError
try:
    asyncio.run(open_store(sys.argv[1]))
except StoreError as error:
    print(type(error).__name__, error)
"""


async def made(file: Path, units: int = 0) -> bytes:
    """A sound database file, closed. Returns its bytes."""
    store = await open_store(file)
    rows = [(f"v{n}", "x" * 1000, f"v{n}") for n in range(units)]
    await store.write(lambda transaction: transaction.run(ADD_CONTENTS, rows))
    await store.close()
    return await asyncio.to_thread(file.read_bytes)


async def refusal(file: Path) -> StoreError:
    with pytest.raises(StoreError) as refused:
        await open_store(file, patience=0.1)
    assert refused.value.sentence.endswith(".")
    assert refused.value.cure.endswith(".")
    return refused.value


async def test_a_database_of_a_newer_program_is_refused_with_both_revisions(tmp_path: Path) -> None:
    file = tmp_path / "tutor.db"
    await made(file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE tutor_version SET version_num = '9999'")
    connection.close()
    before = file.read_bytes()
    error = await refusal(file)
    assert isinstance(error, DatabaseNewer)
    assert "is at revision 9999" in error.sentence
    assert f"up to {migrate.scripts().get_current_head()}" in error.sentence
    assert file.read_bytes() == before


async def test_a_database_of_another_program_is_left_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "tutor.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    before = file.read_bytes()
    assert isinstance(await refusal(file), DatabaseForeign)
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"Dear diary", b"\x00" * 4096, b"SQLite format 3"])
async def test_a_file_that_is_no_database_is_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "tutor.db"
    file.write_bytes(content)
    assert isinstance(await refusal(file), DatabaseForeign)
    assert file.read_bytes() == content


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    file = tmp_path / "tutor.db"
    file.touch()
    await made(file)
    assert file.read_bytes()[:16] == sqlite.HEADER


async def test_a_damaged_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "tutor.db"
    content = bytearray(await made(file, units=200))
    content[-40_000:-20_000] = os.urandom(20_000)
    file.write_bytes(content)
    error = await refusal(file)
    assert isinstance(error, DatabaseDamaged)
    assert "newest copy" in error.cure
    assert file.read_bytes() == content


async def test_a_second_process_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tutor.db"
    store = await open_store(file)
    second = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", OPEN, str(file)], capture_output=True, text=True, timeout=30, check=True
    )
    assert second.stdout.startswith("DatabaseInUse The database")
    assert "used by another tutor" in second.stdout
    await store.close()
    await (await open_store(file)).close()


async def test_after_a_refusal_nothing_stays_open(tmp_path: Path) -> None:
    file = tmp_path / "tutor.db"
    file.write_bytes(b"Dear diary")
    await refusal(file)
    file.unlink()
    await (await open_store(file)).close()


async def test_a_lock_of_another_program_is_told_and_passes(tmp_path: Path) -> None:
    file = tmp_path / "tutor.db"
    store = await open_store(file, patience=0.1)
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, str(file), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    with pytest.raises(DatabaseInUse, match=r"Another program holds a lock .* Close that program") as told:
        await store.write(lambda transaction: transaction.run(ADD_JOURNAL, [journal("a", 1)]))
    assert told.value.passing
    await holder.communicate(b"")
    await store.write(lambda transaction: transaction.run(ADD_JOURNAL, [journal("a", 1)]))
    await store.close()


async def test_a_full_disk_loses_nothing_and_passes(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "tutor.db")
    await store.write(lambda transaction: transaction.run(ADD_CONTENTS, [("before", "x", "before")]))
    ((pages,),) = await store.write(said("PRAGMA page_count"))
    await store.write(said(f"PRAGMA max_page_count={pages + 2}"))
    large = [(f"v{n}", "x" * 1000, f"v{n}") for n in range(100)]
    with pytest.raises(DiskFull, match="no space left") as told:
        await store.write(lambda transaction: transaction.run(ADD_CONTENTS, large))
    assert told.value.passing
    assert await store.read(lambda transaction: transaction.ask(CONTENT, "before")) == [("x",)]
    await store.write(said("PRAGMA max_page_count=1000000"))
    await store.write(lambda transaction: transaction.run(ADD_CONTENTS, large))
    await store.close()


async def test_a_file_that_became_read_only_is_told(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "tutor.db")
    await store.write(said("PRAGMA query_only=ON"))
    with pytest.raises(DatabaseReadOnly, match="can be read but not written") as told:
        await store.write(lambda transaction: transaction.run(ADD_CONTENTS, [("v", "x", "v")]))
    assert told.value.passing
    await store.close()


@contextmanager
def without_rights() -> Iterator[None]:
    """Root may write to anything, so root becomes nobody for a moment."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_a_read_only_file_is_refused_at_the_start() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folder may be entered by its owner alone
        file = Path(folder) / "tutor.db"
        await made(file)
        before = file.read_bytes()
        file.chmod(0o444)
        file.parent.chmod(0o555)
        with without_rights():
            error = await refusal(file)
        file.parent.chmod(0o755)
        assert isinstance(error, DatabaseReadOnly)
        assert "right to write" in error.cure
        assert file.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such right there")
async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    error = await refusal(tmp_path / "file" / "tutor.db")
    assert "cannot be made" in error.sentence


async def test_a_reader_cannot_write(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "tutor.db")
    with pytest.raises(DatabaseReadOnly):
        await store.read(lambda transaction: transaction.run(ADD_CONTENTS, [("v", "x", "v")]))
    await store.close()


async def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "tutor.db")
    asked = ("journal_mode", "synchronous", "secure_delete")
    found = [await store.write(said(f"PRAGMA {name}")) for name in asked]
    assert [value for ((value,),) in found] == ["wal", 2, 1]  # 2: FULL
    await store.close()


async def test_a_migration_that_stops_halfway_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import Operations  # noqa: PLC0415 - only here

    file = tmp_path / "tutor.db"
    create = Operations.create_table

    def stops(self: Operations, name: str, *columns: object, **named: object) -> object:
        if name == "letters":
            raise KeyboardInterrupt
        return create(self, name, *columns, **named)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Operations, "create_table", stops)
    with pytest.raises(KeyboardInterrupt):
        await open_store(file)
    monkeypatch.undo()
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == []
    connection.close()
    await (await open_store(file)).close()
