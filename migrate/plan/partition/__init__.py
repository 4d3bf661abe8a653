"""Where a notebook is cut into stages, and what they are called: rules over purposes, prose and dataflow."""
