"""Notes that follow: those of a round on one page, and the forms by which the next ones are drafted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cica_portal.calendar import holidays
from cica_portal.deadlines import Deadline
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.text import normalise
from cica_portal.web.forms import DeskForm
from cica_portal.web.pages import ActPage, ConfirmPage, FormPage
from comments.refusals import ConsultationClosed
from initiatives import wording
from initiatives.views.initiatives import InitiativePage
from members.fields import by_clock_of
from members.models import MemberState
from notes.acts import acknowledging, event_invitations, extensions, followups, voiding
from notes.acts.submitting import submission_with_comments
from notes.enums import NoteStatus
from notes.forms.drafting import (
    CorrigendumForm,
    EventInvitationForm,
    ExtensionForm,
    InvitationForm,
)
from notes.forms.free_notes import ReturnForm
from notes.models import IncomingNote, VerbalNote
from notes.register import incoming_notes
from notes.views.detail import NOTE_MARKS
from notes.views.frame import NotesPage, NoteView, OfConsultation
from plans.enums import Body, PaperStatus


class ConsultationPage(OfConsultation):
    """A page or an act about the notes of one round."""

    permission = "notes.draft_note"


class ConsultationNotes(ConsultationPage):
    """Every note of a round, and what may be drafted now."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = (
            VerbalNote.objects.with_void()
            .filter(consultation=self.consultation)
            .select_related("member_state", "answers_to")
        )
        notes = list(found.order_by("drafted_at", "pk"))
        context = {
            "notes": [(note, NOTE_MARKS[NoteStatus(note.status)]) for note in notes],
            "incoming": list(incoming_notes.incoming_of(self.consultation)),
            "to_acknowledge": self.to_acknowledge(notes),
            "may_submit": submission_with_comments.may_draft(self.consultation)
            and not submission_with_comments.is_submitted(self.consultation),
            "is_submitted_later": self.consultation.revision.paper.status == PaperStatus.CIRCULATED,
        }
        return self.page("notes/consultation_notes.html", context)

    def to_acknowledge(self, notes: list[VerbalNote]) -> list[tuple[MemberState, IncomingNote | None]]:
        """Return the States whose comments nobody has acknowledged yet, with the note that brought them."""
        acknowledged = acknowledging.acknowledged_in(notes)
        waiting = acknowledging.acknowledgeable(self.consultation)
        return [(state, brought) for state, brought in waiting if state.pk not in acknowledged]


class NoteAcknowledge(ActPage, ConsultationPage):
    asked_on = "notes:consultation-notes", "consultation__pk"

    def act(self) -> HttpResponse:
        asked = normalise(self.request.POST.get("state", ""))
        addressed = self.consultation.addressees.filter(member_state__code=asked)
        addressee = addressed.select_related("member_state").first()
        if addressee is None:
            raise Http404
        state = addressee.member_state
        incoming = self.brought_by(state)
        return self.drafted(
            acknowledging.acknowledge(
                self.consultation, state, incoming=incoming, by=self.request.user, at=self.at
            )
        )

    def brought_by(self, state: MemberState) -> IncomingNote | None:
        """Return the note that the page offered; none where the comments were submitted in the portal."""
        key = self.request.POST.get("incoming", "")
        if not key:
            return None
        own = incoming_notes.incoming_of(self.consultation).filter(member_state=state)
        return get_object_or_404(own, pk=key if key.isascii() and key.isdigit() else None)


class EventInvite(FormPage, ConsultationPage):
    template_name = "notes/event_invite.html"
    form_class = InvitationForm

    def act(self, form: InvitationForm) -> HttpResponse:
        note = followups.invite(
            self.consultation,
            event=form.texts_of("event"),
            place=form.texts_of("place"),
            event_date=form.cleaned_data["event_date"],
            event_until=form.cleaned_data["event_until"],
            respond_by=form.cleaned_data["respond_by"],
            by=self.request.user,
            at=self.at,
        )
        return self.drafted(note)


class SwgSubmit(FormPage, ConsultationPage):
    template_name = "notes/swg_submit.html"
    form_class = DeskForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        of_swg = self.consultation.revision.paper.items.open().filter(meeting__body=Body.SWG)
        return super().get_context_data(meeting_items=of_swg[:1], **kwargs)

    def act(self, form: DeskForm) -> HttpResponse:
        note = submission_with_comments.draft(self.consultation, by=self.request.user, at=self.at)
        return self.drafted(note)


