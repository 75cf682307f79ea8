"""The events proposed in a round, as pages of the Secretariat show them."""

from cica_portal.languages import reader_language
from comments.compilation import lines
from comments.models import Consultation
from initiatives.overview import particulars
from plans.outline import revision_outline


def proposed_events(consultation: Consultation) -> list[particulars.Particulars]:
    """Return the events filed in a round, set out for the reader beside the objectives that they serve."""
    found = lines.events(consultation)
    outline = revision_outline(consultation.revision) if any(event.objectives for event in found) else []
    return particulars.of(found, outline, reader_language())
