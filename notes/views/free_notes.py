"""Notes in a person's own words, on another subject or in place of a note: drafting with a preview, sending
for signature, returning."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.web.acts import Act, serve
from cica_portal.web.pages import REFUSED, FormPage
from notes import kinds
from notes.acts import free_notes, replacing
from notes.enums import NoteKind, NoteStatus
from notes.forms.free_notes import FreeNoteForm, ReplacementForm, ReturnForm
from notes.models import IncomingNote, NoteSeries, VerbalNote
from notes.register import numbering, numbers
from notes.views.following import FollowingView
from notes.views.frame import NotesPage, NoteView
from notes.wording import composition, enclosed, facts

OFFERED = 100


class WritingPage(NotesPage, FormPage):
    """A form of three columns; "preview" shows the note as it would print, and saves nothing."""

    permission = "notes.draft_note"
    template_name = "notes/free_note_form.html"

    @property
    def replaced(self) -> VerbalNote | None:
        """Return the issued note that the words replace, if they replace one."""
        return None

    @cached_property
    def prefixes(self) -> list[str]:
        return [prefix for prefix in numbering.prefixes() if prefix != numbers.INCOMING_PREFIX]

    @cached_property
    def incoming(self) -> list[IncomingNote]:
        """The notes of States that are offered: the newest, and what the draft refers to."""
        found = IncomingNote.objects.select_related("member_state", "corrected_by")
        newest = list(found.filter(corrected_by=None)[:OFFERED])
        return list(dict.fromkeys([*newest, *self.referred_to()]))

    def referred_to(self) -> list[IncomingNote]:
        """Return the note of a State that the draft refers to, also as the register has it since."""
        return []

    def form(self, *sent: Any, **given: Any) -> FreeNoteForm | ReplacementForm:
        if self.replaced is not None:
            return ReplacementForm(*sent[:1], encloses=replacing.encloses(self.replaced), **given)
        return FreeNoteForm(*sent[:1], prefixes=self.prefixes, incoming=self.incoming, **given)

    def chosen(self, form: FreeNoteForm | ReplacementForm) -> tuple[str, free_notes.Content]:
        if isinstance(form, ReplacementForm):
            return self.subject_of_preview().series.prefix, form.content()
        return form.cleaned_data["series"], form.content(self.incoming)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            shown = self.previewed(form)
        except DomainError as refusal:
            return self.refused(form, refusal)
        return self.page(context={"form": form, **shown})

    def previewed(self, form: FreeNoteForm | ReplacementForm) -> dict[str, Any]:
        """Return the note in each language as it would print, were it issued now, and what the check of the
        languages finds in it."""
        prefix, content = self.chosen(form)
        note = self.subject_of_preview()
        note.values = note.values | content.values()
        series = NoteSeries.objects.filter(prefix=prefix).first() or NoteSeries(prefix=prefix)
        terms: dict[str, Any] = {
            "number": numbers.coming_number(series, at=self.at),
            "issued_on": seat_date(self.at),
        }
        words = {code: composition.composed(note, code, **terms) for code in LANGUAGES}
        texts = [{"language": code, "pieces": pieces, "refusal": ""} for code, pieces in words.items()]
        return {"texts": texts, "defects": facts.defects(note, words, issued_on=terms["issued_on"])}

    def subject_of_preview(self) -> VerbalNote:
        """Return the note whose addressees the preview names."""
        return VerbalNote(kind=_kind(replaces=False))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shared = {"texts": [], "draft": None, "replaced": self.replaced}
        return super().get_context_data(**shared | kwargs)


def _kind(*, replaces: bool) -> NoteKind:
    """Return the kind of notes in a person's own words that replace another, or that do not."""
    return next(row.kind for row in kinds.rows() if row.is_own_words and row.replaces == replaces)


class FreeNoteCreate(WritingPage):
    done = _("Draft saved. Choose its addressees, then send it for signature.")

    def act(self, form: Any) -> HttpResponse:
        prefix, content = self.chosen(form)
        note = free_notes.draft(prefix, content, by=self.request.user, at=self.at)
        return redirect("notes:note-detail", note.key)


class NoteReplace(FollowingView, WritingPage):
    """The note that replaces an issued one, begun with its words."""

    done = _("Draft saved. Check it, then send it for signature.")

    @property
    def replaced(self) -> VerbalNote:
        return self.note

    def initial(self) -> dict[str, Any]:
        said = replacing.words_of(self.note)
        texts = {f"{name}-{code}": text[code] for name, text in said.items() for code in LANGUAGES}
        return texts | {"encloses_again": True}

    def subject_of_preview(self) -> VerbalNote:
        subject = self.note
        return VerbalNote(
            # Whom the replaced note names is kept with that one.
            pk=subject.pk,
            kind=_kind(replaces=True),
            series=subject.series,
            paper=subject.paper,
            consultation=subject.consultation,
            member_state=subject.member_state,
            addressing=subject.addressing,
            answers_to=subject,
        )

    def act(self, form: Any) -> HttpResponse:
        _prefix, content = self.chosen(form)
        note = replacing.draft(self.note, content, by=self.request.user, at=self.at)
        return redirect("notes:note-detail", note.key)


class FreeNoteView(NoteView):
    """A page about a note in a person's own words."""

    def find_subject(self) -> Any:
        if not kinds.of(self.note).is_own_words:
            raise Http404
        return super().find_subject()


class FreeNoteEdit(FreeNoteView, WritingPage):
    statuses = (NoteStatus.IN_PREPARATION,)
    done = _("Draft saved.")

    @property
    def replaced(self) -> VerbalNote | None:
        return self.note.answers_to if kinds.of(self.note).replaces else None

    def initial(self) -> dict[str, Any]:
        given = self.note.values
        said = {"matter": given["words"]["matter"]}
        if self.replaced is None:
            said["subject"] = given["subject"]
        said["paragraphs"] = {code: "\n\n".join(own) for code, own in given["own"].items()}
        return {
            "read": free_notes.shown(self.note),
            "series": self.note.series.prefix,
            "incoming": str(given.get("incoming", "")),
            "encloses_again": given.get(enclosed.AGAIN, False),
            **{f"{name}-{code}": text[code] for name, text in said.items() for code in LANGUAGES},
        }

    def referred_to(self) -> list[IncomingNote]:
        chosen = free_notes.referred_to(self.note)
        return [chosen, chosen.right] if chosen else []

    def subject_of_preview(self) -> VerbalNote:
        return self.note

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(draft=self.note, **kwargs)

    def act(self, form: Any) -> None:
        prefix, content = self.chosen(form)
        read = form.cleaned_data["read"]
        free_notes.edit(self.note, prefix, content, read=read, by=self.request.user, at=self.at)


class FreeNoteReturn(FreeNoteView, FormPage):
    permission = "notes.return_note"
    template_name = "notes/free_note_return.html"
    statuses = (NoteStatus.DRAFTED,)
    form_class = ReturnForm
    beside = "reason"
    perform = staticmethod(free_notes.send_back)
    done = _("Note returned. Those who draft will read the reason.")


ACTS = serve(
    FreeNoteView,
    "free-note",
    "notes/<uuid:key>/",
    Act("hand-over", "notes.draft_note", free_notes.hand_over, _("The note awaits signature.")),
    Act(
        "take-back",
        "notes.draft_note",
        free_notes.take_back,
        _("Note taken back. Edit it, then send it for signature again."),
    ),
)
