"""Digests: what is new and one's own comes by mail, as often as the person chooses, once and completely."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.urls import reverse

from comments.procedure import outcomes
from dashboard.enums import DigestPeriod
from dashboard.models import DigestChoice, ToldPoint
from dashboard.telling import digests, news
from members.delegations import hand_overs
from members.mailing import letters
from members.models import AuditEntry, HandOver, Newness, PersonalMail
from plans import open_points
from plans.models import ConceptPaper, Coordinator
from plans.open_points import point_kinds
from tests.factories import members, packages

pytestmark = pytest.mark.django_db

CLOSED = packages.CLOSED
DAY = dt.timedelta(days=1)
# The second morning after the close, at the Secretariat's seat.
MORNING = dt.datetime(2022, 6, 8, 3, tzinfo=dt.UTC)


@pytest.fixture
def closed(people, set_clock):
    """A consultation closed with a comment of KZ, of which nobody was told yet."""
    return packages.commented(people, set_clock)


def mails(person):
    return PersonalMail.objects.filter(kind=digests.KIND, recipient=person).order_by("written_at", "pk")


def read(mail, at=MORNING):
    letter = letters.compose(mail, at)
    return letter and f"{letter.subject}\n{letter.body}"


def test_what_is_new_comes_once_a_day_in_one_mail_by_due_day(closed, signatory):
    own = [one for one in open_points.of(ConceptPaper.objects.all(), MORNING) if one.owner == "signatory"]
    assert own
    digests.write_due(MORNING)
    (mail,) = mails(signatory)
    assert {tuple(key) for key in mail.values["points"]} == {digests.key_of(point) for point in own}
    for at in (MORNING, MORNING + DAY * 1.5, MORNING + DAY * 9):
        digests.write_due(at)
    assert mails(signatory).count() == 1


def test_a_person_whose_points_cannot_be_counted_keeps_no_other_waiting(
    closed, officer, signatory, monkeypatch, caplog
):
    count = news.count

    def failing(person, *given):
        if person == officer:
            raise ValueError("broken")
        count(person, *given)

    assert officer.pk < signatory.pk
    monkeypatch.setattr(news, "count", failing)
    with pytest.raises(ValueError, match="broken"):
        digests.write_due(MORNING)
    assert (mails(officer).count(), mails(signatory).count()) == (0, 1)


def test_a_choice_of_at_once_does_not_wait_for_the_morning(closed, signatory):
    digests.choose(DigestPeriod.AT_ONCE, by=signatory, at=CLOSED)
    digests.write_due(CLOSED)
    (mail,) = mails(signatory)
    said = read(mail, CLOSED)
    assert "Outcome of a consultation not confirmed" in said
    assert f"/consultations/{closed.pk}/outcome/" in said


def test_a_choice_of_weekly_waits_for_monday(closed, signatory):
    digests.choose(DigestPeriod.WEEKLY, by=signatory, at=CLOSED)
    monday = dt.datetime(2022, 6, 13, 3, tzinfo=dt.UTC)  # nine o'clock at the seat
    digests.write_due(monday - dt.timedelta(seconds=1))
    assert not mails(signatory).exists()
    digests.write_due(monday)
    assert mails(signatory).count() == 1


def test_what_came_up_during_the_day_waits_for_the_next_morning(closed, signatory):
    assert digests.period_start(DigestPeriod.DAILY, signatory, CLOSED) < CLOSED
    digests.write_due(CLOSED)
    assert not mails(signatory).exists()


def test_nothing_is_lost_or_doubled_where_a_process_dies_between_the_rows(closed, signatory, monkeypatch):
    def die(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(ToldPoint.objects, "bulk_create", die)
        with pytest.raises(RuntimeError):
            digests.write_due(MORNING)
    assert not mails(signatory).exists() and not ToldPoint.objects.exists()
    digests.write_due(MORNING)
    assert mails(signatory).count() == 1 and ToldPoint.objects.filter(person=signatory).exists()


def test_what_is_settled_before_the_mail_leaves_is_not_told_and_told_again_when_it_reopens(
    closed, signatory, officer
):
    digests.write_due(MORNING)
    (mail,) = mails(signatory)
    outcomes.confirm(closed, outcome="comments", by=signatory, at=MORNING)
    assert "Outcome of a consultation" not in (read(mail, MORNING) or "")
    digests.write_due(MORNING)
    assert not ToldPoint.objects.filter(person=signatory, kind="outcome_unconfirmed").exists()


def test_nobody_is_told_of_what_the_person_may_not_read(closed, people, signatory, officer, at_once):
    digests.write_due(MORNING)
    told = {row.recipient_id: row.values["points"] for row in PersonalMail.objects.filter(kind=digests.KIND)}
    points = {digests.key_of(one): one for one in open_points.of(ConceptPaper.objects.all(), MORNING)}
    assert signatory.pk in told and officer.pk in told
    for person in (*people.values(), at_once):
        for key in told.get(person.pk, []):
            point = points[tuple(key)]
            assert open_points.whose(person)(point) and point in open_points.of_reader(person, MORNING + DAY)


@pytest.fixture
def at_once(people):
    """A coordinator of no measure."""
    return members.coordinator(people["RU"].member_state)


def test_a_coordinator_is_told_of_the_own_measures_alone(closed, people, at_once):
    digests.write_due(MORNING)
    assert not mails(at_once).exists()
    measure = closed.revision.paper.measure
    Coordinator.objects.create(measure=measure, member_state=at_once.member_state).people.add(at_once)
    digests.write_due(MORNING)
    (mail,) = mails(at_once)
    assert "Comment without a disposition" in read(mail)


def test_a_message_that_the_act_itself_sent_is_not_repeated(closed):
    told = {"question_to_state", "paragraph_assigned"}
    assert {name for name, kind in point_kinds.kinds().items() if kind.is_told} == told


@pytest.mark.both_databases
def test_what_belongs_to_no_plan_is_told_once_and_counted_too(people, officer, set_clock):
    set_clock(MORNING - DAY)
    contact = people["KZ"]
    colleague = members.drafter(contact.member_state, first_name="Dana", last_name="Omar")
    hand_overs.ask(colleague=colleague, by=contact, at=MORNING - DAY)
    for at in (MORNING, MORNING + DAY, MORNING + DAY * 9):
        digests.write_due(at)
    (mail,) = mails(officer)
    asked = str(HandOver.objects.get().pk)
    assert "Dana Omar" in read(mail) and mail.values["points"] == [[None, "hand_over", asked]]
    assert Newness.objects.get(person=officer).number == 1
    with pytest.raises(IntegrityError):
        ToldPoint.objects.create(person=officer, kind="hand_over", subject=asked)


@pytest.mark.parametrize(
    ("language", "subject", "choose"),
    [
        ("en", "new open point", "Notification settings:"),
        ("ru", "нерешенн", "Настройки уведомлений:"),
        ("kk", "шешілмеген мәселе", "Хабарландыру баптаулары:"),
    ],
)
def test_the_mail_is_in_the_language_of_its_person_and_leads_on(closed, signatory, language, subject, choose):
    signatory.language = language
    signatory.save(update_fields=["language"])
    digests.write_due(MORNING)
    said = read(mails(signatory).get(), MORNING)
    assert subject in said and choose in said
    assert "/account/digests/" in said and "/points/" in said


# The setting -----------------------------------------------------------------------------------------
@pytest.mark.good_path
def test_a_person_chooses_how_often(client, signatory):
    client.force_login(signatory)
    url = reverse("dashboard:digest-settings")
    assert client.get(url).context["form"]["period"].value() == "daily"
    assert client.post(url, {"period": "weekly"}).url == url
    assert DigestChoice.objects.get().period == "weekly"
    assert client.get(url).context["form"]["period"].value() == "weekly"
    assert AuditEntry.objects.get(action="digest.choose").after == {"digest": "weekly"}
    assert client.post(url, {"period": "hourly"}).status_code == 422


def test_a_delegation_is_told_that_such_lists_are_not_sent_to_it(client, people):
    client.force_login(members.user("reader", people["KZ"].member_state, language="en"))
    page = client.get(reverse("dashboard:digest-settings")).content.decode()
    assert "What waits for your delegation is told at once" in page and 'name="period"' not in page
