"""The formulas of an author: `{a * k}` in a text, conditions and computed values of `vary`.

Rules
- simpleeval evaluates, with the operators, functions and kinds of expression listed here and no other. A formula is
  checked against that list when it is compiled, so a part that is never reached is checked too.
- Numbers are exact: `/` gives a fraction, `0.1` is a tenth. There is no float, so nothing is nearly right.
- Bounded: 300 characters, 25 deep, results of 400 digits or 2,000 characters. Attributes exist only on records
  (`verb.es`).
- A problem is a `FormulaError` with the formula, what is the matter and how to mend it. Nothing else is raised.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

from simpleeval import SimpleEval  # type: ignore[import-untyped]

from bot.curriculum.faults import quoted
from bot.curriculum.numbers import Written, decimal, in_language, mixed, rounded, shown

Value = int | Fraction | str | bool | Mapping[str, Any] | tuple[Any, ...]
"""What a formula computes with. Records map names to values."""

LONGEST_FORMULA = 300
DEEPEST_FORMULA = 25
LONGEST_TEXT = 2000
LARGEST_BITS = 1330
"""400 decimal digits."""


class FormulaError(ValueError):
    """A formula that cannot be used. what, cure: as in a fault."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what} -- {cure}")
        self.what, self.cure = what, cure


# --- operators: exact, and bounded before they compute ----------------------------------------------------------------


def _exact(value: Any) -> Value:
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
        return _exact(left + right)
    return _exact(_number(left) + _number(right))


def _arithmetic(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Value]:
    return lambda left, right: _exact(compute(_number(left), _number(right)))


def _divided(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Value]:
    def apply(left: Any, right: Any) -> Value:
        if not _number(right):
            raise FormulaError("this divides by zero", "add a condition to `where` that keeps zero out")
        return _exact(compute(Fraction(_number(left)), right))

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
    return _exact(Fraction(base) ** int(exponent))


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def apply(left: Any, right: Any) -> bool:
        if isinstance(left, str) != isinstance(right, str):
            raise FormulaError(f"{quoted(shown(left))} and {quoted(shown(right))} have no order", "compare two numbers")
        return compare(left, right)

    return apply


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _add,
    ast.Sub: _arithmetic(operator.sub),
    ast.Mult: _arithmetic(operator.mul),
    ast.Div: _divided(operator.truediv),
    ast.FloorDiv: _divided(operator.floordiv),
    ast.Mod: _divided(operator.mod),
    ast.Pow: _power,
    ast.USub: lambda value: _exact(-_number(value)),
    ast.UAdd: lambda value: _exact(+_number(value)),
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
_EXPRESSIONS = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.Name,
    ast.Constant,
)
_GRAMMAR = (*_EXPRESSIONS, ast.Attribute, ast.Tuple, ast.List, ast.Load, ast.And, ast.Or, *_OPERATORS)


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
    return _exact(Fraction(rounded(_number(value) * scale), scale))


def _frac(top: Any, bottom: Any) -> Value:
    value = _divided(operator.truediv)(top, bottom)
    return _exact(Written.of(Fraction(_number(value)), f"{shown(top)}/{shown(bottom)}"))


def _mixed(value: Any) -> Value:
    return _exact(Written.of(Fraction(_number(value)), mixed(_number(value))))


def _pick(values: Any, index: Any) -> Any:
    place = _whole(index)
    if not isinstance(values, tuple | str) or not 0 <= place < len(values):
        raise FormulaError(f"there is no number {place} in {quoted(shown(values))}", "count from 0")
    return values[place]


def _join(between: Any, *parts: Any) -> Value:
    pieces = parts[0] if len(parts) == 1 and isinstance(parts[0], tuple) else parts
    return _exact(shown(between).join(shown(piece) for piece in pieces))


def _least(*values: Any) -> Value:
    return min(map(_number, values[0] if len(values) == 1 and isinstance(values[0], tuple) else values))


def _most(*values: Any) -> Value:
    return max(map(_number, values[0] if len(values) == 1 and isinstance(values[0], tuple) else values))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "gcd": lambda *values: math.gcd(*map(_whole, values)),
    "lcm": lambda *values: _exact(math.lcm(*map(_whole, values))),
    "abs": lambda value: _exact(abs(_number(value))),
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
def _functions(language: str) -> dict[str, Callable[..., Any]]:
    def dec(value: Any, places: Any) -> Value:
        digits = _places(places)
        return _exact(
            Written.of(Fraction(cast("Any", _round(value, digits))), decimal(_number(value), digits, language))
        )

    return {**FUNCTIONS, "dec": dec}


NAMES = frozenset(FUNCTIONS) | {"dec"}


# --- compiling and evaluating -----------------------------------------------------------------------------------------


class Formula:
    """A formula that was read and found within the bounds. names: the variables that it uses."""

    __slots__ = ("names", "source", "tree")

    def __init__(self, source: str, tree: ast.expr, names: frozenset[str]) -> None:
        self.source, self.tree, self.names = source, tree, names


