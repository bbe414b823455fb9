"""Each limit of Slack is kept by the code that meets it: lifted, something too long or too many would be sent.

The numbers themselves are compared with a registry made by other hands (slackblocks).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from adapters.slack.home import home
from adapters.slack.limits import LIMITS, Limit, cut, most, weight
from adapters.slack.presses import Origin, written
from adapters.slack.render import Message, rendered
from adapters.slack.windows import answer_window, class_window, page_window, teacher_window
from adapters.slack.words import ENGLISH, WORDS_OF, Words
from bot.classroom.pages import Page, Section
from bot.curriculum.question import Picture
from bot.dialogue.effects import Alert, Ask, Choice, Letter, Say, Selection
from tests.slack.block_kit import parts
from tests.slack.letters import options

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
FAR = 10**9
LONG = "long " * 3_000
ORIGIN = Origin("card", "card/C1/U1/1", "en", "C1", "U1")


def shown(letter: Letter) -> Message:
    return rendered(letter, class_id="C1", pictures={"c/media/bar.svg": "F1"}, words=ENGLISH)


def alert(*choices: Choice, selections: tuple[Selection, ...] = ()) -> Message:
    return shown(Alert("card", "U1", "C1", "Ada", ("line",), choices, selections=selections))


def choices(count: int, label: str = "x") -> tuple[Choice, ...]:
    return tuple(Choice(f"k{number}", f"{label}{number}") for number in range(count))


def ask(answer: str, count: int) -> Message:
    texts = [f"o{number}" for number in range(count)]
    return shown(Ask("C1/4", "?", answer, options(texts)))  # type: ignore[arg-type]


def a_class(courses: dict[str, str]) -> Json:
    return class_window("C1", courses, title=LONG, course_id="c1", teacher_channel="", teacher_name=LONG, words=ENGLISH)


def longest(found: object, *names: str) -> int:
    """The longest text at the end of a path of names, among all parts; a number counts as itself."""
    lengths = [0]
    for part in parts(found):
        inner: object = part
        for name in names:
            inner = inner.get(name) if isinstance(inner, dict) else None
        lengths.append(inner if isinstance(inner, int) else len(inner) if isinstance(inner, str | list) else 0)
    return max(lengths)


def of_kind(found: object, *kinds: str) -> list[Json]:
    return [part for part in parts(found) if part.get("type") in kinds]


class Case(NamedTuple):
    """measure: of what would break the limit. without: other limits that would hold it back by chance."""

    measure: Callable[[], int]
    without: tuple[str, ...] = ()


CASES = {
    "message blocks": Case(
        lambda: len(alert(selections=tuple(Selection("s", choices(1)) for _ in range(80))).blocks),
        without=("message characters",),
    ),
    "message characters": Case(lambda: weight(shown(Say(LONG)).blocks)),
    "message text": Case(lambda: len(shown(Say(LONG)).text)),
    "view blocks": Case(
        lambda: len(home(Page("p", tuple(Section("s", ("l",)) for _ in range(80))), ENGLISH)["blocks"])
    ),
    "modal title": Case(lambda: longest(page_window(Page(LONG, ()), ENGLISH), "title", "text")),
    "text": Case(lambda: longest(answer_window(ORIGIN, "D1", LONG), "text", "text")),
    "address": Case(lambda: longest(shown(Say("https://x.org/" + "a" * 2_000)).blocks, "url")),
    "header": Case(lambda: longest(of_kind(home(Page(LONG, ()), ENGLISH), "header"), "text", "text")),
    "alt text": Case(lambda: longest(shown(Say("?", picture=Picture("c/media/bar.svg", LONG))).blocks, "alt_text")),
    "actions elements": Case(
        lambda: longest(of_kind(alert(*choices(30)).blocks, "actions"), "elements"),
    ),
    "button text": Case(lambda: longest(of_kind(alert(*choices(2, "long " * 60)).blocks, "button"), "text", "text")),
    "button value": Case(lambda: longest(of_kind(shown(Ask("4", "long " * 500, "text")).blocks, "button"), "value")),
    "select options": Case(lambda: longest(ask("one", 130).blocks, "options"), without=("message characters",)),
    "checkboxes options": Case(lambda: longest(of_kind(ask("several", 12).blocks, "checkboxes"), "options")),
    "option text": Case(lambda: longest(of_kind(a_class({"c1": LONG}), "static_select")[0]["options"], "text", "text")),
    "option value": Case(lambda: longest(a_class({"c1": "One", "c" * 200: "Two"}), "value")),
    "placeholder": Case(
        lambda: longest(alert(selections=(Selection("long " * 60, choices(1)),)).blocks, "placeholder", "text")
    ),
    "action_id": Case(lambda: longest(alert(Choice("write", "Write", "Why? " * 100)).blocks, "action_id")),
    "block_id": Case(lambda: len(written(Origin("chat", "r" * 300, "en")))),
    "input label": Case(lambda: longest(teacher_window(ORIGIN, "C1", "write", LONG), "label", "text")),
    "input text": Case(lambda: longest(answer_window(ORIGIN, "D1", ""), "max_length")),
}


def test_every_limit_has_a_case() -> None:
    assert set(CASES) == set(LIMITS)


@pytest.mark.parametrize("name", [name for name in CASES if name != "block_id"])
def test_a_limit_is_kept_and_only_by_its_own_check(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = most(name)
    for other in CASES[name].without:
        monkeypatch.setitem(LIMITS, other, Limit(FAR, ""))
    assert 0 < CASES[name].measure() <= limit or name in ("address", "checkboxes options")
    monkeypatch.setitem(LIMITS, name, Limit(FAR, ""))
    assert CASES[name].measure() > limit


def test_a_ref_that_has_no_room_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"rrr.*Slack takes 255; give letters shorter refs"):
        CASES["block_id"].measure()
    monkeypatch.setitem(LIMITS, "block_id", Limit(FAR, ""))
    assert CASES["block_id"].measure() > 255


@pytest.mark.parametrize(
    ("name", "registered"),
    [
        ("message blocks", "MESSAGE_BLOCKS_MAX_ITEMS"),
        ("view blocks", "VIEW_BLOCKS_MAX_ITEMS"),
        ("modal title", "VIEW_TITLE_MAX_LENGTH"),
        ("text", "TEXT_MAX_LENGTH"),
        ("header", "HEADER_TEXT_MAX_LENGTH"),
        ("alt text", "IMAGE_ALT_TEXT_MAX_LENGTH"),
        ("actions elements", "ACTIONS_ELEMENTS_MAX_ITEMS"),
        ("button text", "BUTTON_TEXT_MAX_LENGTH"),
        ("button value", "BUTTON_VALUE_MAX_LENGTH"),
        ("select options", "SELECT_OPTIONS_MAX_ITEMS"),
        ("checkboxes options", "CHECKBOXES_OPTIONS_MAX_ITEMS"),
        ("option text", "OPTION_TEXT_MAX_LENGTH"),
        ("option value", "OPTION_VALUE_MAX_LENGTH"),
        ("placeholder", "SELECT_PLACEHOLDER_MAX_LENGTH"),
        ("action_id", "ACTION_ID_MAX_LENGTH"),
        ("block_id", "BLOCK_ID_MAX_LENGTH"),
        ("input label", "INPUT_LABEL_MAX_LENGTH"),
        ("input text", "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX"),
    ],
)
def test_a_limit_is_the_one_that_others_know(name: str, registered: str) -> None:
    assert most(name) == getattr(import_module("slackblocks._limits"), registered)


@pytest.mark.parametrize("words", WORDS_OF.values(), ids=list(WORDS_OF))
def test_our_own_words_are_short_enough_for_where_they_stand(words: Words) -> None:
    titles = (words.send, words.cancel, words.close, words.class_window, words.your_answer, words.your_words)
    assert max(map(len, titles)) <= most("modal title")
    assert len(words.start_over) <= 30, "the button of a confirm dialog"
    assert len(words.start_over_asks) <= 300
    assert max(map(len, (words.write, words.send, words.choose))) <= most("button text")


@pytest.mark.parametrize(
    ("text", "short"), [("x" * 24, "x" * 24), ("x" * 25, "x" * 23 + "…"), ("a " * 20, ("a " * 11) + "a…")]
)
def test_what_is_cut_ends_in_an_ellipsis(text: str, short: str) -> None:
    assert cut(text, "modal title") == short
