"""How a button, a menu or a window carries its meaning through Slack, and how it is read back.

    block_id          a JSON list: the Origin, which says what message it stands in
    action_id         verb:number:label of the text that is asked for first (mostly none)
    value             the key of the choice (of an option, of a button)
    private_metadata  a JSON list: what a window's answer belongs to (Awaited)

Rules
- Everything that a press needs travels with it: nothing is remembered between a message and its press.
- Reading is total: what was cut, forged or written by an older version is None, never an error. Slack signs what it
  sends, so this is about old messages; whether a person may do it is asked elsewhere.
- number makes ids unique in a message; edition makes them new when a card changes, as Slack wants it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal, TypeVar, get_args

import msgspec
from msgspec import Struct

from adapters.slack.limits import cut, most

Verb = Literal["press", "pick", "tick", "send", "write"]
"""press: a button that is a choice. pick: a menu of which one is taken. tick: boxes that wait for `send`. write: a
button that opens a window for the answer."""

JOIN = "join"
"""Key of the button that lets a student into a class; the ref of its message is `join/CLASS`."""
ANSWER, TEACHER, CLASS, PAGE = "answer", "teacher", "class", "page"
"""callback_id of our windows."""


class Origin(Struct, frozen=True, array_like=True):
    """The message or page that a control stands in.

    kind: `chat` is a letter to a student or a class, `card` a teacher's, `page` what stands on a Home page. language:
    of the window that a press may open. class_id: that it is about. student: of a card. ref: up to 100 characters.
    """

    kind: Literal["chat", "card", "page"]
    ref: str
    language: str
    class_id: str = ""
    student: str = ""
    number: int = 0
    edition: str = ""


class Awaited(Struct, frozen=True, array_like=True):
    """What the text of a window belongs to. key: of the card's choice; empty for an answer. channel: where it began."""

    origin: Origin
    key: str
    channel: str


class ClassAwaited(Struct, frozen=True, array_like=True):
    """The class that the window is about: its channel."""

    channel: str


class Control(Struct, frozen=True):
    """An action_id that was read. asks: the label of the text that is wanted first."""

    verb: Verb
    asks: str = ""


_T = TypeVar("_T", Origin, Awaited, ClassAwaited)


def written(carried: Origin | Awaited | ClassAwaited) -> str:
    """For block_id or private_metadata. Raises ValueError where a block_id would be too long for Slack."""
    text = msgspec.json.encode(carried).decode()
    if isinstance(carried, Origin) and len(text) > most("block_id"):
        raise ValueError(
            f"the ref {carried.ref!r} of class {carried.class_id!r} makes a block_id of {len(text)} characters, and "
            f"Slack takes {most('block_id')}; give letters shorter refs"
        )
    return text


def read(text: str, kind: type[_T]) -> _T | None:
    """What `written` wrote; None for anything else."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


def action_id(verb: Verb, number: int, asks: str = "") -> str:
    """asks: cut where it is longer than Slack takes."""
    return cut(f"{verb}:{number}:{asks}", "action_id")


def control_of(text: str) -> Control | None:
    """The control of an action_id; None where it is none of ours."""
    verb, _, rest = text.partition(":")
    number, colon, asks = rest.partition(":")
    known = next((name for name in get_args(Verb) if name == verb), None)
    return Control(known, asks) if known is not None and colon and number.isdecimal() else None


def edition_of(*texts: str) -> str:
    """Eight letters that change with the texts of a card."""
    return blake2b("\n".join(texts).encode("utf-8", "replace"), digest_size=4).hexdigest()
