"""Marks: which characters are marks, which are not, and that nothing a person wrote can become one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.dialogue.marks import Span, clean, lines, parse, plain, quote


def shown(text: str) -> str:
    """The spans of `text` as one line: [s:strong], [e:emphasis], [c:code], plain text as it is."""
    rows = []
    for span in parse(text):
        style = "s" * span.strong + "e" * span.emphasis + "c" * span.code
        rows.append(f"[{style}:{span.text}]" if style else span.text)
    return "".join(rows)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("plain", "plain"),
        ("", ""),
        ("**Fractions: mastered.** You", "[s:Fractions: mastered.] You"),
        ("by the *same* number.", "by the [e:same] number."),
        ("***both*** at once", "[se:both] at once"),
        ("**strong *and* more**", "[s:strong ][se:and][s: more]"),
        ("*a *b* c*", "[e:a b c]"),  # a style within itself ends where the outer one ends
        ("the word `de*f*` here", "the word [c:de*f*] here"),
        ("**`x`**", "[sc:x]"),
        ("(*aside*), “*quoted*”, ¿*qué*?", "([e:aside]), “[e:quoted]”, ¿[e:qué]?"),
        ("3*4 is 12", "3*4 is 12"),
        ("3*4*5", "3*4*5"),  # no word boundary
        ("(2)*(3)*(4)", "(2)*(3)*(4)"),
        ("3 * 4 * 5", "3 * 4 * 5"),  # a space inside: not a pair
        ("2**3**2", "2**3**2"),
        ("a ** b ** c", "a ** b ** c"),
        ("*no partner", "*no partner"),
        ("no partner*", "no partner*"),
        ("**a* b", "**a* b"),  # widths differ
        ("*a **b* c**", "[e:a **b] c**"),  # what crosses stays text
        ("****", "****"),
        ("``", "``"),
        ("`open", "`open"),
        (r"\*plain\*", "*plain*"),
        (r"`a \` b`", "[c:a ` b]"),  # escapes hold in code too
        (r"C:\notes", r"C:\notes"),  # a backslash before a letter is a backslash
        ("*one\ntwo*", "*one\ntwo*"),  # a pair stands on one line
        ("- **a**\n- b", "- [s:a]\n- b"),
    ],
)
def test_a_mark_is_a_pair_around_text_at_word_boundaries(text: str, spans: str) -> None:
    assert shown(text) == spans


def test_lines_cut_spans_at_line_breaks_and_keep_their_style() -> None:
    spans = parse("First **goal**\n\n- *one*")
    assert lines(spans) == (
        (Span("First "), Span("goal", strong=True)),
        (),
        (Span("- "), Span("one", emphasis=True)),
    )


def test_plain_drops_the_marks_and_keeps_the_words() -> None:
    assert plain("**Yes**, 9: *both* were `x`") == "Yes, 9: both were x"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  5/7 \n", "5/7"),
        ("two\nlines\tand\u2028more", "two lines and more"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("\u202e7/5\u202c", "7/5"),  # right-to-left override would show 5/7
        ("\u2067x\u2069\u200fy\u200b", "xy"),
        ("zero\ufeff", "zero"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner is part of the word
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("\ud800", ""),  # half a character cannot be stored or sent
        ("x" * 301, "x" * 299 + "…"),
        ("x" * 300, "x" * 300),
        ("x" * 1_000_000, "x" * 299 + "…"),
    ],
)
def test_clean_keeps_what_can_be_seen_on_one_bounded_line(text: str, kept: str) -> None:
    assert clean(text) == kept


anything = st.text() | st.text(alphabet="*`\\ \n-ab1._~<>@\u202e\x00", max_size=60)


@given(anything)
@example("**x**")
@example("\\")
@example("\\*")
@example("`*`")
def test_a_quoted_text_is_plain_and_reads_as_it_was_written(text: str) -> None:
    assert parse(quote(text)) == ((Span(clean(text)),) if clean(text) else ())


@given(anything.filter(lambda text: bool(clean(text))))
def test_a_quoted_text_cannot_leave_the_mark_it_stands_in(text: str) -> None:
    assert parse(f"Hi **{quote(text)}**.") == (Span("Hi "), Span(clean(text), strong=True), Span("."))


@given(anything)
def test_cleaning_twice_is_cleaning_once_and_nothing_unseen_is_left(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not [
        character
        for character in once
        if unicodedata.category(character) in {"Cc", "Cs"}
        or unicodedata.bidirectional(character) in {"RLO", "LRO", "RLI", "LRI"}
    ]


@given(anything)
def test_no_text_is_lost_by_parsing_but_marks_and_escapes(text: str) -> None:
    assert [character for character in plain(text) if character not in "*`\\"] == [
        character for character in text if character not in "*`\\"
    ]


@given(anything)
def test_spans_and_lines_hold_the_same_text(text: str) -> None:
    spans = parse(text)
    assert "\n".join("".join(span.text for span in line) for line in lines(spans)) == plain(text)
