"""Pages of what went wrong are valid HTML, in every language, for whoever meets them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cica_portal.languages import LANGUAGES
from tests.browser.validity import faults
from tests.factories import members

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FAILED = sorted(one.name for one in TEMPLATES.iterdir() if re.match(r"\d{3}\D", one.name))
# Where the reader's language is not known.
IN_ALL_LANGUAGES = {"503.html", "507.html"}
CONTEXT = {
    "reference": "0A1B2C3D",
    "typed": ["What was <typed>"],
    "had_files": True,
    "method": "POST",
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "is_signed_in"),
    # A form is another account's only to somebody who is signed in.
    [(name, known) for name in FAILED for known in (True, False) if known or not name.startswith("409")],
)
def test_page_of_a_failure_is_valid_html_in_the_language_of_the_reader(client, name, is_signed_in, language):
    if is_signed_in:
        client.force_login(members.signatory())
    request = client.get("/help/", follow=True).wsgi_request
    with translation.override(language):
        given = CONTEXT | ({"portal_languages": LANGUAGES} if name in IN_ALL_LANGUAGES else {})
        page = render_to_string(name, given, request)

    assert faults(page.encode()) == []
    assert f'<html lang="{language}"' in page


def test_the_pages_of_failures_are_those_that_answers_name():
    assert {name.partition(".")[0][:3] for name in FAILED} >= {
        "400",
        "403",
        "404",
        "429",
        "500",
        "503",
        "507",
    }
