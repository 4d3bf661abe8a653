"""Where a notebook's text has literals that parameters can replace."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from migrate.model.notebook import Cell, Name, Notebook, Span, Statement
from migrate.model.pipeline import LiteralOccurrence, Scalar
from migrate.model.trace import Trace
from migrate.plan.hyperparameters import is_constant, is_field, is_knob
from migrate.plan.qualified_names import Aliases, aliases, full_name
from migrate.plan.settings import repeatable

ELSEWHERE = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda  # bodies that run elsewhere
MAY_RAISE = "raises-exception"  # such a cell may show its own text, in a traceback
FORM = re.compile(r"[ \t]*#[ \t]*@param\b")  # follows what a form on Colab shows
TEXTS = ast.JoinedStr  # Python 3.11 knows no positions inside them


def literals(notebook: Notebook, movable: frozenset[Name], trace: Trace) -> tuple[LiteralOccurrence, ...]:
    """Knobs that calls are given, and constants that are set once, in the order of the text.

    What settings use is left out: they are repeated as they were seen, whatever is configured.
    """
    known = aliases(notebook)
    once = set_once(notebook) - frozenset[Name]().union(*(s.effects.uses for s in setting(notebook, trace)))
    found = [
        given
        for cell in notebook.code
        if not cell.effects.dynamic and MAY_RAISE not in cell.tags
        for statement in cell.statements
        if statement.kind == "other" and statement.span and not repeatable(notebook, statement, movable)
        for given in in_statement(statement, statement.span, cell, known, once)
    ]
    return tuple(sorted(found, key=lambda given: (given.cell, given.begin)))


def setting(notebook: Notebook, trace: Trace) -> list[Statement]:
    """The statements that the run saw set something for the process."""
    return [
        cell.statements[change.statement]
        for cell in notebook.code
        for change in trace.cell(cell.index).changes
        if change.statement < len(cell.statements)
    ]


def set_once(notebook: Notebook) -> frozenset[Name]:
    """Variables that one statement binds, and that are never deleted or declared global."""
    statements = notebook.statements
    bound = Counter(name for statement in statements for name in statement.effects.may_define)
    deleted = {name for statement in statements for name in statement.effects.deletes}
    declared = {
        name
        for statement in statements
        if statement.kind == "definition"
        for node in statement.nodes
        if isinstance(node, ast.Global)
        for name in node.names
    }
    return frozenset(name for name, count in bound.items() if count == 1) - deleted - declared


def in_statement(
    statement: Statement, span: Span, cell: Cell, known: Aliases, once: frozenset[Name]
) -> Iterator[LiteralOccurrence]:
    """The candidates in one statement; `span` is its place in the cell."""
    tree = statement.tree
    search = Search(Text(statement.source, tree.lineno, tree.col_offset), cell.index, span[0], known)
    match tree:
        case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, ast.expr() as value):
            if is_literal(value):
                if name in once and is_to_be_set(cell, span, name, literal(value)):
                    yield search.given(value, name)
                return
    yield from search.within(tree, "")


def is_to_be_set(cell: Cell, span: Span, name: Name, value: Scalar) -> bool:
    """Whether a variable is meant to be configured: a form on Colab says so, else its name."""
    return is_field(name, value) if FORM.match(cell.source, span[1]) else is_constant(name, value)


@dataclass(frozen=True)
class Text:
    """A statement's text, and where it begins in what was parsed; the parser counts in bytes."""

    source: str
    line: int  # from 1
    column: int

    def place(self, line: int, column: int) -> int:
        """The index of the character at the parser's line and column."""
        lines = self.source.split("\n")[: line - self.line + 1]
        start = self.column if line == self.line else 0
        before = sum(len(text) + 1 for text in lines[:-1])
        return before + len(lines[-1].encode()[: column - start].decode())


@dataclass(frozen=True)
class Search:
    """The search through one statement, which stands at `begin` in its cell."""

    text: Text
    cell: int
    begin: int
    known: Aliases

    def within(self, node: ast.AST, context: str) -> Iterator[LiteralOccurrence]:
        """The knobs in code that runs here; `context` names what it is for."""
        if isinstance(node, ELSEWHERE | TEXTS):
            return
        if isinstance(node, ast.Call):
            if is_shell(node):
                return
            yield from self.keywords(node, context)
        for child, name in named_children(node):
            yield from self.within(child, name or context)

    def keywords(self, call: ast.Call, context: str) -> Iterator[LiteralOccurrence]:
        """The keywords of one call that are knobs."""
        called = full_name(call.func, self.known)
        for keyword in call.keywords:
            if (
                keyword.arg
                and is_literal(keyword.value)
                and is_knob(keyword.arg, called, literal(keyword.value))
            ):
                given = self.given(keyword.value, keyword.arg)
                yield replace(given, to=shown(call.func, self.known), context=context)

    def given(self, value: ast.expr, name: str) -> LiteralOccurrence:
        assert value.end_lineno
        assert value.end_col_offset
        begin = self.begin + self.text.place(value.lineno, value.col_offset)
        end = self.begin + self.text.place(value.end_lineno, value.end_col_offset)
        return LiteralOccurrence(self.cell, begin, end, literal(value), name)


def is_shell(call: ast.Call) -> bool:
    """Whether a call is what IPython made of a magic or a shell command."""
    return any(isinstance(node, ast.Name) and node.id == "get_ipython" for node in ast.walk(call.func))


def named_children(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """The parts of code, each with the name that an assignment, a dict or a pair gives it there."""
    match node:
        case ast.Assign([ast.Name(name)], value):
            yield value, name
        case ast.Dict(keys, values):
            for key, value in zip(keys, values, strict=True):
                yield value, text_of(key)
        case ast.Tuple([ast.Constant(str(name)), *rest]):
            yield from ((part, name) for part in rest)
        case _:
            yield from ((child, "") for child in ast.iter_child_nodes(node))


def text_of(node: ast.expr | None) -> str:
    """The value of a string literal; "" for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def is_literal(node: ast.expr) -> bool:
    """Whether code is a plain value: a number, a text, True, False, None."""
    match node:
        case ast.UnaryOp(ast.USub(), ast.Constant(value)):
            return type(value) in (int, float)
        case ast.Constant(value):
            return value is None or type(value) in (int, float, bool, str)
    return False


def literal(node: ast.expr) -> Scalar:
    value: Scalar = ast.literal_eval(node)
    return value


def shown(function: ast.expr, known: Mapping[Name, str]) -> str:
    """What is called, as a reader would name it: a function by its own name, a method with its variable."""
    match function:
        case ast.Attribute(ast.Name(variable), method) if variable not in known:
            return f"{variable}.{method}"
        case ast.Name(name) if name in known:
            return known[name].rpartition(".")[2]
        case ast.Attribute(_, name) | ast.Name(name):
            return name
    return ast.unparse(function)
