"""The sentences of pages: a student's own, and their teacher's; part of `wording.Wording`."""

from __future__ import annotations

from bot.dialogue.pieces import Pieces


class PageWording(Pieces):
    """In one language. Counts stand behind a colon, so that one and many are said alike."""

    # --- a student's own page ---

    def page_where(self) -> str:
        return self._("Where you are")

    def page_goals(self, unit: str) -> str:
        return self._("Your goals in “{unit}”").format(unit=unit)

    def page_goal(self, number: int, can: str, standing: str) -> str:
        return f"{number}. {can} ({standing})"

    def page_units(self) -> str:
        return self._("The course")

    def page_units_mastered(self, mastered: int, of: int) -> str:
        return self._("Units mastered: {mastered} of {of}").format(mastered=mastered, of=of)

    def page_look_back(self, unit: str) -> str:
        return self._("A look back at “{unit}” comes by itself when it is time, so that it stays.").format(unit=unit)

    # --- a teacher's page ---

    def page_now(self) -> str:
        return self._("Could use you now")

    def page_not_yet(self) -> str:
        return self._("Not there yet")

    def page_ready(self) -> str:
        return self._("Ready for the closing check")

    def page_class(self) -> str:
        return self._("The class")

    def page_student(self, name: str, unit: str, goals: str) -> str:
        return f"- {name} · {unit}: {goals}" if goals else f"- {name} · {unit}"

    def page_unreached(self, name: str) -> str:
        return self._("- {name}: not reached in the private chat").format(name=name)

    def page_nobody_waits(self) -> str:
        return self._("Nobody is waiting for you.")

    def page_learning(self, count: int) -> str:
        return self._("Learning a unit: {count}").format(count=count)

    def page_mastered(self, count: int) -> str:
        return self._("Units mastered, all together: {count}").format(count=count)

    def page_nobody(self) -> str:
        return self._("Nobody is in this class yet. Students join it where the class meets; then they appear here.")
