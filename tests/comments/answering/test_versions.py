"""What was said on a remark, once its State has replaced or withdrawn its response in additional time."""

import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse

from comments.answering import dialogue, dispositions, versions
from comments.enums import Position
from comments.models import Comment, Disposition, DraftComment
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from comments.writing import drafts
from notes.packages import positions
from plans import open_points
from plans.models import ConceptPaper
from search import finding
from tests.factories import comments, members

AFTER = dt.datetime(2022, 6, 7, 3, tzinfo=dt.UTC)
SAID = ("block_key", "type", "language", "remark", "proposed_text", "rationale", "operation")
UNTIL = AFTER + dt.timedelta(days=2)


@pytest.fixture
def asked(consultation, contact, signatory, officer, set_clock):
    """Return the comment on which the State asked something after the close, with additional time for it."""
    comment = comments.answer(consultation, contact, Position.COMMENTS).comments.get()
    consultations.close(consultation, at=set_clock(AFTER))
    dispositions.record(consultation, [comment], kind="for_swg", reply="A matter for the SWG", language="en",
                        seen={}, by=officer, at=AFTER)  # fmt: skip
    dialogue.clarify(comment, text="Why so?", language="en", by=contact, at=AFTER)
    grants.give(consultation, contact.member_state, until=UNTIL, reason="Why", by=signatory, at=AFTER)
    return comment


def questions():
    found = open_points.of(ConceptPaper.objects.all(), AFTER)
    return [point.page.args for point in found if point.kind == "question_to_secretariat"]


def found(user, typed):
    groups = finding.find(typed, user=user, at=AFTER, reader="en")
    return [hit.url for group in groups for hit in group.hits]


def test_of_a_comment_that_was_withdrawn_nothing_waits_for_an_answer(asked, consultation, contact, officer):
    assert questions() == [(consultation.pk, asked.pk)]
    assert len(found(officer, "Why so")) == len(found(officer, "matter for the SWG")) == 1

    comments.answer(consultation, contact, Position.WITHDRAWN)

    assert questions() == []
    assert found(officer, "Why so") == found(officer, "matter for the SWG") == []
    assert not dialogue.passed_on(consultation).exists()
    assert positions.of(consultation) == []


def test_a_question_on_a_comment_that_was_submitted_again_is_answered_there(
    asked, consultation, contact, officer, client
):
    comments.answer(consultation, contact, Position.COMMENTS, remark="Another remark")
    again = Comment.objects.get(response__version=2, draft_id=asked.draft_id)

    assert questions() == [(consultation.pk, again.pk)]
    client.force_login(officer)
    page = client.get(reverse("comments:disposition-detail", args=[consultation.pk, again.pk]))
    assert "Why so?" in page.content.decode()
    assert found(officer, "Why so") == [
        reverse("comments:disposition-detail", args=[consultation.pk, again.pk])
    ]
    url = reverse("comments:own-comments", args=[consultation.pk])
    assert "Why so?" in client.signed_in(contact).get(url).content.decode()

    client.signed_in(officer).post(reverse("comments:comment-settle", args=[consultation.pk, again.pk, 1]))
    assert questions() == []


# The reply to a former wording ---------------------------------------------------------------------------
def again(consultation, contact, **changed):
    """File the State's response once more, with its draft changed; return the comment that came of it."""
    draft = DraftComment.objects.get(consultation=consultation, member_state=contact.member_state)
    said = {name: getattr(draft, name) for name in SAID} | changed
    drafts.save(consultation, by=contact, at=AFTER, draft=draft, version=draft.version, **said)
    return comments.answer(consultation, contact, Position.COMMENTS).comments.get()


def detail(client, user, comment):
    client.force_login(user)
    return reverse("comments:disposition-detail", args=[comment.response.consultation_id, comment.pk])


