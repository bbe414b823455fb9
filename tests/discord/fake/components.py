"""Buttons, selects and windows: whether Discord takes them, and how it sends them back.

Rules
- The old layout: up to five rows, each of up to five buttons or of one select. The second layout (a flag of the
  message) holds more kinds; it is checked by its sums.
- A `custom_id` is unique in its message or window.
- What is sent back has an `id` of its own for every component, as Discord numbers them.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.discord.fake import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord.fake.limits import Wrongs

Json = dict[str, Any]

ROW = 1
BUTTON = 2
STRING_SELECT = 3
TEXT_INPUT = 4
SELECTS = (3, 5, 6, 7, 8)
TEXT_DISPLAY = 10
TOP_OF_V2 = (1, 9, 10, 12, 13, 14, 17)
LABEL = 18
IN_A_LABEL = (*SELECTS, TEXT_INPUT, 19, 21, 22, 23)
LINK = 5
PREMIUM = 6


def check(wrongs: Wrongs, at: str, given: list[Json], *, v2: bool = False) -> None:
    """Those of a message."""
    if v2:
        _check_v2(wrongs, at, given)
    else:
        wrongs.size(at, given, limits.ROWS)
    for place, one in enumerate(given):
        wrongs.one_of(f"{at}.{place}.type", one.get("type"), TOP_OF_V2 if v2 else (ROW,))
    for path, one in walk(at, given):
        _check_one(wrongs, path, one)
    _check_unique(wrongs, at, given)


def check_modal(wrongs: Wrongs, at: str, modal: Json) -> None:
    """A window."""
    wrongs.text(f"{at}.title", modal.get("title"), limits.MODAL_TITLE, 1)
    wrongs.text(f"{at}.custom_id", modal.get("custom_id"), limits.CUSTOM_ID, 1)
    given = modal.get("components") or []
    wrongs.size(f"{at}.components", given, limits.MODAL_COMPONENTS, 1)
    for place, one in enumerate(given):
        path = f"{at}.components.{place}"
        wrongs.one_of(f"{path}.type", one.get("type"), (ROW, TEXT_DISPLAY, LABEL))
        if one.get("type") == ROW:
            _check_text_input(wrongs, path, one)
        elif one.get("type") == LABEL:
            wrongs.text(f"{path}.label", one.get("label"), limits.LABEL, 1)
            wrongs.text(f"{path}.description", one.get("description"), limits.LABEL_DESCRIPTION)
            wrongs.one_of(f"{path}.component.type", (one.get("component") or {}).get("type"), IN_A_LABEL)
    for path, one in walk(f"{at}.components", given):
        _check_one(wrongs, path, one)
    _check_unique(wrongs, f"{at}.components", given)


def walk(at: str, given: list[Json]) -> Iterator[tuple[str, Json]]:
    """Each component with its place, those inside others too."""
    for place, one in enumerate(given):
        path = f"{at}.{place}"
        yield path, one
        yield from walk(f"{path}.components", one.get("components") or [])
        for inside in ("accessory", "component"):
            if isinstance(one.get(inside), dict):
                yield from ((f"{path}.{inside}", inner) for _, inner in walk(path, [one[inside]]))


def numbered(given: list[Json]) -> list[Json]:
    """As Discord sends them back."""
    made = deepcopy(given)
    taken = {one["id"] for _, one in walk("", made) if one.get("id")}
    numbers = (number for number in count(1) if number not in taken)
    for _, one in walk("", made):
        one["id"] = one.get("id") or next(numbers)
        if one["type"] in SELECTS:
            one.setdefault("min_values", 1)
            one.setdefault("max_values", 1)
    return made


def found(given: list[Json], custom_id: str) -> Json | None:
    """The component with this id."""
    return next((one for _, one in walk("", given) if one.get("custom_id") == custom_id), None)


def _check_one(wrongs: Wrongs, at: str, one: Json) -> None:
    kind = one.get("type")
    if kind == ROW:
        _check_row(wrongs, at, one.get("components") or [])
    elif kind == BUTTON:
        _check_button(wrongs, at, one)
    elif kind in SELECTS:
        _check_select(wrongs, at, one)
    elif kind == TEXT_INPUT:
        _check_input(wrongs, at, one)


def _check_row(wrongs: Wrongs, at: str, inside: list[Json]) -> None:
    kinds = {one.get("type") for one in inside}
    most = limits.BUTTONS_IN_A_ROW if kinds <= {BUTTON} else 1
    wrongs.size(f"{at}.components", inside, most, 1)
    if kinds - {BUTTON, TEXT_INPUT, *SELECTS}:
        wrongs.tell(f"{at}.components", "BASE_TYPE_CHOICES", "A row holds buttons or one select.")


def _check_button(wrongs: Wrongs, at: str, one: Json) -> None:
    wrongs.one_of(f"{at}.style", one.get("style"), (1, 2, 3, 4, LINK, PREMIUM))
    wrongs.text(f"{at}.label", one.get("label"), limits.BUTTON_LABEL)
    if one.get("style") == LINK:
        wrongs.text(f"{at}.url", one.get("url"), limits.URL, 1)
        if "custom_id" in one:
            wrongs.tell(f"{at}.custom_id", "BUTTON_COMPONENT_INVALID", "A link has no custom id")
    elif one.get("style") != PREMIUM:
        wrongs.text(f"{at}.custom_id", one.get("custom_id"), limits.CUSTOM_ID, 1)
    if not one.get("label") and not one.get("emoji") and one.get("style") != PREMIUM:
        wrongs.tell(f"{at}.label", "BUTTON_COMPONENT_REQUIRES_LABEL", "A button has a label or an emoji.")
    _check_emoji(wrongs, at, one.get("emoji"))


def _check_select(wrongs: Wrongs, at: str, one: Json) -> None:
    wrongs.text(f"{at}.custom_id", one.get("custom_id"), limits.CUSTOM_ID, 1)
    wrongs.text(f"{at}.placeholder", one.get("placeholder"), limits.PLACEHOLDER)
    wrongs.number(f"{at}.min_values", one.get("min_values"), 0, limits.OPTIONS)
    wrongs.number(f"{at}.max_values", one.get("max_values"), 1, limits.OPTIONS)
    least, most = one.get("min_values", 1) or 0, one.get("max_values", 1) or 1
    if least > most:
        wrongs.tell(f"{at}.min_values", "SELECT_COMPONENT_MIN_VALUES", "Must not be greater than max_values.")
    if one.get("type") == STRING_SELECT:
        _check_options(wrongs, at, one, most)


def _check_options(wrongs: Wrongs, at: str, one: Json, most: int) -> None:
    options = one.get("options") or []
    wrongs.size(f"{at}.options", options, limits.OPTIONS, 1)
    if most > len(options):
        wrongs.tell(
            f"{at}.max_values", "SELECT_COMPONENT_MAX_VALUES", "Must not be greater than the number of options."
        )
    values = [option.get("value") for option in options]
    for place, option in enumerate(options):
        path = f"{at}.options.{place}"
        wrongs.text(f"{path}.label", option.get("label"), limits.OPTION, 1)
        wrongs.text(f"{path}.value", option.get("value"), limits.OPTION, 1)
        wrongs.text(f"{path}.description", option.get("description"), limits.OPTION)
        _check_emoji(wrongs, path, option.get("emoji"))
        if values.index(option.get("value")) != place:
            code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
            wrongs.tell(f"{path}.value", code, "The specified option value is already used")
    if sum(bool(option.get("default")) for option in options) > most:
        wrongs.tell(f"{at}.options", "SELECT_COMPONENT_DEFAULT_VALUES", "More defaults than max_values.")


def _check_emoji(wrongs: Wrongs, at: str, emoji: Json | None) -> None:
    if emoji and not emoji.get("id") and (emoji.get("name") or "a").isascii():
        wrongs.tell(f"{at}.emoji.name", "COMPONENT_INVALID_EMOJI", "Invalid emoji")


def _check_text_input(wrongs: Wrongs, at: str, row: Json) -> None:
    """In a row a text input brings its label along."""
    inside = row.get("components") or []
    if [one.get("type") for one in inside] != [TEXT_INPUT]:
        wrongs.tell(f"{at}.components", "BASE_TYPE_CHOICES", "A row of a modal holds one text input.")
    for one in inside:
        wrongs.text(f"{at}.components.0.label", one.get("label"), limits.LABEL, 1)


def _check_input(wrongs: Wrongs, at: str, one: Json) -> None:
    wrongs.text(f"{at}.custom_id", one.get("custom_id"), limits.CUSTOM_ID, 1)
    wrongs.one_of(f"{at}.style", one.get("style"), (1, 2))
    wrongs.number(f"{at}.min_length", one.get("min_length"), 0, limits.TEXT_INPUT)
    wrongs.number(f"{at}.max_length", one.get("max_length"), 1, limits.TEXT_INPUT)
    wrongs.text(f"{at}.placeholder", one.get("placeholder"), limits.TEXT_PLACEHOLDER)
    wrongs.text(f"{at}.value", one.get("value"), one.get("max_length") or limits.TEXT_INPUT)


def _check_unique(wrongs: Wrongs, at: str, given: list[Json]) -> None:
    seen: set[str] = set()
    for path, one in walk(at, given):
        if (custom_id := one.get("custom_id")) is None:
            continue
        if custom_id in seen:
            wrongs.tell(
                f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        seen.add(custom_id)


def _check_v2(wrongs: Wrongs, at: str, given: list[Json]) -> None:
    every = [one for _, one in walk(at, given)]
    wrongs.size(at, every, limits.V2_COMPONENTS)
    if sum(len(one.get("content") or "") for one in every if one.get("type") == TEXT_DISPLAY) > limits.V2_TEXT:
        wrongs.tell(
            at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Text exceeds the maximum size of {limits.V2_TEXT}"
        )
