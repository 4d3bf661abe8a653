"""What only Databricks, Colab or Kaggle has, and what to write instead of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

SPARK = "from pyspark.sql import SparkSession; spark = SparkSession.builder.getOrCreate()"
GIVEN = {  # names that are there without being bound
    "dbutils": ("Databricks", "do that part in plain Python"),
    "spark": ("Databricks", f"begin with: {SPARK}"),
    "sc": ("Databricks", f"begin with: {SPARK}; sc = spark.sparkContext"),
    "sqlContext": ("Databricks", f"begin with: {SPARK}, and use that"),
    "displayHTML": ("Databricks", "write display(HTML(...)), with HTML from IPython.display"),
}
PACKAGES = {  # that pip can't install
    "google": "Google Colab (google.colab; other packages of Google's can be installed)",
    "google.colab": "Google Colab",
    "kaggle_secrets": "Kaggle",
    "kaggle_datasets": "Kaggle",
    "pyspark.dbutils": "Databricks",
}
ENVIRONMENT = "take it from the environment, by os.environ"
BESIDE = "put the files beside the notebook, name them by relative paths, and delete this"


@dataclass(frozen=True)
class HostCode:
    """Code that works in one place only, what it does there, and what to do instead."""

    pattern: re.Pattern[str]
    host: str
    does: str
    instead: str


ONLY_THERE = (
    HostCode(
        re.compile(r"\bdbutils\.widgets\b"),
        "Databricks",
        "asks a widget for a value",
        "assign it to a variable instead, which can become a parameter",
    ),
    HostCode(re.compile(r"\bdbutils\.secrets\b"), "Databricks", "takes a secret", ENVIRONMENT),
    HostCode(
        re.compile(r"\bdbutils\.notebook\b|^# MAGIC %run\b|^%run (?!.*\.(?:py|ipynb)\b)"),
        "Databricks",
        "runs another notebook",
        "migrate that one, too, and read what it writes; or import its functions from a module",
    ),
    HostCode(
        re.compile(r"\bdbutils\.fs\b|[\"'](?:/dbfs/|dbfs:/|/FileStore/)"),
        "Databricks",
        "uses its file store",
        "put the files beside the notebook, and name them by relative paths",
    ),
    HostCode(
        re.compile(r"^# MAGIC %(?!md|run|python)"),
        "Databricks",
        "holds commands in another language",
        "they are a comment here: write them in Python, as spark.sql(...)",
    ),
    HostCode(re.compile(r"\bdrive\.mount\("), "Colab", "mounts Google Drive", BESIDE),
    HostCode(re.compile(r"\bfiles\.upload\("), "Colab", "waits for an upload", BESIDE),
    HostCode(
        re.compile(r"\bfiles\.download\("), "Colab", "offers a download", "delete this: the file is there"
    ),
    HostCode(re.compile(r"\buserdata\.get\("), "Colab", "takes a secret", ENVIRONMENT),
    HostCode(re.compile(r"\bUserSecretsClient\("), "Kaggle", "takes a secret", ENVIRONMENT),
    HostCode(
        re.compile(r"[\"']/kaggle/working\b"),
        "Kaggle",
        "uses /kaggle/working",
        "name files by relative paths",
    ),
)
