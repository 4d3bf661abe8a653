"""Sets of names, some of which contain wildcards."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable

WILD = re.compile(r"[*?[]")


class Names:
    """Names to look others up in; most have no wildcard, and cost nothing to look up."""

    def __init__(self, names: Iterable[str]) -> None:
        known = {*names}
        wild = {name for name in known if WILD.search(name)}
        begun = {name for name in wild if name.endswith("*") and not WILD.search(name[:-1])}
        self.plain = frozenset(known - wild)
        self.begun = tuple(name.removesuffix("*") for name in begun)
        self.others = re.compile("|".join(map(fnmatch.translate, sorted(wild - begun))) or r"(?!)")

    def __contains__(self, name: str) -> bool:
        return name in self.plain or name.startswith(self.begun) or self.others.match(name) is not None
