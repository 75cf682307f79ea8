"""Stored documents, served to who may see what they show; never rendered in this process."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cica_portal import deadlines
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, is_language, reader_language
from comments.compilation import filters, matrix, on_paper
from comments.consolidation import annex
from comments.models import Consultation, Receipt
from comments.procedure import certificates, ledger, overview
from comments.writing import receipts
from documents import store
from documents.enums import DocumentKind, DocumentStatus
from documents.models import Document
from initiatives.models import PUBLISHED
from initiatives.overview import progress
from notes import enclosure_set, note_documents
from notes.acts import circulation
from notes.enums import NoteStatus
from notes.register import arrivals, consultation_notes
from notes.views.frame import NotesPage, NoteView
from plans import revisions
from plans.comparison import editions
from plans.life import decisions
from plans.models import ConceptPaper
from plans.papers import plan_documents

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
        return pdf_response(document, self.file_name(document))

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


def pdf_response(document: Document, name: str) -> HttpResponse:
    response = HttpResponse(store.read(document), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class NoteDocument(FilePage, NoteView):
    """The issued note as it was stored, in one language or in all."""

    def find_document(self) -> Document:
        if self.note.status != NoteStatus.ISSUED:
            raise Http404
        arrivals.mark_opened(self.note, by=self.request.user, at=self.at)
        found = note_documents.of_note(self.note, self.language(note_documents.NOTE_LANGUAGES))
        return found or self.wanted()

    def wanted(self) -> Document:
        made = note_documents.request(self.note, at=self.at)
        return next(document for document in made if document.language == self.kwargs["language"])

    def file_name(self, document: Document) -> str:
        return f"{self.note.number.replace('/', '-')}-{document.language}.pdf"


class PaperDocument(FilePage):
    """The working draft of a plan, with what it is on every page."""

    permission = "plans.view_paper"

    def find_subject(self) -> ConceptPaper:
        return self.paper

    @cached_property
    def paper(self) -> ConceptPaper:
        visible = ConceptPaper.objects.visible_to(self.request.user).select_related("measure")
        return get_object_or_404(visible, slug=self.kwargs["slug"])

    def find_document(self) -> Document:
        return plan_documents.request_working_draft(self.paper, self.language(), at=self.at)

    def file_name(self, document: Document) -> str:
        return f"{self.paper.slug}-{document.language}.pdf"


class PaperEnclosure(PaperDocument):
    """The text that a drafted note encloses, as the revision that it becomes when the note is issued."""

    def find_document(self) -> Document:
        language = self.language()
        if circulation.drafted_note(self.paper) is None:
            raise Http404
        found = plan_documents.request_draft(self.paper, at=self.at)
        return next(document for document in found if document.language == language)


class PublishedDocument(FilePage):
    """The text of an adopted plan, for every Member State."""

    permission = "plans.view_published"

    @cached_property
    def paper(self) -> ConceptPaper:
        published = ConceptPaper.objects.published_to(self.request.user)
        return get_object_or_404(published, slug=self.kwargs["slug"])

    def find_document(self) -> Document:
        language = self.language()
        found = plan_documents.request_revision(decisions.adopted_text(self.paper), at=self.at)
        return next(document for document in found if document.language == language)

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


class ProgressDocument(FilePage):
    """How far the events of an adopted plan are, as of today: for everybody who reads the plan."""

    permission = "initiatives.view_initiatives"

    @cached_property
    def paper(self) -> ConceptPaper:
        published = ConceptPaper.objects.filter(status__in=PUBLISHED).select_related("measure")
        paper = get_object_or_404(published, slug=self.kwargs["slug"])
        if not progress.is_had(paper):
            raise Http404
        return paper

    def find_subject(self) -> ConceptPaper:
        return self.paper

    def find_document(self) -> Document:
        on = deadlines.seat_date(self.at)
        source = progress.source(self.paper, on=on)
        return store.request(DocumentKind.PROGRESS, self.language(), source, at=self.at, paper=self.paper)

    def file_name(self, document: Document) -> str:
        return f"{self.paper.slug}-progress-{document.language}.pdf"


class RevisionDocument(FilePage):
    """The circulated text of a round, for everybody whom the round addressed."""

    permission = "comments.view_consultations"

    def find_subject(self) -> Consultation:
        return self.consultation

    @cached_property
    def consultation(self) -> Consultation:
        visible = Consultation.objects.visible_to(self.request.user).select_related("revision__paper")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def find_document(self) -> Document:
        language = self.language()
        found = plan_documents.request_revision(self.consultation.revision, at=self.at)
        return next(document for document in found if document.language == language)

    def file_name(self, document: Document) -> str:
        return f"{self.consultation.reference.replace('/', '-')}-enclosure-{document.language}.pdf"


class ReceiptDocument(FilePage):
    """A receipt on paper, in the language asked for, else the reader's: for the State that filed, and for the
    Secretariat."""

    @cached_property
    def receipt(self) -> Receipt:
        user = self.request.user
        found = Receipt.objects.select_related("member_state", "consultation")
        if user.is_delegate:
            found = found.filter(member_state=user.member_state_id)
        elif not user.is_secretariat:
            raise Http404
        return get_object_or_404(found, number=self.kwargs["number"])

    def find_subject(self) -> Receipt:
        return self.receipt

    def find_document(self) -> Document:
        asked = self.request.GET.get("language", "")
        return receipts.request_document(self.receipt, asked if is_language(asked) else reader_language())

    def file_name(self, document: Document) -> str:
        return f"{self.receipt.number.replace('/', '-')}-{document.language}.pdf"


class LedgerDocument(FilePage):
    """The certificate of a closed round's ledger, for the Secretariat."""

    permission = "comments.view_board"

    @cached_property
    def consultation(self) -> Consultation:
        visible = Consultation.objects.visible_to(self.request.user).exclude(ledger_sha256="")
        return get_object_or_404(visible.select_related("revision"), pk=self.kwargs["pk"])

    def find_subject(self) -> Consultation:
        return self.consultation

    def find_document(self) -> Document:
        return certificates.request(self.consultation, self.language(), at=self.at)

    def file_name(self, document: Document) -> str:
        return f"{ledger.certificate_number(self.consultation).replace('/', '-')}-{document.language}.pdf"


