"""An IPython extension that watches a notebook run. Needs the standard library only, from Python 3.8 on.

It is installed nowhere: a kernel, or a task under `nbmigrate verify`, finds it by PYTHONPATH and loads
it as `nbmigrate_probe`. The file that NBMIGRATE_PROBE names configures it:

    {"seed": true,                        seed the global generators before each cell, until the code does
     "products": {"data/…": "/…", …},     and describe these files of a task, by name and place, once they
     "io": "churn.io", "told": "…"}       are written: what loads them, the file for what they hold
    {"seed": true, "cells": [1, 3, …],    also watch: the indexes of the code cells in the order they run,
     "borders": {"3": ["df", …]},         the names to look at after a cell,
     "imports": ["pandas", …],            the modules whose distributions to name,
     "installs": ["pyarrow>=20", …],      what its cells would install,
     "root": "…", "trace": "…"}           the folder whose files count; the file for what was seen

What was seen is one JSON line a cell. Nothing here may change what the notebook computes or shows: what
goes wrong in here becomes the `trouble` of the cell's line.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import ctypes
import functools
import gc
import hashlib
import importlib
import io
import itertools
import json
import os
import pickle
import random
import re
import struct
import sys
import time
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

MARK = "__nbmigrate_mark__"


def load_ipython_extension(ip: Any) -> None:
    """Called by IPython."""
    config = take_configuration()
    seeds = Seeds()
    if "trace" in config:
        watch = Watch(ip, config, seeds)
        ip.events.register("pre_run_cell", watch.before)
        ip.events.register("post_run_cell", watch.after)
    else:
        ip.events.register("pre_run_cell", seeds.before)
        ip.events.register("post_run_cell", Products(config, seeds).after)


def take_configuration() -> dict[str, Any]:
    """Read the configuration, and leave no trace of how this extension was found."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if path != here]
    os.environ.pop("RUN_TASK_EXTENSIONS", None)
    with open(os.environ.pop("NBMIGRATE_PROBE"), encoding="utf-8") as file:
        config: dict[str, Any] = json.load(file)
    paths = [path for path in os.environ.pop("PYTHONPATH", "").split(os.pathsep) if path not in ("", here)]
    if paths:
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    return config


@contextlib.contextmanager
def swallowing(say: Callable[[str], None], what: str) -> Iterator[None]:
    """Turn a failure of ours into a note."""
    try:
        yield
    except Exception as error:
        say(f"{what}: {type(error).__name__}: {error}"[:300])


# --- random generators ------------------------------------------------------------------------------


