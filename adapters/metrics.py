"""What is counted about the platforms: numbers for /metrics, never a name, an id or a text.

One registry per program, made by whoever puts it together; nothing is global.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

ACK_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Slack sends again what was not acknowledged within 3 s."""


class Metrics:
    """The counters; those of a platform have the label `platform`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = self._counter("received", "Payloads from a platform, by what they were.", "kind")
        self.refused = self._counter("refused_requests", "Requests refused before they were read.", "why")
        self.letters = self._counter("letters", "Letters brought to a platform, by outcome.", "outcome")
        self.calls = self._counter("calls", "Calls of a platform's API, by how they ended.", "ended")
        self.connections = self._counter("connections", "Connections to a platform that were made.")
        self.breaks = self._counter("breaks", "Connections to a platform that were lost, and are made again.")
        self.acknowledged = Histogram(
            "tutor_acknowledged_seconds",
            "From receipt to acknowledgement.",
            ["platform"],
            buckets=ACK_SECONDS,
            registry=self.registry,
        )
        self.up = Gauge("tutor_platform_up", "1: events can reach us.", ["platform"], registry=self.registry)
        self.waiting = Gauge(
            "tutor_conversations_waiting", "Conversations with a letter that has not left yet.", registry=self.registry
        )

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"tutor_{name}", says, ["platform", *labels], registry=self.registry)

    def text(self) -> bytes:
        """In the text format of Prometheus."""
        return generate_latest(self.registry)
