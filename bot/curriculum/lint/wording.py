"""Looks for words that tell a student they failed. There is no failing here: *not yet*, and what to do next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.curriculum.faults import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.curriculum.lint.report import Findings
    from bot.curriculum.yaml_file import Path, Tree

_WORDS = {
    "en": r"wrong|fail(?:s|ed|ing|ure)?",
    "es": r"incorrect[oa]s?|equivocad[oa]s?|fallaste|has fallado|suspendid[oa]s?|fracas(?:o|aste|ado)",
}
_UNSAID = frozenset(
    {"id", "accepts", "rejects", "when", "name", "file", "url", "answer", "options", "vary", "standards"}
)
"""Keys whose texts no student is told, or which are the matter that is taught."""


def check_wording(tree: Tree, language: str, findings: Findings) -> None:
    """A warning at each text that says so."""
    pattern = re.compile(rf"\b(?:{_WORDS.get(language.partition('-')[0], _WORDS['en'])})\b", re.IGNORECASE)
    for path, text in _said(tree, ()):
        found = pattern.search(text)
        if found is not None:
            what = f"a student would read {quoted(found.group())} here"
            findings.warn(path, what, "say what holds and what to try: nobody fails here, it is not yet")


def _said(tree: Tree, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, list):
        for place, part in enumerate(tree):
            yield from _said(part, (*path, place))
    elif isinstance(tree, dict):
        for key, part in tree.items():
            if key not in _UNSAID:
                yield from _said(part, (*path, key))
