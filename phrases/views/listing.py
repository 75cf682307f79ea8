"""The texts of the interface and of mail, found by their words; corrections, and their export."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from cica_portal.languages import LANGUAGES, is_language
from cica_portal.web.downloads import download
from cica_portal.web.lists import ListPage
from cica_portal.web.pages import Page
from members.requests import SignedInRequest
from phrases import corrections, finding
from phrases.enums import Standing
from phrases.forms import CorrectionSearch, PhraseSearch
from phrases.house import HOUSE
from phrases.models import Correction
from phrases.texts import catalogue
from phrases.texts.catalogue import phrases

PAGE_SIZE = 25
# So many texts of one source are shown beside those of the interface: its own page shows all.
MOST_ELSEWHERE = 10


class PhraseList(ListPage):
    """Every text, narrowed by the address and paged through; beside it those that have their own page."""

    request: SignedInRequest
    permission = "phrases.view"
    template_name = "phrases/phrase_list.html"
    search = PhraseSearch
    size = PAGE_SIZE

    def find(self, chosen: dict[str, Any]) -> Any:
        narrowed = {name: value for name, value in chosen.items() if name != "q"}
        return finding.rows(words=chosen.get("q", ""), **narrowed)

    def rows(self, shown: Any, chosen: dict[str, Any]) -> dict[str, Any]:
        return {
            "elsewhere": self.elsewhere(chosen),
            "waiting": Correction.objects.waiting().count(),
            "sources": sources(self.request),
        }

    def elsewhere(self, chosen: dict[str, Any]) -> list[tuple[finding.Source, list[dict[str, Any]], int]]:
        if chosen.get("area") or chosen.get("state"):
            return []
        found = finding.find_own(chosen.get("q", ""), chosen.get("language", ""), permitted(self.request))
        return [
            (source, [_shown(one) for one in texts[:MOST_ELSEWHERE]], len(texts)) for source, texts in found
        ]


class CorrectionList(ListPage):
    """Every correction, the latest first, with how it stands to the texts that the portal has today."""

    request: SignedInRequest
    permission = "phrases.view"
    template_name = "phrases/correction_list.html"
    search = CorrectionSearch
    size = PAGE_SIZE

    def find(self, chosen: dict[str, Any]) -> Any:
        return Correction.objects.filter(**chosen).with_people()

    def rows(self, shown: Any, chosen: dict[str, Any]) -> dict[str, Any]:
        known, listed = phrases(), list(shown)
        titles = HOUSE.titles_of(listed)
        return {
            "rows": [(one, badge(one, known.get(one.key)), titles.get(one.pk, "")) for one in listed],
            "languages": catalogue.corrected_languages(),
            "sources": sources(self.request),
        }


class Export(Page):
    """The corrections in use in one language, as a catalogue for the next version of the portal."""

    permission = "phrases.view"

    def get(self, request: SignedInRequest, language: str) -> HttpResponse:
        if not is_language(language):
            raise Http404
        content = catalogue.exported(language, self.at).encode()
        return download(content, f"corrections-{language}.po", "text/x-gettext-translation")


def permitted(request: SignedInRequest) -> Callable[[str], bool]:
    """Return whether the reader may see a source; something is always passed, as `Page` explains."""
    return lambda permission: request.user.has_perm(permission, request.user)


def sources(request: SignedInRequest) -> list[finding.Source]:
    """Return the further texts that the reader may correct, for the tabs."""
    return [one for one in finding.sources() if permitted(request)(one.permission)]


def _shown(text: finding.OwnText) -> dict[str, Any]:
    return {
        "text": text,
        "url": reverse(text.page, args=text.arguments),
        "shown": [(code, text.texts[code]) for code in LANGUAGES if text.texts.get(code)],
    }


def badge(correction: Correction, phrase: Any) -> tuple[str, str]:
    """Return the mark and the word that say how a correction stands."""
    if correction.is_waiting:
        return "needs", str(correction.get_status_display())
    if not correction.is_in_use:
        return "quiet", str(correction.get_status_display())
    stands = corrections.standing(correction, phrase)
    marks = {Standing.HOLDS: "done", Standing.TAKEN_OVER: "done", Standing.CHANGED: "needs"}
    return marks.get(stands, "refused"), str(stands.label)
