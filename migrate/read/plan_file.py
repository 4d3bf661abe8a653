"""An edited plan: from text to what it asks for, each thing with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from migrate.errors import RequestError
from migrate.model.user_plan import AskedFunction, AskedParameter, AskedPlan, AskedStage

KEYS = ("notebook", "cells", "stages", "parameters", "functions")
CELLS = re.compile(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?")
LIKE = "  A plan looks like what this writes: nbmigrate split NOTEBOOK --plan-only --no-run"


class Reader:
    """Reads one file; refuses what it can't read, with the line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def wrong(self, line: int, text: str) -> RequestError:
        return RequestError(f"{self.path}, line {line}: {text}\nNothing was written.")

    def plan(self) -> AskedPlan:
        top = self.top()
        parts = {key.value: node for key, node in self.pairs(top, "a plan")}
        for key, _ in self.pairs(top, "a plan"):
            if key.value not in KEYS:
                raise self.wrong(
                    line_of(key), f"`{key.value}` means nothing here; known are {', '.join(KEYS)}."
                )
        if "stages" not in parts:
            raise RequestError(f"{self.path}, line 1: `stages` is missing, so this is not a plan.\n{LIKE}")
        stages = self.pairs(parts["stages"], "`stages`")
        functions = self.pairs(parts.get("functions"), "`functions`")
        return AskedPlan(
            str(self.path),
            tuple(AskedStage(k.value, line_of(k), tuple(self.cells(k.value, node))) for k, node in stages),
            {key.value: self.function(key, node) for key, node in functions},
            self.text(parts.get("notebook")),
            self.text(parts.get("cells")),
            tuple(self.parameters(parts.get("parameters"))),
        )

    def top(self) -> Node | None:
        try:
            return yaml.compose(self.path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except OSError as error:
            raise RequestError(f"{self.path}: {error.strerror}.\n{LIKE}") from None
        except UnicodeDecodeError:
            raise RequestError(f"{self.path}: is not a plan, for it isn't text in UTF-8.\n{LIKE}") from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self.wrong(mark.line + 1 if mark else 1, f"this isn't YAML: {error.problem}.") from None
        except RecursionError:
            raise RequestError(f"{self.path}: is not a plan, for it is nested too deeply.\n{LIKE}") from None
        except yaml.YAMLError as error:
            raise RequestError(f"{self.path}: is not a plan, for it isn't YAML: {error}\n{LIKE}") from None

    def pairs(self, node: Node | None, what: str) -> list[tuple[ScalarNode, Node]]:
        """The entries of a mapping, with no key twice; an empty value has no entries."""
        if node is None or (isinstance(node, ScalarNode) and not node.value):
            return []
        if not isinstance(node, MappingNode):
            text = f"{what} has to be names, each with a colon and what belongs to it."
            raise RequestError(f"{self.path}, line {line_of(node)}: {text}\n{LIKE}")
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                raise self.wrong(line_of(key), "this can't be a name.")
            if key.value in lines:
                text = f"the name `{key.value}` is in line {lines[key.value]} already; each needs its own."
                raise self.wrong(line_of(key), text)
            lines[key.value] = line_of(key)
        return list(node.value)

    def cells(self, stage: str, node: Node) -> Iterator[tuple[int, int]]:
        """The numbers of cells, each with its line: `- 3`, or `- 3-7`."""
        empty = isinstance(node, ScalarNode) and not node.value
        items = node.value if isinstance(node, SequenceNode) else [] if empty else [node]
        for item in items:
            match = CELLS.fullmatch(item.value) if isinstance(item, ScalarNode) else None
            if not match:
                said = f"`{item.value}`" if isinstance(item, ScalarNode) else "this"
                text = f"{said} in stage {stage} is no cell; below its name stand numbers of cells, as `- 3`."
                raise self.wrong(line_of(item), text)
            first, last = int(match[1]), int(match[2] or match[1])
            if last < first or last - first > 100_000:
                raise self.wrong(line_of(item), f"{item.value} in stage {stage} is no range of cells.")
            yield from ((index, line_of(item)) for index in range(first, last + 1))

    def parameters(self, node: Node | None) -> Iterator[AskedParameter]:
        """The parameters, each with its line: `- name: the literal that it stands for`."""
        if node is None or (isinstance(node, ScalarNode) and not node.value):
            return
        listed = isinstance(node, SequenceNode)
        for item in node.value if listed else [node]:
            pairs = item.value if listed and isinstance(item, MappingNode) else []
            if len(pairs) != 1 or not all(isinstance(part, ScalarNode) for part in pairs[0]):
                like = "`- test_size: train_test_split(test_size=0.2) in cell 12`"
                raise self.wrong(line_of(item), f"this is no parameter; a line for one looks like {like}.")
            name, given = pairs[0]
            yield AskedParameter(name.value, " ".join(given.value.split()), line_of(name))

    def function(self, key: ScalarNode, node: Node) -> AskedFunction:
        match self.text(node):
            case "move" | "stay" as place:
                return AskedFunction(place, line_of(key))
        raise self.wrong(line_of(node), f"`{key.value}` can `move` or `stay`, nothing else.")

    def text(self, node: Node | None) -> str:
        """A scalar as it is written; "" for anything else."""
        return str(node.value) if isinstance(node, ScalarNode) else ""


def read_plan(path: Path) -> AskedPlan:
    """What a plan file asks for; RequestError says, with the line, why it is no plan."""
    return Reader(path).plan()


def line_of(node: Node) -> int:
    """The line of a node, from 1."""
    return int(node.start_mark.line) + 1
