"""Whose words an edit took in: the steps of tracked changes, signed by the States that proposed them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from comments.consolidation.tracing import provenance, trace
from comments.consolidation.tracing.trace_readers import Reader
from comments.models import Acceptance
from plans.models import Edit

Steps = list[tuple[str, str, str]]


def of_states(edits: Iterable[Edit], language: str, reader: Reader | None) -> dict[int, Steps]:
    """Return, by the key of an edit, how its text came about, each step with the names of its States.

    A step has no name where the wording is the Secretariat's own, or where the reader may not know the
    comment. The names are in the active language.
    """
    by_pk = {edit.pk: edit for edit in edits}
    found = Acceptance.objects.filter(edit__in=list(by_pk)).order_by("edit_id", "pk")
    taken = list(found.select_related("comment__response__consultation__revision"))
    if not taken:
        return {}
    by_edit: dict[int, list[Acceptance]] = defaultdict(list)
    for one in taken:
        one.edit = by_pk[one.edit_id]
        by_edit[one.edit_id].append(one)
    origins, worded = trace.known(taken, reader)
    history = provenance.History([one.edit for one in taken], taken, worded, language)
    names = {pk: "" if origin.is_own_wording else origin.states for pk, origin in origins.items()}
    return {
        edit: [
            (before, after, _together(names.get(one, "") for one in source))
            for before, after, source in history.parted(own[0].edit, own)
        ]
        for edit, own in by_edit.items()
    }


def _together(names: Iterable[str]) -> str:
    found: Sequence[str] = list(dict.fromkeys(names))
    return ", ".join(found) if all(found) else ""
