"""Whom a drafted note goes to: addressees, copies for information, and a remark to each."""

from typing import Any

from django.forms import BoundField
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.deadlines import seat_date
from cica_portal.web.pages import FormPage
from members.models import Correspondent, MemberState
from notes import kinds
from notes.acts import addressing, recipients
from notes.enums import BEFORE_ISSUE, Addressing
from notes.forms.addressing import ALL, CHOSEN, AddresseesForm, RemarkForm
from notes.models import Dispatch, NoteAddressee, VerbalNote
from notes.register import addressees
from notes.register.addressees import Party
from notes.views.frame import NoteView


class AddressingPage(NoteView, FormPage):
    """A page about a note that is not issued yet."""

    permission = "notes.draft_note"
    statuses = BEFORE_ISSUE


class NoteAddressees(AddressingPage):
    template_name = "notes/note_addressees.html"
    shows = ("chooses",)
    done = _("Addressees saved.")

    @cached_property
    def rows(self) -> list[NoteAddressee]:
        return addressees.rows_of(self.note)

    @property
    def chooses(self) -> bool:
        return kinds.of(self.note).chooses_addressees

    def form(self, *sent: Any, **given: Any) -> AddresseesForm:
        states = MemberState.objects.members_on(seat_date(self.at))
        parties: list[Party] = [*states, *Correspondent.objects.in_use()]
        return AddresseesForm(
            *sent[:1], parties=sorted(parties, key=addressees.order), chooses=self.chooses, **given
        )

    def initial(self) -> dict[str, Any]:
        named = [row for row in self.rows if addressees.is_named(self.note, row)]
        return {
            "whom": CHOSEN if self.note.addressing == Addressing.CHOSEN else ALL,
            "to": [addressees.key(row.party) for row in named],
            "copies": [addressees.key(row.party) for row in self.rows if row.is_copy],
        }

    def act(self, form: Any) -> None:
        addressing.choose(self.note, **form.given(), by=self.request.user, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        return super().get_context_data(
            fields=[(form[name], shown(form[name])) for name in ("to", "copies") if name in form.fields],
            given=given_to(self.note, self.rows, at=self.at),
            **kwargs,
        )


def shown(field: BoundField) -> list[tuple[Any, Any, bool]]:
    """Return the groups of a field: name, choices, and whether one of them is chosen."""
    chosen = set(field.value() or ())
    return [
        (label, options, any(key in chosen for key, _name in options))
        for label, options in field.field.choices
    ]


def given_to(note: VerbalNote, rows: list[NoteAddressee], *, at: Any) -> list[dict[str, Any]]:
    """Return who would get the note, each with the addresses and languages of its mail and its remark."""
    found = recipients.recipients_of(note, at=at, rows=rows)
    states, others = recipients.states_of(note, at=at), [row for row in rows if not row.is_copy]
    parties: list[tuple[Party, bool]] = [(state, False) for state in states]
    parties += [
        (row.party, False) for row in others if row.correspondent_id and addressees.is_named(note, row)
    ]
    parties = sorted(parties, key=lambda one: addressees.order(one[0]))
    parties += [(row.party, True) for row in rows if row.is_copy]
    remarks = {row.party: row.remark for row in rows}
    return [
        {
            "party": party,
            "key": addressees.key(party),
            "is_copy": is_copy,
            "recipients": [one for one in found if _is_of(one, party)],
            "remark": [(code, text) for code, text in remarks.get(party, {}).items()],
        }
        for party, is_copy in parties
    ]


def _is_of(one: Dispatch, party: Party) -> bool:
    if isinstance(party, MemberState):
        return one.member_state_id == party.pk
    return one.correspondent_address is not None and one.correspondent_address.correspondent_id == party.pk


class NoteRemark(AddressingPage):
    template_name = "notes/note_remark.html"
    shows = ("party",)
    done = _("Remark saved.")
    asked_on = "notes:note-addressees", "note__key"

    @cached_property
    def party(self) -> Party:
        found = addressees.parties([f"{self.kwargs['group']}:{self.kwargs['code']}"])
        if not found:
            raise Http404
        return found[0]

    def form(self, *sent: Any, **given: Any) -> RemarkForm:
        return RemarkForm(*sent[:1], languages=recipients.languages_of(self.party), **given)

    def initial(self) -> dict[str, Any]:
        rows = {row.party: row.remark for row in addressees.rows_of(self.note)}
        remark: dict[str, Any] = rows.get(self.party, {})
        return remark

    def act(self, form: Any) -> None:
        addressing.remark(self.note, self.party, text=form.cleaned_data, by=self.request.user, at=self.at)
