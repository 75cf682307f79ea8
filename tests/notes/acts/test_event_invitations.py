import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.deadlines import closing_instant
from cica_portal.errors import NotAllowed
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from initiatives.models import Initiative
from notes.acts import event_invitations, followups, issuing, readiness
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote
from plans.models import ConceptPaper
from tests.factories import initiatives, members, notes
from tests.refusing import kind_of, refused
from tests.threads import at_once

pytestmark = pytest.mark.django_db

AT = notes.AT + dt.timedelta(days=30)
LINES = {
    "en": "Holding the workshop “Trust” in 2022.",
    "ru": "Проведение в 2022 г. семинара «Доверие».",
    "kk": "2022 жылы «Сенім» семинарын өткізу.",
}
FORM = {
    **{f"event-{code}": title for code, title in zip(LANGUAGES, ("Trust", "Доверие", "Сенім"), strict=True)},
    **{f"place-{code}": place for code, place in zip(LANGUAGES, ("Almaty", "Алматы", "Алматы"), strict=True)},
    "respond_by": "2022-09-01",
}


@pytest.fixture
def event(people, set_clock):
    paper = notes.paper()
    made = initiatives.initiative(
        paper,
        texts=LINES,
        status="announced",
        year=2022,
        date_from=dt.date(2022, 9, 12),
        place="Almaty",
        registration_closes_at=closing_instant(dt.date(2022, 9, 1), "Asia/Almaty"),
    )
    notes.circulated(paper=paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="implementing")
    set_clock(AT)
    made.refresh_from_db()
    return made


def url(event):
    return reverse("notes:initiative-invite", args=[event.block_key])


def test_the_invitation_is_proposed_from_line_and_record_and_drafted_as_a_note(event, officer, client):
    page = client.signed_in(officer).get(url(event)).content.decode()
    for text in (*(line.removesuffix(".") for line in LINES.values()), "2022-09-01", "Almaty"):
        assert text in page
    answer = client.post(url(event), FORM)
    (note,) = event_invitations.of(event)
    assert answer.url == reverse("notes:note-detail", args=[note.key])
    assert (note.kind, note.status, note.drafted_by) == (
        NoteKind.EVENT_INVITATION,
        NoteStatus.DRAFTED,
        officer,
    )
    for language, words in {"en": "“Trust” (Almaty)", "ru": "«Доверие» (Алматы)", "kk": "«Сенім»"}.items():
        said = " ".join(line for piece in notes.composed(note, language, at=AT) for line in piece.lines)
        assert words in said
    assert note.values["event_date"] == "2022-09-12"


def test_the_title_of_the_record_is_proposed_where_it_has_one(event, officer, client):
    Initiative.objects.filter(pk=event.pk).update(
        titles={"en": "Trust *online*", "ru": "Доверие в сети", "kk": ""}
    )
    form = client.signed_in(officer).get(url(event)).context["form"]
    proposed = [form[f"event-{code}"].value() for code in LANGUAGES]
    assert proposed == ["Trust online", "Доверие в сети", LINES["kk"].removesuffix(".")]


@pytest.mark.parametrize(
    ("last", "days"),
    [
        (
            dt.date(2022, 9, 14),
            (
                "on 12-14 September 2022",
                "состоится 12-14 сентября 2022 г.",
                "2022 жылғы 12-14 қыркүйекте өтетін",
            ),
        ),
        (
            dt.date(2022, 10, 2),
            (
                "on 12 September – 2 October 2022",
                "состоится 12 сентября – 2 октября 2022 г.",
                "2022 жылғы 12 қыркүйек – 2 қазан аралығында өтетін",
            ),
        ),
        (
            dt.date(2023, 1, 2),
            (
                "on 12 September 2022 – 2 January 2023",
                "состоится 12 сентября 2022 г. – 2 января 2023 г.",
                "2022 жылғы 12 қыркүйек – 2023 жылғы 2 қаңтар аралығында өтетін",
            ),
        ),
    ],
)
def test_the_invitation_names_all_days_of_the_event(event, officer, signatory, client, last, days):
    Initiative.objects.filter(pk=event.pk).update(date_to=last)
    client.signed_in(officer).post(url(event), FORM)
    (note,) = event_invitations.of(event)
    for language, said in zip(LANGUAGES, days, strict=True):
        pieces = notes.composed(note, language, at=AT)
        assert said in ordinary(" ".join(line for piece in pieces for line in piece.lines))
    assert readiness.find(note, at=AT).defects == []


