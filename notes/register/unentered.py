"""Replies of States that are in the register and do not count as responses yet: nobody is reminded of what it
has sent."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comments.models import Consultation, EnteredResponse, Response
from members.models import MemberState
from notes.models import IncomingNote
from notes.register import incoming_notes

# Translators: state is the name of a State, number that of its note in the register, as IN/1
REGISTERED = _(
    "%(state)s is not reminded: its reply is in the register as %(number)s, and the response has not been "
    "entered yet."
)
# Translators: state is the name of a State, number that of its note in the register, as IN/1
BEING_ENTERED = _(
    "%(state)s is not reminded: its reply is in the register as %(number)s, and the response entered from it "
    "has not been confirmed yet."
)


class Reply(NamedTuple):
    """A reply that does not count yet: `incoming` is its entry in the register, or `entered` the response
    that is being entered from it."""

    member_state: MemberState
    number: str
    incoming: IncomingNote | None = None
    entered: EnteredResponse | None = None

    def __str__(self) -> str:
        sentence = BEING_ENTERED if self.entered else REGISTERED
        return str(sentence % {"state": self.member_state.name, "number": self.number})


def notes_without_response() -> QuerySet[IncomingNote]:
    """Return the entries of the register, corrected ones and those set aside left out, from which no
    response was recorded and whose State has not responded since."""
    responded = Response.objects.official().filter(
        member_state=OuterRef("member_state"),
        consultation=OuterRef("answers_to__consultation"),
        received_at__gte=OuterRef("entered_at"),
    )
    recorded = Response.objects.filter(*incoming_notes.of_the_note())
    return IncomingNote.objects.filter(
        ~Exists(responded), ~Exists(recorded), corrected_by=None, set_aside=None
    )


def replies(consultation: Consultation) -> dict[int, Reply]:
    """Return the first such reply of each State to a note of the consultation, by the State (two queries)."""
    found = {}
    brought = notes_without_response().filter(answers_to__consultation=consultation)
    for one in brought.select_related("member_state").order_by("received_on", "pk"):
        found.setdefault(one.member_state_id, Reply(one.member_state, one.register_number, incoming=one))
    under_way = EnteredResponse.objects.under_way().filter(consultation=consultation)
    for entered in under_way.select_related("member_state"):
        reply = Reply(entered.member_state, entered.register_number, entered=entered)
        found[entered.member_state_id] = reply
    return found


def has_replied(consultation: Consultation, state: MemberState) -> bool:
    """Tell whether a State has sent such a reply (one query)."""
    brought = notes_without_response().filter(answers_to__consultation=consultation, member_state=state)
    under_way = EnteredResponse.objects.under_way().filter(consultation=consultation, member_state=state)
    return MemberState.objects.filter(Q(Exists(brought)) | Q(Exists(under_way)), pk=state.pk).exists()
