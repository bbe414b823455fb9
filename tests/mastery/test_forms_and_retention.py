"""Letters of parallel forms, what a re-check asks, and when an objective is looked at again."""

import pytest

from bot.mastery.parallel import decided_so, letter
from bot.mastery.retention import DAY, next_look
from bot.mastery.rules import Decision

LAST_LOOK = 1_700_000_000.0


@pytest.mark.parametrize(
    ("nth", "name"), [(0, "A"), (1, "B"), (11, "L"), (25, "Z"), (26, "AA"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)  # fmt: skip
def test_q7_forms_never_run_out_of_letters(nth: int, name: str) -> None:
    """Q7: re-assess without limit; the twelfth form is L."""
    assert letter(nth) == name


def test_there_is_no_form_before_the_first() -> None:
    with pytest.raises(ValueError, match="the first form is 0"):
        letter(-1)


def test_k5_a_recheck_asks_what_was_missed_and_nothing_else() -> None:
    """K5: the parallel form serves the correction of what was missed."""
    decisions = {"a": Decision.MASTERED, "b": Decision.NOT_YET, "c": Decision.ASK_MORE, "d": Decision.NOT_YET}
    assert decided_so(Decision.NOT_YET, ("d", "c", "b", "a", "e"), decisions) == ("d", "b")


@pytest.mark.parametrize(
    ("done", "days"),
    [
        (0, 7),  # a week after mastery
        (1, 21),  # 28 - 7 after the first look back, whenever that was
        (2, None),  # the course names no third
        (-1, None),
    ],
)
def test_the_next_look_back_counts_from_the_last(done: int, days: int | None) -> None:
    assert next_look((7, 28), done, LAST_LOOK) == (None if days is None else LAST_LOOK + days * DAY)
