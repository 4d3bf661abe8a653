"""Files that get a new name with each run: their names hold the time, or a fresh id.

The code is followed from the call that asks for the time to where the name is put together:
`f"report_{today}.txt"` becomes a pattern, and a file that the run wrote and that fits it is such a file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath

from migrate.knowledge.facts import does
from migrate.model.notebook import Name, Notebook
from migrate.model.trace import Trace


class Hole(Enum):
    """A part of a name that the text doesn't tell."""

    ANY = r".*"
    CLOCK = r"([^/]+)"  # what the time says, or an id


Shape = tuple[str | Hole, ...]  # a text, as far as the code tells it
UNKNOWN: Shape = (Hole.ANY,)
ANEW: Shape = (Hole.CLOCK,)

SHELL = re.compile(r"\$\(\s*date[^)]*\)|`\s*date[^`]*`|\$\$")
DIRECTIVE = re.compile(r"%[-#]?[a-zA-Z]")
VALUE = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[sdifrgx]")
FIELD = re.compile(r"\{([^{}!:]*)[^{}]*\}")
WORD = re.compile(r"(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*")


def renamed(notebook: Notebook, trace: Trace) -> dict[str, str]:
    """The files that the notebook wrote under names of that one run → patterns that fit any run's."""
    written = sorted({path for cell in trace.cells.values() for path in cell.writes})
    forms = patterns(notebook) if written else []
    found = {path: next((p for form in forms if (p := fitted(form, path))), "") for path in written}
    return {path: pattern for path, pattern in found.items() if pattern}


def patterns(notebook: Notebook) -> list[re.Pattern[str]]:
    """A pattern for each text that the code makes anew with each run, the longest first."""
    trees = [statement.tree for statement in notebook.statements]
    known = Known()
    for _ in range(2):  # functions use names that are bound below them
        shapes = {word for tree in trees for shape in known.shapes(tree) for word in (shape, *words(shape))}
    telling = {shape for shape in shapes if Hole.CLOCK in shape and is_a_name(shape)}
    return [as_pattern(shape) for shape in sorted(telling, key=lambda shape: (-len(shape), str(shape)))]


def words(shape: Shape) -> Iterator[Shape]:
    """The words of a text, which may be a command that names files."""
    word: list[str | Hole] = []
    for part in shape:
        first, *others = re.split(r"\s+", part) if isinstance(part, str) else [part]
        word.append(first)
        for other in others:
            yield joined([tuple(word)])
            word = [other]
    yield joined([tuple(word)])


def is_a_name(shape: Shape) -> bool:
    """Whether a text says enough to recognise a file's name: an ending, or a word."""
    return bool(re.search(r"\.\w|\w{2}", "".join(part for part in shape if isinstance(part, str))))


def as_pattern(shape: Shape) -> re.Pattern[str]:
    """The paths from the root of the notebook's tree that a text may stand for."""
    parts = [part.value if isinstance(part, Hole) else re.escape(part) for part in shape]
    named = re.sub(r"^(?:\\\.{1,2}/|\\\.\\\./)+", "", "".join(parts).replace(r"\\", "/"))
    return re.compile(rf"(?:.*/)?{named.removeprefix('/')}(?:/.*)?")


def fitted(form: re.Pattern[str], path: str) -> str:
    """The path with stars for what is made anew; "" if it isn't such a path."""
    match = form.fullmatch(path)
    if not match or not all(map(could_be_time, match.groups())):
        return ""
    spans = [match.span(number) for number in range(1, 1 + len(match.groups()))]
    for begin, end in reversed(spans):
        path = f"{path[:begin]}*{path[end:]}"
    return path


def could_be_time(text: str) -> bool:
    """Whether a text may be a time, a part of one, or an id."""
    return bool(re.search(r"\d", text) or WORD.fullmatch(text))


def in_another_run(first: Mapping[str, object], second: Mapping[str, object]) -> dict[str, str]:
    """Files that two runs wrote under different names: the first run's → what both have in common."""
    mine, theirs = sorted({*first} - {*second}), sorted({*second} - {*first})
    found = {}
    for path in mine:
        twins = [other for other in theirs if same_place(path, other)]
        if twins:
            found[path] = common(path, twins[0])
            theirs.remove(twins[0])
    return found


def same_place(path: str, other: str) -> bool:
    """Whether two paths may be one file under two names: equally deep, with the same ending."""
    one, two = PurePosixPath(path), PurePosixPath(other)
    return len(one.parts) == len(two.parts) and one.suffix == two.suffix


def common(path: str, other: str) -> str:
    pairs = zip(PurePosixPath(path).parts, PurePosixPath(other).parts, strict=True)
    return "/".join(one if one == two else starred(one, two) for one, two in pairs)


def starred(one: str, two: str) -> str:
    """Two names as one pattern: "a_12.txt", "a_34.txt" → "a_*.txt"."""
    shortest = min(len(one), len(two))
    begin = next((i for i in range(shortest) if one[i] != two[i]), shortest)
    end = next((i for i in range(shortest - begin) if one[-1 - i] != two[-1 - i]), shortest - begin)
    return f"{one[:begin]}*{one[len(one) - end :]}"


