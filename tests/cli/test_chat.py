"""`tutor chat`: the classroom's conversation in a terminal, through a pipe and on a terminal that is one."""

import os
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.conftest import ROOT, command, in_order
from tests.cli.processes import running

needs_terminal = pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals of this kind")


def chat(environment: dict[str, str], given: str, *words: str) -> subprocess.CompletedProcess[str]:
    """One whole conversation through a pipe."""
    return subprocess.run(
        command("chat", *words),
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_a_conversation_through_a_pipe_reads_like_a_page(environment: dict[str, str]) -> None:
    done = chat(environment, "1\nwhere am I\n", "--name", "Ada")
    assert (done.returncode, done.stderr) == (0, "")
    said = [
        "Hi Ada.",
        "  1) Start",
        "Unit 1 of 1",
        "1) Go",
        "Unit sums",
        "2) Take a break",
        "Goodbye, Ada. Everything is saved",
    ]
    assert in_order(done.stdout, said)
    assert "\x1b" not in done.stdout, "a pipe gets plain lines"


def test_a_student_of_the_same_name_goes_on_where_they_were(environment: dict[str, str]) -> None:
    first = chat(environment, "Start\nGo\n", "--name", "Ada")
    question = [line for line in first.stdout.splitlines() if line.startswith("1 of about")]
    second = chat(environment, "", "--name", "ada")
    assert len(question) == 1
    assert in_order(second.stdout, ["Hi Ada.", question[0], "Goodbye, Ada"])
    assert "you practise with me" not in second.stdout, "nobody is welcomed as new twice"


def test_another_name_is_another_student(environment: dict[str, str]) -> None:
    chat(environment, "Start\nGo\n", "--name", "Ada")
    assert "you practise with me" in chat(environment, "", "--name", "Ben").stdout


def test_what_is_answered_is_judged_and_the_next_question_comes(environment: dict[str, str]) -> None:
    done = chat(environment, "Start\nGo\n[I don't know yet]\n", "--name", "Ada")
    assert in_order(done.stdout, ["1 of about", "[I don't know yet]", "Good that you say so.", "2 of about"])


def test_the_notices_of_the_teacher_are_shown_when_asked_for(environment: dict[str, str]) -> None:
    given = "Start\nSkip, teach me from the start\n" + "Next\n2\n" * 2 + "Check me\n" + "I don't know yet\n" * 12
    with_notices = chat(environment, given, "--name", "Ada", "--teacher")
    assert "  teacher | Ada" in with_notices.stdout, with_notices.stdout
    assert "teacher |" not in chat(environment, given, "--name", "Ben").stdout


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("x" * 1_000_000 + "\n", "Hi Ada."),
        ("\x00\x1b[2J\u202e 👩🏽‍🎓\n", "Goodbye"),
        ("\n\n   \n", "Goodbye"),
    ],
)
def test_odd_lines_are_answered_kindly_and_the_conversation_goes_on(
    environment: dict[str, str], given: str, told: str
) -> None:
    done = chat(environment, given + "where am I\n", "--name", "Ada")
    assert (done.returncode, done.stderr) == (0, "")
    assert in_order(done.stdout, [told])
    assert "\x1b" not in done.stdout


def test_bytes_that_are_no_text_end_nothing(environment: dict[str, str]) -> None:
    done = subprocess.run(
        command("chat", "--name", "Ada"),
        cwd=ROOT,
        env=environment,
        input=b"\xff\xfe\nStart",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Unit 1 of 1" in done.stdout, "half a line at the end is a line"


def test_each_line_is_answered_before_the_next_one_is_given(environment: dict[str, str]) -> None:
    with running(environment, "chat", "--name", "Ada") as ada:
        ada.out.until("2) What is this?")
        ada.say("2")
        ada.out.until("**where am I**".replace("*", ""))
        assert ada.process.stdin is not None
        ada.process.stdin.close()
        assert ada.ends() == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--course", "alchemy"), "There is no course 'alchemy' here.\nChoose one of: tiny"),
        (("--name", "\x07"), "A student needs a name"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_cure(
    environment: dict[str, str], words: tuple[str, ...], sentence: str
) -> None:
    done = chat(environment, "", *words)
    assert done.returncode == 1
    assert sentence in done.stderr


def test_while_the_classroom_is_open_the_chat_says_so(environment: dict[str, str]) -> None:
    with running(environment, "try") as classroom:
        classroom.out.until("The classroom is open")
        done = chat(environment, "", "--name", "Ada")
    assert done.returncode == 1
    assert "is used by another tutor" in done.stderr


PROMPT = "\x1b[?2004h"  # prompt_toolkit asks the terminal to mark what is pasted, whenever it begins to read


class Terminal:
    """A `tutor chat` on a pseudo-terminal of 100 columns."""

    def __init__(self, leader: int, process: subprocess.Popen[bytes]) -> None:
        self.leader = leader
        self.process = process
        self.text, self.seen = "", 0

    def until(self, part: str) -> None:
        """Read until `part` was shown, after what was waited for before."""
        end = time.monotonic() + 30
        while (found := self.text.find(part, self.seen)) < 0:
            assert time.monotonic() < end, self.text
            if select.select([self.leader], [], [], 0.5)[0]:
                self._take()
        self.seen = found + len(part)

    def _take(self) -> None:
        chunk = os.read(self.leader, 65_536)
        self.text += chunk.decode("utf-8", "replace")
        if b"\x1b[6n" in chunk:
            os.write(self.leader, b"\x1b[1;1R")  # a terminal that is asked where its cursor is answers

    def type(self, text: str) -> None:
        """Type what the prompt waits for."""
        os.write(self.leader, text.encode())


@contextmanager
def terminal(environment: dict[str, str], *words: str) -> Iterator[Terminal]:
    """A terminal with a running chat, which ends with the test at the latest."""
    import pty  # noqa: PLC0415 -- POSIX alone
    import termios  # noqa: PLC0415 -- as above

    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (40, 100))
    with subprocess.Popen(
        command("chat", *words),
        cwd=ROOT,
        env={**environment, "TERM": "xterm-256color"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    ) as process:
        os.close(follower)
        try:
            yield Terminal(leader, process)
        finally:
            if process.poll() is None:
                process.kill()
            os.close(leader)


@needs_terminal
def test_on_a_terminal_there_is_a_prompt_colour_completion_and_a_polite_end(environment: dict[str, str]) -> None:
    with terminal(environment, "--name", "Ada") as ada:
        ada.until("What is this?")
        assert "\x1b[36m" in ada.text, "buttons are coloured"
        ada.until(PROMPT)
        ada.type("Wha\t")
        ada.until("What is this?")  # completed to the label of the button
        ada.type("\r")
        ada.until("A unit goes like this")
        ada.until("What is this?")
        ada.until(PROMPT)
        ada.type("\x04")
        ada.until("Everything is saved")
        assert ada.process.wait(30) == 0


@needs_terminal
def test_ctrl_c_on_a_terminal_loses_nothing(environment: dict[str, str]) -> None:
    with terminal(environment, "--name", "Ada") as ada:
        ada.until("What is this?")
        ada.until(PROMPT)
        ada.type("Start\r")
        ada.until("Skip")
        ada.until(PROMPT)
        ada.type("\x03")
        ada.until("is saved")
        assert ada.process.wait(30) == 130
    assert "2) Skip" in chat(environment, "", "--name", "Ada").stdout
