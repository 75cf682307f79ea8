"""Minimal frozen revisions, rounds, drafts and answers."""

import datetime as dt
import uuid
from collections.abc import Callable
from itertools import count

from django.db import transaction

from cica_portal import clock
from cica_portal.deadlines import Deadline
from cica_portal.uploads import Admitted
from comments.answering import dispositions, reply_changes
from comments.enums import CommentType, Position, Visibility
from comments.models import (
    Attachment,
    Comment,
    Consultation,
    ConsultationExtension,
    Disposition,
    DraftComment,
    EnteredRemark,
    EnteredResponse,
    Message,
    Response,
    TimeRequest,
)
from comments.procedure import consultations, reaching
from comments.procedure.deadlines import time_requests
from comments.writing import attachments, discussion, drafts, responses
from comments.writing.entered import entering
from members import audit
from members.models import User
from plans.enums import PaperStatus
from plans.models import ConceptPaper, Revision, RevisionBlock
from tests.factories import members, plans

OPENS_AT = dt.datetime(2022, 5, 26, 3, tzinfo=dt.UTC)
RESPOND_BY = dt.date(2022, 6, 6)
# The first instant after Monday, 6 June 2022, in the Secretariat's zone, UTC+6 at that time.
CLOSES_AT = dt.datetime(2022, 6, 6, 18, tzinfo=dt.UTC)

# The head of a PNG of one pixel: enough for the gate.
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    + b"IEND\xaeB`\x82"
)

_numbers = count(1)


def revision(paper: ConceptPaper | None = None, *, blocks: int = 2) -> Revision:
    """Return the first revision of a circulated paper with a title and `blocks` paragraphs."""
    paper = paper or plans.paper(blocks=blocks, status=PaperStatus.CIRCULATED)
    made = Revision.objects.create(
        paper=paper,
        number=paper.revisions.count(),
        titles=paper.titles,
        text_status=paper.text_status,
        frozen_at=OPENS_AT,
        sha256="0" * 64,
    )
    RevisionBlock.objects.bulk_create(
        RevisionBlock(
            revision=made,
            key=block.key,
            kind=block.kind,
            position=block.position,
            texts={text.language: text.text for text in block.texts.all()},
        )
        for block in paper.blocks.filter(removed_at=None).prefetch_related("texts")
    )
    return made


def consultation(
    *,
    states: tuple[str, ...] = ("KZ", "TR"),
    revision: Revision | None = None,
    opens_at: dt.datetime = OPENS_AT,
    respond_by: dt.date = RESPOND_BY,
    visibility: str = Visibility.AFTER_COMPILATION,
    ground: dict[str, object] | None = None,
    **paper: object,
) -> Consultation:
    """Return an open round that has reached all its States."""
    for code in states:
        members.member_state(code)
    if revision is None:
        revision = globals()["revision"](plans.paper(status=PaperStatus.CIRCULATED, **paper))
    made = consultations.open_consultation(
        revision,
        reference=f"NCT/T/{next(_numbers)}",
        opens_at=opens_at,
        respond_by=respond_by,
        time_zone="Asia/Almaty",
        visibility=visibility,
        ground=ground,
        by=None,
    )
    made.addressees.update(reached_at=opens_at)
    return made


def closed(set_clock: Callable[[dt.datetime], dt.datetime], **filed: dict[str, object]) -> Consultation:
    """Return a round that has closed, in which each State by its code filed a comment with these fields."""
    set_clock(OPENS_AT + dt.timedelta(days=1))
    made = consultation(states=tuple(filed))
    for code, fields in filed.items():
        person = members.contact_point(members.member_state(code))
        draft(made, person, **fields)
        answer(made, person, Position.COMMENTS)
    consultations.close(made, at=set_clock(CLOSES_AT + dt.timedelta(hours=1)))
    return made


def reached(consultation: Consultation, at: dt.datetime = OPENS_AT) -> Consultation:
    """Let the note reach all States of a round by the act that records it."""
    consultation.addressees.update(reached_at=None)
    for addressee in consultation.addressees.select_related("member_state"):
        reaching.mark_reached(consultation, addressee.member_state, at=at)
    return consultation


def move_deadline(consultation: Consultation, closes_at: dt.datetime) -> None:
    """Bring the deadline of a round to an instant that no note could set, with all that lets it move."""
    respond_by = Deadline.of(closes_at, consultation.time_zone).day
    by, at = User.objects.earliest("pk"), consultation.opens_at
    with transaction.atomic():
        ConsultationExtension.objects.create(
            consultation=consultation,
            old_respond_by=consultation.respond_by,
            old_closes_at=consultation.closes_at,
            new_respond_by=respond_by,
            new_closes_at=closes_at,
            reason="",
            by=by,
            at=at,
        )
        Consultation.objects.filter(pk=consultation.pk).update(closes_at=closes_at, respond_by=respond_by)
        after = {"closes_at": closes_at.isoformat()}
        audit.record("consultation.extend", subject=consultation, by=by, at=at, after=after)
    consultation.refresh_from_db()


def first_paragraph(consultation: Consultation) -> RevisionBlock:
    return consultation.revision.blocks.filter(kind="paragraph").first()