@dataclass
class Known:
    """What a notebook's names stand for, as far as they are followed."""

    names: dict[Name, Shape] = field(default_factory=dict)
    functions: dict[Name, Shape] = field(default_factory=dict)  # what they give

    def shapes(self, tree: ast.AST) -> Iterator[Shape]:
        """Every text that code puts together, in order; the names that it binds are known afterwards."""
        for node in ast.walk(tree):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    given = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
                    shapes = [self.shape(value) for value in given]
                    self.functions[node.name] = next((s for s in shapes if Hole.CLOCK in s), UNKNOWN)
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self.bind(target, self.shape(value))
                case (
                    ast.AnnAssign(target=target, value=ast.expr() as value)
                    | ast.NamedExpr(target=target, value=value)
                ):
                    self.bind(target, self.shape(value))
                case ast.AugAssign(target=ast.Name(id=name), value=value):
                    self.names[name] = (*self.names.get(name, UNKNOWN), *self.shape(value))
        yield from (self.shape(node) for node in ast.walk(tree) if isinstance(node, ast.expr))

    def bind(self, target: ast.expr, shape: Shape) -> None:
        if isinstance(target, ast.Name):
            self.names[target.id] = shape
        elif isinstance(target, ast.Attribute):
            self.names[target.attr] = shape

    def shape(self, node: ast.expr | None) -> Shape:
        match node:
            case ast.Constant(value=str(text)):
                return with_dates(text)
            case ast.Constant(value=value):
                return (str(value),)
            case ast.JoinedStr(values=values):
                return joined([self.shape(value) for value in values])
            case ast.FormattedValue(value=value, format_spec=spec):
                shape = self.shape(value)
                return shape if spec is None else as_hole(shape)
            case ast.Name(id=name):
                return self.names.get(name, UNKNOWN)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return joined([self.shape(left), self.shape(right)])
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return joined([self.shape(left), ("/",), self.shape(right)])
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right):
                given = right.elts if isinstance(right, ast.Tuple) else [right]
                return self.filled(VALUE, text, list(given))
            case ast.Call():
                return self.called(node)
            case ast.Attribute(value=value, attr=attr) if attr in self.names:
                shape = self.names[attr]
                return shape if Hole.CLOCK in shape else as_hole(self.shape(value))
        return self.of_parts(node) if node else UNKNOWN

    def called(self, call: ast.Call) -> Shape:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if asks_anew(name, call):
            return dated(call) if name == "strftime" else ANEW
        if name in self.functions:
            return self.functions[name]
        match name, receiver:
            case "format", ast.Constant(value=str(text)):
                return self.filled(FIELD, text, call.args, {k.arg: k.value for k in call.keywords if k.arg})
            case "join" | "joinpath", _ if isinstance(receiver, ast.Constant):
                return self.joined_by(str(receiver.value), call)
            case "join" | "joinpath", _:
                first = [receiver] if name == "joinpath" else []
                return joined(with_between("/", [self.shape(part) for part in [*first, *call.args]]))
            case "strftime", _ if Hole.CLOCK in self.of_parts(call):
                return dated(call)
            case _ if does(name, "same text") and (call.args or receiver):
                return self.shape(call.args[0] if call.args else receiver)
        return self.of_parts(call)

    def joined_by(self, between: str, call: ast.Call) -> Shape:
        """What `"_".join([a, b])` gives."""
        parts = call.args[0] if call.args else None
        if not isinstance(parts, ast.List | ast.Tuple):
            return self.of_parts(call)
        return joined(with_between(between, [self.shape(part) for part in parts.elts]))

    def filled(
        self,
        gap: re.Pattern[str],
        text: str,
        given: list[ast.expr],
        named: Mapping[str, ast.expr] | None = None,
    ) -> Shape:
        """A text with values in its gaps: in order, by number or by name."""
        parts: list[Shape] = []
        end = 0
        for place, match in enumerate(gap.finditer(text)):
            key = match[1] if gap.groups else ""
            number = int(key) if key.isdigit() else place
            value = (named or {}).get(key) or (given[number] if number < len(given) else None)
            parts += [(text[end : match.start()],), self.shape(value)]
            end = match.end()
        return joined([*parts, (text[end:],)])

    def of_parts(self, node: ast.AST) -> Shape:
        """What an expression that isn't followed gives: made anew if one of its parts is."""
        parts = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr | ast.keyword)]
        shapes = [self.shape(p.value if isinstance(p, ast.keyword) else p) for p in parts]
        return ANEW if any(Hole.CLOCK in shape for shape in shapes) else UNKNOWN


def asks_anew(name: str, call: ast.Call) -> bool:
    """Whether a call asks for the time, or for an id that no other run has."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and first.value in ("now", "today"):
        return name in ("Timestamp", "to_datetime", "datetime64")
    if name == "strftime":
        return isinstance(first, ast.Constant) and len(call.args) == 1 and is_of_time(call.func)
    return does(name, "anew") or (not call.args and does(name, "now"))


def is_of_time(function: ast.expr) -> bool:
    """Whether a `strftime` is that of the module `time`; a bare name is taken for it."""
    return isinstance(function, ast.Name) or (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "time"
    )


def dated(call: ast.Call) -> Shape:
    """What a date format gives: its own words, with holes for what the time says."""
    first = call.args[0] if call.args else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return ANEW
    return with_holes(DIRECTIVE, first.value)


def with_dates(text: str) -> Shape:
    """A text with holes where a shell command asks for the date."""
    return with_holes(SHELL, text)


def with_holes(gap: re.Pattern[str], text: str) -> Shape:
    """A text with holes where the gaps are; neighbouring gaps make one hole."""
    words = gap.sub("\0", text)
    parts = re.split(r"\0(?:[-_.: ]?\0)*", words)
    return joined(with_between(Hole.CLOCK, [(part,) for part in parts]))


def with_between(between: str | Hole, shapes: list[Shape]) -> list[Shape]:
    return [part for shape in shapes for part in ((between,), shape)][1:]


def as_hole(shape: Shape) -> Shape:
    """The shape if all that is known is whether it is made anew."""
    return ANEW if Hole.CLOCK in shape else UNKNOWN


def joined(shapes: list[Shape]) -> Shape:
    """Several shapes as one, without empty texts."""
    return tuple(part for shape in shapes for part in shape if part)
