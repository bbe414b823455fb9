"""An item compiled: its texts cut at their `{formulas}`, its variables listed, its variants counted.

Rules
- `{formula}` stands for a value, `{{` and `}}` for braces; a brace alone is a fault.
- The variants of an item are the assignments of its drawn variables that meet every condition, in one fixed order: the
  last variable turns fastest. An item without `vary` has one variant.
- At most 5,000 raw combinations: more could not be proved in reasonable time, and no student would see them.
- Compiling collects every problem with its place in the item (`Problem`); using an item that has some raises
  FormulaError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from keyword import iskeyword
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from bot.curriculum.faults import quoted
from bot.curriculum.formulas import Formula, FormulaError, Value, compiled, evaluate
from bot.curriculum.numbers import in_language, read_number, read_value, shown

if TYPE_CHECKING:
    from bot.curriculum.model import ItemBase, Vary
    from bot.curriculum.yaml_file import Path

MOST_COMBINATIONS = 5_000
LONGEST_RESULT = 4_000

Text = tuple[str | Formula, ...]

_PIECES = re.compile(r"""(\{\{|\}\})|\{((?:[^{}'"]|'[^']*'|"[^"]*")*)\}|([{}])""")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_RANGE = re.compile(r"\s*(\S+?)\s*\.\.\s*(\S+?)(?:\s+by\s+(\S+))?\s*")


class Problem(NamedTuple):
    """What is the matter with an item, at `path` within it."""

    path: Path
    what: str
    cure: str


@lru_cache(16_384)
def text_of(source: str) -> Text:
    """`source` cut into plain text and formulas. Raises FormulaError."""
    parts: list[str | Formula] = []
    end = 0
    for found in _PIECES.finditer(source):
        parts.append(source[end : found.start()])
        end = found.end()
        if found[1]:
            parts.append(found[1][0])
        elif found[3]:
            raise FormulaError(f"a brace stands alone in {quoted(source)}", "write {{ or }} for a brace")
        else:
            parts.append(compiled(found[2]))
    parts.append(source[end:])
    return _joined(parts)


def _joined(parts: list[str | Formula]) -> Text:
    """Neighbouring plain texts made one, empty ones left out."""
    made: list[str | Formula] = []
    for part in parts:
        if isinstance(part, str) and made and isinstance(made[-1], str):
            made[-1] += part
        elif part != "":
            made.append(part)
    return tuple(made)


def texts_of(item: ItemBase) -> Iterator[tuple[Path, str]]:
    """Every text of an item that may hold formulas, with its place in the item."""
    for name in ("ask", "answer", "praise", "solution"):
        value = getattr(item, name, None)
        if isinstance(value, str):
            yield (name,), value
    for name in ("answer", "options", "hints", "accepts", "rejects"):
        several = getattr(item, name, None)
        if isinstance(several, tuple):
            yield from (((name, place), text) for place, text in enumerate(several))
    for place, mistake in enumerate(item.mistakes):
        yield ("mistakes", place, "when"), mistake.when
        yield ("mistakes", place, "say"), mistake.say
    if item.picture is not None:
        yield ("picture", "file"), item.picture.file
        yield ("picture", "alt"), item.picture.alt


class Drawn(NamedTuple):
    """A variable and the values it may take."""

    name: str
    values: tuple[Value, ...]


class Template:
    """An item, compiled for one language. Made by `template_of`, which keeps the newest ones.

    problems: everything that keeps it from being used; empty in a course that passed `tutor check`.
    """

    def __init__(self, item: ItemBase, language: str) -> None:
        self.item, self.language = item, language
        self.problems: list[Problem] = []
        self._texts: dict[Path, Text] = {}
        vary = item.vary
        self.draws = self._drawn(vary) if vary is not None else ()
        known = {drawn.name for drawn in self.draws}
        self._lets: list[tuple[str, Formula]] = []
        for name, source in vary.let.items() if vary is not None else ():
            self._let(name, source, known)
        self._where: list[tuple[int, Formula]] = []
        for place, source in enumerate(vary.where if vary is not None else ()):
            if (formula := self._formula(source, ("vary", "where", place), known)) is not None:
                self._where.append((place, formula))
        self._compile_texts(known)

    # --- compiling ----------------------------------------------------------------------------------------------------

    def _drawn(self, vary: Vary) -> tuple[Drawn, ...]:
        draws = []
        for name, given in vary.draw.items():
            path: Path = ("vary", "draw", name)
            self._check_name(name, path, set())
            try:
                draws.append(Drawn(name, values_in(given, self.language)))
            except FormulaError as error:
                self.problems.append(Problem(path, error.what, error.cure))
        raw = prod(len(drawn.values) for drawn in draws)
        if raw > MOST_COMBINATIONS:
            what = f"{raw:,} combinations are possible; {MOST_COMBINATIONS:,} is the most"
            self.problems.append(Problem(("vary", "draw"), what, "narrow a range, or draw fewer variables"))
            draws = [Drawn(drawn.name, drawn.values[:1]) for drawn in draws]
        return tuple(draws)

    def _check_name(self, name: str, path: Path, taken: set[str]) -> None:
        if not _NAME.fullmatch(name) or iskeyword(name):
            self.problems.append(
                Problem(path, f"{quoted(name)} cannot name a variable", "use another name, as `a` or `top`")
            )
        elif name in taken:
            self.problems.append(Problem(path, f"{quoted(name)} is drawn already", "use another name"))

    def _let(self, name: str, source: str, known: set[str]) -> None:
        path: Path = ("vary", "let", name)
        self._check_name(name, path, known)
        if (formula := self._formula(source, path, known)) is not None:
            self._lets.append((name, formula))
        known.add(name)

    def _formula(self, source: str, path: Path, known: set[str]) -> Formula | None:
        try:
            formula = compiled(source)
        except FormulaError as error:
            self.problems.append(Problem(path, error.what, error.cure))
            return None
        return formula if self._knows(formula, path, known) else None

    def _knows(self, formula: Formula, path: Path, known: set[str]) -> bool:
        unknown = sorted(formula.names - known)
        for name in unknown:
            there = f"use one of {', '.join(sorted(known))}" if known else "name it in `vary`; write {{ for a brace"
            self.problems.append(Problem(path, f"{quoted(formula.source)}: there is no {quoted(name)}", there))
        return not unknown

    def _compile_texts(self, known: set[str]) -> None:
        for path, source in texts_of(self.item):
            try:
                text = text_of(source)
            except FormulaError as error:
                self.problems.append(Problem(path, error.what, error.cure))
                continue
            known_all = [self._knows(part, path, known) for part in text if isinstance(part, Formula)]
            if all(known_all):
                self._texts[path] = text

    # --- filling in ---------------------------------------------------------------------------------------------------

    @cached_property
    def variants(self) -> tuple[tuple[Value, ...], ...]:
        """The assignments that meet every condition, in order; one empty assignment without `vary`.

        Raises FormulaError where a condition cannot be computed.
        """
        names = [drawn.name for drawn in self.draws]
        combinations = product(*(drawn.values for drawn in self.draws))
        return tuple(values for values in combinations if self._meets(dict(zip(names, values, strict=True))))

    def _meets(self, names: dict[str, Value]) -> bool:
        """Conditions on drawn values alone come first: they may keep a division by zero out of the computed ones."""
        drawn = {*names}
        if not self._all([one for one in self._where if one[1].names <= drawn], names):
            return False
        late = [one for one in self._where if not one[1].names <= drawn]
        if late:
            self._compute(names)
        return self._all(late, names)

    def _all(self, conditions: list[tuple[int, Formula]], names: Mapping[str, Value]) -> bool:
        for place, condition in conditions:
            try:
                if not evaluate(condition, names, self.language):
                    return False
            except FormulaError as error:
                raise error.at(("vary", "where", place)) from None
        return True

    def _compute(self, names: dict[str, Value]) -> None:
        for name, formula in self._lets:
            try:
                names[name] = evaluate(formula, names, self.language)
            except FormulaError as error:
                raise error.at(("vary", "let", name)) from None

    def names(self, variant: int) -> dict[str, Value]:
        """Every variable of a variant with its value. Raises FormulaError; LookupError for a variant there is not."""
        if not 0 <= variant < len(self.variants):
            raise LookupError(f"variant {variant} of {len(self.variants)}")
        names = dict(zip((drawn.name for drawn in self.draws), self.variants[variant], strict=True))
        self._compute(names)
        return names

    def fill(self, path: Path, names: Mapping[str, Value]) -> str:
        """The text at `path` with its formulas filled in. Raises FormulaError."""
        text = self._texts[path] if path in self._texts else self._refused(path)
        if len(text) == 1 and isinstance(text[0], str):
            return text[0]
        try:
            parts = [part if isinstance(part, str) else shown(evaluate(part, names, self.language)) for part in text]
        except FormulaError as error:
            raise error.at(path) from None
        filled = "".join(parts)
        if len(filled) > LONGEST_RESULT:
            raise FormulaError(f"the text becomes {len(filled):,} characters long", "shorten it", path)
        return filled

    def _refused(self, path: Path) -> Text:
        for problem in self.problems:
            if problem.path == path:
                raise FormulaError(problem.what, problem.cure, path)
        raise LookupError(f"no text at {path}")


def values_in(given: object, language: str) -> tuple[Value, ...]:
    """The values of one entry of `draw`: a range, a list of texts, or a list of records. Raises FormulaError."""
    if isinstance(given, str):
        return _range(given, language)
    if not isinstance(given, tuple) or not given:
        raise FormulaError("nothing can be drawn from an empty list", "give at least one value")
    first = given[0]
    if isinstance(first, Mapping):
        _check_records(given)
        return tuple({key: read_value(text, language) for key, text in record.items()} for record in given)
    return tuple(read_value(text, language) for text in given)


def _check_records(records: tuple[Mapping[str, str], ...]) -> None:
    wanted = set(records[0])
    for number, record in enumerate(records, start=1):
        odd = sorted(wanted ^ set(record))
        if odd:
            raise FormulaError(
                f"record {number} differs from the first in {', '.join(odd)}", "give all records the same keys"
            )


def _range(given: str, language: str) -> tuple[Value, ...]:
    found = _RANGE.fullmatch(given)
    ends = [read_number(part) for part in (found[1], found[2], found[3] or "1")] if found is not None else []
    if len(ends) != 3 or None in ends:
        raise FormulaError(f"{quoted(given)} is not a range", "write 1..9, 0..20 by 5, or a list [2, 3, 5]")
    first, last, by = (Fraction(end or 0) for end in ends)
    if by <= 0 or last < first:
        raise FormulaError(f"the range {quoted(given)} is empty", "begin with the smaller number")
    steps = (last - first) // by
    if steps >= MOST_COMBINATIONS:
        raise FormulaError(f"the range {quoted(given)} has {steps + 1:,} values", f"{MOST_COMBINATIONS:,} is the most")
    values = (first + by * step for step in range(steps + 1))
    return tuple(int(value) if value.denominator == 1 else _decimal(value, language) for value in values)


def _decimal(value: Fraction, language: str) -> Value:
    """A value between whole numbers keeps a decimal writing where it has one."""
    for places in range(1, 7):
        if (value * 10**places).denominator == 1:
            digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
            sign = "-" if value < 0 else ""
            return read_value(in_language(f"{sign}{digits[:-places]}.{digits[-places:]}", language), language)
    return value


class _Same:
    """An item as a key: the same object, not an equal one (to compare whole items costs more than to compile them)."""

    __slots__ = ("item", "language")

    def __init__(self, item: ItemBase, language: str) -> None:
        self.item, self.language = item, language

    def __hash__(self) -> int:
        return hash((id(self.item), self.language))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.item is other.item and self.language == other.language


@lru_cache(4096)
def _template(same: _Same) -> Template:
    return Template(same.item, same.language)


def template_of(item: ItemBase, language: str) -> Template:
    """The compiled item; compiled once for as long as it is among the 4,096 last used."""
    return _template(_Same(item, language))
