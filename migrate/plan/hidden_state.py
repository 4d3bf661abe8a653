"""What in earlier cells may explain why a cell shows something else in a task of its own."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from migrate.knowledge.facts import does
from migrate.knowledge.ipython import ASKS_SESSION, LEAVES_NOTHING, is_history
from migrate.model.notebook import Cell, Name, Notebook, Statement
from migrate.model.syntax import last_word
from migrate.model.trace import Trace
from migrate.plan.imports import only_imported

MUTABLE = ast.List | ast.Dict | ast.Set | ast.Call | ast.ListComp | ast.DictComp | ast.SetComp
ABSENT = re.compile(r"Can't get attribute '(\w+)' on <module '__main__'")  # as pickle says it
WORD = re.compile(r"\w+")
LONGEST = 60  # characters of code in a sentence


def suspicion(notebook: Notebook, trace: Trace, before: Sequence[Cell], cells: Sequence[Cell]) -> str:
    """What earlier cells do, other than to variables, that these cells may depend on; "" if unknown.

    What concerns names that these cells use comes first, then what surely lasts, then what is closest.
    """
    names = {name for cell in cells for name in used(notebook, cell)}
    asked = (found for cell in cells if (found := asks(notebook, cell)))
    if why := in_common(trace, before, names) or next(asked, "") or disordered(trace, before, names):
        return why
    done = [(c, name, what) for c in reversed(before) for name, what in effects(notebook, c)]
    done.sort(key=lambda item: item[2].startswith("calls"))  # what is set lasts; a call may leave nothing
    near = [item for item in done if item[1] in names] or [item for item in done if item[1] == ""]
    told = (f"cell {c.index} {what}" for c, _, what in near or done)
    return next(itertools.chain(told, asks_neighbours(notebook, trace, before)), "")


def needed_to_load(notebook: Notebook, error: str) -> str:
    """Which function or class of the notebook a stored value can't be loaded without; "" if unknown."""
    name = found[1] if (found := ABSENT.search(error)) else ""
    makers = (cell.index for cell in notebook.code for s in cell.statements if name and s.defines == name)
    return next((f"a value that it loads needs `{name}` of cell {maker}" for maker in makers), "")


def used(notebook: Notebook, cell: Cell) -> set[Name]:
    """The names that a cell uses, directly or through functions of the notebook."""
    free = {s.defines: s.free for s in notebook.statements if s.defines}
    found, todo = set[Name](), set(cell.effects.uses | cell.effects.may_mutate)
    while todo:
        found |= todo
        todo = {name for known in todo for name in free.get(known, ())} - found
    return found


def asks_neighbours(notebook: Notebook, trace: Trace, before: Sequence[Cell]) -> Iterator[str]:
    """The calls of what a file beside the notebook defines, in sentences, the last first."""
    files = {word for path in trace.modules for word in PurePosixPath(path).with_suffix("").parts}
    imports = [s for s in notebook.statements if s.kind == "import"]
    theirs = {n for s in imports if files & {*WORD.findall(s.source)} for n in s.imports}
    for cell in reversed(before):
        for statement in cell.statements:
            for node in statement.nodes:
                if isinstance(node, ast.Call) and root(node) in theirs:
                    yield f"cell {cell.index} calls `{short(node)}`, whose module may keep something"


def in_common(trace: Trace, before: Sequence[Cell], names: set[Name]) -> str:
    """Which two of the names share an object, as stored values can't; "" if none do."""
    border = next((cell.index for cell in reversed(before) if cell.index in trace.aliases), None)
    pairs = trace.aliases[border] if border is not None else ()
    pair = next((pair.names for pair in pairs if names.issuperset(pair.names)), None)
    return f"`{pair[0]}` and `{pair[1]}` hold an object in common; stored, each has its own" if pair else ""


def disordered(trace: Trace, before: Sequence[Cell], names: set[Name]) -> str:
    """Which of the names is a set, whose order no file can keep; "" if none is."""
    border = next((cell.index for cell in reversed(before) if cell.index in trace.snapshots), None)
    values = trace.snapshots[border] if border is not None else {}
    found = sorted(n for n in names if n in values and values[n].kind in ("set", "frozenset"))
    return f"`{found[0]}` is a set, and may come in another order once it was stored" if found else ""


def asks(notebook: Notebook, cell: Cell) -> str:
    """What a cell asks for that stored values don't keep (history, identity, memory); "" if nothing."""
    own = {name for statement in notebook.statements for name in statement.effects.may_define}
    for statement in cell.statements:
        for part in statement.nodes:
            match part:
                case ast.Name(name, ast.Load()) if name not in own and is_history(name):
                    return f"cell {cell.index} uses `{name}`, of which only the notebook's own session knows"
                case ast.Call() if is_about_session(part):
                    magic = as_magic(part)
                    return f"cell {cell.index} runs `{magic}`, which only the notebook's own session can"
            if is_about_memory(part):
                return f"cell {cell.index} asks for `{short(part)}`, which stored values don't keep"
    return ""


def is_about_session(call: ast.Call) -> bool:
    """Whether a call is a magic that looks at what was typed, or at all names."""
    first = call.args[0] if call.args and root(call.func, last=True) == "run_line_magic" else None
    return isinstance(first, ast.Constant) and first.value in ASKS_SESSION


