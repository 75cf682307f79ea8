"""What plans ask of the apps above: what records say of lines, and where a line names another year."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cica_portal.languages import NAMES
from initiatives import lines, wording
from initiatives.drafted import words
from initiatives.implementation import follow_up
from initiatives.models import Initiative
from plans import signals
from plans.checks.examination import Beside, Placed, Shown, Source, Way
from plans.enums import BlockKind
from plans.models import ConceptPaper
from plans.outline import OutlineRow
from plans.revisions import Finding


@receiver(signals.draft_examined, sender=ConceptPaper)
def find_contradictions(paper: ConceptPaper, rows: Sequence[OutlineRow], **kwargs: Any) -> list[Finding]:
    """Return where a line names another year than the record, beside the line."""
    return _contradictions(_records(paper), rows)


@receiver(signals.draft_shown, sender=ConceptPaper)
def show_sources(
    paper: ConceptPaper, rows: Sequence[OutlineRow], order: Sequence[Placed], **kwargs: Any
) -> Shown:
    """Return which lines of the draft their records write, which are in words of their own, and how many of
    the whole have no record yet."""
    records = _records(paper)
    lines = [row for row in rows if row.kind == BlockKind.INITIATIVE]
    unrecorded = sum(place.kind == BlockKind.INITIATIVE and place.key not in records for place in order)
    ways = [Way(reverse("initiatives:line-create", args=[paper.slug]), _("Add an event"))]
    if unrecorded:
        # Translators: number is a count of lines of the plan.
        word = ngettext(
            "%(number)s line is not yet a record", "%(number)s lines are not yet records", unrecorded
        )
        address = reverse("initiatives:line-offers", args=[paper.slug])
        ways.append(Way(address, word % {"number": unrecorded}))
    return Shown(
        findings=_contradictions(records, rows),
        sources={row.key: _source(records[row.key], row) for row in lines if row.key in records},
        ways=ways,
    )


def _records(paper: ConceptPaper) -> dict[uuid.UUID, Initiative]:
    return {one.block_key: one for one in Initiative.objects.filter(paper=paper).select_related("host")}


def _contradictions(records: Mapping[uuid.UUID, Initiative], rows: Sequence[OutlineRow]) -> list[Finding]:
    return [
        replace(finding, block=row)
        for row in rows
        if row.key in records
        for finding in follow_up.contradictions(records[row.key], row.texts)
    ]


def _source(initiative: Initiative, row: OutlineRow) -> Source:
    """Say where the words of a line come from: with the languages in which they are its own."""
    link = reverse("initiatives:initiative-edit", args=[initiative.block_key])
    edit = _("Edit the record")
    own = words.own_words(initiative, row.texts)
    if not own:
        return Source(pgettext("line", "from the record"), "done", link, edit)
    # Translators: languages is a list of names of languages.
    said = pgettext("line", "free text: %(languages)s") % {
        "languages": ", ".join(str(NAMES[language]) for language in own)
    }
    if not any(words.line_to_be(initiative, language) for language in own):
        return Source(said, "waiting", link, edit)
    act = reverse("initiatives:line-reset", args=[initiative.block_key])
    return Source(said, "waiting", link, edit, act, _("Set the line from the record again"))


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
    supplements = lines.find_supplements(records.values())
    texts = {row.key: row.texts for row in rows} | supplements
    return {
        key: Beside(
            words={language: _record_in(records[key], language) for language in languages},
            link=reverse("initiatives:initiative-detail", args=[key]),
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
            initiative.place_in(language),
            initiative.host.name if initiative.host else "",
        ]
        said = " · ".join(filter(None, facts))
        status = str(initiative.get_status_display())
        return f"{status}: {said}" if said else status
