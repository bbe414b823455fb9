"""What rules do to students, in figures that can be checked by hand or by a second way of counting."""

import time
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import Bounds, EvidenceRule, MasteryRule, StreakRule, ThresholdRule
from bot.mastery.answers import Answer
from bot.mastery.error_rates import ErrorRates, error_rates
from bot.mastery.rules import Decision, decide


def evidence(least: int, most: int, false_pass: float = 0.05) -> EvidenceRule:
    return EvidenceRule(rule="evidence", least=least, most=most, false_pass=false_pass)


def percents(rates: ErrorRates) -> tuple[float, float, float, float]:
    """(of 100 who know it told not yet, of 100 who do not told mastered, items if they know, items if not)."""
    of_100 = (round(100 * rates.knows_not_yet, 2), round(100 * rates.guesses_pass, 2))
    return (*of_100, round(rates.items_if_knows, 2), round(rates.items_if_not, 2))


@pytest.mark.parametrize(
    ("rule", "guess", "knows_not_yet", "guesses_pass"),
    [
        (ThresholdRule(items=3), 0.25, 1 - 0.9**3, 0.25**3),  # 27.1 of 100: 80 % of three is three
        (ThresholdRule(items=5), 0.25, 1 - 0.9**5 - 5 * 0.1 * 0.9**4, 0.25**5 + 5 * 0.75 * 0.25**4),  # 8.1 of 100
        (ThresholdRule(items=1), 0.5, 0.1, 0.5),
        (StreakRule(rule="streak", run=3, most=3), 0.25, 1 - 0.9**3, 0.25**3),
        (StreakRule(rule="streak", run=2, most=3), 0.5, 0.1 + 0.9 * 0.1 - 0.1 * 0.9**2, 0.375),  # RR, or MRR
    ],
)
def test_error_rates_that_can_be_counted_by_hand(
    rule: MasteryRule, guess: float, knows_not_yet: float, guesses_pass: float
) -> None:
    rates = error_rates(rule, guess)
    assert rates.knows_not_yet == pytest.approx(knows_not_yet, abs=1e-12)
    assert rates.guesses_pass == pytest.approx(guesses_pass, abs=1e-12)


@pytest.mark.parametrize(
    ("most", "passing"),
    [
        (3, 1.56),
        (10, 9.61),
        (30, 29.22),
        (49, 43.90),  # "in the end" passes 44 of 100 guessers: with up to 49 questions
        (50, 44.58),
    ],
)
def test_three_in_a_row_lets_guessers_through_in_the_end(most: int, passing: float) -> None:
    rule = StreakRule.model_construct(rule="streak", run=3, most=most, slip=0.1)
    assert round(100 * error_rates(rule, 0.25).guesses_pass, 2) == passing


@pytest.mark.parametrize(
    ("least", "most", "guess", "expected"),
    [
        # guess rate of: a typed answer, five options, four options, true/false
        (3, 5, 0.02, (1.18, 0.20, 3.01, 2.08)),
        (3, 5, 0.2, (1.59, 5.28, 3.51, 2.86)),
        (3, 5, 0.25, (7.42, 2.44, 3.51, 3.07)),
        (3, 5, 0.5, (8.15, 18.75, 4.97, 4.12)),
        (3, 6, 0.02, (1.18, 0.20, 3.01, 2.08)),
        (3, 6, 0.2, (2.17, 2.00, 3.57, 2.90)),
        (3, 6, 0.25, (2.17, 4.20, 3.57, 3.14)),
        (3, 6, 0.5, (11.43, 10.94, 5.95, 4.59)),
        (2, 6, 0.25, (2.17, 4.20, 3.57, 3.14)),
        (3, 8, 0.02, (1.18, 0.20, 3.01, 2.08)),
        (3, 8, 0.2, (1.75, 1.61, 3.64, 2.95)),
        (3, 8, 0.25, (1.75, 3.54, 3.68, 3.24)),
        (3, 8, 0.5, (4.34, 14.06, 6.84, 5.22)),
    ],
)
def test_the_sequential_test_in_figures(
    least: int, most: int, guess: float, expected: tuple[float, float, float, float]
) -> None:
    assert percents(error_rates(evidence(least, most), guess)) == expected


