"""Replacing an issued note: one further note withdraws it, says all anew, and both stay."""

import datetime as dt
from functools import partial

import pytest
from django.urls import reverse
from django.utils import translation

from api import shapes
from cica_portal.errors import NotAllowed
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.procedure import certificates, consultations, outcomes
from comments.refusals import ConsultationStillOpen
from documents import registry
from documents.enums import ALL
from members.models import AuditEntry
from notes.acts import (
    acknowledging,
    attaching,
    extensions,
    followups,
    free_notes,
    issuing,
    readiness,
    replacing,
)
from notes.acts.submitting import submission_after_silence
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch, NoteSeries, VerbalNote
from notes.packages import contents
from notes.register import verification
from notes.wording import consistency, enclosed
from plans.models import ConceptPaper
from tests.factories import comments, notes
from tests.notes.acts.test_attaching import admitted, pdf
from tests.prints import text_of
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT
LATER = AT + dt.timedelta(days=2)
CLOSED = notes.CLOSES_AT + dt.timedelta(hours=1)
TITLES = {"en": "Agenda", "ru": "Повестка дня", "kk": "Күн тәртібі"}


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(CLOSED)


@pytest.fixture
def circulated(people):
    notes.name_states()
    note = notes.note_of(notes.circulated())
    notes.store_all()
    return note


def content(note, **changed):
    words = replacing.words_of(note)
    return free_notes.Content(**(words | changed))


def replaced(note, officer, signatory, at=CLOSED, **changed):
    made = replacing.draft(note, content(note, **changed), by=officer, at=at)
    free_notes.hand_over(made, by=officer, at=at)
    return issuing.issue(made, by=signatory, at=at)


@pytest.mark.parametrize("ends", ["annul", "replace"])
def test_a_note_is_not_ended_once_a_waiting_closing_became_an_extension(circulated, officer, signatory, ends):
    """While a closing waits for a signatory nobody responds, and its note can be ended: drafted so, and
    issued after the deadline was extended, it would end a note to which States respond (rule 43)."""
    held = circulated.consultation
    away_since = held.closes_at - dt.timedelta(minutes=10)
    held.held_closings.create(closes_at=held.closes_at, away_since=away_since, held_at=held.closes_at)
    if ends == "annul":
        drafted = followups.annul(circulated, by=officer, at=CLOSED)
    else:
        drafted = replacing.draft(circulated, content(circulated), by=officer, at=CLOSED)
        free_notes.hand_over(drafted, by=officer, at=CLOSED)

    consultations.extend(held, dt.date(2022, 6, 9), reason="Outage", by=signatory, at=CLOSED)
    with pytest.raises(ConsultationStillOpen):
        issuing.issue(drafted, by=signatory, at=CLOSED)

    drafted.refresh_from_db()
    assert (drafted.status, drafted.number) == (NoteStatus.DRAFTED, None)
    assert followups.ended(circulated) is None


def test_a_deadline_is_not_extended_by_a_note_that_names_an_annulled_circulation(
    circulated, officer, signatory
):
    """It may be annulled while a closing waits for a signatory, who may extend then (rule 43)."""
    held = circulated.consultation
    extension = extensions.prepare(held, dt.date(2022, 6, 9), reason="Outage", by=officer, at=LATER)
    away_since = held.closes_at - dt.timedelta(minutes=10)
    held.held_closings.create(closes_at=held.closes_at, away_since=away_since, held_at=held.closes_at)
    issuing.issue(followups.annul(circulated, by=officer, at=CLOSED), by=signatory, at=CLOSED)

    with pytest.raises(readiness.NotReady, match="NCT/ICT/689, which another note has annulled"):
        issuing.issue(extension, by=signatory, at=CLOSED)

    held.refresh_from_db()
    extension.refresh_from_db()
    assert (held.closes_at, extension.status) == (notes.CLOSES_AT, NoteStatus.DRAFTED)


