"""What `nbmigrate add` makes of notebooks, and what it says about them."""
