import datetime as dt
import re
from email.utils import parseaddr

import pytest
from django.core import mail
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.enums import Position
from comments.models import Addressee, Consultation
from comments.procedure import certificates, consultations, reaching
from comments.procedure.replies import addenda, ledger
from comments.refusals import ConsultationClosed
from dashboard import sweeps
from members.models import AuditEntry, User
from notes.acts import issuing
from notes.delivery import bounces, outbox, reachability, reports, sending
from notes.enums import NoteKind
from notes.models import DeliveryReport, Dispatch
from notes.register import arrivals
from tests.factories import comments, members, notes
from tests.factories.reports import report
from tests.refusing import refused
from tests.threads import at_once

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(minutes=1)
SOON = notes.AT + dt.timedelta(minutes=5)
LATEST = notes.AT + dt.timedelta(minutes=10)
TOKEN = "a word that only the mail server knows"


@pytest.fixture
def sent(people, set_clock):
    """Return the messages of a note that a server accepted, by address."""
    members.user("deputy", people["KZ"].member_state, email="deputy@example.org")
    notes.circulated()
    notes.deliver(LATER)
    set_clock(SOON)
    return {one.address: one for one in Dispatch.objects.select_related("note__consultation")}


def status_of(dispatch):
    dispatch.refresh_from_db()
    return dispatch.status


def reached():
    return dict(Addressee.objects.values_list("member_state__code", "reached_at"))


def test_a_report_with_many_recipients_is_read_to_a_limit():
    """Whoever writes one may not make the portal look for as many addresses as fit into it."""
    whole = report(recipient="kz@example.org", message_id="<a@portal.example.org>").decode()
    one = "Final-Recipient: rfc822; kz@example.org\nAction: failed\nStatus: 5.1.1\n\n"
    many = whole.replace(
        "\n--=part=\nContent-Type: text/rfc", f"\n{one * 60}--=part=\nContent-Type: text/rfc"
    )
    assert (len(reports.read(whole.encode())), len(reports.read(many.encode()))) == (1, 50)


@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
def test_bounce_is_brought_to_its_message(sent, original):
    dispatch = sent["ru@example.org"]
    (kept,) = bounces.receive(report(dispatch, original=original), at=SOON)
    assert status_of(dispatch) == "bounced"
    assert dispatch.error == "5.1.1 550 5.1.1 no such user"
    assert (kept.dispatch, kept.code, kept.recipient, kept.is_applied) == (
        dispatch,
        "5.1.1",
        "ru@example.org",
        True,
    )
    entry = AuditEntry.objects.get(action="dispatch.report")
    assert (entry.actor, entry.before, entry.after["status"]) == (None, {"status": "sent"}, "bounced")


def test_state_whose_every_address_bounced_is_not_reached_after_all(sent, people, client):
    bounces.receive(report(sent["kz@example.org"]), at=SOON)
    assert (reached()["KZ"], bounces.lost(SOON)) == (LATER, [])
    bounces.receive(report(sent["deputy@example.org"]), at=SOON)
    assert reached() == {"KZ": None, "RU": LATER, "TR": LATER}
    (lost,) = bounces.lost(SOON)
    assert (lost.state, lost.total) == ("State KZ", 2)
    entry = AuditEntry.objects.get(action="consultation.unreach")
    assert (entry.before, entry.after) == ({"reached_at": LATER.isoformat()}, {"member_state": "KZ"})

    note = sent["kz@example.org"].note
    page = client.signed_in(people["KZ"]).page("notes:note-detail", note.key)
    assert "кері қайтты" in page
    assert "no such user" not in page


def test_state_that_answered_stays_reached(sent, people):
    comments.answer(sent["kz@example.org"].note.consultation, people["KZ"])
    for address in ("kz@example.org", "deputy@example.org"):
        bounces.receive(report(sent[address]), at=SOON)
    assert (reached()["KZ"], bounces.lost(SOON)) == (LATER, [])


