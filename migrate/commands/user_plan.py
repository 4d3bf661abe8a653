"""Following the user's plan, or saying why that isn't possible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.errors import RequestError
from migrate.model.notebook import Name, Notebook
from migrate.model.pipeline import Merge
from migrate.model.section import Section
from migrate.model.trace import Trace
from migrate.model.user_plan import AskedPlan, Cuts
from migrate.plan.conflicts.merge import merge
from migrate.plan.dataflow import names_to_watch
from migrate.plan.functions import functions
from migrate.plan.kept_definitions import why_it_stays
from migrate.plan.parameters import candidates
from migrate.plan.partition.sections import sections
from migrate.plan.repair import Repair
from migrate.plan.user_parameters import unfit
from migrate.plan.user_plan import asked_sections, problems
from migrate.read.plan_file import read_plan


def cuts_for(notebook: Notebook, plan: Path | None) -> Cuts:
    """Where to cut: as the plan file says, which has to fit the notebook, or as we propose."""
    proposed = sections(notebook)
    if plan is None:
        return Cuts(proposed)
    asked = read_plan(plan)
    check(asked, problems(asked, notebook))
    cuts = Cuts(asked_sections(asked, notebook, proposed), asked)
    wrong = wrong_parameters(asked, notebook, cuts.sections, Trace())
    check(asked, [*wrong_functions(asked, notebook, cuts.sections), *wrong])
    return cuts


def check(asked: AskedPlan, found: Sequence[str]) -> None:
    """Refuse a plan, listing everything that is wrong with it from top to bottom."""
    if found:
        lines = (f"{asked.file}, {text}" for text in sorted(found, key=line_named))
        raise RequestError("\n".join(lines) + "\nNothing was written.")


def line_named(problem: str) -> int:
    """The first line number that a problem names; 0 if there is none."""
    match = re.match(r"line (\d+)", problem)
    return int(match[1]) if match else 0


def wrong_functions(asked: AskedPlan, notebook: Notebook, parts: Sequence[Section]) -> Iterator[str]:
    """Functions that don't exist, or that the plan moves and can't be moved."""
    own = {statement.defines for statement in notebook.statements if statement.defines}
    movable = functions(notebook, parts, [part.name for part in parts], staying(asked))
    moved = {function.name for function in movable}
    for name, function in asked.functions.items():
        if name not in own:
            yield f"line {function.line}: the notebook defines no function or class `{name}`."
        elif function.place == "move" and name not in moved:
            why = why_it_stays(notebook, name, moved)
            yield f"line {function.line}: `{name}` can't move to src: {why}. Write `{name}: stay`."


def wrong_parameters(
    asked: AskedPlan, notebook: Notebook, parts: Sequence[Section], trace: Trace
) -> Iterator[str]:
    """Literals that can't be parameters, as far as is known, and names that parameters can't have."""
    movable = functions(notebook, parts, [part.name for part in parts], staying(asked))
    found = candidates(notebook, frozenset(function.name for function in movable), trace)
    return unfit(asked.parameters, found, parts)


def staying(asked: AskedPlan | None) -> frozenset[Name]:
    """The functions that the plan leaves in their cells."""
    items = asked.functions.items() if asked else ()
    return frozenset(name for name, function in items if function.place == "stay")


def to_watch(notebook: Notebook, cuts: Cuts) -> dict[int, tuple[Name, ...]]:
    """What a run has to watch, by cell, to judge both the plan and what we would have proposed."""
    watched: dict[int, set[Name]] = {}
    for parts in (cuts.sections, *([sections(notebook)] if cuts.asked else [])):
        for cell, names in names_to_watch(parts).items():
            watched.setdefault(cell, set()).update(names)
    return {cell: tuple(sorted(watched[cell])) for cell in sorted(watched)}


def beginning(notebook: Notebook, cuts: Cuts, trace: Trace) -> Repair:
    """The user's decisions to start from, and why stages that stay joined are.

    Where a stage couldn't run alone, a border of ours is dropped, and one that the user set is refused.
    """
    if cuts.asked is None:
        return Repair()
    proposed = sections(notebook)
    check(cuts.asked, list(impossible(cuts, proposed, merge(notebook, cuts.sections, trace)[1])))
    check(cuts.asked, list(wrong_parameters(cuts.asked, notebook, cuts.sections, trace)))
    together = [item for item in merge(notebook, proposed, trace)[1] if holds(cuts.sections, item)]
    named = {item.given: item.name for item in cuts.asked.parameters}
    return Repair(joins=tuple(together), stay=staying(cuts.asked), named=named)


def impossible(cuts: Cuts, proposed: Sequence[Section], merges: Sequence[Merge]) -> Iterator[str]:
    """Borders in the user's plan that can't be kept, and why."""
    ours = {part.first for part in proposed}
    assert cuts.asked
    named = list(zip(cuts.sections, cuts.asked.stages, strict=True))
    for item in merges:
        for part, stage in named:
            if item.first < part.first <= item.last and part.first not in ours:
                ours.add(part.first)
                yield (
                    f"line {stage.line}: stage {stage.name} can't begin with cell {part.first}: "
                    f"{item.reason}.\n"
                    f"  Cells {item.first} to {item.last} have to be in one stage: "
                    "delete this line, or move it to where they end."
                )


def holds(parts: Sequence[Section], item: Merge) -> bool:
    return any(part.first <= item.first and item.last <= part.last for part in parts)
