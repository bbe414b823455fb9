"""What other processes wrote to the same database: letters that are ours to bring, and classes.

Rules
- Only where several processes share a platform: one that is alone knows all that was written, and looks for nothing.
- A class that was changed here while the classes were read is newer than what was read: that reading is left out.
- A database that does not answer is told once, and looked at again.
"""

import asyncio
import logging

from bot.engine.outbox import Outbox
from bot.engine.places import Places
from bot.store.errors import StoreError
from bot.store.rows import ClassRow
from bot.store.statements import ALL_CLASSES
from bot.store.store import Store

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5


class Others:
    """Looks every `LOOK_SECONDS`."""

    def __init__(self, store: Store, outbox: Outbox, places: Places) -> None:
        self._store = store
        self._outbox = outbox
        self._places = places

    async def run(self) -> None:
        """Until cancelled."""
        well = True
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._outbox.look()
                await self._look_at_classes()
            except StoreError as error:
                if well:
                    logger.warning("what other processes write is not seen: %s", error)
                well = False
            else:
                well = True

    async def _look_at_classes(self) -> None:
        before = self._places.changes
        rows = await self._store.read(lambda transaction: transaction.ask(ALL_CLASSES))
        if self._places.changes == before:
            self._places.learn(map(ClassRow._make, rows))
