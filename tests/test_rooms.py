"""The rooms and the direction of imports, read from the source: what may use what, and what a pure room never does.

Rules
- bot/ knows no platform and no web server; it never imports adapters.
- Pure rooms take time, chance and ids as arguments: no clock, no draw, no I/O, no await. One file is excepted by name:
  bot/curriculum/folder.py reads course folders.
- adapters/<platform>/ sees the engine's public face, events, effects, marks, realised items, pages and rights, and no
  other platform.
- The command line alone reads the environment; importing a module opens nothing.

The readers are tested too: each rule is shown a line of source that breaks it.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PURE_ROOMS = ("curriculum", "grading", "mastery", "dialogue", "classroom")
READS_FOLDERS = "bot/curriculum/folder.py"
RUN_BY_ALEMBIC = "bot/store/migrations/env.py"  # a script by Alembic's design: to import it is to migrate
PLATFORMS = ("slack", "discord", "web", "console")

PLATFORM_LIBRARIES = {"adapters", "slack_bolt", "slack_sdk", "discord", "starlette", "uvicorn"}
IMPURE_LIBRARIES = {
    *("aiosqlite", "asyncio", "asyncpg", "concurrent", "logging", "multiprocessing", "os", "random", "secrets"),
    *("shutil", "socket", "sqlalchemy", "sqlite3", "subprocess", "tempfile", "threading", "time"),
}
IMPURE_NAMES = {
    "pathlib.Path",
    "urllib.request",
    "uuid.uuid1",
    "uuid.uuid4",
}  # PurePath, parse and uuid5 compute, and are welcome
IMPURE_CALLS = {"open", "print", "input", "hash"}  # hash() of a text differs from one process to the next
IMPURE_METHODS = {"now", "utcnow", "today", "open", "read_text", "read_bytes", "write_text", "write_bytes"}
WAITING = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)
OF_BOT = (  # what a platform may import
    *("bot.engine", "bot.dialogue.events", "bot.dialogue.effects", "bot.dialogue.marks", "bot.curriculum.question"),
    *("bot.classroom.pages", "bot.classroom.rights"),
)


def sources(*folders: str) -> list[str]:
    """Every Python file below these folders, as paths from the root with slashes."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def parse(path: str) -> ast.Module:
    """The syntax tree of one file of the tree."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), path)


def imports(tree: ast.Module, path: str) -> Iterator[tuple[int, str]]:
    """(line, full name) of everything imported anywhere in a file, also inside functions; relative names resolved."""
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def is_within(name: str, allowed: str) -> bool:
    """Whether the dotted `name` is `allowed` or something in it."""
    return name == allowed or name.startswith(f"{allowed}.")


def platform_faults(tree: ast.Module, path: str) -> list[str]:
    """Where a file of bot/ imports a platform."""
    return [
        f"{path}:{line}: bot/ imports {name}; let an adapter do it, or take it as an argument"
        for line, name in imports(tree, path)
        if name.split(".")[0] in PLATFORM_LIBRARIES
    ]


def purity_faults(tree: ast.Module, path: str) -> list[str]:
    """Where a file of a pure room reaches for the clock, chance, the disk, or waits."""
    found = [
        f"{path}:{line}: imports {name}; take time, seeds, ids and bytes as arguments"
        for line, name in imports(tree, path)
        if name.split(".")[0] in IMPURE_LIBRARIES
        or any(is_within(name, impure) for impure in IMPURE_NAMES)
        or name == "pathlib"
    ]
    hashing = {child for node in ast.walk(tree) if is_hash_method(node) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, WAITING):
            found.append(f"{path}:{node.lineno}: waits; a pure room answers at once")
        elif isinstance(node, ast.Call) and node not in hashing:
            called = node.func
            if isinstance(called, ast.Name) and called.id in IMPURE_CALLS:
                found.append(f"{path}:{node.lineno}: calls {called.id}()")
            elif isinstance(called, ast.Attribute) and called.attr in IMPURE_METHODS:
                found.append(f"{path}:{node.lineno}: calls .{called.attr}()")
    return found


def is_hash_method(node: ast.AST) -> bool:
    """Whether a node is `def __hash__`, the one place where hash() of this process is what is asked for."""
    return isinstance(node, ast.FunctionDef) and node.name == "__hash__"


def adapter_faults(tree: ast.Module, path: str) -> list[str]:
    """Where a platform's room imports another platform, or more of bot/ than its public face."""
    own = f"adapters.{path.split('/')[1]}"
    others = [f"adapters.{platform}" for platform in PLATFORMS if f"adapters.{platform}" != own]
    found = []
    for line, name in imports(tree, path):
        if any(is_within(name, other) for other in [*others, "adapters.cli"]):
            found.append(f"{path}:{line}: imports {name}; only the command line knows several platforms")
        elif name.split(".")[0] == "bot" and not is_public(name):
            found.append(f"{path}:{line}: imports {name}; a platform sees {', '.join(OF_BOT)}")
    return found


def is_public(name: str) -> bool:
    """Whether a platform may import `name`: of the engine only what its package itself offers."""
    if is_within(name, "bot.engine"):
        return name.count(".") <= 2 and not (ROOT / f"{name.replace('.', '/')}.py").exists()
    return any(is_within(name, allowed) for allowed in OF_BOT)


