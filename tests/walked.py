"""A student on the way through a course, over any adapter: to a question with a picture, or until there is a card.

For the pictures of README. What the student does is read from the engine's enrollment; how it is done is the adapter's
(`Hands`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from bot.dialogue.enrollment import Phase, phase_of
from bot.dialogue.questions import question_of
from bot.dialogue.simulate import answer
from bot.dialogue.simulate import press as press_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.curriculum.question import Question
    from bot.engine import Engine

MOST_STEPS = 120
PLACED = 3
"""Questions of the placement that are answered before one with a picture is looked for."""


class Walker(NamedTuple):
    """A student of a class."""

    community: str
    class_id: str
    user: str


class Hands(Protocol):
    """What the walker does; each returns when every letter that came of it has left."""

    async def say(self, user: str, text: str) -> None:
        """Write in one's chat."""
        ...

    async def choose(self, user: str, ref: str, picks: Sequence[str]) -> None:
        """Press what the message `ref` offers."""
        ...


async def walk(engine: Engine, walker: Walker, hands: Hands, *, right: bool, until_picture: bool) -> None:
    """Go on until there is a card, or a question with a picture where that is asked for."""
    setting = engine.setting_of(walker.community, walker.class_id)
    asked = 0
    for _ in range(MOST_STEPS):
        enrollment = await engine.enrollment(walker.community, walker.class_id, walker.user)
        assert enrollment is not None
        question = question_of(enrollment, setting)
        pictured = until_picture and asked > PLACED and question is not None and bool(question.picture)
        if enrollment.card is not None or pictured:
            return
        phase = phase_of(enrollment)
        doing = answer(enrollment, setting, right=right or phase is not Phase.CHECK, mistake=_named(question))
        asked += doing is not None and phase is Phase.PLACEMENT
        doing = doing or press_of(enrollment, nth=int(phase is Phase.GOALS and not until_picture))
        assert doing is not None
        if doing.picks:
            await hands.choose(walker.user, doing.ref, doing.picks)
        else:
            await hands.say(walker.user, doing.text)


def _named(question: Question | None) -> str:
    return question.mistakes[0].name if question is not None and question.mistakes else ""
