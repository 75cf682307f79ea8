from functools import partial

import pytest
from django.db import DatabaseError, transaction

from cica_portal.errors import NotAllowed
from comments import closed_refusals
from comments.answering import dialogue, dispositions
from comments.enums import DispositionKind, Operation
from comments.models import Acceptance, AcceptanceUndone, Comment, Disposition, DispositionUndone, MergeDraft
from comments.procedure import consultations
from comments.reading.filed import read_all
from comments.taking import settling
from comments.taking.take import Wording
from members.models import AuditEntry
from plans import blocks, open_points
from plans.editing import source_language
from plans.models import BlockText, ConceptPaper
from plans.outline import draft_outline
from tests.comments.given import AFTER, bench_of, places_of, plan_of
from tests.factories import comments, members, plans
from tests.refusing import refused

WORDING = "Member States may exchange information on threats."
DRAFT = ("wordings", "carries_out", "despite_changes")
RUSSIAN = "Государства-члены могут обмениваться информацией об угрозах."


def _text(consultation, language="en") -> BlockText:
    return BlockText.objects.get(block__key=comments.first_paragraph(consultation).key, language=language)


def _wording(consultation, text=WORDING, language="en", version=None) -> Wording:
    bench = bench_of(consultation, language)
    return Wording(bench, bench.version if version is None else version, own_wording=text)


def _settle(consultation, comment, *, together=(), by=None, **fields):
    given = {"by": by or members.officer(), "at": AFTER}
    of_draft = {name: fields.pop(name) for name in DRAFT if name in fields}
    answer = {"kind": DispositionKind.ACCEPTED, "reply": "", "language": "en", "seen": {}} | fields | given
    row = next(one for one in read_all(consultation) if one.comment == comment)
    act = partial(dispositions.record, consultation, [comment, *together], **answer)
    return settling.settle(consultation, row, places_of(consultation), act, **of_draft, **given)


def _labels(consultation) -> list[str]:
    return [row.texts["en"] for row in draft_outline(consultation.revision.paper)][1:]


def test_accepting_takes_the_proposal_into_the_draft_in_one_act(consulted):
    consultation = consulted({"proposed_text": WORDING})
    [comment] = comments.filed()

    settled = _settle(consultation, comment, wordings=[_wording(consultation)])

    assert (settled.in_draft, settled.waiting, _text(consultation).text) == (1, 0, WORDING)
    trace = Acceptance.objects.get()
    assert (trace.comment, trace.is_whole, trace.own_wording) == (comment, True, "")
    assert plan_of(consultation).held == ()
    with pytest.raises(NotAllowed):  # whoever did not settle it
        settling.undo(consultation, settled.act, by=members.officer(), at=AFTER)


def test_wording_accepted_in_part_is_the_secretariats_and_traced_to_the_comment(consulted):
    consultation = consulted({"proposed_text": WORDING})
    own = "Member States are invited to exchange information on threats."
    _settle(
        consultation,
        comments.filed()[0],
        kind=DispositionKind.ACCEPTED_WITH_CHANGES,
        reply="In the terms agreed.",
        wordings=[_wording(consultation, own)],
    )
    trace = Acceptance.objects.get()
    assert (_text(consultation).text, trace.own_wording, trace.is_whole) == (own, own, False)


def test_a_comment_without_a_proposal_is_met_by_wording_of_the_secretariat(consulted):
    consultation = consulted({"remark": "Make it optional", "proposed_text": ""})
    _settle(consultation, comments.filed()[0], wordings=[_wording(consultation)])
    assert (Acceptance.objects.get().own_wording, _text(consultation).text) == (WORDING, WORDING)


