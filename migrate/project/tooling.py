"""A project's notebook tooling: what its files have to say so that git treats notebooks well."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from migrate.model.layout import ATTRIBUTES, IGNORED, NOTEBOOK_TOOLS, PRE_COMMIT, RECORDS
from migrate.project import attributes
from migrate.project.attributes import with_attributes
from migrate.project.gitignore import with_ignored_pairs
from migrate.project.hooks import with_hooks
from migrate.project.pairing import with_pairing
from migrate.project.project import Project, git
from migrate.project.stripped import cleaned
from migrate.project.template import given_answers
from migrate.project.template_files import PLAIN

Existing = Callable[[str], str]
STRIP = f"{NOTEBOOK_TOOLS}/strip_notebooks.py"
SCRIPTS = (STRIP, f"{NOTEBOOK_TOOLS}/sync_pairs.py")
CONFIGURE = f"{NOTEBOOK_TOOLS}/configure_git.py"
OUTPUTS = f"{NOTEBOOK_TOOLS}/notebook_outputs.py"  # which that one puts into the clone's git folder


@dataclass(frozen=True)
class Tooling:
    """Files that change, as texts by path, and what the user should know about those that don't."""

    files: Mapping[str, str]
    notes: tuple[str, ...]


def tooling(project: Project, existing: Existing | None = None) -> Tooling:
    """What a project's files lack for working with notebooks. Nothing of the user's is replaced.

    `existing` returns a file's text, "" if there is none; by default, it reads the project's files.
    """
    text_of = existing or project.exact_text
    compared = answers(project).get("notebooks", True)
    wanted = attributes.OURS if compared else attributes.FILTER
    rules, notes = with_attributes(text_of(ATTRIBUTES), unreadable(project), wanted)
    settings, more = with_pairing(text_of)
    checks, still_more = checked(project, text_of(PRE_COMMIT))
    files = {
        ATTRIBUTES: rules,
        IGNORED: with_ignored_pairs(text_of(IGNORED)),
        PRE_COMMIT: checks,
        **settings,
        **missing_scripts(project),
    }
    changed = {path: text for path, text in files.items() if text != text_of(path)}
    return Tooling(changed, (*notes, *more, *still_more))


def without_git(project: Project, existing: Existing | None = None) -> Tooling:
    """The same with git left alone. Tasks still open as notebooks, which git doesn't keep."""
    text_of = existing or project.exact_text
    settings, notes = with_pairing(text_of)
    files = {IGNORED: with_ignored_pairs(text_of(IGNORED)), **settings}
    return Tooling({path: text for path, text in files.items() if text != text_of(path)}, tuple(notes))


def checked(project: Project, text: str) -> tuple[str, list[str]]:
    """The hooks: the template's own in its projects, which have the tools; elsewhere those for notebooks."""
    if not given_answers(project.root):
        return with_hooks(text)
    return text or template_text(PRE_COMMIT), []


def missing_scripts(project: Project) -> dict[str, str]:
    """The scripts that hooks call, where the project lacks them."""
    wanted = [path for path in SCRIPTS if not (project.root / path).exists()]
    return {path: template_text(path) for path in wanted}


def template_text(path: str) -> str:
    """The text of a tooling file, which is the same in every project."""
    return (PLAIN / path).read_text(encoding="utf-8")


def answers(project: Project) -> dict[str, str | bool]:
    """The project's answers to the template, or what the template has to know about another project."""
    if given := given_answers(project.root):
        return {key: value for key, value in given.items() if not key.startswith("_")}
    return {"project_name": project.root.name or "project", "package": project.package}


def unreadable(project: Project) -> list[str]:
    """Notebooks that the filter can't read and rejects, because they hold outputs."""
    listed = git(project.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    notebooks = [path for path in sorted({*listed}) if path.endswith(".ipynb")]
    told = git(project.root, "check-attr", "-z", "--stdin", "filter", said="\0".join(notebooks)).split("\0")
    values = dict(zip(told[::3], told[2::3], strict=False))
    passing = [path for path in notebooks if values.get(path) in ("unspecified", attributes.OURS["filter"])]
    places = {path: project.root / path for path in passing if not path.startswith(f"{RECORDS}/")}
    return [path for path, place in places.items() if place.is_file() and is_stopped(place.read_bytes())]


def is_stopped(notebook: bytes) -> bool:
    """Whether the filter rejects a notebook: it can't read it, and it holds outputs and isn't a conflict."""
    outputs = b'"output_type"' in notebook.replace(b"\0", b"")  # as of UTF-16
    passes = not outputs or re.search(rb"(?m)^<<<<<<< ", notebook)
    return not passes and cleaned(notebook) is None
