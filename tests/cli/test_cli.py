"""The command line as a whole: help that is quick and complete, exit codes, and no traceback whatever happens."""

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import click
import pytest

from adapters import cli
from adapters.cli import COMMANDS, FILES, VERSION, main, tutor
from adapters.commands.trouble import save_report
from tests.cli.conftest import ROOT, Run, command, in_order, said


def test_the_command_alone_shows_its_help(run: Run) -> None:
    done = run()
    assert done.exit_code == 0
    assert said(done, "Usage: tutor", *(name for section in COMMANDS.values() for name in section))


@pytest.mark.parametrize("name", FILES)
def test_each_command_has_help_with_an_example(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert said(done, f"Usage: tutor {name}", "Example")


def test_the_help_of_the_whole_imports_no_command_and_no_room(environment: dict[str, str]) -> None:
    code = (
        "import sys; from adapters.cli import main; main(['--help']);"
        "sys.exit(any(name.startswith(('bot.', 'rich', 'sqlalchemy', 'pydantic')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, "a module of the above was imported"


def test_the_help_comes_in_about_the_time_that_click_itself_takes(environment: dict[str, str]) -> None:
    def quickest(words: list[str]) -> float:
        times = []
        for _ in range(3):
            began = time.perf_counter()
            subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=True)
            times.append(time.perf_counter() - began)
        return min(times)

    bare = quickest([sys.executable, "-c", "import click"])
    assert quickest(command("--help")) < 4 * bare + 0.2


def test_the_version_is_that_of_the_project(run: Run) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
    assert VERSION in run("--version").output


@pytest.mark.parametrize(
    "words", [("nonsense",), ("check", "--nonsense"), ("grade", "nowhere.jsonl"), ("try", "--port", "0")]
)
def test_wrong_usage_ends_with_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize(
    ("name", "text"), [("TUTOR_PORT", "ninety"), ("TUTOR_PORT", "70000"), ("TUTOR_LANGUAGE", "Klingon")]
)
def test_a_setting_that_cannot_be_used_is_named_with_its_cure(
    environment: dict[str, str],
    name: str,
    text: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, text)
    assert main(["check"]) == 2
    assert in_order(capsys.readouterr().err, [f"{name} is '{text}'", "\n"])


ANSWER = "Ada wrote 3/4"


@click.command("broken")
def broken() -> None:
    """Breaks in a way that nobody foresaw, with something private in its words."""
    raise RuntimeError(ANSWER)


def test_what_nobody_foresaw_is_one_sentence_and_a_report_without_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path))
    monkeypatch.setattr(cli.Commands, "get_command", lambda *_: broken)
    assert main(["check"]) == 1
    told = capsys.readouterr().err
    (report,) = (tmp_path / "reports").iterdir()
    written = report.read_text("utf-8")
    assert str(report) in told
    assert "Traceback" not in told
    assert "test_cli.py" in written
    assert "RuntimeError" in written
    assert ANSWER not in told + written


def test_a_report_goes_to_another_place_when_the_data_folder_takes_none(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.write_text("", "utf-8")
    report = save_report(ValueError("3/4"), file)
    assert report is not None
    assert not report.is_relative_to(file)
    report.unlink()


def test_ctrl_c_is_130_and_one_word(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @click.command("stopped")
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.Commands, "get_command", lambda *_: stopped)
    assert main(["check"]) == 130
    assert capsys.readouterr().err.strip() == "Stopped."


@pytest.mark.skipif(os.name == "nt", reason="a pipe that closes is another error on Windows")
def test_a_reader_that_goes_away_ends_the_command_quietly(environment: dict[str, str], courses: Path) -> None:
    with subprocess.Popen(
        command("check", str(courses)), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


def test_a_terminal_of_another_encoding_gets_what_it_can_show(environment: dict[str, str]) -> None:
    narrow = {**environment, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(
        command("check", "curricula/spanish-verbs"), cwd=ROOT, env=narrow, capture_output=True, check=False
    )
    assert done.stderr == b""
    assert b"t\xfa, ella \\u2026" in done.stdout


def test_every_command_of_the_table_is_the_one_that_its_file_holds() -> None:
    context = click.Context(tutor)
    for name in FILES:
        found = tutor.get_command(context, name)
        assert found is not None
        assert found.name == name
