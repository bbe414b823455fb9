"""From Slack's payloads to what reached us. Pure and total: nothing raises, whatever arrives.

Rules
- Delivery keys are of the payload: the same thing delivered again, by whichever road, has the same key.
      message  msg:CHANNEL:TS        press    act:USER:MESSAGE OR VIEW:ACTION_ID:ACTION_TS
      edit     edit:CHANNEL:EDIT_TS  window   view:VIEW:HASH        command  cmd:TRIGGER_ID
- Only what a person writes in the private chat is heard. What bots say, and what is said in channels, is Nothing.
- A student of two classes has one private chat: a press is of the class whose letter it stands in, a text of the class
  that the student turned to last.
- A press means what its ids and value say (`presses`); one that cannot be read is Nothing, an old one is handed on, and
  the dialogue answers it kindly.
- A shape that nobody here knows is told by the names of its fields, never by what they hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args

import msgspec

from adapters.slack import payloads
from adapters.slack.presses import (
    ANSWER,
    CLASS,
    JOIN,
    TEACHER,
    Awaited,
    ClassAwaited,
    Control,
    Origin,
    control_of,
    read,
)
from adapters.slack.received import (
    CardPressed,
    ChannelChanged,
    ChatOpened,
    ClassChosen,
    Commanded,
    Heard,
    HomeOpened,
    Joining,
    Nothing,
    Received,
    Uninstalled,
    Unknown,
    WindowWanted,
)
from adapters.slack.typed import typed
from adapters.slack.windows import (
    COURSE,
    TEACHER_CHANNEL,
    TEACHER_NAME,
    TEXT,
    TITLE,
    answer_window,
    teacher_window,
)
from bot.dialogue.events import Action, Asked, Asking, Chose, Edited, Replied, TeacherActed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")

HEARD_SUBTYPES = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Messages that a person wrote. All others are Slack's own, or change an older one."""
SLACKBOT = "USLACKBOT"
UNREAD = frozenset({"app_mention", "member_joined_channel", "member_left_channel"})
"""Events that need no answer here, should the app be subscribed to them."""
LONGEST_SHAPE = 400


def received(body: object, *, community: str, now: float) -> Received:
    """What a payload says. community: `slack:T...`. now: UTC seconds, for what carries no time of its own."""
    if not isinstance(body, dict):
        return Unknown(type(body).__name__)
    try:
        return _read(body, community, now)
    except msgspec.ValidationError:
        return Unknown(shape_of(body))


def _read(body: Mapping[str, Any], community: str, now: float) -> Received:
    """Raises msgspec.ValidationError for a shape that this version does not know."""
    match body.get("type"):
        case "event_callback":
            return _of_event(_as(body, payloads.EventBody), community)
        case "block_actions":
            return _of_press(_as(body, payloads.Actions), community)
        case "view_submission":
            return _of_window(_as(body, payloads.Submission), community, now)
        case "view_closed" | "url_verification":
            return Nothing()
        case None if "command" in body:
            return _of_command(_as(body, payloads.Command), now)
        case _:
            return Unknown(shape_of(body))


def shape_of(body: Mapping[str, Any]) -> str:
    """The types and names of a payload's fields, two levels deep, for a log that holds nobody's words."""
    event = body.get("event")
    kinds = [_word(part.get(name)) for part in (body, event) if isinstance(part, dict) for name in ("type", "subtype")]
    names = [_word(name) for name in sorted(map(str, body))]
    inner = [f"event.{_word(name)}" for name in sorted(map(str, event))] if isinstance(event, dict) else []
    return " ".join((*(kind for kind in kinds if kind), *names, *inner))[:LONGEST_SHAPE]


def _word(name: object) -> str:
    """A name as programs write them; anything else might be somebody's words."""
    text = name if isinstance(name, str) else ""
    return text if len(text) <= 40 and text.isascii() and text.replace("_", "").isalnum() else ""


def _as(fields: Mapping[str, Any], shape: type[_T]) -> _T:
    return msgspec.convert(fields, shape)


# --- events ---


def _of_event(body: payloads.EventBody, community: str) -> Received:
    kind = body.event.get("type")
    if not isinstance(kind, str):
        return Unknown(shape_of({"event": body.event}))
    if kind in UNREAD:
        return Nothing()
    if kind == "message":
        own = {one.user_id for one in body.authorizations or ()}
        return _of_message(body.event, own, community)
    reader = EVENTS.get(kind)
    return reader(body.event) if reader is not None else Unknown(shape_of({"event": body.event}))


