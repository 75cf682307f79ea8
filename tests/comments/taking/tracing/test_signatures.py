"""Tracked changes are signed by the State whose words were taken in, for readers who may know it."""

import datetime as dt

import pytest
from django.urls import reverse

from comments.enums import Position
from comments.models import Comment, Receipt
from comments.procedure import consultations
from comments.taking.tracing import annex, trace
from comments.writing import proposed_events
from initiatives.proposed import decisions
from plans import blocks, revisions
from plans.comparison import authorship, editions
from plans.enums import PaperStatus
from plans.models import BlockText, ConceptPaper
from tests.comments.given import AFTER, take_in
from tests.factories import comments, members, plans
from tests.factories.initiatives import proposed_event

MAY = "Member States may exchange information on threats."
INCIDENTS = "Member States shall exchange information on threats and incidents."


@pytest.fixture
def taken(db, set_clock):
    """Return a function that takes what two States proposed for one paragraph into the draft."""

    def make(own_wording=""):
        set_clock(comments.OPENS_AT + dt.timedelta(days=1))
        paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED, source_language="en")
        words = "Member States shall exchange information on threats."
        plans.block(paper, texts=dict.fromkeys(("en", "ru", "kk"), words))
        consultation = comments.consultation(states=("KZ", "TR"), revision=comments.revision(paper))
        for code, wording in (("KZ", MAY), ("TR", INCIDENTS)):
            person = members.contact_point(members.member_state(code))
            comments.answer(consultation, person, Position.COMMENTS, proposed_text=wording)
        consultations.close(consultation, at=set_clock(AFTER))
        consultation.revision.paper.refresh_from_db()
        by = members.officer(first_name="Aigerim", last_name="S.")
        answers = list(Comment.objects.all()) if own_wording else ()
        take_in(consultation, own_wording=own_wording, answers=answers, by=by)
        return consultation

    return make


@pytest.fixture
def proposed(db, set_clock):
    """Return a consultation in which a State proposed an event that is in the draft by now."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=1, status=PaperStatus.CIRCULATED)
    consultation = comments.consultation(states=("KZ", "TR"), revision=comments.revision(paper))
    person = members.contact_point(members.member_state("KZ"))
    event = proposed_event(paper, person, title="Drill", year=2023)
    proposed_events.file(event, consultation, by=person)
    consultations.close(consultation, at=set_clock(AFTER))
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.UNDER_CONSOLIDATION)
    line = decisions.accept(event, by=members.officer(), at=AFTER).initiative.block_key
    for language, words in (("ru", "Учение."), ("kk", "Жаттығу.")):
        block = BlockText.objects.get(block__key=line, language=language).block
        blocks.edit(block, language, words, version=1, by=members.officer(), at=AFTER)
    return consultation


def _signed(consultation, reader, language="en") -> list[tuple[str, str]]:
    paper = consultation.revision.paper
    earlier, later = editions.Edition(paper, consultation.revision), editions.Edition(paper)
    authors = authorship.between(earlier, later, language, reader=reader)
    return [
        (text.strip(), by.name if by else "")
        for change in editions.compare(earlier, later, language)
        for op, text, by in authors.signed(change, change.words)
        if op == "insert"
    ]


def test_each_state_signs_its_own_words(taken):
    consultation = taken()

    assert _signed(consultation, members.officer()) == [
        ("may", "the Republic of KZ"),
        ("and incidents", "the Republic of TR"),
    ]

    reader = members.contact_point(members.member_state("KZ"))
    assert Comment.objects.count() == 2

    assert _signed(consultation, reader) == [
        ("may", "the Republic of KZ"),
        ("and incidents", "CICA Secretariat"),
    ]

    text = BlockText.objects.get(block__key=comments.first_paragraph(consultation).key, language="ru")
    words = "Государства-члены могут обмениваться информацией."
    blocks.edit(text.block, "ru", words, version=1, by=members.officer(), at=AFTER)

    signed = {name for _word, name in _signed(consultation, None, "ru")}

    assert signed == {"Республика KZ, Республика TR"}


def test_the_wording_of_the_secretariat_is_signed_by_it(taken):
    consultation = taken("Member States can exchange information on threats.")

    assert _signed(consultation, members.officer()) == [("can", "CICA Secretariat")]


def test_a_file_that_tells_all_names_each_state(taken):
    assert _signed(taken(), None) == [("may", "the Republic of KZ"), ("and incidents", "the Republic of TR")]


@pytest.mark.parametrize("reader", [None, "TR", "KZ"])
def test_the_line_of_an_event_is_signed_by_the_state_that_proposed_it(proposed, reader):
    who = members.contact_point(members.member_state(reader)) if reader else None
    knows = reader != "TR"  # what another State proposed is not for it

    found = _signed(proposed, who)

    assert {name for _words, name in found} == {"the Republic of KZ" if knows else "CICA Secretariat"}
    assert "Drill" in "".join(words for words, _name in found)


def test_the_sources_of_changes_name_the_event_behind_a_line(proposed):
    revision = revisions.freeze(proposed.revision.paper, by=None, at=AFTER)

    [block] = annex.blocks(trace.trace(revision, "en"))

    [row] = block["rows"]
    assert (row["state"], str(row["disposition"]), row["remarks"]) == (
        "State KZ",
        "included in the plan",
        [f"event 1, receipt {Receipt.objects.get().number}"],
    )


def test_the_page_of_sources_names_the_event(client, proposed):
    revisions.freeze(proposed.revision.paper, by=None, at=AFTER)
    url = reverse("comments:trace", args=[proposed.revision.paper.slug, "1"])

    page = " ".join(client.signed_in(members.officer(language="en")).get(url).content.decode().split())

    assert f"event 1, receipt {Receipt.objects.get().number}" in page
