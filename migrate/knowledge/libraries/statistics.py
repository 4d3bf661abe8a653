"""Statistics and time series."""

from migrate.knowledge.library import Library

STATISTICS = (
    Library(
        "statsmodels",
        {
            "*OLS *.WLS *.GLS *.GLM *.Logit *.Probit *.Poisson *.ols *.logit *.glm *.mixedlm": "train",
            "*ARIMA *ARIMAX": "train",
            ".fit_regularized": "train",
            ".summary .summary2 .pred_table .conf_int .get_forecast .forecast": "evaluate",
            ".load_pandas .get_rdataset": "load",
            ".add_constant": "features",
            "graphics.*": "plot",
            "*": "compute",
            ".ols .wls .gls .glm .logit .probit .poisson .mixedlm .quantreg .rlm .gee .phreg": "formula",
            ".negativebinomial .mnlogit .from_formula .gam": "formula",
        },
    ),
    Library("patsy", {".dmatrix .dmatrices": "formula"}),
    Library("prophet", {"Prophet": "train"}),
    Library("fbprophet", {"Prophet": "train"}),
    Library("pmdarima", {"[A-Z]* auto_arima arima.*": "train"}),
    Library("lifelines", {"*Fitter": "train"}),
)
