"""What outputs contain that no computation put there, removed by named rules in a fixed order.

A rule reads only the kinds of output in which its noise occurs, and matches only the form in which a tool
writes it: a number that somebody computed must come through untouched. No pattern may begin at each character
of a long line and read on to its end: people print whole dictionaries, and pages hold images as text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from migrate.record.noise import (
    ADDRESS,
    CELL_FILE,
    CHARTS,
    SVG_DATE,
    UUID,
    numbering,
    with_numbered_svg_ids,
)

PRINTED = ("stdout", "text/plain", "error")
PAGES = (
    "text/html",
    "application/javascript",
    *(f"application/vnd.vegalite.v{version}+json" for version in range(2, 9)),
)
CONTROL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
ERASED = re.compile(r"^[^\n]*(?:\x1b\[2K|\r\x1b\[0?K)", re.MULTILINE)
BLANKS_AT_END = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
CELL_COUNTER = re.compile(r"\b(Cell In|Input In ?)\[\d+\]")
STYLER = re.compile(r'(?:(?<=#)|(?<=id="))T_[0-9a-f]{5}(?=[_ .:{,"])')
ESTIMATOR = re.compile(r"\bsk-(container|estimator)-id-\d+")
WIDGET = re.compile(r'(?<="model_id": ")[0-9a-f]{32}(?=")|\bIPY_MODEL_[0-9a-f]{32}\b')
SPAN = r"(?:\d+(?:\.\d+)?(?:e[+-]?\d+)? ?(?:d|h|min|s|ms|[uµμ]s|ns)(?: (?=\d))?)+"
TIMINGS = (
    re.compile(rf"^(CPU times: )(?:user {SPAN}, sys: {SPAN}, )?(total: ){SPAN}$", re.MULTILINE),
    re.compile(rf"^(Wall time: )()-?{SPAN}$", re.MULTILINE),
    re.compile(rf"^((?:<TimeitResult : )?){SPAN} (?:±|\+-) {SPAN}( per loop \(mean .* of \d+ runs?, )"
               r"[\d,]+ loops? each(?=\)>?$)", re.MULTILINE),
)  # fmt: skip
OCCASIONAL_TIMINGS = re.compile(
    rf"^(?:Compiler : {SPAN}|Parser   : {SPAN}|Compiler time: [\d.]+ s|The slowest run took [\d.]+ times"
    r" longer than the fastest\. This could mean that an intermediate result is being cached\.)\n",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Normaliser:
    """One rule, and the kinds of output that it applies to; no kinds: all."""

    name: str
    apply: Callable[[str], str]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cleaner:
    """The rules in order, with a count of how often each one changed something."""

    rules: tuple[Normaliser, ...]
    counts: Counter[str] = field(default_factory=Counter)

    def clean(self, text: str, kind: str) -> str:
        for rule in self.rules:
            if rule.kinds and kind not in rule.kinds:
                continue
            cleaned = rule.apply(text)
            self.counts[rule.name] += cleaned != text
            text = cleaned
        return text


def last_on_line(text: str) -> str:
    """Apply carriage returns and backspaces, as a terminal would."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(overwrite(line) if "\r" in line or "\b" in line else line for line in lines)


def overwrite(line: str) -> str:
    """What a terminal shows after this line is typed into it."""
    screen: list[str] = []
    column = 0
    for char in line:
        if char == "\r":
            column = 0
        elif char == "\b":
            column = max(column - 1, 0)
        else:
            screen[column : column + 1] = [char]
            column += 1
    return "".join(screen)


def without_trailing_blanks(text: str) -> str:
    return BLANKS_AT_END.sub("", text)


def without_timings(text: str) -> str:
    """Replace the times that %time, %%time and %timeit report."""
    for pattern in TIMINGS:
        text = pattern.sub(r"\1\2<time>", text)
    return OCCASIONAL_TIMINGS.sub("", text)


def replacing(pattern: re.Pattern[str], instead: str) -> Callable[[str], str]:
    return lambda text: pattern.sub(instead, text)


NORMALISERS = (
    Normaliser("erased lines", replacing(ERASED, ""), ("stdout",)),
    Normaliser("ANSI colours", replacing(CONTROL, "")),
    Normaliser("carriage-return progress", last_on_line, ("stdout",)),
    Normaliser("trailing blanks", without_trailing_blanks, PRINTED),
    Normaliser("memory addresses", replacing(ADDRESS, "0x…")),
    Normaliser("UUIDs", numbering(UUID, "uuid")),
    Normaliser("files of cells", replacing(CELL_FILE, "<cell>")),
    Normaliser("counters of cells", replacing(CELL_COUNTER, r"\1[…]"), PRINTED),
    Normaliser("Styler ids", numbering(STYLER, "table"), ("text/html",)),
    Normaliser("estimator ids", numbering(ESTIMATOR, "estimator"), ("text/html",)),
    Normaliser("widget ids", numbering(WIDGET, "widget"), ("application/vnd.jupyter.widget-view+json",)),
    *(Normaliser(name, numbered, PAGES) for name, numbered in CHARTS.items()),
    Normaliser("timings", without_timings, PRINTED),
    Normaliser("SVG dates", replacing(SVG_DATE, ""), ("image/svg+xml",)),
    Normaliser("SVG ids", with_numbered_svg_ids, ("image/svg+xml",)),
)


def normalisers(roots: Iterable[str] = ()) -> tuple[Normaliser, ...]:
    """All rules, for outputs of runs that worked in these folders."""
    folders = sorted({root.rstrip("/\\") for root in roots} - {""}, key=len, reverse=True)
    if not folders:
        return NORMALISERS
    pattern = re.compile(r"(?<![\w.-])(?:" + "|".join(map(re.escape, folders)) + r")(?![\w-])")
    return (*NORMALISERS, Normaliser("working folder", replacing(pattern, "<folder>")))
