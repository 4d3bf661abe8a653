"""What stages of one purpose are about, where there are several: `train_random_forest`, `plot_prices`."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from migrate.knowledge.facts import is_known_to
from migrate.model.notebook import Name, Notebook
from migrate.model.section import Section
from migrate.plan.names import title_name
from migrate.plan.partition.comment_titles import remark
from migrate.plan.partition.purposes import PICKED, Purpose, Votes, purposes
from migrate.plan.partition.segmentation import main_purpose
from migrate.plan.partition.setup_cells import data_names
from migrate.plan.qualified_names import aliases, calls

ESTIMATOR = re.compile(r"\.([A-Z][A-Za-z]+?)(Classifier|Regressor|Regression|CV)?$")
COLUMN = re.compile(r"[^\W\d_][\w .-]{2,24}")
FRAME = re.compile(r"^df_|_df$")  # which says only that a table is one
FILE = re.compile(r"(?:.*[/\\])?([\w .-]+)\.\w{2,5}")
SHORTEST = 3  # letters that a subject has at least
OWN = 4  # how many times as often as elsewhere a section has to name its subject
DOING = ("compute", "explore", "plot")  # told best by the functions that are called
DULL = {
    "index",
    "columns",
    "data",
    "count",
    "mean",
    "show",
    "print",
    "head",
    "figure",
    "title",
    "xlabel",
    "ylabel",
}

Subjects = Sequence[Counter[str]]  # what a section may be about, the most telling kind first


def purpose_names(notebook: Notebook, parts: Sequence[Section]) -> tuple[str, ...]:
    """For each section, a name for what it does, with its subject if that tells it from others."""
    votes = purposes(notebook)
    told = [called_for([votes[cell.index] for cell in part.code]) for part in parts]
    found = [subjects(part, purpose, notebook) for part, purpose in zip(parts, told, strict=True)]
    names = [named(place, told, found) for place in range(len(parts))]
    return going_on(distinct(names, [*map(opening, parts)]))


def called_for(votes: Sequence[Votes]) -> Purpose | None:
    """The purpose that names a section; one that fits a model and then looks at it is named "train"."""
    told = main_purpose(votes)
    return "train" if told == "evaluate" and any("train" in vote for vote in votes) else told


def distinct(names: Sequence[str], openings: Sequence[str]) -> tuple[str, ...]:
    """The names; if several sections have the same, what stands above their code, if that differs."""
    return tuple(
        opened if opened and names.count(name) > 1 and openings.count(opened) == 1 else name
        for name, opened in zip(names, openings, strict=True)
    )


def going_on(names: Sequence[str]) -> tuple[str, ...]:
    """The names; a repeated one gets the subject of what was loaded right before it."""
    found: list[str] = []
    for place, name in enumerate(names):
        loaded = names[place - 1].removeprefix("load_") if place else ""
        longer = f"{name}_{loaded}"
        repeats = name in found and loaded and loaded != names[place - 1] and longer not in names
        found.append(longer if repeats else name)
    return tuple(found)


def opening(part: Section) -> str:
    """The remark that the first cell of a section begins with; "" if it has none."""
    return next((title_name(remark(cell)) for cell in part.code), "")


def named(place: int, told: Sequence[Purpose | None], found: Sequence[Subjects]) -> str:
    """The purpose of one section; if others have the same, with the first subject that is its own."""
    rivals = [other for other, purpose in enumerate(told) if purpose == told[place] and other != place]
    if not rivals or not told[place]:
        return told[place] or ""
    kinds = zip(found[place], *(found[other] for other in rivals), strict=True)
    own = FRAME.sub("", next((name for kind in kinds if (name := own_subject(*kind))), ""))
    return f"{told[place]}_{snake(own)}" if own else told[place] or ""


def own_subject(here: Counter[str], *elsewhere: Counter[str]) -> str:
    """What a section names most often among what others hardly name; "" if there is nothing."""
    own = (
        name for name, count in here.most_common() if count >= OWN * sum(other[name] for other in elsewhere)
    )
    return next(own, "")


def subjects(part: Section, told: Purpose | None, notebook: Notebook) -> Subjects:
    """What a section may be about: models that it trains, values, files, columns, what it calls."""
    others = [statement for statement in part.statements if statement.kind == "other"]
    nodes = [node for statement in others for node in statement.nodes]
    known, data = aliases(notebook), data_names(notebook.code)
    called = [*calls(nodes, known)]
    last_words = [name.rsplit(".", 1)[-1] for name in called]
    return (
        Counter(models(called) if told == "train" else []),
        Counter(name for name in values(nodes) if name in data and is_telling(name)),
        Counter(name for name in map(snake, files(nodes)) if told == "load" and is_telling(name)),
        Counter(name for name in map(snake, columns(nodes)) if is_telling(name)),
        Counter(name for name in last_words if told in DOING and is_telling(name)),
    )


def is_telling(name: str) -> bool:
    """Whether a name tells a reader something: not `x`, nor `y_train`, nor `show`."""
    return len(name) >= SHORTEST and not PICKED.fullmatch(name) and name not in DULL


def values(nodes: Sequence[ast.AST]) -> Iterator[Name]:
    return (node.id for node in nodes if isinstance(node, ast.Name))


def files(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """The files that code names, without folders and endings."""
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return (match[1] for match in map(FILE.fullmatch, texts) if match)


def columns(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """The texts in code that may be the names of columns: keys, and what is given as x, y, hue, by."""
    for node in nodes:
        match node:
            case ast.Subscript(slice=place):
                given = [place]
            case ast.keyword(
                arg="x" | "y" | "hue" | "by" | "column" | "columns" | "subset" | "on", value=value
            ):
                given = [value]
            case _:
                continue
        for item in (item for tree in given for item in ast.walk(tree)):
            if (
                isinstance(item, ast.Constant)
                and isinstance(item.value, str)
                and COLUMN.fullmatch(item.value)
            ):
                yield item.value


def models(called: Sequence[str]) -> list[str]:
    """The kinds of models that calls make, in snake case."""
    made = [name for name in called if is_known_to(name, "train")]
    return [snake(match[1]) for match in map(ESTIMATOR.search, made) if match]


def snake(name: str) -> str:
    """As "RandomForest" → "random_forest"."""
    return re.sub(r"\W+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)).lower()
