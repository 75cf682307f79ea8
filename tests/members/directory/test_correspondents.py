"""Observers and partner organizations: their names, their addresses, and who keeps them."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal import clock
from cica_portal.errors import AlreadyMoved, NotAllowed, StaleVersion
from cica_portal.languages import LANGUAGES
from dashboard import sweeps
from members import reference
from members.directory import correspondents
from members.enums import Correspondence
from members.models import AuditEntry, Correspondent, CorrespondentAddress
from members.refusals import (
    CorrespondentKnown,
)
from tests.factories import members
from tests.refusing import refused

pytestmark = pytest.mark.django_db

NAMES = {"en": "Silk Road Forum", "ru": "Форум Шелкового пути", "kk": "Жібек жолы форумы"}
FORMS = {
    "en": {"full": "the Silk Road Forum", "plain": "Silk Road Forum"},
    "ru": {"dat": "Форуму Шелкового пути"},
    "kk": {"nom": "Жібек жолы форумы", "dat": "Жібек жолы форумына"},
}
SENT = {
    "code": "srf",
    "kind": "partner_organization",
    **{f"name_{language}": name for language, name in NAMES.items()},
    "full_en": "the Silk Road Forum",
    "plain_en": "Silk Road Forum",
    "dat_ru": "Форуму Шелкового пути",
    "nom_kk": "Жібек жолы форумы",
    "dat_kk": "Жібек жолы форумына",
}


def add(by, code="SRF", **changed):
    given = {"kind": Correspondence.PARTNER_ORGANIZATION, "names": NAMES, "forms": FORMS} | changed
    return correspondents.add(code, **given, by=by, at=clock.now())


def revise(one, by, **changed):
    given = {"kind": one.kind, "names": NAMES, "forms": FORMS, "read": correspondents.shown(one)} | changed
    correspondents.revise(one, **given, by=by, at=clock.now())


def test_correspondent_is_added_with_the_forms_that_notes_need_and_recorded():
    officer = members.officer()
    one = add(officer, "srf")
    assert (one.code, one.name_kk, one.forms) == (
        "SRF",
        "Жібек жолы форумы",
        FORMS,
    )
    entry = AuditEntry.objects.get(action="correspondent.record")
    assert (entry.actor, entry.after["code"], entry.after["names"]) == (officer, "SRF", NAMES)
    with pytest.raises(CorrespondentKnown):
        add(officer)
    assert Correspondent.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"names": NAMES | {"kk": " "}}, "members.names_missing"),
        ({"forms": FORMS | {"ru": {}}}, "members.names_missing"),
        ({"names": NAMES | {"ru": "Silk Road Forum"}}, "members.other_letters"),
        ({"forms": FORMS | {"en": {"full": "Форум Шелкового пути"}}}, "members.other_letters"),
    ],
)
def test_names_that_notes_could_not_print_are_refused(changed, refusal):
    with refused(refusal):
        add(members.officer(), **changed)
    assert not Correspondent.objects.exists()


@pytest.mark.good_path
def test_names_are_revised_over_what_was_read_alone():
    officer = members.officer()
    one = add(officer)
    read = correspondents.shown(one)
    with refused("members.nothing_to_save"):
        revise(one, officer)
    revise(one, officer, names=NAMES | {"en": "Forum of the Silk Road"})
    one.refresh_from_db()
    assert (one.name_en, one.protocol_name) == ("Forum of the Silk Road", "forumofthesilkroad")
    with pytest.raises(StaleVersion):
        revise(one, officer, names=NAMES | {"en": "Forum"}, read=read)
    entry = AuditEntry.objects.get(action="correspondent.revise")
    assert (entry.before["names"]["en"], entry.after["names"]["en"]) == (
        "Silk Road Forum",
        "Forum of the Silk Road",
    )


def test_what_is_closed_is_written_to_no_more_until_it_is_restored():
    officer = members.officer()
    one = add(officer)
    address = correspondents.add_address(
        one, email=" Protocol@SRF.example ", language="ru", by=officer, at=clock.now()
    )
    assert list(CorrespondentAddress.objects.in_use()) == [address]
    assert address.email == "protocol@srf.example"
    correspondents.close(one, by=officer, at=clock.now())
    assert not CorrespondentAddress.objects.in_use().exists()
    assert not Correspondent.objects.in_use().exists()
    with pytest.raises(AlreadyMoved):
        correspondents.close(one, by=officer, at=clock.now())
    with refused("members.correspondent_closed"):
        correspondents.add_address(one, email="b@srf.example", language="ru", by=officer, at=clock.now())
    correspondents.reopen(one, by=officer, at=clock.now())
    assert list(CorrespondentAddress.objects.in_use()) == [address]


@pytest.mark.good_path
@pytest.mark.parametrize("fields", [{"code": "BY"}, {"code": "BLR", "names": NAMES | {"en": "State BY"}}])
def test_an_observer_state_that_joins_is_a_member_state_alone_from_that_day_on(fields):
    officer = members.officer()
    one = add(officer, kind=Correspondence.OBSERVER_STATE, **fields)
    forum = add(officer)
    at = dt.datetime(2026, 12, 31, 19, tzinfo=dt.UTC)  # the first minute of 2027 at the seat
    members.member_state("BY", joined_on=dt.date(2027, 1, 1))
    assert list(sweeps.ALL["house"](at - dt.timedelta(minutes=1))) == []
    assert list(sweeps.ALL["house"](at)) == [f"{one.code} is a Member State and no observer any more"]
    assert list(sweeps.ALL["house"](at)) == []
    assert list(Correspondent.objects.in_use()) == [forum]
    entry = AuditEntry.objects.get(action="correspondent.close")
    assert (entry.actor, entry.after) == (None, {"code": one.code})
    with refused("members.is_member_state"):
        correspondents.reopen(one, by=officer, at=at)
    with refused("members.is_member_state"):
        given = {"kind": Correspondence.OBSERVER_STATE, "names": NAMES | {"en": "state by"}, "forms": FORMS}
        correspondents.add("BYE", **given, by=officer, at=at)


@pytest.mark.good_path
def test_address_is_added_once_and_taken_out_of_use_once():
    officer = members.officer()
    one = add(officer)
    given = {"email": "protocol@srf.example", "language": "kk", "by": officer, "at": clock.now()}
    address = correspondents.add_address(one, **given)
    with refused("members.correspondent_address_known"):
        correspondents.add_address(one, **given)
    correspondents.remove_address(address, by=officer, at=clock.now())
    with refused("members.address_gone"):
        correspondents.remove_address(address, by=officer, at=clock.now())
    correspondents.add_address(one, **given)
    recorded = AuditEntry.objects.filter(action__startswith="correspondent_address")
    assert sorted(recorded.values_list("action", flat=True)) == [
        "correspondent_address.add",
        "correspondent_address.add",
        "correspondent_address.remove",
    ]


def test_only_the_secretariat_keeps_correspondents():
    one = add(members.officer())
    address = members.correspondent_address(one)
    for user in (members.contact_point(), members.coordinator()):
        for act in (
            lambda by: add(by, "OTHER"),
            lambda by: revise(one, by, names=NAMES | {"en": "Forum"}),
            lambda by: correspondents.close(one, by=by, at=clock.now()),
            lambda by: correspondents.add_address(
                one, email="a@b.example", language="en", by=by, at=clock.now()
            ),
            lambda by: correspondents.remove_address(address, by=by, at=clock.now()),
        ):
            with pytest.raises(NotAllowed):
                act(user)


def test_pages_add_change_and_close(client):
    client.force_login(members.officer())
    listed = reverse("members:correspondent-list")
    assert "No observers or organizations yet" in client.get(listed).content.decode()
    sent = client.post(reverse("members:correspondent-create"), SENT | {"dat_kk": "Silk Road"})
    assert sent.status_code == 422
    assert "written in the letters of another language" in sent.content.decode()
    one_url = reverse("members:correspondent-detail", args=["SRF"])
    assert client.post(reverse("members:correspondent-create"), SENT).url == one_url
    assert client.post(one_url, {"email": "protocol@srf.example", "language": "ru"}).status_code == 302
    page = client.get(one_url).content.decode()
    assert "protocol@srf.example" in page
    assert "Жібек жолы форумына" in page
    revise_url = reverse("members:correspondent-revise", args=["SRF"])
    form = client.get(revise_url).context["form"]
    assert client.post(revise_url, {**form.initial, "name_en": "Forum"}).url == one_url
    assert client.post(revise_url, {**form.initial, "name_en": "Other"}).status_code == 409
    client.post(reverse("members:correspondent-close", args=["SRF"]))
    assert "no longer in use" in client.get(listed).content.decode()
    client.post(reverse("members:correspondent-reopen", args=["SRF"]))
    assert "protocol@srf.example" in client.get(listed).content.decode()
    address = CorrespondentAddress.objects.get()
    client.post(reverse("members:correspondent-address-remove", args=["SRF", address.pk]))
    assert "no address yet" in client.get(listed).content.decode()


def test_loaded_correspondents_have_every_form_and_stay_as_they_are_kept():
    assert reference.load_correspondents(at=clock.now()) == 17
    for one in Correspondent.objects.all():
        assert all(getattr(one, f"name_{language}") for language in LANGUAGES), one.code
        assert {language: set(forms) for language, forms in one.forms.items()} == {
            "en": {"full", "plain"},
            "ru": {"dat"},
            "kk": {"nom", "dat"},
        }
    in_order = [one.code for one in sorted(Correspondent.objects.all(), key=lambda one: one.order)]
    assert (in_order[0], in_order[10], in_order[-1]) == ("BY", "IOM", "SCO")
    correspondents.close(Correspondent.objects.get(code="SCO"), by=members.officer(), at=clock.now())
    assert reference.load_correspondents(at=clock.now()) == 0
    assert Correspondent.objects.in_use().count() == 16
