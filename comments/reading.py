"""The circulated text as a page: blocks in order, each with the remarks that this reader may see."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cica_portal.languages import pick
from cica_portal.templatetags.portal import reader_language
from comments import compilation
from comments.compilation import Line
from comments.drafts import FIELDS
from comments.enums import CommentType
from comments.models import CommentRound, DraftComment, Response
from members.models import User
from plans.outline import OutlineRow, revision_outline
from plans.redline import redline


class Remark(NamedTuple):
    """One remark in the margin: who says it, how it stands, what it says."""

    anchor: str
    who: str
    status: str
    word: str
    type: str
    language: str
    remark: str
    before: str
    proposed_text: str
    rationale: str
    edit_url: str = ""


@dataclass(slots=True)
class ReadingBlock:
    row: OutlineRow
    label: str
    text: str
    other_label: str
    other_text: str
    margin: SafeString


@dataclass(slots=True)
class ReadingPage:
    blocks: list[ReadingBlock]
    general: SafeString
    unfiled: int


def markup(remark: Remark, reader_language: str) -> SafeString:
    """Return the remark as the margin shows it, in the language that is active now."""
    wording = redline(remark.before, remark.proposed_text) if remark.proposed_text else ""
    return render_to_string("comments/_remark.html", {"r": remark, "wording": wording})


# Filed remarks never change, so what was made of one is kept: a page of 500 is put together, not rendered.
_kept_markup = lru_cache(maxsize=8192)(markup)


def page(
    comment_round: CommentRound, user: User, *, at: dt.datetime, language: str, beside: str = ""
) -> ReadingPage:
    """Return the text in one language or two, with the remarks visible to `user` at `at`.

    A delegation sees its own drafts; a draft that is filed unchanged appears once, marked as filed.
    """
    outline = revision_outline(comment_round.revision)
    texts = {row.key: row for row in outline}
    remarks: dict[uuid.UUID | None, list[SafeString]] = defaultdict(list)
    reader = reader_language()
    types = {str(value): str(label) for value, label in CommentType.choices}
    responses = Response.objects.visible_to(user, at).filter(comment_round=comment_round)
    filed = compilation.lines(responses, with_late=not user.is_delegate)
    own = {
        line.draft_id: line for line in filed if line.state_id == user.member_state_id and user.is_delegate
    }
    drafted = list(DraftComment.objects.visible_to(user).filter(comment_round=comment_round))
    unfiled = 0
    for draft in drafted:
        status, word = _draft_standing(draft, own.get(draft.pk))
        unfiled += status != "done"
        url = reverse("comments:draft-edit", args=[draft.pk]) if user.can_write else ""
        remark = _remark(
            draft,
            texts,
            types,
            anchor=f"c-{draft.pk}",
            who=str(user.member_state),
            status=status,
            word=word,
            edit_url=url,
        )
        remarks[draft.block_key].append(markup(remark, reader))
    shown = {draft.pk for draft in drafted}
    words = _filed_words(user)
    for line in filed:
        if line.draft_id in shown and own.get(line.draft_id) is line:
            continue
        status, word = words[line.is_late, line.state_id == user.member_state_id]
        remark = _remark(
            line,
            texts,
            types,
            anchor=line.anchor,
            who=pick(line.state_names, reader),
            status=status,
            word=word,
        )
        remarks[line.block_key].append(_kept_markup(remark, reader))
    blocks = [
        ReadingBlock(
            row=row,
            label=row.label[language],
            text=row.text(language),
            other_label=row.label[beside] if beside else "",
            other_text=row.text(beside) if beside else "",
            margin=SafeString("".join(remarks[row.key])),
        )
        for row in outline
    ]
    return ReadingPage(blocks=blocks, general=SafeString("".join(remarks[None])), unfiled=unfiled)


def _draft_standing(draft: DraftComment, filed: Line | None) -> tuple[str, str]:
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
    remark: DraftComment | Line,
    texts: dict[uuid.UUID, OutlineRow],
    types: dict[str, str],
    *,
    anchor: str,
    who: str,
    status: str,
    word: str,
    edit_url: str = "",
) -> Remark:
    block = texts.get(remark.block_key)
    return Remark(
        anchor=anchor,
        who=who,
        status=status,
        word=word,
        type=types[remark.type],
        language=remark.language,
        remark=remark.remark,
        before=block.text(remark.language) if block else "",
        proposed_text=remark.proposed_text,
        rationale=remark.rationale,
        edit_url=edit_url,
    )
