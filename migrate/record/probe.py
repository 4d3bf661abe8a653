"""An IPython extension that watches a notebook run. Needs the standard library only.

It is copied beside nothing and installed nowhere: a kernel, or a task under `nbmigrate verify`, finds it
by PYTHONPATH and loads it as `nbmigrate_probe`. The file that NBMIGRATE_PROBE names configures it:

    {"seed": true}                        seed the global generators before each cell, until the code does
    {"seed": true, "cells": [1, 3, …],    also watch: the indexes of the code cells in the order they run,
     "borders": {"3": ["df", …]},         the names to look at after a cell,
     "imports": ["pandas", …],            the modules whose distributions to name,
     "root": "…", "trace": "…"}           the folder whose files count; the file for what was seen

What was seen is one JSON line a cell. Nothing here may change what the notebook computes or shows.
"""

import ast
import builtins
import functools
import hashlib
import io
import json
import os
import pickle
import random
import sys
import time
import types

MARK = "__nbmigrate_mark__"


def load_ipython_extension(ip):
    """Called by IPython."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if path != here]
    for name in ("NBMIGRATE_PROBE", "PYTHONPATH", "RUN_TASK_EXTENSIONS"):
        value = os.environ.pop(name, None)
        if name == "NBMIGRATE_PROBE":
            with open(value, encoding="utf-8") as file:
                config = json.load(file)
    Seeds(ip)
    if "trace" in config:
        Watch(ip, config)


# --- random generators ------------------------------------------------------------------------------


class Seeds:
    """Seeds each global generator before each cell, until the notebook seeds it itself.

    So a cell that draws from an unseeded generator draws the same in the notebook and in a task.
    """

    taken = set()  # generators that the notebook has seeded
    called = []  # generators seeded since the list was last cleared, with the position it gave

    def __init__(self, ip):
        self.count = 0
        self.generators = {"random": (random, "seed", "setstate", random.getstate)}
        try:
            import numpy

            self.generators["numpy"] = (numpy.random, "seed", "set_state", numpy_state)
            numpy.random.bit_generator.randbits = self.entropy
        except ImportError:
            pass
        self.cell = ""
        self.seeders = {}
        for generator, (module, seed, restore, _) in self.generators.items():
            self.seeders[generator] = getattr(module, seed)
            for function in (seed, restore):
                setattr(module, function, self.noting(generator, getattr(module, function)))
        ip.events.register("pre_run_cell", self.before)

    def noting(self, generator, function):
        """The seeding function, and a note that it was called."""

        @functools.wraps(function)
        def seed(*args, **kwargs):
            result = function(*args, **kwargs)
            Seeds.taken.add(generator)
            Seeds.called.append((generator, self.generators[generator][3]()))
            return result

        return seed

    def before(self, info):
        """Seed what the notebook hasn't, by the cell's place in the original."""
        origin = getattr(info, "cell_id", None)
        if WATCHES:
            origin = str(WATCHES[0].next_cell())
        if origin is None:
            return
        self.cell, self.count = origin, 0
        number = int(hashlib.sha256(origin.encode()).hexdigest()[:8], 16)
        for generator, seed in self.seeders.items():
            if generator not in Seeds.taken:
                seed(number)

    def entropy(self, bits):
        """Stands for the operating system's entropy, behind numpy's `default_rng()`."""
        self.count += 1
        return random.Random(f"{self.cell}/{self.count}").getrandbits(bits)


def numpy_state():
    """The position of numpy's global generator, comparable."""
    import numpy

    name, keys, *rest = numpy.random.get_state()
    return (name, keys.tobytes(), *rest)


def positions():
    """The positions of the global generators."""
    states = {"random": random.getstate()}
    if "numpy" in sys.modules:
        states["numpy"] = numpy_state()
    return states


# --- process-wide settings --------------------------------------------------------------------------


def settings():
    """The process-wide settings by group, each as a dict of comparable values."""
    groups = {
        "environment": dict(os.environ),
        "folder": {"": os.getcwd()},
        "path": {"": list(sys.path)},
        "warnings": {"": [repr(item) for item in sys.modules["warnings"].filters]},
    }
    loaded = sys.modules
    if "numpy" in loaded:
        numpy = loaded["numpy"]
        groups["numpy"] = {**numpy.get_printoptions()}
        groups["numpy errors"] = {**numpy.geterr()}
    if "matplotlib" in loaded and hasattr(loaded["matplotlib"], "rcParams"):
        groups["matplotlib"] = plain_rc(loaded["matplotlib"].rcParams)
    if hasattr(loaded.get("pandas"), "set_option"):
        groups["pandas"] = pandas_options()
    if hasattr(loaded.get("sklearn"), "get_config"):
        groups["sklearn"] = dict(loaded["sklearn"].get_config())
    if "plotly.io" in loaded:
        plotly = loaded["plotly.io"]
        groups["plotly"] = {"renderer": plotly.renderers.default, "template": str(plotly.templates.default)}
    groups["ipython"] = ipython_settings()
    return groups


