"""Bytes → JSON, strictly: what Jupyter would silently lose or guess at is refused with its place."""

from __future__ import annotations

import codecs
import json
import re

from migrate.errors import RequestError

LONGEST_NUMBER = 4000  # digits; Python refuses to convert longer ones
DEEPEST = "it is nested too deeply to be a notebook"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def parse(data: bytes, name: str) -> object:
    """The JSON value in a file's bytes; RequestError says where and why there is none."""
    text = decoded(data, name)
    _refuse_other_text(text, name)
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_int=_integer)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RequestError(f"{name}, {place}: {_break(text, error)}; restore a whole copy.") from None
    except ValueError as error:
        raise RequestError(f"{name}: {error}; save it again from Jupyter.") from None
    except RecursionError:
        raise RequestError(f"{name}: {DEEPEST}; clear its outputs and save it again.") from None


def decoded(data: bytes, name: str) -> str:
    """The text of a file's bytes, without a byte order mark; RequestError if it isn't Unicode."""
    encoding = next((encoding for mark, encoding in BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RequestError(
            f"{name}: byte {error.start} is not {encoding.removesuffix('-sig').upper()};"
            " save the notebook as UTF-8, as Jupyter does."
        ) from None


def _refuse_other_text(text: str, name: str) -> None:
    start = text[:1000].lstrip().lower()
    if not text:
        raise RequestError(f"{name}: the file is empty; restore a copy that has content.")
    if not text.strip():
        raise RequestError(
            f"{name}: the file holds nothing but white space; restore a copy that has content."
        )
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<!--")):
        raise RequestError(f"{name}: this is a web page, not a notebook; download the raw file instead.")
    if start.startswith("# databricks notebook source"):
        raise RequestError(
            f"{name}: this is a notebook as Databricks exports its source; export it as an IPython notebook."
        )
    conflict = re.search(r"^<{7}(?: .*)?$", text, re.MULTILINE)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        raise RequestError(
            f"{name}, line {line}: an unresolved merge conflict; resolve it first (`nbdime mergetool` helps)."
        )


def _break(text: str, error: json.JSONDecodeError) -> str:
    if error.msg.startswith("Unterminated") or not text[error.pos :].strip("\0 \t\r\n"):
        return "the JSON stops here, the file is cut off"
    return f"this is not JSON ({error.msg[:1].lower()}{error.msg[1:]})"


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise ValueError(f"the key {twice!r} occurs twice in one object, so one value would be lost")
    return result


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"it holds a number of {len(digits)} digits")
    return int(digits)
