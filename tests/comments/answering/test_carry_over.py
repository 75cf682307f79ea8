import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed
from cica_portal.spaces import ordinary
from comments.answering import carry_over, dialogue
from comments.enums import Position, Pursuit
from comments.models import Carrying, Comment, DraftComment
from comments.procedure import consultations
from comments.refusals import ConsultationClosed
from members.models import AuditEntry, DelegationEntry
from plans import blocks
from plans.enums import PaperStatus
from plans.models import BlockText
from tests.factories import comments, members, plans
from tests.refusing import refused

CLOSED = comments.CLOSES_AT + dt.timedelta(hours=1)
AGAIN = dt.datetime(2022, 7, 1, 3, tzinfo=dt.UTC)
TEXTS = (
    "Member States shall exchange information on threats.",
    "A group of experts shall meet twice a year.",
    "The Secretariat shall report to the SOC.",
    "This plan shall be reviewed after two years.",
)
# What KZ proposed on each of the four paragraphs, and what the next text says there.
PROPOSED = (
    "Member States may exchange information on threats.",
    "A group of experts may meet twice a year.",
    "The Secretariat shall report to the SOC and the SWG.",
    "This plan shall be reviewed after one year.",
)
NEXT = (
    "The Member States shall exchange information on threats.",  # changed elsewhere
    "A group of experts will meet twice a year.",  # changed in the same words
    "The Secretariat shall report to the SOC and the SWG.",  # as proposed
    "This plan shall be reviewed after two years.",  # unchanged
)


@pytest.fixture
def contact(db):
    return members.contact_point(members.member_state("KZ"), language="en")


