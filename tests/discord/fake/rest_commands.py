"""REST: the application's commands, for everywhere or for one guild, checked as Discord checks them.

Rules
- What is put replaces what was there; a command of the same name keeps its id.
- Localizations are told only with `?with_localizations=true`, as Discord does.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tests.discord.fake import limits
from tests.discord.fake.limits import Wrongs
from tests.discord.fake.refusals import RefusedError
from tests.discord.ids import BOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.discord.fake.asked import Asked
    from tests.discord.fake.server import Discord

Json = dict[str, Any]
EVERYWHERE = ""
NAME = re.compile(r"[-_'’\w]{1,32}")
LOCALIZATIONS = ("name_localizations", "description_localizations")
SUBCOMMANDS = (1, 2)
SLASH = 1


def get(discord: Discord, asked: Asked) -> list[Json]:
    """GET: all of them."""
    kept = discord.world.commands.get(asked.at.get("guild", EVERYWHERE), [])
    whole = asked.query.get("with_localizations", "").lower() in ("true", "1")
    return [one if whole else _without_localizations(one) for one in kept]


def put(discord: Discord, asked: Asked) -> list[Json]:
    """PUT: these instead of those that were there."""
    body = asked.body if isinstance(asked.body, list) else []
    _check(body)
    guild = asked.at.get("guild", EVERYWHERE)
    before = {(one["name"], one["type"]): one["id"] for one in discord.world.commands.get(guild, [])}
    made = [_kept(discord, one, guild, before) for one in body]
    discord.world.commands[guild] = made
    return made


def post(discord: Discord, asked: Asked) -> Json:
    """POST: one more, or another of the same name."""
    _check([asked.said])
    guild = asked.at.get("guild", EVERYWHERE)
    before = discord.world.commands.get(guild, [])
    made = _kept(discord, asked.said, guild, {(one["name"], one["type"]): one["id"] for one in before})
    discord.world.commands[guild] = [*(one for one in before if one["id"] != made["id"]), made]
    return made


def delete(discord: Discord, asked: Asked) -> None:
    """DELETE: one."""
    guild = asked.at.get("guild", EVERYWHERE)
    before = discord.world.commands.get(guild, [])
    discord.world.commands[guild] = [one for one in before if one["id"] != asked.at["command"]]
    if len(discord.world.commands[guild]) == len(before):
        raise RefusedError(10063)


def _kept(discord: Discord, given: Json, guild: str, before: dict[tuple[str, int], str]) -> Json:
    kind = given.get("type") or SLASH
    made = {"description": "", "default_member_permissions": None, "nsfw": False, **deepcopy(given)}
    made |= {"type": kind, "id": before.get((given["name"], kind)) or discord.world.clock.snowflake()}
    made |= {"application_id": BOT, "version": discord.world.clock.snowflake()}
    if made["default_member_permissions"] is not None:
        made["default_member_permissions"] = str(made["default_member_permissions"])
    if guild:
        made["guild_id"] = guild
    made.setdefault("integration_types", [0])
    made["integration_types"] = made["integration_types"] or [0]
    made["contexts"] = made.get("contexts")
    made["dm_permission"] = 1 in made["contexts"] if made["contexts"] else made.get("dm_permission", True)
    return made


def _without_localizations(command: Json) -> Json:
    made = {key: value for key, value in command.items() if key not in LOCALIZATIONS}
    if "options" in made:
        made["options"] = [_without_localizations(one) for one in made["options"]]
    if "choices" in made:
        made["choices"] = [_without_localizations(one) for one in made["choices"]]
    return made


# --- checks ---


def _check(commands: list[Json]) -> None:
    wrongs = Wrongs()
    slash = [one for one in commands if (one.get("type") or SLASH) == SLASH]
    if len(slash) > limits.COMMANDS:
        wrongs.tell("_", "APPLICATION_COMMANDS_TOO_MANY", f"At most {limits.COMMANDS} slash commands.")
    names = [(one.get("name"), one.get("type") or SLASH) for one in commands]
    for place, one in enumerate(commands):
        if names.index(names[place]) != place:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            wrongs.tell(f"{place}.name", code, "Application command names must be unique")
        _check_one(wrongs, str(place), one)
        if _size(one) > limits.COMMAND_TOGETHER:
            message = f"Command exceeds maximum size ({limits.COMMAND_TOGETHER})"
            wrongs.tell(str(place), "APPLICATION_COMMAND_TOO_LARGE", message)
    wrongs.refuse()


def _check_one(wrongs: Wrongs, at: str, one: Json) -> None:
    slash = (one.get("type") or SLASH) == SLASH or "options" in one
    for path, name in _all_names(at, one):
        _check_name(wrongs, path, name, slash=slash)
    if slash:
        texts = [one.get("description"), *(one.get("description_localizations") or {}).values()]
        for text in texts:
            wrongs.text(f"{at}.description", text, limits.COMMAND_DESCRIPTION, 1)
    _check_options(wrongs, f"{at}.options", one.get("options") or [])


def _check_options(wrongs: Wrongs, at: str, options: list[Json]) -> None:
    wrongs.size(at, options, limits.COMMAND_OPTIONS)
    optional = False
    for place, option in enumerate(options):
        path = f"{at}.{place}"
        wrongs.one_of(f"{path}.type", option.get("type"), tuple(range(1, 12)))
        _check_one(wrongs, path, {**option, "type": SLASH, "options": option.get("options") or []})
        _check_choices(wrongs, path, option)
        if option.get("required") and optional:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            wrongs.tell(path, code, "Required options must be placed before non-required options")
        optional = optional or not (option.get("required") or option.get("type") in SUBCOMMANDS)


def _check_choices(wrongs: Wrongs, at: str, option: Json) -> None:
    choices = option.get("choices") or []
    check_choices(wrongs, f"{at}.choices", choices)
    if choices and option.get("autocomplete"):
        code = "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE"
        wrongs.tell(at, code, "Choices and autocomplete cannot be used together")


def check_choices(wrongs: Wrongs, at: str, choices: list[Json]) -> None:
    """Of an option, or of an answer to somebody who is typing."""
    wrongs.size(at, choices, limits.CHOICES)
    for place, choice in enumerate(choices):
        for name in (choice.get("name"), *(choice.get("name_localizations") or {}).values()):
            wrongs.text(f"{at}.{place}.name", name, limits.CHOICE_NAME, 1)
        if isinstance(choice.get("value"), str):
            wrongs.text(f"{at}.{place}.value", choice["value"], limits.CHOICE_VALUE)


def _all_names(at: str, one: Json) -> Iterable[tuple[str, Any]]:
    yield f"{at}.name", one.get("name")
    for locale, name in (one.get("name_localizations") or {}).items():
        yield f"{at}.name_localizations.{locale}", name


def _check_name(wrongs: Wrongs, at: str, name: Any, *, slash: bool) -> None:
    wrongs.text(at, name, limits.COMMAND_NAME, 1)
    if slash and isinstance(name, str) and not (NAME.fullmatch(name) and name == name.lower()):
        wrongs.tell(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _size(one: Json) -> int:
    """Names, descriptions and values in sum; the longest localization counts."""
    total = _longest(one, "name") + _longest(one, "description")
    total += sum(_size(option) for option in one.get("options") or [])
    for choice in one.get("choices") or []:
        total += _longest(choice, "name") + len(str(choice.get("value", "")))
    return total


def _longest(one: Json, what: str) -> int:
    return max(map(len, (one.get(what) or "", *(one.get(f"{what}_localizations") or {}).values())))


ROUTES = tuple(
    (method, f"/applications/{{app}}{guild}/commands{one}", handler)
    for guild in ("", "/guilds/{guild}")
    for method, one, handler in (
        ("GET", "", get),
        ("PUT", "", put),
        ("POST", "", post),
        ("DELETE", "/{command}", delete),
    )
)
