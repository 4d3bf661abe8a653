"""Real files → notebooks, or the sentence that says what is wrong with them."""

import codecs
import gzip
import json
import os
import sys

import pytest

from migrate.errors import RequestError
from migrate.model.notebook import Heading
from migrate.read import files
from migrate.read.notebook import read


def code(source, **metadata):
    return {
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
    }


def markdown(source):
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells, **more):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}


def kernel(language, name="kernel"):
    return {"metadata": {"kernelspec": {"name": name, "language": language}}}


@pytest.fixture
def save(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def save(content):
        text = content if isinstance(content, (str, bytes)) else json.dumps(content)
        path = tmp_path / "churn.ipynb"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path.relative_to(tmp_path)

    return save


X = notebook(code("x = 1"))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(X, id="plain"),
        pytest.param(notebook(code(["x = ", "1"])), id="source in lines"),
        pytest.param(notebook({"cell_type": "code", "source": "x = 1"}), id="no outputs, no metadata"),
        pytest.param({**X, "metadata": None}, id="metadata null"),
        pytest.param({"cells": X["cells"]}, id="no format version"),
        pytest.param({**X, "nbformat": "4"}, id="format version as text"),
        pytest.param({**X, "nbformat_minor": 99}, id="later minor version"),
        pytest.param(notebook({**code("x = 1"), "execution_count": "*"}), id="still running"),
        pytest.param(notebook({**code("x = 1"), "outputs": [{"data": float("nan")}]}), id="NaN"),
        pytest.param(codecs.BOM_UTF8 + json.dumps(X).encode(), id="UTF-8 with mark"),
        pytest.param(json.dumps(X).encode("utf-16"), id="UTF-16"),
        pytest.param(json.dumps(X).encode("utf-32"), id="UTF-32"),
        pytest.param(notebook(code("x = 1"), **kernel("python", "my_env")), id="unknown kernel"),
        pytest.param(notebook(code("x = 1\r\ny = 2\r")), id="other line ends"),
    ],
)
def test_reads(save, content):
    cell = read(save(content)).cells[0]
    assert (cell.source.split("\n")[0], cell.statements[0].source, cell.problem) == ("x = 1", "x = 1", None)


def test_cells_keep_their_places_tags_headings_and_problems(save):
    tagged = code("x = 1", tags=["parameters", "parameters", 3])
    unknown = {"cell_type": "sql", "source": "x"}
    cells = [markdown("# Title"), tagged, unknown, code("x = "), code("")]
    found = read(save(notebook(*cells, **kernel("python", "my_env"))))
    assert (found.stem, found.kernel) == ("churn", "my_env")
    assert [cell.index for cell in found.cells] == [0, 1, 2, 3, 4]
    assert [cell.kind for cell in found.cells] == ["markdown", "code", "raw", "code", "code"]
    assert [cell.source for cell in found.cells] == ["# Title", "x = 1", "x", "x = ", ""]
    assert found.cells[0].headings == (Heading(1, "Title"),)
    assert found.cells[1].tags == ("parameters",)
    assert found.cells[3].problem == "invalid syntax (line 1)"
    assert found.cells[3].effects.dynamic


def test_no_line_end_but_lf_ends_a_line(save):
    source = "x = '\u2028\x85\x0c\x1c'\ny = 2"
    cell = read(save(notebook(code(source)))).cells[0]
    assert cell.source == source
    assert [statement.source for statement in cell.statements] == source.split("\n")


def test_a_cell_that_may_raise_surely_binds_nothing(save):
    cell = read(save(notebook(code("x = 1\nf()", tags=["raises-exception"])))).cells[0]
    assert (cell.effects.may_define, cell.effects.must_define) == ({"x"}, frozenset())


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats_are_upgraded(save, version):
    cells = [
        {"cell_type": "code", "input": ["x = 1"], "language": "python", "outputs": [], "collapsed": False},
        {"cell_type": "heading", "level": 2, "source": ["Load"], "metadata": {}},
    ]
    old = {
        "nbformat": version,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells}],
    }
    found = read(save(old if version == 3 else {**old, "worksheets": [{"cells": cells[:1]}]}))
    assert found.cells[0].statements[0].source == "x = 1"
    assert [cell.headings for cell in found.cells[1:]] == [(Heading(2, "Load"),)] * (version - 2)


