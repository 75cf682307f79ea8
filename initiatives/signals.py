"""What events ask of the apps above."""

from django.dispatch import Signal

# A delegate looks at events: receivers return, by the key of each plan that is before the `reader`'s State,
# the address at which it is.
plans_before_state_asked = Signal()
