import datetime as dt

import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

from cica_portal import clock
from members.models import User
from phrases import corrections, own
from phrases.enums import Kind
from phrases.house import HOUSE
from phrases.models import Correction
from phrases.texts import live
from phrases.texts.catalogue import Phrase, phrases
from tests.factories import members, notes


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


@pytest.fixture
def people() -> tuple[User, User]:
    return members.officer(language="en"), members.signatory(language="en")


@pytest.fixture
def change(people, committed):
    """Return what proposes other texts of a sheet and has them approved."""

    def changed(name: str, at: dt.datetime = notes.AT, **texts: str) -> Correction:
        officer, signatory = people
        present = HOUSE.texts(name)
        with committed():
            made = corrections.propose_own(
                HOUSE,
                name,
                present | texts,
                seen=own.fingerprint(present),
                reason="Decided",
                by=officer,
                at=at,
            )
            corrections.approve(made, by=signatory, at=at)
        return made

    return changed
