"""Addresses in templates are those of Django, and made once."""

import uuid

import pytest
from django.template import Context, Template
from django.template.context import RequestContext
from django.test import RequestFactory
from django.urls import NoReverseMatch, path, reverse, set_script_prefix

from cica_portal.templatetags import addresses

KEY = uuid.UUID(int=1)
urlpatterns = [path("elsewhere/", lambda request: None, name="home")]


def shown(source: str, **values) -> str:
    return Template(source).render(Context(values))


@pytest.fixture(autouse=True)
def nothing_made():
    addresses._address.cache_clear()


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("{% url 'home' %}", "/"),
        ("{% url 'comments:consultation-detail' one %}", "/consultations/1/"),
        ("{% url 'comments:draft-edit' key %}", reverse("comments:draft-edit", args=[KEY])),
        ("{% url 'comments:consultation-detail' pk=one %}", "/consultations/1/"),
        ("{% url 'comments:consultation-detail' one as here %}[{{ here }}]", "[/consultations/1/]"),
        ("{% url 'comments:consultation-detail' 'x' as here %}[{{ here }}]", "[]"),
    ],
)
def test_an_address_is_what_it_names_each_time(source, address):
    assert [shown(source, one=1, key=KEY) for _ in range(2)] == [address, address]


def test_each_key_has_its_own():
    source = "{% url 'comments:consultation-detail' one %}"
    assert [shown(source, one=one) for one in (1, "2", 1)] == [
        "/consultations/1/",
        "/consultations/2/",
        "/consultations/1/",
    ]
    assert addresses._address.cache_info().misses == 2


def test_a_name_that_leads_nowhere_fails_as_ever():
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            shown("{% url 'comments:consultation-detail' 'x' %}")


def test_what_stands_before_all_addresses_and_other_patterns_are_heeded(settings):
    assert shown("{% url 'home' %}") == "/"
    settings.ROOT_URLCONF = __name__
    assert shown("{% url 'home' %}") == "/elsewhere/"
    try:
        set_script_prefix("/portal/")
        assert shown("{% url 'home' %}") == "/portal/elsewhere/"
    finally:
        set_script_prefix("/")


def test_an_address_is_escaped_where_the_page_is():
    source = "{% url 'comments:receipt-detail' 'NCT/1&2' %}"
    assert "&amp;" in shown(source)
    assert "&amp;" not in Template("{% autoescape off %}" + source + "{% endautoescape %}").render(Context())


def test_the_application_of_the_page_goes_first(rf: RequestFactory):
    request = rf.get("/")
    assert addresses._app(RequestContext(request)) is None
    request.resolver_match = type("Match", (), {"namespace": "comments"})()
    assert addresses._app(RequestContext(request)) == "comments"
    request.current_app = "other"
    assert addresses._app(RequestContext(request)) == "other"
