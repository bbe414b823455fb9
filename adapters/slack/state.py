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
    """word: as above. why: what led to it. told: sentences that were said once, so that no log is flooded."""

    metrics: Metrics
    word: str = "starting"
    why: str = ""
    told: set[str] = field(default_factory=set)

    def connected(self) -> None:
        """Events can reach us. It says nothing about our token for writing: see `accepted`."""
        if self.word != "out" and self._becomes("connected", ""):
            self.metrics.connections.labels(PLATFORM).inc()
            logger.info("Slack is connected.", extra={"fields": {"platform": PLATFORM}})
            self.told.clear()

    def accepted(self) -> None:
        """Slack took our token (again)."""
        if self.word == "out":
            self._becomes("reconnecting", "the token is accepted again")
            self.connected()

    def reconnecting(self, why: str) -> None:
        """The connection was lost, and is being made again."""
        if self.word != "out" and self._becomes("reconnecting", why):
            logger.warning("Slack is not connected (%s). It is tried again until it works.", why)

    def out(self, why: str) -> None:
        """Slack takes our token no more. why: Slack's word."""
        if self._becomes("out", why):
            cure = "Letters wait. Install the app again, then: tutor setup slack"
            logger.error("Slack no longer takes the token (%s). %s", why, cure)

    def once(self, sentence: str) -> bool:
        """Whether this is to be said now: the first time since the last connection."""
        if sentence in self.told:
            return False
        self.told.add(sentence)
        return True

    def _becomes(self, word: str, why: str) -> bool:
        changed = self.word != word
        self.word, self.why = word, why
        self.metrics.up.labels(PLATFORM).set(1 if word == "connected" else 0)
        return changed

    def told_to_probes(self) -> str:
        """`connected`, `reconnecting (TimeoutError)`, ..."""
        return f"{self.word} ({self.why})" if self.why else self.word
