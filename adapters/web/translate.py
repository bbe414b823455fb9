"""Between the page and the dialogue: what was sent becomes an event, what is stored becomes a message.

Rules
- Pure functions, and nothing is decided here. Marks are read by `bot.dialogue.marks`; a page gets spans, never markup.
- The delivery key is `web:` and the key that the page made for one action of one person. The same action sent again has
  the same key, so it counts once.
- What a student wrote is shown cleaned (no control or bidi characters) and cut; the dialogue gets it as it was written.
"""

import re
from typing import Annotated, Any, assert_never

from msgspec import Meta, Struct

from adapters.web.local import COMMUNITY
from bot.curriculum.question import Option, Picture
from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, OpenThread, Say, Selection, Settle
from bot.dialogue.events import (
    LONGEST_WRITTEN,
    Action,
    Asked,
    Asking,
    Chose,
    Edited,
    Event,
    Joined,
    Replied,
    Switched,
    TeacherActed,
    Ticked,
    Unreached,
)
from bot.dialogue.marks import Span, clean, lines, parse, plain
from bot.engine import Entry

SHOWN = 600
"""Characters of a student's own text that a page shows."""

Key = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Id = Annotated[str, Meta(max_length=100)]
Json = dict[str, Any]

_ADDRESS = re.compile(r"(https://[^\s<>\"]*[^\s<>\".,;:!?'”)\]])")


class Enter(Struct, frozen=True, tag="enter", forbid_unknown_fields=True):
    """A student joins a class. student: empty for a new one, else who joins another class as well."""

    key: Key
    class_id: Id
    name: Annotated[str, Meta(max_length=200)] = ""
    student: Id = ""


class Reply(Struct, frozen=True, tag="reply", forbid_unknown_fields=True):
    """A text from the box. on: the question that stood open on this page."""

    key: Key
    student: Id
    text: str
    on: Id = ""


class Press(Struct, frozen=True, tag="press", forbid_unknown_fields=True):
    """Buttons or boxes of the message `ref`."""

    key: Key
    student: Id
    ref: Id
    picks: Annotated[tuple[Id, ...], Meta(max_length=20)]


class Command(Struct, frozen=True, tag="ask", forbid_unknown_fields=True):
    """A quick word."""

    key: Key
    student: Id
    what: Asking


class Act(Struct, frozen=True, tag="act", forbid_unknown_fields=True):
    """A button of the teacher's card `card`. on: what follows the action in the key of the button."""

    key: Key
    teacher: Annotated[str, Meta(max_length=200)]
    student: Id
    class_id: Id
    action: Action
    reason: Annotated[str, Meta(max_length=2000)] = ""
    card: Annotated[str, Meta(max_length=400)] = ""
    on: Annotated[str, Meta(max_length=120)] = ""


Sent = Enter | Reply | Press | Command | Act
"""What a page may send."""


def delivery_key(key: str) -> str:
    """The key under which the engine applies the action `key` once."""
    return f"web:{key}"


def event_of(sent: Reply | Press | Command | Act, at: float) -> Event:
    """The event of what was sent. at: UTC seconds."""
    id_ = delivery_key(sent.key)
    match sent:
        case Reply(student=student, text=text, on=on):
            return Replied(id=id_, at=at, community=COMMUNITY, student=student, text=text, on=on)
        case Press(student=student, ref=ref, picks=picks):
            return Chose(id=id_, at=at, community=COMMUNITY, student=student, ref=ref, picks=picks)
        case Command(student=student, what=what):
            return Asked(id=id_, at=at, community=COMMUNITY, student=student, what=what)
        case Act():
            return TeacherActed(
                id=id_,
                at=at,
                community=COMMUNITY,
                student=sent.student,
                class_id=sent.class_id,
                teacher=clean(sent.teacher, 80),
                action=sent.action,
                reason=clean(sent.reason, LONGEST_WRITTEN),
                card=sent.card,
                on=sent.on,
            )
        case _:
            assert_never(sent)


def message_of(entry: Entry) -> Json | None:
    """What a page shows for one entry of a channel, or None for what nobody needs to see."""
    shown = _of_letter(entry.letter) if entry.letter else _of_event(entry.heard) if entry.heard else None
    return shown and {"seq": entry.seq, "at": entry.at, **shown}


