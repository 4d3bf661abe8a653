"""Following names that carry code, branch by branch."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from migrate.model.notebook import Effects, Name
from migrate.read.closures import carried_by, receiver
from migrate.read.combine import NOTHING, either, sequence
from migrate.read.names import Names
from migrate.read.scopes import NO_CODE, Code


class Carrying:
    """Goes through code in page order and remembers which names carry code, and which."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.carried: dict[Name, Code] = {}
        self.ran: list[Effects] = []  # what code that was run in passing did, since a class's body began

    def effects(self, node: ast.AST | None) -> Effects:
        """The effects of a statement, an expression or a target; those of None are none."""
        if node is None:
            return NOTHING
        kind = type(node).__name__
        step: Callable[[ast.AST], Effects] = getattr(self, f"_{kind.lower()}", self._parts)
        return step(node)

    def block(self, nodes: Iterable[ast.AST | None]) -> Effects:
        return sequence(self.effects(node) for node in nodes)

    def _parts(self, node: ast.AST) -> Effects:
        return self.block(ast.iter_child_nodes(node))

    def _bound_to(self, targets: Iterable[ast.AST], value: Effects, carried: Code) -> Effects:
        effects = value
        for target in targets:
            effects = effects.then(self.effects(target))
            self._carry(target, carried)
        return effects

    def _carry(self, target: ast.AST, carried: Code) -> None:
        """From now on, the target's names carry the code; so does an object whose part it is stored in."""
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self._carry_name(part.id, carried)
            elif (
                isinstance(part, (ast.Attribute, ast.Subscript))
                and isinstance(part.ctx, ast.Store)
                and carried
            ):
                self._carry_also(receiver(part), carried)

    def _carry_name(self, name: Name, carried: Code) -> None:
        self.carried.pop(name, None)
        if carried:
            self.carried[name] = carried

    def _carry_also(self, name: Name | None, carried: Code) -> None:
        if name is not None:
            self.carried[name] = self.carried.get(name, NO_CODE) | carried

    def _code_in(self, node: ast.expr | None) -> Code:
        return carried_by(node, self.carried, self.names)

    def _branches(self, *branches: Callable[[], Effects]) -> Effects:
        """The effects if one of the branches runs; names carry what they carry after any of them."""
        before, after, all_effects = self.carried, dict[Name, Code](), list[Effects]()
        for branch in branches:
            self.carried = dict(before)
            all_effects.append(branch())
            for name, carried in self.carried.items():
                after[name] = after.get(name, NO_CODE) | carried
        self.carried = after
        total = all_effects[0]
        for effects in all_effects[1:]:
            total = either(total, effects)
        return total

    def _maybe(self, run: Callable[[], Effects]) -> Effects:
        return self._branches(lambda: NOTHING, run)
