"""The draft decision of a body on an item of its agenda, proposed in the words of the house.

A person edits it. As it then stands the package prints it, and it is kept beside the result.
"""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cica_portal import formats
from cica_portal.errors import MissingForm
from cica_portal.languages import LANGUAGES
from comments.enums import ConsultationStatus, Position
from comments.models import Response, Statement
from members.models import MemberState
from notes.packages import contents
from notes.wording import placeholder_values
from plans.enums import Body
from plans.models import MeetingItem, Revision
from plans.outline import OutlineRow, bracketed, revision_outline

OPENINGS = {
    # Translators: document is the symbol and the revision of the text
    Body.SWG: _(
        "The Special Working Group, having considered the draft Concept Paper and Plan of Implementation of "
        "the CICA Confidence-Building Measure “%(measure)s” for %(period)s (%(document)s), prepared by "
        "%(coordinator)s:"
    ),
    # Translators: document is the symbol and the revision of the text
    Body.SOC: _(
        "The Senior Officials Committee, having considered the draft Concept Paper and Plan of "
        "Implementation of the CICA Confidence-Building Measure “%(measure)s” for %(period)s (%(document)s), "
        "prepared by %(coordinator)s:"
    ),
}
DECIDES = {
    Body.SWG: _("recommends that the Senior Officials Committee approve the draft"),
    Body.SOC: _("approves the draft"),
}
CONVEYS = _("requests the Secretariat to convey the text to Member States")


def propose(item: MeetingItem) -> dict[str, str]:
    """Return the draft decision on an item, by language; where a name lacks its case form there is none, and
    nothing at all before a text was circulated. Words in square brackets the SWG leaves to the approving
    body, by their paragraphs."""
    revision = item.paper.revisions.order_by("number").last()
    if revision is None or item.paper.coordinator is None:
        return {}
    found = {}
    numbers, reserving = _commented(item), _reserving(item)
    in_brackets = bracketed(revision_outline(revision))
    for language in LANGUAGES:
        with translation.override(language):
            try:
                found[language] = _compose(item, revision, numbers, in_brackets, reserving, language)
            except MissingForm:
                continue
    return found


def _compose(
    item: MeetingItem,
    revision: Revision,
    numbers: Sequence[str],
    in_brackets: Sequence[OutlineRow],
    reserving: Sequence[MemberState],
    language: str,
) -> str:
    paper, body, form = item.paper, Body(item.meeting.body), placeholder_values.case_form
    opening = str(OPENINGS[body]) % {
        "measure": form(paper.measure.forms, language, placeholder_values.MEASURE_FORM),
        "period": formats.period(paper.period_from, paper.period_to, language),
        "document": ", ".join(filter(None, [item.symbol, str(revision.label)])),
        "coordinator": form(paper.coordinator.forms, language, placeholder_values.COORDINATOR_FORM),
    }
    took_note = ngettext(
        "takes note of the comments of Member States received under Note No. %(notes)s and of the replies "
        "to them",
        "takes note of the comments of Member States received under Notes No. %(notes)s and of the replies "
        "to them",
        min(len(numbers), 2),  # 21 are several in Russian, too
    )
    first = [took_note % {"notes": formats.listed(numbers, language)}] if numbers else []
    decides = str(DECIDES[body])
    if in_brackets and body == Body.SWG:
        left_open = ngettext(
            "recommends that the Senior Officials Committee approve the draft, the words in square brackets "
            "in paragraph %(labels)s being left to its decision",
            "recommends that the Senior Officials Committee approve the draft, the words in square brackets "
            "in paragraphs %(labels)s being left to its decision",
            min(len(in_brackets), 2),
        )
        decides = left_open % {
            "labels": formats.listed([row.cited(language) for row in in_brackets], language)
        }
    # Translators: states is the names of Member States
    reserved = _("takes note of the reservations and statements of: %(states)s")
    names = ", ".join(state.name for state in reserving)
    said = [*first, decides, *([reserved % {"states": names}] if names else []), CONVEYS]
    points = [f"{number}. {one}" for number, one in enumerate(said, start=1)]
    return "\n".join([opening, ";\n".join(points) + "."])


def _commented(item: MeetingItem) -> list[str]:
    """Return the numbers of the notes of those closed consultations on which there are comments in force."""
    answers = Response.objects.standing().filter(position=Position.COMMENTS)
    return [
        one.reference
        for one in contents.consultations_of(item.paper)
        if one.status == ConsultationStatus.CLOSED and answers.filter(consultation=one).exists()
    ]


def _reserving(item: MeetingItem) -> list[MemberState]:
    """Return the States whose reservations and statements to the text stand, in the protocol order."""
    standing = Statement.objects.in_force().filter(paper=item.paper)
    return list(MemberState.objects.filter(pk__in=standing.values("member_state")))
