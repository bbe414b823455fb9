"""A very small bot on slack-bolt, to show what the test bed does: it says again what it hears.

    hello          -> "heard: hello"            slow: 0.4    -> the same, after 0.4 s
    ask            -> a question with two buttons and two boxes
    fail           -> nothing: its handler raises, so the event is not taken
    /tutor WORD    -> the command is answered; `/tutor window` opens a window that takes no text but `good`

It remembers what reached it (`heard`): (text, retry number as it came).
"""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, SECRET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_bolt.request.async_request import AsyncBoltRequest

    from tests.slack.bed import Bed

Json = dict[str, Any]
PATH = "/events"
quiet = logging.getLogger("tests.slack.echo")
quiet.setLevel(logging.CRITICAL + 1)


@dataclass
class Echo:
    """heard: texts of events with the number of the retry. pressed: bodies of presses. client: of the Web API."""

    client: AsyncWebClient
    heard: list[tuple[str, str]] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    pressed: list[Json] = field(default_factory=list)


@asynccontextmanager
async def echo(bed: Bed) -> AsyncIterator[Echo]:
    """The bot, connected, while the block runs."""
    client = AsyncWebClient(token=BOT_TOKEN, base_url=bed.proxy.api_url, retry_handlers=[], timeout=5)
    bot = Echo(client)
    app = AsyncApp(
        client=client,
        signing_secret=SECRET,
        process_before_response=True,
        request_verification_enabled=bed.transport == "http",
        logger=quiet,
    )
    _listen(app, bot)
    async with _over_http(app, bed) if bed.transport == "http" else _over_socket(app, bed):
        yield bot


def question(text: str) -> list[Json]:
    """Two boxes and a button for them, two buttons."""
    plain = {"type": "plain_text", "emoji": False}
    boxes = [{"text": plain | {"text": label}, "value": label} for label in ("one", "two")]
    buttons = [
        {"type": "button", "action_id": f"b{label}", "text": plain | {"text": label}, "value": label}
        for label in ("yes", "no")
    ]
    said = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [
        {"type": "rich_text", "elements": [said]},
        {
            "type": "actions",
            "block_id": "boxes",
            "elements": [{"type": "checkboxes", "action_id": "tick", "options": boxes}],
        },
        {"type": "actions", "block_id": "buttons", "elements": buttons},
    ]


def _listen(app: AsyncApp, bot: Echo) -> None:
    @app.event("message")
    async def heard(event: Json, request: AsyncBoltRequest) -> None:
        text = event.get("text", "")
        bot.heard.append((text, request.headers.get("x-slack-retry-num", [""])[0]))
        bot.events.append(event)
        if text == "fail":
            raise RuntimeError("a bot that fails")
        if text.startswith("slow: "):
            await asyncio.sleep(float(text.removeprefix("slow: ")))
        if text == "ask":
            await bot.client.chat_postMessage(channel=event["channel"], text="Which?", blocks=question("Which?"))
        elif "subtype" not in event:
            await bot.client.chat_postMessage(channel=event["channel"], text=f"heard: {text}")

    @app.event("app_home_opened")
    async def opened(event: Json) -> None:
        bot.events.append(event)

    @app.action(re.compile(".*"))
    async def pressed(ack: Any, body: Json) -> None:
        bot.pressed.append(body)
        await ack()

    _listen_to_commands(app)


def _listen_to_commands(app: AsyncApp) -> None:
    @app.command("/tutor")
    async def commanded(ack: Any, command: Json, client: AsyncWebClient) -> None:
        if command["text"] == "window":
            await client.views_open(trigger_id=command["trigger_id"], view=_window())
            await ack()
        else:
            await ack({"response_type": "ephemeral", "text": f"only you: {command['text']}"})

    @app.view("word")
    async def sent(ack: Any, view: Json) -> None:
        word = view["state"]["values"]["word"]["word"]["value"]
        await (ack() if word == "good" else ack(response_action="errors", errors={"word": f"{word} is not good"}))


def _window() -> Json:
    def plain(text: str) -> Json:
        return {"type": "plain_text", "text": text}

    field = {"type": "plain_text_input", "action_id": "word"}
    return {
        "type": "modal",
        "callback_id": "word",
        "title": plain("A word"),
        "submit": plain("Send"),
        "blocks": [{"type": "input", "block_id": "word", "label": plain("Word"), "element": field}],
    }


@asynccontextmanager
async def _over_http(app: AsyncApp, bed: Bed) -> AsyncIterator[None]:
    runner = web.AppRunner(app.web_app(path=PATH), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bed.proxy.http.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _over_socket(app: AsyncApp, bed: Bed) -> AsyncIterator[None]:
    client = AsyncWebClient(base_url=bed.proxy.api_url, retry_handlers=[])
    handler = AsyncSocketModeHandler(app, APP_TOKEN, logger=quiet, web_client=client, ping_interval=0.3)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
