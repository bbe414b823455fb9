"""Windows (modals): where a text is written that Enter must not send, and where a class is set up.

Rules
- What a window's answer belongs to is in its private_metadata; nothing is remembered here.
- Titles and buttons have at most 24 characters. A field's block_id and action_id are one name (`TEXT`, ...).
- The teachers' channel is chosen by a teacher each time it is not known: nothing is filled in by guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.slack.controls import option, plain_text
from adapters.slack.home import blocks_of
from adapters.slack.limits import cut, most
from adapters.slack.presses import ANSWER, CLASS, PAGE, TEACHER, Awaited, ClassAwaited, written
from adapters.slack.words import words_for
from bot.dialogue.events import LONGEST_WRITTEN
from bot.dialogue.marks import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.presses import Origin
    from adapters.slack.words import Words
    from bot.classroom.pages import Page

Json = dict[str, Any]

TEXT = "text"
TITLE, COURSE, TEACHER_CHANNEL, TEACHER_NAME = "title", "course", "teacher_channel", "teacher_name"
LONGEST_TITLE = 80
LONGEST_NAME = 40


def answer_window(origin: Origin, channel: str, question: str) -> Json:
    """Where a student writes an answer. question: plain, to be read beside it; may be empty."""
    words = words_for(origin.language)
    asked: list[Json] = [_question(question)] if question.strip() else []
    field = _input(TEXT, words.your_answer, _text_field(most("input text"), is_long=True))
    return _window(ANSWER, words.your_answer, written(Awaited(origin, "", channel)), [*asked, field], words)


def teacher_window(origin: Origin, channel: str, key: str, asks: str) -> Json:
    """Where a teacher writes what a card's choice `key` asks for. asks: the label of the field."""
    words = words_for(origin.language)
    field = _input(TEXT, asks, _text_field(LONGEST_WRITTEN, is_long=True))
    return _window(TEACHER, words.your_words, written(Awaited(origin, key, channel)), [field], words)


def class_window(
    channel: str,
    courses: Mapping[str, str],
    *,
    title: str,
    course_id: str,
    teacher_channel: str,
    teacher_name: str,
    words: Words,
) -> Json:
    """What makes `channel` a class, or changes it. courses: at least one, id -> title; the others: as they are now,
    empty where nothing is known."""
    fields = [
        _input(TITLE, words.class_title, _text_field(LONGEST_TITLE, initial=title)),
        _input(COURSE, words.course, _course_menu(courses, course_id, words)),
        _input(TEACHER_CHANNEL, words.teacher_channel, _channel_menu(teacher_channel), words.teacher_channel_hint),
        _input(TEACHER_NAME, words.teacher_name, _text_field(LONGEST_NAME, initial=teacher_name)),
    ]
    return _window(CLASS, words.class_window, written(ClassAwaited(channel)), fields, words)


def page_window(page: Page, words: Words) -> Json:
    """A page that one person reads, whose buttons work as on the Home tab."""
    return {
        "type": "modal",
        "callback_id": PAGE,
        "title": plain_text(plain(page.title), "modal title"),
        "close": plain_text(words.close, "modal title"),
        "blocks": blocks_of(page, words),
    }


def _window(callback_id: str, title: str, metadata: str, blocks: list[Json], words: Words) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": metadata,
        "title": plain_text(title, "modal title"),
        "submit": plain_text(words.send, "modal title"),
        "close": plain_text(words.cancel, "modal title"),
        "blocks": blocks,
    }


def _question(text: str) -> Json:
    return {"type": "section", "text": {"type": "plain_text", "text": cut(text, "text"), "emoji": False}}


def _input(name: str, label: str, element: Json, hint: str = "") -> Json:
    field = {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, "input label"),
        "element": {**element, "action_id": name},
    }
    return field | ({"hint": plain_text(hint, "input label")} if hint else {})


def _text_field(longest: int, *, initial: str = "", is_long: bool = False) -> Json:
    field: Json = {"type": "plain_text_input", "multiline": is_long, "max_length": longest}
    return field | ({"initial_value": initial[:longest]} if initial.strip() else {})


def _course_menu(courses: Mapping[str, str], chosen: str, words: Words) -> Json:
    """The chosen one first, so that it is there however many there are."""
    ids = sorted((id_ for id_ in courses if len(id_) <= most("option value")), key=lambda id_: id_ != chosen)
    options = [option(courses[id_], id_) for id_ in ids[: most("select options")]]
    menu = {"type": "static_select", "placeholder": plain_text(words.choose, "placeholder"), "options": options}
    return menu | ({"initial_option": options[0]} if chosen in ids else {})


def _channel_menu(chosen: str) -> Json:
    menu: Json = {
        "type": "conversations_select",
        "filter": {"include": ["private"], "exclude_bot_users": True, "exclude_external_shared_channels": True},
    }
    return menu | ({"initial_conversation": chosen} if chosen else {})
