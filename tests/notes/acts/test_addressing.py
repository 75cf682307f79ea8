"""Whom a note goes to: chosen addressees, copies for information, remarks; frozen as the note is issued."""

import datetime as dt

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from api import tokens
from cica_portal import clock
from cica_portal.errors import NotAllowed
from comments.enums import Position
from comments.models import Addressee
from members.directory import correspondents
from members.models import AuditEntry, Correspondent, MemberState
from notes.acts import acknowledging, addressing, followups, issuing, recipients
from notes.delivery import outbox, reachability, sending
from notes.enums import Addressing, DispatchStatus, NoteKind, NoteStatus
from notes.models import Dispatch, NoteAddressee, VerbalNote, Wording
from notes.register import addressees
from notes.views import detail
from notes.wording import wordings
from tests.factories import comments, members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT
LATER = AT + dt.timedelta(days=2)
REMARK = {"en": "With our thanks for the call.", "ru": "С благодарностью за звонок.", "kk": "Алғыспен."}


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(LATER)


@pytest.fixture
def forum():
    one = members.correspondent("FORUM")
    members.correspondent_address(one, "ru", email="protocol@forum.example")
    return one


@pytest.fixture
def league():
    return members.correspondent("LEAGUE")


def state(code):
    return MemberState.objects.get(code=code)


def choose(note, by, *, is_to_all=True, to=(), copies=(), at=LATER):
    addressing.choose(note, is_to_all=is_to_all, to=to, copies=copies, by=by, at=at)
    return note


@pytest.fixture
def invitation(people, officer):
    """A drafted invitation on the round of KZ, RU and TR; nothing of its circulation is sent."""
    notes.name_states()
    circulated = notes.circulated()
    Dispatch.objects.all().update(status=DispatchStatus.CANCELLED)
    return followups.invite(
        circulated,
        event={"en": "Workshop", "ru": "Семинар", "kk": "Семинар"},
        place={"en": "Astana", "ru": "Астана", "kk": "Астана"},
        event_date=dt.date(2022, 7, 1),
        respond_by=dt.date(2022, 6, 20),
        by=officer,
        at=LATER,
    )


def addressed(note):
    return sorted(
        (one.party.code, one.address, one.language, one.is_copy)
        for one in Dispatch.objects.filter(note=note).select_related(
            "member_state", "correspondent_address__correspondent"
        )
    )


def words(note, piece):
    return [
        next(one["lines"] for one in note.texts.get(language=language).pieces if one["id"] == piece)
        for language in ("en", "ru", "kk")
    ]


# Choosing --------------------------------------------------------------------------------------------
def test_circulation_is_addressed_to_every_member_state_whatever_is_chosen(people, officer, forum):
    note = notes.prepared(by=officer)
    for chosen in ({"is_to_all": False, "to": [state("KZ"), state("RU")]}, {"to": [forum]}):
        with refused("notes.every_state_is_a_party"):
            choose(note, officer, **chosen)
    note.refresh_from_db()
    assert note.addressing == Addressing.USUAL
    assert not NoteAddressee.objects.exists()
    assert {one.code for one in recipients.states_of(note, at=LATER)} == {"KZ", "RU", "TR"}


def test_addressees_of_a_reminder_follow_from_what_it_says(people, officer, signatory):
    note = issuing.draft(
        NoteKind.REMINDER, notes.circulated(), by=officer, at=LATER, respond_by="2022-06-06", level=2
    )
    with refused("notes.fixed_addressees"):
        choose(note, officer, is_to_all=False, to=[state("KZ")])


def test_choice_that_makes_no_sense_is_refused(invitation, officer, forum):
    with refused("notes.nobody_chosen"):
        choose(invitation, officer, is_to_all=False)
    with refused("notes.addressed_already", match="State KZ|Kazakhstan"):
        choose(invitation, officer, copies=[state("KZ")])
    with refused("notes.addressed_already", match="FORUM"):
        choose(invitation, officer, is_to_all=False, to=[forum], copies=[forum])
    with pytest.raises(NotAllowed):
        choose(invitation, members.contact_point(state("KZ")), copies=[forum])
    assert not NoteAddressee.objects.exists()


@pytest.mark.good_path
def test_choice_is_recorded_and_makes_who_chose_the_drafter(invitation, officer, forum):
    other = members.signatory()
    choose(invitation, other, is_to_all=False, to=[state("TR"), forum], copies=[state("KZ")])
    assert (invitation.addressing, invitation.drafted_by) == (Addressing.CHOSEN, other)
    entry = AuditEntry.objects.get(action="verbal_note.address")
    assert entry.before == {"addressing": "usual", "addressees": [], "copies": []}
    assert entry.after == {
        "addressing": "chosen",
        "addressees": ["state:TR", "other:FORUM"],
        "copies": ["state:KZ"],
    }
    choose(invitation, officer)
    assert invitation.addressing == Addressing.USUAL
    assert not NoteAddressee.objects.exists()


