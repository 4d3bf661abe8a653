"""The effects of expressions: loads, calls, lambdas, comprehensions."""

from __future__ import annotations

import ast

from migrate.knowledge.ipython import TIMED
from migrate.model.notebook import Effects, Name
from migrate.read.closures import eager, receiver
from migrate.read.combine import NOTHING, bound, sequence
from migrate.read.effect_walker import Carrying
from migrate.read.magics import code_lines, output_name
from migrate.read.scopes import NO_CODE, Code, Comprehension, code, reaches_all
from migrate.read.strings import effects_of_call, evaluated
from migrate.read.syntax import NotPython, parsed, shell_call

WATCHES_NAMES = {"locals", "vars", "dir"}
REACHES_NAMES = {"globals", "exec", "eval"}


class Expressions(Carrying):
    """What expressions read and bind."""

    def _constant(self, node: ast.Constant) -> Effects:
        return NOTHING

    def _name(self, node: ast.Name) -> Effects:
        if isinstance(node.ctx, ast.Load):
            return self._loaded(node.id)
        if isinstance(node.ctx, ast.Store):
            return bound(node.id)
        self.carried.pop(node.id, None)
        return self._loaded(node.id).then(Effects(deletes=frozenset({node.id})))

    def _loaded(self, name: Name) -> Effects:
        """Loading a name, and all that the code it carries reaches in turn."""
        if name not in self.carried and self.names.is_given(name):
            return NOTHING
        itself = frozenset() if self.names.is_history(name) else frozenset({name})
        effects = Effects(uses=itself, may_mutate=itself, dynamic=not itself)
        return effects.then(self._reached(self.carried[name])) if name in self.carried else effects

    def _reached(self, start: Code) -> Effects:
        """What running code does, with all code that its names carry in turn."""
        seen: set[Name] = set()
        todo, writes, opaque = list(start.reads), start.writes, start.opaque
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                carried = self.carried.get(name, NO_CODE)
                todo.extend(carried.reads)
                writes, opaque = writes | carried.writes, opaque or carried.opaque
        history = {name for name in seen if self.names.is_history(name)}
        reads = frozenset(name for name in seen - history if not self.names.is_given(name))
        effects = Effects(
            uses=reads, may_define=writes, may_mutate=reads | writes, dynamic=opaque or bool(history)
        )
        self.ran.append(effects)
        return effects

    def _attribute(self, node: ast.Attribute) -> Effects:
        effects = self.effects(node.value)
        return effects.then(Effects(dynamic=True)) if reaches_all(node) else effects

    def _subscript(self, node: ast.Subscript) -> Effects:
        effects = self.effects(node.value).then(self.effects(node.slice))
        return effects.then(Effects(dynamic=True)) if reaches_all(node) else effects

    def _ifexp(self, node: ast.IfExp) -> Effects:
        test = self.effects(node.test)
        return test.then(self._branches(lambda: self.effects(node.body), lambda: self.effects(node.orelse)))

    def _boolop(self, node: ast.BoolOp) -> Effects:
        first = self.effects(node.values[0])
        return first.then(self._maybe(lambda: self.block(node.values[1:])))

    def _compare(self, node: ast.Compare) -> Effects:
        first = self.block([node.left, node.comparators[0]])
        return first.then(self._maybe(lambda: self.block(node.comparators[1:])))

    def _namedexpr(self, node: ast.NamedExpr) -> Effects:
        return self._bound_to([node.target], self.effects(node.value), self._code_in(node.value))

    # Scopes of their own

    def _lambda(self, node: ast.Lambda) -> Effects:
        return self._defaults(node.args).then(self._reached(code(node, self.names)))

    def _defaults(self, args: ast.arguments) -> Effects:
        return self.block([*args.defaults, *args.kw_defaults])

    def _listcomp(self, node: Comprehension) -> Effects:
        """The first iterable is read outside, all else within."""
        return self.effects(node.generators[0].iter).then(self._reached(code(node, self.names)))

    _setcomp = _dictcomp = _generatorexp = _listcomp

    # Calls

    def _call(self, node: ast.Call) -> Effects:
        if shell_call(node):
            return self._command(node)
        statements = evaluated(node)
        if statements is not None:
            return self.block(statements)
        effects = self._parts(node).then(self._named_in_texts(node))
        self._keep_arguments(node)
        return effects.then(Effects(dynamic=True)) if self._watches_names(node) else effects

    def _named_in_texts(self, node: ast.Call) -> Effects:
        """What a call reaches through strings, and what the code named there reaches in turn."""
        effects = effects_of_call(node, self.names)
        code = [self._reached(self.carried[name]) for name in sorted(effects.uses) if name in self.carried]
        return effects.then(sequence(code))

    def _watches_names(self, node: ast.Call) -> bool:
        match node:
            case ast.Call(ast.Name(name), [], []) if name in WATCHES_NAMES:
                return self.names.is_given(name)
            case ast.Call(ast.Name(), arguments):
                return any(isinstance(a, ast.Name) and a.id in REACHES_NAMES for a in arguments)
        return False

    def _keep_arguments(self, node: ast.Call) -> None:
        """An object may keep a function that one of its methods was given: `handlers.append(f)`."""
        if isinstance(node.func, ast.Attribute) and not eager(node, self.names):
            owner = receiver(node.func)
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            for carried in map(self._code_in, arguments):
                if carried and owner not in self.names.imported:
                    self._carry_also(owner, carried)

    def _command(self, node: ast.Call) -> Effects:
        """A magic or a shell command; some magics run Python code."""
        texts = [arg.value if isinstance(arg, ast.Constant) else "" for arg in node.args]
        name, line, body = (*map(str, texts), "", "", "")[:3]
        if shell_call(node) not in ("run_line_magic", "run_cell_magic"):
            return self._named_in_texts(node)
        ran = self._code_of_magic(name, line, body)
        if ran is None:
            return self._named_in_texts(node)
        output = output_name(name, line)
        return ran.then(bound(output)) if output else ran

    def _code_of_magic(self, name: str, line: str, body: str) -> Effects | None:
        for text in code_lines(name, line):
            try:
                tree = [*parsed(text if name != "capture" else "").tree.body, *parsed(body).tree.body]
            except NotPython:
                continue
            options = self.names.within(line.removesuffix(text))
            ran = Effects(uses=options, may_mutate=options).then(self.block(tree))
            return Effects(ran.uses, may_mutate=ran.may_mutate, dynamic=ran.dynamic) if name in TIMED else ran
        return None
