"""The headings of a markdown source."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from migrate.model.notebook import Heading

HTML = re.compile(r"<h([1-6])\b[^>]*>(.*?)(?:</h\1\s*>|$)", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
BOLD = re.compile(r" {0,3}(\*\*|__)(?=\S)(?P<text>(?:(?!\1).)+)(?<=\S)\1[ \t]*:?[ \t]*$")
BOLD_LEVEL = 7  # below all levels that Markdown knows
LONGEST_BOLD = 60  # characters; more is a remark
LINE = re.compile(r"(?:\d+(?:\.\d+)*[.):]?[ \t]+[^\W\d_]|[^\W\d_a-z])[^|<>$=#*`~\[\]{}\\]*(?<![.?!,;:])")
LINE_LEVEL = 8  # below those in bold
LONGEST_LINE = 6  # words; more is a sentence
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)

Placed = tuple[tuple[int, int], Heading]  # a heading with its line and column, to sort by


def headings(source: str) -> tuple[Heading, ...]:
    """Headings in the order of the text: `# x`, underlined with = or -, `<h1>x</h1>`; not those in code.

    In a text without any, a first line in bold stands for one, else a few words that are all there is.
    """
    text = COMMENT.sub("", source)
    tokens = parser().parse(text)
    lines = _prose(text.split("\n"), tokens)
    found = sorted([*_marked(tokens), *_tagged("\n".join(lines))], key=lambda item: item[0])
    real = tuple(heading for _, heading in found if heading.text)
    return real or tuple(_bold(lines)) or tuple(_line(lines))


@cache
def parser() -> MarkdownIt:
    """Markdown as notebooks use it; tags don't hide the headings right below them."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("html_block")


def _prose(lines: list[str], tokens: Sequence[Token]) -> list[str]:
    """The lines, with code blanked out."""
    for token in tokens:
        if token.map and token.type in ("fence", "code_block"):
            begin, end = token.map
            lines[begin:end] = [""] * (end - begin)
    return lines


def _marked(tokens: Sequence[Token]) -> Iterator[Placed]:
    """The headings of the text itself, not of lists and quotes in it.

    A line below a whole paragraph, or below a tag, is meant as a rule.
    """
    for opening, content in pairwise(tokens):
        if opening.type != "heading_open" or opening.level or not opening.map:
            continue
        is_rule = opening.markup in ("=", "-") and ("\n" in content.content or content.content[0] == "<")
        if not is_rule:
            text = " ".join("".join(map(_words, content.children or [])).split())
            yield (opening.map[0], 0), Heading(int(opening.tag[1]), text)


def _words(token: Token) -> str:
    return " " if token.type in ("html_inline", "softbreak", "hardbreak") else token.content


def _tagged(text: str) -> Iterator[Placed]:
    for match in HTML.finditer(text):
        words = html.unescape(TAG.sub(" ", match[2])).split()
        yield (text.count("\n", 0, match.start()), match.start()), Heading(int(match[1]), " ".join(words))


def _bold(lines: list[str]) -> Iterator[Heading]:
    match = BOLD.match(next((line for line in lines if line.strip()), ""))
    tokens = parser().parseInline(match["text"])[0].children if match else None
    text = "".join(map(_words, tokens or [])).strip().rstrip(":. ")
    if text and len(text) <= LONGEST_BOLD:
        yield Heading(BOLD_LEVEL, text)


def _line(lines: list[str]) -> Iterator[Heading]:
    words = [line.strip() for line in lines if line.strip()]
    if len(words) == 1 and len(words[0].split()) <= LONGEST_LINE and LINE.fullmatch(words[0]):
        yield Heading(LINE_LEVEL, words[0])
