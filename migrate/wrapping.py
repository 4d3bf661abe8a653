"""Lines wrapped at words, to the width of a terminal; a path or a command to copy is never broken."""

from __future__ import annotations

import re
import textwrap

COMMAND = re.compile(r"(?:(?<=: )|(?<=^  ))(?:nbmigrate|git|dvc|make|uv|pip|cd|\S*python\S* -m) .*$")
QUOTED = re.compile(r"`[^`]*`|'[^']*'")
HELD = "\x1f"  # stands for a blank at which no line is broken


def wrapped(text: str, width: int) -> str:
    """The text, with no line wider than `width` if words allow it; continued lines are indented further."""
    return "\n".join(broken(line, width) for line in text.split("\n"))


def broken(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    held = COMMAND.sub(whole, QUOTED.sub(whole, line))
    margin = len(line) - len(line.lstrip(" "))
    lines = textwrap.wrap(
        held,
        max(width, margin + 20),
        subsequent_indent=" " * (margin + 2),
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    return "\n".join(lines).replace(HELD, " ")


def whole(found: re.Match[str]) -> str:
    """What is found, without places to break it."""
    return found[0].replace(" ", HELD)
