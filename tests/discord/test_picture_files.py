"""Pictures as files: what is drawn, remembered, given up, and told once."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from adapters.discord import pictures as pictures_module
from adapters.discord.pictures import Pictures

if TYPE_CHECKING:
    from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="10"><circle cx="5" cy="5" r="3"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """Of the course `tiny`, which lies in the folder."""
    (tmp_path / "tiny" / "media").mkdir(parents=True)
    return Pictures({"tiny": tmp_path / "tiny"})


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / "tiny" / "media" / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


async def test_a_drawing_is_a_png_twice_as_large_and_a_png_is_as_it_is(pictures: Pictures, tmp_path: Path) -> None:
    put(tmp_path, "bar.svg", SVG.format(width=30))
    put(tmp_path, "photo.png", PNG + b"rest")
    drawn = await pictures.file("tiny/media/bar.svg")
    assert drawn is not None
    assert (drawn[0], drawn[1][:8], struct.unpack(">II", drawn[1][16:24])) == ("bar.png", PNG, (60, 20))
    assert await pictures.file("tiny/media/photo.png") == ("photo.png", PNG + b"rest")


async def test_a_picture_is_drawn_once(pictures: Pictures, tmp_path: Path) -> None:
    path = put(tmp_path, "bar.svg", SVG.format(width=30))
    first = await pictures.file("tiny/media/bar.svg")
    path.unlink()
    assert await pictures.file("tiny/media/bar.svg") == first is not None


async def test_what_is_remembered_has_a_bound_and_what_was_shown_last_stays(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures_module, "MOST_BYTES", 25)
    paths = {name: put(tmp_path, name, name[:1].encode() * 10) for name in ("a.png", "b.png", "c.png")}
    for name in ("a.png", "b.png", "a.png", "c.png"):
        assert await pictures.file(f"tiny/media/{name}") == (name, name[:1].encode() * 10)
    for path in paths.values():
        path.unlink()
    kept = [name for name in paths if await pictures.file(f"tiny/media/{name}") is not None]
    assert kept == ["a.png", "c.png"]


async def test_one_that_is_larger_than_all_that_is_remembered_is_shown_all_the_same(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures_module, "MOST_BYTES", 5)
    put(tmp_path, "a.png", b"0123456789")
    assert await pictures.file("tiny/media/a.png") == ("a.png", b"0123456789")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tiny/media/broken.svg", "<svg"),
        ("tiny/media/empty.svg", ""),
        ("tiny/media/flat.svg", SVG.format(width=0)),
        ("tiny/media/latin.svg", b"<svg>\xff\xfe</svg>"),
        ("tiny/media/huge.png", b"0" * 5_000_001),
        ("tiny/media/nowhere.png", None),
        ("other/media/a.png", None),
        ("tiny/media/../course.yaml", None),
        ("tiny/a.png", None),
        ("", None),
    ],
)
async def test_a_picture_that_cannot_be_shown_is_none_and_is_told_once(
    pictures: Pictures, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, content: str | bytes | None
) -> None:
    (tmp_path / "tiny" / "course.yaml").write_text("id: tiny")
    if content is not None:
        put(tmp_path, name.rpartition("/")[2], content)
    for _ in range(3):
        assert await pictures.file(name) is None
    (record,) = caplog.records
    assert record.getMessage().startswith(f"Discord: the picture {name} cannot be shown (")


async def test_a_picture_that_was_mended_is_shown(pictures: Pictures, tmp_path: Path) -> None:
    put(tmp_path, "bar.svg", "<svg")
    assert await pictures.file("tiny/media/bar.svg") is None
    put(tmp_path, "bar.svg", SVG.format(width=30))
    assert await pictures.file("tiny/media/bar.svg") is not None
