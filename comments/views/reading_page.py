"""Consultations: the list, and the circulated text with the remarks that each reader may see."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cica_portal.alphabet import sort_key
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web import lists
from comments.enums import Channel, ConsultationStatus
from comments.models import Consultation, DraftComment, ParagraphTask, Room, TimeRequest
from comments.procedure import silence
from comments.procedure.deadlines import grants
from comments.procedure.lists import counts, overview
from comments.procedure.reaching import mark_opened
from comments.reading.compilation import is_open_to
from comments.reading.extents import Places
from comments.reading.filed import for_reading, joint
from comments.reading.readings import Reading
from comments.views.base import ConsultationView, PortalView, text_language
from comments.views.reading_margin import Margin, markup
from comments.writing import cosponsors, discussion, paragraph_tasks
from members.models import User
from plans.editing import presence
from plans.enums import TextStatus
from plans.life import carrying
from plans.models import MeetingItem, Revision
from plans.open_points import point_kinds
from plans.outline import OutlineRow, revision_outline
from plans.views.reading import akoma_ntoso_file

# What past consultations are sorted by; how far a State's response is known only to its delegation.
COLUMNS: dict[str, Callable[[Consultation], Any]] = {
    "plan": lambda one: (sort_key(one.revision.short_title, reader_language()), one.closes_at),
    "deadline": lambda one: one.closes_at,
}
OF_STAFF = {"responses": lambda one: one.answer_count}
OF_DELEGATION = {"response": lambda one: one.own_position or None}


class ConsultationList(PortalView):
    """What is asked, until when, how far it is: each role's own list, the open ones first, page by page."""

    size = 30

    def get_template_names(self) -> list[str]:
        user = self.request.user
        role = (
            "secretariat" if user.is_secretariat else "coordinator" if user.is_coordinator else "delegation"
        )
        return [f"comments/consultation_list_{role}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        sorting = lists.Sorting(self.request, COLUMNS | (OF_DELEGATION if user.is_delegate else OF_STAFF))
        found: Any = overview.listed(user, self.at)
        if sorting.by:  # what it is sorted by is known of rows that were read
            current, past = overview.split(counts.add(found, user, self.at), self.at)
            found = [*current, *sorting.of_list(past)]
        page = lists.part(self.request, found, self.size)
        current, past = overview.split(counts.add(page, user, self.at), self.at)
        return super().get_context_data(
            current=current,
            past=past,
            page=page,
            query=lists.query(self.request),
            sorting=sorting,
            **kwargs,
        )


class ConsultationDetail(ConsultationView):
    def get_template_names(self) -> list[str]:
        """A delegation is asked for a response; the others look on. A decision by silence has a page of its
        own."""
        if self.consultation.asks_decision:
            return ["comments/decision_detail.html"]
        role = "delegation" if self.request.user.is_delegate else "detail"
        return [f"comments/consultation_{role}.html"]

    @staticmethod
    def with_more(consultations: QuerySet[Consultation], reader: User) -> QuerySet[Consultation]:
        """Tell with the consultation what few pages ask for: whether points were carried over into it, time
        was asked for, work is assigned, a meeting is to decide, the record of a room is there, a later text
        has gone on without it, and in which consultation a delegation is asked about that."""
        points = carrying.into(OuterRef("revision__paper"), at=OuterRef("opens_at"), reader=reader)
        requests = TimeRequest.objects.visible_to(reader).filter(consultation=OuterRef("pk"))
        newer = Revision.objects.filter(
            paper=OuterRef("revision__paper"), number__gt=OuterRef("revision__number")
        )
        found = paragraph_tasks.announced(consultations, reader)
        found = found.annotate(
            has_carried=Exists(points),
            has_asked=Exists(requests),
            has_newer=Exists(newer),
            has_meeting=Exists(MeetingItem.objects.open().filter(paper=OuterRef("revision__paper"))),
            has_room=Exists(Room.objects.visible_to(reader).filter(item__paper=OuterRef("revision__paper"))),
        )
        if not reader.is_delegate:
            return found
        later = Consultation.objects.visible_to(reader).exclude(status=ConsultationStatus.WITHDRAWN)
        later = later.filter(revision__paper=OuterRef("revision__paper"), opens_at__gt=OuterRef("opens_at"))
        last = later.order_by("-opens_at", "-pk")
        return found.annotate(
            later=Subquery(last.values("pk")[:1]), later_reference=Subquery(last.values("reference")[:1])
        )

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
        sees_comments = is_open_to(consultation, user, self.at)
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
            draft_url=reverse("comments:draft-create", args=[consultation.pk])
            if user.can_write and not consultation.asks_decision
            else "",
            can_view_board=user.has_perm("comments.view_board", consultation),
            sees_comments=sees_comments,
            meeting_items=MeetingItem.objects.open().filter(paper=consultation.revision.paper_id)
            if consultation.has_meeting
            else (),
            rooms=Room.objects.visible_to(user)
            .filter(item__paper=consultation.revision.paper_id)
            .select_related("item__meeting")
            if consultation.has_room
            else (),
            is_recorded=consultation.status == ConsultationStatus.CLOSED,
            carried=carried_over(consultation, user) if consultation.has_carried else [],
            asked=consultation.time_requests.visible_to(user).last()
            if user.is_delegate and consultation.has_asked
            else None,
            may_ask=user.can_submit and grants.receives(consultation),
            objections=silence.of(consultation, user, is_open=sees_comments)
            if consultation.asks_decision
            else (),
            **kwargs,
        )


def carried_over(consultation: Consultation, reader: User) -> list[dict[str, Any]]:
    """Return what was carried over from the consultation before, as far as the reader is concerned."""
    points = carrying.into(consultation.revision.paper_id, at=consultation.opens_at, reader=reader)
    return [
        {"point": one, "label": point_kinds.kinds()[one.kind].label}
        for one in points.select_related("member_state", "by")
    ]


