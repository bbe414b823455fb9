"""When the next call may be made: a line per channel, a line per method, and what a 429 closes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.pace import POST, Pace, Rate

UPDATE = "chat.update"
MANY = Rate(0.1, burst=50)


def paced(post: Rate = MANY) -> Pace:
    return Pace({POST: post, UPDATE: Rate(1.2, burst=3)}, Rate(1.0))


def test_one_channel_takes_one_message_a_second() -> None:
    pace = paced()
    assert pace.wait(POST, "D1", 100.0) == 0
    assert pace.wait(POST, "D1", 100.25) == pytest.approx(0.75)
    assert pace.wait(POST, "D1", 101.0) == 0
    assert pace.wait(POST, "D1", 101.0) == pytest.approx(1.0)


def test_another_channel_does_not_wait_for_it() -> None:
    pace = paced()
    assert [pace.wait(POST, f"D{number}", 100.0) for number in range(20)] == [0] * 20


def test_a_place_in_line_is_kept_while_others_come() -> None:
    pace = paced(post=Rate(1.0))
    assert pace.wait(POST, "D1", 100.0) == 0
    assert pace.wait(POST, "D2", 100.0) == pytest.approx(1.0)
    assert pace.wait(POST, "D3", 100.0) == pytest.approx(2.0)
    assert pace.wait(POST, "D2", 100.9) == pytest.approx(0.1), "asked too early: the same place"
    assert pace.wait(POST, "D2", 101.0) == 0
    assert pace.wait(POST, "D3", 102.0) == 0


def test_a_method_allows_a_burst_and_then_its_rate() -> None:
    pace = paced()
    waits = [pace.wait(UPDATE, f"D{number}", 100.0) for number in range(5)]
    assert waits == pytest.approx([0, 0, 0, 1.2, 2.4])


def test_changing_a_message_is_not_posting() -> None:
    pace = paced()
    assert pace.wait(POST, "D1", 100.0) == 0
    assert pace.wait(UPDATE, "D1", 100.0) == 0


def test_a_429_closes_one_method_and_nothing_else() -> None:
    pace = paced()
    pace.close(POST, 130.0)
    assert pace.wait(POST, "D1", 100.0) == pytest.approx(30)
    assert pace.wait(UPDATE, "D1", 100.0) == 0
    assert pace.wait(POST, "D1", 130.0) == 0


def test_a_shorter_retry_after_does_not_open_what_a_longer_one_closed() -> None:
    pace = paced()
    pace.close(POST, 130.0)
    pace.close(POST, 105.0)
    assert pace.wait(POST, "D1", 110.0) == pytest.approx(20)


def test_a_place_that_nobody_came_for_is_given_up() -> None:
    pace = paced()
    assert pace.wait(POST, "D1", 100.0) == 0
    assert pace.wait(POST, "D1", 100.0) == pytest.approx(1.0)
    assert pace.wait(POST, "D1", 200.0) == 0
    assert pace.wait(POST, "D1", 200.0) > 0


@given(st.lists(st.tuples(st.sampled_from(["D1", "D2", "D3"]), st.floats(0, 0.5)), max_size=60))
def test_no_channel_ever_gets_two_messages_within_a_second(asked: list[tuple[str, float]]) -> None:
    pace = paced(post=Rate(0.2, burst=2))
    now, went = 100.0, dict[str, list[float]]()
    for channel, later in asked:
        now += later
        if pace.wait(POST, channel, now) == 0:
            went.setdefault(channel, []).append(now)
    for times in went.values():
        assert all(after - before >= 1.0 - 1e-6 for before, after in pairwise(times))
