"""What code is for, told by what it calls: it loads, cleans, trains…"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from migrate.model.notebook import Cell, Name, Notebook, Statement
from migrate.plan.called import Aliases, aliases, calls
from migrate.plan.once import once
from migrate.plan.setup import names_plain_values

Purpose = Literal[
    "load", "clean", "explore", "plot", "features", "split", "train", "evaluate", "save", "compute"
]
Votes = dict[Purpose, float]

# Which calls tell a purpose. Of several in a statement the one that stands first here counts.
CALLS: Mapping[Purpose, re.Pattern[str]] = {
    "train": re.compile(
        r"\.(fit|fit_generator|fit_one_cycle|fine_tune|compile|train_on_batch|backward|fit_predict|fit_regularized)$"
        r"|sklearn\.(linear_model|ensemble|svm|tree|neighbors|naive_bayes|cluster|neural_network|mixture"
        r"|discriminant_analysis|gaussian_process|pipeline)\.[A-Za-z]"
        r"|sklearn\.model_selection\.(GridSearchCV|RandomizedSearchCV|cross_val_\w+|cross_validate)"
        r"|(xgboost|lightgbm|catboost|prophet|fbprophet|pmdarima)\.(?!\w*plot)\w+"
        r"|(statsmodels\..*|.*\b(smf|sm|tsa))\.(\w*OLS|WLS|GLS|GLM|Logit|Probit|Poisson|ols|logit|glm|mixedlm|\w*ARIMAX?)$"
        r"|(tensorflow\.)?keras\.(models|layers|Sequential|optimizers|applications|callbacks)|torch\.(nn|optim)\."
        r"|tensorflow\.(Session|placeholder|train)\b|lifelines\.\w+Fitter|transformers\.\w*Train\w+|\.train$"
    ),
    "split": re.compile(
        r"\.train_test_split$|sklearn\.model_selection\.\w*(Fold|ShuffleSplit|TimeSeriesSplit)|\.randomSplit$"
    ),
    "evaluate": re.compile(
        r"sklearn\.metrics\.|\.(predict|predict_proba|predict_classes|evaluate|score|decision_function"
        r"|get_forecast|forecast|summary2?|pred_table|conf_int|load_metric)$"
        r"|sklearn\.model_selection\.(learning_curve|validation_curve)|\b(shap|lime|yellowbrick|scikitplot)\."
    ),
    "load": re.compile(
        r"(pandas|polars|geopandas|dask\.dataframe|cudf|pyreadr|pyreadstat|vaex)\.(read_|scan_)\w+"
        r"|numpy\.(load|loadtxt|genfromtxt|fromfile)$|sklearn\.datasets\.|seaborn\.load_dataset"
        r"|(json|pickle|joblib|yaml|librosa|torch|cloudpickle)\.loads?$|requests\.(get|post|Session)"
        r"|urllib\.|bs4\.|sqlite3\.connect|sqlalchemy\.create_engine|(yfinance|pandas_datareader)\b.*\."
        r"|cv2\.imread|PIL\.Image\.open|imageio\.imread|scipy\.io\.loadmat|nltk\.corpus"
        r"|\.(load_data|load_pandas|load_dataset|load_img|read_excel|read_csv|get_data_yahoo|fetch_\w+|load_boston"
        r"|flow_from_directory|flow_from_dataframe|image_dataset_from_directory|get_rdataset)$"
        r"|torchvision\.datasets|(tensorflow_)?datasets\.load\w*|zipfile\.ZipFile|^read_\w+$|^load_\w+$"
        r"|\.(read|load|import)_(\w+_)?(data(set|frame)?s?|df|csv|table)$"
        r"|kagglehub\.|gdown\.|wget\.|\bos\.(listdir|walk)$|glob\.glob$|csv\.(reader|DictReader)"
    ),
    "save": re.compile(
        r"\.(to_csv|to_excel|to_parquet|to_pickle|to_sql|to_feather|save_model|save_weights|save_pretrained|dump|savez)$"
        r"|(pickle|joblib|json|dill)\.dumps?$|torch\.save$|numpy\.save|\.save$"
    ),
    "features": re.compile(
        r"pandas\.(get_dummies|cut|qcut|merge|concat|crosstab|pivot_table|factorize|melt)$"
        r"|sklearn\.(preprocessing|feature_extraction|feature_selection|decomposition|compose|random_projection"
        r"|manifold)\.|(imblearn|category_encoders|featuretools|gensim|nltk|spacy|tsfresh)\."
        r"|\.(fit_transform|fit_resample|fit_sample|transform|merge|to_categorical|pad_sequences|fit_on_texts"
        r"|texts_to_sequences|get_dummies|rolling|shift|diff|pct_change|resample|add_constant|assign"
        r"|pivot|pivot_table|melt|cumsum|expanding|ewm|inverse_transform|feature_column)$"
        r"|keras\.preprocessing|torchvision\.transforms|tensorflow\.feature_column"
    ),
    "clean": re.compile(
        r"\.(dropna|fillna|drop_duplicates|drop|rename|astype|replace|interpolate|ffill|bfill|set_index"
        r"|reset_index|strip|clip|set_axis|tz_localize|tz_convert|rename_axis)$"
        r"|pandas\.(to_datetime|to_numeric|to_timedelta)$|sklearn\.impute\."
    ),
    "plot": re.compile(
        r"(matplotlib|seaborn|plotly|altair|bokeh|folium|wordcloud|missingno|plotnine|pandas\.plotting|holoviews"
        r"|hvplot|ggplot|cufflinks|squarify|mpl_toolkits|graphviz|pydotplus|statsmodels\.graphics)\."
        r"|\.(plot|hist|boxplot|iplot|imshow|add_trace|scatter|bar|barh|pie|plot_\w+|kdeplot|update_layout"
        r"|set_x?y?label|set_title|set_x?y?lim|legend|subplots_adjust|tight_layout|show|add_subplot)$"
    ),
    "explore": re.compile(
        r"\.(head|tail|info|describe|sample|value_counts|nunique|unique|isnull|isna|duplicated|corr|memory_usage"
        r"|nlargest|nsmallest|count|mode|skew|kurt)$|^(display|print|len|type)$|ProfileReport"
    ),
}
UNPICKLED = re.compile(r"(pickle|joblib|torch|dill)\.loads?$")
STATISTICS = re.compile(r"^(scipy|numpy|math|statsmodels|sympy|networkx)\.")
SETS = re.compile(
    r"\.(set|set_\w+|use|rc|filterwarnings|simplefilter|set_option|seed|manual_seed|set_seed|init_notebook_mode"
    r"|register_matplotlib_converters|seterr|run_line_magic|system|chdir|close|clf|collect|mount|download|mkdir"
    r"|makedirs|reload|getoutput|set_config)$"
)
PICKED = re.compile(r"x|y|features?|targets?|labels?|predictors|(x|y)_?\w*|train\w*|test\w*", re.IGNORECASE)

QUIET: tuple[Purpose, ...] = ("explore", "compute")  # part of any work

LATE: dict[Purpose, Purpose] = {
    "plot": "evaluate",
    "explore": "evaluate",
    "compute": "evaluate",
}  # of a model

# How much a cell of that purpose counts: loading and training are what people look for.
WEIGHT: Votes = {
    "load": 2.5,
    "train": 2,
    "evaluate": 1.2,
    "features": 1.2,
    "clean": 1.2,
    "split": 1,
    "plot": 1,
    "save": 0.8,
    "compute": 0.8,
    "explore": 0.4,
}
LATER: Votes = {"load": 0.8}  # once there is a model, what is loaded is for trying it


@dataclass
class Knowledge:
    """What the statements before one say about the names that it uses."""

    imports: Aliases
    functions: dict[Name, Purpose] = field(default_factory=dict)  # the notebook's own, by what they do
    fitted: set[Name] = field(default_factory=set)  # models, and what came of them


@once
def purposes(notebook: Notebook) -> dict[int, Votes]:
    """For each code cell, what it is for, with weights; nothing for a cell that only prepares."""
    knowledge = Knowledge(aliases(notebook))
    return {cell.index: votes(cell, knowledge) for cell in notebook.code}


def votes(cell: Cell, knowledge: Knowledge) -> Votes:
    """The purposes of a cell's statements, as shares of its weight."""
    found = [told for statement in cell.statements for told in told_by(statement, knowledge)]
    weights = WEIGHT | LATER if knowledge.fitted else WEIGHT
    shares = weighed(found, weights)
    weight = max((weights[told] for told in shares), default=0.0)
    return {told: weight * share / sum(shares.values()) for told, share in shares.items()}


