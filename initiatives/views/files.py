"""Documents of an event: added and taken off by who keeps its record, opened by whoever may read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cica_portal import clock, uploads
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from cica_portal.web.pages import REFUSED, Page
from initiatives.models import Initiative, InitiativeFile
from initiatives.participation import files
from initiatives.views.file_forms import FileForm
from initiatives.views.initiatives import InitiativeView

# What a browser may do with a file of somebody else's, should it show it after all: nothing.
SANDBOX = "default-src 'none'; sandbox"


class InitiativeFiles(InitiativeView):
    """The documents of an event, with the limits of the gate stated before and kept after."""

    template_name = "initiatives/initiative_files.html"
    permission = "initiatives.edit_initiative"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.files_page(FileForm(initial={"language": reader_language()}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.files_page(form, status=REFUSED)
        given = form.cleaned_data
        try:
            files.add(
                self.initiative,
                given["file"],
                purpose=given["purpose"],
                language=given["language"],
                by=request.user,
                at=clock.now(),
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
            return self.files_page(form, status=REFUSED)
        messages.success(request, _("Document added."))
        return redirect("initiatives:initiative-files", pk)

    def files_page(self, form: FileForm, status: int = 200) -> HttpResponse:
        return self.page(
            context={"form": form, "files": self.initiative.files.filter(removed_at=None)}, status=status
        )


class FileView(Page):
    """One document, for who may read its event."""

    permission = "initiatives.view_initiatives"

    def find_subject(self) -> Initiative:
        return self.file.initiative

    @cached_property
    def file(self) -> InitiativeFile:
        visible = InitiativeFile.objects.visible_to(self.request.user).select_related("initiative__paper")
        return get_object_or_404(visible, pk=self.kwargs["file"])


class FileDownload(FileView):
    """The file as it came, never shown inside the portal."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        content = uploads.stored(self.file.stored_as)
        response = HttpResponse(content, content_type=uploads.CONTENT_TYPES[self.file.kind])
        response.headers["Content-Disposition"] = content_disposition_header(True, self.file.name)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = SANDBOX
        return response


class FileRemove(FileView):
    permission = "initiatives.edit_initiative"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            files.remove(self.file, by=request.user, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The document was removed from the page."))
        return redirect("initiatives:initiative-files", self.file.initiative_id)
