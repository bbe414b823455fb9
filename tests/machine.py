"""What the tests borrow from the machine they run on: a browser, a program on PATH.

Rule: what a machine lacks is skipped with one line that says what and how to get it. With CI=true such a skip is a
failure, because there `.ci/run` installs everything; a test that never runs proves nothing.

Never a reason to skip: a Python package (the locks hold them all), the network (no test uses it).
"""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest

CURES = {
    "git": "Debian: apt-get install git",
    "npm": "Debian: apt-get install npm",
}
CHROMIUM_CURE = "Debian: apt-get install chromium; elsewhere install Chrome or Chromium"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_PLACES = {  # where the installers of other systems put it, off PATH
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
    "win32": (
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
        "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    ),
}


def skip_or_fail(what: str, cure: str) -> NoReturn:
    """Skip the test that calls this, saying `what` is missing and its `cure`; with CI=true fail it instead."""
    reason = f"{what} is not on this machine ({cure})"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; with CI=true nothing is skipped", pytrace=False)
    pytest.skip(reason)


def needs(program: str) -> str:
    """The full path of `program` on PATH, else skip or fail the test. A program without a cure here is a KeyError."""
    cure = CURES[program]
    return shutil.which(program) or skip_or_fail(program, cure)


def chromium() -> str:
    """The full path of an installed Chromium or Chrome, else skip or fail the test."""
    on_path = (shutil.which(name) for name in CHROMIUM_NAMES)
    elsewhere = (place for place in CHROMIUM_PLACES.get(sys.platform, ()) if Path(place).is_file())
    found = next((path for path in on_path if path), None) or next(elsewhere, None)
    return found or skip_or_fail("Chromium", CHROMIUM_CURE)
