"""What the tasks of a pipeline import first, in an order in which they can share it."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile
from pathlib import Path

from .percent_script import parse

ROOT = Path(__file__).resolve().parents[2]
SETUP = "_setup"  # the tasks' own module that puts them into their place
HEEDED = {"builtins", "importlib", "os", "shutil", "site", "subprocess", "sys"}
HARMLESS = {"autoreload", "config", "load_ext", "matplotlib", "precision"}
# What these packages import themselves: tasks with one of them share it with tasks that name the other
IMPLIED = {
    "matplotlib": ("numpy",),
    "pandas": ("numpy",),
    "scipy": ("numpy",),
    "seaborn": ("matplotlib.pyplot", "numpy", "pandas"),
    "sklearn": ("numpy", "sklearn"),
    "statsmodels": ("numpy", "pandas"),
}
READERS = {".parquet": ("numpy", "pandas"), ".npy": ("numpy",)}  # of what tasks load first
QUICK = {"yaml"}  # what takes no time would only set tasks apart
Step = tuple[
    str, ...
]  # imports that are made together: the folder first, then `package.module:name`


def steps(task: Path) -> list[Step]:
    """The imports of a task, divided where another task of its folder has no more in common with it.

    What most tasks import comes first, so that the most is shared.
    """
    names = {
        path: leading_imports(path.read_text(encoding="utf-8")) for path in task.parent.glob("*.py")
    }
    count = Counter(name for found in names.values() for name in found)
    ordered = {
        path: sorted(found, key=lambda name: (name != SETUP, -count[name], name))
        for path, found in names.items()
    }
    mine = ordered[task]
    ends = sorted({0, *(in_common(mine, other) for other in ordered.values())})
    return [(str(task.parent),), *(tuple(mine[a:b]) for a, b in pairwise(ends))]


def in_common(one: list[str], other: list[str]) -> int:
    """How many imports two tasks share from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def leading_imports(script: str) -> set[str]:
    """Packages that a task imports before it does anything that an import could heed."""
    found = list(leading(statements(script), set()))
    if SETUP in found[1:]:
        return set()
    implied = [other for name in found for other in IMPLIED.get(top(name), ())]
    loaders = [name for statement in statements(script) for name in readers(statement)]
    shared = {*found, *implied, *loaders} - QUICK
    return {name for name in shared if name == SETUP or is_foreign(name)}


def leading(code: Iterable[ast.stmt], seen: set[Path]) -> Iterator[str]:
    """What code imports before anything else, itself and through the project's modules."""
    modules: dict[str, str] = {}  # packages by the name they are bound to
    for statement in code:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            modules |= bound_by(statement)
            for name in imports_of(statement):
                yield name
                if (path := own_module(name)) and path not in seen:
                    yield from leading(ast.parse(path.read_bytes()).body, seen | {path})
        elif not is_harmless(statement, modules):
            return


def readers(statement: ast.stmt) -> Iterator[str]:
    """What a task needs to load the products that its parameters name."""
    match statement:
        case ast.Assign([ast.Name("upstream")], ast.Dict(_, values)):
            for value in values:
                if isinstance(value, ast.Constant):
                    yield from READERS.get(Path(str(value.value)).suffix, ())


def own_module(name: str) -> Path | None:
    """The file of one of the project's modules, named as `package.module` or `package:module`."""
    module, _, member = name.partition(":")
    for dotted in (f"{module}.{member}", module):
        path = ROOT / "src" / f"{dotted.replace('.', '/')}.py"
        if path.is_file():
            return path
    return None


def statements(script: str) -> Iterator[ast.stmt]:
    """The statements of a script, up to the first cell that isn't Python."""
    from IPython.core.inputtransformer2 import TransformerManager

    for cell in parse(script):
        if cell.kind == "code":
            try:
                yield from ast.parse(TransformerManager().transform_cell(cell.source)).body
            except SyntaxError:
                return


def imports_of(statement: ast.Import | ast.ImportFrom) -> list[str]:
    """What a statement imports: `module`, or `module:name` where the name may be a module too."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    return [f"{statement.module}:{alias.name}" for alias in statement.names if not statement.level]


def bound_by(statement: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """The names that an import binds, and the packages behind them."""
    if isinstance(statement, ast.Import):
        return {(a.asname or a.name).partition(".")[0]: top(a.name) for a in statement.names}
    return {a.asname or a.name: top(statement.module or "") for a in statement.names}


def top(name: str) -> str:
    """The package that a dotted name begins with."""
    return name.partition(":")[0].partition(".")[0]


def is_foreign(name: str) -> bool:
    """Whether a package is neither Python's own nor the project's."""
    mine = (ROOT / "src" / top(name)).exists() or (ROOT / "src" / f"{top(name)}.py").exists()
    return top(name) not in sys.stdlib_module_names and not mine


def is_harmless(statement: ast.stmt, modules: dict[str, str]) -> bool:
    """Whether no import takes notice: a constant, parameters, a magic for display, a package's setting."""
    match statement:
        case ast.Expr(ast.Constant()):
            return True
        case ast.Expr(
            ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython")), "run_line_magic"), args)
        ):
            return ast.literal_eval(args[0]) in HARMLESS
        case ast.Expr(ast.Call(function, arguments, keywords)):
            values = [*arguments, *(keyword.value for keyword in keywords)]
            return is_setting(function, modules) and all(map(is_literal, values))
        case ast.Assign([ast.Name()], ast.Call(ast.Name("parameters"), values, [])):
            own = own_module(f"{modules.get('parameters')}:parameters") is not None
            return own and all(map(is_literal, values))
        case ast.Assign([ast.Name()], value):
            return is_literal(value)
        case ast.Assign([target], value):
            return is_setting(target, modules) and is_literal(value)
    return False


def is_setting(place: ast.expr, modules: dict[str, str]) -> bool:
    """Whether an expression leads into an imported package, and not one that imports heed."""
    while isinstance(place, ast.Attribute | ast.Subscript):
        place = place.value
    return isinstance(place, ast.Name) and modules.get(place.id, "os") not in HEEDED


def is_literal(value: ast.expr) -> bool:
    """Whether an expression is a constant, or a collection of them."""
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True
