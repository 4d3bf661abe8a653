"""Run cells in this process as a Jupyter kernel would, and keep what they show.

Magics, `display`, the value of a cell's last expression and inline figures work as in a notebook.
"""

import asyncio
import builtins
import contextlib
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from traitlets.config import Config

from . import installs
from .cell_streams import Pieces, Stream
from .cell_widgets import connect
from .percent_script import Cell, parse

Output = dict[str, Any]
PAUSE = 0.01  # seconds that a kernel waits for the next cell, about
ARGUMENTS = ["-f", os.devnull]  # of a kernel: notebooks that parse theirs allow for these


class Front(Session):
    """Stands where a kernel's front end would: keeps what the shell sends as the cell's outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.outputs: list[Output] = []
        self.displays: dict[str, list[Output]] = {}
        self.clear_next = False
        self.captors: set[str] = set()  # widgets that take what is shown

    def begin(self) -> list[Output]:
        """Start the list that the next cell's outputs go to."""
        self.outputs, self.clear_next = [], False
        return self.outputs

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> Any:
        """Take a message of the Jupyter protocol, whole or as type and content."""
        if isinstance(msg_or_type, dict):
            msg_or_type, content = msg_or_type["header"]["msg_type"], msg_or_type["content"]
        content = self.unpack(self.pack(content))  # as what is sent arrives: bytes become text
        if self.captors:
            return
        if msg_or_type == "clear_output":
            self.clear_next = content["wait"]
            if not content["wait"]:
                self.outputs.clear()
        elif msg_or_type == "update_display_data":
            self.update(content["transient"].get("display_id"), content)
        elif msg_or_type in ("display_data", "execute_result", "error"):
            self.add(msg_or_type, dict(content))

    def add(self, kind: str, content: Output) -> None:
        """Append an output."""
        if self.clear_next:
            self.outputs.clear()
            self.clear_next = False
        display_id = content.pop("transient", {}).get("display_id")
        self.outputs.append({"output_type": kind, **content})
        if display_id:
            self.update(display_id, content)
            self.displays.setdefault(display_id, []).append(self.outputs[-1])

    def update(self, display_id: str, content: Output) -> None:
        """Show this wherever something with the same id is shown."""
        for output in self.displays.get(display_id, []):
            output.update(data=content["data"], metadata=content["metadata"])

    def write(self, name: str, text: str) -> None:
        """Append a piece of a stream's text, if it can be sent."""
        with contextlib.suppress(UnicodeEncodeError):
            text = self.unpack(self.pack(text))
            if not self.captors:
                self.add("stream", {"name": name, "text": text})

    def capture(self, widget: str, begins: bool) -> None:
        """Let a widget take what is shown, or do so no longer."""
        (self.captors.add if begins else self.captors.discard)(widget)


class Compiler(XCachingCompiler):
    """Names code by what it says, not by its process: equal runs show equal warnings."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        """The file name that warnings and tracebacks give."""
        return f"/ipykernel_0/{Path(super().get_code_name(raw_code, code, number)).name}"


class Kernel:
    """What stands for a kernel in this process: a shell, and where its outputs go."""

    def __init__(self) -> None:
        self.front = Front()
        self.pieces = Pieces(self.front.write)
        self.streams = [Stream("stdout", 1, self.pieces), Stream("stderr", 2, self.pieces)]
        sys.stdout, sys.stderr = self.streams
        self.shell = start_shell(self.front)
        connect(self.front.capture)

    def run(self, script: str, extensions: list[str]) -> tuple[list[Output], str]:
        """Run a percent script's cells up to the first error; give them executed, and the traceback."""
        sys.argv[1:] = ARGUMENTS
        loop = asyncio.new_event_loop()  # cells find one that runs, as in a kernel
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(self.run_cells(parse(script), extensions))

    async def run_cells(self, cells: list[Cell], extensions: list[str]) -> tuple[list[Output], str]:
        """Run cells one after the other."""
        for stream in self.streams:
            stream.open()
        by_name = {stream.name: stream for stream in self.streams}
        self.pieces.share(lambda name, text: by_name[name].send(text))
        for extension in extensions:
            self.shell.extension_manager.load_extension(extension)
        migrated = any("origin" in cell.metadata for cell in cells)
        executed: list[Output] = []
        traceback = ""
        for number, cell in enumerate(cells, 1):
            outputs: list[Output] = []
            count = None
            if runs(cell) and not traceback:
                # In[3] and _ mean the notebook's cells
                counts = not migrated or "origin" in cell.metadata
                count = self.shell.execution_count if counts else None
                outputs = await self.run_cell(cell, counts)
                traceback = unexpected_error(cell, outputs)
            executed.append(notebook_cell(number, cell, outputs, count))
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        for stream in self.streams:
            stream.restore()
        return executed, traceback

    async def run_cell(self, cell: Cell, counts: bool) -> list[Output]:
        """Run one cell and give all that it showed."""
        outputs = self.front.begin()
        self.pieces.begin()
        self.shell.displayhook.quiet = lambda: is_hushed(self.shell, cell)
        await self.execute(cell.source, store_history=counts, cell_id=origin(cell))
        for stream in self.streams:
            stream.drain()
        for stream in self.streams:
            stream.flush()
        if len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(PAUSE)  # what goes on does so before the next cell
        return outputs

    async def execute(self, source: str, **options: Any) -> None:
        """Run code: what awaits as a task of the loop, all else within it, as ipykernel does."""
        code = ""
        with contextlib.suppress(Exception):  # what can't be read is told by running it
            code = self.shell.transform_cell(source)
        if not code or not self.shell.should_run_async(source, transformed_cell=code):
            self.shell.run_cell(source, **options)
            return
        coroutine = self.shell.run_cell_async(source, transformed_cell=code, **options)
        result = await asyncio.ensure_future(coroutine)
        self.shell.events.trigger("post_execute")
        self.shell.events.trigger("post_run_cell", result)


