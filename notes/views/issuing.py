"""Issuing a note: the page that says what will happen, to whom and under which number; and the act."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cica_portal import formats, organization, spaces
from cica_portal.deadlines import Deadline
from cica_portal.languages import pick, reader_language
from cica_portal.web.following import Step
from cica_portal.web.pages import REFUSED, SAFE, ConfirmPage
from notes import kinds
from notes.acts import issuing, readiness, recipients
from notes.acts.readiness import Readiness
from notes.enums import NoteStatus
from notes.forms.acts import IssueForm
from notes.models import Dispatch, NoteAddressee
from notes.register import addressees, enclosure_units
from notes.views.detail import closes_at, shown_context, terms_of
from notes.views.frame import NoteView, issued_steps
from notes.wording import consistency
from notes.wording.enclosed import Item
from plans.enums import PlanGate
from plans.life import carrying

LOCKS_TEXT = gettext_lazy(
    "The text will be locked as the next revision, and the plan will go before the SWG."
)


def sizes_of(items: Sequence[Item], reader: str) -> str:
    """Return what is enclosed, each with its size in every language of the note; what has no pages, with its
    kind of file."""
    units = enclosure_units.units()
    found = []
    for one in items:
        sizes = (
            f"{code.upper()}: "
            f"{formats.enclosure_size(copy.pages, code, units[code]) if copy.pages else copy.kind.upper()}"
            for code, copy in one.copies.items()
            if copy.is_stored
        )
        found.append(f"{pick(one.titles, reader)} ({', '.join(sizes)})")
    return "; ".join(found)


class NoteIssue(NoteView, ConfirmPage):
    """Say exactly what will happen, to whom and under which number; then do it."""

    permission = "notes.issue_note"
    again = dict.fromkeys(
        (
            consistency.NotConsistent,
            issuing.NumberMoved,
            issuing.DraftMoved,
            "plans.points_carried_already",
            "plans.points_for_signatory",
            "plans.points_moved",
            "plans.points_open",
        ),
        REFUSED,
    )

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        if self.note.status != NoteStatus.DRAFTED:
            return self.back()
        ready = readiness.find(self.note, at=self.at)
        if found := [*ready.findings, *ready.unequal]:
            messages.error(request, " ".join(str(finding) for finding in found))
            return self.back()
        return self.confirm(ready=ready)

    def has_changed(self, draft: str) -> bool:
        """Tell whether the draft is another than the person has read, here or on the page of the note."""
        read = self.request.POST.get("draft", self.request.GET.get("read", draft))
        if self.request.method in SAFE and read != draft:
            messages.error(self.request, str(issuing.DraftMoved()))
        return read != draft

    def is_unread(self) -> bool:
        """Tell whether the person does not come from the page of the note, which shows its text."""
        return self.request.method in SAFE and "read" not in self.request.GET

    def act(self) -> None:
        form = IssueForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        given = form.cleaned_data
        issuing.issue(
            self.note,
            by=self.request.user,
            at=self.at,
            expected_number=given["number"],
            expected_points=given["points"],
            expected_draft=given["draft"],
            reason=given["reason"],
        )
        self.done = _("Note %(number)s issued.") % {"number": self.note.number}

    def steps(self) -> list[Step]:
        return issued_steps(self.note)

    def confirm(self, *, ready: Readiness | None = None, status: int = 200) -> HttpResponse:
        note, ready = self.note, ready or readiness.find(self.note, at=self.at)
        states = list(recipients.states_of(note, at=self.at))
        rows = addressees.rows_of(note)
        chosen = [row for row in rows if row.is_copy or addressees.is_named(note, row)]
        messages_to = recipients.recipients_of(note, at=self.at, rows=rows)
        draft = readiness.mark(note, ready, at=self.at)
        context = shown_context(note, ready, states, at=self.at)
        written_to = {*context["lost"], *(one.member_state_id for one in messages_to)}
        unreached = [state.name for state in states if state.pk not in written_to]
        unreached += [row.party.name for row in chosen if not _is_written_to(row, messages_to)]
        others = [row.party.name for row in chosen if not row.is_copy and row.correspondent_id]
        context |= {
            "draft": draft,
            "has_changed": self.has_changed(draft),
            "is_unread": self.is_unread(),
            "warning": LOCKS_TEXT if kinds.of(note).gate == PlanGate.SUBMISSION else "",
            "states": [*(state.name for state in states), *others],
            "number_of_states": len(states),
            "has_others": bool(others),
            "copied": [row.party.name for row in chosen if row.is_copy],
            "unreached": unreached,
            "messages_count": len(messages_to),
            "facts": self.facts(ready),
            "points_shown": carrying.shown(ready.points),
            "form": IssueForm(self.request.POST or None),
        }
        return self.page("notes/note_confirm_issue.html", context, status=status)

    def facts(self, ready: Readiness) -> list[tuple[str, str]]:
        note, language, row = self.note, reader_language(), kinds.of(self.note)
        if not row.opens_consultation:
            about = (
                (pgettext("label", "Consultation"), note.consultation.reference)
                if note.consultation
                else (pgettext("note", "Subject"), note.about)
            )
            said = [(pgettext("field", "Kind"), str(note.get_kind_display())), about]
            if row.extends_deadline:
                zone = note.own_consultation.time_zone
                until = Deadline.read(note.values["respond_by"]).closes_at(zone)
                closing = formats.closing(until, zone, language)
                said.append((_("New deadline"), spaces.shown(closing)))
            if ready.enclosed:
                said.append((pgettext("note", "Enclosures"), sizes_of(ready.enclosed, language)))
            return said
        closing = spaces.shown(formats.closing(closes_at(note), organization.time_zone(), language))
        return [
            (pgettext("column", "Plan"), note.paper.title),
            (_("Deadline for comments") if row.asks_for_comments else _("Last day for objections"), closing),
            (pgettext("note", "Enclosure"), sizes_of(ready.enclosed, language)),
            *terms_of(note),
        ]


def _is_written_to(row: NoteAddressee, messages_to: Sequence[Dispatch]) -> bool:
    """Tell whether one who was chosen has an address."""
    if row.member_state_id is not None:
        return not row.is_copy or any(one.member_state_id == row.member_state_id for one in messages_to)
    found = (one.correspondent_address for one in messages_to if one.correspondent_address is not None)
    return any(one.correspondent_id == row.correspondent_id for one in found)