def _of_message(event: dict[str, Any], own: set[str | None], community: str) -> Received:
    if event.get("subtype") == "message_changed":
        return _of_change(_as(event, payloads.Changed), own, community)
    message = _as(event, payloads.Message)
    if message.channel_type != "im" or message.hidden or message.subtype not in HEARD_SUBTYPES:
        return Nothing()
    if not message.user or not _is_person(message.user, message.bot_id, own):
        return Nothing()
    replied = Replied(
        id=f"msg:{message.channel}:{message.ts}",
        at=float(message.ts),
        community=community,
        student=message.user,
        text=typed(message.text or ""),
    )
    return Heard(replied, message.channel)


def _of_change(change: payloads.Changed, own: set[str | None], community: str) -> Received:
    """A text that a person changed. A preview of a link changes a message as well, and no text."""
    message, edited = change.message, change.message.edited
    if change.channel_type != "im" or edited is None:
        return Nothing()
    if not message.user or not _is_person(message.user, message.bot_id, own):
        return Nothing()
    if change.previous_message is not None and change.previous_message.text == message.text:
        return Nothing()
    event = Edited(
        id=f"edit:{change.channel}:{edited.ts}",
        at=float(edited.ts),
        community=community,
        student=message.user,
        text=typed(message.text or ""),
    )
    return Heard(event, change.channel)


def _is_person(user: str, bot_id: str | None, own: set[str | None]) -> bool:
    return not bot_id and user != SLACKBOT and user not in own


def _of_app_home(event: dict[str, Any]) -> Received:
    opened = _as(event, payloads.AppHome)
    match opened.tab:
        case "home":
            return HomeOpened(opened.user)
        case "messages":
            return ChatOpened(opened.user, opened.channel)
        case _:
            return Nothing()


def _of_uninstalled(event: dict[str, Any]) -> Received:
    return Uninstalled(str(event.get("type", "")))


def _of_revoked(event: dict[str, Any]) -> Received:
    """The tokens of people are not ours; without a list, ours may be among them."""
    tokens = _as(event, payloads.Revoked).tokens
    return _of_uninstalled(event) if tokens.get("bot") or not tokens else Nothing()


def _of_channel(what: str) -> Callable[[dict[str, Any]], Received]:
    def of_channel(event: dict[str, Any]) -> Received:
        return ChannelChanged(_as(event, payloads.OfChannel).channel, what)

    return of_channel


EVENTS: Mapping[str, Callable[[dict[str, Any]], Received]] = {
    "app_home_opened": _of_app_home,
    "app_uninstalled": _of_uninstalled,
    "tokens_revoked": _of_revoked,
    **{f"{kind}_archive": _of_channel("archived") for kind in ("channel", "group")},
    **{f"{kind}_unarchive": _of_channel("unarchived") for kind in ("channel", "group")},
    **{f"{kind}_deleted": _of_channel("deleted") for kind in ("channel", "group")},
    **{f"{kind}_left": _of_channel("left") for kind in ("channel", "group")},
}
EVENTS_KNOWN: frozenset[str] = frozenset({"message", *EVENTS})
"""Types of events that mean something here; the manifest asks for these."""


# --- presses ---


def _of_press(press: payloads.Actions, community: str) -> Received:
    pressed = press.actions[0]
    control = control_of(pressed.action_id)
    origin = read(pressed.block_id, Origin)
    if control is None or origin is None:
        return Nothing()
    match origin.kind:
        case "page":
            return _of_page(press, community)
        case "card":
            return _of_card(press, control, origin, community)
        case "chat":
            return _of_chat(press, control, origin, community)


def _of_page(press: payloads.Actions, community: str) -> Received:
    wanted = _key_of(press)
    what = next((word for word in get_args(Asking) if word == wanted), None)
    if what is None:
        return Nothing()
    event = Asked(id=_press_key(press), at=_at(press), community=community, student=press.user.id, what=what)
    return Heard(event, _channel(press) or press.user.id)


def _of_card(press: payloads.Actions, control: Control, origin: Origin, community: str) -> Received:
    key = _key_of(press)
    if control.asks:
        view = teacher_window(origin, _channel(press), key, control.asks)
        return _window_wanted(press, view, origin.class_id) if _action_of(key) else Nothing()
    return _card_pressed(
        Awaited(origin, key, _channel(press)), press.user.id, id_=_press_key(press), at=_at(press), community=community
    )


def _card_pressed(
    awaited: Awaited, user: str, *, id_: str, at: float, community: str, reason: str = ""
) -> CardPressed | Nothing:
    action = _action_of(awaited.key)
    if action is None:
        return Nothing()
    event = TeacherActed(
        id=id_,
        at=at,
        community=community,
        student=awaited.origin.student,
        class_id=awaited.origin.class_id,
        teacher="",
        action=action,
        reason=reason,
        card=awaited.origin.ref,
        on=awaited.key.partition(":")[2],
    )
    return CardPressed(user, event, awaited.channel)


