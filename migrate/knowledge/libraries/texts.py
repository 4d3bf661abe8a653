"""Language."""

from migrate.knowledge.library import Library

TEXTS = (
    Library("nltk", {"corpus*": "load", "*": "features", ".download": "prepares"}),
    Library("spacy", {"*": "features"}),
    Library("gensim", {"*": "features"}),
)
