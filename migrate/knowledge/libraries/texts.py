"""Language."""

from migrate.knowledge.library import Library

TEXTS = (
    Library("nltk", {"corpus*": "load", "*": "features", ".download": "sets"}),
    Library("spacy", {"*": "features"}),
    Library("gensim", {"*": "features"}),
)
