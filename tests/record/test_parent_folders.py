"""Folders above that code climbs to."""

from __future__ import annotations

import pytest

from migrate.record.parent_folders import steps_up
from tests.plan.building import notebook


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["df = 1"], [], id="nothing"),
        pytest.param(["here = Path.cwd()"], [], id="its own folder"),
        pytest.param(["there = Path('data').parent"], [], id="another folder's parent"),
        pytest.param(["top = node.parent"], [], id="something else's parent"),
        pytest.param(["d = os.path.dirname(file)"], [], id="the folder of a file"),
        pytest.param(["p = p.parent"], [], id="a name that stands for itself"),
        pytest.param(["data = Path.cwd().parent / 'data'"], [".."], id="the parent"),
        pytest.param(["data = pathlib.Path().resolve().parent"], [".."], id="the parent of what is resolved"),
        pytest.param(["data = Path('.').absolute().parent.parent"], ["..", "../.."], id="two above"),
        pytest.param(["data = Path.cwd().parents[1]"], ["../.."], id="two above, by number"),
        pytest.param(["d = os.path.dirname(os.getcwd())"], [".."], id="dirname"),
        pytest.param(["d = dirname(dirname(abspath('.')))"], ["..", "../.."], id="dirname twice"),
        pytest.param(["d = Path(os.getcwd()).parent"], [".."], id="both ways"),
        pytest.param(["here = Path.cwd()", "data = here.parent / 'data'"], [".."], id="by a name"),
        pytest.param(["sys.path.append(str(Path.cwd().parent))"], [".."], id="for imports"),
    ],
)
def test_steps_up(cells: list[str], expected: list[str]) -> None:
    assert steps_up(notebook(*cells)) == expected
