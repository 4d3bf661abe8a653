"""nbmigrate git: set up a clone so that git treats notebooks well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from migrate.commands.exclusive import alone_in
from migrate.commands.options import Options
from migrate.errors import RequestError
from migrate.project.project import Project, find_project, git
from migrate.project.tooling import CONFIGURE, OUTPUTS, STRIP, template_text, tooling
from migrate.project.transaction import write_together
from migrate.read.committed import is_carried
from migrate.scratch import scratch_folder
from migrate.screen import Screen


def configure(project: Path | None, screen: Screen, *, dry_run: bool = False) -> None:
    """Write the files that are missing, then set up this clone: filter, drivers, hooks."""
    where = find_project(project)
    check_work_tree(where)
    check_lasting(where)
    with alone_in(where, screen, dry_run=dry_run):
        configure_clone(where, screen, dry_run=dry_run)


def configure_clone(where: Project, screen: Screen, *, dry_run: bool) -> None:
    """Write files and settings. The caller holds the project's lock."""
    found = tooling(where)
    if not dry_run and found.files:
        write_together(where.root, {path: text.encode() for path, text in found.files.items()})
    settings = set_up(where, *(["--dry-run"] if dry_run else []))
    if found.files:
        screen.files(f"{where.root.name}/" + " (nothing was written)" * dry_run, list(found.files))
    for line in settings:
        tell(line, screen)
    for note in found.notes:
        screen.say(f"  {note}")
    screen.result(
        {"files": sorted(found.files), "clone": settings, "notes": list(found.notes), "dry_run": dry_run}
    )


def tell(line: str, screen: Screen) -> None:
    """Show a line of the script's report: what is set up as done, anything else as it is."""
    what, _, state = line.rpartition(": ")
    if state in ("set up", "would be set up", "already so"):
        screen.done(what, state)
    else:
        screen.say(f"  {line}")


def set_up_for_tasks(project: Project, options: Options) -> list[str]:
    """Set up filter and drivers for what `add` wrote. Returns what was set up, or what to do instead."""
    try:
        check_lasting(project)
        return set_up(project, "--no-hooks", *(["--dry-run"] if options.dry_run else []))
    except RequestError as error:
        return [f"git in this clone: {error}; then run `nbmigrate git`"]


def check_work_tree(project: Project) -> None:
    """Refuse a bare repository."""
    if git(project.root, "rev-parse", "--is-inside-work-tree").strip() != "true":
        raise RequestError(f"{project.root} has no files of a git repository: it is bare. Clone it first.")


def check_lasting(project: Project) -> None:
    """Refuse to make git depend on a tool that goes away: git stages nothing when its filter is missing."""
    environment = project.root / ".venv"
    own = (environment / "bin/nb-clean").exists() and not is_carried(project.root, environment)
    if not own and is_temporary(Path(sys.prefix)):
        raise RequestError(
            "nbmigrate runs from uv's cache, which git can't rely on; nothing was changed.\n"
            "  Install it first (uv tool install, pipx), or put nb-clean into the project's .venv."
        )


def is_temporary(environment: Path) -> bool:
    """Whether an environment is in uv's cache, as those of `uvx` are."""
    return any(part.startswith(("archive-v", "environments-v", "builds-v")) for part in environment.parts)


def set_up(project: Project, *options: str) -> list[str]:
    """Run the template's own script on the clone. Its PATH has our tools last, behind the project's."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    with scratch_folder() as folder:
        for path in (CONFIGURE, OUTPUTS, STRIP):
            Path(folder, Path(path).name).write_text(template_text(path), encoding="utf-8")
        script = Path(folder, Path(CONFIGURE).name)
        done = subprocess.run(
            [sys.executable, str(script), str(project.root), *options],
            env={**os.environ, "PATH": places},
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise RequestError(f"{project.root}: {done.stderr.strip()}")
    return done.stdout.splitlines()
