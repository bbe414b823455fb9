"""A small tree with locks of its own and wheels made here, so that set-up runs for real, and offline."""

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Tree:
    """A checkout with locks of its own. `environment` makes pip and uv look nowhere but in `wheels`."""

    root: Path
    wheels: Path
    environment: dict[str, str]

    @property
    def stamp(self) -> Path:
        """What set-up writes last."""
        return self.root / ".venv" / "tutor-stamp.json"

    @property
    def tutor(self) -> Path:
        """The command that set-up writes."""
        return self.root / ".venv" / ("Scripts/tutor.cmd" if os.name == "nt" else "bin/tutor")

    def with_path(self, first: Path) -> "Tree":
        """The same tree where programs in `first` are found before all others."""
        path = f"{first}{os.pathsep}{self.environment['PATH']}"
        return replace(self, environment={**self.environment, "PATH": path})

    def write_lock(self, name: str, *packages: str) -> None:
        """Lock these packages at 1.0, with the hashes that their wheels have."""
        lines = []
        for package in packages:
            digest = hashlib.sha256(make_wheel(self.wheels, package).read_bytes()).hexdigest()
            lines.append(f"{package}==1.0 \\\n    --hash=sha256:{digest}\n")
        (self.root / "deploy" / name).write_text("".join(lines), encoding="utf-8")

    def bootstrap(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run deploy/bootstrap.py with these words, to its end."""
        return subprocess.run(
            [sys.executable, "deploy/bootstrap.py", *words],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def make_wheel(folder: Path, name: str) -> Path:
    """The smallest wheel that installs: one module with the constant SAID."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        for inside, text in {
            f"{name}.py": f"SAID = '{name} says:'\n",
            f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
            f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{about}/RECORD": f"{name}.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n",
        }.items():
            wheel.writestr(zipfile.ZipInfo(inside), text)  # ZipInfo: no clock, so the same bytes and hash each time
    return path
