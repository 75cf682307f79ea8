import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.procedure import consultations, outcomes
from comments.procedure.deadlines import grants
from members.mailing import personal
from members.models import PersonalMail, User
from notes import alerts
from tests.factories import comments, notes

pytestmark = pytest.mark.django_db

EARLY = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)
AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)


@pytest.fixture
def staff(consultation, officer, signatory):
    """The officer reads Russian, the signatory Kazakh; nobody else of the Secretariat has an address."""
    User.objects.filter(member_state=None).update(email="")
    for user, language in ((officer, "ru"), (signatory, "kk")):
        user.email, user.language = f"{user.username}@example.org", language
        user.save()
    return officer, signatory


def sent(at):
    """Write and send what is due, and return subject and body by address."""
    mail.outbox.clear()
    alerts.write_due(at)
    personal.deliver_due(at)
    return {message.to[0]: (message.subject, message.body) for message in mail.outbox}


def test_a_broken_silence_is_told_to_all_of_the_secretariat_once(consultation, people, staff, set_clock):
    set_clock(EARLY)
    comments.answer(consultation, people["TR"], Position.NO_OBJECTION)
    assert sent(EARLY) == {}
    comments.answer(consultation, people["RU"], Position.COMMENTS, remark="What nobody should read in a mail")
    letters = sent(EARLY)
    assert {address: subject for address, (subject, _body) in letters.items()} == {
        "officer@example.org": "Консультации NCT/ICT/689: поступили комментарии",
        "signatory@example.org": "NCT/ICT/689 консультациясы: ескертпелер келіп түсті",
    }
    for _subject, body in letters.values():
        assert reverse("comments:consultation-board", args=[consultation.pk]) in body
        assert "What nobody should read" not in body and people["RU"].member_state.name not in body
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    assert sent(EARLY) == {}
    assert PersonalMail.objects.filter(kind="alert_silence_broken").count() == 2


def test_a_silence_broken_under_a_grant_is_told_to_the_signatories(consultation, people, staff, set_clock):
    _officer, signatory = staff
    consultations.close(consultation, at=set_clock(AFTER))
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)
    until = AFTER + dt.timedelta(days=1)
    grants.give(consultation, people["KZ"].member_state, until=until, reason="Why", by=signatory, at=AFTER)
    assert list(sent(AFTER)) == ["kz@example.org"]  # its delegation, of the additional time
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    assert list(sent(AFTER)) == ["signatory@example.org"]
    assert sent(AFTER) == {}


def test_who_left_the_secretariat_gets_no_alert(consultation, people, staff, set_clock):
    set_clock(EARLY)
    comments.answer(consultation, people["RU"], Position.COMMENTS)
    alerts.write_due(EARLY)
    officer, _signatory = staff
    officer.is_active = False
    officer.save()
    personal.deliver_due(EARLY)
    assert [message.to[0] for message in mail.outbox] == ["signatory@example.org"]


def test_the_start_page_says_at_once_that_a_silence_is_broken(consultation, people, staff, set_clock, client):
    set_clock(EARLY)
    sentence = "Ответили: 1 из 3 государств-членов · 1 комментарий"
    assert sentence not in ordinary(client.signed_in(staff[0]).get("/").content.decode())
    comments.answer(consultation, people["RU"], Position.COMMENTS)
    assert sentence in ordinary(client.get("/").content.decode())


def test_the_start_page_leads_the_signatory_to_an_outcome(consultation, staff, set_clock, client):
    consultations.close(consultation, at=set_clock(AFTER))
    url = reverse("comments:consultation-outcome", args=[consultation.pk])
    pages = {}
    for user in staff:
        pages[user] = client.signed_in(user).get("/").content.decode()
    assert [url in pages[user] for user in staff] == [False, True]
    outcomes.confirm(consultation, outcome="silence", by=staff[1], at=AFTER)
    assert url not in client.signed_in(staff[1]).get("/").content.decode()


def test_who_cannot_confirm_an_outcome_is_led_to_the_consultation(consultation, staff, set_clock, client):
    consultations.close(consultation, at=set_clock(AFTER))
    board, outcome = (
        f'href="{reverse(name, args=[consultation.pk])}">Confirm the outcome of 1 consultation</a>'
        for name in ("comments:consultation-board", "comments:consultation-outcome")
    )
    User.objects.filter(pk__in=[user.pk for user in staff]).update(language="en")
    found = []
    for user in staff:
        page = client.signed_in(user).page("dashboard:open-points")
        found.append((board in page, outcome in page))
    assert found == [(True, False), (False, True)]
