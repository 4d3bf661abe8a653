"""Percent scripts: what is written reads back and compiles; jupytext and the runner read it alike."""

import importlib.util
import re
import shutil
import sys
import warnings
from pathlib import Path
from types import ModuleType, SimpleNamespace

import jupytext
import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.write.percent import ENDS_LINES, compiles_below_others, new_cell, percent_script, trimmed
from migrate.write.round_trip import configuration
from tests.shell import run

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.filterwarnings("ignore:.make_tokens_by_line.")

Seen = list[tuple[str, str, dict[str, object]]]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


READER = load(ROOT / "template/scripts/task_runner/percent_script.py")


def as_jupytext_reads(text: str) -> Seen:
    cells = jupytext.reads(text, "py:percent", config=configuration()).cells
    return [(c.cell_type, c.source, kept(c.metadata)) for c in cells]


def as_a_task_is_read(text: str) -> Seen:
    return [(cell.kind, cell.source, kept(cell.metadata)) for cell in READER.parse(text)]


def kept(metadata: dict[str, object]) -> dict[str, object]:
    """The metadata that tasks keep, without the tag of code that stands as comments."""
    tags = metadata.get("tags")
    found = {key: value for key, value in metadata.items() if key == "origin"}
    others = [tag for tag in tags if tag != "active-ipynb"] if isinstance(tags, list) else []
    return {**found, "tags": others} if others else found


def back(kind: str, source: str) -> str:
    """What becomes of one cell: written, and read by both; its tags but for the one of comments."""
    text = percent_script(
        [new_cell("code", "before"), new_cell(kind, source, {"origin": 7}), new_cell("code", "after")]
    )
    assert compiles_below_others(text)
    assert as_jupytext_reads(text) == as_a_task_is_read(text)
    before, cell, after = as_a_task_is_read(text)
    assert (before[1], after[1]) == ("before", "after")
    assert (cell[0], cell[2]) == (kind, {"origin": 7})
    return cell[1]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = 1", id="plain code"),
        pytest.param("", id="empty"),
        pytest.param("# only a comment", id="comment only"),
        pytest.param("plot();", id="semicolon at the end"),
        pytest.param('"""A docstring."""', id="docstring"),
        pytest.param("'''One.\n\nTwo.'''\nx = 1", id="docstring of several paragraphs"),
        pytest.param("%matplotlib inline\nimport numpy", id="line magic"),
        pytest.param("%time x = f()", id="magic that assigns"),
        pytest.param("files = !ls", id="command that assigns"),
        pytest.param("!ls *.csv", id="command"),
        pytest.param("!ls \\\n   -la", id="command over two lines"),
        pytest.param("?help", id="help in front"),
        pytest.param("help??", id="help behind"),
        pytest.param("%%time\nx = f()", id="cell magic"),
        pytest.param("%%bash\nls\n# here", id="another language"),
        pytest.param('%%bash -s "a b"\nls', id="another language with arguments"),
        pytest.param("%%writefile a.py\nx = 1", id="writefile"),
        pytest.param("%%html --isolated\n<b>", id="html with arguments"),
        pytest.param("s = '# %%'", id="marker in a text"),
        pytest.param('s = """\n# %%\n"""', id="marker in a long text"),
        pytest.param('s = """\n!ls\n# !ls\n"""', id="command in a long text"),
        pytest.param("# %time\n# !ls", id="magics in comments"),
        pytest.param("ls = 1\ncat, cp = 2, 3", id="names like commands"),
        pytest.param("def f():\n\n\n    return 1", id="blank lines inside"),
        pytest.param("x = 'ü — 漢'", id="not ASCII"),
        pytest.param("# +\nx = 1\n# -", id="markers of the light format"),
        pytest.param("\n\nx = 1", id="blank lines above"),
        pytest.param("x = 1  ", id="blanks at the end of a line"),
        pytest.param("%%html\n<b>\n\n", id="blank lines that another language sees"),
        pytest.param("# # %%\n# # x", id="comments in comments"),
    ],
)
def test_code_that_a_script_can_hold_is_written_as_it_is(source: str) -> None:
    assert back("code", source) == source


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = 1\n# %%\ny = 2", id="marker"),
        pytest.param("x = 1\n# In[3]:\ny = 2", id="marker of nbconvert"),
        pytest.param("from __future__ import annotations\nx = 1", id="what only stands at the very top"),
        pytest.param("await f()", id="await at the top"),
        pytest.param("async with f() as g:\n    pass", id="async with at the top"),
        pytest.param("if x:\n    !ls", id="magic as the only statement of a block"),
        pytest.param("if x:\n    y = !ls", id="command in a block"),
        pytest.param("    x = 1\n    y = 2", id="indented cell"),
        pytest.param("x = 1\n  y = 2", id="not Python"),
        pytest.param("print 'a'\n\nprint", id="Python 2"),
        pytest.param("x = 1\n        y = 1\n    z\n# %%", id="so broken that IPython gives up"),
        pytest.param("x = f(", id="a bracket left open"),
        pytest.param("x = 1 + \\", id="a backslash at the end"),
        pytest.param("x = '''a\n# %%", id="a text left open"),
        pytest.param("%%time\n# %%\nx = 1", id="marker below a cell magic"),
        pytest.param("%%writefile a.txt\nHello, world!\n\n\n", id="a file that is no Python"),
        pytest.param("%%writefile a.py\nx = 1\n\n", id="a file that ends in a blank line"),
        pytest.param("%time x = [\n    1,\n]", id="a magic over three lines"),
        pytest.param("return 1", id="return at the top"),
        pytest.param(f"x = {'(' * 300}1{')' * 300}", id="nested too deeply"),
    ],
)
def test_code_that_a_script_would_break_stands_there_as_comments(source: str) -> None:
    assert back("code", source) == source
    commented = "\n".join(f"# {line}" if line else "#" for line in source.split("\n"))
    text = percent_script([new_cell("code", source, {"tags": ["a"], "origin": 7})])
    assert text == f'# %% tags=["a", "active-ipynb"] origin=7\n{commented}\n'