DEEP = '{"cells": ' + "[" * 20_000 + "]" * 20_000 + "}"
CONFLICT = '{\n<<<<<<< HEAD\n "cells": []\n=======\n "cells": []\n>>>>>>> other\n}'
PRINT = 'print "x"'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", ": the file is empty; restore", id="empty"),
        pytest.param(b" \n\t", ": the file holds nothing but white space;", id="white space"),
        pytest.param("null", ": not a notebook, its top level is a null;", id="null"),
        pytest.param("[]", ": not a notebook, its top level is a list;", id="list"),
        pytest.param("{}", ": not a notebook, it has no cells;", id="no cells"),
        pytest.param({**X, "cells": {}}, ": not a notebook, its cells aren't a list;", id="cells not a list"),
        pytest.param(notebook(3), ", cell 0: not a cell;", id="not a cell"),
        pytest.param(json.dumps(X)[:-20], ", line 1, column ", id="truncated"),
        pytest.param(json.dumps(X)[:60] + "\0" * 50, "the file is cut off;", id="holes"),
        pytest.param('{"cells": [}', ", line 1, column 12: this is not JSON", id="not JSON"),
        pytest.param('{"cells": [], "cells": []}', ": the key 'cells' occurs twice", id="duplicate keys"),
        pytest.param(
            json.dumps(notebook(code("ä")), ensure_ascii=False).encode("latin-1"), ": byte ", id="latin-1"
        ),
        pytest.param(json.dumps(X).encode("utf-16")[:-1], " is not UTF-16;", id="half UTF-16"),
        pytest.param(CONFLICT, ", line 2: an unresolved merge conflict;", id="conflict"),
        pytest.param(
            "# Databricks notebook source\nx = 1\n",
            ": this is a notebook as Databricks exports its source;",
            id="a source of Databricks",
        ),
        pytest.param("<!DOCTYPE html><html>", ": this is a web page, not a notebook;", id="HTML"),
        pytest.param("version https://git-lfs.github.com/spec/v1\n", ": this is a Git LFS pointer", id="LFS"),
        pytest.param("outs:\n- md5: 1\n", ": this is a DVC pointer;", id="DVC"),
        pytest.param(gzip.compress(b"{}"), ": this is a gzip archive;", id="gzip"),
        pytest.param(b"PK\x03\x04....", ": this is a zip archive;", id="zip"),
        pytest.param(b"SQLite format 3\x00", ": this is an SQLite database;", id="SQLite"),
        pytest.param(b"%PDF-1.7", ": this is a PDF document;", id="PDF"),
        pytest.param(
            '{"cells": 1' + "0" * 10_000 + "}", ": it holds a number of 10001 digits;", id="huge integer"
        ),
        pytest.param(DEEP, ": it is nested too deeply", id="deep"),
        pytest.param({**X, "nbformat": 5}, ": format version 5 is newer than 4", id="version 5"),
        pytest.param(
            {**X, "nbformat": "four"}, ": its format version is 'four', not a number;", id="version text"
        ),
        pytest.param({**X, "nbformat": 0}, ": its format version is 0", id="version 0"),
        pytest.param(
            {"nbformat": 3, "worksheets": 3}, ": can't be upgraded from format 3", id="broken version 3"
        ),
        pytest.param({**X, **kernel("R")}, ": its language is R;", id="R"),
        pytest.param(
            {**X, **kernel(None, "julia-1.9")}, ": its language is Julia;", id="Julia, by its kernel"
        ),
        pytest.param(
            {**X, "metadata": {"language_info": {"name": "scala"}}}, ": its language is scala;", id="Scala"
        ),
        pytest.param(notebook(code("x"), code(None)), ", cell 1: its source is not text;", id="source null"),
        pytest.param(notebook(code(3)), ", cell 0: its source is not text;", id="source a number"),
        pytest.param(notebook(code([["x"]])), ", cell 0: its source is not text;", id="source nested"),
        pytest.param(notebook({"cell_type": "code"}), ", cell 0: its source is not text;", id="no source"),
        pytest.param(notebook(markdown("a\0")), ", cell 0: its source holds a NUL character;", id="NUL"),
        pytest.param(
            notebook(code("'\ud800'")), ", cell 0: its source holds half a character", id="surrogate"
        ),
        pytest.param(
            notebook(), ": it has no code cells, so there is nothing to migrate;", id="no cells at all"
        ),
        pytest.param(notebook(markdown("x"), code(" \n")), ": it has no code cells,", id="no code"),
        pytest.param(notebook(markdown(""), code(PRINT)), ", cell 1: this is Python 2;", id="Python 2"),
        pytest.param(
            notebook(code("try: x\nexcept E, e: pass\nprint x"), **kernel("python", "python2")),
            ", cell 0: this is Python 2;",
            id="Python 2, as its kernel says",
        ),
        *(
            pytest.param(notebook(code(source)), ", cell 0: this is Python 2;", id=f"Python 2: {source!r}")
            for source in ("if x: print x", "def f((a, b)): return a", "x = 0777", "exec code in names")
        ),
        pytest.param(
            notebook(code("for i in xrange(3): print(i)"), **kernel("python", "python2")),
            ", cell 0: `xrange` is Python 2, as is the kernel",
            id="a name of Python 2",
        ),
    ],
)
def test_refuses(save, content, message):
    path = save(content)
    with pytest.raises(RequestError) as error:
        read(path)
    assert str(error.value).startswith("churn.ipynb")
    assert message in str(error.value)
    assert str(error.value).endswith(".")


