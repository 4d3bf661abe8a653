"""Which distribution provides a package, where this is beyond doubt."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from migrate.knowledge.facts import distribution_of


def distributions(packages: Iterable[str]) -> tuple[list[str], list[str]]:
    """The distributions of imported top-level packages, and the packages whose distribution isn't known."""
    foreign = sorted({*packages} - {*sys.stdlib_module_names, "__main__", "__future__"})
    found = {package: distribution_of(package) for package in foreign}
    known = {distribution for distribution in found.values() if distribution}
    return sorted(known, key=str.lower), [package for package in foreign if not found[package]]