@pytest.mark.parametrize("rule", [evidence(3, 8), evidence(3, 6, 0.02), evidence(3, 8, 0.02)])
def test_both_rates_are_under_4_of_100_on_four_options_with_3_to_5_items_on_average(rule: EvidenceRule) -> None:
    not_yet, passing, if_knows, if_not = percents(error_rates(rule, 0.25))
    assert max(not_yet, passing) < 4
    assert 3 <= min(if_knows, if_not) <= max(if_knows, if_not) <= 5


def test_a_form_replaces_the_bounds_of_the_rule() -> None:
    assert error_rates(evidence(3, 6), 0.25, Bounds(least=3, most=8)) == error_rates(evidence(3, 8), 0.25)
    assert error_rates(ThresholdRule(items=9), 0.25, Bounds(least=3, most=3)) == error_rates(
        ThresholdRule(items=3), 0.25
    )


def enumerated(rule: MasteryRule, rates: tuple[float, ...], most: int, right: tuple[float, ...]) -> tuple[float, float]:
    """(chance of mastered, items on average), by walking all 2 ** most lists of answers through `decide`."""
    mastered = items = 0.0
    for rights in product((True, False), repeat=most):
        chance = prod(right[turn] if is_right else 1 - right[turn] for turn, is_right in enumerate(rights))
        given_ = [Answer(is_right, rates[turn]) for turn, is_right in enumerate(rights)]
        mastered += chance * (decide(rule, given_) is Decision.MASTERED)
        open_ = sum(decide(rule, given_[:count]) is Decision.ASK_MORE for count in range(most))
        items += chance * open_
    return mastered, items


@pytest.mark.parametrize(
    ("rule", "guesses"),
    [
        (evidence(3, 6), (0.25,)),
        (evidence(3, 7), (0.25, 0.02, 0.5)),  # templates take turns
        (evidence(1, 5), (0.02, 0.2)),
        (StreakRule(rule="streak", run=3, most=7), (0.25, 0.5)),
        (ThresholdRule(share=0.8, items=6), (0.25, 0.02)),
    ],
)
def test_walking_the_rule_agrees_with_walking_every_list_of_answers(
    rule: MasteryRule, guesses: tuple[float, ...]
) -> None:
    most = rule.items if isinstance(rule, ThresholdRule) else rule.most
    rates = tuple(guesses[turn % len(guesses)] for turn in range(most))
    knowing = enumerated(rule, rates, most, (0.9,) * most)
    guessing = enumerated(rule, rates, most, rates)
    found = error_rates(rule, guesses)
    assert (1 - found.knows_not_yet, found.items_if_knows) == pytest.approx(knowing)
    assert (found.guesses_pass, found.items_if_not) == pytest.approx(guessing)


@given(st.floats(0, 0.99), st.integers(1, 6), st.integers(1, 12))
def test_rates_are_chances_and_items_are_within_the_bounds(guess: float, least: int, most: int) -> None:
    rates = error_rates(evidence(least, most), guess)
    assert 0 <= rates.knows_not_yet <= 1
    assert 0 <= rates.guesses_pass <= 1
    assert 1 <= rates.items_if_knows <= most + 1e-9
    assert 1 <= rates.items_if_not <= most + 1e-9


@pytest.mark.parametrize(
    ("rule", "guess"),
    [
        (evidence(3, 30), (0.02, 0.2, 0.25, 0.5)),
        (StreakRule(rule="streak", run=10, most=30), 0.5),
        (ThresholdRule(items=20), 0.5),
    ],
)
def test_the_longest_forms_are_counted_within_50_ms(rule: MasteryRule, guess: float | tuple[float, ...]) -> None:
    def seconds(slip: float) -> float:
        began = time.perf_counter()
        error_rates(rule.model_copy(update={"slip": slip}), guess)  # a rule of its own, so that nothing is remembered
        return time.perf_counter() - began

    assert min(seconds(0.1 + step / 1000) for step in range(3)) < 0.05


@pytest.mark.parametrize("guess", [1.0, -0.1, (0.25, 2.0), ()])
def test_a_guess_rate_outside_its_range_is_refused_with_the_cure(guess: float | tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"Give 0\.25 for four options"):
        error_rates(ThresholdRule(), guess)
