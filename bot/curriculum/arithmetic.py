"""What a formula computes with: operators and functions that are exact, and bounded before they compute.

Rules
- A number is an `int` or a `Fraction`; a fraction without a denominator becomes an `int`. There is no float, so nothing
  is nearly right.
- Results have at most 400 digits or 2,000 characters; dividing by zero is refused.
- A problem is a `FormulaError` that says what is the matter and how to mend it.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from bot.curriculum.faults import quoted
from bot.curriculum.numbers import Written, decimal, mixed, rounded, shown

if TYPE_CHECKING:
    from bot.curriculum.yaml_file import Path

Value = int | Fraction | str | bool | Mapping[str, Any] | tuple[Any, ...]
"""What a formula computes with. Records map names to values."""

LONGEST_TEXT = 2000
LARGEST_BITS = 1330
"""400 decimal digits."""


class FormulaError(ValueError):
    """A formula, or a text that holds one, that cannot be used. what, cure: as in a fault. path: where in the item."""

    def __init__(self, what: str, cure: str, path: Path = ()) -> None:
        super().__init__(f"{what} -- {cure}")
        self.what, self.cure, self.path = what, cure, path

    def at(self, path: Path) -> FormulaError:
        """The same, at its place in the item."""
        return FormulaError(self.what, self.cure, path)


# --- operators: exact, and bounded before they compute ----------------------------------------------------------------


def exact(value: Any) -> Value:
    """Fractions without a denominator become whole numbers; what is too large is refused."""
    if isinstance(value, Fraction):
        if value.denominator == 1 and not isinstance(value, Written):
            value = value.numerator
        elif max(value.numerator.bit_length(), value.denominator.bit_length()) > LARGEST_BITS:
            raise FormulaError("a number has more than 400 digits", "use smaller numbers")
    if isinstance(value, int) and value.bit_length() > LARGEST_BITS:
        raise FormulaError("a number has more than 400 digits", "use smaller numbers")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise FormulaError("a text has more than 2,000 characters", "use shorter texts")
    return cast("Value", value)


def _number(value: Any) -> int | Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise FormulaError(
            f"{quoted(shown(value))} is not a number", "compute with numbers; join texts with join(' ', ...)"
        )
    return value


def _add(left: Any, right: Any) -> Value:
    if isinstance(left, str) and isinstance(right, str):
        return exact(left + right)
    return exact(_number(left) + _number(right))


def _arithmetic(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Value]:
    return lambda left, right: exact(compute(_number(left), _number(right)))


def _divided(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Value]:
    def apply(left: Any, right: Any) -> Value:
        if not _number(right):
            raise FormulaError("this divides by zero", "add a condition to `where` that keeps zero out")
        return exact(compute(Fraction(_number(left)), right))

    return apply


def _power(base: Any, exponent: Any) -> Value:
    base, exponent = _number(base), _number(exponent)
    if exponent.denominator != 1 or abs(exponent) > 1000:
        raise FormulaError(f"the exponent {exponent} is not a whole number up to 1,000", "use a whole number")
    if not base and exponent < 0:
        raise FormulaError("this divides by zero", "add a condition to `where` that keeps zero out")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > 2 * LARGEST_BITS:
        raise FormulaError("a number has more than 400 digits", "use smaller numbers")
    return exact(Fraction(base) ** int(exponent))


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def apply(left: Any, right: Any) -> bool:
        if isinstance(left, str) != isinstance(right, str):
            raise FormulaError(f"{quoted(shown(left))} and {quoted(shown(right))} have no order", "compare two numbers")
        return compare(left, right)

    return apply


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _add,
    ast.Sub: _arithmetic(operator.sub),
    ast.Mult: _arithmetic(operator.mul),
    ast.Div: _divided(operator.truediv),
    ast.FloorDiv: _divided(operator.floordiv),
    ast.Mod: _divided(operator.mod),
    ast.Pow: _power,
    ast.USub: lambda value: exact(-_number(value)),
    ast.UAdd: lambda value: exact(+_number(value)),
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: _compared(operator.lt),
    ast.LtE: _compared(operator.le),
    ast.Gt: _compared(operator.gt),
    ast.GtE: _compared(operator.ge),
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
# --- functions --------------------------------------------------------------------------------------------------------


def _whole(value: Any) -> int:
    number = _number(value)
    if number.denominator != 1:
        raise FormulaError(f"{shown(number)} is not a whole number", "round it, or use whole numbers")
    return int(number)


def _places(value: Any) -> int:
    places = _whole(value)
    if not 0 <= places <= 20:
        raise FormulaError(f"{places} places are not possible", "use 0 to 20")
    return places


def _round(value: Any, places: Any = 0) -> Value:
    scale = 10 ** _places(places)
    return exact(Fraction(rounded(_number(value) * scale), scale))


def _frac(top: Any, bottom: Any) -> Value:
    value = _divided(operator.truediv)(top, bottom)
    return exact(Written.of(Fraction(_number(value)), f"{shown(top)}/{shown(bottom)}"))


def _mixed(value: Any) -> Value:
    return exact(Written.of(Fraction(_number(value)), mixed(_number(value))))


def _pick(values: Any, index: Any) -> Any:
    place = _whole(index)
    if not isinstance(values, tuple | str) or not 0 <= place < len(values):
        raise FormulaError(f"there is no number {place} in {quoted(shown(values))}", "count from 0")
    return values[place]


def _join(between: Any, *parts: Any) -> Value:
    pieces = parts[0] if len(parts) == 1 and isinstance(parts[0], tuple) else parts
    return exact(shown(between).join(shown(piece) for piece in pieces))


def _least(*values: Any) -> Value:
    return min(map(_number, values[0] if len(values) == 1 and isinstance(values[0], tuple) else values))


def _most(*values: Any) -> Value:
    return max(map(_number, values[0] if len(values) == 1 and isinstance(values[0], tuple) else values))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "gcd": lambda *values: math.gcd(*map(_whole, values)),
    "lcm": lambda *values: exact(math.lcm(*map(_whole, values))),
    "abs": lambda value: exact(abs(_number(value))),
    "min": _least,
    "max": _most,
    "round": _round,
    "floor": lambda value: math.floor(_number(value)),
    "ceil": lambda value: math.ceil(_number(value)),
    "frac": _frac,
    "mixed": _mixed,
    "str": shown,
    "len": len,
    "upper": lambda text: shown(text).upper(),
    "lower": lambda text: shown(text).lower(),
    "join": _join,
    "pick": _pick,
}
"""What a formula may call; `dec(x, places)` too, which depends on the language."""


@lru_cache(64)
def functions_in(language: str) -> dict[str, Callable[..., Any]]:
    """Every function by name, printing decimals as `language` does."""

    def dec(value: Any, places: Any) -> Value:
        digits = _places(places)
        return exact(
            Written.of(Fraction(cast("Any", _round(value, digits))), decimal(_number(value), digits, language))
        )

    return {**FUNCTIONS, "dec": dec}


NAMES = frozenset(FUNCTIONS) | {"dec"}
