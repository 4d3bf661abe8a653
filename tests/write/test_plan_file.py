"""The plan as a file: what it says, and that it can be read again."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from migrate.model.notebook import Notebook
from migrate.model.pipeline import Merge, Pipeline, Product, Task
from migrate.model.trace import Trace, Value
from migrate.plan.repair import Repair
from migrate.plan.user_plan import problems
from migrate.read.plan_file import read_plan
from migrate.write.plan_file import first_line, functions_text, parameters_text, plan_text, seen, stage_text
from tests.plan.building import Markdown, notebook, planned, task

BOOK = notebook(Markdown("# Study"), "df = load()", Markdown("## Look"), "print(df)\n# all\ndf.plot()", "")
LOAD = Task(1, "load", "", BOOK.cells[:2])
LOOK = Task(2, "look", "Look", BOOK.cells[2:])
DF = Product("df", "data/df.parquet", 1)


def pipeline(*tasks: Task) -> Pipeline:
    return Pipeline("study", "study.ipynb", tasks)


def text(book: Notebook, whole: Pipeline) -> str:
    return plan_text(book, whole, Trace(), {}, "nbmigrate split a.ipynb --plan a.plan.yaml")


@pytest.mark.parametrize(
    ("load", "look", "expected"),
    [
        pytest.param(LOAD, LOOK, ["    # border  at a heading"], id="nothing but cells"),
        pytest.param(
            replace(LOAD, product=(DF,)),
            replace(
                LOOK, upstream=(DF,), why="from load to plot; df crosses", reads=("a.csv",), writes=("b",)
            ),
            [
                "    # border  from load to plot; df crosses",
                "    # takes   df from load",
                "    # reads   a.csv",
                "    # writes  b",
            ],
            id="all that is known",
        ),
    ],
)
def test_a_stage_says_what_it_takes_and_shows_its_cells(load: Task, look: Task, expected: list[str]) -> None:
    assert stage_text(BOOK, pipeline(load, look), Trace(), look).splitlines() == [
        "  look:",
        *expected,
        "    - 2  # ¶ ## Look",
        "    - 3  # print(df)  (+2)",
        "    - 4  # (empty)",
    ]


def lifted(tmp_path: Path, *sources: str) -> tuple[str, list[tuple[str, str]]]:
    """The section of parameters, and what a plan with it asks for."""
    book = notebook(*sources)
    whole = planned(book)
    path = tmp_path / "plan.yaml"
    path.write_text(text(book, whole), encoding="utf-8")
    asked = read_plan(path)
    named = {item.given: item.name for item in asked.parameters}
    assert planned(book, None, Repair(named=named)) == whole
    return parameters_text(whole), [(item.name, item.given) for item in asked.parameters]


def test_without_parameters_there_is_no_section(tmp_path: Path) -> None:
    assert lifted(tmp_path, "x = 1") == ("", [])


def test_each_literal_has_a_line_that_reads_back(tmp_path: Path) -> None:
    section, asked = lifted(
        tmp_path, "NOTE = 'a: b # c'\nx = f(cv=5, seed=1)", "y = g(seed=1)\ny = g(seed=1)\nON = 'ä'"
    )
    assert section.splitlines()[1:] == [
        "  # notebook",
        """  - note: "NOTE = 'a: b # c' in cell 0\"""",
        "  - cv: f(cv=5) in cell 0",
        "  - seed: f(seed=1) in cell 0",
        "  - seed: g(seed=1) in cell 1",
        "  - on: ON = 'ä' in cell 1",
    ]
    assert asked[0] == ("note", "NOTE = 'a: b # c' in cell 0")
    assert asked[-1] == ("on", "ON = 'ä' in cell 1")


def test_what_a_stage_gives_has_its_kind_where_a_run_showed_it() -> None:
    whole = pipeline(replace(LOAD, product=(DF, Product("n", "data/n.json", 1))))
    trace = Trace(snapshots={1: {"df": Value("pandas.Series", None, None)}})
    assert "    # gives   df (Series), n\n" in stage_text(BOOK, whole, trace, whole.tasks[0])


def test_what_had_to_stay_together_is_said_where_it_is() -> None:
    whole = replace(pipeline(LOAD, LOOK), merges=(Merge(3, 4, "both use `db`"),))
    found = [stage_text(BOOK, whole, Trace(), item) for item in whole.tasks]
    assert "together" not in found[0]
    assert "    # keeps   cells 3 to 4 together: both use `db`\n" in found[1]


