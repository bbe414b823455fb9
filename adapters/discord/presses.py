"""How a button, a menu or a window carries its meaning through Discord in its custom_id, and how it is read back.

    verb kind | number | guild | place | ref | key          pc|1|~ArwFarCAAAY|~Eg43kUiIAAY|~Eg43kUiIAAY/17|hint

Rules
- Everything that a press needs travels with it: nothing is remembered between a message and its press.
- A hundred characters are not many: a run of 15 to 20 digits (an id of Discord) is written as `~` and 11 letters. A
  `~` that is meant is `~~`, a `|` is `~|`.
- Reading is total, and one text has one meaning: what was cut, forged or written by another version is None, never an
  error. Whether a person may do it is asked elsewhere.
- The template of buttons and that of menus differ: discord.py keeps one class for each template, and asks it about
  presses of every kind.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Literal

from msgspec import Struct

from adapters.discord.limits import length, most

Verb = Literal["press", "pick", "write", "ask", "pick and ask", "answer", "reason"]
"""press: a button that is a choice. pick: a menu whose values are keys. write: a button that opens the window for an
answer. ask, pick and ask: as press and pick, and a text is asked for first. answer, reason: such a window itself."""
Kind = Literal["chat", "card", "page"]

JOIN = "join"
"""Key of the button that lets a student into a class; the ref of its message is `join/CLASS`."""
MOST_NUMBER = 99


class Origin(Struct, frozen=True):
    """The message or page that a control stands in.

    kind: `chat` is a letter to a student or a class, `card` a teacher's, `page` what one person is shown. place: the
    class of a chat or a page; of a card the channel that it stands in. ref: of the letter.
    """

    kind: Kind
    guild: str
    place: str
    ref: str


class Control(Struct, frozen=True):
    """key: of the choice; a menu's keys are its values. number: of the control in its message, 0 to 99."""

    verb: Verb
    origin: Origin
    key: str = ""
    number: int = 0


_LETTERS: dict[Verb, str] = {
    "press": "p",
    "pick": "m",
    "write": "w",
    "ask": "a",
    "pick and ask": "n",
    "answer": "t",
    "reason": "r",
}
_VERBS = {letter: verb for verb, letter in _LETTERS.items()}
_KIND_LETTERS: dict[Kind, str] = {"chat": "c", "card": "k", "page": "g"}
_KINDS = {letter: kind for kind, letter in _KIND_LETTERS.items()}

_PART = r"\|((?:[^~|]|~[~|]|~[A-Za-z0-9_-]{11})*)"


def _template(*verbs: Verb) -> re.Pattern[str]:
    letters = "".join(_LETTERS[verb] for verb in verbs)
    return re.compile(rf"([{letters}])([{''.join(_KINDS)}])\|(0|[1-9][0-9]?){_PART * 4}")


TEMPLATE = _template(*_LETTERS)
"""Every custom_id of ours; most others do not match. `read` is stricter."""
BUTTON_TEMPLATE = _template("press", "write", "ask")
MENU_TEMPLATE = _template("pick", "pick and ask")

_ID = re.compile(r"(?<![0-9])[1-9][0-9]{14,19}(?![0-9])|[~|]")
_PACKED = re.compile(r"~([~|]|[A-Za-z0-9_-]{11})")


def written(control: Control) -> str:
    """The custom_id. Raises ValueError where it would be too long for Discord, or a number is out of range."""
    text = _written(control)
    if length(text) > most("custom_id"):
        raise ValueError(
            f"the key {control.key!r} of {control.origin.ref!r} makes a custom_id of {length(text)} characters, and "
            f"Discord takes {most('custom_id')}; put it into a menu, whose values are keys, or give it a shorter key"
        )
    if not 0 <= control.number <= MOST_NUMBER:
        raise ValueError(f"the control {control.key!r} has the number {control.number}; use 0 to {MOST_NUMBER}")
    return text


def fits(control: Control) -> bool:
    """Whether `written` can write it."""
    return length(_written(control)) <= most("custom_id") and 0 <= control.number <= MOST_NUMBER


def read(text: str) -> Control | None:
    """What `written` wrote; None for anything else."""
    found = TEMPLATE.fullmatch(text)
    if found is None:
        return None
    verb, kind, number, guild, place, ref, key = found.groups()
    origin = Origin(_KINDS[kind], _unpacked(guild), _unpacked(place), _unpacked(ref))
    control = Control(_VERBS[verb], origin, _unpacked(key), int(number))
    # Another way to write the same control is none of ours.
    return control if fits(control) and _written(control) == text else None


def _written(control: Control) -> str:
    origin = control.origin
    letters = _LETTERS[control.verb] + _KIND_LETTERS[origin.kind]
    parts = (origin.guild, origin.place, origin.ref, control.key)
    return "|".join((letters, str(control.number), *map(_packed, parts)))


def _packed(part: str) -> str:
    return _ID.sub(lambda found: _short(found[0]), part)


def _short(found: str) -> str:
    if found in "~|":
        return f"~{found}"
    number = int(found)
    if number >= 2**64:
        return found
    return "~" + urlsafe_b64encode(number.to_bytes(8, "big")).decode().rstrip("=")


def _unpacked(part: str) -> str:
    return _PACKED.sub(lambda found: _long(found[1]), part)


def _long(found: str) -> str:
    return found if found in "~|" else str(int.from_bytes(urlsafe_b64decode(found + "="), "big"))
