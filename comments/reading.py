"""The circulated text as a page: blocks in order, each with the remarks that this reader may see."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments.drafts import FIELDS
from comments.enums import CommentType
from comments.models import Comment, CommentRound, DraftComment, RemarkFields, Response
from comments.redline import redline
from members.models import User
from plans.outline import OutlineRow, revision_outline


@dataclass(slots=True)
class Remark:
    """One remark in the margin: who says it, how it stands, what it says."""

    anchor: str
    who: str
    status: str
    word: str
    type: str
    language: str
    remark: str
    wording: SafeString | str
    rationale: str
    edit_url: str = ""


@dataclass(slots=True)
class ReadingBlock:
    row: OutlineRow
    label: str
    text: str
    other_label: str
    other_text: str
    remarks: list[Remark] = field(default_factory=list)


@dataclass(slots=True)
class ReadingPage:
    blocks: list[ReadingBlock]
    general: list[Remark]


def page(
    comment_round: CommentRound, user: User, *, at: dt.datetime, language: str, beside: str = ""
) -> ReadingPage:
    """Return the text in one language or two, with the remarks visible to `user` at `at`.

    A delegation sees its own drafts; a draft that is filed unchanged appears once, marked as filed.
    """
    outline = revision_outline(comment_round.revision)
    texts = {row.key: row for row in outline}
    remarks: dict[uuid.UUID | None, list[Remark]] = defaultdict(list)
    types = {str(value): str(label) for value, label in CommentType.choices}
    filed = _filed(comment_round, user, at)
    own = {
        comment.draft_id: comment
        for comment in filed
        if comment.response.member_state_id == user.member_state_id and user.is_delegate
    }
    drafted = list(DraftComment.objects.visible_to(user).filter(comment_round=comment_round))
    for draft in drafted:
        status, word = _draft_standing(draft, own.get(draft.pk))
        remarks[draft.block_key].append(
            _remark(
                draft,
                texts,
                types,
                who=str(user.member_state),
                status=status,
                word=word,
                is_open_to_edit=user.can_write,
            )
        )
    shown = {draft.pk for draft in drafted}
    words = _filed_words(user)
    for comment in filed:
        if comment.draft_id in shown and own.get(comment.draft_id) is comment:
            continue
        response = comment.response
        status, word = words[response.is_late, response.member_state_id == user.member_state_id]
        remarks[comment.block_key].append(
            _remark(comment, texts, types, who=response.member_state.name, status=status, word=word)
        )
    blocks = [
        ReadingBlock(
            row=row,
            label=row.label[language],
            text=row.text(language),
            other_label=row.label[beside] if beside else "",
            other_text=row.text(beside) if beside else "",
            remarks=remarks.get(row.key, []),
        )
        for row in outline
    ]
    return ReadingPage(blocks=blocks, general=remarks.get(None, []))


def _filed(comment_round: CommentRound, user: User, at: dt.datetime) -> list[Comment]:
    """Return the filed comments to show: of standing answers; to those who compile, the last late one too."""
    responses = Response.objects.visible_to(user, at).filter(comment_round=comment_round)
    shown = Q(response__in=responses.standing())
    if not user.is_delegate:
        shown |= Q(response__in=responses.filter(is_late=True))
    comments = list(
        Comment.objects.filter(shown)
        .select_related("response__member_state")
        .order_by("response__is_late", "response__member_state__code", "response__version", "position")
    )
    last = {(c.response.member_state_id, c.response.is_late): c.response_id for c in comments}
    return [c for c in comments if last[c.response.member_state_id, c.response.is_late] == c.response_id]


def _draft_standing(draft: DraftComment, filed: Comment | None) -> tuple[str, str]:
    if filed is None:
        return "waiting", _("draft, seen by your delegation only")
    if all(getattr(draft, name) == getattr(filed, name) for name in FIELDS):
        return "done", _("filed")
    return "needs", _("changed since it was filed")


def _filed_words(user: User) -> dict[tuple[bool, bool], tuple[str, str]]:
    """Return mark and word of a filed comment, by whether it is late and whether it is the reader's own."""
    removed = ("needs", _("filed, no longer in your drafts")) if user.is_delegate else ("done", _("filed"))
    return {
        (False, False): ("done", _("filed")),
        (False, True): removed,
        (True, False): ("needs", _("late")),
        (True, True): ("needs", _("late")),
    }


def _remark(
    remark: RemarkFields,
    texts: dict[uuid.UUID, OutlineRow],
    types: dict[str, str],
    *,
    who: str,
    status: str,
    word: str,
    is_open_to_edit: bool = False,
) -> Remark:
    block = texts.get(remark.block_key)
    wording: SafeString | str = ""
    if remark.proposed_text:
        wording = redline(block.text(remark.language) if block else "", remark.proposed_text)
    return Remark(
        anchor=f"c-{remark.pk}",
        who=who,
        status=status,
        word=word,
        type=types[remark.type],
        language=remark.language,
        remark=remark.remark,
        wording=wording,
        rationale=remark.rationale,
        edit_url=reverse("comments:draft-edit", args=[remark.pk]) if is_open_to_edit else "",
    )
