"""How the connection to one workspace is, for /healthz and the log: a word, told when it changes.

starting -> connected <-> reconnecting
                      -> out (uninstalled, a token was revoked): letters wait until a person mends it
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.metrics import Metrics

logger = logging.getLogger("tutor")
PLATFORM = "slack"


@dataclass(slots=True)
class State:
    """reach: whether events reach us, in the words above. told: what was said once, so that no log is flooded.

    refused: per token (`bot`, `app`) that Slack does not take, its word for that.
    """

    metrics: Metrics
    reach: str = "starting"
    why: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @property
    def word(self) -> str:
        """The state as one word."""
        return "out" if self.refused else self.reach

    def connected(self) -> None:
        """Events can reach us. It says nothing about the token that we write with: see `accepted`."""
        self.refused.pop("app", None)
        if self.reach != "connected":
            self.metrics.connections.labels(PLATFORM).inc()
            self.told.clear()
            if not self.refused:
                logger.info("Slack is connected.", extra={"fields": {"platform": PLATFORM}})
        self._becomes("connected", "")

    def reconnecting(self, why: str) -> None:
        """The connection was lost, and is being made again."""
        if self.reach != "reconnecting":
            logger.warning("Slack is not connected (%s). It is tried again until it works.", why)
        self._becomes("reconnecting", why)

    def out(self, why: str, whose: str = "bot") -> None:
        """Slack takes a token no more. why: Slack's word. whose: the token's, `bot` or `app`."""
        if whose not in self.refused:
            cure = "Letters wait. Install the app again, then: tutor setup slack"
            logger.error("Slack no longer takes the token (%s). %s", why, cure)
        self.refused[whose] = why
        self._becomes(self.reach, self.why)

    def accepted(self) -> None:
        """Slack took the token that we write with."""
        if self.refused.pop("bot", None) is not None:
            logger.info("Slack takes the token again.", extra={"fields": {"platform": PLATFORM}})
            self._becomes(self.reach, self.why)

    def once(self, sentence: str) -> bool:
        """Whether this is to be said now: the first time since the last connection."""
        if sentence in self.told:
            return False
        self.told.add(sentence)
        return True

    def _becomes(self, reach: str, why: str) -> None:
        self.reach, self.why = reach, why
        self.metrics.up.labels(PLATFORM).set(1 if self.word == "connected" else 0)

    def told_to_probes(self) -> str:
        """`connected`, `reconnecting (TimeoutError)`, `out (token_revoked)`."""
        why = next(iter(self.refused.values()), self.why)
        return f"{self.word} ({why})" if why else self.word
