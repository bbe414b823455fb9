"""Rules that do what they are told: for tests of the engine that need a certain effect at a certain moment.

say hello | ask r1 | settle r1 | grant sums | alert a there | remind x 60 | forget x | go 8a | break | quiet
"""

from msgspec.structs import replace

from bot.curriculum.question import Question
from bot.dialogue.draft import Outcome
from bot.dialogue.effects import Alert, Ask, Effect, Forget, GoTo, Grant, Remind, Say, Settle
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Event, Replied, Ticked
from bot.dialogue.facts import StartedOver
from bot.dialogue.setting import Setting
from bot.engine.rules import Rules
from bot.grading.grade import grade
from bot.grading.reply import Reply
from bot.grading.verdict import Verdict


def enroll(community: str, class_id: str, student: str, name: str) -> Enrollment:
    return Enrollment(community=community, class_id=class_id, student=student, name=name)


def expects(enrollment: Enrollment, event: Event, setting: Setting) -> tuple[Question, Reply] | None:
    return None


def step(enrollment: Enrollment, event: Event, setting: Setting, verdict: Verdict | None) -> Outcome:
    effects: tuple[Effect, ...]
    match event:
        case Replied(text=text):
            effects = told(text, event)
        case Ticked(name=name):
            effects = (Say(f"tick {name}"),)
        case _:
            effects = (Say(f"{type(event).__name__} {setting.class_id}"),)
    fact = StartedOver("unit", event.student, event.id)
    return Outcome(replace(enrollment, turn=enrollment.turn + 1), effects, (fact,))


def told(text: str, event: Event) -> tuple[Effect, ...]:  # noqa: PLR0911 - a table, one line each
    match text.split():
        case ["say", *words]:
            return (Say(" ".join(words)),)
        case ["ask", ref]:
            return (Ask(ref, "What is it?", "text"),)
        case ["settle", ref]:
            return (Settle(ref),)
        case ["grant", unit]:
            return (Say("before"), Grant("", "7b", event.student, unit), Say("after"))
        case ["alert", ref, *lines]:
            return (Say("told"), Alert(ref, event.student, "7b", "Look", tuple(lines) or ("here",)))
        case ["remind", name, seconds]:
            return (Remind(name, event.at + float(seconds)),)
        case ["forget", name]:
            return (Forget(name),)
        case ["go", class_id]:
            return (GoTo(class_id),)
        case ["quiet"]:
            return ()
        case _:
            raise RuntimeError(text)


OBEDIENT = Rules(enroll, expects, grade, step)