class _Evaluator(SimpleEval):  # type: ignore[misc]
    """simpleeval, reduced to the grammar above.

    Its own constructor is not called: it switches warnings off and on for the whole process and takes longer than most
    formulas; what it sets is set here. Functions need no search for forbidden ones, as the table is fixed.
    """

    def __init__(self, names: Mapping[str, Value], language: str) -> None:
        self.operators, self.functions, self.names = _OPERATORS, _functions(language), names
        self.expr, self.allowed_attrs, self.language = "", None, language
        self.nodes = {
            ast.Name: self._eval_name,
            ast.UnaryOp: self._eval_unaryop,
            ast.BinOp: self._eval_binop,
            ast.BoolOp: self._eval_boolop,
            ast.Compare: self._eval_compare,
            ast.IfExp: self._eval_ifexp,
            ast.Call: self._eval_call,
            ast.Constant: self._constant,
            ast.Attribute: self._field,
            ast.Tuple: self._several,
            ast.List: self._several,
        }

    def _eval(self, node: ast.AST) -> Any:
        return self.nodes[type(node)](node)

    def _constant(self, node: ast.Constant) -> Value:
        value: Any = node.value
        if isinstance(value, float):  # as written, not as a computer rounds it
            return Written.of(Fraction(repr(value)), in_language(repr(value), self.language))
        return cast("Value", value)

    def _field(self, node: ast.Attribute) -> Any:
        record = self._eval(node.value)
        if not isinstance(record, Mapping) or node.attr not in record:
            known = f"it has {', '.join(record)}" if isinstance(record, Mapping) else "only records have parts"
            raise FormulaError(f"there is no .{node.attr} in {quoted(ast.unparse(node.value))}", known)
        return record[node.attr]

    def _several(self, node: ast.Tuple | ast.List) -> tuple[Any, ...]:
        return tuple(self._eval(part) for part in node.elts)


@lru_cache(4096)
def compiled(source: str) -> Formula:
    """The formula written in `source`. Raises FormulaError."""
    if len(source) > LONGEST_FORMULA:
        raise FormulaError(f"the formula has {len(source)} characters; 300 is the most", "compute parts in `let`")
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError(f"{quoted(source)} is not a formula", "write it like a * k + 1") from None
    names: set[str] = set()
    _checked(tree, source, names, DEEPEST_FORMULA)
    return Formula(source, tree, frozenset(names))


def _checked(node: ast.AST, source: str, names: set[str], depth: int) -> None:
    """Refuse what is not in the grammar; collect the variables."""
    if not depth:
        raise FormulaError(f"{quoted(source)} is nested too deeply", "compute parts in `let`")
    if not isinstance(node, _GRAMMAR):
        raise FormulaError(f"{quoted(source)} uses what formulas do not have", "see the list of formulas in the guide")
    if isinstance(node, ast.Name):
        names.add(node.id)
    elif isinstance(node, ast.Constant):
        _checked_constant(node, source)
    elif isinstance(node, ast.Call):
        _checked_call(node, source)
    inside = [*node.args] if isinstance(node, ast.Call) else [*ast.iter_child_nodes(node)]
    for part in inside:
        _checked(part, source, names, depth - 1)


def _checked_constant(node: ast.Constant, source: str) -> None:
    value = node.value
    if not isinstance(value, int | float | str) or (isinstance(value, float) and not math.isfinite(value)):
        raise FormulaError(f"{quoted(ast.unparse(node))} in {quoted(source)} is not a number or text", "write a number")
    if isinstance(value, int):
        _exact(value)


def _checked_call(node: ast.Call, source: str) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name not in NAMES:
        raise FormulaError(f"{quoted(source)} calls {quoted(name)}", f"use one of {', '.join(sorted(NAMES))}")
    if node.keywords or any(isinstance(part, ast.Starred) for part in node.args):
        raise FormulaError(f"{quoted(source)} names an argument", "give the values in order")


def evaluate(formula: Formula, names: Mapping[str, Value], language: str) -> Value:
    """The value of `formula`, with the values of its variables. Raises FormulaError."""
    try:
        return cast("Value", _Evaluator(names, language)._eval(formula.tree))  # noqa: SLF001 - our own subclass
    except FormulaError as error:
        raise FormulaError(f"{quoted(formula.source)}: {error.what}", error.cure) from None
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError, RecursionError):
        raise FormulaError(
            f"{quoted(formula.source)} cannot be computed", "look at the kinds and number of values"
        ) from None
    except Exception as error:  # noqa: BLE001 - simpleeval's own errors have no common ancestor but Exception
        raise FormulaError(f"{quoted(formula.source)}: {error}", "use the variables of draw and let") from None


def values_of(names: Sequence[str], values: Sequence[Value]) -> dict[str, Value]:
    """Variables by name."""
    return dict(zip(names, values, strict=True))
