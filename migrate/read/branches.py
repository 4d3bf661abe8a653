"""The effects of statements that may run none, one or several of their parts."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from migrate.knowledge.facts import does
from migrate.model.notebook import Effects, Name
from migrate.read.combine import NOTHING, bound, maybe, partly, sequence
from migrate.read.expressions import Expressions
from migrate.read.scopes import NO_CODE, Code, code


class Branches(Expressions):
    """What conditions, loops, `with`, `try` and `match` do."""

    def _if(self, node: ast.If) -> Effects:
        test = self.effects(node.test)
        return test.then(self._branches(lambda: self.block(node.body), lambda: self.block(node.orelse)))

    def _assert(self, node: ast.Assert) -> Effects:
        return self.effects(node.test).then(self._maybe(lambda: self.effects(node.msg)))

    def _for(self, node: ast.For | ast.AsyncFor) -> Effects:
        start = self.effects(node.iter)
        carried = self._code_in(node.iter)
        self._foresee(node.body)

        def turn() -> Effects:
            return self._bound_to([node.target], NOTHING, carried).then(self.block(node.body))

        turns = partly(self._maybe(turn), node.body)
        return start.then(turns).then(self._maybe(lambda: self.block(node.orelse)))

    _asyncfor = _for

    def _while(self, node: ast.While) -> Effects:
        self._foresee(node.body)
        start = self.effects(node.test)
        turns = partly(self._maybe(lambda: self.block([*node.body, node.test])), node.body)
        return start.then(turns).then(self._maybe(lambda: self.block(node.orelse)))

    def _foresee(self, body: list[ast.stmt]) -> None:
        """Carry what a loop's body defines from its start: a later turn may use it further up."""
        for node in (part for statement in body for part in ast.walk(statement)):
            match node:
                case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                    self._carry_also(name, code(node, self.names))
                case ast.Assign([ast.Name(name)], ast.Lambda() as value):
                    self._carry_also(name, code(value, self.names))

    def _with(self, node: ast.With | ast.AsyncWith) -> Effects:
        entered = sequence(self._entered(item) for item in node.items)
        if any(self._may_swallow(item.context_expr) for item in node.items):
            return entered.then(partly(self._maybe(lambda: self.block(node.body)), node.body))
        return entered.then(self.block(node.body))

    _asyncwith = _with

    def _entered(self, item: ast.withitem) -> Effects:
        targets = [item.optional_vars] if item.optional_vars else []
        return self._bound_to(targets, self.effects(item.context_expr), self._code_in(item.context_expr))

    def _may_swallow(self, manager: ast.expr) -> bool:
        called = manager.func if isinstance(manager, ast.Call) else manager
        word = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return does(word, "swallows errors") or bool(self._code_in(manager))

    def _try(self, node: ast.Try) -> Effects:
        before = dict(self.carried)
        body = self.block(node.body)
        inside = {name: before.get(name, NO_CODE) | carried for name, carried in self.carried.items()}
        half = {**before, **inside}
        ends: list[Callable[[], Effects]] = [lambda: body.then(self.block(node.orelse))]
        ends += [partial(self._handled, handler, partly(body, node.body), half) for handler in node.handlers]
        ran = self._branches(*ends)
        end = self.block(node.finalbody)
        return replace(ran.then(end), uses=ran.uses | maybe(ran).then(end).uses)

    _trystar = _try

    def _handled(self, handler: ast.ExceptHandler, before: Effects, carried: dict[Name, Code]) -> Effects:
        self.carried = dict(carried)
        effects = before.then(self.effects(handler.type))
        if not handler.name:
            return effects.then(self.block(handler.body))
        own = frozenset({handler.name})  # gone after the handler
        effects = effects.then(bound(handler.name)).then(self.block(handler.body))
        return replace(effects, may_define=effects.may_define - own, must_define=effects.must_define - own)

    def _match(self, node: ast.Match) -> Effects:
        subject, carried = self.effects(node.subject), self._code_in(node.subject)
        tests = [self._tested(case, carried) for case in node.cases]
        ends = [
            partial(self._matched, tests[: place + 1], case.body) for place, case in enumerate(node.cases)
        ]
        last = node.cases[-1]
        if last.guard or not isinstance(last.pattern, ast.MatchAs) or last.pattern.pattern:
            ends.append(partial(sequence, map(maybe, tests)))  # no case may match
        return subject.then(self._branches(*ends))

    def _tested(self, case: ast.match_case, carried: Code) -> Effects:
        effects = self.effects(case.pattern).then(self.effects(case.guard))
        for name in effects.may_define:
            self._carry_also(name, carried)
        return effects

    def _matched(self, tests: list[Effects], body: list[ast.stmt]) -> Effects:
        return sequence([*map(maybe, tests[:-1]), tests[-1], self.block(body)])

    def _matchas(self, node: ast.MatchAs | ast.MatchStar) -> Effects:
        return self._parts(node).then(bound(node.name)) if node.name else self._parts(node)

    _matchstar = _matchas

    def _matchmapping(self, node: ast.MatchMapping) -> Effects:
        return self._parts(node).then(bound(node.rest)) if node.rest else self._parts(node)