def openings(note):
    texts = {text.language: {one["id"]: one["lines"] for one in text.pieces} for text in note.texts.all()}
    return [texts[code]["opening"][0] for code in LANGUAGES]


def test_replacement_begins_with_the_words_of_the_note_in_every_language(circulated):
    words = replacing.words_of(circulated)
    assert words["matter"]["en"].startswith("convey herewith the draft Concept Paper")
    assert words["matter"]["ru"].startswith("направить проект Концепции")
    assert words["matter"]["kk"].endswith("жолдауды")
    assert "өзінің зор ілтипатын" not in words["matter"]["kk"]
    assert len({text.count("\n\n") for text in words["paragraphs"].values()}) == 1


SAID = {
    "en": (
        "corrected by note NCT/ICT/690 of 6 June 2022",
        "replaced by note NCT/ICT/691 of 7 June 2022",
        "corrected by note NCT/ICT/692 of 8 June 2022",
    ),
    "ru": (
        "исправлена нотой № NCT/ICT/690 от 6 июня 2022 г.",
        "заменена нотой № NCT/ICT/691 от 7 июня 2022 г.",
        "исправлена нотой № NCT/ICT/692 от 8 июня 2022 г.",
    ),
    "kk": (
        "2022 жылғы 6 маусымдағы № NCT/ICT/690 нотамен түзетілген",
        "2022 жылғы 7 маусымдағы № NCT/ICT/691 нотамен ауыстырылған",
        "2022 жылғы 8 маусымдағы № NCT/ICT/692 нотамен түзетілген",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_certified_record_says_what_changed_the_circulated_note(
    circulated, officer, signatory, set_clock, language
):
    consultation = circulated.consultation
    set_clock(LATER)
    correct = partial(followups.correct, **notes.CORRECTED, by=officer)
    before = notes.CLOSES_AT - dt.timedelta(hours=6)
    issuing.issue(correct(circulated, at=before), by=signatory, at=before)
    consultations.close(consultation, at=set_clock(CLOSED))
    only_corrected = certificates.source(consultation, at=CLOSED)
    made = replaced(circulated, officer, signatory)
    day_after = CLOSED + dt.timedelta(days=1)
    issuing.issue(correct(made, at=day_after), by=signatory, at=day_after)

    document = certificates.request(consultation, language, at=day_after)
    printed = " ".join(text_of(registry.rendered(document)).split())

    with translation.override(language):
        said = certificates.content(consultation, language, at=day_after).followed
    assert tuple(map(ordinary, said)) == SAID[language]
    assert all(sentence in ordinary(printed) for sentence in SAID[language])
    assert certificates.source(consultation, at=CLOSED - dt.timedelta(minutes=1)) == only_corrected


EXTENDED = {
    "en": "deadline extended by note NCT/ICT/690 of 26 May 2022",
    "ru": "срок продлен нотой № NCT/ICT/690 от 26 мая 2022 г.",
    "kk": "мерзім 2022 жылғы 26 мамырдағы № NCT/ICT/690 нотамен ұзартылған",
}


def test_certified_record_and_package_name_the_note_that_extended_the_deadline(
    circulated, officer, signatory, set_clock
):
    consultation = circulated.consultation
    extension = notes.extended(consultation, notes.RESPOND_BY + dt.timedelta(days=7), by=signatory)
    correction = followups.correct(circulated, **notes.CORRECTED, by=officer, at=LATER)
    issuing.issue(correction, by=signatory, at=LATER)
    closed = set_clock(consultation.closes_at + dt.timedelta(minutes=1))
    consultations.close(consultation, at=closed)

    for language, sentence in EXTENDED.items():
        with translation.override(language):
            followed = certificates.content(consultation, language, at=closed).followed
        assert ordinary(followed[0]) == sentence and "NCT/ICT/691" in followed[1] and len(followed) == 2
    assert contents.notes(consultation) == [circulated, extension, correction]


def test_note_is_withdrawn_and_replaced_in_one_act(circulated, officer, signatory, people):
    made = replaced(circulated, officer, signatory)

    assert (made.number, made.answers_to, made.paper) == ("NCT/ICT/690", circulated, circulated.paper)
    english, russian, kazakh = openings(made)
    assert (
        "and, in replacement of its Note No. NCT/ICT/689 dated 26 May 2022, which is hereby withdrawn, "
        "has the honor to convey herewith the draft" in english
    )
    assert (
        "и взамен своей ноты № NCT/ICT/689 от 26 мая 2022 г., которая настоящим отзывается, имеет честь "
        "направить проект" in russian
    )
    assert "2022 жылғы 26 мамырдағы № NCT/ICT/689 нотасын осымен кері қайтарып алып, оның орнына" in kazakh
    assert followups.ended(circulated) == made
    kept = VerbalNote.objects.get(pk=circulated.pk)
    assert (kept.status, kept.number) == (NoteStatus.ISSUED, "NCT/ICT/689")
    written_to = Dispatch.objects.filter(note=made).values_list("member_state__code", flat=True)
    assert list(written_to) == ["KZ", "RU", "TR"]
    said = AuditEntry.objects.filter(action="verbal_note.issue").latest("pk")
    assert said.after["ends"] == "NCT/ICT/689"


def test_until_it_is_issued_the_note_stays_in_effect(circulated, officer):
    replacing.draft(circulated, content(circulated), by=officer, at=CLOSED)
    assert followups.ended(circulated) is None
    with refused("notes.followups_already_drafted"):
        replacing.draft(circulated, content(circulated), by=officer, at=CLOSED)
    with refused("notes.followups_already_drafted"):
        followups.annul(circulated, by=officer, at=CLOSED)


def test_what_is_not_replaced(circulated, officer, signatory, people):
    with pytest.raises(ConsultationStillOpen, match="Withdraw the plan first"):
        replacing.draft(circulated, content(circulated), by=officer, at=LATER)
    with pytest.raises(NotAllowed):
        replacing.draft(circulated, content(circulated), by=people["KZ"], at=CLOSED)
    replaced(circulated, officer, signatory)
    with refused("notes.is_void"):
        replacing.draft(circulated, content(circulated), by=officer, at=CLOSED)
    with refused("notes.is_void"):
        followups.annul(circulated, by=officer, at=CLOSED)


def test_annulment_is_neither_annulled_nor_replaced(client, circulated, officer, signatory):
    annulment = issuing.issue(followups.annul(circulated, by=officer, at=CLOSED), by=signatory, at=CLOSED)
    with refused("notes.never_annulled", match="NCT/ICT/690"):
        followups.annul(annulment, by=officer, at=CLOSED)

    page = client.signed_in(officer).page("notes:note-detail", annulment.key)
    assert "What was annulled stays so. Send a new note instead." in page
    assert reverse("notes:note-annul", args=[annulment.key]) not in page

    with refused("notes.never_replaced", match="NCT/ICT/690"):
        replacing.draft(annulment, content(circulated), by=officer, at=CLOSED)


def test_replacement_is_replaced_in_turn(circulated, officer, signatory):
    first = replaced(circulated, officer, signatory)
    assert replacing.words_of(first) == replacing.words_of(circulated)
    second = replaced(first, officer, signatory)
    assert followups.ended(first) == second
    assert [note.number for note in contents.notes(circulated.consultation)] == [
        "NCT/ICT/689",
        "NCT/ICT/690",
        "NCT/ICT/691",
    ]


def test_correction_of_a_note_that_was_replaced_meanwhile_is_not_issued(circulated, officer, signatory):
    correction = followups.correct(circulated, **notes.CORRECTED, by=officer, at=CLOSED)
    replaced(circulated, officer, signatory)
    with refused("notes.is_void"):
        issuing.issue(correction, by=signatory, at=CLOSED)


def test_deadline_of_the_note_is_kept_in_every_language(circulated, officer, signatory):
    """The deadline is a fact of the consultation: a replacement states no other."""
    paragraphs = replacing.words_of(circulated)["paragraphs"]
    told = {
        "en": ("6 June 2022", "7 June 2022"),
        "ru": ("6 июня 2022", "7 июня 2022"),
        "kk": ("2022 жылғы 6 маусым", "2022 жылғы 7 маусым"),
    }
    for code, (stated, _other) in told.items():
        assert stated in paragraphs[code], code
    other = {code: text.replace(*told[code]) for code, text in paragraphs.items()}
    note = replacing.draft(circulated, content(circulated, paragraphs=other), by=officer, at=CLOSED)
    found = [str(one) for one in readiness.find(note, at=CLOSED).defects]
    assert len([one for one in found if "the deadline is not 6 June 2022" in one]) == 3
    with pytest.raises(free_notes.NotSent, match="the deadline is not 6 June 2022"):
        free_notes.hand_over(note, by=officer, at=CLOSED)
    VerbalNote.objects.filter(pk=note.pk).update(status=NoteStatus.DRAFTED)
    with pytest.raises(consistency.NotConsistent):
        issuing.issue(note, by=signatory, at=CLOSED)


def test_what_the_note_enclosed_is_enclosed_again(circulated, officer, signatory, people):
    made = replacing.draft(circulated, content(circulated, encloses_again=True), by=officer, at=CLOSED)
    attaching.attach(made, {ALL: admitted(pdf(2))}, titles=TITLES, by=officer, at=CLOSED)
    free_notes.hand_over(made, by=officer, at=CLOSED)
    issuing.issue(made, by=signatory, at=CLOSED)

    before, after = enclosed.of(circulated), enclosed.of(made)
    assert [one.titles["en"] for one in after] == [before[0].titles["en"], "Agenda"]
    assert after[0].copies["kk"].sha256 == before[0].copies["kk"].sha256
    marks = [
        next(one for one in text.pieces if one["id"] == "enclosure")["lines"] for text in made.texts.all()
    ]
    assert all(len(lines) >= 2 for lines in marks)


def test_files_enclosed_again_count_for_the_weight_of_the_message(people, officer, signatory, monkeypatch):
    notes.name_states()
    note = notes.free_note(by=officer, at=AT)
    attaching.attach(note, {ALL: admitted(pdf(2))}, titles=TITLES, by=officer, at=AT)
    free_notes.hand_over(note, by=officer, at=AT)
    issuing.issue(note, by=signatory, at=AT)
    made = replacing.draft(note, content(note, encloses_again=True), by=officer, at=CLOSED)
    size = len(pdf(2))
    monkeypatch.setattr(attaching, "LIMIT_MEGABYTES", size * 1.5 / (1024 * 1024))
    with refused("notes.too_heavy"):
        attaching.attach(made, {ALL: admitted(pdf(2))}, titles=TITLES, by=officer, at=CLOSED)


def test_note_about_no_plan_keeps_its_subject_and_its_addressee(
    circulated, officer, signatory, people, set_clock
):
    set_clock(LATER)
    comments.answer(circulated.consultation, people["TR"], Position.COMMENTS)
    thanks = acknowledging.acknowledge(
        circulated.consultation, people["TR"].member_state, by=officer, at=LATER
    )
    issuing.issue(thanks, by=signatory, at=LATER)
    made = replaced(thanks, officer, signatory)
    assert made.member_state == people["TR"].member_state
    assert list(Dispatch.objects.filter(note=made).values_list("member_state__code", flat=True)) == ["TR"]

    free = notes.free_note(by=officer, at=AT)
    free_notes.hand_over(free, by=officer, at=AT)
    issuing.issue(free, by=signatory, at=AT)
    again = replacing.draft(free, content(free), by=officer, at=CLOSED)
    free_notes.edit(
        again,
        again.series.prefix,
        content(free, matter={"en": "inform", "ru": "сообщить", "kk": "хабарлауды"}),
        read=free_notes.shown(again),
        by=officer,
        at=CLOSED,
    )
    assert again.about == "Office hours"
    assert again.values["words"]["matter"]["en"] == "inform."


# Where it is shown ------------------------------------------------------------------------------------
def page(client, user, address):
    return client.signed_in(user).get(address).content.decode()


def test_replaced_note_is_marked_wherever_it_stands(client, circulated, officer, signatory, people):
    made = replaced(circulated, officer, signatory)
    mark = "replaced by note NCT/ICT/690"
    for user, address in (
        (officer, reverse("notes:note-list")),
        (officer, reverse("notes:consultation-notes", args=[circulated.consultation_id])),
        (officer, f"{reverse('search:find')}?q=NCT/ICT/689"),
    ):
        assert page(client, user, address).count(mark) == 1, address
    detail = page(client, people["TR"], reverse("notes:note-detail", args=[circulated.key]))
    assert "Replaced by note NCT/ICT/690 of" in detail
    own = page(client, people["TR"], reverse("notes:note-detail", args=[made.key]))
    assert "Replaces" in own
    table = page(client, officer, reverse("notes:note-list") + "?as=csv")
    assert [line.split(",")[4:6] for line in table.splitlines()[1:]] == [["", ""], ["", "NCT/ICT/690"]]
    told = shapes.note(VerbalNote.objects.with_void().get(pk=circulated.pk), "", [])
    assert (told["annulled_by"], told["replaced_by"]) == (None, "NCT/ICT/690")


def test_who_holds_the_paper_of_a_replaced_note_is_told_so(client, circulated, officer, signatory):
    replaced(circulated, officer, signatory)
    assert verification.verdict(circulated.number, circulated.check_code) == verification.Verdict.REPLACED
    with translation.override("en"):
        found = client.get(
            reverse("notes:note-check"),
            {"number": circulated.number, "code": circulated.check_code},
            headers={"accept-language": "en"},
        )
    assert "Genuine but replaced" in found.content.decode()


def test_pages_from_the_issued_note_to_its_replacement(client, circulated, officer, signatory):
    detail = reverse("notes:note-detail", args=[circulated.key])
    replace = reverse("notes:note-replace", args=[circulated.key])
    assert replace in client.signed_in(officer).get(detail).content.decode()
    form = client.get(replace).context["form"]
    shown = client.post(replace, {**form.initial, "preview": "1"})
    assert "which is hereby withdrawn" in shown.content.decode()
    assert not VerbalNote.objects.filter(answers_to=circulated).exists()
    client.post(replace, form.initial)
    draft = VerbalNote.objects.get(answers_to=circulated)
    assert draft.values[enclosed.AGAIN] is True
    edit = reverse("notes:free-note-edit", args=[draft.key])
    begun = client.get(edit).context["form"]
    client.post(edit, {**begun.initial, "encloses_again": ""})
    assert enclosed.AGAIN not in VerbalNote.objects.get(pk=draft.pk).values
    client.post(reverse("notes:free-note-hand-over", args=[draft.key]))
    page = client.signed_in(signatory).get(reverse("notes:note-issue", args=[draft.key]))
    confirm, shown = page.content.decode(), page.context["draft"]
    assert "note NCT/ICT/689 is no longer in effect" in confirm
    given = {"number": "NCT/ICT/690", "draft": shown, "reason": ""}
    client.post(reverse("notes:note-issue", args=[draft.key]), given)
    issued = client.get(detail).content.decode()
    assert replace not in issued
    assert NoteSeries.objects.get(prefix="NCT/ICT").notes.filter(status=NoteStatus.ISSUED).count() == 2


def closed(circulated, people, set_clock, *, commented=False):
    """Return the consultation of a note, closed in silence or with a comment of Kazakhstan."""
    made = circulated.consultation
    notes.reached(made)
    if commented:
        set_clock(LATER)
        comments.draft(made, people["KZ"], proposed_text="As Kazakhstan proposes", language="en")
        comments.answer(made, people["KZ"], Position.COMMENTS)
    consultations.close(made, at=set_clock(CLOSED))
    made.refresh_from_db()
    return made


REFERRING = {
    "en": "Note No. {number} dated {day}",
    "ru": "№ {number} от {day}",
    "kk": "{day} № {number}",
}
DAYS = {
    "NCT/ICT/689": {"en": "26 May 2022", "ru": "26 мая 2022 г.", "kk": "2022 жылғы 26 мамырдағы"},
    "NCT/ICT/690": {"en": "7 June 2022", "ru": "7 июня 2022 г.", "kk": "2022 жылғы 7 маусымдағы"},
}


def refers(said, number):
    """Tell in which languages a note refers to the one with the number, and its date."""
    return [
        code
        for code in LANGUAGES
        if REFERRING[code].format(number=number, day=DAYS[number][code]) in said[code]
    ]


def test_notes_of_a_consultation_refer_to_what_replaced_its_note(
    circulated, officer, signatory, people, set_clock
):
    made = closed(circulated, people, set_clock)
    [waiting] = submission_after_silence.draft_due(CLOSED)
    assert refers(said_by(waiting), "NCT/ICT/689") == list(LANGUAGES)
    replaced(circulated, officer, signatory)
    waiting.refresh_from_db()
    assert refers(said_by(waiting), "NCT/ICT/690") == list(LANGUAGES)
    assert refers(said_by(waiting), "NCT/ICT/689") == []
    outcomes.confirm(made, outcome="silence", by=signatory, at=CLOSED)
    issuing.issue(waiting, by=signatory, at=CLOSED, reason="Nothing is open")
    assert waiting.answers_to.number == "NCT/ICT/690"


def test_what_follows_refers_to_what_replaced_the_note(circulated, officer, signatory, people, set_clock):
    made = closed(circulated, people, set_clock, commented=True)
    replaced(circulated, officer, signatory)
    thanks = acknowledging.acknowledge(made, people["KZ"].member_state, by=officer, at=CLOSED)
    assert thanks.answers_to.number == "NCT/ICT/690"

    again = CLOSED + dt.timedelta(days=7)
    paper = ConceptPaper.objects.get(pk=made.revision.paper_id)
    note = notes.prepared(at=again, paper=paper, respond_by=dt.date(2022, 6, 27))
    assert (note.kind, note.answers_to.number) == (NoteKind.CIRCULATION_REVISED, "NCT/ICT/690")
    assert refers(said_by(note, at=again, pages=3), "NCT/ICT/690") == list(LANGUAGES)
    assert refers(said_by(note, at=again, pages=3), "NCT/ICT/689") == []


def test_a_plan_whose_replaced_note_was_annulled_is_circulated_anew(
    circulated, officer, signatory, people, set_clock
):
    made = closed(circulated, people, set_clock, commented=True)
    annulment = followups.annul(replaced(circulated, officer, signatory), by=officer, at=CLOSED)
    issuing.issue(annulment, by=signatory, at=CLOSED)
    paper = ConceptPaper.objects.get(pk=made.revision.paper_id)
    note = notes.prepared(at=CLOSED + dt.timedelta(days=7), paper=paper, respond_by=dt.date(2022, 6, 27))
    assert (note.kind, note.answers_to) == (NoteKind.CIRCULATION, None)


def said_by(note, at=CLOSED, pages=None):
    """Return the words of a drafted note in each language, with ordinary spaces."""
    words = {code: notes.composed(note, code, at=at, pages=pages) for code in LANGUAGES}
    return {code: " ".join(ordinary(consistency.plain(of)).split()) for code, of in words.items()}
