"""Further enclosures of a note: chosen, put in order, removed, until the note is issued."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import Refusal
from cica_portal.uploads import LIMITS
from cica_portal.web import uploaded
from cica_portal.web.acts import Act, serve
from cica_portal.web.pages import ActPage, FormPage
from notes.acts import attaching
from notes.acts.attaching import Paper
from notes.enums import BEFORE_ISSUE
from notes.forms.attaching import AttachmentForm
from notes.views.frame import NoteView
from notes.wording import enclosed


class EnclosuresPage(NoteView):
    permission = "notes.draft_note"
    asked_on = "notes:note-attachments", "note__key"


class NoteAttachments(EnclosuresPage, FormPage):
    """What a drafted note encloses, and the form by which more is chosen."""

    template_name = "notes/note_attachments.html"
    statuses = BEFORE_ISSUE
    done = _("Enclosure added. The note lists it in all three languages.")

    @cached_property
    def papers(self) -> list[Paper]:
        return attaching.papers(self.note)

    def form(self, *sent: Any, **given: Any) -> AttachmentForm:
        return AttachmentForm(*sent, papers=self.papers, **given)

    def act(self, form: AttachmentForm) -> None:
        who: dict[str, Any] = {"titles": form.texts_of("title"), "by": self.request.user, "at": self.at}
        paper, files = form.cleaned_data.get("paper", ""), form.chosen()
        if paper and files:
            raise Refusal("notes.file_or_paper")
        if paper:
            attaching.attach_paper(self.note, paper, **who)
        else:
            attaching.attach(self.note, files, **who)
            uploaded.tell(self.request, *files.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = enclosed.of(self.note)
        return super().get_context_data(
            own=[one for one in items if one.attachment is None],
            chosen=[one for one in items if one.attachment is not None],
            most=attaching.MOST,
            limit=attaching.LIMIT_MEGABYTES,
            file_limit=LIMITS.megabytes,
            **kwargs,
        )


class AttachmentMove(ActPage, EnclosuresPage):
    done = _("Order of enclosures changed")

    def act(self) -> None:
        up = self.kwargs["way"] == "up"
        attaching.move(self.note, self.kwargs["attachment"], up=up, by=self.request.user, at=self.at)


ACTS = serve(
    EnclosuresPage,
    "attachment",
    "notes/<uuid:key>/enclosures/<int:attachment>/",
    Act("remove", "notes.draft_note", attaching.remove, _("Enclosure removed."), named=("attachment",)),
)
