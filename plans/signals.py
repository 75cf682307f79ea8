"""News for the apps above: what becomes of a plan here may say something there."""

from django.dispatch import Signal

# A working draft was looked at: `rows` are its outline. Receivers return a list of what they find in it.
draft_examined = Signal()
# A plan is to be circulated: receivers return the sentences that a signatory is to answer for.
circulation_prepared = Signal()
# A decision on a plan is to be recorded: receivers return the refusal that stands against it, or nothing.
decision_prepared = Signal()
# An adopted text is being read in some `languages`: receivers return what they know of its blocks by now.
adopted_text_read = Signal()
