"""Every sentence that a student or a teacher reads, in one catalogue.

Look backs and what may be asked at any time stand in `anytime_wording`, the teacher's card in `card_wording`, what a
teacher does for a student in `teacher_wording`, pages in `page_wording`, short phrases in `phrases`; all of them are
one `Wording` to those who speak.

Rules
- Warm, short, exact. Praise the step, not the person. Never blame, never hurry; the two results are 'mastered' and
  'not yet'.
- One method is one message or one part of one; nothing else in this project writes sentences for a conversation.
- English stands here; other languages are `sentences/<language>.po` beside this file (gettext), read by the engine's
  catalogues and handed in as `translate`.
- A language is added with that one file: `es.po` copied, its header and its `msgstr` lines rewritten. Nothing is
  registered; `tests/dialogue/test_wording.py` then proves that every sentence is there, with the same placeholders.
- A sentence is translated whole: one and many are two sentences, and no verb is put in from outside.
- What a student or teacher wrote comes in quoted (`marks.quote`) and can never become a mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.curriculum.model import EvidenceRule, MasteryRule, StreakRule, ThresholdRule
from bot.dialogue.anytime_wording import AnytimeWording
from bot.dialogue.card_wording import CardWording
from bot.dialogue.effects import Choice
from bot.dialogue.page_wording import PageWording
from bot.dialogue.phrases import FORMS, LABELS, METHODS, STAGES, UNIT_STANDINGS, UNREADABLE, WORDS
from bot.dialogue.pieces import begun, ended, in_english
from bot.dialogue.teacher_wording import TeacherWording
from bot.grading.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Wording(AnytimeWording, CardWording, TeacherWording, PageWording):
    """The sentences in one language. translate: English sentence -> sentence of the language."""

    def __init__(self, language: str = "en", translate: Callable[[str], str] = in_english) -> None:
        super().__init__(translate)
        self.language = language
        self._words: dict[str, str] | None = None

    # --- small pieces ---

    def rule(self, rule: MasteryRule) -> str:
        """What 'mastered' means, told before the unit begins (practice O3: publish the scale)."""
        _ = self._
        match rule:
            case ThresholdRule(share=share, items=items):
                return _("Mastered means: at least {percent}% right out of {items} questions on each goal.").format(
                    percent=round(share * 100), items=items
                )
            case StreakRule(run=1):
                return _("Mastered means: one right answer on each goal, without a hint.")
            case StreakRule(run=run):
                return _("Mastered means: {run} right in a row on each goal, without a hint.").format(run=run)
            case EvidenceRule(false_pass=false_pass, least=least, most=most):
                # 99 at most: no number of questions makes it certain.
                sure = _("Mastered means: I am {percent}% sure that you can do it.").format(
                    percent=min(99, round((1 - false_pass) * 100))
                )
                usual = (
                    _("Usually that takes {least} or {more} questions on each goal.")
                    if least < most
                    else _("That takes up to {most} questions on each goal.")
                )
                return f"{sure} {usual.format(least=least, more=least + 1, most=most)}"

    def marks_of_scale(self, levels: Sequence[tuple[str, str]]) -> str:
        rows = [f"- **{mark}**: {means}" for mark, means in levels]
        return "\n".join([self._("Marks in this course:"), *rows])

    # --- buttons ---

    def button(self, key: str) -> Choice:
        """The button for a key that has a fixed label."""
        return Choice(key, self._(LABELS[key]))

    def method(self, method: str) -> str:
        return self._(METHODS[method])

    def phase(self, phase: str) -> str:
        """The stage, one word everywhere (practice O1)."""
        return self._(STAGES[phase])

    def words(self) -> dict[str, str]:
        """Words a student may write, folded -> what they ask for. English works in every language."""
        if self._words is None:
            both = [(row, what) for what, row in WORDS.items()] + [(self._(row), what) for what, row in WORDS.items()]
            self._words = {fold(word): what for row, what in both for word in row.split("|")}
        return self._words

    # --- beginning ---

    def welcome(self, name: str, teacher: str, title: str) -> str:
        return self._(
            "Hi {name}. In {teacher}'s class “{title}” you practise with me.\n"
            "Here you move on when you know it, not when the bell rings. There are two results, *mastered* and "
            "*not yet*; "
            "there is no deadline, and you and your teachers are the ones who see your answers."
        ).format(name=name, teacher=teacher, title=title)

    def welcome_back(self, name: str, title: str) -> str:
        return self._("Hi {name}. This is “{title}”.").format(name=name, title=title)

    def what_is_this(self) -> str:
        return self._(
            "A unit goes like this: a few questions to see what you know, a short lesson on the rest, then a check. "
            "What is not there yet you look at again in another way, and you show it on fresh questions, as "
            "often as you like. "
            "The second or fifth time counts as much as the first.\n"
            "You can write **where am I**, **hint**, **break**, **goals**, **why**, **start over** or **help** "
            "at any time."
        )

    def unit_goals(
        self, place: int, of: int, title: str, goals: Sequence[str], numbers: Sequence[int], rule: str, scale: str
    ) -> str:
        """place: 0 for a unit that the course does not have any more."""
        sentence = (
            self._("Unit {place} of {of}: **{title}**. By the end you can say:")
            if place
            else self._("**{title}**. By the end you can say:")
        )
        head = sentence.format(place=place, of=of, title=title)
        rows = [f"{number}. {goal}" for number, goal in zip(numbers, goals, strict=True)]
        return "\n".join([head, *rows, *[line for line in (rule, scale) if line]])

    def placement_offer(self) -> str:
        return self._(
            "First a few questions to see what you already know. A guess tells me little, so **I don't know "
            "yet** is a good "
            "answer here."
        )

    def placed(self, known: Sequence[int], missing: Sequence[int], minutes: int) -> str:
        _ = self._
        next_ = (
            _("{goals} is next: about {minutes} minutes. Now, or later?")
            if len(missing) == 1
            else _("{goals} are next: about {minutes} minutes. Now, or later?")
        ).format(goals=self.goals_cap(missing), minutes=minutes)
        if not known:
            return _("Good to know: all of this is new, and that is what the unit is for.") + " " + next_
        return _("You know {goals} already.").format(goals=self.goals(known)) + " " + next_

    def placed_all(self) -> str:
        return self._("You know all of this already, so the lesson can wait.")

    def sent_back(self, unit: str, goals: Sequence[str], here: str) -> str:
        return self._(
            "“{here}” builds on something from “{unit}”: {goals} Let us do that first; then I bring you back here."
        ).format(here=here, unit=unit, goals=" ".join(f"*{ended(goal)}*" for goal in goals))

    def shown_what_was_needed(self) -> str:
        """At the end of a prerequisite."""
        return self._("That is in place now.")

    def course_changed(self) -> str:
        return self._("The course was changed here a moment ago, so this is where you are now. It costs you nothing.")

    def returned(self, unit: str) -> str:
        return self._("Back to **{unit}**, where you were.").format(unit=unit)

    # --- questions and answers ---

    def place(self, number: int, about: int) -> str:
        if number > about:
            return self._("{number}, the last ones").format(number=number)
        return self._("{number} of about {about}").format(number=number, about=about)

    def pick_several(self) -> str:
        return self._("(Choose all that are right.)")

    def right(self, answer: str, praise: str | None) -> str:
        if praise:
            return self._("Yes, {answer}: {praise}").format(answer=answer, praise=ended(praise))
        return self._("Yes, {answer}.").format(answer=answer)

    def right_with_hint(self) -> str:
        return self._(
            "With a hint it tells me a little less, so there may be one question more. That costs you nothing."
        )

    def not_yet(self, reason: str) -> str:
        return self._("Not yet: {reason}").format(reason=ended(reason))

    def the_answer_is(self, answer: str) -> str:
        return self._("The answer is {answer}.").format(answer=answer)

    def we_will_work_on_it(self) -> str:
        return self._("We will work on this one.")

    def unsure(self) -> str:
        return self._("Good that you say so.")

    def almost_several(self, missing: bool) -> str:
        if missing:
            return self._("Almost: what you chose is right, and something is still missing.")
        return self._("Almost: some of these do not belong.")

    def almost_form(self, why: str) -> str:
        return self._(FORMS[why])

    def almost_spelling(self) -> str:
        return self._("Almost: look at the spelling once more and send it again. That costs nothing.")

    def unreadable(self, why: str) -> str:
        return self._(UNREADABLE[why]) + " " + self._("That cost nothing; try once more.")

    def hint(self, rung: int, rungs: int, hint: str) -> str:
        return self._("Hint {rung} of {rungs}: {hint}").format(rung=rung, rungs=rungs, hint=hint)

    def no_more_hints(self) -> str:
        return self._("That was the last hint for this one. **I don't know yet** is a fine answer too.")

    def no_hint_here(self) -> str:
        return self._("There is no hint for this one. **I don't know yet** is a fine answer here.")

    def no_question_open(self) -> str:
        return self._("No question is open right now. Hints come with questions.")

    def no_hints_in_this_check(self) -> str:
        return self._("In this check I ask without hints, to see what stays. **I don't know yet** is a fine answer.")

    def returning(self) -> str:
        return self._("You have seen every question I have on this, so an older one returns.")

    # --- lesson and checks ---

    def lesson_done(self, about: int) -> str:
        return self._("That was the lesson. Now a short check, {questions}, to see what is there.").format(
            questions=self.questions(about)
        )

    def recheck_ready(self, numbers: Sequence[int]) -> str:
        return self._("Ready to show {goals} on fresh questions?").format(goals=self.goals(numbers))

    def example(self, problem: str, steps: Sequence[str], answer: str) -> str:
        rows = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
        return "\n".join([self._("**Worked example.** {problem}").format(problem=problem), *rows, f"→ {answer}"])

    def check_in_done(self) -> str:
        return self._("for practice, not counted")

    def shown_some(self, shown: Sequence[int], of: int, missed: Sequence[int]) -> str:
        """shown: how many goals of the unit are mastered by now."""
        head = self._("{shown} of {of} goals are mastered.").format(shown=len(shown), of=of) if shown else ""
        rest = self._("{goals} needs another look.") if len(missed) == 1 else self._("{goals} need another look.")
        return f"{head} {rest.format(goals=self.goals_cap(missed))}".strip()

    def which_way(self, number: int, can: str) -> str:
        return self._("{goal}: *{can}* How would you like to look at it?").format(
            goal=self.goals_cap([number]), can=ended(can)
        )

    def stubborn(self, teacher: str) -> str:
        return self._(
            "This one is stubborn, and that is normal. I have told {teacher} what you tried, so that a person "
            "can show you "
            "in another way. You can go on practising, ask a classmate, or do another goal first."
        ).format(teacher=teacher)

    def peer_asked(self, teacher: str) -> str:
        return self._("I have asked {teacher} to find you a classmate for this. Until then you can go on here.").format(
            teacher=teacher
        )

    def shown_all(self) -> str:
        return self._("Every goal of this unit is there.")

    def closing_offer(self, about: int) -> str:
        return self._("The closing check comes next: {questions} over all goals. Whenever you like.").format(
            questions=self.questions(about)
        )

    def closing_by_teacher(self, teacher: str) -> str:
        return self._("{teacher} opens the closing check, and knows that you are ready.").format(teacher=begun(teacher))

    def closing_opened(self, teacher: str, unit: str) -> str:
        return self._("{teacher} has opened the closing check of “{unit}” for you.").format(
            teacher=begun(teacher), unit=unit
        )

    def enrichment_offer(self) -> str:
        return self._("If you like, there is something extra to explore, for nothing but the pleasure of it.")

    def enrichment_done(self) -> str:
        return self._("That was the extra. Thank you for looking around.")

    def unit_mastered(self, title: str) -> str:
        return self._("**{title}: mastered.** You have shown every goal of it.").format(title=title)

    def next_unit(self, title: str) -> str:
        return self._("Next comes “{title}”. Now, or later?").format(title=title)

    def choose_unit(self) -> str:
        return self._("Which unit next?")

    def finished(self, title: str) -> str:
        return self._(
            "That was the last unit: you have mastered all of “{title}”. Now and then I will ask a few questions, "
            "so that it stays."
        ).format(title=title)

    def nothing_open(self) -> str:
        return self._("No unit is open for you right now. Your teacher can open one.")

    def locked(self, unit: str, gate: str, open_goals: Sequence[str]) -> str:
        """Practice Q1: names what is still open, shows no item."""
        head = self._("“{unit}” opens when “{gate}” is mastered. Still open there:").format(unit=unit, gate=gate)
        return "\n".join([head, *(f"- {goal}" for goal in open_goals)])

    def units_head(self, title: str) -> str:
        return self._("The units of **{title}**:").format(title=title)

    def unit_row(self, title: str, standing: str) -> str:
        return f"- {title}: {self._(UNIT_STANDINGS[standing])}"
