"""What requests and answers look like: the model's columns as pydantic models."""

from datetime import datetime
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, create_model

from ..predict.columns import Column

Strict = Field(strict=True)
TYPES: dict[str, Any] = {
    "truth": Annotated[bool, Strict],
    "number": Annotated[float, Field(strict=True, allow_inf_nan=False)],
    "time": datetime,
    "text": Annotated[str, Strict],
    "category": Annotated[str, Strict],
}
Value = bool | int | float | str


class RowPrediction(BaseModel):
    """What the model says of one row."""

    prediction: Value | list[Value]
    probabilities: dict[str, float] | None = Field(
        description="by class; null if the model has none"
    )
    out_of_range: list[str] = Field(
        description="columns with a number far outside the training data: trust the prediction less"
    )


class Answer(RowPrediction):
    """What the model says of the row that was sent, and the version of the model."""

    model_config = ConfigDict(protected_namespaces=())

    model_version: str


class Answers(BaseModel):
    """One prediction a row, in the order of the request, and the version of the model that made them."""

    model_config = ConfigDict(protected_namespaces=())

    predictions: list[RowPrediction]
    model_version: str


def request_model(columns: tuple[Column, ...]) -> Any:
    """The type of a request: a row that has these columns and no others, or several below `rows`."""
    fields: dict[str, Any] = {
        f"column_{i}": (value_type(column), Field(default_of(column), alias=column.name))
        for i, column in enumerate(columns)
    }
    row = create_model("Row", __config__=ConfigDict(extra="forbid"), **fields)
    rows = (list[row], Field(min_length=1, max_length=10_000))  # type: ignore[valid-type]
    several = create_model("Rows", __config__=ConfigDict(extra="forbid"), rows=rows)
    return Annotated[
        Annotated[row, Tag("row")] | Annotated[several, Tag("several")], Discriminator(how_many)
    ]


def how_many(request: Any) -> str:
    """Whether a request is one row, or several."""
    return "several" if isinstance(request, dict) and "rows" in request else "row"


def value_type(column: Column) -> Any:
    """The type of a column's values in JSON."""
    kind = category_type(column) or whole_type(column) or TYPES[column.kind]
    return kind | None if column.nullable else kind


def category_type(column: Column) -> Any:
    """A category, or a text that is one of a few, is one of those that the training data knew."""
    plain = all(isinstance(value, str | int) for value in column.categories)
    return Literal[column.categories] if plain and column.categories else None


def whole_type(column: Column) -> Any:
    """A whole number is none that the column couldn't hold."""
    if column.kind != "whole":
        return None
    limits = np.iinfo(getattr(column.type, "numpy_dtype", column.type))
    return Annotated[int, Field(strict=True, ge=limits.min, le=limits.max)]


def default_of(column: Column) -> Any:
    """Values may be left out where the training data lacked some, too."""
    return None if column.nullable else ...
