"""A letter becomes a Discord message: what is read, what can be pressed, and a picture to go with it.

Rules
- Total: whatever a letter holds, the message is one that Discord takes (`limits`); what has no room is cut so that a
  reader sees it, text before controls.
- What is read is `markdown`, so nobody's words become formatting. Addresses are links in letters to a student only: a
  card and a post in a channel may quote people.
- A text that is longer than a message's own is in its embed. A card has its title as text, which a notification reads,
  and the rest in an embed, whose state is a sign and words beside its colour.
- A settled message keeps what was asked, loses everything that can be pressed, and says what was answered and how it
  went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adapters.discord import ask as asking
from adapters.discord.controls import Rack, Row
from adapters.discord.limits import cut, length, most
from adapters.discord.markdown import fitted, lines, markdown, shortened
from adapters.discord.presses import Origin
from adapters.labels import label_of
from adapters.pieces import Line, Piece, strong
from bot.curriculum.question import Picture
from bot.dialogue.effects import Alert, Ask, Letter, OpenThread, Say, Settle
from bot.dialogue.marks import clean, plain, quote

if TYPE_CHECKING:
    from adapters.words import Words

EMPTY = "…"
SMALL = "-# "
URGENT, RESOLVED, OPEN = 0xC0392B, 0x2E7D4F, 0x4A6FA5


class Embed(Struct, frozen=True):
    """title, description: markdown; one of them is not empty. colour: as RGB."""

    title: str
    description: str
    colour: int


class Message(Struct, frozen=True):
    """content: markdown; empty only beside an embed. picture: to be attached, with `alt_of` as its description."""

    content: str
    embed: Embed | None = None
    rows: tuple[Row, ...] = ()
    picture: Picture | None = None

    def as_text(self) -> Message:
        """Its text alone, for when Discord does not take the rest."""
        parts = [self.content, *((self.embed.title, self.embed.description) if self.embed else ())]
        return Message(shortened("\n".join(part for part in parts if part), most("content")) or EMPTY)

    def without_picture(self, words: Words) -> Message:
        """The picture told by its alternative text, where it would stand: below the text, above the embed."""
        if self.picture is None:
            return self
        said = f"[{words.picture}] {alt_of(self.picture, words)}"
        told = fitted([(Piece(said, emphasis=True),)], most("content"), words.more_text)
        whole = "\n".join(part for part in (self.content, told) if part)
        if length(whole) <= most("content"):
            return replace(self, content=whole, picture=None)
        # Only a message without an embed has content: its text moves there.
        return replace(self, content=told, embed=Embed("", self.content, OPEN), picture=None)


class _Shown(Struct, kw_only=True):
    """A message while it is put together, from top to bottom. embed: what a card has besides its lines."""

    embed: Embed | None = None
    place: str = ""
    text: list[Line] = []
    options: list[Line] = []
    below: list[Line] = []
    rows: list[Row] = []
    picture: Picture | None = None


def rendered(letter: Letter, *, guild: str, class_id: str, channel: str, words: Words) -> Message:
    """A letter as it is first sent. channel: where a card stands. Raises ValueError for what is no message, such as a
    `Settle`."""
    return _message(_shown(letter, Origin("chat", guild, class_id, ""), channel, words), words)


def settled(earlier: Letter, settle: Settle, *, guild: str, class_id: str, channel: str, words: Words) -> Message:
    """The message `earlier`, answered. Raises ValueError where `earlier` is no message of its own."""
    shown = _shown(earlier, Origin("chat", guild, class_id, ""), channel, words)
    shown.rows, shown.below = [], []
    if plain(settle.chosen).strip():
        verdict = words.verdicts[settle.mark].replace("{chosen}", quote(plain(settle.chosen)))
        shown.below = strong(lines(verdict))
    return _message(shown, words)


def note(text: str) -> Message:
    """A sentence of the adapter itself, with light marks."""
    return Message(fitted(lines(text), most("content"), EMPTY) or EMPTY)


def alt_of(picture: Picture, words: Words) -> str:
    """What is read instead of a picture: the description of its attachment."""
    return cut(clean(plain(picture.alt), most("alt text")), "alt text") or words.picture


# --- what each letter shows ---


def _shown(letter: Letter, origin: Origin, channel: str, words: Words) -> _Shown:
    match letter:
        case Say(ref=ref):
            return _of_say(letter, replace(origin, ref=ref), words)
        case Ask(ref=ref):
            return _of_ask(letter, replace(origin, ref=ref), words)
        case Alert(ref=ref):
            return _of_alert(letter, Origin("card", origin.guild, channel, ref), words)
        case OpenThread(text=text):
            return _Shown(text=lines(text))
        case _:
            kind = type(letter).__name__
            raise ValueError(
                f"the {kind} {letter.ref!r} is no message of its own; it changes what is there (`settled`)"
            )


def _of_say(say: Say, origin: Origin, words: Words) -> _Shown:
    rack = Rack(origin)
    rack.choices(say.choices, words.choose)
    return _Shown(text=lines(say.text, links=True), rows=rack.rows, picture=say.picture, below=_told(rack, words))


def _of_ask(ask: Ask, origin: Origin, words: Words) -> _Shown:
    rack = asking.rack_of(ask, origin, words)
    return _Shown(
        place=clean(plain(ask.place), most("embed title")),
        text=lines(ask.text, links=True),
        options=asking.lines_of_options(ask) if asking.is_listed(ask) else [],
        rows=rack.rows,
        picture=ask.picture,
        below=_told(rack, words),
    )


def _of_alert(alert: Alert, origin: Origin, words: Words) -> _Shown:
    state = words.please_look if alert.urgent else words.done if alert.resolved else ""
    sign = "▲ " if alert.urgent else "✓ " if alert.resolved else ""
    colour = URGENT if alert.urgent else RESOLVED if alert.resolved else OPEN
    title = strong([(*((Piece(f"{sign}{state}: "),) if state else ()), *_on_one_line(alert.title))])
    rack = Rack(origin)
    rack.choices(alert.choices, words.choose)
    for selection in alert.selections:
        options = [(label_of(choice), choice.key) for choice in selection.choices]
        rack.menus(options, plain(selection.label), asks=bool(selection.asks))
    return _Shown(
        embed=Embed(fitted(title, most("embed title"), EMPTY), "", colour),
        text=[line for said in alert.lines for line in lines(said)],
        rows=rack.rows,
        below=_told(rack, words),
    )


def _on_one_line(text: str) -> Line:
    return tuple(piece for line in lines(text) for piece in (*line, Piece(" ")))


def _told(rack: Rack, words: Words) -> list[Line]:
    return [(Piece(words.more_choices.format(count=rack.left_out)),)] if rack.left_out else []


# --- putting it together ---


def _message(shown: _Shown, words: Words) -> Message:
    rows = tuple(shown.rows)
    written = _written(shown, most("embed description"), words)
    if shown.embed is not None:
        title = shown.embed.title
        framed = Embed("", written, shown.embed.colour) if written or not title else None
        return Message(title, replace(framed, description=written or EMPTY) if framed else None, rows)
    if length(written) <= most("content"):
        return Message(written or EMPTY, None, rows, shown.picture)
    return Message("", Embed("", written, OPEN), rows, shown.picture)


def _written(shown: _Shown, room: int, words: Words) -> str:
    """What stands below is short, and is kept whole; the options follow the question, and share what it leaves."""
    place = SMALL + markdown([(Piece(shown.place),)]) if shown.place else ""
    below = fitted(shown.below, room // 4, words.more_text)
    room -= sum(length(part) + 1 for part in (place, below) if part)
    options = fitted(shown.options, room * 2 // 3, words.more_text)
    text = fitted(shown.text, room - (length(options) + 1 if options else 0), words.more_text)
    return "\n".join(part for part in (place, text, options, below) if part)
