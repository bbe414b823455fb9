"""One line of `tutor grade`: an item and a reply in, a verdict out.

    {"item": {as in a unit file}, "reply": "3/4", "language": "en", "variant": 0}
    {"verdict": "correct", "why": "right", "mistake": null}

Rules
- The item needs no id and no objective. language: of the item's numbers, `en` if left out. reply: text, or a list of
  option keys. Options stand in the order written, so that `a` is the first one. Other keys of the line are passed over.
- Numbers and true/false may stand without quotes: they are read as they are written, `0.50` stays 0.50.
- A line that cannot be used gives {"error": "..."}: every fault of the item with its place, the value and the cure.
  Nothing raises. A line has at most 2 million characters, so that a reply of a megabyte gets its verdict (too long); at
  most 20,000 of them stand outside quotes, 40 deep.

Reading and printing lines, and the time that grading took, are the command line's.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from bot.curriculum.explain import faults_in
from bot.curriculum.faults import Place, quoted
from bot.curriculum.formulas import FormulaError
from bot.curriculum.model import Authored, ChoiceItem, Item, MultiItem
from bot.curriculum.variants import realise
from bot.curriculum.yaml_file import Parsed
from bot.grading.grade import grade

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE = 2_000_000
LONGEST_BARE = 20_000
DEEPEST = 40

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?')
_BRACKETS = re.compile(r"[\[\]{}]")
_EXAMPLE = 'write {"item": {"kind": "number", "ask": "1/4 + 1/2 =", "answer": "3/4"}, "reply": "3/4"}'


class _Line(Authored):
    model_config = ConfigDict(frozen=True, extra="ignore")

    item: Item
    reply: str | tuple[str, ...]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    variant: Annotated[int, Field(ge=0)] = 0


class _LineError(ValueError):
    """A line that cannot be used; the text is what the author of the line reads."""


def grade_line(line: str) -> dict[str, str | None]:
    """`verdict`, `why` and `mistake` of one JSON line, or its `error`."""
    try:
        asked = _read(line)
        question = realise(_in_order(asked.item), asked.variant, language=asked.language, course_id="", seed="")
    except _LineError as unusable:
        return {"error": str(unusable)}
    except FormulaError as unusable:
        return {"error": f"item: {unusable}"}
    except LookupError as unusable:
        return {"error": f"variant: {unusable} -- count variants from 0; leave the key out for the first"}
    verdict = grade(question, asked.reply)
    return {"verdict": verdict.mark.value, "why": verdict.why.value, "mistake": verdict.mistake}


def _in_order(item: Item) -> Item:
    return item.model_copy(update={"shuffle": False}) if isinstance(item, ChoiceItem | MultiItem) else item


def _read(line: str) -> _Line:
    tree = _tree(line)
    item = tree.get("item")
    if isinstance(item, dict):
        tree = {**tree, "item": {"id": "item", "objective": "objective", **item}}
    try:
        return _Line.model_validate(tree)
    except ValidationError as error:
        raise _LineError(_explained(error, tree)) from None


def _tree(line: str) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise _LineError(f"the line has {len(line):,} characters -- {LONGEST_LINE:,} is the most; give one item a line")
    bare = _STRING.sub("", line)
    if len(bare) > LONGEST_BARE:
        raise _LineError(f"the line has {len(bare):,} characters outside quotes -- {LONGEST_BARE:,} is the most")
    if _depth(bare) > DEEPEST:
        raise _LineError(f"the line is nested more than {DEEPEST} deep -- an item needs 5; {_EXAMPLE}")
    try:
        # Numbers stay as written: an answer of 0.50 must not become 0.5, and 400 digits must not be computed.
        tree = json.loads(line, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        found = quoted(line[max(0, error.pos - 10) : error.pos + 10])
        raise _LineError(f"column {error.colno}: {error.msg} near {found} -- mend the JSON there") from None
    if not isinstance(tree, dict):
        raise _LineError(f"{quoted(line)} is no JSON object -- {_EXAMPLE}")
    return {key: _as_text(value) for key, value in tree.items()}


def _depth(bare: str) -> int:
    deepest = depth = 0
    for bracket in _BRACKETS.findall(bare):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key given twice is refused: JSON would keep the last one in silence."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _LineError(f"{quoted(key)} stands here twice -- keep one of them")
        made[key] = value
    return made


def _as_text(value: Any) -> Any:
    """Every scalar as text, as in a unit file; the models read it by their fields."""
    if isinstance(value, dict):
        return {key: _as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def _explained(error: ValidationError, tree: dict[str, Any]) -> str:
    """All faults of the line, each as `item.options: what is there -- how to mend it`."""
    paths = list(_paths(tree, ()))
    # A line has no lines: the place of a fault is the number of its path, which gives the path back.
    places = {path: Place(number, 1) for number, path in enumerate(paths)}
    found = faults_in(error, Parsed("", tree, places, {}), _Line)
    return "; ".join(f"{_dotted(paths[fault.line])}: {fault.what} -- {fault.cure}" for fault in found[:20])


def _paths(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in inner:
        yield from _paths(held, (*path, key))


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path)) or "line"
