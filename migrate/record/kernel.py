"""Run a notebook's cells in a kernel, with an interpreter of the user's choice."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbformat import NotebookNode, ValidationError

from migrate.errors import CellError, RequestError
from migrate.model.limits import NO_LIMITS, Limits
from migrate.project.template_files import script
from migrate.record.error_help import unkept, why_dead, why_raised

Progress = Callable[[int, int, str], None]  # cells done, cells in all, the cell that runs
Begun = Callable[[int], None]  # told the kernel's process group

# Runs that are compared have one thread and the same order of hashes; and the interpreter's packages stay
# as they are, whatever a program that cells start would install.
STEADY = {
    "PIP_DRY_RUN": "1",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
SKIPPED = "skip-execution"  # Jupyter's tag for cells that stay as they are
LEAVES = re.compile(r"^\s*(exit|quit)\b\s*(\(\s*\))?\s*(;|#.*)?$", re.MULTILINE)
LONGEST_SOCKET = 90  # characters; the system's limit for a path is about 104


def run_notebook(
    name: str,
    notebook: NotebookNode,
    python: Path,
    folder: Path,
    scratch: Path,
    *,
    environment: Mapping[str, str],
    extensions: tuple[str, ...] = (),
    limits: Limits = NO_LIMITS,
    progress: Progress = lambda done, total, cell: None,
    begun: Begun = lambda group: None,
) -> None:
    """Run the code cells in page order and put the outputs into `notebook`.

    As in Jupyter, cells tagged `skip-execution` don't run and cells tagged `raises-exception` may raise.
    `scratch` takes the kernel's own files. Raises RequestError, naming the cell, if another cell raises,
    takes too long or ends the kernel. Whatever the cells started is ended, too.
    """
    todo = [index for index, cell in enumerate(notebook.cells) if runs(cell)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    manager = kernel_manager(python, scratch, extensions, limits)
    client = NotebookClient(notebook, km=manager, timeout=limits.seconds, record_timing=False)
    private = {"IPYTHONDIR": str(scratch / "ipython")}
    with kernel_of(client, folder, scratch, {**os.environ, **STEADY, **environment, **private}):
        if process := process_of(client):
            begun(process.pid)
        for done, index in enumerate(todo):
            progress(done, len(todo), titled(index, notebook.cells[index].source))
            run_cell(name, client, notebook, index, python, limits)
        progress(len(todo), len(todo), "")


def titled(index: int, source: str) -> str:
    """A cell's name for progress, such as "cell 3: import pandas"."""
    return f"cell {index}: {source.strip().splitlines()[0]}"


