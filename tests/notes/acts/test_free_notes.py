"""Notes on another subject: drafted, returned, issued under one number, seen by those they name alone."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from dashboard.telling import feeds
from members.models import AuditEntry, MemberState
from notes.acts import addressing, attaching, followups, free_notes, issuing, readiness
from notes.delivery import letters, sending
from notes.enums import NoteStatus
from notes.models import Dispatch, NoteSeries, VerbalNote
from notes.register import incoming_notes, numbers
from notes.wording import consistency
from plans import open_points
from tests.factories import members, notes
from tests.notes.acts.test_attaching import admitted, pdf
from tests.refusing import refused
from tests.threads import at_once

pytestmark = pytest.mark.django_db

AT = notes.AT


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(AT)


@pytest.fixture
def note(people, officer):
    notes.name_states()
    return notes.free_note(by=officer)


def state(code):
    return MemberState.objects.get(code=code)


def issue(note, officer, signatory):
    if note.status == NoteStatus.IN_PREPARATION:
        free_notes.hand_over(note, by=officer, at=AT)
    issuing.issue(note, by=signatory, at=AT)
    return note


def edit(note, by, read=None, **changed):
    content = notes.free_content(**changed)
    read = free_notes.shown(note) if read is None else read
    free_notes.edit(note, note.series.prefix, content, read=read, by=by, at=AT)


def words(note, piece):
    return [
        next(one["lines"][0] for one in note.texts.get(language=language).pieces if one["id"] == piece)
        for language in LANGUAGES
    ]


# Words -----------------------------------------------------------------------------------------------
def test_note_says_own_words_within_the_formulas_of_the_house(note, officer, signatory):
    issue(note, officer, signatory)
    assert note.number == "CICA/GEN/1"
    opening = words(note, "opening")
    assert opening[0].endswith("to the CICA Member States and has the honor to inform of its office hours.")
    assert opening[1].endswith("государствам-членам СВМДА и имеет честь сообщить о часах своей работы.")
    assert opening[2].endswith(
        "мүше мемлекеттеріне өзінің зор ілтипатын білдіріп, өзінің жұмыс уақыты туралы хабарлауды өзіне "
        "мәртебе санайды."
    )
    assert words(note, "own_2")[0] == "It is **closed** on holidays."
    assert words(note, "closing")[1].startswith("Секретариат пользуется случаем")

    assert not VerbalNote.objects.visible_to(members.coordinator()).filter(pk=note.pk).exists()

    notes.deliver(AT)
    assert sorted(message.subject for message in mail.outbox) == [
        "CICA Secretariat, Note CICA/GEN/1: Office hours",
        "Азия Кеңесінің Хатшылығы, № CICA/GEN/1 нота: Жұмыс уақыты",
        "Секретариат СВМДА, нота № CICA/GEN/1: Часы работы",
    ]
    assert all(len(message.attachments) == 1 for message in mail.outbox)


@pytest.mark.parametrize(
    ("number", "opening_words"),
    [
        (
            "12-34/5",
            (
                "and, with reference to Note No. 12-34/5 dated 20 May 2022, has the honor to inform",
                "и, ссылаясь на ноту № 12-34/5 от 20 мая 2022 г., имеет честь",
                "2022 жылғы 20 мамырдағы № 12-34/5 нотаға сілтеме жасай отырып",
            ),
        ),
        (
            "",
            (
                "and, with reference to the Note dated 20 May 2022, has the honor to inform",
                "и, ссылаясь на ноту от 20 мая 2022 г., имеет честь",
                "2022 жылғы 20 мамырдағы нотаға сілтеме жасай отырып",
            ),
        ),
    ],
)
def test_note_refers_to_a_registered_note_of_a_state(note, officer, signatory, number, opening_words):
    incoming = notes.received(
        number,
        state=state("TR"),
        on=dt.date(2022, 5, 20),
        received_on=dt.date(2022, 5, 24),
        subject="Office hours",
        by=officer,
        at=AT,
    )
    edit(note, officer, incoming=incoming)
    addressing.choose(note, is_to_all=False, to=[state("TR")], copies=[], by=officer, at=AT)
    issue(note, officer, signatory)
    for said, opening in zip(opening_words, words(note, "opening"), strict=True):
        assert said in opening


@pytest.fixture
def corrected(note, officer):
    """Return the entry of a State's note to which the draft refers, and the one by which it was corrected."""
    given = {"dated_on": dt.date(2022, 5, 20), "received_on": dt.date(2022, 5, 24), "by": officer, "at": AT}
    given |= {"member_state": state("TR"), "subject": "Office hours"}
    mistaken = incoming_notes.enter(number="M-5", **given)
    edit(note, officer, incoming=mistaken)
    return mistaken, incoming_notes.enter(number="M-6", corrects=mistaken, **given)


