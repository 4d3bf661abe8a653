"""What is generated is what we would write by hand: tests/golden/project, read and approved by people."""

from difflib import unified_diff
from pathlib import Path

import pytest

from migrate.write.config import section_of
from tests.conftest import GOLDEN, Made

PROJECT = GOLDEN / "project"
FOLDERS = ("tasks", "src/iris_flowers/iris", "tests/iris")
SECTION = "README.md"  # of the golden README only the pipeline's section
CONFIG = "configs/config.yaml"  # and of the configuration


def texts(root: Path) -> list[str]:
    """The files that belong to the pipeline alone."""
    found = (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.suffix == ".py")
    return sorted(path.relative_to(root).as_posix() for path in found)


def section(text: str) -> str:
    begin, end = "<!-- pipeline iris -->\n", "<!-- /pipeline iris -->\n"
    return text[text.index(begin) : text.index(end) + len(end)]


@pytest.mark.parametrize("path", [*texts(PROJECT), "dvc.yaml", SECTION, CONFIG])
def test_the_generated_text_is_the_approved_one(iris: Made, path: str) -> None:
    approved = (PROJECT / path).read_text(encoding="utf-8")
    generated = (iris.root / path).read_text(encoding="utf-8")
    if path == SECTION:
        generated = section(generated)
    if path == CONFIG:
        generated = section_of(generated, "iris")
    lines = (text.splitlines(keepends=True) for text in (approved, generated))
    difference = "".join(unified_diff(*lines, f"approved {path}", f"generated {path}"))
    assert not difference, f"\n{difference}"


def test_no_file_is_missing_and_none_too_many(iris: Made) -> None:
    assert texts(iris.root) == texts(PROJECT)
