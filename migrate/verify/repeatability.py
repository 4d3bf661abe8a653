"""What two runs of the notebook disagree on, and whether a third run agrees with the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from migrate.verify.outputs import Part, Shown, Text
from migrate.verify.pictures import Picture

Reason = Literal["a timing", "random numbers", "differs from run to run"]
TOKEN = re.compile(r"[\w.+-]+|\S")
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")
TIMING = re.compile(
    r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?\s*(?:seconds|secs|sec|s|ms|µs|μs|us|ns|minutes|mins|min|hours|h)(?:/\w+)?\b"
    r"|\d+:\d\d(?::\d\d)?(?:\.\d+)?"
    r"|\d+(?:\.\d+)?\s*[kMG]?(?:it|B|rows|samples|steps)/s(?:ec)?\b"
    r"|(?<=[Tt]ime)[^\d\n]{0,20}\d+(?:\.\d+)?(?:e-?\d+)?|(?<=took )\d+(?:\.\d+)?(?:e-?\d+)?"
    r"|(?<=lapsed)[^\d\n]{0,20}\d+(?:\.\d+)?(?:e-?\d+)?"
)

CLOCK = re.compile(r"\b\d\d:\d\d:\d\d\b")
TODAY = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?:\d\d [A-Z][a-z]{2}|[A-Z][a-z]{2} \d\d) \d{4}\b")


def keeps_to(first: Shown, second: Shown, third: Shown) -> bool:
    """Whether the third run shows what the first two agree on."""
    if not first.kinds == second.kinds == third.kinds:
        return False
    return all(map(part_keeps_to, first.parts, second.parts, third.parts))


def part_keeps_to(first: Part, second: Part, third: Part) -> bool:
    """The same for one part."""
    if first == second:
        return third == first
    if isinstance(first, Text) and isinstance(second, Text) and isinstance(third, Text):
        return text_keeps_to(first.text, second.text, third.text)
    if isinstance(first, Picture) and isinstance(second, Picture) and isinstance(third, Picture):
        return first.size != second.size or (third.size, third.display) == (first.size, first.display)
    return False


def text_keeps_to(first: str, second: str, third: str) -> bool:
    """The same for text: token by token if both have equally many, or else by what they share, in order."""
    one, two, three = (
        TOKEN.findall(text) for text in without_varying_timings(*without_today(first, second, third))
    )
    if len(one) == len(two):
        return len(three) == len(one) and all(map(token_keeps_to, one, two, three))
    return contains_in_order(three, list(shared_runs(one, two)))


def without_today(*runs: str) -> list[str]:
    """Hide dates in the form of model summaries, if the first two runs show different times of day.

    Two runs on the same day agree on the date; a run on another day doesn't.
    """
    if CLOCK.findall(runs[0]) == CLOCK.findall(runs[1]):
        return list(runs)
    return [TODAY.sub("<date>", text) for text in runs]


def without_varying_timings(*runs: str) -> list[str]:
    """Hide the timings in each line in which the first two runs took different times.

    Rounded times agree by chance: after `1s 2ms/step` and `1s 3ms/step`, a third run may show `2s 2ms/step`.
    """
    pages = [text.split("\n") for text in runs]
    if len({len(page) for page in pages}) > 1:
        return list(runs)
    rows = [hide_timings(row) if varies_in_time(row) else row for row in zip(*pages, strict=True)]
    return ["\n".join(page) for page in zip(*rows, strict=True)]


def varies_in_time(row: Sequence[str]) -> bool:
    """Whether the first two lines show different times."""
    return row[0] != row[1] and TIMING.findall(row[0]) != TIMING.findall(row[1])


def hide_timings(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(TIMING.sub("<time>", line) for line in row)


def token_keeps_to(first: str, second: str, third: str) -> bool:
    """The same for a token: where both runs have a number, the third must have one."""
    if first == second:
        return third == first
    return not (NUMBER.match(first) and NUMBER.match(second)) or bool(NUMBER.match(third))


def shared_runs(one: Sequence[str], two: Sequence[str]) -> Iterator[Sequence[str]]:
    """The sequences of tokens that both have, in order; first and last are the shared ends, maybe empty."""
    blocks = SequenceMatcher(None, one, two).get_matching_blocks()[:-1]
    if not blocks or blocks[0].a or blocks[0].b:
        yield ()
    for block in blocks:
        yield one[block.a : block.a + block.size]
    if not blocks or blocks[-1].a + blocks[-1].size < len(one) or blocks[-1].b + blocks[-1].size < len(two):
        yield ()


def contains_in_order(tokens: Sequence[str], runs: Sequence[Sequence[str]]) -> bool:
    """Whether the tokens begin with the first sequence, end with the last, and have the others in between."""
    start = len(runs[0])
    end = len(tokens) - len(runs[-1])
    if start > end or list(tokens[:start]) != list(runs[0]) or list(tokens[end:]) != list(runs[-1]):
        return False
    for run in runs[1:-1]:
        places = range(start, end - len(run) + 1)
        place = next((p for p in places if list(tokens[p : p + len(run)]) == list(run)), None)
        if place is None:
            return False
        start = place + len(run)
    return True


def reason(first: Shown, second: Shown) -> Reason:
    """Why two runs of one notebook disagree, in a word."""
    if first.kinds != second.kinds:
        return "differs from run to run"
    pairs = [(a, b) for a, b in zip(first.parts, second.parts, strict=True) if a != b]
    if any(isinstance(part, Picture) for pair in pairs for part in pair):
        return "differs from run to run"
    texts = [(str(a), str(b)) for a, b in pairs]
    if all(tokens_without_timings(a) == tokens_without_timings(b) for a, b in texts):
        return "a timing"
    return "random numbers" if all(differ_in_numbers(a, b) for a, b in texts) else "differs from run to run"


def tokens_without_timings(text: str) -> list[str]:
    return TOKEN.findall(TIMING.sub("<time>", text))


def differ_in_numbers(first: str, second: str) -> bool:
    """Whether two texts are equal except for their numbers."""
    one, two = TOKEN.findall(first), TOKEN.findall(second)
    pairs = zip(one, two, strict=False)
    return len(one) == len(two) and all(a == b or (NUMBER.match(a) and NUMBER.match(b)) for a, b in pairs)
