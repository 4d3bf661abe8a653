import pytest

from migrate.model.trace import CellTrace, Trace
from migrate.plan.renamed_files import in_another_run, renamed
from tests.plan.building import notebook

NOW = "import time, uuid, os\nfrom datetime import date, datetime\ntoday = date.today()\n"


def found(path: str, *sources: str) -> str:
    """The pattern for a file that the last of these cells wrote."""
    book = notebook(*sources)
    cells = {len(sources) - 1: CellTrace(writes=frozenset({path}))}
    return renamed(book, Trace(cells=cells)).get(path, "")


@pytest.mark.parametrize(
    ("path", "sources"),
    [
        pytest.param("out.csv", [NOW + "df.to_csv('out.csv')"], id="a fixed name"),
        pytest.param("2026-11-30.csv", [NOW + "df.to_csv('2026-11-30.csv')"], id="a date that stands there"),
        pytest.param("a_7.csv", [NOW + "n = 7\ndf.to_csv(f'a_{n}.csv')"], id="a number"),
        pytest.param("a_7.csv", ["for n in range(8): df.to_csv(f'a_{n}.csv')"], id="the number of a loop"),
        pytest.param("a.csv", [NOW + "print(f'{today}.csv')\ndf.to_csv('a.csv')"], id="a date that is shown"),
        pytest.param(
            "a_2.csv", ["t = os.path.getmtime('x')\ndf.to_csv(f'a_{int(t)}.csv')"], id="a file's time"
        ),
        pytest.param(
            "a_2.csv", ["d = time.localtime(86400)\nopen(f'a_{d.tm_mday}.csv', 'w')"], id="a given time"
        ),
    ],
)
def test_names_that_stay(path: str, sources: list[str]) -> None:
    assert found(path, *sources) == ""


@pytest.mark.parametrize(
    ("path", "sources", "pattern"),
    [
        pytest.param(
            "report_2026-11-30.txt",
            [
                "from datetime import date\ntoday = date.today().isoformat()",
                "open(f'report_{today}.txt', 'w')",
            ],
            "report_*.txt",
            id="an f-string, the day from another cell",
        ),
        pytest.param("a_2026.csv", [NOW + "df.to_csv(f'a_{today.year}.csv')"], "a_*.csv", id="a part"),
        pytest.param("a_202611.csv", [NOW + "df.to_csv(f'a_{today:%Y%m}.csv')"], "a_*.csv", id="a format"),
        pytest.param("a2026.csv", [NOW + "df.to_csv('a' + str(today.year) + '.csv')"], "a*.csv", id="a sum"),
        pytest.param("a_2026.csv", [NOW + "df.to_csv('a_%s.csv' % today.year)"], "a_*.csv", id="percent"),
        pytest.param(
            "x_a_2026.csv", [NOW + "df.to_csv('{}_a_{}.csv'.format(n, today))"], "x_a_*.csv", id="format"
        ),
        pytest.param("2026.csv", [NOW + "df.to_csv('{d}.csv'.format(d=today))"], "*.csv", id="by its name"),
        pytest.param(
            "out/2026-11-30_12.csv",
            ["import time\nopen(time.strftime('out/%Y-%m-%d_%H.csv'), 'w')"],
            "out/*.csv",
            id="strftime",
        ),
        pytest.param(
            "November.csv", [NOW + "open(f\"{today.strftime('%B')}.csv\", 'w')"], "*.csv", id="a month's name"
        ),
        pytest.param(
            "runs/17/a.csv",
            [
                "import time, os\nrun = os.path.join('runs', str(int(time.time())))",
                "open(run + '/a.csv', 'w')",
            ],
            "runs/*/a.csv",
            id="a folder",
        ),
        pytest.param(
            "runs/17/weights.h5",
            ["import time\nrun = f'runs/{time.time_ns()}'\nos.mkdir(run)\nmodel.save(run)"],
            "runs/*/weights.h5",
            id="what a library puts into a folder",
        ),
        pytest.param(
            "out/a17.csv",
            [
                "from pathlib import Path\nOUT = Path('out')",
                NOW + "(OUT / f'a{uuid.uuid4().hex}.csv').open('w')",
            ],
            "out/a*.csv",
            id="a path, and an id",
        ),
        pytest.param(
            "a_17.csv",
            [
                "import datetime as dt\ndef name(stem):\n    return f'{stem}_{dt.datetime.now():%d}.csv'",
                "save(name('a'))",
            ],
            "a_*.csv",
            id="a function",
        ),
        pytest.param(
            "a_17.csv",
            [NOW + "name = 'a_'\nname += str(today.day)\nname += '.csv'\nopen(name, 'w')"],
            "a_*.csv",
            id="put together step by step",
        ),
        pytest.param("a-17.csv", ["open('-'.join(['a', str(time.time())]) + '.csv')"], "a-*.csv", id="join"),
        pytest.param("a_17.txt", ["!touch a_$(date +%d).txt"], "a_*.txt", id="a shell"),
        pytest.param("../a_17.txt"[3:], [NOW + "open(f'../a_{today.day}.txt')"], "a_*.txt", id="above"),
        pytest.param(
            "a_17.csv",
            ["import pandas as pd\nopen(f\"a_{pd.Timestamp('now').day}.csv\")"],
            "a_*.csv",
            id="pandas",
        ),
    ],
)
def test_names_that_are_made_anew(path: str, sources: list[str], pattern: str) -> None:
    assert found(path, *sources) == pattern


@pytest.mark.parametrize(
    ("first", "second", "patterns"),
    [
        pytest.param("a.txt", "a.txt", {}, id="the same"),
        pytest.param("a.txt b.txt", "a.txt", {}, id="one that was not written again"),
        pytest.param("b.csv", "a.txt", {}, id="another kind of file"),
        pytest.param("a_12.txt", "a_345.txt", {"a_12.txt": "a_*.txt"}, id="a number"),
        pytest.param("aa.txt", "aaa.txt", {"aa.txt": "aa*.txt"}, id="one letter more"),
        pytest.param("x/1/a.txt", "x/2/a.txt", {"x/1/a.txt": "x/*/a.txt"}, id="a folder"),
    ],
)
def test_names_in_two_runs(first: str, second: str, patterns: dict[str, str]) -> None:
    assert in_another_run(dict.fromkeys(first.split()), dict.fromkeys(second.split())) == patterns
