"""Letters as lines of a terminal: every letter, what can be pressed afterwards, and nothing that a terminal obeys."""

from pathlib import Path

import pytest
from rich.console import Console

from adapters.console.screen import Shown, letter_lines, marked, notice_lines, seen
from bot.curriculum.question import Option, Picture
from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, OpenThread, Say, Settle

MENU = Say("Ready?", (Choice("now", "Now"), Choice("later", "Later")), ref="m1")
PICK = Ask(
    "q1", "Which?", "one", (Option("a", "3/4"), Option("b", "*4/3*")), "2 of about 6", asides=(Choice("hint", "Hint"),)
)
TYPED = Ask("q2", "How many?", "text", asides=(Choice("unsure", "I don't know yet"),))
SHOWN = Say("Look.", picture=Picture("tiny/media/dots.svg", "Four dots, *three* filled"))


def plain(letter: Letter, *, numbered: bool = True) -> list[str]:
    """What stands on the screen, without styles."""
    lines = letter_lines(letter, numbered=numbered, file_of=lambda named: Path("courses") / named)
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    ("letter", "lines"),
    [
        (Say("One\n**Two**"), ["One", "Two"]),
        (MENU, ["Ready?", "  1) Now", "  2) Later"]),
        (PICK, ["2 of about 6  Which?", "  a) 3/4", "  b) 4/3", "  [Hint]"]),
        (TYPED, ["How many?", "  [I don't know yet]"]),  # no number: it would be an answer
        (SHOWN, ["Look.", "  [picture] Four dots, three filled", f"            {Path('courses/tiny/media/dots.svg')}"]),
        (Settle("q1", "3/4", "right"), []),
        (OpenThread("t1", "tiny", "Who can explain this?"), []),  # the class reads it elsewhere
        (Grant("", "tiny", "s-1", "sums"), []),
    ],
)
def test_a_letter_is_these_lines(letter: Letter, lines: list[str]) -> None:
    assert plain(letter) == lines


def test_buttons_beside_an_open_question_have_no_numbers() -> None:
    assert plain(MENU, numbered=False) == ["Ready?", "  [Now]  [Later]"]


@pytest.mark.parametrize(
    ("urgent", "resolved", "title"),
    [(True, False, "Ada (please look)"), (False, True, "Ada (done)"), (False, False, "Ada")],
)
def test_a_notice_is_quiet_and_says_its_state(urgent: bool, resolved: bool, title: str) -> None:
    alert = Alert("c1", "s-1", "tiny", "Ada", ("Missed: *goal 1*",), urgent=urgent, resolved=resolved)
    lines = list(notice_lines(alert))
    assert [line.plain for line in lines] == [f"  teacher | {title}", "  teacher | Missed: goal 1"]
    assert all(any("dim" in str(span.style) for span in line.spans) for line in lines)


def test_marks_become_styles_and_a_second_line_is_set_in_as_far() -> None:
    first, second = marked("**bold** *slant* `code`\nmore", before="  a) ")
    styles = {first.plain[span.start : span.end]: str(span.style) for span in first.spans if span.style}
    assert styles == {"bold": "bold", "slant": "italic", "code": "bold cyan"}
    assert second.plain == "     more"


def test_a_text_that_looks_like_markup_of_the_terminal_library_stays_text() -> None:
    console = Console(width=80, force_terminal=False, markup=False, highlight=False, record=True, file=None, quiet=True)
    (line,) = marked("[red]3[/red] [link=x]")
    with console.capture() as captured:
        console.quiet = False
        console.print(line)
    assert captured.get() == "[red]3[/red] [link=x]\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jhello", "[2Jhello"),
        ("a\x07b", "ab"),
        ("\x9b31m", "31m"),
        ("\ud800", ""),
        ("مرحبا 👩🏽‍🎓", "مرحبا 👩🏽‍🎓"),
    ],
)
def test_what_a_terminal_would_obey_is_left_out(text: str, shown: str) -> None:
    assert seen(text) == shown


def test_no_letter_brings_an_escape_to_the_screen() -> None:
    bad = "\x1b]0;title\x07"
    letters: list[Letter] = [
        Say(bad, (Choice("k", bad),), "m", Picture("tiny/media/x.svg", bad)),
        Ask("q", bad, "one", (Option("a", bad),), bad, asides=(Choice("k", bad),)),
    ]
    lines = [line for one in letters for line in letter_lines(one, numbered=True, file_of=lambda _: None)]
    lines += notice_lines(Alert("c", "s", "tiny", bad, (bad,)))
    assert len(lines) >= 8
    assert not any("\x1b" in line.plain or "\x07" in line.plain for line in lines)


def after(*letters: Letter) -> Shown:
    """What stands after these letters."""
    shown = Shown()
    for letter in letters:
        shown = shown.after(letter)
    return shown


@pytest.mark.parametrize(
    ("letters", "ref", "numbered", "labels"),
    [
        ((), "", [], []),
        ((MENU,), "", [("m1", "now"), ("m1", "later")], ["Now", "Later"]),
        ((MENU, Say("and so on")), "", [("m1", "now"), ("m1", "later")], ["Now", "Later"]),
        ((MENU, PICK), "q1", [], ["3/4", "*4/3*", "Hint"]),
        ((PICK, MENU), "q1", [], ["3/4", "*4/3*", "Hint", "Now", "Later"]),
        ((PICK, Settle("q1"), MENU), "", [("m1", "now"), ("m1", "later")], ["Now", "Later"]),
        ((MENU, Settle("m1")), "", [], []),
        ((PICK, TYPED), "q2", [], ["I don't know yet"]),
    ],
)
def test_after_these_letters_this_can_be_pressed(
    letters: tuple[Letter, ...], ref: str, numbered: list[tuple[str, str]], labels: list[str]
) -> None:
    shown = after(*letters)
    assert (shown.ref, list(shown.numbered), list(shown.labels)) == (ref, numbered, labels)


def test_a_settled_question_takes_its_buttons_with_it() -> None:
    assert after(PICK).buttons == {"hint": ("q1", "hint")}
    assert after(PICK, Settle("q1")).buttons == {}


def test_what_is_given_for_a_unit_leaves_the_buttons_as_they_are() -> None:
    assert after(MENU, Grant("", "tiny", "s-1", "sums")) == after(MENU)
