"""What plans ask of the apps above: what the records say of the lines, and where a line says otherwise."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation

from initiatives import follow_up, lines, wording
from initiatives.models import Initiative
from plans import signals
from plans.checks.examination import Beside
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


@receiver(signals.adopted_text_read, sender=ConceptPaper)
def say_records(
    paper: ConceptPaper, rows: Sequence[OutlineRow], languages: Sequence[str], **kwargs: Any
) -> dict[uuid.UUID, Beside]:
    """Return what the record says by now of each line of an adopted plan, to be printed with it, and the
    lines that supplement the plan."""
    records = {
        one.block_key: one
        for one in Initiative.objects.filter(paper=paper).select_related("host", "proposal_decision")
    }
    supplements = {key: texts for _paper, key, texts in lines.supplements(records.values())}
    texts = {row.key: row.texts for row in rows} | supplements
    return {
        key: Beside(
            words={language: _record_in(records[key], language) for language in languages},
            link=reverse("initiatives:initiative-detail", args=[records[key].pk]),
            findings=follow_up.contradictions(records[key], texts[key]),
            line=supplements.get(key, {}),
        )
        for key in texts
        if key in records
    }


def _record_in(initiative: Initiative, language: str) -> str:
    with translation.override(language):
        facts = [
            wording.held_when(initiative, language),
            initiative.place,
            initiative.host.name if initiative.host else "",
        ]
        said = " · ".join(filter(None, facts))
        status = str(initiative.get_status_display())
        return f"{status}: {said}" if said else status
