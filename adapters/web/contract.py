"""What the local classroom asks of the engine, until `bot.engine` exports it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.dialogue.effects import Letter
from bot.dialogue.events import Event


class EngineError(Exception):
    """The sentence is for people."""


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: float
    heard: Event | None = None
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    community: str
    channel: str
    seq: int
    ref: str
    body: Letter
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    platform_id: str


class Person(Protocol):
    @property
    def person(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def class_id(self) -> str: ...


class EngineFace(Protocol):
    async def handle(self, event: Event) -> object: ...
    async def enrol(
        self, community: str, class_id: str, person: str, *, name: str, language: str, channel: str, at: float, key: str
    ) -> object: ...
    async def people(self, community: str) -> Sequence[Person]: ...
    async def conversation(self, community: str, channel: str, after: int = 0, limit: int = 200) -> Sequence[Entry]: ...
    def watch(self, community: str, channel: str) -> AbstractAsyncContextManager[AsyncIterator[None]]: ...