@pytest.fixture
def first(contact, set_clock):
    """Return a closed round in which KZ proposed a wording for each paragraph, and left one draft unfiled."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    made = [
        plans.block(paper, texts={"en": text, "ru": f"Абзац {n}", "kk": f"Абзац {n} kk"})
        for n, text in enumerate(TEXTS)
    ]
    consultation = comments.consultation(states=("KZ", "TR"), revision=comments.revision(paper))
    for block, wording in zip(made, PROPOSED, strict=True):
        comments.draft(consultation, contact, block_key=block.key, remark="", proposed_text=wording)
    comments.answer(consultation, contact, Position.COMMENTS)
    comments.draft(consultation, contact, block_key=None, remark="Never filed")
    consultations.close(consultation, at=set_clock(CLOSED))
    return consultation


@pytest.fixture
def again(first, set_clock):
    """Return the round on the next revision, open."""
    for text, after in zip(_texts(first), NEXT, strict=True):
        blocks.edit(text.block, "en", after, version=1, by=None, at=CLOSED)
    set_clock(AGAIN + dt.timedelta(days=1))
    return comments.consultation(
        states=("KZ", "TR"),
        revision=comments.revision(first.revision.paper),
        opens_at=AGAIN,
        respond_by=dt.date(2022, 7, 15),
    )


def _texts(consultation) -> list[BlockText]:
    texts = BlockText.objects.filter(block__paper=consultation.revision.paper, language="en")
    return list(texts.exclude(block__kind="title").select_related("block").order_by("block__position"))


@pytest.fixture
def now(again):
    return AGAIN + dt.timedelta(days=1)


def _remarks(consultation, person):
    found = carry_over.before(consultation, person)
    return found, list(found.remarks)


def test_each_earlier_comment_is_put_beside_the_text_of_today(again, contact, client):
    found, remarks = _remarks(again, contact)
    assert [(one.is_filed, one.since.standing, one.since.has_changed) for one in remarks] == [
        (False, "unchanged", False),
        (True, "rebased", True),
        (True, "recheck", True),
        (True, "contained", True),
        (True, "unchanged", False),
    ]

    page = client.signed_in(contact).get(reverse("comments:carrying", args=[again.pk]))
    assert (len(page.context["items"]), page.context["left"]) == (5, 4)

    with pytest.raises(ConsultationClosed):
        carry_over.decide(found, remarks[1], Pursuit.DROPPED, by=contact, at=again.closes_at)
    assert not Carrying.objects.exists()


def test_what_is_kept_is_carried_over_word_by_word(again, contact, now):
    found, [_draft, rebased, *_rest] = _remarks(again, contact)
    made = carry_over.decide(found, rebased, Pursuit.KEPT, by=contact, at=now)
    assert made.draft.proposed_text == "The Member States may exchange information on threats."
    assert (made.draft.consultation, made.pursuit) == (again, Pursuit.KEPT)
    assert Comment.objects.filter(response__consultation=again).count() == 0


def test_a_wording_on_changed_words_is_never_kept_in_silence(again, contact, now):
    found, remarks = _remarks(again, contact)
    with refused("comments.recheck_needed"):
        carry_over.decide(found, remarks[2], Pursuit.KEPT, by=contact, at=now)
    assert not DraftComment.objects.filter(consultation=again).exists()
    made = carry_over.decide(found, remarks[2], Pursuit.CHANGED, by=contact, at=now)
    assert (made.draft.proposed_text, made.pursuit) == (PROPOSED[1], Pursuit.CHANGED)


def test_all_that_fits_is_kept_at_once_and_nothing_twice(again, contact, now):
    found, _remarks_ = _remarks(again, contact)
    assert carry_over.keep_all(found, by=contact, at=now) == 3
    found, remarks = _remarks(again, contact)
    assert [one.is_open for one in remarks] == [False, False, True, True, False]
    assert carry_over.keep_all(found, by=contact, at=now) == 0
    assert DraftComment.objects.filter(consultation=again).count() == 3


def test_what_was_not_pursued_can_be_taken_up_once_and_is_open_again_without_its_draft(again, contact, now):
    found, remarks = _remarks(again, contact)
    carry_over.decide(found, remarks[1], Pursuit.DROPPED, by=contact, at=now)
    assert not DraftComment.objects.filter(consultation=again).exists()
    kept = carry_over.decide(found, remarks[1], Pursuit.KEPT, by=contact, at=now)
    assert Carrying.objects.get().pursuit == Pursuit.KEPT
    with pytest.raises(AlreadyMoved):  # a colleague decided at the same time
        carry_over.decide(found, remarks[1], Pursuit.CHANGED, by=contact, at=now)
    assert DraftComment.objects.filter(consultation=again).count() == 1

    kept.draft.delete()
    _found, remarks = _remarks(again, contact)
    assert remarks[1].is_open


def test_a_remark_on_a_paragraph_that_is_gone_becomes_one_on_the_whole_text(first, contact, set_clock):
    block = _texts(first)[0].block
    blocks.remove(block, by=None, at=CLOSED)
    set_clock(AGAIN)
    made = comments.consultation(
        states=("KZ",),
        revision=comments.revision(first.revision.paper),
        opens_at=AGAIN,
        respond_by=dt.date(2022, 7, 15),
    )
    found, remarks = _remarks(made, contact)
    gone = next(one for one in remarks if one.since.is_gone)
    draft = carry_over.decide(found, gone, Pursuit.CHANGED, by=contact, at=AGAIN).draft
    assert (draft.block_key, draft.operation, draft.remark) == (None, "", PROPOSED[0])


def test_after_the_deadline_the_page_offers_nothing_to_decide(client, again, contact, set_clock):
    url = reverse("comments:carrying", args=[again.pk])
    assert 'value="drop"' in client.signed_in(contact).get(url).content.decode()
    set_clock(again.closes_at)
    page = client.get(url).content.decode()
    assert "your proposal needs checking" in page
    assert [act for act in ("keep", "keep-all", "change", "drop") if f'value="{act}"' in page] == []


def test_what_joined_another_state_is_kept_as_the_own_states(first, contact, set_clock):
    set_clock(comments.OPENS_AT + dt.timedelta(days=2))
    other = members.contact_point(members.member_state("TR"))
    filed = Comment.objects.filter(response__consultation=first).first()
    draft = comments.draft(first, other, block_key=filed.block_key, remark="", proposed_text=PROPOSED[0])
    joined = {"state": "KZ", "names": {"en": "K"}, "receipt": "R", "comment": 1, "sha256": filed.sha256}
    DraftComment.objects.filter(pk=draft.pk).update(joins=filed, joined=joined)
    set_clock(AGAIN)
    made = comments.consultation(
        states=("KZ", "TR"),
        revision=comments.revision(first.revision.paper),
        opens_at=AGAIN,
        respond_by=dt.date(2022, 7, 15),
    )
    found, [earlier] = _remarks(made, other)
    kept = carry_over.decide(found, earlier, Pursuit.KEPT, by=other, at=AGAIN).draft
    assert (kept.joins_id, kept.joined, kept.proposed_text) == (None, None, PROPOSED[0])


def test_a_reader_decides_nothing(again, contact, now):
    found, remarks = _remarks(again, contact)
    reader = members.user("reader", contact.member_state)
    with pytest.raises(NotAllowed):
        carry_over.decide(found, remarks[1], Pursuit.DROPPED, by=reader, at=now)
    with pytest.raises(NotAllowed):
        carry_over.decide(found, remarks[1], Pursuit.KEPT, by=reader, at=now)


@pytest.mark.good_path
def test_nobody_else_learns_of_it(client, again, contact, now):
    before = AuditEntry.objects.count()
    found, remarks = _remarks(again, contact)
    carry_over.decide(found, remarks[1], Pursuit.KEPT, by=contact, at=now)
    carry_over.decide(found, remarks[2], Pursuit.DROPPED, by=contact, at=now)
    assert AuditEntry.objects.count() == before
    assert DelegationEntry.objects.filter(action="carrying.decide").count() == 2
    other = members.contact_point(members.member_state("TR"))
    assert not Carrying.objects.visible_to(other).exists()
    assert not Carrying.objects.visible_to(members.officer()).exists()
    assert carry_over.before(again, other).remarks == ()
    page = client.signed_in(other).page("comments:carrying", again.pk)
    assert PROPOSED[0] not in page and "Never filed" not in page
    answer = client.post(
        reverse("comments:carrying", args=[again.pk]), {"act": "drop", "remark": str(remarks[3].pk)}
    )
    assert answer.status_code == 404


# The page --------------------------------------------------------------------------------------------
def test_the_page_asks_about_each_comment_in_the_readers_language(client, again):
    words = (
        "Our comments on the earlier text",
        "changed: your proposal needs checking",
        "Carry over the 3 that still fit",
        "Withdraw comment",
    )
    client.force_login(members.contact_point(members.member_state("KZ"), language="en"))
    page = ordinary(client.page("comments:carrying", again.pk))
    assert [word for word in words if word not in page] == []
    assert page.count("data-comment") == 5


def test_the_consultation_points_there_until_everything_is_decided(client, again, contact, now):
    url = reverse("comments:consultation-detail", args=[again.pk])
    asked = "carry over, change or withdraw each of those comments"
    assert asked in client.signed_in(contact).get(url).content.decode()
    found, remarks = _remarks(again, contact)
    for one in remarks:
        carry_over.decide(found, one, Pursuit.DROPPED, by=contact, at=now)
    page = client.get(url).content.decode()
    assert asked not in page and reverse("comments:carrying", args=[again.pk]) in page


def test_keeping_and_changing_on_the_page(client, again, contact):
    url = reverse("comments:carrying", args=[again.pk])
    _found, remarks = _remarks(again, contact)
    client.signed_in(contact).post(url, {"act": "keep-all"})
    assert DraftComment.objects.filter(consultation=again).count() == 3
    answer = client.post(url, {"act": "change", "remark": str(remarks[2].pk)})
    draft = DraftComment.objects.get(consultation=again, proposed_text=PROPOSED[1])
    assert answer.url.startswith(reverse("comments:draft-edit", args=[draft.pk]))
    assert "carried over to be changed" in client.get(url).content.decode()
    assert client.post(url, {"act": "burn", "remark": str(remarks[3].pk)}).status_code == 404


def test_what_the_state_agreed_to_the_reply_on_is_not_asked_about_again(client, first, again, contact, now):
    officer = members.signatory()
    filed = list(Comment.objects.filter(response__consultation=first))
    replies = comments.reply_to(*filed, reply="Our reply.", by=officer, at=CLOSED)
    assert "Our reply." not in client.signed_in(contact).page("comments:carrying", again.pk)
    dialogue.release_answers(first, by=officer, at=CLOSED)
    assert "Our reply." in client.page("comments:carrying", again.pk)
    url = reverse("comments:consultation-detail", args=[again.pk])
    asked = "carry over, change or withdraw each of those comments"
    assert asked in client.get(url).content.decode()
    for reply in replies:
        dialogue.react(reply, kind="agreed", statement="", language="en", by=contact, at=now)

    page = client.get(reverse("comments:carrying", args=[again.pk]))
    found, remarks = _remarks(again, contact)
    assert [one.is_agreed for one in remarks] == [False, True, True, True, True]
    assert (page.context["left"], page.context["clean"]) == (1, 1)
    assert page.content.decode().count("your State agreed with the reply") == 4
    assert asked not in client.get(url).content.decode()
    assert carry_over.keep_all(found, by=contact, at=now) == 1
    carry_over.decide(found, remarks[1], Pursuit.CHANGED, by=contact, at=now)


def test_the_page_of_a_first_text_does_not_exist(client, first, contact):
    assert client.signed_in(contact).get(reverse("comments:carrying", args=[first.pk])).status_code == 404
