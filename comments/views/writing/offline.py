"""Commenting without a connection: the form to take along, its return, and what it would make drafts of."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
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
from comments.reading.extents import Places
from comments.reading.operations import WORDING_LIMIT
from comments.reading.readings import read
from comments.views.base import ConsultationView, PortalView
from comments.writing.offline import columns, form, receiving, word_form
from comments.writing.offline.entry import Entry
from plans.outline import revision_outline


class UploadForm(PageForm):
    file = uploads.AdmittedField(
        label=gettext_lazy("Completed form or Word file"),
        kinds=uploads.FORM,
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
    FORMS = {"xlsx": (form, xlsx.CONTENT_TYPE), "docx": (word_form, uploads.WORD_TYPE)}

    def get(self, request: HttpRequest, pk: int, language: str, kind: str, **kwargs: Any) -> HttpResponseBase:
        if not is_language(language) or kind not in self.FORMS:
            raise Http404
        made, content_type = self.FORMS[kind]
        content, name = made.written(self.consultation, language), made.file_name(self.consultation, language)
        return download(content, name, content_type)


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places, titles = Places(revision_outline(self.kept.consultation.revision)), columns.titles()
        found = receiving.returned(self.kept)
        entries = found.entries
        unsaid = {"joined": None, "attachments": None}
        return super().get_context_data(
            kept=self.kept,
            consultation=self.kept.consultation,
            lines=[
                {
                    "entry": entry,
                    "said": read(entry.said | unsaid, places) if entry.said else None,
                    "cells": [(titles[name], text) for name, text in entry.cells.items() if name in titles],
                    "reason": self.request.POST.get(f"reason-{entry.number}", ""),
                    "is_ticked": self.is_ticked(entry),
                }
                for entry in entries
            ],
            is_word=self.kept.stored_as.endswith(".docx"),
            unchanged=found.unchanged,
            losses=found.losses.items(),
            reason_limit=WORDING_LIMIT,
            ready=sum(entry.can_be_taken and not entry.is_taken for entry in entries),
            can_be_taken=any(entry.can_be_taken for entry in entries),
            wrong=sum(bool(entry.errors) for entry in entries),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows, again = self.chosen("row"), self.chosen("again")
        reasons = {number: request.POST.get(f"reason-{number}", "") for number in rows | again}
        try:
            made = receiving.take(self.kept, rows, again=again, reasons=reasons, by=request.user, at=self.at)
        except ValidationError as refusal:  # what was typed stays
            messages.error(request, " ".join(refusal.messages))
            return self.get(request, *args, **kwargs)
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

    def is_ticked(self, entry: Entry) -> bool:
        if self.request.method == "POST":
            return entry.number in self.chosen("row") | self.chosen("again")
        return entry.is_offered and not (entry.is_taken or entry.is_beside_another)

    def chosen(self, name: str) -> set[int]:
        values = self.request.POST.getlist(name)
        return {int(value) for value in values if value.isdecimal() and len(value) < 7}


class OfflineDiscard(OfflineView, ActPage):
    done = gettext_lazy("The uploaded form was discarded. The drafts made from it are kept.")
    asked_on = "comments:offline-upload", "kept__consultation_id"

    def act(self) -> None:
        receiving.discard(self.kept, by=self.request.user, at=self.at)
