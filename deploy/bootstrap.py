"""Prepare this folder on a machine that has only Python, then start what was asked for.

    python3 deploy/bootstrap.py [ARG ...]       the local classroom; ARGs go to `tutor try`
    python3 deploy/bootstrap.py test [ARG ...]  ruff, mypy and the tests; ARGs go to pytest
    python3 deploy/bootstrap.py setup [--dev]   prepare, and start nothing

Rules
- The folder `.venv` belongs to this file. It holds exactly what a lock in deploy/ names, checked by hash, and the
  command `tutor`, which runs the code of this tree: the tree itself is never built or installed.
- A stamp is written last. It names the Python, the tree and the locks that `.venv` holds. No stamp, or another one:
  `.venv` is half-made or out of date, and is made again from nothing. The right stamp: nothing is done.
- uv installs if it is on PATH, else the pip of this Python, else the pip that comes with venv. Each one's own
  settings count (a school's mirror, a proxy, a certificate), and if one cannot, the next one tries.
- What goes amiss is a sentence with its cure, and exit code 1; Ctrl-C is 130. Never a traceback.

Standard library only, and readable by Python 3.8, so that an older Python can say what it lacks.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OLDEST = (3, 11)  # requires-python in pyproject.toml; a test compares them
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "tutor-stamp.json"
RUNTIME = ROOT / "deploy" / "requirements.lock"
DEV = ROOT / "deploy" / "requirements-dev.lock"  # holds all of RUNTIME too

LAUNCHER = """\
import sys
if __name__ == "__main__":  # a worker process of `tutor bench` imports this file and must start nothing
    sys.argv[0] = "tutor"  # so that --help calls it by its name
    from adapters.cli import main
    sys.exit(main())
"""


CANNOT_USE = """\
Cannot use {where}: {why}.
Stop any tutor that still runs from this folder, see that you may write there and that the disk has room.
Then run the command again."""


class CannotGoOnError(Exception):
    """What happened and the cure, as the sentence that the person at the keyboard reads."""


class Way(NamedTuple):
    """One way to fill `.venv`: the installer's name, then the commands, first to last."""

    name: str
    commands: Sequence[Sequence[str]]


class Cause(NamedTuple):
    """What an installer's own words mean; {it} is the first requirement named after the pattern."""

    pattern: str
    what: str
    cure: str


CAUSES = (  # the first that fits is told
    Cause(
        r"do not match the hashes|hash mismatch|hashes are required",
        "{it} is not the file that the lock names, so it was not installed",
        "Run the command again. If it says the same: git restore deploy, or ask whoever keeps your package mirror.",
    ),
    Cause(
        r"no space left|disk quota|not enough space",
        "the disk is full",
        "Free about 500 MB and run the command again.",
    ),
    Cause(
        r"certificate|ssl error",
        "the package index was reached, but its certificate is not trusted here",
        "Name your network's certificate in PIP_CERT (for uv: SSL_CERT_FILE) and run the command again.",
    ),
    Cause(
        r"name resolution|getaddrinfo|dns error|failed to establish|connection ?(error|refused|reset|timed out)|"
        r"error sending request|failed to fetch|network is unreachable|proxy ?error|40[137] client error",
        "the package index could not be reached",
        "Check the network and run it again. Behind a mirror, name it in PIP_INDEX_URL (for uv: UV_DEFAULT_INDEX).",
    ),
    Cause(
        r"no matching distribution found for|no solution found|not found in the package registry",
        "the package index has no {it} for this Python and system",
        "Use another Python from 3.11 on, or ask whoever keeps your package mirror.",
    ),
)


def main(arguments: list[str]) -> int:
    """Do what the words after the file's name ask for; return the exit code, and say what was in the way."""
    try:
        return run(arguments)
    except CannotGoOnError as trouble:
        said, code = str(trouble), 1
    except KeyboardInterrupt:
        said, code = "Stopped. The same command goes on from here.", 130
    except OSError as trouble:
        said, code = CANNOT_USE.format(where=trouble.filename or VENV, why=trouble.strerror or trouble), 1
    print(f"\n{said}", file=sys.stderr)
    return code


