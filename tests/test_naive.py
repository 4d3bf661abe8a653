"""The obvious way is wrong: a splitter that hands on by pickle what a section assigns, and no more.

It finishes the example without an error and shows other numbers; ours is proved on the same notebook.
"""

import ast
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tests.program import PYTHON, nbmigrate, succeeded

EXAMPLES = Path(__file__).parents[1] / "examples"
pytestmark = pytest.mark.slow

LOAD = """
import pickle
for _name in {names!r}:
    try:
        globals()[_name] = pickle.load(open("{store}/" + _name, "rb"))
    except Exception:
        pass
"""
SAVE = """
for _name in {names!r}:
    try:
        pickle.dump(globals()[_name], open("{store}/" + _name, "wb"))
    except Exception:
        pass
"""


def sections(cells: list[nbformat.NotebookNode]) -> list[list[int]]:
    """The indexes of the code cells below each second-level heading."""
    found: list[list[int]] = [[]]
    for index, cell in enumerate(cells):
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            found.append([])
        elif cell.cell_type == "code":
            found[-1].append(index)
    return [part for part in found if part]


def assigned_names(code: str) -> set[str]:
    """Names that code assigns, also `df` in `df["a"] = 1`."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(getattr(node, "ctx", None), ast.Store):
            while isinstance(node, ast.Subscript | ast.Attribute):
                node = node.value
            found |= {node.id} if isinstance(node, ast.Name) else set()
    return found


def replayed(code: str) -> str:
    """The imports and definitions of earlier sections."""
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    return "\n".join(ast.unparse(node) for node in ast.parse(code).body if isinstance(node, kept))


def plain(cell: nbformat.NotebookNode) -> str:
    """The Python of a cell: magics left out."""
    return "\n".join("" if line.startswith("%") else line for line in cell.source.split("\n"))


def run(cells: list[nbformat.NotebookNode], folder: Path) -> list[nbformat.NotebookNode]:
    notebook = new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return notebook.cells


def split_naively(cells: list[nbformat.NotebookNode], folder: Path) -> dict[int, str]:
    """What each cell prints when every section runs in a process of its own."""
    store, before, assigned, shown = folder / "store", "", set[str](), dict[int, str]()
    store.mkdir()
    for part in sections(cells):
        code = "\n".join(plain(cells[index]) for index in part)
        first = new_code_cell(before + LOAD.format(names=sorted(assigned), store=store))
        assigns = assigned_names(code)
        last = new_code_cell(SAVE.format(names=sorted(assigns), store=store))
        executed = run([first, *(new_code_cell(cells[index].source) for index in part), last], folder)
        shown |= {index: printed(cell) for index, cell in zip(part, executed[1:-1], strict=True)}
        before, assigned = before + replayed(code) + "\n", assigned | assigns
    return shown


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)


def test_handing_on_assigned_names_gives_other_results_without_an_error(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    cells = nbformat.read(EXAMPLES / "tumour_diagnosis.ipynb", as_version=4).cells
    whole = [new_code_cell(cell.source) if cell.cell_type == "code" else cell for cell in cells]
    wanted = {
        i: printed(cell)
        for i, cell in enumerate(run(whole, tmp_path / "examples"))
        if cell.cell_type == "code"
    }
    found = split_naively(cells, tmp_path / "examples")
    wrong = [index for index in found if found[index] != wanted[index]]
    assert len(wrong) > 10
    assert {52, 53} & {*wrong}


def test_ours_shows_what_the_notebook_showed(tmp_path: Path) -> None:
    arguments = ["new", "tumour", EXAMPLES / "tumour_diagnosis.ipynb", "--python", PYTHON]
    said = succeeded(nbmigrate(tmp_path, *arguments)).stdout
    assert "not repeatable in the notebook itself" in said
    assert "different" not in said