def test_a_proposal_in_two_languages_leaves_only_the_third_behind(consulted):
    proposals = {"proposed_text": WORDING, "wordings": {"ru": RUSSIAN}}
    consultation = consulted(proposals)
    texts = [_wording(consultation, RUSSIAN, "ru"), _wording(consultation)]

    _settle(consultation, comments.filed()[0], wordings=texts)

    assert (_text(consultation).text, _text(consultation, "ru").text) == (WORDING, RUSSIAN)
    key = comments.first_paragraph(consultation).key
    assert source_language.behind(consultation.revision.paper, key) == {(key, "kk")}


@pytest.mark.parametrize("kind", ["not_accepted", "noted", "for_swg", "overtaken"])
def test_what_is_not_accepted_leaves_the_draft_as_it_is(consulted, kind):
    consultation = consulted({"proposed_text": WORDING})
    before = _text(consultation).text
    settled = _settle(
        consultation, comments.filed()[0], kind=kind, reply="No.", wordings=[_wording(consultation)]
    )
    assert (settled.in_draft, _text(consultation).text, Acceptance.objects.count()) == (0, before, 0)


def test_a_decision_on_a_text_that_moved_on_is_not_recorded_either(consulted):
    consultation = consulted({"proposed_text": WORDING})
    now = _text(consultation)
    blocks.edit(now.block, "en", "Other words.", version=now.version, by=None, at=AFTER)
    with pytest.raises(blocks.StaleBlock):
        _settle(consultation, comments.filed()[0], wordings=[_wording(consultation, version=now.version)])
    assert not Disposition.recorded.exists()


