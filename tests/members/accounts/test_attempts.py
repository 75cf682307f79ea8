"""Limits of sign-in: clients are counted, strangers keep nobody out, failures are on record (rule 36)."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cica_portal import clock
from cica_portal.spaces import ordinary
from dashboard import sweeps
from members.accounts import adapters, attempts, present_passwords
from members.models import AuditEntry, DelegationEntry, FailedSignIn, PersonalMail
from tests import authenticator
from tests.authenticator import protect
from tests.clients import PortalClient
from tests.factories import members
from tests.members.test_protection import NEW, PASSWORD, is_in, reset_link, set_password

pytestmark = pytest.mark.django_db

PROXY, HOME, STRANGER = "10.0.0.1", "203.0.113.9", "198.51.100.9"


@pytest.fixture
def behind_proxy(settings):
    settings.TRUSTED_PROXY_COUNT = 1


def post(client, url, data, ip=HOME):
    """Post as through the proxy: it appends the address that it was asked from."""
    return client.post(url, data, REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": ip})


def try_password(client, name, password, ip=HOME):
    return post(client, reverse("account_login"), {"login": name, "password": password}, ip)


def fail(name, times, ip=STRANGER):
    """Fail so often: once by the page, and by rows like the one that it has written."""
    try_password(PortalClient(), name, "wrong", ip)
    row = FailedSignIn.objects.latest("pk")
    row.pk = None
    FailedSignIn.objects.bulk_create([row] * (times - 1))


def get_in(client, name, ip=HOME) -> bool:
    try_password(client, name, PASSWORD, ip)
    return is_in(client)


# whose failures are whose


def test_a_stranger_who_fails_keeps_nobody_else_out(behind_proxy):
    people = [members.contact_point(), members.drafter(), members.officer()]
    fail(people[0].username, 14)
    fail("nobody", 120)

    assert [get_in(PortalClient(), person.username) for person in people] == [True] * 3


def test_one_account_is_guessed_at_from_one_address_only_so_often(behind_proxy):
    user = members.drafter(language="en")
    fail(user.username, attempts.OF_NAME_AND_ADDRESS)

    client = PortalClient()
    refused = try_password(client, user.username, PASSWORD, STRANGER)
    assert not is_in(client)
    assert "Too many attempts to sign in have failed" in refused.content.decode()
    assert get_in(client, user.username, HOME)


def test_one_account_is_guessed_at_from_everywhere_only_so_often(behind_proxy):
    user = members.drafter()
    for number in range(10):
        fail(user.username, attempts.OF_NAME // 10, f"192.0.2.{number}")

    assert not get_in(PortalClient(), user.username)


def test_one_address_guesses_at_all_accounts_only_so_often(behind_proxy):
    user = members.drafter()
    for number in range(10):
        fail(f"name{number}", attempts.OF_ADDRESS // 10)

    assert not get_in(PortalClient(), user.username, STRANGER)
    assert get_in(PortalClient(), user.username, HOME)


def test_a_limit_ends_after_five_minutes(behind_proxy, set_clock):
    start = set_clock(dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC))
    user = members.drafter()
    fail(user.username, attempts.OF_NAME_AND_ADDRESS)
    assert not get_in(PortalClient(), user.username, STRANGER)
    set_clock(start + attempts.WINDOW + dt.timedelta(minutes=1))
    assert get_in(PortalClient(), user.username, STRANGER)


@pytest.mark.parametrize("ip", [HOME, STRANGER], ids=["another address", "the same address"])
def test_who_has_password_and_second_factor_gets_in_whatever_strangers_do(behind_proxy, ip):
    user = members.contact_point()
    codes = protect(user)
    fail(user.username, 60)
    fail("nobody", 60)

    client = PortalClient()
    assert try_password(client, user.username, PASSWORD, ip).url == reverse("mfa_authenticate")
    post(client, reverse("mfa_authenticate"), {"code": codes[0]}, ip)
    assert is_in(client)


def test_a_browser_that_knows_the_account_opens_it_beside_a_stranger(behind_proxy):
    user = members.drafter()
    client = PortalClient()
    assert get_in(client, user.username)
    client.post(reverse("account_logout"))
    fail(user.username, 60, HOME)

    assert get_in(client, user.username)
    assert not get_in(PortalClient(), user.username)


def test_a_browser_that_knows_the_account_does_not_guess_for_ever(behind_proxy):
    user = members.drafter()
    client = PortalClient()
    assert get_in(client, user.username)
    client.post(reverse("account_logout"))
    for _ in range(attempts.OF_BROWSER + attempts.OF_NAME_AND_ADDRESS):
        try_password(client, user.username, "wrong")

    assert not get_in(client, user.username)


def test_a_browser_knows_only_accounts_that_were_opened_in_it(behind_proxy):
    known, other = members.drafter(), members.drafter()
    client = PortalClient()
    assert get_in(client, known.username)
    client.post(reverse("account_logout"))
    fail(other.username, attempts.OF_NAME_AND_ADDRESS, HOME)
    client.cookies["browser"] = client.cookies["browser"].value + "x"

    assert not get_in(client, other.username)


def test_a_new_password_by_mail_opens_the_account_at_once(behind_proxy):
    user = members.drafter()
    fail(user.username, 60, HOME)
    owner = PortalClient()
    set_password(owner, reset_link(owner, user))
    elsewhere = PortalClient()
    for client in (owner, elsewhere):
        try_password(client, user.username, NEW)
        assert is_in(client)


def test_strangers_who_ask_for_a_new_password_keep_nobody_from_one(behind_proxy):
    """They are answered as ever, and all of them together bring the owner one mail in some minutes."""
    user, start = members.drafter(), clock.now()
    asked = reverse("account_reset_password")
    for number in range(8):
        answer = post(PortalClient(), asked, {"email": user.email}, f"198.51.{number}.9")
        assert answer.status_code == 302
    own = post(PortalClient(), asked, {"email": user.email}, HOME)
    assert (own.status_code, own.url) == (302, reverse("account_reset_password_done"))
    assert PersonalMail.objects.filter(kind="password_reset").count() == 1
    PersonalMail.objects.update(written_at=start - adapters.ONE_LINK_IN)
    post(PortalClient(), asked, {"email": user.email}, HOME)
    assert PersonalMail.objects.filter(kind="password_reset").count() == 2


def test_a_refused_new_password_closes_no_form_and_wrong_present_ones_do(client):
    user = members.drafter()
    try_password(client, user.username, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    change = reverse("account_change_password")

    def give(present, new):
        return client.post(change, {"oldpassword": present, "password1": new, "password2": new})

    assert [give(PASSWORD, "12345").status_code for _ in range(8)] == [200] * 8
    for _ in range(present_passwords.MOST):
        answer = give("wrong", NEW)
    assert "paused further attempts" not in answer.content.decode()
    assert "paused further attempts" in ordinary(give(PASSWORD, NEW).content.decode())
    cache.clear()
    assert give(PASSWORD, NEW).status_code == 302


def test_two_hundred_delegates_sign_in_from_one_address(behind_proxy):
    state = members.member_state("KZ")
    people = [members.drafter(state) for _ in range(100)] + [members.contact_point() for _ in range(100)]
    for person in people[100:]:
        protect(person)
    stages = [try_password(PortalClient(), person.username, PASSWORD).url for person in people]

    assert stages[:100] == [reverse("home")] * 100
    assert stages[100:] == [reverse("mfa_authenticate")] * 100


def test_two_hundred_passkeys_sign_in_from_one_address(behind_proxy):
    answers = [post(PortalClient(), reverse("mfa_login_webauthn"), {"credential": "{}"}) for _ in range(200)]
    assert {answer.status_code for answer in answers} == {302}


# known and unknown alike


def test_known_and_unknown_names_are_answered_alike_within_and_beyond_the_limit(behind_proxy):
    known, protected = members.drafter(language="en"), members.officer(language="en")
    protect(protected)
    seen = []
    for name in (known.username, protected.username, "nobody"):
        address = f"192.0.2.{len(seen)}"
        within = try_password(PortalClient(), name, "wrong", address).content.decode()
        fail(name, attempts.OF_NAME_AND_ADDRESS, address)
        with CaptureQueriesContext(connection) as queries:
            beyond = try_password(PortalClient(), name, "wrong", address).content.decode()
        found = ["not correct" in within, "Too many attempts" in beyond, "Too many attempts" in within]
        seen.append((found, len(queries)))

    assert [found for found, _count in seen] == [[True, True, False]] * 3
    assert len({count for _found, count in seen}) == 1


# codes of the second factor


def at_the_second_step(user, ip=STRANGER):
    client = PortalClient()
    try_password(client, user.username, PASSWORD, ip)
    return client


def test_wrong_codes_ask_for_two_and_keep_their_owner_out_of_nothing(behind_proxy):
    user = members.contact_point(language="en")
    protect(user)
    thief = at_the_second_step(user)
    for _ in range(attempts.CODES):
        post(thief, reverse("mfa_authenticate"), {"code": "000000"}, STRANGER)
    now, later = authenticator.code(), authenticator.code(1)

    guess = post(thief, reverse("mfa_authenticate"), {"code": now}, STRANGER)
    assert "Enter two codes here" in guess.content.decode()
    assert not is_in(thief)
    for half_right in (f"{now} 000000", f"{now} {now}", f"{now}{now}"):
        post(thief, reverse("mfa_authenticate"), {"code": half_right}, STRANGER)
        assert not is_in(thief)
        cache.clear()  # the code that was right is not used up
    owner = at_the_second_step(user, HOME)
    post(owner, reverse("mfa_authenticate"), {"code": f"{now}{later}"})
    assert is_in(owner)


def test_two_recovery_codes_do_as_well_and_a_known_browser_needs_one(behind_proxy):
    user = members.contact_point()
    codes = protect(user)
    known = at_the_second_step(user, HOME)
    post(known, reverse("mfa_authenticate"), {"code": codes[0]})
    known.post(reverse("account_logout"))
    thief = at_the_second_step(user)
    for _ in range(attempts.CODES):
        post(thief, reverse("mfa_authenticate"), {"code": "000000"})

    new = at_the_second_step(user, HOME)
    post(new, reverse("mfa_authenticate"), {"code": codes[1]})
    assert not is_in(new)
    post(new, reverse("mfa_authenticate"), {"code": f"{codes[1]} {codes[2]}"})
    assert is_in(new)
    try_password(known, user.username, PASSWORD)
    post(known, reverse("mfa_authenticate"), {"code": codes[3]})
    assert is_in(known)


def test_codes_tried_slowly_are_counted_by_the_day(behind_proxy, set_clock):
    start = set_clock(dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC))
    user = members.contact_point(language="en")
    codes = protect(user)
    for number in range(attempts.CODES_A_DAY):
        set_clock(start + number * dt.timedelta(minutes=10))
        post(at_the_second_step(user), reverse("mfa_authenticate"), {"code": "000000"})
    client = at_the_second_step(user)
    post(client, reverse("mfa_authenticate"), {"code": codes[0]})
    assert not is_in(client)


# the records


def record():
    list(sweeps.run(clock.now(), {"sign-ins": sweeps.PLANNING["sign-ins"]}))


def test_failures_are_on_record_with_address_and_never_the_password(behind_proxy):
    officer = members.officer()
    fail(officer.username, 3)
    try_password(PortalClient(), "my secret typed as a name", "hunter2-hunter2", HOME)
    record()
    record()

    entries = AuditEntry.objects.filter(action="user.fail_sign_in").order_by("sequence")
    assert {entry.subject_type: (entry.actor, entry.after) for entry in entries} == {
        "members.failedsignin": (
            None,
            {"failures": 1, "step": "password", "is_account": False, "ip": HOME},
        ),
        "members.user": (None, {"failures": 3, "step": "password", "is_account": True, "ip": STRANGER}),
    }
    assert len(entries) == 2
    kept = str(list(entries.values())) + str(list(FailedSignIn.objects.values()))
    assert not any(word in kept for word in ("wrong", "secret", "hunter2"))


def test_slips_of_a_delegation_stand_in_its_own_record_alone(behind_proxy):
    contact = members.contact_point()
    fail(contact.username, 3, HOME)
    record()

    [own] = DelegationEntry.objects.filter(action="user.fail_sign_in")
    assert (own.member_state, own.actor, own.after["ip"]) == (contact.member_state, None, HOME)
    assert not AuditEntry.objects.filter(action="user.fail_sign_in").exists()


def test_the_secretariat_learns_of_an_attack_on_a_delegation_without_the_name(behind_proxy):
    contact = members.contact_point()
    fail(contact.username, attempts.OF_NAME_AND_ADDRESS)
    record()

    [entry] = AuditEntry.objects.filter(action="user.fail_sign_in")
    assert (entry.member_state, entry.subject_type, entry.after["failures"]) == (
        None,
        "members.failedsignin",
        10,
    )
    assert contact.username not in str(entry.after)


@pytest.mark.good_path
def test_wrong_codes_are_on_record(behind_proxy):
    officer = members.officer()
    protect(officer)
    post(at_the_second_step(officer), reverse("mfa_authenticate"), {"code": "000000"}, STRANGER)
    record()

    entry = AuditEntry.objects.get(action="user.fail_sign_in")
    assert entry.after == {"failures": 1, "step": "code", "is_account": True, "ip": STRANGER}


def test_a_flood_of_names_from_many_addresses_makes_few_entries(behind_proxy):
    for number in range(attempts.ADDRESSES_NAMED + 10):
        fail("nobody", 1, f"192.0.2.{number}")
    record()

    entries = AuditEntry.objects.filter(action="user.fail_sign_in").order_by("sequence")
    assert len(entries) == attempts.ADDRESSES_NAMED + 1
    assert entries.last().after == {"failures": 10, "step": "password", "is_account": False, "networks": 10}


def test_old_failures_are_deleted(behind_proxy, set_clock):
    start = set_clock(dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC))
    fail(members.officer().username, 1)
    fail("nobody", 1)
    record()
    left = []
    for days in (2, 31):
        set_clock(start + dt.timedelta(days=days))
        record()
        left.append([row.user is not None for row in FailedSignIn.objects.all()])
    assert left == [[True], []]


# told


def told(client) -> str:
    said = (str(message) for message in client.get(reverse("home")).context["messages"])
    return ordinary(" ".join(said))


def test_a_person_is_told_once_of_attempts_from_elsewhere(behind_proxy):
    user = members.drafter(language="en")
    fail(user.username, 1)
    client, later = PortalClient(), PortalClient()
    for each in (client, later):
        try_password(each, user.username, PASSWORD)

    assert "1 attempt to sign in to your account failed: on" in told(client)
    assert told(later) == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "зафиксировано 5 неудачных попыток входа"),
        ("kk", "кіруге жасалған 5 әрекет сәтсіз болды"),
    ],
)
def test_a_person_is_told_in_the_own_language_whatever_the_sign_in_page_spoke(behind_proxy, language, words):
    user = members.drafter(language=language)
    fail(user.username, 5)
    client = PortalClient(headers={"Accept-Language": "en"})
    try_password(client, user.username, PASSWORD)
    said = told(client)
    assert words in said
    assert STRANGER in said and "attempts" not in said and " on " not in said


@pytest.mark.parametrize(("times", "is_told"), [(1, False), (3, True)])
def test_a_slip_of_ones_own_needs_no_word(behind_proxy, times, is_told):
    user = members.drafter(language="en")
    fail(user.username, times, HOME)
    client = PortalClient()
    try_password(client, user.username, PASSWORD)
    assert ("attempts to sign in" in told(client)) is is_told
