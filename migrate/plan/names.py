"""Names for stages, modules and pipelines, made of headings and file names."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 40
TAKEN = {"settings", "io", "__init__"}
OWN = ("io", "settings", "upstream", "product", "parameters", "params")
# What projects have already where pipelines go: in src/<package>/, tests/ and configs/config.yaml
PARTS = {
    *("config", "conftest", "data", "errors", "features", "io", "logs", "models", "monitoring"),
    *("parameters", "predict", "serving", "smoke", "tests"),
}
# Words that lead to another: a name that was cut doesn't end with them
LEADING = {
    *("a", "an", "and", "are", "as", "at", "between", "by", "for", "from", "how", "in", "into", "is", "its"),
    *("most", "of", "on", "or", "our", "than", "that", "the", "their", "to", "using", "via", "we", "which"),
    *("with", "your"),
}
WINDOWS = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)_?$")  # names that Windows keeps to itself


def slug(text: str, otherwise: str) -> str:
    """A lower-case identifier for a text; `otherwise` where no letter of the text can be written in ASCII."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"['`\u2019]", "", plain)
    words = re.sub(r"^[\W\d_]+(?=.*[a-z])", "", words)  # the numbering of a heading
    name = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
    if len(name) > LONGEST:
        name = cut(name)
    if not re.match(r"[a-z]", name):
        return otherwise
    return f"{name}_" if keyword.iskeyword(name) else name


def cut(name: str) -> str:
    """As many words of a name as there is room for, the last one not one that leads to another."""
    words = name[: LONGEST + 1].rsplit("_", 1)[0][:LONGEST].split("_")
    while len(words) > 1 and words[-1] in LEADING:
        words.pop()
    return "_".join(words)


def pipeline_name(stem: str) -> str:
    """The name of the pipeline that a notebook called `stem` becomes; none that a project uses otherwise."""
    name = slug(stem, "pipeline")
    return f"{name.rstrip('_')}_notebook" if name in PARTS or WINDOWS.match(name) else name


def stage_names(titles: Iterable[str]) -> tuple[str, ...]:
    """A name for each stage, all different, none that a module of the package has."""
    names: list[str] = []
    for number, title in enumerate(titles, 1):
        name = slug(title, f"part_{number}")
        if name in TAKEN:
            name = f"{name}_part"
        different = name
        count = 2
        while different in names:
            different, count = f"{name}_{count}", count + 1
        names.append(different)
    return tuple(names)


def own_names(used: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Other names for ours, where the notebook uses the same."""
    return tuple((name, f"task_{name}") for name in OWN if name in used)
