"""The outbox: what is on its way, what did not arrive and, in a demonstration, the messages themselves."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import REFUSED
from documents import store, subjects
from documents.enums import DocumentStatus
from documents.models import Document
from members.mailing import backends
from members.models import Invitation, MemberState
from notes.delivery import bounces, letters, outbox, reachability
from notes.enums import DispatchStatus
from notes.forms.acts import ReleaseForm
from notes.forms.register import OutboxFilter
from notes.models import Dispatch, VerbalNote
from notes.views.frame import NotesPage, NoteView
from notes.views.messages.delivery import by_state, dead_among, dispatch_row
from plans.models import ConceptPaper

PAGE_SIZE = 100
SHOWN_MESSAGES = 100
URGENCY = [
    DispatchStatus.BOUNCED,
    DispatchStatus.FAILED,
    DispatchStatus.UNKNOWN,
    DispatchStatus.HELD,
    DispatchStatus.SENDING,
    DispatchStatus.QUEUED,
]


def is_file_outbox() -> bool:
    """Tell whether mail stays in the house, so that staff can be shown what a recipient would see."""
    return settings.DEMONSTRATION and settings.EMAIL_BACKEND == "members.mailing.backends.OutboxBackend"


class Outbox(NotesPage):
    permission = "notes.view_outbox"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = OutboxFilter(request.GET)
        status = form.cleaned_data["status"] if form.is_valid() else ""
        rows = (
            Dispatch.objects.select_related("note", "member_state")
            .prefetch_related("reports")
            .annotate(
                urgency=Case(
                    *[When(status=value, then=Value(place)) for place, value in enumerate(URGENCY)],
                    default=Value(len(URGENCY)),
                    output_field=IntegerField(),
                )
            )
        )
        if status:
            rows = rows.filter(status=status)
        shown = Paginator(rows.order_by("urgency", "-not_before", "-pk"), PAGE_SIZE).get_page(
            request.GET.get("page")
        )
        dead = dead_among(shown)
        context = {
            "form": form,
            "status": status,
            "dispatches": [dispatch_row(dispatch, dead) for dispatch in shown],
            "page": shown,
            "query": f"status={status}&" if status else "",
            "lost": bounces.lost(self.at),
            "dead": reachability.in_use(),
            "held": held_notes(),
            "unmatched": bounces.unmatched(),
            "parked": parked_documents(),
            "is_file_outbox": is_file_outbox(),
            "mail": [backends.read(path) for path in backends.paths()[:SHOWN_MESSAGES]]
            if is_file_outbox()
            else [],
        }
        return self.page("notes/outbox.html", context)


def parked_documents() -> list[dict[str, Any]]:
    """Return the documents that could not be prepared, each with its note or else its plan."""
    parked = list(Document.objects.filter(status=DocumentStatus.FAILED))
    notes = subjects.find_many(parked, "note", VerbalNote.objects.all())
    papers = subjects.find_many(parked, "paper", ConceptPaper.objects.all())
    return [{"document": one, "note": notes.get(one.pk), "paper": papers.get(one.pk)} for one in parked]


def held_notes() -> list[tuple[VerbalNote, int]]:
    """Return the notes whose messages await release, the oldest first, and how many of each."""
    counted = Dispatch.objects.filter(status=DispatchStatus.HELD).order_by().values("note")
    numbers = {row["note"]: row["number"] for row in counted.annotate(number=Count("pk"))}
    notes = VerbalNote.objects.filter(pk__in=numbers).select_related("paper").order_by("issued_at", "pk")
    return [(note, numbers[note.pk]) for note in notes]


class NoteRelease(NoteView):
    """Look at what waits, to whom and in which words, then let it go."""

    permission = "notes.release_messages"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        held = outbox.held(self.note)
        if not held:
            return redirect("notes:note-detail", pk)
        return self.confirm(held)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            raise Http404
        try:
            released = outbox.release(
                self.note, by=request.user, at=self.at, shown=form.cleaned_data["shown"]
            )
        except outbox.OtherMessages as refusal:
            messages.error(request, str(refusal))
            return self.confirm(outbox.held(self.note), status=REFUSED)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            count = len(released)
            text = ngettext(
                "%(count)s message queued for sending.", "%(count)s messages queued for sending.", count
            )
            messages.success(request, text % {"count": count})
        return redirect("notes:note-detail", pk)

    def confirm(self, held: list[Dispatch], *, status: int = 200) -> HttpResponse:
        languages = [code for code in LANGUAGES if any(one.language == code for one in held)]
        context = {
            "note": self.note,
            "held": by_state(held),
            "words": [(code, words_of(self.note, code)) for code in languages],
        }
        return self.page("notes/note_release.html", context, status=status)


def words_of(note: VerbalNote, language: str) -> letters.Letter | None:
    """Return the message of a language as it will leave; none while its files are being prepared."""
    try:
        return letters.note_letter(note, language)
    except store.NotStored:
        return None


class DispatchDecision(NotesPage):
    """A person's decision about a message that did not arrive, or of which nobody knows."""

    permission = "notes.view_outbox"
    http_method_names = ["post"]
    done = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        dispatch = get_object_or_404(Dispatch.objects.select_related("note__consultation"), pk=pk)
        try:
            self.act(dispatch)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.done))
        back = {"note": "notes:note-detail", "release": "notes:note-release"}.get(
            request.POST.get("back", "")
        )
        if back:
            return redirect(back, dispatch.note_id)
        return redirect(reverse("notes:outbox"))

    def act(self, dispatch: Dispatch) -> None:
        raise NotImplementedError


