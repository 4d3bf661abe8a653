"""What a later migration of the notebook merges with: the plan that was followed, and its result."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.model.record import Generated, as_text
from migrate.model.trace import Trace
from migrate.plan.kept_definitions import staying
from migrate.write import config
from migrate.write.plan_file import plan_text
from migrate.write.stages import stages


def base_files(
    notebook: Notebook,
    pipeline: Pipeline,
    trace: Trace,
    package: str,
    own: Mapping[str, str],
    order: str,
) -> dict[str, str]:
    """plan.yaml and generated.json, by path; `own` are the files that only this pipeline has."""
    layout = pipeline.layout
    stays = staying(notebook, {function.name for function in pipeline.functions})
    given = [pipeline.notebook, *([] if order == "page" else ["--order", order]), "--plan", layout.plan]
    command = shlex.join(["nbmigrate", "split", *given])
    generated = Generated(
        files={path: text.split("\n") for path, text in sorted(own.items())},
        stages=stages(pipeline, package),
        section=config.values(pipeline),
    )
    return {
        layout.plan: plan_text(notebook, pipeline, trace, stays, command),
        layout.generated: as_text(generated),
    }