def run(arguments: list[str]) -> int:
    """Prepare what the first word needs, then start it. Raises CannotGoOnError and OSError."""
    refuse_an_old_python()
    command, rest = arguments[:1], arguments[1:]
    if command in (["-h"], ["--help"]):
        print("\n".join((__doc__ or "").splitlines()[2:5]))
        return 0
    if command == ["setup"]:
        return set_up(rest)
    if command == ["test"]:
        prepare(dev=True)
        return hand_over([str(ROOT / "deploy" / "suite.py"), *rest])
    prepare(dev=False)
    return hand_over(["-P", str(scripts() / "tutor.py"), "try", *arguments])


def set_up(words: list[str]) -> int:
    """`setup [--dev]`: prepare, and say what can be run now."""
    unknown = [word for word in words if word != "--dev"]
    if unknown:
        print(f"setup does not know {unknown[0]!r}. Usage: python3 deploy/bootstrap.py setup [--dev]", file=sys.stderr)
        return 2
    prepare(dev="--dev" in words)
    print(f"Ready. Next: {scripts().relative_to(ROOT) / 'tutor'} --help")
    return 0


def refuse_an_old_python() -> None:
    """Raise CannotGoOnError below OLDEST, naming a newer Python of this machine if PATH has one."""
    if sys.version_info >= OLDEST:
        return
    names = (f"python3.{minor}" for minor in range(30, OLDEST[1] - 1, -1))
    newer = next((name for name in names if shutil.which(name)), None)
    cure = "Install a newer one from https://www.python.org/downloads/ and start this with it"
    if newer:
        cure = f"This machine has a newer one. Type: {newer} deploy/bootstrap.py"
    oldest = ".".join(map(str, OLDEST))
    raise CannotGoOnError(
        f"Class Tutor needs Python {oldest} or newer; this is {sys.version.split()[0]} ({sys.executable}).\n{cure}."
    )


def prepare(*, dev: bool) -> None:
    """Make `.venv` hold the runtime's packages, with `dev` also the tests' tools. A second call does nothing.

    Raises CannotGoOnError when no installer of this machine could fill it.
    """
    wanted = stamp_of([RUNTIME, DEV] if dev else [RUNTIME])
    if not is_made(wanted):
        fill(DEV if dev else RUNTIME)
        link_tree()
        STAMP.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
    elif not (scripts() / "tutor.py").exists():
        link_tree()


def stamp_of(locks: Sequence[Path]) -> dict[str, str]:
    """The Python (with its minor version), the tree and each lock's SHA-256, as the stamp writes them."""
    stamp = {"python": str(sys.implementation.cache_tag), "tree": str(ROOT)}
    for lock in locks:
        try:
            stamp[lock.name] = hashlib.sha256(lock.read_bytes()).hexdigest()
        except FileNotFoundError:
            raise CannotGoOnError(f"deploy/{lock.name} is missing. Bring it back with: git restore deploy") from None
    return stamp


def is_made(wanted: dict[str, str]) -> bool:
    """Whether `.venv` was finished and holds at least what `wanted` says (a dev one serves the runtime)."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and wanted.items() <= found.items() and python().exists()


def fill(lock: Path) -> None:
    """Make `.venv` from nothing and install `lock`, by the first way that can."""
    if VENV.exists():
        print(".venv is unfinished or out of date: making it again.", flush=True)
    count = lock.read_text(encoding="utf-8").count("==")
    trouble = CannotGoOnError(
        f"{sys.executable} comes without pip, so nothing can be installed with it.\n"
        "On Debian and Ubuntu: sudo apt-get install python3-venv. Elsewhere install uv or a Python from python.org, "
        "then run the command again."
    )
    for way in ways(lock):
        print(f"Installing {count} packages with {way.name} ...", flush=True)
        if VENV.exists():
            shutil.rmtree(VENV)
        try:
            for command in way.commands:
                run_folded(command)
        except CannotGoOnError as met:
            trouble = met
            continue
        return
    raise trouble


def ways(lock: Path) -> Iterator[Way]:
    """The ways this machine has to fill `.venv` from `lock`, best first; each is looked for when its turn comes."""
    base = str(getattr(sys, "_base_executable", None) or sys.executable)  # not the one of a venv we may delete
    make = [base, "-m", "venv"]
    options = ["install", "--require-hashes", "-r", str(lock)]
    uv = shutil.which("uv")
    if uv:
        fresh = [uv, "venv", "--python", base, str(VENV)]
        yield Way("uv", [fresh, [uv, "pip", *options, "--python", str(python())]])
    if succeeds([base, "-m", "pip", "--version"]):
        fresh = [*make, "--without-pip", str(VENV)]  # 4 s quicker than with a pip of its own
        yield Way("pip", [fresh, [base, "-m", "pip", "--python", str(python()), *options]])
    elif succeeds([base, "-c", "import ensurepip"]):
        yield Way("pip", [[*make, str(VENV)], [str(python()), "-m", "pip", *options]])


def succeeds(command: Sequence[str]) -> bool:
    """Whether `command` runs and ends with 0; what it prints is dropped."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def run_folded(command: Sequence[str]) -> None:
    """Run `command` with its output folded into one live line, and kept in a file if it does not succeed.

    Raises CannotGoOnError with the cause and cure as far as the output tells them.
    """
    environment = {**os.environ, "PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_PROGRESS_BAR": "off", "NO_COLOR": "1"}
    with tempfile.NamedTemporaryFile(prefix="tutor-setup-", suffix=".log", delete=False) as output:
        log = Path(output.name)
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=ROOT
        )
        try:
            code = watch(process, log)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if code:
        said = log.read_text(encoding="utf-8", errors="replace")
        raise CannotGoOnError(f"{explain(said)}\nAll that the installer said is in {log}")
    log.unlink()


