"""Files that a notebook's text names."""

from pathlib import Path

import pytest

from migrate.model.files import Named
from migrate.read.notebook import read
from migrate.record.file_references import named
from migrate.record.path_texts import changes_of
from migrate.record.workspace import surroundings
from tests.plan.building import notebook
from tests.program import write_notebook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with data, modules and a secret, and a notebook's place below it."""
    files = ["data/a.csv", "data/b.csv", "data/deep/c.csv", "work/own.csv", "work/.env", "work/one.py"]
    for path in [
        *files,
        "work/two.py",
        "work/package/__init__.py",
        "work/package/part.py",
        "work/images/1.png",
    ]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / "work/one.py").write_text("import two, json\n")
    return tmp_path


def look(folder: Path, *cells: str) -> Named:
    path = write_notebook(folder / "work/x.ipynb", *cells)
    notebook = read(path)
    return named(path, notebook, surroundings(path, notebook))


@pytest.mark.parametrize(
    ("code", "files"),
    [
        pytest.param("x = 1", [], id="none"),
        pytest.param("print('own')", [], id="a word"),
        pytest.param("listdir = '.'\nx = '..'", [], id="folders around it"),
        pytest.param("pd.read_csv('own.csv')", ["own.csv"], id="one beside it"),
        pytest.param("pd.read_csv('../data/a.csv')", ["data/a.csv"], id="one above it"),
        pytest.param(
            "d = '../data/'\npd.read_csv(d + 'a.csv')", ["data/a.csv"], id="in a folder named before"
        ),
        pytest.param("d = '../data'\npd.read_csv(f'{d}/a.csv')", ["data/a.csv"], id="in a folder, formatted"),
        pytest.param("Path('../data') / 'deep' / 'c.csv'", [], id="too deep to see"),
        pytest.param("print('\\ud800', '\\0', '" + "ä" * 300 + "')", [], id="no paths at all"),
        pytest.param("glob('../data/*.csv')", ["data/a.csv", "data/b.csv"], id="a pattern"),
        pytest.param("os.listdir('images')", ["images/1.png"], id="a folder that is listed"),
        pytest.param("x['images']", [], id="a folder's name as a key"),
        pytest.param("df.to_csv('own.csv')", [], id="one that it writes"),
        pytest.param("df.to_csv('own.csv')\nread_csv('own.csv')", [], id="one that it writes, then reads"),
        pytest.param("open('own.csv', 'w')", [], id="one that it opens to write"),
        pytest.param("open('own.csv', 'rb')", ["own.csv"], id="one that it opens to read"),
        pytest.param("import one", ["one.py", "two.py"], id="a module, and what that imports"),
        pytest.param("from package import part", ["package/__init__.py", "package/part.py"], id="a package"),
        pytest.param("load_dotenv('.env')", [], id="a secret"),
    ],
)
def test_files_that_come_along(folder: Path, code: str, files: list[str]) -> None:
    found = look(folder, code).files
    assert [path.removeprefix("work/") for path in found] == files


@pytest.mark.parametrize(
    ("code", "missing", "elsewhere"),
    [
        pytest.param("pd.read_csv('own.csv')", [], [], id="one that is there"),
        pytest.param("pd.read_csv('gone.csv')", ["gone.csv"], [], id="one that isn't"),
        pytest.param("x = 'gone.csv'", [], [], id="a text that nothing reads"),
        pytest.param("pd.read_csv('https://a.org/x.csv')", [], [], id="an address"),
        pytest.param("df.to_csv('o.csv')\npd.read_csv('o.csv')", [], [], id="one that it makes"),
        pytest.param("pd.read_csv('/kaggle/input/x.csv')", [], ["/kaggle/input/x.csv"], id="Kaggle's"),
        pytest.param(r"open('C:\\Users\\a\\x.csv')", [], [r"C:\Users\a\x.csv"], id="Windows'"),
    ],
)
def test_files_that_do_not(folder: Path, code: str, missing: list[str], elsewhere: list[str]) -> None:
    found = look(folder, code)
    assert [text.value for text in found.missing] == missing
    assert [text.value for text in found.elsewhere] == elsewhere


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        pytest.param("pd.read_csv('a.csv')", [], id="only read"),
        pytest.param("names.append('a.csv')\nprint('a.csv')", [], id="only named"),
        pytest.param("open('a.csv')\nopen('b.csv', 'rb')", [], id="only opened"),
        pytest.param("df.to_csv('a.csv')", [("a.csv", "w")], id="overwritten"),
        pytest.param("open('a.csv', 'a')", [("a.csv", "w")], id="appended to"),
        pytest.param("open('a.csv', mode='r+')", [("a.csv", "w")], id="opened for both"),
        pytest.param("Path('a.csv').write_text(t)", [("a.csv", "w")], id="by its path"),
        pytest.param("os.remove('a.csv')", [("a.csv", "d")], id="removed"),
        pytest.param("Path('a.csv').unlink()", [("a.csv", "d")], id="removed by its path"),
        pytest.param("sqlite3.connect('a.db')", [], id="a database"),
        pytest.param(
            "sqlite3.connect('a.db').execute('DELETE FROM t')",
            [("a.db", "w")],
            id="a changed database",
        ),
    ],
)
def test_files_that_the_text_changes(code: str, changes: list[tuple[str, str]]) -> None:
    assert [(text.value, text.use) for text in changes_of(notebook(code))] == changes


@pytest.mark.parametrize(
    ("command", "changes"),
    [
        pytest.param("!cat a.csv", {}, id="only read"),
        pytest.param("!sed -i s/1/2/ a.csv", {"a.csv": "w"}, id="edited in place"),
        pytest.param("!echo 1 >> a.csv", {"a.csv": "w"}, id="appended to"),
        pytest.param("!rm -f a.csv", {"a.csv": "d"}, id="removed"),
    ],
)
def test_files_that_a_command_changes(command: str, changes: dict[str, str]) -> None:
    found = {text.value: text.use for text in changes_of(notebook(command))}
    assert {path: use for path, use in found.items() if path == "a.csv"} == changes
