"""The headings of a markdown source."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from migrate.model.notebook import Heading

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
HTML = re.compile(r"<h([1-6])\b[^>]*>(.*?)(?:</h\1\s*>|$)", re.IGNORECASE | re.DOTALL)
NO_PARAGRAPH = re.compile(r" {0,3}(?:[-*+>|]|\d+[.)])|\t| {4}|\s*<|\s*$")
BOLD = re.compile(r" {0,3}(\*\*|__)(?=\S)(?P<text>(?:(?!\1).)+)(?<=\S)\1[ \t]*:?[ \t]*$")
BOLD_LEVEL = 7  # below all levels that Markdown knows
LONGEST_BOLD = 60  # characters; more is a remark
LINE = re.compile(r"(?:\d+(?:\.\d+)*[.):]?[ \t]+[^\W\d_]|[^\W\d_a-z])[^|<>$=#*`~\[\]{}\\]*(?<![.?!,;:])")
LINE_LEVEL = 8  # below those in bold
LONGEST_LINE = 6  # words; more is a sentence
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def headings(source: str) -> tuple[Heading, ...]:
    """Headings in the order of the text: `# x`, underlined with = or -, `<h1>x</h1>`; not those in fences.

    In a text without any, a first line in bold stands for one; else a few words that are all there is.
    """
    lines = list(_outside_fences(COMMENT.sub("", source).split("\n")))
    found = [*_marked(lines), *_underlined(lines), *_tagged(lines)]
    real = tuple(heading for _, heading in sorted(found, key=lambda item: item[0]) if heading.text)
    return real or tuple(_bold(lines)) or tuple(_line(lines))


def _outside_fences(lines: list[str]) -> Iterator[str]:
    """The lines, with blank ones in place of fenced code."""
    fence = ""
    for line in lines:
        match = FENCE.match(line)
        if not match:
            yield "" if fence else line
        elif not fence:
            opens = match[1][0] == "~" or "`" not in match[2]
            fence = match[1] if opens else ""
            yield "" if opens else line
        else:
            closes = match[1].startswith(fence) and not match[2].strip()
            fence = "" if closes else fence
            yield ""


def _marked(lines: list[str]) -> Iterator[tuple[tuple[int, int], Heading]]:
    for number, line in enumerate(lines):
        match = ATX.match(line)
        if match:
            text = re.sub(r"(?:^|[ \t]+)#+[ \t]*$", "", match[2] or "")
            yield (number, 0), Heading(len(match[1]), plain(text))


def _underlined(lines: list[str]) -> Iterator[tuple[tuple[int, int], Heading]]:
    for number, (line, below) in enumerate(pairwise(lines)):
        match = UNDERLINE.match(below)
        if match and not NO_PARAGRAPH.match(line) and not ATX.match(line) and not UNDERLINE.match(line):
            yield (number, 0), Heading(1 if match[1][0] == "=" else 2, plain(line))


def _tagged(lines: list[str]) -> Iterator[tuple[tuple[int, int], Heading]]:
    text = "\n".join(lines)
    for match in HTML.finditer(text):
        number = text.count("\n", 0, match.start())
        yield (number, match.start()), Heading(int(match[1]), plain(match[2]))


def _bold(lines: list[str]) -> Iterator[Heading]:
    match = BOLD.match(next((line for line in lines if line.strip()), ""))
    text = plain(match["text"]).rstrip(":. ") if match else ""
    if text and len(text) <= LONGEST_BOLD:
        yield Heading(BOLD_LEVEL, text)


def _line(lines: list[str]) -> Iterator[Heading]:
    words = [line.strip() for line in lines if line.strip()]
    if len(words) == 1 and len(words[0].split()) <= LONGEST_LINE and LINE.fullmatch(words[0]):
        yield Heading(LINE_LEVEL, words[0])


def plain(text: str) -> str:
    """A heading's words without links, tags, emphasis and escapes."""
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"</?[A-Za-z][^<>]*>", " ", text)
    text = re.sub(r"(\*{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    return " ".join(html.unescape(text).split())
