import pytest
from django.db import DatabaseError, transaction

from cica_portal.errors import AlreadyMoved, NotAllowed
from cica_portal.text import PARAGRAPH_LIMIT
from comments.enums import Operation
from comments.models import Acceptance, MergeDraft
from comments.reading.filed import read_all
from comments.reading.readings import Reading
from comments.taking import choices, proposals
from members.models import AuditEntry
from plans import blocks
from plans.comparison.merging import Standing
from plans.editing import editor_rows
from plans.enums import BlockKind, PaperStatus
from plans.models import Block, BlockText
from plans.outline import draft_outline
from tests.comments.given import AFTER, TEXT, bench_of, carry_out, places_of, take_in
from tests.factories import comments, members
from tests.refusing import refused

MAY = "Member States may exchange information on threats."


def _row(consultation) -> Reading:
    [row] = read_all(consultation)
    return row


def _labels(consultation) -> list[str]:
    return [row.text("en") for row in draft_outline(consultation.revision.paper)][1:]


def _stale(consultation) -> list[str]:
    block = Block.objects.get(key=comments.first_paragraph(consultation).key)
    return [cell.language for cell in editor_rows.cells(consultation.revision.paper, block) if cell.is_stale]


def test_proposals_of_two_states_are_taken_word_by_word_and_traced(consulted):
    consultation = consulted(
        {"proposed_text": MAY},
        {"proposed_text": "Member States shall exchange information on threats and incidents."},
    )
    bench = bench_of(consultation)
    assert [proposal.standing for proposal in bench.proposals] == [Standing.UNCHANGED] * 2
    assert bench.collisions() == []

    text = take_in(consultation)[0].edit.after

    assert text == "Member States may exchange information on threats and incidents."
    trace = Acceptance.objects.values_list(
        "comment__response__member_state__code", "edit__after", "is_whole", "own_wording"
    )
    assert set(trace) == {("KZ", text, True, ""), ("TR", text, True, "")}
    assert AuditEntry.objects.filter(action="comment.take").count() == 2
    assert _stale(consultation) == ["ru", "kk"]


def test_a_proposal_in_russian_leaves_the_source_and_kazakh_to_be_translated(consulted):
    russian = "Государства-члены могут обмениваться информацией об угрозах."
    consultation = consulted({"language": "ru", "proposed_text": russian})
    take_in(consultation, bench_of(consultation, "ru"))
    assert _stale(consultation) == ["en", "kk"]


def test_a_collision_is_named_with_its_states_and_one_side_can_be_taken(consulted):
    consultation = consulted(
        {"proposed_text": MAY},
        {"proposed_text": "Member States should exchange information on threats."},
    )
    bench = bench_of(consultation)
    [group] = bench.collisions()
    assert [proposal.row.member_state.code for proposal in group] == ["KZ", "TR"]
    with refused("comments.proposals_collide") as refusal:
        take_in(consultation, bench)
    assert "State KZ" in str(refusal.value) and "State TR" in str(refusal.value)

    take_in(consultation, bench, chosen=bench.proposals[1].choices)

    after = bench_of(consultation)
    assert after.text == "Member States should exchange information on threats."
    assert [proposal.standing for proposal in after.proposals] == [Standing.RECHECK, Standing.CONTAINED]


def test_a_part_of_a_proposal_is_taken_and_the_rest_stays_open(consulted):
    consultation = consulted(
        {"proposed_text": "All Member States shall exchange information on threats and incidents."}
    )
    bench = bench_of(consultation)
    take_in(consultation, bench, chosen=bench.proposals[0].choices[1:])
    after = bench_of(consultation)
    assert after.text == "Member States shall exchange information on threats and incidents."
    assert (
        after.merged(after.proposals[0].choices)
        == "All Member States shall exchange information on threats and incidents."
    )
    assert Acceptance.objects.get().is_whole is False


def test_a_text_that_moved_on_is_not_overwritten_and_words_that_changed_need_a_person(consulted):
    consultation = consulted({"proposed_text": MAY})
    bench = bench_of(consultation)
    text = BlockText.objects.get(block__key=bench.key, language="en")
    blocks.edit(
        text.block,
        "en",
        "Member States must exchange information on threats.",
        version=bench.version,
        by=None,
        at=AFTER,
    )
    with pytest.raises(blocks.StaleBlock):
        take_in(consultation, bench)

    after = bench_of(consultation)
    assert after.proposals[0].standing == Standing.RECHECK
    assert Acceptance.objects.count() == 0


def test_wording_for_a_range_belongs_to_each_block_where_the_paragraphs_match(consulted):
    consultation = consulted(
        lambda outline: {"block_key": outline[2].key, "until_key": outline[3].key, "proposed_text": "Any"}
    )
    row, places = _row(consultation), places_of(consultation)
    found = {}
    for wording in ("Objective 1\n\nObjective two", "Objective 1\n\nObjective 2", "Objectives one and two"):
        row.comment.proposed_text = wording
        texts = proposals.wordings(row, places)
        found[wording] = {places.position(key): one["en"] for key, one in texts.items()}
    assert found == {
        "Objective 1\n\nObjective two": {2: "Objective 1"},
        "Objective 1\n\nObjective 2": {2: "Objective 1", 3: "Objective 2"},
        "Objectives one and two": {},
    }


