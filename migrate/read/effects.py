"""What a statement does with the notebook's names, in the order in which it does it.

Names that carry code (functions, classes, what is made of them) charge what the code reads wherever they are
used; a `Walk` remembers them from statement to statement, in page order.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from migrate.model.notebook import Effects, Name
from migrate.read.branches import Branches
from migrate.read.combine import NOTHING, bound, sequence
from migrate.read.scopes import NO_CODE, code, reaches_all


class Walk(Branches):
    """Follows statements in page order; one walk goes through all cells of a notebook."""

    def _assign(self, node: ast.Assign) -> Effects:
        match node:
            case ast.Assign([ast.Name()], ast.Lambda(args)):
                value = self._defaults(args)
            case _:
                value = self.effects(node.value)
        return self._bound_to(node.targets, value, self._code_in(node.value))

    def _annassign(self, node: ast.AnnAssign) -> Effects:
        value = self.effects(node.value).then(self.effects(node.annotation))
        if node.value is None and isinstance(node.target, ast.Name):
            return value
        return self._bound_to([node.target], value, self._code_in(node.value))

    def _augassign(self, node: ast.AugAssign) -> Effects:
        before = self._loaded(node.target.id) if isinstance(node.target, ast.Name) else NOTHING
        carried = self._code_in(node.value) | self.carried.get(getattr(node.target, "id", ""), NO_CODE)
        return self._bound_to([node.target], before.then(self.effects(node.value)), carried)

    def _typealias(self, node: ast.AST) -> Effects:
        target, value = node.name, node.value  # type: ignore[attr-defined]  # new in Python 3.12
        return self._bound_to([target], without(self.effects(value), type_parameters(node)), NO_CODE)

    def _import(self, node: ast.Import) -> Effects:
        return self._imported(node, [alias.asname or alias.name.split(".")[0] for alias in node.names])

    def _importfrom(self, node: ast.ImportFrom) -> Effects:
        return self._imported(node, [alias.asname or alias.name for alias in node.names])

    def _imported(self, node: ast.Import | ast.ImportFrom, names: list[Name]) -> Effects:
        for name in names:
            self.carried.pop(name, None)
        made = frozenset(names) - {"*"}
        return Effects(
            may_define=made, must_define=made, star="*" in names, dynamic=any(map(reaches_all, node.names))
        )

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Effects:
        made = self.block([*node.decorator_list, *node.args.defaults, *node.args.kw_defaults])
        annotations = without(self._annotations(node), type_parameters(node))
        return made.then(annotations).then(self._defined(node, [*node.args.defaults, *node.args.kw_defaults]))

    _asyncfunctiondef = _functiondef

    def _annotations(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Effects:
        args = [
            *node.args.posonlyargs,
            *node.args.args,
            *node.args.kwonlyargs,
            node.args.vararg,
            node.args.kwarg,
        ]
        return self.block([*(arg.annotation for arg in args if arg), node.returns])

    def _classdef(self, node: ast.ClassDef) -> Effects:
        keywords = [keyword.value for keyword in node.keywords]
        bases = without(self.block([*node.bases, *keywords]), type_parameters(node))
        made = self.block(node.decorator_list).then(bases).then(self._class_body(node))
        return made.then(self._defined(node, [*node.bases, *keywords]))

    def _class_body(self, node: ast.ClassDef) -> Effects:
        """The body runs at once; what it binds stays in it, hidden from code that it calls."""
        carried, ran, self.ran = dict(self.carried), self.ran, []
        body = self.block(node.body)
        called = sequence(self.ran)
        self.carried, self.ran = carried, [*ran, called]
        return called.then(Effects(body.uses, may_mutate=body.may_mutate & body.uses, dynamic=body.dynamic))

    def _defined(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, kept: list[ast.expr | None]
    ) -> Effects:
        carried = code(node, self.names)
        for part in [*node.decorator_list, *kept]:
            carried |= self._code_in(part)
        self.carried[node.name] = carried
        return bound(node.name)


def type_parameters(node: ast.AST) -> frozenset[Name]:
    """The names in a definition's square brackets: `T` of `def f[T](x)`."""
    return frozenset(parameter.name for parameter in getattr(node, "type_params", ()))


def without(effects: Effects, names: frozenset[Name]) -> Effects:
    """The effects of code in which these names aren't the notebook's."""
    return replace(effects, uses=effects.uses - names, may_mutate=effects.may_mutate - names)
