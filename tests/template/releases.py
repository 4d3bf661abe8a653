"""A repository with two releases of the template, and what users do with them."""

import re
import shutil
from pathlib import Path

import yaml

from tests.program import Done, copier, succeeded
from tests.shell import commit, git

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "v999.0.0", "v999.1.0"  # later than any real release
QUESTION = """
badge:
  type: bool
  help: Do you want a badge?
  default: "{{ edition >= 3 }}"
"""


def begin(folder: Path) -> Path:
    """The first release: the template as it lies here, and nothing else of ours to be cloned, too."""
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
    shutil.copytree(ROOT / "template", folder / "template", ignore=ignored)
    shutil.copy(ROOT / "copier.yml", folder)
    release(folder, FIRST)
    return folder


def release(folder: Path, tag: str) -> None:
    """Commit what was changed, as the next version."""
    commit(folder)
    git(folder, "tag", tag)


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that has to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path}: {old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(path: Path, text: str) -> None:
    """Add lines to the end of a file, which may be new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def improve(folder: Path) -> None:
    """The second release: something of everything that a release may do."""
    template = folder / "template"
    workflow = template / "{% if ci == 'github' %}.github{% endif %}/workflows/ci.yml.jinja"
    change(workflow, "timeout-minutes: 20", "timeout-minutes: 30")
    change(template / "Makefile.jinja", "# The verbs", "# All verbs")
    change(template / "Makefile.jinja", "scripts/pipeline_tools/report.py", "scripts/page.py")
    append(template / "README.md.jinja", "Theirs.\n")
    append(template / "src/{{ package }}/io.py", "# theirs\n")
    append(template / "src/{{ package }}/data/read.py", "# theirs\n")
    append(template / "src/{{ package }}/added.py", '"""New."""\n')
    append(template / "scripts/added.py", '"""New."""\n')
    append(template / "{% if badge %}BADGE.md{% endif %}.jinja", "A badge.\n")
    (template / "scripts/pipeline_tools/report.py").rename(template / "scripts/page.py")
    (template / "environment.yml.jinja").unlink()
    (template / "configs/logging.yaml.jinja").unlink()
    questions = folder / "copier.yml"
    change(questions, 'default: "3.11"', 'default: "3.12"')
    change(questions, "ask: false\n  default: 2", "ask: false\n  default: 3")
    report = "/scripts/pipeline_tools/report.py"
    retired = f"_exclude:\n  - \"{{% if _copier_operation == 'update' %}}{report}{{% endif %}}\"\n"
    change(questions, "_exclude:\n", retired)
    append(questions, QUESTION)
    release(folder, SECOND)


def copy(source: Path, project: Path, version: str, **answers: object) -> None:
    """Run `copier copy`, from the address of a git repository as it would be on a server."""
    given = [f"--data={name}={value}" for name, value in answers.items()]
    options = ("--quiet", "--defaults", "--vcs-ref", version, *given)
    succeeded(copier(project.parent, "copy", *options, source.as_uri(), project, **settings(project)))


def update(project: Path, *options: str, **environment: str) -> None:
    """Run `copier update` as a bot does."""
    succeeded(copier(project, "update", "--defaults", *options, **settings(project), **environment))


def settings(project: Path) -> dict[str, str]:
    """Copier's cache is the test's own."""
    return {"COPIER_CACHE_DIR": str(project.parent / "cache"), "PYTHONPATH": ""}


def check_update(project: Path, *options: str) -> Done:
    """Run `copier check-update`; its exit code tells."""
    return copier(project, "check-update", *options, **settings(project))


def answers(project: Path) -> dict[str, object]:
    """What .copier-answers.yml holds."""
    return dict(yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8")))


def given(project: Path) -> dict[str, object]:
    """The answers alone, without where they went."""
    return {name: value for name, value in answers(project).items() if not re.match("_", name)}
