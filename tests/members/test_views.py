import datetime as dt
import html
import re

import pytest
from django.conf import settings
from django.urls import reverse
from lxml.html import fromstring

from cica_portal import organization
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from members.enums import Role
from members.models import User
from tests.clients import PortalClient
from tests.factories import members as people

pytestmark = pytest.mark.django_db


def page(response) -> str:
    return " ".join(response.content.decode().split())


def set_language(client, language: str, next_url: str = "/"):
    return client.post(reverse("members:language-set"), {"language": language, "next": next_url})


# language


def test_language_is_kept_with_the_person_and_in_a_cookie(client):
    person = people.officer()
    client.force_login(person)

    response = set_language(client, "kk", "/plans/?x=1")

    assert response.url == "/plans/?x=1"
    assert User.objects.get().language == "kk"
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "kk"
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]

    elsewhere = PortalClient()
    elsewhere.force_login(person)
    assert '<html lang="kk">' in page(elsewhere.get(reverse("members:state-list")))


def test_language_of_a_person_goes_before_that_of_the_browser_and_its_cookie(client):
    person = people.officer(language="ru")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "kk"
    client.force_login(person)

    response = client.get(reverse("members:state-list"), HTTP_ACCEPT_LANGUAGE="en")

    assert '<html lang="ru">' in page(response)
    assert response.headers["Content-Language"] == "ru"


def test_language_before_sign_in_comes_from_the_cookie(client):
    response = set_language(client, "ru", reverse("account_login"))

    assert response.url == reverse("account_login")
    assert '<html lang="ru">' in page(client.get(response.url))


def test_a_refused_sign_in_and_another_language_do_not_lose_the_way_on(client):
    url = f"{reverse('account_login')}?next={reverse('plans:paper-list')}"
    action = re.search(r'<form method="post" action="([^"]*)">', page(client.get(url)))[1]
    refused = page(client.post(html.unescape(action), {"login": "nobody", "password": "wrong"}))
    assert f'name="next" value="{url}"' in html.unescape(refused)


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_language_leads_nowhere_else(client, next_url):
    assert set_language(client, "ru", next_url).url == "/"


@pytest.mark.parametrize("language", ["de", "", "kk; path=/"])
def test_a_language_that_is_none_is_refused(client, language):
    person = people.officer(language="ru")
    client.force_login(person)

    response = set_language(client, language)

    assert response.status_code == 404
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies
    assert User.objects.get().language == "ru"


def test_language_changes_by_post_with_its_token_only(client):
    assert client.get(reverse("members:language-set")).status_code == 405
    assert set_language(PortalClient(enforce_csrf_checks=True), "ru").status_code == 403


# States and people


def test_states_are_shown_with_membership_clock_and_people(client, set_clock):
    set_clock("2022-05-26T12:00:00+06:00")
    people.member_state("KZ", joined_is_exact=False)
    people.member_state("KW", joined_on=dt.date(2022, 10, 13), joined_is_exact=True, time_zone="Asia/Kuwait")
    india = people.member_state("IN", time_zone="Asia/Kolkata")
    people.drafter(india, first_name="Dev", last_name="Rao")
    people.contact_point(india, first_name="Asha", last_name="Zaveri", email="asha@example.org")
    people.contact_point(india, first_name="Gone", is_active=False)
    client.force_login(people.officer(first_name="Olga", last_name="Ivanova"))

    response = client.get(reverse("members:state-list"))

    shown = page(response)
    assert "2 Member States on 26 May 2022" in shown
    assert "1 Member State has nobody to write to" in shown
    assert "since 1999" in shown
    assert "since 13 October 2022" in shown
    assert "not currently a member" in shown
    assert "(UTC+05:30)" in shown and "New Delhi time" in shown and "Asia/Kolkata" not in shown
    assert shown.index("Asha Zaveri</a>, Contact point") < shown.index("Dev Rao</a>, Drafter")
    assert "asha@example.org" in shown
    assert "Olga Ivanova" in shown
    assert "Gone" not in shown


