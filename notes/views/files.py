"""Stored documents, served to who may see what they show; never rendered in this process."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal import deadlines
from cica_portal.languages import LANGUAGES, is_language, reader_language
from cica_portal.web.downloads import download
from cica_portal.web.pages import ActPage, visible
from comments.models import Consultation, Receipt
from comments.procedure import certificates
from comments.procedure.lists import overview
from comments.procedure.replies import ledger
from comments.reading import compilation, filters, on_paper
from comments.taking.tracing import annex
from comments.writing import receipts
from documents import store
from documents.enums import DocumentKind, DocumentStatus
from documents.models import Document
from initiatives.overview import progress
from initiatives.views.overview import ProgressPage
from notes import enclosure_set, note_documents
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.register import arrivals, consultation_notes
from notes.views.frame import NotesPage, NoteView, OfConsultation, PlanNotesPage
from notes.wording import enclosed
from notes.wording.enclosed import File
from plans import revisions
from plans.comparison import editions
from plans.life import decisions
from plans.papers import plan_documents
from plans.views.published import Published

WAITING = 202


class FilePage(NotesPage):
    """Serve a document once it is stored; until then say how far it is."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        document, stem = self.find_document()
        if request.htmx:  # the page that waits for it asks again and again
            response = HttpResponse(status=204)
            if document.is_stored:
                response.headers["HX-Redirect"] = request.get_full_path()
            return response
        if not document.is_stored:
            is_failed = document.status == DocumentStatus.FAILED
            context = {"document": document, "is_failed": is_failed}
            return self.page("notes/document_progress.html", context, status=WAITING)
        name = f"{stem.replace('/', '-')}-{document.language}.pdf"
        return download(store.read(document), name, "application/pdf")

    def find_document(self) -> tuple[Document, str]:
        """Return the document, asked for if need be, and what its file is called before its language."""
        raise NotImplementedError

    def language(self, among: tuple[str, ...] = LANGUAGES) -> str:
        if self.kwargs["language"] not in among:
            raise Http404
        return self.kwargs["language"]


def in_language(found: Iterable[Document], language: str) -> Document:
    return next(document for document in found if document.language == language)


class NoteDocument(FilePage, NoteView):
    """The issued note as it was stored, in one language or in all."""

    def find_document(self) -> tuple[Document, str]:
        if self.note.status != NoteStatus.ISSUED:
            raise Http404
        arrivals.mark_opened(self.note, by=self.request.user, at=self.at)
        language = self.language(note_documents.NOTE_LANGUAGES)
        found = note_documents.of_note(self.note, language)
        return found or in_language(note_documents.request(self.note, at=self.at), language), self.note.number


class NoteEnclosure(FilePage, NoteView):
    """What a note encloses, in one language: of a draft as far as it is prepared, of an issued note as it
    was frozen."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = next((one for one in enclosed.of(self.note) if one.name == self.kwargs["name"]), None)
        if found is None or self.language() not in found.copies:
            raise Http404
        self.copy = found.copies[self.language()]
        arrivals.mark_opened(self.note, by=request.user, at=self.at)
        if isinstance(self.copy, File):
            return download(self.copy.read(), self.copy.name, self.copy.content_type, is_foreign=True)
        return super().get(request, *args, **kwargs)

    def find_document(self) -> tuple[Document, str]:
        return self.copy, f"{self.note.number or self.note.own_paper.slug}-{self.kwargs['name']}"


class PaperDocument(FilePage, PlanNotesPage):
    """The working draft of a plan, with what it is on every page."""

    permission = "plans.view_paper"

    def find_document(self) -> tuple[Document, str]:
        found = plan_documents.request_working_draft(self.paper, self.language(), at=self.at)
        return found, self.paper.slug


class PublishedDocument(Published, FilePage):
    """The text of an adopted plan, for every Member State."""

    def find_document(self) -> tuple[Document, str]:
        text = decisions.adopted_text(self.paper)
        return plan_documents.request_in_force(text, self.language(), at=self.at), self.paper.slug


class RedlineDocument(PaperDocument):
    """What one text of a plan became in another."""

    def find_document(self) -> tuple[Document, str]:
        found, sides = editions.list_editions(self.paper), (self.kwargs["earlier"], self.kwargs["later"])
        earlier, later = (editions.find(found, side) for side in sides)
        if earlier is None or later is None:
            raise Http404
        made = plan_documents.request_redline(earlier, later, self.language(), at=self.at)
        return made, "-".join((self.paper.slug, *sides))


class TraceDocument(PaperDocument):
    """The annex of a frozen revision: what it changed, and the comments behind each change."""

    def find_document(self) -> tuple[Document, str]:
        later = self.paper.revisions.filter(number__gt=0)
        revision = get_object_or_404(later.select_related("paper__measure"), number=self.kwargs["number"])
        found = annex.request(revision, self.language(), at=self.at)
        return found, f"{self.paper.slug}-{revision.number}-trace"


class ProgressDocument(ProgressPage, FilePage):
    """How far the events of an adopted plan are, as of today: for everybody who reads the plan."""

    def find_document(self) -> tuple[Document, str]:
        source = progress.source(self.paper, on=deadlines.seat_date(self.at))
        found = store.request(DocumentKind.PROGRESS, self.language(), source, at=self.at, paper=self.paper)
        return found, f"{self.paper.slug}-progress"


class RevisionDocument(FilePage, OfConsultation):
    """The circulated text of a round, for everybody whom the round addressed."""

    permission = "comments.view_consultations"

    def find_document(self) -> tuple[Document, str]:
        found = plan_documents.request_revision(self.consultation.revision, at=self.at)
        return in_language(found, self.language()), f"{self.consultation.reference}-enclosure"


class ReceiptDocument(FilePage):
    """A receipt on paper, in the language asked for, else the reader's: for the State that filed, and for the
    Secretariat."""

    about = "receipt"
    receipt = visible(Receipt, "member_state", "consultation", field="number")

    def find_document(self) -> tuple[Document, str]:
        asked = self.request.GET.get("language", "")
        language = asked if is_language(asked) else reader_language()
        return receipts.request_document(self.receipt, language), self.receipt.number


class LedgerDocument(FilePage):
    """The certificate of a closed round's ledger, for the Secretariat."""

    permission = "comments.view_board"
    about = "consultation"

    @cached_property
    def consultation(self) -> Consultation:
        visible = Consultation.objects.visible_to(self.request.user).exclude(ledger_sha256="")
        return get_object_or_404(visible.select_related("revision"), pk=self.kwargs["pk"])

    def find_document(self) -> tuple[Document, str]:
        found = certificates.request(self.consultation, self.language(), at=self.at)
        return found, ledger.certificate_number(self.consultation)


