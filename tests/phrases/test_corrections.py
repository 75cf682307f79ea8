"""A wording is proposed by one, approved by another, holds at once everywhere, and can be withdrawn."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from cica_portal import clock
from cica_portal.errors import AlreadyMoved, NotAllowed, StaleVersion
from cica_portal.messages import overlay
from cica_portal.spaces import ordinary
from dashboard import sweeps
from members.models import AuditEntry
from phrases import corrections
from phrases.corrections import Unfit
from phrases.enums import Kind, Standing, Status
from phrases.models import Correction
from phrases.texts import live, mails
from phrases.texts.catalogue import Phrase, phrases
from phrases.texts.placeholders import names
from tests.factories import members
from tests.phrases.conftest import approve, mail, phrase, propose, said
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_a_proposal_waits_and_changes_nothing():
    made = propose(phrase("Sign in"), "Вход")
    assert (made.status, made.replaces, made.forms) == (Status.PROPOSED, ["Войти"], ["Вход"])
    live.refresh()
    assert said(phrase("Sign in"), "ru") == "Войти"
    entry = AuditEntry.objects.get(action="correction.propose")
    assert (entry.before, entry.after["forms"]) == ({"forms": ["Войти"]}, ["Вход"])


def test_an_approved_wording_holds_at_once_in_its_language_alone(committed):
    lazy = pgettext_lazy(phrase("Sign in").context, "Sign in")
    with committed():
        approve(propose(phrase("Sign in"), "Вход"))
    assert (said(phrase("Sign in"), "ru"), said(phrase("Sign in"), "kk")) == ("Вход", "Кіру")
    with translation.override("ru"):
        assert str(lazy) == "Вход"
    assert AuditEntry.objects.filter(action="correction.approve").count() == 1


def test_english_can_be_corrected_too(committed):
    with committed():
        approve(propose(phrase("Sign in"), "Log in", language="en"))
    assert (said(phrase("Sign in"), "en"), said(phrase("Sign in"), "ru")) == ("Log in", "Войти")


def test_plural_forms_and_contexts_are_corrected(committed):
    counted = next(
        one
        for one in phrases().values()
        if one.plural and not one.context and len(one.texts["ru"]) == 4 and names(one.plural) == ["number"]
    )
    forms = [f"%(number)s п{place}" for place in range(4)]
    status = phrase("issued", "note")
    with committed():
        approve(propose(counted, *forms))
        approve(propose(status, "направлена"))
    with translation.override("ru"):
        found = [ngettext(counted.message, counted.plural, number) for number in (1, 2, 5, 21)]
        assert found == [forms[0], forms[1], forms[2], forms[0]]
        assert (pgettext("note", "issued"), gettext("issued")) != ("направлена", "направлена")
        assert pgettext("note", "issued") == "направлена"


def test_another_process_reads_the_corrections_once_and_asks_nothing_while_nothing_changes(
    committed, django_assert_num_queries
):
    with committed():
        approve(propose(phrase("Sign in"), "Вход"))
    # What another process knows: the words it was started with.
    overlay.put({}, "")
    live._seen = None
    with django_assert_num_queries(1):
        live.refresh()
    assert said(phrase("Sign in"), "ru") == "Вход"
    with django_assert_num_queries(0):
        live.refresh()


def test_a_lost_mark_is_written_anew_by_the_sweep(committed, settings):
    settings.REDIS_URL = ""
    with committed():
        approve(propose(phrase("Sign in"), "Вход"))
    live._file().unlink()
    assert list(sweeps.keep_wording(clock.now())) == ["mark of the corrected texts written anew"]
    assert list(sweeps.keep_wording(clock.now())) == []


def test_what_is_kept_of_rendered_words_is_forgotten(committed):
    forgotten = []
    overlay.on_change(lambda: forgotten.append(overlay.edition()))
    with committed():
        approve(propose(phrase("Sign in"), "Вход"))
    overlay._forget.pop()
    assert forgotten == [overlay.edition()] != [""]


def test_a_mail_is_corrected_with_its_values(committed):
    found = mail("notes/email/note.subject.txt")
    own = found.texts["ru"][0]
    before = mails.render(found.message, "ru", {"number": "NCT/ICT/1", "kind": "<вид>"})
    with committed():
        approve(propose(found, own.replace("нота №", "вербальная нота №")))
    after = mails.render(found.message, "ru", {"number": "NCT/ICT/1", "kind": "<вид>"})
    before, after = ordinary(before).split(), ordinary(after).split()
    assert after == " ".join(before).replace("нота №", "вербальная нота №").split() != before
    assert "<вид>" in after


@pytest.mark.good_path
def test_nobody_decides_on_the_own_proposal_nor_without_being_a_signatory():
    signatory, officer = members.signatory(), members.officer()
    made = propose(phrase("Sign in"), "Вход", by=signatory)
    for person in (signatory, officer):
        with pytest.raises(NotAllowed):
            corrections.approve(made, by=person, at=clock.now())
        with pytest.raises(NotAllowed):
            corrections.refuse(made, reason="No", by=person, at=clock.now())
    with pytest.raises(NotAllowed):
        propose(phrase("Sign in"), "Вход", language="kk", by=members.contact_point())


@pytest.mark.both_databases
def test_a_proposal_is_refused_with_a_reason():
    made = propose(phrase("Sign in"), "Вход")
    with refused("phrases.reason_missing"):
        corrections.refuse(made, reason=" ", by=members.signatory(), at=clock.now())
    corrections.refuse(made, reason="A button is a verb", by=members.signatory(), at=clock.now())
    assert (made.status, made.decision) == (Status.REFUSED, "A button is a verb")
    with pytest.raises(AlreadyMoved):
        approve(made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(decision="Other")


def test_a_correction_is_withdrawn_and_the_own_text_holds_again(committed):
    made = propose(phrase("Sign in"), "Вход")
    with committed():
        approve(made)
    officer = members.officer()
    with pytest.raises(NotAllowed):
        corrections.withdraw(made, reason="No", by=officer, at=clock.now())
    with committed():
        corrections.withdraw(made, reason="Not needed", by=members.signatory(), at=clock.now())
    assert said(phrase("Sign in"), "ru") == "Войти"
    assert made.status == Status.WITHDRAWN


def test_the_writer_takes_back_the_own_proposal():
    officer = members.officer()
    made = propose(phrase("Sign in"), "Вход", by=officer)
    corrections.withdraw(made, reason="Mistake", by=officer, at=clock.now())
    assert made.status == Status.WITHDRAWN


def test_a_later_correction_supersedes_the_earlier(committed):
    first = propose(phrase("Sign in"), "Вход")
    with committed():
        approve(first)
    second = propose(phrase("Sign in"), "Войдите", seen=corrections.fingerprint(["Вход"]))
    with committed():
        approve(second)
    first.refresh_from_db()
    assert (first.status, second.status) == (Status.SUPERSEDED, Status.IN_USE)
    assert said(phrase("Sign in"), "ru") == "Войдите"


def test_what_cannot_be_proposed_is_refused():
    about = phrase("Sign in")
    with refused("phrases.nothing_changed"):
        propose(about, "Войти")
    with pytest.raises(Unfit):
        propose(about, "<b>Вход</b>")
    with refused("phrases.reason_missing"):
        propose(about, "Вход", reason="")
    with pytest.raises(StaleVersion):
        propose(about, "Вход", seen="other")
    propose(about, "Вход")
    with refused("phrases.already_proposed"):
        propose(about, "Войдите")


def test_a_correction_outlives_an_upgrade_and_says_how_it_stands(committed):
    about = phrase("Sign in")
    made = propose(about, "Вход")
    with committed():
        approve(made)
    upgraded = {"en": ("Sign in",), "ru": ("Войдите",), "kk": ("Кіру",)}
    later = Phrase(Kind.MESSAGE, about.context, "Sign in", "", upgraded)
    taken = Phrase(Kind.MESSAGE, about.context, "Sign in", "", upgraded | {"ru": ("Вход",)})
    fuller = Phrase(Kind.MESSAGE, "", "Sign in as %(name)s", "", upgraded)
    assert [corrections.standing(made, one) for one in (about, later, taken, fuller, None)] == [
        Standing.HOLDS,
        Standing.CHANGED,
        Standing.TAKEN_OVER,
        Standing.MISFIT,
        Standing.GONE,
    ]


def test_a_correction_of_a_text_that_is_gone_does_no_harm(committed, monkeypatch):
    made = propose(phrase("Sign in"), "Вход")
    monkeypatch.setattr(corrections, "phrases", dict)
    with refused("phrases.phrase_gone"):
        approve(made)
    monkeypatch.undo()
    with committed():
        approve(made)
    monkeypatch.setattr(live, "phrases", dict)
    live._load()
    assert said(phrase("Sign in"), "ru") == "Войти"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_signatories_one_decides():
    made = propose(phrase("Sign in"), "Вход")
    same = Correction.objects.get(pk=made.pk)
    approve(made)
    with pytest.raises(AlreadyMoved):
        corrections.refuse(same, reason="No", by=members.signatory(), at=clock.now() + dt.timedelta(1))
    assert said(phrase("Sign in"), "ru") == "Вход"


def test_hosts_that_share_a_redis_and_no_folder_tell_each_other(committed, settings, tmp_path):
    settings.REDIS_URL, settings.MEDIA_ROOT = "redis://shared", tmp_path / "one"
    with committed():
        approve(propose(phrase("Sign in"), "Вход"))
    with translation.override("ru"):
        assert pgettext(phrase("Sign in").context, "Sign in") == "Вход"
        # Another host: it has read nothing yet, and its folder is another one.
        overlay.put({}, "")
        live._seen, settings.MEDIA_ROOT = None, tmp_path / "other"
        live.refresh()
        assert pgettext(phrase("Sign in").context, "Sign in") == "Вход"
    assert not list(tmp_path.iterdir())
    # A Redis that lost the word: what holds goes on, and the sweep writes the word anew.
    cache.delete(live.SHARED)
    live.refresh()
    assert overlay.edition() != ""
    assert live.keep() and not live.keep()
