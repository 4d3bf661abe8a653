"""The settings of the process and of libraries: what they are, and which have changed."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from .figures import figure_settings, first_backend, shown_by
from .process import loaded, shell
from .settings_code import (
    calling,
    environment_code,
    folder_code,
    matplotlib_code,
    pandas_code,
    path_code,
)

if TYPE_CHECKING:
    from .settings_code import Code, Places

NUMPY = "import numpy as np"


def settings() -> dict[str, dict[str, Any]]:
    """The process-wide settings by group, with comparable values; only groups of what is loaded."""
    found: dict[str, dict[str, Any]] = {}
    for name, group in GROUPS.items():
        with contextlib.suppress(Exception):
            found[name] = group.read()
    return found


def matplotlib_settings() -> dict[str, Any]:
    """Matplotlib's parameters, without those that choose the window system."""
    return plain_rc(loaded("matplotlib").rcParams)


def plain_rc(params: Any) -> dict[str, Any]:
    """Read parameters without starting what looking at some of them starts."""
    hidden = ("backend", "backend_fallback", "interactive")
    return {key: value for key, value in dict.items(params) if key not in hidden}


def matplotlib_defaults() -> dict[str, Any]:
    return plain_rc(loaded("matplotlib").rcParamsOrig)


def pandas_defaults() -> dict[str, Any]:
    options = loaded("pandas._config.config")._registered_options
    return {key: option.defval for key, option in options.items()}


def pandas_settings() -> dict[str, Any]:
    """Every pandas option by its full name, read without deprecation warnings."""
    config = loaded("pandas._config.config")
    read = functools.partial(functools.reduce, lambda tree, part: tree[part])
    return {key: read(key.split("."), config._global_config) for key in list(config._registered_options)}


def plotly_settings() -> dict[str, Any]:
    plotly = loaded("plotly.io")
    return {"renderer": plotly.renderers.default, "template": str(plotly.templates.default)}


def altair_settings() -> dict[str, Any]:
    """How Altair shows charts, how they look, and what it does with their data."""
    altair = loaded("altair")
    found = {"renderer": altair.renderers, "data": altair.data_transformers}
    found["theme"] = altair.theme if hasattr(altair, "theme") else altair.themes
    return {name: (registry.active, repr(registry.options)) for name, registry in found.items()}


def ipython_settings() -> dict[str, Any]:
    """How cells are shown: precision, which expressions, which extensions."""
    ip = shell()
    text = ip.display_formatter.formatters["text/plain"]
    return {
        "interactivity": ip.ast_node_interactivity,
        "precision": text.float_precision,
        "pprint": text.pprint,
        "extensions": sorted(ip.extension_manager.loaded),
        "inline": repr(dict.get(ip.config, "InlineBackend")),
    }


def decimal_settings() -> dict[str, Any]:
    """How decimal numbers are computed, without the flags of what has happened so far."""
    context = loaded("decimal").getcontext()
    traps = sorted(signal.__name__ for signal, on in context.traps.items() if on)
    return {"": (context.prec, context.rounding, context.Emin, context.Emax, context.capitals, traps)}


def logging_settings() -> dict[str, Any]:
    """The loggers that were given a level or a handler."""
    logging = loaded("logging")
    loggers = {"": logging.root, **logging.root.manager.loggerDict}
    found = {name: (getattr(log, "level", 0), getattr(log, "handlers", [])) for name, log in loggers.items()}
    return {name: (level, list(map(id, hands))) for name, (level, hands) in found.items() if level or hands}


def interpreter_settings() -> dict[str, Any]:
    """Python's limits for recursion and digits, its thread switching and its garbage collection."""
    digits = getattr(sys, "get_int_max_str_digits", int)()
    collecting = (gc.isenabled(), gc.get_threshold())
    return {"": (sys.getrecursionlimit(), sys.getswitchinterval(), digits, collecting)}


def csv_settings() -> dict[str, Any]:
    csv = loaded("csv")
    return {"": (csv.list_dialects(), csv.field_size_limit())}