@pytest.mark.parametrize(
    ("source", "written"),
    [
        pytest.param("x = 1\n", "x = 1", id="one"),
        pytest.param("!ls\n", "!ls", id="below a magic"),
        pytest.param("%%time\nx = f()\n", "%%time\nx = f()", id="below a cell magic"),
        pytest.param("%%writefile a.py\nx = 1\n", "%%writefile a.py\nx = 1", id="that IPython adds itself"),
        pytest.param("  ", "", id="nothing else"),
        pytest.param("%%sql", "%%sql\n", id="a cell magic without a body gets one"),
    ],
)
def test_blank_lines_at_the_end_of_code_may_go(source: str, written: str) -> None:
    assert back("code", source) == written


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = 'a\u2028b'", id="line separator"),
        pytest.param("x = 'a\x0cb'", id="form feed"),
        pytest.param('x = """a\x85\\n\n# %%\n"""', id="next line, quotes, a backslash, a marker"),
    ],
)
def test_code_that_no_script_can_hold_is_kept_in_a_text(source: str) -> None:
    text = back("code", source)
    assert text.startswith("# As a text")
    ran: list[str] = []
    shell = SimpleNamespace(run_cell=lambda source, store_history: ran.append(source))
    exec(text, {"get_ipython": lambda: shell})
    assert ran == [source + "\n"]


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize(
    "source",
    [
        pytest.param("# Title\n\ntext", id="plain text"),
        pytest.param("", id="empty"),
        pytest.param("# ls", id="heading like a command"),
        pytest.param("# what?", id="heading like a call for help"),
        pytest.param("    %time f()\n# !pip install x", id="magics"),
        pytest.param("a\n\n%% b\n%%", id="lines like markers"),
        pytest.param("```mermaid\n%% note\n```", id="comment in mermaid"),
        pytest.param("```python\nnever closed", id="block left open"),
        pytest.param("~~~\nnever closed", id="block left open with tildes"),
        pytest.param('```\n"""\nDoc.\n"""\n```', id="quotes"),
        pytest.param("\\begin{x} \\N \\u", id="backslashes"),
        pytest.param("# ls\n\\", id="a heading like a command, and a backslash"),
        pytest.param("In[3]:", id="marker of nbconvert"),
        pytest.param("%%html\n<b>", id="like a cell magic"),
        pytest.param("\n\na\n", id="blank lines around"),
        pytest.param("a\n   \n\n", id="lines of blanks"),
        pytest.param("  \n ", id="blanks only"),
        pytest.param("x = 1\n\nprint(x)", id="what looks like code"),
        pytest.param("'''\na\n'''", id="between quotes"),
        pytest.param("![a](attachment:a.png)", id="an attached picture"),
    ],
)
def test_texts_are_kept(kind: str, source: str) -> None:
    assert back(kind, source) == source


