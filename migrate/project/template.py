"""Render the project template into a folder."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from migrate.errors import RequestError
from migrate.model.layout import ANSWERS, module, source
from migrate.project.bundle import write_bundle
from migrate.project.template_files import PACKAGE, PLAIN
from migrate.scratch import scratch_folder

QUESTIONS = next((p for p in (PACKAGE / "copier.yml", PACKAGE.parent / "copier.yml") if p.exists()), PACKAGE)


def render(target: Path, answers: Mapping[str, str | bool], *, ask: bool = False) -> None:
    """Render the template into `target`, which is missing or empty.

    Unanswered questions are asked on the terminal if `ask`, or take their default. The answers file names the
    template by its public address and version, so `copier update` works later.
    """
    from copier import run_copy  # slow to import, and most commands render nothing

    if not shutil.which("git"):
        raise RequestError("git is needed to make a project. Install it and run the command again.")
    with bundle_at_hand() as bundle:
        try:
            run_copy(
                str(bundle),
                target,
                data=dict(answers),
                vcs_ref="HEAD",
                defaults=not ask,
                overwrite=True,
                quiet=True,
            )
        except ValueError as error:
            raise RequestError(f"the template refuses an answer. {without_prefix(error)}") from error
    name_source(target / ANSWERS)


def questions() -> dict[str, dict[str, Any]]:
    """The questions that the template asks, by name."""
    found = YAML(typ="safe").load(QUESTIONS.read_bytes())
    asked = {key: value for key, value in found.items() if not key.startswith("_")}
    return {key: q for key, q in asked.items() if q.get("when", True) and q.get("ask", True)}


def plain_file(path: str, package: str) -> bytes:
    """A file that is the same in every project, from the template without rendering."""
    if path == module(package, "__init__"):
        return b'"""Data pipelines, from raw data to results."""\n'
    return (PLAIN / path.replace(source(package), source("{{ package }}"))).read_bytes()


@contextmanager
def bundle_at_hand() -> Iterator[Path]:
    """The installed package's bundle; in a checkout, one made of the template as it is."""
    checkout = PACKAGE.parent
    if not (checkout / "copier.yml").is_file():
        yield PACKAGE / "template.bundle"
        return
    with scratch_folder() as folder:
        bundle = folder / "template.bundle"
        write_bundle(checkout, bundle, metadata("nbmigrate")["Version"])
        yield bundle


def given_answers(project: Path) -> dict[str, Any]:
    """The project's answers to this template; empty if it was made by another template or by hand."""
    place = project / ANSWERS
    try:
        given = YAML(typ="safe").load(place.read_bytes()) if place.is_file() else None
    except (YAMLError, ValueError, RecursionError, OSError) as error:
        raise RequestError(f"{place}: can't be read; fix it. Nothing was changed.\n{error}") from error
    if not (isinstance(given, dict) and {"package", "edition"} <= given.keys()):
        return {}
    package = given["package"]
    if not (isinstance(package, str) and re.fullmatch(r"[A-Za-z_]\w{0,99}", package, re.ASCII)):
        raise RequestError(
            f"{place}: its package is {package!r:.80}, which can't be the name of a package. "
            "Fix it. Nothing was changed."
        )
    return given


def name_source(answers: Path) -> None:
    """Replace the bundle's path on this machine by the address that works on every machine."""
    text = answers.read_text(encoding="utf-8")
    answers.write_text(re.sub(r"(?m)^_src_path: .*$", f"_src_path: {address()}", text), encoding="utf-8")


def address() -> str:
    """The template's public git address, from the package's metadata."""
    urls = dict(line.split(", ", 1) for line in metadata("nbmigrate").get_all("Project-URL", []))
    return f"{urls['Repository']}.git"


def without_prefix(error: Exception) -> str:
    """A bad answer's error without copier's words, so only copier.yml's sentence is left."""
    return re.sub(r"^Validation error for question '\w+': ", "", str(error))
