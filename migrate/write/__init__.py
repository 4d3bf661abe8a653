"""Model → text: percent scripts, modules, tests, stages, the template; written together or not at all."""