# Words -----------------------------------------------------------------------------------------------
def test_note_names_its_addressees_in_protocol_order_and_in_their_case(invitation, officer, signatory, forum):
    choose(invitation, officer, is_to_all=False, to=[forum, state("TR"), state("KZ")])
    issuing.issue(invitation, by=signatory, at=LATER)
    opening = [" ".join(lines) for lines in words(invitation, "opening")]
    assert (
        "to the Republic of Kazakhstan, the Republic of Türkiye and the Organization FORUM and" in opening[0]
    )
    assert "Республике Казахстан, Турецкой Республике и Организации FORUM и имеет" in opening[1]
    assert "Қазақстан Республикасына, Түркия Республикасына және FORUM Ұйымына өзінің" in opening[2]
    assert words(invitation, "addressee_block") == [
        ["REPUBLIC OF KAZAKHSTAN", "REPUBLIC OF TÜRKIYE", "ORGANIZATION FORUM"],
        ["РЕСПУБЛИКЕ КАЗАХСТАН", "ТУРЕЦКОЙ РЕСПУБЛИКЕ", "ОРГАНИЗАЦИИ FORUM"],
        ["ҚАЗАҚСТАН РЕСПУБЛИКАСЫ", "ТҮРКИЯ РЕСПУБЛИКАСЫ", "FORUM ҰЙЫМЫ"],
    ]


def test_note_to_all_member_states_and_another_names_both(invitation, officer, signatory, forum):
    choose(invitation, officer, to=[forum, state("TR")])
    assert [one.party.code for one in addressees.rows_of(invitation)] == ["FORUM"]
    issuing.issue(invitation, by=signatory, at=LATER)
    assert "to the CICA Member States and the Organization FORUM and" in words(invitation, "opening")[0][0]
    assert words(invitation, "addressee_block")[1][-1] == "ОРГАНИЗАЦИИ FORUM"
    assert {code for code, *_rest in addressed(invitation)} == {"KZ", "RU", "TR", "FORUM"}


def test_note_to_one_member_state_goes_to_its_embassy(invitation, officer, signatory):
    choose(invitation, officer, is_to_all=False, to=[state("TR")])
    issuing.issue(invitation, by=signatory, at=LATER)
    assert words(invitation, "addressee_block")[0][0] == "EMBASSY OF THE REPUBLIC OF TÜRKIYE"
    assert [code for code, *_rest in addressed(invitation)] == ["TR"]


# Copies ----------------------------------------------------------------------------------------------
def test_copies_go_with_the_note_and_its_words_do_not_name_them(people, officer, signatory, forum, league):
    note = notes.prepared(by=officer)
    before = notes.composed(note, "en", at=LATER, pages=3)
    choose(note, officer, copies=[forum, league])
    assert notes.composed(note, "en", at=LATER, pages=3) == before

    issuing.issue(note, by=signatory, at=LATER)
    assert addressed(note)[0] == ("FORUM", "protocol@forum.example", "ru", True)
    assert {code for code, *_rest in addressed(note)} == {"KZ", "RU", "TR", "FORUM"}
    issued = AuditEntry.objects.get(action="verbal_note.issue")
    assert issued.after["member_states"] == ["KZ", "RU", "TR"]
    assert issued.after["copies"] == ["other:FORUM", "other:LEAGUE"]


def test_copy_says_that_it_is_one_and_leads_nobody_outside_into_the_portal(
    invitation, officer, signatory, forum, settings
):
    choose(invitation, officer, is_to_all=False, to=[state("TR")], copies=[forum, state("RU")])
    addressing.remark(invitation, forum, text=REMARK, by=officer, at=LATER)
    issuing.issue(invitation, by=signatory, at=LATER)
    notes.deliver(LATER)
    sent = {message.to[0]: message.body for message in mail.outbox}
    copy = "Это копия, направленная Вам для сведения."
    assert sent["protocol@forum.example"].startswith(copy)
    assert "С благодарностью за звонок." in sent["protocol@forum.example"]
    assert "http" not in sent["protocol@forum.example"]
    assert sent["ru@example.org"].startswith(copy)
    assert "С благодарностью" not in sent["ru@example.org"]
    assert "http" in sent["ru@example.org"]
    assert "copy" not in sent["tr@example.org"]


