"""HTML by its content: one tag or text per line, without blanks between tags and generated ids."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

IDS = ("id", "for", "aria-controls")
TABLE = re.compile(r"</?(?:table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td)\b")
VERBATIM = ("pre", "textarea", "script", "style")


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[str] = []
        self.verbatim = 0
        self.ids: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.verbatim += tag in VERBATIM
        written = "".join(f" {self.attribute(name, value)}" for name, value in attrs)
        self.tokens.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A self-closing tag, kept the way a browser reads it: open."""
        self.handle_starttag(tag, attrs)
        self.verbatim -= tag in VERBATIM

    def handle_endtag(self, tag: str) -> None:
        self.verbatim = max(self.verbatim - (tag in VERBATIM), 0)
        self.tokens.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Blanks between tags count as one, where they count at all."""
        blank = not self.verbatim and not data.strip()
        self.tokens.append(" " if blank else html.escape(data, quote=False))

    def handle_comment(self, data: str) -> None:
        self.tokens.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.tokens.append(f"<!{decl}>")

    def attribute(self, name: str, value: str | None) -> str:
        """An attribute as text. An id with a digit in it is generated, so only where it recurs counts."""
        text = value or ""
        if name in IDS and re.search(r"\d", text):
            text = self.ids.setdefault(text, f"id-{len(self.ids)}")
        return f'{name}="{html.escape(text)}"'


def content_of_html(text: str) -> str:
    """HTML in a form that is equal if it shows the same and was generated the same way."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    around = ["<table>", *reader.tokens, "<table>"]
    triples = zip(around, around[1:], around[2:], strict=False)
    kept = (token for before, token, after in triples if not is_idle(before, token, after))
    return "\n".join(kept)


def is_idle(before: str, token: str, after: str) -> bool:
    """Whether a token is a blank that doesn't show in a table."""
    return token == " " and bool(TABLE.match(before) or TABLE.match(after))
