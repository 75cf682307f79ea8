"""The form that goes out: every paragraph of the circulated text with room for comments beside it."""

from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import emphasis, formats
from cica_portal.languages import TITLES, pick
from cica_portal.spreadsheets import Column, Sheet, xlsx
from comments.enums import CommentType, Operation
from comments.models import Consultation
from comments.writing.offline import columns
from plans.outline import OutlineRow, revision_outline


def written(consultation: Consultation, language: str) -> bytes:
    """Return the form in one language."""
    outline = revision_outline(consultation.revision)
    with translation.override(language):
        revision = consultation.revision
        # Translators: title is the title of the plan
        title = _("Comments on: %(title)s") % {"title": pick(revision.titles, language)}
        return xlsx.written(
            [
                Sheet(pgettext("label", "Comments"), _columns(), tuple(_rows(outline, language))),
                _guide(consultation, language),
                _mark(consultation, language),
            ],
            title=title,
        )


def _columns() -> tuple[Column, ...]:
    titles = columns.titles()
    choices = {
        columns.OPERATION: tuple(str(label) for label in Operation.labels),
        columns.TYPE: tuple(str(label) for label in CommentType.labels),
        columns.LANGUAGE: tuple(str(name) for name in TITLES.values()),
    }
    return tuple(
        Column(
            titles[name],
            width,
            is_hidden=name == columns.KEY,
            is_shaded=name not in columns.FILLED,
            choices=choices.get(name, ()),
        )
        for name, (_title, width) in columns.COLUMNS.items()
    )


def _rows(outline: Sequence[OutlineRow], language: str) -> Iterable[tuple[str | int | None, ...]]:
    empty = (None,) * (len(columns.COLUMNS) - 4)
    yield (columns.WHOLE, 0, "", _("The text as a whole"), *empty)
    for row in outline:
        text = emphasis.plain(row.text(language))
        # The title has no number, as on the pages.
        yield (str(row.key), row.number or None, row.label.own(language), text, *empty)


def _guide(consultation: Consultation, language: str) -> Sheet:
    """Return what whoever fills in the form needs to know, line by line."""
    closing = formats.closing(consultation.ends_at, consultation.time_zone, language)
    revision = consultation.revision
    lines = [
        f"{pick(revision.titles, language)}, {revision.label}",
        # Translators: number is the number of the note
        _("Circulated under note %(number)s") % {"number": consultation.reference},
        # Translators: closing is the deadline, with day, hour and time zone
        _("Deadline for comments: %(closing)s") % {"closing": closing},
        _("Write your comment in the row of the paragraph. Leave rows without a comment unchanged."),
        _("To add a second comment on a paragraph, insert a row and enter the paragraph’s number in “No.”."),
        _("The proposed wording is the whole new text of the paragraph, in one or more languages."),
        _("A substantive comment needs a reason."),
        _("To comment on several paragraphs, enter the number of the last one in “Up to and including No.”."),
        _(
            "To move a paragraph, enter the number of the one it should follow in “Move after No.”; "
            "0 moves it to the beginning, after the title."
        ),
        _("Do not change the headings or the hidden identifiers."),
        _(
            "Anyone who writes for your delegation can upload the file to the portal. Its rows become drafts "
            "of your delegation, which nobody else can see until your contact point submits them."
        ),
    ]
    return Sheet(
        _("How to complete this form"),
        (Column(_("How to complete this form"), 110),),
        tuple((line,) for line in lines),
    )


def _mark(consultation: Consultation, language: str) -> Sheet:
    said = {
        "kind": columns.KIND,
        "round": consultation.reference,
        "revision": consultation.revision.sha256,
        "language": language,
    }
    return Sheet(columns.MARK, (Column("name"), Column("value", 70)), tuple(said.items()), is_hidden=True)


def file_name(consultation: Consultation, language: str) -> str:
    return f"{consultation.reference.replace('/', '-')}-comments-{language}.xlsx"
