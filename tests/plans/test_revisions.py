import datetime as dt
import unicodedata

import pytest
from django.utils import translation

from cica_portal.text import sha256
from members.models import AuditEntry
from plans import blocks, revisions
from plans.enums import BlockKind
from plans.life import papers
from plans.models import Revision, RevisionBlock
from plans.outline import draft_outline, revision_outline
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.pages import together

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 26, 3, 0, tzinfo=dt.UTC)


def test_canonical_is_plain_values_in_order_and_nfc():
    paper = factory.paper(blocks=0)
    decomposed = unicodedata.normalize("NFD", "й")
    block = factory.block(paper, kind=BlockKind.OBJECTIVE, texts={"ru": decomposed})

    found = revisions.canonical(draft_outline(paper))

    assert found[1] == {
        "key": str(block.key),
        "kind": "objective",
        "position": 2,
        "texts": {"en": "", "ru": "й", "kk": ""},
    }
    assert [row["position"] for row in found] == [1, 2]


def test_content_sha256_is_over_measure_period_status_and_blocks():
    paper = factory.paper()

    assert revisions.content_sha256(paper) == sha256(
        {
            "measure": paper.measure.code,
            "period": [2022, 2023],
            "text_status": {"en": "original", "ru": "unofficial", "kk": "unofficial"},
            "blocks": revisions.canonical(draft_outline(paper)),
        }
    )


def test_content_sha256_follows_every_change_of_the_content_and_nothing_else():
    paper, officer = factory.paper(), people.officer()
    block = paper.blocks.get(position=2)
    hashes = [revisions.content_sha256(paper)]

    blocks.edit(block, "kk", "Басқа", version=1, by=None, at=AT)
    hashes.append(revisions.content_sha256(paper))
    blocks.move(block, to="down", by=None, at=AT)
    hashes.append(revisions.content_sha256(paper))
    papers.set_text_status(paper, {"en": "original", "ru": "official", "kk": "unofficial"}, by=officer, at=AT)
    hashes.append(revisions.content_sha256(paper))
    assert len(set(hashes)) == 4

    blocks.move(block, to="up", by=None, at=AT)
    blocks.move(block, to="down", by=None, at=AT)
    assert revisions.content_sha256(paper) == hashes[-1]


def test_freeze_keeps_the_draft_as_a_numbered_revision():
    paper, officer = factory.paper(blocks=2), people.officer()
    draft, expected = revisions.canonical(draft_outline(paper)), revisions.content_sha256(paper)

    revision = revisions.freeze(paper, by=officer, at=AT)

    stored = Revision.objects.get()
    assert (stored.number, stored.frozen_at, stored.frozen_by) == (0, AT, officer)
    assert (stored.titles, stored.text_status) == (paper.titles, paper.text_status)
    assert stored.sha256 == expected == revisions.revision_sha256(revision)
    assert revisions.canonical(revision_outline(stored)) == draft
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after) == (
        "revision.freeze",
        {"paper": paper.slug, "number": 0, "sha256": expected},
    )


def test_freeze_again_makes_the_next_revision_and_leaves_the_first_alone():
    paper = factory.paper()
    first = revisions.freeze(paper, by=None, at=AT)
    before = revisions.canonical(revision_outline(first))
    blocks.edit(paper.blocks.get(position=2), "en", "Changed", version=1, by=None, at=AT)

    second = revisions.freeze(paper, by=None, at=AT)

    assert (first.number, second.number) == (0, 1)
    assert first.sha256 != second.sha256
    assert revisions.canonical(revision_outline(first)) == before
    with translation.override("en"):
        assert (str(first.label), str(second.label)) == ("Draft", "Rev.1")


def test_freeze_leaves_out_what_was_removed_and_counts_positions_anew():
    paper = factory.paper(blocks=2)
    gone = blocks.remove(paper.blocks.get(position=2), by=None, at=AT)

    revision = revisions.freeze(paper, by=None, at=AT)

    assert not RevisionBlock.objects.filter(key=gone.key).exists()
    assert list(revision.blocks.values_list("position", flat=True)) == [1, 2]


def test_freeze_refuses_a_draft_with_findings_and_names_them():
    paper = factory.paper(blocks=1)
    block = paper.blocks.get(position=2)
    blocks.edit(block, "kk", "", version=1, by=None, at=AT)

    with translation.override("en"), pytest.raises(revisions.NotReady) as refusal:
        revisions.freeze(paper, by=None, at=AT)

    assert [(found.block.key, found.language) for found in refusal.value.findings] == [(block.key, "kk")]
    with translation.override("en"):
        assert str(refusal.value) == ("The draft cannot be circulated yet: Paragraph 1: no text in Kazakh.")
    assert not Revision.objects.exists()


def sentences(paper) -> list[str]:
    with translation.override("en"):
        return [found.sentence for found in revisions.findings(paper)]


def test_findings_name_an_empty_title_and_a_plan_without_text():
    paper = factory.paper(blocks=0)
    blocks.edit(paper.blocks.get(), "ru", "", version=1, by=None, at=AT)

    assert sentences(paper) == [
        "The plan has no text besides its title.",
        "The title has no text in Russian.",
    ]
    complete = factory.paper()
    assert sentences(complete) == []
    complete.blocks.filter(kind=BlockKind.TITLE).update(kind=BlockKind.PARAGRAPH)
    assert sentences(complete) == ["The plan has no title."]


def test_findings_name_a_heading_with_nothing_under_it():
    paper = factory.paper(blocks=0)
    for kind in (BlockKind.HEADING, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HEADING):
        factory.block(paper, kind=kind, texts={"en": "a", "ru": "б", "kk": "в"})

    assert sentences(paper) == [
        "Paragraph 1, 1 is a heading with no text under it.",
        "Paragraph 4, 3 is a heading with no text under it.",
    ]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_freezing_and_editing_take_turns_so_that_the_hash_is_of_what_was_frozen():
    paper = factory.paper(blocks=1)
    block = paper.blocks.get(position=2)

    raised = together(
        lambda: revisions.freeze(paper, by=None, at=AT),
        lambda: blocks.edit(block, "en", "Changed meanwhile", version=1, by=None, at=AT),
        lambda: revisions.freeze(paper, by=None, at=AT),
    )

    assert raised == [None, None, None]
    assert sorted(Revision.objects.values_list("number", flat=True)) == [0, 1]
    for revision in Revision.objects.select_related("paper__measure"):
        assert revisions.revision_sha256(revision) == revision.sha256
