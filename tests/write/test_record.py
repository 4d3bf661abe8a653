"""The record of a run, and the original without what running left behind."""

import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from migrate.model.layout import Layout
from migrate.model.record import Recorded, as_json, as_text
from migrate.model.shape import conform
from migrate.model.trace import Trace, Value
from migrate.project.project import Project
from migrate.project.records import read_recorded
from migrate.project.stripped import stripped
from migrate.record.observe import Recording, ended
from migrate.record.workspace import Tree
from migrate.write.record import boundaries, record_files, second_run
from tests.program import write_notebook
from tests.write.pipelines import pipeline, with_product

FACTS = Recorded(notebook="churn.ipynb", sha256="", data={}, files={})
HOME = "/tmp/nbmigrate-x/tree/notebooks"


def executed(*texts: str, picture: str = "") -> nbformat.NotebookNode:
    cells = [
        new_code_cell("x", id=f"c{i}", outputs=[new_output("stream", text=t)]) for i, t in enumerate(texts)
    ]
    if picture:
        cells[0].outputs.append(
            new_output("display_data", {"image/png": picture, "text/plain": f"in {HOME}"})
        )
    return new_notebook(cells=cells)


def recorded(original: nbformat.NotebookNode, plain: nbformat.NotebookNode) -> dict[str, str]:
    values = {1: {"df": Value("pandas.DataFrame", "parquet", "abc", summary={"rows": 3}, content="def")}}
    trace = Trace(snapshots=values, packages={"pandas": "3.1.1"}, python="3.11.7")
    recording = Recording(
        original, ended(plain), trace, 1.0, Tree(Path("/home/ada/work"), "notebooks"), Path(HOME)
    )
    made = with_product(pipeline("load"))
    return record_files(made, recording, FACTS, boundaries(made, recording.trace))


def test_no_place_of_the_machine_gets_into_a_record() -> None:
    files = recorded(executed(f"{HOME}/a.csv", picture="iVBOR"), executed(f"{HOME}/b.csv", picture="iVBOR"))
    assert not [name for name, text in files.items() if "/tmp" in text or "/home" in text]
    outputs = nbformat.reads(files[Layout("churn").original], as_version=4).cells[0].outputs
    assert outputs[0].text == "<folder>/a.csv"
    assert outputs[1].data == {"image/png": "iVBOR", "text/plain": "in <folder>"}


def test_the_second_run_is_kept_where_it_differs() -> None:
    original, plain = executed("same", "0.1"), executed("same", "0.2")
    files = recorded(original, plain)
    record = conform(Recorded, json.loads(files[Layout("churn").record]))
    assert list(record.second_run) == ["1"]
    assert second_run(original, record).cells == plain.cells
    assert (record.python, record.packages) == ("3.11.7", {"pandas": "3.1.1"})


def test_each_product_is_described() -> None:
    assert json.loads(recorded(executed("a"), executed("a"))[Layout("churn").boundaries]) == {
        "data/interim/churn/load/df.parquet": {
            "variable": "df",
            "cell": 1,
            "kind": "pandas.DataFrame",
            "fingerprint": "abc",
            "content": "def",
            "summary": {"rows": 3},
        }
    }


def test_texts_end_with_a_line_end_and_are_the_same_every_time() -> None:
    once, again = recorded(executed("a"), executed("b")), recorded(executed("a"), executed("b"))
    assert once == again
    assert all(text.endswith("}\n") for text in once.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_original_loses_its_outputs_and_nothing_else(tmp_path: Path, encoding: str) -> None:
    path = write_notebook(tmp_path / "a.ipynb", "# Ä", "print('é')")
    content = json.loads(path.read_text())
    content["cells"][1] |= {
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "é"}],
        "execution_count": 7,
    }
    content["cells"][1]["metadata"] = {"tags": ["a"]}
    path.write_bytes(json.dumps(content).encode(encoding))
    content["cells"][1] |= {"outputs": [], "execution_count": None}
    assert json.loads(stripped(path)) == content
    assert "é" in stripped(path).decode()
    (tmp_path / "b.ipynb").write_bytes(stripped(path))
    assert stripped(tmp_path / "b.ipynb") == stripped(path)


def test_what_a_newer_version_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / Layout("churn").record
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(as_json(FACTS) | {"newer": 1}))
    read = read_recorded(Project(tmp_path, "churn"), "churn")
    assert read == replace(FACTS, others={"newer": 1})
    assert json.loads(as_text(read)) == as_json(FACTS) | {"newer": 1}
