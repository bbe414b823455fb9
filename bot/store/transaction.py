"""One transaction: statements of `statements.py` run with tuples, on either database.

Rules
- A statement becomes text once per database and is then handed to the driver as it is, with tuples: measured, building
  SQLAlchemy's parameters anew for every row costs more than the row.
- Keys are asked about at most 64 at a time, in lists of 1, 4, 16 or 64: four texts per question, each prepared once.
- Nothing here begins or commits; `Store` does.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Executable, column, values
from sqlalchemy.sql.compiler import SQLCompiler

from bot.store.schema import metadata
from bot.store.statements import Among, Ask, Rows

SIZES = (1, 4, 16, 64)
_TYPES = {
    column.name: column.type
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column, Column)
}


class Texts:
    """The statements as text for one database."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._of: dict[tuple[int, int], str] = {}
        self._kept: list[object] = []

    def of(self, statement: Rows) -> str:
        """The text. Raises TypeError if the values would be taken in another order than `takes` says."""
        text = self._of.get((id(statement), 0))
        if text is None:
            text, order = self._compile(statement.core)
            if order != statement.takes:
                raise TypeError(f"{statement.name!r} takes {statement.takes}, the database asks for {order}.")
            self._keep(statement, 0, text)
        return text

    def among(self, statement: Among, size: int) -> str:
        text = self._of.get((id(statement), size))
        if text is None:
            asked = values(*(column(key, _TYPES[key]) for key in statement.keys), name="asked")
            row = ("",) * len(statement.keys)
            text, _ = self._compile(statement.core(asked.data([row] * size).cte("asked")))
            self._keep(statement, size, text)
        return text

    def _keep(self, statement: object, size: int, text: str) -> None:
        self._kept.append(statement)  # an id names one statement only while the statement lives
        self._of[id(statement), size] = text

    def _compile(self, core: Executable) -> tuple[str, tuple[str, ...]]:
        compiled = core.compile(dialect=self._dialect)  # type: ignore[attr-defined]  # every statement here has it
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"not a statement: {core!r}")
        return str(compiled), tuple(compiled.positiontup or ())


class Transaction:
    """What runs inside one transaction, or on a reader's snapshot."""

    def __init__(self, connection: Connection, texts: Texts) -> None:
        self.connection = connection
        self._texts = texts

    def run(self, statement: Rows, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write all rows with one statement; none: nothing happens."""
        if rows:
            self.connection.exec_driver_sql(self.text_of(statement), list(rows))

    def text_of(self, statement: Rows) -> str:
        """What the driver is given."""
        return self._texts.of(statement)

    def ask(self, statement: Ask, *given: object) -> Sequence[Any]:
        """The rows that answer. given: the values, in the order of `takes`."""
        values_of = dict(zip(statement.takes, given, strict=True))
        return self.connection.execute(statement.core, values_of).fetchall()

    def among(self, statement: Among, keys: Iterable[tuple[str, ...]]) -> list[Any]:
        """The rows that answer for any of `keys`."""
        wanted = sorted(set(keys))
        found: list[Any] = []
        for start in range(0, len(wanted), SIZES[-1]):
            part = wanted[start : start + SIZES[-1]]
            size = next(size for size in SIZES if size >= len(part))
            part += [("",) * len(statement.keys)] * (size - len(part))  # no community is called so
            text = self._texts.among(statement, size)
            found += self.connection.exec_driver_sql(text, tuple(chain.from_iterable(part))).fetchall()
        return found
