"""Consultations: the list, and the circulated text with the remarks that each reader may see."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.languages import LANGUAGES, pick, reader_language
from comments.compilation import lines, matrix
from comments.compilation.lines import Line
from comments.enums import Channel, ConsultationStatus
from comments.models import Consultation, DraftComment, ParagraphTask, Response, TimeRequest
from comments.procedure import grants, overview
from comments.procedure.consultations import mark_opened
from comments.remarks.presentation import Shown, show, together
from comments.remarks.ranges import Places
from comments.views.base import ConsultationView, Kept, PortalView, text_language
from comments.writing import discussion, paragraph_tasks
from members.models import User
from plans import carrying, open_points
from plans.enums import TextStatus
from plans.models import Revision
from plans.outline import OutlineRow, revision_outline
from plans.views.reading import akoma_ntoso_file


class ConsultationList(PortalView):
    """What is asked, until when, how far it is: each role's own list."""

    def get_template_names(self) -> list[str]:
        user = self.request.user
        role = (
            "secretariat" if user.is_secretariat else "coordinator" if user.is_coordinator else "delegation"
        )
        return [f"comments/consultation_list_{role}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current, past = overview.split(overview.for_reader(self.request.user, self.at), self.at)
        return super().get_context_data(current=current, past=past, **kwargs)


class ConsultationDetail(ConsultationView):
    def get_template_names(self) -> list[str]:
        """A delegation is asked for a response; the others look on."""
        role = "delegation" if self.request.user.is_delegate else "detail"
        return [f"comments/consultation_{role}.html"]

    def consultations(self) -> QuerySet[Consultation]:
        """Tell with the consultation what few pages ask for: whether points were carried over into it, time
        was asked for, work is assigned, and a later text has gone on without it."""
        points = carrying.into(OuterRef("revision__paper"), at=OuterRef("opens_at"), reader=self.request.user)
        requests = TimeRequest.objects.visible_to(self.request.user).filter(consultation=OuterRef("pk"))
        newer = Revision.objects.filter(
            paper=OuterRef("revision__paper"), number__gt=OuterRef("revision__number")
        )
        found = paragraph_tasks.announced(super().consultations(), self.request.user)
        return found.annotate(has_carried=Exists(points), has_asked=Exists(requests), has_newer=Exists(newer))

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        user = self.request.user
        if user.is_delegate and not self.consultation.own_opened_at and self.at >= self.consultation.opens_at:
            mark_opened(self.consultation, by=user, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, consultation = self.request.user, self.consultation
        language = text_language(self.request)
        beside = text_language(self.request, "with") if self.request.GET.get("with") else ""
        beside = "" if beside == language else beside
        shown = page(consultation, user, at=self.at, language=language, beside=beside)
        return super().get_context_data(
            page=shown,
            language=language,
            beside=beside,
            languages=LANGUAGES,
            unofficial=[
                (code, consultation.revision.text_status_label(code))
                for code in (language, beside)
                if code and consultation.revision.text_status.get(code) == TextStatus.UNOFFICIAL
            ],
            draft_url=reverse("comments:draft-create", args=[consultation.pk]) if user.can_write else "",
            can_view_board=user.has_perm("comments.view_board", consultation),
            sees_comments=matrix.is_open_to(consultation, user, self.at),
            is_recorded=consultation.status == ConsultationStatus.CLOSED,
            carried=carried_over(consultation, user) if consultation.has_carried else [],
            asked=consultation.time_requests.visible_to(user).last()
            if user.is_delegate and consultation.has_asked
            else None,
            may_ask=user.can_submit and grants.receives(consultation),
            **kwargs,
        )


def carried_over(consultation: Consultation, reader: User) -> list[dict[str, Any]]:
    """Return what was carried over from the consultation before, as far as the reader is concerned."""
    points = carrying.into(consultation.revision.paper_id, at=consultation.opens_at, reader=reader)
    return [
        {"point": one, "label": open_points.kinds()[one.kind].label}
        for one in points.select_related("member_state", "by")
    ]


class ConsultationAkomaNtoso(ConsultationView):
    """The circulated text as Akoma Ntoso, for everybody whom the round addressed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return akoma_ntoso_file(self.consultation.revision, kwargs["language"])


# The text with its remarks ----------------------------------------------------------------------------
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
    is_entered: bool = False
    join_url: str = ""


@dataclass(slots=True)
class ReadingBlock:
    row: OutlineRow
    label: str
    text: str
    other_label: str
    other_text: str
    margin: SafeString
    task: ParagraphTask | None
    has_drafts: bool


@dataclass(slots=True)
class ReadingPage:
    blocks: list[ReadingBlock]
    general: SafeString
    general_task: ParagraphTask | None
    has_general_drafts: bool
    can_assign: bool
    unfiled: int
    untaken: int


def markup(remark: Remark) -> SafeString:
    """Return the remark as the margin shows it, in the language that is active now."""
    return render_to_string("comments/_remark.html", {"r": remark, "said": remark.said})


_kept = Kept()


@dataclass(slots=True)
class _Margin:
    """What the remarks of one page have in common."""

    user: User
    reader: str
    places: Places
    joining: Mapping[lines.JointKey, list[Line]]
    anchors: Mapping[lines.JointKey, str]
    reading: str
    can_replace: bool
    words: Mapping[tuple[bool, bool], tuple[str, str]]
    is_entered: bool

    def drafted(self, draft: DraftComment, line: Line | None) -> Remark:
        """Return a draft of the own delegation, which `line` was filed from."""
        status, word = _draft_standing(draft, line)
        others = self.joining.get(line.key, ()) if line and status == "done" else ()
        # What is filed as it stands is changed for another answer only, while another still counts.
        can_change = self.user.can_write and (status != "done" or self.can_replace)
        url = f"{reverse('comments:draft-edit', args=[draft.pk])}{self.reading}" if can_change else ""
        return Remark(
            anchor=f"c-{draft.pk}",
            who=together(str(self.user.member_state), _names(others, self.reader)),
            status=status,
            word=word,
            said=show(draft, self.places),
            edit_url=url,
            is_filed=status == "done",
            files_url="" if draft.joins_id else url.replace("?", "files/?", 1),
            talk_url=reverse("comments:draft-discussion", args=[draft.pk]),
            messages=draft.message_count,
            joined_at=self.anchors.get(lines.joined_key(False, draft.joined), ""),
            is_entered=self.is_entered and line is not None,
        )

    def filed(self, line: Line) -> SafeString:
        is_late = line.is_late and line.grant_id is None
        status, word = self.words[is_late, line.state_id == self.user.member_state_id]
        who = together(
            pick(line.state_names, self.reader),
            _names(self.joining.get(line.key, ()), self.reader),
            is_lost=bool(line.joined),
        )
        join_url = f"{join_url_of(line)}{self.reading}" if self.may_join(line) else ""
        key = (line.response_id, line.position, self.reader, who, word, join_url)
        return _kept.get(
            key,
            lambda: markup(
                Remark(line.anchor, who, status, word, show(line, self.places), join_url=join_url)
            ),
        )

    def may_join(self, line: Line) -> bool:
        return self.can_replace and can_be_joined(line, self.user)


def page(
    consultation: Consultation, user: User, *, at: dt.datetime, language: str, beside: str = ""
) -> ReadingPage:
    """Return the text in one language or two, with the remarks visible to `user` at `at`.

    A delegation sees its own drafts; a draft that is filed unchanged appears once, marked as filed.
    """
    outline = revision_outline(consultation.revision)
    responses = Response.objects.visible_to(user, at).filter(consultation=consultation)
    filed = lines.lines(responses, with_late=not user.is_delegate)
    own = {
        line.draft_key: line for line in filed if user.is_delegate and line.state_id == user.member_state_id
    }
    is_entered = vars(consultation).get("own_channel") in {Channel.NOTE, Channel.MAIL}
    single, joining = lines.joint(filed)
    margin = _Margin(
        user=user,
        reader=reader_language(),
        places=Places(outline),
        joining=joining,
        anchors={line.key: line.anchor for line in single},
        reading=f"?language={language}" + (f"&with={beside}" if beside else ""),
        can_replace=overview.takes_answers(consultation, at),
        words=_filed_words(user),
        is_entered=is_entered,
    )
    remarks: dict[uuid.UUID | None, list[SafeString]] = defaultdict(list)
    shown, drafted, unfiled = set(), set(), 0
    for draft in discussion.counted(DraftComment.objects.visible_to(user)).filter(consultation=consultation):
        remark = margin.drafted(draft, own.get(draft.pk))
        remarks[draft.block_key].append(markup(remark))
        shown.add(draft.pk)
        drafted.add(draft.block_key)
        unfiled += not remark.is_filed
    for line in single:
        if line.draft_key not in shown or own.get(line.draft_key) is not line:
            remarks[line.block_key].append(margin.filed(line))
    tasks = paragraph_tasks.of_state(consultation, user) if user.is_delegate else {}
    blocks = [
        ReadingBlock(
            row=row,
            label=row.marked(language) if beside else row.label[language],
            text=row.text(language),
            other_label=row.marked(beside) if beside else "",
            other_text=row.text(beside) if beside else "",
            margin=SafeString("".join(remarks[row.key])),
            task=tasks.get(row.key),
            has_drafts=row.key in drafted,
        )
        for row in outline
    ]
    general = SafeString("".join(remarks[None]))
    return ReadingPage(
        blocks=blocks,
        general=general,
        general_task=tasks.get(None),
        has_general_drafts=None in drafted,
        # Of a delegation only those that were addressed come here.
        can_assign=user.can_submit and overview.takes_answers(consultation, at),
        unfiled=unfiled,
        untaken=sum(line.draft_key not in shown for line in own.values()) if is_entered else 0,
    )


def can_be_joined(line: Line, user: User) -> bool:
    """Tell whether somebody who writes for a State may join this proposal while responses are received."""
    is_other = line.state_id != user.member_state_id and not line.joined
    return user.can_write and is_other and (not line.is_late or line.grant_id is not None)


def join_url_of(line: Line) -> str:
    return reverse("comments:draft-join", args=[line.comment_id])


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
