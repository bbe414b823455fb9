"""One store suite, two databases. PostgreSQL is started once and gives every test a database of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.open import open_store
from bot.store.store import Store
from tests.store import postgres


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    with postgres.running() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "tutor.db")
    return postgres.fresh_database(request.getfixturevalue("postgres_address"))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await open_store(url, patience=1.0)
    yield opened
    await opened.close()
