"""What a caller of the engine may be told, as sentences with a cure. None of them holds what a student wrote."""

# ruff: noqa: N818 - a kind is named by what happened; that it is an error is said by its base


class EngineError(Exception):
    """The event was not applied. The same delivery key may be sent again."""

    def __init__(self, sentence: str, cure: str) -> None:
        super().__init__(f"{sentence} {cure}")
        self.sentence = sentence
        self.cure = cure


class NotSaved(EngineError):
    """The database did not take it. Do not acknowledge; the same key may be sent again and counts once."""


class Busy(EngineError):
    """More events wait than may wait."""


class NotEnrolled(EngineError):
    """The student is in no class, or not in the one that was meant."""


class UnknownClass(EngineError):
    """There is no such class, or its course is not here."""


class NotApplied(EngineError):
    """This event cannot be worked out; it was refused alone and changed nothing."""

    @classmethod
    def broken(cls) -> "NotApplied":
        return cls(
            "Something in the tutor broke on this one; nothing was changed.",
            "Please tell your teacher, and go on with `where am I`.",
        )


class Stopped(EngineError):
    """The engine is not running."""

    def __init__(self) -> None:
        super().__init__("The tutor is stopping.", "Send it again in a moment.")