@pytest.mark.good_path
def test_copy_never_counts_as_reaching_a_state(people, officer, signatory):
    """A State whose own note bounced stays unreached, whatever copy of another note arrives."""
    consultation = notes.circulated()
    opening = notes.note_of(consultation)
    for one in opening.dispatches.filter(member_state__code="TR"):
        Dispatch.objects.filter(pk=one.pk).update(status=DispatchStatus.BOUNCED)
        one.refresh_from_db()
        reachability.lose(one, at=LATER)
    members.contact_point(state("TR"), email="second@example.org")
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    note = acknowledging.acknowledge(consultation, state("KZ"), by=officer, at=LATER)
    notes.name_states()
    choose(note, officer, copies=[state("TR")])
    issuing.issue(note, by=signatory, at=LATER)
    copy = Dispatch.objects.get(note=note, is_copy=True, address="second@example.org")
    Dispatch.objects.filter(pk=copy.pk).update(status=DispatchStatus.UNKNOWN, claimed_at=LATER)
    outbox.settle(copy, by=officer, at=LATER)
    reachability.bring(consultation, state("TR"), at=LATER)
    found = Addressee.objects.get(consultation=consultation, member_state=state("TR"))
    assert (found.reached_at, found.lost_at is not None) == (None, True)


# Remarks ---------------------------------------------------------------------------------------------
@pytest.mark.good_path
def test_remark_is_kept_in_every_language_of_its_addressees_mail(invitation, officer, forum):
    members.correspondent_address(forum, "en")
    choose(invitation, officer, is_to_all=False, to=[state("TR"), forum])
    with refused("notes.remark_incomplete", match="English"):
        addressing.remark(invitation, forum, text={"ru": REMARK["ru"]}, by=officer, at=LATER)
    with refused("notes.not_a_recipient"):
        addressing.remark(invitation, state("KZ"), text=REMARK, by=officer, at=LATER)
    addressing.remark(invitation, forum, text=REMARK, by=officer, at=LATER)
    choose(invitation, officer, is_to_all=False, to=[forum], copies=[state("KZ")])
    assert [row.remark for row in addressees.rows_of(invitation)] == [{}, REMARK]
    addressing.remark(invitation, forum, text={}, by=officer, at=LATER)
    assert all(not row.remark for row in addressees.rows_of(invitation))
    assert AuditEntry.objects.filter(action="verbal_note.remark").count() == 2


def test_remark_to_one_of_all_member_states_names_nobody_in_the_note(invitation, officer, signatory):
    before = notes.composed(invitation, "kk", at=LATER)
    addressing.remark(invitation, state("KZ"), text=REMARK, by=officer, at=LATER)
    assert notes.composed(invitation, "kk", at=LATER) == before
    issuing.issue(invitation, by=signatory, at=LATER)
    sent = Dispatch.objects.filter(note=invitation).values_list("member_state__code", "remark")
    assert sorted(sent) == [("KZ", REMARK["kk"]), ("RU", ""), ("TR", "")]


def test_remark_that_lacks_a_language_by_then_holds_the_issue(invitation, officer, signatory, forum):
    choose(invitation, officer, is_to_all=False, to=[forum])
    addressing.remark(invitation, forum, text={"ru": REMARK["ru"]}, by=officer, at=LATER)
    members.correspondent_address(forum, "kk")
    with refused("notes.remark_missing", match="Organization FORUM"):
        issuing.issue(invitation, by=signatory, at=LATER)
    invitation.refresh_from_db()
    assert invitation.number is None
    assert not Dispatch.objects.filter(note=invitation).exists()


