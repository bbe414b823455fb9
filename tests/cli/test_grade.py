"""`tutor grade`: one line out for each line in, whatever the line, while the other program waits for it."""

import json
import subprocess

import pytest

from tests.cli.conftest import ROOT, Run, command, lines

HALF = {"kind": "number", "ask": "1/4 + 1/4 =", "answer": "1/2"}


@pytest.mark.parametrize(
    ("reply", "verdict"), [("0.5", "correct"), ("2/4", "correct"), ("1/3", "incorrect"), ("many", "unreadable")]
)
def test_a_line_gets_its_verdict_why_mistake_and_time(run: Run, reply: str, verdict: str) -> None:
    done = run("grade", given=lines({"item": HALF, "reply": reply}))
    graded = json.loads(done.stdout)
    assert done.exit_code == 0
    assert set(graded) == {"verdict", "why", "mistake", "ms"}
    assert graded["verdict"] == verdict
    assert 0 < graded["ms"] < 1000


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (b"nonsense", "mend the JSON there"),
        (b"", "mend the JSON there"),
        (b"\xff\xfe", "no UTF-8"),
        (b"[" * 100_000, "outside quotes"),
        (b"{}", "item"),
        (b'{"item": {"kind": "poem"}, "reply": ""}', "kind"),
        (b'"' + b"x" * 9_000_000 + b'"', "most"),
    ],
)
def test_a_bad_line_is_reported_in_its_place_and_the_others_are_graded(run: Run, bad: bytes, told: str) -> None:
    good = lines({"item": HALF, "reply": "1/2"}).encode()
    done = run("grade", given=good + bad + b"\n" + good)
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert done.exit_code == 1
    assert first["verdict"] == third["verdict"] == "correct"
    assert told in second["error"]
    assert second["line"] == 2


def test_nothing_in_is_nothing_out(run: Run) -> None:
    done = run("grade", given="")
    assert (done.exit_code, done.stdout) == (0, "")


def test_a_reply_of_a_megabyte_is_a_verdict_and_no_fault(run: Run) -> None:
    done = run("grade", given=lines({"item": HALF, "reply": "9" * 1_000_000}))
    assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (0, "unreadable")


def test_another_program_gets_each_verdict_before_it_sends_the_next_line(environment: dict[str, str]) -> None:
    with subprocess.Popen(
        command("grade"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for reply, verdict in (("1/2", "correct"), ("1/3", "incorrect")):
            process.stdin.write(lines({"item": HALF, "reply": reply}).encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["verdict"] == verdict
        process.stdin.close()
        assert process.wait(20) == 0
