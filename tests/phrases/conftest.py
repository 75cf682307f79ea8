import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

from cica_portal import clock
from phrases import corrections, live
from phrases.catalogue import Phrase, phrases
from phrases.enums import Kind
from tests.factories import members


@pytest.fixture(autouse=True)
def own_words():
    """Let no correction of one test hold in another."""
    live.forget()
    yield
    live.forget()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return what does the rest of an act once its transaction is committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def phrase(message: str, context: str | None = None) -> Phrase:
    """Return the text with these English words, of this context or of any."""
    return next(
        one for one in phrases().values() if one.message == message and context in {None, one.context}
    )


def said(about: Phrase, language: str) -> str:
    """Return how a page says the text today."""
    with translation.override(language):
        return pgettext(about.context, about.message) if about.context else gettext(about.message)


def mail(name: str) -> Phrase:
    found = phrase(name)
    assert found.kind == Kind.MAIL
    return found


def propose(about: Phrase, *forms: str, language: str = "ru", by=None, seen=None, reason="Clearer"):
    """Propose a wording of a text that has no correction yet."""
    return corrections.propose(
        about,
        language,
        forms,
        seen=seen or corrections.fingerprint(about.texts[language]),
        reason=reason,
        by=by or members.officer(),
        at=clock.now(),
    )


def approve(correction, by=None) -> None:
    corrections.approve(correction, by=by or members.signatory(), at=clock.now())
