"""Where data come from: the web, databases."""

from migrate.knowledge.library import Library

SOURCES = (
    Library("requests", {"get* post* Session*": "load", ".*Session": "not stored"}),
    Library("bs4", {"*": "load"}, distribution="beautifulsoup4"),
    Library("gdown", {"*": "load"}),
    Library("kagglehub", {"*": "load"}),
    Library("wget", {"*": "load"}),
    Library("yfinance", {"*": "load"}),
    Library("pandas_datareader", {"*": "load", ".get_data_yahoo": "load"}),
    Library("sqlalchemy", {"create_engine": "load", ".connect .cursor": "not stored"}),
    Library("duckdb", sql=True),
    Library("pandasql", sql=True),
    Library("yaml", {"load": ("load", "reads")}, distribution="PyYAML"),
)
