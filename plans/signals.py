"""News for the apps above: what becomes of a plan here may say something there."""

from django.dispatch import Signal

# A working draft was looked at: `rows` are its outline. Receivers return a list of what they find in it.
draft_examined = Signal()
# A working draft is shown to those who edit it: `rows` are its outline, or a part of it. Receivers return an
# `examination.Shown`: what they know of its blocks, and what they offer for it.
draft_shown = Signal()
# A decision on a plan is to be recorded: receivers return the refusal that stands against it, or nothing.
decision_prepared = Signal()
# A plan is put on the agenda of a meeting that begins on the day `first_on`: receivers return the refusal
# that stands against it, or nothing.
meeting_chosen = Signal()
# An adopted text is being read in some `languages`: receivers return what they know of its blocks by now.
adopted_text_read = Signal()
# Tracked changes are being signed for a `reader`, or for a paper that tells all, names as in `language`:
# receivers return, by the key of an edit, the steps that led from its text before to its text after, each
# with the States whose words it took in as far as the reader may know them ("" for those of nobody above).
edits_signed = Signal()
# Until when statements to an adopted plan may be filed is asked: receivers return the day of the note by
# which Member States were told of the adoption, `decisions.NOT_TOLD` while it is drafted, or nothing.
adoption_told = Signal()
# A text in force is shown or printed in a `language`: receivers return what States attached to the revision,
# an `attached.Attached`, or nothing.
attached_read = Signal()
