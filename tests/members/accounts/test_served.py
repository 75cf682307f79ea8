"""A form belongs to the account and the State it was served to, and is refused under any other."""

import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, RequestContext, Template
from django.test import Client
from django.urls import reverse

from members.accounts import served
from members.enums import Role
from members.models import User
from tests.clients import PortalClient
from tests.factories import members as people

LANGUAGE = reverse("members:language-set")


@pytest.fixture
def kz(db) -> User:
    return people.contact_point(people.member_state("KZ"), language="en")


@pytest.fixture
def tj(db) -> User:
    return people.contact_point(people.member_state("TJ"), language="en")


def sent_by(user: User, mark: str | None, **fields: str):
    """Send a form that was served under `mark`, with a token that is good, in the session of `user`."""
    client = Client()
    client.force_login(user)
    return client.post(
        LANGUAGE, {"language": "kk"} | ({served.FIELD: mark} if mark is not None else {}) | fields
    )


def language_of(user: User) -> str:
    return User.objects.get(pk=user.pk).language


def test_a_form_is_taken_from_whom_it_was_served_to(kz):
    assert sent_by(kz, served.mark(kz)).status_code == 302
    assert language_of(kz) == "kk"


@pytest.mark.parametrize("name", ["another", "none", "empty", "forged", "cut"])
def test_a_form_of_anybody_else_is_refused_and_what_was_typed_is_shown(kz, tj, name):
    own = served.mark(kz)
    marks = {"another": served.mark(tj), "none": None, "empty": "", "forged": f"{kz.key}/:x", "cut": own[:-1]}

    answer = sent_by(kz, marks[name], remark="Our <b>position</b>\nin two lines", type="substantive")
    shown = answer.content.decode()

    assert answer.status_code == 409
    assert language_of(kz) == "en"
    assert "This form was opened under another account" in shown
    assert 'data-page="failed"' in shown
    assert re.findall(r'<div class="user-text"[^>]*>(.*?)</div>', shown, re.S) == [
        "Our &lt;b&gt;position&lt;/b&gt;\nin two lines"
    ]


def test_a_form_served_before_the_person_was_moved_is_refused(kz):
    before = served.mark(kz)
    User.objects.filter(pk=kz.pk).update(member_state=people.member_state("CN"))

    assert sent_by(kz, before).status_code == 409
    assert language_of(kz) == "en"


def test_colleagues_are_two_accounts(kz):
    colleague = people.user(Role.DEPUTY, kz.member_state, language="en")

    assert sent_by(colleague, served.mark(kz)).status_code == 409
    assert language_of(colleague) == "en"


def test_a_password_is_never_shown(kz, tj):
    answer = sent_by(kz, served.mark(tj), password1="Correct Horse Battery", remark="Our remark")

    assert "Correct Horse" not in answer.content.decode()
    assert "Our remark" in answer.content.decode()


def test_what_a_script_sends_carries_the_mark_of_its_page(kz, tj):
    client = Client()
    client.force_login(kz)
    own, others = served.mark(kz), served.mark(tj)

    def send(page: str, form: str | None = None) -> int:
        fields = {"language": "kk"} | ({served.FIELD: form} if form else {})
        headers = {"HX-Request": "true", served.HEADER: page}
        return client.post(LANGUAGE, fields, headers=headers).status_code

    assert [send(others), send(others, own), send(own, others)] == [409, 409, 409]
    assert language_of(kz) == "en"
    assert [send(own), send(own, own)] == [302, 302]


def test_the_script_is_told_that_it_is_no_lost_line_and_keeps_the_form(kz, tj):
    client = Client()
    client.force_login(kz)
    headers = {"HX-Request": "true", served.HEADER: served.mark(tj)}
    answer = client.post(LANGUAGE, {"language": "kk"}, headers=headers)

    assert (answer.status_code, answer.content) == (409, b"")
    assert answer.headers["HX-Reswap"] == "none"
    assert json.loads(answer.headers["HX-Trigger"]) == {"portal:another-account": {}}


def test_no_piece_of_a_page_comes_into_the_page_of_another(kz, tj):
    client = PortalClient()
    client.force_login(kz)

    def read(**headers: str) -> int:
        return client.get(reverse("members:delegation"), headers=headers).status_code

    assert read() == 200
    assert read(**{served.HEADER: served.mark(kz)}) == 200
    assert read(**{"HX-Request": "true", served.HEADER: served.mark(tj)}) == 409


def test_the_token_of_a_form_brings_the_mark_even_into_a_piece_of_its_own(rf, kz):
    request = rf.get("/")
    request.user = kz
    form = Template("{% csrf_token %}")
    outer = Template("{% include form with csrf_token=csrf_token only %}")
    written = form.render(RequestContext(request))

    field = f'<input type="hidden" name="served_to" value="{served.mark(kz)}">'
    assert written.count(field) == 1
    assert written.count('name="csrfmiddlewaretoken"') == 1
    assert outer.render(RequestContext(request, {"form": form})).count(field) == 1


def test_nobody_is_served_without_a_mark(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    assert "served_to" not in Template("{% csrf_token %}").render(RequestContext(request))
    assert "served_to" not in Template("{% csrf_token %}").render(Context({"csrf_token": "secret"}))