def draft(consultation: Consultation, by: User, **fields: object) -> DraftComment:
    """Return a saved draft on the first paragraph."""
    values = {
        "block_key": first_paragraph(consultation).key,
        "type": CommentType.SUBSTANTIVE,
        "language": "en",
        "remark": "A remark",
        "proposed_text": "",
        "rationale": "A reason",
    } | fields
    return drafts.save(consultation, by=by, at=clock.now(), draft=None, version=0, **values)


def redraft(draft: DraftComment, by: User, **fields: object) -> DraftComment:
    """Return a draft with other words, saved as it stands otherwise."""
    values = {name: getattr(draft, name) for name in (*drafts.ALWAYS, *drafts.UNSAID)} | fields
    return drafts.save(
        draft.consultation, by=by, at=clock.now(), draft=draft, version=draft.version, **values
    )


def message(draft: DraftComment, by: User, text: str = "A message") -> Message:
    return discussion.say(draft, text, key=uuid.uuid4(), by=by, at=clock.now())


def attachment(draft: DraftComment, by: User, **fields: object) -> Attachment:
    """Return a small picture attached to a draft, with the draft brought up to date."""
    values = {"name": "map.png", "kind": "png", "content": PICTURE, "is_scanned": False} | fields
    files = [Admitted(**values)]
    (made,) = attachments.attach(draft, files, language=draft.language, by=by, at=clock.now())
    draft.refresh_from_db()
    return made


def answer(
    consultation: Consultation, by: User, position: str = Position.NO_OBJECTION, **said: object
) -> Response:
    """Return a filed answer; comments are those in draft, with one of what is said, or one made for it."""
    drafted = DraftComment.objects.filter(consultation=consultation, member_state=by.member_state)
    if said or (position == Position.COMMENTS and not drafted.exists()):
        draft(consultation, by, **said)
    return responses.submit(
        consultation, position=position, by=by, request_key=uuid.uuid4(), despite_drafts=True
    )


def filed() -> list[Comment]:
    """Return the comments of all States, in the order of their codes."""
    return list(Comment.objects.order_by("response__member_state__code"))


def filed_by(code: str) -> Comment:
    """Return the one comment of a State."""
    return Comment.objects.get(response__member_state__code=code)


def time_request(consultation: Consultation, by: User, **values: object) -> TimeRequest:
    """Ask for the delegation of `by` to answer three days later."""
    asked = {
        "wished_on": consultation.respond_by + dt.timedelta(days=3),
        "reason": "A holiday in the capital",
        "at": consultation.opens_at,
    }
    return time_requests.ask(consultation, by=by, **asked | values)


def response_row(consultation: Consultation, by: User, **fields: object) -> Response:
    """Return a response as a row alone, without the act: for where only the number of rows matters."""
    values = {"received_at": OPENS_AT, "request_key": uuid.uuid4(), "sha256": "0" * 64} | fields
    return Response.objects.create(
        consultation=consultation,
        member_state=by.member_state,
        version=1,
        position=Position.COMMENTS,
        submitted_by=by,
        **values,
    )


def late_comment(consultation: Consultation, by: User, **fields: object) -> Comment:
    """Return the one comment of an answer that came an hour late, as the rows it left."""
    late = consultation.closes_at + dt.timedelta(hours=1)
    response = response_row(consultation, by, is_late=True, received_at=late)
    values = {
        "block_key": first_paragraph(consultation).key,
        "language": "en",
        "remark": "A remark",
        "rationale": "A reason",
    } | fields
    return Comment.objects.create(response=response, position=1, **values)


def entered_comment(made: EnteredResponse, *, by: User, at: dt.datetime, **said: object) -> EnteredRemark:
    """Enter a comment of a note: on the text as a whole, unless it is said where."""
    blank = dict.fromkeys(("block_key", "until_key", "after_key", "wordings"))
    values = blank | {"operation": "", "type": CommentType.EDITORIAL, "language": "en", "remark": "A remark"}
    return entering.save_remark(made, by=by, at=at, **values | {"proposed_text": "", "rationale": ""} | said)


def reply_to(*chosen: Comment, by: User, at: dt.datetime, **given: object) -> list[Disposition]:
    """Answer comments for the first time: noted, unless it is said how."""
    values = {"kind": "noted", "reply": "Noted.", "language": "en", "seen": {}} | given
    return dispositions.record(chosen[0].response.consultation, list(chosen), by=by, at=at, **values)


def turn_round(consultation, chosen, *, by=None, at, **given):
    """Answer comments otherwise than their States were told, and have a signatory confirm it."""
    current = dispositions.current(chosen)
    values = {"reply": "Another reply.", "language": "en", "reason": "The SWG asked for it."} | given
    seen = {comment.pk: current[comment.pk].version for comment in chosen}
    made = dispositions.record(consultation, chosen, seen=seen, by=by or members.officer(), at=at, **values)
    waiting = [one for one in made if not one.is_confirmed]
    return reply_changes.confirm(waiting[0], by=members.signatory(), at=at) if waiting else made


def objected(consultation: Consultation, by: User, **said: str) -> Response:
    """File an objection to a decision by silence."""
    return responses.submit(
        consultation, position=Position.OBJECTION, objection=said, by=by, request_key=uuid.uuid4()
    )
