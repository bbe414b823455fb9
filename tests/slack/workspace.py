"""What people do and see in the stand-in: write, press, command, send windows, read.

Rules
- Whatever a person does returns when the bot has acknowledged it, or its first try has failed.
- `messages` is what one person sees in a channel now, in order; `changes` is what is new or changed since the last
  look, as it was then.
- A press is a value (`Press`), made from what was on the screen: it can be pressed again when the screen has changed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.slack.stand_in import BOT, TEAM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import aiohttp

    from tests.slack.proxy import Proxy

Json = dict[str, Any]
OPTIONS = ("static_select", "multi_static_select", "checkboxes", "radio_buttons")


@dataclass(frozen=True)
class Press:
    """Of one control of a message. label: what stood on it. values: what stands in the inputs of the message."""

    channel: str
    ts: str
    label: str
    action: Json
    values: Json = field(default_factory=dict)


@dataclass
class Workspace:
    """address: of the stand-in. proxy: through which the bot is reached."""

    session: aiohttp.ClientSession
    address: str
    proxy: Proxy
    _looked: dict[str, dict[str, Json]] = field(default_factory=dict)

    # --- what a person does ---

    async def say(self, user: str, channel: str, text: str) -> Json:
        """Write a message; it, as it is stored."""
        return await self._do("message", channel=channel, user=user, text=text)

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change a message of one's own."""
        await self._do("edit-message", channel=channel, user=user, ts=ts, text=text)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Take a message of one's own away."""
        await self._do("delete-message", channel=channel, user=user, ts=ts)

    async def press(self, user: str, press: Press) -> None:
        """Press a button, or take an option of a menu."""
        self.proxy.values = press.values
        await self._do("interact", channel=press.channel, messageTs=press.ts, user=user, action=press.action)

    async def command(self, user: str, channel: str, text: str) -> None:
        """`/tutor TEXT`."""
        await self._do("command", channel=channel, user=user, command="/tutor", text=text)

    async def open_home(self, user: str) -> None:
        """Open the Home tab."""
        await self._do("open-home", user=user)

    async def open_chat(self, user: str) -> None:
        """Open the Messages tab, which the stand-in does not tell by itself."""
        event = {"type": "app_home_opened", "user": user, "channel": await self.chat(user), "tab": "messages"}
        await self.proxy.deliveries.inject(event_of(event | {"event_ts": f"{self.proxy.now():.6f}"}))

    async def send_window(self, user: str, values: Mapping[str, Mapping[str, Json]]) -> Json:
        """Send the window that is open, with these values; the errors it shows, by block. It stays open where it does.

        values: {block_id: {action_id: {"type": ..., "value": ...}}}.
        """
        async with self.session.ws_connect(f"{self.address}/ui") as screen:
            await screen.receive_json()
            await screen.send_json({"t": "view_submit", "user": user, "values": values})
            async with asyncio.timeout(10):
                while True:
                    told = await screen.receive_json()
                    if told["t"] == "view_errors":
                        return dict(told["errors"])
                    if told["t"] == "view":
                        return {}

    # --- what a person sees ---

    async def chat(self, user: str) -> str:
        """The id of a person's private chat with the bot; it is opened where there is none."""
        url = f"{self.address}/api/conversations.open"
        async with self.session.post(url, json={"users": user}) as answer:
            return str((await answer.json())["channel"]["id"])

    async def messages(self, channel: str, reader: str = "") -> list[Json]:
        """In order. reader: who also sees what is shown to them alone; empty: nobody in particular."""
        async with self.session.get(f"{self.address}/_control/messages/{channel}") as answer:
            found = (await answer.json())["messages"]
        return [message for message in found if message.get("ephemeral_to", reader) == reader]

    async def of_bot(self, channel: str, reader: str = "") -> list[Json]:
        """The bot's messages only."""
        return [message for message in await self.messages(channel, reader) if message.get("user") == BOT]

    async def changes(self, channel: str) -> list[Json]:
        """Messages of the bot that are new or changed since the last look at this channel, in the order of that."""
        before = self._looked.get(channel, {})
        now = {message["ts"]: message for message in await self.of_bot(channel)}
        self._looked[channel] = now
        changed = [message for ts, message in now.items() if before.get(ts) != message]
        return sorted(changed, key=lambda message: str((message.get("edited") or message)["ts"]))

    async def window(self) -> Json | None:
        """The window on top, if one is open."""
        stack = (await self._screen())["modalStack"]
        return dict(stack[-1]) if stack else None

    async def window_opens(self) -> Json:
        """The next window; a bot opens it after it acknowledged the press. Raises TimeoutError after ten seconds."""
        async with asyncio.timeout(10):
            while (window := await self.window()) is None:  # noqa: ASYNC110 -- it opens in another process
                await asyncio.sleep(0.01)
        return window

    async def home(self, user: str) -> Json | None:
        """What stands on a person's Home tab."""
        views = (await self._screen())["homeViews"].get(user, {})
        return next(iter(views.values()), None)

    async def _screen(self) -> Json:
        async with self.session.ws_connect(f"{self.address}/ui") as screen:
            return dict((await screen.receive_json())["state"])

    async def _do(self, what: str, **said: Any) -> Json:
        async with self.session.post(f"{self.address}/_control/{what}", json=said) as answer:
            told = await answer.json()
            assert told["ok"], told
            return dict(told.get("message") or {})


def presses(message: Json) -> Iterator[Press]:
    """Everything that can be pressed in a message, in order: buttons, and each option of a menu or box."""
    for block in message.get("blocks", ()):
        for element in _elements(block):
            for label, action in _actions(element):
                yield Press(message["channel"], message["ts"], label, {"block_id": block["block_id"], **action})


def pressed(message: Json, label: str) -> Press:
    """The control with this label. Raises AssertionError with those that are there."""
    there = list(presses(message))
    found = next((press for press in there if press.label == label), None)
    assert found is not None, f"{label!r} is not among {[press.label for press in there]}"
    return found


def ticked(message: Json, labels: tuple[str, ...], button: str) -> Press:
    """`button` pressed while the boxes with these labels are ticked, or these options of a menu are taken."""
    values: Json = {}
    for label in labels:
        box = pressed(message, label)
        state = values.setdefault(box.action["block_id"], {}).setdefault(
            box.action["action_id"], {"type": box.action["type"], "selected_options": []}
        )
        state["selected_options"] += box.action["selected_options"]
    return replace(pressed(message, button), values=values)


def event_of(event: Json) -> Json:
    """An event in the wrapping that Slack sends."""
    seconds = float(event["event_ts"])
    return {
        "token": "verification-token",
        "team_id": TEAM,
        "api_app_id": "A01APP",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{seconds:.6f}",
        "event_time": int(seconds),
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": False,
    }


def _elements(block: Json) -> list[Json]:
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["accessory"]] if "accessory" in block else []


def _actions(element: Json) -> Iterator[tuple[str, Json]]:
    kind, action_id = element["type"], element["action_id"]
    if kind == "button":
        text = element["text"]
        yield text["text"], {"type": kind, "action_id": action_id, "value": element.get("value"), "text": text}
    elif kind in OPTIONS:
        several = kind in ("multi_static_select", "checkboxes")
        for option in element["options"]:
            taken = {"selected_options": [option]} if several else {"selected_option": option}
            yield option["text"]["text"], {"type": kind, "action_id": action_id, **taken}
