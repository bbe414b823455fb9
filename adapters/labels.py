"""Labels of buttons: what one shows of a text, and whether that is all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.marks import parse, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.dialogue.effects import Choice


def label_of(choice: Choice) -> str:
    """What a button shows of a choice; its key where it has no label."""
    return plain(choice.label).strip() or choice.key


def is_simple(label: str, shown: Callable[[str], str]) -> bool:
    """Whether a button shows all of it: short, on one line, without a style. shown: what a button shows of a text."""
    styled = any(span.strong or span.emphasis or span.code for span in parse(label))
    text = plain(label).strip()
    return not styled and bool(text) and text == shown(text)


def are_simple(labels: Sequence[str], shown: Callable[[str], str]) -> bool:
    """Whether a reader can tell them apart by what a button shows of each."""
    texts = [plain(label).strip() for label in labels]
    return all(is_simple(label, shown) for label in labels) and len(set(texts)) == len(texts)
