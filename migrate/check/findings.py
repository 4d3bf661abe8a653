"""All that rules find in a notebook, in page order."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.check.rules import (
    background_work,
    host_only,
    ipython_store,
    late_name,
    machine_path,
    missing_file,
    not_python,
    other_language,
    private_file,
    replaced_stream,
    secret_in_text,
    secret_shown,
    undefined_name,
)
from migrate.check.subject import Rule, Subject
from migrate.model.finding import Finding

RULES: Sequence[Rule] = (
    undefined_name.check,
    late_name.check,
    ipython_store.check,
    not_python.check,
    other_language.check,
    background_work.check,
    replaced_stream.check,
    host_only.check,
    missing_file.check,
    machine_path.check,
    private_file.check,
    secret_in_text.check,
    secret_shown.check,
)
UNREPEATABLE: Sequence[Rule] = (ipython_store.check, background_work.check, replaced_stream.check)


def findings(subject: Subject, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """What these rules find, by cell and by place in it."""
    found = [finding for rule in rules for finding in rule(subject)]
    return sorted(found, key=lambda finding: (finding.cell, finding.span or (0, 0)))
