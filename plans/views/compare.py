"""The redline of two editions of a plan, on screen and as a Word file with tracked changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from cica_portal import emphasis, uploads
from cica_portal.languages import LANGUAGES, is_language, reader_language
from cica_portal.web.downloads import download
from plans.comparison import authorship, editions, redline
from plans.comparison.editions import Edition
from plans.comparison.redline import Change
from plans.enums import TextStatus
from plans.views.frame import PaperView
from plans.word import docx_redline

# So many blocks that did not change are shown before and after a change, where only changes are shown.
AROUND = 1
SNIPPET = 90
# What the later text does not have where it is shown.
NOT_IN_LATER = frozenset({redline.REMOVED, redline.MOVED_FROM})


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of the page; or so many left out as `skipped` says."""

    language: str = ""
    change: Change | None = None
    skipped: int = 0

    @property
    def number(self) -> int:
        """Its number in the later text."""
        return 0 if self.change.state in NOT_IN_LATER else self.change.row.label.number

    @property
    def label(self) -> str:
        return self.change.row.label[self.language]

    @property
    def markup(self) -> SafeString:
        if self.change.is_changed:
            return redline.marked(self.change.words, reader_language())
        return emphasis.markup(self.change.row.text(self.language))

    @property
    def snippet(self) -> str:
        old, new = self.change.old_text(), self.change.new_text()
        text = old if self.change.state == redline.REMOVED else new or old
        text = " ".join(emphasis.plain(text).split())
        return text if len(text) <= SNIPPET else text[:SNIPPET].rsplit(" ", 1)[0] + " …"


class ComparisonView(PaperView):
    @cached_property
    def editions(self) -> list[Edition]:
        return editions.list_editions(self.paper)

    def edition(self, name: str) -> Edition:
        found = editions.find(self.editions, name)
        if found is None:
            raise Http404
        return found


class PaperCompare(ComparisonView):
    """Two editions as one redline, with a summary of what changed."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if len(self.editions) == 1:
            return self.page("plans/compare_empty.html", {})
        one, other = editions.usual_pair(self.editions)
        earlier = self.edition(request.GET.get("from", one.name))
        later = self.edition(request.GET.get("to", other.name))
        wanted = request.GET.get("language", "")
        language = wanted if is_language(wanted) else reader_language()
        only_changes = request.GET.get("show") == "changes"
        changes = editions.compare(earlier, later, language)
        entries = [Entry(language, change) for change in changes]
        context = {
            "editions": self.editions,
            "earlier": earlier,
            "later": later,
            "pair": [earlier, later],
            "language": language,
            "all_languages": LANGUAGES,
            "more": f"&from={earlier.name}&to={later.name}" + ("&show=changes" if only_changes else ""),
            "only_changes": only_changes,
            "tally": redline.tally(changes),
            "changed": [entry for entry in entries if entry.change.is_changed],
            "entries": list(_around_changes(entries)) if only_changes else entries,
            "text_status": TextStatus.of(later.text_status, language).label,
        }
        return self.page("plans/compare.html", context)


class PaperCompareWord(ComparisonView):
    """The same redline as a Word file, whose changes can be accepted and rejected one by one."""

    def get(self, request: HttpRequest, slug: str, earlier: str, later: str, language: str) -> HttpResponse:
        one, other = self.edition(earlier), self.edition(later)
        if not is_language(language):
            raise Http404
        authors = authorship.between(one, other, language, reader=request.user)
        content = docx_redline.document(one, other, language, at=self.at, authors=authors)
        return download(content, f"{slug}-{one.name}-{other.name}-{language}.docx", uploads.WORD_TYPE)


def _around_changes(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the changes with a block around them; longer runs between them as their number."""
    changed = [place for place, entry in enumerate(entries) if entry.change.is_changed]
    shown = {near for place in changed for near in range(place - AROUND, place + AROUND + 1)}
    for is_shown, run in groupby(enumerate(entries), key=lambda found: found[0] in shown):
        found = [entry for _place, entry in run]
        yield from found if is_shown else [Entry(skipped=len(found))]