def start_shell(front: Front) -> ZMQInteractiveShell:
    """Make the shell that a kernel would run cells in."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    os.environ.setdefault("JPY_PARENT_PID", str(os.getppid()))  # how programs tell a notebook
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    config = Config({"HistoryManager": {"enabled": False}, "IPKernelApp": {}})
    shell = ZMQInteractiveShell.instance(config=config, compiler_class=Compiler)
    if "RUN_TASK_INSTALL" not in os.environ:
        os.environ["PIP_DRY_RUN"] = "1"  # heeded by what code runs as another program, too
        installs.load_ipython_extension(shell)
    shell.displayhook.session = shell.display_pub.session = front
    shell.displayhook.topic = b"execute_result"
    shell.enable_gui = lambda gui=None: None  # no event loop to join: figures are inline
    shell.ask_exit = lambda: None  # `exit()` ends a kernel, not its cell
    builtins.input, getpass.getpass = unanswered("raw_input"), unanswered("getpass")
    sys.breakpointhook = lambda *_, **__: None  # no debugger is attached
    return shell


def unanswered(name: str) -> Callable[..., str]:
    """A function that asks the user, where there is none: it says so, as a kernel's does."""

    def ask(*_: Any, **__: Any) -> str:
        message = f"{name} was called, but this frontend does not support input requests."
        raise StdinNotImplementedError(message)

    return ask


def is_hushed(shell: ZMQInteractiveShell, cell: Cell) -> bool:
    """Whether a cell's value isn't shown, as it ends in `;`; IPython looks for that in its history alone."""
    return shell.displayhook.semicolon_at_end_of_expression(shell.transform_cell(cell.source))


def runs(cell: Cell) -> bool:
    """Whether a cell has code to run, and isn't tagged as one to leave out."""
    left_out = "skip-execution" in cell.metadata.get("tags", [])
    return cell.kind == "code" and bool(cell.source.strip()) and not left_out


def unexpected_error(cell: Cell, outputs: list[Output]) -> str:
    """The traceback that a cell ended with, unless it is tagged as one that raises."""
    if "raises-exception" in cell.metadata.get("tags", []):
        return ""
    return next(("\n".join(o["traceback"]) for o in outputs if o["output_type"] == "error"), "")


def origin(cell: Cell) -> str | None:
    """Name the cell to extensions by the original's cell that it stems from."""
    return str(cell.metadata["origin"]) if "origin" in cell.metadata else None


def notebook_cell(number: int, cell: Cell, outputs: list[Output], count: int | None) -> Output:
    """A cell as notebook format 4.5 has it."""
    common = {
        "cell_type": cell.kind,
        "id": f"cell-{number}",
        "metadata": cell.metadata,
        "source": cell.source.splitlines(keepends=True),
    }
    if cell.kind != "code":
        return common
    return {**common, "execution_count": count, "outputs": outputs}
