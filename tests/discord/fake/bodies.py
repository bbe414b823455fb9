"""Whether the body of a message is one that Discord takes: text, embeds, files, nonce, mentions, poll, threads.

Components have a file of their own. Every function adds to a list of what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord.fake import components, limits
from tests.discord.fake.limits import Wrongs
from tests.discord.fake.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.discord.fake.asked import Upload

Json = dict[str, Any]
SILENT = ("embeds", "components", "attachments", "sticker_ids")


def check_message(body: Json, files: Sequence[Upload], *, under: str = "") -> None:
    """Of a new message, or of what changes in one. under: where it stands in the whole body. Raises RefusedError."""
    wrongs = Wrongs()
    at = f"{under}." if under else ""
    v2 = bool(int(body.get("flags") or 0) & limits.V2)
    wrongs.text(f"{at}content", body.get("content"), limits.CONTENT)
    _embeds(wrongs, f"{at}embeds", body.get("embeds") or [])
    components.check(wrongs, f"{at}components", body.get("components") or [], v2=v2)
    if v2 and (body.get("content") or body.get("embeds") or body.get("poll")):
        code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
        wrongs.tell(f"{at}content", code, "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
    _nonce(wrongs, f"{at}nonce", body.get("nonce"))
    _mentions(wrongs, f"{at}allowed_mentions", body.get("allowed_mentions"))
    _attachments(wrongs, f"{at}attachments", body.get("attachments") or [], files)
    _poll(wrongs, f"{at}poll", body.get("poll"))
    wrongs.refuse()
    if any(len(file.content) > limits.ONE_FILE for file in files):
        raise RefusedError(40005)


def says_nothing(message: Json) -> bool:
    """Whether nothing in it can be seen."""
    return not (str(message.get("content") or "").strip() or message.get("poll") or any(message.get(k) for k in SILENT))


def check_thread(body: Json, *, forum: bool = False) -> None:
    """Of a new thread or post. Raises RefusedError."""
    wrongs = Wrongs()
    wrongs.text("name", body.get("name"), limits.NAME, 1)
    if (minutes := body.get("auto_archive_duration")) is not None:
        wrongs.one_of("auto_archive_duration", minutes, limits.ARCHIVE_AFTER)
    wrongs.number("rate_limit_per_user", body.get("rate_limit_per_user"), 0, limits.SLOW_MODE)
    if forum:
        wrongs.size("applied_tags", body.get("applied_tags") or [], limits.POST_TAGS)
        if not isinstance(body.get("message"), dict):
            wrongs.missing("message")
    wrongs.refuse()


def _embeds(wrongs: Wrongs, at: str, embeds: list[Json]) -> None:
    wrongs.size(at, embeds, limits.EMBEDS)
    for place, embed in enumerate(embeds):
        _embed(wrongs, f"{at}.{place}", embed)
    if sum(map(_length, embeds)) > limits.EMBEDS_TOGETHER:
        wrongs.tell(at, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {limits.EMBEDS_TOGETHER}")


def _embed(wrongs: Wrongs, at: str, embed: Json) -> None:
    wrongs.text(f"{at}.title", embed.get("title"), limits.EMBED_TITLE)
    wrongs.text(f"{at}.description", embed.get("description"), limits.EMBED_DESCRIPTION)
    wrongs.text(f"{at}.footer.text", (embed.get("footer") or {}).get("text"), limits.FOOTER)
    wrongs.text(f"{at}.author.name", (embed.get("author") or {}).get("name"), limits.AUTHOR)
    fields = embed.get("fields") or []
    wrongs.size(f"{at}.fields", fields, limits.EMBED_FIELDS)
    for place, one in enumerate(fields):
        wrongs.text(f"{at}.fields.{place}.name", one.get("name"), limits.FIELD_NAME, 1)
        wrongs.text(f"{at}.fields.{place}.value", one.get("value"), limits.FIELD_VALUE, 1)


def _length(embed: Json) -> int:
    """As it counts for the sum over all."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for one in embed.get("fields") or []:
        texts += [one.get("name"), one.get("value")]
    return sum(len(text or "") for text in texts)


def _nonce(wrongs: Wrongs, at: str, nonce: Any) -> None:
    if isinstance(nonce, str):
        wrongs.size(at, nonce, limits.NONCE)
    elif nonce is not None and not isinstance(nonce, int):
        wrongs.tell(at, "NONCE_TYPE_CONVERT", "Nonce must be a string or an integer")


def _mentions(wrongs: Wrongs, at: str, mentions: Json | None) -> None:
    for kind in ("users", "roles"):
        ids = (mentions or {}).get(kind) or []
        wrongs.size(f"{at}.{kind}", ids, limits.MENTIONED)
        if ids and kind in (mentions or {}).get("parse", ()):
            code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            wrongs.tell(at, code, f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.')


def _attachments(wrongs: Wrongs, at: str, attachments: list[Json], files: Sequence[Upload]) -> None:
    wrongs.size(at, attachments if len(attachments) > len(files) else files, limits.FILES)
    numbers = {str(file.number) for file in files}
    for place, one in enumerate(attachments):
        wrongs.text(f"{at}.{place}.description", one.get("description"), limits.ALT_TEXT)
        if "id" not in one or (len(str(one["id"])) < 15 and str(one["id"]) not in numbers):
            wrongs.tell(f"{at}.{place}", "ATTACHMENT_NOT_FOUND", "Attachment not found.")


def _poll(wrongs: Wrongs, at: str, poll: Json | None) -> None:
    if poll is None:
        return
    answers = poll.get("answers") or []
    wrongs.text(f"{at}.question.text", (poll.get("question") or {}).get("text"), limits.POLL_QUESTION, 1)
    wrongs.size(f"{at}.answers", answers, limits.POLL_ANSWERS, 1)
    for place, answer in enumerate(answers):
        media = answer.get("poll_media") or {}
        wrongs.text(f"{at}.answers.{place}.poll_media.text", media.get("text"), limits.POLL_ANSWER)
    wrongs.number(f"{at}.duration", poll.get("duration"), 1, limits.POLL_HOURS)
