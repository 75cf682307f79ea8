import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed
from cica_portal.spaces import ordinary
from comments.consolidation import carry_over, dialogue, dispositions
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
    set_clock(CLOSED)
    consultations.close(consultation, at=CLOSED)
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


def test_each_earlier_comment_is_put_beside_the_text_of_today(again, contact):
    _found, remarks = _remarks(again, contact)
    assert [(one.is_filed, one.since.standing, one.since.has_changed) for one in remarks] == [
        (False, "unchanged", False),
        (True, "rebased", True),
        (True, "recheck", True),
        (True, "contained", True),
        (True, "unchanged", False),
    ]


def test_what_the_text_says_already_waits_for_no_decision(client, again, contact):
    client.force_login(contact)
    page = client.get(reverse("comments:carrying", args=[again.pk]))
    assert (len(page.context["items"]), page.context["left"]) == (5, 4)


def test_what_is_kept_is_carried_over_word_by_word(again, contact, now):
    found, [_draft, rebased, *_rest] = _remarks(again, contact)
    made = carry_over.keep(found, again, rebased, by=contact, at=now)
    assert made.draft.proposed_text == "The Member States may exchange information on threats."
    assert (made.draft.consultation, made.pursuit) == (again, Pursuit.KEPT)
    assert Comment.objects.filter(response__consultation=again).count() == 0


def test_a_wording_on_changed_words_is_never_kept_in_silence(again, contact, now):
    found, remarks = _remarks(again, contact)
    with refused("comments.recheck_needed"):
        carry_over.keep(found, again, remarks[2], by=contact, at=now)
    assert not DraftComment.objects.filter(consultation=again).exists()
    made = carry_over.change(found, again, remarks[2], by=contact, at=now)
    assert (made.draft.proposed_text, made.pursuit) == (PROPOSED[1], Pursuit.CHANGED)


def test_all_that_fits_is_kept_at_once_and_nothing_twice(again, contact, now):
    found, _remarks_ = _remarks(again, contact)
    assert carry_over.keep_all(found, again, by=contact, at=now) == 3
    found, remarks = _remarks(again, contact)
    assert [one.is_open for one in remarks] == [False, False, True, True, False]
    assert carry_over.keep_all(found, again, by=contact, at=now) == 0
    assert DraftComment.objects.filter(consultation=again).count() == 3


def test_two_people_who_decide_at_once_make_one_draft(again, contact, now):
    found, remarks = _remarks(again, contact)
    carry_over.keep(found, again, remarks[1], by=contact, at=now)
    with pytest.raises(AlreadyMoved):
        carry_over.change(found, again, remarks[1], by=contact, at=now)
    assert DraftComment.objects.filter(consultation=again).count() == 1


def test_what_was_not_pursued_can_be_taken_up_after_all(again, contact, now):
    found, remarks = _remarks(again, contact)
    carry_over.drop(again, remarks[1], by=contact, at=now)
    assert not DraftComment.objects.filter(consultation=again).exists()
    carry_over.keep(found, again, remarks[1], by=contact, at=now)
    assert Carrying.objects.get().pursuit == Pursuit.KEPT


def test_where_the_draft_is_removed_the_question_is_open_again(again, contact, now):
    found, remarks = _remarks(again, contact)
    carry_over.keep(found, again, remarks[1], by=contact, at=now).draft.delete()
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
    draft = carry_over.change(found, made, gone, by=contact, at=AGAIN).draft
    assert (draft.block_key, draft.operation, draft.remark) == (None, "", PROPOSED[0])


def test_after_the_deadline_nothing_is_decided(again, contact):
    _found, remarks = _remarks(again, contact)
    with pytest.raises(ConsultationClosed):
        carry_over.drop(again, remarks[1], by=contact, at=again.closes_at)
    assert not Carrying.objects.exists()


def test_after_the_deadline_the_page_offers_nothing_to_decide(client, again, contact, set_clock):
    client.force_login(contact)
    url = reverse("comments:carrying", args=[again.pk])
    assert 'value="drop"' in client.get(url).content.decode()
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
    kept = carry_over.keep(found, made, earlier, by=other, at=AGAIN).draft
    assert (kept.joins_id, kept.joined, kept.proposed_text) == (None, None, PROPOSED[0])


def test_a_reader_decides_nothing(again, contact, now):
    found, remarks = _remarks(again, contact)
    reader = members.user("reader", contact.member_state)
    with pytest.raises(NotAllowed):
        carry_over.drop(again, remarks[1], by=reader, at=now)
    with pytest.raises(NotAllowed):
        carry_over.keep(found, again, remarks[1], by=reader, at=now)


