"""Model → text: percent scripts, modules, tests, stages, the template."""
