"""Remarks on what has just been shown: they belong to it, not to what comes next."""

from __future__ import annotations

import re

from migrate.model.notebook import Cell, Heading
from migrate.plan.partition.comment_titles import banner

MARKS = re.compile(r"^[\s#>*_`~.\-=:]+|[*_`]")
NAMED = re.compile(
    r"(?:key )?(?:observations?|conclusions?|insights?|inferences?|interpretations?|findings?|takeaways?"
    r"|remarks?|comments?|explanations?|observaci[oó]n(?:es)?|conclusi[oó]n(?:es)?|beobachtung(?:en)?|fazit"
    r"|observa[cç](?:[aã]o|[oõ]es)|conclus(?:[aã]o|[oõ]es))\b(?=\s*\d*\s*(?:[:.\-\n]|$))",
    re.IGNORECASE,
)
SHOWN = r"(?:plots?|graphs?|charts?|figures?|maps?|heatmaps?|histograms?|boxplots?|tables?|outputs?|above)"
SHOWS = r"(?:shows?|tells?|suggests?|indicates?|means?|implies|reveals?|confirms?|is|are)"
SEEN = r"(?:see|notice|observe|conclude|infer|found|find out|deduce)"
SAID = re.compile(
    r"(?:so,? |thus,? |hence,? |therefore,? |clearly,? |here,? |also,? )?(?:"
    rf"as (?:we|you|one) (?:can )?(?:{SEEN}|saw)\b|as (?:seen|shown|expected)\b"
    rf"|(?:we|you|one|i) (?:can )?(?:clearly )?{SEEN}\b"
    rf"|(?:from|according to|based on|looking at|judging by) (?:the|this|these|our) (?:\w+ ){{0,2}}{SHOWN}\b"
    rf"|(?:the|this|these|those) (?:above |previous )?(?:\w+ )?(?:{SHOWN}|results?)"
    rf"(?: above)? (?:clearly )?{SHOWS}\b"
    r"|(?:this|that|which|it) (?:clearly )?(?:shows|means|suggests|indicates|implies|tells|confirms)\b"
    r"|it (?:can be|is|was) (?:\w+ )?(?:seen|observed|noticed|clear|evident|obvious|noted|found)\b)",
    re.IGNORECASE,
)
STATES = re.compile(
    r"\b(?:is|are|was|were|has|have|had|shows?|seems?|looks?|there|than|more|most)\b", re.IGNORECASE
)
AHEAD = re.compile(
    r"(?:now|next|first|then|finally|let|lets|let's|in this|in the (?:next|following)|to \w+|in order to|todo"
    r"|we (?:will|are going|need|want|have to|should|now|then|first)|we'll|i will|here we (?:will|are))\b"
    r"|.*\b(?:following|below|we (?:now|next|will))\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[.!?:]\s+|\n+")
FEW = 4  # words that a comment needs to be a sentence


def looks_back(cell: Cell) -> bool:
    """Whether a cell of prose or comments is about what stands above it."""
    if cell.kind == "code" and (cell.statements or cell.problem or banner(cell)):
        return False
    if not all(map(names_remark, cell.headings)):
        return False
    texts = [text for part in SENTENCE.split(cell.source) if (text := MARKS.sub("", part).strip())]
    first, last = (texts[0], texts[-1]) if texts else ("", "")
    if AHEAD.match(last):
        return False
    told = NAMED.match(first) or SAID.match(first) or (cell.kind == "code" and states(first))
    return bool(told)


def states(text: str) -> bool:
    """Whether a comment states a fact about something."""
    return len(text.split()) >= FEW and STATES.search(text) is not None


def names_remark(heading: Heading) -> bool:
    """Whether a heading announces such a remark: "Observations:", "Fazit"."""
    return NAMED.match(heading.text) is not None
