"""The redline of a revision with its trace: beside each changed sentence the comments behind it, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from cica_portal.emphasis import markup, tagged
from cica_portal.languages import LANGUAGES, reader_language
from comments.reading.decisions import MARKS
from comments.taking.tracing import trace, trace_readers
from comments.taking.tracing.trace import Note, Trace, Traced
from comments.views.base import PortalView, text_language
from plans.comparison import redline
from plans.comparison.editions import DRAFT
from plans.comparison.emphasis_changes import restyled_of
from plans.enums import TextStatus
from plans.models import ConceptPaper


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph of the page: its redline with the numbers of its notes, and the notes."""

    block: Traced
    label: str
    markup: SafeString | str
    notes: tuple[Note, ...]

    @property
    def change(self) -> redline.Change:
        return self.block.change


class TracePage(PortalView):
    """What a revision, or the draft in work, changed in the text before it, and on whose proposal."""

    template_name = "comments/trace.html"

    def find(self, slug: str, edition: str, **kwargs: Any) -> None:
        user, language = self.request.user, text_language(self.request)
        if edition == DRAFT:
            paper = get_object_or_404(
                ConceptPaper.objects.visible_to(user).select_related("measure"), slug=slug
            )
            found = trace.of_draft(paper, language)
        elif edition.isdecimal() and len(edition) < 5:
            revisions = trace_readers.revisions_of(user).filter(paper__slug=slug)
            revision = get_object_or_404(revisions, number=int(edition))
            reader = trace_readers.reader(user, revision.paper, self.at)
            found = trace.trace(revision, language, reader=reader)
        else:
            raise Http404
        if found is None:
            raise Http404
        self.trace: Trace = found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.trace
        return super().get_context_data(
            paper=found.later.paper,
            title=found.later.title(reader_language()),
            trace=found,
            entries=[_entry(block, found.language) for block in found.blocks],
            total=sum(block.change.is_changed for block in found.blocks),
            language=found.language,
            languages=LANGUAGES,
            text_status=TextStatus.of(found.later.text_status, found.language).label,
            marks=MARKS,
            is_draft=found.later.revision is None,
            **kwargs,
        )


def _entry(block: Traced, language: str) -> Entry:
    row = block.change.row
    shown = (
        format_html_join("", "{}", ((part,) for part in _marked(block)))
        if block.change.is_changed
        else markup(row.text(language))
    )
    return Entry(block, row.label[language], shown, block.notes)


_MARK = '<{0}><span class="visually-hidden"> [{1}: </span>{2}<span class="visually-hidden">] </span></{0}>'
_HEARD = '<span class="visually-hidden">{} </span>{}'
_NUMBER = '<sup class="note-ref"><a href="#note-{}" title="{}">{}</a></sup>'


def _marked(block: Traced) -> Iterator[SafeString]:
    """Yield the runs as markup, each change of a note followed by its number."""
    runs = restyled_of(block.runs)
    states = {one.number: one.states for one in block.notes}
    tags = {"delete": ("del", pgettext("change", "removed")), "insert": ("ins", pgettext("change", "added"))}
    # Not strict: a block that is not written in this language yet has no runs.
    for (op, run, note), follower in zip(runs, [*runs[1:], None], strict=False):
        if op == "equal":
            yield tagged(run.text, run.style)
            continue
        yield format_html(_MARK, *tags[op], tagged(redline.visible(run.text), run.style))
        if note and (follower is None or follower[2] != note):
            yield format_html(
                _NUMBER, note, states[note], format_html(_HEARD, pgettext("label", "Footnote"), note)
            )