def test_reference_to_a_note_of_a_state_stays_and_says_that_it_was_corrected(
    note, corrected, officer, client, monkeypatch
):
    monkeypatch.setattr("notes.views.free_notes.OFFERED", 0)
    mistaken, right = corrected
    address = reverse("notes:free-note-edit", args=[note.key])
    page = client.signed_in(officer).get(address)
    assert "M-5, State TR: Office hours (corrected by IN/2)" in page.content.decode().replace(
        "Türkiye", "State TR"
    )
    form = page.context["form"]
    assert form["incoming"].value() == str(mistaken.pk)

    sent = {field.html_name: field.value() or "" for field in form} | {"matter-en": "inform of its hours."}
    assert client.post(address, sent).status_code == 302
    note.refresh_from_db()
    assert (note.values["incoming"], note.values["words"]["matter"]["en"]) == (
        mistaken.pk,
        "inform of its hours.",
    )
    sent = {field.html_name: field.value() or "" for field in client.get(address).context["form"]}
    client.post(address, sent | {"incoming": right.pk})
    note.refresh_from_db()
    assert note.values["words"]["their_number"]["en"] == "M-6"


def test_no_note_refers_to_an_entry_that_was_corrected(note, corrected, officer, signatory):
    _mistaken, right = corrected
    addressing.choose(note, is_to_all=False, to=[state("TR")], copies=[], by=officer, at=AT)
    with pytest.raises(free_notes.NotSent, match="corrected by IN/2"):
        issue(note, officer, signatory)
    VerbalNote.objects.filter(pk=note.pk).update(status=NoteStatus.DRAFTED)  # sent before it was corrected
    note.refresh_from_db()
    with pytest.raises(readiness.NotReady, match="^The note cannot be issued yet. .*corrected by IN/2"):
        issue(note, officer, signatory)
    note.refresh_from_db()
    free_notes.send_back(note, reason="Choose the entry", by=signatory, at=AT)
    edit(note, officer, incoming=right)
    assert issue(note, officer, signatory).number


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"subject": {"en": "Office hours", "ru": "Часы работы"}}, "notes.words_missing"),
        ({"matter": {"en": "inform", "ru": " ", "kk": "хабарлауды"}}, "notes.words_missing"),
        ({"matter": {"en": "{deadline}", "ru": "сообщить", "kk": "хабарлауды"}}, "notes.braces_used"),
        ({"paragraphs": {"en": "One.\n\nTwo.", "ru": "Один.", "kk": "Бір."}}, "notes.paragraphs_differ"),
    ],
)
def test_words_that_could_not_be_printed_alike_are_refused(officer, people, changed, refusal):
    with refused(refusal):
        notes.free_note(by=officer, **changed)
    assert not VerbalNote.objects.exists()


def test_russian_date_at_the_end_has_one_full_stop_and_kazakh_words_none(officer, people):
    note = notes.free_note(
        by=officer,
        matter={"en": "meet on 1 June 2022", "ru": "встретиться 1 июня 2022 г.", "kk": "хабарлауды."},
    )
    assert note.values["words"]["matter"] == {
        "en": "meet on 1 June 2022.",
        "ru": "встретиться 1 июня 2022 г.",
        "kk": "хабарлауды",
    }


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("inform of the following:", "inform of the following:"),
        ("ask “why?”", "ask “why?”."),
        ("ask why?", "ask why?"),
    ],
)
def test_a_full_stop_is_added_only_where_no_other_sign_ends_the_words(officer, people, typed, stored):
    matter = {"en": typed, "ru": "сообщить", "kk": "хабарлауды"}
    assert notes.free_note(by=officer, matter=matter).values["words"]["matter"]["en"] == stored


