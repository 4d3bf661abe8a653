"""Which literals of a notebook become parameters, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from migrate.knowledge.facts import is_parameter
from migrate.knowledge.library import Tuning
from migrate.model.notebook import Name, Notebook
from migrate.model.pipeline import LiteralOccurrence, Parameter, Scalar
from migrate.model.section import Section
from migrate.model.trace import Trace
from migrate.plan.names import slug
from migrate.plan.parameter_candidates import literals

ALIKE: tuple[Tuning, ...] = ("seed", "shared")  # one value for a whole experiment
KIND = re.compile(r"_(classifier|regressor)$")  # says little in the name of an estimator
Names = Mapping[str, Name]  # the user's, by the text of the literal


def parameters(
    parts: Sequence[Section], found: Sequence[LiteralOccurrence], asked: Names | None
) -> tuple[tuple[Parameter, ...], ...]:
    """The parameters of each section; with `asked`, only those that the user wants, under these names."""
    wanted = [given for given in found if asked is None or str(given) in asked]
    return tuple(in_section([g for g in wanted if g.cell in cells_of(part)], asked or {}) for part in parts)


def candidates(notebook: Notebook, movable: frozenset[Name], trace: Trace) -> tuple[LiteralOccurrence, ...]:
    """The literals that can become parameters, in the order of the text."""
    return tuple(given for given in literals(notebook, movable, trace) if survives(given.value))


def cells_of(part: Section) -> frozenset[int]:
    return frozenset(cell.index for cell in part.cells)


def in_section(found: Sequence[LiteralOccurrence], asked: Names) -> tuple[Parameter, ...]:
    """The parameters of one section, in the order of its text; a literal without a good name isn't one."""
    chosen: dict[LiteralOccurrence, Name] = {}
    wanted = {given: asked.get(str(given)) or proposed(given, found) for given in found}
    for name in dict.fromkeys(wanted.values()):
        same = [given for given in found if wanted[given] == name]
        meant = agree(same) and all(str(given) in asked for given in same)
        chosen |= dict.fromkeys(same, name) if meant else named(same, name)
    groups = {
        name: tuple(given for given in found if chosen.get(given) == name)
        for name in dict.fromkeys(chosen[given] for given in found if given in chosen)
    }
    return tuple(Parameter(name, group[0].value, group) for name, group in groups.items() if agree(group))


def proposed(given: LiteralOccurrence, found: Sequence[LiteralOccurrence]) -> Name:
    """The notebook's name for a literal, with what it is given to if the name alone says too little."""
    own = [other for other in found if other.to and not is_parameter(other.name, *ALIKE)]
    unclear = len({other.to for other in own}) > 1 or any(
        is_parameter(other.name, "tuned in classes") for other in own
    )
    if given in own and unclear:
        return specific(given)
    return given.name if given.to else given.name.lower()


def named(found: Sequence[LiteralOccurrence], name: Name) -> dict[LiteralOccurrence, Name]:
    """Names for literals that would all have the same one; some may get none."""
    if agree(found) and (is_parameter(name, *ALIKE) or len({given.to for given in found}) == 1):
        return dict.fromkeys(found, name)
    return dict(apart(found, name))


def apart(found: Sequence[LiteralOccurrence], name: Name) -> Iterator[tuple[LiteralOccurrence, Name]]:
    """Names by what literals are given to, else by what that is for; none if neither tells."""
    for given in found:
        same = [other for other in found if specific(other) == specific(given)]
        if not given.to:
            yield given, name
        elif agree(same) and len({other.to for other in same}) == 1:
            yield given, specific(given)
        elif context := slug(given.context, ""):
            yield given, f"{context}_{given.name}"


def specific(given: LiteralOccurrence) -> Name:
    """`max_depth` of `RandomForestClassifier` → "random_forest_max_depth"."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", given.to.partition(".")[0])
    return f"{slug(KIND.sub('', words.lower()), 'value')}_{given.name}"


def agree(found: Sequence[LiteralOccurrence]) -> bool:
    """Whether all literals have the same value and the same type."""
    return len({repr(given.value) for given in found}) == 1


def survives(value: Scalar) -> bool:
    """Whether a value comes back from YAML unchanged."""
    back = yaml.safe_load(yaml.safe_dump(value))
    return type(back) is type(value) and repr(back) == repr(value)
