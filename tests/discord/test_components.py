"""What discord.py sends and calls: its own machinery, without a network."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest
from discord.ui.dynamic import DynamicItem

from adapters.discord.components import (
    ITEMS,
    TEXT,
    PickedMenu,
    PressedButton,
    answer_window,
    embed_of,
    view_of,
)
from adapters.discord.presses import Control, Origin, read, written
from adapters.discord.render import Message, rendered
from adapters.words import ENGLISH
from bot.dialogue.effects import Alert, Ask, Choice, Letter
from tests.discord.bodies import body_of, window_faults
from tests.discord.letters import BOT, CARD, CLASS, GUILD, STUDENT, TEACHERS
from tests.slack.letters import options

Json = dict[str, Any]
WINDOW = written(Control("answer", Origin("chat", GUILD, CLASS, f"{CLASS}/4")))
USER = {"id": STUDENT, "username": "ada", "discriminator": "0", "avatar": None}


class Listening(discord.Client):
    """Keeps what is handed to it."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none())
        self.taken: list[Json] = []
        self.add_dynamic_items(*ITEMS)

    async def take(self, interaction: discord.Interaction[Any]) -> None:
        self.taken.append(dict(interaction.data or {}))


def shown(letter: Letter) -> Message:
    return rendered(letter, guild=GUILD, class_id=CLASS, channel=TEACHERS, words=ENGLISH)


def question(answer: str = "several") -> Message:
    texts = ["9", "12", "6"]
    return shown(Ask(f"{CLASS}/4", "?", answer, options(texts), asides=(Choice("hint", "Hint"),)))  # type: ignore[arg-type]


def pressed(message: Json, control: Json, values: list[str] | None = None) -> Json:
    """An interaction in a direct message, as the gateway sends it."""
    return {
        "id": "1200000000000000001",
        "application_id": BOT,
        "type": 3,
        "token": "t",
        "version": 1,
        "attachment_size_limit": 10_000_000,
        "user": USER,
        "channel_id": "1300000000000000001",
        "data": {
            "custom_id": control["custom_id"],
            "component_type": control["type"],
            **({"values": values} if values is not None else {}),
        },
        "message": {
            "id": "1400000000000000001",
            "channel_id": "1300000000000000001",
            "author": USER | {"id": BOT, "bot": True},
            "content": message["content"],
            "type": 0,
            "components": message["components"],
            "embeds": [],
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "tts": False,
            "pinned": False,
            "timestamp": "2026-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "flags": 0,
        },
    }


async def dispatched(client: Listening, payload: Json) -> None:
    """Through the library's own parser of gateway events."""
    client._connection.parsers["INTERACTION_CREATE"](payload)  # noqa: SLF001 - what the gateway would call
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("answer", ["one", "several"])
async def test_a_press_on_a_message_that_this_process_never_sent_is_taken_once(answer: str) -> None:
    body = body_of(question(answer))
    for row in body["components"]:
        for control in row["components"]:
            client = Listening()
            await dispatched(client, pressed(body, control, ["a", "b"] if control["type"] == 3 else None))
            assert [taken["custom_id"] for taken in client.taken] == [control["custom_id"]]
            assert client.taken[0].get("values") == (["a", "b"] if control["type"] == 3 else None)


async def test_a_press_with_an_id_of_others_is_not_taken() -> None:
    body = body_of(question())
    for custom_id in ("ans:7:a", "", WINDOW):
        control = {"type": 2, "custom_id": custom_id}
        client = Listening()
        await dispatched(client, pressed(body | {"components": [{"type": 1, "components": [control]}]}, control))
        assert client.taken == []


async def test_the_library_keeps_nothing_of_a_message_that_was_sent() -> None:
    client = Listening()
    store = client._connection._view_store  # noqa: SLF001 - what must not grow
    for message_id in range(20):
        view = view_of(question())
        assert view is not None
        client._connection.store_view(view, message_id)  # noqa: SLF001 - as `send` does
    assert (store._views, store._synced_message_views) == ({}, {})  # noqa: SLF001
    assert set(store._dynamic_items.values()) == set(ITEMS)  # noqa: SLF001


def test_a_view_is_made_of_items_that_survive_a_restart() -> None:
    view = view_of(question())
    assert view is not None
    assert view.timeout is None
    assert [type(item) for item in view.children] == [PickedMenu, PressedButton]
    assert all(isinstance(item, DynamicItem) for item in view.children)
    assert view.is_persistent()


def test_rows_stay_as_they_were_rendered() -> None:
    body = body_of(question("one"))
    assert [[control["label"] for control in row["components"]] for row in body["components"]] == [
        ["9", "12", "6"],
        ["Hint"],
    ]
    assert [control["style"] for row in body["components"] for control in row["components"]] == [2, 2, 2, 2]
    assert body["components"][0]["components"][0]["custom_id"] == question("one").rows[0][0].custom_id


def test_what_has_nothing_to_press_has_no_view() -> None:
    assert view_of(Message("Hi")) is None
    assert embed_of(Message("Hi")) is None


def test_the_lines_of_a_card_are_an_embed_with_its_colour() -> None:
    embed = embed_of(shown(Alert(CARD, STUDENT, CLASS, "Ada", ("line",), urgent=True)))
    assert embed is not None
    assert embed.to_dict() == {
        "type": "rich",
        "flags": 0,
        "description": "line",
        "color": 0xC0392B,
    }


def test_a_window_has_one_field_below_the_question() -> None:
    window = answer_window(WINDOW, "Your answer", "Why?", "-# 2 of about 6\nWhat is *1/2*?", 500, ENGLISH)
    assert window.to_dict() == {
        "custom_id": WINDOW,
        "title": "Your answer",
        "components": [
            {"type": 10, "content": "-# 2 of about 6\nWhat is *1/2*?"},
            {
                "type": 18,
                "label": "Why?",
                "component": {
                    "type": 4,
                    "style": 2,
                    "label": None,
                    "custom_id": TEXT,
                    "required": True,
                    "max_length": 500,
                },
            },
        ],
    }
    assert read(window.custom_id) is not None
    assert window.timeout == 900
    assert window_faults(window) == []


def test_a_window_s_long_label_is_whole_below_it() -> None:
    label = "Why? It is kept in the student's record, and may be read."
    window = answer_window(WINDOW, "", label, "", 9_000, ENGLISH).to_dict()
    assert window["title"] == "Your answer"
    [field] = window["components"]
    assert (field["label"], field["description"]) == (label[:44] + "…", label)
    assert field["component"]["max_length"] == 4_000
    empty = answer_window(WINDOW, " ", " ", " ", 500, ENGLISH)
    assert window_faults(empty) == []
