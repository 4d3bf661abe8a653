"""Answers from the tables of libraries, which are put together when the first question comes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache

from migrate.knowledge.globs import Names
from migrate.knowledge.library import Fact, Library, Role, Tuning

# If several apply to a statement, the first counts.
ROLES: tuple[Role, ...] = (
    *("train", "split", "evaluate", "load", "save", "features", "clean", "plot", "explore", "compute"),
)


@cache
def is_known_to(name: str, *facts: Fact) -> bool:
    """Whether one of these is known of a published name: "pandas.read_csv", "print", ".fit" of any value."""
    _, dot, word = name.rpartition(".")
    return any(name in known or bool(dot and dot + word in known) for known in map(_published, facts))


@cache
def does(word: str, *facts: Fact) -> bool:
    """Whether one of these facts is known of a word in any library: "read_csv"."""
    return any(word in _words(fact) for fact in facts)


def role_of(name: str) -> Role | None:
    """What a function is for, by its published name: "pandas.read_csv" → "load"."""
    return next((role for role in ROLES if is_known_to(name, role)), None)


@cache
def is_parameter(name: str, *kinds: Tuning) -> bool:
    """Whether a keyword of a call is of one of these kinds: "random_state" is a seed."""
    return any(name in _parameters(kind) for kind in kinds)


@cache
def _parameters(kind: Tuning) -> frozenset[str]:
    tables = [library.parameters for library in _libraries()]
    return frozenset(n for table in tables for names, k in table.items() if k == kind for n in names.split())


@cache
def drawing() -> frozenset[str]:
    """The packages that make pictures."""
    return frozenset(library.name for library in _libraries() if library.draws)


@cache
def lazy() -> frozenset[str]:
    """The packages that keep functions they are given and call them later."""
    return frozenset(library.name for library in _libraries() if library.lazy)


@cache
def sql() -> frozenset[str]:
    """The packages that look for SQL tables among variables."""
    return frozenset(library.name for library in _libraries() if library.sql)


def distribution_of(package: str) -> str | None:
    """What pip installs to provide a package: "sklearn" → "scikit-learn"; None if that is in doubt."""
    return _distributions().get(package)


@cache
def _distributions() -> dict[str, str]:
    foreign = [one for one in _libraries() if one.name and one.name not in sys.stdlib_module_names]
    return {
        one.name: one.distribution or one.name.replace("_", "-")
        for one in foreign
        if one.distribution is not None
    }


def _libraries() -> tuple[Library, ...]:
    from migrate.knowledge.libraries import LIBRARIES  # which a command that plans nothing does without

    return LIBRARIES


def _told(fact: Fact) -> Iterator[tuple[Library, str]]:
    for library in _libraries():
        for names, facts in library.calls.items():
            if fact == facts or (isinstance(facts, tuple) and fact in facts):
                yield from ((library, name) for name in names.split())


@cache
def _published(fact: Fact) -> Names:
    return Names(full for library, name in _told(fact) for full in _full(library, name))


@cache
def _words(fact: Fact) -> Names:
    return Names(name.rpartition(".")[2] for _, name in _told(fact))


def _full(library: Library, name: str) -> list[str]:
    if name.startswith("."):
        return [name]
    return [f"{prefix}.{name}".lstrip(".") for prefix in (library.name, *library.also.split())]
