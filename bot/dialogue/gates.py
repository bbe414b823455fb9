"""Which units are open to a student, and what keeps the others closed (practice Q1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.effects import Choice

if TYPE_CHECKING:
    from bot.dialogue.enrollment import Enrollment
    from bot.dialogue.setting import Setting


def open_units(enrollment: Enrollment, setting: Setting) -> list[str]:
    """Units that may be begun now, in the course's order: not mastered, not in progress, nothing required is open."""
    busy = {run.unit for run in enrollment.runs}
    return [
        unit
        for unit in setting.course.file.units
        if unit not in enrollment.units and unit not in busy and not missing_gates(enrollment, setting, unit)
    ]


def all_mastered(enrollment: Enrollment, setting: Setting) -> bool:
    return all(unit in enrollment.units for unit in setting.course.file.units)


def missing_gates(enrollment: Enrollment, setting: Setting, unit: str) -> list[str]:
    """Units that must be mastered before `unit` opens."""
    return [gate for gate in setting.course.opens_after(unit) if gate not in enrollment.units]


def unit_choice(setting: Setting, unit: str) -> Choice:
    return Choice(f"unit:{unit}", setting.course.units[unit].title)