def leaves_nothing(call: ast.Call) -> bool:
    """Whether a call is a magic or shell command of which no later cell shows anything."""
    match call:
        case ast.Call(ast.Attribute(_, "system" | "getoutput")):
            return True
        case ast.Call(args=[ast.Constant(name), *_]):
            return name in LEAVES_NOTHING
    return False


def is_about_memory(part: ast.AST) -> bool:
    """Whether code asks where or how values lie in memory, or whether two are the same object."""
    if isinstance(part, ast.Compare):
        sides = (part.left, *part.comparators)
        asked = any(isinstance(operator, ast.Is | ast.IsNot) for operator in part.ops)
        return asked and not any(isinstance(side, ast.Constant) for side in sides)
    if isinstance(part, ast.Call):
        return does(last_word(part.func), "identity")
    return isinstance(part, ast.Attribute) and does(part.attr, "layout")


def effects(notebook: Notebook, cell: Cell) -> Iterator[tuple[Name, str]]:
    """What a cell does to functions, classes, modules and the process, the last first.

    Each comes with the name that it concerns, "" if it concerns the whole process.
    """
    own = {s.defines for s in notebook.statements if s.defines}
    lasting = only_imported(notebook) | own
    for statement in reversed(cell.statements):
        if statement.defines:
            yield from kept_state(statement.defines, statement.tree, own)
        for target in targets(statement.tree):
            if root(target) in lasting:
                yield root(target), f"sets `{short(target)}`"
            elif root(target) in ("globals", "vars", "locals"):
                yield "", f"changes `{short(target)}`"
            elif is_of_class(target):
                yield statement.defines or "", f"sets `{short(target)}`"
        if not statement.defines:
            yield from calls(statement, lasting)


def calls(statement: Statement, lasting: frozenset[Name]) -> Iterator[tuple[Name, str]]:
    """The calls that code makes for their effect, those in loops and branches included."""
    for part in statement.nodes:
        if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Call)):
            continue
        call = part.value
        setter = root(call) in ("setattr", "delattr") and call.args
        name = root(call.args[0] if setter else call)
        if name in lasting:
            yield name, f"{f'changes `{name}` by' if setter else 'calls'} `{short(part)}`"
        elif name == "get_ipython" and not leaves_nothing(call):
            yield "", f"runs `{as_magic(call)}`"
        elif root(call.func, last=True).startswith(("register", "for_type")):
            yield "", f"calls `{short(part)}`"


def kept_state(name: Name, node: ast.AST, own: set[Name]) -> Iterator[tuple[Name, str]]:
    """How a definition remembers its calls, shares what can change, or makes itself known elsewhere."""
    yield from cached(name, node)
    for decorator in getattr(node, "decorator_list", ()):
        word = root(decorator, last=True)
        if is_register(decorator):
            yield "", f"makes `{name}` known elsewhere (`@{short(decorator)}`)"
        elif isinstance(decorator, ast.Name) and word in own:
            yield name, f"defines `{name}`, whose calls `@{word}` may remember"
    if isinstance(node, ast.ClassDef):
        for part in node.body:
            if isinstance(part, ast.Assign) and isinstance(part.value, MUTABLE):
                yield name, f"defines `{name}`, whose `{short(part)}` all instances share"
            yield from cached(name, part)
    if isinstance(node, ast.FunctionDef):
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if isinstance(default, MUTABLE):
                yield name, f"defines `{name}`, whose default `{short(default)}` its calls may change"


def is_register(decorator: ast.expr) -> bool:
    """Whether a decorator may make what it decorates known elsewhere: `@app.route("/")`."""
    word = root(decorator, last=True)
    dotted = isinstance(decorator, ast.Call | ast.Attribute) and not does(word, "plain", "remembers")
    return dotted or word.startswith("register")


def cached(name: Name, node: ast.AST) -> Iterator[tuple[Name, str]]:
    """The caches that a function, or a method of the class `name`, keeps."""
    for decorator in getattr(node, "decorator_list", ()):
        if does(root(decorator, last=True), "remembers"):
            yield name, f"defines `{name}`, which keeps a cache (`@{short(decorator)}`)"


def targets(node: ast.AST) -> Iterator[ast.expr]:
    """The attributes and items that code assigns or deletes, inside functions and classes too."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute | ast.Subscript) and not isinstance(part.ctx, ast.Load):
            yield part


def is_of_class(target: ast.expr) -> bool:
    """Whether code reaches the class of some object: `type(self).made`, `cls.made`, `a.__class__.made`."""
    return root(target) in ("type", "cls") or ".__class__." in ast.unparse(target)


def root(node: ast.AST, *, last: bool = False) -> Name:
    """The name that an expression begins with, or its `last` dotted word; "" if it has none."""
    while not isinstance(node, ast.Name):
        if last and isinstance(node, ast.Attribute):
            return node.attr
        inner = getattr(node, "func", None) or getattr(node, "value", None)
        if not isinstance(inner, ast.AST):
            return ""
        node = inner
    return node.id


def as_magic(call: ast.Call) -> str:
    """A call on IPython's shell as the notebook spells it: `%cd data`."""
    words = [str(argument.value) for argument in call.args if isinstance(argument, ast.Constant)]
    return f"%{' '.join(words).strip()}" if root(call.func, last=True) == "run_line_magic" else short(call)


def short(node: ast.AST) -> str:
    """Code on one line, cut to fit into a sentence."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
