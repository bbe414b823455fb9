"""Platforms: they translate payloads to events and effects to payloads, and decide nothing."""
