"""A letter becomes a Slack message: what is read, what can be pressed, and a plain text for notifications.

Rules
- Total: whatever a letter holds, the message is one that Slack takes (`limits`); what has no room is cut so that a
  reader sees it, text before controls.
- What is read is `rich_text` (`rich_text`), so nobody's words become formatting. Addresses are links in letters to a
  student only: a card and a post in a channel may quote people.
- A settled message keeps what was asked, loses everything that can be pressed, and says what was answered and how it
  went.
- A picture that is not at hand is told by its alternative text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from adapters.labels import label_of
from adapters.pieces import Line, Piece, plain_of, strong
from adapters.slack import ask as asking
from adapters.slack.commands import COMMAND, WORDS
from adapters.slack.controls import Rack, plain_text
from adapters.slack.limits import cut, most, weight
from adapters.slack.presses import Origin, edition_of
from adapters.slack.rich_text import rich_text, rows_of
from bot.dialogue.effects import Alert, Ask, Grant, Letter, OpenThread, Say, Settle
from bot.dialogue.marks import clean, plain, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.words import Words
    from bot.curriculum.question import Picture

Json = dict[str, Any]

START_OVER = "start-over"
"""The one action of a card that is asked about once more: it takes a student out of a unit."""
EMPTY = "…"


class Message(Struct, frozen=True):
    """text: what a notification reads, with `& < >` escaped; never empty. blocks: what is shown."""

    text: str
    blocks: list[Json]

    def as_text(self) -> Message:
        """Without blocks, for when Slack does not take them."""
        return Message(self.text, [])


class _Shown(Struct, kw_only=True):
    """A message while it is put together, from top to bottom. unread: text that only a notification reads."""

    place: list[Json] = []
    rows: list[Line] = []
    picture: list[Json] = []
    options: list[Line] = []
    controls: list[Json] = []
    below: list[Line] = []
    unread: list[Line] = []
    before: str = ""


def rendered(letter: Letter, *, class_id: str, pictures: Mapping[str, str], words: Words) -> Message:
    """A letter as it is first sent. pictures: Slack's file ids, by `Picture.file`. Raises ValueError for what is no
    message (`Settle`, `Grant`)."""
    return _message(_shown(letter, Origin("chat", "", words.language, class_id), pictures, words), words)


def settled(earlier: Letter, settle: Settle, *, class_id: str, pictures: Mapping[str, str], words: Words) -> Message:
    """The message `earlier`, answered. Raises ValueError where `earlier` is no message."""
    shown = _shown(earlier, Origin("chat", "", words.language, class_id), pictures, words)
    shown.controls = []
    if plain(settle.chosen).strip():
        shown.below = _verdict(settle, words)
    return _message(shown, words)


def note(text: str) -> Message:
    """A sentence of the adapter itself, with light marks."""
    rows = rows_of(text)
    return Message(_notification(plain_of(rows)), rich_text(rows, most("message characters"), EMPTY))


def help_text(words: Words) -> Message:
    """What can be written after `/tutor`, from the table of words."""
    lines = [words.help]
    for name, word in WORDS.items():
        written = " ".join(part for part in (COMMAND, name, word.hint) if part)
        lines.append(f"- `{written}` {words.says.get(name, word.says)}")
    return note("\n".join(lines))


# --- what each letter shows ---


def _shown(letter: Letter, origin: Origin, pictures: Mapping[str, str], words: Words) -> _Shown:
    match letter:
        case Say(ref=ref):
            return _of_say(letter, replace(origin, ref=ref), pictures, words)
        case Ask(ref=ref):
            return _of_ask(letter, replace(origin, ref=ref), pictures, words)
        case Alert(ref=ref):
            edition = edition_of(letter.title, *letter.lines)
            card = replace(origin, kind="card", ref=ref, student=letter.student, edition=edition)
            return _of_alert(letter, card, words)
        case OpenThread(text=text):
            return _Shown(rows=rows_of(text))
        case Grant(unit=unit):
            raise ValueError(f"what is given for unit {unit!r} is no message")
        case Settle(ref=ref):
            raise ValueError(f"the letter that settles {ref!r} is no message of its own; call `settled` for it")


def _of_say(say: Say, origin: Origin, pictures: Mapping[str, str], words: Words) -> _Shown:
    rack = Rack(origin)
    if len(say.choices) <= most("actions elements"):
        rack.buttons(rack.choices(say.choices))
    else:
        for menu in rack.select([(label_of(choice), choice.key) for choice in say.choices], words.choose):
            rack.menu(menu)
    shown = _Shown(rows=rows_of(say.text, links=True), controls=rack.blocks)
    _picture(shown, say.picture, pictures, words)
    _left_out(shown, rack, words)
    return shown


def _of_ask(ask: Ask, origin: Origin, pictures: Mapping[str, str], words: Words) -> _Shown:
    shown = _Shown(rows=rows_of(ask.text, links=True), before=plain(ask.place).strip())
    options = asking.rows_of_options(ask)
    if asking.is_listed(ask):
        shown.options = options
    else:
        shown.unread = options
    if shown.before:
        shown.place = [asking.place_line(ask.place)]
    shown.controls = asking.controls(ask, origin, words)
    _picture(shown, ask.picture, pictures, words)
    return shown


def _of_alert(alert: Alert, origin: Origin, words: Words) -> _Shown:
    state = words.please_look if alert.urgent else words.done if alert.resolved else ""
    sign = "‼ " if alert.urgent else "✓ " if alert.resolved else ""
    first, *others = rows_of(alert.title) or [()]
    title = (Piece(f"{sign}{state}: "), *first) if state else first
    rack = Rack(origin)
    rack.buttons([_card_button(button, words) for button in rack.choices(alert.choices)])
    for selection in alert.selections:
        options = [(label_of(choice), choice.key) for choice in selection.choices]
        for menu in rack.select(options, plain(selection.label), asks=selection.asks):
            rack.menu(menu)
    shown = _Shown(rows=[*strong([title, *others]), *_lines(alert.lines)], controls=rack.blocks)
    _left_out(shown, rack, words)
    return shown


def _lines(lines: tuple[str, ...]) -> list[Line]:
    return [row for line in lines for row in rows_of(line)]


def _card_button(button: Json, words: Words) -> Json:
    if button["value"] != START_OVER:
        return button
    return button | {
        "confirm": {
            "title": plain_text(words.start_over, "option text"),
            "text": plain_text(words.start_over_asks, "text"),
            "confirm": plain_text(words.start_over, "option text"),
            "deny": plain_text(words.cancel, "option text"),
        }
    }


def _picture(shown: _Shown, picture: Picture | None, pictures: Mapping[str, str], words: Words) -> None:
    if picture is None:
        return
    alt = clean(plain(picture.alt), most("alt text")) or words.picture
    file_id = pictures.get(picture.file)
    if file_id:
        image = {"type": "image", "slack_file": {"id": file_id}, "alt_text": alt}
        shown.picture = [image]
    else:
        shown.rows = [*shown.rows, (Piece(f"[{words.picture}] {alt}", emphasis=True),)]


def _left_out(shown: _Shown, rack: Rack, words: Words) -> None:
    if rack.left_out:
        shown.below = [(Piece(words.more_choices.format(count=rack.left_out)),)]


def _verdict(settle: Settle, words: Words) -> list[Line]:
    """'✓ 9 · right'."""
    verdict = words.verdicts[settle.mark].replace("{chosen}", quote(plain(settle.chosen)))
    return strong(rows_of(verdict))


# --- putting it together ---


def _message(shown: _Shown, words: Words) -> Message:
    fixed = [*shown.place, *shown.picture, *shown.controls]
    room = most("message characters") - weight(fixed)
    blocks = [*shown.place]
    # What stands below is short, and is kept whole; the options follow the question, and share what it leaves.
    room -= weight(below := rich_text(shown.below, room, words.more_text))
    room -= weight(options := rich_text(shown.options, room * 2 // 3, words.more_text))
    blocks += [*rich_text(shown.rows, room, words.more_text), *shown.picture, *options, *shown.controls, *below]
    if not any(block["type"] != "context" for block in blocks):
        blocks += rich_text([(Piece(EMPTY),)], room, words.more_text)
    read = [plain_of(rows) for rows in (shown.rows, shown.options, shown.unread, shown.below) if rows]
    return Message(_notification("\n".join(part for part in (shown.before, *read) if part)), blocks)


def _notification(text: str) -> str:
    """As Slack wants it: three characters escaped, and nothing else means anything."""
    short = cut(text.strip() or EMPTY, "message text")
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
