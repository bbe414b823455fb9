"""What a letter looks like in Slack, and that Slack would take it: tables, all shipped units, and any letter at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.slack.commands import WORDS
from adapters.slack.presses import Origin, read
from adapters.slack.render import Message, help_text, note, rendered, settled
from adapters.slack.words import ENGLISH, SPANISH, WORDS_OF, Words, words_for
from bot.curriculum.question import Picture
from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, OpenThread, Say, Selection, Settle
from bot.dialogue.marks import plain
from tests.slack.block_kit import INTERACTIVE, message_faults, parts
from tests.slack.letters import CLASS, LETTERS, SETTLES, of_shipped_units, options

Json = dict[str, Any]
PICTURES = {"c/media/bar.svg": "F01BAR"}
ANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def shown(letter: Letter, words: Words = ENGLISH) -> Message:
    return rendered(letter, class_id=CLASS, pictures=PICTURES, words=words)


def after(letter: Letter, settle: Settle) -> Message:
    return settled(letter, settle, class_id=CLASS, pictures=PICTURES, words=ENGLISH)


def read_rich(blocks: list[Json]) -> list[Json]:
    """The elements of all rich text, in order."""
    return [part for part in parts(blocks) if part.get("type") in ("text", "link") and "emoji" not in part]


def words_of(blocks: list[Json]) -> str:
    return "".join(str(element.get("text") or element.get("url")) for element in read_rich(blocks))


def controls(blocks: list[Json], kind: str) -> list[Json]:
    return [part for part in parts(blocks) if part.get("type") == kind]


def labels(blocks: list[Json], kind: str = "button") -> list[str]:
    return [part["text"]["text"] for part in controls(blocks, kind)]


def option_labels(blocks: list[Json], kind: str) -> list[str]:
    return [option["text"]["text"] for part in controls(blocks, kind) for option in part["options"]]


# --- running text ---


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        (
            "Not *yet*, **look** at `3/4`",
            [
                {"type": "text", "text": "Not "},
                {"type": "text", "text": "yet", "style": {"italic": True}},
                {"type": "text", "text": ", "},
                {"type": "text", "text": "look", "style": {"bold": True}},
                {"type": "text", "text": " at "},
                {"type": "text", "text": "3/4", "style": {"code": True}},
            ],
        ),
        ("***both***", [{"type": "text", "text": "both", "style": {"bold": True, "italic": True}}]),
        ("<!channel> <@U1> _x_ &amp;", [{"type": "text", "text": "<!channel> <@U1> _x_ &amp;"}]),
        (
            "A film: https://example.org/a_b?c=1.",
            [
                {"type": "text", "text": "A film: "},
                {"type": "link", "url": "https://example.org/a_b?c=1"},
                {"type": "text", "text": "."},
            ],
        ),
        ("`https://example.org`", [{"type": "text", "text": "https://example.org", "style": {"code": True}}]),
        ("http://example.org", [{"type": "text", "text": "http://example.org"}]),
        ("https://" + "a" * 600 + ".org", [{"type": "text", "text": "https://" + "a" * 600 + ".org"}]),
        ("\n\nOne\n\ntwo\n", [{"type": "text", "text": "One\n\ntwo"}]),
    ],
)
def test_marks_are_styles_and_everything_else_is_literal(text: str, elements: list[Json]) -> None:
    section = {"type": "rich_text_section", "elements": elements}
    assert shown(Say(text)).blocks == [{"type": "rich_text", "elements": [section]}]


def test_lines_with_a_dash_are_bullets() -> None:
    kinds = [element["type"] for element in shown(Say("Goals:\n- one\n- *two*\nNow?")).blocks[0]["elements"]]
    assert kinds == ["rich_text_section", "rich_text_list", "rich_text_section"]
    items = shown(Say("Goals:\n- one\n- *two*")).blocks[0]["elements"][1]["elements"]
    assert [words_of(item["elements"]) for item in items] == ["one", "two"]
    apart = shown(Say("- one\n\n- two"))
    assert message_faults(apart) == []
    assert [element["type"] for element in apart.blocks[0]["elements"]] == ["rich_text_list", "rich_text_list"]


@pytest.mark.parametrize("text", ["", "   ", "\n \n", "- "])
def test_a_letter_without_words_is_still_a_message(text: str) -> None:
    message = shown(Say(text))
    assert message_faults(message) == []
    assert words_of(message.blocks).strip()


@pytest.mark.parametrize(
    "letter",
    [
        Alert("card", "U1", CLASS, "Ada", ("Wrote: https://evil.example",), ()),
        OpenThread("t", CLASS, "Someone asks about https://evil.example"),
    ],
)
def test_what_may_quote_people_has_no_links(letter: Letter) -> None:
    assert controls(shown(letter).blocks, "link") == []


def test_a_notification_reads_plain_text_with_three_signs_escaped() -> None:
    assert shown(Say("**3** < 4 & <!here>")).text == "3 &lt; 4 &amp; &lt;!here&gt;"


def test_what_is_cut_says_how_much_is_missing() -> None:
    text = "word " * 4_000
    message = shown(Say(text))
    assert message_faults(message) == []
    kept, _, ending = words_of(message.blocks).partition("…")
    assert text.startswith(kept)
    assert len(kept) > 8_000
    assert ending == f" ({len(text) - len(kept):,} more characters)"


@pytest.mark.parametrize("length", range(40, 60))
def test_a_link_is_never_cut_since_it_would_lead_elsewhere(length: int) -> None:
    address = "https://example.org/" + "a" * length
    links = controls(shown(Say(f"{address} " * 400)).blocks, "link")
    assert {link["url"] for link in links} == {address}


# --- questions ---

FOUR = ["9", "12", "6", "3"]


def ask(answer: str, texts: list[str], **more: Any) -> Ask:
    return Ask(f"{CLASS}/4", "Which?", answer, options(texts), **more)  # type: ignore[arg-type]


def test_few_short_options_are_buttons() -> None:
    blocks = shown(ask("one", FOUR, place="2 of about 6", asides=(Choice("hint", "Hint"),))).blocks
    assert blocks[0] == {
        "type": "context",
        "elements": [{"type": "plain_text", "text": "2 of about 6", "emoji": False}],
    }
    assert [labels([block]) for block in blocks if block["type"] == "actions"] == [FOUR, ["Hint"]]
    assert words_of(blocks) == "Which?"


def test_many_short_options_are_a_menu() -> None:
    blocks = shown(ask("one", [f"{number} cm" for number in range(8)])).blocks
    assert option_labels(blocks, "static_select") == [f"{number} cm" for number in range(8)]


@pytest.mark.parametrize(
    "texts",
    [
        ["`x + 1`", "2"],
        ["It is *half*", "It is"],
        ["word " * 20, "no"],
        ["same", "same"],
        ["", "no"],
        ["two\nlines", "one"],
    ],
)
def test_options_that_a_button_would_not_show_are_listed_and_pressed_by_letter(texts: list[str]) -> None:
    blocks = shown(ask("one", texts)).blocks
    assert labels(blocks) == ["a", "b"]
    assert words_of(blocks).startswith("Which?a) ")
    assert shown(ask("several", texts)).blocks[-1]["elements"][0]["text"]["text"] == "Send"
    assert option_labels(shown(ask("several", texts)).blocks, "checkboxes") == ["a", "b"]


def test_several_are_boxes_and_a_button_that_sends() -> None:
    blocks = shown(ask("several", FOUR, asides=(Choice("unsure", "I don't know yet"),))).blocks
    assert option_labels(blocks, "checkboxes") == FOUR
    assert labels(blocks) == ["Send", "I don't know yet"]
    many = shown(ask("several", [str(number) for number in range(12)])).blocks
    assert option_labels(many, "multi_static_select") == list("abcdefghijkl")
    assert words_of(many).startswith("Which?a) 0\nb) 1\n")


def test_a_typed_answer_can_be_written_in_a_window() -> None:
    blocks = shown(Ask("4", "Why?", "text", asides=(Choice("hint", "Hint"),))).blocks
    assert labels(blocks) == ["Write your answer", "Hint"]
    assert controls(blocks, "button")[0]["value"] == "Why?"


def test_a_question_in_a_notification_names_its_options() -> None:
    assert shown(ask("one", FOUR, place="2 of about 6")).text == "2 of about 6\nWhich?\na) 9\nb) 12\nc) 6\nd) 3"


def test_a_picture_is_an_image_or_its_text() -> None:
    known = shown(Say("Look", picture=Picture("c/media/bar.svg", "A *bar*"))).blocks
    assert known[1] == {"type": "image", "slack_file": {"id": "F01BAR"}, "alt_text": "A bar"}
    unknown = shown(Say("Look", picture=Picture("c/media/x.svg", "A *bar*"))).blocks
    assert words_of(unknown) == "Look\n[picture] A bar"


# --- cards ---

CARD = Alert(
    f"card/{CLASS}/U01ADA/1",
    "U01ADA",
    CLASS,
    "Ada · Fractions",
    ("Not yet after check A: goal 2", "- 10/15? → \\*5/7\\*"),
    (Choice("seen", "Seen"), Choice("write", "Write", "Your message"), Choice("start-over", "Start over")),
    urgent=True,
    selections=(Selection("Mark as mastered", (Choice("mark:f/low", "Goal 2"),), "Why?"),),
)


def test_a_card_says_its_state_in_words_and_asks_before_it_starts_over() -> None:
    blocks = shown(CARD).blocks
    assert words_of(blocks[:1]) == "‼ please look: Ada · Fractions\nNot yet after check A: goal 2" + "10/15? → *5/7*"
    assert labels(blocks) == ["Seen", "Write", "Start over"]
    assert [button.get("confirm", {}).get("confirm", {}).get("text") for button in controls(blocks, "button")] == [
        *(None, None),
        "Start over",
    ]
    assert [menu["placeholder"]["text"] for menu in controls(blocks, "static_select")] == ["Mark as mastered"]
    done = shown(Alert("c", "U1", CLASS, "Ada", ("Mastered.",), resolved=True), SPANISH)
    assert words_of(done.blocks) == "✓ hecho: Ada\nMastered."
    assert message_faults(done) == []


def test_a_changed_card_has_new_ids_and_an_unchanged_one_the_same() -> None:
    def ids(alert: Alert) -> set[str]:
        return {block["block_id"] for block in shown(alert).blocks if "block_id" in block}

    changed = Alert(CARD.ref, CARD.student, CLASS, CARD.title, ("Other",), CARD.choices, selections=CARD.selections)
    assert ids(CARD) == ids(CARD)
    assert not ids(CARD) & ids(changed)


# --- settled ---


@pytest.mark.parametrize(
    ("settle", "words"),
    [
        (Settle("4", "9", "right"), "Which?✓ 9 · right"),
        (Settle("4", "9", "almost"), "Which?≈ 9 · almost"),
        (Settle("4", r"\*9\*", "not yet"), "Which?○ *9* · not yet"),
        (Settle("4", "9"), "Which?→ 9"),
        (Settle("4"), "Which?"),
    ],
)
def test_a_settled_question_shows_what_was_answered_and_how_it_went(settle: Settle, words: str) -> None:
    assert words_of(after(ask("one", FOUR), settle).blocks) == words


def test_a_settled_message_keeps_its_picture_and_its_list() -> None:
    question = ask("one", ["`a`", "`b`"], picture=Picture("c/media/bar.svg", "A bar"))
    blocks = after(question, Settle("4", "`a`", "right")).blocks
    assert [block["type"] for block in blocks] == ["rich_text", "image", "rich_text", "rich_text"]
    assert words_of(blocks) == "Which?a) a\nb) b✓ a · right"


def test_what_settles_is_no_message_of_its_own() -> None:
    with pytest.raises(ValueError, match="'4'"):
        shown(Settle("4"))


# --- everything ---


@pytest.mark.parametrize("words", WORDS_OF.values(), ids=list(WORDS_OF))
def test_slack_takes_every_letter_of_every_shipped_unit(words: Words) -> None:
    letters = of_shipped_units()
    by_ref: dict[str, Letter] = {}
    kinds: set[str] = set()
    for letter in letters:
        kinds.add(type(letter).__name__ + getattr(letter, "answer", ""))
        if isinstance(letter, Grant):
            continue  # no message
        if isinstance(letter, Settle):
            if letter.ref in by_ref:
                message = settled(by_ref[letter.ref], letter, class_id=CLASS, pictures={}, words=words)
                assert message_faults(message) == [], letter
                assert not [part for part in parts(message.blocks) if part.get("type") in INTERACTIVE], letter
            continue
        by_ref[letter.ref] = letter
        message = shown(letter, words)
        assert message_faults(message) == [], letter
        assert words.more_text.split("}")[1] not in words_of(message.blocks), "nothing of a shipped course is cut"
    assert kinds >= {"Say", "Askone", "Askseveral", "Asktext", "Alert", "Settle"}


@ANY
@given(LETTERS)
def test_slack_takes_any_letter(letter: Letter) -> None:
    message = shown(letter)
    assert message_faults(message) == []
    assert message.as_text() == Message(message.text, [])
    origins = [read(block["block_id"], Origin) for block in message.blocks if "block_id" in block]
    assert None not in origins


@ANY
@given(LETTERS, SETTLES)
def test_nothing_in_a_settled_message_can_be_pressed(letter: Letter, settle: Settle) -> None:
    message = after(letter, settle)
    assert message_faults(message) == []
    assert not [part for part in parts(message.blocks) if part.get("type") in INTERACTIVE]


@ANY
@given(LETTERS)
def test_all_words_of_a_letter_that_fit_are_there_as_they_were_written(letter: Letter) -> None:
    texts = letter.lines if isinstance(letter, Alert) else (getattr(letter, "text", ""),)
    read_there = "".join(words_of(shown(letter).blocks).split())
    for line in "\n".join(map(plain, texts)).split("\n"):
        wanted = "".join(line.removeprefix("- ").split())
        assert wanted in read_there or "morecharacters" in read_there


# --- the adapter's own words ---


@pytest.mark.parametrize("words", WORDS_OF.values(), ids=list(WORDS_OF))
def test_the_help_names_every_word(words: Words) -> None:
    message = help_text(words)
    assert message_faults(message) == []
    assert all(f"/tutor {word}" in message.text for word in WORDS)
    assert words.language == "en" or set(words.says) == set(WORDS)


@pytest.mark.parametrize("text", ["Invite me: `/invite`", "x" * 20_000])
def test_a_note_is_a_message(text: str) -> None:
    assert message_faults(note(text)) == []


@pytest.mark.parametrize(
    ("language", "words"), [("es", SPANISH), ("es-MX", SPANISH), ("en", ENGLISH), ("fr", ENGLISH), ("", ENGLISH)]
)
def test_a_language_that_is_not_here_reads_english(language: str, words: Words) -> None:
    assert words_for(language) is words
