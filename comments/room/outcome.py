"""What the room settled becomes the draft, in one act, once the text is open again (rule 56)."""

import datetime as dt
import uuid

from django.db import transaction

from cica_portal.errors import AlreadyMoved, NotAllowed, Refusal
from comments.enums import Operation, ParagraphState, RoomActKind
from comments.models import Room, RoomAct
from comments.room import state as states
from comments.room.acts import Said, hold, write
from comments.room.state import Paragraph, RoomState
from comments.taking import take
from members.models import User
from plans import blocks
from plans.enums import EditKind
from plans.models import Block, ConceptPaper, Edit

_AGREED = frozenset({ParagraphState.AGREED, ParagraphState.AD_REFERENDUM})


def unwritten(now: RoomState) -> list[Paragraph]:
    """Return the paragraphs that left the room otherwise than they came, and are not in the draft yet: with
    agreed words, or with variants in brackets; also those that a State declined since they were written."""
    return [
        one
        for one in now.paragraphs
        if (one.key not in now.written or _is_declined_since(one, now.written[one.key]))
        and (one.state == ParagraphState.IN_BRACKETS or (one.state in _AGREED and one.agreed is not None))
    ]


def _is_declined_since(place: Paragraph, written: RoomAct) -> bool:
    """Tell whether what was agreed ad referendum stood in the draft when the first State declined it."""
    declines = [act.number for act in place.answers if act.kind == RoomActKind.DECLINED]
    return bool(declines) and declines[0] > written.number


def write_into_draft(room: Room, *, by: User, at: dt.datetime) -> list[RoomAct]:
    """Write what was agreed, also ad referendum, and the drawn brackets into the draft, in the language of
    the room: ordinary edits, each tied to an act of the room and to the comment behind it. The other
    languages are older than this one then.

    Refused while the text is locked (plans.blocks.NotEditable), and where a paragraph is no longer the one
    that the room had (comments.recheck_needed); all or nothing.
    """
    if not by.has_perm("comments.keep_room"):
        raise NotAllowed
    with transaction.atomic():
        now = states.read(hold(room))
        paper = blocks.lock_draft(now.room.revision.paper_id)
        found = unwritten(now) if now.closed else []
        if not found:
            raise AlreadyMoved
        made = []
        for place in found:
            edit = _edit(paper, place, now, by=by, at=at)
            comment = place.agreed.act.comment if place.state in _AGREED and place.agreed else None
            if comment is not None:
                proposed = comment.proposals.get(now.room.language)
                own = "" if proposed == place.text else place.text
                take.record(comment, edit, own_wording=own, is_whole=not own, by=by, at=at)
            said = Said(block_key=place.key, comment=comment)
            made.append(write(now, RoomActKind.WRITTEN, said, key=uuid.uuid4(), by=by, at=at, edit=edit))
        return made


def _edit(paper: ConceptPaper, place: Paragraph, now: RoomState, *, by: User, at: dt.datetime) -> Edit:
    """Make the draft say what the paragraph came to; return the edit that does."""
    language, written = now.room.language, now.written.get(place.key)
    known = place.base if written is None else written.edit.after
    edits = Edit.objects.filter(block__paper=paper, block__key=place.key)
    if place.row is None and written is None:
        after = Block.objects.filter(paper=paper, key=place.after, removed_at=None).first()
        if after is None:
            raise Refusal("comments.recheck_needed")
        last = blocks.with_points(after)[-1]
        texts = {language: place.text}
        blocks.add(paper, kind=place.kind, texts=texts, key=place.key, after=last, by=by, at=at)
        return edits.get(kind=EditKind.ADDED, language=language)
    if written is not None and written.edit.kind == EditKind.REMOVED:
        blocks.restore(written.edit.block, by=by, at=at)
        known = place.base
    block = Block.objects.filter(paper=paper, key=place.key, removed_at=None).first()
    current = block.texts.filter(language=language).first() if block else None
    if block is None or current is None or current.text != known:
        raise Refusal("comments.recheck_needed")
    if place.state in _AGREED and place.agreed and place.agreed.operation == Operation.SUPPRESS:
        blocks.remove(block, by=by, at=at)
        return edits.filter(kind=EditKind.REMOVED).latest("pk")
    blocks.accept(block, language, place.text, version=current.version, by=by, at=at)
    return edits.filter(kind=EditKind.ACCEPTED, language=language).latest("pk")
