"""What Discord answers when it does not do something: the codes that a bot meets, with their HTTP status.

Source: Opcodes and Status Codes, JSON Error Codes (discord.com/developers/docs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

KNOWN = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30033: (400, "Maximum number of thread participants has been reached (1000)"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50028: (400, "Invalid Role"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
}


class RefusedError(Exception):
    """An answer that is an error. status: HTTP's. body: as it is sent."""

    def __init__(self, code: int, message: str = "", *, status: int = 0, errors: Json | None = None) -> None:
        known_status, known_message = KNOWN.get(code, (400, "Bad Request"))
        self.status = status or known_status
        self.body: Json = {"message": message or known_message, "code": code}
        if errors:
            self.body["errors"] = errors
        super().__init__(f"{self.status} {self.body}")


class Wrong(NamedTuple):
    """One thing that is wrong with a body. path: with dots, from the top."""

    path: str
    code: str
    message: str


def invalid(wrong: Iterable[Wrong]) -> RefusedError | None:
    """50035 with its tree of errors; None where nothing is wrong."""
    tree: Json = {}
    for path, code, message in wrong:
        place = tree
        for step in path.split("."):
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})
    return RefusedError(50035, errors=tree) if tree else None


def no_such_route() -> RefusedError:
    """For an address that is none of the fake's."""
    return RefusedError(0, "404: Not Found", status=404)


def unauthorized() -> RefusedError:
    """For a token that is not the bot's."""
    return RefusedError(0, "401: Unauthorized", status=401)
