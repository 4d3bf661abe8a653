"""Python itself and its standard library."""

from migrate.knowledge.library import Library

STANDARD = (
    Library(
        "",
        {
            "print display len": ("explore", "not kept"),
            "type": ("explore", "makes a type"),
            "open": ("reads", "not stored"),
            "iter": "not stored",
            "sorted min max sum any all isinstance": "not kept",
            "str": ("not kept", "joins paths", "same path", "same text"),
            "repr": ("not kept", "same text"),
            ".sort .map": "not kept",
            "id": "identity",
            "property staticmethod classmethod": "plain",
            ".setter": "plain",
        },
    ),
    Library("asyncio", {"create_task ensure_future run_coroutine_threadsafe": "goes on"}),
    Library("atexit", {"register": "runs at exit"}),
    Library("collections", {"namedtuple": "makes a type"}),
    Library("contextlib", {"suppress": "swallows errors"}),
    Library("csv", {"reader DictReader": "load"}),
    Library("dataclasses", {"make_dataclass": "makes a type", "dataclass": "plain"}),
    Library("datetime", {".now .today .utcnow": "anew"}),
    Library("enum", {"Enum IntEnum StrEnum Flag IntFlag": "makes a type"}),
    Library(
        "functools",
        {"cache lru_cache cached_property": "remembers", "wraps total_ordering": "plain"},
    ),
    Library("gc", {".collect": "prepares"}),
    Library("importlib", {".reload": "prepares"}),
    Library(
        "json",
        {"load": ("load", "reads"), "loads": "load", "dump": ("save", "writes"), "dumps": "save"},
        also="orjson simplejson ujson",
    ),
    Library("math", {"*": "compute"}),
    Library(
        "pickle",
        {
            "load": ("load", "reads", "unpickles"),
            "loads": ("load", "unpickles"),
            "dump": ("save", "writes"),
            "dumps": "save",
            ".dump": "save",
        },
        also="dill cloudpickle",
    ),
    Library("random", {"seed": "seeds random", "*": "draws random"}),
    Library("secrets", {"token_hex token_urlsafe": "anew"}),
    Library("sqlite3", {"connect": "load"}),
    Library("subprocess", {".getoutput": "prepares"}),
    Library("sys", {"getsizeof getrefcount": "identity", "path.append path.insert": "may set"}),
    Library(
        "time",
        {"time_ns monotonic perf_counter": "anew", "time localtime gmtime ctime asctime": "now"},
    ),
    Library("types", {"new_class": "makes a type"}),
    Library(
        "typing",
        {"NamedTuple TypedDict NewType TypeVar ParamSpec TypeVarTuple": "makes a type"},
    ),
    Library("unittest", {".assertRaises .assertRaisesRegex": "swallows errors"}),
    Library("urllib", {"*": "load"}, also="six.moves.urllib"),
    Library("uuid", {"uuid1 uuid4": "anew"}),
    Library("warnings", {".filterwarnings .simplefilter": "sets"}),
    Library("weakref", {"finalize": "runs at exit"}),
    Library("zipfile", {"ZipFile": "load"}),
)