@pytest.mark.good_path
def test_nobody_else_learns_of_it(client, again, contact, now):
    before = AuditEntry.objects.count()
    found, remarks = _remarks(again, contact)
    carry_over.keep(found, again, remarks[1], by=contact, at=now)
    carry_over.drop(again, remarks[2], by=contact, at=now)
    assert AuditEntry.objects.count() == before
    assert DelegationEntry.objects.filter(action="carrying.decide").count() == 2
    other = members.contact_point(members.member_state("TR"))
    assert not Carrying.objects.visible_to(other).exists()
    assert not Carrying.objects.visible_to(members.officer()).exists()
    assert carry_over.before(again, other).remarks == ()
    client.force_login(other)
    page = client.get(reverse("comments:carrying", args=[again.pk])).content.decode()
    assert PROPOSED[0] not in page and "Never filed" not in page
    answer = client.post(
        reverse("comments:carrying", args=[again.pk]), {"act": "drop", "remark": str(remarks[3].pk)}
    )
    assert answer.status_code == 404


# The page --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Our comments on the earlier text",
                "changed: your proposal needs checking",
                "Carry over the 3 that still fit",
                "Withdraw comment",
            ),
        ),
        (
            "ru",
            (
                "Наши комментарии к прежнему тексту",
                "требует проверки",
                "Перенести без изменений",
                "Снять комментарий",
            ),
        ),
        (
            "kk",
            (
                "Бұрынғы мәтінге ескертпелеріміз",
                "ұсынысыңызды тексеру қажет",
                "Өзгеріссіз көшіру",
                "Ескертпені алып тастау",
            ),
        ),
    ],
)
def test_the_page_asks_about_each_comment_in_the_readers_language(client, again, language, words):
    client.force_login(members.contact_point(members.member_state("KZ"), language=language))
    page = ordinary(client.get(reverse("comments:carrying", args=[again.pk])).content.decode())
    assert [word for word in words if word not in page] == []
    assert page.count("data-comment") == 5


def test_the_consultation_points_there_until_everything_is_decided(client, again, contact, now):
    client.force_login(contact)
    url = reverse("comments:consultation-detail", args=[again.pk])
    asked = "carry over, change or withdraw each of those comments"
    assert asked in client.get(url).content.decode()
    found, remarks = _remarks(again, contact)
    for one in remarks:
        carry_over.drop(again, one, by=contact, at=now)
    page = client.get(url).content.decode()
    assert asked not in page and reverse("comments:carrying", args=[again.pk]) in page


def test_keeping_and_changing_on_the_page(client, again, contact):
    client.force_login(contact)
    url = reverse("comments:carrying", args=[again.pk])
    _found, remarks = _remarks(again, contact)
    client.post(url, {"act": "keep-all"})
    assert DraftComment.objects.filter(consultation=again).count() == 3
    answer = client.post(url, {"act": "change", "remark": str(remarks[2].pk)})
    draft = DraftComment.objects.get(consultation=again, proposed_text=PROPOSED[1])
    assert answer.url.startswith(reverse("comments:draft-edit", args=[draft.pk]))
    assert "carried over to be changed" in client.get(url).content.decode()
    assert client.post(url, {"act": "burn", "remark": str(remarks[3].pk)}).status_code == 404


def test_an_answer_is_shown_only_once_it_is_released(client, first, again, contact):
    officer = members.signatory()
    filed = list(Comment.objects.filter(response__consultation=first))
    dispositions.record(
        first, filed, kind="noted", reply="Our reply.", language="en", seen={}, by=officer, at=CLOSED
    )
    client.force_login(contact)
    url = reverse("comments:carrying", args=[again.pk])
    assert "Our reply." not in client.get(url).content.decode()
    dialogue.release_answers(first, by=officer, at=CLOSED)
    assert "Our reply." in client.get(url).content.decode()


def test_what_the_state_agreed_to_the_reply_on_is_not_asked_about_again(client, first, again, contact, now):
    officer = members.signatory()
    filed = list(Comment.objects.filter(response__consultation=first))
    given = {
        "kind": "noted",
        "reply": "Our reply.",
        "language": "en",
        "seen": {},
        "by": officer,
        "at": CLOSED,
    }
    replies = dispositions.record(first, filed, **given)
    dialogue.release_answers(first, by=officer, at=CLOSED)
    client.force_login(contact)
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
    assert carry_over.keep_all(found, again, by=contact, at=now) == 1
    carry_over.change(found, again, remarks[1], by=contact, at=now)


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("drafter", 200), ("officer", 404)])
def test_those_who_write_for_the_delegation_decide(client, again, role, status):
    state = None if role == "officer" else members.member_state("KZ")
    client.force_login(members.user(role, state) if state else members.officer())
    assert client.get(reverse("comments:carrying", args=[again.pk])).status_code == status


def test_the_page_of_a_first_text_does_not_exist(client, first, contact):
    client.force_login(contact)
    assert client.get(reverse("comments:carrying", args=[first.pk])).status_code == 404


def test_the_page_asks_the_same_queries_however_many_comments(
    client, again, contact, django_assert_max_num_queries
):
    client.force_login(contact)
    url = reverse("comments:carrying", args=[again.pk])
    DraftComment.objects.filter(consultation__revision__number=0).exclude(block_key=None).delete()
    with django_assert_max_num_queries(14) as few:
        client.get(url)
    first = again.revision.paper.revisions.first().consultations.get()
    for _ in range(3):
        comments.draft(first, contact, block_key=None, remark="More")
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(url)
