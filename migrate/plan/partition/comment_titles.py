"""What authors write above the code of a cell to say what begins there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migrate.model.notebook import Cell, Heading

COMMENT = re.compile(r"\s*#+(.*)")
DASHES = re.compile(
    "[\u2010-\u2015\u2212\u2500\u2501\u2550]"
)  # en and em dashes, and the lines that boxes are drawn with
RULE = re.compile(r"[-=#*~_+\s]{3,}")
FRAMED = re.compile(r"#{2,}|#\s*[-=*~_+]{2,}")  # what makes a comment a banner: `### Load`, `# --- Load ---`
FORM = re.compile(r"@title\b\s*([^{]*)")  # of a cell on Colab
NUMBERED = re.compile(
    r"(?:(?:step|part|task|question|exercise|q|section|phase|stage|chapter)\W{0,2}\d+(?:\.\d+)*(?:\s*[.):|>-]\s*|\s+)"
    r"|\d+(?:\.\d+)*\s*[.):|>-]\s*)",
    re.IGNORECASE,
)
WORDS = re.compile(r"[^\W\d_][\w '/&,-]*(?: \([\w '/&,-]+\))?")
BANNER_LEVEL = 9  # below all headings of prose
LONGEST = 6  # words of a banner
SHORT = 3  # words that name a topic, as in `# dot product`; more are a remark on the next line
LONG = 9  # words of a remark that may stand for a title where there is nothing better


def headings_of(cell: Cell) -> tuple[Heading, ...]:
    """What may divide a notebook: the headings of prose, and banners above code, which rank lower."""
    title = banner(cell)
    return (Heading(BANNER_LEVEL, title),) if title else cell.headings


def banner(cell: Cell) -> str:
    """The title that a framed or numbered comment gives to what follows; "" if there is none."""
    return title_above(leading(cell))


def title_above(comments: Sequence[str]) -> str:
    """The title in lines of comments; "" if they are only remarks."""
    lines = [DASHES.sub("-", line) for line in comments]
    shown = [line for line in lines if not RULE.fullmatch(line)]
    text = words_of(shown[0]) if shown else ""
    form, number = FORM.match(text), NUMBERED.match(text)
    framed = len(shown) == 1 and (len(shown) < len(lines) or FRAMED.match(shown[0]))
    title = form[1].strip() if form else text[number.end() :] if number else text
    return title if (form or number or framed) and is_title(title, LONGEST) else ""


def words_of(line: str) -> str:
    """The text of a comment, without its frame and its Markdown."""
    return COMMENT.sub(r"\1", line).strip("#-=*~_+: \t.")


def topic(cell: Cell) -> str:
    """The few words above a cell's code that say what it is about; "" if there are none."""
    text = remark(cell)
    return text if is_title(text, SHORT) else ""


def remark(cell: Cell) -> str:
    """The single line of comment above a cell's code, if it may be a title; "" if not."""
    lines = leading(cell)
    text = words_of(lines[0]) if len(lines) == 1 else ""
    return text if is_title(text, LONG) else ""


def leading(cell: Cell) -> list[str]:
    """The comment lines at the top of a code cell; none for any other cell."""
    lines = [line.strip() for line in cell.source.strip().split("\n")] if cell.kind == "code" else []
    end = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:end]


def is_title(text: str, longest: int) -> bool:
    """Whether a text has at most `longest` words, and is neither code nor a sentence."""
    return WORDS.fullmatch(text) is not None and len(text.split()) <= longest
