"""A form is decided: which file says what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import checking, forms, placing, retention, summative

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def close(draft: Draft) -> None:
    """Close the open form. Raises ValueError where none is open."""
    match forms.open_form(draft).use:
        case "placement":
            placing.close(draft)
        case "formative":
            checking.close(draft)
        case "summative":
            summative.close(draft)
        case "retention":
            retention.close(draft)