def test_state_that_opened_the_consultation_stays_reached(sent, people):
    reaching.mark_opened(sent["kz@example.org"].note.consultation, by=people["KZ"], at=LATER)
    for address in ("kz@example.org", "deputy@example.org"):
        bounces.receive(report(sent[address]), at=SOON)
    assert (reached()["KZ"], bounces.lost(SOON)) == (LATER, [])


def test_bounce_after_closing_is_added_to_the_frozen_ledger_and_shown_with_the_outcome(
    sent, signatory, client, set_clock
):
    consultation = sent["ru@example.org"].note.consultation
    consultations.close(consultation, at=set_clock(notes.CLOSES_AT))
    before = list(consultation.ledger.values("member_state", "standing", "reached_at"))
    frozen, earlier = consultation.ledger_sha256, certificates.source(consultation, at=notes.CLOSES_AT)
    bounces.receive(report(sent["ru@example.org"]), at=notes.CLOSES_AT)
    assert status_of(sent["ru@example.org"]) == "bounced"
    assert list(consultation.ledger.values("member_state", "standing", "reached_at")) == before
    assert standing(consultation, notes.CLOSES_AT, "RU") == "not_reached"
    assert standing(consultation, notes.CLOSES_AT, "TR") == "silent"
    (addendum,) = addenda.of(consultation)
    assert (addendum.state.code, addendum.reached_at) == ("RU", None)
    consultation.refresh_from_db()
    assert consultation.ledger_sha256 == frozen and addenda.hold(consultation)
    assert reached()["RU"] is None

    page = client.signed_in(signatory).get(reverse("comments:consultation-outcome", args=[consultation.pk]))
    assert [row.member_state.code for row in page.context["not_reached"]] == ["RU"]
    said = "report after the deadline: the note was not delivered"
    assert said in page.content.decode()
    assert certificates.source(consultation, at=notes.CLOSES_AT) != earlier
    paper = certificates.content(consultation, "en", at=notes.CLOSES_AT)
    assert [one.position for one in paper.addenda] == [said]


@pytest.mark.parametrize("act", ["opened", "late", "paper"])
@pytest.mark.parametrize("is_recorded", [True, False])
def test_what_a_state_does_after_the_deadline_is_no_proof_that_the_note_came_by_then(
    sent, people, officer, set_clock, act, is_recorded
):
    consultation = sent["ru@example.org"].note.consultation
    after = set_clock(notes.CLOSES_AT + dt.timedelta(days=1))
    if is_recorded:
        consultations.close(consultation, at=after)
    if act == "opened":
        reaching.mark_opened(consultation, by=people["RU"], at=after)
    elif act == "late":
        with pytest.raises(ConsultationClosed):
            comments.answer(consultation, people["RU"])
    else:
        given = {"handed_on": after.date(), "remark": "", "by": officer, "at": after}
        reaching.record_paper_note(consultation, people["RU"].member_state, **given)
    bounces.receive(report(sent["ru@example.org"]), at=after)
    expected = "late" if act == "late" else "not_reached"
    assert standing(consultation, after, "RU") == expected
    consultations.close(consultation, at=after)
    assert standing(consultation, after, "RU") == expected
    row = next(row for row in ledger.rows(consultation, at=after) if row.member_state.code == "RU")
    assert (row.frozen, row.reached_at) == ("silent" if is_recorded else "not_reached", None)
    assert [one.state.code for one in addenda.of(consultation)] == (["RU"] if is_recorded else [])
    assert reached()["RU"] >= notes.CLOSES_AT  # nobody has to reach the State any more
    assert not reaching.mark_lost(consultation, people["RU"].member_state, at=after)
    reaching.mark_reached(consultation, people["RU"].member_state, at=SOON)
    assert standing(consultation, after, "RU") == ("late" if act == "late" else "silent")
    assert reached()["RU"] == SOON


def test_bounce_between_the_deadline_and_the_closing_leaves_nobody_silent(sent, set_clock):
    consultation = sent["ru@example.org"].note.consultation
    bounces.receive(report(sent["ru@example.org"]), at=set_clock(notes.CLOSES_AT))
    consultations.close(consultation, at=notes.CLOSES_AT)
    assert consultation.ledger.get(member_state__code="RU").standing == "not_reached"


