"""Replies that are turned round after they were sent: a reason, a signatory, a mark in papers (rule 49)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments.answering import dialogue, dispositions, reply_changes, sent_replies
from comments.enums import DispositionKind
from comments.models import Disposition
from comments.reading import columns, compilation, for_states, working_files
from members.models import AuditEntry, PersonalMail
from plans import open_points
from tests.clients import PortalClient
from tests.comments.given import AFTER
from tests.factories import comments, members
from tests.refusing import refused

LATER = AFTER + dt.timedelta(days=1)
SENT, TURNED = "The wording was agreed in 2021.", "The paragraph now says so."
WHY = "The SWG asked for it."


@pytest.fixture
def sent(db, set_clock, officer, signatory):
    """A closed round whose replies were sent: comments of KZ and TR, neither accepted."""
    wordings = {code: {"proposed_text": f"Wording of {code}"} for code in ("KZ", "TR")}
    made = comments.closed(set_clock, **wordings)
    answer(made, comments.filed(), officer, at=AFTER, kind=DispositionKind.NOT_ACCEPTED, reply=SENT)
    dialogue.release_answers(made, by=signatory, at=AFTER)
    set_clock(LATER)
    made.refresh_from_db()
    return made


def answer(consultation, chosen, by, *, at=LATER, **fields):
    values = {"kind": DispositionKind.ACCEPTED_WITH_CHANGES, "reply": TURNED, "language": "en"} | fields
    current = dispositions.current(chosen)
    seen = {one.pk: current[one.pk].version if one.pk in current else 0 for one in chosen}
    return dispositions.record(consultation, chosen, seen=seen, by=by, at=at, **values)


def told_of(found, language="en"):
    """Return what the column of dispositions says on paper, by the row of the compilation."""
    (disposition,) = (one for one in columns.COLUMNS if one.name == "answer")
    with translation.override(language):
        return [
            [ordinary(piece.text) for piece in disposition.pieces(row)]
            for row in compilation.with_replies(found, found.readings)
        ]


def points_of(user):
    return {
        point.subject
        for point in open_points.of_reader(user, LATER)
        if point.kind == "reply_change_unconfirmed" and point.not_by != user.pk
    }


def page_of(user, name, *args):
    client = PortalClient().signed_in(user)
    client.cookies["language"] = "en"
    return ordinary(client.get(reverse(f"comments:{name}", args=args)).content.decode())


def test_change_of_a_sent_reply_needs_a_reason(sent, officer, signatory):
    for by in (officer, signatory):
        with refused("comments.change_reason_needed") as refusal:
            answer(sent, comments.filed(), by, reason=" ")
        assert "State KZ, State TR" in str(refusal.value)
    assert not Disposition.recorded.filter(version=2).exists()


def test_change_of_an_officer_waits_and_the_reply_that_was_sent_stands(sent, officer, signatory):
    kz, _tr = comments.filed()
    mails = PersonalMail.objects.count()
    before = for_states.source(sent, with_replies=True), working_files.source(sent)
    answer(sent, [kz], officer, reason=WHY)

    assert PersonalMail.objects.count() == mails
    assert dispositions.current([kz])[kz.pk].reply == dispositions.confirmed([kz])[kz.pk].reply == SENT
    assert (for_states.source(sent, with_replies=True), working_files.source(sent)) == before
    for found in (compilation.entire(sent, "en"), compilation.for_states(sent, "en", with_replies=True)):
        assert told_of(found) == [["not accepted", SENT]] * 2
    assert points_of(signatory) == points_of(officer) == {str(kz.pk)}
    assert "A changed reply waits for your confirmation" in page_of(
        signatory, "disposition-detail", sent.pk, kz.pk
    )
    shown = page_of(officer, "disposition-detail", sent.pk, kz.pk)
    assert "This change waits until an authorized signatory confirms it" in shown
    assert TURNED in shown and WHY in shown and "Confirm change" not in shown
    assert "not accepted, change to be confirmed" in page_of(officer, "disposition-list", sent.pk)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", f"Reason for the change: {WHY}"),
        ("ru", f"Причина изменения: {WHY}"),
        ("kk", f"Өзгерту себебі: {WHY}"),
    ],
)
def test_confirmed_change_is_told_and_marked_with_its_reason(sent, officer, signatory, language, said):
    kz, _tr = comments.filed()
    (change,) = answer(sent, [kz], officer, reason=WHY)
    reply_changes.confirm(change, by=signatory, at=LATER)

    assert dispositions.confirmed([kz])[kz.pk].reply == TURNED
    assert not sent_replies.waiting([kz]) and not points_of(signatory)
    entry = AuditEntry.objects.filter(action="disposition.record").last()
    assert (entry.actor, entry.after["reason"], entry.before["reply"]) == (signatory, WHY, SENT)
    assert PersonalMail.objects.filter(kind="reply_changed").exists()
    for found in (
        compilation.entire(sent, language),
        compilation.for_states(sent, language, with_replies=True),
    ):
        changed, unchanged = told_of(found, language)
        # In another language than its own a reply says that it is not translated.
    marks = int(language != "en")
    assert changed[-1] == said and (len(changed), len(unchanged)) == (4 + marks, 2 + marks)
    with refused("comments.no_change_waits"):
        reply_changes.confirm(change, by=signatory, at=LATER)


def test_declined_or_withdrawn_change_leaves_the_reply_that_was_sent(sent, officer, signatory):
    kz, tr = comments.filed()
    for comment, by in ((kz, signatory), (tr, officer)):
        (change,) = answer(sent, [comment], officer, reason=WHY)
        with pytest.raises(NotAllowed):
            reply_changes.confirm(change, by=officer, at=LATER)
        with pytest.raises(NotAllowed):
            reply_changes.decline(change, by=members.officer(), at=LATER)
        reply_changes.decline(change, by=by, at=LATER)
        entry = AuditEntry.objects.filter(action="disposition.decline").last()
        assert (entry.actor, entry.before["reason"]) == (by, WHY)
        with refused("comments.no_change_waits"):
            reply_changes.confirm(change, by=signatory, at=LATER)
    assert {one.reply for one in dispositions.current([kz, tr]).values()} == {SENT}
    assert not points_of(signatory)


def test_change_of_a_signatory_takes_effect_unless_two_persons_are_asked(sent, signatory, settings):
    kz, tr = comments.filed()
    settings.TWO_PERSONS_ISSUE = False
    answer(sent, [kz], signatory, reason=WHY)
    assert dispositions.confirmed([kz])[kz.pk].reason == WHY
    settings.TWO_PERSONS_ISSUE = True
    (change,) = answer(sent, [tr], signatory, reason=WHY)
    assert dispositions.current([tr])[tr.pk].reply == SENT
    assert not points_of(signatory)
    with pytest.raises(NotAllowed):
        reply_changes.confirm(change, by=signatory, at=LATER)
    reply_changes.confirm(change, by=members.signatory(), at=LATER)
    assert dispositions.current([tr])[tr.pk].reply == TURNED


def test_another_answer_is_refused_while_a_change_waits(sent, officer):
    kz, tr = comments.filed()
    answer(sent, [kz], officer, reason=WHY)
    with refused("comments.change_waits") as refusal:
        answer(sent, [kz, tr], officer, reply="Otherwise.", reason=WHY)
    assert "State KZ" in str(refusal.value) and "State TR" not in str(refusal.value)
    assert sent_replies.waiting([kz])[kz.pk].reply == TURNED
    assert not sent_replies.waiting([tr])


def test_pages_keep_what_is_typed_without_a_reason_and_carry_the_change(sent, officer, signatory):
    kz, tr = comments.filed()
    client = PortalClient().signed_in(officer)
    url = reverse("comments:disposition-list", args=[sent.pk])
    page = client.get(url)
    form = {
        "comment": [str(kz.pk), str(tr.pk)],
        "seen": page.context["pane"]["seen"],
        "kind": "accepted_with_changes",
        "reply": TURNED,
        "language": "en",
    }
    answered = client.post(url, form)
    assert answered.status_code == 422
    assert TURNED in answered.content.decode() and not Disposition.recorded.filter(version=2).exists()
    assert client.post(url, form | {"reason": WHY}).status_code == 302
    changes = sent_replies.waiting([kz, tr])
    assert {one.reason for one in changes.values()} == {WHY} and len(changes) == 2

    shown = page_of(signatory, "disposition-detail", sent.pk, kz.pk)
    assert "The same act changes the replies to:" in shown
    decide = reverse("comments:disposition-change", args=[sent.pk, kz.pk])
    change = {"change": changes[kz.pk].pk, "confirm": "yes"}
    client.post(decide, change)
    assert len(sent_replies.waiting([kz, tr])) == 2
    client.signed_in(signatory).post(decide, change)
    assert {one.reply for one in dispositions.confirmed([kz, tr]).values()} == {TURNED}
    client.post(decide, change)
    assert Disposition.recorded.count() == 6


def test_author_undoes_a_change_that_waits(sent, officer):
    kz, _tr = comments.filed()
    client = PortalClient().signed_in(officer)
    url = reverse("comments:disposition-detail", args=[sent.pk, kz.pk])
    form = {
        "kind": "noted",
        "reply": TURNED,
        "language": "en",
        f"seen-{kz.pk}": "1",
    }
    assert client.post(url, form).status_code == 422
    client.post(url, form | {"reason": WHY})
    act = sent_replies.waiting([kz])[kz.pk].act
    client.post(reverse("comments:disposition-undo", args=[sent.pk]), {"act": str(act)})
    assert not sent_replies.waiting([kz])
    assert dispositions.current([kz])[kz.pk].reply == SENT
