"""Reading YAML strictly: what is taken as text, what is refused and where, what hostile input cannot do."""

import pytest

from bot.curriculum.yaml_file import LARGEST, Parsed, Tree, read

ESCAPED = "a backslash in these double quotes makes a character that cannot be seen"
NO_TAG = "take it out; quote a text that begins with !"
TOO_LARGE = "the file has more than 262,144 bytes -- make two units of it, or keep pictures in media/"


def tree(text: bytes) -> Tree:
    parsed = read(text, "unit.yaml")
    assert isinstance(parsed, Parsed), parsed
    return parsed.tree


def faults(text: bytes) -> list[str]:
    parsed = read(text, "unit.yaml")
    assert isinstance(parsed, list), parsed.tree
    return [str(one).removeprefix("unit.yaml:") for one in parsed]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"no", "no"),
        (b"NO", "NO"),
        (b"1:30", "1:30"),
        (b"010", "010"),
        (b"1e3", "1e3"),
        (b".nan", ".nan"),
        (b"2024-01-01", "2024-01-01"),
        (b"null", "null"),
        (b"0x1F", "0x1F"),
        (b"9" * 5000, "9" * 5000),
        (b"'~'", "~"),
        (b"''", ""),
        (b"~", None),
        (b"", None),
    ],
)
def test_every_scalar_is_the_text_that_it_looks_like(written: bytes, text: str | None) -> None:
    assert tree(b"answer: " + written) == {"answer": text}


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"a: 1\nb: 2\na: 3", ["3:1: the key 'a' is here twice, first in line 1 -- keep one of the two"]),
        (b"a: &x 1", ["1:4: &x names a place -- take it out; quote a text that begins with &"]),
        (b"a: *x", ["1:4: *x points to another place -- write it out; quote a text that begins with *"]),
        (b"<<: {a: 1}", ["1:1: << merges another place in -- write the keys out"]),
        (b"a: !x 1", ["1:4: '!x' is a tag -- take it out; quote a text that begins with !"]),
        (
            b"a: !!python/object/apply:os.system [ls]",
            [
                f"1:4: 'tag:yaml.org,2002:python/object/apply:o…' is a tag -- {NO_TAG}",
            ],
        ),
        (
            b"a: 1\n---\nb: 2",
            ["2:1: a second document begins here -- take out the line ---, or quote it within a text"],
        ),
        (
            b"? [a, b]\n: 1",
            ["1:3: a list or { } stands where a key is needed -- put a text that begins with { or [ in quotes"],
        ),
        (b"ask: **bold**", ["1:6: a text begins with * -- put the whole text in quotes"]),
        (b"ask: `code`", ["1:6: a text begins with ` -- put the whole text in quotes"]),
        (b"ask: %x", ["1:6: a text begins with % -- put the whole text in quotes"]),
        (b"ask: What: this?", ["1:10: a second colon stands in this line -- put the whole text in quotes"]),
        (b"a: 'x\nb: 2", ["1:4: a quotation mark is opened and not closed -- close it"]),
        (b"a:\n\tb: 1", ["2:1: a tab stands where spaces are needed -- indent with spaces"]),
        (b"a:\n  - 1\n b: 2", ["3:2: this line does not line up with the keys above -- indent like the line above"]),
        (
            b'a: "\\frac{1}{2}"',
            [f"1:4: {ESCAPED} -- use single quotes, or write the backslash twice"],
        ),
        (
            b'a: "\\d"',
            ["1:6: a backslash stands in a text in double quotes -- use single quotes, or write \\\\"],
        ),
        (
            b"a: b\x00c",
            ["1:5: a character that cannot be seen stands here (U+0000) -- delete it and type the text again"],
        ),
        (
            "a: 1\nb: x\u202ey".encode(),
            ["2:5: a character that cannot be seen stands here (U+202E) -- delete it and type the text again"],
        ),
        (b"a: caf\xe9", ["1:7: the byte 0xe9 is not UTF-8 -- save the file as UTF-8"]),
        ("a: 1".encode("utf-16"), ["1:1: the file is in UTF-16 or UTF-32 -- save it as UTF-8"]),
        ("a: 1".encode("utf-16-le"), ["1:1: the file is in UTF-16 or UTF-32 -- save it as UTF-8"]),
        (
            b"a: " + b"x" * LARGEST,
            [f"1:1: {TOO_LARGE}"],
        ),
    ],
)
def test_what_is_refused_is_told_with_its_place_and_cure(file: bytes, told: list[str]) -> None:
    assert faults(file) == told


def test_all_faults_of_a_file_are_told_at_once() -> None:
    assert [one.split(" ")[0] for one in faults(b"a: &x 1\nb: *x\na: 2\nc: !t 3\n<<: {d: 4}")] == [
        "1:4:",
        "2:4:",
        "3:1:",
        "4:4:",
        "5:1:",
    ]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_and_a_leading_mark_change_nothing(mark: bytes, end: bytes) -> None:
    assert tree(mark + b"a: 1" + end + b"b: 2" + end) == {"a": "1", "b": "2"}


def test_every_value_and_key_has_its_place() -> None:
    parsed = read(b"items:\n  - id: one\n    options: [a, b]\n", "unit.yaml")
    assert isinstance(parsed, Parsed)
    assert parsed.place(("items", 0, "options", 1)) == (3, 18)
    assert parsed.key(("items", 0, "options")) == (3, 5)
    assert parsed.place(("items", 0, "answer")) == (2, 5), "what is missing is told at what it is missing from"


BOMB = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (k, k, k - 1, k - 1) for k in range(98, 122))
MERGES = b"a: &a {x: 1}\n" + b"".join(b"%c: &%c {<<: [*%c, *%c]}\n" % (k, k, k - 1, k - 1) for k in range(98, 122))


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "file",
    [
        BOMB,
        MERGES,
        b"a: &a [*a]",
        b"[" * 100_000,
        b"{" * 100_000,
        b"[\n" * 100_000,
        b"{a: " * 60_000,
        b"- " * 100_000,
        b"? " * 100_000,
        b"\n".join(b" " * depth + b"a:" for depth in range(600)),
        b"[" * 40 + b"{" * 40,
    ],
    ids=["aliases", "merges", "itself", "brackets", "braces", "lines", "maps", "dashes", "keys", "indents", "mixed"],
)
def test_bombs_are_refused_quickly(file: bytes) -> None:
    assert 1 <= len(faults(file)) <= 100


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "file",
    [
        b"- id: x\n  a: b\n" * 7_500,
        b"a: [" + b"x, " * 60_000 + b"]",
        b"a: " + b"x " * 120_000,
        b'a: "' + b"\\n" * 120_000 + b'"',
        (b"- " + b"[" * 38 + b"]" * 38 + b"\n") * 3_000,
    ],
    ids=["15,000 lines", "long list", "long text", "escapes", "deep lists"],
)
def test_large_files_are_read_in_reasonable_time(file: bytes) -> None:
    assert isinstance(read(file, "unit.yaml"), Parsed)
