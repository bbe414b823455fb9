"""Every sentence that a student or a teacher reads, in one catalogue.

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
from bot.dialogue.card_wording import CardWording
from bot.dialogue.effects import Choice
from bot.dialogue.phrases import FORMS, LABELS, METHODS, NEXT_UP, STAGES, STANDINGS, UNIT_STANDINGS, UNREADABLE, WORDS
from bot.grading.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _english(sentence: str) -> str:
    return sentence


class Wording(CardWording):
    """The sentences in one language. translate: English sentence -> sentence of the language."""

    def __init__(self, language: str = "en", translate: Callable[[str], str] = _english) -> None:
        self.language = language
        self._ = translate
        self._words: dict[str, str] | None = None

    # --- small pieces ---

    def goals(self, numbers: Sequence[int]) -> str:
        """'goal 2', 'goals 1 and 3'."""
        _ = self._
        if len(numbers) == 1:
            return _("goal {number}").format(number=numbers[0])
        return _("goals {numbers}").format(numbers=self.and_list([str(number) for number in numbers]))

    def goals_cap(self, numbers: Sequence[int]) -> str:
        text = self.goals(numbers)
        return text[:1].upper() + text[1:]

    def and_list(self, parts: Sequence[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return self._("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])

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

    def questions(self, about: int) -> str:
        """'one question', 'about 6 questions'."""
        return self._("one question") if about == 1 else self._("about {about} questions").format(about=about)

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
        ).format(here=here, unit=unit, goals=" ".join(f"*{_ended(goal)}*" for goal in goals))

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
            return self._("Yes, {answer}: {praise}").format(answer=answer, praise=_ended(praise))
        return self._("Yes, {answer}.").format(answer=answer)

    def right_with_hint(self) -> str:
        return self._(
            "With a hint it tells me a little less, so there may be one question more. That costs you nothing."
        )

    def not_yet(self, reason: str) -> str:
        return self._("Not yet: {reason}").format(reason=_ended(reason))

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
            goal=self.goals_cap([number]), can=_ended(can)
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
        return self._("{teacher} opens the closing check, and knows that you are ready.").format(
            teacher=_begun(teacher)
        )

    def closing_opened(self, teacher: str, unit: str) -> str:
        return self._("{teacher} has opened the closing check of “{unit}” for you.").format(
            teacher=_begun(teacher), unit=unit
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
        ).format(teacher=_begun(teacher), title=title)

    def nothing_to_start_over(self) -> str:
        return self._("No unit is in progress, so there is nothing to start over.")

    def unit_opened(self, teacher: str, title: str) -> str:
        return self._("{teacher} has opened “{title}” for you.").format(teacher=_begun(teacher), title=title)

    def courses(self) -> str:
        return self._("Which course would you like to go to? Everything here stays as it is.")

    def one_course(self) -> str:
        return self._("You are in one course at the moment, this one.")


def _begun(name: str) -> str:
    """With a capital: what begins a sentence may be a name, or 'your teacher'."""
    return name[:1].upper() + name[1:]


def _ended(sentence: str) -> str:
    """With a full stop, unless it has an end of its own: authors write goals, praise and reasons both ways."""
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."
