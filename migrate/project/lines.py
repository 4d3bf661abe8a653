"""Lines added to the user's text, with the text's own line ends."""

from __future__ import annotations

from collections.abc import Sequence


def newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def with_ends_of(former: bytes, text: bytes) -> bytes:
    """A text with the line ends that most lines of `former` have."""
    windows = 2 * former.count(b"\r\n") > former.count(b"\n")
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if windows else text


def with_first(text: str, lines: Sequence[str]) -> str:
    end = newline(text)
    return "".join(line + end for line in lines) + text


def with_last(text: str, lines: Sequence[str]) -> str:
    if not lines:
        return text
    end = newline(text)
    ended = text if not text or text.endswith(end) else text + end
    return ended + "".join(line + end for line in lines)
