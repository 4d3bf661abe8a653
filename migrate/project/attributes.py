"""Notebooks in .gitattributes: what git does with them when staging, in diffs and in merges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from migrate.model.layout import ATTRIBUTES, RECORDS
from migrate.project.lines import with_first, with_last

FILTER = {"filter": "strip-notebook"}
OURS = {**FILTER, "diff": "jupyternotebook", "merge": "jupyternotebook"}
NOTEBOOKS = ("*.ipynb", "**/*.ipynb")
ALL_RECORDS = f"{RECORDS}/**"
WHY = "# Notebooks: git keeps them without outputs, and shows and merges them cell by cell."
WHOLE = "# Records are kept byte for byte: no line-end conversion, and no filter that strips outputs."
RULE = re.compile(r'\s*(?P<pattern>"(?:[^"\\]|\\.)*"|[^\s#]\S*)(?P<attributes>.*)')


def with_attributes(
    text: str, unreadable: Sequence[str], wanted: Mapping[str, str] = OURS
) -> tuple[str, list[str]]:
    """.gitattributes with rules for notebooks, and notes on what was left alone.

    What it says about notebooks already stays. Our rules come first, so any other rule outweighs them.
    `unreadable` names notebooks that the filter can't read, and so has to let through.
    """
    rules = list(read_rules(text))
    theirs = {key: value for pattern, given in rules if pattern in NOTEBOOKS for key, value in given.items()}
    missing = [f"{key}={value}" for key, value in wanted.items() if key not in theirs]
    patterns = {pattern for pattern, _ in rules}
    exempt = [path for path in unreadable if quoted(path) not in patterns]
    kept_whole = f"{ALL_RECORDS} -text -filter -diff -merge linguist-generated"
    last = [] if ALL_RECORDS in patterns else [WHOLE, kept_whole]
    last += [f"{quoted(path)} -filter" for path in exempt]
    first = [WHY, f"*.ipynb {' '.join(missing)}"] if missing else []
    return with_last(with_first(text, first), last), [*kept(theirs), *map(passed_by, exempt)]


def read_rules(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each rule's pattern, and the values that it gives to attributes."""
    for line in text.splitlines():
        if rule := RULE.fullmatch(line):
            yield rule["pattern"], dict(value_of(word) for word in rule["attributes"].split())


def value_of(word: str) -> tuple[str, str]:
    """An attribute and its value: `-diff` unsets, `!diff` leaves open, `diff` sets, `diff=x` says which."""
    if word[0] in "-!":
        return word[1:], word
    name, _, value = word.partition("=")
    return name, value or word


def kept(theirs: dict[str, str]) -> Iterator[str]:
    """Notes on where the user's own rules differ from ours."""
    for key, ours in OURS.items():
        if theirs.get(key, ours) != ours:
            yield f"{ATTRIBUTES}: {key} of *.ipynb is {theirs[key]}, which stays"


def passed_by(path: str) -> str:
    return (
        f"{path}: nb-clean can't read it, so git keeps it as it is "
        f"({ATTRIBUTES}: -filter); fix it, and drop the line"
    )


def quoted(path: str) -> str:
    """A path as a pattern that matches only this path."""
    plain = re.sub(r"([\\*?\[\]])", r"\\\1", f"/{path}")
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if re.search(r'[\s"]', plain) else plain
