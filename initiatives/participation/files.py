"""Documents of an event: added as they passed the gate, taken off its page, never deleted."""

import datetime as dt

from django.db import transaction

from cica_portal import uploads
from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.uploads import Admitted
from initiatives.models import Initiative, InitiativeFile
from members import audit
from members.delegations import acting
from members.models import User

MOST = 20


def add(
    initiative: Initiative, admitted: Admitted, *, purpose: str, language: str, by: User, at: dt.datetime
) -> InitiativeFile:
    """Add a document that has passed the gate to the record of an event."""
    acting.require(by, "initiatives.edit_initiative", initiative)
    with uploads.kept(admitted.content, admitted.kind) as kept:
        held = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
        if held.files.filter(removed_at=None).count() >= MOST:
            raise Refusal("initiatives.too_many_files", most=MOST)
        made = InitiativeFile.objects.create(
            initiative=held,
            purpose=purpose,
            name=admitted.name,
            kind=admitted.kind,
            language=language,
            is_scanned=admitted.is_scanned,
            carries=list(admitted.carries),
            added_by=by,
            added_at=at,
            **kept,
        )
        after = {"purpose": purpose, "name": made.name, "sha256": made.sha256}
        audit.record("initiative.add_file", subject=held, by=by, at=at, after=after)
    return made


def remove(file: InitiativeFile, *, by: User, at: dt.datetime) -> None:
    """Take a document off the page of its event; what was shown stays on record."""
    acting.require(by, "initiatives.edit_initiative", file.initiative)
    with transaction.atomic():
        standing = InitiativeFile.objects.filter(pk=file.pk, removed_at=None)
        if not standing.update(removed_at=at, removed_by=by):
            raise AlreadyMoved
        before = {"purpose": file.purpose, "name": file.name, "sha256": file.sha256}
        audit.record("initiative.remove_file", subject=file.initiative, by=by, at=at, before=before)