def test_message_that_left_after_the_deadline_reaches_nobody_for_the_record(sent, set_clock, commented):
    consultation = bounce_both(sent)
    consultations.close(consultation, at=set_clock(notes.CLOSES_AT))
    for dispatch in follow(consultation, at=notes.CLOSES_AT):
        bounces.receive(report(dispatch, action="delivered"), at=notes.CLOSES_AT)
    assert standing(consultation, notes.CLOSES_AT) == "not_reached"


@pytest.fixture
def commented(sent, people):
    """Let a State comment, of which every State is told."""
    comments.answer(Consultation.objects.get(), people["TR"], Position.COMMENTS)


def bounce_both(sent):
    for address in ("kz@example.org", "deputy@example.org"):
        bounces.receive(report(sent[address]), at=SOON)
    return sent["kz@example.org"].note.consultation


def follow(consultation, at=LATEST):
    """Issue a note that goes to every State of the round, and let its messages leave; return KZ's."""
    note = issuing.draft(
        NoteKind.SILENCE_BROKEN, consultation, at=at, respond_by=consultation.respond_by.isoformat()
    )
    issuing.issue(note, by=members.signatory(), at=at)
    notes.deliver(at)
    return list(note.dispatches.filter(member_state__code="KZ").order_by("address"))


def standing(consultation, at=LATEST, code="KZ"):
    return next(row.standing for row in ledger.rows(consultation, at=at) if row.member_state.code == code)


def test_another_message_to_dead_addresses_reaches_nobody(sent, set_clock, commented):
    consultation = bounce_both(sent)
    assert standing(consultation) == "not_reached"
    assert [one.status for one in follow(consultation)] == ["sent", "sent"]
    assert (reached()["KZ"], standing(consultation)) == (None, "not_reached")
    assert [one.state for one in bounces.lost(LATEST)] == ["State KZ"]
    consultations.close(consultation, at=set_clock(notes.CLOSES_AT))
    assert consultation.ledger.get(member_state__code="KZ").standing == "not_reached"
    assert standing(consultation, notes.CLOSES_AT) == "not_reached"


def test_bounce_of_a_later_message_makes_the_address_dead_for_the_earlier_ones(sent, commented):
    consultation = sent["ru@example.org"].note.consultation
    follow(consultation)
    assert reached()["RU"] == LATER
    later = Dispatch.objects.get(note__kind="silence_broken", member_state__code="RU")
    bounces.receive(report(later), at=LATEST)
    assert (reached()["RU"], standing(consultation, code="RU")) == (None, "not_reached")


def test_report_of_delivery_proves_that_the_address_lives(sent, commented):
    consultation = bounce_both(sent)
    first, _second = follow(consultation)
    bounces.receive(report(first, action="delivered"), at=LATEST)
    assert reached()["KZ"] == LATEST
    assert list(reachability.dead([first.address, "kz@example.org"])) == ["kz@example.org"]


def test_message_sent_again_to_a_new_address_reaches_the_state(sent, people, officer):
    dispatch = sent["ru@example.org"]
    bounces.receive(report(dispatch), at=SOON)
    User.objects.filter(pk=people["RU"].pk).update(email="mission@example.org")
    outbox.resend(dispatch, by=officer, at=SOON)
    sending.deliver_due(SOON)
    assert (status_of(dispatch), reached()["RU"]) == ("sent", SOON)


@pytest.mark.good_path
def test_address_that_a_person_restored_reaches_the_state_again(sent, people, officer):
    dispatch, state = sent["ru@example.org"], people["RU"].member_state
    bounces.receive(report(dispatch), at=SOON)
    with pytest.raises(NotAllowed):
        reachability.restore(state, "ru@example.org", by=people["RU"], at=LATEST)
    reachability.restore(state, "RU@example.org", by=officer, at=LATEST)
    assert (reachability.dead(["ru@example.org"]), reached()["RU"]) == ({}, None)
    outbox.resend(dispatch, by=officer, at=LATEST)
    sending.deliver_due(LATEST)
    assert reached()["RU"] == LATEST
    entry = AuditEntry.objects.get(action="address.restore")
    assert (entry.actor, entry.before, entry.after) == (
        officer,
        {"lost_at": SOON.isoformat()},
        {"address": "ru@example.org"},
    )
    with refused("notes.not_dead"):
        reachability.restore(state, "ru@example.org", by=officer, at=LATEST)