@pytest.mark.parametrize(
    ("kind", "source", "written"),
    [
        pytest.param("markdown", "a\u2028b", "a b", id="line separator"),
        pytest.param(
            "markdown", "\"\"\" '''\n%% x", "\\\"\"\" \\'''\n\\%% x", id="both kinds of quotes and a marker"
        ),
        pytest.param("markdown", "%%sql", "\\%%sql", id="what looks like a cell magic"),
    ],
)
def test_texts_that_no_script_can_hold_have_their_marks_escaped(kind: str, source: str, written: str) -> None:
    assert back(kind, source) == written


@pytest.mark.parametrize(
    ("source", "written"),
    [
        pytest.param("title", "title", id="nothing to do"),
        pytest.param("---\ntitle: a\n---", "---\ntitle: a\n---", id="of a page"),
        pytest.param(
            "---\njupyter:\n  kernelspec:\n    name: python3\n---",
            "\\---\njupyter:\n  kernelspec:\n    name: python3\n\\---",
            id="of jupytext, without what it needs",
        ),
        pytest.param("---\njupyter: 3\n---", "\\---\njupyter: 3\n\\---", id="like jupytext's"),
        pytest.param("---\n: [\n---", "---\n: [\n---", id="that isn't YAML"),
    ],
)
def test_front_matter_in_a_raw_cell_at_the_top_stays_a_cell(source: str, written: str) -> None:
    text = percent_script([new_cell("raw", source), new_cell("code", "x = 1", {"origin": 1})])
    assert as_jupytext_reads(text) == as_a_task_is_read(text)
    assert [cell[:2] for cell in as_a_task_is_read(text)] == [("raw", written), ("code", "x = 1")]


