"""The circulated text as a Word file: changed with tracking on and commented in the margin, it comes back."""

import re
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal import formats
from comments.models import Consultation
from plans.outline import revision_outline
from plans.word import writing
from plans.word.house import Meta
from plans.word.writing import Form

# Which text the file is of: the note, and the beginning of the revision's hash, in figures.
MARK = re.compile(r"#(?P<note>[^#\n]+)#(?P<revision>\d{1,20})#")


def written(consultation: Consultation, language: str) -> bytes:
    """Return the text in one language, with the number of each paragraph, and tracking switched on."""
    revision = consultation.revision
    with translation.override(language):
        label = str(revision.label)
    meta = Meta(revision.titles, revision.text_status, label, revision.frozen_at)
    form = Form(mark(consultation), lines(consultation, language))
    return writing.one_language(revision_outline(revision), language, meta, form=form)


def mark(consultation: Consultation) -> str:
    return f"#{consultation.reference}#{int(consultation.revision.sha256[:16], 16)}#"


def lines(consultation: Consultation, language: str) -> Sequence[str]:
    """Return what stands above the text; it is read back as nothing."""
    with translation.override(language):
        closing = formats.closing(consultation.ends_at, consultation.time_zone, language)
        return [
            _("Change the words with track changes on, and comment in the margin."),
            _("Leave the numbers in square brackets as they are: the portal finds the paragraphs by them."),
            _("Upload the file on the page “Comment in Word or Excel” of the consultation."),
            # Translators: closing is the deadline, with day, hour and time zone
            _("Deadline for comments: %(closing)s") % {"closing": closing},
        ]


def file_name(consultation: Consultation, language: str) -> str:
    return f"{consultation.reference.replace('/', '-')}-text-{language}.docx"
