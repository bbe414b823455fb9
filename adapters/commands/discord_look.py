"""What `tutor doctor` sees of Discord: the settings, what Discord says of the token, and what the portal allows.

Rules
- Discord is asked only where it is set up, and for a few seconds at most. Nothing is changed there or here.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from adapters.commands.findings import Finding, fine, mend, note
from adapters.discord.tokens import MESSAGE_CONTENT, PORTAL, Trouble, bot_of

if TYPE_CHECKING:
    from adapters.discord.settings import DiscordSettings
    from adapters.discord.tokens import Bot
    from adapters.settings import Settings

SWITCHES = f"{PORTAL}, your application, Bot > Privileged Gateway Intents"
SWITCH_ON = f"Switch it on ({SWITCHES}), or set DISCORD_MESSAGE_CONTENT=off."
MAKE_PRIVATE = f"{PORTAL}, your application: Installation > Install Link: None, then Bot > Public Bot: off."


def look_at_discord(settings: Settings) -> list[Finding]:
    """All that can be said."""
    if settings.discord_fault:
        sentence, _, cure = settings.discord_fault.partition("\n")
        return [mend(sentence, cure)]
    discord = settings.discord
    if discord is None:
        return [note("not set up", "To connect a server: tutor setup discord")]
    bot = asyncio.run(bot_of(discord.token, discord.api_url))
    if isinstance(bot, Trouble):
        return [mend(bot.says.rstrip("."), bot.cure), *_shards(discord, settings)]
    found = [fine(f"{bot.name}, application {bot.application_id}"), *portal(bot, reads_threads=discord.message_content)]
    return [*found, *_shards(discord, settings)]


def portal(bot: Bot, *, reads_threads: bool) -> list[Finding]:
    """How the switches of the portal fit. reads_threads: the setting DISCORD_MESSAGE_CONTENT."""
    found = []
    if reads_threads and bot.message_content:
        found.append(fine("what is typed in private threads is read, which the portal allows"))
    elif reads_threads:
        found.append(mend(f"DISCORD_MESSAGE_CONTENT is on, and the {MESSAGE_CONTENT} is off (4014)", SWITCH_ON))
    unused = [name for name in bot.intents if not (reads_threads and name == MESSAGE_CONTENT)]
    found += [note(f"the {name} is on in the portal, and not used", f"Switch it off: {SWITCHES}.") for name in unused]
    if bot.is_public:
        found.append(note("Public Bot is on: others can put it into servers of theirs", MAKE_PRIVATE))
    return found


def _shards(discord: DiscordSettings, settings: Settings) -> list[Finding]:
    if not discord.shard_count:
        return []
    here = ", ".join(map(str, discord.shard_ids)) or "all"
    says = f"shards here: {here} of {discord.shard_count}"
    if discord.is_a_part and not settings.database.startswith("postgresql"):
        return [mend(f"{says}; the others need the same database", "Set TUTOR_DATABASE=postgresql://user@host/name.")]
    return [fine(says)]
