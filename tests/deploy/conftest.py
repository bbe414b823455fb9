"""The small tree that the tests of deploy/ prepare."""

import os
import shutil
from pathlib import Path

import pytest

from tests.deploy.small_tree import Tree

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
CLI = "import sys, tiny\ndef main() -> int:\n    print(tiny.SAID, *sys.argv)\n    return 7\n"


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A tree that was never prepared, in a folder whose name needs quoting."""
    root = tmp_path / "a teacher's folder"
    wheels = tmp_path / "wheels"
    temporary = tmp_path / "tmp"
    for folder in (root / "deploy", root / "adapters", wheels, temporary):
        folder.mkdir(parents=True)
    for name in ("bootstrap.py", "suite.py"):
        shutil.copy(DEPLOY / name, root / "deploy")
    (root / "adapters" / "cli.py").write_text(CLI, encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "PYTHON"))}
    made = Tree(
        root,
        wheels,
        {
            **inherited,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": wheels.as_uri(),
            "UV_NO_CACHE": "1",
            "UV_NO_CONFIG": "1",
            "UV_OFFLINE": "1",
            "UV_FIND_LINKS": wheels.as_uri(),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
        },
    )
    made.write_lock("requirements.lock", "tiny")
    made.write_lock("requirements-dev.lock", "tiny", "checker")
    return made
