"""deploy/bootstrap.py, run for real in a small tree: made once, made again when it must be, sentences for people."""

import ast
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from tests.deploy.small_tree import Tree

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"

posix = pytest.mark.skipif(os.name == "nt", reason="shell scripts and SIGINT as POSIX has them")


@pytest.fixture
def bootstrap() -> ModuleType:
    """The file as a module of its own, so that a test may change it."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", DEPLOY / "bootstrap.py")
    if spec is None or spec.loader is None:
        raise ImportError("deploy/bootstrap.py is not there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_second_set_up_does_nothing_and_tutor_runs_the_tree_from_any_folder(tree: Tree, tmp_path: Path) -> None:
    first = tree.bootstrap("setup")
    assert (first.returncode, first.stderr) == (0, "")
    assert "Installing 1 packages" in first.stdout
    made = tree.stamp.stat().st_mtime_ns

    began = time.monotonic()
    second = tree.bootstrap("setup")
    seconds = time.monotonic() - began

    assert second.stdout == f"Ready. Next: {Path('.venv') / tree.tutor.parent.name / 'tutor'} --help\n"
    assert tree.stamp.stat().st_mtime_ns == made
    assert seconds < 1
    said = subprocess.run([tree.tutor, "check", "a b"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (7, "tiny says: tutor check a b\n")


def test_words_without_a_command_go_to_tutor_try_with_its_exit_code(tree: Tree) -> None:
    done = tree.bootstrap("--port", "8001")
    assert done.stdout.splitlines()[-1] == "tiny says: tutor try --port 8001"
    assert done.returncode == 7


def test_a_dev_venv_serves_the_runtime_and_a_changed_lock_makes_it_again(tree: Tree) -> None:
    tree.bootstrap("setup", "--dev")
    made = tree.stamp.stat().st_mtime_ns
    assert "Installing" not in tree.bootstrap("setup").stdout
    assert tree.stamp.stat().st_mtime_ns == made

    tree.write_lock("requirements.lock", "other")
    again = tree.bootstrap("setup")
    assert "making it again" in again.stdout
    left = sorted(path.stem for path in (tree.root / ".venv").rglob("site-packages/*.py"))
    assert left == ["other"], "what the lock no longer names is gone"


def test_a_half_made_venv_is_made_again(tree: Tree) -> None:
    tree.bootstrap("setup")
    tree.stamp.unlink()  # written last, so an interrupted set-up has none
    next((tree.root / ".venv").rglob("site-packages/tiny.py")).unlink()

    again = tree.bootstrap("setup")
    assert (again.returncode, again.stderr) == (0, "")
    assert "unfinished" in again.stdout
    assert next((tree.root / ".venv").rglob("site-packages/tiny.py"), None) is not None


def test_a_venv_whose_python_went_away_is_made_again(tree: Tree) -> None:
    tree.bootstrap("setup")
    for python in (tree.root / ".venv").rglob("python*"):
        if python.parent.name in {"bin", "Scripts"}:
            python.unlink()
    assert "making it again" in tree.bootstrap("setup").stdout


@posix
def test_ctrl_c_ends_with_a_sentence_and_the_next_run_finishes(tree: Tree) -> None:
    # A background shell hands SIGINT on as ignored; a terminal does not, so this asks for the terminal's behaviour.
    start = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    start += "runpy.run_path('deploy/bootstrap.py', run_name='__main__')"
    with subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.argv[1:] = ['setup']; {start}"],
        cwd=tree.root,
        env=tree.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "Installing" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said.strip() == "Stopped. The same command goes on from here."
    assert tree.bootstrap("setup").returncode == 0


def test_another_file_than_the_lock_names_is_refused_with_its_name(tree: Tree) -> None:
    lock = tree.root / "deploy" / "requirements.lock"
    right = lock.read_text(encoding="utf-8")
    digest = right.split("sha256:")[1].strip()
    lock.write_text(right.replace(digest, "0" * 64), encoding="utf-8")

    done = tree.bootstrap("setup")
    assert done.returncode == 1
    assert "tiny==1.0 is not the file that the lock names" in done.stderr
    assert "git restore deploy" in done.stderr
    assert "Traceback" not in done.stderr
    assert not tree.stamp.exists()


def test_a_package_that_no_index_has_is_named(tree: Tree) -> None:
    next(tree.wheels.glob("tiny-*")).unlink()
    done = tree.bootstrap("setup")
    assert done.returncode == 1
    assert "the package index" in done.stderr
    assert "Traceback" not in done.stderr


@posix
def test_pip_is_tried_when_uv_cannot(tree: Tree, tmp_path: Path) -> None:
    uv = tmp_path / "first" / "uv"
    uv.parent.mkdir()
    uv.write_text("#!/bin/sh\necho 'error: no such index'\nexit 2\n", encoding="utf-8")
    uv.chmod(0o755)
    done = tree.with_path(uv.parent).bootstrap("setup")
    assert [line.split(" with ")[1] for line in done.stdout.splitlines() if " with " in line] == ["uv ...", "pip ..."]
    assert done.returncode == 0


def test_a_missing_lock_is_a_sentence(tree: Tree) -> None:
    (tree.root / "deploy" / "requirements.lock").unlink()
    done = tree.bootstrap("setup")
    assert (done.returncode, done.stderr.strip()) == (
        1,
        "deploy/requirements.lock is missing. Bring it back with: git restore deploy",
    )


def test_a_file_in_the_place_of_the_venv_is_a_sentence(tree: Tree) -> None:
    (tree.root / ".venv").write_text("", encoding="utf-8")
    done = tree.bootstrap("setup")
    assert done.returncode == 1
    assert done.stderr.strip().startswith(f"Cannot use {tree.root / '.venv'}: ")
    assert "Traceback" not in done.stderr


def test_a_word_that_set_up_does_not_know_is_wrong_usage(tree: Tree) -> None:
    done = tree.bootstrap("setup", "--de")
    assert (done.returncode, done.stdout) == (2, "")
    assert "setup does not know '--de'" in done.stderr


def test_help_is_the_three_commands(tree: Tree) -> None:
    done = tree.bootstrap("--help")
    assert [line.split("bootstrap.py ")[1].split()[0] for line in done.stdout.splitlines()] == ["[ARG", "test", "setup"]


def test_an_older_python_can_read_the_file_and_is_told_what_is_needed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ast.parse((DEPLOY / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", {"python3.12": "/opt/python3.12"}.get)
    with pytest.raises(bootstrap.CannotGoOnError, match=r"needs Python 3\.11 or newer(.|\n)*python3\.12 deploy"):
        bootstrap.refuse_an_old_python()


def test_a_python_without_pip_and_without_uv_is_told_what_to_install(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", {}.get)
    monkeypatch.setattr(bootstrap, "succeeds", lambda _: False)
    monkeypatch.setattr(bootstrap, "VENV", tree.root / ".venv")
    with pytest.raises(bootstrap.CannotGoOnError, match="sudo apt-get install python3-venv"):
        bootstrap.fill(tree.root / "deploy" / "requirements.lock")


@pytest.mark.parametrize(
    ("uv", "works", "names"),
    [
        ("/bin/uv", ("pip", "ensurepip"), ["uv", "pip"]),
        (None, ("pip", "ensurepip"), ["pip"]),
        (None, ("ensurepip",), ["pip"]),
        (None, (), []),
    ],
)
def test_the_installers_of_a_machine_in_their_order(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, uv: str | None, works: tuple[str, ...], names: list[str]
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _: uv)
    monkeypatch.setattr(bootstrap, "succeeds", lambda command: any(word in works for word in " ".join(command).split()))
    found = list(bootstrap.ways(bootstrap.RUNTIME))
    assert [way.name for way in found] == names
    assert all("--require-hashes" in way.commands[-1] for way in found)


@pytest.mark.parametrize(
    ("said", "what"),
    [  # lines as pip 23 to 26 and uv 0.13 print them
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n    click==8.5.1 from file:", "click==8.5.1 is not the file"),
        ("error: Hash mismatch for `click==8.5.1`\nExpected:", "click==8.5.1 is not the file"),
        ("WARNING: Retrying: Failed to establish a new connection: [Errno 111]\nERROR: No matching", "not be reached"),
        ("  cause: error sending request for url (x)\n  cause: dns error", "could not be reached"),
        ("ERROR: No matching distribution found for click==8.5.99", "has no click==8.5.99"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"),
        ("SSLError(SSLCertVerificationError(1, 'certificate verify failed'))", "certificate is not trusted"),
        ("Collecting click\nERROR: something new\nNote: more", "stopped: ERROR: something new"),
        ("", "the installer gave no reason"),
    ],
)
def test_what_an_installer_says_becomes_a_cause_and_a_cure(bootstrap: ModuleType, said: str, what: str) -> None:
    sentence = bootstrap.explain(said)
    assert what in sentence
    assert "again" in sentence or "mirror" in sentence
