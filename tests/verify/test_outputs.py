"""What counts as the same thing shown, and what doesn't."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from migrate.verify.normalise import NORMALISERS, Cleaner
from migrate.verify.outputs import Shown, Text, shown
from migrate.verify.pictures import Picture, difference

Output = dict[str, Any]


def stream(text: str, name: str = "stdout") -> Output:
    return {"output_type": "stream", "name": name, "text": text}


def bundle(metadata: Output | None = None, /, **data: Any) -> Output:
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def html(text: str) -> Output:
    return bundle(None, **{"text/html": text})


def plain(text: str) -> Output:
    return bundle(None, **{"text/plain": text})


def image(
    colour: tuple[int, ...] | int,
    mode: str = "RGB",
    size: tuple[int, int] = (4, 2),
    form: str = "png",
    **save: Any,
) -> Output:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, form, **save)
    return bundle(None, **{"image/png": base64.b64encode(file.getvalue()).decode()})


def film(*colours: int) -> Output:
    first, *others = (Image.new("RGB", (4, 2), (80 * colour, 0, 0)) for colour in colours)
    file = io.BytesIO()
    first.save(file, "gif", save_all=True, append_images=others)
    return bundle(None, **{"image/gif": base64.b64encode(file.getvalue()).decode()})


def view(*outputs: Output) -> Shown:
    return shown([{"outputs": list(outputs)}], Cleaner(NORMALISERS))


@pytest.mark.parametrize(
    "outputs",
    [
        pytest.param([], id="no output"),
        pytest.param([stream("")], id="an empty print"),
        pytest.param([stream("careful", "stderr")], id="warnings only"),
    ],
)
def test_shows_nothing(outputs: list[Output]) -> None:
    assert not view(*outputs)


def test_stderr_is_kept_apart_and_decides_nothing() -> None:
    one, other = view(stream("a"), stream("b", "stderr")), view(stream("a"))
    assert one == other
    assert one.stderr == "b"


JSON = "application/vnd.plotly.v1+json"
WIDE = {"image/png": {"width": 100}}
SAME = [
    ("chunks of stdout", [stream("a\n"), stream("b\n")], [stream("a\nb\n")]),
    ("stdout around a warning", [stream("a"), stream("w", "stderr"), stream("b")], [stream("ab")]),
    ("shown as result or by display", [plain("1")], [{**plain("1"), "output_type": "execute_result"}]),
    ("execution counts", [{**plain("1"), "execution_count": 3}], [{**plain("1"), "execution_count": 9}]),
    (
        "order of keys",
        [bundle(None, **{JSON: {"a": 1, "b": [2]}})],
        [bundle(None, **{JSON: {"b": [2], "a": 1}})],
    ),
    ("text as lines", [plain("1\n2")], [bundle(None, **{"text/plain": ["1\n", "2"]})]),
    (
        "layout of a table",
        [html("<table>\n  <tr> <td>1</td>\n</tr></table>")],
        [html("<table><tr><td>1</td></tr></table>")],
    ),
    ("blanks between tags", [html("<b>1</b> <i>2</i>")], [html("<b>1</b>\n\t<i>2</i>")]),
    ("blanks before a cell's content", [html("<td> <b>1</b></td>")], [html("<td><b>1</b></td>")]),
    ("blanks behind a cell's content", [html("<td><b>1</b> </td>")], [html("<td><b>1</b></td>")]),
    ("blanks around", [html(" <b>1</b>\n")], [html("<b>1</b>")]),
    ("blanks behind pre", [html("<pre></pre><b>1</b>  <b>2</b>")], [html("<pre></pre><b>1</b> <b>2</b>")]),
    ("blanks behind an empty pre", [html("<pre/><b>1</b>  <b>2</b>")], [html("<pre/><b>1</b> <b>2</b>")]),
    ("an attribute without a value", [html("<i hidden>")], [html('<i hidden="">')]),
    (
        "generated ids of what is controlled",
        [html('<i id="e-7"><b aria-controls="e-7">')],
        [html('<i id="e-12"><b aria-controls="e-12">')],
    ),
    ("generated ids", [html('<input id="e-7"><b for="e-7">')], [html('<input id="e-12"><b for="e-12">')]),
    ("compression", [image((9, 9, 9))], [image((9, 9, 9), compress_level=0)]),
    ("colour mode", [image((9, 9, 9))], [image((9, 9, 9, 255), "RGBA")]),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(a, b, id=name) for name, a, b in SAME])
def test_shows_the_same(one: list[Output], other: list[Output]) -> None:
    assert view(*one) == view(*other)


OTHER = [
    ("a number", [stream("0.5")], [stream("0.6")]),
    ("a last digit", [html("<td>0.123456789</td>")], [html("<td>0.123456788</td>")]),
    ("digits that run together", [html("<b>1</b> <b>2</b>")], [html("<b>1</b><b>2</b>")]),
    (
        "a cell moved to another row",
        [html("<tr><td>1</td></tr><tr></tr>")],
        [html("<tr></tr><tr><td>1</td></tr>")],
    ),
    ("a colour", [html('<td style="color: red">1</td>')], [html('<td style="color: blue">1</td>')]),
    ("a class", [html('<td class="row0">1</td>')], [html('<td class="row1">1</td>')]),
    ("an id without digits", [html('<b id="a">')], [html('<b id="b">')]),
    (
        "a label of another input",
        [html('<i id="e1"><i id="e2"><b for="e1">')],
        [html('<i id="e1"><i id="e2"><b for="e2">')],
    ),
    ("text that looks like a tag", [html("&lt;b&gt;")], [html("<b>")]),
    ("blanks in text", [html("<td>a  b</td>")], [html("<td>a b</td>")]),
    ("an attribute's value", [html("<i title>")], [html('<i title="x">')]),
    ("a comment", [html("<!--1-->")], [html("<!--2-->")]),
    ("a declaration", [html("<!doctype html>")], [html("<!doctype svg>")]),
    ("text at the end", [html("<b>1</b>a&2")], [html("<b>1</b>a&3")]),
    ("a quote in an attribute", [html("<b title='1\" id=\"a'>")], [html('<b title="1" id="a">')]),
    ("blanks in a pre behind a stray end", [html("</pre><pre>  </pre>")], [html("</pre><pre> </pre>")]),
    ("blanks in pre", [html("<pre><b>1</b>  <b>2</b></pre>")], [html("<pre><b>1</b> <b>2</b></pre>")]),
    ("a script's data", [html("<script>plot([1,2])</script>")], [html("<script>plot([1,3])</script>")]),
    (
        "plain text below equal HTML",
        [bundle(None, **{"text/html": "a", "text/plain": "1"})],
        [bundle(None, **{"text/html": "a", "text/plain": "2"})],
    ),
    ("a lost MIME type", [bundle(None, **{"text/html": "a", "text/plain": "1"})], [plain("1")]),
    ("JSON", [bundle(None, **{JSON: {"y": [1, 2]}})], [bundle(None, **{JSON: {"y": [2, 1]}})]),
    ("print after a table", [stream("a"), plain("1")], [plain("1"), stream("a")]),
    ("print on both sides of a table", [stream("a"), plain("1"), stream("b")], [stream("ab"), plain("1")]),
    ("two outputs as one", [plain("1"), plain("2")], [plain("1\n2")]),
    ("a pixel's shade", [image((9, 9, 9))], [image((9, 9, 8))]),
    ("an image's shape", [image((9, 9, 9))], [image((9, 9, 9), size=(2, 4))]),
    ("how much shines through", [image((9, 9, 9, 255), "RGBA")], [image((9, 9, 9, 0), "RGBA")]),
    ("equal bytes of other numbers", [image(0, "F", form="tiff")], [image(0, "I", form="tiff")]),
    ("a later frame", [film(1, 2)], [film(1, 3)]),
    ("16 bits", [image(40000, "I;16")], [image(40001, "I;16")]),
    ("an image's size on the page", [image(1, "L")], [{**image(1, "L"), "metadata": WIDE}]),
    (
        "an error's message",
        [{"output_type": "error", "ename": "E", "evalue": "1"}],
        [{"output_type": "error", "ename": "E", "evalue": "2"}],
    ),
    (
        "SVG",
        [bundle(None, **{"image/svg+xml": '<path d="M 1"/>'})],
        [bundle(None, **{"image/svg+xml": '<path d="M 2"/>'})],
    ),
    ("an unreadable image", [bundle(None, **{"image/png": "AAAA"})], [bundle(None, **{"image/png": "AAAB"})]),
    ("an empty output", [bundle()], []),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(a, b, id=name) for name, a, b in OTHER])
def test_shows_something_else(one: list[Output], other: list[Output]) -> None:
    assert view(*one) != view(*other)


TAGS_OF_TABLES = ["table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"]


@pytest.mark.parametrize("tag", TAGS_OF_TABLES)
def test_blanks_beside_the_tags_of_a_table_show_nothing(tag: str) -> None:
    assert view(html(f"<b>1</b> <{tag}><b>2</b>")) == view(html(f"<b>1</b><{tag}><b>2</b>"))


@pytest.mark.parametrize("tag", ["pre", "textarea", "script", "style"])
def test_blanks_count_where_they_are_kept(tag: str) -> None:
    assert view(html(f"<{tag}>  </{tag}>")) != view(html(f"<{tag}> </{tag}>"))


def test_cells_that_were_divided_show_their_outputs_together() -> None:
    parts = [{"outputs": [stream("a")]}, {"outputs": [stream("b"), plain("1")]}]
    assert shown(parts, Cleaner(NORMALISERS)) == view(stream("ab"), plain("1"))


def test_html_is_read_one_tag_or_text_a_line() -> None:
    (part,) = view(html("<table>\n <tr><td>1 &lt; 2</td></tr>\n</table>")).parts
    assert part == Text("text/html", "<table>\n<tr>\n<td>\n1 &lt; 2\n</td>\n</tr>\n</table>")


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        (b"\0" * 16, b"\0" * 15 + b"\1", "25.00% of the pixels differ (image of 2x2 pixels)"),
        (b"\0" * 16, b"\1" * 16, "100.00% of the pixels differ (image of 2x2 pixels)"),
    ],
)
def test_says_how_many_pixels_differ(one: bytes, other: bytes, sentence: str) -> None:
    assert difference(Picture("image/png", (2, 2), one), Picture("image/png", (2, 2), other)) == sentence


def test_says_that_an_image_has_another_size() -> None:
    one, other = Picture("image/png", (1, 2), b"\0" * 8), Picture("image/png", (2, 2), b"\0" * 16)
    assert difference(one, other) == "image of 1x2 pixels became image of 2x2 pixels"


def test_says_that_an_image_has_other_frames() -> None:
    one, other = Picture("image/gif", (1, 2), b"\0" * 8), Picture("image/gif", (1, 2), b"\0" * 16)
    assert difference(one, other) == "image of 1x2 pixels became image of 1x2 pixels"


def test_says_that_an_image_is_shown_in_another_size() -> None:
    one, other = (Picture("image/png", (1, 2), b"\0" * 8, shown) for shown in ("", ", width 100"))
    assert difference(one, other) == "image of 1x2 pixels is shown as image of 1x2 pixels, width 100"
