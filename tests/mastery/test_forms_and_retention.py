"""Letters of parallel forms, what a re-check asks, and when an objective is looked at again."""

import pytest

from bot.mastery.parallel import letter, missed
from bot.mastery.retention import due, next_due
from bot.mastery.rules import Decision

MASTERED_AT = 1_700_000_000.0


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
    assert missed(("d", "c", "b", "a", "e"), decisions) == ("d", "b")


def test_looks_back_are_due_so_many_days_after_mastery() -> None:
    assert due((28, 7, 7), MASTERED_AT) == (MASTERED_AT + 7 * 86_400, MASTERED_AT + 28 * 86_400)
    assert due((), MASTERED_AT) == ()


@pytest.mark.parametrize(("done", "days"), [(0, 7), (1, 28), (2, None), (-1, None)])
def test_the_next_look_back_follows_those_that_were_done(done: int, days: int | None) -> None:
    expected = None if days is None else MASTERED_AT + days * 86_400
    assert next_due((7, 28), MASTERED_AT, done) == expected
