"""What a letter looks like in Discord, and that Discord would take it: tables, all shipped units, and any letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.discord.controls import Button, Menu
from adapters.discord.pages import page_message
from adapters.discord.presses import read as control_of
from adapters.discord.render import OPEN, RESOLVED, URGENT, Embed, Message, alt_of, note, rendered, settled
from adapters.words import ENGLISH, SPANISH, WORDS_OF, Words
from bot.classroom.pages import Page, Section
from bot.curriculum.question import Picture
from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, OpenThread, Say, Selection, Settle
from bot.dialogue.marks import plain
from bot.dialogue.transcript import lines_of
from tests.discord.bodies import body_of, message_faults, parts
from tests.discord.letters import (
    CARD,
    CLASS,
    GUILD,
    LETTERS,
    PAGES,
    SETTLES,
    STUDENT,
    TEACHERS,
    messages_of_shipped_units,
    of_shipped_units,
)
from tests.discord.read_aloud import as_read, read
from tests.discord.reader import meanings
from tests.discord.reader import shown as seen
from tests.slack.letters import options

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
ANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FOUR = ["9", "12", "6", "3"]
PICTURE = Picture("c/media/bar.svg", "A *bar*")


def shown(letter: Letter, words: Words = ENGLISH) -> Message:
    return rendered(letter, guild=GUILD, class_id=CLASS, channel=TEACHERS, words=words)


def after(letter: Letter, settle: Settle, words: Words = ENGLISH) -> Message:
    return settled(letter, settle, guild=GUILD, class_id=CLASS, channel=TEACHERS, words=words)


def ask(answer: str, texts: list[str], **more: Any) -> Ask:
    return Ask(f"{CLASS}/4", "Which?", answer, options(texts), **more)  # type: ignore[arg-type]


def labels(message: Message) -> list[list[str]]:
    """Of buttons; of a menu its options after its placeholder."""
    rows: list[list[str]] = []
    for row in message.rows:
        menus = [[menu.placeholder, *(one.label for one in menu.options)] for menu in row if isinstance(menu, Menu)]
        rows += menus or [[button.label for button in row if isinstance(button, Button)]]
    return rows


def buttons(message: Message) -> list[Button]:
    return [button for row in message.rows for button in row if isinstance(button, Button)]


def menus(message: Message) -> list[Menu]:
    return [menu for row in message.rows for menu in row if isinstance(menu, Menu)]


def meant(message: Message) -> Iterator[tuple[str, str, str, str]]:
    """(verb, kind, place, key) of every control."""
    for row in message.rows:
        for one in row:
            control = control_of(one.custom_id)
            assert control is not None
            yield control.verb, control.origin.kind, control.origin.place, control.key


def bare(text: str) -> str:
    return "".join(character for character in text if character.isprintable() and not character.isspace())


# --- text ---


@pytest.mark.parametrize(
    ("letter", "content"),
    [
        (Say("Not *yet*, **look** at `3/4`"), "Not *yet*, **look** at `3/4`"),
        (Say("1. I can\n- <@1>\nhttps://example.org/a_b"), "1\\. I can\n- \\<\\@1>\n<https://example.org/a_b>"),
        (OpenThread("t", CLASS, "Who knows https://x.y?"), "Who knows https\\://x.y?"),
        (ask("one", FOUR, place="2 of *about* 6"), "-# 2 of about 6\nWhich?"),
        (ask("one", ["`x + 1`", "2"]), "Which?\na) `x + 1`\nb) 2"),
        (ask("several", FOUR[:2], place="1"), "-# 1\nWhich?\na) 9\nb) 12"),
        (Ask("4", "Why?", "text"), "Why?"),
        (Say(""), "…"),
        (Say(" \n\u202e "), "…"),
        (Say("- "), r"\-"),
    ],
)
def test_what_is_read_is_the_message_s_own_text(letter: Letter, content: str) -> None:
    message = shown(letter)
    assert (message.content, message.embed) == (content, None)
    assert message_faults(body_of(message)) == []


def test_a_long_text_is_in_an_embed_and_the_rest_is_whole() -> None:
    text = "w_rd " * 500
    message = shown(ask("several", FOUR, place="2 of about 6", asides=(Choice("hint", "Hint"),)))
    long = shown(Ask(f"{CLASS}/4", text, "several", options(FOUR), "2 of about 6", asides=(Choice("hint", "Hint"),)))
    assert long.content == ""
    assert long.embed is not None
    description = "-# 2 of about 6\n" + (r"w\_rd " * 500).rstrip() + "\na) 9\nb) 12\nc) 6\nd) 3"
    assert long.embed == Embed("", description, OPEN)
    assert long.rows == message.rows


def test_what_is_cut_says_how_much_is_missing() -> None:
    text = "word " * 2_000
    message = shown(Ask("4", text, "one", options(["`a`", "b"])))
    assert message.embed is not None
    kept, _, ending = message.embed.description.partition("…")
    assert text.startswith(kept)
    assert len(kept) > 4_000
    assert ending == f" ({len(text) - len(kept):,} more characters)\na) `a`\nb) b"
    assert message_faults(body_of(message)) == []


@pytest.mark.parametrize("letter", [Settle("4", "answered", "right"), Grant("", CLASS, STUDENT, "fractions")])
def test_what_changes_a_message_or_a_role_is_no_message_of_its_own(letter: Letter) -> None:
    with pytest.raises(ValueError, match=f"{type(letter).__name__}.*is no message"):
        shown(letter)
    with pytest.raises(ValueError, match="is no message") as raised:
        after(letter, Settle("4"))
    assert "answered" not in str(raised.value), "nobody's words go to a log"


# --- questions ---


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        (ask("one", FOUR, asides=(Choice("hint", "Hint"),)), [FOUR, ["Hint"]]),
        (ask("one", ["`x`", "2"]), [["a", "b"]]),
        (ask("one", ["It is *half*", "It is"]), [["a", "b"]]),
        (ask("one", ["word " * 20, "no"]), [["a", "b"]]),
        (ask("one", ["same", "same"]), [["a", "b"]]),
        (ask("one", ["", "no"]), [["a", "b"]]),
        (ask("one", ["two\nlines", "one"]), [["a", "b"]]),
        (ask("one", list("123456")), [["Choose", "a) 1", "b) 2", "c) 3", "d) 4", "e) 5", "f) 6"]]),
        (
            ask("several", ["9", "`x`"], asides=(Choice("unsure", "?"), Choice("hint", "!"))),
            [["Choose", "a) 9", "b) x"], ["?", "!"]],
        ),
        (Ask("4", "Why?", "text", asides=(Choice("hint", "Hint"),)), [["Write your answer"], ["Hint"]]),
    ],
)
def test_a_question_has_buttons_or_a_menu_and_its_asides_below(question: Ask, rows: list[list[str]]) -> None:
    message = shown(question)
    assert labels(message) == rows
    assert message_faults(body_of(message)) == []


def test_of_several_any_number_is_taken_and_of_one_one() -> None:
    assert [menu.most for menu in menus(shown(ask("several", FOUR)))] == [4]
    assert [menu.most for menu in menus(shown(ask("one", list("123456"))))] == [1]


def test_a_hundred_options_can_be_picked() -> None:
    message = shown(ask("one", [str(number) for number in range(100)], asides=(Choice("hint", "Hint"),)))
    assert [len(row) - 1 for row in labels(message)[:-1]] == [25, 25, 25, 25]
    assert labels(message)[-1] == ["Hint"]
    more = shown(ask("one", [str(number) for number in range(110)], asides=(Choice("hint", "Hint"),)))
    assert labels(more) == labels(message)
    assert more.content.endswith("(10 more choices have no room here)")


def test_what_a_press_means_is_in_it() -> None:
    question = ask("one", FOUR[:2], asides=(Choice("write", "Ask", "Your question"),))
    chat = ("chat", CLASS)
    assert list(meant(shown(question))) == [("press", *chat, "a"), ("press", *chat, "b"), ("ask", *chat, "write")]
    assert list(meant(shown(Ask(f"{CLASS}/4", "?", "text")))) == [("write", *chat, "")]
    assert list(meant(shown(ask("several", FOUR)))) == [("pick", *chat, "")]
    assert list(meant(shown(Say("Hi", (Choice("join", "Join"),), f"join/{CLASS}")))) == [("press", *chat, "join")]


# --- choices ---


def test_choices_are_buttons_in_rows_of_five_and_many_are_menus() -> None:
    def say(count: int) -> Message:
        return shown(Say("?", tuple(Choice(f"k{number}", str(number)) for number in range(count)), f"{CLASS}/1"))

    assert labels(say(7)) == [list("01234"), list("56")]
    assert [len(row) for row in labels(say(25))] == [5] * 5
    assert [len(row) - 1 for row in labels(say(26))] == [25, 1]
    assert [len(row) - 1 for row in labels(say(130))] == [25] * 5
    assert say(130).content == "?\n(5 more choices have no room here)"


def test_a_key_that_a_button_has_no_room_for_is_in_a_menu_and_one_that_nothing_has_is_counted() -> None:
    choices = (Choice("short", "A"), Choice("k" * 90, "B"), Choice("l" * 90, "C", "Why?"), Choice("m" * 101, "D"))
    message = shown(Say("?", choices, f"{CLASS}/1"))
    assert labels(message) == [["A"], ["Choose", "B"], ["Choose", "C"]]
    assert [verb for verb, *_ in meant(message)] == ["press", "pick", "pick and ask"]
    assert message.content == "?\n(1 more choices have no room here)"


def test_a_ref_that_leaves_no_room_takes_no_press_and_says_so() -> None:
    message = shown(Say("?", (Choice("a", "A"), Choice("b", "B")), "r" * 100))
    assert (message.rows, message.content) == ((), "?\n(2 more choices have no room here)")


# --- cards ---

ADA = Alert(
    CARD,
    STUDENT,
    CLASS,
    "Ada · *Fractions*",
    ("Not yet after check A: goal 2", "- 10/15? → \\*5/7\\*"),
    (Choice("seen", "Seen"), Choice("write", "Write", "Your message"), Choice("start-over", "Start over")),
    urgent=True,
    selections=(
        Selection("Assign another way", (Choice("assign:f/low:0", "Goal 2: A cake"),)),
        Selection("Mark as mastered", (Choice("mark:f/low", "Goal 2"),), "Why?"),
    ),
)


def test_a_card_says_its_state_in_words_beside_its_colour() -> None:
    urgent = shown(ADA)
    assert urgent.content == "**▲ please look: Ada ·** ***Fractions***"
    assert urgent.embed == Embed("", "Not yet after check A: goal 2\n- 10/15? → \\*5/7\\*", URGENT)
    calm = Alert(CARD, STUDENT, CLASS, "Ada", ("Wrote: https://evil.example",))
    assert shown(calm) == Message("**Ada**", Embed("", "Wrote: https\\://evil.example", OPEN))
    done = shown(Alert(CARD, STUDENT, CLASS, "Ada", ("Mastered.",), resolved=True), SPANISH)
    assert done == Message("**✓ hecho: Ada**", Embed("", "Mastered.", RESOLVED))


def test_a_card_has_buttons_and_a_menu_for_each_selection() -> None:
    assert labels(shown(ADA)) == [
        ["Seen", "Write", "Start over"],
        ["Assign another way", "Goal 2: A cake"],
        ["Mark as mastered", "Goal 2"],
    ]
    assert list(meant(shown(ADA))) == [
        ("press", "card", TEACHERS, "seen"),
        ("ask", "card", TEACHERS, "write"),
        ("press", "card", TEACHERS, "start-over"),
        ("pick", "card", TEACHERS, ""),
        ("pick and ask", "card", TEACHERS, ""),
    ]
    assert [button.style for button in buttons(shown(ADA))] == ["secondary", "secondary", "secondary"]
    assert [button.style for button in buttons(shown(Say("?", (Choice("start-over", "x"),))))] == ["secondary"]


def test_an_empty_card_is_still_a_message() -> None:
    assert shown(Alert(CARD, STUDENT, CLASS, " ", ())).embed == Embed("", "…", OPEN)


# --- settled ---


@pytest.mark.parametrize(
    ("settle", "content"),
    [
        (Settle("4", "9", "right"), "Which?\n**✓ 9 · right**"),
        (Settle("4", "9", "almost"), "Which?\n**≈ 9 · almost**"),
        (Settle("4", r"\*9\* @here", "not yet"), "Which?\n**○ \\*9\\* \\@\u200bhere · not yet**"),
        (Settle("4", "9"), "Which?\n**→ 9**"),
        (Settle("4"), "Which?"),
    ],
)
def test_a_settled_question_shows_what_was_answered_and_how_it_went(settle: Settle, content: str) -> None:
    assert after(ask("one", FOUR), settle) == Message(content)


def test_a_settled_message_keeps_its_picture_and_its_list() -> None:
    message = after(ask("one", ["`a`", "`b`"], picture=PICTURE), Settle("4", "`a`", "right"), SPANISH)
    assert message == Message("Which?\na) `a`\nb) `b`\n**✓ a · correcto**", picture=PICTURE)


# --- pictures, and less than a message ---


def test_a_picture_that_cannot_be_sent_is_told() -> None:
    message = shown(Say("Look", picture=PICTURE))
    assert message.picture == PICTURE
    assert alt_of(PICTURE, ENGLISH) == "A bar"
    assert alt_of(Picture("x.svg", " "), ENGLISH) == "picture"
    assert message.without_picture(ENGLISH) == Message("Look\n*\\[picture] A bar*")
    assert message.without_picture(ENGLISH).without_picture(ENGLISH) == message.without_picture(ENGLISH)


@pytest.mark.parametrize("length", [1_990, 3_000])
def test_a_picture_is_told_beside_a_long_text_too(length: int) -> None:
    told = shown(Say("x" * length, picture=PICTURE)).without_picture(ENGLISH)
    assert told == Message("*\\[picture] A bar*", Embed("", "x" * length, OPEN))


def test_a_message_is_text_where_the_rest_is_refused() -> None:
    assert shown(ask("one", FOUR, picture=PICTURE)).as_text() == Message("Which?")
    assert shown(ADA).as_text().content.startswith("**▲ please look: Ada ·** ***Fractions***\nNot yet")
    long = shown(Say("w*rd " * 1_000)).as_text()
    assert long.content.endswith(r"w\*rd…")
    assert message_faults(body_of(long)) == []


@pytest.mark.parametrize(("text", "content"), [("Use `/learn`.", "Use `/learn`."), ("", "…")])
def test_a_note_is_a_message(text: str, content: str) -> None:
    assert note(text) == Message(content)
    assert message_faults(body_of(note("x" * 20_000))) == []


# --- pages ---


def test_a_page_is_an_embed_with_the_buttons_of_its_sections() -> None:
    page = Page(
        "Your *classes*",
        (
            Section("Fractions", ("Unit 1", "- goal 1"), (Choice("continue", "Continue"), Choice("goals", "Goals"))),
            Section("", ("Nothing else",), (Choice("pause", "Pause"),)),
        ),
    )
    message = page_message(page, guild=GUILD, class_id=CLASS, words=ENGLISH)
    assert message.embed == Embed("Your classes", "**Fractions**\nUnit 1\n- goal 1\n\nNothing else", OPEN)
    assert labels(message) == [["Continue", "Goals"], ["Pause"]]
    assert next(meant(message)) == ("press", "page", CLASS, "continue")


def test_what_has_no_room_on_a_page_is_told() -> None:
    sections = tuple(Section(f"S{number}", ("x" * 1_500,), (Choice("goals", "Goals"),)) for number in range(7))
    message = page_message(Page("P", sections), guild=GUILD, class_id=CLASS, words=ENGLISH)
    assert message.embed is not None
    assert message.embed.description.endswith("(4 more parts have no room here)")
    many = tuple(Section("S", (), (Choice("goals", "Goals"),)) for _ in range(7))
    message = page_message(Page("P", many), guild=GUILD, class_id=CLASS, words=ENGLISH)
    assert message.embed is not None
    assert message.embed.description.endswith("(2 more choices have no room here)")


# --- everything ---


def test_every_letter_of_every_shipped_unit_is_read_as_a_transcript_has_it() -> None:
    for letter in messages_of_shipped_units():
        message = shown(letter)
        body = body_of(message)
        if message.picture is not None:
            body["attachments"] = [{"description": alt_of(message.picture, ENGLISH)}]
        mark = "!" if isinstance(letter, Alert) else "@" if isinstance(letter, OpenThread) else ""
        assert read(body, mark) == [as_read(line) for line in lines_of([letter])]


@pytest.mark.parametrize("words", WORDS_OF.values(), ids=list(WORDS_OF))
def test_discord_takes_every_letter_of_every_shipped_unit(words: Words) -> None:
    by_ref: dict[str, Letter] = {}
    kinds: set[str] = set()
    for letter in of_shipped_units():
        kinds.add(type(letter).__name__ + getattr(letter, "answer", ""))
        if isinstance(letter, Settle) and letter.ref in by_ref:
            message = after(by_ref[letter.ref], letter, words)
            assert message.rows == (), letter
        elif isinstance(letter, Settle | Grant):
            continue
        else:
            by_ref[letter.ref] = letter
            message = shown(letter, words)
        body = body_of(message)
        assert message_faults(body) == [], letter
        assert message_faults(body_of(message.without_picture(words))) == [], letter
        assert (words.more_text.split("}")[1] in str(body), "more_choices" in str(body)) == (False, False), (
            "nothing is cut"
        )
    assert kinds >= {"Say", "Askone", "Askseveral", "Asktext", "Alert", "Settle"}


@ANY
@given(LETTERS)
def test_discord_takes_any_letter(letter: Letter) -> None:
    message = shown(letter)
    for version in (message, message.without_picture(ENGLISH), message.as_text()):
        assert message_faults(body_of(version)) == []
    assert message.as_text().rows == ()
    assert None not in [control_of(part["custom_id"]) for part in parts(body_of(message)) if "custom_id" in part]


@ANY
@given(LETTERS, SETTLES)
def test_nothing_in_a_settled_message_can_be_pressed(letter: Letter, settle: Settle) -> None:
    message = after(letter, settle)
    assert message_faults(body_of(message)) == []
    assert message.rows == ()
    assert body_of(message)["components"] == []


@ANY
@given(LETTERS)
def test_all_words_of_a_letter_that_fit_are_there_and_mean_nothing_else(letter: Letter) -> None:
    message = shown(letter)
    written = [message.content, *((message.embed.title, message.embed.description) if message.embed else ())]
    allowed = {"strong", "emphasis", "code", "bullet", "small"} | ({"link"} if isinstance(letter, Say | Ask) else set())
    assert {meaning for part in written for meaning in meanings(part)} <= allowed
    read_there = bare("".join(map(seen, written)))
    texts = letter.lines if isinstance(letter, Alert) else (getattr(letter, "text", ""),)
    for line in "\n".join(map(plain, texts)).split("\n"):
        wanted = bare(line.removeprefix("- "))
        assert wanted in read_there or "morecharacters" in read_there


@ANY
@given(PAGES)
def test_discord_takes_any_page(page: Page) -> None:
    message = page_message(page, guild=GUILD, class_id=CLASS, words=SPANISH)
    assert message_faults(body_of(message)) == []
    assert message.embed is not None
    assert meanings(message.embed.description) <= {"strong", "emphasis", "code", "bullet"}
