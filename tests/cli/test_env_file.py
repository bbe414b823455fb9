"""`.env`: what is written is read back, everything else stays, and no half file is ever there."""

import os
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commands.env_file import is_open_to_others, read_env, write_env
from adapters.commands.trouble import CannotDoError

NAMES = st.text(string.ascii_uppercase, min_size=1, max_size=8)
PRINTABLE = st.text(st.characters(codec="utf-8")).filter(str.isprintable)
OTHERS = st.lists(
    st.sampled_from(
        ["# a comment", "", "other=1", "export OTHER='two words'", "QUOTED='\nSLACK=no\n'", "no sense here ="]
    ),
    max_size=6,
)


@given(values=st.dictionaries(NAMES, PRINTABLE, max_size=4), others=OTHERS)
def test_what_is_written_is_read_back(values: dict[str, str], others: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ".env"
        file.write_text("".join(f"{line}\n" for line in others), "utf-8")
        before = read_env(file)
        write_env(file, values)
        assert read_env(file) == {**before, **values}
        write_env(file, values)
        assert read_env(file) == {**before, **values}
        assert list(Path(folder).iterdir()) == [file]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "A=1\nB=2\n"),
        ("A=0\n", "A=1\nB=2\n"),
        ("# mine\n\n  A = 'old' # why\nC=3", "# mine\n\n  A=1\nC=3\nB=2\n"),
        ("B=0\nA=0\nB=00\n", "B=2\nA=1\n"),  # the later one would win
        ("AA=0\n#A=0\n", "AA=0\n#A=0\nA=1\nB=2\n"),
        ("X='\nA=0\n'\n", "X='\nA=0\n'\nA=1\nB=2\n"),  # inside a value it is no setting
        ("nonsense here\nA=0\n", "nonsense here\nA=1\nB=2\n"),
    ],
)
def test_lines_of_others_stay_as_they_are(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / ".env"
    file.write_text(before, "utf-8")
    write_env(file, {"A": "1", "B": "2"})
    assert file.read_text("utf-8") == after


@pytest.mark.parametrize(
    ("name", "value"), [("A", "two\nlines"), ("A", "nul\0"), ("a b", "1"), ("A=B", "1"), ("", "1")]
)
def test_what_no_line_can_hold_is_refused_and_changes_nothing(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / ".env"
    file.write_text("A=0\n", "utf-8")
    with pytest.raises(ValueError, match=r"no name|no line") as refused:
        write_env(file, {name: value})
    assert value == "1" or value not in str(refused.value)
    assert file.read_text("utf-8") == "A=0\n"


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_env(tmp_path / ".env") == {}
    assert read_env(Path(os.devnull)) == {}


def test_nothing_is_expanded(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("A=${HOME}\nB=$(date)\nC\n", "utf-8")
    assert read_env(file) == {"A": "${HOME}", "B": "$(date)"}


def test_a_folder_that_cannot_be_written_to_is_told_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotDoError, match=r"cannot be written .*\nGive this account"):
        write_env(tmp_path / "file" / ".env", {"A": "1"})


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its rights elsewhere")
@pytest.mark.parametrize(("mode", "is_open"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_file_that_others_can_read_is_seen(tmp_path: Path, mode: int, *, is_open: bool) -> None:
    file = tmp_path / ".env"
    file.touch()
    file.chmod(mode)
    assert is_open_to_others(file) is is_open
    write_env(file, {"A": "1"})
    assert not is_open_to_others(file)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few accounts make links")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.env", tmp_path / ".env"
    real.write_text("C=3\n", "utf-8")
    link.symlink_to(real)
    write_env(link, {"A": "1"})
    assert link.is_symlink()
    assert read_env(real) == {"A": "1", "C": "3"}
