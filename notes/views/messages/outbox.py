"""The outbox: what is on its way, what did not arrive and, in a demonstration, the messages themselves."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cica_portal.languages import LANGUAGES
from cica_portal.text import normalise
from cica_portal.web.acts import Act, serve
from cica_portal.web.downloads import download
from cica_portal.web.lists import part
from cica_portal.web.pages import REFUSED, ActPage, ConfirmPage, FormPage, visible
from documents import store, subjects
from documents.enums import DocumentStatus
from documents.models import Document
from members.directory import undelivered
from members.mailing import backends
from members.models import Correspondent, Invitation, MemberState
from notes.acts import recipients
from notes.delivery import bounces, by_note, dispatches, letters, outbox, overtaking, reachability
from notes.enums import DispatchStatus, NoteGroup
from notes.forms.acts import CancelForm, ReleaseForm
from notes.forms.register import OutboxFilter
from notes.models import Dispatch, VerbalNote
from notes.views.frame import NotesPage, NoteView
from notes.views.messages.by_note import MARKS, sections
from notes.views.messages.delivery import by_state
from plans.models import ConceptPaper

NOTES_ON_PAGE = 50
SHOWN_MESSAGES = 100


def is_file_outbox() -> bool:
    """Tell whether mail stays in the house, so that staff can be shown what a recipient would see."""
    return settings.DEMONSTRATION and settings.EMAIL_BACKEND == "members.mailing.backends.OutboxBackend"


class Outbox(NotesPage):
    """A line a note, those first of which something failed."""

    permission = "notes.view_outbox"

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = OutboxFilter(request.GET).chosen()
        lost = bounces.lost(self.at)
        context = {
            "of_persons": undelivered.every().count(),
            "dead": reachability.in_use(),
            "held": held_notes(),
            "unmatched": bounces.unmatched(),
            "parked": parked_documents(),
            "is_file_outbox": is_file_outbox(),
            "mail": [backends.read(path) for path in backends.paths()[:SHOWN_MESSAGES]]
            if is_file_outbox()
            else [],
        }
        return self.page("notes/outbox.html", context | self.notes(chosen, lost))

    def notes(self, chosen: dict[str, Any], lost: list[bounces.LostState]) -> dict[str, Any]:
        found = by_note.notes({one.note.pk for one in lost})
        numbers = by_note.numbers(found)
        group = chosen.get("group")
        if group:
            found = found.filter(group=group)
        shown = part(self.request, found.select_related("paper__measure"), NOTES_ON_PAGE)
        return {
            "sections": sections(shown, numbers),
            "chips": [(one, one.label, numbers[one], MARKS[one]) for one in NoteGroup],
            "group": group,
            "all": sum(numbers.values()),
            "page": shown,
            "query": f"group={group}&" if group else "",
        }


def parked_documents() -> list[dict[str, Any]]:
    """Return the documents that could not be prepared, each with its note or else its plan."""
    parked = list(Document.objects.filter(status=DocumentStatus.FAILED))
    notes = subjects.find_many(parked, "note", VerbalNote.objects.all())
    papers = subjects.find_many(parked, "paper", ConceptPaper.objects.select_related("measure"))
    return [{"document": one, "note": notes.get(one.pk), "paper": papers.get(one.pk)} for one in parked]


def held_notes() -> list[tuple[VerbalNote, int, bool]]:
    """Return the notes whose messages await release, the oldest first, how many of each, and whether they
    must not leave any more."""
    counted = Dispatch.objects.filter(status=DispatchStatus.HELD).order_by().values("note")
    numbers = {row["note"]: row["number"] for row in counted.annotate(number=Count("pk"))}
    notes = VerbalNote.objects.filter(pk__in=numbers).with_void().order_by("issued_at", "pk")
    notes = notes.select_related("paper__measure", "consultation__revision__paper")
    return [(note, numbers[note.pk], overtaking.is_unsendable(note)) for note in notes]


class NoteRelease(NoteView, ConfirmPage):
    """Look at what waits, to whom and in which words, then let it go."""

    permission = "notes.release_messages"
    again = {"notes.other_messages": REFUSED}

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        held = outbox.held(self.note)
        if held and outbox.unsendable(self.note):
            return redirect("notes:note-cancel-messages", key)
        return self.confirm(held=held) if held else self.back()

    def act(self) -> None:
        form = ReleaseForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        count = len(outbox.release(self.note, by=self.request.user, at=self.at, **form.cleaned_data))
        say_queued(self.request, count)

    def confirm(self, *, held: list[Dispatch] | None = None, status: int = 200) -> HttpResponse:
        held = held or outbox.held(self.note)
        languages = [code for code in LANGUAGES if any(one.language == code for one in held)]
        words = [(code, words_of(self.note, code)) for code in languages]
        return self.page("notes/note_release.html", {"held": by_state(held), "words": words}, status=status)


class NoteCancelMessages(NoteView, FormPage):
    """Remove all messages of a note from sending that wait: none of them may leave any more."""

    permission = "notes.release_messages"
    template_name = "notes/note_cancel_messages.html"
    shows = ("held",)
    form_class = CancelForm
    perform = staticmethod(outbox.cancel_held)
    final = ("notes.nothing_held", "notes.plan_in_force")
    gives_back = ("reason",)
    done = _("The messages were removed and will not be sent.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.held or not outbox.unsendable(self.note):
            return self.back()
        return super().get(request, *args, **kwargs)

    @cached_property
    def held(self) -> list[Dispatch]:
        return by_state(outbox.held(self.note))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        why = dispatches.OVERTAKEN.get(outbox.unsendable(self.note), "")
        return super().get_context_data(why=why, **kwargs)


class NoteSendFurther(NoteView, ActPage):
    """Send an issued note to the addresses that came on record since."""

    permission = "notes.release_messages"

    def act(self) -> None:
        given = self.request.POST.get("shown", "")
        count = len(recipients.send(self.note, shown=given, by=self.request.user, at=self.at))
        say_queued(self.request, count)


def say_queued(request: HttpRequest, count: int) -> None:
    text = ngettext("%(count)s message queued for sending.", "%(count)s messages queued for sending.", count)
    messages.success(request, text % {"count": count})


def words_of(note: VerbalNote, language: str) -> letters.Letter | None:
    """Return the message of a language as it will leave; none while its files are being prepared."""
    try:
        return letters.note_letter(note, language)
    except store.NotStored:
        return None


class DispatchView(NotesPage):
    """A message that did not arrive, or of which nobody knows, for a person to decide about."""

    about = "message"

    @cached_property
    def message(self) -> Dispatch:
        found = Dispatch.objects.select_related("note__consultation")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        pages = {"note": "notes:note-detail", "release": "notes:note-release"}
        page = pages.get(self.request.POST.get("back", ""))
        if page:
            return redirect(page, self.message.note.key)
        return redirect(f"{reverse('notes:outbox')}#note-{self.message.note_id}")

    def find_subject(self) -> Any:
        return self.request.user


VIEW = "notes.view_outbox"
ACTS = serve(
    DispatchView,
    "dispatch",
    "outbox/<int:pk>/",
    Act("resend", VIEW, outbox.resend, _("Message queued again.")),
    Act("settle", VIEW, outbox.settle, _("Message recorded as delivered.")),
    Act("lose", VIEW, outbox.lose, _("Message recorded as not delivered")),
    Act("set-aside", VIEW, outbox.set_aside, _("The message was removed and will not be sent.")),
)


class AddressRestore(ActPage, NotesPage):
    """A person knows that an address which was found to take no mail takes it again."""

    permission = "notes.view_outbox"
    done = _("Address restored. Messages sent to it count again.")
    asked_on = ("notes:outbox",)

    def act(self) -> None:
        given = self.request.POST
        model = Correspondent if given.get("is_other") else MemberState
        party = get_object_or_404(model, code=normalise(given.get("state", "")))
        address = normalise(given.get("address", ""))
        reachability.restore(party, address, by=self.request.user, at=self.at)


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
        return download(content, name, "application/pdf")


class InvitationMail(NotesPage):
    """The newest mail of an invitation, where mail stays in the house: for who manages the invitation."""

    permission = "members.manage_invitation"
    about = "invitation"
    invitation = visible(Invitation)

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        newest = self.invitation.mails.order_by("-written_at", "-pk").first()
        message = backends.find_personal(newest.message_id) if newest and is_file_outbox() else None
        if message is None:
            raise Http404
        return self.page("notes/invitation_mail.html", {"message": message})