# Issued ----------------------------------------------------------------------------------------------
@pytest.mark.both_databases
def test_what_was_chosen_is_frozen_at_issue(invitation, officer, signatory, forum):
    choose(invitation, officer, is_to_all=False, to=[state("TR")], copies=[forum])
    issuing.issue(invitation, by=signatory, at=LATER)
    with pytest.raises(issuing.AlreadyIssued):
        choose(invitation, officer)
    for change in (
        lambda rows: rows.update(is_copy=True),
        lambda rows: rows._raw_delete(rows.db),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(NoteAddressee.objects.all())
    assert NoteAddressee.objects.filter(is_copy=False).count() == 1
    assert connection.in_atomic_block


def test_latest_notes_are_those_a_delegate_may_see(invitation, people, officer, signatory):
    choose(invitation, officer, is_to_all=False, to=[state("TR")], copies=[state("RU")])
    issuing.issue(invitation, by=signatory, at=LATER)
    consultation, series = invitation.consultation, invitation.series
    values = {"series": series, "consultation": consultation, "paper": invitation.paper, "drafted_at": LATER}
    issued = values | {"status": NoteStatus.ISSUED, "issued_on": LATER.date(), "issued_at": LATER}
    for place, kind in enumerate([NoteKind.REMINDER, NoteKind.REMINDER, NoteKind.EVENT_INVITATION]):
        note = VerbalNote.objects.create(kind=kind, number=f"NCT/X/{place}", **issued)
        if kind == NoteKind.REMINDER:
            code = ("KZ", "TR")[place]
            Dispatch.objects.create(
                note=note,
                member_state=state(code),
                address="one@example.org",
                language="en",
                message_id=f"<{place}@portal>",
                not_before=LATER,
            )
    VerbalNote.objects.create(
        kind=NoteKind.EVENT_INVITATION, number="NCT/X/9", member_state=state("RU"), **issued
    )
    VerbalNote.objects.create(kind=NoteKind.EVENT_INVITATION, **values)
    seen = {}
    for code, person in people.items():
        seen[code] = list(VerbalNote.objects.visible_to(person))
    numbers = {code: {one.number for one in found} - {None} for code, found in seen.items()}
    assert {code: {one for one in found if one.startswith("NCT/X")} for code, found in numbers.items()} == {
        "KZ": {"NCT/X/0", "NCT/X/2"},
        "RU": {"NCT/X/2", "NCT/X/9"},
        "TR": {"NCT/X/1", "NCT/X/2"},
    }
    assert [invitation in seen[code] for code in ("KZ", "RU", "TR")] == [False, True, True]


def test_note_is_seen_by_those_it_names_and_by_nobody_else(invitation, people, officer, signatory):
    choose(invitation, officer, is_to_all=False, to=[state("TR")], copies=[state("RU")])

    def readers():
        return {
            code
            for code, person in people.items()
            if VerbalNote.objects.visible_to(person).filter(pk=invitation.pk).exists()
        }

    assert readers() == set()
    issuing.issue(invitation, by=signatory, at=LATER)
    assert readers() == {"TR", "RU"}


def test_correction_goes_to_whom_the_note_went(invitation, officer, signatory, forum):
    choose(invitation, officer, is_to_all=False, to=[state("TR"), forum], copies=[state("RU")])
    issuing.issue(invitation, by=signatory, at=LATER)
    correction = followups.annul(invitation, by=officer, at=LATER)
    assert correction.addressing == Addressing.CHOSEN
    issuing.issue(correction, by=signatory, at=LATER)
    assert addressed(correction) == addressed(invitation)


def test_address_out_of_use_by_then_gets_nothing(invitation, officer, signatory, forum):
    choose(invitation, officer, is_to_all=False, to=[state("TR"), forum])
    issuing.issue(invitation, by=signatory, at=LATER)
    notes.store_all(at=LATER)
    correspondents.close(forum, by=officer, at=LATER)
    sending.deliver_due(LATER)
    assert [message.to for message in mail.outbox] == [["tr@example.org"]]
    found = Dispatch.objects.get(note=invitation, member_state=None)
    assert (found.status, found.error) == (DispatchStatus.CANCELLED, "recipient")


def test_address_of_an_organization_that_bounced_is_dead_until_restored(
    invitation, officer, signatory, forum
):
    choose(invitation, officer, is_to_all=False, to=[forum])
    issuing.issue(invitation, by=signatory, at=LATER)
    reachability.lose(Dispatch.objects.get(note=invitation), at=LATER)
    assert [(one.party, one.address) for one in reachability.in_use()] == [(forum, "protocol@forum.example")]
    reachability.restore(forum, "protocol@forum.example", by=officer, at=LATER)
    assert reachability.in_use() == []


# Pages -----------------------------------------------------------------------------------------------
def test_page_before_issuing_counts_no_organization_among_the_states(
    client, invitation, officer, signatory, forum
):
    choose(invitation, officer, is_to_all=True, to=[forum])
    page = " ".join(client.signed_in(signatory).page("notes:note-issue", invitation.key).split())
    assert "issued under its number to those named below" in page and "Member States. This" not in page


def test_pages_choose_and_say_who_gets_what(client, invitation, officer, signatory, forum):
    url = reverse("notes:note-addressees", args=[invitation.key])
    assert "Who will receive the note" in client.signed_in(officer).get(url).content.decode()
    sent = {"whom": "chosen", "to": ["state:TR", "other:FORUM"], "copies": ["state:KZ"]}
    assert client.post(url, sent | {"copies": ["state:TR"]}).status_code == 422
    assert client.post(url, sent).status_code == 302
    remark_url = reverse("notes:note-remark", args=[invitation.key, "other", "FORUM"])
    assert client.post(remark_url, {"ru": REMARK["ru"]}).url == url
    page = client.get(url).content.decode()
    assert REMARK["ru"] in page
    drafted = client.page("notes:note-detail", invitation.key)
    assert "Türkiye, Organization FORUM" in drafted
    confirm = client.signed_in(signatory).get(reverse("notes:note-issue", args=[invitation.key]))
    assert confirm.context["states"] == ["Türkiye", "Organization FORUM"]
    assert confirm.context["copied"] == ["Kazakhstan"]
    shown = {"number": confirm.context["ready"].number, "draft": confirm.context["draft"]}
    client.post(reverse("notes:note-issue", args=[invitation.key]), shown | {"reason": "Dates"})
    issued = client.page("notes:note-detail", invitation.key)
    assert "copy for information" in issued
    assert REMARK["ru"] in issued
    assert client.get(url).status_code == 302
    assert Correspondent.objects.count() == 1


def test_delegation_reads_that_its_note_is_a_copy(client, invitation, people, officer, signatory):
    choose(invitation, officer, is_to_all=False, to=[state("TR")], copies=[state("KZ")])
    issuing.issue(invitation, by=signatory, at=clock.now())
    notes.store_all()
    page = reverse("notes:note-detail", args=[invitation.key])
    assert client.signed_in(people["RU"]).get(page).status_code == 404
    shown = client.signed_in(people["KZ"]).get(page)
    assert shown.context["is_own_copy"]
    assert "tr@example.org" not in shown.content.decode()


# Said of it ------------------------------------------------------------------------------------------
def test_words_of_an_invitation_fit_whomever_it_is_addressed_to(invitation, officer, signatory, forum):
    choose(invitation, officer, is_to_all=False, to=[state("TR"), forum])
    assert detail.warnings_of(invitation) == []
    issuing.issue(invitation, by=signatory, at=LATER)
    english, russian, kazakh = (lines[0] for lines in words(invitation, "opening"))
    assert "has the honor to extend an invitation to take part in the event “Workshop” (Astana)" in english
    assert "имеет честь направить приглашение принять участие в мероприятии «Семинар» (Астана)" in russian
    assert "«Семинар» іс-шарасына (Астана) қатысуға шақыруды өзіне мәртебе санайды." in kazakh


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "the Member States"), ("ru", "государства-члены"), ("kk", "мүше мемлекеттерді")],
)
def test_own_words_that_speak_of_the_member_states_are_pointed_out(
    invitation, officer, forum, language, said
):
    body = wordings.body_of(invitation)
    body["opening"] = {**body["opening"], language: body["opening"][language] + f" {said}"}
    Wording.objects.create(
        note=invitation,
        kind=invitation.kind,
        number=1,
        texts=body,
        reason="-",
        written_by=officer,
        written_at=LATER,
    )
    choose(invitation, officer, to=[forum])
    assert [str(one) for one in detail.warnings_of(invitation)] == [
        "The text of this note speaks of the Member States. Check that it fits its addressees."
    ]


