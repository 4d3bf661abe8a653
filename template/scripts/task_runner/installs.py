"""An IPython extension: cells that would install packages say so, and leave the environment as it is.

Packages come with the project's environment. What a cell shows is the same whether they are there or not.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from typing import Any

PART = re.compile(r"(?:'[^'\n]*'|\"[^\"\n]*\"|\\.|(?<=>)&|&(?=>)|[^'\"\\;|&\n])+|['\"]", re.DOTALL)
PYTHON = r"(?:\{[^}]*\}|\"[^\"]*\"|'[^']*'|\S*python[\w.]*|py)\s+-m\s+"
PIP = r"(?:uv\s+)?(?:\S*/)?pip[\d.]*"
SYSTEM = r"(?:micro)?mamba|conda|apt|apt-get"
INSTALL = re.compile(
    rf"\s*(?:sudo\s+(?:-\S+\s+)*)?(?:{PYTHON})?(?P<command>(?:{PIP}|(?:\S*/)?(?:{SYSTEM}))\s+(?:-\S+\s+)*"
    r"(?:install|uninstall|remove|update|upgrade)\b.*?)\s*",
    re.DOTALL,
)
NAMES = re.compile(rf"{PIP}\s+(?:-\S+\s+)*install\s+(?P<arguments>.*)", re.DOTALL)
MAGICS = ("pip", "conda", "mamba", "micromamba", "uv")
SHELLS = ("bash", "sh", "system", "sx", "!")
FLAGS = r"upgrade|quiet|user|pre|no-|force-|ignore-|verbose|yes|break-|only-"
TAKING = re.compile(rf"-[rcefit]|--(?!{FLAGS})[\w-]+")  # options that take the next word
SAYING = "Not run: {} (packages come with the environment; RUN_TASK_INSTALL=1 runs such cells)"


def load_ipython_extension(shell: Any) -> None:
    """Have cells say what they would install."""
    shell.ast_transformers.append(Saying())


class Saying(ast.NodeTransformer):
    """Puts what says it in place of calls that would install something."""

    def visit_Call(self, call: ast.Call) -> ast.AST:
        """Look at the calls that magics and shell commands become."""
        self.generic_visit(call)
        for place, text in commands(call):
            if (said := without_installs(text)) != text:
                return ast.fix_missing_locations(ast.copy_location(saying(call, place, said), call))
        return call


def saying(call: ast.Call, place: int, said: str) -> ast.Call:
    """The same call with another text; a magic that installs becomes a command of the shell."""
    arguments: list[ast.expr] = [*call.args]
    arguments[place] = ast.Constant(said)
    name = arguments[0].value if isinstance(arguments[0], ast.Constant) else ""
    if place and name in MAGICS and isinstance(call.func, ast.Attribute):
        return ast.Call(ast.Attribute(call.func.value, "system", ast.Load()), arguments[place:], [])
    return ast.Call(call.func, arguments, call.keywords)


def commands(call: ast.Call) -> Iterator[tuple[int, str]]:
    """The texts among a call's arguments that go to a shell, as they would be typed, with their places."""
    kind = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    texts += [None, None, None]
    if kind in ("system", "getoutput") and isinstance(texts[0], str):
        yield 0, texts[0]
    elif kind == "run_line_magic" and isinstance(texts[1], str):
        if texts[0] in MAGICS:
            yield 1, f"{texts[0]} {texts[1]}"
        elif texts[0] in SHELLS:
            yield 1, texts[1]
    elif kind == "run_cell_magic" and texts[0] in SHELLS and isinstance(texts[2], str):
        yield 2, texts[2]


def without_installs(script: str) -> str:
    """The same commands, but that some say what they would install."""
    return PART.sub(lambda part: said(part[0]), script.replace("\\\n", " "))


def said(part: str) -> str:
    """One command, or what says that it isn't run: nothing where nobody would have seen it."""
    found = INSTALL.fullmatch(part)
    if found is None:
        return part
    if ">" in re.sub(r"'[^']*'|\"[^\"]*\"|[\w\]][<>=!~]=?[\w.*]", "", part):
        return " : "
    return f" echo {shlex.quote(SAYING.format(' '.join(found['command'].split())))} "


def requirements(source: str) -> Iterator[str]:
    """What some code would have pip install, as far as it has a name."""
    for node in ast.walk(ast.parse(source)):
        for _, text in commands(node) if isinstance(node, ast.Call) else ():
            for part in PART.findall(text.replace("\\\n", " ")):
                yield from named(part)


def named(part: str) -> Iterator[str]:
    """The requirements of one command."""
    found = INSTALL.fullmatch(part)
    listed = NAMES.fullmatch(found["command"]) if found else None
    try:
        words = shlex.split(listed["arguments"]) if listed else []
    except ValueError:
        return
    for place, word in enumerate(words):
        taken = place and TAKING.fullmatch(words[place - 1])
        if not taken and re.match(r"[A-Za-z]", word) and not re.search(r"[/{}$\\]", word):
            yield word
