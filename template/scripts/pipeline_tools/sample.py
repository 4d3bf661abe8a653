"""Take a small sample of a table: some of its rows, spread over the whole file.

Kept are rows at even distances, and the first row of each value of every column that has few different
values, so that each group is still there. Files that aren't tables are taken whole.
"""

import csv
import io
import shutil
from collections.abc import Sequence
from pathlib import Path

FEW = 20  # different values that make a column one of groups
DELIMITERS = {".csv": ",;|\t", ".tsv": "\t"}


def sample_file(source: Path, target: Path, rows: int) -> tuple[int, int]:
    """Write a sample of a file; give the rows kept and the rows there were, both 0 for no table."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in DELIMITERS:
        return sample_text(source, target, rows, DELIMITERS[source.suffix])
    if source.suffix == ".jsonl":
        return sample_lines(source, target, rows)
    if source.suffix == ".parquet":
        return sample_parquet(source, target, rows)
    shutil.copy2(source, target)
    return 0, 0


def sample_text(source: Path, target: Path, rows: int, delimiters: str) -> tuple[int, int]:
    """Sample a file of separated values; its first line, the header, stays."""
    text = source.read_bytes().decode("latin-1")  # takes any byte, and gives it back
    records = split_records(text)
    if "\0" in text or len(records) < 2:
        shutil.copy2(source, target)
        return 0, 0
    delimiter = max(delimiters, key=records[0].count)
    values = [read_record(record, delimiter) for record in records[1:]]
    kept = choose(values, rows)
    sampled = "".join([records[0], *(records[1 + row] for row in kept)])
    target.write_bytes(sampled.encode("latin-1"))
    return len(kept), len(values)


def split_records(text: str) -> list[str]:
    """Split a text into its records; one with a line end in quotes takes several lines."""
    records: list[str] = []
    unfinished = ""
    for line in io.StringIO(text, newline="\n"):
        unfinished += line
        if unfinished.count('"') % 2 == 0:
            records.append(unfinished)
            unfinished = ""
    return [record for record in [*records, unfinished] if record.strip()]


def read_record(record: str, delimiter: str) -> list[str]:
    """The values of one record."""
    return next(csv.reader(io.StringIO(record), delimiter=delimiter), [])


def sample_lines(source: Path, target: Path, rows: int) -> tuple[int, int]:
    """Sample a file with one JSON object a line."""
    lines = source.read_bytes().splitlines(keepends=True)
    kept = choose([[] for _ in lines], rows)
    target.write_bytes(b"".join(lines[row] for row in kept))
    return len(kept), len(lines)


def sample_parquet(source: Path, target: Path, rows: int) -> tuple[int, int]:
    """Sample a Parquet file, with its types and metadata."""
    from pyarrow import parquet

    table = parquet.read_table(source)
    columns = [column.to_pylist() for column in table.columns]
    kept = choose(list(zip(*columns, strict=True)), rows)
    parquet.write_table(table.take(kept), target)
    return len(kept), table.num_rows


def choose(values: Sequence[Sequence[object]], rows: int) -> list[int]:
    """The numbers of the rows to keep, in order; all of them if they are few."""
    count = len(values)
    if count <= rows:
        return list(range(count))
    spread = {row * (count - 1) // max(rows - 1, 1) for row in range(rows)}
    return sorted(spread | first_of_each_group(values))


def first_of_each_group(values: Sequence[Sequence[object]]) -> set[int]:
    """The row in which each value of a column of groups stands first."""
    first: dict[int, dict[str, int]] = {}
    for row, cells in enumerate(values):
        for column, cell in enumerate(cells):
            seen = first.setdefault(column, {})
            if len(seen) <= FEW:
                seen.setdefault(str(cell), row)
    return {row for seen in first.values() if len(seen) <= FEW for row in seen.values()}
