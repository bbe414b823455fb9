"""Lines from a pipe, whatever the pieces they come in, and what is offered to complete a line."""

import asyncio
import os

import pytest

from adapters.console.lines_in import LONGEST_LINE, PipedLines, matching


async def lines_of(*pieces: bytes) -> list[str]:
    """What comes out of a pipe into which these pieces are written, one after another."""
    out, into = os.pipe()
    lines = PipedLines(out)
    found = []
    try:
        for piece in pieces:
            os.write(into, piece)
        os.close(into)
        while (line := await lines.next()) is not None:
            found.append(line)
    finally:
        os.close(out)
    return found


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ((), []),
        ((b"one\ntwo\n",), ["one", "two"]),
        ((b"on", b"e\ntw", b"o"), ["one", "two"]),  # half a line at the end is a line
        ((b"\n\n",), ["", ""]),
        ((b"t\xc3", b"\xba\n"), ["tú"]),  # a character in two pieces
        ((b"\xff\n",), ["\ufffd"]),
        ((b"\xef\xbb\xbfone\n",), ["one"]),  # the mark with which some editors begin a file
    ],
)
async def test_pieces_become_lines(pieces: tuple[bytes, ...], lines: list[str]) -> None:
    assert await lines_of(*pieces) == lines


async def test_a_line_without_an_end_is_cut_and_not_kept_for_ever() -> None:
    out, into = os.pipe()
    lines = PipedLines(out)
    with os.fdopen(into, "wb") as file:
        await asyncio.to_thread(file.write, b"x" * (LONGEST_LINE + 100_000))
    line = await lines.next()
    assert line is not None
    assert len(line) <= LONGEST_LINE
    os.close(out)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["What is this?", "where am i", "hint"]),
        ("WH", ["What is this?", "where am i"]),
        ("what", ["What is this?"]),
        ("  hi", ["hint"]),
        ("zebra", []),
    ],
)
def test_a_begun_line_is_offered_what_begins_so_each_once(typed: str, offered: list[str]) -> None:
    assert matching(typed, ["What is this?", "what is this", "where am i", "hint", "Hint"]) == offered
