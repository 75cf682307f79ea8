"""Pages of the plans: the Secretariat sees all of them, a coordinator those of the measures coordinated."""
