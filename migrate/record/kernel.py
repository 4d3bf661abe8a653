"""Run a notebook's cells in a kernel of an interpreter of the user's choice."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from migrate.errors import RequestError

Progress = Callable[[int, int], None]  # cells done, cells in all

# One thread, and one order of hashes, in every run that is compared with another.
STEADY = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Limits:
    """What a run may use: seconds a cell, gigabytes of memory; None is no limit."""

    seconds: int | None = None
    memory: float | None = None


def run_notebook(
    name: str,
    notebook: NotebookNode,
    python: Path,
    folder: Path,
    scratch: Path,
    *,
    environment: Mapping[str, str],
    extensions: tuple[str, ...] = (),
    limits: Limits = Limits(),
    progress: Progress = lambda done, total: None,
) -> None:
    """Run the code cells in page order and put the outputs into `notebook`.

    `scratch` takes the kernel's own files. Raises RequestError, naming the cell, when a cell raises,
    takes too long or ends the kernel.
    """
    todo = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    manager = kernel_manager(python, scratch, extensions, limits)
    client = NotebookClient(notebook, km=manager, timeout=limits.seconds, record_timing=False)
    with kernel_of(client, folder, {**os.environ, **STEADY, **environment, "IPYTHONDIR": str(scratch / "ipython")}):
        for done, index in enumerate(todo):
            progress(done, len(todo))
            run_cell(name, client, notebook, index)
        progress(len(todo), len(todo))


def kernel_manager(python: Path, scratch: Path, extensions: tuple[str, ...], limits: Limits) -> KernelManager:
    """A manager for a kernel of this interpreter that reads nobody's configuration."""
    arguments = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    arguments += [f"--InteractiveShellApp.extensions={name}" for name in extensions]
    if limits.memory:
        kilobytes = int(limits.memory * 1024**2)
        arguments = ["/bin/sh", "-c", f'ulimit -v {kilobytes}; exec "$0" "$@"', *arguments]
    spec = scratch / "kernels" / "recorded"
    spec.mkdir(parents=True)
    content = {"argv": arguments, "display_name": "Python 3", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(content))
    specs = KernelSpecManager(kernel_dirs=[str(spec.parent)], ensure_native_kernel=False)
    connection = str(scratch / "kernel.json")
    return KernelManager(
        kernel_name="recorded", kernel_spec_manager=specs, connection_file=connection, transport="ipc"
    )


@contextlib.contextmanager
def kernel_of(client: NotebookClient, folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Start the kernel; at the end stop it and whatever it left running in its process group."""
    group: int | None = None
    try:
        with client.setup_kernel(cwd=str(folder), env=dict(environment)):
            group = getattr(client.km.provisioner, "pgid", None)
            client.kc.allow_stdin = False
            yield
    except RuntimeError as error:
        raise RequestError(f"The kernel did not start: {error}") from error
    finally:
        if group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)


def run_cell(name: str, client: NotebookClient, notebook: NotebookNode, index: int) -> None:
    """Run one cell, and say in a sentence why it failed."""
    try:
        client.execute_cell(notebook.cells[index], index)
    except CellExecutionError as error:
        raise RequestError(
            f"{name}, cell {index}: raises {error.ename}: {error.evalue}\n"
            "  A notebook is recorded from top to bottom in a fresh kernel. Mend that cell (or the cells that it "
            "relies on) and run again. Nothing was written."
        ) from None
    except TimeoutError:
        raise RequestError(
            f"{name}, cell {index}: did not end within {client.timeout} s.\n"
            "  Give it longer with --timeout SECONDS. Nothing was written."
        ) from None
    except (DeadKernelError, CellControlSignal):
        raise RequestError(
            f"{name}, cell {index}: ended its kernel (out of memory, or an exit in the code).\n"
            "  Mend that cell and run again. Nothing was written."
        ) from None