def test_what_left_for_an_address_counts_from_its_restoring(sent, people, officer, commented):
    consultation = bounce_both(sent)
    follow(consultation, at=SOON)
    reachability.restore(people["KZ"].member_state, "kz@example.org", by=officer, at=LATEST)
    assert reached()["KZ"] == LATEST


@pytest.mark.parametrize("sign", ["open", "read", "file"])
def test_person_who_signs_in_and_reads_proves_that_the_own_address_lives(sent, people, sign):
    consultation = bounce_both(sent)
    addresses = ["kz@example.org", "deputy@example.org"]
    assert set(reachability.dead(addresses)) == set(addresses)
    if sign == "open":
        reaching.mark_opened(consultation, by=people["KZ"], at=LATEST)
    elif sign == "read":
        arrivals.mark_opened(sent["kz@example.org"].note, by=people["KZ"], at=LATEST)
    else:
        comments.answer(consultation, people["KZ"])
    assert list(reachability.dead(addresses)) == ["deputy@example.org"]


def test_address_that_bounced_is_dead_in_the_next_consultation_too(sent, officer, signatory):
    consultation = bounce_both(sent)
    paper = notes.paper(measure=consultation.revision.paper.measure)
    with refused("plans.points_open", match="State without an address that accepts mail: 1"):
        notes.circulated(paper=paper, at=LATEST, by=signatory)
    second = notes.circulated(paper=paper, at=LATEST, by=signatory, reason="By courier to the embassy")
    assert standing(second) == "not_reached"
    assert [(one.state, one.total) for one in bounces.lost(LATEST)] == [("State KZ", 2), ("State KZ", 2)]
    notes.deliver(LATEST)
    states = dict(second.addressees.values_list("member_state__code", "reached_at"))
    assert states == {"KZ": None, "RU": LATEST, "TR": LATEST}


def test_whoever_circulates_is_warned_of_dead_addresses(sent, signatory, client, set_clock):
    consultation = bounce_both(sent)
    bounces.receive(report(sent["tr@example.org"]), at=SOON)
    members.user("deputy", sent["tr@example.org"].member_state, email="tr.deputy@example.org")
    set_clock(LATEST)
    note = notes.prepared(paper=notes.paper(measure=consultation.revision.paper.measure), at=LATEST)
    client.force_login(signatory)
    for name in ("note-detail", "note-issue"):
        page = client.page(f"notes:{name}", note.key)
        assert "State KZ: none of its addresses accepts mail (kz@example.org, deputy@example.org)." in page
        assert "State TR: mail to tr@example.org was returned earlier." in page
        assert "State RU:" not in page


def test_officer_restores_an_address_on_the_page(sent, officer, people, client, set_clock):
    set_clock(LATEST)
    bounces.receive(report(sent["ru@example.org"]), at=SOON)
    outbox_page = client.signed_in(officer).get(reverse("notes:outbox"))
    assert [(one.party.code, one.address) for one in outbox_page.context["dead"]] == [
        ("RU", "ru@example.org")
    ]
    act = reverse("notes:address-restore")
    page = client.post(act, {"state": "RU", "address": "ru@example.org"}, follow=True)
    assert "Address restored" in page.content.decode() and page.context["dead"] == []
    page = client.post(act, {"state": "RU", "address": "ru@example.org"}, follow=True)
    assert "Nothing is on record against ru@example.org: it accepts mail." in page.content.decode()
    assert client.post(act, {"state": "XX", "address": "ru@example.org"}).status_code == 404
    client.force_login(people["RU"])
    assert client.post(act, {"state": "RU", "address": "ru@example.org"}).status_code == 403


