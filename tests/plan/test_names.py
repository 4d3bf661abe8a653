import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.plan.names import own_names, pipeline_name, slug, stage_names, title_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("train", "train", id="nothing to do"),
        pytest.param("Load the data", "load_the_data", id="words"),
        pytest.param("1. Load", "load", id="number"),
        pytest.param("2.3) Clean & fix", "clean_fix", id="number of two levels"),
        pytest.param("(4) \u2013 Plot", "plot", id="number in brackets"),
        pytest.param("1a) Load", "load", id="number with a letter"),
        pytest.param("b) Plot", "plot", id="letter in place of a number"),
        pytest.param("2nd model", "model", id="ordinal number"),
        pytest.param("1ª iteração", "iteracao", id="ordinal number, Portuguese"),
        pytest.param("a nivel país", "a_nivel_pais", id="a word of one letter stays"),
        pytest.param("Top 10 users", "top_10_users", id="a number inside stays"),
        pytest.param("3D scatter", "scatter_3d", id="dimensions are no number"),
        pytest.param("2d) Scatter", "scatter", id="nor is a number with a letter a dimension"),
        pytest.param("Évaluer le modèle", "evaluer_le_modele", id="accents"),
        pytest.param("Größe, smørrebrød, łódź", "grosse_smorrebrod_lodz", id="letters that are spelt out"),
        pytest.param("What's new?", "whats_new", id="apostrophe"),
        pytest.param("What\u2019s new?", "whats_new", id="typographic apostrophe"),
        pytest.param("数据清洗", "part_3", id="non-ASCII only"),
        pytest.param("数据 clean", "clean", id="partly non-ASCII"),
        pytest.param("2024", "part_3", id="digits only"),
        pytest.param("🎉", "part_3", id="emoji"),
        pytest.param("", "part_3", id="empty"),
        pytest.param("___", "part_3", id="underscores"),
        pytest.param("Import", "import_", id="keyword"),
        pytest.param("`train_test_split`", "train_test_split", id="code"),
        pytest.param("a/b\\c..d", "a_b_c_d", id="path-like"),
        pytest.param("word " * 20, "word_word_word_word_word_word_word_word", id="long: cut at a word"),
        pytest.param("x" * 90, "x" * 40, id="one long word"),
        pytest.param("What to look out for", "what_to_look_out_for", id="short: a little word stays last"),
        pytest.param(
            "Linear and Poisson regression on the bikeshare data",
            "linear_and_poisson_regression",
            id="long: no little words before the cut",
        ),
        pytest.param(
            "Carga de data relacionada a los tipos de la lista",
            "carga_de_data_relacionada_a_los_tipos",
            id="long: no little words of Spanish before the cut",
        ),
        pytest.param(
            "Import the libraries and the data bases 3",
            "import_the_libraries_and_the_data_bases",
            id="long: no number",
        ),
        pytest.param("the " * 30, "the", id="long: nothing but little words"),
    ],
)
def test_slug(text, name):
    assert slug(text, "part_3") == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("Load the data", "load_the_data", id="nothing to do"),
        pytest.param("", "", id="none"),
        pytest.param("Évaluer le modèle", "evaluer_le_modele", id="accents"),
        pytest.param("数据清洗", "", id="another script"),
        pytest.param("Построение модели на основе SVD", "", id="another script, but for a scrap"),
        pytest.param("10.3 分组 and 10.4", "", id="two of them joined"),
        pytest.param("numpy.argsortの使い方", "numpy_argsort", id="another script at the end"),
        pytest.param("Part 1: Load the data", "load_the_data", id="a number with a word"),
        pytest.param("Paso 2 \u2013 Limpieza", "limpieza", id="a number with a word, Spanish"),
        pytest.param("Chapter 7.1. Plots", "plots", id="a number of two levels"),
        pytest.param("Question 3", "question_3", id="nothing follows"),
        pytest.param("Question 3:", "question_3", id="nothing follows a colon"),
        pytest.param("Question 3 and Question 4:", "question_3_and_question_4", id="nothing follows in both"),
        pytest.param("Step 1: Load and Step 2: Clean", "load_and_clean", id="two of them joined, with words"),
        pytest.param("Part 2 of the data", "part_2_of_the_data", id="a number within a sentence"),
        pytest.param("Step 2.5", "", id="nothing follows a place"),
        pytest.param("Step 2.5 Load the data", "load_the_data", id="no mark follows the number"),
        pytest.param("Method 1- Differencing", "differencing", id="a method"),
        pytest.param("The Stock Market Data", "stock_market_data", id="an article at the beginning"),
        pytest.param("Make it clean", "make_it_clean", id="a short sentence"),
        pytest.param("Let's load the data", "load_data", id="an invitation"),
        pytest.param("Now it's your turn to make predictions!", "make_predictions", id="an invitation, long"),
        pytest.param(
            "Now that we have the data, load it, let's take a first look at all of its columns",
            "",
            id="a long sentence",
        ),
        pytest.param(
            "What's the relationship between the Age and the Monthly Income?",
            "age_and_monthly_income",
            id="a question",
        ),
        pytest.param(
            "Is there any relationship between churn rate and gender of customers?",
            "churn_rate_and_gender",
            id="a question, long",
        ),
        pytest.param(
            "How does churn vary by contract type?", "churn_by_contract_type", id="a question of how"
        ),
        pytest.param("Exploratory Data Analysis - EDA", "exploratory_data_analysis", id="initials"),
        pytest.param(
            "ROC Curves and Area Under the Curve (AUC)", "roc_curves", id="no half of what belongs together"
        ),
        pytest.param(
            "Split the dataset into training set and test set", "split_dataset", id="nor one of two ends"
        ),
        pytest.param(
            "Review of model evaluation procedures", "review_of_model_evaluation_procedures", id="five in all"
        ),
        pytest.param("Steps for K-fold cross-validation", "k_fold_cross_validation", id="light words go"),
        pytest.param(
            "Construct a list of road trip waypoints",
            "construct_road_trip_waypoints",
            id="light words inside",
        ),
        pytest.param(
            "Cross-validation example: parameter tuning", "parameter_tuning", id="what an example is about"
        ),
        pytest.param(
            "Reducing computational expense using RandomizedSearchCV",
            "reducing_computational_expense",
            id="what is done, not how",
        ),
        pytest.param(
            "Linear regression feature importance plot by house",
            "regression_feature_importance_plot",
            id="the last words of many",
        ),
    ],
)
def test_title_name(title, name):
    assert title_name(title) == name


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        pytest.param("churn", "churn", id="nothing to do"),
        pytest.param("Data exploration", "data_exploration", id="only the whole name counts"),
        pytest.param("data", "data_notebook", id="a package of the project"),
        pytest.param("03 - Models", "models_notebook", id="a package, numbered"),
        pytest.param("smoke", "smoke_notebook", id="a section of the configuration"),
        pytest.param("config", "config_notebook", id="a module of the project"),
        pytest.param("con", "con_notebook", id="Windows' own"),
        pytest.param("2024", "pipeline", id="nothing to go by"),
    ],
)
def test_pipeline_name(stem, name):
    assert pipeline_name(stem) == name


