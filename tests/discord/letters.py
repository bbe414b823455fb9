"""Letters to render: those of tests/slack, with Discord's ids, and with what only Discord would read as something."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from msgspec.structs import replace

from bot.classroom.pages import Page, Section
from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, OpenThread, Say, Selection, Settle
from tests.slack import letters as slack

GUILD, CLASS, TEACHERS = "1100000000000000001", "1100000000000000002", "1100000000000000003"
STUDENT, BOT = "1100000000000000011", "1100000000000000099"
CARD = f"card/{CLASS}/{STUDENT}/17"


@cache
def of_shipped_units() -> tuple[Letter, ...]:
    """Every letter of every unit, with refs as long as Discord's ids make them."""
    return tuple(replace(letter, ref=_with_ids(letter.ref)) for letter in slack.of_shipped_units())


def messages_of_shipped_units() -> tuple[Letter, ...]:
    """Those that are a message of their own."""
    return tuple(letter for letter in of_shipped_units() if not isinstance(letter, Settle | Grant))


def _with_ids(ref: str) -> str:
    ids = {"c1": CLASS, "ada": STUDENT}
    return "/".join(ids.get(part, part) for part in ref.split("/"))


# --- any letter ---

MARKUP = (
    *("@everyone", "@here", f"<@{STUDENT}>", f"<@!{STUDENT}>", f"<#{CLASS}>", f"<@&{GUILD}>", "</learn:1>", "<t:1:R>"),
    *("<:bar:123>", "<a:bar:123>", "<id:customize>", "[bank](https://evil.example)", "<https://evil.example>", "-# "),
    *("# ", "### ", "> ", ">>> ", "* ", "+ ", "1. ", "12. ", "||spoiler||", "~~gone~~", "__under__", "_em_", "```py\n"),
    *("discord.gg/abc", "mailto:a@b.c", "a\\", "\u200b", "\x00", "\r\n", "*a*", "**", "`", "``", ":tada:", "12:30"),
    *slack.MARKUP,
)
WORD = st.one_of(st.sampled_from(MARKUP), st.text(max_size=12))
SHORT = st.lists(WORD, max_size=6).map("".join)
LINE = st.lists(WORD, max_size=40).map("".join)
LONG = st.tuples(LINE, st.sampled_from([1, 1, 1, 3, 40, 900])).map(lambda line: line[0] * line[1])
REF = st.sampled_from(["", f"{CLASS}/4", CARD, "a" * 100])
CHOICE = st.builds(Choice, slack.KEY, SHORT, st.sampled_from(["", "", "Why?", "Tell why " * 40]))
CHOICES = st.builds(slack.numbered, st.lists(CHOICE, min_size=1, max_size=9), st.sampled_from([1, 1, 1, 10, 30]))
OPTIONS = st.one_of(
    st.lists(SHORT, min_size=2, max_size=12).map(slack.options),
    st.lists(LONG, min_size=2, max_size=5).map(slack.options),
    st.integers(2, 130).map(lambda count: slack.options([f"choice {number}" for number in range(count)])),
)
ASIDES = st.lists(st.sampled_from([Choice("hint", "Hint"), Choice("unsure", "I don't know yet")]), unique=True)
ASKS = st.builds(
    Ask,
    st.sampled_from([f"{CLASS}/4", f"{CLASS}/4", "a" * 100]),
    LONG,
    st.sampled_from(["one", "several", "text"]),
    OPTIONS,
    SHORT,
    slack.PICTURE,
    ASIDES.map(tuple),
)
SAYS = st.builds(Say, LONG, st.one_of(st.just(()), CHOICES), REF, slack.PICTURE)
ALERTS = st.builds(
    Alert,
    st.just(CARD),
    st.just(STUDENT),
    st.just(CLASS),
    LINE,
    st.lists(LONG, max_size=6).map(tuple),
    st.one_of(st.lists(CHOICE, max_size=8).map(tuple), CHOICES),
    st.booleans(),
    st.booleans(),
    st.lists(st.builds(Selection, SHORT, CHOICES, st.sampled_from(["", "Why?"])), max_size=4).map(tuple),
)
THREADS = st.builds(OpenThread, st.just(f"thread/{CLASS}/{STUDENT}/1"), st.just(CLASS), LONG)
LETTERS = st.one_of(SAYS, ASKS, ALERTS, THREADS)
SETTLES = st.builds(Settle, st.just("4"), LINE, st.sampled_from(["right", "almost", "not yet", "done"]))
SECTIONS = st.builds(Section, SHORT, st.lists(LONG, max_size=4).map(tuple), st.lists(CHOICE, max_size=6).map(tuple))
PAGES = st.builds(Page, SHORT, st.lists(SECTIONS, max_size=6).map(tuple))
