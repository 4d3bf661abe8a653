"""What people call functions of their own, and what several libraries call theirs."""

from migrate.knowledge.library import Library

TABLE = ("data", "dataset", "datasets", "dataframe", "dataframes", "df", "csv", "table")
HELPERS = " ".join(f".{verb}_*{noun}" for verb in ("read", "load", "import") for noun in TABLE)

HABITS = (
    Library(
        "",
        {
            HELPERS: "load",
            "read_* load_*": ("load", "reads"),
            ".save*": "writes",
            ".write_* .writetext": "writes",
            ".set_*": "sets",
            ".disable_* .enable_* .init_*": "may set",
            ".run_line_magic": "sets",  # what a magic became
            ".mount": "prepares",  # Google Drive
            "memoize": "remembers",
        },
    ),
)