def plain_rc(params):
    """Matplotlib's parameters, without those that choose the window system."""
    hidden = ("backend", "backend_fallback", "interactive")
    return {key: value for key, value in dict.items(params) if key not in hidden}


def pandas_options():
    """Every pandas option, by its full name."""
    config = sys.modules["pandas._config.config"]
    return {key: read_option(config._global_config, key) for key in list(config._registered_options)}


def read_option(tree, key):
    """Walk pandas' nested options, quietly where an option is deprecated."""
    for part in key.split("."):
        tree = tree[part]
    return tree


def ipython_settings():
    """How cells are shown: figure formats, precision, which expressions, which extensions."""
    from IPython import get_ipython

    ip = get_ipython()
    text = ip.display_formatter.formatters["text/plain"]
    found = {
        "interactivity": ip.ast_node_interactivity,
        "precision": text.float_precision,
        "pprint": text.pprint,
        "extensions": sorted(ip.extension_manager.loaded),
    }
    try:
        from matplotlib_inline.config import InlineBackend
    except ImportError:
        return found
    backend = InlineBackend.instance(parent=ip)
    found["figures"] = repr((sorted(backend.figure_formats), sorted(backend.rc.items())))
    found["closing"] = backend.close_figures
    found["saving"] = repr(sorted(backend.print_figure_kwargs.items()))
    return found


def defaults(group):
    """What a group held before the first statement that could have changed it."""
    if group == "matplotlib":
        return plain_rc(sys.modules["matplotlib"].rcParamsOrig)
    if group == "pandas":
        options = sys.modules["pandas._config.config"]._registered_options
        return {key: option.defval for key, option in options.items()}
    return None


def same(one, other):
    """Whether two settings are equal; arrays and odd objects count as different."""
    try:
        return bool(one is other or one == other)
    except Exception:
        return False


def code_for(group, changed, start):
    """Statements that make the changed settings, or none where plain text can't."""
    texts = {key: literal(value) for key, value in changed.items()}
    if None in texts.values():
        return []
    if group == "matplotlib":
        items = "".join(f"{key!r}: {text}, " for key, text in sorted(texts.items()))
        return ["import matplotlib.pyplot as plt", f"plt.rcParams.update({{{items}}})"]
    if group == "pandas":
        return ["import pandas as pd", *(f"pd.set_option({k!r}, {t})" for k, t in sorted(texts.items()))]
    if group in ("numpy", "numpy errors", "sklearn"):
        module, call = {
            "numpy": ("import numpy as np", "np.set_printoptions"),
            "numpy errors": ("import numpy as np", "np.seterr"),
            "sklearn": ("import sklearn", "sklearn.set_config"),
        }[group]
        return [module, f"{call}({', '.join(f'{k}={t}' for k, t in sorted(texts.items()))})"]
    if group == "folder":
        return ["import os", f"os.chdir({os.path.relpath(changed[''], start)!r})"]
    return []


def literal(value):
    """Python text for a value, or None."""
    if type(value).__name__ == "Cycler":
        return "plt." + repr(value)
    text = repr(value)
    try:
        return text if ast.literal_eval(text) == value else None
    except (ValueError, SyntaxError):
        return None


# --- values at borders ------------------------------------------------------------------------------


def kind(value):
    """What sort of thing a variable holds, and for functions, classes and modules where it lives."""
    if isinstance(value, types.ModuleType):
        return "module", value.__name__
    if isinstance(value, type):
        return "class", value.__module__
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
        return "function", value.__module__
    cls = type(value)
    root = cls.__module__.split(".")[0]
    return (cls.__qualname__ if root == "builtins" else f"{root}.{cls.__qualname__}"), None


def fingerprint(value):
    """A hash that differs when the value does; None when there is no telling."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        feed(digest, value)
    except Exception:
        return None
    return digest.hexdigest()


def feed(digest, value):
    """Feed content, not memory layout, for tables, columns and arrays; a pickle for everything else."""
    name = kind(value)[0]
    if name == "pandas.DataFrame":
        digest.update(pickle.dumps(value.attrs, 5))
        feed_index(digest, value.columns)
        feed_index(digest, value.index)
        for place in range(value.shape[1]):
            feed_column(digest, value.iloc[:, place].array)
    elif name == "pandas.Series":
        digest.update(repr((value.name, value.attrs)).encode())
        feed_index(digest, value.index)
        feed_column(digest, value.array)
    elif name == "numpy.ndarray":
        digest.update(repr((value.shape, value.flags.writeable)).encode())
        feed_column(digest, value)
    else:
        digest.update(pickle.dumps(value, 5))


def feed_index(digest, index):
    """Feed the labels of a table's rows or columns."""
    digest.update(repr((type(index).__name__, list(index.names), getattr(index, "freqstr", None))).encode())
    feed_column(digest, index.to_numpy() if index.nlevels > 1 else index.array)


