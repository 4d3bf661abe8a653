"""Predicting with the model that the pipeline trained."""