def test_choices_are_kept_for_later_against_the_version_that_was_read(consulted):
    consultation = consulted({"proposed_text": MAY})
    bench, by = bench_of(consultation), members.officer()

    def save(version: int, own_wording: str = "") -> MergeDraft:
        return choices.save(
            consultation,
            bench.key,
            "en",
            chosen=bench.proposals[0].choices,
            own_wording=own_wording,
            version=version,
            by=by,
            at=AFTER,
        )

    assert save(0).version == 1
    assert save(1, "Ours").version == 2
    with pytest.raises(choices.StaleMerge) as stale:
        save(1, "Mine")
    assert stale.value.current.own_wording == "Ours"
    with pytest.raises(choices.StaleMerge):
        save(0)
    take_in(consultation, bench)
    assert MergeDraft.objects.count() == 0
    with pytest.raises(choices.StaleMerge):
        save(2)


def _on(operation: str, **fields) -> dict:
    """Return a proposal to do something with a block, whose key is put in by the test."""
    return {"operation": operation, "remark": ""} | fields


def test_a_new_paragraph_is_added_in_its_language_and_left_to_be_translated(consulted):
    consultation = consulted(_on(Operation.ADD, proposed_text="New paragraph."))
    edits = carry_out(consultation)

    assert _labels(consultation) == [TEXT["en"], "New paragraph.", "Objective one", "Objective two"]
    assert {edit.language for edit in edits} == {"en"}
    assert Acceptance.objects.get().edit.after == "New paragraph."
    with pytest.raises(AlreadyMoved):
        carry_out(consultation)


def test_a_text_longer_than_a_paragraph_of_a_plan_is_not_taken(consulted):
    consultation = consulted(_on(Operation.ADD, proposed_text="x" * (PARAGRAPH_LIMIT + 1)))
    with refused("plans.too_long"):
        carry_out(consultation)
    assert not Acceptance.objects.exists()


def test_a_new_paragraph_after_the_title_is_no_second_title(consulted):
    consultation = consulted(
        lambda outline: _on(Operation.ADD, block_key=outline[0].key, proposed_text="New paragraph.")
    )
    carry_out(consultation)
    first = draft_outline(consultation.revision.paper)[1]
    assert (first.kind, first.text("en")) == ("paragraph", "New paragraph.")


def test_what_would_be_moved_behind_a_paragraph_that_is_gone_is_refused(consulted):
    consultation = consulted(
        lambda outline: _on(Operation.MOVE, block_key=outline[1].key, after_key=outline[3].key)
    )
    row, before = _row(consultation), _labels(consultation)
    blocks.remove(Block.objects.get(key=row.comment.after_key), by=None, at=AFTER)
    with pytest.raises(blocks.BlockRemoved):
        carry_out(consultation, row)
    assert _labels(consultation) == before[:2]
    assert Acceptance.objects.count() == 0


def test_a_deletion_is_carried_out_only_on_the_text_that_it_was_made_against(consulted):
    consultation = consulted(_on(Operation.SUPPRESS))
    block = Block.objects.get(key=comments.first_paragraph(consultation).key)
    blocks.edit(block, "kk", "Өзгертілді", version=1, by=None, at=AFTER)

    with refused("comments.recheck_needed"):
        carry_out(consultation)
    assert _labels(consultation)[0] == TEXT["en"]
    carry_out(consultation, despite_changes=True)
    assert _labels(consultation) == ["Objective one", "Objective two"]


def test_a_deletion_of_which_a_part_is_gone_takes_the_rest(consulted):
    consultation = consulted(
        lambda outline: _on(Operation.SUPPRESS, block_key=outline[1].key, until_key=outline[2].key)
    )
    blocks.remove(Block.objects.get(key=_row(consultation).comment.until_key), by=None, at=AFTER)

    carry_out(consultation, despite_changes=True)

    assert _labels(consultation) == ["Objective two"]


def test_a_range_is_moved_in_its_order(consulted):
    consultation = consulted(
        lambda outline: _on(
            Operation.MOVE,
            block_key=outline[1].key,
            until_key=outline[2].key,
            after_key=outline[3].key,
        )
    )
    edits = carry_out(consultation)
    assert _labels(consultation) == ["Objective two", TEXT["en"], "Objective one"]
    assert [edit.kind for edit in edits] == ["moved", "moved"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"operation": Operation.ADD, "proposed_text": "New"},
            ["Objective one", "of one", "New", "Objective two"],
        ),
        ({"operation": Operation.MOVE, "after_key": 3}, ["Objective two", "Objective one", "of one"]),
    ],
)
def test_sub_points_stay_with_what_they_stand_under(consulted, said, expected):
    def proposed(outline):
        after = {"after_key": outline[3].key} if "after_key" in said else {}
        return {"remark": "", "block_key": outline[2].key} | said | after

    consultation = consulted(proposed)
    point = {"kind": BlockKind.SUBPOINT, "texts": {"en": "of one"}}
    above = Block.objects.get(key=_row(consultation).extent.rows[0].key)
    blocks.add(consultation.revision.paper, after=above, **point, by=None, at=AFTER)
    carry_out(consultation)

    assert _labels(consultation)[1:] == expected


def test_nobody_else_merges(consulted):
    consultation = consulted({"proposed_text": MAY})
    for by in (members.contact_point(), members.coordinator()):
        with pytest.raises(NotAllowed):
            take_in(consultation, by=by)

    bench = bench_of(consultation)
    with refused("comments.nothing_taken"):
        take_in(consultation, bench, chosen=())
    consultation.revision.paper.status = PaperStatus.BEFORE_SWG
    with refused("comments.text_not_open"):
        take_in(consultation, bench)


@pytest.mark.both_databases
def test_the_trace_is_never_changed(consulted):
    consultation = consulted({"proposed_text": MAY})
    take_in(consultation, bench_of(consultation))
    with pytest.raises(DatabaseError), transaction.atomic():
        Acceptance.objects.update(is_whole=False)
