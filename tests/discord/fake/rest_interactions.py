"""REST: answers to interactions, follow-ups, and the messages that these made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord.fake import components, interactions, posting
from tests.discord.fake.bodies import check_message
from tests.discord.fake.limits import Wrongs
from tests.discord.fake.refusals import RefusedError
from tests.discord.fake.rest_commands import check_choices
from tests.discord.fake.world import EPHEMERAL
from tests.discord.ids import BOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.discord.fake.asked import Asked, Upload
    from tests.discord.fake.interactions import Interaction
    from tests.discord.fake.server import Discord

Json = dict[str, Any]

MESSAGE, THINKING, LATER, UPDATE, CHOICES, WINDOW = 4, 5, 6, 7, 8, 9
FITTING = {
    interactions.COMMAND: (MESSAGE, THINKING, WINDOW),
    interactions.COMPONENT: (MESSAGE, THINKING, LATER, UPDATE, WINDOW),
    interactions.AUTOCOMPLETE: (CHOICES,),
    interactions.MODAL: (MESSAGE, THINKING, LATER, UPDATE),
}
LOADING = 1 << 7


def answer(discord: Discord, asked: Asked) -> Json | None:
    """POST: the first answer."""
    one = discord.interactions.first_answer(asked.at["id"], asked.at["token"])
    kind, data = asked.said.get("type"), asked.said.get("data") or {}
    wrongs = Wrongs()
    wrongs.one_of("type", kind, FITTING[one.kind])
    if kind in (LATER, UPDATE) and one.source is None:
        wrongs.tell("type", "INTERACTION_TYPE_INVALID", "There is no message to update.")
    if kind == CHOICES:
        check_choices(wrongs, "data.choices", data.get("choices") or [])
    if kind == WINDOW:
        components.check_modal(wrongs, "data", data)
    wrongs.refuse()
    _take(discord, one, int(kind or 0), data, asked.files)
    return _told(one) if asked.query.get("with_response") in ("1", "true") else None


def _take(discord: Discord, one: Interaction, kind: int, data: Json, files: Sequence[Upload]) -> None:
    match kind:
        case 4:
            check_message(data, files, under="data")
            one.original = _show(discord, one, data, files)
        case 5:
            one.thinking, one.whispers = True, bool(int(data.get("flags") or 0) & EPHEMERAL)
            one.original = interactions.loading(discord, one)
            one.shown.deferred = True
        case 6:
            one.original = one.source
            one.shown.deferred = True
        case 7:
            assert one.source is not None
            check_message(data, files, under="data")
            one.original = posting.change(discord, one.source, data, files)
            one.shown.changed = True
        case 8:
            one.shown.choices = list(data.get("choices") or [])
        case _:
            one.shown.modal = {**data, "components": components.numbered(data["components"])}
    one.answered = kind
    one.shown.acknowledge(done=kind != THINKING)


def _told(one: Interaction) -> Json:
    told: Json = {"id": one.id, "type": one.kind}
    if one.original is None or one.answered == LATER:
        return {"interaction": told}
    told |= {"response_message_id": one.original["id"], "response_message_loading": one.thinking}
    told["response_message_ephemeral"] = bool(one.original["flags"] & EPHEMERAL)
    return {"interaction": told, "resource": {"type": one.answered, "message": one.original}}


def follow_up(discord: Discord, asked: Asked) -> Json:
    """POST: one more message; after "thinking", the one that was promised."""
    one = discord.interactions.later(asked.at["app"], asked.at["token"])
    check_message(asked.said, asked.files)
    if one.thinking:
        return _arrive(discord, one, asked.said, asked.files)
    return _show(discord, one, asked.said, asked.files)


def get(discord: Discord, asked: Asked) -> Json:
    """GET: a message of this interaction."""
    return _message(discord, asked)[1]


def edit(discord: Discord, asked: Asked) -> Json:
    """PATCH: a message of this interaction, or what was promised by "thinking"."""
    one, message = _message(discord, asked)
    check_message({"flags": message["flags"], **asked.said}, asked.files)
    if one.thinking and message is one.original:
        return _arrive(discord, one, asked.said, asked.files)
    if message is one.source:
        one.shown.changed = True
    return posting.change(discord, message, asked.said, asked.files)


def delete(discord: Discord, asked: Asked) -> None:
    """DELETE: a message of this interaction."""
    one, message = _message(discord, asked)
    if message is one.original:
        one.original = None
        if one.thinking:
            one.thinking = False
            one.shown.done()
            return
    one.shown.replies[:] = [reply for reply in one.shown.replies if reply is not message]
    posting.take_away(discord, message)


def _message(discord: Discord, asked: Asked) -> tuple[Interaction, Json]:
    one = discord.interactions.later(asked.at["app"], asked.at["token"])
    if asked.at["message"] == "@original":
        if one.original is None:
            raise RefusedError(10008)
        return one, one.original
    own = [reply for reply in one.shown.replies if reply["id"] == asked.at["message"]]
    if one.source is not None and one.source["id"] == asked.at["message"]:
        own.append(one.source)
    if not own:
        raise RefusedError(10008)
    return one, own[0]


def _show(discord: Discord, one: Interaction, body: Json, files: Sequence[Upload]) -> Json:
    """A new message, to everybody or to the person alone."""
    if body.get("allowed_mentions") is None:
        body = {**body, "allowed_mentions": {"parse": ["users"]}}  # here nobody else is pinged by default
    message = posting.compose(discord, one.channel, BOT, body, files)
    if one.kind == interactions.COMMAND and one.original is None:
        message["type"] = 20
    interactions.reply_shape(discord, one, message)
    _hand_over(discord, one, message)
    return message


def _arrive(discord: Discord, one: Interaction, body: Json, files: Sequence[Upload]) -> Json:
    """What was thought about takes the place of the thinking."""
    message = one.original
    assert message is not None
    made = posting.compose(discord, one.channel, BOT, body, files)
    kept = {key: message[key] for key in ("id", "timestamp", "type")}
    message.update(made | kept, flags=made["flags"] & ~EPHEMERAL | message["flags"] & EPHEMERAL)
    interactions.reply_shape(discord, one, message)
    one.thinking = False
    _hand_over(discord, one, message)
    return message


def _hand_over(discord: Discord, one: Interaction, message: Json) -> None:
    if message["flags"] & EPHEMERAL:
        discord.world.whispers[message["id"]] = (one.user, message)
    else:
        posting.post(discord, message)
    one.shown.replies.append(message)
    one.shown.done()


ROUTES = (
    ("POST", "/interactions/{id}/{token}/callback", answer),
    ("POST", "/webhooks/{app}/{token}", follow_up),
    ("GET", "/webhooks/{app}/{token}/messages/{message}", get),
    ("PATCH", "/webhooks/{app}/{token}/messages/{message}", edit),
    ("DELETE", "/webhooks/{app}/{token}/messages/{message}", delete),
)
