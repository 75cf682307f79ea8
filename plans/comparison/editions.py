"""Editions: the states of a plan's text that can be set beside one another, frozen or still in work."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from cica_portal.languages import pick
from plans.comparison import redline
from plans.models import ConceptPaper, Revision
from plans.outline import OutlineRow, draft_outline, revision_outline
from plans.revisions import content_sha256

DRAFT = "draft"


@dataclass(frozen=True)
class Edition:
    """One frozen revision of a paper, or its working draft where there is no revision.

    `name` stands in addresses: the revision's number, or "draft". `becomes` is the number of the revision
    that the draft becomes once it is circulated, where it is shown as that.
    """

    paper: ConceptPaper
    revision: Revision | None = None
    becomes: int | None = None

    @property
    def name(self) -> str:
        if self.revision is None and self.becomes is None:
            return DRAFT
        return str(self.revision.number if self.revision else self.becomes)

    @property
    def label(self) -> str:
        if self.revision is None and self.becomes is None:
            return _("Working draft")
        return str((self.revision or Revision(number=self.becomes)).label)

    @cached_property
    def rows(self) -> list[OutlineRow]:
        return revision_outline(self.revision) if self.revision else draft_outline(self.paper)

    @cached_property
    def sha256(self) -> str:
        return self.revision.sha256 if self.revision else content_sha256(self.paper, self.rows)

    @property
    def text_status(self) -> dict[str, str]:
        return (self.revision or self.paper).text_status

    def title(self, language: str) -> str:
        return pick((self.revision or self.paper).titles, language)


def list_editions(paper: ConceptPaper) -> list[Edition]:
    """Return the editions of a paper, oldest first, the working draft last (one query)."""
    revisions = paper.revisions.select_related("frozen_by").order_by("number")
    return [*(Edition(paper, revision) for revision in revisions), Edition(paper)]


def find(editions: Sequence[Edition], name: str) -> Edition | None:
    """Return the edition of this name."""
    return next((edition for edition in editions if edition.name == name), None)


def usual_pair(editions: Sequence[Edition]) -> tuple[Edition, Edition]:
    """Return what is compared most: the draft in work, or the last revision, with the one before it."""
    *frozen, draft = editions
    if len(frozen) < 2 or draft.paper.is_editable:
        return frozen[-1], draft
    return frozen[-2], frozen[-1]


def compare(earlier: Edition, later: Edition, language: str) -> list[redline.Change]:
    """Return the redline of two editions in one language."""
    return redline.compare(earlier.rows, later.rows, language)
