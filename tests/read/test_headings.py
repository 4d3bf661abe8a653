import pytest

from migrate.read.headings import headings


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("text\n\nmore", [], id="paragraphs"),
        pytest.param("#hashtag", [], id="no space"),
        pytest.param("####### seven", [], id="seven marks"),
        pytest.param("    # code", [], id="indented code"),
        pytest.param("#", [], id="empty heading"),
        pytest.param("```python\n# code\n```", [], id="fenced"),
        pytest.param("~~~\n# code\n```\n# code\n~~~", [], id="fenced with tildes"),
        pytest.param("````\n```\n# code\n````", [], id="fence in a fence"),
        pytest.param("```\n# code, never closed", [], id="open fence"),
        pytest.param("a | b\n--- | ---\n1 | 2", [], id="table"),
        pytest.param("| a |\n---", [], id="table row and rule"),
        pytest.param("- item\n---", [], id="list and rule"),
        pytest.param("text\n\n---\n", [], id="rule"),
        pytest.param("---\ntitle\n", [], id="rule first"),
        pytest.param("<!-- # hidden -->", [], id="comment"),
        pytest.param("# One", [(1, "One")], id="one"),
        pytest.param("text\n## Two ##\n   ###### Six #", [(2, "Two"), (6, "Six")], id="closed and indented"),
        pytest.param("# C#", [(1, "C#")], id="its own hash"),
        pytest.param("#\tTab", [(1, "Tab")], id="tab"),
        pytest.param("One\n===\n\nTwo\n---", [(1, "One"), (2, "Two")], id="underlined"),
        pytest.param("```\ncode\n```\n# After", [(1, "After")], id="after a fence"),
        pytest.param("`a` ```b``` c\n# After", [(1, "After")], id="inline code is no fence"),
        pytest.param("<h2 style='color:red'>A <b>b</b></h2>", [(2, "A b")], id="tag"),
        pytest.param("<center><H1>A\nb</H1></center>\n# C", [(1, "A b"), (1, "C")], id="tags over lines"),
        pytest.param("<h1>A</h1><h2>B</h2>", [(1, "A"), (2, "B")], id="two tags in a line"),
        pytest.param("# **Bold** and _thin_ `code` ~~old~~", [(1, "Bold and thin code old")], id="emphasis"),
        pytest.param(
            "# snake_case_name and 2 * 3 * 4", [(1, "snake_case_name and 2 * 3 * 4")], id="no emphasis"
        ),
        pytest.param(
            "# [Link](http://x.y) ![pic](z.png) [r][1]\n\n[1]: http://x.y", [(1, "Link pic r")], id="links"
        ),
        pytest.param(
            "# <a id='x'></a>A &amp; B <font color=red>C</font>", [(1, "A & B C")], id="html inside"
        ),
        pytest.param("# 1\\. First \\# x", [(1, "1. First # x")], id="escapes"),
        pytest.param("some **bold** words", [], id="bold inside a line"),
        pytest.param("text\n\n**Note**", [], id="bold, but not first"),
        pytest.param("**a** and **b**", [], id="two bold parts"),
        pytest.param("**" + "long " * 20 + "x**", [], id="a remark in bold"),
        pytest.param("**Load the data:**\ntext", [(7, "Load the data")], id="bold line"),
        pytest.param("\n__Load__ :", [(7, "Load")], id="bold by underscores"),
        pytest.param("**Bold**\n## Real", [(2, "Real")], id="a real heading counts before bold"),
        pytest.param("Load the data", [(8, "Load the data")], id="a few words alone"),
        pytest.param("Here is the data:", [], id="what introduces the next cell"),
        pytest.param("2. Load the data", [(8, "2. Load the data")], id="a few words with a number"),
        pytest.param("We load the data.", [], id="a sentence"),
        pytest.param("Now all of the data has to be loaded", [], id="many words"),
        pytest.param("forward", [], id="a word that begins small"),
        pytest.param("- Item", [], id="a list"),
        pytest.param("$x = 1$", [], id="a formula"),
        pytest.param("# Ärger 🚀 数据", [(1, "Ärger 🚀 数据")], id="other alphabets"),
    ],
)
def test_headings(source, expected):
    assert [(heading.level, heading.text) for heading in headings(source)] == expected