def _of_letter(letter: Letter) -> Json | None:
    match letter:
        case Say(text=text, choices=choices, ref=ref, picture=picture):
            return {
                "kind": "say",
                "ref": ref,
                "text": marked(text, links=True),
                "choices": _choices(choices),
                **_shown(picture),
            }
        case Ask():
            return {
                "kind": "ask",
                "ref": letter.ref,
                "text": marked(letter.text),
                "answer": letter.answer,
                "options": _choices(letter.options),
                "asides": _choices(letter.asides),
                "place": plain(letter.place),
                **_shown(letter.picture),
            }
        case Settle(ref=ref, chosen=chosen, mark=mark):
            return {"kind": "settle", "ref": ref, "chosen": plain(chosen), "mark": mark}
        case Alert():
            return {
                "kind": "card",
                "ref": letter.ref,
                "student": letter.student,
                "class_id": letter.class_id,
                "title": marked(letter.title),
                "text": [line for text in letter.lines for line in marked(text)],
                "choices": [_asking(choice) for choice in letter.choices],
                "selections": [_selection(selection) for selection in letter.selections],
                "urgent": letter.urgent,
                "resolved": letter.resolved,
            }
        case OpenThread():
            return None  # a local class meets in no channel
        case Grant():
            return None  # and has nothing to give
        case _:
            assert_never(letter)


def _of_event(event: Event) -> Json | None:
    key = event.id.removeprefix("web:")
    match event:
        case Replied(text=text):
            return {"kind": "wrote", "key": key, "text": clean(text, SHOWN)}
        case Chose(ref=ref, picks=picks):
            return {"kind": "chose", "key": key, "ref": ref, "picks": picks}
        case Asked(what=what):
            return {"kind": "asked", "key": key, "what": what}
        case Joined(class_id=class_id):
            return {"kind": "joined", "key": key, "class_id": class_id}
        case Switched(class_id=class_id):
            return {"kind": "joined", "key": key, "class_id": class_id}
        case Edited() | TeacherActed() | Unreached() | Ticked():
            return None
        case _:
            assert_never(event)


def marked(text: str, *, links: bool = False) -> list[list[list[str]]]:
    """Lines of spans `[text, style]`; style: any of s (strong), e (emphasis), c (code), l (a link, where `links`)."""
    pieces = _with_links if links else _as_it_is
    return [[piece for span in line for piece in pieces(span)] for line in lines(parse(text))]


def _as_it_is(span: Span) -> list[list[str]]:
    return [[span.text, _style(span)]]


def _with_links(span: Span) -> list[list[str]]:
    """An address that the course gives is a link; it is shown as it is, so that nobody is led elsewhere."""
    if span.code:
        return _as_it_is(span)
    cut = _ADDRESS.split(span.text)
    return [[text, _style(span) + "l" * (number % 2)] for number, text in enumerate(cut) if text]


def _style(span: Span) -> str:
    return "s" * span.strong + "e" * span.emphasis + "c" * span.code


def _choices(choices: tuple[Choice, ...] | tuple[Option, ...]) -> list[Json]:
    return [
        {"key": choice.key, "label": marked(choice.label if isinstance(choice, Choice) else choice.text)}
        for choice in choices
    ]


def _asking(choice: Choice) -> Json:
    """asks: the label of the text that is asked for first."""
    shown = {"key": choice.key, "label": marked(choice.label)}
    return shown | ({"asks": plain(choice.asks)} if choice.asks else {})


def _selection(selection: Selection) -> Json:
    """What a menu holds is words alone: an option shows no marks."""
    choices = [{"key": choice.key, "label": plain(choice.label)} for choice in selection.choices]
    return {"label": plain(selection.label), "choices": choices, "asks": plain(selection.asks)}


def _shown(picture: Picture | None) -> Json:
    """src: relative to the page's address; the `media` folder of the file's path is the route's."""
    if picture is None:
        return {}
    course, _, name = picture.file.partition("/media/")
    return {"picture": {"src": f"media/{course}/{name}", "alt": plain(picture.alt)}}
