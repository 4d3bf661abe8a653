"""What code is for, judged by what it calls: it loads, cleans, trains…"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from migrate.knowledge.facts import ROLES, is_known_to
from migrate.knowledge.library import Role
from migrate.model.notebook import Cell, Name, Notebook, Statement
from migrate.model.once import once
from migrate.plan.partition.setup_cells import names_plain_values
from migrate.plan.qualified_names import Aliases, aliases, calls

Purpose = Role
Votes = dict[Purpose, float]

PICKED = re.compile(r"x|y|features?|targets?|labels?|predictors|(x|y)_?\w*|train\w*|test\w*", re.IGNORECASE)

QUIET: tuple[Purpose, ...] = ("explore", "compute")  # part of any work

LATE: dict[Purpose, Purpose] = {
    "plot": "evaluate",
    "explore": "evaluate",
    "compute": "evaluate",
}  # of a model

# How much a cell of that purpose counts: loading and training are what people look for.
WEIGHT: Votes = {
    "load": 2.5,
    "train": 2,
    "evaluate": 1.2,
    "features": 1.2,
    "clean": 1.2,
    "split": 1,
    "plot": 1,
    "save": 0.8,
    "compute": 0.8,
    "explore": 0.4,
}
LATER: Votes = {"load": 0.8}  # once there is a model, what is loaded is for trying it


@dataclass
class Knowledge:
    """What earlier statements say about the names that a statement uses."""

    imports: Aliases
    functions: dict[Name, Purpose] = field(default_factory=dict)  # the notebook's own, by what they do
    fitted: set[Name] = field(default_factory=set)  # models, and what came of them


@once
def purposes(notebook: Notebook) -> dict[int, Votes]:
    """By code cell: what it is for, with weights; empty for a cell that only prepares."""
    knowledge = Knowledge(aliases(notebook))
    return {cell.index: votes(cell, knowledge) for cell in notebook.code}


def votes(cell: Cell, knowledge: Knowledge) -> Votes:
    """The purposes of a cell's statements, as shares of its weight."""
    found = [told for statement in cell.statements for told in told_by(statement, knowledge)]
    weights = WEIGHT | LATER if knowledge.fitted else WEIGHT
    shares = weighed(found, weights)
    weight = max((weights[told] for told in shares), default=0.0)
    return {told: weight * share / sum(shares.values()) for told, share in shares.items()}


def weighed(found: Sequence[Purpose], weights: Votes) -> Votes:
    """How much each purpose counts, of those that tell."""
    return {told: weights[told] * count for told, count in sorted(Counter(telling(found)).items())}


def telling(found: Sequence[Purpose]) -> Sequence[Purpose]:
    """The purposes that characterise a cell: not looking at what it did, nor drawing what a model gave."""
    if "evaluate" in found:
        found = [told for told in found if told != "plot"]
    return [told for told in found if told not in QUIET] or found


def told_by(statement: Statement, knowledge: Knowledge) -> list[Purpose]:
    """What the parts of a statement are for; empty if it imports, defines, sets, or names a constant.

    `knowledge` learns what it defines or fits.
    """
    if statement.kind in ("import", "magic"):
        return []
    parts = [purpose(part, knowledge) for part in simple(statement)]
    found = [told for told in parts if told]
    if statement.kind == "definition":
        shares = weighed(found, WEIGHT)
        knowledge.functions[statement.defines or ""] = max(shares, key=shares.__getitem__, default="compute")
        return []
    if statement.effects.uses & knowledge.fitted:
        found = [LATE.get(told, told) for told in found]
    if {"train", "evaluate"} & set(found):
        knowledge.fitted |= statement.effects.may_define
    return found


def simple(statement: Statement) -> Iterator[ast.stmt]:
    """The simple statements in a statement, perhaps itself; of a `with`, what it opens."""
    for node in statement.nodes:
        if isinstance(node, ast.With):
            yield from (ast.Expr(item.context_expr) for item in node.items)
        elif isinstance(node, ast.stmt) and not hasattr(node, "body"):
            yield node


def purpose(part: ast.stmt, knowledge: Knowledge) -> Purpose | None:
    if isinstance(part, ast.Import | ast.ImportFrom) or names_plain_values(part):
        return None
    called = [*calls(ast.walk(part), knowledge.imports)]
    told = by_calls(called, knowledge)
    if told == "load" and knowledge.fitted and any(is_known_to(name, "unpickles") for name in called):
        return "evaluate"  # it tries out the model that it stored
    return told or by_form(part, called)


def by_calls(called: Sequence[str], knowledge: Knowledge) -> Purpose | None:
    """The most telling purpose of the calls; one of the notebook's own functions counts as what it does."""
    names = [name for name in called if not is_known_to(name, "sets", "prepares")]
    own = {knowledge.functions[name] for name in names if name in knowledge.functions}
    told = (role for role in ROLES if role in own or any(is_known_to(name, role) for name in names))
    return next(told, None)


def by_form(tree: ast.stmt, called: Sequence[str]) -> Purpose | None:
    """The purpose of a statement that calls nothing telling."""
    match tree:
        case ast.Expr(ast.Constant()) | ast.Pass():
            return None
        case ast.Expr(ast.Call()) if any(is_known_to(name, "sets", "prepares") for name in called):
            return None
        case ast.Expr(ast.Call()):
            return "compute"
        case ast.Expr():
            return "explore"
        case ast.Assign(targets):
            return by_target(targets)
        case ast.Delete():
            return "clean"
        case ast.AugAssign() | ast.Return():
            return "compute"
    return None


def by_target(targets: Iterable[ast.expr]) -> Purpose:
    """What an assignment is for: a new column is a feature, `X` and `y` are picked from a table."""
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, ast.Attribute) and node.attr in ("columns", "index"):
                return "clean"
            if isinstance(node, ast.Attribute) or is_column(node):
                return "features"
            if isinstance(node, ast.Name) and PICKED.fullmatch(node.id):
                return "features"
    return "compute"


def is_column(node: ast.AST) -> bool:
    """Whether code names a column: `df["a"]`, `df[["a", "b"]]`."""
    match node:
        case (
            ast.Subscript(slice=ast.Constant(str()))
            | ast.Subscript(slice=ast.List([ast.Constant(str()), *_]))
        ):
            return True
    return False