def environment_faults(tree: ast.Module, path: str) -> list[str]:
    """Where a file reads the environment."""
    found = [line for line, name in imports(tree, path) if name in {"os.environ", "os.getenv", "os.environb"}]
    read = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    found += [node.lineno for node in read if node.attr in {"environ", "environb", "getenv"}]
    return [f"{path}:{line}: reads the environment; take the setting as an argument" for line in found]


def is_command_line(path: str) -> bool:
    """Whether a file belongs to the composition root."""
    name = path.removeprefix("adapters/")
    return name == "cli.py" or name.startswith(("cli_", "commands/"))


def test_bot_knows_no_platform() -> None:
    assert [fault for path in sources("bot") for fault in platform_faults(parse(path), path)] == []


def test_pure_rooms_have_no_clock_no_chance_no_disk_and_no_await() -> None:
    paths = [path for path in sources(*(f"bot/{room}" for room in PURE_ROOMS)) if path != READS_FOLDERS]
    assert len(paths) >= len(PURE_ROOMS), "each room has at least its __init__"
    assert [fault for path in paths for fault in purity_faults(parse(path), path)] == []


def test_a_platform_sees_the_public_face_of_bot_and_no_other_platform() -> None:
    paths = sources(*(f"adapters/{platform}" for platform in PLATFORMS))
    assert [fault for path in paths for fault in adapter_faults(parse(path), path)] == []


def test_only_the_command_line_reads_the_environment() -> None:
    paths = [path for path in sources("bot", "adapters") if not is_command_line(path)]
    assert [fault for path in paths for fault in environment_faults(parse(path), path)] == []


def test_no_file_and_no_class_has_a_name_that_says_nothing() -> None:
    empty = ("manager", "helper", "util", "processor")
    files = [path for path in sources("bot", "adapters") if any(word in Path(path).stem.lower() for word in empty)]
    classes = [
        f"{path}:{node.lineno}: {node.name}"
        for path in sources("bot", "adapters")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ClassDef) and node.name.lower().endswith((*empty, "handler"))
    ]
    assert files + classes == []


@pytest.mark.parametrize(
    ("reader", "path", "line"),
    [
        (platform_faults, "bot/engine/x.py", "from adapters.web import app"),
        (platform_faults, "bot/engine/x.py", "def f():\n    import discord"),  # also where it is hidden
        (purity_faults, "bot/mastery/x.py", "import random"),
        (purity_faults, "bot/mastery/x.py", "from os import path"),
        (purity_faults, "bot/mastery/x.py", "from pathlib import Path"),
        (purity_faults, "bot/mastery/x.py", "from uuid import uuid4"),
        (purity_faults, "bot/mastery/x.py", "when = datetime.now(UTC)"),
        (purity_faults, "bot/mastery/x.py", "async def f(): ..."),
        (purity_faults, "bot/mastery/x.py", "print(1)"),
        (purity_faults, "bot/mastery/x.py", "draw = hash('seed')"),
        (adapter_faults, "adapters/web/x.py", "from adapters.slack import blocks"),
        (adapter_faults, "adapters/web/x.py", "from ..console import chat"),  # relative is no way around
        (adapter_faults, "adapters/web/x.py", "from bot.store import schema"),
        (adapter_faults, "adapters/web/x.py", "import bot.dialogue.step"),
        (adapter_faults, "adapters/web/x.py", "from bot.engine.inbox import Inbox"),
        (environment_faults, "bot/store/x.py", "import os\nos.environ.get('HOME')"),
        (environment_faults, "bot/store/x.py", "from os import getenv"),
    ],
)
def test_the_readers_see_a_line_that_breaks_a_rule(reader: object, path: str, line: str) -> None:
    assert callable(reader)
    assert len(reader(ast.parse(line), path)) == 1


@pytest.mark.parametrize(
    ("reader", "path", "line"),
    [
        (purity_faults, "bot/mastery/x.py", "from pathlib import PurePosixPath\nfrom uuid import uuid5"),
        (purity_faults, "bot/mastery/x.py", "def __hash__(self): return hash(self.id)"),
        (purity_faults, "bot/mastery/x.py", "from datetime import datetime, timedelta"),  # as a type of an argument
        (adapter_faults, "adapters/web/x.py", "from bot.engine import Engine\nfrom bot.dialogue.events import Replied"),
        (adapter_faults, "adapters/web/x.py", "from adapters.web import pages\nfrom . import pages"),
    ],
)
def test_the_readers_leave_the_allowed_alone(reader: object, path: str, line: str) -> None:
    assert callable(reader)
    assert reader(ast.parse(line), path) == []


# Runs in a process of its own: imports every module named on its input, and prints what that opened.
IMPORT_ALL = """
import importlib, json, os, sys

opened = []

def note(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if isinstance(flags, int) else 0
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            opened.append(f"{event} {path}")
    elif event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen",
                   "os.system", "os.mkdir"}:
        opened.append(f"{event} {arguments!r}")

names = json.load(sys.stdin)
sys.addaudithook(note)
for name in names:
    importlib.import_module(name)
import threading
opened += [f"thread {thread.name}" for thread in threading.enumerate() if thread is not threading.main_thread()]
json.dump(opened, sys.stdout)
"""


def test_importing_any_module_with_an_empty_environment_opens_and_starts_nothing() -> None:
    paths = [path for path in sources("bot", "adapters") if path != RUN_BY_ALEMBIC and "__main__" not in path]
    names = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in paths]
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows starts nothing without
    # -B: the interpreter's own cache files are not the modules' doing.
    done = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL],
        input=json.dumps(names),
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
