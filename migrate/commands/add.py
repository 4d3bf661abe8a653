"""nbmigrate add: each notebook becomes a task, unchanged; nothing runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from migrate.commands.adding.collect import (
    Addition,
    Former,
    Seen,
    Texts,
    addition,
    former_additions,
    is_plain,
    place_of,
    plain_copy_is_taken,
    source_of,
    split_pipelines,
)
from migrate.commands.adding.notebooks import gathered
from migrate.commands.adding.report import as_json, notes_of, say, say_additions, say_outside
from migrate.commands.exclusive import alone_in
from migrate.commands.git import set_up_for_tasks
from migrate.commands.guards import as_there, check_clean, check_runner, differs, remembered
from migrate.commands.options import Options
from migrate.errors import PartlyError, RequestError
from migrate.model.layout import DVC_YAML
from migrate.model.notebook import Notebook
from migrate.plan.slugs import distinct_slugs
from migrate.project.project import (
    NEEDED,
    Project,
    all_known_to_git,
    commit,
    find_project,
    known_to_git,
    missing_files,
)
from migrate.project.tooling import Tooling, tooling, without_git
from migrate.project.transaction import Content, write_together
from migrate.read.notebook import read_texts
from migrate.record.path_remapping import files_of
from migrate.screen import Screen
from migrate.write.stages import blocks, with_all_stages


@dataclass(frozen=True)
class Work:
    additions: Sequence[Addition]
    changes: Mapping[str, Content]  # all files that differ, of all notebooks
    wrong: Sequence[RequestError]
    notes: Sequence[str]


def add(asked: Sequence[Path], project: Path | None, options: Options, screen: Screen) -> None:
    """Add notebooks to a project; those that can't be added are reported at the end."""
    where = find_project(project)
    with alone_in(where, screen, dry_run=options.dry_run):
        add_to(where, asked, options, screen)


def add_to(where: Project, asked: Sequence[Path], options: Options, screen: Screen) -> None:
    """Read what is there, plan and write. The caller holds the project's lock."""
    former = {item.source: item for item in former_additions(where)}
    notebooks, wrong = opened(asked, former, where)
    tools = tooling if options.git else without_git
    work = planned(notebooks, names_of(list(notebooks), former, where), former, where, tools)
    wrong = [*wrong, *work.wrong]
    if wrong and not work.additions:
        raise RequestError("\n".join(str(error) for error in wrong) + "\n  Nothing was written.")
    visible = put_in_place(work, where, options)
    clone = set_up_for_tasks(where, options) if visible and options.git else []
    notes = [[*notes_of(one, where)] for one in work.additions]
    if options.dry_run:
        screen.files(f"{where.root.name}/ (nothing was written)", visible)
        say_outside(visible, clone, screen)
    else:
        all_notes = [*chain(*notes), *work.notes, *ignored_notes(work, visible)]
        say(work.additions, visible, clone, all_notes, where, screen)
    screen.result(as_json(work.additions, notes, visible, wrong, options))
    if wrong:
        reasons = "\n".join(str(error) for error in wrong)
        raise PartlyError(
            f"{counted(len(wrong))} could not be added; the other {len(work.additions)} could:\n{reasons}"
        )


def add_each(
    sources: Sequence[tuple[Path, Notebook]], project: Project, options: Options, screen: Screen
) -> tuple[()]:
    """Add notebooks to a new project, one commit each: all of them or none. There is no comparison."""
    names = names_of([path for path, _ in sources], {}, project)
    for path, notebook in sources:
        work = planned({path: notebook}, names, {}, project)
        if work.wrong:
            raise work.wrong[0]
        visible = put_in_place(work, project, options)
        notes = [*notes_of(work.additions[0], project)]
        say_additions(work.additions, [*notes, *work.notes], screen)
        screen.result(as_json(work.additions, [notes], visible, (), options)["notebooks"][0])
    return ()


def counted(number: int) -> str:
    return f"{number} notebook{'s' * (number != 1)}"


