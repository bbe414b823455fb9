"""From what Discord brought to what it means. Pure and total: nothing raises, whatever arrives.

Rules
- Delivery keys are of the payload: the same thing again, by the gateway or read from the history, has the same key.
      message  msg:MESSAGE      edit  edit:MESSAGE:TIME      press, window, command  act:INTERACTION
- Only what a person writes is heard; whether the place is a private one is the receiver's to know.
- A press means what its custom_id and values say (`presses`); one that cannot be read, or that stands nowhere like
  that, is Old, and is answered kindly.
- A class is joined from its own channel: whoever cannot see it forges no way in.
- A student's press is of the guild and class that stand in its custom_id: direct messages carry neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from adapters.discord.arrivals import Commanded, Pressed, Submitted, Written, made_at
from adapters.discord.components import TEXT
from adapters.discord.presses import JOIN, read
from adapters.discord.received import Did, Joining, Nothing, Old, OnCard, Said, Wanted, WindowWanted
from adapters.discord.typed import typed
from bot.dialogue.events import Asked, Asking, Chose, Replied

if TYPE_CHECKING:
    from adapters.discord.arrivals import Arrival
    from adapters.discord.presses import Control
    from adapters.discord.received import Received


def community_of(guild: str) -> str:
    """`discord:GUILD`."""
    return f"discord:{guild}"


def received(arrival: Arrival, bot: str) -> Received:
    """What it says. bot: our own user id."""
    match arrival:
        case Written():
            return _of_message(arrival, bot)
        case Pressed():
            return _of_press(arrival)
        case Submitted():
            return _of_window(arrival)
        case Commanded():
            return Wanted(arrival, _key(arrival), made_at(arrival.id))


def _key(arrival: Pressed | Submitted | Commanded) -> str:
    return f"act:{arrival.id}"


def _of_message(written: Written, bot: str) -> Received:
    if not written.is_person or written.user == bot:
        return Nothing()
    text = typed(written.text, bot=bot, names=written.names)
    changed = written.edit > 0
    return Said(
        user=written.user,
        channel=written.channel,
        guild=written.guild,
        text=text,
        key=f"edit:{written.id}:{written.edit}" if changed else f"msg:{written.id}",
        at=written.edit / 1000 if changed else made_at(written.id),
        number=0 if changed else int(written.id),
        changed=changed,
        has_files=written.has_files,
    )


def _of_press(press: Pressed) -> Received:
    control = read(press.custom_id)
    if control is None or control.verb in ("answer", "reason"):  # those are windows
        return Old(press.presser)
    picks = press.values if control.verb in ("pick", "pick and ask") else (control.key,)
    if not picks:
        return Old(press.presser)
    match control.origin.kind:
        case "page":
            return _of_page(press, control)
        case "card":
            return OnCard(press.presser, control, picks[0], _key(press), made_at(press.id))
        case "chat":
            return _of_chat(press, control, picks)


def _of_page(press: Pressed, control: Control) -> Received:
    what = next((word for word in get_args(Asking) if word == control.key), None)
    if what is None:
        return Old(press.presser)
    return Did(
        Asked(
            id=_key(press),
            at=made_at(press.id),
            community=community_of(control.origin.guild),
            student=press.presser.user,
            what=what,
        ),
        press.presser,
    )


def _of_chat(press: Pressed, control: Control, picks: tuple[str, ...]) -> Received:
    origin = control.origin
    if picks == (JOIN,) and origin.ref == f"{JOIN}/{origin.place}":
        if (press.presser.guild, press.presser.channel) != (origin.guild, origin.place):
            return Old(press.presser)
        return Joining(press.presser, origin.guild, origin.place, _key(press), made_at(press.id))
    if control.verb == "write":
        return WindowWanted(press.presser, control, press.question)
    event = Chose(
        id=_key(press),
        at=made_at(press.id),
        community=community_of(origin.guild),
        student=press.presser.user,
        class_id=origin.place,
        ref=origin.ref,
        picks=picks,
    )
    return Did(event, press.presser)


def _of_window(sent: Submitted) -> Received:
    control = read(sent.custom_id)
    if control is None:
        return Old(sent.presser)
    text = sent.texts.get(TEXT, "")
    match control.verb, control.origin.kind:
        case "reason", "card":
            return OnCard(sent.presser, control, control.key, _key(sent), made_at(sent.id), text)
        case "answer", "chat":
            event = Replied(
                id=_key(sent),
                at=made_at(sent.id),
                community=community_of(control.origin.guild),
                student=sent.presser.user,
                class_id=control.origin.place,
                text=text,
                on=control.origin.ref,
            )
            return Did(event, sent.presser)
    return Old(sent.presser)