def feed_column(digest, column):
    """Feed the values of a column, whatever holds them."""
    if type(column).__name__ == "NumpyExtensionArray":
        column = column.to_numpy()
    digest.update(repr(column.dtype).encode())
    if hasattr(column, "categories"):
        feed_index(digest, column.categories)
        digest.update(column.codes.tobytes())
    elif hasattr(column, "tobytes") and not column.dtype.hasobject:
        digest.update(column.tobytes())
    else:
        values = column.tolist()
        simple = all(type(value) in (str, int, float, bool, type(None)) for value in values)
        digest.update(repr(values).encode("utf-8", "surrogatepass") if simple else pickle.dumps(values, 5))


def storage(value, name):
    """The most readable format that gives the value back exactly; None if it can't be stored."""
    if name.startswith("matplotlib."):
        return None  # drawn on in later cells, and shown again when it is loaded
    for suits, write_and_read, format in FORMATS:
        try:
            if suits(value, name) and write_and_read(value):
                return format
        except Exception:
            continue
    return None


def summary(value, name):
    """What a test can check of a value without holding a copy of it."""
    if name == "pandas.DataFrame":
        columns = [[str(column), str(dtype)] for column, dtype in value.dtypes.items()]
        return {"rows": len(value), "columns": columns}
    if name == "numpy.ndarray":
        return {"shape": list(value.shape), "dtype": str(value.dtype)}
    if type(value) in (str, int, float, bool) and is_plain(value):
        return {"value": value}
    return {"kind": name}


def is_plain(value, depth=0):
    """Whether JSON gives the value back with the same types."""
    cls = type(value)
    if cls in (str, int, bool, type(None)):
        return True
    if cls is float:
        return value == value and abs(value) != float("inf")
    if depth > 4 or cls not in (list, dict) or len(value) > 1000:
        return False
    if cls is list:
        return all(is_plain(item, depth + 1) for item in value)
    return all(type(key) is str and is_plain(item, depth + 1) for key, item in value.items())


def through_json(value):
    return json.loads(json.dumps(value)) == value


def through_parquet(value):
    import pandas

    buffer = io.BytesIO()
    value.to_parquet(buffer)
    back = pandas.read_parquet(buffer)
    pandas.testing.assert_frame_equal(value, back, check_exact=True, check_freq=True)
    return fingerprint(back) == fingerprint(value) is not None


def through_joblib(value):
    import joblib

    buffer = io.BytesIO()
    joblib.dump(value, buffer)
    buffer.seek(0)
    return type(joblib.load(buffer)) is type(value)


def through_pickle(value):
    return type(pickle.loads(pickle.dumps(value, 5))) is type(value)


def is_estimator(value, name):
    return hasattr(value, "fit") and hasattr(value, "get_params")


FORMATS = [
    (lambda value, name: is_plain(value), through_json, "json"),
    (lambda value, name: name == "numpy.ndarray" and not value.dtype.hasobject, lambda value: True, "npy"),
    (lambda value, name: name == "pandas.DataFrame", through_parquet, "parquet"),
    (is_estimator, through_joblib, "joblib"),
    (lambda value, name: True, through_pickle, "pkl"),
]


# --- the watch --------------------------------------------------------------------------------------

WATCHES = []


