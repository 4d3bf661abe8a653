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
            "sorted min max sum any all isinstance repr": "not kept",
            "str": ("not kept", "joins paths"),
            ".sort .map": "not kept",
            "id": "identity",
            "property staticmethod classmethod": "plain",
            ".setter": "plain",
        },
    ),
    Library("collections", {"namedtuple": "makes a type"}),
    Library("csv", {"reader DictReader": "load"}),
    Library("dataclasses", {"make_dataclass": "makes a type", "dataclass": "plain"}),
    Library("enum", {"Enum IntEnum StrEnum Flag IntFlag": "makes a type"}),
    Library(
        "functools",
        {"cache lru_cache cached_property": "remembers", "wraps total_ordering": "plain"},
    ),
    Library("gc", {".collect": "prepares"}),
    Library("glob", {"glob": ("load", "lists"), "iglob": "lists"}),
    Library("importlib", {".reload": "prepares"}),
    Library(
        "json", {"load": ("load", "reads"), "loads": "load", "dump": ("save", "writes"), "dumps": "save"}
    ),
    Library("math", {"*": "compute"}),
    Library(
        "os",
        {
            "listdir walk": ("load", "lists"),
            "scandir": "lists",
            ".mkdir .makedirs": ("prepares", "makes folders"),
            "remove unlink rename": "removes",
            "truncate": "truncates",
            ".chdir": "sets",
            ".system": "prepares",
            "environ": ("asks where", "may set"),
            "getcwd getenv path.expanduser path.abspath path.realpath": "asks where",
            "path.join path.dirname path.basename fspath environ.get": "joins paths",
        },
    ),
    Library(
        "pathlib",
        {
            ".iterdir .rglob": "lists",
            ".cwd .home .resolve .absolute": "asks where",
            "Path PurePath PosixPath .joinpath": "joins paths",
        },
    ),
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
    Library("shutil", {"rmtree move": "removes"}),
    Library("sqlite3", {"connect": "load"}),
    Library("subprocess", {".getoutput": "prepares"}),
    Library("sys", {"getsizeof getrefcount": "identity", "path.append path.insert": "may set"}),
    Library("types", {"new_class": "makes a type"}),
    Library(
        "typing",
        {"NamedTuple TypedDict NewType TypeVar ParamSpec TypeVarTuple": "makes a type"},
    ),
    Library("urllib", {"*": "load"}, also="six.moves.urllib"),
    Library("warnings", {".filterwarnings .simplefilter": "sets"}),
    Library("zipfile", {"ZipFile": "load"}),
)
