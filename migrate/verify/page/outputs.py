"""Outputs of cells in the richest form that is safe to show: text, a picture, or a frame of HTML."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from migrate.verify.outputs import joined
from migrate.verify.report import plain

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
FRAME = (
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><meta charset="utf-8"><style>'
    "body{margin:.5rem;font:13px/1.4 system-ui,sans-serif;color:#111;background:#fff}"
    "table{border-collapse:collapse}td,th{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right}"
    "</style>"
)
REACHES_OUT = re.compile(r"<\s*/?\s*(?:link|meta|base)\b[^>]*>", re.IGNORECASE)
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
LONGEST = 20_000  # characters of text
LARGEST = 2_000_000  # characters of HTML
TALLEST = 32  # em


@dataclass(frozen=True)
class Output:
    """One output. Its kind is a MIME type, or the role that a text has on the page."""

    form: Literal["text", "picture", "frame"]
    content: str
    kind: str = ""
    height: int = 0  # of a frame, in em

    @property
    def has_script(self) -> bool:
        """Whether a frame holds a script, which won't run."""
        return "<script" in self.content


def outputs(cells: Iterable[Mapping[str, Any]]) -> list[Output]:
    return [output(one) for cell in cells for one in cell.get("outputs", ())]


def output(found: Mapping[str, Any]) -> Output:
    if found["output_type"] == "stream":
        return Output("text", joined(found["text"]), "stderr" if found.get("name") == "stderr" else "")
    if found["output_type"] == "error":
        return Output("text", f"{found.get('ename', '')}: {found.get('evalue', '')}", "error")
    data = found.get("data", {})
    if "text/html" in data:
        return frame(joined(data["text/html"]))
    if "image/svg+xml" in data:
        encoded = base64.b64encode(joined(data["image/svg+xml"]).encode("utf-8", "replace")).decode()
        return picture("image/svg+xml", encoded)
    for kind in PICTURES:
        if kind in data:
            return picture(kind, "".join(joined(data[kind]).split()))
    return Output("text", fallback(data))


def fallback(data: Mapping[str, Any]) -> str:
    """The text to show for a bundle without a richer form."""
    for kind in ("text/plain", "text/markdown", "text/latex"):
        if kind in data:
            return joined(data[kind])
    return "\n".join(f"[{kind}]\n{json.dumps(value, indent=1)}" for kind, value in data.items())


def frame(content: str) -> Output:
    """HTML in a frame of its own, where no script runs and no network is reached."""
    if len(content) > LARGEST:
        return Output("text", f"HTML of {len(content) // 1000} kB, too large to show here")
    height = min(TALLEST, max(4, 3 + 2 * len(re.findall(r"<tr\b", content)))) if "<tr" in content else 12
    return Output("frame", content, height=height)


def inside(content: str) -> str:
    return FRAME + REACHES_OUT.sub("", content)


def picture(kind: str, encoded: str) -> Output:
    """An image, or a note if its data isn't base64."""
    if not re.fullmatch(r"[A-Za-z0-9+/=]*", encoded):
        return Output("text", f"{kind} that can't be read")
    return Output("picture", encoded, kind)


def shortened(content: str) -> str:
    """Text without control characters, cut after LONGEST."""
    shown = plain(content)
    more = f"\n… {len(shown) - LONGEST} more characters" if len(shown) > LONGEST else ""
    return shown[:LONGEST] + more