class Watch:
    """Notes for each cell what it did to the process, to files, and to the variables at borders."""

    def __init__(self, ip, config):
        WATCHES.append(self)
        self.ip, self.config = ip, config
        self.queue = list(config["cells"])
        self.root = os.path.realpath(config["root"])
        self.opened, self.on = [], False
        self.known = {}
        self.tree = self.files()
        self.settings = None
        builtins.__dict__[MARK] = self.mark
        ip.ast_transformers.append(Marks(self))
        ip.events.register("pre_run_cell", self.before)
        ip.events.register("post_run_cell", self.after)
        sys.addaudithook(self.audit)

    def next_cell(self):
        """The index of the cell that is about to run."""
        return self.queue[0]

    def before(self, info):
        self.index = self.queue.pop(0)
        self.changes, self.draws, self.statement, self.marked = [], [], 0, False
        self.opened, self.literals, self.on = [], [], True
        if self.settings is None:
            self.settings, self.start = settings(), os.getcwd()
        self.random = positions()
        Seeds.called.clear()
        self.began = time.perf_counter()

    def mark(self, statement):
        """Runs between the statements of a cell: charges what changed to the one before."""
        now = settings()
        for group, values in now.items():
            before = self.settings.get(group)
            if before is None:
                before = defaults(group) or values
            changed = {k: v for k, v in values.items() if k not in before or not same(before[k], v)}
            if changed or len(before) > len(values):
                code = code_for(group, changed, self.start)
                self.changes.append({"statement": self.statement, "setting": group, "code": code})
        self.settings = now
        self.note_draws()
        self.statement = statement

    def note_draws(self):
        now = positions()
        seeded = dict(Seeds.called)
        Seeds.called.clear()
        for generator, position in now.items():
            if generator in seeded or self.random.get(generator, position) != position:
                seeds = seeded.get(generator) == position
                self.draws.append({"statement": self.statement, "generator": generator, "seeds": seeds})
        self.random = now

    def after(self, result):
        seconds = time.perf_counter() - self.began
        self.on = False
        self.mark(-1)
        reads, writes = self.touched()
        found = {
            "cell": self.index,
            "seconds": seconds,
            "changes": self.changes,
            "draws": self.draws,
            "reads": sorted(reads),
            "writes": sorted(writes),
            "border": self.border(self.config["borders"].get(str(self.index), ())),
        }
        if not self.queue:
            found["modules"] = self.modules()
            found["packages"] = packages(self.config["imports"])
            found["python"] = ".".join(map(str, sys.version_info[:3]))
        with open(self.config["trace"], "a", encoding="utf-8") as file:
            file.write(json.dumps(found) + "\n")
        self.settings, self.random = settings(), positions()

    def border(self, names):
        """Describe the variables that later cells may need."""
        found = {}
        for name in names:
            if name not in self.ip.user_ns:
                continue
            value = self.ip.user_ns[name]
            what, home = kind(value)
            mark = fingerprint(value) if home is None else None
            if mark is None or self.known.get(name, {}).get("fingerprint") != mark:
                stored = storage(value, what) if home is None else None
                self.known[name] = {
                    "kind": what,
                    "home": home,
                    "fingerprint": mark,
                    "format": stored,
                    "summary": summary(value, what),
                }
            found[name] = self.known[name]
        return found

    def audit(self, event, arguments):
        """Note the files that Python opens."""
        if self.on and event in ("open", "sqlite3.connect") and arguments:
            path, *how = arguments
            writes = bool(how) and isinstance(how[0], str) and how[0][0] in "wx"
            if isinstance(path, (str, bytes)) and not writes:
                self.opened.append(os.path.abspath(os.fsdecode(path)))

    def files(self):
        """Every file of the tree, with what changes when it is written."""
        found = {}
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if name not in ("__pycache__", ".ipynb_checkpoints")]
            for file in files:
                path = os.path.join(folder, file)
                try:
                    stat = os.stat(path)
                except OSError:
                    continue
                found[os.path.relpath(path, self.root)] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
        return found

    def touched(self):
        """Files of the tree that the cell read, and those that it wrote."""
        tree = self.files()
        writes = {path for path, state in tree.items() if self.tree.get(path) != state}
        opened = self.opened + [os.path.abspath(text) for text in self.literals]
        inside = {os.path.relpath(os.path.realpath(path), self.root) for path in opened}
        before, self.tree = self.tree, tree
        return {path for path in inside if path in before}, writes

    def modules(self):
        """Files of the tree that were imported."""
        files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        inside = [os.path.relpath(os.path.realpath(file), self.root) for file in files if file]
        return sorted(path for path in set(inside) if not path.startswith(".."))


class Marks(ast.NodeTransformer):
    """Puts a mark between the top-level statements of a cell."""

    def __init__(self, watch):
        self.watch = watch

    def visit_Module(self, node):
        """Called once for a cell; a cell magic's body comes here again and is left alone."""
        if not self.watch.on or self.watch.marked:
            return node
        self.watch.marked = True
        self.watch.literals = [path for path in strings(node) if os.path.isfile(path)]
        body = []
        for place, statement in enumerate(node.body):
            if place and not is_future(statement):
                call = ast.Call(ast.Name(MARK, ast.Load()), [ast.Constant(place)], [])
                body.append(ast.fix_missing_locations(ast.copy_location(ast.Expr(call), statement)))
            body.append(statement)
        node.body = body
        return node


def is_future(statement):
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def strings(node):
    """The short strings in the code: some name a file that compiled code opens unseen."""
    values = [item.value for item in ast.walk(node) if isinstance(item, ast.Constant)]
    return [value for value in values if isinstance(value, str) and 0 < len(value) < 256 and "\0" not in value]


def packages(imports):
    """The distributions that provide the imported modules, with the versions seen."""
    from importlib import metadata

    owners = metadata.packages_distributions()
    names = {name for module in imports if module in sys.modules for name in owners.get(module, ())}
    return {name: metadata.version(name) for name in sorted(names)}
