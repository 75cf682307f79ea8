"""The form that goes out: every paragraph of the circulated text with room for comments beside it."""

from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal import emphasis, formats
from cica_portal.languages import LANGUAGES, TITLES, pick
from cica_portal.spreadsheets import Column, Sheet, xlsx
from comments.enums import CommentType, Operation
from comments.models import Consultation
from comments.writing.offline import columns
from comments.writing.offline.columns import (
    AFTER,
    FILLED,
    KEY,
    KIND,
    LABEL,
    LANGUAGE,
    MARK,
    NUMBER,
    OPERATION,
    RATIONALE,
    REMARK,
    TEXT,
    TYPE,
    UNTIL,
    WHOLE,
    WORDINGS,
)
from plans.outline import OutlineRow, revision_outline

ORDER = (
    KEY,
    NUMBER,
    LABEL,
    TEXT,
    OPERATION,
    TYPE,
    REMARK,
    *WORDINGS.values(),
    RATIONALE,
    LANGUAGE,
    UNTIL,
    AFTER,
)
WIDTHS = {
    NUMBER: 6,
    LABEL: 8,
    TEXT: 60,
    OPERATION: 18,
    TYPE: 16,
    REMARK: 45,
    RATIONALE: 40,
    UNTIL: 14,
    AFTER: 14,
}


def written(consultation: Consultation, language: str) -> bytes:
    """Return the form in one language."""
    outline = revision_outline(consultation.revision)
    with translation.override(language):
        revision = consultation.revision
        title = _("Comments on: %(title)s") % {"title": pick(revision.titles, language)}
        return xlsx.written(
            [
                Sheet(_("Comments"), _columns(), tuple(_rows(outline, language))),
                _guide(consultation, language),
                _mark(consultation, language),
            ],
            title=title,
        )


def _columns() -> tuple[Column, ...]:
    titles = columns.titles()
    choices = {
        OPERATION: tuple(str(label) for label in Operation.labels),
        TYPE: tuple(str(label) for label in CommentType.labels),
        LANGUAGE: tuple(str(name) for name in TITLES.values()),
    }
    return tuple(
        Column(
            titles[name],
            WIDTHS.get(name, 40 if name in WORDINGS.values() else 16),
            is_hidden=name == KEY,
            is_shaded=name not in FILLED,
            choices=choices.get(name, ()),
        )
        for name in ORDER
    )


def _rows(outline: Sequence[OutlineRow], language: str) -> Iterable[tuple[str | int | None, ...]]:
    empty = (None,) * (len(ORDER) - 4)
    yield (WHOLE, 0, "", _("The text as a whole"), *empty)
    for number, row in enumerate(outline, start=1):
        yield (str(row.key), number, row.marked(language), emphasis.plain(row.text(language)), *empty)


def _guide(consultation: Consultation, language: str) -> Sheet:
    """Return what whoever fills in the form needs to know, line by line."""
    closing = formats.closing(consultation.closes_at, consultation.time_zone, language)
    revision = consultation.revision
    lines = [
        f"{pick(revision.titles, language)}, {revision.label}",
        _("Circulated under note %(number)s") % {"number": consultation.reference},
        _("Comments by: %(closing)s") % {"closing": closing},
        _("Write beside the paragraph that you comment on. Rows without a comment are left as they are."),
        _("For a second comment on a paragraph, insert a row and write the paragraph’s number in “No.”."),
        _("Proposed wording is the whole new text of the paragraph, in one language or in several."),
        _("A substantive comment needs a reason."),
        _("A comment on several paragraphs: the number of the last one in “Up to and including No.”."),
        _("To move a paragraph: the number of the one that it is to follow in “Move it to after No.”."),
        _("Leave the headings and the hidden marks as they are."),
        _(
            "Your contact point or a deputy brings the file into the portal. There it becomes drafts of your "
            "delegation, which nobody else sees until your contact point files them."
        ),
    ]
    return Sheet(
        _("How to fill it in"), (Column(_("How to fill it in"), 110),), tuple((line,) for line in lines)
    )


def _mark(consultation: Consultation, language: str) -> Sheet:
    said = {
        "kind": KIND,
        "round": consultation.reference,
        "revision": consultation.revision.sha256,
        "language": language,
    }
    return Sheet(MARK, (Column("name"), Column("value", 70)), tuple(said.items()), is_hidden=True)


def file_name(consultation: Consultation, language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(language)
    return f"{consultation.reference.replace('/', '-')}-comments-{language}.xlsx"
