"""What the probe sees of process-wide settings and random generators, statement by statement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.model.trace import CellTrace
from migrate.record.observe import Recording

MATPLOTLIB = "import matplotlib.pyplot as plt"
CELLS = {
    "imports": "import os, sys, random, warnings\nimport numpy as np\nimport pandas as pd\n"
    "import matplotlib.pyplot as plt\nimport seaborn as sns\nimport sklearn\nimport helpers",
    "nothing": "x = 1\ny = x + 1\nprint(x)",
    "look": "plt.rcParams['figure.dpi']\npd.get_option('display.width')\nos.environ.get('HOME')",
    "set to what it was": "pd.set_option('display.precision', 6)\nsys.path = list(sys.path)",
    "rcParams": "z = 1\nplt.rcParams['figure.figsize'] = (5, 3)\nz = 2\n"
    "plt.rcParams.update({'axes.grid': True})",
    "style": "plt.style.use('ggplot')",
    "pandas": "pd.options.display.max_rows = 7\npd.set_option('display.precision', 3)",
    "callable": "pd.options.display.float_format = '{:.2f}'.format",
    "reset": "pd.reset_option('display.float_format')",
    "numpy": "np.set_printoptions(precision=3, suppress=True)\nnp.seterr(divide='ignore');",
    "warnings": "warnings.filterwarnings('ignore')",
    "environment": "os.environ['MODE'] = 'fast'\ndel os.environ['MODE']",
    "folder": "os.chdir('sub')\nos.chdir('deeper')\nos.chdir('../..')",
    "path": "sys.path.insert(0, os.path.abspath('sub'))\nsys.path.append('sub/deeper')\n"
    "sys.path.append('/elsewhere')",
    "inline": "%config InlineBackend.figure_formats = ['svg']",
    "inline by a call": "import matplotlib_inline.backend_inline as inline\n"
    "inline.set_matplotlib_formats('retina')",
    "precision": "%precision 3",
    "sklearn": "sklearn.set_config(display='text')",
    "seaborn": "sns.set_theme()",
    "own function": "def big():\n    plt.rcParams['font.size'] = 20.0\nbig()",
    "timed": "%%time\na = 1\nplt.rcParams['font.size'] = 21.0",
    "captured": "%%capture out\na = 1\nplt.rcParams['font.size'] = 22.0",
    "combined cycle": "from cycler import cycler\nplt.rcParams['axes.prop_cycle'] = "
    "cycler(color=['r', 'g']) + cycler(linestyle=['-', '--'])",
    "unseeded": "random.random(), np.random.rand()",
    "default_rng": "np.random.default_rng().random()",
    "seeded with nothing": "np.random.seed()\nnp.random.rand()",
    "seed": "np.random.seed(1)",
    "seed and draw": "np.random.seed(1); np.random.rand()\nrandom.seed(2)",
    "seed then draw": "np.random.seed(1)\nnp.random.rand()",
    "draw": "np.random.rand(3)\nrandom.random()",
    "own generator": "np.random.default_rng(0).random()\nrandom.Random(1).random()",
    "restored": "state = np.random.get_state()\nnp.random.rand()\nnp.random.set_state(state)",
    "local names": "sorted(n for n in globals() if 'nbmigrate' in n), "
    "[n for n in os.environ if 'NBMIGRATE_PROBE' in n]",
    "paths": "[p for p in sys.path if 'nbmigrate' in p and 'probe' in p], os.environ.get('PYTHONPATH')",
}


@pytest.fixture(scope="module")
def recording(record_once: Any, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("settings")
    (folder / ".git").mkdir(parents=True)  # what it names by `..` ends here: other tests' files lie above
    (folder / "sub/deeper").mkdir(parents=True)
    (folder / "helpers.py").write_text("import warnings\nwarnings.filterwarnings('once')\n")
    found: Recording = record_once(folder / "settings.ipynb", CELLS)
    return found


def seen(recording: Recording, cell: str) -> CellTrace:
    return recording.trace.cells[list(CELLS).index(cell)]


def shown(recording: Recording, cell: str, plain: bool = False) -> str:
    node = (recording.plain if plain else recording.original).cells[list(CELLS).index(cell)]
    return "".join(o.get("text", "") or o["data"]["text/plain"] for o in node.outputs)


def test_nothing_went_wrong_in_the_probe(recording: Recording) -> None:
    assert recording.trouble == {}


@pytest.mark.parametrize(
    "cell", ["imports", "nothing", "look", "set to what it was", "draw", "own generator"]
)
def test_no_setting_is_seen(recording: Recording, cell: str) -> None:
    assert seen(recording, cell).changes == ()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("rcParams", [(1, "matplotlib"), (3, "matplotlib")]),
        ("style", [(0, "matplotlib")]),
        ("pandas", [(0, "pandas"), (1, "pandas")]),
        ("callable", [(0, "pandas")]),
        ("reset", [(0, "pandas")]),
        ("numpy", [(0, "numpy"), (1, "numpy errors")]),
        ("warnings", [(0, "warnings")]),
        ("environment", [(0, "environment"), (1, "environment")]),
        ("folder", [(0, "folder"), (1, "folder"), (2, "folder")]),
        ("path", [(0, "path"), (1, "path"), (2, "path")]),
        ("inline", [(0, "ipython")]),
        ("inline by a call", [(1, "figures")]),
        ("precision", [(0, "ipython")]),
        ("sklearn", [(0, "sklearn")]),
        ("seaborn", [(0, "matplotlib")]),
        ("own function", [(1, "matplotlib")]),
        ("timed", [(1, "matplotlib")]),
        ("captured", [(1, "matplotlib")]),
    ],
)
def test_a_setting_is_charged_to_its_statement(recording: Recording, cell: str, expected: list[Any]) -> None:
    assert sorted((c.statement, c.setting) for c in seen(recording, cell).changes) == expected


@pytest.mark.parametrize(
    ("cell", "place", "code"),
    [
        ("callable", 0, ()),
        ("environment", 0, ("import os", "os.environ['MODE'] = 'fast'")),
        ("inline", 0, ()),
        ("rcParams", 0, (MATPLOTLIB, "plt.rcParams.update({'figure.figsize': [5.0, 3.0]})")),
        ("pandas", 1, ("import pandas as pd", "pd.set_option('display.precision', 3)")),
        ("numpy", 0, ("import numpy as np", "np.set_printoptions(precision=3, suppress=True)")),
        ("numpy", 1, ("import numpy as np", "np.seterr(divide='ignore')")),
        ("sklearn", 0, ("import sklearn", "sklearn.set_config(display='text')")),
        ("own function", 0, (MATPLOTLIB, "plt.rcParams.update({'font.size': 20.0})")),
        ("folder", 0, ("import os", "os.chdir('sub')")),
        ("folder", 1, ("import os", "os.chdir('deeper')")),
        ("path", 0, ("import os", "import sys", "sys.path.insert(0, os.path.abspath('sub'))")),
        ("path", 1, ("import os", "import sys", "sys.path.append('sub/deeper')")),
        ("path", 2, ()),
    ],
)
def test_a_setting_as_code(recording: Recording, cell: str, place: int, code: tuple[str, ...]) -> None:
    assert seen(recording, cell).changes[place].code == code


@pytest.mark.parametrize("cell", ["seaborn", "style", "combined cycle"])
def test_code_of_a_style_makes_that_style(recording: Recording, cell: str) -> None:
    import matplotlib
    from matplotlib import rcParams

    (change,) = seen(recording, cell).changes
    with matplotlib.rc_context():
        exec("\n".join(change.code))
        again = rcParams["axes.prop_cycle"].by_key()
    assert again.keys() == ({"color", "linestyle"} if cell == "combined cycle" else {"color"})


@pytest.mark.parametrize(
    ("cell", "draws"),
    [
        ("nothing", []),
        ("own generator", []),
        ("default_rng", []),
        ("unseeded", [(0, "numpy", False), (0, "random", False)]),
        ("seeded with nothing", [(1, "numpy", False)]),
        ("seed", [(0, "numpy", True)]),
        ("seed and draw", [(0, "numpy", True), (1, "numpy", False), (2, "random", True)]),
        ("seed then draw", [(0, "numpy", True), (1, "numpy", False)]),
        ("draw", [(0, "numpy", False), (1, "random", False)]),
        ("restored", [(1, "numpy", False), (2, "numpy", True)]),
    ],
)
def test_seeds_and_draws(recording: Recording, cell: str, draws: list[Any]) -> None:
    assert sorted((d.statement, d.generator, d.seeds) for d in seen(recording, cell).draws) == draws


@pytest.mark.parametrize("cell", ["unseeded", "default_rng", "seeded with nothing"])
def test_unseeded_draws_differ_in_the_plain_run(recording: Recording, cell: str) -> None:
    assert shown(recording, cell) != shown(recording, cell, plain=True)


@pytest.mark.slow
def test_unseeded_draws_are_the_same_in_every_observed_run(
    recording: Recording, record_cells: Any, tmp_path: Path
) -> None:
    names = ["unseeded", "default_rng", "seeded with nothing"]
    cells = {name: CELLS[name] if name in (*names, "precision") else "" for name in CELLS}
    cells["nothing"] = "import random\nimport numpy as np\nnp.set_printoptions(precision=3, suppress=True)"
    again = record_cells(tmp_path / "again.ipynb", cells)
    assert [shown(again, name) for name in names] == [shown(recording, name) for name in names]


def test_the_notebook_sees_nothing_of_the_probe(recording: Recording) -> None:
    assert shown(recording, "local names") == "([], [])"
    assert shown(recording, "paths") == shown(recording, "paths", plain=True)


@pytest.mark.parametrize(
    "cell",
    [name for name in CELLS if name not in ("unseeded", "default_rng", "seeded with nothing", "timed")],
)
def test_the_probe_changes_no_output(recording: Recording, cell: str) -> None:
    assert shown(recording, cell) == shown(recording, cell, plain=True)
