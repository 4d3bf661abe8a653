"""Write outputs/reports/report.html: the stages, the metrics and the figures in one file to pass on.

Figures are part of the file; executed notebooks are linked beside it. It needs no network.
"""

import base64
import json
import os
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from stages import ROOT, Graph, StagesError, dvc, read_graph

REPORT = ROOT / "outputs/reports/report.html"
WIDTH, HEIGHT, GAP = 190, 34, 26  # a stage's box, and the space around it
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
h2 { border-bottom: 1px solid #ddd; margin-top: 2rem }
table { border-collapse: collapse } td { padding: .15rem 1.5rem .15rem 0 } td + td { text-align: right }
figure { display: inline-block; margin: 0 1rem 1rem 0 } figure img { max-width: 28rem }
svg rect { fill: #f4f6f8; stroke: #8a97a6 } svg text { font: 13px system-ui, sans-serif }
svg path { fill: none; stroke: #8a97a6 }
"""


def main() -> int:
    """Write the report and say where it is."""
    try:
        parts = [
            ("Stages", draw(read_graph())),
            ("Metrics", table(read_metrics())),
            ("Figures", "".join(map(figure, files("figures", "*.png")))),
            ("Notebooks", "".join(map(link, files("notebooks", "*.ipynb")))),
        ]
    except StagesError as error:
        print(error, file=sys.stderr)
        return 1
    if not any(content for title, content in parts if title != "Stages"):
        print("There is nothing to report yet. Make it with: make run", file=sys.stderr)
        return 1
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(page(ROOT.name, parts), encoding="utf-8")
    print(REPORT.relative_to(ROOT))
    return 0


def page(title: str, parts: list[tuple[str, str]]) -> str:
    """The whole document; parts without content are left out."""
    body = "".join(f"<h2>{name}</h2>\n{content}\n" for name, content in parts if content)
    head = f'<meta charset="utf-8">\n<title>{escape(title)}</title>\n<style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="en">\n{head}\n<h1>{escape(title)}</h1>\n{body}</html>\n'


def files(folder: str, pattern: str) -> list[Path]:
    """The files of an output folder, in order."""
    return sorted((ROOT / "outputs" / folder).rglob(pattern))


def figure(path: Path) -> str:
    """A picture with its name below."""
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    name = escape(path.relative_to(ROOT / "outputs/figures").as_posix())
    image = f'<img alt="{name}" src="data:image/png;base64,{data}">'
    return f"<figure>{image}<figcaption>{name}</figcaption></figure>\n"


def link(path: Path) -> str:
    """A line that leads to a file from where the report is."""
    target = escape(Path(os.path.relpath(path, REPORT.parent)).as_posix())
    name = escape(path.relative_to(ROOT / "outputs/notebooks").as_posix())
    return f'<a href="{target}">{name}</a><br>\n'


def read_metrics() -> list[tuple[str, object]]:
    """The metrics that stages wrote, each with its full name."""
    told = json.loads(dvc("metrics", "show", "--json") or "{}")
    return list(flatten("", {path: what.get("data") for path, what in values(told)}))


def values(told: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """The files with metrics, whose names DVC puts below that of the working tree."""
    for tree in told.values():
        yield from tree.get("data", {}).items() if isinstance(tree, dict) else ()


def flatten(prefix: str, value: object) -> Iterator[tuple[str, object]]:
    """Name nested values by their path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(f"{prefix} {key}".strip(), inner)
    elif value is not None:
        yield prefix, value


def table(rows: list[tuple[str, object]]) -> str:
    """Two columns: what, how much."""
    lines = [f"<tr><td>{escape(k)}</td><td>{escape(str(v))}</td></tr>\n" for k, v in rows]
    return f"<table>\n{''.join(lines)}</table>" if rows else ""


def draw(graph: Graph) -> str:
    """The stages as boxes, each below all that it needs."""
    place = layout(graph)
    width = (max((column for column, _ in place.values()), default=0) + 1) * (WIDTH + GAP)
    height = (max((row for _, row in place.values()), default=0) + 1) * (HEIGHT + GAP)
    lines = [arrow(place[needed], place[name]) for name in graph for needed in sorted(graph[name])]
    boxes = [box(name, *place[name]) for name in graph]
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f"{''.join(lines)}{''.join(boxes)}</svg>"
    )


def layout(graph: Graph) -> dict[str, tuple[int, int]]:
    """A column and a row for each stage: one row below the lowest that it needs."""
    place: dict[str, tuple[int, int]] = {}
    taken: dict[int, int] = {}
    for name, needed in graph.items():
        row = max((place[other][1] + 1 for other in needed), default=0)
        place[name] = taken.get(row, 0), row
        taken[row] = taken.get(row, 0) + 1
    return place


def box(name: str, column: int, row: int) -> str:
    """A stage's box with its name."""
    x, y = column * (WIDTH + GAP), row * (HEIGHT + GAP) + GAP // 2
    middle = f'x="{x + WIDTH // 2}" y="{y + HEIGHT // 2 + 5}" text-anchor="middle"'
    rectangle = f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="5"/>'
    return f"{rectangle}<text {middle}>{escape(name)}</text>\n"


def arrow(begin: tuple[int, int], end: tuple[int, int]) -> str:
    """A line from below one box to above another; past others, it goes round their right."""
    x1, y1 = begin[0] * (WIDTH + GAP) + WIDTH // 2, (begin[1] + 1) * (HEIGHT + GAP) - GAP // 2
    x2, y2 = end[0] * (WIDTH + GAP) + WIDTH // 2, end[1] * (HEIGHT + GAP) + GAP // 2
    if end[1] - begin[1] == 1:
        return f'<path d="M{x1} {y1} C{x1} {y1 + GAP} {x2} {y2 - GAP} {x2} {y2}"/>\n'
    x1, y1, x2, y2 = x1 + WIDTH // 2, y1 - HEIGHT // 2, x2 + WIDTH // 2, y2 + HEIGHT // 2
    return f'<path d="M{x1} {y1} C{x1 + GAP} {y1} {x2 + GAP} {y2} {x2} {y2}"/>\n'


if __name__ == "__main__":
    sys.exit(main())
