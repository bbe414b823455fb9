"""Discord's limits, and a list of what is wrong with a body: the same codes as Discord's, at the same places.

Numbers: the public documents (Message, Channel, Component Reference, Receiving and Responding, Application Commands,
Poll), page by page in the project's reference for Discord. Characters are code points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord.fake.refusals import Wrong, invalid

if TYPE_CHECKING:
    from collections.abc import Sized

Json = dict[str, Any]

CONTENT = 2_000
EMBEDS = 10
EMBEDS_TOGETHER = 6_000
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4_096
EMBED_FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1_024
FOOTER = 2_048
AUTHOR = 256
NONCE = 25
MENTIONED = 100
FILES = 10
ONE_FILE = 10 * 1024 * 1024
REQUEST = 25 * 1024 * 1024
ALT_TEXT = 1_024
ROWS = 5
BUTTONS_IN_A_ROW = 5
BUTTON_LABEL = 80
CUSTOM_ID = 100
URL = 512
OPTIONS = 25
OPTION = 100
PLACEHOLDER = 150
V2_COMPONENTS = 40
V2_TEXT = 4_000
MODAL_TITLE = 45
MODAL_COMPONENTS = 5
LABEL = 45
LABEL_DESCRIPTION = 100
TEXT_INPUT = 4_000
TEXT_PLACEHOLDER = 100
NAME = 100
"""Of a channel or a thread."""
POST_TAGS = 5
SLOW_MODE = 21_600
ARCHIVE_AFTER = (60, 1440, 4320, 10080)
POLL_QUESTION = 300
POLL_ANSWERS = 10
POLL_ANSWER = 55
POLL_HOURS = 32 * 24
COMMANDS = 100
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 100
COMMAND_OPTIONS = 25
COMMAND_TOGETHER = 8_000
CHOICES = 25
CHOICE_NAME = 100
CHOICE_VALUE = 100

V2 = 1 << 15
"""The flag of the second layout."""


class Wrongs(list[Wrong]):
    """What is wrong with a body so far."""

    def tell(self, path: str, code: str, message: str) -> None:
        """One more thing."""
        self.append(Wrong(path, code, message))

    def refuse(self) -> None:
        """Raise 50035 where anything is wrong."""
        if (refusal := invalid(self)) is not None:
            raise refusal

    def text(self, path: str, value: Any, most: int, least: int = 0) -> None:
        """A string of a length; None is none."""
        if value is None:
            if least:
                self.missing(path)
        elif not isinstance(value, str):
            self.tell(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        else:
            self.size(path, value, most, least)

    def size(self, path: str, value: Sized, most: int, least: int = 0) -> None:
        """Of characters or of things."""
        if not least <= len(value) <= most:
            if not value and least:
                self.missing(path)
            elif least and len(value) <= most:
                self.tell(path, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
            elif least:
                self.tell(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
            else:
                self.tell(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def number(self, path: str, value: Any, least: int, most: int) -> None:
        """Within bounds; None is none."""
        if value is not None and not (isinstance(value, int) and least <= value <= most):
            self.tell(path, "NUMBER_TYPE_BOUNDS", f"int value should be between {least} and {most}.")

    def one_of(self, path: str, value: Any, values: tuple[Any, ...]) -> None:
        """One of those that are allowed."""
        if value not in values:
            self.tell(path, "BASE_TYPE_CHOICES", f"Value must be one of {set(values)}.")

    def missing(self, path: str) -> None:
        """Something has to stand there."""
        self.tell(path, "BASE_TYPE_REQUIRED", "This field is required")
