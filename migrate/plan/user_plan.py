"""A user's plan held against the notebook: what is wrong with it, and the sections that it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from migrate.model.notebook import Cell, Notebook
from migrate.model.section import Section
from migrate.model.user_plan import AskedPlan, AskedStage
from migrate.plan.names import LONGEST, TAKEN, slug

FORBIDDEN = re.compile(r"con|prn|aux|nul|(com|lpt)\d")  # Windows has no files of these names


def problems(asked: AskedPlan, notebook: Notebook) -> list[str]:
    """What is wrong with a plan, a sentence each that begins with the line; empty if it can be followed."""
    if other := other_notebook(asked, notebook):
        return [other]
    if not asked.stages:
        return ["it has no stages."]
    known = range(len(notebook.cells))
    found = [problem for stage in asked.stages for problem in wrong_name(stage)]
    found += wrong_cells(asked.stages, known)
    there = {index for stage in asked.stages for index, _ in stage.cells}
    found += missing(asked, [cell for cell in notebook.cells if cell.index not in there])
    return found or [problem for stage in asked.stages for problem in idle(stage, notebook)]


def other_notebook(asked: AskedPlan, notebook: Notebook) -> str:
    """Why a plan is not for these cells; "" if it is."""
    if not asked.cells or asked.cells == notebook.fingerprint:
        return ""
    mine = f"{notebook.stem}.ipynb"
    if asked.notebook and asked.notebook != mine:
        return f"it is the plan of {asked.notebook}, and {mine} has other cells."
    return (
        f"{mine} has been edited since this plan was made, or was to run in another --order, "
        "so its numbers may mean other cells.\n"
        "  Move the plan away, make a new one with --plan-only, and carry over what you had changed.\n"
        "  If you know that the numbers are right, delete the plan's line `cells:`."
    )


def wrong_name(stage: AskedStage) -> Iterator[str]:
    """Why a stage can't have its name: a file and a module are named after it."""
    where = f"line {stage.line}: `{stage.name}` can't name a stage"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", stage.name):
        better = slug(stage.name, "")
        hint = f"; {better} can" if better and better not in TAKEN else ""
        yield f"{where}: a file and a module are called by it, so use a-z, 0-9 and _, a letter first{hint}."
    elif stage.name in TAKEN or FORBIDDEN.fullmatch(stage.name):
        yield f"{where}: another file has that name, or some system doesn't allow it."
    elif slug(stage.name, "").startswith(f"{stage.name}_"):
        yield f"{where}: it is a word of Python's, and no module can be imported by it; {stage.name}_ can."
    elif len(stage.name) > 2 * LONGEST:
        yield f"{where}: it has {len(stage.name)} letters; at most {2 * LONGEST} are taken."


def wrong_cells(stages: Sequence[AskedStage], known: range) -> Iterator[str]:
    """Complaints about cells that don't exist, appear twice, or aren't in the notebook's order."""
    seen: dict[int, tuple[str, int]] = {}
    last = -1
    for stage in stages:
        if not stage.cells:
            yield f"line {stage.line}: stage {stage.name} has no cells; delete the line, or move cells below."
        for index, line in stage.cells:
            if index not in known:
                yield f"line {line}: there is no cell {index}; the notebook has cells 0 to {known[-1]}."
                continue
            if index in seen:
                before, there = seen[index]
                yield f"line {line}: cell {index} is in stage {before} already (line {there})."
            elif index < last:
                text = "cells keep the notebook's order; to compute in another one, edit the notebook"
                yield f"line {line}: cell {index} stands after cell {last} (line {seen[last][1]}); {text}."
            seen.setdefault(index, (stage.name, line))
            last = max(last, index)


def missing(asked: AskedPlan, cells: Sequence[Cell]) -> Iterator[str]:
    """Complaints about cells in no stage, which say where they belong."""
    for group in runs(cells):
        first = group[0].index
        before = [(line, stage) for stage in asked.stages for index, line in stage.cells if index < first]
        line, place = max(((n, f" after line {n}") for n, _ in before), default=(1, " at the top"))
        told = f"cell {first} is" if len(group) == 1 else f"cells {first} to {group[-1].index} are"
        yield f"line {line}: {told} in no stage, and would belong{place}; every cell has to be in one."


def runs(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """The cells in groups of consecutive indexes."""
    group: list[Cell] = []
    for cell in cells:
        if group and cell.index != group[-1].index + 1:
            yield group
            group = []
        group.append(cell)
    if group:
        yield group


def idle(stage: AskedStage, notebook: Notebook) -> Iterator[str]:
    """A complaint if a stage has nothing to run."""
    cells = [notebook.cells[index] for index, _ in stage.cells]
    if not any(cell.kind == "code" and cell.source.strip() for cell in cells):
        yield f"line {stage.line}: stage {stage.name} has no code; join it to a stage beside it."


def asked_sections(asked: AskedPlan, notebook: Notebook, proposed: Sequence[Section]) -> tuple[Section, ...]:
    """The sections that a plan without problems asks for, with the titles we proposed where they fit."""
    known = {section.cells[0].index: section for section in proposed}
    found = []
    for stage in asked.stages:
        cells = tuple(notebook.cells[index] for index, _ in stage.cells)
        same = known.get(cells[0].index)
        kept = same is not None and (same.cells == cells or same.title in ("", *headings(cells)))
        title = same.title if same and kept else next(iter(headings(cells)), "")
        found.append(Section(title, cells, stage.name, same.why if same else ""))
    return tuple(found)


def headings(cells: Iterable[Cell]) -> list[str]:
    return [heading.text for cell in cells for heading in cell.headings]
