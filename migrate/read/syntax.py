"""A code cell's source → Python, as IPython sees it."""

from __future__ import annotations

import ast
import re
import tokenize
import warnings
from dataclasses import dataclass, replace

from IPython.core.inputtransformer2 import TransformerManager

from migrate.knowledge.ipython import AUTOMAGIC, BARE, SHELL_CALLS, UNWRAPPED

# Magics, shell commands, help, prompts; and blanks before the first word
MAY_BE_IPYTHON = re.compile(
    r"\A\s|^[^\S\n]*(?:[%!?,;/]|>>>|In ?\[|\.\.\.)|\?[^\S\n]*$|=\s*[%!]", re.MULTILINE
)
DEEPEST = 1200  # nodes within each other; expressions are followed recursively


class NotPython(Exception):
    """A cell isn't Python 3; the message is the reason."""


@dataclass(frozen=True)
class Parsed:
    """A cell's code: `magic` is the cell magic that its statements run under, with its line."""

    source: str  # of the cell
    text: str  # what IPython makes of it
    tree: ast.Module
    nodes: tuple[ast.AST, ...]  # of the tree, as `ast.walk` gives them
    magic: str | None = None


def parsed(source: str) -> Parsed:
    """The cell as Python 3; NotPython says why not."""
    try:
        return replace(_unwrapped(_parsed(_with_percent(source))), source=source)
    except SyntaxError as error:
        place = f" (line {error.lineno})" if error.lineno else ""
        raise NotPython(f"{error.msg}{place}") from None
    except (RecursionError, MemoryError):
        raise NotPython("nested too deeply") from None
    except (ValueError, RuntimeError, tokenize.TokenError) as error:
        raise NotPython(str(error)) from None


def _parsed(source: str) -> Parsed:
    try:
        return _transformed(source)
    except IndentationError:  # IPython 9 removes the indent that all lines share, older ones the first line's
        return _transformed(_without_first_indent(source))


def _transformed(source: str) -> Parsed:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = ended(source) if is_plain(source) else with_blanks(by_ipython(source), source)
        tree = ast.parse(text)
        nodes = _nodes(tree)
        _compile(tree)
    return Parsed(source, text, tree, nodes)


def is_plain(source: str) -> bool:
    """Whether a cell surely holds nothing that IPython would change; asking IPython takes long."""
    return MAY_BE_IPYTHON.search(source) is None


def by_ipython(source: str) -> str:
    """The Python that IPython makes of a cell."""
    text: str = TransformerManager().transform_cell(source)
    return text


def ended(source: str) -> str:
    return source if source.endswith("\n") else f"{source}\n"


def _compile(tree: ast.Module) -> None:
    """Find what parsing alone lets through: a `return` or `break` of nothing, `nonlocal x`.

    What isn't valid as one module may be so as single statements, which is how IPython runs them: `from
    __future__` may stand anywhere.
    """
    try:
        _compiled(tree.body)
    except SyntaxError:
        for node in tree.body:
            _compiled([node])


def _compiled(nodes: list[ast.stmt]) -> None:
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    compile(ast.Module(nodes, []), "<cell>", "exec", flags=flags, dont_inherit=True)


def _without_first_indent(source: str) -> str:
    lines = re.sub(r"\A(?:[ \t]*\n)+", "", source).split("\n")
    indent = re.match(r"[ \t]*", lines[0])
    return "\n".join(line.removeprefix(indent[0]) if indent else line for line in lines)


def with_blanks(text: str, source: str) -> str:
    """The text with the blanks in blank lines that IPython 9 removes; they may stand in a string."""
    before = re.sub(r"\A(?:[ \t]*\n)+", "", source if source.endswith("\n") else source + "\n").split("\n")
    after = text.split("\n")
    if len(before) != len(after):
        return text
    return "\n".join(b if not a and b.isspace() else a for a, b in zip(after, before, strict=True))


def _nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All nodes, level by level; RecursionError if there are too many levels."""
    level: list[ast.AST] = [tree]
    found: list[ast.AST] = []
    for _ in range(DEEPEST):
        found += level
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return tuple(found)
    raise RecursionError


def _unwrapped(cell: Parsed) -> Parsed:
    """The body of a cell magic that only watches it, with the magic noted; other cells unchanged."""
    found = cell_magic(cell.tree)
    if not found or found[0] not in UNWRAPPED or (found[0] == "capture" and captured(found[1])):
        return cell
    name, line, body = found
    inner = _unwrapped(_parsed(body))
    magic = f"%%{name} {line}".rstrip()
    return replace(inner, magic=f"{magic}\n{inner.magic}" if inner.magic else magic)


def cell_magic(tree: ast.Module) -> tuple[str, str, str] | None:
    """Name, line and body, if the code is a single cell magic."""
    match tree.body:
        case [ast.Expr(ast.Call() as call)] if shell_call(call) == "run_cell_magic":
            name, line, body = (arg.value if isinstance(arg, ast.Constant) else "" for arg in call.args)
            return str(name), str(line), str(body)
    return None


def shell_call(node: ast.expr) -> str | None:
    """The method, if the expression is a call on IPython's shell, as magics become."""
    match node:
        case ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython")), method)) if method in SHELL_CALLS:
            return method
    return None


def captured(line: str) -> str | None:
    """The name that `%%capture` binds, given the rest of its line."""
    return next((word for word in line.split() if word.isidentifier()), None)


def _with_percent(source: str) -> str:
    """The source with the percent sign that IPython lets people leave out: `pip install x`."""
    word, _, rest = source.strip().partition(" ")
    if "\n" in source.strip() or word not in AUTOMAGIC or re.match(r"\s*[=(.\[,:+*/|&<>]", rest):
        return source
    if not rest:
        return f"%{word}" if word in BARE else source
    return source if word not in BARE and _is_python(source) else f"%{source.strip()}"


def _is_python(source: str) -> bool:
    try:
        ast.parse(source.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
