"""Plans as users edit them: the sections they ask for, or what is wrong with them."""

import pytest

from migrate.model.section import Section
from migrate.model.user_plan import AskedPlan, AskedStage
from migrate.plan.user_plan import asked_sections, problems
from tests.plan.building import Markdown, notebook

BOOK = notebook("x = 1", Markdown("## More"), "y = x", Markdown("Some words."), "z = y", "")  # cells 0 to 5


def asked(*stages: tuple[str, list[int]], **facts: str) -> AskedPlan:
    """A plan with a line for each name and each cell, from line 2."""
    line, found = 2, []
    for name, cells in stages:
        numbered = tuple((index, line + place) for place, index in enumerate(cells, 1))
        found.append(AskedStage(name, line, numbered))
        line += len(cells) + 1
    return AskedPlan("plan.yaml", tuple(found), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(asked(("all", [0, 1, 2, 3, 4, 5])), id="one stage"),
        pytest.param(asked(("a", [0]), ("b", [1, 2, 3, 4, 5])), id="two stages"),
        pytest.param(asked(("settings_part", [0]), ("class_", [1, 2, 3, 4, 5])), id="names that we give"),
        pytest.param(asked(("all", [0, 1, 2, 3, 4, 5]), cells=BOOK.fingerprint), id="made for these cells"),
        pytest.param(
            asked(("all", [0, 1, 2, 3, 4, 5]), cells=BOOK.fingerprint, notebook="old.ipynb"),
            id="a notebook that was renamed",
        ),
    ],
)
def test_nothing_is_wrong(plan: AskedPlan) -> None:
    assert problems(plan, BOOK) == []


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        pytest.param(asked(), ["it has no stages."], id="no stages"),
        pytest.param(
            asked(("a", [0, 1, 2, 3]), ("b", [4, 5, 6])),
            ["line 10: there is no cell 6; the notebook has cells 0 to 5."],
            id="unknown cell",
        ),
        pytest.param(
            asked(("a", [0, 1, 2]), ("b", [2, 3, 4, 5])),
            ["line 7: cell 2 is in stage a already (line 5)."],
            id="cell twice",
        ),
        pytest.param(
            asked(("a", [0, 2]), ("b", [1, 3, 4, 5])),
            ["line 6: cell 1 stands after cell 2 (line 4); cells keep the notebook's order"],
            id="out of order",
        ),
        pytest.param(
            asked(("a", [0]), ("b", [1, 4, 5])),
            ["line 5: cells 2 to 3 are in no stage, and would belong after line 5;"],
            id="cells missing",
        ),
        pytest.param(
            asked(("a", [1, 2, 3, 4, 5])),
            ["line 1: cell 0 is in no stage, and would belong at the top;"],
            id="first cell missing",
        ),
        pytest.param(
            asked(("a", []), ("b", [0, 1, 2, 3, 4, 5])), ["line 2: stage a has no cells"], id="empty stage"
        ),
        pytest.param(
            asked(("a", [0]), ("b", [1]), ("c", [2, 3, 4, 5])),
            ["line 4: stage b has no code; join it to a stage beside it."],
            id="prose only",
        ),
        pytest.param(
            asked(("a", [0, 1, 2, 3, 4]), ("b", [5])),
            ["line 8: stage b has no code"],
            id="an empty cell only",
        ),
        pytest.param(
            asked(("Load it", [0]), ("b", [1, 2, 9, 4, 5])),
            [
                "line 2: `Load it` can't name a stage: a file and a module are called by it, "
                "so use a-z, 0-9 and _, a letter first; load_it can.",
                "line 7: there is no cell 9",
                "line 6: cell 3 is in no stage",
            ],
            id="several at once",
        ),
    ],
)
def test_all_that_is_wrong_is_said_with_its_line(plan: AskedPlan, says: list[str]) -> None:
    found = problems(plan, BOOK)
    assert [text[: len(start)] for text, start in zip(found, says, strict=True)] == says


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("../a", "use a-z", id="path"),
        pytest.param("1st", "use a-z", id="digit first"),
        pytest.param("Ärger", "arger can", id="not ASCII"),
        pytest.param("日本", "a letter first.", id="no letters that we could propose"),
        pytest.param("", "use a-z", id="nothing"),
        pytest.param("a-b", "a_b can", id="hyphen"),
        pytest.param("io", "another file has that name", id="a module of ours"),
        pytest.param("settings", "another file has that name", id="the settings"),
        pytest.param("con", "some system doesn't allow it", id="a device on Windows"),
        pytest.param("class", "class_ can", id="keyword"),
        pytest.param("a" * 81, "it has 81 letters", id="long"),
    ],
)
def test_names_that_no_stage_can_have(name: str, says: str) -> None:
    (found,) = problems(asked((name, [0, 1, 2, 3, 4, 5])), BOOK)
    assert says in found


@pytest.mark.parametrize(
    ("file", "says"),
    [
        pytest.param(
            "study.ipynb", "study.ipynb has been edited since this plan was made", id="older version"
        ),
        pytest.param("other.ipynb", "it is the plan of other.ipynb", id="another notebook"),
    ],
)
def test_a_plan_for_other_cells_is_told_apart(file: str, says: str) -> None:
    (found,) = problems(asked(("a", [0]), notebook=file, cells="0123456789abcdef"), BOOK)
    assert says in found


@pytest.mark.parametrize(
    ("sources", "same"),
    [
        pytest.param(("x = 1", "y = 2"), True, id="the same"),
        pytest.param(("x = 1", "y = 3"), False, id="a cell edited"),
        pytest.param(("y = 2", "x = 1"), False, id="another order"),
        pytest.param(("x = 1\ny = 2",), False, id="joined"),
        pytest.param(("x = 1", Markdown("y = 2")), False, id="another kind"),
        pytest.param(("x = 1", "y = 2 # \udc80"), False, id="no proper text"),
    ],
)
def test_the_fingerprint_tells_cells(sources: tuple[str, ...], same: bool) -> None:
    assert (notebook(*sources).fingerprint == notebook("x = 1", "y = 2").fingerprint) is same


def test_sections_have_the_names_and_cells_of_the_plan_and_the_titles_of_the_notebook() -> None:
    plan = asked(("first", [0]), ("second", [1, 2, 3]), ("third", [4, 5]))
    found = asked_sections(plan, BOOK, [Section("More", BOOK.cells)])
    assert [(part.name, part.title, part.cells[0].index, part.cells[-1].index) for part in found] == [
        ("first", "", 0, 0),
        ("second", "More", 1, 3),
        ("third", "", 4, 5),
    ]


def test_where_we_propose_a_border_too_the_section_has_our_title_and_reason() -> None:
    ours = (Section("", BOOK.cells[:1]), Section("", BOOK.cells[1:], why="from load to plot"))
    found = asked_sections(asked(("a", [0]), ("b", [1, 2, 3]), ("c", [4, 5])), BOOK, ours)
    assert [(part.title, part.why) for part in found] == [("", ""), ("", "from load to plot"), ("", "")]


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        pytest.param([1, 2, 3], "More and Later", id="the cells that we propose: our title"),
        pytest.param([1, 2], "More", id="other cells: their heading"),
    ],
)
def test_a_title_made_of_two_is_kept_where_its_cells_stay(cells: list[int], title: str) -> None:
    ours = (Section("", BOOK.cells[:1]), Section("More and Later", BOOK.cells[1:4]))
    rest = [index for index in range(1, 6) if index not in cells]
    found = asked_sections(asked(("a", [0]), ("b", cells), ("c", rest)), BOOK, ours)
    assert found[1].title == title
