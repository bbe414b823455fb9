"""Threads come to be, by the bot or by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord.fake import sessions, shapes
from tests.discord.ids import BOT

if TYPE_CHECKING:
    from tests.discord.fake.server import Discord

Json = dict[str, Any]
PUBLIC = 11
FOR_THREE_DAYS = 4_320


def start(discord: Discord, parent: Json, said: Json, *, kind: int, id_: str, owner: str) -> Json:
    """A new one with its owner in it. said: `name`, and whatever else a body says."""
    world = discord.world
    minutes = said.get("auto_archive_duration") or parent.get("default_auto_archive_duration") or FOR_THREE_DAYS
    thread = shapes.thread(id_, parent, said["name"].strip(), owner, kind=kind, minutes=minutes, at=world.clock.said())
    if parent["type"] == 15:
        thread["applied_tags"] = [str(tag) for tag in said.get("applied_tags") or []]
    world.channels[id_] = thread
    world.thread_members[id_].add(owner)
    parent["last_message_id"] = id_
    told = {**thread, "newly_created": True}
    if owner == BOT:
        told["member"] = discord.member_of(id_, BOT)
    discord.tell("THREAD_CREATE", told, channel=thread, intent=sessions.GUILDS, by_people=owner != BOT)
    return thread
