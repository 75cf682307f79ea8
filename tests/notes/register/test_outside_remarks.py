"""Remarks of observers and partners: registered, confirmed by another, shown when a signatory says so."""

import datetime as dt
import subprocess
import uuid
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.models import OutsideRelease, OutsideRemark
from comments.procedure.replies import ledger
from comments.reading import compilation, filters, for_states, on_paper, outside, working_files
from comments.writing import outside as acts
from documents import renders, store
from members.models import AuditEntry, MemberState
from notes.acts import issuing
from notes.packages import front
from notes.register import completeness, outside_remarks
from plans import open_points
from plans.outline import revision_outline
from tests.factories import comments, members, notes, plans
from tests.refusing import refused

pytestmark = pytest.mark.django_db
AT = comments.OPENS_AT + dt.timedelta(days=3)
DAY = dt.date(2022, 5, 28)


@pytest.fixture
def consultation(set_clock):
    made = comments.consultation(states=("KZ", "TR"), visibility="at_once")
    set_clock(AT)
    return made


@pytest.fixture
def officer():
    return members.officer(username="officer")


@pytest.fixture
def signatory():
    return members.signatory()


@pytest.fixture
def observer():
    return members.correspondent("OBS")


def enter(consultation, correspondent, by, **changed):
    said = {
        "channel": "note",
        "number": "7",
        "dated_on": DAY,
        "received_on": DAY,
        "block_keys": [],
        "language": "ru",
        "text": "Следует упомянуть наблюдателей.",
        "request_key": uuid.uuid4(),
    }
    return outside_remarks.enter(consultation, correspondent, **said | changed, by=by, at=AT)


def shown(consultation, observer, officer, signatory, **changed):
    made = enter(consultation, observer, officer, **changed)
    acts.confirm(made, by=signatory, at=AT)
    acts.release(made, by=signatory, at=AT)
    return made


def read_by(person):
    return list(OutsideRemark.objects.visible_to(person))


def test_a_remark_is_read_by_each_once_somebody_has_said_so(consultation, observer, officer, signatory):
    coordinator = plans.coordinating(consultation.revision.paper)
    delegate = members.contact_point(MemberState.objects.get(code="KZ"))
    not_asked = members.contact_point(members.member_state("PK"))
    readers = (officer, coordinator, delegate, not_asked)

    made = enter(consultation, observer, officer)
    assert [bool(read_by(one)) for one in readers] == [True, False, False, False]
    with refused("comments.outside_entered_by_you"):
        acts.confirm(enter(consultation, observer, signatory), by=signatory, at=AT)
    acts.confirm(made, by=signatory, at=AT)
    assert [made in read_by(one) for one in readers] == [True, True, False, False]
    with pytest.raises(NotAllowed):
        acts.release(made, by=officer, at=AT)
    acts.release(made, by=signatory, at=AT)
    assert [made in read_by(one) for one in readers] == [True, True, True, False]
    MemberState.objects.filter(code="KZ").update(left_on=AT.date())
    assert read_by(delegate) == []
    with refused("comments.entered_moved"):
        acts.release(made, by=signatory, at=AT)
    acted = AuditEntry.objects.filter(subject_id=str(made.pk)).values_list("action", flat=True)
    assert sorted(acted) == [f"outside_remark.{act}" for act in ("confirm", "enter", "release")]


def test_what_was_entered_never_changes(consultation, observer, officer, signatory):
    made = shown(consultation, observer, officer, signatory)
    waiting = enter(consultation, observer, officer)
    for rows, change in (
        (OutsideRemark.objects.filter(pk=made.pk), {"status": "discarded"}),
        (OutsideRemark.objects.filter(pk=waiting.pk), {"text": "Otherwise"}),
        (OutsideRelease.objects.all(), {"at": AT + dt.timedelta(days=1)}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        waiting.delete()


def test_remarks_of_one_note_bear_one_number_and_leave_no_gap(consultation, observer, officer):
    key = uuid.uuid4()
    first = enter(consultation, observer, officer, request_key=key)
    assert enter(consultation, observer, officer, request_key=key) == first
    same = enter(consultation, observer, officer, text="A second remark")
    other = enter(consultation, observer, officer, number="8")
    another = enter(consultation, members.correspondent("UN"), officer)
    acts.discard(other, by=officer, at=AT)
    with refused("comments.entered_moved"):
        acts.confirm(other, by=members.signatory(), at=AT)
    assert first.register_number == same.register_number
    assert len({one.register_number for one in (first, other, another)}) == 3
    [counted] = completeness.proof().counters
    assert (counted.count, counted.missing, completeness.proof().strays) == (3, (), [])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"received_on": DAY - dt.timedelta(days=1)}, "notes.in_the_future"),
        ({"received_on": AT.date() + dt.timedelta(days=1)}, "notes.in_the_future"),
        ({"dated_on": dt.date(2022, 5, 1), "received_on": dt.date(2022, 5, 2)}, "notes.before_our_note"),
    ],
)
def test_days_that_cannot_be_are_refused_in_a_sentence(consultation, observer, officer, changed, code):
    with pytest.raises(Refusal) as refusal:
        enter(consultation, observer, officer, **changed)
    assert refusal.value.code == code
    assert not OutsideRemark.objects.exists()


