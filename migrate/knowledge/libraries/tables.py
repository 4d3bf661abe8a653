"""Tables."""

from migrate.knowledge.library import Library

TABLES = (
    Library(
        "pandas",
        {
            "read_* scan_*": ("load", "reads"),
            "read_parquet": "lists",  # a folder of them is one table
            "ExcelFile HDFStore": "reads",
            ".read_csv .read_excel": "load",
            ".from_*": "reads",
            ".to_csv .to_excel .to_parquet .to_pickle .to_sql .to_feather": "save",
            ".to_* ExcelWriter": "writes",
            "to_datetime to_numeric to_timedelta": "clean",
            ".dropna .fillna .drop_duplicates .drop .rename .astype .replace .interpolate": "clean",
            ".ffill .bfill .reset_index .strip .clip .tz_localize .tz_convert .rename_axis": "clean",
            "get_dummies cut qcut merge concat crosstab pivot_table factorize melt": "features",
            ".get_dummies .merge .pivot .pivot_table .melt .shift .diff .pct_change .cumsum": "features",
            ".rolling .expanding .ewm .resample": "features",
            ".transform .assign": ("features", "not kept"),
            ".apply .applymap .agg .aggregate .pipe .filter .sort_values .to_numpy": "not kept",
            ".describe": ("explore", "not kept"),
            ".head .tail .info .sample .value_counts .nunique .unique .isnull .isna .duplicated": "explore",
            ".corr .memory_usage .nlargest .nsmallest .count .mode .skew .kurt": "explore",
            ".query .eval": "queries",
            "plotting.*": "plot",
            ".plot .hist .boxplot": "plot",
            ".set_option": ("sets", "repeatable"),
            ".register_matplotlib_converters": "prepares",
            ".options": "may set",
        },
        also="modin.pandas",
    ),
    Library("polars", {"read_* scan_*": "load"}, lazy=True),
    Library("geopandas", {"read_*": "load"}),
    Library("dask", {"dataframe.read_*": "load"}, lazy=True),
    Library("modin", distribution=None, lazy=True),
    Library("cudf", {"read_*": "load"}, distribution=None, lazy=True),
    Library("vaex", {"read_*": "load"}, distribution=None, lazy=True),
    Library("pyspark", {".randomSplit": "split"}, lazy=True),
    Library("ray", distribution=None, lazy=True),
    Library("ibis", distribution=None, lazy=True),
    Library("pyreadr", {"read_*": "load"}),
    Library("pyreadstat", {"read_*": "load"}),
    Library("pandas_profiling", {".ProfileReport": "explore"}, distribution=None),
    Library("ydata_profiling", {".profile_report": "explore"}),
)
