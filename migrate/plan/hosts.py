"""What only Databricks, Colab or Kaggle has, and what to write instead of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.model.notebook import Cell, Notebook

SPARK = "from pyspark.sql import SparkSession; spark = SparkSession.builder.getOrCreate()"
GIVEN = {  # names that are there without being bound
    "dbutils": ("Databricks", "do that part in plain Python"),
    "spark": ("Databricks", f"begin with: {SPARK}"),
    "sc": ("Databricks", f"begin with: {SPARK}; sc = spark.sparkContext"),
    "sqlContext": ("Databricks", f"begin with: {SPARK}, and use that"),
    "displayHTML": ("Databricks", "write display(HTML(...)), with HTML from IPython.display"),
}
ENVIRONMENT = "take it from the environment, by os.environ"
BESIDE = "put the files beside the notebook, name them by relative paths, and delete this"


@dataclass(frozen=True)
class Rule:
    """Code that works in one place only, what it does there, and what to do instead."""

    code: re.Pattern[str]
    host: str
    does: str
    instead: str


RULES = (
    Rule(
        re.compile(r"\bdbutils\.widgets\b"),
        "Databricks",
        "asks a widget for a value",
        "assign it to a variable instead, which can become a parameter",
    ),
    Rule(re.compile(r"\bdbutils\.secrets\b"), "Databricks", "takes a secret", ENVIRONMENT),
    Rule(
        re.compile(r"\bdbutils\.notebook\b|^# MAGIC %run\b|^%run (?!.*\.(?:py|ipynb)\b)"),
        "Databricks",
        "runs another notebook",
        "migrate that one, too, and read what it writes; or import its functions from a module",
    ),
    Rule(
        re.compile(r"\bdbutils\.fs\b|[\"'](?:/dbfs/|dbfs:/|/FileStore/)"),
        "Databricks",
        "uses its file store",
        "put the files beside the notebook, and name them by relative paths",
    ),
    Rule(
        re.compile(r"^# MAGIC %(?!md|run|python)"),
        "Databricks",
        "holds commands in another language",
        "they are a comment here: write them in Python, as spark.sql(...)",
    ),
    Rule(re.compile(r"\bdrive\.mount\("), "Colab", "mounts Google Drive", BESIDE),
    Rule(re.compile(r"\bfiles\.upload\("), "Colab", "waits for an upload", BESIDE),
    Rule(re.compile(r"\bfiles\.download\("), "Colab", "offers a download", "delete this: the file is there"),
    Rule(re.compile(r"\buserdata\.get\("), "Colab", "takes a secret", ENVIRONMENT),
    Rule(re.compile(r"\bUserSecretsClient\("), "Kaggle", "takes a secret", ENVIRONMENT),
    Rule(
        re.compile(r"[\"']/kaggle/working\b"),
        "Kaggle",
        "uses /kaggle/working",
        "name files by relative paths",
    ),
)
COLAB = re.compile(r"^\s*(?:from|import) google\.colab\b", re.MULTILINE)


def host_notes(notebook: Notebook) -> list[str]:
    """A sentence for each thing that a cell needs, and that only one place has."""
    bound = frozenset[str]().union(*(cell.flow.binds for cell in notebook.code))
    return [note for cell in notebook.code for note in dict.fromkeys(notes(cell, bound))]


def notes(cell: Cell, bound: frozenset[str]) -> Iterator[str]:
    """What is to say of one cell."""
    lines = [line for line in cell.source.split("\n") if is_code(line)]
    found = [rule for rule in RULES if any(rule.code.search(line.lstrip()) for line in lines)]
    for rule in found:
        yield f"cell {cell.index}: {rule.does}, which works only on {rule.host}; {rule.instead}"
    told = " ".join(rule.code.pattern for rule in found)
    for name in sorted(GIVEN.keys() & (cell.flow.reads - bound)):
        host, instead = GIVEN[name]
        if name not in told:
            yield f"cell {cell.index}: uses `{name}`, which only {host} gives; {instead}"
    if COLAB.search(cell.source) and not found:
        yield f"cell {cell.index}: imports google.colab, which only Colab has; delete that with what uses it"


def is_code(line: str) -> bool:
    """Whether a line does something, here or on Databricks."""
    return not line.lstrip().startswith("#") or line.startswith("# MAGIC")