class DispatchResend(DispatchDecision):
    done = _("Message queued again.")

    def act(self, dispatch: Dispatch) -> None:
        outbox.resend(dispatch, by=self.request.user, at=self.at)


class DispatchSettle(DispatchDecision):
    done = _("Message recorded as delivered.")

    def act(self, dispatch: Dispatch) -> None:
        outbox.settle(dispatch, by=self.request.user, at=self.at)


class DispatchSetAside(DispatchDecision):
    done = _("The message was removed and will not be sent.")

    def act(self, dispatch: Dispatch) -> None:
        outbox.set_aside(dispatch, by=self.request.user, at=self.at)


class AddressRestore(NotesPage):
    """A person knows that an address which was found to take no mail takes it again."""

    permission = "notes.view_outbox"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        state = get_object_or_404(MemberState, code=request.POST.get("state", ""))
        try:
            reachability.restore(state, request.POST.get("address", ""), by=request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Address restored. Messages sent to it count again."))
        return redirect("notes:outbox")


class OutboxPage(NotesPage):
    """The demonstration's own mail; elsewhere there is none to show."""

    permission = "notes.view_outbox"

    def find_message(self) -> backends.OutboxMessage:
        message = backends.find(self.kwargs["identifier"]) if is_file_outbox() else None
        if message is None:
            raise Http404
        return message


class OutboxMessage(OutboxPage):
    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        return self.page("notes/outbox_message.html", {"message": self.find_message()})


class OutboxFile(OutboxPage):
    def get(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        found: Any = self.find_message().file(number)
        if found is None:
            raise Http404
        name, content = found
        response = HttpResponse(content, content_type="application/pdf")
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class InvitationMail(NotesPage):
    """The newest mail of an invitation, where mail stays in the house: for who manages the invitation."""

    permission = "members.manage_invitation"

    @cached_property
    def invitation(self) -> Invitation:
        return get_object_or_404(Invitation.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def find_subject(self) -> Invitation:
        return self.invitation

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        newest = self.invitation.mails.order_by("-written_at", "-pk").first()
        message = backends.find_personal(newest.message_id) if newest and is_file_outbox() else None
        if message is None:
            raise Http404
        return self.page("notes/invitation_mail.html", {"message": message})