def test_long_lists_go_on_in_the_next_line_without_dividing_a_value() -> None:
    products = tuple(Product(f"variable_{number}", f"data/{number}", 1) for number in range(9))
    table = Value("pandas.DataFrame", "parquet", None, None, {"rows": 569, "columns": []})
    trace = Trace(snapshots={1: dict.fromkeys((p.name for p in products), table)})
    whole = pipeline(replace(LOAD, product=products))
    lines = stage_text(BOOK, whole, trace, whole.tasks[0]).splitlines()
    assert lines[1].startswith("    # gives   variable_0 (DataFrame 569 x 0), variable_1")
    assert lines[2].startswith("    #         variable_")
    assert all(line.count("(") == line.count(")") for line in lines)
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Value("shop.Model", "pkl", None), "Model", id="no summary"),
        pytest.param(Value("sklearn.svm.SVC", "joblib", None, None, {"kind": "SVC"}), "SVC", id="kind"),
        pytest.param(
            Value("pandas.DataFrame", "parquet", None, None, {"rows": 569, "columns": [["a", "int64"]]}),
            "DataFrame 569 x 1",
            id="table",
        ),
        pytest.param(
            Value("numpy.ndarray", "npy", None, None, {"shape": [3, 4], "dtype": "int64"}),
            "array 3 x 4",
            id="array",
        ),
        pytest.param(
            Value("numpy.ndarray", "npy", None, None, {"shape": [], "dtype": "int64"}), "array", id="no axes"
        ),
        pytest.param(Value("int", "json", None, None, {"value": 42}), "42", id="number"),
        pytest.param(Value("str", "json", None, None, {"value": "x" * 50}), "str", id="long text"),
    ],
)
def test_values_in_a_word(value: Value, expected: str) -> None:
    assert seen(value) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", "(empty)", id="empty"),
        pytest.param("\n\n  x = 1\n\n", "x = 1", id="one line"),
        pytest.param("x = 1\ny = 2\n\nz = 3", "x = 1  (+2)", id="more lines"),
        pytest.param("x\x85= '\u2028\x00\ufeff'", "x = ' '", id="what ends lines, or no YAML file holds"),
        pytest.param(Markdown("Some words"), "¶ Some words", id="prose"),
        pytest.param("word " * 40, ("word " * 15).strip() + " …", id="long"),
    ],
)
def test_the_first_line_of_a_cell(source: str, expected: str) -> None:
    assert first_line(notebook(source).cells[0]) == expected


def test_functions_say_where_they_go_or_why_not() -> None:
    whole = planned(notebook("def clean(x):\n    return x", "k = 1", "def scaled(x):\n    return k * x"))
    assert functions_text(whole, {"scaled": "reads the notebook's k", "mine": ""}).splitlines()[1:] == [
        "  clean: move   # cell 0, to src/…/study/notebook.py",
        "  scaled: stay  # reads the notebook's k",
        "  mine: stay",
    ]
    assert functions_text(pipeline(LOAD), {}) == ""


@pytest.mark.parametrize(
    "book",
    [
        pytest.param(notebook("x = 1"), id="one cell"),
        pytest.param(BOOK, id="headings"),
        pytest.param(notebook("def größe(): return 1", "x = größe()", stem="für: #1 'x'"), id="odd names"),
        pytest.param(notebook("x = '\x00\x85'", Markdown("```\n# a: b\n```"), "def no(): 1"), id="odd texts"),
    ],
)
def test_what_is_written_can_be_read_and_followed(book: Notebook, tmp_path: Path) -> None:
    whole = planned(book)
    (tmp_path / "plan.yaml").write_text(text(book, whole), encoding="utf-8")
    asked = read_plan(tmp_path / "plan.yaml")
    assert problems(asked, book) == []
    assert [(s.name, [index for index, _ in s.cells]) for s in asked.stages] == [
        (t.name, [cell.index for cell in t.cells]) for t in whole.tasks
    ]
    assert {name for name, f in asked.functions.items() if f.place == "move"} == {
        f.name for f in whole.functions
    }
    assert (asked.notebook, asked.cells) == (f"{book.stem}.ipynb", book.fingerprint)


def test_a_common_yaml_reader_understands_it() -> None:
    found = yaml.safe_load(text(BOOK, pipeline(LOAD, LOOK)))
    assert found["stages"] == {"load": [0, 1], "look": [2, 3, 4]}
    assert task(pipeline(LOAD), 1).name in found["stages"]