def test_a_delegate_enters_none(consultation, observer):
    delegate = members.contact_point(MemberState.objects.get(code="KZ"))
    with pytest.raises(NotAllowed):
        enter(consultation, observer, delegate)


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_print_it_in_a_section_of_its_own_once_it_is_shown(
    consultation, observer, officer, signatory, language
):
    block = next(row for row in revision_outline(consultation.revision) if row.number)
    made = enter(consultation, observer, officer, block_keys=[str(block.key)])
    acts.confirm(made, by=signatory, at=AT)

    def keys():
        states = for_states.source(consultation, with_replies=False)
        return working_files.source(consultation), states

    before, rows = keys(), len(ledger.rows(consultation, at=AT))
    with translation.override(language):
        assert front.from_outside([consultation]) == ""
    assert made.text not in paper(consultation, language)
    acts.release(made, by=signatory, at=AT)
    assert set(before).isdisjoint(keys())
    with translation.override(language):
        said, line = outside.heading(), front.from_outside([consultation])
        name = observer.name
    printed, word = paper(consultation, language), ordinary(document(consultation, language))
    for text in (ordinary(said), name, made.register_number, made.text):
        assert text in printed
        assert text in word
    assert name in line
    assert len(ledger.rows(consultation, at=AT)) == rows
    assert compilation.entire(consultation, language).readings == ()


def paper(consultation, language):
    found = compilation.entire(consultation, language)
    made = on_paper.request(found, filters.sift(found, {}), at=AT)
    renders.render_wanted(AT)
    made.refresh_from_db()
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=store.read(made), capture_output=True, check=True).stdout.decode()
    return ordinary(" ".join(text.split()))


def document(consultation, language):
    with ZipFile(BytesIO(working_files.document(consultation, language))) as archive:
        return archive.read("word/document.xml").decode()


def test_an_officer_enters_one_on_its_page_and_states_read_it_on_theirs(
    client, consultation, observer, officer, signatory
):
    sent = {
        "correspondent": "other:OBS",
        "channel": "mail",
        "number": "",
        "dated_on": "2022-05-28",
        "received_on": "2022-05-28",
        "language": "en",
        "text": "Mention the observers.",
        "key": str(uuid.uuid4()),
    }
    page = reverse("notes:outside-enter", args=[consultation.pk])
    listed = reverse("comments:outside-list", args=[consultation.pk])
    client.force_login(officer)
    refused_page = client.post(page, sent | {"received_on": "2022-05-27"})
    assert refused_page.status_code == 422
    assert "Mention the observers." in refused_page.content.decode()
    assert client.post(page, sent).url == listed
    made = OutsideRemark.objects.get()
    delegate = members.contact_point(MemberState.objects.get(code="KZ"))
    text = reverse("comments:consultation-detail", args=[consultation.pk])
    client.force_login(delegate)
    assert made.text not in client.get(listed).content.decode()
    assert listed not in client.get(text).content.decode()
    client.force_login(signatory)
    for act in ("confirm", "release"):
        assert client.post(reverse(f"comments:outside-{act}", args=[made.pk])).url == listed
    client.force_login(delegate)
    assert listed in client.get(text).content.decode()
    read = client.get(listed).content.decode()
    assert made.text in read
    assert officer.display_name not in read


def test_in_a_decision_by_silence_the_officer_is_told_that_no_observer_objects(
    client, observer, officer, signatory, set_clock
):
    notes.delegations()
    set_clock(notes.AT)
    note = notes.put_to_silence(notes.under_silence(by=officer), by=officer)
    issuing.issue(note, by=signatory, at=notes.AT)
    note.refresh_from_db()
    client.force_login(officer)
    day = notes.AT.date().isoformat()
    sent = {"correspondent": "other:OBS", "channel": "mail", "dated_on": day, "received_on": day}
    sent |= {"language": "en", "text": "We object.", "key": str(uuid.uuid4())}
    page = reverse("notes:outside-enter", args=[note.consultation_id])
    told = client.post(page, sent, follow=True).content.decode()
    assert "Only Member States support a variant or object. The remark of Organization OBS" in told
    assert not note.consultation.responses.exists()


def test_an_entry_waits_for_another_signatory_as_an_open_point(consultation, observer, signatory):
    made, second = enter(consultation, observer, signatory), members.signatory(username="second")
    [point] = [one for one in open_points.every(AT) if one.kind == "outside_unconfirmed"]
    assert (point.subject, point.page.fragment) == (str(made.pk), f"o-{made.pk}")
    assert [open_points.whose(one)(point) for one in (signatory, second)] == [False, True]
    acts.confirm(made, by=second, at=AT)
    assert not [one for one in open_points.every(AT) if one.kind == "outside_unconfirmed"]
