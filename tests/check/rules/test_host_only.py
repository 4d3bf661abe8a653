import pytest

from migrate.check.rules.host_only import check
from migrate.check.subject import Subject
from tests.plan.building import notebook


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = 1", [], id="nothing"),
        pytest.param("# dbutils.fs.ls('/')", [], id="a comment"),
        pytest.param("import spark\nspark.f()", [], id="a name that the notebook binds"),
        pytest.param("files.upload_all()", [], id="another function"),
        pytest.param(
            "x = dbutils.widgets.get('x')",
            ["asks a widget for a value, which works only on Databricks"],
            id="a widget",
        ),
        pytest.param("x = dbutils.library", ["uses `dbutils`, which only Databricks provides"], id="dbutils"),
        pytest.param(
            "df = spark.sql('select 1')", ["uses `spark`, which only Databricks provides"], id="spark"
        ),
        pytest.param(
            "# MAGIC %run ./a", ["runs another notebook, which works only on Databricks"], id="exported %run"
        ),
        pytest.param("%run ./a.py", [], id="a script that IPython runs"),
        pytest.param(
            "from google.colab import drive\ndrive.mount('/content/drive')",
            ["mounts Google Drive, which works only on Colab"],
            id="Google Drive",
        ),
        pytest.param(
            "from google.colab import auth",
            ["imports google.colab, which only Colab has"],
            id="Colab's package",
        ),
        pytest.param(
            "df.to_csv('/kaggle/working/a.csv')",
            ["uses /kaggle/working, which works only on Kaggle"],
            id="Kaggle's folder",
        ),
    ],
)
def test_what_only_one_place_has(source, expected):
    assert [finding.what for finding in check(Subject(notebook(source)))] == expected
