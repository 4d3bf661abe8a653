"""Paths of another machine, and the files near the notebook that they stand for."""

from pathlib import Path

import pytest

from migrate.model.notebook import Relocated
from migrate.record.path_remapping import read_here
from tests.program import write_notebook

NEAR = [
    *("work/train.csv", "work/titanic/passengers.csv", "work/deep/in/one.csv", "data/above.csv"),
    *("work/images/1.png", "work/a/twice.csv", "work/b/twice.csv", "work/c/near.csv", "data/near.csv"),
]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The notebook's folder in a repository with data."""
    for file in NEAR:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    (tmp_path / ".git").mkdir()
    return tmp_path / "work"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("x = 1", id="no path"),
        pytest.param("read_csv('train.csv')", id="one that is there"),
        pytest.param("read_csv('gone/lost.csv')", id="a relative one of no file near it"),
        pytest.param("read_csv('/content/lost.csv')", id="of no file near it"),
        pytest.param("read_csv('/content/twice.csv')", id="of two files near it"),
        pytest.param("frame.to_csv('/content/train.csv')", id="of a file that is written"),
        pytest.param(
            "!curl -O example.org/above.csv\nread_csv('above.csv')", id="a relative one, named twice"
        ),
        pytest.param("f = 'above.csv'", id="a relative one that may not be read"),
        pytest.param("read_csv('Twice.csv')", id="a relative one in another case, of two files"),
        pytest.param("%cd ..\nread_csv('above.csv')", id="a relative one, after going elsewhere"),
        pytest.param("%pushd ..\nread_csv('above.csv')", id="and after going there for a while"),
        pytest.param("os.walk('/kaggle/input')\nread_csv('train.csv')", id="of a folder that is listed"),
        pytest.param("read_csv('https://example.org/content/train.csv')", id="of the web"),
        pytest.param("#/content/train.csv\nx = 'reads /content/train.csv'", id="in a sentence"),
    ],
)
def test_what_is_no_path_of_another_machine_or_has_no_one_place_stays(work: Path, code: str) -> None:
    found = read_here(write_notebook(work / "x.ipynb", code))
    assert (found.cells[0].source, found.relocated) == (code, ())


@pytest.mark.parametrize(
    ("code", "there"),
    [
        pytest.param("read_csv('/content/train.csv')", "read_csv('train.csv')", id="Colab"),
        pytest.param(
            'read_csv("/kaggle/input/titanic/passengers.csv")',
            'read_csv("titanic/passengers.csv")',
            id="Kaggle",
        ),
        pytest.param(
            "read_csv('../input/titanic/train.csv')", "read_csv('train.csv')", id="Kaggle, as it was"
        ),
        pytest.param(r"read_csv('C:\\Users\\me\\train.csv')", "read_csv('train.csv')", id="Windows, escaped"),
        pytest.param(r"read_csv(r'C:\Users\me\train.csv')", "read_csv(r'train.csv')", id="Windows, raw"),
        pytest.param("read_csv('~/nowhere/above.csv')", "read_csv('../data/above.csv')", id="above it"),
        pytest.param(
            "read_csv('/content/near.csv')", "read_csv('c/near.csv')", id="below it before elsewhere"
        ),
        pytest.param(
            "read_csv('/home/me/b/twice.csv')", "read_csv('b/twice.csv')", id="of two, the one that ends so"
        ),
        pytest.param("read_csv('above.csv')", "read_csv('../data/above.csv')", id="relative, run elsewhere"),
        pytest.param("read_csv('Train.CSV')", "read_csv('train.csv')", id="in another case"),
        pytest.param("d = '/content/images/'", "d = 'images/'", id="a folder of that name"),
        pytest.param(
            "d = '/kaggle/input/x'\nread_csv(d + '/in/one.csv')",
            "d = 'deep'\nread_csv(d + '/in/one.csv')",
            id="the folder that holds what is read from it",
        ),
        pytest.param(
            "read_csv(f'/content/images/{n}.png')", "read_csv(f'images/{n}.png')", id="a formatted text"
        ),
        pytest.param("é = 'ü'; read_csv('/content/train.csv')", "é = 'ü'; read_csv('train.csv')", id="é"),
    ],
)
def test_a_path_of_another_machine_gives_way_to_the_file_that_it_stands_for(
    work: Path, code: str, there: str
) -> None:
    assert read_here(write_notebook(work / "x.ipynb", code)).cells[0].source == there


def test_what_was_replaced_can_be_told(work: Path) -> None:
    found = read_here(write_notebook(work / "x.ipynb", "x = 1", "read_csv('/content/train.csv')"))
    assert found.relocated == (Relocated(1, "/content/train.csv", "train.csv"),)
    assert str(found.relocated[0]).startswith("cell 1: '/content/train.csv' isn't here")
