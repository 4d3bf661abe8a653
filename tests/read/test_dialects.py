import pytest

from migrate.read.dialects import told


def language(name):
    return {"vscode": {"languageId": name}}


@pytest.mark.parametrize(
    ("source", "metadata", "kind", "text", "name"),
    [
        pytest.param("x = 1", {}, "code", "x = 1", "", id="nothing to do"),
        pytest.param("x = 1", {"vscode": None}, "code", "x = 1", "", id="metadata null"),
        pytest.param("x = 1", language("python"), "code", "x = 1", "", id="VS Code, Python"),
        pytest.param(
            "%%bash\nls", language("shellscript"), "code", "%%bash\nls", "", id="VS Code, a cell magic"
        ),
        pytest.param("select 1", language("sql"), "raw", "select 1", "SQL", id="VS Code, SQL"),
        pytest.param("# A", language("markdown"), "markdown", "# A", "Markdown", id="VS Code, Markdown"),
        pytest.param("x", language("brainfuck"), "raw", "x", "brainfuck", id="VS Code, another language"),
        pytest.param("%md\n# A", {}, "markdown", "# A", "Markdown", id="Databricks, text"),
        pytest.param("%md # A\nb", {}, "markdown", "# A\nb", "Markdown", id="Databricks, text in its line"),
        pytest.param("# MAGIC %md\n# MAGIC # A", {}, "markdown", "# A", "Markdown", id="text, exported"),
        pytest.param(
            "# MAGIC %run ./a", {}, "code", "# MAGIC %run ./a", "", id="exported, a comment to Python"
        ),
        pytest.param("%scala\nval x = 1", {}, "raw", "%scala\nval x = 1", "Scala", id="Databricks, Scala"),
        pytest.param("%sql\nselect 1", {}, "raw", "%sql\nselect 1", "SQL", id="Databricks, SQL"),
        pytest.param("%sql select 1", {}, "code", "%sql select 1", "", id="SQL by a magic of IPython"),
        pytest.param(
            "%fs ls /", {}, "raw", "%fs ls /", "file commands of Databricks", id="Databricks, files"
        ),
        pytest.param("%matplotlib inline\nx = 1", {}, "code", "%matplotlib inline\nx = 1", "", id="a magic"),
        pytest.param("# COMMAND ----------", {}, "code", "# COMMAND ----------", "", id="a separator alone"),
    ],
)
def test_what_a_code_cell_holds(source, metadata, kind, text, name):
    assert told(source, metadata) == (kind, text, name)