def test_what_a_coordinator_accepts_reaches_the_draft_when_the_secretariat_confirms(consulted, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    consultation = consulted({"proposed_text": WORDING})
    coordinator = plans.coordinating(consultation.revision.paper)
    [comment] = comments.filed()
    before, own = _text(consultation).text, "Member States might exchange information on threats."
    fields = {"kind": DispositionKind.ACCEPTED_WITH_CHANGES, "reply": "In other words."}

    settled = _settle(consultation, comment, wordings=[_wording(consultation, own)], by=coordinator, **fields)

    assert (settled.in_draft, _text(consultation).text, Acceptance.objects.count()) == (0, before, 0)
    kept = MergeDraft.objects.get()
    assert (kept.own_wording, kept.language) == (own, "en")

    _settle(consultation, comment, wordings=[_wording(consultation, own)], seen={comment.pk: 1}, **fields)
    assert (_text(consultation).text, MergeDraft.objects.count()) == (own, 0)


def test_undo_gives_back_the_text_and_leaves_the_comment_open(consulted):
    consultation = consulted({"proposed_text": WORDING}, {"proposed_text": WORDING})
    first, second = comments.filed()
    before, officer = _text(consultation).text, members.officer()
    fields = {"together": [second], "wordings": [_wording(consultation)], "by": officer}
    settled = _settle(consultation, first, **fields)

    settling.undo(consultation, settled.act, by=officer, at=AFTER)

    key = comments.first_paragraph(consultation).key
    assert _text(consultation).text == before
    assert source_language.behind(consultation.revision.paper, key) == set()
    assert dialogue.unanswered(consultation) == [first, second]
    assert (Acceptance.objects.count(), AcceptanceUndone.objects.count()) == (0, 2)
    actions = AuditEntry.objects.filter(actor=officer, action__endswith="undo")
    assert actions.count() == DispositionUndone.objects.count() == 2

    again = _settle(consultation, first, wordings=[_wording(consultation)])
    assert (_text(consultation).text, again.dispositions[0].version) == (WORDING, 2)


def test_many_accepted_at_once_reach_the_draft_but_for_those_that_collide_and_undo_gives_all_back(consulted):
    consultation = consulted(
        {"proposed_text": WORDING},
        {"proposed_text": "Member States should exchange information on threats."},
        lambda outline: {"block_key": outline[2].key, "proposed_text": "Objective 1"},
    )
    filed, officer, before = comments.filed(), members.officer(), _labels(consultation)

    def record():
        return comments.reply_to(*filed, kind="accepted", reply="", by=officer, at=AFTER)

    settled = settling.settle_many(consultation, record, by=officer, at=AFTER)

    assert (len(settled.dispositions), settled.in_draft, settled.waiting) == (3, 1, 2)
    assert _labels(consultation) == [before[0], "Objective 1", before[2]]
    assert [one.comment for one in Acceptance.objects.all()] == filed[2:]
    settling.undo(consultation, settled.act, by=officer, at=AFTER)
    assert (_labels(consultation), dialogue.unanswered(consultation)) == (before, filed)


def test_what_the_secretariat_confirms_reaches_the_draft(consulted, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    consultation = consulted({"proposed_text": WORDING})
    coordinator, officer = members.coordinator(), members.officer()
    plans.coordinator_of(consultation.revision.paper.measure, coordinator, state=coordinator.member_state)
    _settle(consultation, comments.filed()[0], wordings=[_wording(consultation)], by=coordinator)

    def confirm():
        return dispositions.confirm(
            consultation, comments.filed(), seen={comments.filed()[0].pk: 1}, by=officer, at=AFTER
        )

    assert settling.settle_many(consultation, confirm, by=officer, at=AFTER).in_draft == 1
    assert _text(consultation).text == WORDING


@pytest.mark.good_path
def test_undo_gives_back_the_decision_before(consulted):
    consultation = consulted({"proposed_text": WORDING})
    [comment] = comments.filed()
    officer = members.officer()
    _settle(consultation, comment, kind=DispositionKind.NOTED, reply="Noted.")
    second = _settle(consultation, comment, seen={comment.pk: 1}, by=officer)
    settling.undo(consultation, second.act, by=officer, at=AFTER)
    assert dispositions.current([comment])[comment.pk].reply == "Noted."


def test_undo_waits_for_the_replies_that_are_being_sent_and_is_refused(consulted, monkeypatch):
    consultation = consulted({"proposed_text": WORDING})
    officer, signatory = members.officer(), members.signatory()
    fields = {"kind": DispositionKind.NOTED, "reply": "Noted.", "by": officer}
    settled = _settle(consultation, comments.filed()[0], **fields)
    hold = consultations.hold

    def sent_first(held):
        monkeypatch.setattr(consultations, "hold", hold)
        dialogue.release_answers(held, by=signatory, at=AFTER)
        return hold(held)

    monkeypatch.setattr(consultations, "hold", sent_first)
    with refused("comments.too_late_to_undo"):
        settling.undo(consultation, settled.act, by=officer, at=AFTER)
    assert DispositionUndone.objects.count() == 0


@pytest.mark.parametrize("what", ["decided", "written", "sent"])
def test_undo_is_refused_once_others_build_on_it(consulted, what):
    consultation = consulted({"proposed_text": WORDING})
    [comment] = comments.filed()
    officer = members.officer()
    settled = _settle(consultation, comment, wordings=[_wording(consultation)], by=officer)
    if what == "decided":
        _settle(consultation, comment, kind=DispositionKind.NOTED, reply="Noted.", seen={comment.pk: 1})
    elif what == "written":
        now = _text(consultation)
        blocks.edit(now.block, "en", "Other words.", version=now.version, by=None, at=AFTER)
    else:
        dialogue.release_answers(consultation, by=members.signatory(), at=AFTER)
    text = _text(consultation).text

    with refused("comments.too_late_to_undo"):
        settling.undo(consultation, settled.act, by=officer, at=AFTER)

    assert (_text(consultation).text, DispositionUndone.objects.count()) == (text, 0)
    assert Acceptance.objects.count() == 1


@pytest.mark.parametrize("operation", [Operation.ADD, Operation.SUPPRESS, Operation.MOVE])
def test_paragraphs_that_come_go_or_move_do_so_at_once_and_back_again(consulted, operation):
    def asked(outline):
        _title, _text, one, two = outline
        fields = {"operation": operation, "block_key": one.key, "proposed_text": ""}
        if operation == Operation.ADD:
            fields["proposed_text"] = "Objective one and a half"
        elif operation == Operation.MOVE:
            fields["after_key"] = two.key
        return fields

    consultation = consulted(asked)
    [comment] = comments.filed()
    before, officer = _labels(consultation), members.officer()

    settled = _settle(consultation, comment, carries_out=True, by=officer)
    changed = {
        Operation.ADD: [*before[:2], "Objective one and a half", before[2]],
        Operation.SUPPRESS: [before[0], before[2]],
        Operation.MOVE: [before[0], before[2], before[1]],
    }
    assert (settled.in_draft, _labels(consultation)) == (1, changed[operation])

    settling.undo(consultation, settled.act, by=officer, at=AFTER)
    assert (_labels(consultation), Acceptance.objects.count()) == (before, 0)
    _settle(consultation, comment, carries_out=True)
    assert _labels(consultation) == changed[operation]


@pytest.mark.both_databases
def test_what_was_undone_is_never_changed(consulted):
    consultation = consulted({"proposed_text": WORDING})
    officer = members.officer()
    settled = _settle(consultation, comments.filed()[0], wordings=[_wording(consultation)], by=officer)
    settling.undo(consultation, settled.act, by=officer, at=AFTER)
    for model in (DispositionUndone, AcceptanceUndone):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(at=AFTER)


REMARK = {"remark": "Speak of small and medium-sized enterprises throughout."}


def _waiting(consultation) -> list[Comment]:
    listed = [one.row.comment for one in plan_of(consultation).held]
    assert [str(one.pk) for one in listed] == [
        point.subject
        for point in open_points.of(ConceptPaper.objects.all(), AFTER)
        if point.kind == "wording_untaken"
    ]
    return listed


def test_a_remark_that_is_accepted_holds_the_plan_until_it_is_said_where_it_is_done(consulted):
    consultation = consulted(REMARK)
    [comment] = comments.filed()

    settled = _settle(consultation, comment)

    assert (settled.in_draft, settled.waiting, _waiting(consultation)) == (0, 1, [comment])
    _settle(consultation, comment, seen={comment.pk: 1}, wordings=[_wording(consultation)])
    assert _waiting(consultation) == []


def test_a_remark_that_is_accepted_needs_no_change_if_somebody_says_why(consulted):
    consultation = consulted(REMARK)
    [comment] = comments.filed()
    officer = members.officer()

    settled = _settle(consultation, comment, no_change="The text says so.", by=officer)

    assert (settled.in_draft, settled.waiting, _waiting(consultation)) == (0, 0, [])
    settling.undo(consultation, settled.act, by=officer, at=AFTER)
    _settle(consultation, comment)
    assert _waiting(consultation) == [comment]
    dispositions.need_no_change(comment, "The text says so.", by=officer, at=AFTER)
    assert _waiting(consultation) == []
    assert AuditEntry.objects.latest("pk").after["no_change"] == "The text says so."


def test_why_nothing_changes_is_said_of_what_is_accepted_alone(consulted):
    consultation = consulted(REMARK)
    [comment] = comments.filed()
    with pytest.raises(closed_refusals.IntakeChanged):
        dispositions.need_no_change(comment, "No need.", by=members.officer(), at=AFTER)
    _settle(consultation, comment, kind="noted", reply="Noted.", no_change="No need.")
    assert Disposition.objects.get().no_change == ""


def test_why_nothing_changes_is_kept_when_the_secretariat_confirms(consulted, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    consultation = consulted(REMARK)
    [comment] = comments.filed()
    coordinator = plans.coordinating(consultation.revision.paper)
    _settle(consultation, comment, no_change="The text says so.", by=coordinator)

    dispositions.confirm(consultation, [comment], seen={comment.pk: 1}, by=members.officer(), at=AFTER)

    assert _waiting(consultation) == []
