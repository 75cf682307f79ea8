"""Files with a comment: added and removed while it is a draft, opened by whoever may read the comment."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, ngettext

from cica_portal import uploads
from cica_portal.errors import DomainError
from cica_portal.web import uploaded
from cica_portal.web.downloads import download
from cica_portal.web.pages import REFUSED, ActPage
from comments.forms.writing import FilesForm
from comments.models import Attachment
from comments.views.base import PortalView
from comments.views.writing.drafts import DraftView
from comments.writing import attachments


class DraftFiles(DraftView):
    """The files of a draft in its card, with the limits of the gate stated before and kept after."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect(self.url_of(self.draft))

    def answered(self, *, status: int = 200, **context: Any) -> HttpResponseBase:
        """Show the files where they stand in the card, or the comment with them on its page."""
        if not self.request.htmx:
            return self.page(context=context, status=status) if context else redirect(self.url_of(self.draft))
        self.draft.refresh_from_db()
        shown = {"draft": self.draft, "query": self.query()} | self.files() | context
        return render(self.request, "comments/_files_changed.html", shown, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = FilesForm(request.POST, request.FILES, auto_id=f"id_{self.mark}_%s")
        if not form.is_valid():
            return self.answered(files_form=form, status=REFUSED)
        files, language = form.cleaned_data["files"], form.cleaned_data["language"]
        try:
            attachments.attach(self.draft, files, language=language, by=request.user, at=self.at)
        except DomainError as refusal:
            form.add_error("files", str(refusal))
            self.draft.refresh_from_db()
            return self.answered(files_form=form, status=REFUSED)
        uploaded.tell(request, *files)
        added = len(files)
        messages.success(
            request,
            # Translators: number is how many
            ngettext("%(number)s file was added.", "%(number)s files were added.", added) % {"number": added},
        )
        return self.answered()


class AttachmentRemove(ActPage, DraftFiles):
    done = gettext_lazy("File removed. What your State has submitted is unchanged.")

    def find(self, draft: Any, attachment: Any) -> None:
        super().find(draft)
        own = Attachment.objects.visible_to(self.request.user, self.at)
        self.attachment = get_object_or_404(own, pk=attachment)

    def act(self) -> None:
        attachments.detach(self.draft, self.attachment, by=self.request.user, at=self.at)

    def back(self) -> HttpResponseBase:
        return self.answered()


class AttachmentDownload(PortalView):
    """The file as it came, for who may read the comment that it goes with; never shown inside the portal."""

    def find(self, attachment: Any) -> None:
        visible = Attachment.objects.visible_to(self.request.user, self.at)
        self.attachment = get_object_or_404(visible, pk=attachment)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        content = uploads.stored(self.attachment.stored_as, self.attachment.sha256)
        content_type = uploads.CONTENT_TYPES[self.attachment.kind]
        return download(content, self.attachment.name, content_type, is_foreign=True)
