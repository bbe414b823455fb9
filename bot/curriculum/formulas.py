"""The formulas of an author: `{a * k}` in a text, conditions and computed values of `vary`.

Rules
- simpleeval evaluates, with the operators and functions of `arithmetic` and the kinds of expression listed here, and no
  other. A formula is checked against that list when it is compiled, so a part that is never reached is checked too.
- `0.1` is a tenth, not what a computer makes of it.
- Bounded: 300 characters, 25 deep. Attributes exist only on records (`verb.es`).
- A problem is a `FormulaError` with the formula, what is the matter and how to mend it. Nothing else is raised.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

from simpleeval import SimpleEval  # type: ignore[import-untyped]

from bot.curriculum.arithmetic import NAMES, OPERATORS, FormulaError, Value, exact, functions_in
from bot.curriculum.faults import quoted
from bot.curriculum.numbers import Written, in_language

__all__ = ["Formula", "FormulaError", "Value", "compiled", "evaluate"]

LONGEST_FORMULA = 300
DEEPEST_FORMULA = 25

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
_GRAMMAR = (*_EXPRESSIONS, ast.Attribute, ast.Tuple, ast.List, ast.Load, ast.And, ast.Or, *OPERATORS)


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
        self.operators, self.functions, self.names = OPERATORS, functions_in(language), names
        self.expr, self.allowed_attrs, self.language = "", None, language

    def _eval(self, node: ast.AST) -> Any:
        return getattr(self, _NODES[type(node)])(node)

    def constant(self, node: ast.Constant) -> Value:
        value: Any = node.value
        if isinstance(value, float):  # as written, not as a computer rounds it
            return Written.of(Fraction(repr(value)), in_language(repr(value), self.language))
        return cast("Value", value)

    def field(self, node: ast.Attribute) -> Any:
        record = self._eval(node.value)
        if not isinstance(record, Mapping) or node.attr not in record:
            known = f"it has {', '.join(record)}" if isinstance(record, Mapping) else "only records have parts"
            raise FormulaError(f"there is no .{node.attr} in {quoted(ast.unparse(node.value))}", known)
        return record[node.attr]

    def several(self, node: ast.Tuple | ast.List) -> tuple[Any, ...]:
        return tuple(self._eval(part) for part in node.elts)


_NODES: dict[type[ast.AST], str] = {
    ast.Name: "_eval_name",
    ast.UnaryOp: "_eval_unaryop",
    ast.BinOp: "_eval_binop",
    ast.BoolOp: "_eval_boolop",
    ast.Compare: "_eval_compare",
    ast.IfExp: "_eval_ifexp",
    ast.Call: "_eval_call",
    ast.Constant: "constant",
    ast.Attribute: "field",
    ast.Tuple: "several",
    ast.List: "several",
}
"""The method that evaluates each kind of expression: simpleeval's own, but for the last four."""


@lru_cache(4096)
def compiled(source: str) -> Formula:
    """The formula written in `source`. Raises FormulaError."""
    if len(source) > LONGEST_FORMULA:
        raise FormulaError(f"the formula has {len(source)} characters; 300 is the most", "compute parts in `let`")
    if "\\" in source:
        raise FormulaError(f"a backslash stands in {quoted(source)}", "take it out")
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
        exact(value)


def _checked_call(node: ast.Call, source: str) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name not in NAMES:
        raise FormulaError(f"{quoted(source)} calls {quoted(name)}", f"use one of {', '.join(sorted(NAMES))}")
    if node.keywords or any(isinstance(part, ast.Starred) for part in node.args):
        raise FormulaError(f"{quoted(source)} names an argument", "give the values in order")


def evaluate(formula: Formula, names: Mapping[str, Value], language: str) -> Value:
    """The value of `formula`, with the values of its variables. Raises FormulaError."""
    if isinstance(formula.tree, ast.Name) and formula.tree.id in names:  # most of a text's formulas are a name alone
        return names[formula.tree.id]
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