def test_state_to_which_nobody_can_write_is_not_reached_from_the_start(people, signatory):
    User.objects.filter(pk=people["TR"].pk).update(email="")
    consultation = notes.circulated(reason="By courier to the embassy")
    assert [(one.state, one.total) for one in bounces.lost(notes.AT)] == [("State TR", 0)]
    assert standing(consultation, notes.AT, "TR") == "not_reached"
    assert standing(consultation, notes.AT, "RU") == "awaiting"


def test_the_same_report_twice_is_one(sent):
    content = report(sent["ru@example.org"])
    assert len(bounces.receive(content, at=SOON)) == 1
    assert bounces.receive(content, at=SOON) == []
    assert DeliveryReport.objects.count() == 1


def test_delays_and_reports_on_another_recipient_decide_nothing(sent):
    dispatch = sent["ru@example.org"]
    (kept,) = bounces.receive(report(dispatch, action="delayed"), at=SOON)
    assert (status_of(dispatch), kept.action, kept.code, kept.is_applied) == (
        "sent",
        "delayed",
        "4.4.1",
        False,
    )
    assert reached()["RU"] == LATER

    (kept,) = bounces.receive(report(dispatch, recipient="forwarded@example.net"), at=SOON)
    assert (status_of(dispatch), kept.is_applied, list(bounces.unmatched())) == ("sent", False, [kept])

    Dispatch.objects.filter(pk=dispatch.pk).update(status="unknown")
    bounces.receive(report(dispatch), at=SOON)
    assert status_of(dispatch) == "bounced"


def test_report_of_success_settles_what_was_unknown(sent):
    dispatch = sent["ru@example.org"]
    Dispatch.objects.filter(pk=dispatch.pk).update(status="unknown", sent_at=None)
    Addressee.objects.filter(member_state__code="RU").update(reached_at=None)
    began = Dispatch.objects.get(pk=dispatch.pk).claimed_at
    bounces.receive(report(dispatch, action="delivered"), at=SOON)
    assert (status_of(dispatch), reached()["RU"]) == ("delivered", began)
    assert LATER <= began < SOON


def test_bounce_that_comes_before_the_sending_is_recorded_wins(sent):
    dispatch = sent["ru@example.org"]
    Dispatch.objects.filter(pk=dispatch.pk).update(status="sending", sent_at=None)
    Addressee.objects.filter(member_state__code="RU").update(reached_at=None)
    dispatch.refresh_from_db()
    bounces.receive(report(dispatch), at=SOON)
    assert not sending.NoteSender(SOON).record_sent(dispatch)
    assert (status_of(dispatch), reached()["RU"]) == ("bounced", None)


@pytest.mark.parametrize("status", ["held", "queued", "failed", "bounced", "cancelled"])
def test_message_that_is_not_under_way_is_not_changed(sent, status):
    dispatch = sent["ru@example.org"]
    Dispatch.objects.filter(pk=dispatch.pk).update(status=status)
    (kept,) = bounces.receive(report(dispatch), at=SOON)
    assert (status_of(dispatch), kept.is_applied) == (status, False)


# Forged, foreign and automatic mail ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "status", "arrived"),
    [("dispatch-lose", "bounced", False), ("dispatch-settle", "delivered", True)],
)
def test_a_person_decides_about_a_message_that_was_forwarded_in_vain(
    sent, client, officer, act, status, arrived
):
    dispatch, other = sent["ru@example.org"], sent["tr@example.org"]
    bounces.receive(report(dispatch, recipient="forwarded@example.net"), at=SOON)
    assert reverse(f"notes:{act}", args=[dispatch.pk]) in client.signed_in(officer).page("notes:outbox")
    for one in (dispatch, other):
        client.post(reverse(f"notes:{act}", args=[one.pk]))
    assert (status_of(dispatch), status_of(other), list(bounces.unmatched())) == (status, "sent", [])
    assert (reached()["RU"] is not None) is arrived
    assert bool(reachability.dead(["ru@example.org"])) is not arrived
    acts = AuditEntry.objects.filter(action__startswith="dispatch.").order_by("sequence")
    assert acts.last().action == act.replace("-", ".")
    bounces.receive(report(dispatch, recipient="third@example.net"), at=SOON + dt.timedelta(days=1))
    assert len(bounces.unmatched()) == arrived


