"""Replies kept ready: the answers that the Secretariat gives often, in its three languages.

An officer proposes one, or another text of one, and a signatory approves it (`phrases.own`). They are a
beginning, not a record: what a State was answered is in its disposition, word for word.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import pgettext

from cica_portal.data_files import read
from cica_portal.errors import AlreadyMoved, Refusal, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.enums import UNCHANGING, CommentType, DispositionKind
from comments.models import Comment, ReplyTemplate
from members import audit
from members.models import User
from phrases.enums import Kind
from phrases.own import Holder, Texts

FILE = settings.ORGANIZATION_DIR / "replies.yaml"
# With which reply the decision on a comment may begin by itself: what type and proposal tell of its sense.
# Whether another fits, as thanks for support does, only who reads the comment can tell.
BEGINS = {CommentType.EDITORIAL: "accepted-editorial", CommentType.TRANSLATION: "accepted-translation"}
AS_PROPOSED = "accepted-as-proposed"
_ORDER = {str(kind): place for place, kind in enumerate(DispositionKind.values)}


class StaleReply(StaleVersion):
    """A colleague saved the reply first: `current` is what is stored."""


def offered() -> list[tuple[str, list[ReplyTemplate]]]:
    """Return the replies in use, by the word for their kind."""
    return by_kind(ReplyTemplate.objects.offered())


def by_kind(found: Iterable[ReplyTemplate]) -> list[tuple[str, list[ReplyTemplate]]]:
    """Return replies by the word for their kind, in the order of the dispositions."""
    ordered = sorted(found, key=lambda template: (_ORDER[template.kind], template.pk))
    return [
        (str(DispositionKind(kind).label), list(group))
        for kind, group in groupby(ordered, key=lambda template: template.kind)
    ]


def beginning(comment: Comment) -> str:
    """Return the key of the reply with which accepting a comment begins; none for a mere remark."""
    if comment.operation in UNCHANGING:
        return ""
    return BEGINS.get(CommentType(comment.type), AS_PROPOSED)


@transaction.atomic
def save(
    template: ReplyTemplate | None,
    *,
    kind: str,
    texts: Mapping[str, str],
    version: int,
    by: User,
    at: dt.datetime,
) -> ReplyTemplate:
    """Keep an approved reply ready, or change one against the version that was read, in every language."""
    by.require("comments.keep_replies", by)
    REPLIES.check("", texts)
    words = {language: texts[language] for language in LANGUAGES}
    if template is None:
        made = ReplyTemplate.objects.create(kind=kind, texts=words)
        audit.record("reply_template.add", subject=made, by=by, at=at, after=_values(made))
        return made
    before = _values(template)
    stored = ReplyTemplate.objects.filter(pk=template.pk, version=version)
    if not stored.update(kind=kind, texts=words, version=version + 1):
        raise StaleReply(ReplyTemplate.objects.get(pk=template.pk))
    template.refresh_from_db()
    audit.record(
        "reply_template.edit", subject=template, by=by, at=at, before=before, after=_values(template)
    )
    return template


@transaction.atomic
def retire(template: ReplyTemplate, *, by: User, at: dt.datetime) -> None:
    """Offer the reply no more; nothing that was answered with it changes."""
    _switch(template, at, "reply_template.retire", by=by, at=at)


@transaction.atomic
def restore(template: ReplyTemplate, *, by: User, at: dt.datetime) -> None:
    """Offer the reply again."""
    _switch(template, None, "reply_template.restore", by=by, at=at)


def _switch(
    template: ReplyTemplate, retired_at: dt.datetime | None, action: str, *, by: User, at: dt.datetime
) -> None:
    by.require("comments.keep_replies", by)
    expected = ReplyTemplate.objects.filter(pk=template.pk, retired_at__isnull=retired_at is not None)
    if not expected.update(retired_at=retired_at):
        raise AlreadyMoved
    template.retired_at = retired_at
    audit.record(action, subject=template, by=by, at=at)


class Replies(Holder):
    """Templates as texts that an officer proposes and a signatory approves; one is named by its number.

    A new one is named "new-…" until it is approved.
    """

    kind = Kind.REPLY
    permission = "comments.keep_replies"

    def title(self, name: str) -> str:
        return (
            pgettext("reply template", "new")
            if name.startswith(NEW)
            else str(_found(name).get_kind_display())
        )

    def page(self, name: str) -> tuple[str, ...]:
        if name.startswith(NEW):
            return ("comments:reply-template-list",)
        return "comments:reply-template-edit", name

    def texts(self, name: str) -> dict[str, str]:
        return {} if name.startswith(NEW) else {"kind": _found(name).kind, **_found(name).texts}

    def label_of(self, name: str, field: str) -> tuple[str, str]:
        if field == "kind":
            return "", pgettext("label", "Disposition")
        return field, ""

    def shown(self, field: str, text: str) -> str:
        return str(DispositionKind(text).label) if field == "kind" and text else text

    def check(self, name: str, texts: Texts) -> None:
        if any(is_blank(texts.get(language, "")) for language in LANGUAGES):
            raise Refusal("comments.reply_in_every_language")

    def write(self, name: str, texts: Texts, *, by: User, at: dt.datetime) -> None:
        template = None if name.startswith(NEW) else _found(name)
        version = template.version if template else 0
        save(template, kind=texts["kind"], texts=texts, version=version, by=by, at=at)


NEW = "new-"
REPLIES = Replies()


def _found(name: str) -> ReplyTemplate:
    return get_object_or_404(ReplyTemplate, pk=name)


def _values(template: ReplyTemplate) -> dict[str, object]:
    return {"kind": str(template.kind), "texts": template.texts, "version": template.version}


def load(*, at: dt.datetime, folder: Path = settings.ORGANIZATION_DIR) -> int:
    """Make the replies that come with the portal and were never made; return how many were made."""
    with transaction.atomic():
        known = set(ReplyTemplate.objects.exclude(key=None).values_list("key", flat=True))
        missing = [item for item in read(folder / FILE.name) if item["id"] not in known]
        for item in missing:
            made = ReplyTemplate.objects.create(
                key=item["id"], kind=item["kind"], texts={code: item[code] for code in LANGUAGES}
            )
            audit.record("reply_template.add", subject=made, by=None, at=at, after=_values(made))
    return len(missing)
