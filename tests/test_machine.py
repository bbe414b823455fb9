"""What a machine lacks is a skip with its cure, and a failure where CI=true."""

import pytest

from tests import machine


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine with nothing on PATH, and no browser where installers put one."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(machine, "CHROMIUM_PLACES", {})
    monkeypatch.delenv("CI", raising=False)
    return monkeypatch


def test_a_missing_browser_is_skipped_with_its_cure(bare: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"Chromium is not on this machine \(Debian: apt-get install"):
        machine.chromium()


def test_a_missing_program_is_a_failure_in_ci(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"npm is not on this machine .*CI=true"):
        machine.needs("npm")


def test_a_program_without_a_cure_is_refused_even_where_it_exists(bare: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError, match="ftp"):
        machine.needs("ftp")
