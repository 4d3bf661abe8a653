import pytest

from migrate.model.trace import CellTrace, Draw, Trace
from migrate.plan.partition.by_headings import at_headings
from migrate.plan.randomness import random_sources, unseeded
from tests.plan.building import apart, draws, seeds

SEED = "import random, numpy\nx = load()\nrandom.seed(3)"
COMPUTED = "import random\nx = load()\nrandom.seed(x)"
DRAW = "y = random.random()"
NONE = CellTrace()
BOTH = CellTrace(draws=(Draw(2, "random", True), Draw(3, "numpy", True)))


def numpy(seen):
    """The same with numpy's generator."""
    return CellTrace(draws=tuple(Draw(d.statement, "numpy", d.seeds) for d in seen.draws))


@pytest.mark.parametrize(
    ("cells", "seen", "expected"),
    [
        pytest.param(["x = load()", "y = load()"], [NONE, NONE], [None, None], id="nothing to do"),
        pytest.param([DRAW, DRAW], [draws(), draws()], [None, None], id="never seeded: nothing"),
        pytest.param([SEED, "y = load()"], [seeds(2), NONE], [None, None], id="seeded, nothing drawn"),
        pytest.param(
            [SEED, DRAW, "y = load()"], [seeds(2), draws(), NONE], [None] * 3, id="the settings seed"
        ),
        pytest.param([SEED, DRAW, DRAW], [seeds(2), draws(), draws()], [None, None, 1], id="draws chain"),
        pytest.param(
            [SEED, DRAW, "y = load()", DRAW],
            [seeds(2), draws(), NONE, draws()],
            [None, None, None, 1],
            id="past a section that draws nothing",
        ),
        pytest.param(
            [COMPUTED, DRAW], [seeds(2), draws()], [None, 0], id="a seed that the settings can't repeat"
        ),
        pytest.param(
            [DRAW, SEED, DRAW], [draws(), seeds(2), draws()], [None] * 3, id="drawn before it is seeded"
        ),
        pytest.param(
            [SEED, DRAW, "random.seed(4)\ny = random.random()", DRAW],
            [seeds(2), draws(), CellTrace(draws=(*seeds(0).draws, *draws(1).draws)), draws()],
            [None, None, None, 2],
            id="seeded again in the middle",
        ),
        pytest.param(
            [SEED + "\nnumpy.random.seed(3)", DRAW, DRAW],
            [BOTH, draws(), numpy(draws())],
            [None, None, 1],
            id="two generators: the one that moved last takes the other along",
        ),
        pytest.param(
            [SEED, DRAW, "numpy.random.seed(x)", DRAW],
            [seeds(2), draws(), numpy(seeds()), numpy(draws())],
            [None, None, 1, 2],
            id="a computed seed of another generator",
        ),
    ],
)
def test_random_sources(cells, seen, expected):
    book = apart(*cells)
    cells_seen = Trace(cells={2 * place + 1: item for place, item in enumerate(seen)})
    assert list(random_sources(book, at_headings(book.cells), cells_seen)) == expected


@pytest.mark.parametrize(
    ("cells", "seen", "expected"),
    [
        pytest.param(["x = load()"], [NONE], [], id="nothing drawn"),
        pytest.param([SEED], [draws()], [], id="an import draws"),
        pytest.param([SEED, DRAW], [seeds(2), draws()], [], id="seeded before"),
        pytest.param([DRAW, SEED, DRAW], [draws(), seeds(2), draws()], [0], id="seeded too late"),
        pytest.param([SEED, DRAW], [seeds(2), numpy(draws())], [1], id="the other generator is seeded"),
        pytest.param(
            ["random.seed(4)\ny = random.random()", DRAW],
            [CellTrace(draws=(Draw(0, "random", False, both=True),)), draws()],
            [],
            id="a statement that seeds and draws",
        ),
        pytest.param([DRAW], [CellTrace(draws=(*draws().draws, *draws().draws))], [0], id="told once"),
    ],
)
def test_cells_that_draw_unseeded(cells, seen, expected):
    book = apart(*cells)
    code = [cell.index for cell in book.code]
    found = unseeded(book, Trace(cells=dict(zip(code, seen, strict=True))))
    assert [code.index(index) for index in found] == expected
