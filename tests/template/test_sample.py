"""What `make smoke` takes of a file."""

import csv
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "template/scripts/pipeline_tools/sample.py"


@pytest.fixture(scope="module")
def sample() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sampled(sample: ModuleType, folder: Path, name: str, content: bytes, rows: int) -> bytes:
    (folder / name).write_bytes(content)
    sample.sample_file(folder / name, folder / "sampled" / name, rows)
    return (folder / "sampled" / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.csv", b"", id="empty"),
        pytest.param("a.csv", b"only,a,header\n", id="header alone"),
        pytest.param("a.csv", b"n\n1\n2\n", id="few rows"),
        pytest.param("a.csv", b"n\n1\n2", id="no line end at the end"),
        pytest.param("a.csv", b"n\r\n1\r\n2\r\n", id="line ends of Windows"),
        pytest.param("a.csv", "name\nZoë\n".encode("latin-1"), id="another encoding"),
        pytest.param("a.csv", "n\n1\n2\n3\n4\n5\n".encode("utf-16"), id="two bytes a character"),
        pytest.param("a.txt", b"1\n2\n3\n4\n5\n", id="no table"),
        pytest.param("a.png", bytes(range(256)), id="picture"),
    ],
)
def test_what_is_small_or_no_table_stays_as_it_is(
    sample: ModuleType, tmp_path: Path, name: str, content: bytes
) -> None:
    assert sampled(sample, tmp_path, name, content, rows=4) == content


def test_rows_are_spread_over_the_file(sample: ModuleType, tmp_path: Path) -> None:
    content = ("n,m\n" + "".join(f"{n},{n * n}\n" for n in range(1001))).encode()
    lines = sampled(sample, tmp_path, "a.csv", content, rows=5).decode().splitlines()
    assert lines == ["n,m", "0,0", "250,62500", "500,250000", "750,562500", "1000,1000000"]


def test_every_group_stays(sample: ModuleType, tmp_path: Path) -> None:
    rows = [f"{n};{'rare' if n == 777 else 'usual'}\n" for n in range(1000)]
    kept = sampled(sample, tmp_path, "a.csv", ("n;kind\n" + "".join(rows)).encode(), rows=3).decode()
    assert kept == "n;kind\n0;usual\n499;usual\n777;rare\n999;usual\n"


def test_a_record_over_several_lines_stays_whole(sample: ModuleType, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["n", "text"], *([n, f'a "{n}"\nb, c'] for n in range(100))])
    content = (tmp_path / "a.csv").read_bytes()
    sampled(sample, tmp_path, "a.csv", content, rows=3)
    with (tmp_path / "sampled/a.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["n", "text"], *([str(n), f'a "{n}"\nb, c'] for n in (0, 49, 99))]


def test_json_lines(sample: ModuleType, tmp_path: Path) -> None:
    content = "".join(json.dumps({"n": n}) + "\n" for n in range(11)).encode()
    kept = sampled(sample, tmp_path, "a.jsonl", content, rows=3).splitlines()
    assert [json.loads(line)["n"] for line in kept] == [0, 5, 10]


def test_parquet_keeps_its_types(sample: ModuleType, tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=50), "name": [*"ab"] * 25})
    table.to_parquet(tmp_path / "table.parquet")
    sampled(sample, tmp_path, "a.parquet", (tmp_path / "table.parquet").read_bytes(), rows=3)
    kept = pd.read_parquet(tmp_path / "sampled/a.parquet")
    pd.testing.assert_frame_equal(kept, table.iloc[[0, 1, 24, 49]].reset_index(drop=True))
