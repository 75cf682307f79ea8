"""Whose words an edit took in: the steps of tracked changes, signed by the States that proposed them."""

from collections.abc import Iterable, Sequence

from comments.models import Acceptance
from comments.taking.tracing import events, provenance, trace
from comments.taking.tracing.trace_readers import Reader
from members.models import MemberState
from plans.models import Edit

Steps = list[tuple[str, str, str]]


def of_states(edits: Sequence[Edit], language: str, reader: Reader | None) -> dict[int, Steps]:
    """Return, by the key of an edit, how its text came about, each step with the names of its States: those
    that the sources of the changes tell of.

    A step has no name where the wording is the Secretariat's own, or where the reader may not know whose it
    is. The names are in the active language, as notes have them.
    """
    found = Acceptance.objects.filter(edit__in=edits).order_by("edit_id", "pk")
    taken = list(found.select_related("comment__response__consultation__revision"))
    by_key = {edit.pk: edit for edit in edits}
    for one in taken:
        one.edit = by_key[one.edit_id]
    proposed = events.known(edits, reader, _name)
    if not taken and not proposed:
        return {}
    origins, worded = trace.known(taken, reader, _name)
    history = provenance.History(edits, taken, worded, language, proposed)
    names = {pk: "" if origin.is_own_wording else origin.states for pk, origin in origins.items()}
    names |= {key: origin.states for key, origin in proposed.items()}
    return {
        edit: [
            (before, after, _together(names.get(one, "") for one in source))
            for before, after, source in steps
        ]
        for edit, steps in history.of_edits().items()
    }


def _name(state: MemberState) -> str:
    return str(state.full_name)


def _together(names: Iterable[str]) -> str:
    found: Sequence[str] = list(dict.fromkeys(names))
    return ", ".join(found) if all(found) else ""
