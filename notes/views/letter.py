"""A letter is pasted in three languages, and the page says where they differ. Nothing of it is kept."""

from django.http import HttpRequest, HttpResponse

from cica_portal.data_files import read
from cica_portal.web.pages import REFUSED
from notes.forms.drafting import LetterForm
from notes.reference import CASE_FILE
from notes.views.frame import NotesPage
from notes.wording import consistency
from notes.wording.texts import Piece


class LetterCheck(NotesPage):
    permission = "notes.check_letter"

    def get(self, request: HttpRequest) -> HttpResponse:
        if "example" in request.GET:
            return self.result(LetterForm(the_letter()))
        return self.page("notes/letter_check.html", {"form": LetterForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.result(LetterForm(request.POST))

    def result(self, form: LetterForm) -> HttpResponse:
        if not form.is_valid():
            return self.page("notes/letter_check.html", {"form": form}, status=REFUSED)
        given = any(form.cleaned_data.values())
        defects = consistency.letter(form.cleaned_data) if given else []
        return self.page("notes/letter_check.html", {"form": form, "is_checked": given, "defects": defects})


def the_letter() -> dict[str, str]:
    """Return the texts of the note of 26 May 2022, as they were typed."""
    texts = read(CASE_FILE)["texts"]
    return {
        language: consistency.plain(Piece(**piece) for piece in pieces) for language, pieces in texts.items()
    }
