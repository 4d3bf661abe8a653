"""The columns that a model was trained on, and tables brought into their form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from pandas.api import types

from ..errors import ProjectError

Kind = Literal["truth", "whole", "number", "time", "category", "text"]


@dataclass(frozen=True)
class Column:
    """One column: its type as pandas names it, whether values may be missing, what a category may be."""

    name: str
    dtype: str = "float64"
    nullable: bool = False
    categories: tuple[Any, ...] = ()

    @property
    def kind(self) -> Kind:
        """What its values are."""
        if self.dtype == "category":
            return "category"
        dtype = types.pandas_dtype(self.dtype)
        if types.is_bool_dtype(dtype):
            return "truth"
        if types.is_integer_dtype(dtype):
            return "whole"
        if types.is_numeric_dtype(dtype):
            return "number"
        return "time" if types.is_datetime64_any_dtype(dtype) else "text"


def describe(table: pd.DataFrame) -> tuple[Column, ...]:
    """The columns of a table."""
    return tuple(describe_one(str(name), table[name]) for name in table.columns)


def describe_one(name: str, values: pd.Series) -> Column:
    """One column of a table."""
    categories = values.cat.categories.tolist() if values.dtype.name == "category" else []
    return Column(name, values.dtype.name, bool(values.isna().any()), tuple(categories))


def conform(table: pd.DataFrame, columns: Sequence[Column], source: str) -> pd.DataFrame:
    """The table with just these columns, in their order and types; errors name the source."""
    if missing := [column.name for column in columns if column.name not in table]:
        raise ProjectError(f"{source}: the column {missing[0]!r} is missing. Add it.")
    return pd.DataFrame(
        {c.name: cast(table[c.name], c, source) for c in columns}, index=table.index
    )


def cast(values: pd.Series, column: Column, source: str) -> pd.Series:
    """Bring values into a column's type."""
    known = values.notna()
    if not (known.all() or column.nullable):
        place = int((~known).to_numpy().argmax()) + 1
        raise ProjectError(
            f"{source}: row {place} has no value for {column.name!r}, which the training data always had."
        )
    if column.kind == "category":
        wrong = known & ~values.isin(column.categories)
        categories = pd.CategoricalDtype(column.categories)
        result = values.mask(wrong).astype(categories)
        expected = f"one of {', '.join(map(str, column.categories))}"
    elif column.kind == "time":
        result = pd.to_datetime(values, errors="coerce").astype(column.dtype)
        wrong, expected = result.isna() & known, "a date"
    elif column.kind == "text":
        return values.where(known, None).astype(column.dtype)
    else:
        result, wrong, expected = cast_number(values, column)
    if wrong.any():
        raise ProjectError(
            f"{source}: {column.name!r} should be {expected}, but row {int(wrong.to_numpy().argmax()) + 1}"
            f" has {values[wrong].tolist()[0]!r}."
        )
    return result


def cast_number(values: pd.Series, column: Column) -> tuple[pd.Series, pd.Series, str]:
    """Values as numbers or truth values, which of them are none, and what they should be."""
    numbers = pd.to_numeric(values, errors="coerce").astype("Float64")
    wrong = numbers.isna() & values.notna()
    expected = "a number"
    if column.kind == "truth":
        wrong, expected = wrong | ~numbers.isin([0, 1]) & values.notna(), "true or false"
    elif column.kind == "whole":
        wrong, expected = wrong | (numbers % 1 != 0).fillna(False), "a whole number"
    gaps = column.kind != "number" and not values.notna().all()
    return numbers.mask(wrong, 0).astype("float64" if gaps else column.dtype), wrong, expected
