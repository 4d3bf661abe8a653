"""What programs put into texts and pictures that no computation put there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from re import Match

from PIL import Image

ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]{6,16}(?=>|,|&gt;|\.\.\.)")
CELL_FILE = re.compile(r"(?<![\w.+/-])(?:/[\w.+-]+)*/ipykernel_\d+/\d+\.py|<ipython-input-\d+-[0-9a-f]+>")
UUID = re.compile(
    r"(?<![0-9A-Za-z])[0-9a-f]{8}([-_])[0-9a-f]{4}(?:\1[0-9a-f]{4}){2}\1[0-9a-f]{12}(?![0-9A-Za-z])"
)
SVG_DATE = re.compile(r"<dc:date>[^<]*</dc:date>")
SVG_ID = re.compile(r'(?:(?<=#)|(?<=\bid="))[mph][0-9a-f]{10}(?=["\)])')
SHOWN_EXACTLY_AS_RGBA = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")


def numbering(ids: re.Pattern[str], name: str) -> Callable[[str], str]:
    """A rule that replaces each id by its order of appearance, so that references stay visible."""

    def numbered(text: str) -> str:
        numbers: dict[str, str] = {}
        return ids.sub(lambda found: numbers.setdefault(found[0], f"<{name} {len(numbers)}>"), text)

    return numbered


def numbering_declared(context: str, ids: str, name: str) -> Callable[[str], str]:
    """The same for ids that look like other words: only those found in `context` are replaced."""
    declared, shape = re.compile(f"{context}({ids})"), re.compile(ids)

    def numbered(text: str) -> str:
        known, numbers = set(declared.findall(text)), dict[str, str]()

        def call(found: Match[str]) -> str:
            if found[0] not in known:
                return found[0]
            return numbers.setdefault(found[0], f"<{name} {len(numbers)}>")

        return shape.sub(call, text) if known else text

    return numbered


with_numbered_svg_ids = numbering(SVG_ID, "svg")

# Names that chart libraries give to the parts of a page: random, or counted up within one process.
QUOTE = r"""(?:\\?["']|&quot;)"""
ID = rf"\bid ?= ?{QUOTE}"
CHARTS: Mapping[str, Callable[[str], str]] = {
    "Altair ids": numbering_declared(ID, r"altair-viz-[0-9a-f]{24,32}(?![0-9a-f])", "altair"),
    "Altair counters": numbering_declared(r'"name": ?"', r"\b(?:view|param)_\d+\b", "altair"),
    "map ids": numbering_declared(
        rf"(?:{ID}|\bvar )", r"(?<![A-Za-z0-9_])(?:[a-z]{1,24}_){1,5}[0-9a-f]{32}(?![0-9a-f])", "map"
    ),
    "Bokeh ids": numbering_declared(r'(?:"id": ?|data-root-id=)"', r"(?<=\")p\d{4,}(?=\")", "bokeh"),
    "SHAP ids": numbering_declared(ID, r"(?<![A-Za-z0-9_])i[0-9A-Z]{20}(?![A-Za-z0-9_])", "shap"),
}


def with_numbered_chart_ids(text: str) -> str:
    """Name the parts of charts on a page, and anything else with a UUID, by order of appearance."""
    for numbered in (numbering(UUID, "uuid"), *CHARTS.values()):
        text = numbered(text)
    return text


def pixels(frame: Image.Image) -> bytes:
    """The pixels as shown; those that RGBA would round (16 bits, floats) as they are."""
    if frame.mode in SHOWN_EXACTLY_AS_RGBA:
        return frame.convert("RGBA").tobytes()
    return frame.mode.encode().ljust(4) + frame.tobytes()
