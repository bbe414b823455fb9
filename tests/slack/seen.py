"""Blocks as a person sees them: a page for a browser, made of the very blocks that Slack is given. For pictures.

It draws what this program sends (rich text, buttons, menus, boxes, pictures, headers, contexts) and refuses the rest,
so that a picture never shows less than what was sent.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

Json = dict[str, Any]

STYLE = """
:root { font: 15px/1.47 'Noto Sans', 'Lato', 'Helvetica Neue', sans-serif; color: #1d1c1d; }
body { margin: 0; display: grid; grid-template-columns: 1.08fr 1fr; height: 100vh; background: #fff; }
section { border-right: 1px solid #ddd; padding: 0 0 12px; overflow: hidden; display: flex; flex-direction: column; }
h1 { font-size: 17px; margin: 0; padding: 13px 20px; border-bottom: 1px solid #ddd; background: #fff; }
h1 small { font-weight: 400; color: #616061; font-size: 13px; margin-left: 8px; }
.log { flex: 1; display: flex; flex-direction: column; justify-content: flex-end; overflow: hidden; }
.message { display: grid; grid-template-columns: 36px 1fr; gap: 10px; padding: 6px 20px; }
.face { width: 36px; height: 36px; border-radius: 8px; color: #fff; display: grid; place-items: center;
  font-weight: 700; }
.who { font-weight: 800; } .app { background: #e8e8e8; color: #555; font-size: 10px; padding: 1px 4px;
  border-radius: 3px; margin-left: 5px; font-weight: 600; vertical-align: 1px; }
.when { color: #616061; font-size: 12px; margin-left: 6px; }
.edited { color: #616061; font-size: 12px; }
p { margin: 1px 0; white-space: pre-wrap; } ul { margin: 2px 0; padding-left: 24px; }
code { font: 13px 'DejaVu Sans Mono', monospace; color: #b3123c; background: #f8f8f8; border: 1px solid #ddd;
  border-radius: 3px; padding: 0 3px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 7px 0 5px; align-items: center; }
button, .menu { font: 700 14px/1 inherit; font-family: inherit; padding: 8px 12px; border: 1px solid #bbb;
  background: #fff; border-radius: 8px; color: #1d1c1d; }
button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
button.danger { color: #d01d5a; border-color: #d01d5a; }
.menu { font-weight: 400; color: #616061; } .menu::after { content: ' ▾'; }
.context { color: #616061; font-size: 13px; margin: 2px 0; }
header { font-weight: 900; font-size: 17px; margin: 2px 0; }
img { max-width: 340px; max-height: 220px; display: block; border-radius: 8px; border: 1px solid #ddd; margin: 6px 0; }
hr { border: 0; border-top: 1px solid #ddd; }
label { display: block; margin: 3px 0; }
blockquote { border-left: 4px solid #ddd; margin: 2px 0; padding-left: 10px; }
"""


class Shown(NamedTuple):
    """One message. blocks: empty for a person's own, which has text alone. when: as a clock shows it."""

    who: str
    text: str
    blocks: Sequence[Json] = ()
    when: str = ""
    edited: bool = False


def page(panes: Sequence[tuple[str, str, Sequence[Shown]]], pictures: Mapping[str, str]) -> str:
    """(title, subtitle, messages) side by side. pictures: Slack's file id -> address of the picture."""
    sections = "".join(
        f"<section><h1>{escape(title)}<small>{escape(about)}</small></h1>"
        f"<div class=log>{''.join(_message(one, pictures) for one in messages)}</div></section>"
        for title, about, messages in panes
    )
    return f"<!doctype html><meta charset=utf-8><title>Slack</title><style>{STYLE}</style>{sections}"


def _message(shown: Shown, pictures: Mapping[str, str]) -> str:
    is_app = bool(shown.blocks)
    colour = "#4a6fa5" if is_app else "#8a5a83"
    body = "".join(_block(block, pictures) for block in shown.blocks) or f"<p>{escape(shown.text)}</p>"
    edited = "<span class=edited> (edited)</span>" if shown.edited else ""
    tag = "<span class=app>APP</span>" if is_app else ""
    return (
        f'<div class=message><div class=face style="background:{colour}">{escape(shown.who[:1].upper())}</div><div>'
        f"<span class=who>{escape(shown.who)}</span>{tag}<span class=when>{escape(shown.when)}</span>"
        f"{body}{edited}</div></div>"
    )


def _block(block: Json, pictures: Mapping[str, str]) -> str:  # noqa: PLR0911 - a table
    match block["type"]:
        case "rich_text":
            return "".join(map(_rich, block["elements"]))
        case "actions":
            return f"<div class=actions>{''.join(map(_element, block['elements']))}</div>"
        case "context":
            return "".join(f"<div class=context>{escape(element['text'])}</div>" for element in block["elements"])
        case "header":
            return f"<header>{escape(block['text']['text'])}</header>"
        case "divider":
            return "<hr>"
        case "image":
            address = pictures[block["slack_file"]["id"]]
            return f'<img src="{escape(address)}" alt="{escape(block["alt_text"])}">'
        case "section":
            return f"<p>{escape(block['text']['text'])}</p>"
        case other:
            raise ValueError(f"a block of type {other!r} cannot be drawn; add it to tests/slack/seen.py")


def _rich(part: Json) -> str:
    match part["type"]:
        case "rich_text_section":
            return f"<p>{''.join(map(_span, part['elements']))}</p>"
        case "rich_text_list":
            tag = "ol" if part["style"] == "ordered" else "ul"
            rows = "".join(f"<li>{''.join(map(_span, row['elements']))}</li>" for row in part["elements"])
            return f"<{tag}>{rows}</{tag}>"
        case "rich_text_quote":
            return f"<blockquote>{''.join(map(_span, part['elements']))}</blockquote>"
        case other:
            raise ValueError(f"rich text of type {other!r} cannot be drawn; add it to tests/slack/seen.py")


def _span(element: Json) -> str:
    text = escape(element.get("text") or element.get("url", ""))
    style = element.get("style", {})
    for name, tag in (("code", "code"), ("italic", "em"), ("bold", "strong")):
        if style.get(name):
            text = f"<{tag}>{text}</{tag}>"
    return text


def _element(element: Json) -> str:
    match element["type"]:
        case "button":
            return f"<button class={element.get('style', 'plain')}>{escape(element['text']['text'])}</button>"
        case "static_select" | "multi_static_select":
            return f"<span class=menu>{escape(element['placeholder']['text'])}</span>"
        case "checkboxes":
            return "".join(f"<label>☐ {escape(option['text']['text'])}</label>" for option in element["options"])
        case other:
            raise ValueError(f"an element of type {other!r} cannot be drawn; add it to tests/slack/seen.py")
