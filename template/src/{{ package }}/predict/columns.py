"""The columns that a model was trained on, and tables brought into their form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import pandas as pd
from pandas.api import types

from ..errors import ProjectError

Kind = Literal["truth", "whole", "number", "time", "category", "text"]
MOST_NAMES = 100  # texts that a column may hold to count as one of names


@dataclass(frozen=True)
class Column:
    """One column of the training data.

    The type as pandas names it; whether values may be missing; what a category, or a text that is one of
    a few, may be; the least and the greatest of numbers.
    """

    name: str
    dtype: str = "float64"
    nullable: bool = False
    categories: tuple[Any, ...] = ()
    least: float | None = None
    greatest: float | None = None

    @cached_property
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

    @cached_property
    def type(self) -> Any:
        """The type for pandas."""
        if self.dtype == "category":
            return pd.CategoricalDtype(list(self.categories))
        return types.pandas_dtype(self.dtype)

    @cached_property
    def codes(self) -> dict[Any, int]:
        """The place of each category."""
        return {category: place for place, category in enumerate(self.categories)}

    def is_far_outside(self, value: Any) -> bool:
        """Whether a number lies beyond the training data's range by more than half of its width."""
        if self.least is None or self.greatest is None or value is None:
            return False
        margin = (self.greatest - self.least) / 2
        return not self.least - margin <= value <= self.greatest + margin


def describe(table: pd.DataFrame) -> tuple[Column, ...]:
    """The columns of a table."""
    return tuple(describe_one(str(name), table[name]) for name in table.columns)


def describe_one(name: str, values: pd.Series) -> Column:
    """One column of a table."""
    column = Column(name, values.dtype.name, bool(values.isna().any()))
    if column.kind == "category":
        return replace(column, categories=tuple(values.cat.categories.tolist()))
    if column.kind == "text":
        return replace(column, categories=names_in(values))
    if column.kind in ("whole", "number") and values.notna().any():
        return replace(column, least=float(values.min()), greatest=float(values.max()))
    return column


def names_in(values: pd.Series) -> tuple[str, ...]:
    """The texts of a column if they are names of something: few, that come again and again."""
    if types.infer_dtype(values) != "string":
        return ()
    found = sorted(values.dropna().unique().tolist())
    return tuple(found) if len(found) <= min(MOST_NAMES, len(values) / 2) else ()


def table_of(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], source: str
) -> pd.DataFrame:
    """Rows whose values are known to fit the columns, as a table of just the columns' types.

    Made at once, for a request waits for it: `conform` looks at values one by one.
    """
    return pd.DataFrame(
        {c.name: array_of([row[c.name] for row in rows], c, source) for c in columns}
    )


def array_of(values: list[Any], column: Column, source: str) -> Any:
    """Plain values as a column holds them."""
    if column.kind == "category":
        return pd.Categorical.from_codes(
            [column.codes.get(value, -1) for value in values], dtype=column.type
        )
    if column.kind == "time":
        return cast(pd.Series(values, dtype=object), column, source)
    if column.dtype == "object":  # which a plain array would not stay
        return pd.Series(values, dtype=object)
    return pd.array(values, dtype=column.type)


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
        result = values.mask(wrong).astype(column.type)
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
