import datetime as dt

import pytest

from cica_portal.errors import NotAllowed
from plans import blocks
from plans.checks import gate
from plans.enums import BlockKind
from plans.models import GateOverride
from tests.factories import members as people
from tests.factories import plans as factory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)


def sentences(findings) -> list[str]:
    return [finding.sentence for finding in findings]


def override(paper, by, **given):
    held = gate.look(paper)
    shown = {"expected_sha256": held.sha256, "expected": len(held.overridable), "reason": "Urgent"}
    return gate.override(paper, **shown | given, by=by, at=AT)


def test_a_reviewed_and_equal_text_passes():
    held = gate.look(factory.paper())

    assert (held.unequal, held.overridable, held.is_open) == ([], [], True)


def test_every_stale_and_unreviewed_text_is_named():
    paper = factory.paper(source_language="en")
    blocks.edit(paper.blocks.get(position=2), "en", "Newer", version=1, by=None, at=AT)

    held = gate.look(paper)

    assert sentences(held.stale) == [
        "Paragraph 1: the Russian text is older than its source.",
        "Paragraph 1: the Kazakh text is older than its source.",
    ]
    assert sentences(held.unreviewed) == ["Paragraph 1: the English text is not reviewed."]
    assert not held.is_open


def test_languages_of_other_structure_and_empty_objectives_are_unequal():
    paper = factory.paper(blocks=1)
    factory.block(paper, texts={"en": "a\nb", "ru": "а\nб", "kk": "а"})
    factory.block(paper, kind=BlockKind.OBJECTIVE, texts={"en": "aim", "ru": "цель", "kk": "—"})

    assert sentences(gate.look(paper).unequal) == [
        "Paragraph 2: the number of paragraphs must be the same. English: 2; Russian: 2; Kazakh: 1.",
        "Paragraph 3, a): the Kazakh text is blank.",
    ]


def test_a_signatory_lets_what_is_unreviewed_through_until_the_text_changes():
    paper, signatory = factory.paper(), people.signatory()
    block = paper.blocks.get(position=2)
    blocks.edit(block, "kk", "Жаңа", version=1, by=None, at=AT)

    made = override(paper, signatory)

    held = gate.look(paper)
    assert (held.is_open, held.override, made.reason) == (True, made, "Urgent")
    assert made.findings == [["unreviewed", str(block.key), "kk"]]
    blocks.edit(block, "kk", "Жаңарақ", version=2, by=None, at=AT)
    assert not gate.look(paper).is_open


def test_an_override_does_not_cover_what_became_stale_later():
    paper = factory.paper(source_language="en")
    block = paper.blocks.get(position=2)
    blocks.edit(block, "kk", "Жаңа", version=1, by=None, at=AT)
    override(paper, people.signatory())

    blocks.edit(block, "en", "Other", version=1, by=None, at=AT)
    blocks.edit(block, "en", "Paragraph 0 en", version=2, by=None, at=AT)

    assert not gate.look(paper).is_open


def test_an_override_is_refused_without_right_reason_or_cause():
    paper, signatory = factory.paper(), people.signatory()
    with refused("plans.nothing_to_override"):
        override(paper, signatory)
    blocks.edit(paper.blocks.get(position=2), "kk", "Жаңа", version=1, by=None, at=AT)
    for by, given, refusal in (
        (people.officer(), {}, NotAllowed),
        (signatory, {"reason": " "}, "plans.reason_missing"),
        (signatory, {"expected": 2}, "plans.gate_moved"),
        (signatory, {"expected_sha256": "0" * 64}, "plans.gate_moved"),
    ):
        with refused(refusal):
            override(paper, by, **given)
    blocks.edit(paper.blocks.get(position=3), "ru", "", version=1, by=None, at=AT)
    with refused("plans.not_overridable"):
        override(paper, signatory)

    assert not GateOverride.objects.exists()
