"""Messages as a person sees them: a page for a browser, made of the very messages that Discord keeps. For pictures.

It draws what this program sends (markdown, embeds, attached pictures, buttons, menus) the way Discord's client for
computers does in its dark theme, and refuses the rest, so that a picture never shows less than what was sent.

Rules
- Markdown is read by `reader`. Messages of one author within seven minutes stand below one name, as they do there.
- Colours and measures are the client's; its own letters are not free, so Noto Sans, which it falls back to, stands in.
- A caption is above a window, where it cannot be taken for Discord's.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import fontpkg_noto_sans

from tests.discord.reader import Read, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Json = dict[str, Any]
TOGETHER = timedelta(minutes=7)
BULLET = re.compile(r"^\s*[-*+]\s+")
DRAWN = {"strong", "emphasis", "code", "link", "bare link", "small", "bullet"}
TAGS = {"code": "code", "emphasis": "em", "strong": "strong", "link": "u", "bare link": "u"}
EMBEDDED = {"type", "flags", "title", "description", "color"}
ROW, BUTTON, MENU = 1, 2, 3
STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger"}
FACES = ("#2f9e63", "#4a6fa5", "#c98a12", "#a0568f", "#b8504c")
STYLE = """
:root { --text: #dcdde0; --head: #fbfbfb; --muted: #9a9ba3; --line: #3f4047; --chat: #323339; }
body { margin: 0; padding: 0 20px 20px; box-sizing: border-box; height: 100vh; background: #1d1e22; color: var(--text);
  font: 16px/22px 'Noto Sans Here', 'DejaVu Sans', sans-serif; display: grid; grid-template-columns: 1fr 1fr;
  gap: 0 20px; grid-template-rows: 48px minmax(0, 1fr); }
h2 { grid-row: 1; margin: 0; align-self: center; font-size: 15px; font-weight: 500; color: #b9bac1; }
section { grid-row: 2; background: var(--chat); border: 1px solid var(--line); border-radius: 10px; overflow: hidden;
  display: flex; flex-direction: column; }
h1 { flex: none; height: 48px; margin: 0; padding: 0 16px; display: flex; align-items: center; gap: 8px;
  border-bottom: 1px solid var(--line); font-size: 16px; font-weight: 600; color: var(--head); }
h1 svg { width: 22px; color: var(--muted); } h1 .face { width: 24px; height: 24px; font-size: 12px; }
.log { flex: 1; min-height: 0; overflow: hidden; display: flex; flex-direction: column; justify-content: flex-end; }
.typed { flex: none; margin: 20px 16px 18px; height: 46px; border-radius: 8px; background: #383940; color: var(--muted);
  border: 1px solid #44454c; display: flex; align-items: center; padding: 0 14px; gap: 14px; }
.typed svg { width: 20px; }
.group { flex: none; position: relative; margin-top: 17px; padding: 0 24px 0 72px; }
.face { border-radius: 50%; color: #fff; display: grid; place-items: center; font-weight: 600; }
.group > .face { position: absolute; left: 16px; top: 2px; width: 40px; height: 40px; font-size: 18px; }
.who { font-weight: 500; color: var(--head); } time { color: var(--muted); font-size: 12px; margin-left: 8px; }
.app { background: #5865f2; color: #fff; font-size: 10.5px; font-weight: 600; line-height: 15px; padding: 0 4.5px;
  border-radius: 4px; margin-left: 5px; vertical-align: 1.5px; display: inline-block; }
.message { padding: 1px 0; } p { margin: 0; white-space: pre-wrap; min-height: 22px; }
p.small { font-size: 13px; line-height: 18px; min-height: 18px; color: var(--muted); }
ul { margin: 4px 0 0 16px; padding: 0; } li { margin-bottom: 4px; padding-left: 4px; white-space: pre-wrap; }
.edited { font-size: 10px; color: var(--muted); margin-left: 4px; white-space: nowrap; }
strong { font-weight: 700; color: inherit; } u { color: #78a9ff; text-decoration: none; }
code { font: 14px/18px 'DejaVu Sans Mono', monospace; background: #29292e; border: 1px solid #43444b;
  border-radius: 4px; padding: 0 3px; }
.embed { margin-top: 6px; max-width: 516px; box-sizing: border-box; border-radius: 4px; background: #393a41;
  border: 1px solid #44454c; border-left: 4px solid; padding: 9px 16px 14px 12px; font-size: 14px; line-height: 18px; }
.embed p { min-height: 18px; } .embed .title { font-size: 16px; font-weight: 600; line-height: 22px; }
.picture { position: relative; display: block; width: fit-content; margin-top: 6px; line-height: 0; }
.picture img { max-width: min(550px, 100%); max-height: 350px; border-radius: 8px; }
.picture span { position: absolute; left: 8px; bottom: 8px; background: rgb(0 0 0 / 65%); color: #fff;
  font: 700 12px/20px 'Noto Sans Here'; padding: 0 6px; border-radius: 5px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.row:last-child { margin-bottom: 4px; }
button { font: 500 14px/20px 'Noto Sans Here', 'DejaVu Sans'; height: 34px; padding: 0 15px; border-radius: 8px;
  color: #fff; border: 1px solid rgb(255 255 255 / 8%); min-width: 60px; }
.primary { background: #5865f2; } .secondary { background: #47484f; } .success { background: #00863a; }
.danger { background: #d22d39; } button:disabled { opacity: .5; }
.menu { width: 400px; max-width: 100%; height: 42px; box-sizing: border-box; padding: 0 12px; border-radius: 8px;
  background: #2b2c31; border: 1px solid #47484f; color: var(--muted); display: flex; align-items: center; }
.menu svg { width: 20px; margin-left: auto; color: var(--text); }
"""
_SVG = "<svg viewBox='0 0 24 24' fill=none stroke=currentColor stroke-width=2 stroke-linecap=round>{}</svg>"
HASH = _SVG.format(
    "<path d='M9.5 3 7.5 21M15.2 14l-.7 7M4 8.5h9M3 15.5h17'/>"
    "<path d='M17.2 6.5V4.6a2 2 0 0 1 4 0v1.9' stroke-width=1.6 />"
    "<rect x=15.6 y=6.3 width=7.2 height=5.6 rx=1.4 fill=currentColor stroke=none />"
)
"""Of a channel that is hidden from everybody else."""
PLUS = _SVG.format("<circle cx=12 cy=12 r=10 fill=#9a9ba3 stroke=none /><path d='M12 7v10M7 12h10' stroke=#383940 />")
DOWN = _SVG.format("<path d='m6 9.5 6 6 6-6'/>")


class Pane(NamedTuple):
    """A window. caption: above it. channel: its name; "" for a chat with the bot. messages: raw, oldest first."""

    caption: str
    channel: str
    messages: Sequence[Json]


class Sight(NamedTuple):
    """What messages do not hold. names: of users, where they have another here. files: address -> address that a page
    can show."""

    bot: str
    names: Mapping[str, str]
    files: Mapping[str, str]


def page(panes: Sequence[Pane], sight: Sight) -> str:
    """Windows side by side."""
    captions = "".join(f"<h2>{escape(pane.caption)}</h2>" for pane in panes)
    windows = "".join(_window(pane, sight) for pane in panes)
    (file,) = (file for file in (fontpkg_noto_sans.ROOT / "files").glob("*.ttf") if "Italic" not in file.name)
    letters = base64.b64encode(file.read_bytes()).decode()
    font = (
        "@font-face { font-family: 'Noto Sans Here'; font-weight: 100 900; font-stretch: 62.5% 100%;"
        f" src: url(data:font/ttf;base64,{letters}); }}"
    )
    return f"<!doctype html><meta charset=utf-8><title>Discord</title><style>{font}{STYLE}</style>{captions}{windows}"


def _window(pane: Pane, sight: Sight) -> str:
    name = sight.names[sight.bot]
    title = f"{HASH}{escape(pane.channel)}" if pane.channel else f"{_face(sight.bot, name)}{escape(name)}"
    to = f"#{pane.channel}" if pane.channel else f"@{name}"
    groups = "".join(_group(messages, sight) for messages in _groups(pane.messages))
    return (
        f"<section><h1>{title}</h1><div class=log>{groups}</div>"
        f"<div class=typed>{PLUS}Message {escape(to)}</div></section>"
    )


def _groups(messages: Sequence[Json]) -> Iterator[list[Json]]:
    """Those that stand below one name."""
    for _, of_author in groupby(messages, key=lambda message: message["author"]["id"]):
        group: list[Json] = []
        for message in of_author:
            if group and _at(message) - _at(group[0]) >= TOGETHER:
                yield group
                group = []
            group.append(message)
        yield group


def _at(message: Json) -> datetime:
    return datetime.fromisoformat(message["timestamp"])


def _group(messages: Sequence[Json], sight: Sight) -> str:
    author = messages[0]["author"]
    name = sight.names.get(author["id"]) or author["global_name"] or author["username"]
    when = _at(messages[0]).strftime("%I:%M %p").lstrip("0")
    tag = "<span class=app>APP</span>" if author["bot"] else ""
    body = "".join(_message(message, sight) for message in messages)
    return (
        f"<div class=group>{_face(author['id'], name)}<span class=who>{escape(name)}</span>{tag}"
        f"<time>{when}</time>{body}</div>"
    )


def _face(id_: str, name: str) -> str:
    return f"<div class=face style='background:{FACES[int(id_) % len(FACES)]}'>{escape(name[:1].upper())}</div>"


def _message(message: Json, sight: Sight) -> str:
    if message["type"] != 0:
        raise ValueError(f"a message of type {message['type']} cannot be drawn; add it to tests/discord/seen.py")
    edited = "<span class=edited>(edited)</span>" if message["edited_timestamp"] else ""
    content = written(message["content"], edited) if message["content"] else ""
    embeds = "".join(map(_embed, message["embeds"]))
    pictures = "".join(_picture(one, sight) for one in message["attachments"])
    rows = "".join(map(_row, message["components"]))
    # Discord has what was attached above the embeds, and the mark of a message without text at its end.
    return f"<div class=message>{content}{pictures}{embeds}{rows}{'' if content else edited}</div>"


# --- text ---


def written(text: str, last: str = "") -> str:
    """Markdown as it is shown. last: HTML at the end of its last line."""
    lines = [(_kind(line), "".join(map(_piece, line))) for line in _lines(text)]
    lines[-1] = (lines[-1][0], lines[-1][1] + last)
    shown = ""
    for kind, together in groupby(lines, key=lambda line: line[0]):
        inside = [inner for _, inner in together]
        shown += (
            f"<ul>{''.join(f'<li>{inner}</li>' for inner in inside)}</ul>"
            if kind == "bullet"
            else "".join(f"<p class={kind or 'plain'}>{inner}</p>" for inner in inside)
        )
    return shown


def _lines(text: str) -> list[list[Read]]:
    lines: list[list[Read]] = [[]]
    for piece in pieces(text):
        if unknown := piece.meanings - DRAWN:
            raise ValueError(f"{sorted(unknown)} cannot be drawn; add it to tests/discord/seen.py")
        first, *others = piece.text.split("\n")
        lines[-1].append(Read(first, piece.meanings))
        lines += [[Read(other, piece.meanings)] for other in others]
    return lines


def _kind(line: Sequence[Read]) -> str:
    """Of a line; a bullet's mark is taken off it."""
    meanings = {meaning for piece in line for meaning in piece.meanings if piece.text}
    return "bullet" if "bullet" in meanings else "small" if "small" in meanings else ""


def _piece(piece: Read) -> str:
    text = BULLET.sub("", piece.text) if "bullet" in piece.meanings else piece.text
    shown = escape(text)
    for meaning, tag in TAGS.items():
        if meaning in piece.meanings:
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


# --- the rest of a message ---


def _embed(embed: Json) -> str:
    if unknown := set(embed) - EMBEDDED:
        raise ValueError(f"{sorted(unknown)} of an embed cannot be drawn; add it to tests/discord/seen.py")
    title = f"<div class=title>{written(embed['title'])}</div>" if embed.get("title") else ""
    text = written(embed["description"]) if embed.get("description") else ""
    return f"<div class=embed style='border-left-color:#{embed.get('color', 0):06x}'>{title}{text}</div>"


def _picture(attachment: Json, sight: Sight) -> str:
    """Whoever presses ALT reads its description."""
    if not attachment["content_type"].startswith("image/"):
        raise ValueError(f"{attachment['filename']} is no picture; add it to tests/discord/seen.py")
    alt = escape(attachment.get("description", ""))
    badge = "<span>ALT</span>" if alt else ""
    return f'<div class=picture><img src="{escape(sight.files[attachment["url"]])}" alt="{alt}">{badge}</div>'


def _row(row: Json) -> str:
    if row["type"] != ROW:
        raise ValueError(f"a component of type {row['type']} cannot be drawn; add it to tests/discord/seen.py")
    return f"<div class=row>{''.join(map(_control, row['components']))}</div>"


def _control(control: Json) -> str:
    if "emoji" not in control:
        if control["type"] == BUTTON and control["style"] in STYLES:
            disabled = " disabled" if control.get("disabled") else ""
            return f"<button class={STYLES[control['style']]}{disabled}>{escape(control['label'])}</button>"
        if control["type"] == MENU and not any(option.get("default") for option in control["options"]):
            return f"<div class=menu>{escape(control.get('placeholder') or 'Make a selection')}{DOWN}</div>"
    raise ValueError(f"a control of type {control['type']} like this cannot be drawn; add it to tests/discord/seen.py")
