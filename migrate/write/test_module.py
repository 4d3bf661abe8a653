"""The generated test of a pipeline."""

from __future__ import annotations

from migrate.model.pipeline import Pipeline
from migrate.write.format_code import tidy
from migrate.write.templates import render


def pipeline_test(pipeline: Pipeline, package: str) -> str:
    """A test module that runs the pipeline once and looks at what it made."""
    names = {"name": pipeline.name, "notebook": pipeline.notebook, "package": package}
    return tidy(render("test_pipeline.py.jinja", **names), package)