def runs(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and cell.source.strip() and SKIPPED not in cell.metadata.get("tags", ())


# --- the kernel's process ---------------------------------------------------------------------------


def kernel_manager(
    python: Path, scratch: Path, extensions: tuple[str, ...], limits: Limits
) -> AsyncKernelManager:
    """A manager for a kernel of this interpreter that reads nobody's configuration."""
    configure(scratch, {"exec_PYTHONSTARTUP": False, "extensions": [*extensions]})
    arguments = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    if limits.memory:
        kilobytes = int(limits.memory * 1024**2)
        arguments = ["/bin/sh", "-c", f'ulimit -v {kilobytes}; exec "$0" "$@"', *arguments]
    spec = scratch / "kernels" / "recorded"
    spec.mkdir(parents=True)
    content = {"argv": arguments, "display_name": "Python 3", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(content))
    specs = KernelSpecManager(kernel_dirs=[str(spec.parent)], ensure_native_kernel=False)
    connection = str(scratch / "kernel.json")
    return AsyncKernelManager(  # the other one waits in a way that no timeout ends
        kernel_name="recorded",
        kernel_spec_manager=specs,
        connection_file=connection,
        transport="ipc" if os.name == "posix" and len(connection) < LONGEST_SOCKET else "tcp",
    )


def configure(scratch: Path, settings: Mapping[str, object]) -> None:
    """Write what the kernel's shell reads at its start; as arguments, a notebook would see it.

    Cells that would install something say so, as they do in tasks.
    """
    profile = scratch / "ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    source = script("installs").read_text(encoding="utf-8") + "load_ipython_extension(get_ipython())\n"
    apart = "{'__name__': 'installs', 'get_ipython': get_ipython}"  # its names are none of the notebook's
    (profile / "startup" / "installs.py").write_text(f"exec({source!r}, {apart})\n", encoding="utf-8")
    # Cells that do nothing take a third longer if each is written to a database that nobody reads
    content = {"InteractiveShellApp": settings, "HistoryManager": {"hist_file": ":memory:"}}
    (profile / "ipython_kernel_config.json").write_text(json.dumps(content))


@contextlib.contextmanager
def kernel_of(
    client: NotebookClient, folder: Path, scratch: Path, environment: Mapping[str, str]
) -> Iterator[None]:
    """Start the kernel with no input from us; at the end, stop it and everything it started.

    If this process dies, the kernel notices and ends by itself (JPY_PARENT_PID).
    """
    log = scratch / "kernel.log"
    try:
        with log.open("wb") as file:
            start(client, folder, environment, file.fileno(), log)
        yield
    finally:
        stop(client, environment["IPYTHONDIR"])


def start(
    client: NotebookClient, folder: Path, environment: Mapping[str, str], output: int, log: Path
) -> None:
    """Start the kernel and wait until it answers."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
    try:
        client.start_new_kernel(cwd=str(folder), env=dict(environment), **streams)
        client.start_new_kernel_client()
    except (RuntimeError, OSError) as error:
        said = log.read_text(errors="replace").strip().splitlines()
        raise RequestError(f"The kernel did not start: {said[-1] if said else error}") from error


def stop(client: NotebookClient, mark: str) -> None:
    """End the kernel's process group, and whatever left the group but still has its environment."""
    process = process_of(client)
    if process:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pid in processes_with(f"IPYTHONDIR={mark}"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(Exception):
        client.kc.stop_channels()  # type: ignore[union-attr]
    with contextlib.suppress(Exception):
        run_sync(client.km.cleanup_resources)()  # type: ignore[union-attr,arg-type]


def process_of(client: NotebookClient) -> subprocess.Popen[bytes] | None:
    """The kernel's process; None if it hasn't started."""
    return getattr(getattr(client.km, "provisioner", None), "process", None)


def processes_with(variable: str) -> list[int]:
    """Processes started with a variable; none where the system has no /proc."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if variable.encode() in place.read_bytes().split(b"\0"):
                found.append(int(place.parent.name))
    return found


# --- one cell ---------------------------------------------------------------------------------------


def run_cell(
    name: str, client: NotebookClient, notebook: NotebookNode, index: int, python: Path, limits: Limits
) -> None:
    """Run one cell. Raises CellError, which says why it failed."""
    try:
        client.execute_cell(notebook.cells[index], index)
    except CellExecutionError as error:
        kind, text = raised(error, notebook.cells[index])
        failure = CellError(name, index, why_raised(kind, text, python, limits), kind, text)
    except TimeoutError:
        late = (
            f"did not end within {limits.seconds} s.\n  Give it more time with --timeout SECONDS, or fix it."
        )
        failure = CellError(name, index, late)
    except ValidationError as error:
        failure = CellError(name, index, unkept(error.message))
    except (DeadKernelError, CellControlSignal):
        process = process_of(client)
        failure = CellError(name, who_left(notebook, index), why_dead(process.poll() if process else None))
    else:
        return
    raise failure from None


def who_left(notebook: NotebookNode, index: int) -> int:
    """The cell that ended the kernel: after `exit()`, a later cell is the one that notices."""
    before = (notebook.cells[place] for place in reversed(range(index)))
    leaving = [cell for cell in before if runs(cell) and LEAVES.search(cell.source)]
    return notebook.cells.index(leaving[0]) if leaving else index


def raised(error: CellExecutionError, cell: NotebookNode) -> tuple[str, str]:
    """The kind of an error, and its text.

    The kernel gives neither for a value that can't be shown (a graph without Graphviz), but shows the error.
    """
    shown = [output for output in cell.outputs if output.output_type == "error"]
    if error.ename == "NoneType" and shown:
        return shown[-1].ename, shown[-1].evalue
    return error.ename, error.evalue
