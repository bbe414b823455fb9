"""The sentences of look backs, and of what a student may ask at any time; part of `wording.Wording`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.phrases import NEXT_UP, STANDINGS
from bot.dialogue.pieces import Pieces, begun

if TYPE_CHECKING:
    from collections.abc import Sequence


class AnytimeWording(Pieces):
    """In one language."""

    # --- look back ---

    def look_back(self, unit: str, about: int) -> str:
        return self._("Quick look back: {questions} on “{unit}”, so that it stays. Now or later today?").format(
            questions=self.questions(about), unit=unit
        )

    def look_back_later(self) -> str:
        return self._("Fine, I will ask again later today.")

    def kept(self) -> str:
        return self._("It stayed. Thank you for looking back.")

    def slipped(self, numbers: Sequence[int]) -> str:
        sentence = (
            self._("{goals} slipped a little, as things do. One short look in another way and it is back.")
            if len(numbers) == 1
            else self._("{goals} slipped a little, as things do. A short look in another way and they are back.")
        )
        return sentence.format(goals=self.goals_cap(numbers))

    def back_again(self) -> str:
        return self._("It is back: mastered again.")

    # --- any time ---

    def where(self, title: str, stage: str, goal: str, question: str, mastered: Sequence[int], next_: str) -> str:
        done = (
            self._("mastered: {goals}").format(goals=self.goals(mastered))
            if mastered
            else self._("nothing mastered yet")
        )
        return " · ".join(part for part in (f"**{title}**", goal, stage, question, done) if part) + ". " + next_

    def goal_of(self, number: int, of: int) -> str:
        return self._("goal {number} of {of}").format(number=number, of=of)

    def question_number(self, number: int) -> str:
        return self._("question {number}").format(number=number)

    def next_in(self, phase: str) -> str:
        return self._(NEXT_UP[phase])

    def where_at_start(self, title: str) -> str:
        return self._("**{title}** · not begun yet. Next: the first unit, whenever you like.").format(title=title)

    def where_between(self, title: str, mastered: int, of: int) -> str:
        sentence = (
            self._("**{title}** · {mastered} of {of} units mastered. Next: another unit, whenever you like.")
            if mastered < of
            else self._("**{title}** · every unit mastered. Next: a look back now and then, so that it stays.")
        )
        return sentence.format(title=title, mastered=mastered, of=of)

    def why_head(self, title: str, rule: str) -> str:
        return self._("**{title}**. {rule}").format(title=title, rule=rule)

    def why_goal(self, number: int, standing: str, right: int, asked: int, methods: str) -> str:
        line = self._("Goal {number}: {standing}").format(number=number, standing=self.standing(standing))
        if asked:
            line += self._("; in the last check {right} of {asked} right").format(right=right, asked=asked)
        if methods:
            line += self._("; tried so far: {methods}").format(methods=methods)
        return line + "."

    def standing(self, standing: str) -> str:
        return self._(STANDINGS[standing])

    def paused(self) -> str:
        return self._("Saved, all of it. Write **continue** whenever you are back.")

    def stale(self) -> str:
        return self._("That one is from before, so this changed nothing.")

    def edited(self) -> str:
        return self._(
            "I keep the first answer, so changing a message changes nothing. You can show it again on the next "
            "question."
        )

    def not_understood(self) -> str:
        return self._("I did not understand that. You can choose one of these, or write **help**.")

    def start_over_sure(self, title: str) -> str:
        return self._(
            "Start “{title}” again from the beginning? Your record stays, and the questions will be fresh."
        ).format(title=title)

    def started_over(self, title: str) -> str:
        return self._("“{title}” begins again. What you did before stays in your record.").format(title=title)

    def started_over_by(self, teacher: str, title: str) -> str:
        return self._(
            "{teacher} has set “{title}” back to its beginning for you. What you did before stays in your record."
        ).format(teacher=begun(teacher), title=title)

    def nothing_to_start_over(self) -> str:
        return self._("No unit is in progress, so there is nothing to start over.")

    def unit_opened(self, teacher: str, title: str) -> str:
        return self._("{teacher} has opened “{title}” for you.").format(teacher=begun(teacher), title=title)

    def courses(self) -> str:
        return self._("Which course would you like to go to? Everything here stays as it is.")

    def one_course(self) -> str:
        return self._("You are in one course at the moment, this one.")
