"""Who may do what in a class: one table, asked at every press. What is not in it is denied.

A role is of one class; in another class, or in another community, the same person has none (`None`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Deed = Literal["act on a card", "see the class", "change the class", "appoint teachers"]

MAY: Mapping[str, frozenset[Deed]] = {
    "owner": frozenset({"act on a card", "see the class", "change the class", "appoint teachers"}),
    "teacher": frozenset({"act on a card", "see the class", "change the class"}),
}


def may(role: str | None, deed: Deed) -> bool:
    """role: as the class's staff has it; None or an unknown one may do nothing."""
    return role is not None and deed in MAY.get(role, frozenset())
