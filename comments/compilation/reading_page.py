"""The circulated text as a page: blocks in order, each with the remarks that this reader may see."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.languages import pick, reader_language
from comments.compilation import lines
from comments.compilation.lines import Line
from comments.models import Consultation, DraftComment, Response
from comments.procedure import overview
from comments.remarks.presentation import Kept, Shown, show, together
from comments.remarks.ranges import Places
from comments.writing import discussion
from members.models import User
from plans.outline import OutlineRow, revision_outline


class Remark(NamedTuple):
    """One remark in the margin: who says it, how it stands, what it says."""

    anchor: str
    who: str
    status: str
    word: str
    said: Shown
    edit_url: str = ""
    is_filed: bool = False
    files_url: str = ""
    talk_url: str = ""
    messages: int = 0
    joined_at: str = ""


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


def markup(remark: Remark) -> SafeString:
    """Return the remark as the margin shows it, in the language that is active now."""
    return render_to_string("comments/_remark.html", {"r": remark, "said": remark.said})


# A page of 500 is put together, not rendered.
_kept = Kept()


def page(
    consultation: Consultation, user: User, *, at: dt.datetime, language: str, beside: str = ""
) -> ReadingPage:
    """Return the text in one language or two, with the remarks visible to `user` at `at`.

    A delegation sees its own drafts; a draft that is filed unchanged appears once, marked as filed.
    """
    outline = revision_outline(consultation.revision)
    places = Places(outline)
    remarks: dict[uuid.UUID | None, list[SafeString]] = defaultdict(list)
    reader = reader_language()
    responses = Response.objects.visible_to(user, at).filter(consultation=consultation)
    filed = lines.lines(responses, with_late=not user.is_delegate)
    own = {
        line.draft_id: line for line in filed if line.state_id == user.member_state_id and user.is_delegate
    }
    single, joining = lines.joint(filed)
    anchors = {line.key: line.anchor for line in single}
    drafted = list(
        discussion.counted(DraftComment.objects.visible_to(user)).filter(consultation=consultation)
    )
    unfiled, can_replace = 0, overview.takes_answers(consultation, at)
    reading = f"?language={language}" + (f"&with={beside}" if beside else "")
    for draft in drafted:
        line = own.get(draft.pk)
        status, word = _draft_standing(draft, line)
        unfiled += status != "done"
        others = joining.get(line.key, ()) if line and status == "done" else ()
        # What is filed as it stands is changed for another answer only, while another still counts.
        can_change = user.can_write and (status != "done" or can_replace)
        url = f"{reverse('comments:draft-edit', args=[draft.pk])}{reading}" if can_change else ""
        remark = Remark(
            anchor=f"c-{draft.pk}",
            who=together(str(user.member_state), _names(others, reader)),
            status=status,
            word=word,
            said=show(draft, places),
            edit_url=url,
            is_filed=status == "done",
            files_url="" if draft.joins_id else url.replace("?", "files/?", 1),
            talk_url=reverse("comments:draft-discussion", args=[draft.pk]),
            messages=draft.message_count,
            joined_at=anchors.get(lines.joined_key(False, draft.joined), ""),
        )
        remarks[draft.block_key].append(markup(remark))
    shown = {draft.pk for draft in drafted}
    words = _filed_words(user)
    for line in single:
        if line.draft_id in shown and own.get(line.draft_id) is line:
            continue
        is_late = line.is_late and line.grant_id is None
        status, word = words[is_late, line.state_id == user.member_state_id]
        who = pick(line.state_names, reader)
        if line.key in joining:
            who = together(who, _names(joining[line.key], reader))
        key = (line.response_id, line.position, reader, who, word)
        remarks[line.block_key].append(
            _kept.get(key)
            or _kept.put(key, markup(Remark(line.anchor, who, status, word, show(line, places))))
        )
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


def _names(lines: Iterable[Line], reader: str) -> list[str]:
    return [pick(line.state_names, reader) for line in lines]


def _draft_standing(draft: DraftComment, filed: Line | None) -> tuple[str, str]:
    if filed is None:
        return "waiting", _("draft, visible to your delegation only")
    if draft.sha256 == filed.sha256:
        return "done", pgettext("comment", "submitted")
    return "needs", pgettext("comment", "changed since submitted")


def _filed_words(user: User) -> dict[tuple[bool, bool], tuple[str, str]]:
    """Return mark and word of a filed comment, by whether it is late and whether it is the reader's own."""
    removed = (
        ("needs", pgettext("comment", "submitted, no longer in your drafts"))
        if user.is_delegate
        else ("done", pgettext("comment", "submitted"))
    )
    return {
        (False, False): ("done", pgettext("comment", "submitted")),
        (False, True): removed,
        (True, False): ("needs", pgettext("comment", "late")),
        (True, True): ("needs", pgettext("comment", "late")),
    }
