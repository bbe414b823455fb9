"""Letters as lines of a terminal: pure, and nothing is decided here.

Rules
- Marks are read by `bot.dialogue.marks` and shown as styles; where nobody looks (a pipe, a file) the words remain.
- Options carry their letters; buttons carry numbers where a number cannot be an answer, else their label in brackets.
- A terminal obeys what is written to it, so control characters of any text are left out.
- A picture is its alternative text and its file. What the tutor settles is not shown: the sentence after it says so.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple, assert_never

from rich.text import Text

from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, OpenThread, Say, Settle
from bot.dialogue.events import Asked, Chose, Event, Replied
from bot.dialogue.marks import Span, clean, lines, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.curriculum.question import Picture

CODE = "bold cyan"
BUTTON = "cyan"
QUIET = "dim"


class Shown(NamedTuple):
    """What stands on the screen: the question and the buttons that a typed line may mean.

    ref: of the open question, empty if none. buttons: label, folded -> (ref, key). numbered: the buttons of the last
    menu, in order, while no question is open: then a number is an answer. labels: of all that can be pressed.
    """

    ref: str = ""
    buttons: Mapping[str, tuple[str, str]] = {}
    numbered: Sequence[tuple[str, str]] = ()
    labels: Sequence[str] = ()

    def after(self, letter: Letter) -> Shown:
        """What stands there once `letter` is shown too."""
        match letter:
            case Ask(ref=ref, answer=answer, options=options, asides=asides):
                labels = [option.text for option in options] if answer == "one" else []
                return Shown(ref, _pressed(ref, asides), (), [*labels, *(aside.label for aside in asides)])
            case Say(choices=choices, ref=ref) if choices:
                buttons = {**self.buttons, **_pressed(ref, choices)}
                numbered = () if self.ref else [(ref, choice.key) for choice in choices]
                kept = self.labels if self.ref else ()
                return self._replace(
                    buttons=buttons, numbered=numbered, labels=[*kept, *(choice.label for choice in choices)]
                )
            case Settle(ref=ref):
                buttons = {label: to for label, to in self.buttons.items() if to[0] != ref}
                numbered = [to for to in self.numbered if to[0] != ref]
                if ref == self.ref:
                    return Shown("", buttons, numbered)
                kept = [label for label in self.labels if folded(label) not in self.buttons.keys() - buttons.keys()]
                return self._replace(buttons=buttons, numbered=numbered, labels=kept)
            case Say() | Alert() | OpenThread() | Grant():
                return self
            case _:
                assert_never(letter)


def _pressed(ref: str, choices: Sequence[Choice]) -> dict[str, tuple[str, str]]:
    return {folded(choice.label): (ref, choice.key) for choice in choices}


def folded(text: str) -> str:
    """As typed labels are compared: one space, no capitals."""
    return " ".join(text.split()).casefold()


def letter_lines(letter: Letter, *, numbered: bool, file_of: Callable[[str], Path | None]) -> Iterator[Text]:
    """The lines of one letter to a student. numbered: buttons of a menu get numbers."""
    match letter:
        case Say(text=text, choices=choices, picture=picture):
            yield from marked(text)
            yield from _picture(picture, file_of)
            yield from _buttons(choices, numbered=numbered)
        case Ask(text=text, place=place, options=options, asides=asides, picture=picture):
            yield from _asked(text, seen(place))
            yield from _picture(picture, file_of)
            for option in options:
                yield from marked(option.text, before=f"  {option.key}) ")
            yield from _buttons(asides, numbered=False)
        case Settle() | Alert() | OpenThread() | Grant():
            return
        case _:
            assert_never(letter)


def _asked(text: str, place: str) -> Iterator[Text]:
    """The question, with its place (`2 of about 6`) quietly in front."""
    for number, line in enumerate(marked(text)):
        yield Text.assemble((place, QUIET), "  ", line) if place and number == 0 else line


def notice_lines(letter: Alert) -> Iterator[Text]:
    """A card of the teacher's channel, quiet beside the conversation."""
    state = " (please look)" if letter.urgent else " (done)" if letter.resolved else ""
    for text in (f"{letter.title}{state}", *letter.lines):
        for line in marked(text, before="  teacher | "):
            line.stylize(QUIET)
            yield line


def heard_line(event: Event) -> Text | None:
    """What the student said before, for the history; None for what is not theirs to see again."""
    match event:
        case Replied(text=text):
            return Text(f"> {clean(text, 200)}", style=QUIET)
        case Asked(what=what):
            return Text(f"> {what}", style=QUIET)
        case Chose(picks=picks):
            return Text(f"> [{', '.join(picks)}]", style=QUIET)
        case _:
            return None


def marked(text: str, before: str = "") -> Iterator[Text]:
    """The lines of a text with light marks. before: in front of the first line; the others are set in as far."""
    for number, row in enumerate(lines(parse(text))):
        line = Text(before if number == 0 else " " * len(before))
        for span in row:
            line.append(seen(span.text), style=_style(span))
        yield line


def _style(span: Span) -> str:
    styles = [CODE] * span.code + ["bold"] * span.strong + ["italic"] * span.emphasis
    return " ".join(styles)


def _picture(picture: Picture | None, file_of: Callable[[str], Path | None]) -> Iterator[Text]:
    if picture is None:
        return
    yield from marked(picture.alt, before="  [picture] ")
    if (file := file_of(picture.file)) is not None:
        yield Text(f"            {file}", style=QUIET)


def _buttons(choices: Sequence[Choice], *, numbered: bool) -> Iterator[Text]:
    if numbered:
        for number, choice in enumerate(choices, 1):
            yield Text(f"  {number}) {seen(choice.label)}", style=BUTTON)
    elif choices:
        yield Text("  " + "  ".join(f"[{seen(choice.label)}]" for choice in choices), style=BUTTON)


def seen(text: str) -> str:
    """The text without characters that a terminal obeys instead of showing."""
    return "".join(character for character in text if unicodedata.category(character) not in {"Cc", "Cs"})