def weighed(found: Sequence[Purpose], weights: Votes) -> Votes:
    """How much each of the purposes counts that tell."""
    return {told: weights[told] * count for told, count in sorted(Counter(telling(found)).items())}


def telling(found: Sequence[Purpose]) -> Sequence[Purpose]:
    """What tells what a cell is for: not looking at what it did, nor drawing what a model gave."""
    if "evaluate" in found:
        found = [told for told in found if told != "plot"]
    return [told for told in found if told not in QUIET] or found


def told_by(statement: Statement, knowledge: Knowledge) -> list[Purpose]:
    """What the parts of a statement are for; nothing if it imports, defines, sets, or names a constant."""
    if statement.kind in ("import", "magic"):
        return []
    parts = [purpose(part, knowledge) for part in simple(statement)]
    found = [told for told in parts if told]
    if statement.kind == "definition":
        shares = weighed(found, WEIGHT)
        knowledge.functions[statement.defines or ""] = max(shares, key=shares.__getitem__, default="compute")
        return []
    if statement.flow.reads & knowledge.fitted:
        found = [LATE.get(told, told) for told in found]
    if {"train", "evaluate"} & set(found):
        knowledge.fitted |= statement.flow.binds
    return found


def simple(statement: Statement) -> Iterator[ast.stmt]:
    """The simple statements that it is, or that are within it; of a `with`, what it opens."""
    for node in statement.nodes:
        if isinstance(node, ast.With):
            yield from (ast.Expr(item.context_expr) for item in node.items)
        elif isinstance(node, ast.stmt) and not hasattr(node, "body"):
            yield node


