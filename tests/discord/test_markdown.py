"""Light marks become Discord's markdown, and nobody's words become anything: tables, and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord.markdown import fitted, lines, markdown, shortened
from adapters.pieces import Piece
from bot.dialogue.marks import parse, plain, quote
from tests.discord.letters import LINE, LONG, MARKUP
from tests.discord.read_aloud import as_read, line
from tests.discord.reader import Read, meanings, pieces, shown

ANY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def written(text: str, *, links: bool = False) -> str:
    return markdown(lines(text, links=links))


def bare(text: str) -> str:
    """What a reader compares: no space, nothing unseen."""
    return "".join(character for character in text if character.isprintable() and not character.isspace())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Not *yet*, **look** at `3/4`", "Not *yet*, **look** at `3/4`"),
        ("***both*** and **a *b* c**", "***both*** and **a** ***b*** **c**"),
        ("**a (*b*) c**", "**a (**\u2060***b***\u2060**) c**"),
        (r"2 \* 3 * 4", r"2 \* 3 \* 4"),
        (r"**5\***", r"**5\***"),
        ("snake_case __init__", r"snake\_case \_\_init\_\_"),
        ("~~gone~~ ||hidden||", r"\~\~gone\~\~ \|\|hidden\|\|"),
        (r"\`x\` and `a\`b` and `a\`\`b`", r"\`x\` and `` a`b `` and a\`\`b"),
        (r"`\`a` `a*b` **`a*b`** **`ab`**", "`` `a `` `a*b` `a*b` **`ab`**"),
        ("# one\n## two\n-# three\n> four\n>>> five", "\\# one\n\\## two\n\\-# three\n\\> four\n\\>>> five"),
        ("**# one** *> two* **1. three**", r"**\# one** *\> two* **1\. three**"),
        ("1. I can\n  12. too\n1.5 m\n1) no", "1\\. I can\n  12\\. too\n1\\.5 m\n1) no"),
        ("Goals:\n- one\n- **two**\n- # three\n- - four\n-", "Goals:\n- one\n- **two**\n- \\# three\n- \\- four\n\\-"),
        ("* one\n+ two\n  - three", "\\* one\n\\+ two\n  \\- three"),
        ("[bank](https://evil.example)", r"\[bank](https\://evil.example)"),
        ("a < b > c <@1> <#1> <t:1:R>", r"a \< b > c \<\@1> \<#1> \<t\:1\:R>"),
        ("</x:1> <:e:1> <id:home>", r"\</x\:1> \<\:e\:1> \<id\:home>"),
        ("@everyone @here @ada", "\\@\u200beveryone \\@\u200bhere \\@ada"),
        (":tada: 12:30, so: yes", r"\:tada: 12\:30, so: yes"),
        ("discord.gg/abc Discord.com/invite/abc 3/4", r"discord.gg\/abc Discord.com\/invite/abc 3/4"),
        ("a\\\\b c\\\\", r"a\\b c\\"),
        ("\r\n\n one\x00 \r\n\n two\n\n", " one\n\n two"),
    ],
)
def test_marks_are_styles_and_everything_else_is_literal(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A film: https://example.org/a_b?c=1.", "A film: <https://example.org/a_b?c=1>."),
        ("(**https://example.org**)", "(**<https://example.org>**)"),
        ("https://example.org/a**b**c", r"https\://example.org/a\*\*b\*\*c"),
        ("`https://example.org`", "`https://example.org`"),
        ("http://example.org", r"http\://example.org"),
        ("https://example.org/@everyone", "https\\://example.org/\\@\u200beveryone"),
        ("https://" + "a" * 600 + ".org", r"https\://" + "a" * 600 + ".org"),
    ],
)
def test_an_address_is_a_link_bounded_by_brackets_where_links_are_wanted(text: str, expected: str) -> None:
    assert written(text, links=True) == expected
    assert not meanings(written(text)) & {"link", "bare link", "masked link"}


def test_the_reader_sees_what_a_client_would() -> None:
    assert pieces("**a** _b_ ~~c~~ `d`")[0] == Read("a", frozenset({"strong"}))
    for mark, meaning in (
        *(("# a", "heading"), ("-# a", "small"), ("> a", "quote"), ("- a", "bullet"), ("1. a", "numbered")),
        *(("__a__", "underlined"), ("_a_", "emphasis"), ("||a||", "spoiler"), ("```a```", "block"), ("`a`", "code")),
        *(("[a](https://b.c)", "masked link"), ("https://b.c", "bare link"), ("<https://b.c>", "link")),
        *(("<@1>", "mention"), ("<@&1>", "mention"), ("<#1>", "mention"), ("</a b:1>", "mention"), (":a:", "emoji")),
        *(("<:a:1>", "emoji"), ("<t:1:R>", "time"), ("@here", "everyone"), ("discord.gg/a", "invitation")),
    ):
        assert meaning in meanings(f"**so**\n{mark}"), mark


@ANY
@given(st.one_of(LONG, st.text()))
def test_what_anybody_wrote_means_nothing(text: str) -> None:
    for quoted in (quote(text), "“" + quote(text) + "”"):
        read_there = written(quoted)
        assert meanings(read_there) <= {"bullet"}, read_there
        assert bare(shown(read_there)) == bare(plain(quoted))


@ANY
@given(LINE)
def test_a_text_has_its_own_styles_and_all_of_its_words(text: str) -> None:
    for links in (False, True):
        read_there = written(text, links=links)
        assert meanings(read_there) <= {"strong", "emphasis", "code", "bullet", *(["link"] * links)}, read_there
        assert bare(shown(read_there)) == bare(plain(text))


@ANY
@given(st.lists(st.sampled_from([*MARKUP, "a", " ", "b c"]), max_size=12).map("".join))
def test_styles_are_read_back_as_they_were_meant(text: str) -> None:
    rows = [row for row in text.replace("\r", "").replace("\x00", "").split("\n") if row.strip()]
    for row in rows:
        if any(span.code and set("*`\\") & set(span.text) for span in parse(row)):
            continue  # such code loses a style
        assert bare(line(written(row))) == bare(as_read(row)), written(row)


@pytest.mark.parametrize("room", [40, 200, 2_000])
def test_what_is_cut_says_how_much_is_missing(room: int) -> None:
    text = "w_o*r*d " * 1_000
    cut = fitted(lines(text), room, "… ({count} more)")
    assert len(cut) <= room
    kept, _, ending = shown(cut).partition("…")
    assert plain(text).startswith(kept)
    assert ending == f" ({len(plain(text).rstrip(' ')) - len(kept) + 1:,} more)"


@pytest.mark.parametrize("length", range(40, 60))
def test_a_link_is_never_cut_since_it_would_lead_elsewhere(length: int) -> None:
    address = "https://example.org/" + "a" * length
    cut = fitted(lines(f"{address} " * 100, links=True), 500, "…")
    assert {piece.text for piece in pieces(cut) if "link" in piece.meanings} == {address}


def test_characters_are_counted_as_the_clients_count_them() -> None:
    assert fitted([(Piece("😀" * 10),)], 20, "…") == "😀" * 10
    assert fitted([(Piece("😀" * 10),)], 19, "…") == "😀" * 9 + "…"


@ANY
@given(LONG, st.integers(40, 400))
def test_markdown_that_is_shortened_means_no_more_than_before(text: str, room: int) -> None:
    short = shortened(written(quote(text, 2_000)), room)
    assert len(short) <= room
    assert meanings(short) <= {"bullet"}
