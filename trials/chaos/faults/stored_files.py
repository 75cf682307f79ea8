"""Stored files that somebody altered, cut or took away: the nightly check names each until it is back."""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage

from cica_portal import clock, uploads
from comments.enums import Position
from comments.models import DraftComment, FiledAttachment
from comments.writing import attachments, responses
from members.audit import checks
from trials.chaos.faults.found import Found, Ground, close_in
from trials.load.slow_uploads import large_file

EACH = 6
DAY = dt.timedelta(days=1)


def attempt(ground: Ground) -> Iterator[Found]:
    consultation, crowd = ground.round(2 * EACH)
    close_in(consultation, 600)
    for delegate in crowd[1::2]:
        draft = DraftComment.objects.filter(member_state=delegate.user.member_state).first()
        admitted = uploads.Admitted("large.pdf", "pdf", large_file(), is_scanned=False)
        attachments.attach(draft, [admitted], language="en", by=delegate.user, at=clock.now())
        responses.submit(consultation, position=Position.COMMENTS, by=delegate.user, request_key=uuid.uuid4())
    filed = FiledAttachment.objects.filter(comment__response__consultation=consultation).order_by("pk")
    names = list(filed.values_list("attachment__stored_as", flat=True))
    night = clock.now().replace(hour=22, minute=0)  # after two o'clock of the seat
    found = Found("stored files altered or missing", tried=len(names))
    if said := list(checks.check_due(night)):
        found.lost.append(f"before anything was done the check says {said}")
    kept = {name: Path(default_storage.path(name)).read_bytes() for name in names}
    harms = (_one_byte, _cut, Path.unlink)
    for number, name in enumerate(names):
        harms[number % len(harms)](Path(default_storage.path(name)))
    said = list(checks.check_due(night + DAY))
    unnamed = [name for name in names if not any(name in one for one in said)]
    found.lost += [f"not named by the check: {name}" for name in unnamed]
    if checks.is_sound():
        found.lost.append("operators and start page are told nothing")
    for name, content in kept.items():
        Path(default_storage.path(name)).write_bytes(content)
    if said := list(checks.check_due(night + 2 * DAY)):
        found.lost.append(f"with all files back the check says {said}")
    found.seen = (
        f"each named by the check of the night ({len(harms)} kinds of harm), none given out; put back: sound"
    )
    yield found


def _one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
