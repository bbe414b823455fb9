"""What can go wrong with a database, as sentences with a cure.

Rules
- A StoreError never carries a row, a parameter or an answer: only where the database is and what the driver called it.
- `passing` says that the same work may succeed later without a change of the work: the disk has space again, the other
  process has gone. What is not passing is about the rows themselves.
- A kind is named by what is the matter; that it is an error is said by its base.
"""

# ruff: noqa: N818 - see the last rule


class StoreError(Exception):
    """A sentence and its cure, for a person. passing: try the same again later."""

    passing = True

    def __init__(self, sentence: str, cure: str) -> None:
        super().__init__(f"{sentence} {cure}")
        self.sentence = sentence
        self.cure = cure


class DatabaseNewer(StoreError):
    """It was written by a later version of this program."""


class DatabaseDamaged(StoreError):
    """Its pages contradict each other."""


class DatabaseForeign(StoreError):
    """It is a database, or a file, of another program."""


class DatabaseInUse(StoreError):
    """Another process owns it, or holds a lock for too long."""


class DatabaseReadOnly(StoreError):
    """It can be read and not written."""


class DiskFull(StoreError):
    """There is no space for another row."""


class DatabaseAway(StoreError):
    """It does not answer, or went away in the middle: what was being written may or may not be there."""


class RowsRefused(StoreError):
    """A constraint or a type refused these rows: a fault of the rows, so the same rows will be refused again."""

    passing = False
