"""Names of files that are no text: bytes that aren't UTF-8, which Python keeps as half characters."""

from __future__ import annotations


def is_text(path: str) -> bool:
    """Whether a path can stand in a text file."""
    return path == printable(path)


def printable(text: str) -> str:
    """The text with other bytes as their numbers: `caf\\xe9.csv`."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
