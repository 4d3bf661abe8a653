"""The report as a page: what it says, and that nothing in it can do harm, in a real browser."""

from __future__ import annotations

import base64
import io
import os
import shutil
import threading
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from migrate.commands.html_report import check_place
from migrate.errors import RequestError
from migrate.verify.compare import Comparison, compare
from migrate.verify.files import FileResult
from migrate.verify.page.outputs import LONGEST
from migrate.verify.page.page import Compared, page

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SCRIPT = "<script>top.document.title = 'owned'; fetch('{0}/fetched')</script>"
EVIL = (
    SCRIPT + "<img src='{0}/image.png' onerror=\"top.document.title = 'owned'\">"
    "<meta http-equiv='refresh' content='0;url={0}/refreshed'><link rel='stylesheet' href='{0}/linked.css'>"
    "<style>@import url('{0}/imported.css'); b {{ background: url('{0}/style.png') }}</style>"
    "<iframe src='{0}/framed'></iframe><b>evil but shown</b>"
)
DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'>" + SCRIPT + "<image href='{0}/svg.png'/>"
    "<rect width='50' height='30' fill='{1}'/></svg>"
)
TABLE = "<table><thead><tr><th>age</th></tr></thead><tbody><tr><td>{}</td></tr></tbody></table>"


def image(colour: str) -> str:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def shows(kind: str, content: str) -> list[Any]:
    return [new_output("display_data", data={kind: content})]


def prints(text: str) -> list[Any]:
    return [new_output("stream", name="stdout", text=text)]


@dataclass
class Server:
    """Listens, and notes what is asked for."""

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Server(f"http://127.0.0.1:{listening.server_port}")
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield found
    listening.shutdown()
    listening.server_close()


def written(folder: Path, address: str = "http://127.0.0.1:9") -> Path:
    """A report of cells of each kind, written as the commands write it."""
    evil, script = EVIL.format(address), SCRIPT.format(address)
    cells = {
        "print('fine')": (prints("fine\n"), prints("fine\n")),
        "print(mean)": (prints("a\nmean 0.25\n"), prints("a\nmean 0.75\n")),
        "plot()": (shows("image/png", image("steelblue")), shows("image/png", image("tomato"))),
        "draw()": tuple(
            shows("image/svg+xml", DRAWING.format(address, colour)) for colour in ("teal", "tomato")
        ),
        "df": (shows("text/html", TABLE.format(41)), shows("text/html", TABLE.format(42))),
        "evil()": (shows("text/html", evil), shows("text/html", evil + "!")),
        f"{script}</pre>": (prints(f"</pre></td>{script}"), prints(f"</pre></td>{script}{script}")),
        "clock()": (prints("took 1.25 s\n"), prints("took 1.75 s\n")),
        "gone()": (prints("gone\n"), None),
    }
    original = new_notebook(cells=[new_code_cell(source, outputs=one) for source, (one, _) in cells.items()])
    second = deepcopy(original)
    second.cells[7].outputs = prints("took 1.5 s\n")
    there = [(i, s, other) for i, (s, (_, other)) in enumerate(cells.items()) if other is not None]
    task = new_notebook(
        cells=[new_code_cell(s, outputs=other, metadata={"origin": index}) for index, s, other in there]
    )
    (folder / "tasks/churn").mkdir(parents=True)
    (folder / "tasks/churn/01_load.py").write_text("")
    executed = folder / "01_load.ipynb"
    nbformat.write(task, executed)
    comparison = compare(original, second, [executed])
    target = folder / "report.html"
    one = Compared(
        "churn", comparison, original, {"01_load": executed}, folder / "tasks/churn", "`df` <b>is wrong"
    )
    target.write_text(page([one], target), encoding="utf-8")
    return target


def test_says_that_all_is_well_where_it_is(tmp_path: Path) -> None:
    text = page([Compared("churn", Comparison(()), new_notebook(), {})], tmp_path / "report.html")
    assert "✓ the notebook shows nothing" in text
    assert 'id="show-all" checked' in text
    assert "<details" not in text


def test_tells_of_every_cell_and_links_to_its_task(tmp_path: Path) -> None:
    text = written(tmp_path).read_text(encoding="utf-8")
    assert text.count('<details class="cell identical"><summary>') == 1
    assert text.count('<details class="cell not-repeatable"><summary>') == 1
    assert text.count('<details class="cell different" open>') == 6
    assert text.count('<details class="cell missing" open>') == 1
    assert '<a href="tasks/churn/01_load.py">01_load, cell 1</a>' in text
    assert "mean 0.<mark>2</mark>5" in text
    assert "% of the pixels differ (image of 60x40 pixels)" in text
    assert "`df` &lt;b&gt;is wrong" in text


def code_of(notebook: str, task: str) -> str:
    """What the report says of the code of a cell, and of the task's."""
    both = [
        new_code_cell(source, outputs=prints("6\n"), metadata={"origin": 0}) for source in (notebook, task)
    ]
    original, executed = (new_notebook(cells=[cell]) for cell in both)
    comparison = compare(original, original, [executed])
    text = page([Compared("churn", comparison, original, {"task 1": executed})], Path("report.html"))
    return text[text.index("<h3>Code</h3>") : text.index("<h3>Both show</h3>")]


def test_shows_code_that_both_have_once() -> None:
    assert code_of("x = 6\nprint(x)", "x = 6\nprint(x)").count("print(x)") == 1


