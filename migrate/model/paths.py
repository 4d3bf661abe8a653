"""File names that aren't text: bytes that aren't UTF-8, which Python keeps as lone surrogates."""

from __future__ import annotations


def is_text(path: str) -> bool:
    """Whether a path can be written to a text file."""
    return path == printable(path)


def printable(text: str) -> str:
    r"""The text with such bytes as their numbers: `caf\xe9.csv`."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