def test_days_that_differ_between_the_languages_hold_the_issue(officer, signatory, people):
    notes.name_states()
    note = notes.free_note(
        by=officer,
        paragraphs={
            "en": "It meets on 1 July 2022.",
            "ru": "Оно состоится 2 июля 2022 г.",
            "kk": "Ол 2022 жылғы 1 шілдеде өтеді.",
        },
    )
    with pytest.raises(consistency.NotConsistent, match="other dates differ"):
        issue(note, officer, signatory)
    free_notes.send_back(note, reason="The day", by=signatory, at=AT)
    edit(
        note,
        officer,
        paragraphs={
            "en": "It meets on 1 July 2022.",
            "ru": "Оно состоится 1 июля 2022 г.",
            "kk": "Ол 2022 жылғы 1 шілдеде өтеді.",
        },
    )
    free_notes.hand_over(note, by=officer, at=AT)
    assert readiness.find(note, at=AT).defects == []
    assert issue(note, officer, signatory).number == "CICA/GEN/1"


# Steps -----------------------------------------------------------------------------------------------
def test_note_is_edited_until_it_is_sent_and_again_once_it_is_returned(note, officer, signatory):
    read = free_notes.shown(note)
    with refused("notes.free_notes_nothing_changed"):
        edit(note, officer)
    edit(note, officer, subject={"en": "Hours", "ru": "Часы", "kk": "Уақыт"})
    with pytest.raises(StaleVersion):
        edit(note, officer, read=read)
    free_notes.hand_over(note, by=officer, at=AT)
    with pytest.raises(AlreadyMoved):
        edit(note, officer)
    with pytest.raises(NotAllowed):
        free_notes.send_back(note, reason="No", by=officer, at=AT)
    with refused("notes.free_notes_reason_missing"):
        free_notes.send_back(note, reason=" ", by=signatory, at=AT)
    free_notes.send_back(note, reason="Say the days.", by=signatory, at=AT)
    assert (note.status, free_notes.returned(note)) == (NoteStatus.IN_PREPARATION, "Say the days.")
    edit(note, officer)
    free_notes.hand_over(note, by=officer, at=AT)
    assert free_notes.returned(note) == ""
    acts = AuditEntry.objects.filter(action__startswith="verbal_note").order_by("sequence")
    assert list(acts.values_list("action", flat=True)) == [
        f"verbal_note.{act}" for act in ("draft", "redraft", "hand_over", "send_back", "redraft", "hand_over")
    ]


def test_note_in_preparation_is_not_issued_and_may_be_discarded(note, officer, signatory):
    with pytest.raises(AlreadyMoved):
        issuing.issue(note, by=signatory, at=AT)
    issuing.discard(note, by=officer, at=AT)
    assert note.status == NoteStatus.DISCARDED
    with pytest.raises(AlreadyMoved):
        free_notes.hand_over(note, by=officer, at=AT)
    assert numbers.coming_number(note.series, at=AT) == "CICA/GEN/1"


def test_note_takes_enclosures_before_it_is_sent_and_after_it_was_returned(client, note, officer, signatory):
    def enclose(name):
        attaching.attach(
            note, {"all": admitted(pdf())}, titles=dict.fromkeys(LANGUAGES, name), by=officer, at=AT
        )

    notes.numbered_after("CICA/GEN", 41)
    enclose("Agenda")
    free_notes.hand_over(note, by=officer, at=AT)
    free_notes.send_back(note, reason="Enclose the form.", by=signatory, at=AT)
    enclose("Form")
    list_url = reverse("notes:note-attachments", args=[note.key])
    assert list_url in client.signed_in(officer).page("notes:note-detail", note.key)
    assert len(client.get(list_url).context["chosen"]) == 2
    free_notes.hand_over(note, by=officer, at=AT)
    client.force_login(signatory)
    facts = dict(client.get(reverse("notes:note-issue", args=[note.key])).context["facts"])
    assert facts["Enclosures"].startswith("Agenda (")
    assert "; Form (" in facts["Enclosures"]
    issuing.issue(note, by=signatory, at=AT)
    assert list(notes.counted(note).values()) == [[2, 2, 2], [2, 2, 2]]


def test_who_drafted_a_note_does_not_issue_it_where_two_are_asked_for(people, signatory, settings):
    settings.TWO_PERSONS_ISSUE = True
    note = notes.free_note(by=signatory)
    free_notes.hand_over(note, by=signatory, at=AT)
    with pytest.raises(NotAllowed):
        issuing.issue(note, by=signatory, at=AT)


