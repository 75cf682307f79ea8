"""What plans ask of the comments: whose words the changes of a text are."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from cica_portal import clock
from comments.consolidation.tracing import signatures, trace_readers
from members.models import User
from plans import signals
from plans.models import Edit


@receiver(signals.edits_signed, sender=Edit)
def sign_by_states(
    edits: Sequence[Edit], language: str, reader: User, **kwargs: Any
) -> dict[int, signatures.Steps]:
    """Return the steps of edits that took in what States proposed, as far as the reader may know it."""
    if not edits:
        return {}
    at: dt.datetime = clock.now()
    return signatures.of_states(edits, language, trace_readers.reader(reader, edits[0].block.paper, at))
