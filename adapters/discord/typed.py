"""What a person typed, from what Discord made of it.

Discord sends mentions, channels and emoji between angle brackets: `<@1>`, `<@!1>`, `<@&1>`, `<#1>`, `<:name:1>`
(Reference, Message Formatting).

Rules
- The text is what the person would say they wrote: `@` and `#` before names, `:name:` for an emoji.
- A mention of the bot at the beginning only calls it, and is taken off.
- Nothing else is touched: quotes, stars and spaces are the grader's business.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MENTION = re.compile(r"<(@[!&]?|#)([0-9]{1,20})>")
_EMOJI = re.compile(r"<a?(:[A-Za-z0-9_]{1,32}:)[0-9]{1,20}>")


def typed(text: str, *, bot: str, names: Mapping[str, str]) -> str:
    """bot: its user id. names: of users, roles and channels, by id; what is not there stays as it came."""
    said = re.sub(rf"^\s*<@!?{re.escape(bot)}>\s*", "", text) if bot else text
    said = _MENTION.sub(lambda found: _named(found, names), said)
    return _EMOJI.sub(r"\1", said)


def _named(found: re.Match[str], names: Mapping[str, str]) -> str:
    name = names.get(found[2])
    return found[0] if name is None else found[1][0] + name
