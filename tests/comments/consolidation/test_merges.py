import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from cica_portal.errors import AlreadyMoved, NotAllowed
from comments.compilation.rows import Row, filed_rows
from comments.consolidation import acceptances, merges
from comments.enums import Operation
from comments.models import Acceptance, MergeDraft
from comments.remarks.ranges import Places
from members.models import AuditEntry
from plans import blocks
from plans.comparison.merging import Standing
from plans.editing import editor_rows
from plans.enums import BlockKind, PaperStatus
from plans.models import Block, BlockText
from plans.outline import draft_outline, revision_outline
from tests.comments.consolidation.conftest import TEXT
from tests.factories import comments, members
from tests.refusing import refused

AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)


def _bench(consultation, language: str = "en", key=None) -> merges.Bench:
    key = key or comments.first_paragraph(consultation).key
    places = Places(revision_outline(consultation.revision))
    return merges.paragraph(consultation, key, filed_rows(consultation), places)[language]


def _all(bench: merges.Bench) -> list:
    return [choice for proposal in bench.proposals for choice in proposal.choices]


def _take(consultation, bench, chosen=None, own_wording="", by=None, version=None):
    return acceptances.take(
        consultation,
        bench,
        chosen=_all(bench) if chosen is None else chosen,
        own_wording=own_wording,
        version=bench.version if version is None else version,
        by=by or members.officer(),
        at=AFTER,
    )


def test_proposals_of_two_states_are_taken_word_by_word_and_traced(consulted):
    consultation = consulted(
        {"proposed_text": "Member States may exchange information on threats."},
        {"proposed_text": "Member States shall exchange information on threats and incidents."},
    )
    bench = _bench(consultation)
    assert [proposal.standing for proposal in bench.proposals] == [Standing.UNCHANGED] * 2
    assert bench.collisions() == []

    text = _take(consultation, bench)

    assert text.text == "Member States may exchange information on threats and incidents."
    trace = Acceptance.objects.values_list(
        "comment__response__member_state__code", "edit__after", "is_whole", "own_wording"
    )
    assert set(trace) == {("KZ", text.text, True, ""), ("TR", text.text, True, "")}
    assert AuditEntry.objects.filter(action="comment.take").count() == 2
    rows = {cell.language: cell.state for cell in editor_rows.cells(consultation.revision.paper, text.block)}
    assert (rows["ru"], rows["kk"]) == ("stale", "stale")


def test_a_proposal_in_russian_leaves_the_source_and_kazakh_to_be_translated(consulted):
    consultation = consulted(
        {"language": "ru", "proposed_text": "Государства-члены могут обмениваться информацией об угрозах."}
    )
    _take(consultation, _bench(consultation, "ru"))
    block = Block.objects.get(key=comments.first_paragraph(consultation).key)
    stale = [cell.language for cell in editor_rows.cells(consultation.revision.paper, block) if cell.is_stale]
    assert stale == ["en", "kk"]


def test_a_collision_is_named_with_its_states_and_one_side_can_be_taken(consulted):
    consultation = consulted(
        {"proposed_text": "Member States may exchange information on threats."},
        {"proposed_text": "Member States should exchange information on threats."},
    )
    bench = _bench(consultation)
    [group] = bench.collisions()
    assert [proposal.row.member_state.code for proposal in group] == ["KZ", "TR"]
    with refused("comments.proposals_collide") as refusal:
        _take(consultation, bench)
    assert "State KZ" in str(refusal.value) and "State TR" in str(refusal.value)

    _take(consultation, bench, chosen=bench.proposals[1].choices)

    after = _bench(consultation)
    assert after.text == "Member States should exchange information on threats."
    assert [proposal.standing for proposal in after.proposals] == [Standing.RECHECK, Standing.CONTAINED]


def test_a_part_of_a_proposal_is_taken_and_the_rest_stays_open(consulted):
    consultation = consulted(
        {"proposed_text": "All Member States shall exchange information on threats and incidents."}
    )
    bench = _bench(consultation)
    _take(consultation, bench, chosen=bench.proposals[0].choices[1:])
    after = _bench(consultation)
    assert after.text == "Member States shall exchange information on threats and incidents."
    assert (
        after.merged(_all(after)) == "All Member States shall exchange information on threats and incidents."
    )
    assert Acceptance.objects.get().is_whole is False


def test_the_secretariats_own_wording_is_kept_apart_from_the_proposal_that_it_answers(consulted):
    consultation = consulted({"proposed_text": "Member States may exchange information on threats."})
    _take(consultation, _bench(consultation), own_wording="Member States will exchange information.")
    acceptance = Acceptance.objects.get()
    assert acceptance.own_wording == acceptance.edit.after == "Member States will exchange information."
    assert acceptance.comment.proposed_text == "Member States may exchange information on threats."


def test_a_text_that_moved_on_is_not_overwritten_and_words_that_changed_need_a_person(consulted):
    consultation = consulted({"proposed_text": "Member States may exchange information on threats."})
    bench = _bench(consultation)
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
        _take(consultation, bench)

    after = _bench(consultation)
    assert after.proposals[0].standing == Standing.RECHECK
    with refused("comments.recheck_needed"):
        _take(consultation, after, chosen=bench.proposals[0].choices)
    assert Acceptance.objects.count() == 0


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("Objective 1\n\nObjective two", {2: "Objective 1"}),
        ("Objective 1\n\nObjective 2", {2: "Objective 1", 3: "Objective 2"}),
        ("Objectives one and two", {}),
    ],
)
def test_wording_for_a_range_belongs_to_each_block_where_the_paragraphs_match(consulted, wording, expected):
    consultation = consulted(
        lambda outline: {
            "block_key": outline[2].key,
            "until_key": outline[3].key,
            "proposed_text": wording,
        }
    )
    outline = revision_outline(consultation.revision)
    found = merges.wordings(_row(consultation), Places(outline))
    assert found == {outline[place].key: {"en": text} for place, text in expected.items()}


