"""What became of a comment is told where the comment is found, and to nobody but its State before time."""

import datetime as dt

import pytest
from django.urls import reverse

from comments.answering import dialogue, dispositions
from comments.models import Acceptance, Comment, CompilationRelease
from comments.procedure import consultations
from plans import blocks, revisions
from plans.models import Block, ConceptPaper, Edit
from search import finding
from tests.comments.compilation.test_exports import got, table, word_text
from tests.factories import comments

AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)
PAGES = ("consultation-compilation", "consultation-detail")
SAID, IN_TEXT = "Included with thanks", "accepted, in Rev.1"


@pytest.fixture
def decided(consultation, contact, other, officer, set_clock):
    """Close a round with a comment of KZ, in Kazakh, that is accepted and taken into Rev.1, and one of TR."""
    comments.draft(consultation, contact, language="kk", remark="Ескертпе", proposed_text="Better")
    comments.draft(consultation, other, remark="A remark of TR")
    for person in (contact, other):
        comments.answer(consultation, person, "comments")
    consultations.close(consultation, at=set_clock(AFTER))
    comment, _of_tr = found = Comment.objects.order_by("response__member_state__code")
    for one, kind in zip(found, ("accepted", "noted"), strict=True):
        given = {"kind": kind, "reply": f"{SAID}: {kind}", "language": "en"}
        dispositions.record(consultation, [one], **given, seen={}, by=officer, at=AFTER)
    block = Block.objects.get(key=comment.block_key)
    blocks.edit(block, "kk", "Better", version=block.texts.get(language="kk").version, by=officer, at=AFTER)
    Acceptance.objects.create(comment=comment, edit=Edit.objects.last(), is_whole=True, by=officer, at=AFTER)
    later = revisions.freeze(ConceptPaper.objects.get(), by=officer, at=AFTER)
    comments.consultation(revision=later, opens_at=AFTER, respond_by=AFTER.date() + dt.timedelta(days=30))
    return consultation


def shown(client, person, consultation, name="consultation-compilation"):
    person.language = "en"
    person.save()
    return client.signed_in(person).page(f"comments:{name}", consultation.pk)


def in_word(client, consultation):
    return "".join(word_text(got(client, consultation, "en", "docx")).itertext())


def test_those_who_answer_read_decision_and_reply_and_the_way_to_what_changed(decided, client, officer):
    page = shown(client, officer, decided)

    link = reverse("comments:disposition-detail", args=[decided.pk, Comment.objects.get(language="kk").pk])
    assert all(one in page for one in ("Decision and reply", IN_TEXT, f"{SAID}: accepted", f'href="{link}"'))
    assert IN_TEXT in shown(client, officer, decided, "consultation-detail")
    rows = [(row["Disposition"], row["Stage"], row["Reply"]) for row in table(got(client, decided))]
    assert rows == [(IN_TEXT, "confirmed", f"{SAID}: accepted"), ("noted", "confirmed", f"{SAID}: noted")]
    assert f"{SAID}: noted" in in_word(client, decided)


def test_a_state_reads_what_became_of_its_own_comments_once_the_replies_are_sent(
    decided, client, contact, other, signatory
):
    dialogue_of = {contact: (IN_TEXT, f"{SAID}: accepted"), other: ("noted", f"{SAID}: noted")}
    CompilationRelease.objects.create(consultation=decided, by=signatory, at=AFTER)
    for person in dialogue_of:
        pages = [shown(client, person, decided, name) for name in PAGES]
        files = [got(client, decided, "en", "csv").decode("utf-8-sig"), in_word(client, decided)]
        assert not [one for one in (*pages, *files) if SAID in one or "Decision and reply" in one]
        assert "Reply" not in table(got(client, decided))[0]

    dialogue.release_answers(decided, by=signatory, at=AFTER)

    for person, (word, reply) in dialogue_of.items():
        (foreign,) = [said for one, said in dialogue_of.items() if one != person]
        page = shown(client, person, decided)
        assert "Decision and reply" in page and word in page and reply in page
        assert foreign[1] not in page and "no reply yet" not in page
        assert reverse("comments:own-comments", args=[decided.pk]) in page
        assert word in (card := shown(client, person, decided, PAGES[1])) and foreign[0] not in card
        rows = [(row["Disposition"], row["Reply"]) for row in table(got(client, decided))]
        assert sorted(rows) == sorted([(word, reply), ("", "")])
        words = in_word(client, decided)
        assert word in words and reply in words and foreign[1] not in words


def test_search_says_what_became_of_a_comment_to_whoever_may_know(
    decided, contact, other, officer, signatory
):
    def words(person, typed="Better"):
        found = finding.find(typed, user=person, at=AFTER, reader="en", kind="comments")
        return [(hit.mark, hit.word) for group in found if group.kind == "comments" for hit in group.hits]

    CompilationRelease.objects.create(consultation=decided, by=signatory, at=AFTER)
    assert words(officer) == [("done", IN_TEXT)]
    assert words(contact) == words(other) == [("done", "submitted")]
    dialogue.release_answers(decided, by=signatory, at=AFTER)
    assert (words(contact), words(other)) == ([("done", IN_TEXT)], [("done", "submitted")])
    assert words(other, "remark") == [("quiet", "noted")]
