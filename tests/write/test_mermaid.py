"""Pictures for Mermaid: what its grammar takes, whatever variables and files are called."""

import re
from dataclasses import replace

import pytest

from migrate.model.pipeline import Pipeline, Product, Task
from migrate.write.mermaid import mermaid
from tests.write.pipelines import code

# What Mermaid's flowchart grammar takes of these lines: text in quotes holds neither quotes nor code marks,
# and `#` only as the beginning of a character's number.
TEXT = r'"(?P<text>(?:[^"`#<>\[\]{}|\n]|#\d+;)+)"'
NODE = re.compile(rf"    (?P<id>task\d+)\[{TEXT}\]")
EDGE = re.compile(rf"    (?P<begin>task\d+) -- {TEXT} --> (?P<end>task\d+)")


def parsed(text: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """The nodes and edges; fails at whatever the grammar doesn't know."""
    first, second, *lines, last = text.removesuffix("\n").split("\n")
    assert (first, second, last) == ("```mermaid", "flowchart TD", "```")
    nodes, edges = {}, []
    for line in lines:
        if node := NODE.fullmatch(line):
            nodes[node["id"]] = shown(node["text"])
        else:
            edge = EDGE.fullmatch(line)
            assert edge, line
            edges.append((edge["begin"], shown(edge["text"]), edge["end"]))
    assert {name for begin, _, end in edges for name in (begin, end)} <= nodes.keys()
    return nodes, edges


def shown(text: str) -> str:
    """What a reader sees."""
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text)


def passing(*names: str) -> Pipeline:
    products = tuple(Product(name, f"data/{number}", 1) for number, name in enumerate(names))
    load = Task(1, "load", "", (code(1),), product=products)
    return Pipeline("p", "p.ipynb", (load, Task(2, "end", "", (code(2),), upstream=products)))


@pytest.mark.parametrize(
    ("pipeline", "nodes", "edges"),
    [
        pytest.param(passing(), {"task1": "load", "task2": "end"}, [], id="nothing crosses"),
        pytest.param(
            passing("df"), {"task1": "load", "task2": "end"}, [("task1", "df", "task2")], id="a variable"
        ),
        pytest.param(
            passing("größe", "β", "__x"),
            {"task1": "load", "task2": "end"},
            [("task1", "größe, β, __x", "task2")],
            id="letters of all kinds",
        ),
        pytest.param(
            passing("a", "b", "c", "d", "e", "f"),
            {"task1": "load", "task2": "end"},
            [("task1", "a, b, c, d and 2 more", "task2")],
            id="many",
        ),
    ],
)
def test_mermaid(pipeline: Pipeline, nodes: dict[str, str], edges: list[tuple[str, str, str]]) -> None:
    assert parsed(mermaid(pipeline)) == (nodes, edges)


@pytest.mark.parametrize("name", ['a"b.csv', "a#1;.csv", "<b>.csv", "`a`", "a|b]}", "a\\n", "[x](y)", "a&b;"])
def test_files_of_any_name_are_shown_as_they_are_called(name: str) -> None:
    load, end = passing().tasks
    both = (replace(load, writes=(f"out/{name}",)), replace(end, reads=(f"out/{name}",)))
    assert parsed(mermaid(replace(passing(), tasks=both)))[1] == [("task1", name, "task2")]


def test_a_file_comes_from_the_last_task_that_wrote_it() -> None:
    load, end = passing("df").tasks
    tasks = (
        replace(load, writes=("out",)),
        replace(load, number=2, name="again", product=(), writes=("out",)),
        replace(end, number=3, reads=("out/a.csv", "raw.csv")),
    )
    assert parsed(mermaid(replace(passing(), tasks=tasks)))[1] == [
        ("task1", "df", "task3"),
        ("task2", "a.csv", "task3"),
    ]
