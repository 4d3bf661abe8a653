"""The proof: a pipeline runs in a copy of its project, and what it shows, writes and hands on is compared.

`split` and `new` prove what they have just written against a run of the notebook; `verify` proves what the
project holds against the record of that run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.model.layout import Layout
from migrate.model.record import Written
from migrate.record.injection import EXTENSION, probe_environment
from migrate.scratch import scratch_folder
from migrate.verify.compare import Comparison, compare
from migrate.verify.files import compare_files
from migrate.verify.provenance import Executed
from migrate.verify.run_dvc import Dvc, Failure, reproduce
from migrate.verify.values import Values, compare_values, repeated, values_made, watching_products, wrong


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """A copy of a project, and what its pipelines run with."""

    root: Path
    package: str
    python: Path
    dvc: Dvc


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the notebook showed, wrote and handed on."""

    original: Executed
    second: Executed  # another run of it: what differs there isn't repeatable
    written: Mapping[str, Written]
    values: Values
    folder: str  # in its tree
    roots: tuple[str, ...] = ()  # the folders in which it ran
    again: Callable[[], Values] | None = None  # the values of one more run, where it can be run


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a pipeline showed, wrote and handed on, and the judgement on it."""

    executed: Sequence[Path]
    roots: Sequence[str]  # the folders in which the notebook and the tasks ran
    made: Values
    comparison: Comparison
    expected: Expected  # with what is known by now of values that the notebook doesn't repeat


def run(
    sandbox: Sandbox,
    layout: Layout,
    stages: Sequence[str],
    tasks: Sequence[str],
    values: Sequence[str],
    *,
    in_order: bool = False,
    started: Callable[[str], None] = lambda stage: None,
) -> Failure | None:
    """Run stages, seeded like the recorded run. The tasks report the values that they store.

    With `in_order`, only these stages run, in this order. `tasks` are their files, in the stages' order.
    """
    with scratch_folder() as scratch:
        watched = watching_products(sandbox.root, sandbox.package, values)
        return reproduce(
            sandbox.root,
            stages,
            sandbox.python,
            seeded(scratch, watched),
            force=True,
            in_order=in_order,
            started=started,
            first=layout.task(tasks[0]) if tasks else "",
            dvc=sandbox.dvc,
        )


def seeded(scratch: Path, watched: Mapping[str, object]) -> dict[str, str]:
    """The environment in which tasks draw the recorded run's random numbers and report what they store."""
    environment = probe_environment(scratch, {"seed": True, **watched})
    return {**environment, "RUN_TASK_EXTENSIONS": EXTENSION}


def judge(
    sandbox: Sandbox, layout: Layout, tasks: Sequence[str], expected: Expected, *, values: bool = True
) -> Outcome:
    """Compare what the tasks showed, the files that they wrote and, if asked, the values that they stored."""
    executed = [path for task in tasks if (path := sandbox.root / layout.executed(task)).exists()]
    roots = (*expected.roots, str(sandbox.root / layout.home(expected.folder)), str(sandbox.root))
    shown = compare(expected.original, expected.second, executed, roots)
    files = compare_files(expected.written, sandbox.root / layout.raw, sandbox.python)
    comparison = replace(shown, files=files)
    outcome = Outcome(executed=executed, roots=roots, made={}, comparison=comparison, expected=expected)
    return with_values(sandbox, outcome) if values else outcome


def with_values(sandbox: Sandbox, outcome: Outcome) -> Outcome:
    """The outcome with the judgement on the values that tasks handed on.

    If a value differs, one more run of the notebook tells which values the notebook itself doesn't repeat.
    """
    expected = outcome.expected
    made = values_made(sandbox.root, sandbox.package, sandbox.python, expected.values)
    found = compare_values(expected.values, made)
    if wrong(found) and expected.again:
        expected = replace(expected, values=repeated(expected.values, expected.again()))
        found = compare_values(expected.values, made)
    comparison = replace(outcome.comparison, values=found)
    return replace(outcome, made=made, comparison=comparison, expected=expected)
