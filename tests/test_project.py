"""The project as a whole: locks that fit pyproject.toml, a small top level, documents that tell the truth."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.machine import needs

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = "requirements.lock"
DEV = "requirements-dev.lock"
TOP_LEVEL = {
    *("adapters", "bot", "curricula", "deploy", "tests"),
    *("CONTRIBUTING.md", "LICENSE", "README.md", "pyproject.toml"),
}
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "deploy/README.md", "deploy/SLACK.md", "deploy/DISCORD.md")
NAMED = re.compile(r"`((?:bot|adapters|curricula|tests|deploy|\.ci)/[\w./-]*)`")
LINKED = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
COMMAND = re.compile(
    r"(?!/tutor)(?:\$ )?(?:python3? |py )?(?:\S*[\\/])?(bootstrap\.py|tutor)(?![\w.-])(?: ([a-z]\S*))?"
)
SYSTEMS = [  # every Python and system that the locks serve, as far as markers tell them apart
    {"python_version": version, "python_full_version": f"{version}.1", "sys_platform": system, "platform_system": name}
    for version in ("3.11", "3.12", "3.13", "3.14")
    for system, name in (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
]


def entries(lock: str) -> Iterator[tuple[Requirement, list[str]]]:
    """(pinned requirement, its hashes) for each entry of a lock."""
    text = (ROOT / "deploy" / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        words, *hashes = re.split(r"\s+--hash=", line)
        yield Requirement(words), hashes


def pins(lock: str, system: dict[str, str]) -> dict[str, str]:
    """{package: version} that `lock` installs on one system."""
    return {
        canonicalize_name(requirement.name): next(iter(requirement.specifier)).version
        for requirement, _ in entries(lock)
        if requirement.marker is None or requirement.marker.evaluate(system)
    }


def tracked() -> list[str]:
    """Every path that git tracks, with slashes."""
    done = subprocess.run([needs("git"), "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in done.stdout.split("\0") if path]


def read(document: str) -> str:
    """The text of a document of the tree."""
    return (ROOT / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", [RUNTIME, DEV])
def test_a_lock_pins_each_package_to_one_version_with_hashes_and_holds_no_address(lock: str) -> None:
    assert "://" not in read(f"deploy/{lock}")
    for requirement, hashes in entries(lock):
        assert [pin.operator for pin in requirement.specifier] == ["=="], requirement
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest.strip()) for digest in hashes), requirement


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: f"{system['sys_platform']}-{system['python_version']}")
@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (RUNTIME, PROJECT["project"]["dependencies"]),
        (DEV, PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
    ids=["runtime", "dev"],
)
def test_a_lock_holds_every_dependency_within_its_bounds(lock: str, wanted: list[str], system: dict[str, str]) -> None:
    pinned = pins(lock, system)
    for requirement in map(Requirement, wanted):
        if requirement.marker is None or requirement.marker.evaluate(system):
            version = pinned.get(canonicalize_name(requirement.name), "nothing")
            assert version in requirement.specifier, f"{lock} has {version}; renew it (deploy/README.md)"


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: f"{system['sys_platform']}-{system['python_version']}")
def test_the_dev_lock_holds_the_runtime_lock_so_that_tests_run_what_users_run(system: dict[str, str]) -> None:
    assert pins(RUNTIME, system).items() <= pins(DEV, system).items()


def test_pyproject_and_bootstrap_ask_for_the_same_python() -> None:
    tree = ast.parse(read("deploy/bootstrap.py"))
    oldest = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "OLDEST"
    )
    assert PROJECT["project"]["requires-python"] == f">={'.'.join(map(str, oldest))}"


def test_the_top_level_holds_the_agreed_names_and_dotfiles() -> None:
    top = {path.split("/")[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL
    assert top >= {"LICENSE", "CONTRIBUTING.md", "README.md", "pyproject.toml"}


def test_no_tracked_file_is_something_that_a_run_leaves_behind() -> None:
    left = re.compile(r"(^|/)(__pycache__|\.venv|\.tutor|\.[a-z]+_cache|\.hypothesis)/|\.(pyc|db|sqlite3?|log)$")
    assert [path for path in tracked() if left.search(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_paths_that_exist(document: str) -> None:
    text = read(document)
    missing = [path for path in NAMED.findall(text) if not (ROOT / path).exists()]
    missing += [path for path in LINKED.findall(text) if not ((ROOT / document).parent / path).exists()]
    assert missing == []


def code_in(text: str) -> list[str]:
    """The code of a document, line by line: between backticks, in fences, or set in by four spaces."""
    fenced = "\n".join(re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)).splitlines()
    return re.findall(r"`([^`\n]+)`", text) + fenced + re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)


def commands_in(document: str) -> set[tuple[str, str]]:
    """(program, its first word or "") for each bootstrap.py or tutor command in the code of a document."""
    return {(found[1], found[2] or "") for line in code_in(read(document)) if (found := COMMAND.match(line))}


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("python3 deploy/bootstrap.py test -k placement", ("bootstrap.py", "test")),
        ("py deploy\\bootstrap.py", ("bootstrap.py", "")),
        (".venv/bin/tutor check --help", ("tutor", "check")),
        ("$ tutor try", ("tutor", "try")),
        ("tutor --help", ("tutor", "")),
        ("class-tutor.pth", None),
        ("/tutor class", None),  # a word in Slack
    ],
)
def test_a_command_is_known_by_its_program_and_first_word(line: str, command: tuple[str, str] | None) -> None:
    found = COMMAND.match(line)
    assert (found and (found[1], found[2] or "")) == command


def test_the_readme_has_the_two_commands() -> None:
    assert {("bootstrap.py", ""), ("bootstrap.py", "test")} <= commands_in("README.md")


def test_each_command_that_a_document_shows_exists(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from adapters.cli import main  # noqa: PLC0415 -- a broken command line must not stop the tests above

    shown = set[tuple[str, str]]().union(*(commands_in(document) for document in DOCUMENTS))
    assert {word for program, word in shown if program == "bootstrap.py"} <= {"", "setup", "test"}
    for word in sorted(word for program, word in shown if program == "tutor"):
        monkeypatch.setattr(sys, "argv", ["tutor", *([word] if word else []), "--help"])
        code: object = 0
        try:
            code = main()
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        assert code in {0, None}, f"tutor {word} --help: {said.err}"