def test_pages_of_states_lead_to_what_changes_them_and_to_what_is_owed(client):
    people.member_state("TH")
    client.force_login(people.officer(language="en"))
    for address, leads in {
        reverse("members:state-list"): {"Add Member State…": reverse("phrases:state-create")},
        reverse("members:state-detail", args=["TH"]): {
            "Open points of this State": reverse("dashboard:open-points") + "?state=TH",
            "Change name or membership…": reverse("phrases:house-edit", args=["state-TH"]),
        },
    }.items():
        found = ordinary(page(client.get(address)))
        for words, url in leads.items():
            assert f'href="{url}">{words}</a>' in found
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_states_stand_in_protocol_order_in_every_language(client, language):
    for code, name in (
        ("TR", "Türkiye"),
        ("AE", "United Arab Emirates"),
        ("TH", "Thailand"),
        ("TJ", "Tajikistan"),
    ):
        people.member_state(code, name_en=name)
    client.force_login(people.officer(language=language))

    rows = client.get(reverse("members:state-list")).context["rows"]

    assert [row["state"].code for row in rows] == ["TJ", "TH", "TR", "AE"]


def test_states_are_sorted_by_the_head_of_a_column(client):
    people.member_state("IN")
    kazakhstan = people.member_state("KZ")
    people.contact_point(kazakhstan, last_login=dt.datetime(2022, 5, 26, tzinfo=dt.UTC))
    client.force_login(people.officer())

    def order(sort: str) -> list[str]:
        response = client.get(reverse("members:state-list"), {"sort": sort})
        return [row["state"].code for row in response.context["rows"]]

    assert (order("-contacts"), order("contacts")) == (["KZ", "IN"], ["IN", "KZ"])
    assert (order("signed-in"), order("-signed-in")) == (["KZ", "IN"], ["KZ", "IN"])
    assert order("-state") == ["KZ", "IN"]


# own delegation


def test_a_delegate_sees_the_own_delegation_and_no_other(client):
    india, china = people.member_state("IN"), people.member_state("CN")
    people.contact_point(china, first_name="Wei", last_name="Zhang", email="cn.contact@example.org")
    people.contact_point(india, first_name="Asha", last_name="Zaveri")
    me = people.user(Role.READER, india, first_name="Dev", last_name="Rao")
    client.force_login(me)

    shown = page(client.get(reverse("members:delegation")))

    assert "the Republic of IN" in shown
    assert shown.index("Asha Zaveri") < shown.index(f'{me.key}/" dir="auto">Dev Rao</a>')
    assert "Writes comments and submits the State’s response." in shown
    assert "(you)" in shown
    assert "Wei" not in shown
    assert "cn.contact" not in shown


def held(client, address):
    """Return the acts that a page shows as not possible, each with why."""
    found = fromstring(client.get(address).content).xpath("//*[@class='held-act']")
    return [" ".join(one.text_content().split()) for one in found]


def test_acts_on_people_that_are_not_ones_own_say_whose_they_are(client):
    officer, signatory = people.officer(), people.signatory()
    contact = people.contact_point(people.member_state("KZ"))
    drafter = people.drafter(contact.member_state)
    of_signatory = reverse("members:person-detail", args=[signatory.key])
    of_contact = reverse("members:person-detail", args=[contact.key])

    client.force_login(officer)
    assert held(client, reverse("members:secretariat")) == [
        "Invite user An authorized signatory invites people to the Secretariat."
    ]
    assert held(client, of_signatory)[-1] == (
        "Change role An authorized signatory assigns the roles of the Secretariat and revokes access to it."
    )
    client.force_login(signatory)
    assert held(client, reverse("members:secretariat")) == held(client, of_signatory) == []
    client.force_login(drafter)
    assert held(client, reverse("members:delegation")) == [
        "Invite user The contact point invites people to your delegation."
    ]
    assert held(client, of_contact) == [
        "Change role The contact point of your delegation assigns roles and revokes access."
    ]
    client.force_login(contact)
    assert held(client, reverse("members:delegation")) == []


