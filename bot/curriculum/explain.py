"""Says what pydantic found in an author's words, at its place in the file.

pydantic names a fault by its place in the models (`items, 3, choice, options`): the place in the file leaves out the
names of variants, and a fault that pydantic reports once per alternative of a union is told once.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from bot.curriculum.faults import Fault, fault, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails

    from bot.curriculum.yaml_file import Parsed, Path, Tree

_SLUG_CURE = "use lower case letters, digits and hyphens, at most 48, as `equal-parts`"
_PATTERNS = {
    r"^[a-z0-9][a-z0-9-]{0,47}$": ("is not an id", _SLUG_CURE),
    r"^[a-z0-9][a-z0-9-]{0,47}/[a-z0-9][a-z0-9-]{0,47}$": ("is no objective of a unit", "write it as unit/objective"),
    r"^https://[^\s]+$": ("is not an address that begins with https://", "write the whole address"),
    r"^[a-z]{2,3}(-[A-Z]{2})?$": ("is not a language", "write it as en, es or es-MX"),
}
# pydantic's type of error -> what is there, how to mend it; filled in from the error's context, and {found}
_SENTENCES: dict[str, tuple[str, str]] = {
    "string_too_short": ("this text is empty", "write it, or leave the key out"),
    "string_too_long": ("this text is longer than {max_length} characters", "shorten it, or make two of it"),
    "too_short": ("{actual_length} stand here; {min_length} is the least", "add to the list"),
    "too_long": ("more than {max_length} stand here", "{max_length} is the most; take some out"),
    "greater_than": ("{found} is too small", "use a number above {gt}"),
    "greater_than_equal": ("{found} is too small", "{ge} is the least"),
    "less_than": ("{found} is too large", "use a number below {lt}"),
    "less_than_equal": ("{found} is too large", "{le} is the most"),
    "int_parsing": ("{found} is not a whole number", "write digits, as 5"),
    "int_parsing_size": ("{found} is too long for a number here", "write a small whole number"),
    "int_from_float": ("{found} is not a whole number", "write digits, as 5"),
    "float_parsing": ("{found} is not a number", "write it with a point, as 0.8"),
    "bool_parsing": ("{found} is neither true nor false", "write true or false"),
    "literal_error": ("{found} is not one of those known here", "use {expected}"),
    "union_tag_invalid": ("{found} is not one of those known here", "use {expected_tags}"),
}
_NEEDED: dict[str, str] = {
    "string_type": "a text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
}


def faults_in(error: ValidationError, parsed: Parsed, model: type[BaseModel]) -> list[Fault]:
    """A fault for everything that pydantic refused, sorted by place."""
    found: dict[tuple[Path, str], Fault] = {}
    for detail in error.errors(include_url=False):
        path, missing = _path_in(parsed.tree, detail)
        if _follows_from_another(detail, _at(parsed.tree, path)):
            continue
        if "draw" in path[:-1]:  # a union that is not told apart by a word: one fault for all its alternatives
            path = path[: path.index("draw") + 2]
            found.setdefault((path, ""), fault(parsed.file, parsed.place(path), *_not_drawn(path)))
        else:
            found.setdefault((path, missing or detail["type"]), _fault(detail, parsed, path, missing, model))
    return sorted(found.values())


def _not_drawn(path: Path) -> tuple[str, str]:
    cure = "write a range 1..9, a list [2, 3], or a list of records [{es: comer, en: to eat}]"
    return f"{quoted(path[-1])} cannot be drawn from", cure


def _follows_from_another(detail: ErrorDetails, value: Tree) -> bool:
    """A list is called too short where its entries were refused: those are told, each by itself."""
    return detail["type"] == "too_short" and isinstance(value, list) and len(value) >= detail["ctx"]["min_length"]


def _path_in(tree: Tree, detail: ErrorDetails) -> tuple[Path, str]:
    """The place in the file, and the key that is missing there ('' if none is)."""
    place, node = list(detail["loc"]), tree
    missing = str(place.pop()) if detail["type"] == "missing" else ""
    path: Path = ()
    for step in place:
        if isinstance(node, dict) and step in node:
            node = node[str(step)]
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            continue  # the name of a variant or of a union's alternative
        path = (*path, step)
    return path, missing


def _at(tree: Tree, path: Path) -> Tree:
    node: Any = tree
    for step in path:
        node = node[step]
    return node  # type: ignore[no-any-return]


def _fault(detail: ErrorDetails, parsed: Parsed, path: Path, missing: str, model: type[BaseModel]) -> Fault:
    kind, here = detail["type"], parsed.place(path)
    if kind == "missing":
        return fault(parsed.file, here, f"{quoted(missing)} is missing here", f"add `{missing}: ...`")
    if kind == "extra_forbidden":
        return _unknown_key(detail, parsed, path, model)
    tag = str(detail.get("ctx", {}).get("discriminator", "")).strip("'")
    if kind == "union_tag_not_found":
        return fault(parsed.file, here, f"{quoted(tag)} is missing here", f"add `{tag}: ...` as in the guide")
    if kind == "union_tag_invalid":
        here = parsed.place((*path, tag))
    return fault(parsed.file, here, *_sentence(detail, path, _at(parsed.tree, path)))


def _sentence(detail: ErrorDetails, path: Path, value: Tree) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    found = quoted(_tag_of(detail, value) if kind == "union_tag_invalid" else value)
    if kind == "string_pattern_mismatch":
        what, cure = _PATTERNS.get(str(context.get("pattern")), ("is not written as it should be", "see the guide"))
        return f"{found} {what}", cure
    if kind in _NEEDED:
        return _other_shape(_NEEDED[kind], quoted(path[-1]) if path and isinstance(path[-1], str) else "this", value)
    what, cure = _SENTENCES.get(
        kind, (f"{{found}}: {detail['msg']}".replace("{found}", found), "see the guide for authors")
    )
    words = {key: str(word) for key, word in context.items()}
    return _filled(what, found, words), _filled(cure, found, words)


def _filled(sentence: str, found: str, words: Mapping[str, str]) -> str:
    for key, word in words.items():
        sentence = sentence.replace("{" + key + "}", word)
    return sentence.replace("{found}", found)


def _tag_of(detail: ErrorDetails, value: Tree) -> object:
    tag = detail.get("ctx", {}).get("tag", "")
    return tag if isinstance(value, dict) else value


def _other_shape(needed: str, name: str, value: Tree) -> tuple[str, str]:
    if value is None:
        return f"{name} is empty; {needed} is needed", "write it, or leave the key out"
    if isinstance(value, dict) and needed == "a text" and None in value.values():
        return f"{name} is {{ }} without quotes; a text is needed", "put the whole text in quotes"
    there = {dict: "keys with values", list: "a list"}.get(type(value), "a text")
    cure = "write it as [ ... ], or on lines that begin with -" if needed == "a list" else "see the guide for authors"
    if needed == "a text":
        cure = "write one text; put it in quotes if it begins with { or ["
    return f"{name} is {there}; {needed} is needed", cure


# --- keys that there are not ------------------------------------------------------------------------------------------


def _unknown_key(detail: ErrorDetails, parsed: Parsed, path: Path, model: type[BaseModel]) -> Fault:
    key = str(detail["loc"][-1])
    known = sorted({name for one in _models_at(model, detail["loc"][:-1]) for name in _names(one)})
    elsewhere = key in _names_below(model)  # known, but not with this kind: no slip of the fingers
    near = [] if elsewhere else get_close_matches(key, known, n=1, cutoff=0.6)
    cure = f"write `{near[0]}`" if near else f"known here: {', '.join(known)}"
    return fault(parsed.file, parsed.key(path), f"there is no key {quoted(key)} here", cure)


def _names(model: type[BaseModel]) -> list[str]:
    return [str(field.alias or name) for name, field in model.model_fields.items()]


@cache
def _names_below(model: type[BaseModel]) -> frozenset[str]:
    """Every key of a file."""
    below = (_names_below(inner) for field in model.model_fields.values() for inner in _models_in(field.annotation))
    return frozenset(_names(model)).union(*below)


def _models_at(model: type[BaseModel], place: tuple[int | str, ...]) -> list[type[BaseModel]]:
    """The models that pydantic may have meant at a place of its own."""
    models = [model]
    for step in place:
        inner = [found for one in models for found in _field_models(one, step)]
        tagged = [one for one in models if step in _tags(one)]
        models = inner or tagged or models
    return models


def _field_models(model: type[BaseModel], step: int | str) -> list[type[BaseModel]]:
    for name, field in model.model_fields.items():
        if step == (field.alias or name):
            return [*_models_in(field.annotation)]
    return []


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _tags(model: type[BaseModel]) -> set[str]:
    """The words that choose this model among the alternatives of a union."""
    field = model.model_fields.get("kind") or model.model_fields.get("rule")
    return set(get_args(field.annotation)) if field is not None else set()
