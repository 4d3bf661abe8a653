"""nbmigrate: from messy notebooks to proved pipelines."""