@pytest.mark.parametrize("message_id", ["<someone@else.example>", "", "<>", "<@portal.example.org>", "<%>"])
def test_report_on_a_message_that_is_not_ours_changes_nothing(sent, message_id):
    (kept,) = bounces.receive(report(message_id=message_id, recipient="ru@example.org"), at=SOON)
    assert (kept.dispatch, kept.is_applied) == (None, False)
    assert {one.status for one in Dispatch.objects.all()} == {"sent"}


def test_recipient_of_one_message_cannot_bounce_anothers(sent):
    own = sent["tr@example.org"]
    bounces.receive(report(message_id=own.message_id, recipient="ru@example.org"), at=SOON)
    assert {one.status for one in Dispatch.objects.all()} == {"sent"}


def test_address_of_return_tells_the_message_where_nothing_of_it_comes_back(sent, settings):
    settings.BOUNCE_ADDRESS = "bounces@portal.example.org"
    dispatch = sent["ru@example.org"]
    word = dispatch.message_id.strip("<>").partition("@")[0]
    address = f"bounces+{word}@portal.example.org"
    content = report(message_id="", recipient="RU@example.org", to=address)
    (kept,) = bounces.receive(content, at=SOON)
    assert (status_of(dispatch), kept.dispatch) == ("bounced", dispatch)


def test_envelope_carries_the_word_of_its_message_and_the_page_does_not(people, settings):
    settings.BOUNCE_ADDRESS = "bounces@portal.example.org"
    notes.circulated()
    notes.deliver(LATER)
    words = {one.message_id.strip("<>").partition("@")[0] for one in Dispatch.objects.all()}
    assert {message.from_email for message in mail.outbox} == {
        f"bounces+{word}@portal.example.org" for word in words
    }
    shown = {parseaddr(message.message()["From"])[1] for message in mail.outbox}
    assert shown == {settings.DEFAULT_FROM_EMAIL}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"From: kz@example.org\nSubject: Re: Note verbale\n\nThank you.",
        b"From: kz@example.org\nAuto-Submitted: auto-replied\nSubject: Out of office\n\nI am away.",
        report(message_id="<x@y>", recipient="a@b").replace(
            b"delivery-status;", b"disposition-notification;"
        ),
        report(message_id="<x@y>", recipient="a@b").replace(b"Action: failed\n", b""),
        report(message_id="<x@y>", recipient="a@b", action="relayed"),
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\xff\xfe\n",
        b"\x00\xff" * 100,
    ],
    ids=["empty", "letter", "away", "read", "no action", "relayed", "cut off", "noise"],
)
def test_what_is_no_report_of_delivery_leaves_no_trace(sent, content):
    assert bounces.receive(content, at=SOON) == []
    assert DeliveryReport.objects.count() == 0


def test_words_of_a_server_are_cut_and_printable(sent):
    content = report(sent["ru@example.org"]).replace(b"no such user", b"no\x07 such user" + b"!" * 2000)
    (kept,) = bounces.receive(content, at=SOON)
    assert len(kept.diagnostic) == 500
    assert kept.diagnostic.isprintable()


# The ways in -----------------------------------------------------------------------------------------
@pytest.fixture
def folder(settings, tmp_path):
    settings.BOUNCE_MAILBOX = f"maildir://{tmp_path}/bounces"
    (tmp_path / "bounces" / "new").mkdir(parents=True)
    return tmp_path / "bounces"


