"""The page of the search, the box in the top bar and its suggestions."""

import re
import uuid
from html import unescape

import pytest
from django.urls import reverse

from comments.enums import Position
from comments.writing import responses
from tests.factories import comments, members

pytestmark = pytest.mark.django_db

URL = "/search/"


def of(code, **fields):
    return members.contact_point(members.member_state(code), **fields)


def test_page_shows_what_is_found_and_leads_to_it(client, consultation):
    page = client.signed_in(of("KZ", language="en")).get(URL, {"q": "networks"}).content.decode()
    key = consultation.revision.blocks.last().key
    assert "Texts of plans" in page and "<mark>networks</mark>" in page
    address = f"{reverse('comments:consultation-detail', args=[consultation.pk])}?language=en#b-{key}"
    assert address in unescape(page)
    assert f'id="b-{key}"' in client.get(address).content.decode()
    page = client.signed_in(of("KW", language="en")).get(URL, {"q": "networks"}).content.decode()
    assert "No results" in page and "<mark>" not in page


def test_page_without_words_asks_for_them(client, now):
    client.force_login(of("KZ"))
    for query in ("", "?q=", "?q=%3F", "?q=a", "?kind=nothing&language=xx&q=" + "%3F" * 300, "?q=a%00b"):
        response = client.get(URL + query)
        assert response.status_code == 200 and "in all its grammatical forms" in response.content.decode()


def test_what_people_wrote_is_shown_as_text(client, consultation):
    kz = of("KZ")
    comments.draft(consultation, kz, remark="<script>networks</script> & <b>more</b>")
    page = client.signed_in(kz).get(URL, {"q": "networks <i>"}).content.decode()
    assert "&lt;script&gt;<mark>networks</mark>" in client.get(URL, {"q": "networks"}).content.decode()
    assert "<i>" not in page and "networks &lt;i&gt;" in page


def test_comment_found_is_on_the_page_that_it_leads_to(client, consultation):
    kz = of("KZ")
    comments.draft(consultation, kz, remark="A glossary")
    client.force_login(kz)

    def leads_to():
        page = client.get(URL, {"q": "glossary"}).content.decode()
        return re.search(r'class="item-title" href="([^"#]+)#([^"]+)"', unescape(page)).groups()

    for filed in (False, True):
        if filed:
            responses.submit(consultation, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
        url, anchor = leads_to()
        assert f'id="{anchor}"' in client.get(url).content.decode()
    client.force_login(members.officer())
    url, anchor = leads_to()
    assert anchor.startswith("c-KZ-1-") and f'id="{anchor}"' in client.get(url).content.decode()


def test_one_kind_alone_shows_more_of_it(client, now):
    revision = comments.revision(blocks=8)
    comments.consultation(states=("KZ",), revision=revision)
    few = client.signed_in(of("KZ")).get(URL, {"q": "paragraph"}).content.decode()
    assert few.count('class="item-title"') == 5 and "Show all 8" in few
    all_of_them = client.get(URL, {"q": "paragraph", "kind": "plans"}).content.decode()
    assert all_of_them.count('class="item-title"') == 8
    other = client.get(URL, {"q": "paragraph", "kind": "notes"}).content.decode()
    assert other.count('class="item-title"') == 0 and "No results of this kind." in other


def test_of_more_letters_than_are_looked_for_the_first_are(client, consultation):
    page = client.signed_in(members.officer(language="en")).get(URL, {"q": "networks " + "and states " * 40})
    assert page.context["typed"].startswith("networks and states") and len(page.context["typed"]) == 200
    assert page.context["is_found"]


def test_suggestions_are_of_what_the_person_may_see(client, consultation):
    title = consultation.revision.titles["en"]
    for user, expected in ((of("KZ"), True), (members.officer(), True), (of("KW"), False)):
        page = client.signed_in(user).get(URL + "suggestions/", {"q": title[:5].upper()}).content.decode()
        assert (f'<option value="{title}">' in page) is expected
    assert client.signed_in(of("KZ")).get(URL + "suggestions/", {"q": "t"}).content.decode().strip() == ""


def test_top_bar_leads_to_the_search(client, now):
    page = client.signed_in(of("KZ", language="kk")).get("/").content.decode()
    assert f'href="{URL}"' in page and "Іздеу" in page
    client.logout()
    assert client.get(URL).status_code == 302
