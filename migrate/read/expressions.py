"""The flow of expressions: loads, calls, lambdas, comprehensions."""

from __future__ import annotations

import ast

from migrate.knowledge.ipython import TIMED
from migrate.model.notebook import Flow, Name
from migrate.read.closures import eager, receiver
from migrate.read.combine import NOTHING, bound, sequence
from migrate.read.effect_walker import Carrying
from migrate.read.magics import code_lines, output_name
from migrate.read.scopes import NO_CODE, Code, Comprehension, code, reaches_all
from migrate.read.strings import evaluated, flow_of_call
from migrate.read.syntax import NotPython, parsed, shell_call

WATCHES_NAMES = {"locals", "vars", "dir"}
REACHES_NAMES = {"globals", "exec", "eval"}


class Expressions(Carrying):
    """What expressions read and bind."""

    def _constant(self, node: ast.Constant) -> Flow:
        return NOTHING

    def _name(self, node: ast.Name) -> Flow:
        if isinstance(node.ctx, ast.Load):
            return self._loaded(node.id)
        if isinstance(node.ctx, ast.Store):
            return bound(node.id)
        self.carried.pop(node.id, None)
        return self._loaded(node.id).then(Flow(deletes=frozenset({node.id})))

    def _loaded(self, name: Name) -> Flow:
        """Loading a name, and all that the code which it carries reaches in turn."""
        if name not in self.carried and self.names.is_given(name):
            return NOTHING
        itself = frozenset() if self.names.is_history(name) else frozenset({name})
        flow = Flow(reads=itself, mentions=itself, opaque=not itself)
        return flow.then(self._reached(self.carried[name])) if name in self.carried else flow

    def _reached(self, start: Code) -> Flow:
        """What running code does, with all the code that its names carry in turn."""
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
        flow = Flow(reads=reads, binds=writes, mentions=reads | writes, opaque=opaque or bool(history))
        self.ran.append(flow)
        return flow

    def _attribute(self, node: ast.Attribute) -> Flow:
        flow = self.flow(node.value)
        return flow.then(Flow(opaque=True)) if reaches_all(node) else flow

    def _subscript(self, node: ast.Subscript) -> Flow:
        flow = self.flow(node.value).then(self.flow(node.slice))
        return flow.then(Flow(opaque=True)) if reaches_all(node) else flow

    def _ifexp(self, node: ast.IfExp) -> Flow:
        test = self.flow(node.test)
        return test.then(self._branches(lambda: self.flow(node.body), lambda: self.flow(node.orelse)))

    def _boolop(self, node: ast.BoolOp) -> Flow:
        first = self.flow(node.values[0])
        return first.then(self._maybe(lambda: self.block(node.values[1:])))

    def _compare(self, node: ast.Compare) -> Flow:
        first = self.block([node.left, node.comparators[0]])
        return first.then(self._maybe(lambda: self.block(node.comparators[1:])))

    def _namedexpr(self, node: ast.NamedExpr) -> Flow:
        return self._bound_to([node.target], self.flow(node.value), self._code_in(node.value))

    # Scopes of their own

    def _lambda(self, node: ast.Lambda) -> Flow:
        return self._defaults(node.args).then(self._reached(code(node, self.names)))

    def _defaults(self, args: ast.arguments) -> Flow:
        return self.block([*args.defaults, *args.kw_defaults])

    def _listcomp(self, node: Comprehension) -> Flow:
        """The first iterable is read outside, all else within."""
        return self.flow(node.generators[0].iter).then(self._reached(code(node, self.names)))

    _setcomp = _dictcomp = _generatorexp = _listcomp

    # Calls

    def _call(self, node: ast.Call) -> Flow:
        if shell_call(node):
            return self._command(node)
        statements = evaluated(node)
        if statements is not None:
            return self.block(statements)
        flow = self._parts(node).then(self._named_in_texts(node))
        self._keep_arguments(node)
        return flow.then(Flow(opaque=True)) if self._watches_names(node) else flow

    def _named_in_texts(self, node: ast.Call) -> Flow:
        """What a call reaches through strings, and what the code that is named there reaches in turn."""
        flow = flow_of_call(node, self.names)
        code = [self._reached(self.carried[name]) for name in sorted(flow.reads) if name in self.carried]
        return flow.then(sequence(code))

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

    def _command(self, node: ast.Call) -> Flow:
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

    def _code_of_magic(self, name: str, line: str, body: str) -> Flow | None:
        for text in code_lines(name, line):
            try:
                tree = [*parsed(text if name != "capture" else "").tree.body, *parsed(body).tree.body]
            except NotPython:
                continue
            options = self.names.within(line.removesuffix(text))
            ran = Flow(reads=options, mentions=options).then(self.block(tree))
            return Flow(ran.reads, mentions=ran.mentions, opaque=ran.opaque) if name in TIMED else ran
        return None
