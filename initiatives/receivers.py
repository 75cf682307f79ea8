"""What plans ask of the apps above: whether a line of a draft contradicts the record of its event."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.dispatch import receiver

from initiatives import follow_up
from initiatives.models import Initiative
from plans import signals
from plans.models import ConceptPaper
from plans.outline import OutlineRow
from plans.revisions import Finding


@receiver(signals.draft_examined, sender=ConceptPaper)
def find_contradictions(paper: ConceptPaper, rows: Sequence[OutlineRow], **kwargs: Any) -> list[Finding]:
    """Return where a line says another year or format than the record, beside the line."""
    records = {one.block_key: one for one in Initiative.objects.filter(paper=paper)}
    return [
        replace(finding, block=row)
        for row in rows
        if row.key in records
        for finding in follow_up.contradictions(records[row.key], row.texts)
    ]
