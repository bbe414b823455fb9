"""The hands of people over the fake.

Rules
- A person sees what Discord would show: commands that are registered, that fit the place and that their rights open;
  buttons of messages they see, where these are not disabled. Anything else raises `NotOfferedError`.
- `forge` is the exception: somebody with a program of their own sends what stands nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord.fake import components, interactions, posting, threads
from tests.discord.fake import permissions as allowed
from tests.discord.fake.asked import Upload
from tests.discord.fake.rest_commands import EVERYWHERE, SLASH, SUBCOMMANDS
from tests.discord.fake.world import EPHEMERAL
from tests.discord.ids import BOT
from tests.discord.people import NOTHING, NotOfferedError, Pressed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.discord.fake.server import Discord

Json = dict[str, Any]
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
RESOLVED = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}
"""What the values of a select name, by the kind of select."""


class FakePeople:
    """Implements `tests.discord.people.People`."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    # --- commands ---

    async def command(self, user: str, channel: str, name: str, options: Mapping[str, Any] = NOTHING) -> Pressed:
        """`/name`, or `/group name`."""
        command, path = self._offered(user, channel, name)
        leaf = path[-1] if path else command
        given = [self._option(leaf, key, value) for key, value in options.items()]
        required = [one["name"] for one in leaf.get("options") or [] if one.get("required")]
        if missing := [one for one in required if one not in options]:
            raise NotOfferedError(f"/{name} needs {missing}")
        data = self._data(command, path, given)
        guild = self._discord.world.channels[channel].get("guild_id", "")
        resolved = self._resolved([(one["type"], one["value"]) for one in given], guild, user)
        return self._begin(interactions.COMMAND, user, channel, data | resolved)

    async def autocomplete(self, user: str, channel: str, name: str, option: str, typed: str) -> list[tuple[str, Any]]:
        """What is offered while one option is typed; [] where nothing comes in time."""
        command, path = self._offered(user, channel, name)
        leaf = path[-1] if path else command
        described = self._described(leaf, option)
        if not described.get("autocomplete"):
            raise NotOfferedError(f"{option} of /{name} offers nothing while it is typed")
        given = [{"name": option, "type": described["type"], "value": typed, "focused": True}]
        pressed = self._begin(interactions.AUTOCOMPLETE, user, channel, self._data(command, path, given))
        try:
            await pressed.answered(self._discord.patience)
        except TimeoutError:
            return []
        return [(one["name"], one["value"]) for one in pressed.choices or []]

    def offered(self, user: str, channel: str) -> list[Json]:
        """The commands that somebody sees in a channel."""
        world = self._discord.world
        place = world.channels[channel]
        guild = place.get("guild_id", "")
        every = [*world.commands.get(EVERYWHERE, []), *(world.commands.get(guild, []) if guild else [])]
        return [one for one in every if one["type"] == SLASH and self._open(one, user, place)]

    def _open(self, command: Json, user: str, place: Json) -> bool:
        if place["type"] == allowed.DM:
            return bool(command["dm_permission"])
        if command["contexts"] is not None and 0 not in command["contexts"]:
            return False
        may = allowed.of_channel(self._discord.world, place, user)
        needed = command["default_member_permissions"]
        if needed is None:
            return bool(may & allowed.USE_APPLICATION_COMMANDS)
        wanted = int(needed) or allowed.ADMINISTRATOR
        return may & (wanted | allowed.USE_APPLICATION_COMMANDS) == wanted | allowed.USE_APPLICATION_COMMANDS

    def _offered(self, user: str, channel: str, name: str) -> tuple[Json, list[Json]]:
        """(the command, the options that lead to the one below it)."""
        self._enter(user, channel)
        first, *rest = name.split()
        command = next((one for one in self.offered(user, channel) if one["name"] == first), None)
        if command is None:
            there = sorted(one["name"] for one in self.offered(user, channel))
            raise NotOfferedError(f"/{first} is not among {there}")
        path: list[Json] = []
        for step in rest:
            path.append(self._described(path[-1] if path else command, step))
        leaf = path[-1] if path else command
        if any(one["type"] in SUBCOMMANDS for one in leaf.get("options") or []):
            raise NotOfferedError(f"/{name} is a group: {[one['name'] for one in leaf['options']]}")
        return command, path

    def _described(self, of: Json, name: str) -> Json:
        options = of.get("options") or []
        found = next((one for one in options if one["name"] == name), None)
        if found is None:
            raise NotOfferedError(f"{name} is not among {[one['name'] for one in options]}")
        return dict(found)

    def _option(self, leaf: Json, name: str, value: Any) -> Json:
        described = self._described(leaf, name)
        choices = [one["value"] for one in described.get("choices") or []]
        if choices and value not in choices:
            raise NotOfferedError(f"{name}={value!r} is not among {choices}")
        if isinstance(value, str) and len(value) > described.get("max_length", 6_000):
            raise NotOfferedError(f"{name} takes {described.get('max_length', 6_000)} characters")
        return {"name": name, "type": described["type"], "value": value}

    def _data(self, command: Json, path: list[Json], given: list[Json]) -> Json:
        inner = given
        for step in reversed(path):
            inner = [{"name": step["name"], "type": step["type"], "options": inner}]
        data = {"id": command["id"], "name": command["name"], "type": command["type"], "options": inner}
        return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})

    def _partial(self, channel: Json, user: str) -> Json:
        """A channel in what ids stand for: with what both may there, without its overwrites."""
        may = {"permissions": user, "app_permissions": BOT}
        told = {key: str(allowed.of_channel(self._discord.world, channel, who)) for key, who in may.items()}
        return {key: value for key, value in channel.items() if key != "permission_overwrites"} | told

    def _resolved(self, named: list[tuple[int, Any]], guild_id: str, user: str) -> Json:
        """What ids in a command or a select stand for."""
        world = self._discord.world
        found: dict[str, Json] = {"users": {}, "members": {}, "roles": {}, "channels": {}}
        guild = world.guilds.get(guild_id)
        for kind, id_ in named:
            if kind in (USER, MENTIONABLE) and id_ in world.users:
                found["users"][id_] = world.users[id_]
                if guild and id_ in guild.members:
                    found["members"][id_] = {**guild.members[id_], "permissions": str(allowed.of_guild(guild, id_))}
            elif kind in (ROLE, MENTIONABLE) and guild and id_ in guild.roles:
                found["roles"][id_] = guild.roles[id_]
            elif kind == CHANNEL and id_ in world.channels:
                found["channels"][id_] = self._partial(world.channels[id_], user)
        resolved = {key: value for key, value in found.items() if value}
        return {"resolved": resolved} if resolved else {}

    # --- messages ---

    async def say(self, user: str, channel: str, text: str, files: Sequence[tuple[str, bytes]] = ()) -> str:
        """Write a message; its id."""
        self._enter(user, channel)
        world = self._discord.world
        place = world.channels[channel]
        if place["type"] == allowed.FORUM or not allowed.may(world, place, user, allowed.to_speak(place)):
            raise NotOfferedError(f"{user} may not write in {channel}")
        uploads = [Upload(number, name, content) for number, (name, content) in enumerate(files)]
        message = posting.compose(self._discord, channel, user, {"content": text}, uploads)
        return str(posting.post(self._discord, message)["id"])

    async def edit(self, user: str, channel: str, message_id: str, text: str) -> None:
        """Change a message of one's own."""
        message = self._discord.world.message(channel, message_id)
        if message["author"]["id"] != user:
            raise NotOfferedError("nobody changes another's message")
        posting.change(self._discord, message, {"content": text})

    async def delete(self, user: str, channel: str, message_id: str) -> None:
        """Take a message of one's own away."""
        message = self._discord.world.message(channel, message_id)
        if message["author"]["id"] != user:
            raise NotOfferedError("nobody takes another's message away")
        posting.take_away(self._discord, message)

    async def post(self, user: str, forum: str, title: str, text: str) -> str:
        """Open a post in a forum, or a public thread in a channel; its id."""
        self._enter(user, forum)
        discord = self._discord
        place = discord.world.channels[forum]
        id_ = discord.clock.snowflake()
        thread = threads.start(discord, place, {"name": title}, kind=threads.PUBLIC, id_=id_, owner=user)
        posting.post(discord, posting.compose(discord, thread["id"], user, {"content": text}))
        return str(thread["id"])

    # --- presses ---

    async def press(self, user: str, channel: str, message_id: str, custom_id: str) -> Pressed:
        """A button."""
        message, component = self._component(user, channel, message_id, custom_id)
        if component["type"] != components.BUTTON or component.get("disabled"):
            raise NotOfferedError(f"{custom_id} is no button that can be pressed")
        return await self.forge(user, channel, message["id"], custom_id)

    async def choose(self, user: str, channel: str, message_id: str, custom_id: str, values: Sequence[str]) -> Pressed:
        """Options of a select."""
        message, component = self._component(user, channel, message_id, custom_id)
        if component["type"] not in components.SELECTS or component.get("disabled"):
            raise NotOfferedError(f"{custom_id} is no select that can be used")
        if not component["min_values"] <= len(values) <= component["max_values"]:
            raise NotOfferedError(f"takes {component['min_values']} to {component['max_values']} values: {values}")
        offered = [one["value"] for one in component.get("options") or []]
        if component["type"] == components.STRING_SELECT and not set(values) <= set(offered):
            raise NotOfferedError(f"{values} are not among {offered}")
        return await self.forge(user, channel, message["id"], custom_id, kind=component["type"], values=values)

    async def forge(
        self,
        user: str,
        channel: str,
        message_id: str,
        custom_id: str,
        *,
        kind: int = components.BUTTON,
        values: Sequence[str] | None = None,
    ) -> Pressed:
        """A press on something that nobody offered, in a message that is there."""
        world = self._discord.world
        source = world.whispered(message_id) or world.message(channel, message_id)
        data: Json = {"custom_id": custom_id, "component_type": kind}
        if values is not None:
            data["values"] = list(values)
            named = [(RESOLVED[kind], value) for value in values] if kind in RESOLVED else []
            data |= self._resolved(named, world.channels[channel].get("guild_id", ""), user)
        return self._begin(interactions.COMPONENT, user, channel, data, source=source)

    async def submit(self, user: str, channel: str, pressed: Pressed, values: Mapping[str, Any]) -> Pressed:
        """Send the window that `pressed` opened."""
        if pressed.modal is None:
            raise NotOfferedError("no window is open")
        modal, before = pressed.modal, self._discord.interactions.last_of(pressed)
        known = {one["custom_id"] for _, one in components.walk("", modal["components"]) if "custom_id" in one}
        if unknown := set(values) - known:
            raise NotOfferedError(f"{sorted(unknown)} is not among {sorted(known)}")
        data = {"custom_id": modal["custom_id"], "components": [_sent(one, values) for one in modal["components"]]}
        return self._begin(interactions.MODAL, user, channel, data, source=before.source)

    def _component(self, user: str, channel: str, message_id: str, custom_id: str) -> tuple[Json, Json]:
        world = self._discord.world
        seer, message = world.whispers.get(message_id, ("", {}))
        if not message:
            self._enter(user, channel)
            message = world.message(channel, message_id)
        elif seer != user:
            raise NotOfferedError(f"{user} does not see {message_id}")
        component = components.found(message["components"], custom_id)
        if component is None:
            there = [one["custom_id"] for _, one in components.walk("", message["components"]) if "custom_id" in one]
            raise NotOfferedError(f"{custom_id} is not among {there}")
        return message, component

    def _begin(self, kind: int, user: str, channel: str, data: Json, source: Json | None = None) -> Pressed:
        return self._discord.interactions.begin(kind, user, channel, data, source=source)

    # --- what a person sees ---

    async def messages(self, channel: str) -> list[Json]:
        """The bot's messages as they stand now, oldest first."""
        every = self._discord.world.messages[channel].values()
        return [message for message in every if message["author"]["id"] == BOT and not message["flags"] & EPHEMERAL]

    async def dm(self, user: str) -> str:
        """The id of somebody's chat with the bot; "" while there is none."""
        return self._discord.world.chats.get(user, "")

    async def open_dm(self, user: str) -> str:
        """Somebody opens the chat with the bot; its id."""
        return str(self._discord.world.open_chat(user)["id"])

    async def threads(self, channel: str) -> list[Json]:
        """Of a channel or a forum, oldest first."""
        every = self._discord.world.channels.values()
        return [one for one in every if one["type"] in allowed.THREADS and one["parent_id"] == channel]

    def _enter(self, user: str, channel: str) -> None:
        world = self._discord.world
        if channel not in world.channels or not world.sees(world.channels[channel], user):
            raise NotOfferedError(f"{user} does not see {channel}")


def _sent(component: Json, values: Mapping[str, Any]) -> Json:
    """A component of a window as it comes back, with what was typed in it."""
    made = {"type": component["type"], "id": component["id"]}
    if "components" in component:
        made["components"] = [_sent(one, values) for one in component["components"]]
    if "component" in component:
        made["component"] = _sent(component["component"], values)
    if "custom_id" in component:
        made |= _typed(component, values)
    return made


def _typed(component: Json, values: Mapping[str, Any]) -> Json:
    custom_id = component["custom_id"]
    if component["type"] in components.SELECTS:
        default = [one["value"] for one in component.get("options") or [] if one.get("default")]
        return {"custom_id": custom_id, "values": list(values.get(custom_id, default))}
    text = str(values.get(custom_id, component.get("value") or ""))
    least, most = component.get("min_length") or 0, component.get("max_length") or 4_000
    if (not text and component.get("required", True)) or (text and not least <= len(text) <= most):
        raise NotOfferedError(f"{custom_id} takes {least} to {most} characters")
    return {"custom_id": custom_id, "value": text}
