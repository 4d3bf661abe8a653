"""What programs put into texts and pictures that no computation put there."""

from __future__ import annotations

import re
from re import Match

from PIL import Image

ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]{6,16}(?=>|,|&gt;|\.\.\.)")
CELL_FILE = re.compile(r"(?<![\w.+/-])(?:/[\w.+-]+)*/ipykernel_\d+/\d+\.py|<ipython-input-\d+-[0-9a-f]+>")
SVG_DATE = re.compile(r"<dc:date>[^<]*</dc:date>")
SVG_ID = re.compile(r'(?:(?<=#)|(?<=\bid="))[mph][0-9a-f]{10}(?=["\)])')
SHOWN_EXACTLY_AS_RGBA = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")


def with_numbered_svg_ids(text: str) -> str:
    """Name the ids that matplotlib draws at random by the order in which they occur."""
    numbers: dict[str, str] = {}

    def numbered(found: Match[str]) -> str:
        return numbers.setdefault(found.group(), f"id-{len(numbers)}")

    return SVG_ID.sub(numbered, text)


def pixels(frame: Image.Image) -> bytes:
    """The pixels as shown; those that RGBA would round (16 bits, floats) as they are."""
    if frame.mode in SHOWN_EXACTLY_AS_RGBA:
        return frame.convert("RGBA").tobytes()
    return frame.mode.encode().ljust(4) + frame.tobytes()