def watch(process: subprocess.Popen[bytes], log: Path) -> int:
    """Show what `process` does until it ends: one turning line on a terminal, elsewhere a line each 10 seconds."""
    live = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns - 1
    began = time.monotonic()
    tick = 0
    while True:
        try:
            code = process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            tick += 1
            line = f"{time.monotonic() - began:3.0f} s: {last_line(log)}"
            if live:
                line = f"{'|/-='[tick % 4]}{line}"[:width]
                print(f"\r{line:<{width}}", end="", flush=True)
            elif tick % 100 == 0:
                print(line[:width], flush=True)
        else:
            print(f"\r{' ' * width}\r" if live else "", end="", flush=True)
            return code


def last_line(log: Path) -> str:
    """What the last 4 kB of `log` end with, warnings and empty lines apart; nothing if there is nothing."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        lines = [line.strip() for line in file.read().decode("utf-8", "replace").split("\n")]
    return next((line for line in reversed(lines) if line and not line.startswith("WARNING")), "")


def explain(said: str) -> str:
    """The cause and the cure for what an installer said, in two lines; its own last words if no cause is known."""
    for cause in CAUSES:
        found = re.search(cause.pattern, said, re.IGNORECASE)
        if found:
            named = re.search(r"[A-Za-z0-9._-]+==[\w.!+-]+", said[found.start() :])
            what = cause.what.format(it=named.group() if named else "a package")
            return f"Setting up stopped: {what}.\n{cause.cure}"
    words = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in words if line.lower().startswith("error")]
    return f"Setting up stopped: {(errors or words or ['the installer gave no reason'])[-1]}\nRun the command again."


def link_tree() -> None:
    """Let `.venv` import this tree from any folder, and give it the command `tutor`."""
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)}))
    # Relative, so plain ASCII wherever the tree lies: Python 3.12 and older read this file in the locale's encoding.
    (packages / "class-tutor.pth").write_text(os.path.relpath(ROOT, packages) + "\n", encoding="utf-8")
    (scripts() / "tutor.py").write_text(LAUNCHER, encoding="utf-8")
    # -P: a file beside the launcher must not be taken for a package.
    if os.name == "nt":
        (scripts() / "tutor.cmd").write_text('@"%~dp0python.exe" -P "%~dp0tutor.py" %*\n', encoding="utf-8")
        return
    words = " ".join(shlex.quote(str(word)) for word in (python(), "-P", scripts() / "tutor.py"))
    (scripts() / "tutor").write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    (scripts() / "tutor").chmod(0o755)


def scripts() -> Path:
    """The folder of `.venv` that holds its Python and the command `tutor`."""
    return VENV / ("Scripts" if os.name == "nt" else "bin")


def python() -> Path:
    """The Python of `.venv`."""
    return scripts() / ("python.exe" if os.name == "nt" else "python")


def hand_over(words: list[str]) -> int:
    """Become the Python of `.venv` with these words; where a program cannot become another, wait for it."""
    command = [str(python()), *words]
    sys.stdout.flush()
    if os.name != "nt":
        return become(command)
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the child heard it too, and says goodbye itself


def become(command: list[str]) -> NoReturn:
    """Replace this process, so that signals and the exit code are the command's own."""
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
