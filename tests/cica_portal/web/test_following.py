import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from cica_portal.spaces import ordinary
from cica_portal.web import following
from cica_portal.web.following import Step


def _shown(*steps: Step, done: str = "Note issued.", language: str = "en") -> str:
    """Return what the page after an act shows of it, as kept in a session between the two."""
    request = RequestFactory().get("/")
    request.session = {}
    with override(language):
        request._messages = FallbackStorage(request)
        following.say(request, done, steps)
        return render_to_string("components/_messages_list.html", {"messages": get_messages(request)})


@pytest.mark.parametrize(
    ("language", "words"), [("en", "What follows:"), ("ru", "Что дальше:"), ("kk", "Бұдан кейін:")]
)
def test_the_page_after_an_act_says_what_happened_what_follows_and_where(language, words):
    page = _shown(Step("28 States respond.", "/board/", "The board"), language=language)
    assert words in ordinary(page) and "Note issued." in page
    assert '28 States respond. <a href="/board/">The board</a>' in page


def test_an_act_that_asks_for_nothing_more_says_only_that_it_is_done():
    page = _shown()
    assert '<li class="alert alert-success">Note issued.</li>' in page and "What follows" not in page


def test_what_people_wrote_is_shown_as_text():
    page = _shown(Step("<b>x</b>", "/a/", "<i>y</i>"), done="<u>z</u>")
    assert "&lt;b&gt;x" in page and "&lt;i&gt;y" in page and "&lt;u&gt;z" in page
