"""The local classroom, opened: courses read, the database open, the engine running, one class for each course.

Rules
- Courses that cannot be used stay out and are told; the others go on.
- A class has the id of its course, so that a student of yesterday is in the same class today.
- What holds answers or lets people in lies in a folder that no other account may read.
"""

from __future__ import annotations

import contextlib
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from adapters.commands.trouble import CannotDoError
from adapters.web.local import COMMUNITY, PLATFORM, TEACHER_CHANNEL, LocalCourier
from bot.engine import ClassRecord, Courier, Engine, Share, calm_the_collector
from bot.engine.catalogues import read_wordings
from bot.store.open import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from adapters.commands.course_folders import CoursesHere
    from adapters.settings import Settings
    from bot.dialogue.wording import Wording
    from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine that runs, its store, the courses of its classes, and the sentences by language."""

    engine: Engine
    store: Store
    courses: CoursesHere
    wordings: Mapping[str, Wording]


def data_folder(settings: Settings) -> Path:
    """The data folder, made if it is not there. Raises CannotDoError if it cannot be written to."""
    folder = settings.folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotDoError(
            f"The data folder {folder} cannot be written to ({(error.strerror or str(error)).lower()}).",
            "Give this account the right to write there, or name another folder in TUTOR_DATA.",
        ) from None
    return folder


def sqlite_file(database: str) -> Path | None:
    """The file of a SQLite database; None for a database of another kind."""
    if "://" not in database:
        return Path(database).expanduser()
    with contextlib.suppress(ArgumentError):
        url = make_url(database)
        if url.get_backend_name() == "sqlite" and url.database:
            return Path(url.database).expanduser()
    return None


@asynccontextmanager
async def opened(
    settings: Settings,
    courses: CoursesHere,
    couriers: Mapping[str, Courier] | None = None,
    shares: Mapping[str, Share] | None = None,
) -> AsyncIterator[Opened]:
    """The classroom while it is open. couriers: of further platforms; shares: of those that several processes carry.

    Raises StoreError for a database that cannot be used.
    """
    wordings = read_wordings()
    store = await open_store(settings.database)
    try:
        engine = Engine(
            store,
            courses=courses.by_id,
            wordings=wordings,
            couriers={PLATFORM: LocalCourier(), **(couriers or {})},
            shares=shares,
        )
        async with engine:
            for course in courses.by_id.values():
                await engine.add_class(
                    ClassRecord(
                        community=COMMUNITY,
                        class_id=course.id,
                        title=course.title,
                        teacher=settings.teacher,
                        course_id=course.id,
                        teacher_channel=TEACHER_CHANNEL,
                    )
                )
            calm_the_collector()
            yield Opened(engine, store, courses, wordings)
    finally:
        await store.close()