def test_folder_is_read_once_and_its_messages_kept(sent, folder):
    (folder / "new" / "1.a").write_bytes(report(sent["ru@example.org"]))
    (folder / "new" / "2.b").write_bytes(b"Subject: Hello\n\nA letter.")
    lines = list(sweeps.run(SOON, sweeps.RECEIVING))
    note = sent["ru@example.org"].note
    assert lines == [f"message of {note.number} to RU failed"]
    assert list((folder / "new").iterdir()) == []
    assert sorted(path.name for path in (folder / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S"]
    assert list(sweeps.run(SOON, sweeps.RECEIVING)) == []


def test_mailbox_that_cannot_be_read_is_said_and_stops_no_other_sweep(settings, caplog):
    settings.BOUNCE_MAILBOX = "pop://example.org"
    assert list(sweeps.run(SOON, sweeps.RECEIVING)) == ["receive failed: NoMailbox"]


def post(client, content, token=TOKEN, **headers):
    return client.post(
        reverse("notes:report-receive"),
        content,
        content_type="message/rfc822",
        headers={"Authorization": f"Bearer {token}"} | headers,
    )


def test_mail_server_posts_a_report(sent, client, settings, monkeypatch):
    settings.BOUNCE_TOKEN = TOKEN
    client.handler.enforce_csrf_checks = True
    assert post(client, report(sent["ru@example.org"])).status_code == 204
    assert status_of(sent["ru@example.org"]) == "bounced"

    monkeypatch.setattr("notes.delivery.reports.MOST_BYTES", 100)
    assert post(client, b"x" * 101).status_code == 413


@pytest.mark.parametrize(("kept", "shown"), [(TOKEN, "another"), (TOKEN, ""), ("", ""), ("", TOKEN)])
def test_stranger_finds_nothing_where_reports_are_posted(sent, client, settings, kept, shown):
    settings.BOUNCE_TOKEN = kept
    assert post(client, report(sent["ru@example.org"]), token=shown).status_code == 404
    assert status_of(sent["ru@example.org"]) == "sent"


# What staff see --------------------------------------------------------------------------------------
def test_outbox_warns_of_the_state_that_no_address_reaches(sent, officer, client):
    for address in ("kz@example.org", "deputy@example.org"):
        bounces.receive(report(sent[address]), at=SOON)
    bounces.receive(report(sent["tr@example.org"], recipient="else@example.org"), at=SOON)
    page = " ".join(client.signed_in(officer).page("notes:outbox").split())
    assert "not delivered to any address: State KZ" in page
    assert (
        "State TR: a mail server reports that the message to tr@example.org was not delivered to "
        "else@example.org." in page
    )
    assert "550 5.1.1 no such user" in page


def test_a_note_that_arrived_is_not_said_to_have_bounced_by_the_bounce_of_another(sent, officer, client):
    first = sent["kz@example.org"].note
    second = notes.extended(
        first.consultation, notes.CLOSES_AT.date() + dt.timedelta(days=7), by=members.signatory()
    )
    notes.deliver(LATER)
    for address in ("kz@example.org", "deputy@example.org"):
        bounces.receive(report(second.dispatches.get(address=address)), at=SOON)
    assert set(first.dispatches.values_list("status", flat=True)) == {"sent"}
    address = reverse("notes:note-detail", args=[first.key])
    page = " ".join(client.signed_in(officer).get(address).content.decode().split())
    [line] = re.findall(r"[^<>]*2 of 2 [^<>]*", page)
    assert "addresses no longer take mail" in line
    assert not re.search("bounced|not delivered to [a-z0-9]*@", line)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_processes_read_the_same_report_once(sent):
    content = report(sent["ru@example.org"])
    found = at_once(*[lambda: bounces.receive(content, at=SOON)] * 2)
    failed = [one for one in found if isinstance(one, Exception)]
    assert (failed, DeliveryReport.objects.count()) == ([], 1)
    assert AuditEntry.objects.filter(action="dispatch.report").count() == 1


def test_an_old_report_says_nothing_of_a_message_that_was_sent_again(sent, officer):
    dispatch, content = sent["ru@example.org"], report(sent["ru@example.org"])
    bounces.receive(content, at=SOON)
    outbox.resend(dispatch, by=officer, at=SOON)
    sending.deliver_due(LATEST)
    assert bounces.receive(content, at=LATEST) == []
    assert status_of(dispatch) == "sent"