class FollowingView(NoteView):
    """Drafting a note about an issued one."""

    permission = "notes.draft_note"
    statuses = (NoteStatus.ISSUED,)


class NoteCorrect(FollowingView, FormPage):
    template_name = "notes/note_correct.html"
    form_class = CorrigendumForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.note.consultation
        may_extend = consultation is not None and consultation.is_open(self.at)
        return super().get_context_data(may_extend=may_extend, **kwargs)

    def act(self, form: CorrigendumForm) -> HttpResponse:
        made = followups.correct(
            self.note,
            corrected=form.cleaned_data["corrected"],
            instead=form.texts_of("instead"),
            read=form.texts_of("read"),
            by=self.request.user,
            at=self.at,
        )
        return self.drafted(made)


class NoteAnnul(FollowingView, ConfirmPage):
    template_name = "notes/note_confirm_annul.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_void = self.request.user.has_perm("notes.void_number", self.note)
        return super().get_context_data(has_left=voiding.has_left(self.note), may_void=may_void, **kwargs)

    def act(self) -> HttpResponse:
        return self.drafted(followups.annul(self.note, by=self.request.user, at=self.at))


class NoteVoid(FollowingView, FormPage):
    """Make the number of a note void that has not left: no further note is drafted."""

    permission = "notes.void_number"
    template_name = "notes/note_void.html"
    form_class = ReturnForm
    perform = staticmethod(voiding.make_void)
    done = _("The number is void. Nothing was sent to anybody.")


class ExtensionPrepare(FormPage, ConsultationPage):
    """Extending a deadline: its note is prepared, and prepared anew while it is drafted."""

    template_name = "notes/extension_prepare.html"
    form_class = ExtensionForm
    beside = "respond_by"
    final = (ConsultationClosed,)
    gives_back = ("reason", *(f"stated-{code}" for code in LANGUAGES))
    asked_on = "comments:consultation-board", "consultation__pk"

    def form(self, *sent: Any, **given: Any) -> ExtensionForm:
        return by_clock_of(ExtensionForm(*sent, **given), self.consultation.time_zone)

    def initial(self) -> dict[str, Any]:
        note = extensions.drafted(self.consultation)
        if note is None:
            until = Deadline.of(self.consultation.closes_at, self.consultation.time_zone)
            return {"respond_by": holidays.week_after(until.day), "last_minute": until.minute}
        until = Deadline.read(note.values["respond_by"])
        stated = note.values.get("words", {}).get("reason", {})
        texts = {f"stated-{code}": text for code, text in stated.items()}
        terms = {"respond_by": until.day, "last_minute": until.minute, "is_stated": bool(stated)}
        return note.values | terms | texts

    def act(self, form: ExtensionForm) -> HttpResponse:
        given = form.cleaned_data
        note = extensions.prepare(
            self.consultation,
            given["respond_by"],
            given["last_minute"],
            reason=given["reason"],
            stated=form.texts_of("stated") if given["is_stated"] else None,
            by=self.request.user,
            at=self.at,
        )
        return self.drafted(note)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(addressed_count=self.consultation.addressees.count(), **kwargs)


class InitiativeInvite(FormPage, InitiativePage, NotesPage):
    """The invitation to an event of an adopted plan, proposed from its record for the officer to look at."""

    permission = "notes.draft_note"
    template_name = "notes/initiative_invite.html"
    form_class = EventInvitationForm

    def initial(self) -> dict[str, Any]:
        proposed = event_invitations.proposed(self.initiative, self.request.user)
        start = {"respond_by": proposed["respond_by"]}
        texts = {f"{name}-{code}": proposed[name][code] for name in ("event", "place") for code in LANGUAGES}
        return start | texts

    def act(self, form: EventInvitationForm) -> HttpResponse:
        note = event_invitations.draft(
            self.initiative,
            event=form.texts_of("event"),
            place=form.texts_of("place"),
            respond_by=form.cleaned_data["respond_by"],
            by=self.request.user,
            at=self.at,
        )
        return self.drafted(note)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            notes=list(event_invitations.of(self.initiative)),
            may_draft=event_invitations.may_draft(self.initiative),
            when=wording.held_when(self.initiative, reader_language()),
            **kwargs,
        )
