"""Each rule takes out its noise and nothing beside it: switched off, two equal things differ."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import nbformat
import pytest

from migrate.verify.normalise import NORMALISERS, Cleaner, normalisers
from migrate.verify.outputs import shown

if TYPE_CHECKING:
    from tests.verify.conftest import Runs

HTML = "text/html"
PLAIN = "text/plain"
WIDGET = "application/vnd.jupyter.widget-view+json"
SVG = "image/svg+xml"
ROOTS = ("/home/ann/churn", "/tmp/copy")
ALL = normalisers(ROOTS)
HEX = "0123456789abcdef0123456789abcdef"
OTHER_HEX = HEX[::-1]
SHORT = OTHER_HEX[1:]  # Altair writes a number, without zeros in front


def clean(text: str, kind: str, without: str = "") -> str:
    return Cleaner(tuple(rule for rule in ALL if rule.name != without)).clean(text, kind)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("accuracy 0.9137, n=1_204, 12:30, 5%\n", id="numbers"),
        pytest.param("hex(12345678) = 0xbc614e\nid 0x7fe14c61b830", id="a computed hexadecimal number"),
        pytest.param(f"md5 {HEX}", id="a computed digest"),
        pytest.param('{"model_id": "' + HEX + '"}', id="a digest that calls itself model_id"),
        pytest.param("T_12345 T_abcde", id="names like Styler ids"),
        pytest.param("Wall time: 5 apples\nmy CPU times: user 1 s", id="words like those of %time"),
        pytest.param("12.5 ± 0.3\n1.2 ms ± 3 µs", id="a measurement with its error"),
        pytest.param("training took 12.5 s (3.1 ms per step)", id="a time that the notebook computed"),
        pytest.param("In [3]: Out[4] x[5] Cell 7", id="indexes"),
        pytest.param("/home/ann/churn2/x /data/home/ann/churn", id="another folder"),
        pytest.param("a\n\n  b\tc\n", id="blanks that are not at the end"),
        pytest.param("sales at 0xbc614e today", id="a number after 'at'"),
        pytest.param("6b1c2d3e-0000-4000-8000", id="part of a UUID"),
    ],
)
@pytest.mark.parametrize("kind", ["stdout", PLAIN])
def test_leaves_alone(text: str, kind: str) -> None:
    cleaner = Cleaner(ALL)
    assert cleaner.clean(text, kind) == text
    assert not any(cleaner.counts.values())


TIMES = "CPU times: user 13 μs, sys: 2 μs, total: 15 μs\nWall time: 17.4 μs"
OTHER_TIMES = "CPU times: user 1min 3s, sys: 0 ns, total: 1min 3s\nWall time: 1e+03 ms"
LOOPS = "12.1 μs ± 109 ns per loop (mean ± std. dev. of 7 runs, 100,000 loops each)"
OTHER_LOOPS = "9.87 ms ± 1 µs per loop (mean ± std. dev. of 7 runs, 1 loop each)"
SLOWEST = (
    "The slowest run took 5.20 times longer than the fastest."
    " This could mean that an intermediate result is being cached.\n"
)
CASES = [
    ("erased lines", "stdout", "12 s left\r\x1b[Kloss {}", "7 s left, slow\x1b[2K\rloss {}"),
    ("ANSI colours", "stdout", "\x1b[31mloss\x1b[0m {}", "\x1b[1;32mloss\x1b[39m {}"),
    ("ANSI colours", PLAIN, "\x1b]8;;http://a\x07loss\x1b]8;;\x07 {}", "loss {}"),
    ("carriage-return progress", "stdout", "\r1/9\r5/9\rloss {}", "\r3/9\rloss {}"),
    ("carriage-return progress", "stdout", "99\b\bloss {}\r\n", "loss {}\n"),
    ("trailing blanks", "stdout", "loss {}  \nend", "loss {}\nend \t"),
    ("memory addresses", PLAIN, "<A object at 0x7fe14c61b830>, {}", "<A object at 0x5581aa61b8>, {}"),
    ("memory addresses", HTML, "<td>&lt;A at 0x7fe14c61b830&gt; {}", "<td>&lt;A at 0x7fe14c61b8ff&gt; {}"),
    (
        "UUIDs",
        HTML,
        "Plotly.newPlot('8f012609-0ab7-4d3f-9a9a-0f1e2d3c4b5a', [{}])",
        "Plotly.newPlot('0ab7dad3-8f01-4609-8b8b-aabbccddeeff', [{}])",
    ),
    (
        "files of cells",
        "stdout",
        'File "/tmp/ipykernel_12/345.py", line {}',
        'File "/tmp/ipykernel_6/78.py", line {}',
    ),
    ("files of cells", "stdout", "<ipython-input-1-0a1b> in f: {}", "<ipython-input-22-ffee> in f: {}"),
    ("counters of cells", "stdout", "Cell In[3], line {}", "Cell In[14], line {}"),
    ("counters of cells", "stdout", "Input In [3], line {}", "Input In [14], line {}"),
    ("Styler ids", HTML, "#T_54eec_row0_col0 {{width: {}%}}", "#T_1bf7f_row0_col0 {{width: {}%}}"),
    ("estimator ids", HTML, "forceTheme('sk-container-id-2');{}", "forceTheme('sk-container-id-9');{}"),
    (
        "widget ids",
        WIDGET,
        '{{"model_id": "' + HEX + '", "v": {}}}',
        '{{"model_id": "' + OTHER_HEX + '", "v": {}}}',
    ),
    ("widget ids", WIDGET, f"IPY_MODEL_{HEX} {{}}", f"IPY_MODEL_{OTHER_HEX} {{}}"),
    (
        "UUIDs",
        HTML,
        '<table id="itables_b00f0e0b_fb29_421e_a7eb_c39b6a8c5b2c">{}</table>',
        '<table id="itables_b8cbe741_e54f_4101_9bd2_1b06de7e2f20">{}</table>',
    ),
    (
        "Altair ids",
        HTML,
        f'<style>#altair-viz-{HEX}.vega-embed {{{{}}}}</style><div id="altair-viz-{HEX}"></div>{{}}',
        f'<style>#altair-viz-{SHORT}.vega-embed {{{{}}}}</style><div id="altair-viz-{SHORT}"></div>{{}}',
    ),
    (
        "Altair counters",
        "application/vnd.vegalite.v5+json",
        '{{"name": "param_1", "views": ["view_1"], "name": "view_1", "x": {}}}',
        '{{"name": "param_7", "views": ["view_3"], "name": "view_3", "x": {}}}',
    ),
    (
        "map ids",
        HTML,
        f"<div id=&quot;map_{HEX}&quot;> var tile_layer_{OTHER_HEX} = L; map_{HEX}.set({{}})",
        f"<div id=&quot;map_{OTHER_HEX}&quot;> var tile_layer_{HEX} = L; map_{OTHER_HEX}.set({{}})",
    ),
    (
        "Bokeh ids",
        "application/javascript",
        '{{"id":"p1002","x":{{"id":"p1003"}},"roots":{{"p1002":1}},"y":{}}}',
        '{{"id":"p1058","x":{{"id":"p1060"}},"roots":{{"p1058":1}},"y":{}}}',
    ),
    (
        "SHAP ids",
        HTML,
        "<div id='iBQX2VN3K5Z7T8W9M1L0P'></div>show('iBQX2VN3K5Z7T8W9M1L0P', {})",
        "<div id='iQ2X7VN3K5Z7T8W9M1L0A'></div>show('iQ2X7VN3K5Z7T8W9M1L0A', {})",
    ),
    ("timings", "stdout", f"{{}}\n{TIMES}\n", f"{{}}\n{OTHER_TIMES}\n"),
    ("timings", "stdout", f"{LOOPS}\n{{}}", f"{OTHER_LOOPS}\n{{}}"),
    ("timings", PLAIN, f"<TimeitResult : {LOOPS}>\n{{}}", f"<TimeitResult : {OTHER_LOOPS}>\n{{}}"),
    ("timings", "stdout", f"{SLOWEST}{LOOPS}\n{{}}", f"{LOOPS}\n{{}}"),
    ("timings", "stdout", f"{{}}\n{TIMES}\nCompiler : 218 ms\n", f"{{}}\n{TIMES}\n"),
    (
        "SVG dates",
        SVG,
        "<dc:date>2026-11-21T09:28:55.666387</dc:date>{}",
        "<dc:date>2025-01-02T03:04:05</dc:date>{}",
    ),
    (
        "SVG ids",
        SVG,
        '<path id="m77fefba65b" d="M 0 {}"/><use href="#m77fefba65b"/><g clip-path="url(#pc5fc3c23d4)"/>',
        '<path id="m5e574a3225" d="M 0 {}"/><use href="#m5e574a3225"/><g clip-path="url(#pe836ca07de)"/>',
    ),
    ("working folder", "stdout", "/home/ann/churn/data.csv: {}", "/tmp/copy/data.csv: {}"),
]


@pytest.mark.parametrize(("rule", "kind", "one", "other"), CASES)
def test_a_rule_switched_off_leaves_a_difference(rule: str, kind: str, one: str, other: str) -> None:
    pair = one.format(2.5), other.format(2.5)
    assert len({clean(text, kind) for text in pair}) == 1
    assert len({clean(text, kind, without=rule) for text in pair}) == 2


@pytest.mark.parametrize(("kind", "one", "other"), [case[1:] for case in CASES])
def test_a_rule_hides_no_number_beside_its_noise(kind: str, one: str, other: str) -> None:
    assert clean(one.format(2.5), kind) != clean(other.format(2.6), kind)


@pytest.mark.parametrize(("rule", "kind", "one", "other"), CASES)
def test_a_rule_is_counted(rule: str, kind: str, one: str, other: str) -> None:
    cleaner = Cleaner(ALL)
    for text in (one, other):
        cleaner.clean(text.format(2.5), kind)
    assert cleaner.counts[rule] >= 1


REFERENCES = [  # two things, and one of them again
    pytest.param(
        HTML, '<b id="altair-viz-{}"><b id="altair-viz-{}">#altair-viz-{}', [HEX, OTHER_HEX], id="Altair"
    ),
    pytest.param(HTML, '"name": "view_{}", "name": "view_{}", view_{}', ["1", "2"], id="Altair's counters"),
    pytest.param(HTML, "var map_{}; var map_{}; map_{}.add()", [HEX, OTHER_HEX], id="a map"),
    pytest.param(HTML, '"id":"p{}" "id":"p{}" "p{}"', ["1001", "1002"], id="Bokeh"),
    pytest.param(HTML, "<b id='i{}'><b id='i{}'>'i{}'", ["A" * 20, "B" * 20], id="SHAP"),
    pytest.param(HTML, "{0}-{0}-{0}", [HEX, HEX], id="no ids"),
    pytest.param(HTML, "#T_{}_row0 #T_{}_row0 #T_{}_row0", ["0aaaa", "0bbbb"], id="Styler"),
    pytest.param(
        HTML, "sk-estimator-id-{} sk-estimator-id-{} sk-estimator-id-{}", ["1", "2"], id="estimators"
    ),
    pytest.param(
        "stdout",
        "8f012609-0ab7-4d3f-9a9a-{0} 8f012609-0ab7-4d3f-9a9a-{1} 8f012609-0ab7-4d3f-9a9a-{2}",
        ["0f1e2d3c4b5a", "aabbccddeeff"],
        id="UUIDs",
    ),
]


@pytest.mark.parametrize(("kind", "text", "ids"), REFERENCES)
def test_what_an_id_refers_to_is_still_compared(kind: str, text: str, ids: list[str]) -> None:
    one, other = ids
    first, second, renamed = (
        clean(text.format(*names), kind)
        for names in ([one, other, one], [one, other, other], [other, one, other])
    )
    assert first == renamed
    assert (first != second) is (one != other)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"<td>map_{HEX}</td>", id="a digest with a name"),
        pytest.param('<td>"p1001"</td><td>view_1 param_2</td>', id="words like counters"),
        pytest.param('{"datasets": {"data-13a4858fbfcb0e47": 1}}', id="data by its content"),
        pytest.param('<div id="iris">iris</div><div id="map_1">map_1</div>', id="ids that were chosen"),
        pytest.param("<td>iBQX2VN3K5Z7T8W9M1L0P</td>", id="a code"),
    ],
)
def test_what_only_looks_like_an_id_of_a_chart_stays(text: str) -> None:
    assert clean(text, HTML) == text


LONG = (
    "a_",
    "view_1 ",
    '"id":"p1001",',
    "{'a': 1, 'b': [2]}, ",
    "iVBORw0KGgo+",
    "/a",
    " ",
    "1 s ",
    "0xffffff",
    "\x1b[",
    "ab\r",
    "#T_0ab1c",
)


@pytest.mark.parametrize("kind", ["stdout", PLAIN, HTML, "image/svg+xml"])
@pytest.mark.parametrize("text", LONG)
def test_a_long_line_takes_no_time(text: str, kind: str) -> None:
    """Somebody's dictionary of a thousand people, printed, took eight minutes."""
    began = time.process_time()
    Cleaner(normalisers(("/home/ann/churn",))).clean(f"x{text * (100_000 // len(text))}x", kind)
    assert time.process_time() - began < 3


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in ALL} == {case[0] for case in CASES}
    assert normalisers() == NORMALISERS


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain\n", "plain\n"),
        ("\r0/3\r1/3\r2/3\n", "2/3\n"),
        ("50%\r", "50%"),
        ("long line\rshort", "shortline"),
        ("10/10 loss 0.5\b\b\b0.7", "10/10 loss 0.7"),
    ],
)
def test_a_line_ends_as_a_terminal_shows_it(text: str, seen: str) -> None:
    assert clean(text, "stdout") == seen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        ("carriage-return progress", "progress"),
        ("memory addresses", "address"),
        ("memory addresses", "styler"),
        ("UUIDs", "uuid"),
        ("files of cells", "traceback"),
        ("Styler ids", "styler"),
        ("widget ids", "widget"),
        ("timings", "time"),
        ("timings", "timeit"),
        ("timings", "cell time"),
        ("SVG dates", "figure"),
        ("SVG ids", "figure"),
        ("working folder", "folder"),
    ],
)
def test_two_real_runs_are_equal_only_with_the_rule(runs: Runs, rule: str, cell: str) -> None:
    one, other = (
        nbformat.read(path, as_version=4).cells[runs.index[cell]] for path in (runs.original, runs.plain)
    )
    rules = normalisers(runs.roots)
    switched_off = tuple(each for each in rules if each.name != rule)
    assert shown([one], Cleaner(rules)) == shown([other], Cleaner(rules))
    assert shown([one], Cleaner(switched_off)) != shown([other], Cleaner(switched_off))
