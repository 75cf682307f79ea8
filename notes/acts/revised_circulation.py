"""Circulating a plan again: what the note says of the text sent before, and what else it encloses.

The note says nothing that did not happen: whether comments on the text circulated last are in force or were
withdrawn, and whether the draft has other words since, choose its sentences. It encloses the changes where
there are some, and of the comments and the replies what every Member State may read by now.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from comments.enums import Outcome
from comments.models import Consultation
from comments.procedure import outcomes
from comments.reading import for_states
from documents import store
from documents.enums import DocumentKind
from documents.models import Document
from notes import kinds
from notes.acts import circulation, untranslated
from notes.enums import NoteKind
from notes.kinds import Enclosure
from notes.models import VerbalNote
from notes.register import consultation_notes
from plans import revisions
from plans.comparison.editions import Edition
from plans.enums import PlanGate
from plans.papers import plan_documents

WITHOUT_COMMENTS = _(
    "The compilation of comments is not enclosed: it has not been distributed to Member States. To enclose "
    "it, distribute it first."
)
WITHOUT_REPLIES = _(
    "The compilation of comments is enclosed without the replies: these have not been sent to Member States."
)


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened since the plan was circulated last: `last` is that consultation."""

    earlier: tuple[VerbalNote, ...]
    last: Consultation
    is_changed: bool
    is_commented: bool
    was_commented: bool
    shows_comments: bool
    shows_replies: bool

    @property
    def revision(self) -> str:
        """Return which sentences say so. Of comments that came late, or were withdrawn before the close, they
        say nothing, as the submission after silence."""
        if self.is_commented:
            return "commented" if self.is_changed else "unchanged_commented"
        if self.was_commented:
            return "withdrawn" if self.is_changed else "unchanged_withdrawn"
        return "not_commented" if self.is_changed else "unchanged"

    @property
    def annexed(self) -> str:
        """Return which sentence names what is enclosed besides the text."""
        shown = "replies" if self.shows_replies else "comments" if self.shows_comments else ""
        if self.is_changed:
            return f"changes_{shown}" if shown else "changes"
        return shown or "nothing"


def since(note: VerbalNote) -> Since | None:
    """Return what has happened since the plan was circulated last; nothing where it never was."""
    earlier = consultation_notes.circulated_before(note.own_paper)
    if not earlier:
        return None
    last = earlier[-1].own_consultation
    is_commented = for_states.comments(last).exists()
    shows_comments = is_commented and for_states.is_read(last)
    return Since(
        earlier=tuple(earlier),
        last=last,
        is_changed=revisions.content_sha256(note.own_paper) != last.revision.sha256,
        is_commented=is_commented,
        was_commented=is_commented or outcomes.current(last) == Outcome.COMMENTS,
        shows_comments=shows_comments,
        shows_replies=shows_comments and for_states.has_replies(last),
    )


# What it says ----------------------------------------------------------------------------------------
def _values(note: VerbalNote) -> dict[str, Any]:
    found = since(note)
    if found is None:
        return {}
    return {
        "circulated": [(one.number, one.issued_on) for one in found.earlier],
        "revision": found.revision,
        "annexed": found.annexed,
    }


def _remarks(note: VerbalNote) -> list[Any]:
    found = since(note)
    if found is None or not found.is_commented:
        return []
    if not found.shows_comments:
        return [] if for_states.is_read(found.last) else [WITHOUT_COMMENTS]
    missing = untranslated.remarks(found.last, with_replies=found.shows_replies)
    return [*([] if found.shows_replies else [WITHOUT_REPLIES]), *missing]


# What it encloses ------------------------------------------------------------------------------------
def _enclosures(note: VerbalNote) -> list[Enclosure]:
    return list(_enclosed(note, since(note)))


def _enclosed(note: VerbalNote, found: Since | None) -> Iterator[Enclosure]:
    title = "revised" if found is None or found.is_changed else "draft"
    yield Enclosure("enclosure", title, DocumentKind.PLAN, circulation.text_source(note), is_text=True)
    if found is None:
        return
    if found.is_changed:
        source = plan_documents.redline_source(*_compared(note, found))
        yield Enclosure("redline", "redline", DocumentKind.REDLINE, source)
    if found.shows_comments:
        title = "replies" if found.shows_replies else "comments"
        source = for_states.source(found.last, with_replies=found.shows_replies)
        yield Enclosure("comments", title, DocumentKind.REPLIES, source)


def _compared(note: VerbalNote, found: Since) -> tuple[Edition, Edition]:
    return Edition(note.own_paper, found.last.revision), plan_documents.coming(note.own_paper)


def _request(note: VerbalNote, *, at: dt.datetime) -> list[Document]:
    """Ask for all that the note encloses; not while the draft is another than was prepared."""
    asked, found = circulation.request_text(note, at=at), since(note)
    if not asked or found is None:
        return asked
    subject = {"paper": note.own_paper, "earlier": found.last.revision, "consultation": found.last}
    for one in _enclosed(note, found):
        if one.kind != DocumentKind.PLAN:
            asked += [store.request(one.kind, code, one.source, at=at, **subject) for code in LANGUAGES]
    return asked


kinds.add(
    kinds.Kind(
        kind=NoteKind.CIRCULATION_REVISED,
        letter="circulation_revised",
        opens_consultation=True,
        asks_for_comments=True,
        gate=PlanGate.CIRCULATION,
        hold=circulation.hold_paper,
        refuse=circulation.refuse_unless_editable,
        findings=circulation.findings,
        carry_out=circulation.circulate,
        remarks=_remarks,
        enclosures=_enclosures,
        request=_request,
        states=circulation.states,
        values=_values,
    )
)
