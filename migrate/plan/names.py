"""Names for stages, modules and pipelines, made from headings and file names."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable

from migrate.plan.partition.titles import key_words

LONGEST = 40
TAKEN = {"settings", "io", "__init__"}
OWN = ("io", "settings", "upstream", "product", "parameters", "params")
# What projects already have where pipelines go: src/<package>/, tests/ and configs/config.yaml
PARTS = {
    *("config", "conftest", "data", "errors", "features", "io", "logs", "models", "monitoring"),
    *("parameters", "predict", "serving", "smoke", "tests"),
}
# Words that lead to another: a name that was cut doesn't end with them
LEADING = {
    *("a", "an", "and", "as", "at", "by", "for", "from", "how", "in", "into", "is", "its", "of", "on", "or"),
    *("our", "that", "the", "to", "using", "via", "we", "which", "with", "your"),
    *("al", "con", "de", "del", "e", "el", "en", "han", "la", "las", "los", "para", "por", "que", "su", "un"),
    *(
        "una",
        "y",
        "ao",
        "com",
        "da",
        "das",
        "do",
        "dos",
        "em",
        "na",
        "no",
        "nos",
        "o",
        "os",
        "ou",
        "um",
        "uma",
    ),
    *("au", "aux", "dans", "des", "du", "et", "le", "les", "par", "pour", "sur", "une"),
    *(
        "aus",
        "bei",
        "bzw",
        "dem",
        "den",
        "der",
        "die",
        "ein",
        "eine",
        "einer",
        "mit",
        "und",
        "von",
        "zu",
        "zum",
    ),
}
WINDOWS = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)_?$")  # names that Windows reserves

# Neither ASCII nor a letter with an accent: dotless i, two dashes, …
SPELT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"}
    | {"\u0131": "i", "\u2013": "-", "\u2014": "-"}
)
# Numbering, which tells nothing: `2.1 Load`, `1a) Load`, `b) Load`, `1st load`, `2ª carga`.
NUMBERING = re.compile(
    r"^(?:[\W_]*\d+(?:st|nd|rd|th|[ao])\b|[\W_]*\d+[a-z][.)]|[\W_]*[a-z]\))?[\W\d_]*(?=.*[a-z])"
)
DIMENSION = re.compile(r"^\W*(\d+d)\b(?![).:])(?=.*[a-z])(.*)$", re.DOTALL)  # `3D plot`, which stays whole
ASCII_SHARE = 0.5  # of a title's letters; with fewer, only a scrap of it would be left
# What stands before a number that only counts: `Part 2: Load the data` is about loading the data.
COUNTED = (
    r"part|step|method|phase|module|lesson|section|chapter|task|question|problem|exercise|q|lab|teil|schritt|abschnitt|kapitel|aufgabe"
    r"|parte|paso|passo|etapa|seccion|secao|tarea|tarefa|pregunta|questao|problema|ejercicio|exercicio|etape"
)
COUNTING = re.compile(
    rf"(^\W*|\band )(?:{COUNTED})\W{{0,3}}\d+(?:\.\d+)*[a-z]?\s*"
    r"(?:[.):-]+(?!\s*and\b)|\s(?!of\b|and\b))(?=.*[a-z])"
)
NOTHING_ELSE = re.compile(rf"\W*(?:{COUNTED})?\W*\d+(?:\.\d+)+[a-z]?\W*")  # `Step 2.5`: a place, no name


def slug(text: str, otherwise: str) -> str:
    """A lower-case identifier for a text; `otherwise` if no letter of the text can be written in ASCII."""
    words = re.sub(r"['`\u2019]", "", plain(text))
    words = DIMENSION.sub(r"\2 \1", words)
    words = NUMBERING.sub("", words)
    name = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
    if len(name) > LONGEST:
        name = cut(name)
    if not re.match(r"[a-z]", name):
        return otherwise
    return f"{name}_" if keyword.iskeyword(name) else name


def cut(name: str) -> str:
    """As many words of a name as fit; the last one is no number, and no word that leads to another."""
    words = name[: LONGEST + 1].rsplit("_", 1)[0][:LONGEST].split("_")
    while len(words) > 1 and (words[-1] in LEADING or words[-1].isdigit()):
        words.pop()
    return "_".join(words)


def plain(text: str) -> str:
    """A text in lower-case ASCII; what can't be written so is dropped."""
    spelt = unicodedata.normalize("NFKD", text.lower().translate(SPELT))
    return spelt.encode("ascii", "ignore").decode()


def title_name(title: str) -> str:
    """The name that a title gives a stage; "" if the title is in another script, or only counts."""
    told = title.replace(" and ", " ")  # which may be ours, where two titles are joined
    if letters(plain(told)) < ASCII_SHARE * letters(told):
        return ""
    spelt = re.sub(r"\b(it|that|what|there|how|where|who)['\u2019]s\b", r"\1 is", title, flags=re.IGNORECASE)
    text = re.sub(r"['`]", "", COUNTING.sub(r"\1", plain(spelt)))
    if NOTHING_ELSE.fullmatch(text.strip()):
        return ""
    return slug(key_words(DIMENSION.sub(r"\2 \1", NUMBERING.sub("", text))), "")


def letters(text: str) -> int:
    return sum(letter.isalpha() for letter in unicodedata.normalize("NFKC", text))


def pipeline_name(stem: str) -> str:
    """The pipeline's name for a notebook called `stem`; never one that a project uses otherwise."""
    name = slug(stem, "pipeline")
    return f"{name.rstrip('_')}_notebook" if name in PARTS or WINDOWS.match(name) else name


def stage_names(titles: Iterable[str]) -> tuple[str, ...]:
    """A name for each stage, all different, none taken by a module of the package."""
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
    """Our names that the notebook uses too, each with the one that we use instead."""
    return tuple((name, f"task_{name}") for name in OWN if name in used)
