"""What goes wrong for a reason that a person can mend."""


class ProjectError(Exception):
    """The message says what happened, where, and what to do next."""


class ModelUnavailable(ProjectError):
    """There is no trained model to predict with."""
