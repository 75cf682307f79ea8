"""How long what is not for good is kept is chosen by page, by two people, and obeyed by the sweep."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.urls import reverse

from cica_portal import retention
from comments.models import Attachment, Consultation, DraftComment, Grant, Message
from comments.procedure import consultations
from dashboard import sweeps
from members import mailing
from members.accounts import sessions
from members.audit import witness
from members.enums import MailStatus, SignInStep
from members.mailing.rows import Kind
from members.models import AuditEntry, DelegationEntry, FailedSignIn, PersonalMail
from phrases.house.sheets import SheetUnfit
from plans.models import WordImport
from tests.factories import comments, members, notes
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = notes.AT
DAY = dt.timedelta(days=1)


def discard(at: dt.datetime) -> list[str]:
    return list(sweeps.ALL["files"](at))


def closed() -> Consultation:
    consultation = comments.consultation()
    assert consultations.close(consultation, at=consultation.closes_at + consultations.TIME_TO_WRITE)
    consultation.refresh_from_db()
    return consultation


def test_what_comes_with_the_portal_holds_until_somebody_chooses(change):
    before = {name: retention.days(name) for name in retention.RULES}
    change("retention", uploads="3")
    assert before == {"uploads": 14, "sign_ins": 30, "sessions": 1, "mail": 0, "drafts": 0}
    assert {name: retention.days(name) for name in retention.RULES} == before | {"uploads": 3}
    assert AuditEntry.objects.filter(action="house.write").last().subject_id


@pytest.mark.parametrize(
    ("name", "days"),
    [("uploads", "0"), ("sign_ins", "0"), ("sessions", "0"), ("drafts", "29"), ("mail", "-1")],
)
def test_a_period_that_is_too_short_is_refused(change, name, days):
    with pytest.raises(SheetUnfit):
        change("retention", **{name: days})


def test_the_page_shows_the_periods_and_takes_a_proposal(client):
    client.force_login(members.officer(language="en"))
    url = reverse("phrases:house-edit", args=["retention"])
    page = client.get(url)
    assert page.status_code == 200
    assert "days after the session ended" in page.content.decode()
    assert url in client.get(reverse("phrases:house-list")).content.decode()


def test_an_upload_goes_when_the_chosen_days_are_over(change, django_capture_on_commit_callbacks):
    upload = factory.word_import(factory.paper(), by=members.officer())
    change("retention", uploads="2")
    due = upload.uploaded_at + 2 * DAY
    with django_capture_on_commit_callbacks(execute=True):
        assert discard(due) == []
        assert discard(due + dt.timedelta(seconds=1)) == [f"undecided Word file {upload.key} deleted"]
    assert not WordImport.objects.waiting().exists()
    assert not default_storage.exists(upload.stored_as)


def test_failed_sign_ins_go_when_the_chosen_days_are_over(change):
    FailedSignIn.objects.create(
        at=AT, step=SignInStep.PASSWORD, name_hash="a", user=members.officer(),
        address="198.51.100.9", network="198.51.100.9", is_recorded=True,
    )  # fmt: skip
    change("retention", sign_ins="3")
    list(sweeps.ALL["sign-ins"](AT + 3 * DAY))
    assert FailedSignIn.objects.count() == 1
    list(sweeps.ALL["sign-ins"](AT + 3 * DAY + dt.timedelta(seconds=1)))
    assert not FailedSignIn.objects.exists()


def test_an_ended_session_is_forgotten_with_address_and_browser_and_no_other():
    for key, ends in (("old", AT), ("new", AT + DAY)):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
        UserSession.objects.create(
            session_key=key, user=members.officer(), ip="198.51.100.9", user_agent="Browser"
        )
    assert sessions.forget_ended(AT + DAY) == 0
    assert sessions.forget_ended(AT + DAY + dt.timedelta(seconds=1)) == 1
    assert [one.session_key for one in Session.objects.all()] == ["new"]
    assert [one.session_key for one in UserSession.objects.all()] == ["new"]


def test_sessions_end_by_the_clock_of_the_machine_not_by_one_that_a_demonstration_sets():
    now = dt.datetime.now(dt.UTC)
    Session.objects.create(session_key="in use", session_data="", expire_date=now + dt.timedelta(hours=2))
    Session.objects.create(session_key="ended", session_data="", expire_date=now - 2 * DAY)
    assert discard(now + 30 * DAY) == ["ended sessions deleted: 1"]
    assert [one.session_key for one in Session.objects.all()] == ["in use"]


def test_contents_of_messages_go_but_not_those_to_the_witness(change, settings, tmp_path):
    settings.AUDIT_HEAD_FILE, settings.AUDIT_WITNESS = str(tmp_path / "head.log"), "witness@example.org"
    person = members.officer()
    mailing.write("account_notice", person, at=AT, ip="198.51.100.9")
    PersonalMail.objects.update(status=MailStatus.SENT, sent_at=AT)
    assert discard(AT + 5000 * DAY) == []

    change("retention", mail="90")
    list(witness.keep_head(AT))
    PersonalMail.objects.update(status=MailStatus.SENT, sent_at=AT)
    assert discard(AT + 90 * DAY) == []
    found = discard(AT + 91 * DAY)

    notice = PersonalMail.objects.get(kind=Kind.ACCOUNT_NOTICE)
    assert found == ["messages to persons emptied: 1"]
    assert (notice.values, notice.address, notice.sent_at) == ({}, person.email, AT)
    assert PersonalMail.objects.get(kind=Kind.AUDIT_HEAD).values["sequence"]
    assert discard(AT + 92 * DAY) == []


@pytest.mark.good_path
def test_drafts_go_after_the_consultation_and_what_was_said_of_them_stays(
    change, django_capture_on_commit_callbacks
):
    consultation = closed()
    state = consultation.addressees.first().member_state
    contact = members.contact_point(state)
    made = comments.draft(consultation, contact)
    comments.attachment(made, contact)
    comments.message(made, contact)
    DraftComment.objects.update(updated_at=consultation.closes_at)
    end = consultation.closes_at + 30 * DAY
    assert discard(end + 5000 * DAY) == []

    change("retention", drafts="30")
    with django_capture_on_commit_callbacks(execute=True):
        assert discard(end) == []
        assert discard(end + dt.timedelta(seconds=1)) == [f"drafts of {consultation.reference} deleted"]

    assert not DraftComment.objects.exists() and not Attachment.objects.exists()
    assert Message.objects.count() == 1
    entry = DelegationEntry.objects.order_by("pk").last()
    assert (entry.action, entry.member_state, entry.actor) == ("draft.expire", state, None)


def test_drafts_of_a_state_that_may_still_answer_wait(change):
    consultation = closed()
    state = consultation.addressees.first().member_state
    comments.draft(consultation, members.contact_point(state))
    DraftComment.objects.update(updated_at=consultation.closes_at)
    change("retention", drafts="30")
    later = consultation.closes_at + 40 * DAY
    Grant.objects.create(
        consultation=consultation, member_state=state, until=later + DAY, reason="Asked by note",
        by=members.signatory(), at=later - DAY,
    )  # fmt: skip
    assert discard(later) == []
    assert DraftComment.objects.count() == 1
    assert len(discard(later + 2 * DAY)) == 1
