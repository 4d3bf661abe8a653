"""Where a notebook is cut into stages, and what these are called: rules over purposes, prose and dataflow."""
