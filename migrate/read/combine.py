"""How flows combine, besides one after the other."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from migrate.model.notebook import Flow, Name

NOTHING = Flow()


def sequence(flows: Iterable[Flow]) -> Flow:
    """The flow of code that runs one after the other."""
    total = NOTHING
    for flow in flows:
        if flow is not NOTHING:
            total = flow if total is NOTHING else total.then(flow)
    return total


def either(first: Flow, second: Flow) -> Flow:
    """The flow of code of which one of two runs.

    A name that only one of them deletes stays among `binds`: it may still be there.
    """
    deletes = first.deletes | second.deletes
    gone = (first.deletes - first.binds) & (second.deletes - second.binds)
    return Flow(
        reads=first.reads | second.reads,
        binds=first.binds | second.binds | (deletes - gone),
        surely=first.surely & second.surely,
        mentions=first.mentions | second.mentions,
        deletes=deletes,
        opaque=first.opaque or second.opaque,
        star=first.star or second.star,
    )


def maybe(flow: Flow) -> Flow:
    """The flow of code that may not run."""
    return flow if flow is NOTHING else either(NOTHING, flow)


def partly(flow: Flow, nodes: Iterable[ast.AST]) -> Flow:
    """The flow of code, given with its nodes, that may stop anywhere: what it deletes may stay deleted."""
    parts = (part for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name))
    gone = frozenset(part.id for part in parts if isinstance(part.ctx, ast.Del))
    stopped = replace(flow, binds=flow.binds | gone, surely=flow.surely - gone, deletes=flow.deletes | gone)
    return maybe(stopped if gone else flow)


def bound(name: Name) -> Flow:
    """The flow of binding one name."""
    return Flow(binds=frozenset({name}), surely=frozenset({name}))