class ConsultationAkomaNtoso(ConsultationView):
    """The circulated text as Akoma Ntoso, for everybody whom the round addressed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return akoma_ntoso_file(self.consultation.revision, kwargs["language"])


class ConsultationWriters(ConsultationView):
    """Who else of the own delegation is writing where: its drafts are saved at each pause."""

    template_name = "comments/_writers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = DraftComment.objects.visible_to(user).filter(consultation=self.consultation)
        writing = own.filter(updated_at__gt=self.at - presence.SEEN_FOR).exclude(updated_by=user)
        return super().get_context_data(writers=writing.select_related("updated_by"), **kwargs)


# The text with its remarks ----------------------------------------------------------------------------
class Text(NamedTuple):
    """How a page shows the circulated text: in which languages, and with which acts beside each paragraph."""

    consultation: int
    language: str
    beside: str
    can_draft: bool
    zone: str

    def block(self, row: OutlineRow) -> SafeString:
        """Return a paragraph as markup, with the act that it offers."""
        is_parallel = bool(self.beside)
        shown = {
            "key": row.key,
            "is_line": row.is_line,
            "number": row.number,
            "label": row.label[self.language],
            "text": row.text(self.language),
            "other_label": row.label[self.beside] if is_parallel else "",
            "other_text": row.text(self.beside) if is_parallel else "",
        }
        return render_to_string("comments/_block_text.html", self._asdict() | shown)

    def work(self, task: ParagraphTask | None, mark_url: str) -> SafeString:
        """Return the delegation's work on a paragraph or on the whole text, as markup."""
        if task is None:
            return SafeString("")
        return render_to_string("comments/_task.html", self._asdict() | {"task": task, "mark_url": mark_url})


# Put together in Python: as a template that is included it took three times as long, twenty times a page.
_BLOCK = '<div class="block block-{}" id="b-{}" data-block>\n<div class="block-main">{}{}</div>\n{}</div>\n'
_MARGIN = '<div class="block-margin" role="group" aria-label="{}">{}</div>'


@dataclass(slots=True)
class ReadingBlock:
    """A paragraph of the circulated text with the work on it and the comments beside it."""

    row: OutlineRow
    main: SafeString
    work: SafeString
    margin: SafeString

    @property
    def markup(self) -> SafeString:
        beside = format_html(_MARGIN, _("Comments on this paragraph"), self.margin) if self.margin else ""
        return format_html(_BLOCK, self.row.kind, self.row.key, self.main, self.work, beside)


@dataclass(slots=True)
class ReadingPage:
    blocks: list[ReadingBlock]
    general: SafeString
    general_work: SafeString
    unfiled: int
    removed: int
    untaken: int


def page(
    consultation: Consultation, user: User, *, at: dt.datetime, language: str, beside: str = ""
) -> ReadingPage:
    """Return the text in one language or two, with the remarks visible to `user` at `at`.

    A delegation sees its own drafts; a draft that is filed unchanged appears once, marked as filed.
    """
    outline = revision_outline(consultation.revision)
    places = Places(outline)
    found = for_reading(consultation, user, at, reader_language())
    filed = [Reading(one, places) for one in found]
    state = user.member_state_id if user.is_delegate else None
    own = {one.draft_key: one for one in filed if one.response.member_state_id == state}
    is_entered = vars(consultation).get("own_channel") in {Channel.NOTE, Channel.MAIL}
    single, joining = joint(filed)
    drafts = list(discussion.with_counts(consultation, user).select_related("created_by"))
    tasks = paragraph_tasks.of_state(consultation, user) if user.is_delegate else {}
    margin = Margin(
        consultation=consultation.pk,
        user=user,
        reader=reader_language(),
        places=places,
        joining=joining,
        anchors={one.key: one.anchor for one in single} if any(draft.joined for draft in drafts) else {},
        reading=f"?language={language}" + (f"&with={beside}" if beside else ""),
        can_replace=overview.takes_answers(consultation, at),
        is_entered=is_entered,
        lapsed=cosponsors.lapsed(consultation, drafts),
        tasks=tasks,
    )
    remarks: dict[uuid.UUID | None, list[SafeString]] = defaultdict(list)
    shown, unfiled = set(), 0
    for draft in drafts:
        remark = margin.drafted(draft, own.get(draft.pk))
        remarks[draft.block_key].append(markup(remark))
        shown.add(draft.pk)
        unfiled += not remark["is_filed"]
    others: dict[uuid.UUID | None, list[Reading]] = defaultdict(list)
    for one in single:
        if one.draft_key not in shown or own.get(one.draft_key) is not one:
            others[one.comment.block_key].append(one)
    for key, found in others.items():
        remarks[key].append(margin.filed(found))
    zone = user.member_state.time_zone if user.is_delegate else ""
    can_draft = user.can_write and not consultation.asks_decision
    text = Text(consultation.pk, language, beside, can_draft, zone)
    blocks = [
        ReadingBlock(
            row=row,
            main=text.block(row),
            work=text.work(tasks.get(row.key), margin.mark_url(row.key)),
            margin=SafeString("".join(remarks[row.key])),
        )
        for row in outline
    ]
    general = SafeString("".join(remarks[None]))
    undrafted = sum(key not in shown for key in own)
    return ReadingPage(
        blocks=blocks,
        general=general,
        general_work=text.work(tasks.get(None), margin.mark_url(None)),
        unfiled=unfiled,
        removed=0 if is_entered or not margin.can_replace else undrafted,
        untaken=undrafted if is_entered else 0,
    )