class CompilationDocument(FilePage):
    """The compilation with the filters of the address, as its reader may see it."""

    permission = "comments.view_compilation"

    @cached_property
    def consultation(self) -> Consultation:
        found = get_object_or_404(
            overview.for_reader(self.request.user, self.at, with_counts=False), pk=self.kwargs["pk"]
        )
        if not matrix.is_open_to(found, self.request.user, self.at):
            raise Http404
        return found

    def find_subject(self) -> Consultation:
        return self.consultation

    def find_document(self) -> Document:
        found = matrix.of(self.consultation, self.request.user, at=self.at, language=self.language())
        return on_paper.request(found, filters.sift(found, self.request.GET), at=self.at)

    def file_name(self, document: Document) -> str:
        return f"{self.consultation.reference.replace('/', '-')}-compilation-{document.language}.pdf"


# The package -----------------------------------------------------------------------------------------
class PackagePage(NotesPage):
    """The package of a closed round: for the Secretariat and the coordinator."""

    permission = "notes.export_package"

    def find_subject(self) -> Consultation:
        return self.consultation

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


class DocumentAgain(NotesPage):
    """Give a parked document another round of tries."""

    permission = "notes.draft_note"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = get_object_or_404(Document, pk=pk)
        try:
            store.request_again(document, by=request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Document requested again."))
        if "note" in document.subject:
            return redirect("notes:note-detail", document.subject["note"])
        return redirect(reverse("notes:outbox"))
