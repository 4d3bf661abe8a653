"""What a statement does with the notebook's names, in the order in which it does it.

Names that carry code (functions, classes, what is made of them) charge what the code reads
wherever they are used; a `Walk` remembers them from statement to statement, in page order.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from migrate.model.notebook import Flow, Name
from migrate.read.algebra import NOTHING, bound, maybe, sequence
from migrate.read.expressions import Expressions
from migrate.read.scopes import NO_CODE, Code, code, reaches_all

SWALLOWS = {"suppress", "raises", "assertRaises", "assertRaisesRegex"}


class Walk(Expressions):
    """Follows statements in page order; one of it goes through all cells of a notebook."""

    def _assign(self, node: ast.Assign) -> Flow:
        match node:
            case ast.Assign([ast.Name()], ast.Lambda(args)):
                value = self._defaults(args)
            case _:
                value = self.flow(node.value)
        return self._bound_to(node.targets, value, self._code_in(node.value))

    def _annassign(self, node: ast.AnnAssign) -> Flow:
        value = self.flow(node.value).then(self.flow(node.annotation))
        if node.value is None and isinstance(node.target, ast.Name):
            return value
        return self._bound_to([node.target], value, self._code_in(node.value))

    def _augassign(self, node: ast.AugAssign) -> Flow:
        before = self._loaded(node.target.id) if isinstance(node.target, ast.Name) else NOTHING
        carried = self._code_in(node.value) | self.carried.get(getattr(node.target, "id", ""), NO_CODE)
        return self._bound_to([node.target], before.then(self.flow(node.value)), carried)

    def _typealias(self, node: ast.AST) -> Flow:
        target, value = node.name, node.value  # type: ignore[attr-defined]  # new in Python 3.12
        return self._bound_to([target], without(self.flow(value), type_parameters(node)), NO_CODE)

    def _import(self, node: ast.Import) -> Flow:
        return self._imported(node, [alias.asname or alias.name.split(".")[0] for alias in node.names])

    def _importfrom(self, node: ast.ImportFrom) -> Flow:
        return self._imported(node, [alias.asname or alias.name for alias in node.names])

    def _imported(self, node: ast.Import | ast.ImportFrom, names: list[Name]) -> Flow:
        for name in names:
            self.carried.pop(name, None)
        made = frozenset(names) - {"*"}
        return Flow(binds=made, surely=made, star="*" in names, opaque=any(map(reaches_all, node.names)))

    # Definitions

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Flow:
        made = self.block([*node.decorator_list, *node.args.defaults, *node.args.kw_defaults])
        annotations = without(self._annotations(node), type_parameters(node))
        return made.then(annotations).then(self._defined(node, [*node.args.defaults, *node.args.kw_defaults]))

    _asyncfunctiondef = _functiondef

    def _annotations(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Flow:
        args = [
            *node.args.posonlyargs,
            *node.args.args,
            *node.args.kwonlyargs,
            node.args.vararg,
            node.args.kwarg,
        ]
        return self.block([*(arg.annotation for arg in args if arg), node.returns])

    def _classdef(self, node: ast.ClassDef) -> Flow:
        keywords = [keyword.value for keyword in node.keywords]
        bases = without(self.block([*node.bases, *keywords]), type_parameters(node))
        made = self.block(node.decorator_list).then(bases).then(self._class_body(node))
        return made.then(self._defined(node, [*node.bases, *keywords]))

    def _class_body(self, node: ast.ClassDef) -> Flow:
        """The body runs at once; what it binds stays in it, and is hidden from code that it runs."""
        carried, ran, self.ran = dict(self.carried), self.ran, []
        body = self.block(node.body)
        called = sequence(self.ran)
        self.carried, self.ran = carried, [*ran, called]
        return called.then(Flow(body.reads, mentions=body.mentions & body.reads, opaque=body.opaque))

    def _defined(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, kept: list[ast.expr | None]
    ) -> Flow:
        carried = code(node, self.names)
        for part in [*node.decorator_list, *kept]:
            carried |= self._code_in(part)
        self.carried[node.name] = carried
        return bound(node.name)

    # Branches and loops

    def _if(self, node: ast.If) -> Flow:
        test = self.flow(node.test)
        return test.then(self._branches(lambda: self.block(node.body), lambda: self.block(node.orelse)))

    def _assert(self, node: ast.Assert) -> Flow:
        return self.flow(node.test).then(self._maybe(lambda: self.flow(node.msg)))

    def _for(self, node: ast.For | ast.AsyncFor) -> Flow:
        start = self.flow(node.iter)
        carried = self._code_in(node.iter)
        self._foresee(node.body)

        def turn() -> Flow:
            return self._bound_to([node.target], NOTHING, carried).then(self.block(node.body))

        return start.then(self._maybe(turn)).then(self._maybe(lambda: self.block(node.orelse)))

    _asyncfor = _for

    def _while(self, node: ast.While) -> Flow:
        self._foresee(node.body)
        start = self.flow(node.test)
        turns = self._maybe(lambda: self.block([*node.body, node.test]))
        return start.then(turns).then(self._maybe(lambda: self.block(node.orelse)))

    def _foresee(self, body: list[ast.stmt]) -> None:
        """A loop's later turns may use what an earlier one defined further down."""
        for node in (part for statement in body for part in ast.walk(statement)):
            match node:
                case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                    self._carry_also(name, code(node, self.names))
                case ast.Assign([ast.Name(name)], ast.Lambda() as value):
                    self._carry_also(name, code(value, self.names))

    def _with(self, node: ast.With | ast.AsyncWith) -> Flow:
        entered = sequence(self._entered(item) for item in node.items)
        if any(self._may_swallow(item.context_expr) for item in node.items):
            return entered.then(self._maybe(lambda: self.block(node.body)))
        return entered.then(self.block(node.body))

    _asyncwith = _with

    def _entered(self, item: ast.withitem) -> Flow:
        targets = [item.optional_vars] if item.optional_vars else []
        return self._bound_to(targets, self.flow(item.context_expr), self._code_in(item.context_expr))

    def _may_swallow(self, manager: ast.expr) -> bool:
        called = manager.func if isinstance(manager, ast.Call) else manager
        word = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return word in SWALLOWS or bool(self._code_in(manager))

    def _try(self, node: ast.Try) -> Flow:
        before = dict(self.carried)
        body = self.block(node.body)
        inside = {name: before.get(name, NO_CODE) | carried for name, carried in self.carried.items()}
        half = {**before, **inside}
        ends: list[Callable[[], Flow]] = [lambda: body.then(self.block(node.orelse))]
        ends += [partial(self._handled, handler, body, half) for handler in node.handlers]
        ran = self._branches(*ends)
        end = self.block(node.finalbody)
        return replace(ran.then(end), reads=ran.reads | maybe(ran).then(end).reads)

    _trystar = _try

    def _handled(self, handler: ast.ExceptHandler, body: Flow, carried: dict[Name, Code]) -> Flow:
        self.carried = dict(carried)
        flow = maybe(body).then(self.flow(handler.type))
        if not handler.name:
            return flow.then(self.block(handler.body))
        own = frozenset({handler.name})  # gone after the handler
        flow = flow.then(bound(handler.name)).then(self.block(handler.body))
        return replace(flow, binds=flow.binds - own, surely=flow.surely - own)

    def _match(self, node: ast.Match) -> Flow:
        subject, carried = self.flow(node.subject), self._code_in(node.subject)
        tests = [self._tested(case, carried) for case in node.cases]
        ends = [
            partial(self._matched, tests[: place + 1], case.body) for place, case in enumerate(node.cases)
        ]
        last = node.cases[-1]
        if last.guard or not isinstance(last.pattern, ast.MatchAs) or last.pattern.pattern:
            ends.append(partial(sequence, map(maybe, tests)))  # no case may match
        return subject.then(self._branches(*ends))

    def _tested(self, case: ast.match_case, carried: Code) -> Flow:
        flow = self.flow(case.pattern).then(self.flow(case.guard))
        for name in flow.binds:
            self._carry_also(name, carried)
        return flow

    def _matched(self, tests: list[Flow], body: list[ast.stmt]) -> Flow:
        return sequence([*map(maybe, tests[:-1]), tests[-1], self.block(body)])

    def _matchas(self, node: ast.MatchAs | ast.MatchStar) -> Flow:
        return self._parts(node).then(bound(node.name)) if node.name else self._parts(node)

    _matchstar = _matchas

    def _matchmapping(self, node: ast.MatchMapping) -> Flow:
        return self._parts(node).then(bound(node.rest)) if node.rest else self._parts(node)


def type_parameters(node: ast.AST) -> frozenset[Name]:
    """The names in a definition's square brackets."""
    return frozenset(parameter.name for parameter in getattr(node, "type_params", ()))


def without(flow: Flow, names: frozenset[Name]) -> Flow:
    """The flow of code in which these names are not the notebook's."""
    return replace(flow, reads=flow.reads - names, mentions=flow.mentions - names)
