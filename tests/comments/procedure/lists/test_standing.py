"""What the list of Member States says of each: open consultations, and whether their notes reached it."""

import pytest

from comments.models import Addressee
from members.delegations import standing
from tests.factories import notes

pytestmark = pytest.mark.django_db


def test_states_are_listed_with_their_open_consultations_and_how_far_notes_came():
    made = notes.circulated()
    for code, values in (("KZ", {"reached_at": notes.AT}), ("RU", {"lost_at": notes.AT})):
        Addressee.objects.filter(consultation=made, member_state__code=code).update(**values)

    def listed(at):
        return {
            one.code: (one.open_consultations, one.not_yet_reached, one.not_reached)
            for one in standing.states(at)
        }

    assert listed(notes.AT) == {"KZ": (1, 0, 0), "RU": (1, 0, 1), "TR": (1, 1, 0)}
    assert listed(notes.CLOSES_AT) == dict.fromkeys(["KZ", "RU", "TR"], (0, 0, 0))
