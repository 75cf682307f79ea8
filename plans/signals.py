"""News for the apps above: what becomes of a plan here may say something there."""

from django.dispatch import Signal

# A working draft was looked at: `rows` are its outline. Receivers return a list of what they find in it.
draft_examined = Signal()
# An adopted text is being read in some `languages`: receivers return what they know of its blocks by now.
adopted_text_read = Signal()