def test_an_event_is_invited_to_once_until_the_draft_is_put_aside(event, officer, signatory, client):
    client.signed_in(officer).post(url(event), FORM)
    assert client.post(url(event), FORM).status_code == 422
    (note,) = event_invitations.of(event)
    assert reverse("notes:note-detail", args=[note.key]) in client.get(url(event)).content.decode()
    issuing.discard(note, by=signatory, at=AT)
    assert client.post(url(event), FORM).status_code == 302


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_officers_draft_one_invitation(event, officer):
    words = dict.fromkeys(LANGUAGES, "Words")
    terms = {"event": words, "place": words, "respond_by": dt.date(2022, 9, 1), "by": officer, "at": AT}

    found = at_once(*[lambda: event_invitations.draft(event, **terms)] * 2)
    assert sorted(kind_of(one) for one in found) == ["VerbalNote", "notes.followups_already_drafted"]
    assert event_invitations.of(event).count() == 1


def issued(event, officer, signatory):
    """Return the issued invitation to the event."""
    words = dict.fromkeys(LANGUAGES, "Words")
    day = dt.date(2022, 9, 1)
    note = event_invitations.draft(event, event=words, place=words, respond_by=day, by=officer, at=AT)
    return issuing.issue(note, by=signatory, at=AT)


def test_an_event_is_invited_to_anew_after_an_annulment(event, officer, signatory, client):
    note = issued(event, officer, signatory)
    assert client.signed_in(officer).post(url(event), FORM).status_code == 422
    issuing.issue(followups.annul(note, by=officer, at=AT), by=signatory, at=AT)
    assert client.post(url(event), FORM).status_code == 302


def test_an_event_of_another_day_is_invited_to_anew(event, officer, signatory, client):
    issued(event, officer, signatory)
    Initiative.objects.filter(pk=event.pk).update(date_from=dt.date(2022, 10, 3))
    assert client.signed_in(officer).post(url(event), FORM).status_code == 302
    event.refresh_from_db()
    assert event_invitations.of(event).get().values["event_date"] == "2022-10-03"


@pytest.mark.parametrize(
    ("fields", "at", "said"),
    [
        ({"status": "postponed"}, AT, "is not announced (status: postponed)"),
        ({"status": "cancelled"}, AT, "is not announced (status: cancelled)"),
        ({"date_from": dt.date(2022, 10, 3)}, AT, "it has another day"),
        ({}, dt.datetime(2022, 9, 2, tzinfo=dt.UTC), "The day by which the list of participants is due"),
        ({}, dt.datetime(2022, 9, 13, tzinfo=dt.UTC), "The day of the event has passed."),
    ],
)
def test_no_invitation_is_issued_to_an_event_that_is_not_as_it_says(
    event, officer, signatory, fields, at, said
):
    words = dict.fromkeys(LANGUAGES, "Words")
    day = dt.date(2022, 9, 1)
    note = event_invitations.draft(event, event=words, place=words, respond_by=day, by=officer, at=AT)
    assert readiness.find(note, at=AT).findings == []
    Initiative.objects.filter(pk=event.pk).update(**fields)
    (found,) = readiness.find(note, at=at).findings
    assert said in str(found)
    with pytest.raises(readiness.NotReady):
        issuing.issue(note, by=signatory, at=at)


@pytest.mark.parametrize("fields", [{"status": "planned"}, {"status": "cancelled"}])
def test_only_an_announced_event_is_invited_to(event, officer, client, fields):
    Initiative.objects.filter(pk=event.pk).update(**fields)
    assert client.signed_in(officer).post(url(event), FORM).status_code == 422
    assert not VerbalNote.objects.filter(kind=NoteKind.EVENT_INVITATION).exists()


def test_names_are_asked_for_by_a_day_before_the_event(event, officer):
    words = dict.fromkeys(LANGUAGES, "Words")
    for day in (dt.date(2022, 9, 13), dt.date(2022, 1, 1)):
        with refused("notes.days_out_of_order"):
            event_invitations.draft(event, event=words, place=words, respond_by=day, by=officer, at=AT)


def test_only_the_secretariat_drafts_it(event, people, client):
    for person in (next(iter(people.values())), members.coordinator()):
        assert client.signed_in(person).get(url(event)).status_code == 403
        assert client.post(url(event), FORM).status_code == 403
        words = dict.fromkeys(LANGUAGES, "Words")
        with pytest.raises(NotAllowed):
            event_invitations.draft(
                event, event=words, place=words, respond_by=dt.date(2022, 9, 1), by=person, at=AT
            )


def test_the_event_links_to_its_invitation_in_each_language(event, officer, client):
    page = client.signed_in(officer).page("initiatives:initiative-detail", event.block_key)
    assert url(event) in page
    assert "Invite Member States by note verbale" in page