def planned(
    notebooks: Mapping[Path, Notebook],
    names: Mapping[Path, str],
    former: Mapping[str, Former],
    project: Project,
    tools_for: Callable[[Project, Texts], Tooling] = tooling,
) -> Work:
    """Everything to write, and what is wrong with the notebooks that can't be added."""
    stages = dict(blocks(project.text(DVC_YAML)))
    check_runner(project)
    visible = cache(lambda: all_known_to_git(project.root))
    seen = Seen(split_pipelines(project), stages, visible, cache(files_of))
    found: list[Addition] = []
    wrong: list[RequestError] = []
    texts: dict[str, str] = {}

    def text_of(path: str) -> str:
        return texts[path] if path in texts else project.text(path)

    for path, notebook in notebooks.items():
        try:
            check_not_split(path, names[path], seen.split)
            known = former.get(source_of(path, project))
            found.append(addition(path, notebook, names[path], known, project, text_of, seen))
            texts |= found[-1].shared
        except RequestError as error:
            wrong.append(error)
    if not found:
        return Work((), {}, wrong, ())
    if fresh := {one.pipeline.name: one.stages for one in found if one.stages}:
        texts[DVC_YAML] = with_all_stages(project.text(DVC_YAML), fresh, lambda script: True)
    tools = tools_for(project, text_of)
    together: dict[str, Content] = {p: content for one in found for p, content in one.files.items()}
    together |= missing_files(project, NEEDED)
    together |= {p: text.encode() for p, text in {**texts, **tools.files}.items()}
    changes = {
        p: content for p, content in as_there(project, together).items() if differs(project.root / p, content)
    }
    return Work(found, changes, wrong, tools.notes)


def opened(
    asked: Sequence[Path], former: Mapping[str, Former], project: Project
) -> tuple[dict[Path, Notebook], list[RequestError]]:
    """The notebooks that can be read, and what is wrong with the others. Our own copies are left out."""
    paths, wrong = gathered(asked, project.root)
    copies = {item.notebook for item in former.values()} - {*former}
    mine = [path for path in paths if source_of(path, project) in copies]
    found: dict[Path, Notebook] = {}
    for path in paths:
        try:
            if path not in mine:
                found[path] = read_texts(path)
        except RequestError as error:
            wrong.append(error)
    return found, wrong


def names_of(paths: Sequence[Path], former: Mapping[str, Former], project: Project) -> Mapping[Path, str]:
    """A pipeline name for each notebook: the one it already has, or one that no other notebook has."""
    known = {p: former[source].pipeline for p in paths if (source := source_of(p, project)) in former}
    new = {p: place_of(p, project) for p in paths if p not in known}
    taken = {item.pipeline for item in former.values()}

    def free(place: str, name: str) -> bool:
        path = next(p for p, other in new.items() if other == place)
        return name not in taken and not (is_plain(path, name) and plain_copy_is_taken(path, project))

    given = distinct_slugs(list(new.values()), free)
    return known | {path: given[place] for path, place in new.items()}


def check_not_split(path: Path, name: str, split: Mapping[str, str]) -> None:
    """Refuse a notebook that `split` has made a pipeline of."""
    if split.get(name) == path.name:
        raise RequestError(
            f"{path}: is already the pipeline {name}, made by `nbmigrate split`; there is nothing to add."
        )


def put_in_place(work: Work, project: Project, options: Options) -> list[str]:
    """Check the target, write what changes and commit. Returns the changed files that git keeps."""
    check_clean(project, sorted(work.changes))
    if options.dry_run or not work.changes:
        return sorted(work.changes)
    write_together(project.root, work.changes if options.commit else remembered(project, work.changes))
    there = [path for path in work.changes if work.changes[path] is not None]
    if options.commit:
        commit(project.root, sorted(work.changes), message(work.additions))
    return known_to_git(project.root, there)


def message(additions: Sequence[Addition]) -> str:
    """The commit's subject."""
    if len(additions) > 1:
        return f"feat: add {len(additions)} notebooks as tasks"
    return f"feat: add {additions[0].path.name} as the task {additions[0].pipeline.layout.tasks}/"


def ignored_notes(work: Work, visible: Sequence[str]) -> list[str]:
    """A note on files that git ignores, which a clone won't have."""
    hidden = sorted({p for p, content in work.changes.items() if content is not None} - {*visible})
    shown = f"{', '.join(hidden[:3])}{f' and {len(hidden) - 3} more' if len(hidden) > 3 else ''}"
    return [f"git ignores {shown}, so a clone won't have it"] if hidden else []
