"""Stored documents, served to who may see what they show; never rendered in this process."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal import deadlines
from cica_portal.languages import LANGUAGES, is_language, reader_language
from cica_portal.web.downloads import download
from cica_portal.web.pages import ActPage, visible
from comments.compilation import filters, matrix, on_paper
from comments.compilation.filters import Sifted
from comments.compilation.matrix import Matrix
from comments.consolidation.tracing import annex
from comments.models import Consultation, Receipt
from comments.procedure import certificates
from comments.procedure.lists import overview
from comments.procedure.replies import ledger
from comments.writing import receipts
from documents import store
from documents.enums import DocumentKind, DocumentStatus
from documents.models import Document
from initiatives.overview import progress
from initiatives.participation import rosters
from initiatives.views.initiatives import InitiativePage
from initiatives.views.progress import ProgressPage
from notes import enclosure_set, note_documents
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.register import arrivals, consultation_notes
from notes.views.frame import NotesPage, NoteView, OfConsultation, PlanNotesPage
from notes.wording import enclosed
from notes.wording.enclosed import File, Item
from plans import revisions
from plans.comparison import editions
from plans.life import decisions
from plans.papers import plan_documents
from plans.views.published import Published

WAITING = 202


class FilePage(NotesPage):
    """Serve a document once it is stored; until then say how far it is."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        document = self.find_document()
        if not document.is_stored:
            return self.progress(document)
        if request.htmx:  # the page that waits for it asks again and again: now it is there
            response = HttpResponse(status=204)
            response.headers["HX-Redirect"] = request.get_full_path()
            return response
        return download(store.read(document), self.file_name(document), "application/pdf")

    def find_document(self) -> Document:
        raise NotImplementedError

    def file_name(self, document: Document) -> str:
        raise NotImplementedError

    def language(self, among: tuple[str, ...] = LANGUAGES) -> str:
        if self.kwargs["language"] not in among:
            raise Http404
        return self.kwargs["language"]

    def progress(self, document: Document) -> HttpResponse:
        if self.request.htmx:
            return HttpResponse(status=204)
        context = {
            "document": document,
            "is_failed": document.status == DocumentStatus.FAILED,
            "may_ask_again": self.request.user.has_perm("notes.draft_note", self.request.user),
        }
        return self.page("notes/document_progress.html", context, status=WAITING)


def in_language(found: Iterable[Document], language: str) -> Document:
    return next(document for document in found if document.language == language)


class NoteDocument(FilePage, NoteView):
    """The issued note as it was stored, in one language or in all."""

    def find_document(self) -> Document:
        if self.note.status != NoteStatus.ISSUED:
            raise Http404
        arrivals.mark_opened(self.note, by=self.request.user, at=self.at)
        language = self.language(note_documents.NOTE_LANGUAGES)
        found = note_documents.of_note(self.note, language)
        return found or in_language(note_documents.request(self.note, at=self.at), language)

    def file_name(self, document: Document) -> str:
        return f"{self.note.number.replace('/', '-')}-{document.language}.pdf"


