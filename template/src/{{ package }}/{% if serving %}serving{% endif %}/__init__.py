"""The model as a service: predictions over HTTP."""