class Environment:
    """The environment's variables; there are many, so they are decoded only when they have changed."""

    def __init__(self) -> None:
        self.raw: dict[Any, Any] = {}
        self.read: dict[str, Any] = {}

    def now(self) -> dict[str, Any]:
        raw: Any = getattr(os.environ, "_data", os.environ)
        if raw != self.raw:
            self.raw, self.read = dict(raw), dict(os.environ)
        return self.read


class Group(NamedTuple):
    """A group of settings: how to read it, and how to restore it by code."""

    read: Callable[[], dict[str, Any]]
    visible: bool = False  # it decides what cells show; others are made again where that is possible
    code: Code | None = None  # statements that make what changed; without, only the notebook's own do
    defaults: Callable[[], dict[str, Any]] | None = None  # what it held before anything could change it


GROUPS: dict[str, Group] = {
    "environment": Group(Environment().now, code=environment_code),
    "folder": Group(lambda: {"": os.getcwd()}, visible=True, code=folder_code),
    "path": Group(lambda: {"": list(sys.path)}, code=path_code),
    "warnings": Group(lambda: {"": [repr(item) for item in loaded("warnings").filters]}),
    "numpy": Group(
        lambda: dict(loaded("numpy").get_printoptions()), True, calling(NUMPY, "np.set_printoptions")
    ),
    "numpy errors": Group(lambda: dict(loaded("numpy").geterr()), True, calling(NUMPY, "np.seterr")),
    "matplotlib": Group(matplotlib_settings, True, matplotlib_code, matplotlib_defaults),
    "pandas": Group(pandas_settings, True, pandas_code, pandas_defaults),
    "sklearn": Group(
        lambda: dict(loaded("sklearn").get_config()), True, calling("import sklearn", "sklearn.set_config")
    ),
    "plotly": Group(plotly_settings, visible=True),
    "bokeh": Group(lambda: {"": loaded("bokeh.io.state").curstate().notebook}, visible=True),
    "altair": Group(altair_settings, visible=True),
    "ipython": Group(ipython_settings, visible=True),
    "figures": Group(figure_settings, visible=True, defaults=lambda: shown_by(first_backend(), [])),
    "decimal": Group(decimal_settings, visible=True),
    "locale": Group(lambda: {"": loaded("locale").setlocale(loaded("locale").LC_ALL)}, visible=True),
    "time zone": Group(lambda: {"": time.tzname}, visible=True),
    "interpreter": Group(interpreter_settings),
    "csv": Group(csv_settings),
    "calendar": Group(lambda: {"": loaded("calendar").firstweekday()}),
    "xml": Group(lambda: dict(loaded("xml.etree.ElementTree")._namespace_map)),
    "tqdm": Group(lambda: {"": "progress_apply" in vars(loaded("pandas").Series)}),
    "logging": Group(logging_settings),
}
# What imports change by the way; it comes again with the import, and shows in no output.
IMPORT_NOISE = ("environment", "path", "warnings", "logging")


def defaults(group: str, values: dict[str, Any]) -> dict[str, Any]:
    """What a group held before the first statement that could have changed it."""
    first = GROUPS[group].defaults
    with contextlib.suppress(Exception):
        if first:
            return first()
    return values


def code_for(group: str, before: dict[str, Any], changed: dict[str, Any], places: Places) -> list[str]:
    """Statements that make the changed settings; none if plain text can't."""
    code = GROUPS[group].code
    return code(before, changed, places) if code else []


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any] | None:
    """The settings that differ; None if nothing does, empty if some only went away."""
    if before is after:
        return None
    changed = {k: value for k, value in after.items() if k not in before or not same(before[k], value)}
    return changed if changed or set(before) - set(after) else None


def same(one: Any, other: Any) -> bool:
    """Whether two settings are equal; arrays and odd objects count as different."""
    try:
        return bool(one is other or one == other)
    except Exception:
        return False