def test_a_changed_state_works_on_the_next_request(client):
    me = people.drafter(people.member_state("IN"))
    client.force_login(me)
    assert "the Republic of IN" in page(client.get(reverse("members:delegation")))

    User.objects.filter(pk=me.pk).update(member_state=people.member_state("CN"))

    shown = page(client.get(reverse("members:delegation")))
    assert "the Republic of CN" in shown
    assert "the Republic of IN" not in shown


def test_a_role_taken_away_works_on_the_next_request(client):
    me = people.officer()
    client.force_login(me)
    assert client.get(reverse("members:state-list")).status_code == 200

    User.objects.filter(pk=me.pk).update(role=Role.READER, member_state=people.member_state())

    assert client.get(reverse("members:state-list")).status_code == 403


def test_signed_in_pages_stay_in_no_cache(client):
    client.force_login(people.drafter())

    assert client.get(reverse("members:delegation")).headers["Cache-Control"] == "no-store"


def test_people_are_found_by_a_part_of_a_name_or_state_in_whatever_case(client):
    person = people.contact_point(first_name="Айгүл", last_name="Әбенова", email="a.abenova@example.org")
    client.force_login(people.officer())
    for typed in ("әбен", "АЙГҮЛ ӘБЕНОВА", "государство kz", "ABENOVA@", "айгүл KZ"):
        found = client.get(reverse("members:state-list"), {"q": typed}).context["found"]
        assert person in [row.person for row in found], typed
    for typed in ("әбенов.", "a_abenova", "иванова", "айгүл TR"):
        assert client.get(reverse("members:state-list"), {"q": typed}).context["found"] == [], typed


def test_the_page_of_a_person_offers_roles_only_where_one_can_be_given(client):
    client.force_login(people.signatory())
    for person, has_form in (
        (people.drafter(), True),
        (people.officer(), True),
        (people.coordinator(), False),
    ):
        page = client.get(reverse("members:person-detail", args=[person.key])).content.decode()
        assert ('name="role"' in page) == has_form, person.role


def test_people_are_found_by_a_former_name_of_their_state(client, monkeypatch):
    former = {"code": "KZ", "until": "2022-01-01", "names": {f"name_{code}": "Заря" for code in LANGUAGES}}
    monkeypatch.setattr(organization, "part_or", lambda name, default: [former])
    named = people.drafter(people.member_state("KZ"))
    other = people.drafter(people.member_state("TR"))
    client.force_login(people.officer())
    page = client.get(reverse("members:state-list"), {"q": "заря"}).content.decode()
    assert named.email in page and other.email not in page


def test_who_may_not_invite_to_the_secretariat_is_asked_for_a_member_state(client):
    people.member_state("KZ")
    client.force_login(people.officer())
    url = reverse("members:invitation-create")
    field = fromstring(client.get(url).content).xpath("//div[@id='div_id_state']")[0]
    assert " ".join(field.xpath("string(label)").split()) == "Member State*"

    sent = {"address": "new@example.org", "role": "drafter", "language": "en", "state": ""}
    answer = client.post(url, sent)
    assert "state" in answer.context["form"].errors and 'value="new@example.org"' in page(answer)


@pytest.mark.parametrize(
    ("by", "named"),
    [
        (people.contact_point, set()),
        (people.officer, {"Coordinator"}),
        (people.signatory, {"Coordinator", "Secretariat officer", "Authorized signatory"}),
    ],
)
def test_who_invites_reads_what_each_role_that_is_offered_may_do(client, by, named):
    client.force_login(by())
    shown = fromstring(client.get(reverse("members:invitation-create")).content)
    explained = {" ".join(one.text_content().split()) for one in shown.xpath("//dl/dt")}
    assert explained >= named
    offered = {one.text_content().strip() for one in shown.xpath("//select[@name='role']/option[@value!='']")}
    assert offered <= explained
