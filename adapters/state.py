"""How the connection to a platform is, for /healthz and the log: a word, told when it changes.

starting -> connected <-> reconnecting
                      -> out (taken out, a token was revoked): letters wait until a person mends it
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.metrics import Metrics

logger = logging.getLogger("tutor")


@dataclass(slots=True)
class State:
    """platform: `slack`; name: as people write it, `Slack`. cure: what mends a refused token.

    reach: whether events reach us, in the words above. told: what was said once, so that no log is flooded. refused:
    per token (`bot`, `app`) that the platform does not take, its word for that. breaks: connections that were lost.
    """

    metrics: Metrics
    platform: str
    name: str
    cure: str
    reach: str = "starting"
    why: str = ""
    breaks: int = 0
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
            self.metrics.connections.labels(self.platform).inc()
            self.told.clear()
            if not self.refused:
                logger.info("%s is connected.", self.name, extra={"fields": {"platform": self.platform}})
        self._becomes("connected", "")

    def reconnecting(self, why: str) -> None:
        """The connection was lost, and is being made again."""
        if self.reach == "connected":
            self.breaks += 1
            self.metrics.breaks.labels(self.platform).inc()
        if self.reach != "reconnecting":
            logger.warning("%s is not connected (%s). It is tried again until it works.", self.name, why)
        self._becomes("reconnecting", why)

    def out(self, why: str, whose: str = "bot", does: str = "no longer takes the token") -> None:
        """The platform takes a token no more. why: its word. whose: the token's, `bot` or `app`. does: what it does,
        where that is something else."""
        if whose not in self.refused:
            logger.error("%s %s (%s). Letters wait. %s", self.name, does, why, self.cure)
        self.refused[whose] = why
        self._becomes(self.reach, self.why)

    def accepted(self) -> None:
        """The platform took the token that we write with."""
        if self.refused.pop("bot", None) is not None:
            logger.info("%s takes the token again.", self.name, extra={"fields": {"platform": self.platform}})
            self._becomes(self.reach, self.why)

    def once(self, sentence: str) -> bool:
        """Whether this is to be said now: the first time since the last connection."""
        if sentence in self.told:
            return False
        self.told.add(sentence)
        return True

    def _becomes(self, reach: str, why: str) -> None:
        self.reach, self.why = reach, why
        self.metrics.up.labels(self.platform).set(1 if self.word == "connected" else 0)

    def told_to_probes(self) -> str:
        """`connected`, `reconnecting (TimeoutError)`, `out (token_revoked)`."""
        why = next(iter(self.refused.values()), self.why)
        return f"{self.word} ({why})" if why else self.word