@given(st.text())
def test_the_name_of_a_title_can_be_a_module(title):
    name = title_name(title)
    assert not name or slug(name, "") == name


@given(st.text())
def test_a_slug_can_be_a_module(text):
    name = slug(text, "part_1")
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert not keyword.iskeyword(name)
    assert len(name) <= 41


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        pytest.param([], [], id="nothing to do"),
        pytest.param(["Load", "Train"], ["load", "train"], id="all different"),
        pytest.param(["Plot", "plot", "PLOT!"], ["plot", "plot_2", "plot_3"], id="duplicates"),
        pytest.param(
            ["Plot", "Plot 2", "Plot"], ["plot", "plot_2", "plot_3"], id="a duplicate's name is taken"
        ),
        pytest.param(["", "数据"], ["part_1", "part_2"], id="untitled ones are numbered"),
        pytest.param(["Part 2", ""], ["part_2", "part_2_2"], id="untitled beside a title like it"),
        pytest.param(["Settings", "IO"], ["settings_part", "io_part"], id="modules of the package"),
        pytest.param(
            ["Settings", "settings part"], ["settings_part", "settings_part_2"], id="taken after that"
        ),
    ],
)
def test_stage_names(titles, names):
    assert list(stage_names(titles)) == names


@given(
    st.lists(st.sampled_from(["Load", "load 2", "", "数", "settings", "Settings part", "part 3", "x" * 60]))
)
def test_stage_names_are_all_different(titles):
    names = stage_names(titles)
    assert len(set(names)) == len(names) == len(titles)


@pytest.mark.parametrize(
    ("used", "ours"),
    [
        pytest.param({"df"}, {}, id="nothing to do"),
        pytest.param({"io", "df"}, {"io": "task_io"}, id="one of ours"),
        pytest.param(
            {"product", "upstream"}, {"product": "task_product", "upstream": "task_upstream"}, id="two"
        ),
    ],
)
def test_own_names(used, ours):
    assert dict(own_names(frozenset(used))) == ours
