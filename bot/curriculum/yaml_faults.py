"""Says in an author's words what PyYAML found: what stands there, and what to write instead.

PyYAML speaks of tokens and block ends. The table below has a sentence for each thing that people really write; the
first row whose words occur in PyYAML's message wins, and the last one fits everything.
"""

from __future__ import annotations

from yaml import MarkedYAMLError, YAMLError

from bot.curriculum.faults import Fault, Place, fault

_QUOTE = "put the whole text in quotes"

# words of PyYAML's message -> what is there, how to mend it, whether the place is where the construct began
_SENTENCES: tuple[tuple[str, str, str, bool], ...] = (
    ("character '\\t'", "a tab stands where spaces are needed", "indent with spaces", False),
    ("character '`'", "a text begins with `", _QUOTE, False),
    ("character '@'", "a text begins with @", _QUOTE, False),
    ("character '%'", "a text begins with %", _QUOTE, False),
    ("while scanning an alias", "a text begins with *", _QUOTE, True),
    ("while scanning an anchor", "a text begins with &", _QUOTE, True),
    ("while scanning a tag", "a text begins with !", _QUOTE, True),
    ("while parsing a tag", "a text begins with !", _QUOTE, True),
    ("undefined tag handle", "a text begins with !", _QUOTE, True),
    ("mapping values are not allowed", "a second colon stands in this line", _QUOTE, False),
    (
        "while scanning a quoted scalar found unexpected end",
        "a quotation mark is opened and not closed",
        "close it",
        True,
    ),
    ("while scanning a quoted scalar found unexpected document", "a quotation mark is not closed", "close it", True),
    ("unknown escape", "a backslash stands in a text in double quotes", "use single quotes, or write \\\\", False),
    (
        "expected escape sequence",
        "a backslash stands in a text in double quotes",
        "use single quotes, or write \\\\",
        False,
    ),
    (
        "could not find expected ':'",
        "a line has no colon",
        "write `key: value`, or indent it below the text above",
        True,
    ),
    ("sequence entries are not allowed", "a list begins on the line of its key", "begin it on the next line", False),
    (
        "expected ',' or ']'",
        "a list in [ ] is not closed here",
        "close it with ], and put texts with commas in quotes",
        True,
    ),
    (
        "expected ',' or '}'",
        "a { is not closed here",
        "close it with }, or put a text that begins with { in quotes",
        True,
    ),
    (
        "found '<scalar>'",
        "this belongs to no key",
        "put a whole text in one pair of quotes, or indent like the line above",
        False,
    ),
    ("while parsing a block collection", "this line does not line up with the list above", "indent its - alike", False),
    (
        "while parsing a block mapping",
        "this line does not line up with the keys above",
        "indent like the line above",
        False,
    ),
    ("expected '<document start>'", "this line belongs to nothing above it", "indent it, or give it a key", False),
    ("%YAML", "a %YAML line stands here", "take it out", False),
    ("directive", "a line begins with %", "take it out", False),
    ("", "this is not YAML that can be read", "compare with the line above: indentation, colons, quotes", False),
)


def explain(error: YAMLError, file: str) -> Fault:
    """The fault for what PyYAML raised; the place is where the author has to look."""
    if not isinstance(error, MarkedYAMLError):
        return fault(file, Place(1, 1), "this is not YAML that can be read", "write it again as plain text in UTF-8")
    said = " ".join(f"{error.context or ''} {error.problem or ''}".split())
    _, what, cure, at_start = next(row for row in _SENTENCES if row[0] in said)
    mark = (error.context_mark if at_start else None) or error.problem_mark
    place = Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)
    return fault(file, place, what, cure)
