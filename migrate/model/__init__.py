"""Immutable data: what a notebook is, what a run of it showed, what a pipeline is."""
