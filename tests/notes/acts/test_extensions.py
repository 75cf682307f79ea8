"""An extension is one act with its note: prepared by an officer, in force when a signatory issues it."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from cica_portal.calendar import holidays
from cica_portal.deadlines import LAST_MINUTE, Deadline
from cica_portal.errors import NotAllowed, Refusal
from cica_portal.spaces import ordinary
from comments import refusals
from comments.enums import Position
from comments.models import Consultation, ConsultationExtension
from comments.procedure import consultations
from comments.procedure.lists import overview
from members.models import AuditEntry
from notes.acts import extensions, followups, issuing, readiness
from notes.acts.reminding import reminder_planning
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import comments, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)
FIRST, LATER = dt.date(2022, 6, 10), dt.date(2022, 6, 15)


@pytest.fixture
def consultation(people, set_clock):
    set_clock(AT)
    return notes.circulated()


@pytest.fixture
def prepared(consultation, officer):
    return prepare(consultation, officer)


def prepare(consultation, by, day=FIRST, reason="Three capitals ask", at=AT):
    return extensions.prepare(consultation, day, reason=reason, by=by, at=at)


def shown(consultation, person):
    return overview.for_reader(person, AT).get(pk=consultation.pk)


def test_a_prepared_extension_moves_nothing_and_tells_nobody(consultation, prepared, officer, people):
    assert (prepared.kind, prepared.status, prepared.drafted_by, prepared.values) == (
        NoteKind.DEADLINE_EXTENDED,
        NoteStatus.DRAFTED,
        officer,
        {"respond_by": "2022-06-10", "reason": "Three capitals ask"},
    )
    assert (shown(consultation, people["KZ"]).closes_at, shown(consultation, people["KZ"]).earlier) == (
        notes.CLOSES_AT,
        [],
    )
    assert not ConsultationExtension.objects.exists() and not prepared.dispatches.exists()


IN_ASTANA = {
    "en": "10 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)",
    "ru": "10 июня 2022 г., 23:59 (по времени Нур-Султана, UTC+06:00)",
    "kk": "2022 жылғы 10 маусым, жұма, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
}


def test_a_consultation_keeps_the_clock_that_it_was_opened_with_when_the_seat_moves(
    prepared, consultation, officer, signatory, settings, client
):
    settings.SECRETARIAT_TIME_ZONE = "Europe/Istanbul"
    assert readiness.find(prepared, at=AT).findings == []
    facts = client.signed_in(signatory).get(reverse("notes:note-issue", args=[prepared.key])).context["facts"]
    assert IN_ASTANA["en"] in ordinary(dict(facts)["New deadline"])

    issuing.issue(prepared, by=signatory, at=AT)

    consultation.refresh_from_db()
    assert consultation.closes_at == dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC)
    reminder = reminder_planning.draft_now(consultation, level=2, by=officer, at=AT)
    assert readiness.find(reminder, at=AT).defects == []
    for language, closing in IN_ASTANA.items():
        frozen = prepared.texts.get(language=language).pieces
        for pieces in (frozen, [one.as_dict() for one in notes.composed(reminder, language, at=AT)]):
            said = ordinary(" ".join(line for piece in pieces for line in piece["lines"]))
            assert closing in said and "UTC+03:00" not in said


def test_a_deadline_with_an_hour_is_extended_to_a_later_hour_of_its_day(
    set_clock, people, officer, signatory
):
    set_clock(AT)
    consultation = notes.circulated(last_minute=dt.time(18))
    assert consultation.deadline == Deadline(notes.RESPOND_BY, dt.time(18))
    for minute in (dt.time(18), dt.time(17, 59)):
        with refused("comments.not_later"):
            extensions.prepare(consultation, notes.RESPOND_BY, minute, reason="Asked", by=officer, at=AT)
    recalled = reminder_planning.draft_now(consultation, level=2, by=signatory, at=AT)

    note = extensions.prepare(
        consultation, notes.RESPOND_BY, dt.time(20, 30), reason="Asked", by=officer, at=AT
    )
    issuing.issue(note, by=signatory, at=AT)

    consultation.refresh_from_db()
    assert consultation.deadline == Deadline(notes.RESPOND_BY, dt.time(20, 30))
    assert ConsultationExtension.objects.get().new_closes_at == consultation.closes_at
    assert "сағат 20:30-ға (UTC+06:00) дейін" in str(note.texts.get(language="kk").pieces)
    # A reminder that was drafted for the former hour does not leave.
    with refused("notes.deadline_moved"):
        issuing.issue(recalled, by=signatory, at=AT)


STATED = {
    "en": "several capitals observe a holiday on 9 May.",
    "ru": "в ряде столиц 9 мая — праздничный день.",
    "kk": "бірқатар елордада 9 мамыр – мереке күні",
}


def reasons(note):
    pieces = {text.language: {one["id"]: one["lines"] for one in text.pieces} for text in note.texts.all()}
    return [pieces[code].get("reason") for code in ("en", "ru", "kk")]


def test_the_note_states_the_reason_where_the_signatory_wants_it(consultation, officer, signatory):
    note = extensions.prepare(
        consultation, FIRST, reason="Three capitals ask", stated=STATED, by=officer, at=AT
    )
    issuing.issue(note, by=signatory, at=AT)

    assert reasons(note) == [
        ["The reason for the extension is the following: several capitals observe a holiday on 9 May."],
        ["Причина продления срока: в ряде столиц 9 мая — праздничный день."],
        ["Мерзімді ұзарту себебі: бірқатар елордада 9 мамыр – мереке күні."],
    ]
    assert ConsultationExtension.objects.get().reason == "Three capitals ask"


def test_a_reason_is_stated_in_every_language_or_in_none(consultation, officer, signatory):
    with pytest.raises(followups.WordsMissing):
        extensions.prepare(
            consultation, FIRST, reason="Asked", stated=STATED | {"kk": " "}, by=officer, at=AT
        )
    extensions.prepare(consultation, FIRST, reason="Asked", stated=STATED, by=officer, at=AT)
    note = prepare(consultation, officer)  # prepared anew without it
    issuing.issue(note, by=signatory, at=AT)
    assert reasons(note) == [None, None, None]


def test_the_form_asks_for_the_reason_in_each_language(consultation, officer, client):
    url = reverse("notes:extension-prepare", args=[consultation.pk])
    given = {"respond_by": "2022-06-10", "last_minute": "18:00", "reason": "Asked", "is_stated": "on"}
    refused = client.signed_in(officer).post(url, given | {"stated-en": "a holiday", "stated-ru": "праздник"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["stated-kk"])

    client.post(url, given | {f"stated-{code}": text for code, text in STATED.items()})

    assert extensions.drafted(consultation).values["words"]["reason"]["kk"] == STATED["kk"]
    form = client.get(url).context["form"]
    assert (form["stated-kk"].value(), form["is_stated"].value(), form["last_minute"].value()) == (
        STATED["kk"],
        True,
        dt.time(18),
    )


def test_the_board_says_beside_the_deadline_who_extended_it_and_leads_to_the_reason(
    consultation, officer, signatory, client
):
    said = "Deadline extended: 27 May 2022, issuer"
    signatory.username = "issuer"
    signatory.save(update_fields=["username"])
    board = reverse("comments:consultation-board", args=[consultation.pk])
    assert "#extensions" not in client.signed_in(officer).get(board).content.decode()
    issuing.issue(prepare(consultation, officer), by=signatory, at=AT)
    page = ordinary(client.get(board).content.decode())
    assert f'<a href="#extensions">{said}</a>' in page
    assert "Three capitals ask" in page.partition('id="extensions"')[2]


def test_a_deadline_that_was_changed_since_it_was_shown_is_not_issued(
    consultation, officer, signatory, client
):
    refusal = (
        "The draft note has changed since it was shown to you. Nothing was issued: "
        "read it below, then issue it."
    )
    note = prepare(consultation, officer, FIRST)
    draft = client.signed_in(signatory).get(reverse("notes:note-detail", args=[note.key])).context["draft"]
    url = reverse("notes:note-issue", args=[note.key])
    read = client.get(url, {"read": draft})
    assert not read.context["has_changed"] and refusal not in ordinary(read.content.decode())
    prepare(consultation, officer, LATER, reason="Four capitals ask")

    opened = client.get(url, {"read": draft})
    given = {"number": "NCT/ICT/690", "draft": draft, "reason": "Typed by the signatory"}
    refused = client.post(url, given)

    for page, status in ((opened, 200), (refused, 422)):
        assert (page.status_code, page.context["has_changed"]) == (status, True)
        assert refusal in ordinary(page.content.decode())
        assert '<details class="section" open>' in page.content.decode()
    consultation.refresh_from_db()
    assert (consultation.respond_by, VerbalNote.objects.get(pk=note.pk).status) == (
        notes.RESPOND_BY,
        NoteStatus.DRAFTED,
    )
    assert client.post(url, given | {"draft": refused.context["draft"]}).status_code == 302
    consultation.refresh_from_db()
    assert consultation.respond_by == LATER


def test_a_reason_that_is_typed_and_not_to_be_stated_is_not_lost_in_silence(consultation, officer, client):
    refusal = "The note does not state the reason entered below. Tick this box, or clear the reason."
    url = reverse("notes:extension-prepare", args=[consultation.pk])
    page = client.signed_in(officer).get(url).content.decode()
    assert f'class="ref">{consultation.reference}</a>' in page
    assert (page.count("desk-when"), page.count('name="stated-ru"')) == (1, 1)

    given = {"respond_by": "2022-06-10", "last_minute": "18:00", "reason": "Asked", "stated-ru": "праздник"}
    refused = client.post(url, given)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["is_stated"])
    assert refusal in ordinary(refused.content.decode())
    assert "desk-when" not in refused.content.decode()
    assert extensions.drafted(consultation) is None
    client.post(url, given | {"stated-ru": " "})
    assert "words" not in extensions.drafted(consultation).values


@pytest.mark.parametrize(
    ("closes_on", "proposed"), [("2027-02-01", "2027-02-08"), ("2027-03-01", "2027-03-09")]
)
def test_the_deadline_that_is_proposed_is_a_week_later_and_a_working_day(closes_on, proposed):
    assert holidays.week_after(dt.date.fromisoformat(closes_on)) == dt.date.fromisoformat(proposed)


def test_issuing_the_note_moves_the_deadline_and_tells_every_state(
    consultation, prepared, signatory, people, officer
):
    issuing.issue(prepared, by=signatory, at=AT)

    extension = ConsultationExtension.objects.get()
    assert (extension.old_respond_by, extension.new_respond_by, extension.reason, extension.by) == (
        dt.date(2022, 6, 6),
        FIRST,
        "Three capitals ask",
        signatory,
    )
    seen = shown(consultation, people["KZ"])
    assert (seen.respond_by, seen.earlier) == (FIRST, [notes.CLOSES_AT])
    assert prepared.values["extension"] == extension.pk
    assert "10 June 2022" in str(prepared.texts.get(language="en").pieces)
    assert {one.member_state.code for one in prepared.dispatches.all()} == {"KZ", "RU", "TR"}
    acts = AuditEntry.objects.filter(actor=signatory).values_list("action", flat=True)
    assert {"consultation.extend", "verbal_note.issue"} <= set(acts)
    notes.deliver(AT)
    assert any("Friday, 10 June 2022, 23:59" in message.subject for message in mail.outbox)

    with refused("notes.deadline_extended", match=prepared.number):
        followups.annul(prepared, by=officer, at=AT)

    consultation.refresh_from_db()
    assert followups.annul(prepared, by=officer, at=consultation.closes_at).status == NoteStatus.DRAFTED


@pytest.mark.good_path
def test_preparing_again_replaces_what_the_draft_says(consultation, prepared, signatory):
    again = prepare(consultation, signatory, LATER, "One more capital")
    assert (again.pk, again.values["respond_by"], again.drafted_by) == (prepared.pk, "2022-06-15", signatory)
    entry = AuditEntry.objects.get(action="verbal_note.redraft")
    assert (entry.before["respond_by"], entry.after["respond_by"]) == ("2022-06-10", "2022-06-15")
    issuing.issue(again, by=signatory, at=AT)
    assert prepare(consultation, signatory, dt.date(2022, 6, 20)).pk != prepared.pk


@pytest.mark.parametrize(
    ("day", "reason", "at", "refusal"),
    [
        (dt.date(2022, 6, 6), "Why", AT, "comments.not_later"),
        (FIRST, "\u2800", AT, "comments.reason_needed"),
        (FIRST, "Why", notes.CLOSES_AT, refusals.ConsultationClosed),
    ],
)
def test_preparing_refuses(consultation, officer, day, reason, at, refusal):
    with refused(refusal):
        prepare(consultation, officer, day, reason, at)
    assert not VerbalNote.objects.filter(kind=NoteKind.DEADLINE_EXTENDED).exists()


def test_a_note_that_comes_too_late_is_not_issued_and_nothing_moves(
    consultation, prepared, signatory, client
):
    with pytest.raises(refusals.ConsultationClosed):
        issuing.issue(prepared, by=signatory, at=notes.CLOSES_AT)
    consultations.extend(consultation, LATER, reason="Otherwise", by=signatory, at=AT)
    with refused("comments.not_later"):
        issuing.issue(prepared, by=signatory, at=AT)
    prepared.refresh_from_db()
    assert (prepared.status, prepared.number, ConsultationExtension.objects.count()) == ("drafted", None, 1)
    page = client.signed_in(signatory).page("notes:note-detail", prepared.key)
    assert "A deadline can only be extended." in page


def test_who_may_prepare_and_issue(consultation, prepared, officer, signatory, people, settings):
    with pytest.raises(NotAllowed):
        prepare(consultation, people["KZ"])
    with pytest.raises(NotAllowed):
        issuing.issue(prepared, by=officer, at=AT)
    settings.TWO_PERSONS_ISSUE = True
    own = prepare(consultation, signatory, LATER)
    with pytest.raises(NotAllowed):
        issuing.issue(own, by=signatory, at=AT)
    assert not ConsultationExtension.objects.exists()


def test_nothing_is_extended_for_a_plan_that_was_withdrawn(consultation, prepared, officer, signatory):
    papers.withdraw(ConceptPaper.objects.get(), reason="The measure was changed", by=signatory, at=AT)
    note = VerbalNote.objects.get(pk=prepared.pk)

    with refused("comments.nothing_further"):
        prepare(Consultation.objects.get(), officer)
    with refused("comments.nothing_further"):
        issuing.issue(note, by=signatory, at=AT)
    assert [str(one) for one in readiness.find(note, at=AT).findings] == [
        str(Refusal("comments.nothing_further"))
    ]


def test_whoever_extends_is_told_of_a_weekend_and_a_holiday(consultation, officer, signatory, client):
    note = prepare(consultation, officer, day=dt.date(2022, 7, 10))  # a Sunday, after the holiday of 6 July
    client.force_login(signatory)

    for page in ("note-detail", "note-issue"):
        shown = ordinary(client.page(f"notes:{page}", note.key))
        assert "The deadline does not fall on a working day: Sunday." in shown
        assert "Holidays at the Secretariat in the week before the deadline: 6 July 2022" in shown


def test_who_extends_and_may_sign_is_led_to_the_issue_with_the_text_open(
    consultation, officer, signatory, client
):
    given = {"respond_by": FIRST.isoformat(), "last_minute": "18:00", "reason": "Three capitals ask"}
    for person, page in ((officer, "note-detail"), (signatory, "note-issue")):
        client.force_login(person)
        answer = client.post(reverse("notes:extension-prepare", args=[consultation.pk]), given)
        note = extensions.drafted(consultation)
        assert answer.url == reverse(f"notes:{page}", args=[note.key])

    assert '<details class="section" open>' in client.get(answer.url).content.decode()
    read = client.get(reverse("notes:note-detail", args=[note.key])).context["draft"]
    assert '<details class="section">' in client.get(f"{answer.url}?read={read}").content.decode()


def test_who_extends_may_sign_the_note_that_then_says_the_new_day(
    consultation, people, prepared, signatory, settings
):
    settings.TWO_PERSONS_ISSUE = True
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    broken = issuing.draft(NoteKind.SILENCE_BROKEN, consultation, at=AT, respond_by="2022-06-06")
    issuing.issue(prepared, by=signatory, at=AT)
    broken.refresh_from_db()
    assert (broken.values["respond_by"], broken.drafted_by) == ("2022-06-10", None)
    assert issuing.issue(broken, by=signatory, at=AT).issued_by == signatory


def test_the_pages_lead_from_the_board_to_the_draft_and_back_to_its_day(consultation, officer, client):
    url = reverse("notes:extension-prepare", args=[consultation.pk])
    board = reverse("comments:consultation-board", args=[consultation.pk])
    assert url in client.signed_in(officer).get(board).content.decode()
    refused = client.post(
        url, {"respond_by": "2022-06-06", "last_minute": "23:59", "reason": "Typed and kept"}
    )
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["respond_by"])
    assert "Typed and kept" in refused.content.decode()
    for day, words in (
        ("2099-06-10", "The deadline can be at most one year ahead."),
        ("9999-12-31", "Choose a date from 1\u00a0January\u00a01992 to 31\u00a0December\u00a02099."),
    ):
        assert (
            words
            in client.post(url, {"respond_by": day, "last_minute": "23:59", "reason": "Why"}).content.decode()
        )

    answer = client.post(
        url, {"respond_by": "2022-06-10", "last_minute": "23:59", "reason": "Three capitals ask"}
    )

    note = extensions.drafted(consultation)
    assert answer.url == reverse("notes:note-detail", args=[note.key])
    assert url in client.get(answer.url).content.decode()
    form = client.get(url).context["form"]
    assert (form["respond_by"].value(), form["reason"].value()) == (FIRST, "Three capitals ask")
    assert form["last_minute"].value() == LAST_MINUTE


def test_a_delegation_reads_who_moved_the_deadline_and_is_led_to_the_note(
    client, consultation, prepared, signatory, people
):
    said = "The Secretariat extended the deadline by a note."
    act = "Show the note of extension"
    person = people["KZ"]
    person.language = "en"
    person.save()
    reading = reverse("comments:consultation-detail", args=[consultation.pk])
    assert said not in ordinary(client.signed_in(person).get(reading).content.decode())

    issuing.issue(prepared, by=signatory, at=AT)
    prepared.refresh_from_db()
    page = ordinary(client.get(reading).content.decode())
    link = f"{reverse('notes:note-list')}?kind=deadline_extended"
    assert said in page and f'href="{link}">{act}' in page
    assert prepared.number in client.get(link).content.decode()
