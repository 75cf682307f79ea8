"""Second factors: lost ones, whose they are, how they are kept; passwords and addresses that are refused."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal import clock, organization
from cica_portal.errors import AlreadyMoved, NotAllowed
from cica_portal.text import AddressField
from members import mailing
from members.accounts import factors, lost_factors, secrets
from members.accounts.adapters import MFAAdapter
from members.models import AuditEntry, FactorReset, PersonalMail
from tests import authenticator
from tests.authenticator import protect
from tests.factories import members
from tests.members.test_protection import is_in, sign_in
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact():
    person = members.contact_point(members.member_state("KZ"), email="aigerim@example.org")
    protect(person)
    return person


def test_two_people_of_the_secretariat_take_a_lost_factor_away(client, contact):
    first, second, at = members.officer(), members.officer(), clock.now()
    with refused("members.reset_reason_needed"):
        lost_factors.ask(contact, reason=" ", by=first, at=at)
    asked = lost_factors.ask(contact, reason="Called the mission", by=first, at=at)
    with refused("members.second_person_needed"):
        lost_factors.confirm(contact, seen=asked.pk, by=first, at=at)
    assert Authenticator.objects.filter(user=contact).exists()
    lost_factors.confirm(contact, seen=asked.pk, by=second, at=at)
    assert not Authenticator.objects.filter(user=contact).exists()
    sign_in(client, contact)
    assert is_in(client)
    entries = AuditEntry.objects.filter(action__startswith="factor.").values_list("action", "actor_label")
    assert list(entries) == [("factor.ask_reset", first.username), ("factor.reset", second.username)]
    mails = PersonalMail.objects.filter(kind=mailing.Kind.ACCOUNT_NOTICE, recipient=contact)
    assert [mail.values["template"] for mail in mails.order_by("pk")][:2] == [
        "members/email/factor_reset_asked",
        "members/email/factor_reset",
    ]


def test_nobody_resets_the_own_factor_and_no_delegate_any(contact):
    officer, at = members.officer(), clock.now()
    protect(officer)
    for person, by in ((officer, officer), (contact, contact)):
        with pytest.raises(NotAllowed):
            lost_factors.ask(person, reason="Lost", by=by, at=at)


def test_a_request_is_given_up_after_days(contact):
    first, second, at = members.officer(), members.officer(), clock.now()
    asked = lost_factors.ask(contact, reason="Called", by=first, at=at)
    later = at + lost_factors.LASTS
    with refused("members.no_reset_asked"):
        lost_factors.confirm(contact, seen=asked.pk, by=second, at=later)
    lost_factors.ask(contact, reason="Called again", by=first, at=later)
    with pytest.raises(AlreadyMoved):
        lost_factors.confirm(contact, seen=asked.pk, by=second, at=later)


@pytest.mark.both_databases
def test_a_reset_that_was_made_is_never_changed(contact):
    at = clock.now()
    asked = lost_factors.ask(contact, reason="Called", by=members.officer(), at=at)
    lost_factors.confirm(contact, seen=asked.pk, by=members.officer(), at=at)
    for act in (lambda rows: rows.update(reason="Other"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(FactorReset.objects.all())


def test_both_steps_are_made_on_one_page(client, contact):
    url = reverse("members:person-factor", args=[contact.key])
    first, second = members.officer(), members.officer()
    client.force_login(first)
    assert url in client.get(reverse("members:person-detail", args=[contact.key])).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Called the mission"}).status_code == 302
    client.force_login(second)
    page = client.get(url)
    assert "Called the mission" in page.content.decode()
    assert client.post(url, {"seen": page.context["form"]["seen"].value()}).status_code == 302
    assert not Authenticator.objects.filter(user=contact).exists()


def test_who_asks_while_another_has_asked_confirms_nothing(client, contact):
    url = reverse("members:person-factor", args=[contact.key])
    client.force_login(members.officer())
    assert client.get(url).status_code == 200
    lost_factors.ask(contact, reason="Called the mission", by=members.officer(), at=clock.now())
    for sent in ({"reason": "A note came"}, {"seen": "0"}):
        assert "decide again" in client.post(url, sent, follow=True).content.decode()
        assert Authenticator.objects.filter(user=contact).exists()
    assert FactorReset.objects.get().ended_at is None


def test_secrets_of_factors_are_encrypted_and_former_ones_can_still_be_read(contact, settings):
    kept = Authenticator.objects.get(user=contact, type="totp").data["secret"]
    assert kept.startswith(secrets.MARK) and authenticator.SECRET not in kept
    assert MFAAdapter().decrypt(kept) == authenticator.SECRET
    assert secrets.decrypt(authenticator.SECRET) == authenticator.SECRET
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert secrets.decrypt(kept) == authenticator.SECRET
    codes = Authenticator.objects.get(user=contact, type="recovery_codes")
    assert codes.data["seed"].startswith(secrets.MARK)
    assert TOTP(Authenticator.objects.get(user=contact, type="totp")) is not None


def test_secrets_of_factors_are_encrypted_anew_before_a_former_key_is_taken_away(contact, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    call_command("encrypt_factors")
    settings.SECRET_KEY_FALLBACKS = []
    held = Authenticator.objects.get(user=contact, type="totp").data["secret"]
    assert secrets.decrypt(held) == authenticator.SECRET
    settings.SECRET_KEY = "a key that encrypted nothing"
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("encrypt_factors")
    assert Authenticator.objects.get(user=contact, type="totp").data["secret"] == held


@pytest.mark.good_path
def test_factors_whose_key_was_lost_are_taken_away_and_their_people_sign_in(
    contact, settings, client, capsys
):
    passkey = Authenticator.objects.create(user=members.officer(), type="webauthn", data={"name": "key"})
    settings.SECRET_KEY = "the key was lost with the machine"
    call_command("encrypt_factors", "--discard-lost")
    assert list(Authenticator.objects.all()) == [passkey]
    taken = AuditEntry.objects.filter(action="user.remove_factor").order_by("sequence")
    assert [(one.actor, one.before["factor"]) for one in taken] == [(None, "totp"), (None, "recovery_codes")]
    call_command("encrypt_factors", "--discard-lost")
    assert capsys.readouterr().out.splitlines() == [
        "Second factors encrypted by the present key: 0.",
        "Second factors taken away, since their key was lost: 2.",
        "Second factors encrypted by the present key: 0.",
    ]
    sign_in(client, contact)
    assert is_in(client)


def test_the_house_chooses_whether_coordinators_and_drafters_need_a_factor(settings, monkeypatch):
    settings.SECOND_FACTOR_REQUIRED = settings.SECOND_FACTOR_OF_WRITERS = True
    for chosen in (False, True):
        monkeypatch.setattr(organization, "_parts", {"policies": {"SECOND_FACTOR_OF_WRITERS": chosen}})
        assert factors.is_required("drafter") is chosen
    monkeypatch.setattr(organization, "_parts", {"policies": {"SECOND_FACTOR_REQUIRED": False}})
    assert not any(factors.is_required(role) for role in ("drafter", "signatory"))


def test_coordinators_and_drafters_need_a_factor_where_the_policy_says(settings, client):
    settings.SECOND_FACTOR_REQUIRED = True
    drafter = members.drafter()
    client.force_login(drafter)
    for policy, wanted in ((False, 200), (True, 302)):
        settings.SECOND_FACTOR_OF_WRITERS = policy
        assert [factors.is_required(role) for role in ("coordinator", "drafter", "reader")] == [
            policy,
            policy,
            False,
        ]
        assert client.get(reverse("home")).status_code == wanted


def test_a_new_browser_is_told_and_a_known_one_is_not(client):
    person = members.officer(email="officer@example.org")
    told = PersonalMail.objects.filter(values__template="members/email/new_sign_in")
    sign_in(client, person)
    known = client.cookies["browser"].value
    client.logout()
    client.cookies["browser"] = known
    sign_in(client, person)
    assert not told.exists()
    client.logout()
    sign_in(client, person)
    assert told.count() == 1


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "Password12345!",
        "cica-secretariat-1",
        "qwertyuiop123",
        "aigerim-bek-2022",
        "iloveyou2022!",
        "Cica-Portal-2026!",
        "Secretariat#4711",
        "cica-secretariat-12345!",
        "swg-portal-20260101",
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password):
    person = members.contact_point(members.member_state("KZ"), username="aigerim.bek", last_name="Bek")
    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize(
    "password",
    [
        *("azerbaijan2026!", "AZ-azerbaijan-2026", "RepublicOfAzerbaijan1"),
        *("Азербайджан2026!", "азербайджанская-2026", "Әзербайжан123!", "әзербайжан-республикасы1"),
    ],
)
def test_a_password_of_the_names_of_the_own_state_is_refused(password):
    state = members.member_state(
        "AZ",
        name_en="Azerbaijan",
        name_ru="Азербайджан",
        name_kk="Әзербайжан",
        full_name_en="the Republic of Azerbaijan",
        full_name_ru="Азербайджанская Республика",
        full_name_kk="Әзербайжан Республикасы",
    )
    with pytest.raises(ValidationError):
        validate_password(password, members.contact_point(state))
    validate_password("correct-sheep-lantern-oxide", members.contact_point(state))


@pytest.mark.parametrize(
    "password",
    [
        "correct-sheep-lantern-oxide",
        "қарлы тау тынық өзен жолы",
        "83920174650283746501",
        "#%-&!)=+;.*?(@<>",
        "astana 70318526409377",
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken_whatever_its_signs(password):
    validate_password(password, members.officer())


@pytest.mark.parametrize(
    "address",
    [
        "officer@mfа.example.org",  # a Cyrillic letter
        "officer@mın.example.org",  # a dotless i
        "officer@ｍfa.example.org",  # full width
        "оfficer@mfa.example.org",
    ],
)
def test_an_address_that_looks_like_another_is_refused(address):
    with pytest.raises(ValidationError):
        AddressField().clean(address)
    assert AddressField().clean("officer@xn--80ak6aa92e.example.org")
