"""Libraries of which no more is known than that pip knows them by their own name, or by which other."""

from migrate.knowledge.library import Library

BY_THEIR_NAME = """
    dash fastapi flask h5py httpx jax lxml mlflow mlxtend numba openpyxl optuna pandera pingouin pyarrow
    pydantic pymc pymongo rich scrapy selenium shapely streamlit tabulate textblob tokenizers tqdm
    xarray xlrd
"""
OTHERS = (
    *map(Library, BY_THEIR_NAME.split()),
    Library("Crypto", distribution="pycryptodome"),
    Library("IPython", distribution="ipython"),
    Library("pytest", {"raises": "swallows errors"}),
    Library("dateutil", distribution="python-dateutil"),
    Library("dotenv", distribution="python-dotenv"),
)