class Seeds:
    """Seeds each global generator before each cell, until the notebook seeds it itself.

    So a cell that draws from an unseeded generator draws the same in the notebook and in a task.
    """

    def __init__(self) -> None:
        self.taken: set[str] = set()  # generators that the notebook has seeded
        self.called: dict[str, object] = {}  # seeded since this was last cleared, and the position it gave
        self.seeders: dict[str, Callable[[int], None]] = {}
        self.cell, self.count = "", 0
        self.watch_seeding("random", random, "seed", "setstate")
        with contextlib.suppress(Exception):
            self.watch_seeding("numpy", importlib.import_module("numpy.random"), "seed", "set_state")
            sys.modules["numpy.random.bit_generator"].__dict__["randbits"] = self.entropy

    def watch_seeding(self, generator: str, module: Any, *names: str) -> None:
        """Put functions that note the call in place of those that seed a generator."""
        self.seeders[generator] = getattr(module, names[0])
        for name in names:
            setattr(module, name, self.noting(generator, getattr(module, name)))

    def noting(self, generator: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The seeding function, and a note that it was called; seeding with nothing is drawing."""

        @functools.wraps(function)
        def seed(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            with contextlib.suppress(Exception):
                if any(value is not None for value in (*args, *kwargs.values())):
                    self.taken.add(generator)
                    self.called[generator] = POSITION[generator]()
                elif generator not in self.taken:
                    self.seeders[generator](self.number())
            return result

        return seed

    def before(self, info: Any) -> None:
        """Seed at the begin of a task's cell, by the original's cell that it stems from."""
        with contextlib.suppress(Exception):
            if info.cell_id is not None:
                self.begin(info.cell_id)

    def begin(self, cell: str) -> None:
        """Seed what the notebook hasn't, by the cell's place in the original."""
        self.cell, self.count = cell, 0
        for generator, seed in self.seeders.items():
            if generator not in self.taken:
                seed(self.number())

    def number(self) -> int:
        """What the running cell is seeded with."""
        return int(hashlib.sha256(self.cell.encode()).hexdigest()[:8], 16)

    def entropy(self, bits: int) -> int:
        """Stands for the operating system's entropy, behind numpy's `default_rng()`."""
        self.count += 1
        return random.Random(f"{self.cell}/{self.count}").getrandbits(bits)


def numpy_position() -> object:
    """The position of numpy's global generator, comparable."""
    name, keys, *rest = sys.modules["numpy"].random.get_state()
    return (name, keys.tobytes(), *rest)


POSITION: dict[str, Callable[[], object]] = {"random": random.getstate, "numpy": numpy_position}


def positions() -> dict[str, object]:
    """The positions of the global generators."""
    return {generator: POSITION[generator]() for generator in POSITION if generator in sys.modules}


# --- process-wide settings --------------------------------------------------------------------------


def settings() -> dict[str, dict[str, Any]]:
    """The process-wide settings by group, each with comparable values; groups of what is loaded only."""
    found: dict[str, dict[str, Any]] = {}
    for group, read in SETTINGS.items():
        with contextlib.suppress(Exception):
            found[group] = read()
    return found


def loaded(module: str) -> Any:
    """A module that the notebook has loaded; KeyError if it hasn't."""
    return sys.modules[module]


def matplotlib_settings() -> dict[str, Any]:
    """Matplotlib's parameters, without those that choose the window system."""
    return plain_rc(loaded("matplotlib").rcParams)


def plain_rc(params: Any) -> dict[str, Any]:
    """Read parameters without starting what a look at some of them starts."""
    hidden = ("backend", "backend_fallback", "interactive")
    return {key: value for key, value in dict.items(params) if key not in hidden}


def pandas_settings() -> dict[str, Any]:
    """Every pandas option, by its full name; quietly where an option is deprecated."""
    config = loaded("pandas._config.config")
    read = functools.partial(functools.reduce, lambda tree, part: tree[part])
    return {key: read(key.split("."), config._global_config) for key in list(config._registered_options)}


def plotly_settings() -> dict[str, Any]:
    """Plotly's renderer and template."""
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


def shell() -> Any:
    """IPython's shell."""
    from IPython import get_ipython

    return get_ipython()  # type: ignore[no-untyped-call,unused-ignore]


PICTURES = {
    **dict.fromkeys(("png2x", "retina"), "image/png by retina_figure"),
    **dict.fromkeys(("jpg", "jpeg"), "image/jpeg by print_figure"),
    "png": "image/png by print_figure",
    "svg": "image/svg+xml by print_figure",
    "pdf": "application/pdf by print_figure",
}


def figure_settings() -> dict[str, Any]:
    """How figures are shown inline, if anything asked for it: to load it earlier changes what is shown."""
    inline = loaded("matplotlib_inline.config").InlineBackend
    return shown_by(inline.instance() if inline.initialized() else first_backend(), pictures())


def first_backend() -> Any:
    """What shows the first figure, as it is configured by then."""
    return loaded("matplotlib_inline.config").InlineBackend(config=shell().config)


def shown_by(backend: Any, kinds: list[str]) -> dict[str, Any]:
    """How a backend shows figures, and as what."""
    return {
        "figures": repr((sorted(backend.figure_formats), sorted(backend.rc.items()))),
        "pictures": kinds or sorted(map(PICTURES.__getitem__, backend.figure_formats)),
        "closing": backend.close_figures,
        "saving": repr(sorted(backend.print_figure_kwargs.items())),
    }


def pictures() -> list[str]:
    """What figures become when they are shown; nothing before the first."""
    return [
        f"{mime} by {getattr(printer, 'func', printer).__name__}"
        for mime, formatter in sorted(shell().display_formatter.formatters.items())
        for kind, printer in formatter.type_printers.items()
        if kind.__name__ == "Figure" and kind.__module__ == "matplotlib.figure"
    ]


def decimal_settings() -> dict[str, Any]:
    """How decimal numbers are computed; not what has happened so far."""
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
    """How deep Python recurses, how long numbers it reads, and when it switches threads and collects."""
    digits = getattr(sys, "get_int_max_str_digits", int)()
    collecting = (gc.isenabled(), gc.get_threshold())
    return {"": (sys.getrecursionlimit(), sys.getswitchinterval(), digits, collecting)}


def csv_settings() -> dict[str, Any]:
    """The dialects that are known, and how long a field may be."""
    csv = loaded("csv")
    return {"": (csv.list_dialects(), csv.field_size_limit())}


class Environment:
    """The variables of the environment; decoded only when they have changed, for they are many."""

    def __init__(self) -> None:
        self.raw: dict[Any, Any] = {}
        self.read: dict[str, Any] = {}

    def now(self) -> dict[str, Any]:
        """The variables as they are."""
        raw: dict[Any, Any] = os.environ._data  # type: ignore[attr-defined]
        if raw != self.raw:
            self.raw, self.read = dict(raw), dict(os.environ)
        return self.read


SETTINGS: dict[str, Callable[[], dict[str, Any]]] = {
    "environment": Environment().now,
    "folder": lambda: {"": os.getcwd()},
    "path": lambda: {"": list(sys.path)},
    "warnings": lambda: {"": [repr(item) for item in loaded("warnings").filters]},
    "numpy": lambda: dict(loaded("numpy").get_printoptions()),
    "numpy errors": lambda: dict(loaded("numpy").geterr()),
    "matplotlib": matplotlib_settings,
    "pandas": pandas_settings,
    "sklearn": lambda: dict(loaded("sklearn").get_config()),
    "plotly": plotly_settings,
    "bokeh": lambda: {"": loaded("bokeh.io.state").curstate().notebook},
    "altair": altair_settings,
    "ipython": ipython_settings,
    "figures": figure_settings,
    "decimal": decimal_settings,
    "locale": lambda: {"": loaded("locale").setlocale(loaded("locale").LC_ALL)},
    "time zone": lambda: {"": time.tzname},
    "interpreter": interpreter_settings,
    "csv": csv_settings,
    "calendar": lambda: {"": loaded("calendar").firstweekday()},
    "xml": lambda: dict(loaded("xml.etree.ElementTree")._namespace_map),
    "tqdm": lambda: {"": "progress_apply" in vars(loaded("pandas").Series)},
    "logging": logging_settings,
}
# What imports change by the way; it comes again with the import, and shows in no output.
IMPORT_NOISE = ("environment", "path", "warnings", "logging")


def defaults(group: str, values: dict[str, Any]) -> dict[str, Any]:
    """What a group held before the first statement that could have changed it."""
    with contextlib.suppress(Exception):
        if group == "matplotlib":
            return plain_rc(loaded("matplotlib").rcParamsOrig)
        if group == "pandas":
            options = loaded("pandas._config.config")._registered_options
            return {key: option.defval for key, option in options.items()}
        if group == "figures":
            return shown_by(first_backend(), [])
    return values


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


# --- settings as code -------------------------------------------------------------------------------


def code_for(group: str, before: dict[str, Any], changed: dict[str, Any], root: str) -> list[str]:
    """Statements that make the changed settings, or none where plain text can't."""
    if group == "folder":
        return ["import os", f"os.chdir({path_text(changed[''], before[''], root)})"]
    if group == "path":
        return path_code(before[""], changed[""], root)
    texts = {key: literal(value) for key, value in sorted(changed.items())}
    known = {key: text for key, text in texts.items() if text is not None}
    if not texts or len(known) < len(texts):
        return []
    if group == "matplotlib":
        items = ", ".join(f"{key!r}: {text}" for key, text in known.items())
        return ["import matplotlib.pyplot as plt", f"plt.rcParams.update({{{items}}})"]
    if group == "pandas":
        return ["import pandas as pd", *(f"pd.set_option({key!r}, {text})" for key, text in known.items())]
    if group in CALLS:
        module, call = CALLS[group]
        return [module, f"{call}({', '.join(f'{key}={text}' for key, text in known.items())})"]
    return []


def environment_code(changed: dict[str, Any], text: str) -> list[str]:
    """Statements for variables whose values stand in the notebook: others may be secrets."""
    if not all(key in text and value in text for key, value in changed.items()):
        return []
    return ["import os", *(f"os.environ[{key!r}] = {value!r}" for key, value in changed.items())]


CALLS = {
    "numpy": ("import numpy as np", "np.set_printoptions"),
    "numpy errors": ("import numpy as np", "np.seterr"),
    "sklearn": ("import sklearn", "sklearn.set_config"),
}


def path_text(path: str, start: str, root: str) -> str:
    """Python text for a folder: inside the tree relative to another one, since the tree may move."""
    return repr(os.path.relpath(path, start) if is_inside(path, root) else path)


def is_inside(path: str, root: str) -> bool:
    """Whether a path is the root or below it."""
    return (os.path.realpath(path) + os.sep).startswith(root + os.sep)


def path_code(before: list[str], after: list[str], root: str) -> list[str]:
    """Statements that put folders of the tree before or behind the others; none for anything else."""
    count = len(after) - len(before)
    front = count > 0 and after[count:] == before
    if count <= 0 or not (front or after[: len(before)] == before):
        return []
    lines = ["import os", "import sys"]
    for path in reversed(after[:count]) if front else after[-count:]:
        if not is_inside(path, root):
            return []
        text = f"os.path.abspath({path_text(path, os.getcwd(), root)})" if os.path.isabs(path) else repr(path)
        lines.append(f"sys.path.insert(0, {text})" if front else f"sys.path.append({text})")
    return lines


def literal(value: Any) -> str | None:
    """Python text for a value, or None."""
    if type(value).__name__ == "Cycler":
        return re.sub(r"\bcycler\(", "plt.cycler(", repr(value))
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        value = value.item()
    text = repr(value)
    try:
        return text if ast.literal_eval(text) == value else None
    except (ValueError, SyntaxError):
        return None


# --- values at borders ------------------------------------------------------------------------------


def kind(value: Any) -> tuple[str, str | None]:
    """What sort of thing a variable holds, and for functions, classes and modules where it lives."""
    cls = type(value)  # isinstance would ask the value, which may be a proxy that loads something
    if issubclass(cls, types.ModuleType):
        return "module", value.__name__
    if issubclass(cls, type):
        return "class", value.__module__
    if issubclass(cls, (types.FunctionType, types.BuiltinFunctionType)):
        return "function", value.__module__
    root = str(cls.__module__).split(".")[0]
    return (cls.__qualname__ if root == "builtins" else f"{root}.{cls.__qualname__}"), None


def is_drawn_on(value: Any) -> bool:
    """Whether a value is matplotlib's: a figure or a part of one, but no colours and fonts."""
    module = str(type(value).__module__)
    return module.split(".")[0] == "matplotlib" and not module.startswith(
        ("matplotlib.colors", "matplotlib.font_manager")
    )


def summary(value: Any, name: str) -> object:
    """What a test can check of a value without holding a copy of it."""
    if name == "pandas.DataFrame":
        columns = [[str(column), str(dtype)] for column, dtype in value.dtypes.items()]
        return {"rows": len(value), "columns": columns}
    if name == "numpy.ndarray":
        return {"shape": list(value.shape), "dtype": str(value.dtype)}
    if type(value) in (str, int, float, bool) and is_plain(value) and len(repr(value)) < 1000:
        return {"value": value}
    return {"kind": type(value).__qualname__}  # not the module: a class of the notebook's moves to another


# --- fingerprints -----------------------------------------------------------------------------------


def fingerprint(value: Any) -> str | None:
    """A hash that differs when the value does; None when there is no telling."""
    if is_drawn_on(value):
        return None  # what a figure shows is more than what its pickle holds
    digest = hashlib.blake2b(digest_size=16)
    try:
        feed(digest, value)
    except Exception:
        return None
    return digest.hexdigest()


class Content(pickle.Pickler):
    """Pickles tables, columns and arrays anywhere in a value by their content, not their layout."""

    def __init__(self, digest: Any, top: Any) -> None:
        super().__init__(Sink(digest), 5)
        self.top = top

    def reducer_override(self, value: Any) -> Any:
        """Called for everything that isn't built in."""
        if value is self.top or kind(value)[0] not in FEEDS:
            return NotImplemented
        digest = hashlib.blake2b(digest_size=16)
        feed(digest, value)
        return str, (digest.hexdigest(),)


class Sink:
    """A file that feeds a hash."""

    def __init__(self, digest: Any) -> None:
        self.write = digest.update


def feed(digest: Any, value: Any) -> None:
    """Feed content, not memory layout, for tables, columns and arrays; a pickle for everything else."""
    own = FEEDS.get(kind(value)[0])
    if own:
        own(digest, value)
    else:
        Content(digest, value).dump(value)


def feed_table(digest: Any, table: Any) -> None:
    """Feed a pandas.DataFrame."""
    feed(digest, dict(table.attrs))
    feed_index(digest, table.columns)
    feed_index(digest, table.index)
    for place in range(table.shape[1]):
        feed_values(digest, table.iloc[:, place].array)


def feed_column(digest: Any, column: Any) -> None:
    """Feed a pandas.Series."""
    feed(digest, (column.name, dict(column.attrs)))
    feed_index(digest, column.index)
    feed_values(digest, column.array)


def feed_array(digest: Any, array: Any) -> None:
    """Feed a numpy.ndarray."""
    digest.update(repr((array.shape, array.flags.writeable)).encode())
    feed_values(digest, array)


def array_content(array: Any) -> str:
    """The hash of a numpy.ndarray as if it could be written: once stored and loaded, it always can."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr((array.shape, True)).encode())
    feed_values(digest, array)
    return digest.hexdigest()


def feed_masked(digest: Any, array: Any) -> None:
    """Feed a numpy.ma.MaskedArray: not what lies below its mask."""
    feed_array(digest, loaded("numpy").ma.getmaskarray(array))
    feed_values(digest, array.filled())


def feed_index(digest: Any, index: Any) -> None:
    """Feed the labels of a table's rows or columns."""
    digest.update(repr((type(index).__name__, list(index.names), getattr(index, "freqstr", None))).encode())
    if type(index).__name__ == "RangeIndex":  # which would keep its numbers, once it has been asked for them
        digest.update(repr(index.dtype).encode())
        for piece in pieces(index):
            digest.update(piece.to_numpy().tobytes())
    else:
        feed_values(digest, index.to_numpy() if index.nlevels > 1 else index.array)


def feed_values(digest: Any, values: Any) -> None:
    """Feed an array of numpy's or pandas', whatever holds it in memory."""
    if type(values).__name__ in ("NumpyExtensionArray", "PandasArray"):
        values = values.to_numpy()
    digest.update(repr(values.dtype).encode())
    if fields := getattr(values.dtype, "names", None):
        for field in fields:  # between them, there may be anything
            feed_values(digest, values[field])
    elif hasattr(values, "categories"):
        feed_index(digest, values.categories)
        feed_bytes(digest, values.codes)
    elif hasattr(values, "asi8"):
        feed_bytes(digest, values.asi8)
    elif hasattr(values, "tobytes") and not values.dtype.hasobject:
        feed_bytes(digest, values)
    else:
        feed_objects(digest, values if values.ndim else values.reshape(1))


def feed_bytes(digest: Any, array: Any) -> None:
    """Feed what `tobytes` gives of an array, without making a copy of all of it."""
    if array.flags.c_contiguous and array.nbytes:
        digest.update(array.reshape(-1).view("u1"))
    else:
        for piece in pieces(array) if array.ndim else [array]:
            digest.update(piece.tobytes())


def feed_objects(digest: Any, values: Any) -> None:
    """Feed the items of an array of objects: the text of a list of them, or else its pickle."""
    parts = pieces(values)
    if not all(type(item) in PLAIN for part in parts for item in part.tolist()):
        Content(digest, None).dump(values.tolist())
        return
    digest.update(b"[")
    for place, part in enumerate(parts):
        text = repr(part.tolist())[1:-1]
        digest.update(f"{', ' if place else ''}{text}".encode("utf-8", "surrogatepass"))
    digest.update(b"]")


PIECE = 2**18  # items that are looked at together: of large arrays there is no room for a copy
PLAIN = (str, int, float, bool, type(None))


def pieces(items: Any) -> list[Any]:
    """Consecutive parts of an array or an index."""
    return [items[start : start + PIECE] for start in range(0, len(items), PIECE)]


FEEDS: dict[str, Callable[[Any, Any], None]] = {
    "pandas.DataFrame": feed_table,
    "pandas.Series": feed_column,
    "numpy.ndarray": feed_array,
    "numpy.MaskedArray": feed_masked,
}


# --- content that two processes agree on --------------------------------------------------------------

MOST_CONTENT = 2**30  # bytes: what is in a value many times over counts each time


def content(value: Any) -> str | None:
    """A hash that equal values have in whichever process they were made; None where there is no telling.

    What a fingerprint tells apart and this doesn't: one object in two places, or two that are equal; the
    order of a set; the module of a class, which moves from the notebook to the project; whether an array
    may be written.
    """
    if is_drawn_on(value):
        return None
    what = kind(value)[0]
    if what in FEEDS and what != "numpy.ndarray":
        return fingerprint(value)
    try:
        return array_content(value) if what == "numpy.ndarray" else hashed(value)
    except Exception:
        return None


def tells_content(value: Any, what: str) -> bool:
    """Whether a value's fingerprint tells of nothing but its content, so that one hash does for both."""
    return what in FEEDS and (what != "numpy.ndarray" or bool(value.flags.writeable))


def hashed(value: Any) -> str:
    """The hash of a value's plain content."""
    digest = hashlib.blake2b(digest_size=16)
    Plain(digest).dump(value)
    return digest.hexdigest()


class Plain(Content):
    """Pickles without memory of what it has seen; of what refers to itself it raises an error."""

    def __init__(self, digest: Any) -> None:
        super().__init__(Limited(digest), None)
        self.fast = True

    def persistent_id(self, value: Any) -> Any:
        """Called for everything: sets are put in order."""
        if type(value) is set or type(value) is frozenset:
            return type(value).__name__, sorted(map(hashed, value))
        return None

    def reducer_override(self, value: Any) -> Any:
        """Called for everything that isn't built in: classes and functions count by their names."""
        if isinstance(value, (type, types.FunctionType)):
            return repr, (value.__qualname__,)
        if kind(value)[0] == "numpy.ndarray":
            return str, (array_content(value),)
        return super().reducer_override(value)


class Limited:
    """A digest that takes so much and no more."""

    def __init__(self, digest: Any) -> None:
        self.digest, self.taken = digest, 0

    def update(self, data: Any) -> None:
        """Take some bytes."""
        self.taken += len(data)
        if self.taken > MOST_CONTENT:
            raise ValueError("too much")
        self.digest.update(data)


# --- what variables have in common ------------------------------------------------------------------

ATOMS: tuple[type, ...] = (str, bytes, int, float, complex, bool, type(None))
LEAVES = (*ATOMS, type, types.ModuleType, types.CodeType)
CODE = (types.FunctionType, types.BuiltinFunctionType, types.MethodDescriptorType, types.FrameType)
BUFFERS = ("bytearray", "array", "mmap")  # Python's own, that arrays may look into
MOST_PARTS = 200_000  # objects that are looked at for one variable
Parts = dict[str, set[int]]


def shared(values: dict[str, Any]) -> list[list[str]]:
    """The pairs of variables that hold something in common, and what: changing it changes both."""
    parts = {name: parts_of(value) for name, value in values.items()}
    found = []
    for one, other in itertools.combinations(sorted(parts), 2):
        a, b = parts[one], parts[other]
        if values[one] is values[other] and a["object"] | a["memory"]:
            found.append([one, other, "same"])
        elif a["memory"] & (b["memory"] | b["table"]) or a["table"] & b["memory"]:
            found.append([one, other, "memory"])
        elif a["object"] & b["object"] or (a["table"] & b["table"] and not copies_on_write()):
            found.append([one, other, "part"])
    return found


def parts_of(value: Any) -> Parts:
    """The objects that a value consists of and that may change: by id; of arrays, the owner of the memory.

    The memory of tables is kept apart: pandas copies it before it writes, unless it is an old one.
    """
    found: Parts = {"object": set(), "memory": set(), "table": set()}
    seen: set[int] = set()
    todo = [(value, False)]
    while todo and len(seen) < MOST_PARTS:
        item, inside = todo.pop()
        cls = type(item)
        if id(item) in seen or (issubclass(cls, (*LEAVES, *CODE)) and not is_bound(item)):
            continue
        seen.add(id(item))
        root = str(cls.__module__).split(".")[0]
        if cls.__name__ == "ndarray" and root == "numpy":
            found["table" if inside else "memory"].add(id(owner(item)))
            parts = item.flat if item.dtype.hasobject else ()
            todo += [(part, False) for part in parts if type(part) not in ATOMS]
        elif cls.__name__ in BUFFERS:
            found["memory"].add(id(item))
        elif (gc.is_tracked(item) or cls is dict) and root != "pyarrow" and not is_labels(item, root):
            if cls not in (tuple, frozenset) and (not inside or hasattr(cls, "_constructor")):
                found["object"].add(id(item))
            parts = gc.get_referents(item)
            todo += [(part, inside or root == "pandas") for part in parts if type(part) not in ATOMS]
    return found


def is_bound(item: Any) -> bool:
    """Whether a function of C's is the method of an object: `items.append`."""
    bound = type(item) is types.BuiltinFunctionType and item.__self__ is not None
    return bound and not issubclass(type(item.__self__), (*LEAVES, *CODE))


def owner(array: Any) -> Any:
    """The object that an array's memory belongs to."""
    while (base := getattr(array, "obj" if type(array) is memoryview else "base", None)) is not None:
        array = base
    return array


def is_labels(item: Any, root: str) -> bool:
    """Whether a value is one of pandas' that never change: labels, types."""
    return root == "pandas" and any(
        hasattr(type(item), own) for own in ("get_indexer", "construct_array_type")
    )


def copies_on_write() -> bool:
    """Whether tables that share memory are independent all the same."""
    pandas = loaded("pandas")
    new = int(pandas.__version__.split(".")[0]) > 2
    return new or bool(getattr(pandas.options.mode, "copy_on_write", False))


# --- formats ----------------------------------------------------------------------------------------


def storage(value: Any, name: str) -> str | None:
    """The most readable format that gives the value back exactly; None if it can't be stored."""
    if is_drawn_on(value):
        return None  # in later cells, and shown again when it is loaded
    for suits, comes_back, form in FORMATS:
        with contextlib.suppress(Exception):
            if suits(value, name) and comes_back(value):
                return form
    return None


MOST_ITEMS = 2**22  # of a table that are stored and loaded at once, to see whether they come back
SAMPLE = 2**18  # of one whose types alone tell that
WHOLE = "?bhilqpBHILQP"  # numpy's truth values and whole numbers
USUAL_NAN = {"f": ("u4", 0x7FC00000), "d": ("u8", 0x7FF8000000000000)}
UNIFORM = f"{WHOLE}efdmM"  # and all that take the same room: decimals and times
LARGEST = 10_000  # bits of a whole number: with 4300 digits, Python doesn't read its text any more


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether JSON gives the value back with the same types."""
    cls = type(value)
    if cls is int:
        return bool(value.bit_length() < LARGEST)
    if cls in (str, bool, type(None)):
        return True
    if cls is float:
        return bool(value == value and abs(value) != float("inf"))
    if depth > 4 or cls not in (list, dict) or len(value) > 1000:
        return False
    if cls is list:
        return all(is_plain(item, depth + 1) for item in value)
    return all(type(key) is str and is_plain(item, depth + 1) for key, item in value.items())


def is_estimator(value: Any, name: str) -> bool:
    """Whether a value is a model of scikit-learn's kind."""
    return hasattr(type(value), "fit") and hasattr(type(value), "get_params")


def through_json(value: Any) -> bool:
    """Whether a value comes back from JSON."""
    text = json.dumps(
        value, ensure_ascii=False
    ).encode()  # half characters, as in names of files, have no bytes
    return bool(json.loads(text) == value)


def through_parquet(table: Any) -> bool:
    """Whether a table comes back from parquet in every detail.

    Where each value is stored by itself, a large table is tried piece by piece: that needs little room.
    Of whole numbers, truth values and plain decimals, one comes back as all others do: a piece tells.
    """
    if not is_uniform(table):
        back = from_parquet(table)
        return back is not None and fingerprint(back) == fingerprint(table) is not None
    rows = max(1, MOST_ITEMS // max(1, table.shape[1]))
    if all(map(is_exact, [table.index, *(table.iloc[:, place] for place in range(table.shape[1]))])):
        return comes_back_alike(table.iloc[: max(1, SAMPLE // max(1, table.shape[1]))])
    starts = range(0, max(1, len(table)), rows)
    return all(comes_back_alike(table.iloc[start : start + rows]) for start in starts)


def is_exact(column: Any) -> bool:
    """Whether parquet holds the bits of all values that such a column can have.

    Of decimals that are no numbers it holds only that they are none, and gives back the usual one.
    """
    if type(column).__name__ == "RangeIndex" or column.dtype.char in WHOLE:
        return True
    if column.dtype.char not in USUAL_NAN:
        return False
    bits, usual = USUAL_NAN[column.dtype.char]
    return all((part[part != part].view(bits) == usual).all() for part in pieces(column.to_numpy()))


def is_uniform(table: Any) -> bool:
    """Whether the types alone say how each value is stored; of objects, all others of a column have a say."""
    kinds = [*table.dtypes, table.index.dtype]
    return table.index.nlevels == 1 and all(getattr(kind, "char", "O") in UNIFORM for kind in kinds)


def comes_back_alike(table: Any) -> bool:
    """Whether what parquet gives back has the same fingerprint, by what goes into it: that is less work."""
    found, expected = Fed(), Fed()
    feed(found, from_parquet(table))
    feed(expected, table)
    return b"".join(found) == b"".join(expected)


class Fed(list):  # type: ignore[type-arg]
    """Stands for a hash, and keeps what it is fed."""

    update = list.append


def from_parquet(table: Any) -> Any:
    """A table as parquet gives it back; None if types, labels or the layout are others.

    It isn't compressed, which changes no value. The first rows tell of what has no part in a fingerprint:
    flags, and the types of several levels.
    """
    pandas, buffer = loaded("pandas"), io.BytesIO()
    table.to_parquet(buffer, compression=None)
    back = pandas.read_parquet(buffer)
    pandas.testing.assert_frame_equal(table.head(), back.head(), check_exact=True, check_freq=True)
    return back if by_rows(back) == by_rows(table) else None


def by_rows(table: Any) -> bool:
    """Whether a table of decimals lies in memory row by row: last digits of what is computed depend on it."""
    plain = {str(kind) for kind in table.dtypes} in ({"float64"}, {"float32"})
    return plain and min(table.shape) > 1 and bool(table.head(2).to_numpy().flags.c_contiguous)


def through_joblib(value: Any) -> bool:
    """Whether joblib can store a value."""
    joblib, buffer = importlib.import_module("joblib"), io.BytesIO()
    joblib.dump(value, buffer)
    buffer.seek(0)
    return runs_own_code(buffer.getvalue()) or type(joblib.load(buffer)) is type(value)


def through_pickle(value: Any) -> bool:
    """Whether pickle can store a value."""
    stored = pickle.dumps(value, 5)
    return runs_own_code(stored) or type(pickle.loads(stored)) is type(value)


def runs_own_code(stored: bytes) -> bool:
    """Whether loading may run code of the notebook: that may count, or note, what is made and what goes."""
    return b"__main__" in stored


FORMATS: list[tuple[Callable[[Any, str], bool], Callable[[Any], bool], str]] = [
    (lambda value, name: is_plain(value), through_json, "json"),
    (lambda value, name: name == "numpy.ndarray" and not value.dtype.hasobject, lambda value: True, "npy"),
    (lambda value, name: name == "pandas.DataFrame", through_parquet, "parquet"),
    (is_estimator, through_joblib, "joblib"),
    (lambda value, name: True, through_pickle, "pkl"),
]


# --- what tasks store -------------------------------------------------------------------------------


def contents(load: Callable[[str], Any], paths: list[str]) -> dict[str, dict[str, Any]]:
    """What stored values are when they are loaded again; those that can't be are left out."""
    found = {}
    for path in paths:
        with contextlib.suppress(Exception):
            value = load(path)
            what = kind(value)[0]
            mark = fingerprint(value)
            found[path] = {"kind": what, "fingerprint": mark, "summary": summary(value, what)}
            found[path]["content"] = mark if tells_content(value, what) else content(value)
    return found


class Products:
    """Describes what a task has stored, in its own process: another one would make its imports again."""

    def __init__(self, config: dict[str, Any], seeds: Seeds) -> None:
        self.config, self.seeds = config, seeds
        self.known = self.states()

    def states(self) -> dict[str, tuple[int, int]]:
        """The products that are there, with what changes when they are written."""
        found = {}
        for path, place in self.config["products"].items():
            with contextlib.suppress(OSError):
                stat = os.stat(place)
                found[path] = (stat.st_mtime_ns, stat.st_ino)
        return found

    def after(self, result: Any) -> None:
        """Called by IPython after each cell."""
        with contextlib.suppress(Exception), unseen(self.seeds):
            before, self.known = self.known, self.states()
            if fresh := [path for path, state in self.known.items() if before.get(path) != state]:
                found = contents(importlib.import_module(self.config["io"]).load, fresh)
                with open(self.config["told"], "a", encoding="utf-8") as file:
                    file.write(json.dumps(found) + "\n")


# --- files ------------------------------------------------------------------------------------------


SYSTEM = (sys.prefix, sys.base_prefix, sys.exec_prefix, "/dev", "/etc", "/proc", "/sys", "/usr")
READING = ("open", "sqlite3.connect")
# What is about to happen to files, and how many paths say to which.
EVENTS = {"open": 1, "sqlite3.connect": 1, "os.remove": 1, "os.rename": 2, "os.listdir": 0, "os.scandir": 0}
LOOKS = ("stat", "lstat", "access", "chdir")  # how Python asks whether a file or folder is there
State = tuple[int, int, int, int]


def state_of(path: str) -> State | None:
    """What changes when a file is written, or may be run from now on; None where there is none."""
    with contextlib.suppress(OSError):
        stat = os.stat(path)
        return stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_mode
    return None


READ, OPENED = 0x1, 0x20  # of inotify(7)


class Openings:
    """The files below some folders that were opened or read, by whichever program: on Linux alone."""

    HEAD = struct.Struct("iIII")

    def __init__(self) -> None:
        self.folders: dict[int, str] = {}
        self.source = -1
        with contextlib.suppress(Exception):
            self.system = ctypes.CDLL(None, use_errno=True)
            self.source = self.system.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)

    def cover(self, folders: set[str]) -> None:
        """Look at these folders, too."""
        if self.source >= 0:
            for folder in folders.difference(self.folders.values()):
                watch = self.system.inotify_add_watch(self.source, os.fsencode(folder), OPENED | READ)
                self.folders[watch] = folder

    def take(self) -> tuple[list[str], list[str]]:
        """What was opened, and what was read, since this was last asked, folders included.

        One that writes a file may read it before.
        """
        found: list[tuple[int, str]] = []
        with contextlib.suppress(OSError):
            while self.source >= 0:
                found += self.events(os.read(self.source, 2**16))
        opened = [path for what, path in found if what & OPENED]
        return opened, [path for what, path in found if what & READ]

    def events(self, told: bytes) -> Iterator[tuple[int, str]]:
        """What happened, and the path that it happened to."""
        while told:
            folder, what, _, length = self.HEAD.unpack_from(told)
            end = self.HEAD.size + length
            name = told[self.HEAD.size : end].rstrip(b"\0")
            if what & (OPENED | READ) and name and folder in self.folders:
                yield what, os.path.join(self.folders[folder], os.fsdecode(name))
            told = told[end:]


class Files:
    """The files below a folder: which a cell opened, and which it wrote; and those beyond it."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self.on = False
        self.opened: list[str] = []
        self.listed: list[str] = []
        self.named: list[str] = []
        self.texts: list[str] = []  # the strings of the cell
        self.outside: set[str] = set()
        self.looked: set[str] = set()  # what was asked for, there or not
        self.beyond: dict[str, State | None] = {}  # as they were at first
        self.folders: set[str] = set()
        self.openings = Openings()
        self.tree = self.states()
        sys.addaudithook(self.audit)
        for name in LOOKS:
            setattr(os, name, self.noting(getattr(os, name)))

    def begin(self) -> None:
        """Start a cell."""
        self.openings.take()
        self.opened, self.listed, self.named, self.beyond, self.on = [], [], [], {}, True
        self.looked = set()

    def noting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that asks for a file, and a note of which: no audit hook is told of it."""

        @functools.wraps(function)
        def ask(*args: Any, **kwargs: Any) -> Any:
            if self.on and args and kwargs.get("dir_fd") is None:
                with contextlib.suppress(Exception):
                    self.looked.update(self.no_library([os.path.abspath(os.fsdecode(args[0]))]))
            return function(*args, **kwargs)

        return ask

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note the files that Python is about to open, remove or move, and the folders that it lists.

        An error here would be one of the notebook's.
        """
        if not self.on or event not in EVENTS:
            return
        with contextlib.suppress(Exception):
            if event in ("os.listdir", "os.scandir"):
                if not looks_for_modules():
                    self.listed.append(os.path.abspath(os.fsdecode(arguments[0] or ".")))
                return
            paths = [os.path.abspath(os.fsdecode(p)) for p in arguments[:2] if isinstance(p, (str, bytes))]
            for path in paths[: EVENTS[event]]:
                if self.is_passed_on(path):
                    self.beyond.setdefault(path, state_of(path))
            mode = arguments[1] if event == "open" else "r"
            if event in READING and not (isinstance(mode, str) and mode[:1] in ("w", "x")):
                self.opened += self.no_library(paths[:1])

    def no_library(self, paths: list[str]) -> list[str]:
        """Paths without the thousands that imports open, which would take long to resolve."""
        return [
            p for p in paths if p.startswith(self.root) or not ("site-packages" in p or p.startswith(SYSTEM))
        ]

    def is_passed_on(self, path: str) -> bool:
        """Whether a file beyond the tree may be how one cell tells another something.

        Not the system's, not our own, and nothing hidden that the cell doesn't name: libraries keep caches
        there, and fill them anew.
        """
        own = os.path.dirname(self.root) + os.sep
        hidden = "/." in path and not any(os.path.basename(path) in text for text in self.texts)
        libraries = "__pycache__" in path or "site-packages" in path
        return not (hidden or libraries or path.startswith((own, *SYSTEM)))

    def note_names(self, node: ast.AST) -> None:
        """Files that the code names: compiled code and other programs may open them unseen."""
        texts = strings(node)
        words = [word for text in commands(node) for word in text.split()]
        self.texts = [*texts, *words]
        on, self.on = self.on, False
        self.named += [os.path.abspath(text) for text in self.texts if os.path.isfile(text)]
        for path in filter(os.path.isabs, map(os.path.expanduser, self.texts)):
            if self.is_passed_on(path) and not os.path.isdir(path):
                self.beyond.setdefault(path, state_of(path))
        self.on = on
        if any(word in LISTERS or "*" in word for word in words):
            self.listed.append(os.getcwd())

    def states(self) -> dict[str, State]:
        """Every file of the tree, with what changes when it is written."""
        found = {}
        self.folders = set()
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if name not in ("__pycache__", ".ipynb_checkpoints")]
            self.folders.add(os.path.relpath(folder, self.root))
            for file in files:
                path = os.path.join(folder, file)
                state = state_of(path)
                if state:
                    found[os.path.relpath(path, self.root)] = state
        known = {os.path.normpath(os.path.join(self.root, folder)) for folder in self.folders}
        self.openings.cover(known)
        return found

    def touched(self) -> dict[str, list[str]]:
        """Files of the tree that the cell read, missed, wrote and deleted; folders that it made and listed.

        A file that the code names or asks for and that it wrote counts as read only if it was seen to be
        read, or opened for it. Of a folder that was listed, all files count as read.
        """
        there, (unseen, read) = self.folders, self.openings.take()
        before, self.tree = self.tree, self.states()
        writes = {path for path, state in self.tree.items() if before.get(path) != state}
        opened, looked = self.inside(self.opened), self.inside(self.looked)
        reads = opened | self.inside(read) | ((self.inside([*self.named, *unseen]) | looked) - writes)
        listed = self.inside(self.listed)
        reads |= {path for path in before if (os.path.dirname(path) or ".") in listed} - writes
        self.outside |= {path for path in self.opened if not is_inside(path, self.root)}
        found = {
            "reads": reads & set(before),
            "misses": {path for path in opened | looked if path[:2] != ".."} - set(before) - there,
            "writes": writes,
            "made": self.folders - there,
            "deletes": (set(before) - set(self.tree)) | (there - self.folders),
            "lists": {path for path in listed if path[:2] != ".."},
            "finds": looked & there,
            "beyond": set(self.beyond) | set(filter(self.is_passed_on, self.named)),
            "spoils": {path for path, state in self.beyond.items() if state_of(path) != state},
        }
        return {kind: sorted(paths) for kind, paths in found.items()}

    def inside(self, paths: Iterable[str]) -> set[str]:
        """Paths relative to the root; of a link, what it leads to as well."""
        known = {place for path in paths for place in (path, os.path.realpath(path))}
        return {os.path.relpath(path, self.root) for path in known}

    def elsewhere(self) -> dict[str, list[int]]:
        """Files beyond the tree that were opened, with their states; the system's own are left out."""
        found = {}
        for path in sorted(self.outside):
            known = "site-packages" in path or any(is_inside(path, place) for place in SYSTEM)
            if not known and os.path.isfile(path):
                stat = os.stat(path)
                found[path] = [stat.st_size, stat.st_mtime_ns]
        return found

    def modules(self) -> list[str]:
        """Files of the tree that were imported."""
        known = [m for m in list(sys.modules.values()) if isinstance(m, types.ModuleType)]
        files = [vars(module).get("__file__") for module in known]  # a lazy one would load at getattr
        mine = self.inside(self.no_library([file for file in files if isinstance(file, str)]))
        return sorted(path for path in mine if not path.startswith(".."))


def looks_for_modules() -> bool:
    """Whether Python itself lists a folder, to find a module or the distributions there."""
    frame = sys._getframe(2)
    for _ in range(8):
        if "importlib" in frame.f_code.co_filename or "pkgutil" in frame.f_code.co_filename:
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False


def strings(node: ast.AST) -> list[str]:
    """The short strings in some code."""
    values = [item.value for item in ast.walk(node) if isinstance(item, ast.Constant)]
    texts = [value for value in values if isinstance(value, str)]
    return [text for text in texts if 0 < len(text) < 256 and "\0" not in text]


LISTERS = ("ls", "find", "tree", "du", "wc", "dir")  # programs that look at all files of a folder
RUNNERS = ("system", "getoutput", "run", "run_cell_magic", "run_line_magic", "check_output", "Popen", "call")


def commands(node: ast.AST) -> list[str]:
    """The strings that are given to other programs."""
    calls = [item for item in ast.walk(node) if isinstance(item, ast.Call)]
    return [text for call in calls if getattr(call.func, "attr", "") in RUNNERS for text in strings(call)]


# --- distributions ----------------------------------------------------------------------------------

# What libraries load when a notebook asks for a format or a display; no notebook imports it by itself.
HELPERS = (
    *("bs4", "fastparquet", "h5py", "html5lib", "jinja2", "lxml", "matplotlib", "odf", "openpyxl", "pyarrow"),
    *("sqlalchemy", "tables", "tabulate", "xlrd", "xlsxwriter"),
)


def packages(modules: set[str]) -> dict[str, str]:
    """The distributions that provide modules that were loaded, with the versions seen."""
    from importlib import metadata

    loaded = {module for module in modules if module in sys.modules}
    if not loaded:
        return {}
    owners = (each for each in metadata.distributions() if not loaded.isdisjoint(provided(each)))
    names = sorted({owner.metadata["Name"] for owner in owners})
    return {name: metadata.version(name) for name in names}


def asked_for(requirements: list[str]) -> dict[str, str]:
    """What cells would install, with the versions that are there; as they ask for it where none is."""
    from importlib import metadata

    found = {}
    for requirement in requirements:
        parts = re.match(r"([\w.-]+)(\[[^\]]*\])?", requirement)
        if parts and parts[1].lower() not in ("pip", "setuptools", "uv", "wheel"):
            try:
                found[parts[1] + (parts[2] or "")] = metadata.version(parts[1])
            except metadata.PackageNotFoundError:
                found[requirement] = ""
    return found


def merged(seen: dict[str, str], asked: dict[str, str]) -> dict[str, str]:
    """Both, and each distribution once, however it is spelt: with its extras, where it was asked for so."""

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name)[0]).lower()

    extra = {plain(name): name for name in asked if "[" in name}
    known = {plain(name) for name in seen}
    new = {name: version for name, version in asked.items() if plain(name) not in known}
    return {extra.get(plain(name), name): version for name, version in {**seen, **new}.items()}


def provided(distribution: Any) -> set[str]:
    """The top-level modules of a distribution: as it says, or by its list of files, read as text."""
    tops = (distribution.read_text("top_level.txt") or "").split()
    files = [line.partition(",")[0] for line in (distribution.read_text("RECORD") or "").splitlines()]
    return {*tops} or {file.partition("/")[0].replace(".py", "") for file in files if file.endswith(".py")}


def imports_of(source: str | bytes) -> set[str]:
    """The top-level modules that some code imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


# --- the watch --------------------------------------------------------------------------------------


class Watch:
    """Notes for each cell what it did to the process, to files, and to the variables at borders."""

    def __init__(self, ip: Any, config: dict[str, Any], seeds: Seeds) -> None:
        self.ip, self.config, self.seeds = ip, config, seeds
        self.queue: list[int] = list(config["cells"])
        self.files = Files(config["root"])
        self.known: dict[str, dict[str, Any]] = {}
        self.settings: dict[str, dict[str, Any]] | None = None
        self.depth = 0  # %%capture and the like run a cell within the cell
        self.displayed = 0  # how often the last statement displayed something
        self.lines: list[str] = []
        self.clear()
        ip.display_pub.register_hook(self.count)
        builtins.__dict__[MARK] = self.mark
        ip.ast_transformers.append(Marks(self))

    def clear(self) -> None:
        """Forget the last cell."""
        self.changes: list[dict[str, Any]] = []
        self.draws: list[dict[str, Any]] = []
        self.trouble: list[str] = []
        self.statement, self.importing, self.marked = 0, False, False

    def before(self, info: Any) -> None:
        """Called by IPython before each cell."""
        self.depth += 1
        if self.depth > 1:
            return
        self.clear()
        with swallowing(self.trouble.append, "start of the cell"):
            self.index = self.queue.pop(0)
            self.seeds.begin(str(self.index))
            if self.settings is None:
                self.settings = settings()
            self.positions = positions()
            self.seeds.called.clear()
            self.files.begin()
        self.began = time.perf_counter()

    def count(self, message: Any) -> Any:
        """Called by IPython with what is displayed, which goes on as it is."""
        self.displayed += 1
        return message

    def mark(self, statement: int, importing: bool = False) -> None:
        """Runs between the statements of a cell: charges what changed to the one before."""
        on, self.files.on = self.files.on, False
        with swallowing(self.trouble.append, f"statement {self.statement}"):
            self.note_changes()
            self.note_draws()
        self.statement, self.importing, self.displayed = statement, importing, 0
        self.files.on = on

    def note_changes(self) -> None:
        """Note the settings that the last statement changed."""
        now, last = settings(), self.settings or {}
        for group, values in now.items():
            before = last[group] if group in last else defaults(group, values)
            changed = changes_between(before, values)
            if changed is None or (self.importing and group in IMPORT_NOISE):
                continue
            code = code_for(group, before, changed, self.files.root) if changed else []
            if group == "environment" and changed:
                code = environment_code(changed, " ".join(self.files.texts))
            shows = self.displayed > 0
            self.changes.append({"statement": self.statement, "setting": group, "code": code, "shows": shows})
        self.settings = now

    def note_draws(self) -> None:
        """Note the generators that the last statement moved."""
        now, seeded = positions(), dict(self.seeds.called)
        self.seeds.called.clear()
        for generator, position in now.items():
            if generator in seeded or self.positions.get(generator, position) != position:
                seeds = generator in seeded and seeded[generator] == position
                both = generator in seeded and not seeds
                found = {"statement": self.statement, "generator": generator, "seeds": seeds, "both": both}
                self.draws.append(found)
        self.positions = now

    def after(self, result: Any) -> None:
        """Called by IPython after each cell."""
        self.depth -= 1
        if self.depth:
            return
        seconds = time.perf_counter() - self.began
        self.mark(-1)
        self.files.on = False
        found: dict[str, Any] = {"cell": self.index, "seconds": seconds}
        found.update(changes=self.changes, draws=self.draws, reads=[], writes=[], made=[], deletes=[])
        found.update(misses=[], lists=[], beyond=[], spoils=[], finds=[], border={}, shared=[])
        with swallowing(self.trouble.append, "files"):
            found.update(self.files.touched())
        names = self.config["borders"].get(str(self.index), ())
        if names:
            with swallowing(self.trouble.append, "variables"), unseen(self.seeds):
                found["border"] = self.border(names)
                storable = [name for name, item in found["border"].items() if item["format"]]
                found["shared"] = shared({name: self.ip.user_ns[name] for name in storable})
        if not self.queue:
            with swallowing(self.trouble.append, "modules"):
                found.update(self.modules())
        with contextlib.suppress(Exception):
            self.write({**found, "trouble": "; ".join(self.trouble)} if self.trouble else found)
            if found["border"]:  # to look at values may have run code that sets something
                self.settings = settings()

    def write(self, line: dict[str, Any]) -> None:
        """Append a line to the trace, which is written after the last cell: nobody reads that of less."""
        self.lines.append(json.dumps(line) + "\n")
        if not self.queue:
            with open(self.config["trace"], "a", encoding="utf-8") as file:
                file.writelines(self.lines)

    def border(self, names: list[str]) -> dict[str, Any]:
        """Describe the variables that later cells may need."""
        found = {}
        for name in names:
            if name in self.ip.user_ns:
                with swallowing(self.trouble.append, name):
                    found[name] = self.known[name] = self.described(name, self.ip.user_ns[name])
        return found

    def described(self, name: str, value: Any) -> dict[str, Any]:
        """What a variable holds; as it was said before, if it is unchanged."""
        what, home = kind(value)
        mark = fingerprint(value) if home is None else None
        former = self.known.get(name, {})
        if mark is not None and former.get("fingerprint") == mark and former.get("kind") == what:
            return former
        stored = storage(value, what) if home is None else None
        return {
            "kind": what,
            "home": home,
            "fingerprint": mark,
            "format": stored,
            "content": mark if tells_content(value, what) else content(value) if stored else None,
            "summary": summary(value, what),
        }

    def modules(self) -> dict[str, Any]:
        """What was imported: files of the tree, and distributions."""
        found = self.files.modules()
        wanted = {*self.config["imports"], *HELPERS}
        for path in found:
            with contextlib.suppress(Exception), open(os.path.join(self.files.root, path), "rb") as file:
                wanted |= imports_of(file.read())
        python = ".".join(map(str, sys.version_info[:3]))
        outside = self.files.elsewhere()
        listed = merged(packages(wanted), asked_for(self.config.get("installs", [])))
        return {"modules": found, "packages": listed, "python": python, "outside": outside}


@contextlib.contextmanager
def unseen(seeds: Seeds) -> Iterator[None]:
    """Looking at values may run the notebook's own code: keep what that prints and draws to ourselves."""
    numpy = sys.modules.get("numpy")
    python_state, numpy_state = random.getstate(), numpy.random.get_state() if numpy else None
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        taken = set(seeds.taken)
        random.setstate(python_state)
        if numpy:
            numpy.random.set_state(numpy_state)
        seeds.taken = taken


class Marks(ast.NodeTransformer):
    """Puts a mark between the top-level statements of a cell."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Called by IPython for a cell, and again for the body of a cell magic."""
        if not self.watch.files.on or self.watch.marked:
            return node
        with swallowing(self.watch.trouble.append, "marks"):
            self.watch.files.note_names(node)
            if not runs_its_body(node):
                self.watch.marked = True
                node.body = self.marked(node.body)
        return node

    def marked(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """The statements, with calls in between that say which comes next."""
        body: list[ast.stmt] = []
        for place, statement in enumerate(statements):
            importing = isinstance(statement, (ast.Import, ast.ImportFrom))
            self.watch.importing = importing if not place else self.watch.importing
            if place and not is_future(statement):
                arguments: list[ast.expr] = [ast.Constant(place), ast.Constant(importing)]
                call = ast.Expr(ast.Call(ast.Name(MARK, ast.Load()), arguments, []))
                body.append(ast.fix_missing_locations(ast.copy_location(call, statement)))
            body.append(statement)
        return body


def is_future(statement: ast.stmt) -> bool:
    """Whether nothing but other such imports may come before."""
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def runs_its_body(node: ast.Module) -> bool:
    """Whether a cell is nothing but %%time or %%capture: then the marks belong into its body."""
    call = getattr(node.body[0], "value", None) if len(node.body) == 1 else None
    if not isinstance(call, ast.Call) or getattr(call.func, "attr", "") != "run_cell_magic":
        return False
    return isinstance(call.args[0], ast.Constant) and call.args[0].value in ("time", "capture")
