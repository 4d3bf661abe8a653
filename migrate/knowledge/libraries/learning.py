"""Learning from tables."""

from migrate.knowledge.library import Library

LEARNING = (
    Library(
        "sklearn",
        {
            "linear_model.* ensemble.* svm.* tree.* neighbors.* naive_bayes.* cluster.*": "train",
            "neural_network.* mixture.* discriminant_analysis.* gaussian_process.* pipeline.*": "train",
            "model_selection.GridSearchCV model_selection.RandomizedSearchCV": "train",
            "model_selection.cross_val_* model_selection.cross_validate": "train",
            ".fit": ("train", "draws numpy"),  # most estimators, unless they are given a seed
            ".fit_predict": "train",
            ".train_test_split": "split",
            "model_selection.*Fold model_selection.*ShuffleSplit model_selection.TimeSeriesSplit": "split",
            "metrics.*": "evaluate",
            "model_selection.learning_curve model_selection.validation_curve": "evaluate",
            ".predict .predict_proba .score": ("evaluate", "predicts", "not kept"),
            ".decision_function": "evaluate",
            "datasets.*": "load",
            ".fetch_* .load_boston": "load",
            "preprocessing.* feature_extraction.* feature_selection.* decomposition.* compose.*": "features",
            "random_projection.* manifold.*": "features",
            ".fit_transform .inverse_transform": "features",
            "impute.*": "clean",
            ".set_config": "sets",
        },
        distribution="scikit-learn",
        parameters={
            "random_state random_seed": "seed",
            "test_size train_size validation_fraction cv n_splits n_repeats": "shared",
            "n_estimators max_depth max_features max_leaf_nodes max_samples min_samples_split": "tuned",
            "min_samples_leaf learning_rate learning_rate_init n_neighbors n_clusters n_components": "tuned",
            "n_init n_iter n_iter_no_change max_iter tol perplexity l1_ratio contamination": "tuned",
            "min_df max_df momentum": "tuned",
            "C alpha class_weight criterion degree eps gamma kernel metric min_samples": "tuned in classes",
            "penalty solver weights": "tuned in classes",
        },
    ),
    Library(
        "imblearn",
        {"*": "features", ".fit_resample .fit_sample": "features"},
        distribution="imbalanced-learn",
        parameters={"k_neighbors sampling_strategy": "tuned"},
    ),
    Library("category_encoders", {"*": "features"}),
    Library("featuretools", {"*": "features"}),
    Library("tsfresh", {"*": "features"}),
    Library(
        "xgboost",
        {"[A-Z]* train cv sklearn.*": "train", ".save_model": "save"},
        parameters={
            "min_child_weight subsample colsample_bytree num_boost_round": "tuned",
            "early_stopping_rounds reg_alpha reg_lambda": "tuned",
        },
    ),
    Library(
        "lightgbm",
        {"[A-Z]* train cv early_stopping log_evaluation sklearn.*": "train"},
        parameters={"min_child_samples num_leaves": "tuned"},
    ),
    Library("catboost", {"[A-Z]* train cv": "train"}),
    Library("lime", {"*": "evaluate"}),
    Library("scikitplot", {"*": "evaluate"}, distribution="scikit-plot"),
    Library("shap", {"*": "evaluate"}),
    Library("joblib", {"load": ("load", "reads", "unpickles"), "dump": ("save", "writes")}),
)