class LedgerContent(LedgerDocument):
    """The certificate as a file for programs: a small one checks it without the portal."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = f"{ledger.certificate_number(self.consultation).replace('/', '-')}.json"
        return download(certificates.as_file(self.consultation), name, "application/json")


class CompilationDocument(FilePage):
    """The compilation with the filters of the address, as its reader may see it."""

    permission = "comments.view_compilation"
    about = "consultation"

    @cached_property
    def consultation(self) -> Consultation:
        found = get_object_or_404(overview.for_reader(self.request.user, self.at), pk=self.kwargs["pk"])
        if not compilation.is_open_to(found, self.request.user, self.at):
            raise Http404
        return found

    def find_document(self) -> tuple[Document, str]:
        user, language = self.request.user, self.language()
        found = compilation.for_user(self.consultation, user, at=self.at, language=language)
        sifted = filters.sift(found, self.request.GET)
        stem = f"{self.consultation.reference}-{filters.file_stem(found, sifted)}"
        return on_paper.request(found, sifted, at=self.at), stem


# The package -----------------------------------------------------------------------------------------
class PackageDocument(FilePage):
    """A document of the package of a closed round: for the Secretariat and the coordinator."""

    permission = "notes.export_package"
    about = "consultation"

    @cached_property
    def consultation(self) -> Consultation:
        visible = Consultation.objects.visible_to(self.request.user).filter(closes_at__lte=self.at)
        return get_object_or_404(visible.select_related("revision__paper"), pk=self.kwargs["pk"])

    def parts(self) -> list[Document]:
        if consultation_notes.circulation_note(self.consultation) is None:
            raise Http404
        return enclosure_set.request(self.consultation, at=self.at)

    def find_document(self) -> tuple[Document, str]:
        name = self.kwargs["kind"]
        if name not in enclosure_set.FILE_NAMES.values():
            raise Http404
        of_kind = [one for one in self.parts() if enclosure_set.FILE_NAMES[DocumentKind(one.kind)] == name]
        return in_language(of_kind, self.language()), f"{self.consultation.reference}-{name}"


class PackageDownload(PackageDocument):
    """How far the package is, and its documents once they are there."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        order = sorted(LANGUAGES, key=lambda code: code != self.language())
        found, revision = self.parts(), self.consultation.revision
        context = {
            "rows": [(code, *(one for one in found if one.language == code)) for code in order],
            "waiting": any(one.status == DocumentStatus.WANTED for one in found),
            "ready": sum(one.is_stored for one in found),
            "total": len(found),
            # Whether the plan has other words by now than those that this round circulated.
            "is_revised": revisions.content_sha256(revision.paper) != revision.sha256,
        }
        return self.waited("notes/package_detail.html", context, is_waiting=context["waiting"])


class DocumentAgain(ActPage, NotesPage):
    """Give a parked document another round of tries."""

    permission = "notes.draft_note"
    done = _("Document requested again")

    @cached_property
    def document(self) -> Document:
        return get_object_or_404(Document, pk=self.kwargs["pk"])

    def act(self) -> None:
        store.request_again(self.document, by=self.request.user, at=self.at)

    def back(self) -> HttpResponse:
        note = VerbalNote.objects.filter(pk=self.document.subject.get("note")).first()
        if note is not None:
            return redirect("notes:note-detail", note.key)
        return redirect("notes:outbox")
