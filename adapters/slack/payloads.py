"""The shapes of Slack's payloads: the fields that are read here, with their types; all others are left alone.

Sources: docs.slack.dev/apis/events-api, .../reference/events, .../reference/interaction-payloads,
.../interactivity/implementing-slash-commands.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct, field

Stamp = Annotated[str, Meta(pattern=r"^\d{1,12}(\.\d{1,9})?$")]
"""Seconds since 1970, as Slack writes them; the `ts` of a message is its id as well."""
Id = Annotated[str, Meta(min_length=1, max_length=255)]


class User(Struct):
    """Of a press or a window."""

    id: Id
    name: str = ""
    username: str = ""


class Authorization(Struct):
    """For whom Slack sends an event: our bot."""

    user_id: str | None = None


class EventBody(Struct):
    """An event of the Events API, not looked into yet."""

    event: dict[str, Any]
    authorizations: list[Authorization] | None = None


class Message(Struct):
    """A `message` event without a subtype that changes its shape."""

    channel: Id
    ts: Stamp
    channel_type: str = ""
    user: str | None = None
    text: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    hidden: bool = False


class Edit(Struct):
    """That a person changed a message, and when."""

    ts: Stamp


class Written(Struct):
    """A message as it stands inside `message_changed`."""

    user: str | None = None
    text: str | None = None
    bot_id: str | None = None
    edited: Edit | None = None


class Changed(Struct):
    """A `message` event of the subtype `message_changed`."""

    channel: Id
    message: Written
    channel_type: str = ""
    previous_message: Written | None = None


class AppHome(Struct):
    user: Id
    channel: Id
    tab: str = "home"


class Revoked(Struct):
    """tokens: by kind (`bot`, `oauth`), of whom."""

    tokens: dict[str, list[str]] = {}


class OfChannel(Struct):
    channel: Id


class Option(Struct):
    value: str


class State(Struct):
    """What one field holds now: the options that are taken, or its text."""

    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_conversation: str | None = None


class States(Struct):
    """By block_id and action_id."""

    values: dict[str, dict[str, State]] = {}


class Pressed(Struct):
    """One control that was used."""

    action_id: str
    action_ts: Stamp
    block_id: str = ""
    value: str | None = None
    selected_option: Option | None = None


class Container(Struct):
    """Where it stood: a message or a view."""

    message_ts: str = ""
    channel_id: str = ""


class Place(Struct):
    """A conversation, or a view."""

    id: str = ""


class Actions(Struct):
    """`block_actions`."""

    user: User
    actions: Annotated[list[Pressed], Meta(min_length=1)]
    container: Container = field(default_factory=Container)
    channel: Place | None = None
    view: Place | None = None
    state: States | None = None
    trigger_id: str = ""


class View(Struct):
    """A window as it was sent."""

    id: Id
    callback_id: str
    state: States
    hash: str = ""
    private_metadata: str = ""


class Submission(Struct):
    """`view_submission`."""

    user: User
    view: View


class Command(Struct):
    """A slash command: a form, not JSON."""

    command: Id
    user_id: Id
    channel_id: Id
    trigger_id: Id
    text: str = ""
    user_name: str = ""
    channel_name: str = ""
