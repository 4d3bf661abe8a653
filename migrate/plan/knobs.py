"""What everybody in the field knows as a tuning knob or a seed."""

from __future__ import annotations

import re

SEEDS = frozenset({"random_state", "random_seed", "seed"})

# One value for a whole experiment: calls that are given the same one mean the same thing.
SHARED = SEEDS | {
    *("test_size", "train_size", "validation_split", "validation_fraction", "cv", "n_splits", "n_repeats"),
    *("batch_size", "epochs"),
}

# Known whatever they are given to, also as names of variables.
KNOWN = SHARED | {
    *("n_estimators", "max_depth", "max_features", "max_leaf_nodes", "max_samples", "min_samples_split"),
    *("min_samples_leaf", "min_child_weight", "min_child_samples", "num_leaves", "subsample"),
    *("colsample_bytree", "num_boost_round", "early_stopping_rounds", "learning_rate", "learning_rate_init"),
    *("reg_alpha", "reg_lambda", "n_neighbors", "n_clusters", "n_components", "n_init", "n_iter"),
    *("n_iter_no_change", "max_iter", "tol", "perplexity", "l1_ratio", "contamination", "min_df", "max_df"),
    *("dropout", "dropout_rate", "recurrent_dropout", "momentum", "weight_decay", "patience", "n_epochs"),
    *("num_epochs", "k_neighbors", "sampling_strategy"),
}

# Known where a class is called: an estimator, a layer, an optimiser.
OF_ESTIMATORS = frozenset(
    {
        *("C", "alpha", "class_weight", "criterion", "degree", "eps", "gamma", "kernel", "lr", "metric"),
        *("min_samples", "penalty", "solver", "weights"),
    }
)

# What is drawn is not tuned.
DRAWS = re.compile(
    r"(matplotlib|mpl_toolkits|seaborn|plotly|bokeh|altair|plotnine|holoviews|folium|wordcloud|networkx"
    r"|graphviz|yellowbrick|ipywidgets)\b"
)

CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
# Words in the names of constants that say where something lies, who may have it, or how it looks.
PLACES = {
    *("API", "BASE", "CSV", "DIR", "DIRECTORY", "EMAIL", "FILE", "FILENAME", "FOLDER", "HOST", "INPUT"),
    *("KEY", "LOGIN", "OUTPUT", "PASS", "PASSWORD", "PATH", "PATHS", "PORT", "PREFIX", "ROOT", "SECRET"),
    *("SUFFIX", "TOKEN", "URI", "URL", "USER", "USERNAME", "PWD"),
}
LOOKS = {
    *("BOLD", "CMAP", "COLOR", "COLORS", "COLOUR", "COLOURS", "DPI", "END", "FIG", "FIGSIZE", "FIGURE"),
    *("FONT", "FONTSIZE", "LINEWIDTH", "MARKER", "PALETTE", "PLOT", "STYLE", "THEME", "TITLE"),
}
PATH = re.compile(r"[/\\]|^[~.]|\.[A-Za-z][A-Za-z0-9]{1,7}$")


def is_knob(name: str, called: str, value: object) -> bool:
    """Whether a keyword of a call is one; `called` is the function's published name."""
    if DRAWS.match(called) or not suits(name, value):
        return False
    return name in KNOWN or (name in OF_ESTIMATORS and is_class(called))


def is_constant(name: str, value: object) -> bool:
    """Whether a variable that is assigned once reads as something to be set."""
    if isinstance(value, str) and PATH.search(value):
        return False
    words = {*name.split("_")}
    shouted = len(name) > 1 and CONSTANT.fullmatch(name) and not words & (PLACES | LOOKS)
    return bool(shouted or name in KNOWN) and suits(name.lower(), value)


def is_field(name: str, value: object) -> bool:
    """Whether a variable that its author shows in a form can be set in the configuration; no path can."""
    return not (isinstance(value, str) and PATH.search(value)) and suits(name.lower(), value)


def suits(name: str, value: object) -> bool:
    """Whether a value can be one: a short text, a number; a seed only a whole number."""
    if name in SEEDS:
        return type(value) is int
    return not isinstance(value, str) or (0 < len(value) <= 40 and value.isprintable())


def is_class(called: str) -> bool:
    """Whether the name of what is called is written as classes are."""
    return bool(re.match(r"[A-Z]", called.rpartition(".")[2]))
