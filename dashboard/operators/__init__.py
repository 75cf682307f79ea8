"""What operators are told: figures, calls, and what a restored copy would do."""