def test_choices_are_kept_for_later_against_the_version_that_was_read(consulted):
    consultation = consulted({"proposed_text": "Member States may exchange information on threats."})
    bench, by = _bench(consultation), members.officer()

    def save(version: int, own_wording: str = "") -> MergeDraft:
        return acceptances.save(
            consultation,
            bench.key,
            "en",
            chosen=_all(bench),
            own_wording=own_wording,
            version=version,
            by=by,
            at=AFTER,
        )

    assert save(0).version == 1
    assert save(1, "Ours").version == 2
    with pytest.raises(acceptances.StaleMerge) as stale:
        save(1, "Mine")
    assert stale.value.current.own_wording == "Ours"
    with pytest.raises(acceptances.StaleMerge):
        save(0)
    _take(consultation, bench)
    assert MergeDraft.objects.count() == 0
    with pytest.raises(acceptances.StaleMerge):
        save(2)


def _row(consultation) -> Row:
    [row] = filed_rows(consultation)
    return row


def _labels(consultation) -> list[str]:
    return [row.text("en") for row in draft_outline(consultation.revision.paper)][1:]


def _on(operation: str, **fields) -> dict:
    """Return a proposal to do something with a block, whose key is put in by the test."""
    return {"operation": operation, "remark": ""} | fields


def test_a_new_paragraph_is_added_in_its_language_and_left_to_be_translated(consulted):
    consultation = consulted(_on(Operation.ADD, proposed_text="New paragraph."))
    edits = acceptances.carry_out(consultation, _row(consultation), by=members.officer(), at=AFTER)

    assert _labels(consultation) == [TEXT["en"], "New paragraph.", "Objective one", "Objective two"]
    assert {edit.language for edit in edits} == {"en"}
    assert Acceptance.objects.get().edit.after == "New paragraph."
    with pytest.raises(AlreadyMoved):
        acceptances.carry_out(consultation, _row(consultation), by=members.officer(), at=AFTER)


def test_a_new_paragraph_after_the_title_is_no_second_title(consulted):
    consultation = consulted(
        lambda outline: _on(Operation.ADD, block_key=outline[0].key, proposed_text="New paragraph.")
    )
    acceptances.carry_out(consultation, _row(consultation), by=members.officer(), at=AFTER)
    first = draft_outline(consultation.revision.paper)[1]
    assert (first.kind, first.text("en")) == ("paragraph", "New paragraph.")


def test_what_would_be_moved_behind_a_paragraph_that_is_gone_is_refused(consulted):
    consultation = consulted(
        lambda outline: _on(Operation.MOVE, block_key=outline[1].key, after_key=outline[3].key)
    )
    row, before = _row(consultation), _labels(consultation)
    blocks.remove(Block.objects.get(key=row.comment.after_key), by=None, at=AFTER)
    with pytest.raises(blocks.BlockRemoved):
        acceptances.carry_out(consultation, row, by=members.officer(), at=AFTER)
    assert _labels(consultation) == before[:2]
    assert Acceptance.objects.count() == 0


def test_a_deletion_is_carried_out_only_on_the_text_that_it_was_made_against(consulted):
    consultation = consulted(_on(Operation.SUPPRESS))
    block = Block.objects.get(key=comments.first_paragraph(consultation).key)
    blocks.edit(block, "kk", "Өзгертілді", version=1, by=None, at=AFTER)

    with refused("comments.recheck_needed"):
        acceptances.carry_out(consultation, _row(consultation), by=members.officer(), at=AFTER)
    assert _labels(consultation)[0] == TEXT["en"]
    acceptances.carry_out(
        consultation, _row(consultation), despite_changes=True, by=members.officer(), at=AFTER
    )
    assert _labels(consultation) == ["Objective one", "Objective two"]


def test_a_deletion_of_which_a_part_is_gone_takes_the_rest(consulted):
    consultation = consulted(
        lambda outline: _on(Operation.SUPPRESS, block_key=outline[1].key, until_key=outline[2].key)
    )
    blocks.remove(Block.objects.get(key=_row(consultation).comment.until_key), by=None, at=AFTER)

    acceptances.carry_out(
        consultation, _row(consultation), despite_changes=True, by=members.officer(), at=AFTER
    )

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
    edits = acceptances.carry_out(consultation, _row(consultation), by=members.officer(), at=AFTER)
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
    acceptances.carry_out(consultation, _row(consultation), by=members.officer(), at=AFTER)

    assert _labels(consultation)[1:] == expected


@pytest.mark.parametrize("who", ["delegate", "elsewhere"])
def test_nobody_else_merges(consulted, who):
    consultation = consulted({"proposed_text": "Member States may exchange information on threats."})
    by = members.contact_point() if who == "delegate" else members.coordinator()
    with pytest.raises(NotAllowed):
        _take(consultation, _bench(consultation), by=by)


def test_nothing_is_taken_while_the_plan_is_not_open_for_editing(consulted):
    consultation = consulted({"proposed_text": "Member States may exchange information on threats."})
    bench = _bench(consultation)
    with refused("comments.nothing_taken"):
        _take(consultation, bench, chosen=[])
    consultation.revision.paper.status = PaperStatus.BEFORE_SWG
    with refused("comments.text_not_open"):
        _take(consultation, bench)


@pytest.mark.both_databases
def test_the_trace_is_never_changed(consulted):
    consultation = consulted({"proposed_text": "Member States may exchange information on threats."})
    _take(consultation, _bench(consultation))
    with pytest.raises(DatabaseError), transaction.atomic():
        Acceptance.objects.update(is_whole=False)
