"""Files, folders and paths, in the standard library."""

from migrate.knowledge.library import Library

FOLDERS = (
    Library("glob", {"glob": ("load", "lists"), "iglob": "lists"}),
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
            "getenv": "asks where",
            "getcwd": ("asks where", "this folder"),
            "getpid": "anew",
            "path.expanduser path.abspath": ("asks where", "same path", "same text"),
            "path.realpath": ("asks where", "same path"),
            "path.normpath": "same text",
            "path.join path.dirname path.basename environ.get": "joins paths",
            "fspath": ("joins paths", "same path", "same text"),
        },
    ),
    Library(
        "pathlib",
        {
            ".iterdir .rglob": "lists",
            ".cwd": ("asks where", "this folder"),
            ".home": "asks where",
            ".resolve": ("asks where", "same path", "same text"),
            ".absolute": ("asks where", "same path"),
            "Path PurePath": ("joins paths", "same path", "same text"),
            "PosixPath": ("joins paths", "same text"),
            "PurePosixPath": "same text",
            ".joinpath": "joins paths",
        },
    ),
    Library("shutil", {"rmtree move": "removes"}),
    Library("tempfile", {"mkdtemp mktemp": "anew"}),
)
