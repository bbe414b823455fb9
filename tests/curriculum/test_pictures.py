"""What a picture may hold: drawing, and nothing that acts or comes from elsewhere."""

import pytest

from bot.curriculum.media import LARGEST_PICTURE, Media, refused

START = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def svg(inside: str) -> tuple[str, str] | None:
    content = f"{START}{inside}</svg>".encode()
    return refused("media/x.svg", Media(len(content), content))


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<title>Dots</title><desc>Three dots</desc><g fill='red'><circle cx='1' cy='1' r='1'/></g>",
        "<defs><linearGradient id='a'><stop offset='0'/></linearGradient></defs><rect fill='url(#a)'/>",
        "<defs><g id='d'/></defs><use href='#d'/><use xlink:href='#d'/>",
        "<style>.a { fill: red }</style><text class='a' style='font-size: 3px'>3/4</text>",
        "<metadata><x:RDF xmlns:x='http://example.org/rdf'><x:Work/></x:RDF></metadata>",
    ],
)
def test_drawing_is_left_in_peace(inside: str) -> None:
    assert svg(inside) is None


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "it holds <script>"),
        ("<x:script xmlns:x='http://www.w3.org/1999/xhtml'/>", "it holds <script>"),
        ("<x:SCRIPT xmlns:x='http://example.org'/>", "it holds <SCRIPT>"),
        ("<foreignObject/>", "it holds <foreignObject>"),
        ("<animate attributeName='href' to='javascript:x'/>", "it holds <animate>"),
        ("<set attributeName='onload' to='x'/>", "it holds <set>"),
        ("<image href='https://example.org/x.png'/>", "it holds <image>"),
        ("<a href='https://example.org'><rect/></a>", "it holds <a>"),
        ("<rect onclick='x()'/>", "it reacts to onclick"),
        ("<rect ONLOAD='x()'/>", "it reacts to onload"),
        ("<use href='other.svg#d'/>", "it points elsewhere"),
        ("<use xlink:href='java&#115;cript:x'/>", "it points elsewhere"),
        ("<rect fill='url(https://example.org/x)'/>", "its fill points elsewhere"),
        ("<rect style='fill: URL( \"//example.org\")'/>", "its style points elsewhere"),
        ("<style>@import 'x.css';</style>", "its style points elsewhere"),
        ("<style>rect { fill: u\\72l(//example.org) }</style>", "its style points elsewhere"),
    ],
)
def test_more_than_drawing_is_refused(inside: str, what: str) -> None:
    assert svg(inside) == (what, "save it as a plain SVG, without scripts and links")


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "it is not an SVG that can be read"),
        (b"<svg>", "it is not an SVG that can be read"),
        (b"<html/>", "it begins with <html>"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "it has a document type or a style sheet from elsewhere"),
        (b"<!  doctype svg><svg/>", "it has a document type or a style sheet from elsewhere"),
        (b'<?xml-stylesheet href="x.css"?><svg/>', "it has a document type or a style sheet from elsewhere"),
        ("<svg/>".encode("utf-16"), "it is not in UTF-8"),
        (b'<?xml version="1.0" encoding="utf-7"?><svg>+ADw-script/+AD4-</svg>', None),  # read as UTF-8, so it is text
        (b"<g>" * 200_000, "it is not an SVG that can be read"),
        (b"<svg>" + b"<g>" * 100_000 + b"</g>" * 100_000 + b"</svg>", None),
    ],
)
def test_what_is_no_svg_is_refused(content: bytes, what: str | None) -> None:
    found = refused("media/x.svg", Media(len(content), content))
    assert (None if found is None else found[0]) == what


@pytest.mark.parametrize(
    ("name", "head", "fits"),
    [
        ("x.png", b"\x89PNG\r\n\x1a\n....", True),
        ("x.PNG", b"\x89PNG\r\n\x1a\n....", True),
        ("x.jpg", b"\xff\xd8\xff\xe0", True),
        ("x.jpeg", b"\xff\xd8\xff\xe0", True),
        ("x.gif", b"GIF89a", True),
        ("x.webp", b"RIFF\x0a\x00\x00\x00WEBP", True),
        ("x.png", b"\xff\xd8\xff\xe0", False),
        ("x.jpg", b"<script>", False),
        ("x.gif", b"", False),
        ("x.webp", b"RIFF....WAVE", False),
    ],
)
def test_a_picture_is_inside_what_its_name_says(name: str, head: bytes, fits: bool) -> None:
    assert (refused(f"media/{name}", Media(100, head)) is None) is fits


def test_a_picture_has_a_largest_size() -> None:
    head = b"GIF89a"
    assert refused("media/x.gif", Media(LARGEST_PICTURE, head)) is None
    assert refused("media/x.gif", Media(LARGEST_PICTURE + 1, head)) == (
        "it has 2,000,001 bytes; 2,000,000 is the most",
        "make it smaller",
    )
