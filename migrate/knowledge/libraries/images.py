"""Images and sound."""

from migrate.knowledge.library import Library

IMAGES = (
    Library(
        "cv2",
        {"imread": ("load", "reads"), "imwrite": "writes"},
        # The one for machines without a screen: containers have none, and notebooks open no windows.
        distribution="opencv-python-headless",
    ),
    Library("PIL", {"Image.open": ("load", "reads")}, distribution="pillow"),
    Library("imageio", {"imread*": ("load", "reads"), "imsave": "writes"}),
    Library("skimage", {"imsave": "writes"}, distribution="scikit-image"),
    Library("librosa", {"load": ("load", "reads")}),
)
