"""How the notebook shows figures."""

from __future__ import annotations

from typing import Any

from .process import loaded, shell

PICTURES = {
    **dict.fromkeys(("png2x", "retina"), "image/png by retina_figure"),
    **dict.fromkeys(("jpg", "jpeg"), "image/jpeg by print_figure"),
    "png": "image/png by print_figure",
    "svg": "image/svg+xml by print_figure",
    "pdf": "application/pdf by print_figure",
}


def figure_settings() -> dict[str, Any]:
    """How figures are shown inline, if anything asked for it: loading it earlier changes what is shown."""
    inline = loaded("matplotlib_inline.config").InlineBackend
    return shown_by(inline.instance() if inline.initialized() else first_backend(), pictures())


def first_backend() -> Any:
    """The backend that will show the first figure, as configured by now."""
    return loaded("matplotlib_inline.config").InlineBackend(config=shell().config)


def shown_by(backend: Any, kinds: list[str]) -> dict[str, Any]:
    return {
        "figures": repr((sorted(backend.figure_formats), sorted(backend.rc.items()))),
        "pictures": kinds or sorted(map(PICTURES.__getitem__, backend.figure_formats)),
        "closing": backend.close_figures,
        "saving": repr(sorted(backend.print_figure_kwargs.items())),
    }


def pictures() -> list[str]:
    """The formats figures are shown in; empty before the first figure."""
    return [
        f"{mime} by {getattr(printer, 'func', printer).__name__}"
        for mime, formatter in sorted(shell().display_formatter.formatters.items())
        for kind, printer in formatter.type_printers.items()
        if kind.__name__ == "Figure" and kind.__module__ == "matplotlib.figure"
    ]
