"""Replies in the other languages: kept beside the reply, each with how far it can be relied upon.

They are part of the disposition, so that each version of it has its own: what a State was sent in its
language changes as the reply itself does (rule 49). A translation where there was none only adds to it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.enums import TranslationStatus
from comments.models import Consultation, Disposition, Reply, ReplyTemplate, WorkingTranslation
from comments.reading import compilation
from comments.reading.readings import Reading


class Untranslated(NamedTuple):
    """A comment of which not everybody can read all that a table of replies prints: the languages that are
    missing of the comment, and of the reply to it."""

    row: Reading
    of_comment: Sequence[str]
    of_reply: Sequence[str]


def of_template(template: ReplyTemplate) -> dict[str, dict[str, str]]:
    """Return a reply kept ready in each language: a signatory approved all of them."""
    status = str(TranslationStatus.CHECKED)
    return {code: {"text": text, "status": status} for code, text in template.texts.items()}


def keep(given: Reply, before: Disposition | None) -> Reply:
    """Return a reply with those translations that say something in another language than its own. One that
    was checked against other words, and stays as it was, is not checked any more."""
    was = before.translations if before and before.reply != given.text else {}
    kept = {}
    for code in LANGUAGES:
        one = given.translations.get(code)
        if one is None or code == given.language or is_blank(one["text"]) or is_blank(given.text):
            continue
        is_stale = was.get(code, {}).get("text") == one["text"]
        status = TranslationStatus.DRAFT if is_stale else TranslationStatus(one["status"])
        kept[code] = {"text": one["text"], "status": str(status)}
    return given._replace(translations=kept)


def find_untranslated(consultation: Consultation, *, with_replies: bool) -> Iterator[Untranslated]:
    """Yield the comments that every State may read of which the words or the reply lack a translation, under
    their numbers in the compilation."""
    found = compilation.for_states(consultation, LANGUAGES[0], with_replies=with_replies)
    known = defaultdict(set)
    made = WorkingTranslation.objects.filter(comment__response__consultation=consultation)
    for comment_id, language in made.values_list("comment", "language"):
        known[comment_id].add(language)
    for row in compilation.with_replies(found, found.readings):
        can_read = {row.language, *known[row.comment.pk]}
        of_comment = [code for code in LANGUAGES if code not in can_read]
        of_reply = row.answer.lacking if row.answer else []
        if of_comment or of_reply:
            yield Untranslated(row, of_comment, of_reply)
