"""deploy/suite.py, run for real on a small tree: everything runs, one line each, pytest's closing line last."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.small_tree import Tree

TOOLS = """\
[tool.ruff]
include = ["sums/*.py"]

[tool.mypy]
strict = true
packages = ["sums"]

[tool.pytest.ini_options]
testpaths = ["tests"]
asyncio_default_fixture_loop_scope = "function"
filterwarnings = ["error"]
"""
TIDY = '"""Sums."""\n\n\ndef double(number: int) -> int:\n    """Twice the number."""\n    return 2 * number\n'
UNTIDY = "import os\ndef double(number): return 2*number\n"


def run_suite(tree: Tree, code: str, test: str) -> tuple[int, list[str], str]:
    """Write a package and its test, run the suite; return its exit code, its four summaries and its last line."""
    for path, text in {"pyproject.toml": TOOLS, "sums/__init__.py": code, "tests/test_sums.py": test}.items():
        (tree.root / path).parent.mkdir(exist_ok=True)
        (tree.root / path).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, Path("deploy/suite.py")],
        cwd=tree.root,
        env=tree.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    *_, ruff, layout, types, tests, closing = done.stdout.splitlines()
    return done.returncode, [re.sub(r"\s+[\d.]+ s$", "", line) for line in (ruff, layout, types, tests)], closing


def test_warnings_are_errors_here_and_exceptions_have_their_reason() -> None:
    lines = (
        Path("pyproject.toml").read_text(encoding="utf-8").split("filterwarnings = [\n")[1].split("]")[0].splitlines()
    )
    first, *exceptions = [line.strip() for line in lines if line.strip()]
    assert first == '"error",'
    assert all(" # " in line for line in exceptions)


@pytest.mark.parametrize(
    ("code", "test", "verdicts", "closing"),
    [
        (
            TIDY,
            "from sums import double\ndef test_four(): assert double(2) == 4\n",
            {"ruff check": "in order", "ruff format": "in order", "mypy": "in order", "pytest": "in order"},
            "1 passed",
        ),
        (
            UNTIDY,
            "import warnings\ndef test_warns(): warnings.warn('old', stacklevel=1)\n",  # a warning is an error
            {"ruff check": "to mend", "ruff format": "to mend", "mypy": "to mend", "pytest": "to mend"},
            "1 failed",
        ),
    ],
)
def test_every_check_runs_and_the_closing_line_of_pytest_is_last(
    tree: Tree, code: str, test: str, verdicts: dict[str, str], closing: str
) -> None:
    exit_code, summaries, last = run_suite(tree, code, test)
    assert summaries == [f"{name:<13} {verdict}" for name, verdict in verdicts.items()]
    assert closing in last
    assert exit_code == (0 if code == TIDY else 1)
