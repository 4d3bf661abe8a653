"""Names that a call reaches through strings (queries, formulas, evaluated code), or in unknown ways."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from migrate.knowledge.facts import does, sql
from migrate.model.notebook import Effects, Name
from migrate.read.magics import effects_of_command
from migrate.read.names import IDENTIFIER, Names
from migrate.read.syntax import shell_call

QUOTED = re.compile(r"@([^\W\d]\w*)")
FORMULA = re.compile(r"^[^\"'/\\]*~(?!/)", re.DOTALL)


def effects_of_call(call: ast.Call, names: Names) -> Effects:
    """What a call reads that its own names don't show; `dynamic` if there is no telling."""
    method = shell_call(call)
    if method:
        return effects_of_command(call, method, names)
    texts = list(_texts(call))
    match call.func:
        case ast.Name("globals"):
            return Effects(dynamic=True)
        case ast.Name("exec" | "eval"):
            return _evaluated(call, names)
        case ast.Attribute(ast.Name("pd" | "pandas" | "ne" | "numexpr"), "eval" | "evaluate"):
            return _read(names.within(" ".join(texts)))
        case ast.Attribute(_, attribute) | ast.Name(attribute) if does(attribute, "formula"):
            return _read(_formula(call, texts, names))
    return _read(_queried(call, texts, names) | _in_text(texts, names))


def _in_text(texts: list[str], names: Names) -> frozenset[Name]:
    """The names in formulas, and in SQL where a package looks for tables among variables."""
    is_sql = sql() & names.packages
    return names.within(" ".join(text for text in texts if is_sql or FORMULA.search(text)))


def _read(names: frozenset[Name]) -> Effects:
    return Effects(uses=names, may_mutate=names)


def _texts(call: ast.Call) -> Iterator[str]:
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        yield from texts(argument)


def texts(node: ast.AST) -> Iterator[str]:
    """The strings in an expression, f-strings' fixed parts included."""
    return strings(ast.walk(node))


def strings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _text(call: ast.Call) -> str | None:
    match call.args:
        case [ast.Constant(str() as text), *_]:
            return text
    return None


def _queried(call: ast.Call, found: list[str], names: Names) -> frozenset[Name]:
    match call.func:
        case ast.Attribute(_, attribute) if does(attribute, "queries"):
            inside = names.bound.intersection(QUOTED.findall(" ".join(found)))
            return inside | names.quoted if _text(call) is None else inside
    return frozenset()


def _formula(call: ast.Call, found: list[str], names: Names) -> frozenset[Name]:
    inside = names.within(" ".join(found))
    return inside if found else inside | names.formulas


def _evaluated(call: ast.Call, names: Names) -> Effects:
    own = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    if own:
        return Effects(dynamic=not all(isinstance(space, ast.Dict) for space in own))
    text = _text(call)
    return Effects(dynamic=True) if text is None else _read(names.within(text))


def evaluated(call: ast.Call) -> list[ast.stmt] | None:
    """The statements that `exec("x = 1")` or `eval("x")` runs here, if they stand in the call itself."""
    match call:
        case ast.Call(ast.Name("exec" | "eval"), [ast.Constant(str() as text)], []):
            try:
                return ast.parse(text.strip()).body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return None
    return None


def quoted(nodes: Iterable[ast.AST]) -> tuple[frozenset[Name], frozenset[Name]]:
    """The names in all strings of the notebook: those after an @, and those in what looks like formulas."""
    found = [*strings(nodes)]
    formulas = [text for text in found if FORMULA.search(text)]
    return frozenset(QUOTED.findall(" ".join(found))), frozenset(IDENTIFIER.findall(" ".join(formulas)))