def purpose(part: ast.stmt, knowledge: Knowledge) -> Purpose | None:
    """What a simple statement is for."""
    if isinstance(part, ast.Import | ast.ImportFrom) or names_plain_values(part):
        return None
    called = [*calls(ast.walk(part), knowledge.imports)]
    told = by_calls(called, knowledge)
    if told == "load" and knowledge.fitted and any(map(UNPICKLED.search, called)):
        return "evaluate"  # it tries out the model that it stored
    return told or by_form(part, called)


def by_calls(called: Sequence[str], knowledge: Knowledge) -> Purpose | None:
    """The most telling of all that is called; what the notebook's own functions do counts as theirs."""
    names = [name for name in called if not SETS.search(name)]
    own = {knowledge.functions[name] for name in names if name in knowledge.functions}
    for told, pattern in CALLS.items():
        if told in own or any(pattern.search(name) for name in names):
            return told
    return "compute" if "compute" in own or any(STATISTICS.search(name) for name in names) else None


def by_form(tree: ast.stmt, called: Sequence[str]) -> Purpose | None:
    """What a statement does that calls nothing telling."""
    match tree:
        case ast.Expr(ast.Constant()) | ast.Pass():
            return None
        case ast.Expr(ast.Call()) if any(map(SETS.search, called)):
            return None
        case ast.Expr(ast.Call()):
            return "compute"
        case ast.Expr():
            return "explore"
        case ast.Assign(targets):
            return by_target(targets)
        case ast.Delete():
            return "clean"
        case ast.AugAssign() | ast.Return():
            return "compute"
    return None


def by_target(targets: Iterable[ast.expr]) -> Purpose:
    """What an assignment is for: a new column is a feature, `X` and `y` are picked from a table."""
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, ast.Attribute) and node.attr in ("columns", "index"):
                return "clean"
            if isinstance(node, ast.Attribute) or is_column(node):
                return "features"
            if isinstance(node, ast.Name) and PICKED.fullmatch(node.id):
                return "features"
    return "compute"


def is_column(node: ast.AST) -> bool:
    """Whether code names a column: `df["a"]`, `df[["a", "b"]]`."""
    match node:
        case (
            ast.Subscript(slice=ast.Constant(str()))
            | ast.Subscript(slice=ast.List([ast.Constant(str()), *_]))
        ):
            return True
    return False
