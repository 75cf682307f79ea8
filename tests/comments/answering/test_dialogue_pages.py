import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from comments.answering import dialogue, dispositions
from comments.enums import Position
from comments.models import Clarification, Comment, DraftComment, NoReplyNeeded, Reaction, Receipt
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from plans.life import papers
from plans.models import ConceptPaper
from tests.comments.given import AFTER
from tests.factories import comments, members, plans
from tests.factories.comments import filed_by


@pytest.fixture
def closed(db, set_clock):
    """Return a closed round with an answered comment of KZ and one of TR; the answers are not released."""
    consultation = comments.closed(set_clock, KZ={"remark": "Remark of KZ"}, TR={"remark": "Remark of TR"})
    for comment in Comment.objects.all():
        comments.reply_to(
            comment, kind="not_accepted", reply=f"Reply to {comment.remark}", by=members.officer(), at=AFTER
        )
    return consultation


def _page(client, consultation) -> str:
    return client.page("comments:own-comments", consultation.pk)


def _spaced(page: str) -> str:
    """Return a page with plain spaces where short words are bound to the next."""
    return page.replace("\u00a0", " ")


def test_a_delegation_reads_the_answers_to_its_own_comments_from_the_release_on(client, closed):
    client.force_login(members.drafter(language="en"))
    before = _page(client, closed)
    assert "Remark of KZ" in before and "The replies will appear here" in before
    assert "Reply to" not in before and "Remark of TR" not in before

    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)

    after = _page(client, closed)
    assert "Reply to Remark of KZ" in after and "not accepted" in after
    assert "Remark of TR" not in after
    assert "Maintain position" not in after


def test_who_withdrew_its_comments_reads_that_none_are_in_force_and_not_that_there_were_none(client, closed):
    said = "No comments of your State are in force"
    never = "Your State did not submit any comments"
    contact = members.contact_point(members.member_state("KZ"), language="en")
    silent = members.contact_point(members.member_state("RU"), language="en")
    closed.addressees.create(member_state=silent.member_state)
    until = AFTER + dt.timedelta(days=1)
    given = {"until": until, "reason": "Why", "by": members.signatory(), "at": AFTER}
    grants.give(closed, contact.member_state, **given)
    comments.answer(closed, contact, Position.WITHDRAWN)
    client.force_login(contact)
    page = _spaced(_page(client, closed))
    assert said in page and never not in page
    assert reverse("comments:answer-versions", args=[closed.pk, "KZ"]) in page
    client.force_login(silent)
    page = _spaced(_page(client, closed))
    assert never in page and said not in page


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_delegation_is_promised_no_reply_once_the_plan_is_withdrawn(client, closed, is_sent):
    if is_sent:
        dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    papers.withdraw(closed.revision.paper, reason="Why", by=members.signatory(), at=AFTER)
    client.force_login(members.drafter(language="en"))
    page = _page(client, closed)
    assert "The replies will appear here" not in page and "No reply yet" not in page
    assert ("The plan was withdrawn before replies to the comments were sent." in page) is not is_sent
    assert ("No reply was sent" in page) is not is_sent
    assert ("Reply to Remark of KZ" in page) is is_sent


