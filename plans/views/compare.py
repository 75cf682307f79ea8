"""The redline of two editions of a plan, on screen and as a Word file with tracked changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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
from plans.outline import numbered
from plans.views.frame import PaperView
from plans.word import docx_redline

# So many blocks that did not change are shown before and after a change, where only changes are shown.
AROUND = 1
SNIPPET = 90
# What the later text does not have where it is shown.
NOT_IN_LATER = frozenset({redline.REMOVED, redline.MOVED_FROM})


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of the page, or so many blocks left out as `skipped` says."""

    change: Change | None = None
    label: str = ""
    markup: SafeString | str = ""
    snippet: str = ""
    skipped: int = 0
    number: int = 0


class PaperCompare(PaperView):
    """Two editions as one redline, with a summary of what changed."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = editions.of(self.paper)
        if len(found) == 1:
            return self.page("plans/compare_empty.html", {})
        earlier, later = self.pair(found)
        language = self.language(request.GET.get("language", ""))
        only_changes = request.GET.get("show") == "changes"
        changes = editions.compare(earlier, later, language)
        entries = [
            replace(_entry(change, language), number=number)
            for change, number in zip(changes, _numbers(changes), strict=True)
        ]
        context = {
            "editions": found,
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

    def pair(self, found: Sequence[Edition]) -> tuple[Edition, Edition]:
        """Return the two editions that the address names."""
        usual = editions.usual_pair(found)
        names = (
            self.request.GET.get(side, edition.name)
            for side, edition in zip(("from", "to"), usual, strict=True)
        )
        earlier, later = (editions.find(found, name) for name in names)
        if earlier is None or later is None:
            raise Http404
        return earlier, later

    def language(self, wanted: str) -> str:
        return wanted if is_language(wanted) else reader_language()


class PaperCompareWord(PaperView):
    """The same redline as a Word file, whose changes can be accepted and rejected one by one."""

    def get(self, request: HttpRequest, slug: str, earlier: str, later: str, language: str) -> HttpResponse:
        one, other = self.one(earlier), self.one(later)
        if not is_language(language):
            raise Http404
        authors = authorship.between(one, other, language, reader=request.user)
        content = docx_redline.document(one, other, language, at=self.at, authors=authors)
        return download(content, f"{slug}-{one.name}-{other.name}-{language}.docx", uploads.WORD_TYPE)

    @cached_property
    def editions(self) -> list[Edition]:
        return editions.of(self.paper)

    def one(self, name: str) -> Edition:
        found = editions.find(self.editions, name)
        if found is None:
            raise Http404
        return found


def _entry(change: Change, language: str) -> Entry:
    row = change.row
    label = row.label[language]
    if not change.is_changed:
        return Entry(change, label, emphasis.markup(row.text(language)))
    return Entry(change, label, redline.marked(change.words, reader_language()), _snippet(change))


def _numbers(changes: Sequence[Change]) -> list[int]:
    """Return the numbers that the blocks have in the later text; what is not in it has none."""
    places = numbered([change.row for change in changes if change.state not in NOT_IN_LATER])
    numbers = iter(place.number for place in places)
    return [0 if change.state in NOT_IN_LATER else next(numbers) for change in changes]


def _snippet(change: Change) -> str:
    text = change.old_text() if change.state == redline.REMOVED else change.new_text() or change.old_text()
    text = " ".join(emphasis.plain(text).split())
    return text if len(text) <= SNIPPET else text[:SNIPPET].rsplit(" ", 1)[0] + " …"


def _around_changes(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the changes with a block around them; longer runs between them as their number."""
    shown = {
        near
        for index, entry in enumerate(entries)
        if entry.change.is_changed
        for near in range(index - AROUND, index + AROUND + 1)
    }
    yield from _with_gaps(entries, shown)


def _with_gaps(entries: Iterable[Entry], shown: set[int]) -> Iterator[Entry]:
    skipped = 0
    for index, entry in enumerate(entries):
        if index not in shown:
            skipped += 1
            continue
        if skipped:
            yield Entry(skipped=skipped)
            skipped = 0
        yield entry
    if skipped:
        yield Entry(skipped=skipped)
