"""Settings: from a mapping, with defaults that work on a machine with nothing prepared."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from adapters.settings import ROOT, SettingError, Settings


def test_an_empty_environment_is_enough() -> None:
    settings = Settings.from_env({})
    assert settings == Settings(str(ROOT / ".tutor" / "tutor.db"), ROOT / ".tutor", ROOT / "curricula")


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("TUTOR_DATABASE", "postgresql://tutor@there/tutor", "database", "postgresql://tutor@there/tutor"),
        ("TUTOR_DATABASE", "  ", "database", str(ROOT / ".tutor" / "tutor.db")),
        ("TUTOR_DATA", "elsewhere", "folder", Path("elsewhere")),
        ("TUTOR_DATA", "elsewhere", "database", str(Path("elsewhere") / "tutor.db")),
        ("TUTOR_COURSES", "mine", "courses", Path("mine")),
        ("TUTOR_PORT", " 9000 ", "port", 9000),
        ("TUTOR_TEACHER", "Ms Okafor", "teacher", "Ms Okafor"),
        ("TUTOR_LANGUAGE", "es-MX", "language", "es-MX"),
        ("OTHER_PORT", "9000", "port", 8000),
    ],
)
def test_a_setting_comes_from_its_variable(name: str, text: str, field: str, value: object) -> None:
    assert getattr(Settings.from_env({name: text}), field) == value


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8000.0", "٨٠٠٠", "eighty", "9" * 5_000])
def test_what_is_no_port_is_refused_with_its_cure(text: str) -> None:
    with pytest.raises(SettingError, match=r"(?s)TUTOR_PORT is .*\nWrite a number from 1 to 65535"):
        Settings.from_env({"TUTOR_PORT": text})


@pytest.mark.parametrize(
    ("environment", "system", "shows"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"CI": "true"}, "win32", False),
    ],
)
def test_a_browser_is_opened_only_where_somebody_can_see_it(
    environment: dict[str, str], system: str, shows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", system)
    assert Settings.from_env(environment).shows is shows


def test_settings_do_not_change() -> None:
    settings = Settings.from_env({})
    for one in fields(settings):
        with pytest.raises(FrozenInstanceError):
            setattr(settings, one.name, None)
