"""Pictures."""

from migrate.knowledge.library import Library

PLOTS = (
    Library(
        "matplotlib",
        {
            "*": "plot",
            "pyplot.subplots pyplot.figure pyplot.axes pyplot.gca pyplot.gcf": "not stored",
            "subplots figure axes gca gcf": "not stored",
            ".add_subplot": ("plot", "not stored"),
            ".imshow .scatter .bar .barh .pie .plot_* .legend .subplots_adjust .tight_layout .show": "plot",
            ".rc .use": ("sets", "repeatable"),
            ".rcdefaults .update": "repeatable",
            ".close .clf": "prepares",
            ".rcParams": "may set",
        },
        draws=True,
    ),
    Library("mpl_toolkits", {"*": "plot"}, distribution=None, draws=True),
    Library(
        "seaborn",
        {
            "load_dataset": "load",
            "*": "plot",
            ".kdeplot": "plot",
            ".set .set_theme .set_style .set_context .set_palette": ("sets", "repeatable"),
            ".reset_defaults .reset_orig": "repeatable",
        },
        draws=True,
    ),
    Library(
        "plotly",
        {
            "*": "plot",
            ".iplot .add_trace .update_layout": "plot",
            ".init_notebook_mode": "sets",
            ".go_offline": "may set",
        },
        also="chart_studio.plotly",
        draws=True,
    ),
    Library("altair", {"*": "plot"}, draws=True),
    Library("bokeh", {"*": "plot"}, draws=True),
    Library("cufflinks", {"*": "plot"}),
    Library("folium", {"*": "plot"}, draws=True),
    Library("ggplot", {"*": "plot"}, distribution=None),
    Library("graphviz", {"*": "plot"}, draws=True),
    Library("holoviews", {"*": "plot"}, draws=True),
    Library("hvplot", {"*": "plot"}),
    Library("ipywidgets", draws=True),
    Library("missingno", {"*": "plot"}),
    Library("plotnine", {"*": "plot"}, draws=True),
    Library("pydotplus", {"*": "plot"}),
    Library("squarify", {"*": "plot"}),
    Library("wordcloud", {"*": "plot"}, draws=True),
    Library("yellowbrick", {"*": "evaluate"}, draws=True),
)