def test_another_who_adds_a_copy_does_not_make_it_the_note_of_two(people, officer, signatory, settings):
    settings.TWO_PERSONS_ISSUE = True
    note = notes.free_note(by=signatory)
    addressing.choose(note, is_to_all=False, to=[state("TR")], copies=[state("KZ")], by=officer, at=AT)
    free_notes.hand_over(note, by=officer, at=AT)
    with pytest.raises(NotAllowed):
        issuing.issue(note, by=signatory, at=AT)
    issuing.issue(note, by=members.signatory(), at=AT)


def test_only_the_secretariat_drafts(people, note):
    for person in (people["KZ"], members.coordinator()):
        with pytest.raises(NotAllowed):
            notes.free_note(by=person)
        with pytest.raises(NotAllowed):
            free_notes.hand_over(note, by=person, at=AT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_of_two_who_issue_at_once_one_wins(people, officer, signatory):
    notes.name_states()
    note = notes.free_note(by=officer)
    free_notes.hand_over(note, by=officer, at=AT)
    found = at_once(
        *[lambda: issuing.issue(VerbalNote.objects.get(pk=note.pk), by=signatory, at=AT).number] * 2
    )
    assert [one for one in found if not isinstance(one, AlreadyMoved)] == ["CICA/GEN/1"]
    assert notes.last_number("CICA/GEN") == 1


def test_second_issue_takes_no_second_number(note, officer, signatory):
    free_notes.hand_over(note, by=officer, at=AT)
    other = VerbalNote.objects.get(pk=note.pk)
    issuing.issue(note, by=signatory, at=AT)
    with pytest.raises(issuing.AlreadyIssued):
        issuing.issue(other, by=signatory, at=AT)
    assert notes.last_number("CICA/GEN") == 1
    assert Dispatch.objects.filter(note=note).count() == 3


# Who sees it -----------------------------------------------------------------------------------------
def seen(people, note, client):
    """Return who finds the note: on its page, in the register, the feed, search and API."""
    found = {}
    for code, person in people.items():
        client.force_login(person)
        places = {
            "page": client.get(reverse("notes:note-detail", args=[note.key])).status_code == 200,
            "register": note
            in [one for one, *_rest in client.get(reverse("notes:note-list")).context["notes"]],
            "search": "CICA/GEN/1" in client.page("search:find", q="office hours"),
            "feed": any(one.title.startswith("Note CICA/GEN/1") for one in feeds._notes(person, "en")),
        }
        found[code] = {place for place, is_there in places.items() if is_there}
    return found


def test_draft_is_seen_by_no_delegation_and_the_note_by_those_it_names(
    client, note, people, officer, signatory
):
    addressing.choose(note, is_to_all=False, to=[state("TR")], copies=[state("KZ")], by=officer, at=AT)
    nobody = {"KZ": set(), "RU": set(), "TR": set()}
    assert seen(people, note, client) == nobody
    free_notes.hand_over(note, by=officer, at=AT)
    assert seen(people, note, client) == nobody
    issuing.issue(note, by=signatory, at=AT)
    notes.store_all(at=AT)
    everywhere = {"page", "register", "search", "feed"}
    assert seen(people, note, client) == {"KZ": everywhere, "RU": set(), "TR": everywhere}


def test_note_to_all_is_seen_by_the_members_of_its_day(note, people, officer, signatory):
    addressing.remark(note, state("KZ"), text={"kk": "Алғыспен."}, by=officer, at=AT)
    issue(note, officer, signatory)
    later = members.contact_point(members.member_state("CN"))
    readers = [*people.values(), later]
    assert [VerbalNote.objects.visible_to(one).filter(pk=note.pk).exists() for one in readers] == [
        True,
        True,
        True,
        False,
    ]


# What follows ----------------------------------------------------------------------------------------


def test_signature_and_lost_messages_are_open_points(note, officer, signatory):
    def points(person):
        return {(one.kind, str(one.about)) for one in open_points.of_reader(person, AT)}

    assert points(signatory) == set()
    free_notes.hand_over(note, by=officer, at=AT)
    assert points(signatory) == {("free_note_unsigned", "Office hours")}
    issuing.issue(note, by=signatory, at=AT)
    assert points(signatory) == set()
    Dispatch.objects.filter(member_state__code="TR").update(status="bounced")
    assert points(officer) == {("free_note_message", "1 message of note CICA/GEN/1")}


@pytest.mark.parametrize("status", ["failed", "bounced"])
def test_lost_messages_count_on_the_start_page(note, officer, signatory, client, status):
    issue(note, officer, signatory)
    assert client.signed_in(officer).get(reverse("home")).context["failed"].undelivered == 0
    Dispatch.objects.exclude(member_state__code="KZ").update(status=status)
    page = client.get(reverse("home"))
    assert page.context["failed"].undelivered == Dispatch.objects.filter(status=status).count() == 2
    assert f'class="is-needs" href="{reverse("notes:outbox")}"><b>2</b>' in page.content.decode()


def test_note_is_annulled_by_another_to_the_same(note, officer, signatory):
    addressing.choose(note, is_to_all=False, to=[state("TR")], copies=[state("KZ")], by=officer, at=AT)
    issue(note, officer, signatory)
    annulment = followups.annul(note, by=officer, at=AT)
    issuing.issue(annulment, by=signatory, at=AT)
    assert annulment.number == "CICA/GEN/2"
    sent = Dispatch.objects.filter(note=annulment).order_by("member_state__code")
    assert list(sent.values_list("member_state__code", "is_copy")) == [("KZ", True), ("TR", False)]
    notes.store_all(at=AT)
    letter, first = (letters.note_letter(one, "en") for one in (annulment, note))
    assert "Note CICA/GEN/2 (annulment of a note): Office hours" in ordinary(letter.subject)
    assert "26 May 2022 (annulment of a note):" in ordinary(letter.body)
    assert "(" not in first.subject
    assert len(sending.deliver_due(AT)) == 4


def test_message_says_that_enclosures_are_attached_only_where_there_are_some(note, officer, signatory):
    titles = dict.fromkeys(LANGUAGES, "Agenda")
    attaching.attach(note, {"all": admitted(pdf())}, titles=titles, by=officer, at=AT)
    issue(note, officer, signatory)
    annulment = issuing.issue(followups.annul(note, by=officer, at=AT), by=signatory, at=AT)
    notes.store_all(at=AT)

    ends = [
        ordinary(letters.note_letter(one, code).body.strip()).rpartition("\n")[2]
        for one in (note, annulment)
        for code in LANGUAGES
    ]

    assert ends == [
        "The note in English, Russian and Kazakh and its enclosures are attached.",
        "Нота на английском, русском и казахском языках и приложения к ней прилагаются.",
        "Ағылшын, орыс және қазақ тілдеріндегі нота мен оның қосымшалары қоса беріледі.",
        "The note in English, Russian and Kazakh is attached.",
        "Нота на английском, русском и казахском языках прилагается.",
        "Ағылшын, орыс және қазақ тілдеріндегі нота қоса беріледі.",
    ]


def test_what_is_sent_twice_is_begun_once(people, officer):
    first = notes.free_note(by=officer)
    assert notes.free_note(by=officer) == first
    assert notes.free_note(by=members.officer(username="second")) != first
    assert notes.free_note(by=officer, prefix="CICA/ADM") != first
    addressing.choose(first, is_to_all=False, to=[state("TR")], copies=[], by=officer, at=AT)
    second = notes.free_note(by=officer)
    assert second != first
    free_notes.hand_over(second, by=officer, at=AT)
    assert notes.free_note(by=officer) not in (first, second)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_clicks_begin_one_note(people, officer):
    NoteSeries.objects.create(prefix="CICA/GEN")
    found = at_once(*[lambda: notes.free_note(by=officer)] * 2)
    assert found == [VerbalNote.objects.get()] * 2


def _reworded(note, officer):
    other = members.signatory(username="other")
    free_notes.send_back(note, reason="Say it otherwise.", by=other, at=AT)
    edit(note, officer, paragraphs={"en": "It is closed.", "ru": "Закрыто.", "kk": "Жабық."})
    free_notes.hand_over(note, by=officer, at=AT)


def _addressed(note, officer):
    addressing.choose(note, is_to_all=False, to=[state("TR")], copies=[], by=officer, at=AT)


def _copied(note, officer):
    other = members.correspondent("FORUM")
    addressing.choose(note, is_to_all=True, to=[], copies=[other], by=officer, at=AT)


def _remarked(note, officer):
    addressing.remark(note, state("TR"), text={"en": "For your Embassy"}, by=officer, at=AT)


def _enclosed(note, officer, content=None):
    titles = {"en": "plan", "ru": "план", "kk": "жоспар"}
    attaching.attach(note, {"all": admitted(content or pdf())}, titles=titles, by=officer, at=AT)


@pytest.mark.parametrize("change", [_reworded, _addressed, _copied, _remarked, _enclosed])
def test_a_draft_that_was_changed_since_it_was_shown_is_not_issued(note, officer, signatory, change):
    free_notes.hand_over(note, by=officer, at=AT)
    shown = notes.shown(note)["draft"]
    change(note, officer)
    with pytest.raises(issuing.DraftMoved):
        issuing.issue(note, by=signatory, at=AT, expected_draft=shown)
    assert not Dispatch.objects.filter(note=note).exists()
    issuing.issue(note, by=signatory, at=AT, expected_draft=notes.shown(note)["draft"])
    assert note.number == "CICA/GEN/1"


@pytest.mark.good_path
def test_another_file_under_the_same_title_is_not_issued(note, officer, signatory):
    free_notes.hand_over(note, by=officer, at=AT)
    _enclosed(note, officer)
    shown = notes.shown(note)["draft"]
    attaching.remove(note, note.attachments.get().pk, by=officer, at=AT)
    _enclosed(note, officer, pdf() + b"\n%")
    with pytest.raises(issuing.DraftMoved):
        issuing.issue(note, by=signatory, at=AT, expected_draft=shown)


# Pages -----------------------------------------------------------------------------------------------
def sent_form(**changed):
    content = notes.free_content()
    fields = {"series": "CICA/GEN", "incoming": ""}
    for name in ("subject", "matter", "paragraphs"):
        fields |= {f"{name}-{code}": getattr(content, name)[code] for code in LANGUAGES}
    return fields | changed


def test_page_shows_a_preview_and_saves_nothing(client, officer, people):
    NoteSeries.objects.create(prefix="CICA/GEN")
    url = reverse("notes:free-note-create")
    shown = client.signed_in(officer).post(url, sent_form(preview="1"))
    assert [text["language"] for text in shown.context["texts"]] == list(LANGUAGES)
    assert "<strong>closed</strong>" in shown.content.decode()
    assert not VerbalNote.objects.exists()
    assert client.post(url, sent_form(**{"matter-kk": ""})).status_code == 422
    assert client.post(url, sent_form(series="")).status_code == 422


def test_pages_from_draft_to_issue(client, officer, signatory, people):
    notes.name_states()
    notes.numbered_after("CICA/GEN", 41)
    made = client.signed_in(officer).post(reverse("notes:free-note-create"), sent_form())
    note = VerbalNote.objects.get()
    detail = reverse("notes:note-detail", args=[note.key])
    assert made.url == detail
    edit_url = reverse("notes:free-note-edit", args=[note.key])
    form = client.get(edit_url).context["form"]
    assert client.post(edit_url, {**form.initial, "subject-en": "Hours"}).url == detail
    assert client.post(edit_url, {**form.initial, "subject-en": "Other"}).status_code == 409
    client.post(reverse("notes:free-note-hand-over", args=[note.key]))
    return_url = reverse("notes:free-note-return", args=[note.key])
    assert client.signed_in(signatory).post(return_url, {"reason": ""}).status_code == 422
    client.post(return_url, {"reason": "Say the days."})
    assert "Say the days." in client.get(detail).content.decode()
    client.post(reverse("notes:free-note-hand-over", args=[note.key]))
    confirm = client.get(reverse("notes:note-issue", args=[note.key]))
    assert confirm.context["ready"].number == "CICA/GEN/42"
    given = {"number": "CICA/GEN/42", "draft": confirm.context["draft"], "reason": ""}
    client.post(reverse("notes:note-issue", args=[note.key]), given)
    page = client.get(detail).content.decode()
    assert "CICA/GEN/42" in page
    assert "Hours" in page
    assert "<strong>closed</strong>" in page
    register = client.get(reverse("notes:note-list"), {"as": "csv"})
    assert "CICA/GEN/42" in register.content.decode("utf-8-sig")
