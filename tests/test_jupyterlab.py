"""A task opened, edited, run and saved in JupyterLab, in a real browser."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any
from urllib.request import urlopen

import nbformat
import pytest

from tests.conftest import GOLDEN
from tests.shell import git, run

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed (the extra `browser`)")
playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed (the extra `browser`)"
)
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("iris"),
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium to open JupyterLab in"),
]

TASK = "tasks/iris/04_train.py"
PAIR = "tasks/iris/04_train.ipynb"
PLACE = 4  # of the cell whose last line is this
LINE = 'model.fit(train[measures], train["species"])'
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
SECONDS = 120  # what a step may take on a busy machine


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        pytest.param("", [], id="nothing typed"),
        pytest.param("  # enough?", [f"+{LINE}  # enough?"], id="a comment"),
    ],
)
def test_a_task_is_run_and_saved_as_a_notebook(project: Path, typed: str, changed: list[str]) -> None:
    kept = contents(project, "notebooks", "records")

    with jupyter_lab(project) as address, browser_page() as page:
        seen = work_on_task(page, address, project, typed)

    assert seen.errors == 0
    assert "LogisticRegression" in seen.text
    assert added_lines(project) == changed
    assert git(project, "status", "--porcelain") == (f" M {TASK}\n" if changed else "")
    assert origins_and_tags(project / PAIR) == origins_and_tags_of_task()
    assert "LogisticRegression(max_iter=500)" in str(cells_of(project / PAIR)[PLACE].outputs)
    assert contents(project, "notebooks", "records") == kept

    pair = contents(project, "tasks/iris")
    run(project, sys.executable, "-m", "jupytext", "--sync", TASK)
    assert contents(project, "tasks/iris") == pair


# --- what a user does -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What the notebook shows after all cells ran."""

    text: str
    errors: int


def work_on_task(page: Any, address: str, project: Path, typed: str) -> Seen:
    """Open the task with the menu, choose the kernel, type at the end of a cell, run all, save."""
    open_as_notebook(page, address)
    cells = page.locator(".jp-NotebookPanel .jp-CodeCell")
    if typed:
        cells.filter(has_text=LINE).locator(".cm-line").last.click()
        page.keyboard.press("End")
        page.keyboard.type(typed)
    page.get_by_text("Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    expect = playwright.expect
    expect(cells.last.locator(".jp-InputPrompt")).to_have_text("[5]:", timeout=SECONDS * 1000)
    page.keyboard.press("Control+s")
    wait_until(lambda: "LogisticRegression" in text_of(project / PAIR))
    wait_until(lambda: typed in text_of(project / TASK))
    expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    outputs = page.locator(".jp-NotebookPanel .jp-OutputArea-output")
    errors = page.locator(".jp-NotebookPanel [data-mime-type='application/vnd.jupyter.error']")
    return Seen("\n".join(outputs.all_inner_texts()), errors.count())


def open_as_notebook(page: Any, address: str) -> None:
    """As the project's README says: Open With → Notebook; then the kernel that JupyterLab proposes."""
    page.goto(f"{address}/lab/tree/{TASK}")
    page.locator(".jp-DirListing-item", has_text=Path(TASK).name).click(button="right")
    page.locator(".lm-Menu-itemLabel", has_text="Open With").hover()
    page.locator(".lm-Menu-itemLabel").get_by_text("Notebook", exact=True).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    playwright.expect(page.get_by_text("| Idle")).to_be_visible(timeout=SECONDS * 1000)


@contextmanager
def browser_page() -> Iterator[Any]:
    """A page of a browser of our own."""
    with playwright.sync_playwright() as tools:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = tools.chromium.launch(
            executable_path=BROWSER, args=[*QUIET, *(["--no-sandbox"] if root else [])]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(SECONDS * 1000)
        yield page
        browser.close()


@contextmanager
def jupyter_lab(project: Path) -> Iterator[str]:
    """JupyterLab in a project, on this machine alone, with nobody's configuration."""
    port, private = free_port(), project.parent / "jupyter"
    folders = {f"JUPYTER_{name}_DIR": str(private / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token="]
    with (project.parent / "jupyter.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--port={port}", "--ServerApp.port_retries=0"],
            cwd=project,
            env={**os.environ, **folders, "IPYTHONDIR": str(private / "ipython")},
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(f"{address}/api"))
        yield address
    finally:
        server.terminate()
        server.wait(timeout=SECONDS)


# --- what to look at --------------------------------------------------------------------------------


def origins_and_tags_of_task() -> list[tuple[Any, Any]]:
    """What the golden project's task says of its cells."""
    lines = text_of(GOLDEN / "project" / TASK).split("\n")
    headers = [line for line in lines if line.startswith("# %%")]
    return [(number_in(line), ["parameters"] if "parameters" in line else None) for line in headers]


def origins_and_tags(path: Path) -> list[tuple[Any, Any]]:
    """The same of the cells of a notebook."""
    return [(cell.metadata.get("origin"), cell.metadata.get("tags")) for cell in cells_of(path)]


def cells_of(path: Path) -> Any:
    """The cells of a notebook."""
    return nbformat.read(path, as_version=4).cells


def number_in(header: str) -> int | None:
    """The origin in a cell's header."""
    _, found, number = header.partition("origin=")
    return int(number) if found else None


def added_lines(project: Path) -> list[str]:
    """The lines that git shows as new in the task."""
    lines = git(project, "diff", "--unified=0", "--", TASK).split("\n")
    return [line for line in lines if line.startswith("+") and not line.startswith("+++")]


def contents(project: Path, *folders: str) -> dict[str, bytes]:
    """All files below some folders, but JupyterLab's checkpoints."""
    files = (path for folder in folders for path in (project / folder).rglob("*") if path.is_file())
    return {str(f.relative_to(project)): f.read_bytes() for f in files if "checkpoint" not in str(f)}


def text_of(path: Path) -> str:
    """The text of a file; empty where there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


def answers(address: str) -> bool:
    """Whether a server is there."""
    try:
        with urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody listens at."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
