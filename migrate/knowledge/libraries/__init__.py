"""The libraries, by field; one that is added goes into the list of its field."""

from migrate.knowledge.libraries.arrays import ARRAYS
from migrate.knowledge.libraries.folders import FOLDERS
from migrate.knowledge.libraries.habits import HABITS
from migrate.knowledge.libraries.images import IMAGES
from migrate.knowledge.libraries.learning import LEARNING
from migrate.knowledge.libraries.networks import NETWORKS
from migrate.knowledge.libraries.others import OTHERS
from migrate.knowledge.libraries.plots import PLOTS
from migrate.knowledge.libraries.sources import SOURCES
from migrate.knowledge.libraries.standard import STANDARD
from migrate.knowledge.libraries.statistics import STATISTICS
from migrate.knowledge.libraries.tables import TABLES
from migrate.knowledge.libraries.texts import TEXTS

LIBRARIES = (
    *(*STANDARD, *FOLDERS, *TABLES, *ARRAYS, *PLOTS, *LEARNING, *NETWORKS, *STATISTICS),
    *(*TEXTS, *IMAGES, *SOURCES, *OTHERS, *HABITS),
)
