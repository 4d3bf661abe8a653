"""Which Python runs the notebook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from migrate.errors import RequestError
from migrate.model.notebook import Notebook
from migrate.read.committed import refuse_carried
from migrate.read.files import real
from migrate.record.error_help import install
from migrate.record.modules import imported, modules

PLACES = ("bin/python", "Scripts/python.exe", "python.exe")  # of an environment's interpreter
ACTIVE = {"VIRTUAL_ENV": "the activated environment", "CONDA_PREFIX": "the activated conda environment"}


@dataclass(frozen=True)
class Interpreter:
    """A Python that may have a notebook's packages, and why we think so."""

    path: Path
    why: str


def find_python(asked: Path | None, path: Path, notebook: Notebook, project: Path | None) -> Interpreter:
    """The interpreter asked for, or else the notebook's kernel, an activated environment, the project's own.

    It needs ipykernel, and nothing of ours. Raises RequestError with the command that installs it.
    """
    imports = sorted({name.split(".")[0] for name in imported(notebook)})
    packages = [name for name in imports if not modules({name}, real(path).parent)]
    if asked:
        return named(asked, packages)
    known = chain(kernel_python(notebook.kernel), activated(), own(project), others())
    found = first_of(trusted(known, project), packages)
    assert found  # the one that runs this is the last
    return found


def find_project_python(asked: Path | None, project: Path) -> Interpreter:
    """The interpreter for a project's pipelines: that of its own environment, or an activated one."""
    found = named(asked) if asked else first_of(trusted(chain(own(project), activated()), project))
    if found:
        return found
    raise RequestError(
        f"{project} has no environment of its own (.venv), and none is activated.\n"
        "  Create one with `make setup`, or name an interpreter with --python PATH."
    )


def named(asked: Path, packages: Sequence[str] = ()) -> Interpreter:
    """The interpreter given with --python. Raises RequestError if it is missing or lacks ipykernel."""
    located = shutil.which(asked)
    if located is None:
        raise RequestError(f"{asked}: there is no such interpreter.\n  Name one with --python PATH.")
    found = Interpreter(Path(located).absolute(), "given with --python")
    if lacking(found.path, ["ipykernel"]):
        raise RequestError(without_kernel(found, packages))
    return found


def first_of(known: Iterable[Interpreter], packages: Sequence[str] = ()) -> Interpreter | None:
    """The first one that can run a kernel; None if none is known.

    Raises RequestError if none of the known ones can. `packages` are what it then says to install besides.
    """
    passed: list[Interpreter] = []
    for one in known:
        if not lacking(one.path, ["ipykernel"]):
            return replace(one, why=f"{one.why}{told_of(passed)}")
        passed.append(one)
    if not passed:
        return None
    raise RequestError(
        f"{without_kernel(passed[0], packages)}\n  Or name another interpreter with --python PATH."
    )


def told_of(passed: Sequence[Interpreter]) -> str:
    """A note on the one that would have come first."""
    return f"; {passed[0].path}, {passed[0].why}, has no ipykernel" if passed else ""


# --- where there may be one, in the order in which it is taken --------------------------------------


def trusted(known: Iterable[Interpreter], project: Path | None) -> Iterator[Interpreter]:
    """The same, but one that came with the clone is refused before anything runs it."""
    for one in known:
        environment = one.path.parent.parent
        if project:
            inside = project.absolute() in environment.parents
            refuse_carried(project, environment if inside else one.path)
        yield one


def kernel_python(name: str | None) -> Iterator[Interpreter]:
    """The interpreter behind an installed kernel.

    Nothing if it names none, or ours, as `python3` does wherever Jupyter is: that tells nothing of packages.
    """
    try:
        argv = KernelSpecManager().get_kernel_spec(name or "python3").argv
    except (NoSuchKernel, OSError, ValueError):
        return
    path = Path(argv[0]) if argv else Path()
    names_one = path.is_absolute() and path.name.startswith("python") and os.access(path, os.X_OK)
    ours = os.path.abspath(path) == os.path.abspath(sys.executable)
    if names_one and not ours:
        yield Interpreter(path, f"the notebook's kernel {name or 'python3'!r}")


def activated(environment: Mapping[str, str] = os.environ) -> Iterator[Interpreter]:
    """Those of the environments activated in the shell."""
    for variable, why in ACTIVE.items():
        if folder := environment.get(variable):
            yield from (Interpreter(path, why) for path in pythons_in(Path(folder)))


def own(project: Path | None) -> Iterator[Interpreter]:
    """That of a project's own environment."""
    for path in pythons_in(project / ".venv") if project else ():
        yield Interpreter(path, "the project's .venv")


def others() -> Iterator[Interpreter]:
    """The one on PATH, and last the one that runs nbmigrate."""
    if located := shutil.which("python") or shutil.which("python3"):
        yield Interpreter(Path(located).absolute(), f"`{Path(located).name}` on PATH")
    yield Interpreter(Path(sys.executable).absolute(), "the one that runs nbmigrate")


def pythons_in(environment: Path) -> Iterator[Path]:
    """The interpreter of an environment, if there is one."""
    found = (environment / place for place in PLACES)
    yield from (path.absolute() for path in [next((p for p in found if os.access(p, os.X_OK)), None)] if path)


# --- what an interpreter has ------------------------------------------------------------------------


def without_kernel(found: Interpreter, packages: Sequence[str]) -> str:
    """What to install so that a kernel can start, with everything else that the notebook needs."""
    return (
        f"{found.path} ({found.why}) has no ipykernel, which running a notebook needs.\n"
        f"  Install it with: {install(found.path, ['ipykernel', *lacking(found.path, packages)])}"
    )


def lacking(python: Path, packages: Iterable[str]) -> list[str]:
    """Which of these top-level packages an interpreter doesn't have."""
    asked = "import importlib.util as i, sys; print(*[n for n in sys.argv[1:] if not i.find_spec(n)])"
    named = [*packages]
    command = [str(python), "-c", asked, *named]
    elsewhere = Path(python.anchor)  # what lies in the current folder is no package
    try:
        done = subprocess.run(
            command, cwd=elsewhere, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
    except OSError:
        return named
    return named if done.returncode else done.stdout.split()
