"""Neural networks."""

from migrate.knowledge.library import Library

NETWORKS = (
    Library(
        "keras",
        {
            "models* layers* Sequential* optimizers* applications* callbacks*": "train",
            ".compile .fit_generator .train_on_batch": "train",
            ".evaluate .predict_classes": "evaluate",
            ".load_data .load_img .flow_from_dataframe": "load",
            ".flow_from_directory .image_dataset_from_directory": ("load", "lists"),
            ".image_dataset_*": "lists",
            ".save .save_weights": ("save", "writes"),
            "preprocessing*": "features",
            ".to_categorical .pad_sequences .fit_on_texts .texts_to_sequences": "features",
        },
        also="tensorflow.keras tensorflow.python.keras tensorflow.contrib.keras tf_keras",
        parameters={
            "validation_split batch_size epochs": "shared",
            "dropout dropout_rate recurrent_dropout patience n_epochs num_epochs": "tuned",
        },
    ),
    Library(
        "tensorflow",
        {
            "Session* placeholder train train.*": "train",
            "feature_column*": "features",
            ".feature_column": "features",
        },
        lazy=True,
    ),
    Library("tensorflow_datasets", {"load*": "load"}),
    Library(
        "torch",
        {
            "nn.* optim.*": "train",
            ".backward .train": "train",
            "load": ("load", "reads", "unpickles"),
            "save": ("save", "writes"),
            ".numpy": "not kept",
            ".manual_seed": "prepares",
        },
        parameters={"weight_decay": "tuned", "lr": "tuned in classes"},
    ),
    Library("torchvision", {"datasets*": "load", "transforms*": "features", "datasets.ImageFolder": "lists"}),
    Library("fastai", {".fit_one_cycle .fine_tune": "train"}),
    Library("transformers", {"*Train*": "train", ".save_pretrained": ("save", "writes")}),
    Library("datasets", {"load*": "load", ".load_dataset": "load", ".load_metric": "evaluate"}),
)
