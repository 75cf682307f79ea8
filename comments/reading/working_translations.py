"""Working translations: what a filed comment says in another language. The filed text is never touched."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from cica_portal.errors import Refusal, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.enums import TranslationStatus
from comments.models import Comment, Consultation, WorkingTranslation
from members import audit
from members.models import User

TEXTS = ("remark", "wording", "rationale")


class StaleTranslation(StaleVersion):
    """A colleague saved the translation first: `current` is what is stored."""


def wanted(comment: Comment) -> list[str]:
    """Return the languages into which a comment can be translated: all but its own."""
    return [language for language in LANGUAGES if language != comment.language]


def takes_wording(comment: Comment, language: str) -> bool:
    """Tell whether a wording can be translated: there is one, and the State has not given it itself."""
    return bool(comment.proposals) and language not in comment.proposals


def of_consultation(consultation: Consultation, language: str) -> dict[uuid.UUID, WorkingTranslation]:
    """Return the translations into a language, by comment, in one query."""
    found = WorkingTranslation.objects.filter(comment__response__consultation=consultation, language=language)
    return {translation.comment_id: translation for translation in found}


@transaction.atomic
def save(
    comment: Comment,
    language: str,
    *,
    status: str,
    version: int,
    remark: str = "",
    wording: str = "",
    rationale: str = "",
    by: User,
    at: dt.datetime,
) -> WorkingTranslation:
    """Write the translation of a comment into a language, or mend it; `version` is the one that was read,
    0 for none."""
    by.require("comments.translate_comment", comment)
    if language not in wanted(comment):
        raise Refusal("comments.already_in_this_language")
    if wording and not takes_wording(comment, language):
        raise Refusal("comments.wording_is_their_own")
    said = {"remark": remark, "wording": wording, "rationale": rationale}
    if all(is_blank(text) for text in said.values()):
        raise Refusal("comments.translation_empty")
    values: dict[str, Any] = {**said, "status": str(TranslationStatus(status))}
    before = WorkingTranslation.objects.filter(comment=comment, language=language).first()
    if before is None and version == 0:
        made, is_new = WorkingTranslation.objects.get_or_create(
            comment=comment, language=language, defaults={**values, "by": by, "at": at}
        )
        if not is_new:
            raise StaleTranslation(made)
    else:
        own = WorkingTranslation.objects.filter(comment=comment, language=language, version=version)
        if not own.update(**values, version=version + 1, by=by, at=at):
            raise StaleTranslation(before)
        made = WorkingTranslation.objects.get(comment=comment, language=language)
    audit.record(
        "working_translation.save",
        subject=comment,
        by=by,
        at=at,
        before=_plain(before) if before else None,
        after=_plain(made),
    )
    return made


def carry_over(filed: Sequence[Comment], *, by: User, at: dt.datetime) -> None:
    """Take the translations of a State's earlier comments over to those that say the same word for word."""
    found = WorkingTranslation.objects.filter(
        comment__response__consultation=filed[0].response.consultation_id,
        comment__response__member_state=filed[0].response.member_state_id,
    )
    last = {
        (translation.comment.sha256, translation.language): translation
        for translation in found.select_related("comment").order_by("comment__response__version")
    }
    carried = [
        WorkingTranslation(
            comment=comment,
            language=language,
            **{
                name: getattr(last[comment.sha256, language], name) for name in ("status", *TEXTS, "by", "at")
            },
        )
        for comment in filed
        for language in LANGUAGES
        if (comment.sha256, language) in last
    ]
    for made in WorkingTranslation.objects.bulk_create(carried):
        audit.record("working_translation.carry", subject=made.comment, by=by, at=at, after=_plain(made))


def _plain(translation: WorkingTranslation) -> dict[str, Any]:
    names = ("language", "version", "status", *TEXTS)
    return {name: getattr(translation, name) for name in names}