def test_a_delegation_reads_no_reply_that_waits_for_its_confirmation(client, closed, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    coordinator = plans.coordinating(closed.revision.paper)
    _replied(closed, filed_by("KZ"), reply="Proposed by the coordinator", by=coordinator)
    client.force_login(members.contact_point(language="en"))

    shown = _page(client, closed)

    assert "Reply to Remark of KZ" in shown and "Proposed by the coordinator" not in shown
    client.force_login(members.officer(language="en"))
    url = reverse("comments:disposition-detail", args=[closed.pk, filed_by("KZ").pk])
    assert "Proposed by the coordinator" in client.get(url).content.decode()


@pytest.mark.parametrize("status", ["adopted", "completed", "withdrawn"])
def test_no_position_is_asked_for_once_the_swg_considers_none(client, closed, status):
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    client.force_login(members.contact_point(language="en"))
    assert "Maintain position" in _page(client, closed)
    ConceptPaper.objects.filter(pk=closed.revision.paper_id).update(status=status)
    assert "Maintain position" not in _page(client, closed)

    url = reverse("comments:comment-react", args=[closed.pk, filed_by("KZ").pk])
    said = {"kind": "maintained", "statement": "No.", "disposition": filed_by("KZ").dispositions.get().pk}
    answered = client.post(url, said, follow=True).content.decode()

    assert not Reaction.objects.exists()
    assert "the SWG considers no more positions on it" in _spaced(answered)


def _replied(consultation, comment, *, reply, by):
    given = {"kind": "not_accepted", "language": "en", "seen": {comment.pk: 1}, "at": AFTER, "reason": "Why."}
    return dispositions.record(consultation, [comment], reply=reply, by=by, **given)


def test_the_next_step_after_an_outcome_is_the_one_that_is_left(client, closed):
    sending = "An authorized signatory sends the replies."
    client.force_login(members.signatory(language="en"))
    outcome = reverse("comments:consultation-outcome", args=[closed.pk])
    page = _spaced(client.post(outcome, {"outcome": "comments"}, follow=True).content.decode())
    assert sending in page and "The Secretariat and the coordinator reply to the comments." not in page

    release = reverse("comments:answers-release", args=[closed.pk])
    page = _spaced(client.post(release, _shown(client, release), follow=True).content.decode())
    assert "Once the text is complete and reviewed in three languages" in page and sending not in page
    assert f'href="{reverse("plans:paper-detail", args=[closed.revision.paper.slug])}"' in page


def test_a_contact_point_maintains_the_position_and_staff_find_it(client, closed):
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    client.force_login(members.contact_point())
    comment = filed_by("KZ")
    disposition = dispositions.current([comment])[comment.pk]
    url = reverse("comments:comment-react", args=[closed.pk, comment.pk])
    client.post(url, {"kind": "maintained", "statement": "", "disposition": disposition.pk})
    assert Reaction.objects.count() == 0
    client.post(url, {"kind": "maintained", "statement": "It stands.", "disposition": disposition.pk})
    assert "It stands." in _page(client, closed)

    client.force_login(members.officer(language="en"))
    listed = client.page("comments:disposition-list", closed.pk, disposition="maintained")
    own, other = (
        reverse("comments:disposition-detail", args=[closed.pk, filed_by(code).pk]) for code in ("KZ", "TR")
    )
    assert own in listed and other not in listed


@pytest.mark.parametrize(
    ("statement", "language"),
    [
        ("We maintain the wording.", "en"),
        ("Казахстан сохраняет предложенную формулировку.", "ru"),
        ("Қазақстан ұсынылған тұжырымды сақтайды.", "kk"),
    ],
)
def test_what_is_said_is_in_the_language_of_its_text_and_not_of_the_page(client, closed, statement, language):
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    client.force_login(members.contact_point(language="kk" if language == "ru" else "ru"))
    comment = filed_by("KZ")
    disposition = dispositions.current([comment])[comment.pk]
    address = [closed.pk, comment.pk]
    fields = {"kind": "maintained", "statement": statement, "disposition": disposition.pk}
    client.post(reverse("comments:comment-react", args=address), fields)
    client.post(reverse("comments:comment-clarify", args=address), {"text": statement})
    assert (Reaction.objects.get().language, Clarification.objects.get().language) == (language, language)


def test_what_is_too_long_is_refused_for_that_and_nothing_of_it_is_sent(client, closed):
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    client.force_login(members.contact_point(language="en"))
    comment, text = filed_by("KZ"), "x" * 10_001
    disposition = dispositions.current([comment])[comment.pk]
    for name, fields in (
        ("comment-react", {"kind": "maintained", "statement": text, "disposition": disposition.pk}),
        ("comment-clarify", {"text": text}),
    ):
        answer = client.post(reverse(f"comments:{name}", args=[closed.pk, comment.pk]), fields, follow=True)
        assert "Ensure this value has at most 10000 characters (it has 10001)." in answer.content.decode()
    assert (Reaction.objects.count(), Clarification.objects.count()) == (0, 0)


def test_who_was_asked_marks_that_no_reply_is_needed_and_both_sides_read_it(client, closed):
    mark = "Mark as needing no reply"
    settled = "needs no reply"
    comment, officer = filed_by("KZ"), members.officer(language="en")
    drafter = members.drafter(language="en")
    dialogue.clarify(comment, text="Which line?", language="en", by=officer, at=AFTER)
    [message] = Clarification.objects.all()
    of_officer = reverse("comments:disposition-detail", args=[closed.pk, comment.pk])
    assert mark not in _spaced(client.signed_in(officer).get(of_officer).content.decode())
    client.force_login(drafter)
    assert mark in _spaced(_page(client, closed))

    client.post(reverse("comments:comment-settle", args=[closed.pk, comment.pk, 1]))

    page = _spaced(_page(client, closed))
    assert mark not in page and settled in page and drafter.display_name in page
    assert settled in _spaced(client.signed_in(officer).get(of_officer).content.decode())


def test_a_message_of_another_comment_or_state_is_not_there_to_be_settled(client, closed):
    [own, other] = [filed_by("KZ"), filed_by("TR")]
    dialogue.clarify(other, text="Which line?", language="en", by=members.officer(), at=AFTER)
    client.force_login(members.drafter())
    for comment in (own, other):
        url = reverse("comments:comment-settle", args=[closed.pk, comment.pk, 1])
        assert client.post(url).status_code == 404
    assert not NoReplyNeeded.objects.exists()


def test_messages_go_between_the_state_and_the_secretariat_alone(client, closed):
    comment = filed_by("KZ")
    url = reverse("comments:comment-clarify", args=[closed.pk, comment.pk])
    client.signed_in(members.officer(language="en")).post(url, {"text": "Which <b>threats</b>?"})
    client.signed_in(members.drafter(language="en")).post(url, {"text": "All of them."})
    page = _page(client, closed)
    assert "Which &lt;b&gt;threats&lt;/b&gt;?" in page and "All of them." in page

    client.force_login(members.contact_point(members.member_state("TR"), language="en"))
    assert client.post(url, {"text": "Hello"}).status_code == 404
    assert "threats" not in _page(client, closed)
    assert Clarification.objects.count() == 2


def _shown(client, url) -> dict[str, str]:
    return {"seen": client.get(url).context["seen"]}


def test_each_reply_is_shown_to_its_state_before_it_is_sent(client, closed):
    client.force_login(members.signatory(language="en"))
    url = reverse("comments:answers-release", args=[closed.pk])

    page = _spaced(client.get(url).content.decode())

    assert "2 States" in page
    for own, code in zip(page.split("<h2>")[-2:], ("KZ", "TR"), strict=True):
        comment = filed_by(code)
        change = reverse("comments:disposition-detail", args=[closed.pk, comment.pk])
        with translation.override("en"):
            assert own.startswith(str(comment.response.member_state))
        assert comment.dispositions.get().reply in own and f'href="{change}"' in own

    comments.late_comment(closed, members.contact_point(members.member_state("UZ")))
    assert "State KZ" in client.get(url).content.decode()
    client.post(url, _shown(client, url))
    assert dialogue.is_released(closed)
    assert "Replies sent" in client.get(url).content.decode()


def test_replies_that_changed_since_they_were_shown_are_not_sent(client, closed):
    client.force_login(members.signatory(language="en"))
    url = reverse("comments:answers-release", args=[closed.pk])
    shown = _shown(client, url)
    comment = filed_by("KZ")
    comments.reply_to(comment, reply="Otherwise.", seen={comment.pk: 1}, by=members.officer(), at=AFTER)

    page = client.post(url, shown, follow=True).content.decode()

    assert "The replies have changed since you opened this page." in page and "Otherwise." in page
    assert not dialogue.is_released(closed)


def test_own_responses_and_the_receipt_lead_to_the_outcome(client, closed):
    word = "Outcome of our comments"
    client.force_login(members.drafter(language="en"))
    number = Receipt.objects.get(member_state__code="KZ").number
    link = f'href="{reverse("comments:own-comments", args=[closed.pk])}">{word}'
    receipt = reverse("comments:receipt-detail", args=[number])
    lists = [reverse(name) for name in ("home", "comments:consultation-list", "comments:answer-list")]
    for address in (*lists, receipt):
        assert link in _spaced(client.get(address).content.decode())


def test_an_open_consultation_and_a_replaced_response_have_no_outcome(client, set_clock, db):
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    consultation = comments.consultation(states=("KZ",))
    person = members.contact_point(members.member_state("KZ"))
    comments.draft(consultation, person)
    comments.answer(consultation, person, Position.COMMENTS)
    client.force_login(person)
    first = reverse("comments:receipt-detail", args=[Receipt.objects.get().number])
    outcome = reverse("comments:own-comments", args=[consultation.pk])
    for address in (reverse("comments:answer-list"), first):
        assert outcome not in client.get(address).content.decode()

    DraftComment.objects.all().delete()
    comments.answer(consultation, person)
    consultations.close(consultation, at=set_clock(AFTER))
    for address in (reverse("comments:answer-list"), first):
        assert outcome not in client.get(address).content.decode()
