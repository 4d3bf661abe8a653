"""What can be said of a library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal

Role = Literal[
    "load", "clean", "explore", "plot", "features", "split", "train", "evaluate", "save", "compute"
]
Fact = (
    Role
    | Literal[
        "unpickles",  # gives back an object that was stored
        "predicts",
        "seeds numpy",  # its global generator, or draws from it
        "draws numpy",
        "seeds random",  # that of Python
        "draws random",
        "sets",  # something for the process: no part of any role
        "may set",  # is seen where something is set, and elsewhere
        "prepares",  # or tidies up: no part of any role
        "repeatable",  # sets something, and can be called again with the same arguments
        "reads",  # files that it is given
        "lists",  # the files of a folder, or reads all of them
        "writes",
        "makes folders",
        "truncates",
        "removes",
        "not stored",  # gives what no file can hold: figures, connections, open files
        "not kept",  # calls the functions that it is given at once, and keeps none of them
        "makes a type",
        "remembers",  # as a decorator: earlier calls
        "plain",  # as a decorator: makes nothing known elsewhere
        "identity",  # asks where or how values lie in memory
        "layout",  # as an attribute: how they do
        "asks where",  # the code runs: folder, user, environment
        "joins paths",
        "this folder",  # gives that in which the code runs
        "same path",  # as it was given, or as it is called on, written in another way
        "same text",
        "anew",  # gives something else each time
        "now",  # the same, if it is given nothing
        "runs at exit",  # what it is given
        "goes on",  # starts work that nobody waits for
        "swallows errors",  # as a context
        "queries",  # finds names after an @ in its texts
        "formula",  # finds names in its texts
    ]
)
Tuning = Literal[
    "seed",
    "shared",  # means the same thing in all calls that are given the same value
    "tuned",
    "tuned in classes",  # a word that means something else elsewhere
]


@dataclass(frozen=True)
class Library:
    """A library under the name by which it is imported, and what is known about its functions.

    `calls` maps names to facts. A name is one within the library (`read_csv`, `linear_model.*`), or, after a
    dot, a method or function wherever it comes from (`.fit`). Names may hold *, ? and [A-Z].
    """

    name: str
    calls: Mapping[str, Fact | tuple[Fact, ...]] = field(default_factory=dict)
    _: KW_ONLY
    also: str = ""  # other names for the same
    parameters: Mapping[str, Tuning] = field(default_factory=dict)
    distribution: str | None = ""  # where pip knows it by another name; None if that is in doubt
    draws: bool = False  # pictures: their parameters are no tuning
    lazy: bool = False  # keeps functions that it is given, to call them later
    sql: bool = False  # finds tables among variables by their names in SQL