def test_a_slip_in_a_python_3_notebook_is_a_problem_of_its_cell(save):
    found = read(save(notebook(code("x = 1"), code(PRINT), **kernel("python", "python3"))))
    assert (
        found.cells[1].problem == "Missing parentheses in call to 'print'. Did you mean print(...)? (line 1)"
    )


def test_code_that_both_pythons_take_is_read_whoever_saved_it(save):
    both = "try:\n    xrange\nexcept NameError:\n    xrange = range\nprint(len(xrange(3)))"
    assert read(save(notebook(code(both), **kernel("python", "python2")))).cells[0].problem is None
    assert read(save(notebook(code("print(xrange(3))"), **kernel("python", "python3")))).code


def test_refuses_what_is_no_file(save, tmp_path):
    folder = tmp_path / "folder.ipynb"
    folder.mkdir()
    with pytest.raises(RequestError, match=r"this is a folder; name one notebook in it.\n.*nbmigrate add "):
        read(folder)
    with pytest.raises(RequestError, match="there is no such file"):
        read(tmp_path / "missing.ipynb")
    with pytest.raises(RequestError, match=r"there is no such file|can't be read"):
        read(save(X) / "churn.ipynb")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs in folders")
def test_does_not_wait_for_a_fifo(tmp_path):
    os.mkfifo(tmp_path / "fifo.ipynb")
    with pytest.raises(RequestError, match="not a regular file"):
        read(tmp_path / "fifo.ipynb")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_refuses_what_may_not_be_read(save):
    path = save(X)
    path.chmod(0)
    with pytest.raises(RequestError, match="you may not read it"):
        read(path)


def test_refuses_what_is_too_large(save, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(RequestError, match="more than the limit"):
        read(save(X))


def test_names_are_safe_to_print(tmp_path):
    with pytest.raises(RequestError) as error:
        read(tmp_path / "a\x1b[31m\n.ipynb")
    assert str(error.value).isprintable()


def test_code_too_deep_to_follow_is_a_problem_of_its_cell(save):
    deep, deeper = (" + ".join(["x"] * length) for length in (800, 30_000))
    found = read(save(notebook(code(deep), code(deeper), code("x"))))
    assert [cell.problem for cell in found.cells] == [None, "nested too deeply", None]


def test_long_notebooks_are_read_in_time(save):
    found = read(save(notebook(*(code(f"x{i} = x{i - 1} + {i}\nprint(x{i})") for i in range(1, 5001)))))
    assert len(found.cells) == 5000