def test_a_comment_that_was_submitted_again_shows_the_reply_to_its_former_wording(
    asked, consultation, contact, officer, client
):
    filed = again(consultation, contact, remark="Said in other words")
    assert filed.draft_id == asked.draft_id
    [former] = versions.former_replies(filed)
    assert (former.comment_id, former.reply) == (asked.pk, "A matter for the SWG")

    url = detail(client, officer, filed)
    page = client.get(url).content.decode()
    assert "Reply to the former wording" in page and "A matter for the SWG" in page and asked.remark in page
    assert f'name="former" value="{former.pk}"' in page
    assert not Disposition.objects.filter(comment=filed).exists()

    page = client.post(url, {"former": former.pk, "language": "ru", "reply": ""})
    form = page.context["form"]
    assert [form[name].value() for name in ("reply", "kind", "language")] == [
        "A matter for the SWG",
        "for_swg",
        "en",
    ]
    page = client.post(url, {"former": former.pk, "language": "ru", "reply": "Мой", "kind": "noted"})
    form = page.context["form"]
    assert [form[name].value() for name in ("reply", "kind", "language")] == [
        "Мой\n\nA matter for the SWG",
        "noted",
        "ru",
    ]
    assert not Disposition.objects.filter(comment=filed).exists()
    assert points() == {"comment_undisposed": 1, "question_to_secretariat": 1}


def points():
    found = open_points.of(ConceptPaper.objects.all(), AFTER)
    return dict(Counter(point.kind for point in found if point.state_id is not None))


def test_the_last_reply_that_stands_is_shown_whatever_the_version(asked, consultation, contact, officer):
    second = again(consultation, contact, remark="Said in other words")
    third = again(consultation, contact, remark="Said once more")
    assert [one.comment_id for one in versions.former_replies(third)] == [asked.pk]
    given = comments.reply_to(third, by=officer, at=AFTER)
    fourth = again(consultation, contact, remark="And again")
    assert versions.former_replies(fourth) == given
    assert versions.former_replies(second) == versions.former_replies(third)


def test_of_a_comment_written_anew_on_the_same_place_the_former_replies_are_shown(
    asked, consultation, contact, officer
):
    draft = DraftComment.objects.get(member_state=contact.member_state)
    drafts.remove(draft, by=contact, at=AFTER)
    paragraph = comments.first_paragraph(consultation).key
    comments.draft(consultation, contact, remark="Written anew", block_key=asked.block_key)
    comments.draft(
        consultation, contact, remark="Elsewhere", block_key=None if asked.block_key else paragraph
    )
    filed = {
        one.remark: one for one in comments.answer(consultation, contact, Position.COMMENTS).comments.all()
    }
    here, elsewhere = filed["Written anew"], filed["Elsewhere"]
    assert [one.comment_id for one in versions.former_replies(here)] == [asked.pk]
    assert versions.former_replies(elsewhere) == []


def test_no_other_comment_of_the_state_is_given_the_reply_to_one_that_it_still_makes(
    asked, consultation, contact
):
    comments.draft(consultation, contact, remark="One more on the paragraph")
    made = comments.answer(consultation, contact, Position.COMMENTS).comments.all()
    assert {one.remark: len(versions.former_replies(one)) for one in made} == {
        asked.remark: 1,
        "One more on the paragraph": 0,
    }


def test_the_reply_to_a_former_wording_is_shown_to_no_delegation(
    asked, consultation, contact, officer, client
):
    filed = again(consultation, contact, remark="Said in other words")
    comments.reply_to(filed, by=officer, at=AFTER)
    dialogue.release_answers(consultation, by=members.signatory(), at=AFTER)
    for person in (contact, members.contact_point(members.member_state("TR"))):
        client.force_login(person)
        for name in ("comments:own-comments", "comments:consultation-compilation"):
            page = client.page(name, consultation.pk)
            assert "A matter for the SWG" not in page
        assert client.get(detail(client, person, filed)).status_code == 403
