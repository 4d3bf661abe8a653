"""What `nbmigrate add` makes of notebooks, and what it tells of them."""
