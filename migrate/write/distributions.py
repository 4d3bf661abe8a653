"""Which distribution brings a package, for those where this is beyond doubt."""

from __future__ import annotations

import sys
from collections.abc import Iterable

# By the name of the package itself
# fmt: off
SAME = (
    "altair", "bokeh", "catboost", "category_encoders", "dash", "dask", "datasets", "duckdb", "fastapi",
    "flask", "folium", "gensim", "geopandas", "h5py", "httpx", "hvplot", "imageio", "jax", "joblib",
    "keras", "lifelines", "lightgbm", "matplotlib", "missingno", "mlflow", "mlxtend", "networkx",
    "nltk", "numba", "numpy", "openpyxl", "optuna", "pandas", "pandera", "patsy", "pingouin", "plotly",
    "polars", "prophet", "pyarrow", "pydantic", "pymc", "pymongo", "pyspark", "pytest", "requests",
    "rich", "scipy", "scrapy", "seaborn", "selenium", "shap", "shapely", "sqlalchemy", "squarify",
    "statsmodels", "streamlit", "sympy", "tabulate", "tensorflow", "textblob", "tokenizers", "torch",
    "torchvision", "tqdm", "transformers", "wordcloud", "xarray", "xgboost", "xlrd", "yfinance",
    "yellowbrick"
)
# fmt: on
OTHER = {
    "IPython": "ipython",
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "imblearn": "imbalanced-learn",
    "lxml": "lxml",
    "pmdarima": "pmdarima",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "spacy": "spacy",
    "yaml": "PyYAML",
}
CERTAIN = {**{name: name.replace("_", "-") for name in SAME}, **OTHER}


def distributions(packages: Iterable[str]) -> tuple[list[str], list[str]]:
    """The distributions of imported top-level packages, and the packages whose distribution isn't known."""
    foreign = sorted({*packages} - {*sys.stdlib_module_names, "__main__", "__future__"})
    known = sorted({CERTAIN[name] for name in foreign if name in CERTAIN}, key=str.lower)
    return known, [name for name in foreign if name not in CERTAIN]