class NoteEnclosure(FilePage, NoteView):
    """What a note encloses, in one language: of a draft as far as it is prepared, of an issued note as it
    was frozen."""

    @cached_property
    def item(self) -> Item:
        found = next((one for one in enclosed.of(self.note) if one.name == self.kwargs["name"]), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def copy(self) -> Document | File:
        if self.language() not in self.item.copies:
            raise Http404
        return self.item.copies[self.language()]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        copy = self.copy
        if self.note.status == NoteStatus.ISSUED:
            arrivals.mark_opened(self.note, by=request.user, at=self.at)
        if isinstance(copy, File):
            return download(copy.read(), copy.name, copy.content_type, is_foreign=True)
        return super().get(request, *args, **kwargs)

    def find_document(self) -> Document:
        if isinstance(self.copy, File):
            raise Http404
        return self.copy

    def file_name(self, document: Document) -> str:
        stem = (self.note.number or self.note.own_paper.slug).replace("/", "-")
        return f"{stem}-{self.item.name}-{document.language}.pdf"


class PaperDocument(FilePage, PlanNotesPage):
    """The working draft of a plan, with what it is on every page."""

    permission = "plans.view_paper"

    def find_document(self) -> Document:
        return plan_documents.request_working_draft(self.paper, self.language(), at=self.at)

    def file_name(self, document: Document) -> str:
        return f"{self.paper.slug}-{document.language}.pdf"


class PublishedDocument(Published, FilePage):
    """The text of an adopted plan, for every Member State."""

    def find_document(self) -> Document:
        language = self.language()
        revision = decisions.adopted_text(self.paper)
        return in_language(plan_documents.request_revision(revision, at=self.at), language)

    def file_name(self, document: Document) -> str:
        return f"{self.paper.slug}-{document.language}.pdf"


class RedlineDocument(PaperDocument):
    """What one text of a plan became in another."""

    def find_document(self) -> Document:
        found = editions.of(self.paper)
        earlier, later = (editions.find(found, self.kwargs[side]) for side in ("earlier", "later"))
        if earlier is None or later is None:
            raise Http404
        return plan_documents.request_redline(earlier, later, self.language(), at=self.at)

    def file_name(self, document: Document) -> str:
        names = (self.kwargs["earlier"], self.kwargs["later"], document.language)
        return f"{self.paper.slug}-{'-'.join(names)}.pdf"


class TraceDocument(PaperDocument):
    """The annex of a frozen revision: what it changed, and the comments behind each change."""

    def find_document(self) -> Document:
        later = self.paper.revisions.filter(number__gt=0)
        revision = get_object_or_404(later.select_related("paper__measure"), number=self.kwargs["number"])
        return annex.request(revision, self.language(), at=self.at)

    def file_name(self, document: Document) -> str:
        return f"{self.paper.slug}-{self.kwargs['number']}-trace-{document.language}.pdf"


class ProgressDocument(ProgressPage, FilePage):
    """How far the events of an adopted plan are, as of today: for everybody who reads the plan."""

    def find_document(self) -> Document:
        on = deadlines.seat_date(self.at)
        source = progress.source(self.paper, on=on)
        return store.request(DocumentKind.PROGRESS, self.language(), source, at=self.at, paper=self.paper)

    def file_name(self, document: Document) -> str:
        return f"{self.paper.slug}-progress-{document.language}.pdf"


class RevisionDocument(FilePage, OfConsultation):
    """The circulated text of a round, for everybody whom the round addressed."""

    permission = "comments.view_consultations"

    def find_document(self) -> Document:
        language = self.language()
        revision = self.consultation.revision
        return in_language(plan_documents.request_revision(revision, at=self.at), language)

    def file_name(self, document: Document) -> str:
        return f"{self.consultation.reference.replace('/', '-')}-enclosure-{document.language}.pdf"


class ReceiptDocument(FilePage):
    """A receipt on paper, in the language asked for, else the reader's: for the State that filed, and for the
    Secretariat."""

    about = "receipt"

    receipt = visible(Receipt, "member_state", "consultation", field="number")

    def find_document(self) -> Document:
        asked = self.request.GET.get("language", "")
        return receipts.request_document(self.receipt, asked if is_language(asked) else reader_language())

    def file_name(self, document: Document) -> str:
        return f"{self.receipt.number.replace('/', '-')}-{document.language}.pdf"


class ClosedPage(NotesPage):
    """What is had of a closed round's ledger, by the Secretariat."""

    permission = "comments.view_board"
    about = "consultation"

    @cached_property
    def consultation(self) -> Consultation:
        visible = Consultation.objects.visible_to(self.request.user).exclude(ledger_sha256="")
        return get_object_or_404(visible.select_related("revision"), pk=self.kwargs["pk"])

    @property
    def number(self) -> str:
        return ledger.certificate_number(self.consultation).replace("/", "-")


class LedgerContent(ClosedPage):
    """The certificate as a file for programs: a small one checks it without the portal."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return download(certificates.as_file(self.consultation), f"{self.number}.json", "application/json")


class LedgerDocument(ClosedPage, FilePage):
    """The certificate of a closed round's ledger."""

    def find_document(self) -> Document:
        return certificates.request(self.consultation, self.language(), at=self.at)

    def file_name(self, document: Document) -> str:
        return f"{self.number}-{document.language}.pdf"


class CompilationDocument(FilePage):
    """The compilation with the filters of the address, as its reader may see it."""

    permission = "comments.view_compilation"
    about = "consultation"

    @cached_property
    def consultation(self) -> Consultation:
        found = get_object_or_404(overview.for_reader(self.request.user, self.at), pk=self.kwargs["pk"])
        if not matrix.is_open_to(found, self.request.user, self.at):
            raise Http404
        return found

    @cached_property
    def found(self) -> Matrix:
        return matrix.of(self.consultation, self.request.user, at=self.at, language=self.language())

    @cached_property
    def sifted(self) -> Sifted:
        return filters.sift(self.found, self.request.GET)

    def find_document(self) -> Document:
        return on_paper.request(self.found, self.sifted, at=self.at)

    def file_name(self, document: Document) -> str:
        stem = f"{self.consultation.reference.replace('/', '-')}-{filters.file_stem(self.found, self.sifted)}"
        return f"{stem}-{document.language}.pdf"


# The package -----------------------------------------------------------------------------------------
class PackagePage(NotesPage):
    """The package of a closed round: for the Secretariat and the coordinator."""

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


class PackageDownload(PackagePage):
    """How far the package is, and its documents once they are there."""

    def get(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404
        found = {(document.kind, document.language): document for document in self.parts()}
        order = sorted(LANGUAGES, key=lambda code: code != language)
        rows = [
            {
                "language": code,
                "note_and_plan": found[DocumentKind.PACKAGE, code],
                "comments": found[DocumentKind.COMMENTS, code],
            }
            for code in order
        ]
        waiting = [document for document in found.values() if document.status == DocumentStatus.WANTED]
        context = {
            "consultation": self.consultation,
            "rows": rows,
            "waiting": waiting,
            "ready": len([document for document in found.values() if document.is_stored]),
            "total": len(found),
            "is_revised": self.is_revised(),
            "text_url": reverse("plans:paper-text", args=[self.consultation.revision.paper.slug]),
            "may_ask_again": request.user.has_perm("notes.draft_note", request.user),
        }
        return self.page(
            "notes/_package_progress.html" if request.htmx else "notes/package_detail.html", context
        )

    def is_revised(self) -> bool:
        """Tell whether the plan has other words by now than those that this round circulated."""
        revision = self.consultation.revision
        return revisions.content_sha256(revision.paper) != revision.sha256


class PackageDocument(FilePage, PackagePage):
    def find_document(self) -> Document:
        kinds = {name: kind for kind, name in enclosure_set.FILE_NAMES.items()}
        if self.kwargs["kind"] not in kinds:
            raise Http404
        wanted = (kinds[self.kwargs["kind"]], self.language())
        return next(document for document in self.parts() if (document.kind, document.language) == wanted)

    def file_name(self, document: Document) -> str:
        return enclosure_set.file_name(self.consultation, document)


class DocumentAgain(ActPage, NotesPage):
    """Give a parked document another round of tries."""

    permission = "notes.draft_note"
    done = _("Document requested again.")

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


class ParticipantsDocument(FilePage, InitiativePage):
    """The list of participants as a PDF, for those who keep the record of the event."""

    permission = "initiatives.edit_initiative"

    def find_document(self) -> Document:
        return rosters.request(self.initiative, self.language(), at=self.at)

    def file_name(self, document: Document) -> str:
        return f"{self.initiative.paper.slug}-participants-{document.language}.pdf"
