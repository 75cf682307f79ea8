"""Freezing a draft into a revision: what is circulated never changes (rule 15)."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cica_portal import emphasis
from cica_portal.errors import WithFindings
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank, sha256
from members import audit
from members.models import User
from plans.blocks import lock_draft
from plans.enums import PART_KINDS, BlockKind
from plans.models import ConceptPaper, Revision, RevisionBlock
from plans.outline import OutlineRow, draft_outline, revision_outline

# Whole sentences, since a language's name is inflected.
NO_TITLE = {
    "en": _("The title has no text in English."),
    "ru": _("The title has no text in Russian."),
    "kk": _("The title has no text in Kazakh."),
}
NO_TEXT = {
    "en": _("%(place)s: no text in English."),
    "ru": _("%(place)s: no text in Russian."),
    "kk": _("%(place)s: no text in Kazakh."),
}


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a draft from being circulated; no block means the plan as a whole."""

    block: OutlineRow | None
    language: str
    pattern: Any
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Say it in the reader's language."""
        return str(self.pattern) % {**self.values, "place": self.block.label.name if self.block else ""}

    def __str__(self) -> str:
        return self.sentence


class NotReady(WithFindings):
    """The draft has findings; they are listed with the refusal."""

    # Translators: findings are sentences that say what is missing.
    sentence = _("The draft cannot be circulated yet: %(findings)s")


def canonical(rows: Iterable[OutlineRow]) -> list[dict[str, Any]]:
    """Return the rows of an outline as the plain values that are hashed and frozen, in document order."""
    return [
        {
            "key": str(row.key),
            "kind": str(row.kind),
            "position": position,
            "texts": {
                language: unicodedata.normalize("NFC", row.texts.get(language, "")) for language in LANGUAGES
            },
        }
        for position, row in enumerate(rows, start=1)
    ]


def _sha256(paper: ConceptPaper, text_status: Mapping[str, str], blocks: list[dict[str, Any]]) -> str:
    return sha256(
        {
            "measure": paper.measure.code,
            "period": [paper.period_from, paper.period_to],
            "text_status": dict(text_status),
            "blocks": blocks,
        }
    )


def content_sha256(paper: ConceptPaper, rows: Iterable[OutlineRow] | None = None) -> str:
    """Return the hash of the working draft: measure, period, status of the texts, and all blocks."""
    rows = draft_outline(paper) if rows is None else rows
    return _sha256(paper, paper.text_status, canonical(rows))


def revision_sha256(revision: Revision, rows: Iterable[OutlineRow] | None = None) -> str:
    """Return the hash of a revision's rows as they stand now: `revision.sha256`, unless tampered with."""
    rows = revision_outline(revision) if rows is None else rows
    return _sha256(revision.paper, revision.text_status, canonical(rows))


def findings(paper: ConceptPaper, rows: Sequence[OutlineRow] | None = None) -> list[Finding]:
    """Return what keeps the draft from being circulated, in document order."""
    rows = draft_outline(paper) if rows is None else rows
    found = []
    if not any(row.kind == BlockKind.TITLE for row in rows):
        found.append(Finding(None, "", _("The plan has no title.")))
    if all(row.kind == BlockKind.TITLE for row in rows):
        found.append(Finding(None, "", _("The plan has no text besides its title.")))
    for number, row in enumerate(rows, start=1):
        for language in LANGUAGES:
            if is_blank(row.text(language)):
                found.append(_missing(row, language))
        follower = rows[number].kind if number < len(rows) else BlockKind.ANNEX
        if row.kind == BlockKind.HEADING and follower in PART_KINDS:
            pattern = _("%(place)s is a heading with no text under it.")
            found.append(Finding(row, "", pattern))
        elif row.kind == BlockKind.ANNEX and follower == BlockKind.ANNEX:
            pattern = _("%(place)s is an annex with no text.")
            found.append(Finding(row, "", pattern))
    return found


def _missing(row: OutlineRow, language: str) -> Finding:
    if row.kind == BlockKind.TITLE:
        return Finding(row, language, NO_TITLE[language])
    return Finding(row, language, NO_TEXT[language])


@transaction.atomic
def freeze(paper: ConceptPaper, *, by: User | None, at: dt.datetime) -> Revision:
    """Freeze the working draft as the next revision: 0 is the draft first circulated, then 1, 2, ..."""
    locked = lock_draft(paper.pk)
    rows = draft_outline(locked)
    if found := findings(locked, rows):
        raise NotReady(found)
    blocks = canonical(rows)
    last = locked.revisions.aggregate(last=Max("number"))["last"]
    revision = Revision.objects.create(
        paper=locked,
        number=0 if last is None else last + 1,
        titles={language: emphasis.plain(text) for language, text in blocks[0]["texts"].items()},
        text_status=locked.text_status,
        frozen_at=at,
        frozen_by=by,
        sha256=_sha256(locked, locked.text_status, blocks),
    )
    RevisionBlock.objects.bulk_create(RevisionBlock(revision=revision, **block) for block in blocks)
    audit.record(
        "revision.freeze",
        subject=revision,
        by=by,
        at=at,
        after={"paper": locked.slug, "number": revision.number, "sha256": revision.sha256},
    )
    return revision
