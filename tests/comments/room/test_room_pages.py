"""The pages of the room: the secretary's, the one on the screen, and the record that Member States read."""

import uuid

import pytest
from django.urls import reverse

from comments.enums import ParagraphState
from comments.models import Room, RoomAct
from comments.room import state
from members.models import MemberState
from plans.checks import examination
from plans.outline import draft_outline
from tests.comments.room.conftest import AT
from tests.factories import members, plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, item, officer, set_clock):
    """Return the officer's browser with the room opened on its page, and how one sends an act there."""
    set_clock(AT)
    client.force_login(officer)
    client.post(reverse("comments:room-open", args=[item.pk]), {"language": "en"})
    room = Room.objects.get()
    key = room.revision.frozen_blocks[1].key

    def send(kind, **said):
        place = state.read(room).paragraph(key)
        sent = {"kind": kind, "key": uuid.uuid4(), "block": key, "saw": place.last} | said
        return client.post(reverse("comments:room", args=[room.pk]), sent)

    return client, room, key, send


def test_a_secretary_agrees_a_variant_and_the_screen_shows_it(desk):
    client, room, key, send = desk
    send("shown")
    words = {"operation": "MOD", "text": "Words of two", "source": "states"}
    assert send("variant", states=["TH", "IN"], **words).status_code == 302
    page, screen = client.page("comments:room", room.pk), client.page("comments:room-screen", room.pk)
    assert "Words of two" in screen and "in square brackets" in screen
    assert screen.index("State IN") < screen.index("State TH")
    assert "Variant 1" in page

    send("support", variant=1, states=["IN", "TR"])
    place = state.read(room).paragraph(key)
    assert sorted(place.variants[0].states) == ["IN", "TR"]
    send("agreed", variant=1)

    assert state.read(room).paragraph(key).state == ParagraphState.AGREED
    assert "Words of two" in client.page("comments:room-screen", room.pk)


def test_words_that_variants_share_stand_once_on_the_screen(desk):
    client, room, key, send = desk
    base = state.read(room).paragraph(key).base
    send("shown")
    send("variant", operation="MOD", text=f"{base} Twice.", source="states", states=["IN"])
    send("variant", operation="MOD", text=f"Once {base}", source="chair")
    screen = client.page("comments:room-screen", room.pk)
    assert screen.count(base) == 1
    assert "<b>1</b>: Twice.]" in screen and "<b>2</b>: Once]" in screen


def test_a_bracket_that_a_person_typed_is_a_finding(client, officer):
    paper = plans.paper(source_language="en")
    plans.block(paper, texts={"en": "States [shall] meet", "ru": "", "kk": ""})
    found = [one for one in examination.warnings(paper, draft_outline(paper)) if "brackets" in one.sentence]
    assert [str(one.block.text("en")) for one in found] == ["States [shall] meet"]


def test_what_a_secretary_typed_stays_when_a_colleague_was_faster(desk):
    client, room, _key, send = desk
    send("variant", operation="MOD", text="First", source="states", states=["IN"])
    answer = send("variant", operation="MOD", text="Second", source="states", states=["TR"], saw=0)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Both are shown" in page and "First" in page and "Second" in page
    refused = send("variant", operation="MOD", text="Third", source="states")
    assert refused.status_code == 422 and "Third" in refused.content.decode()
    assert RoomAct.objects.count() == 1


def test_the_same_form_sent_twice_is_one_act_and_other_words_another(desk):
    client, room, _key, send = desk
    said = {"operation": "MOD", "source": "states", "states": ["IN"], "key": uuid.uuid4(), "saw": 0}
    send("variant", text="First", **said)
    send("variant", text="First", **said)
    assert RoomAct.objects.count() == 1
    assert send("variant", text="Second", **said).status_code == 409


def test_member_states_read_the_record_once_a_signatory_confirmed_it(desk):
    client, room, _key, send = desk
    send("variant", operation="MOD", text="Words that stand", source="states", states=["IN"])
    send("variant", operation="MOD", text="Words that fall", source="states", states=["TR"])
    send("support", variant=2)
    client.post(reverse("comments:room-close", args=[room.pk]))
    assert RoomAct.objects.filter(kind="closed").exists()
    address = reverse("comments:room", args=[room.pk])
    delegate = members.drafter(MemberState.objects.get(code="IN"))
    client.force_login(delegate)
    assert client.get(address).status_code == 404

    client.force_login(members.signatory())
    client.post(reverse("comments:room-sign", args=[room.pk]))

    client.force_login(delegate)
    page = client.page("comments:room", room.pk)
    assert "Words that stand" in page and "Words that fall" in page and "Record of the room" in page
    assert client.get(reverse("comments:room-screen", args=[room.pk])).status_code == 403
    assert client.post(address, {"kind": "undo", "key": uuid.uuid4()}).status_code == 404
