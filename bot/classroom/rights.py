"""Who may do what in a class: one table, asked at every press. What is not in it is denied.

A role is of one class; in another class, or in another community, the same person has none (`None`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Right = Literal["act on a card", "change the class", "appoint teachers"]

MAY: Mapping[str, frozenset[Right]] = {
    "owner": frozenset({"act on a card", "change the class", "appoint teachers"}),
    "teacher": frozenset({"act on a card", "change the class"}),
}


def may(role: str | None, right: Right) -> bool:
    """role: as the class's staff has it; None or an unknown one may do nothing."""
    return role is not None and right in MAY.get(role, frozenset())
