"""A delegation is told in the act itself: time granted, replies sent, a message about its comment."""

import datetime as dt

import pytest

from comments.answering import dialogue
from comments.procedure import outcomes, telling
from comments.procedure.deadlines import grants, time_requests
from members.mailing import letters
from members.models import PersonalMail, User
from plans.life import papers
from tests.factories import comments, notes, packages
from tests.notes.conftest import media, officer, people, signatory

__all__ = ["media", "officer", "people", "signatory"]

pytestmark = pytest.mark.django_db

LATER = packages.CLOSED + dt.timedelta(hours=1)
UNTIL = packages.CLOSED + dt.timedelta(days=5)


@pytest.fixture
def closed(people, set_clock):
    """A closed consultation in which KZ commented and TR had no objection."""
    return packages.commented(people, set_clock)


def mails(kind):
    return PersonalMail.objects.filter(kind=kind).order_by("address")


def read(mail, at=LATER):
    letter = letters.compose(mail, at)
    return letter and f"{letter}"


def test_additional_time_is_told_to_that_state_alone_and_not_once_its_plan_ended(closed, people, signatory):
    state = people["RU"].member_state
    grants.give(closed, state, until=UNTIL, reason="A holiday", by=signatory, at=packages.CLOSED)

    (mail,) = mails(telling.Kind.TIME_GRANTED)
    assert mail.recipient == people["RU"]
    said = read(mail)
    assert "NCT/ICT/689" in said and "дополнительный срок" in said and "A holiday" not in said

    papers.withdraw(closed.revision.paper, reason="Another text", by=signatory, at=LATER)
    assert read(mails(telling.Kind.TIME_GRANTED).get()) is None


def test_of_a_grant_that_ended_or_was_prolonged_nothing_is_sent(closed, people, signatory):
    state = people["RU"].member_state
    given = {"reason": "A holiday", "by": signatory, "at": packages.CLOSED}
    grants.give(closed, state, until=UNTIL, **given)
    grants.give(closed, state, until=UNTIL + dt.timedelta(days=1), **given)

    first, second = mails(telling.Kind.TIME_GRANTED).order_by("pk")
    assert read(first) is None and read(second) is not None
    assert read(second, at=UNTIL + dt.timedelta(days=2)) is None


def test_what_a_state_is_told_is_not_sent_to_who_acts_for_another_one_by_then(closed, people, signatory):
    request = comments.time_request(closed, people["RU"], wished_on=UNTIL.date(), at=LATER)
    time_requests.refuse(request, reason="It cannot wait", by=signatory, at=LATER)
    mail = mails(telling.Kind.TIME_REFUSED).get()
    assert read(mail) is not None
    User.objects.filter(pk=people["RU"].pk).update(member_state=people["TR"].member_state)
    assert read(PersonalMail.objects.get(pk=mail.pk)) is None


def test_replies_are_told_to_the_states_that_commented(closed, people, officer, signatory):
    packages.refuse(closed, people["KZ"], officer=officer, signatory=signatory)
    packages.maintain(closed, people["KZ"])

    (mail,) = mails(telling.Kind.REPLIES_SENT)
    assert mail.recipient == people["KZ"]
    said = read(mail)
    assert f"/consultations/{closed.pk}/ours/" in said and "Catalogue" not in said


def test_a_message_to_a_state_rings_its_bell_and_one_from_it_does_not(closed, people, officer):
    comment = closed.responses.get(member_state=people["KZ"].member_state).comments.get()
    dialogue.clarify(comment, text="Why?", language="en", by=people["KZ"], at=LATER)
    assert not mails(telling.Kind.QUESTION_ASKED).exists()

    dialogue.clarify(comment, text="Which line?", language="en", by=officer, at=LATER)
    (mail,) = mails(telling.Kind.QUESTION_ASKED)
    assert mail.recipient == people["KZ"] and "Which line?" not in read(mail)
    assert mail.written_at > notes.AT


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "needing no reply"), ("ru", "ответ не требуется"), ("kk", "жауап қажет емес")],
)
def test_who_asked_is_told_that_no_reply_is_needed(closed, people, officer, language, words):
    comment = closed.responses.get(member_state=people["KZ"].member_state).comments.get()
    officer.language = people["KZ"].language = language
    for one in (officer, people["KZ"]):
        one.save(update_fields=["language"])
    for asks, asked in ((people["KZ"], officer), (officer, people["KZ"])):
        message = dialogue.clarify(comment, text="Which line?", language="en", by=asks, at=LATER)
        dialogue.settle(message, by=asked, at=LATER)

        mail = mails(telling.Kind.QUESTION_SETTLED).order_by("pk").last()
        said = read(mail).replace("\u00a0", " ")
        assert mail.recipient == asks and words in said and "Which line?" not in said
        assert str(comment.pk) in said
    assert mails(telling.Kind.QUESTION_SETTLED).count() == 2


def test_who_may_no_longer_read_of_the_comment_is_not_told(closed, people, officer):
    comment = closed.responses.get(member_state=people["KZ"].member_state).comments.get()
    message = dialogue.clarify(comment, text="Which line?", language="en", by=people["KZ"], at=LATER)
    dialogue.settle(message, by=officer, at=LATER)
    people["KZ"].role = "reader"
    people["KZ"].save(update_fields=["role"])
    [mail] = mails(telling.Kind.QUESTION_SETTLED)
    assert read(mail) is None


def test_every_addressed_state_is_told_that_the_compilation_is_distributed(closed, people, signatory):
    outcomes.confirm(closed, outcome="comments", by=signatory, at=LATER)
    outcomes.release(closed, by=signatory, at=LATER)

    told = mails(telling.Kind.COMPILATION_DISTRIBUTED)
    assert {mail.recipient for mail in told} == set(people.values())
    said = read(told.get(recipient=people["RU"]))
    assert f"/consultations/{closed.pk}/compilation/" in said and "свод комментариев" in said
