"""When an objective is mastered, rule by rule.

In the tables: R right, M missed, h right after one hint, ? "I don't know yet".
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import Bounds, EvidenceRule, MasteryRule, StreakRule, ThresholdRule
from bot.mastery.answers import Answer
from bot.mastery.rules import Decision, decide, least_items, most_items, weight

MASTERED, NOT_YET, ASK_MORE = Decision.MASTERED, Decision.NOT_YET, Decision.ASK_MORE
EVIDENCE = EvidenceRule(rule="evidence")
STREAK = StreakRule(rule="streak")


def answers(letters: str, guess: float = 0.25) -> list[Answer]:
    """`RRMh?` as answers to items of one guess rate."""
    return [Answer(letter in "Rh", guess, int(letter == "h"), letter == "?") for letter in letters]


@pytest.mark.parametrize(
    ("share", "items", "given_", "decision"),
    [
        (0.9, 9, "RRRRRRRRM", NOT_YET),  # K1: 8 of 9 is 88.9 %
        (0.9, 10, "RRRRRRRRRM", MASTERED),  # K1: 9 of 10 is 90 %
        (0.8, 5, "RRRRM", MASTERED),  # O7: 4 of 5 is 80 %
        (0.8, 5, "RRRMM", NOT_YET),
        (0.8, 3, "RRM", NOT_YET),  # 2 of 3 is 67 %: on three items, 80 % means all
        (0.7, 10, "RRRRRRRMMM", MASTERED),  # exactly 7, although 0.7 * 10 is above 7 in binary
        (0.8, 5, "RRRR", ASK_MORE),  # nothing can change any more, but the form is asked to its end
        (0.8, 5, "MMMM", ASK_MORE),
        (0.8, 5, "", ASK_MORE),
        (0.8, 5, "RRRRh", MASTERED),  # 4.5 of 5
        (0.8, 5, "RRRhh", MASTERED),  # 4 of 5
        (0.8, 5, "RRhhh", NOT_YET),  # 3.5 of 5
        (0.8, 5, "RRRR?", MASTERED),
        (0.8, 5, "RRRMMRRR", NOT_YET),  # what follows the form is not of the form
    ],
)
def test_threshold_is_the_share_of_a_whole_form(share: float, items: int, given_: str, decision: Decision) -> None:
    assert decide(ThresholdRule(share=share, items=items), answers(given_)) is decision


def test_a_form_of_another_length_replaces_the_number_of_items() -> None:
    look_back = Bounds(least=2, most=3)
    decisions = [decide(ThresholdRule(items=5), answers(given_), look_back) for given_ in ("RR", "RRR", "RRM")]
    assert decisions == [ASK_MORE, MASTERED, NOT_YET]


@pytest.mark.parametrize(
    ("given_", "decision"),
    [
        ("RR", ASK_MORE),
        ("RRR", MASTERED),  # ASSISTments: three in a row
        ("RRMRR", ASK_MORE),
        ("RRMRRR", MASTERED),
        ("RRhR", MASTERED),  # a hinted one neither extends nor ends the run
        ("RRhhh", ASK_MORE),
        ("hhh", ASK_MORE),
        ("RR?RR", ASK_MORE),
        ("MMMMMMMM", NOT_YET),  # two of ten are left: no three in a row any more
        ("MMMMMMM", ASK_MORE),
        ("RRMRRMRRM", NOT_YET),
        ("RRRM", MASTERED),  # decided at the third
    ],
)
def test_streak_is_a_run_without_help(given_: str, decision: Decision) -> None:
    assert decide(STREAK, answers(given_)) is decision


def test_a_form_shorter_than_the_run_asks_for_all_of_it() -> None:
    placement = Bounds(least=1, most=2)
    assert [decide(STREAK, answers(given_), placement) for given_ in ("R", "RR", "M")] == [ASK_MORE, MASTERED, NOT_YET]


@pytest.mark.parametrize(
    ("guess", "given_", "decision"),
    [
        # four options: right weighs ln(0.9/0.25) = 1.281, missed ln(0.1/0.75) = -2.015; boundaries are at ±2.944
        (0.25, "RR", ASK_MORE),  # 2.562
        (0.25, "RRR", MASTERED),  # 3.843
        (0.25, "MM", NOT_YET),  # -4.030: before `least`
        (0.25, "RMR", ASK_MORE),  # 0.547
        (0.25, "RMM", ASK_MORE),  # -2.749
        (0.25, "RMRRR", MASTERED),  # 3.109
        (0.25, "RRMRM", ASK_MORE),  # -0.186
        (0.25, "RRMRMR", MASTERED),  # 1.095 at the last item: the likelier side
        (0.25, "RRMRMM", NOT_YET),
        (0.25, "RRMMM", NOT_YET),  # -3.482
        # typed answers: right ln(0.9/0.02) = 3.807, missed ln(0.1/0.98) = -2.282
        (0.02, "R", ASK_MORE),  # above the boundary, but `least` is three
        (0.02, "RR", ASK_MORE),
        (0.02, "RRM", MASTERED),  # 5.331
        (0.02, "RMM", ASK_MORE),  # -0.759
        (0.02, "MRM", ASK_MORE),
        (0.02, "MM", NOT_YET),
        # true or false: right ln(0.9/0.5) = 0.588, missed ln(0.1/0.5) = -1.609
        (0.5, "RRRRR", ASK_MORE),  # 2.939: a coin takes long to tell
        (0.5, "RRRRRR", MASTERED),
        (0.5, "RRRRRM", MASTERED),  # 1.330
        (0.5, "RRRRMM", NOT_YET),  # -0.868
        (0.25, "?", NOT_YET),  # said by the one who knows best
        (0.25, "RR?", NOT_YET),
        (0.25, "RRR?", MASTERED),  # decided before
        # one hint: guess' = 1 - 0.75 / 2 = 0.625, right weighs ln(0.9/0.625) = 0.365
        (0.25, "hhh", ASK_MORE),
        (0.25, "RRh", ASK_MORE),  # 2.926
        (0.25, "RRhh", MASTERED),  # 3.291
        (0.25, "", ASK_MORE),
    ],
)
def test_evidence_is_weighed_item_by_item(guess: float, given_: str, decision: Decision) -> None:
    assert decide(EVIDENCE, answers(given_, guess)) is decision


@pytest.mark.parametrize(
    ("guess", "given_", "decision"),
    [
        (0.02, "R", MASTERED),  # one typed answer is enough for a placement
        (0.25, "R", ASK_MORE),
        (0.25, "RRM", MASTERED),  # 0.547 at the last item
        (0.25, "RMM", NOT_YET),
        (0.25, "?", NOT_YET),
        (0.5, "RRR", MASTERED),
    ],
)
def test_a_placement_decides_within_its_own_bounds(guess: float, given_: str, decision: Decision) -> None:
    assert decide(EVIDENCE, answers(given_, guess), Bounds(least=1, most=3)) is decision


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(True, 0.25), 1.280934),
        (Answer(True, 0.25, 1), 0.364643),
        (Answer(True, 0.25, 2), 0.102279),
        (Answer(True, 0.25, 3), 0.0),  # guessed after three hints as often as known: it says nothing
        (Answer(False, 0.25), -2.014903),
        (Answer(False, 0.25, 3), -2.014903),  # a hint makes no miss count more, and none less
        (Answer(True, 0.0), 4.499810),  # a guess rate of 0.01 at least
        (Answer(False, 0.95), 0.0),  # never against its direction
        (Answer(False, 0.25, 0, True), float("-inf")),
    ],
)
def test_the_weight_of_an_answer(answer: Answer, expected: float) -> None:
    assert weight(0.1, answer) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("rule", "least", "most"),
    [
        (ThresholdRule(items=7), 7, 7),
        (StreakRule(rule="streak", run=3, most=10), 3, 10),
        (StreakRule(rule="streak", run=5, most=4), 4, 4),
        (EVIDENCE, 3, 6),
        (EvidenceRule(rule="evidence", least=9, most=4), 4, 4),
    ],
)
def test_least_and_most_items_bound_every_form(rule: MasteryRule, least: int, most: int) -> None:
    assert (least_items(rule), most_items(rule)) == (least, most)
    assert decide(rule, answers("R" * (least - 1))) is ASK_MORE
    assert decide(rule, answers("R" * most)) is MASTERED


RULES: st.SearchStrategy[MasteryRule] = st.one_of(
    st.builds(ThresholdRule, share=st.sampled_from([0.6, 0.8, 0.9, 1.0]), items=st.integers(1, 12)),
    st.builds(StreakRule, rule=st.just("streak"), run=st.integers(1, 5), most=st.integers(1, 12)),
    st.builds(EvidenceRule, rule=st.just("evidence"), least=st.integers(1, 6), most=st.integers(1, 12)),
)
ANSWERS = st.lists(
    st.builds(
        lambda right, guess, hints, unsure: Answer(right and not unsure, guess, hints, unsure),
        st.booleans(),
        st.floats(0, 0.99),
        st.integers(0, 5),
        st.sampled_from([False] * 5 + [True]),
    ),
    max_size=30,
)
BOUNDS = st.none() | st.builds(Bounds, least=st.integers(1, 8), most=st.integers(1, 12))


@given(RULES, ANSWERS, BOUNDS)
def test_every_list_of_answers_has_a_decision(rule: MasteryRule, given_: list[Answer], bounds: Bounds | None) -> None:
    assert decide(rule, given_, bounds) in Decision


@given(RULES, ANSWERS, BOUNDS)
def test_nothing_is_mastered_without_a_right_answer(
    rule: MasteryRule, given_: list[Answer], bounds: Bounds | None
) -> None:
    if decide(rule, given_, bounds) is MASTERED:
        assert any(answer.right for answer in given_)


@given(RULES, ANSWERS, BOUNDS)
def test_a_form_ends_after_its_most_items(rule: MasteryRule, given_: list[Answer], bounds: Bounds | None) -> None:
    most = bounds.most if bounds else most_items(rule)
    if len(given_) >= most:
        assert decide(rule, given_, bounds) is not ASK_MORE


@given(RULES, ANSWERS, BOUNDS)
def test_the_first_decision_stands(rule: MasteryRule, given_: list[Answer], bounds: Bounds | None) -> None:
    decisions = [decide(rule, given_[:count], bounds) for count in range(len(given_) + 1)]
    made = [decision for decision in decisions if decision is not ASK_MORE]
    assert len(set(made)) <= 1
    assert decisions[len(decisions) - len(made) :] == made


@given(RULES, ANSWERS, BOUNDS, st.data())
def test_one_more_right_never_takes_mastery_away(
    rule: MasteryRule, given_: list[Answer], bounds: Bounds | None, data: st.DataObject
) -> None:
    if given_ and decide(rule, given_, bounds) is MASTERED:
        place = data.draw(st.integers(0, len(given_) - 1))
        better = [*given_]
        better[place] = Answer(True, given_[place].guess)
        assert decide(rule, better, bounds) is not NOT_YET


@given(RULES, ANSWERS, BOUNDS)
def test_hints_never_help_to_mastery(rule: MasteryRule, given_: list[Answer], bounds: Bounds | None) -> None:
    unaided = [Answer(answer.right, answer.guess, 0, answer.unsure) for answer in given_]
    if decide(rule, given_, bounds) is MASTERED:
        assert decide(rule, unaided, bounds) is not NOT_YET


@given(ANSWERS)
def test_q2_an_objective_is_decided_by_its_own_answers(given_: list[Answer]) -> None:
    """Q2: nine objectives shown and one missed is not an average: each is decided alone."""
    shown = [decide(EVIDENCE, answers("RRR")) for _ in range(9)]
    assert [*shown, decide(EVIDENCE, answers("MM"))] == [MASTERED] * 9 + [NOT_YET]
