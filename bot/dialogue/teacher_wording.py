"""The sentences by which a student, and the class, hear of what a teacher did; part of `wording.Wording`."""

from __future__ import annotations

from bot.dialogue.pieces import Pieces, begun, ended


class TeacherWording(Pieces):
    """In one language. teacher, text: quoted."""

    def way_suggested(self, teacher: str, number: int, way: str) -> str:
        return self._("{teacher} suggests another look at {goal}: {way}.").format(
            teacher=begun(teacher), goal=self.goals([number]), way=way
        )

    def way_suggested_for_later(self, teacher: str, number: int, unit: str, way: str) -> str:
        return self._(
            "{teacher} suggests another look at {goal} of “{unit}”: {way}. It comes first when you choose next."
        ).format(teacher=begun(teacher), goal=self.goals([number]), unit=unit, way=way)

    def teacher_writes(self, teacher: str, text: str) -> str:
        return self._("{teacher} writes: {text}").format(teacher=begun(teacher), text=text)

    def class_was_asked(self, teacher: str, number: int, unit: str) -> str:
        return self._("{teacher} has asked the class about {goal} of “{unit}”, without your name.").format(
            teacher=begun(teacher), goal=self.goals([number]), unit=unit
        )

    def thread_for_the_class(self, can: str, unit: str) -> str:
        """Seen by the whole class: it names nobody."""
        return self._(
            "Who can explain this one? *{can}* (“{unit}”)\n"
            "Write here how you think about it, or ask what is not clear to you. Answers to the tutor's questions stay "
            "with each of you."
        ).format(can=ended(can), unit=unit)

    def marked_mastered(self, teacher: str, number: int, unit: str) -> str:
        return self._("{teacher} has marked {goal} of “{unit}” as mastered.").format(
            teacher=begun(teacher), goal=self.goals([number]), unit=unit
        )
