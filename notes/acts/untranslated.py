"""What a table of comments and replies prints without a translation: named before a note conveys it."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cica_portal.languages import TITLED
from comments.answering import reply_translations
from comments.models import Consultation

SENTENCE = _("The table of comments will say “no translation”. %(missing)s.")
# Translators: numbers are those of comments in the compilation, as "3, 4, 7"; number is how many
COMMENTS = ngettext_lazy(
    "%(language)s: comment No. %(numbers)s", "%(language)s: comments Nos. %(numbers)s", "number"
)
# Translators: numbers are those of comments in the compilation, as "3, 4, 7"; number is how many
REPLIES = ngettext_lazy(
    "%(language)s: reply to comment No. %(numbers)s",
    "%(language)s: replies to comments Nos. %(numbers)s",
    "number",
)


def remarks(consultation: Consultation, *, with_replies: bool) -> list[Any]:
    """Return what is to be known of the table of a consultation: by language, which words are missing."""
    of_comments: dict[str, list[str]] = defaultdict(list)
    of_replies: dict[str, list[str]] = defaultdict(list)
    for one in reply_translations.find_untranslated(consultation, with_replies=with_replies):
        for found, codes in ((of_comments, one.of_comment), (of_replies, one.of_reply)):
            for code in codes:
                found[code].append(str(one.row.number))
    named = [
        said % {"language": title, "numbers": ", ".join(numbers), "number": len(numbers)}
        for code, title in TITLED
        for said, found in ((COMMENTS, of_comments), (REPLIES, of_replies))
        if (numbers := found.get(code))
    ]
    return [SENTENCE % {"missing": "; ".join(named)}] if named else []
