"""The sentences of the teacher's card: exact and short, about what was missed and tried, never about the person."""

from __future__ import annotations

from bot.dialogue.pieces import Pieces, begun


class CardWording(Pieces):
    """The teacher's sentences in one language; part of `wording.Wording`."""

    def card_title(self, name: str, unit: str) -> str:
        return f"{name} · {unit}"

    def card_not_yet(self, letter: str, goals: str) -> str:
        return self._("Not yet after check {letter}: {goals}").format(letter=letter, goals=goals)

    def card_closing_not_yet(self, goals: str) -> str:
        return self._("Not yet in the closing check: {goals}").format(goals=goals)

    def card_goal(self, number: int, can: str) -> str:
        return self._("goal {number}, “{can}”").format(number=number, can=can)

    def card_wrote(self, number: int) -> str:
        """The lines that follow are question and reply."""
        return self._("Goal {number}, wrote:").format(number=number)

    def card_still(self, goals: str) -> str:
        return self._("Not yet: {goals}").format(goals=goals)

    def card_tried(self, methods: str) -> str:
        return self._("Tried so far: {methods}").format(methods=methods)

    def card_stuck(self, name: str, goals: str, checks: int) -> str:
        return self._("{name} could use you in person: {goals}, {checks} checks without mastery.").format(
            name=name, goals=goals, checks=checks
        )

    def card_four(self, name: str, goal: str) -> str:
        return self._("{name} has missed four questions in a row on {goal}, right now.").format(name=name, goal=goal)

    def card_peer(self, name: str, goal: str) -> str:
        return self._("{name} would like a classmate's help with {goal}.").format(name=name, goal=goal)

    def card_ready(self) -> str:
        return self._("Every goal is shown: ready for the closing check, which you open.")

    def card_mastered(self) -> str:
        return self._("Mastered the unit.")

    def card_caught_up(self, goals: str) -> str:
        return self._("Now mastered: {goals}.").format(goals=goals)

    def card_slipped(self, goals: str) -> str:
        return self._("Slipped on a look back: {goals}. Looking at it again now.").format(goals=goals)

    def card_seen(self, teacher: str) -> str:
        return self._("Seen by {teacher}.").format(teacher=teacher)

    def card_suggested(self, teacher: str, number: int, way: str) -> str:
        return self._("{teacher} suggested another look: {goal}, {way}.").format(
            teacher=begun(teacher), goal=self.goals([number]), way=way
        )

    def card_sent(self, teacher: str, text: str) -> str:
        return self._("{teacher} wrote: {text}").format(teacher=begun(teacher), text=text)

    def card_thread(self, teacher: str, number: int) -> str:
        return self._("{teacher} asked the class about this, in a thread: {goal}.").format(
            teacher=begun(teacher), goal=self.goals([number])
        )

    def card_marked(self, teacher: str, number: int, reason: str) -> str:
        return self._("{teacher} marked {goal} as mastered: {reason}").format(
            teacher=begun(teacher), goal=self.goals([number]), reason=reason
        )

    def card_snoozed(self, teacher: str) -> str:
        return self._("Snoozed until tomorrow by {teacher}.").format(teacher=teacher)

    def card_nothing_open(self) -> str:
        return self._("Nothing of this is open any more.")

    def card_unreached(self, name: str, why: str) -> str:
        """why: the platform's own word, in no language."""
        return self._("I cannot reach {name} in the private chat ({why}). What was written is kept.").format(
            name=name, why=why
        )

    def card_reached(self, name: str) -> str:
        return self._("{name} is back in the private chat.").format(name=name)

    def card_continues(self) -> str:
        return self._("Continued in a newer card below.")

    def card_opened(self, teacher: str) -> str:
        return self._("{teacher} opened the closing check.").format(teacher=begun(teacher))

    def card_course_changed(self) -> str:
        return self._("The course was changed, so the student begins this unit again. Nothing is lost.")

    def card_started_over(self, by: str) -> str:
        return self._("The unit was started over by {by}.").format(by=by)

    # --- menus and what they ask for ---

    def assign_menu(self) -> str:
        return self._("Assign another way")

    def mark_menu(self) -> str:
        return self._("Mark as mastered")

    def reason_asked(self) -> str:
        return self._("Why? It is kept in the student's record.")

    def message_asked(self) -> str:
        return self._("Your message, at most 500 characters")
