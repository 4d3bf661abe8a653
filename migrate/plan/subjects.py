"""What stages of one purpose are about, where there are several: `train_random_forest`, `plot_prices`."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence

from migrate.model.notebook import Name, Notebook
from migrate.model.section import Section
from migrate.plan.called import Aliases, aliases, calls
from migrate.plan.narrowing import main_purpose
from migrate.plan.purposes import CALLS, PICKED, Purpose, purposes
from migrate.plan.setup import data_names

ESTIMATOR = re.compile(r"\.([A-Z][A-Za-z]+?)(Classifier|Regressor|Regression|CV)?$")
SHORTEST = 3  # letters that a subject has at least


def purpose_names(notebook: Notebook, parts: Sequence[Section]) -> tuple[str, ...]:
    """For each section a name for what it does, with its subject where that tells it from others."""
    votes = purposes(notebook)
    told = [main_purpose([votes[cell.index] for cell in part.code]) for part in parts]
    found = [subjects(part, purpose, notebook) for part, purpose in zip(parts, told, strict=True)]
    return tuple(named(place, told, found) for place in range(len(parts)))


def named(place: int, told: Sequence[Purpose | None], found: Sequence[Sequence[Name]]) -> str:
    """The purpose of one section; if others have the same, with the first subject that is its own."""
    rivals = [other for other, purpose in enumerate(told) if purpose == told[place] and other != place]
    taken = {name for other in rivals for name in found[other]}
    own = next((name for name in found[place] if name not in taken), "")
    return f"{told[place]}_{own}" if rivals and own else told[place] or ""


def subjects(part: Section, told: Purpose | None, notebook: Notebook) -> list[Name]:
    """What a section may be about: the models that it trains, then the value that it uses most."""
    trees = [ast.parse(statement.source) for statement in part.statements if statement.kind == "other"]
    known, data = aliases(notebook), data_names(notebook.code)
    used = Counter(node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name))
    values = [
        n for n, _ in used.most_common() if n in data and len(n) >= SHORTEST and not PICKED.fullmatch(n)
    ]
    return [*(models(trees, known) if told == "train" else []), *values[:1]]


def models(trees: Sequence[ast.AST], known: Aliases) -> list[str]:
    """The kinds of models that are made, in snake case."""
    made = [name for tree in trees for name in calls(tree, known) if CALLS["train"].search(name)]
    kinds = [match[1] for match in map(ESTIMATOR.search, made) if match]
    return list(dict.fromkeys(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower() for kind in kinds))
