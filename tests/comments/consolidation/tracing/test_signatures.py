"""Tracked changes are signed by the State whose words were taken in, for readers who may know it."""

import datetime as dt

import pytest

from comments.compilation.rows import filed_rows
from comments.consolidation import acceptances, merges
from comments.enums import Position
from comments.models import Comment
from comments.procedure import consultations
from comments.remarks.ranges import Places
from plans.comparison import authorship, editions
from plans.enums import PaperStatus
from plans.outline import revision_outline
from tests.factories import comments, members, plans

AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)
MAY = "Member States may exchange information on threats."
INCIDENTS = "Member States shall exchange information on threats and incidents."


@pytest.fixture
def taken(db, set_clock):
    """Return a function that takes what two States proposed for one paragraph into the draft."""

    def take(own_wording=""):
        set_clock(comments.OPENS_AT + dt.timedelta(days=1))
        paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED, source_language="en")
        words = "Member States shall exchange information on threats."
        plans.block(paper, texts=dict.fromkeys(("en", "ru", "kk"), words))
        consultation = comments.consultation(states=("KZ", "TR"), revision=comments.revision(paper))
        for code, wording in (("KZ", MAY), ("TR", INCIDENTS)):
            person = members.contact_point(members.member_state(code))
            comments.draft(consultation, person, proposed_text=wording)
            comments.answer(consultation, person, Position.COMMENTS)
        set_clock(AFTER)
        consultations.close(consultation, at=AFTER)
        consultation.revision.paper.refresh_from_db()
        places = Places(revision_outline(consultation.revision))
        key = comments.first_paragraph(consultation).key
        bench = merges.paragraph(consultation, key, filed_rows(consultation), places)["en"]
        acceptances.take(
            consultation,
            bench,
            chosen=[choice for proposal in bench.proposals for choice in proposal.choices],
            own_wording=own_wording,
            version=bench.version,
            by=members.officer(first_name="Aigerim", last_name="S."),
            at=AFTER,
        )
        return consultation

    return take


def _signed(consultation, reader) -> list[tuple[str, str]]:
    paper = consultation.revision.paper
    earlier, later = editions.Edition(paper, consultation.revision), editions.Edition(paper)
    authors = authorship.between(earlier, later, "en", reader=reader)
    return [
        (text.strip(), by.name if by else "")
        for change in editions.compare(earlier, later, "en")
        for op, text, by in authors.signed(change, change.words)
        if op == "insert"
    ]


def test_each_state_signs_its_own_words(taken):
    consultation = taken()

    assert _signed(consultation, members.officer()) == [("may", "State KZ"), ("and incidents", "State TR")]


def test_the_wording_of_the_secretariat_is_signed_by_its_officer(taken):
    consultation = taken("Member States can exchange information on threats.")

    assert _signed(consultation, members.officer()) == [("can", "Aigerim S.")]


def test_a_delegate_reads_no_state_whose_comments_are_not_for_it(taken):
    consultation = taken()
    reader = members.contact_point(members.member_state("KZ"))
    assert Comment.objects.count() == 2

    assert _signed(consultation, reader) == [("may", "State KZ"), ("and incidents", "Aigerim S.")]


def test_a_file_for_many_readers_names_no_state(taken):
    assert {name for _word, name in _signed(taken(), None)} == {"Aigerim S."}
