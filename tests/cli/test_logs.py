"""What a running program says about itself: one line a record, and nothing of what was written or raised."""

import json
import logging
import sys
from pathlib import Path

import pytest

from adapters.commands.logs import SentencesOnStderr
from adapters.commands.progress import progress

ANSWER = "three quarters"


def record(says: str, *, broken: bool = False) -> logging.LogRecord:
    """A record, with an error that holds an answer if `broken`."""
    error = ValueError(ANSWER)
    info = (ValueError, error, error.__traceback__) if broken else None
    return logging.LogRecord("bot.engine", logging.ERROR, __file__, 1, says, None, info)


@pytest.mark.parametrize("structured", [True, False])
def test_an_error_is_its_kind_and_a_report_without_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], structured: bool
) -> None:
    SentencesOnStderr(tmp_path, structured=structured).emit(record("one turn was refused", broken=True))
    told = capsys.readouterr().err
    (report,) = (tmp_path / "reports").iterdir()
    assert "one turn was refused" in told
    assert "ValueError" in told
    assert report.name in told
    assert ANSWER not in told + report.read_text("utf-8")
    assert told.count("\n") == 1


def test_a_structured_line_is_json_with_its_time_in_utc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SentencesOnStderr(tmp_path, structured=True).emit(record("a sentence\nand more of it"))
    line = json.loads(capsys.readouterr().err)
    assert line == {"at": line["at"], "level": "error", "from": "bot.engine", "says": "a sentence"}
    assert line["at"].endswith("+00:00")


def test_a_stream_that_is_closed_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def write(self, _text: str) -> None:
            raise ValueError("I/O operation on closed file")

    monkeypatch.setattr("sys.stderr", Closed())
    SentencesOnStderr(tmp_path, structured=False).emit(record("nobody listens"))


def test_there_is_no_bar_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(2) as begin:
        begin("one")
    assert capsys.readouterr().err == ""


def test_a_bar_comes_on_a_terminal_and_goes_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("adapters.commands.progress.PATIENCE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress(2) as begin:
        begin("fractions")
        begin("matter")
        while "matter" not in (told := capsys.readouterr().err):
            pass
    assert "\x1b[" in told + capsys.readouterr().err
