"""What consultations ask of the apps above."""

from django.dispatch import Signal

# A certificate is prepared, as of `at`: receivers return a list of `certificates.Following`, the notes that
# changed what the note of the consultation says, in their order.
certificate_prepared = Signal()

# A decision by silence is broken, or its adoption confirmed, at `at`: part of that act.
decision_settled = Signal()

# Likewise receivers return a list of `certificates.NoteSetAside`: notes in reply that are no responses.
set_aside_asked = Signal()