def test_shows_the_tasks_code_beside_the_notebooks_where_it_was_edited() -> None:
    lines = [f"line_{number} = {number}" for number in range(20)]
    found = code_of("\n".join([*lines, "x = 6"]), "\n".join([*lines, "x = 7 - 1", "# <b>"]))
    assert "notebook: code</th>" in found
    assert "pipeline: code</th>" in found
    assert "x = <mark>6</mark>" in found
    assert "x = <mark>7 - 1</mark>" in found
    assert "<mark># &lt;b&gt;</mark>" in found
    assert found.count("line_0 = 0") == found.count("line_19 = 19") == 2


def test_lists_files_with_the_cell_that_writes_them(tmp_path: Path) -> None:
    found = (FileResult("a.csv", 3, "equal", "text"), FileResult("<b>.png", 4, "different", "picture"))
    text = page(
        [Compared("churn", Comparison((), files=found), new_notebook(), {})], tmp_path / "report.html"
    )
    assert "✗ 1 of 2 files identical, 1 different (&lt;b&gt;.png)" in text
    assert '<tr class="equal"><td>a.csv</td><td>3</td><td>identical</td>' in text
    assert '<tr class="different"><td>&lt;b&gt;.png</td><td>4</td><td>different</td><td>picture</td>' in text


def test_holds_no_script_and_nothing_from_elsewhere(tmp_path: Path) -> None:
    text = written(tmp_path).read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<link" not in text
    assert 'src="http' not in text
    assert text.count("<iframe") == text.count('<iframe sandbox=""') == 4


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"text/plain": "<b>"}, "&lt;b&gt;", id="text"),
        pytest.param({"text/plain": "x" * 2 * LONGEST}, f"… {LONGEST} more characters", id="endless text"),
        pytest.param({"text/html": "x" * 3_000_000}, "HTML of 3000 kB, too large", id="endless HTML"),
        pytest.param({"image/png": '"><b>'}, "image/png that can&#39;t be read", id="an image that is none"),
        pytest.param({"application/x+json": {"a": 1}}, "[application/x+json]", id="only data"),
        pytest.param(
            {"text/html": "<script>1</script>"}, "holds a script, which does not run", id="a script"
        ),
    ],
)
def test_shows_an_output_as_what_it_is(data: dict[str, Any], expected: str) -> None:
    shown = [new_output("display_data", data=data)]
    original, executed = (
        new_notebook(cells=[new_code_cell("x", outputs=shown, metadata=metadata)])
        for metadata in ({}, {"origin": 0})
    )
    one = Compared("churn", compare(original, original, [executed]), original, {"task 1": executed})
    assert expected in page([one], Path("report.html"))


def test_a_file_of_the_user_is_not_overwritten(tmp_path: Path) -> None:
    check_place(None)
    check_place(written(tmp_path))
    (tmp_path / "mine.html").write_text("mine")
    for place, says in (("mine.html", "isn't a report"), ("no/report.html", "in a folder that exists")):
        with pytest.raises(RequestError, match=says):
            check_place(tmp_path / place)


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium to open the report in")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_it_can_be_filtered_and_nothing_in_it_runs(
    tmp_path: Path, server: Server, scheme: str
) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    report = written(tmp_path, server.address)
    with playwright.sync_playwright() as tools:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = tools.chromium.launch(
            executable_path=BROWSER, args=["--disable-gpu", *(["--no-sandbox"] if root else [])]
        )
        opened = browser.new_page(color_scheme=scheme, viewport={"width": 1300, "height": 900})
        opened.goto(report.as_uri())
        cells = opened.locator(".cell:visible")
        expect = playwright.expect
        expect(cells).to_have_count(7)
        opened.locator("#show-wrong").focus()
        opened.keyboard.press("ArrowRight")
        expect(cells).to_have_count(1)
        expect(cells).to_contain_text("a timing")
        opened.check("#show-all")
        expect(cells).to_have_count(9)
        opened.locator(".cell.identical summary").press("Enter")
        expect(opened.locator(".cell.identical pre.output").last).to_be_visible()

        for picture in opened.locator("img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", True)
            expect(picture).to_have_js_property("naturalWidth", 60)
        for place, words in ((0, "41"), (1, "42"), (2, "evil but shown"), (3, "evil but shown")):
            opened.locator("iframe").nth(place).scroll_into_view_if_needed()
            expect(opened.frame_locator("iframe").nth(place).locator("body")).to_contain_text(words)
        opened.wait_for_timeout(500)
        assert opened.title() == "churn: notebook and pipeline"
        assert contrast(opened, "body", "body") >= 7
        assert all(contrast(opened, words, "body") >= 4.5 for words in (".different .status", ".kinds", "a"))
        if folder := os.environ.get("SCREENSHOTS"):
            opened.screenshot(path=f"{folder}/report-{scheme}.png", full_page=True)
        browser.close()
    assert server.asked == []


def contrast(opened: Any, words: str, ground: str) -> float:
    """The contrast of text with the page, as WCAG has it."""
    style = "(place, what) => getComputedStyle(document.querySelector(place))[what]"
    colours = [
        opened.evaluate(f"([place, what]) => ({style})(place, what)", [place, what])
        for place, what in ((words, "color"), (ground, "backgroundColor"))
    ]
    one, other = sorted(map(luminance, colours))
    return (other + 0.05) / (one + 0.05)


def luminance(colour: str) -> float:
    """How bright `rgb(1, 2, 3)` is."""
    parts = [int(part) / 255 for part in colour.split("(")[1].rstrip(")").split(",")[:3]]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
