"""Names for pipelines of several notebooks: one each, the same whatever their order."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from migrate.plan.names import pipeline_name

DEEPEST = 3  # folders that a name may tell

Free = Callable[[str, str], bool]  # may this notebook have this name?


def distinct_slugs(places: Sequence[str], free: Free) -> Mapping[str, str]:
    """A name for each notebook, by its path below a common folder.

    The plain slug if no other notebook wants it, else with the number that the file's name begins with, else
    with the names of its folders. All notebooks that want the same name get longer ones.
    """
    level = dict.fromkeys(places, 0)
    ways = {place: candidates(place) for place in places}
    while True:
        names = {place: ways[place][level[place]] for place in places}
        wanted = Counter(names.values())
        clash = [p for p in places if level[p] < len(ways[p]) - 1 and not unique(p, names[p], wanted, free)]
        if not clash:
            return names
        for place in clash:
            level[place] += 1


def unique(place: str, name: str, wanted: Mapping[str, int], free: Free) -> bool:
    return wanted[name] == 1 and free(place, name)


def candidates(place: str) -> list[str]:
    """The names that a notebook may have, the plainest first; nobody else has the last one."""
    path = PurePosixPath(place)
    folders = telling(path.parent.parts)
    short = pipeline_name(path.stem)
    number = re.match(r"\W*(\d+(?:[\W_]+\d+)*)", path.stem)
    numbered = pipeline_name(f"{short} {number[1]}") if number else short
    longer = [pipeline_name(" ".join([*folders[-depth:], path.stem])) for depth in range(1, DEEPEST + 1)]
    tail = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return [short, numbered, *longer, f"{short}_{tail}"]


def telling(folders: Sequence[str]) -> list[str]:
    """The folders that tell something: not the `notebooks` that holds them all, nor `..`."""
    named = [folder for folder in folders if folder not in ("..", "/")]
    return named[1:] if named[:1] == ["notebooks"] else named