def test_register_and_api_name_the_addressees(client, invitation, people, officer, signatory, forum, league):
    choose(invitation, officer, is_to_all=False, to=[state("TR"), forum], copies=[league])
    issuing.issue(invitation, by=signatory, at=LATER)
    named = f"{state('TR').name}, {forum.name}"
    for person in (officer, people["TR"]):
        page = client.signed_in(person).page("notes:note-list")
        assert f"To: {named}" in page
        assert league.name not in page
    table = client.signed_in(officer).get(reverse("notes:note-list"), {"as": "csv"}).content.decode()
    assert f'"{named}"' in table
    _token, key = tokens.make(officer, label="Reader", at=clock.now())
    asked = {"headers": {"authorization": f"Bearer {key}"}}
    (listed, _circulation) = client.get(reverse("api:note-list"), **asked).json()["items"]
    told = client.get(reverse("api:note-detail", args=[invitation.key]), **asked).json()
    for one in (listed, told):
        assert (one["is_to_all"], [party["code"] for party in one["addressees"]]) == (False, ["TR", "FORUM"])
    assert [party["name"]["en"] for party in told["copies"]] == [league.name]
    _token, key = tokens.make(people["TR"], label="Reader", at=clock.now())
    asked = {"headers": {"authorization": f"Bearer {key}"}}
    assert client.get(reverse("api:note-detail", args=[invitation.key]), **asked).json()["copies"] == []
