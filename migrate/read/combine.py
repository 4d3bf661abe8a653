"""How effects combine, besides one after the other."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from migrate.model.notebook import Effects, Name

NOTHING = Effects()


def sequence(all_effects: Iterable[Effects]) -> Effects:
    total = NOTHING
    for effects in all_effects:
        if effects is not NOTHING:
            total = effects if total is NOTHING else total.then(effects)
    return total


def either(first: Effects, second: Effects) -> Effects:
    """The effects of code of which one of two alternatives runs.

    A name that only one of them deletes stays in `may_define`: it may still be there.
    """
    deletes = first.deletes | second.deletes
    gone = (first.deletes - first.may_define) & (second.deletes - second.may_define)
    return Effects(
        uses=first.uses | second.uses,
        may_define=first.may_define | second.may_define | (deletes - gone),
        must_define=first.must_define & second.must_define,
        may_mutate=first.may_mutate | second.may_mutate,
        deletes=deletes,
        dynamic=first.dynamic or second.dynamic,
        star=first.star or second.star,
    )


def maybe(effects: Effects) -> Effects:
    return effects if effects is NOTHING else either(NOTHING, effects)


def partly(effects: Effects, nodes: Iterable[ast.AST]) -> Effects:
    """The effects of code that may stop anywhere, given with its nodes: what it deletes may stay deleted."""
    parts = (part for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name))
    gone = frozenset(part.id for part in parts if isinstance(part.ctx, ast.Del))
    stopped = replace(
        effects,
        may_define=effects.may_define | gone,
        must_define=effects.must_define - gone,
        deletes=effects.deletes | gone,
    )
    return maybe(stopped if gone else effects)


def bound(name: Name) -> Effects:
    return Effects(may_define=frozenset({name}), must_define=frozenset({name}))
