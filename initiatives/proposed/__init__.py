"""What becomes of a proposed event: the decision on it, and what an adopted plan is supplemented with."""
