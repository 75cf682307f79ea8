import datetime as dt

import pytest

from comments.enums import Position
from comments.procedure import consultations
from plans.enums import BlockKind, PaperStatus
from plans.outline import revision_outline
from tests.factories import comments, members, plans

AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)
TEXT = {
    "en": "Member States shall exchange information on threats.",
    "ru": "Государства-члены обмениваются информацией об угрозах.",
    "kk": "Мүше мемлекеттер қатерлер туралы ақпарат алмасады.",
}


@pytest.fixture
def consulted(db, set_clock):
    """Return a function that has States file proposals on a paragraph, closes the round and returns it."""

    def consult(*proposals):
        set_clock(comments.OPENS_AT + dt.timedelta(days=1))
        paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED, source_language="en")
        plans.block(paper, texts=TEXT)
        plans.block(paper, kind=BlockKind.OBJECTIVE, texts=dict.fromkeys(TEXT, "Objective one"))
        plans.block(paper, kind=BlockKind.OBJECTIVE, texts=dict.fromkeys(TEXT, "Objective two"))
        codes = ("KZ", "TR", "UZ")[: len(proposals)]
        consultation = comments.consultation(states=codes, revision=comments.revision(paper))
        for code, fields in zip(codes, proposals, strict=True):
            person = members.contact_point(members.member_state(code))
            if callable(fields):
                fields = fields(revision_outline(consultation.revision))
            comments.draft(consultation, person, **fields)
            comments.answer(consultation, person, Position.COMMENTS)
        set_clock(AFTER)
        consultations.close(consultation, at=AFTER)
        consultation.revision.paper.refresh_from_db()
        return consultation

    return consult
