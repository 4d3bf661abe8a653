"""Outputs of cells as HTML that is safe to open: whatever they hold, they can only be looked at.

HTML goes into a sandbox that runs no scripts, images (SVG as well) into `img`, everything else is text.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from migrate.verify.report import plain
from migrate.verify.shown import joined

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


def outputs(cells: Iterable[Mapping[str, Any]], what: str) -> str:
    """All outputs of some cells; `what` tells a reader who can't see whose they are."""
    found = [output(one, what) for cell in cells for one in cell.get("outputs", ())]
    return "\n".join(found) or '<p class="none">shows nothing</p>'


def output(found: Mapping[str, Any], what: str) -> str:
    """One output, in the richest form that can be shown."""
    if found["output_type"] == "stream":
        return text(joined(found["text"]), "stderr" if found.get("name") == "stderr" else "")
    if found["output_type"] == "error":
        return text(f"{found.get('ename', '')}: {found.get('evalue', '')}", "error")
    data = found.get("data", {})
    if "text/html" in data:
        return frame(joined(data["text/html"]), what)
    if "image/svg+xml" in data:
        encoded = base64.b64encode(joined(data["image/svg+xml"]).encode("utf-8", "replace")).decode()
        return picture("image/svg+xml", encoded, what)
    for kind in PICTURES:
        if kind in data:
            return picture(kind, "".join(joined(data[kind]).split()), what)
    return text(fallback(data))


def fallback(data: Mapping[str, Any]) -> str:
    """What is left to show of a bundle of kinds."""
    for kind in ("text/plain", "text/markdown", "text/latex"):
        if kind in data:
            return joined(data[kind])
    return "\n".join(f"[{kind}]\n{json.dumps(value, indent=1)}" for kind, value in data.items())


def text(content: str, role: str = "") -> str:
    """Text as it is, not too much of it."""
    shown = plain(content)
    more = f"\n… {len(shown) - LONGEST} more characters" if len(shown) > LONGEST else ""
    return f'<pre class="output {role}" tabindex="0">{escape(shown[:LONGEST] + more)}</pre>'


def frame(content: str, what: str) -> str:
    """HTML in a frame of its own, in which no script runs and which reaches no network."""
    if len(content) > LARGEST:
        return text(f"HTML of {len(content) // 1000} kB, too large to show here")
    height = min(TALLEST, max(4, 3 + 2 * len(re.findall(r"<tr\b", content)))) if "<tr" in content else 12
    inside = FRAME + REACHES_OUT.sub("", content)
    note = '<p class="note">holds a script, which does not run here</p>' if "<script" in content else ""
    return (
        f'<iframe sandbox="" loading="lazy" title="{escape(what)}: HTML" style="height:{height}em" '
        f'srcdoc="{escape(inside)}"></iframe>{note}'
    )


def picture(kind: str, encoded: str, what: str) -> str:
    """An image; what isn't one shows its description."""
    if not re.fullmatch(r"[A-Za-z0-9+/=]*", encoded):
        return text(f"{kind} that can't be read")
    return f'<img loading="lazy" src="data:{kind};base64,{encoded}" alt="{escape(what)}: image">'
