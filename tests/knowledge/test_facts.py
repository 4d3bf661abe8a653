import subprocess
import sys
from typing import get_args

import pytest

from migrate.knowledge.facts import ROLES, distribution_of, does, is_known_to, is_parameter, role_of
from migrate.knowledge.libraries import LIBRARIES
from migrate.knowledge.library import Fact, Role

BY_WORD = {*get_args(get_args(Fact)[-1])} - {
    "draws numpy",
    "draws random",
}  # which are asked for by full name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("read", None, id="nothing known"),
        pytest.param("pandas", None, id="a library itself"),
        pytest.param("pandas.to_csv_dialect", None, id="a name that begins like another"),
        pytest.param(".read_thermometer", None, id="a method that reads something else"),
        pytest.param("mypandas.merge_all", None, id="another library"),
        pytest.param("pandas.read_csv", "load", id="a name with a wildcard"),
        pytest.param("modin.pandas.read_sas", "load", id="another name of a library"),
        pytest.param("pandas.merge", "features", id="a plain name"),
        pytest.param(".merge", "features", id="a method"),
        pytest.param("pandas.DataFrame.merge", "features", id="a method by its full name"),
        pytest.param("print", "explore", id="a builtin"),
        pytest.param("read_customers", "load", id="a function of the notebook's own"),
        pytest.param("utils.read_toy_data", "load", id="a helper"),
        pytest.param("nltk.corpus.stopwords.words", "load", id="two roles: the one that counts"),
        pytest.param("nltk.word_tokenize", "features", id="all of a library"),
        pytest.param("keras.models.load_model", "train", id="training comes first"),
        pytest.param("tensorflow.keras.layers.Dense", "train", id="keras in tensorflow"),
        pytest.param("xgboost.XGBClassifier", "train", id="classes"),
        pytest.param("xgboost.plot_importance", "plot", id="no class"),
        pytest.param("numpy.dot", "compute", id="mathematics, for want of anything else"),
        pytest.param("numpy.loadtxt", "load", id="rather than mathematics"),
    ],
)
def test_the_role_of_a_function(name, expected):
    assert role_of(name) == expected


@pytest.mark.parametrize(
    ("word", "fact", "expected"),
    [
        pytest.param("ready", "reads", False, id="no function"),
        pytest.param("read_csv", "reads", True, id="a reader"),
        pytest.param("read_parquet", "lists", True, id="a folder is one table"),
        pytest.param("listdir", "reads", False, id="names files only"),
        pytest.param("savefig", "writes", True, id="saves"),
        pytest.param("mkdir", "writes", False, id="makes a folder"),
        pytest.param("rename", "removes", True, id="of a table, or of a file"),
    ],
)
def test_what_a_word_does_in_any_library(word, fact, expected):
    assert does(word, fact) is expected


def test_settings_are_told_from_roles():
    assert is_known_to("seaborn.set_style", "sets")
    assert is_known_to("numpy.random.seed", "sets", "prepares")
    assert not is_known_to("pandas.read_csv", "sets")


def test_all_roles_have_their_place():
    assert {*ROLES} == {*get_args(Role)}


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name or "python")
def test_a_word_of_any_library_is_never_just_a_wildcard(library):
    for names, facts in library.calls.items():
        told = {facts} if isinstance(facts, str) else {*facts}
        if told & BY_WORD:
            assert not {name.rpartition(".")[2] for name in names.split()} & {"*", "[A-Z]*"}, names


def test_every_fact_is_told_of_something():
    told = {f for one in LIBRARIES for f in one.calls.values()}
    told |= {fact for facts in told if isinstance(facts, tuple) for fact in facts}
    assert {*get_args(Role), *get_args(get_args(Fact)[-1])} <= told


def test_no_name_is_told_the_same_twice():
    told = [
        (library.name, name, fact)
        for library in LIBRARIES
        for names, facts in library.calls.items()
        for name in names.split()
        for fact in ([facts] if isinstance(facts, str) else facts)
    ]
    methods = [(name, fact) for _, name, fact in told if name.startswith(".")]
    assert len({*told}) == len(told)
    assert not [each for each in methods if methods.count(each) > 1]


def test_help_needs_no_tables():
    code = "import sys, migrate.cli; print([m for m in sys.modules if 'knowledge.libraries' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        pytest.param("pandas", "pandas", id="its own name"),
        pytest.param("category_encoders", "category-encoders", id="as pip writes it"),
        pytest.param("sklearn", "scikit-learn", id="another name"),
        pytest.param("cv2", "opencv-python-headless", id="the one of several that needs no screen"),
        pytest.param("cudf", None, id="one for each version of CUDA"),
        pytest.param("utils", None, id="unknown"),
        pytest.param("json", None, id="Python itself"),
    ],
)
def test_what_brings_a_package(package, expected):
    assert distribution_of(package) == expected


@pytest.mark.parametrize(
    ("name", "kinds", "expected"),
    [
        pytest.param("figsize", ("seed", "shared", "tuned"), False, id="looks"),
        pytest.param("max_depth", ("seed",), False, id="no seed"),
        pytest.param("max_depth", ("shared", "tuned"), True, id="tuned"),
        pytest.param("random_state", ("seed",), True, id="a seed"),
        pytest.param("C", ("tuned",), False, id="a word that means much"),
        pytest.param("C", ("tuned in classes",), True, id="and this in an estimator"),
    ],
)
def test_kinds_of_parameters(name, kinds, expected):
    assert is_parameter(name, *kinds) is expected
