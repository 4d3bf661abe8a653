"""Which Python runs the notebook."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from migrate.errors import RequestError
from migrate.model.notebook import Notebook
from migrate.read.carried import refuse_carried


def find_python(asked: Path | None, notebook: Notebook, project: Path | None) -> Path:
    """The interpreter asked for, else the notebook's kernel, else the project's own environment.

    It needs ipykernel, nothing of ours. Raises RequestError with the command that installs it.
    """
    python = asked or kernel_python(notebook.kernel) or project_python(project)
    if python is None:
        raise RequestError(
            f"{notebook.stem}.ipynb: the kernel {notebook.kernel or 'python3'!r} is not installed here.\n"
            "  Name the interpreter that has its packages with --python PATH."
        )
    located = shutil.which(python)
    if located is None:
        raise RequestError(f"{python}: there is no such interpreter.\n  Name one with --python PATH.")
    check_ipykernel(Path(located))
    return Path(located).absolute()


def kernel_python(name: str | None) -> Path | None:
    """The interpreter behind an installed kernel."""
    try:
        argv = KernelSpecManager().get_kernel_spec(name or "python3").argv
    except NoSuchKernel:
        return None
    return Path(argv[0]) if argv and "python" in Path(argv[0]).name else None


def project_python(project: Path | None) -> Path | None:
    """The interpreter of a project's own environment."""
    places = [project / ".venv/bin/python", project / ".venv/Scripts/python.exe"] if project else []
    found = next((place for place in places if place.exists()), None)
    if project and found:
        refuse_carried(project, project / ".venv")
    return found


def check_ipykernel(python: Path) -> None:
    """Make sure that a kernel can start."""
    asked = "import importlib.util, sys; sys.exit(not importlib.util.find_spec('ipykernel'))"
    command = [str(python), "-c", asked]
    if subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode:
        raise RequestError(
            f"{python} has no ipykernel, which running a notebook needs.\n"
            f"  Install it with: {python} -m pip install ipykernel"
        )


def lacking(python: Path, packages: Iterable[str]) -> list[str]:
    """Those of some top-level packages that an interpreter doesn't have."""
    asked = "import importlib.util as i, sys; print(*[n for n in sys.argv[1:] if not i.find_spec(n)])"
    command = [str(python), "-c", asked, *packages]
    elsewhere = Path(python.anchor)  # what lies in the current folder is no package
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.stdout.split()
