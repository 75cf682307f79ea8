"""To whom notes went, as the register says it: to all Member States, to some of them, to others besides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from comments.models import Addressee
from members.models import MemberState
from notes import kinds
from notes.enums import Addressing, NoteStatus
from notes.models import Dispatch, NoteAddressee, VerbalNote
from notes.register import addressees

States = Mapping[int | None, set[int]]


def said(notes: Sequence[VerbalNote]) -> dict[int, str]:
    """Return by note to whom it went, in the reader's language; of a draft, whom it names so far.

    They are to be read with `answers_to`; at most five queries for any number of them.
    """
    chosen = addressees.rows_of_many(notes)
    to_states = _to_states([note for note in notes if _is_to_states(note)])
    found = {}
    for note in notes:
        rows = chosen.get(note.pk, ())
        if note.member_state is not None:
            found[note.pk] = note.member_state.name
        elif note.pk in to_states:
            others = [row.party.name for row in rows if addressees.is_named(note, row)]
            found[note.pk] = ", ".join([to_states[note.pk], *others])
        else:
            found[note.pk] = ", ".join(addressees.names(note, rows))
    return found


def _is_to_states(note: VerbalNote) -> bool:
    """Tell whether a note went to the States of its kind, whom it does not name one by one."""
    is_chosen = note.member_state_id is not None or note.addressing == Addressing.CHOSEN
    return note.status == NoteStatus.ISSUED and not is_chosen


def _to_states(notes: Sequence[VerbalNote]) -> dict[int, str]:
    if not notes:
        return {}
    addressed = _pairs(
        Addressee.objects.filter(consultation__in={note.consultation_id for note in notes})
        .order_by()
        .values_list("consultation", "member_state")
    )
    went = _named([note for note in notes if note.consultation_id is None])
    went |= _reached([note for note in notes if note.consultation_id and not _is_to_consultation(note)])
    every = list(MemberState.objects.all())
    found = {}
    for note in notes:
        members = {one.pk for one in every if note.issued_on and one.is_member_on(note.issued_on)}
        whole = addressed.get(note.consultation_id, members)
        states = whole if _is_to_consultation(note) else went.get(note.pk, set())
        # Translators: number is how many they are.
        words = _("All Member States: %(number)s") % {"number": len(states)}
        names = [one.name for one in every if one.pk in states]
        if names:
            found[note.pk] = words if states >= whole else ", ".join(names)
    return found


def _is_to_consultation(note: VerbalNote) -> bool:
    """Tell whether a note went to all States that its consultation addressed, as its kind or the note that it
    corrects or ends does."""
    kind = kinds.of(note)
    basis = note.subject if kind.corrects_words or kind.ends else note
    followed = kinds.of(basis)
    is_whole = followed.opens_consultation or followed.states is kinds.addressees
    return note.consultation_id is not None and is_whole and basis.addressing != Addressing.CHOSEN


def _named(notes: Sequence[VerbalNote]) -> States:
    """Return by note the States that were written down with it: no consultation says who they are."""
    rows = NoteAddressee.objects.filter(note__in=notes, is_copy=False, member_state__isnull=False)
    return _pairs(rows.values_list("note", "member_state")) if notes else {}


def _reached(notes: Sequence[VerbalNote]) -> States:
    """Return by note the States that it was sent to, as a reminder is to those that had not answered."""
    sent = Dispatch.objects.filter(note__in=notes, is_copy=False, step=None, member_state__isnull=False)
    return _pairs(sent.order_by().values_list("note", "member_state").distinct()) if notes else {}


def _pairs(rows: Iterable[tuple[int, int]]) -> dict[int | None, set[int]]:
    found: dict[int | None, set[int]] = defaultdict(set)
    for key, state in rows:
        found[key].add(state)
    return dict(found)