def _action_of(key: str) -> Action | None:
    """`assign:fractions/lowest:0` -> `assign`."""
    name = key.partition(":")[0]
    return next((action for action in get_args(Action) if action == name), None)


def _of_chat(press: payloads.Actions, control: Control, origin: Origin, community: str) -> Received:
    key = _key_of(press)
    if key == JOIN and origin.ref.startswith(f"{JOIN}/"):
        name = press.user.name or press.user.username
        return Joining(press.user.id, name, origin.ref.removeprefix(f"{JOIN}/"), _press_key(press), _at(press))
    picks: tuple[str, ...]
    match control.verb:
        case "press" | "pick":
            picks = (key,)
        case "send":
            picks = _ticked(press, origin)
        case "tick":
            return Nothing()
        case "write":
            return _window_wanted(press, answer_window(origin, _channel(press), key))
    event = Chose(
        id=_press_key(press),
        at=_at(press),
        community=community,
        student=press.user.id,
        class_id=origin.class_id,
        ref=origin.ref,
        picks=picks,
    )
    return Heard(event, _channel(press) or press.user.id)


def _ticked(press: payloads.Actions, origin: Origin) -> tuple[str, ...]:
    """What is ticked in the boxes of the same message, in their order."""
    picks: list[str] = []
    for block_id, fields in (press.state or payloads.States()).values.items():
        block = read(block_id, Origin)
        if block is None or (block.kind, block.ref) != (origin.kind, origin.ref):
            continue
        for name, state in fields.items():
            control = control_of(name)
            if control is not None and control.verb == "tick":
                picks += [option.value for option in state.selected_options or ()]
    return tuple(dict.fromkeys(picks))


def _window_wanted(press: payloads.Actions, view: dict[str, Any], class_id: str = "") -> Received:
    if not press.trigger_id:
        return Nothing()
    return WindowWanted(press.user.id, press.trigger_id, view, _channel(press), class_id)


def _key_of(press: payloads.Actions) -> str:
    pressed = press.actions[0]
    return pressed.selected_option.value if pressed.selected_option is not None else pressed.value or ""


def _channel(press: payloads.Actions) -> str:
    """Empty for what stands on a page."""
    return press.channel.id if press.channel is not None else press.container.channel_id


def _press_key(press: payloads.Actions) -> str:
    pressed = press.actions[0]
    where = press.container.message_ts or (press.view.id if press.view is not None else "")
    return f"act:{press.user.id}:{where}:{pressed.action_id}:{pressed.action_ts}"


def _at(press: payloads.Actions) -> float:
    return float(press.actions[0].action_ts)


# --- windows and commands ---


def _of_window(sent: payloads.Submission, community: str, now: float) -> Received:
    view, key = sent.view, f"view:{sent.view.id}:{sent.view.hash}"
    if view.callback_id == CLASS:
        class_ = read(view.private_metadata, ClassAwaited)
        return _class_chosen(sent, class_.channel) if class_ is not None else Nothing()
    awaited = read(view.private_metadata, Awaited)
    text = _state(view, TEXT).value or ""
    if awaited is None:
        return Nothing()
    if view.callback_id == TEACHER:
        return _card_pressed(awaited, sent.user.id, id_=key, at=now, community=community, reason=text)
    if view.callback_id == ANSWER:
        event = Replied(
            id=key,
            at=now,
            community=community,
            student=sent.user.id,
            class_id=awaited.origin.class_id,
            text=text,
            on=awaited.origin.ref,
        )
        return Heard(event, awaited.channel or sent.user.id)
    return Nothing()


def _class_chosen(sent: payloads.Submission, channel: str) -> ClassChosen:
    course = _state(sent.view, COURSE).selected_option
    return ClassChosen(
        user=sent.user.id,
        channel=channel,
        title=_state(sent.view, TITLE).value or "",
        course_id=course.value if course is not None else "",
        teacher_channel=_state(sent.view, TEACHER_CHANNEL).selected_conversation or "",
        teacher_name=_state(sent.view, TEACHER_NAME).value or "",
    )


def _state(view: payloads.View, field: str) -> payloads.State:
    return view.state.values.get(field, {}).get(field, payloads.State())


def _of_command(command: payloads.Command, now: float) -> Commanded:
    """rest: as Slack wrote it, since a person is named in it as `<@U123|ada>`."""
    word, _, rest = command.text.strip().partition(" ")
    return Commanded(
        user=command.user_id,
        user_name=command.user_name,
        channel=command.channel_id,
        channel_name=command.channel_name,
        word=word.lower(),
        rest=rest.strip(),
        trigger_id=command.trigger_id,
        key=f"cmd:{command.trigger_id}",
        at=now,
    )
