"""Commenting without a connection: the form to take along, its return, and what it would make drafts of."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cica_portal import retention, uploads
from cica_portal.languages import LANGUAGES, is_language
from cica_portal.spreadsheets import xlsx
from cica_portal.web.downloads import download
from cica_portal.web.forms import PageForm
from cica_portal.web.pages import ActPage, FormPage
from comments.models import OfflineForm
from comments.models.remarks import is_reason_due
from comments.remarks.presentation import Shown, show
from comments.remarks.ranges import Places
from comments.views.base import ConsultationView, PortalView
from comments.writing.offline import columns, form, receiving
from comments.writing.offline.columns import FILLED
from comments.writing.offline.reading import Entry
from plans.outline import revision_outline


class UploadForm(PageForm):
    file = uploads.AdmittedField(
        label=gettext_lazy("Completed form"),
        kinds=uploads.WORKBOOK,
        max_length=255,
    )


class OfflineUpload(FormPage, ConsultationView):
    """Where the form is had, and brought back by whoever writes for the delegation: it makes drafts only."""

    template_name = "comments/offline_upload.html"
    permission = "comments.draft_comment"
    form_class = UploadForm
    beside = "file"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = OfflineForm.objects.visible_to(self.request.user).filter(consultation=self.consultation)
        return super().get_context_data(
            languages=LANGUAGES,
            kept=kept.select_related("uploaded_by"),
            megabytes=uploads.LIMITS.megabytes,
            days=retention.days("uploads"),
            **kwargs,
        )

    def act(self, form: UploadForm) -> HttpResponseBase:
        made = receiving.receive(
            self.consultation, form.cleaned_data["file"], by=self.request.user, at=self.at
        )
        return redirect("comments:offline-preview", form=made.pk)


class OfflineDownload(ConsultationView):
    permission = "comments.draft_comment"

    def get(self, request: HttpRequest, pk: int, language: str, **kwargs: Any) -> HttpResponseBase:
        if not is_language(language):
            raise Http404
        content, name = form.written(self.consultation, language), form.file_name(self.consultation, language)
        return download(content, name, xlsx.CONTENT_TYPE)


class Line(NamedTuple):
    """A row of the form: what it would be, or why it is none, with what stands in it."""

    entry: Entry
    said: Shown | None
    is_draft: bool
    is_taken: bool
    cells: list[tuple[str, str]]

    @property
    def can_be_taken(self) -> bool:
        return self.said is not None and not self.is_draft

    @property
    def lacks_reason(self) -> bool:
        said = self.entry.said
        return said is not None and is_reason_due(said["type"], said["rationale"])

    @property
    def is_ready(self) -> bool:
        return self.can_be_taken and not self.is_taken


class OfflineView(PortalView):
    """A kept form of the own delegation; anybody else's does not exist."""

    about = "consultation"
    permission = "comments.draft_comment"

    def find(self, form: Any, **kwargs: Any) -> None:
        visible = OfflineForm.objects.visible_to(self.request.user)
        self.kept = get_object_or_404(
            visible.select_related("consultation__revision", "uploaded_by"), pk=form
        )
        self.consultation = self.kept.consultation


class OfflinePreview(OfflineView):
    """Every filled-in row: as the comment that it would be, or with what is wrong with it."""

    template_name = "comments/offline_preview.html"

    def lines(self) -> list[Line]:
        places = Places(revision_outline(self.kept.consultation.revision))
        known, titles = receiving.known(self.kept), columns.titles()
        found = []
        for entry in receiving.entries(self.kept):
            said = None
            if entry.said is not None:
                said = show(entry.said | {"joined": None, "attachments": None}, places)
            cells = [(titles[name], entry.cells[name]) for name in FILLED if name in entry.cells]
            found.append(Line(entry, said, known.is_draft(entry), known.is_taken(entry), cells))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.lines()
        return super().get_context_data(
            kept=self.kept,
            consultation=self.kept.consultation,
            lines=lines,
            ready=sum(line.is_ready for line in lines),
            can_be_taken=any(line.can_be_taken for line in lines),
            wrong=sum(bool(line.entry.errors) for line in lines),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows, again = self.chosen("row"), self.chosen("again")
        made = receiving.take(self.kept, rows, again=again, by=request.user, at=self.at)
        if made:
            messages.success(
                request,
                # Translators: number is how many
                ngettext("%(number)s draft created.", "%(number)s drafts created.", len(made))
                % {"number": len(made)},
            )
        else:
            messages.info(request, _("No draft was created. Choose rows without errors."))
        return redirect("comments:offline-preview", form=self.kept.pk)

    def chosen(self, name: str) -> set[int]:
        values = self.request.POST.getlist(name)
        return {int(value) for value in values if value.isdecimal() and len(value) < 6}


class OfflineDiscard(OfflineView, ActPage):
    done = gettext_lazy("The uploaded form was discarded. The drafts made from it are kept.")

    def act(self) -> None:
        receiving.discard(self.kept, by=self.request.user, at=self.at)

    def back(self) -> HttpResponseBase:
        return redirect("comments:offline-upload", pk=self.kept.consultation_id)
