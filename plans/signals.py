"""News of the plans for the apps above. Sent inside the act's transaction."""

from django.dispatch import Signal

# Sent with `paper`, `by` and `at` when a plan was withdrawn.
paper_withdrawn = Signal()
