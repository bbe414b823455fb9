"""Revisions of the tables, in order. Each is written by hand, and a test holds the newest against `schema.py`."""
