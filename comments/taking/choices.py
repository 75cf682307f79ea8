"""Changes and wording that somebody chose for a text and keeps for later, beside the draft of the plan."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from cica_portal.errors import StaleVersion
from cica_portal.languages import LANGUAGES
from comments.models import Consultation, MergeDraft
from comments.taking.proposals import Choice
from comments.taking.take import check
from members.models import User


class StaleMerge(StaleVersion):
    """A colleague saved the choices first: `current` is what is stored."""


def chosen_so_far(consultation: Consultation, key: uuid.UUID) -> dict[str, MergeDraft]:
    """Return what is chosen so far for a block in each language, saved or not (one query)."""
    saved = MergeDraft.objects.filter(consultation=consultation, block_key=key).select_related("by")
    known = {one.language: one for one in saved}
    unsaved = {"consultation": consultation, "block_key": key, "version": 0}
    return {code: known.get(code) or MergeDraft(language=code, **unsaved) for code in LANGUAGES}


@transaction.atomic
def save(
    consultation: Consultation,
    key: uuid.UUID,
    language: str,
    *,
    chosen: Iterable[Choice],
    own_wording: str,
    version: int,
    by: User,
    at: dt.datetime,
) -> MergeDraft:
    """Keep choices for later, against the version that was read."""
    check(consultation, by)
    kept = [[str(comment), number] for comment, number in chosen]
    values = {"choices": kept, "own_wording": own_wording, "by": by, "at": at}
    where = {"consultation": consultation, "block_key": key, "language": language}
    if version == 0:
        made, is_new = MergeDraft.objects.get_or_create(**where, defaults=values | {"version": 1})
        if not is_new:
            raise StaleMerge(made)
        return made
    if not MergeDraft.objects.filter(**where, version=version).update(**values, version=version + 1):
        raise StaleMerge(chosen_so_far(consultation, key)[language])
    return MergeDraft.objects.get(**where)