LINES = [
    *("x = 1", "", "  ", "if x:", "    y = 2", "  b", "\tq", "1)", "a = (", "\\", "x;", "@jit", "def f():"),
    *("# %%", "# %% [markdown]", "#%%", "  # %% x", "#  %% a", "# <codecell>", "# In[ ]:", "# +", "# ---"),
    *("%%", "%% mermaid", "%%bash", "%%bash -s x", "%%time", "%%writefile a.py", "%%html", "%%R", "%%python"),
    *("%time x", "%cd a \\", "%x # noescape", "    %pylab", "x = %timeit -o f()", "# %time", "# %%timeit"),
    *("!ls", "!ls \\", "   -la", "y = !ls", "    y = !ls", "# !ls", "    # !ls", "#!ls", "#%time"),
    *("?x", "x?", "x??", "# ?x", "# x?", "#?", "ls", "cd ..", "cat = 1", "cat", "# ls", "# cat, a", "echo a"),
    *("'''", '"""', "s = '''a", "b'''", "r'''", "x = '\\\\'", "s = '# %%'", "z = '\u2028'", "\x0c"),
    *("```", "```py", "~~~", "---", "jupyter:", "# jupyter:", "await f()", "# -*- coding: utf-8 -*-", "é"),
]  # fmt: skip
METADATA = [
    {},
    {"origin": 3},
    {"origin": [3, 4]},
    {"tags": ["a]b", "[raw]", 'é"', "x=1"]},
    {"tags": ["a"], "origin": 0},
]
SOURCES = st.lists(st.sampled_from(LINES), max_size=6).map("\n".join)
CELLS = st.tuples(st.sampled_from(["code", "code", "markdown", "raw"]), SOURCES, st.sampled_from(METADATA))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(CELLS, min_size=1, max_size=4))
def test_jupytext_and_the_runner_read_the_same_cells_in_whatever_is_written(
    cells: list[tuple[str, str, dict[str, object]]],
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = percent_script([new_cell(*cell) for cell in cells])
    seen = as_jupytext_reads(text)
    assert as_a_task_is_read(text) == seen
    assert [(cell[0], cell[2]) for cell in seen] == [(cell[0], cell[2]) for cell in cells]
    for (kind, source, _), (_, written, _) in zip(cells, seen, strict=True):
        kept_whole = written in (source, trimmed(source), f"{source}\n")
        assert kept_whole or ENDS_LINES.search(source) or hopeless(kind, source)
    assert compiles_below_others(text)


def hopeless(kind: str, source: str) -> bool:
    """What stands neither as comments nor between quotes: markers, with both kinds of quotes or on top."""
    if kind == "code":
        return bool(re.search(r"(?m)^%%+(\s|$)", source)) or (source.startswith("%%") and "\n" not in source)
    marker = re.search(r"(?m)^(%%|In\[|<codecell>)", source)
    return source.startswith(("%%", "---")) or bool(marker and "'''" in source and '"""' in source)


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*.ipynb")), ids=lambda path: path.stem)
def test_jupytext_and_the_runner_read_the_examples_alike_and_in_full(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    text = percent_script([new_cell(cell.cell_type, cell.source) for cell in cells])
    assert as_a_task_is_read(text) == as_jupytext_reads(text)
    assert [cell[:2] for cell in as_a_task_is_read(text)] == [(cell.cell_type, cell.source) for cell in cells]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("x = 1\n", id="no marker"),
        pytest.param("# ---\n# jupyter:\n#   a: b\n# ---\n\n# %%\nx = 1\n", id="jupytext's header"),
        pytest.param("# ---\n# title: a\n# ---\n\n# %%\nx = 1\n", id="another header"),
        pytest.param("x = 0\n\n# %%\nx = 1\n", id="code above the first marker"),
        pytest.param("# %% A title\nx = 1\n", id="title"),
        pytest.param('# %% A title origin=3 tags=["b"]\nx = 1\n', id="title and metadata"),
        pytest.param("#%%\nx = 1\n#%% [markdown]\n#a\n", id="without blanks"),
        pytest.param("# %% [md]\n# a\n", id="md"),
        pytest.param('# %% [markdown]\n"""\na\n"""\n', id="quoted text"),
        pytest.param("# %% [markdown]\nr'''a\\b'''\n", id="quoted raw text"),
        pytest.param("if x:\n    # %%\n    y = 1\n", id="indented marker"),
        pytest.param('s = """\n# %%\n"""\n# %%\nx = 1\n', id="marker in a text above the first marker"),
        pytest.param("# %%% deeper\nx = 1\n", id="Spyder's sub-cell"),
        pytest.param("# %%%%\nx = 1\n", id="not a marker"),
    ],
)
def test_hand_written_scripts_are_read_as_jupytext_reads_them(text: str) -> None:
    assert as_a_task_is_read(text) == as_jupytext_reads(text)


def test_code_kept_in_a_text_shows_what_the_cell_showed(tmp_path: Path) -> None:
    sources = ["x = 5\n# %%\nx", "x;\n# %%", "# %%\nx;", "# %%\nprint(_)\n'\u2028'", "%%time\n# %%\n_ = 1"]
    shutil.copytree(ROOT / "template/scripts", tmp_path / "scripts")
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks/01_a.py").write_text(percent_script([new_cell("code", source) for source in sources]))
    run(tmp_path, sys.executable, "scripts/run_task.py", "tasks/01_a.py")
    cells = nbformat.read(tmp_path / "outputs/notebooks/01_a.ipynb", as_version=4).cells
    shown = [[o.get("text") or o["data"]["text/plain"] for o in cell.outputs] for cell in cells]
    assert shown[:4] == [["5"], [], [], ["5\n", repr("\u2028")]]
    assert "Wall time" in shown[4][0]
