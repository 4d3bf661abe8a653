"""Arrays and mathematics."""

from migrate.knowledge.library import Library

ARRAYS = (
    Library(
        "numpy",
        {
            "load loadtxt genfromtxt fromfile": ("load", "reads"),
            "save*": ("save", "writes"),
            ".savez": "save",
            ".tofile": "writes",
            "random.seed random.set_state": "seeds numpy",
            "random.*": "draws numpy",
            "*": "compute",
            ".mean .std .item .tolist": "not kept",
            ".strides .flags .base": "layout",
            ".seed": "prepares",
            ".seterr": ("sets", "repeatable"),
            ".set_printoptions": ("sets", "repeatable"),
        },
        parameters={"seed": "seed"},
    ),
    Library("scipy", {"io.loadmat": "load", "*": "compute"}),
    Library("sympy", {"*": "compute"}),
    Library("networkx", {"*": "compute"}, draws=True),
    Library("numexpr"),
)
