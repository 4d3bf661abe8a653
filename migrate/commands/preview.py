"""nbmigrate split --plan-only: the plan as a file to edit, and nothing else."""

from __future__ import annotations

from pathlib import Path

from migrate.commands.options import Options
from migrate.commands.recorded import recorded
from migrate.commands.unrun import plan_unrun
from migrate.errors import RequestError
from migrate.plan.pipeline import plan
from migrate.plan.sections import sections
from migrate.read.notebook import read
from migrate.read.plan_file import read_plan
from migrate.record.interpreter import find_python
from migrate.screen import Screen
from migrate.write.plan_file import plan_text
from migrate.write.project import find_project


def preview(path: Path, project: Path | None, options: Options, screen: Screen) -> None:
    """Write the plan, and nothing else, as a file beside the user."""
    notebook = read(path)
    where = find_project(project)
    cuts = read_plan(options.plan, notebook) if options.plan else sections(notebook)
    if options.run:
        python = find_python(options.python, notebook, where.root)
        with recorded(path, notebook, cuts, python, options, screen) as recording:
            pipeline = plan(notebook, cuts, recording.trace, where.package)
    else:
        pipeline, _ = plan_unrun(path, notebook, cuts, where)
    text = plan_text(pipeline)
    target = Path(f"{notebook.stem}.plan.yaml")
    if target.exists() and target.read_text(encoding="utf-8") != text:
        raise RequestError(
            f"{target} exists already, and differs.\n  Move it away, or follow it with --plan {target}"
        )
    screen.say(text)
    if not options.dry_run:
        target.write_text(text, encoding="utf-8")
        screen.done(f"{target} written", f"edit it, then: nbmigrate split {path} --plan {target}")
    screen.result({"notebook": path.name, "plan": str(target), "text": text, "dry_run": options.dry_run})
