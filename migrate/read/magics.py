"""What IPython's magics and shell commands do with the notebook's names."""

from __future__ import annotations

import ast
import re

from migrate.knowledge.ipython import HARMLESS, INSPECTS, RUNS_CODE
from migrate.model.notebook import Effects, Name
from migrate.read.names import Names
from migrate.read.syntax import captured

INSERTED = re.compile(r"\{([^{}]*)\}|\$\$?\{?([^\W\d]\w*)")
IN = re.compile(r"(?:^|\s)(?:-i|--input)[ =]?([\w,]+)")
OUT = re.compile(r"(?:^|\s)(?:-o|--output|--out|--err|--proc)[ =]([\w,]+)|^\s*(\w+)\s*<<")


def effects_of_command(call: ast.Call, method: str, names: Names) -> Effects:
    """The effects of a call on the shell, apart from Python code in it."""
    words = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    words += [part.value.value for part in call.keywords if isinstance(part.value, ast.Constant)]
    texts = [word for word in words if isinstance(word, str)]
    if method == "magic":
        name, _, line = " ".join(texts).partition(" ")
        return _flow_of_magic(name, line, "", names)
    if method in ("run_line_magic", "run_cell_magic"):
        name, line, body = (*texts, "", "", "")[:3]
        return _flow_of_magic(name, line, body, names)
    return _read(_inserted(" ".join(texts), names))


def _flow_of_magic(name: str, line: str, body: str, names: Names) -> Effects:
    inserted = _inserted(f"{line}\n{body}", names)
    if name in INSPECTS:
        return _read(inserted | names.within(line))
    if name in RUNS_CODE:
        return _read(inserted | names.within(line) | names.within(body))
    if name == "xdel":
        gone = names.within(line)
        return Effects(uses=gone, may_mutate=gone, deletes=gone)
    made = _listed(OUT, line)
    given = inserted | (_listed(IN, line) & names.bound)
    opaque = name not in HARMLESS
    return Effects(
        given, may_define=made, must_define=made, may_mutate=given, dynamic=opaque, star=name == "pylab"
    )


def _inserted(text: str, names: Names) -> frozenset[Name]:
    """The notebook's names in `{x}` and `$x`."""
    return names.within(" ".join(inner or name for inner, name in INSERTED.findall(text)))


def _listed(option: re.Pattern[str], line: str) -> frozenset[Name]:
    found = (
        word
        for groups in option.findall(line)
        for word in (groups if isinstance(groups, tuple) else [groups])
    )
    return frozenset(name for word in found for name in word.split(",") if name.isidentifier())


def _read(names: frozenset[Name]) -> Effects:
    return Effects(uses=names, may_mutate=names)


def code_lines(name: str, line: str) -> list[str]:
    """Texts to try as a line magic's Python code: the options before it are dropped one by one."""
    words = re.split(r"(\s+)", line) if name in RUNS_CODE else []
    return ["".join(words[start:]) for start in range(0, len(words), 2)]


def output_name(name: str, line: str) -> Name | None:
    """The name that a magic binds besides running code."""
    return captured(line) if name == "capture" else None
