"""Run what CI runs: ruff check, ruff format --check, mypy and pytest, with the Python that runs this file.

`python3 deploy/bootstrap.py test [ARG ...]` prepares `.venv` and comes here; the ARGs go to pytest.

Rules
- All four run, whatever the ones before them found. One line sums up each, below what they complained about.
- Warnings are errors, as pyproject.toml says.
- pytest's closing line is the last line printed. The exit code is 1 if any of the four found something, else 0.
- It mends nothing: `ruff format` and `ruff check --fix` are for a person to call.
"""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CHECKS = {
    "ruff check": ["ruff", "check", "--quiet", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "."],
    "mypy": ["mypy", "--no-error-summary"],
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Summary(NamedTuple):
    """What one check came to."""

    name: str
    code: int
    seconds: float

    def __str__(self) -> str:
        """`mypy          in order    12.3 s`, in columns."""
        return f"{self.name:<13} {'in order' if self.code == 0 else 'to mend':<9} {self.seconds:6.1f} s"


def main(arguments: list[str]) -> int:
    """Run every check, then pytest with `arguments`; return 0 if all are in order, else 1."""
    try:
        summaries = [run_quietly(name, command) for name, command in CHECKS.items()]
        tests, closing = run_pytest(arguments)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    print("\n" + "\n".join(map(str, [*summaries, tests])))
    print(closing)
    return int(any(summary.code for summary in [*summaries, tests]))


def run_quietly(name: str, command: list[str]) -> Summary:
    """Run one check; its name appears at once, its complaints only if it has any."""
    print(f"{name} ...", flush=True)
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 -- the words stand in CHECKS
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        sys.stdout.write((done.stdout + done.stderr).decode("utf-8", "replace"))
    return Summary(name, done.returncode, time.monotonic() - began)


def run_pytest(arguments: list[str]) -> tuple[Summary, str]:
    """Run pytest with warnings as errors, its output shown as it comes; return its summary and closing line."""
    colour = "yes" if sys.stdout.isatty() else "no"
    command = [sys.executable, "-m", "pytest", f"--color={colour}", *arguments]
    began = time.monotonic()
    said = bytearray()
    with subprocess.Popen(  # noqa: S603 -- a developer's own words
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        if process.stdout is None:
            raise RuntimeError("a process with stdout=PIPE has a stdout")
        while chunk := process.stdout.read1(4096):  # type: ignore[attr-defined]  # a BufferedReader, typed as IO
            said += chunk
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    closing = next((line for line in reversed(lines) if re.search(r" in [\d.]+s", COLOUR.sub("", line))), None)
    return Summary("pytest", process.returncode, time.monotonic() - began), closing or "pytest gave no closing line"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
