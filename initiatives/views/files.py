"""Documents of an event: added and taken off by who keeps its record, opened by whoever may read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal import uploads
from cica_portal.languages import reader_language
from cica_portal.web import uploaded
from cica_portal.web.downloads import download
from cica_portal.web.pages import ActPage, FormPage, Page, visible
from initiatives.forms import FileForm
from initiatives.models import Initiative, InitiativeFile
from initiatives.participation import files
from initiatives.views.initiatives import InitiativeView


class InitiativeFiles(FormPage, InitiativeView):
    """The documents of an event, with the limits of the gate stated before and kept after."""

    template_name = "initiatives/initiative_files.html"
    permission = "initiatives.edit_initiative"
    form_class = FileForm
    beside = "file"

    def initial(self) -> dict[str, str]:
        return {"language": reader_language()}

    def act(self, form: FileForm) -> HttpResponse:
        given = form.cleaned_data
        files.add(
            self.initiative,
            given["file"],
            purpose=given["purpose"],
            language=given["language"],
            by=self.request.user,
            at=self.at,
        )
        uploaded.tell(self.request, given["file"])
        messages.success(self.request, _("Document added."))
        return redirect("initiatives:initiative-files", self.initiative.block_key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(files=self.initiative.files.filter(removed_at=None), **kwargs)


class FileView(Page):
    """One document, for who may read its event."""

    permission = "initiatives.view_initiatives"
    about = "file"

    def find_subject(self) -> Initiative:
        return self.file.initiative

    file = visible(InitiativeFile, "initiative__paper", named="file")


class FileDownload(FileView):
    """The file as it came, never shown inside the portal."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        content = uploads.stored(self.file.stored_as, self.file.sha256)
        content_type = uploads.CONTENT_TYPES[self.file.kind]
        return download(content, self.file.name, content_type, is_foreign=True)


class FileRemove(FileView, ActPage):
    permission = "initiatives.edit_initiative"
    done = gettext_lazy("The document was removed from the page.")
    asked_on = "initiatives:initiative-files", "file__initiative__block_key"
    perform = staticmethod(files.remove)
