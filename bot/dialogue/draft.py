"""The outcome of one event while it is being written.

A draft belongs to one call of `step` and never leaves it: the enrollment it ends with is a new value, the one it
began with is untouched. Only this file changes a phase (along `transitions.NEXT`) and hands out refs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.effects import Ask, Choice, Effect, Forget, Remind, Say, Settle
from bot.dialogue.enrollment import Enrollment, Menu, Phase, Run, Standing, phase_of
from bot.dialogue.facts import Fact
from bot.dialogue.questions import UNASKED, open_ref, unit_for
from bot.dialogue.transitions import PUSHES, Move, target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.curriculum.course import Unit
    from bot.curriculum.question import Picture
    from bot.dialogue.setting import Setting
    from bot.dialogue.wording import Wording


class Outcome(Struct, frozen=True):
    """What one event led to: the enrollment after it, what to do, what became true."""

    enrollment: Enrollment
    effects: tuple[Effect, ...]
    facts: tuple[Fact, ...]


class Draft:
    """at: time of the event, UTC seconds."""

    __slots__ = ("at", "effects", "enrollment", "facts", "leads", "resuming", "returned", "setting")

    def __init__(self, enrollment: Enrollment, setting: Setting, at: float) -> None:
        self.enrollment = enrollment
        self.setting = setting
        self.at = at
        self.effects: list[Effect] = []
        self.facts: list[Fact] = []
        self.leads: list[str] = []
        self.resuming = False
        self.returned = False
        """A run ended, and the one below goes on."""

    def resume(self) -> None:
        """At the end of this event show the student where they are."""
        self.resuming = True

    def outcome(self) -> Outcome:
        self.tell()
        return Outcome(self.enrollment, tuple(self.effects), tuple(self.facts))

    # --- reading ---

    @property
    def words(self) -> Wording:
        return self.setting.wording

    @property
    def phase(self) -> Phase:
        return phase_of(self.enrollment)

    @property
    def run(self) -> Run:
        """The run on top. Raises IndexError where none is: callers ask `phase` first."""
        return self.enrollment.runs[-1]

    @property
    def unit(self) -> Unit:
        return self.setting.unit_of(self.run)

    def unit_named(self, unit: str) -> Unit:
        """A unit by id: the version in progress if the student is in it, else the newest. Raises KeyError."""
        return unit_for(self.enrollment, self.setting, unit)

    def title_of(self, unit: str) -> str:
        """Also of a unit that the course does not have any more: then its id."""
        try:
            return self.unit_named(unit).title
        except KeyError:
            return unit

    # --- changing ---

    def change(self, **fields: object) -> None:
        self.enrollment = replace(self.enrollment, **fields)

    def change_run(self, **fields: object) -> None:
        self.change(runs=(*self.enrollment.runs[:-1], replace(self.run, **fields)))

    def stand(self, goal: str, standing: Standing) -> None:
        self.change(standings={**self.enrollment.standings, goal: standing})

    def move(self, move: Move, **fields: object) -> None:
        """Go along the table within the run on top, or end it."""
        phase = target(self.phase, move)
        if phase is None:
            self.change(runs=self.enrollment.runs[:-1])
        else:
            self.change_run(phase=phase, **fields)

    def push(self, move: Move, run: Run) -> None:
        """Begin a run on top; the one below waits as it stands, and its question is asked again when its time comes."""
        phase = target(self.phase, move)
        if move not in PUSHES or phase is None:
            raise ValueError(f"{move.value!r} begins no run")
        self.settle_menu()
        self.settle_question()
        self.change(runs=(*self.enrollment.runs, replace(run, phase=phase)))

    # --- saying ---

    def record(self, fact: Fact) -> None:
        self.facts.append(fact)

    def next_ref(self) -> str:
        """With the class: a student of two classes has one private conversation."""
        self.change(refs=self.enrollment.refs + 1)
        return f"{self.enrollment.class_id}/{self.enrollment.refs}"

    def say(self, text: str, picture: Picture | None = None) -> None:
        self.effects.append(Say(self._led(text), picture=picture))

    def lead(self, text: str) -> None:
        """Say it at the head of the next message, so that a turn ends in two messages at most."""
        self.leads.append(text)

    def tell(self) -> None:
        """Say what leads to no message of its own: at the end of the one before, or by itself."""
        if not self.leads:
            return
        for place in reversed(range(len(self.effects))):
            said = self.effects[place]
            if isinstance(said, Say) and not said.choices:
                self.effects[place] = replace(said, text="\n".join((said.text, *self.leads)))
                self.leads.clear()
                return
        self.effects.append(Say(self._led()))

    def _led(self, *text: str) -> str:
        led = "\n".join((*self.leads, *text))
        self.leads.clear()
        return led

    def offer(self, text: str, choices: Iterable[Choice], picture: Picture | None = None) -> None:
        """Say it with buttons; from now on these are the menu, and an older menu takes no more presses."""
        listed = tuple(choices)
        self.settle_menu()
        ref = self.next_ref()
        self.change(menu=Menu(ref, tuple(choice.key for choice in listed)))
        self.effects.append(Say(self._led(text), listed, ref, picture))

    def say_with_anytime(self, text: str, *keys: str) -> None:
        """Say it with buttons that are good at any time (continue, break) and leave the menu as it is."""
        self.effects.append(Say(text, tuple(self.words.button(key) for key in keys), self.next_ref()))

    def ask(self, question: Ask) -> None:
        self.tell()
        self.settle_menu()
        self.effects.append(question)

    def settle_menu(self, chosen: str = "") -> None:
        """Close the menu that is open, showing what was chosen."""
        if self.enrollment.menu is not None:
            self.effects.append(Settle(self.enrollment.menu.ref, chosen))
            self.change(menu=None)

    def settle_question(self) -> None:
        """Let the message of the open question take no more presses; the question itself stays open."""
        ref = open_ref(self.enrollment)
        if not ref:
            return
        self.effects.append(Settle(ref))
        form = self.run.form
        if form is not None and form.open is not None:
            self.change_run(form=replace(form, open=replace(form.open, ref="")))
        else:
            self.change_run(try_ref=UNASKED)

    def remind(self, name: str, at: float) -> None:
        self.effects.append(Remind(name, at))

    def forget(self, name: str) -> None:
        self.effects.append(Forget(name))
