"""Taking in all that was accepted: one act, a preview that says the same, and nothing dropped."""

import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
from comments import closed_refusals
from comments.answering import dispositions
from comments.answering.missing import find_missing, still_asked
from comments.enums import DispositionKind, Operation
from comments.models import Acceptance, Comment, Consultation
from comments.procedure.lists import answering
from comments.reading.filed import read_all
from comments.taking import by_hand, choices, take
from comments.taking.waiting import Plan, Reason, part_of
from plans import blocks
from plans.editing import editor_rows
from plans.enums import BlockKind
from plans.models import Block, BlockText, Edit
from plans.outline import draft_outline, revision_outline
from tests.comments.given import AFTER, TEXT, places_of, plan_of
from tests.factories import comments, members
from tests.refusing import refused

MAY = "Member States may exchange information on threats."
MUST = "Member States must exchange information on threats."
INCIDENTS = "Member States shall exchange information on threats and incidents."
MAY_RU = "Государства-члены могут обмениваться информацией об угрозах."


NOTHING = Plan((), (), ())


@pytest.fixture
def accepted(consulted):
    """Return a function that has States file proposals, closes the consultation and accepts all of them."""

    def accept(*proposals, kind=DispositionKind.ACCEPTED):
        consultation = consulted(*proposals, headed=True)
        _dispose(consultation, kind, {})
        return consultation

    return accept


def _dispose(consultation, kind, seen) -> None:
    fields = {"reply": "Agreed.", "language": "en", "by": members.officer(), "at": AFTER}
    dispositions.record(consultation, list(Comment.objects.all()), kind=kind, seen=seen, **fields)


def _take(consultation, plan=None, *, digest=None, by=None):
    plan = plan or plan_of(consultation)
    digest = digest or plan.digest
    return take.take(consultation, plan.items, digest=digest, by=by or members.officer(), at=AFTER)


def _edit(key, text, version=1) -> None:
    blocks.edit(Block.objects.get(key=key), "en", text, version=version, by=members.officer(), at=AFTER)


def _record(consultation, *edits) -> None:
    row, places = _row(consultation), places_of(consultation)
    by_hand.record(consultation, row, places, edits=edits, by=members.officer(), at=AFTER)


def _written(consultation) -> list[by_hand.Written]:
    return by_hand.written(consultation, _row(consultation), places_of(consultation))


def _texts(consultation) -> dict[str, str]:
    key = comments.first_paragraph(consultation).key
    return dict(BlockText.objects.filter(block__key=key).values_list("language", "text"))


def _stale(consultation) -> list[str]:
    block = Block.objects.get(key=comments.first_paragraph(consultation).key)
    return [cell.language for cell in editor_rows.cells(consultation.revision.paper, block) if cell.is_stale]


def _reasons(plan) -> list[tuple[str, str, Reason]]:
    return [(held.row.member_state.code, held.language, held.reason) for held in plan.held]


def test_all_that_is_accepted_and_meets_nothing_is_taken_in_at_once_with_its_states(accepted):
    consultation = accepted({"proposed_text": MAY}, {"proposed_text": INCIDENTS})

    made = _take(consultation)

    assert _texts(consultation)["en"] == "Member States may exchange information on threats and incidents."
    assert {one.comment.response.member_state.code for one in made} == {"KZ", "TR"}
    assert all(one.is_whole for one in made)
    assert _stale(consultation) == ["ru", "kk"]
    assert plan_of(consultation) == NOTHING


def test_what_a_state_says_in_two_languages_brings_both_up_to_date(accepted):
    consultation = accepted({"proposed_text": MAY, "wordings": {"ru": MAY_RU}})

    _take(consultation)

    assert _texts(consultation)["en"] == MAY
    assert _texts(consultation)["ru"] == MAY_RU
    assert _stale(consultation) == ["kk"]


def test_proposals_in_different_languages_wait_for_a_person_and_name_each_other(client, accepted):
    consultation = accepted({"proposed_text": MAY}, {"language": "ru", "proposed_text": MAY_RU})
    plan = plan_of(consultation)

    assert [one.bench.language for one in plan.wordings] == ["en"]
    assert _reasons(plan) == [("TR", "ru", Reason.LANGUAGES)]
    assert plan.held[0].others == ("State KZ",)

    _take(consultation, plan)
    assert _texts(consultation)["ru"] == TEXT["ru"]
    assert _reasons(plan_of(consultation)) == [("TR", "ru", Reason.BEHIND)]

    [held] = plan_of(consultation).held
    page = client.signed_in(members.officer(language="en")).page("comments:merge-all", consultation.pk)
    editor = reverse("plans:paper-edit", args=[consultation.revision.paper.slug])
    assert f'href="{editor}?at={held.key}#b-{held.key}"' in page


def test_accepted_proposals_that_change_the_same_words_are_named_and_none_is_taken(accepted):
    consultation = accepted({"proposed_text": MAY}, {"proposed_text": MUST})
    plan = plan_of(consultation)

    assert plan.wordings == ()
    assert _reasons(plan) == [("KZ", "en", Reason.COLLIDES), ("TR", "en", Reason.COLLIDES)]
    assert [held.others for held in plan.held] == [("State TR",), ("State KZ",)]
    with refused("comments.nothing_taken"):
        _take(consultation, plan)


def test_a_proposal_on_words_that_have_changed_waits_to_be_read_again(accepted):
    consultation = accepted({"proposed_text": MAY})
    _edit(comments.first_paragraph(consultation).key, "States will share news.")

    assert _reasons(plan_of(consultation)) == [("KZ", "en", Reason.CHANGED)]


def test_a_range_with_another_number_of_paragraphs_is_never_dropped(accepted):
    consultation = accepted(_range)

    assert _reasons(plan_of(consultation)) == [("KZ", "en", Reason.PARTS)]


def _range(outline):
    return {
        "block_key": outline[-2].key,
        "until_key": outline[-1].key,
        "proposed_text": "One objective for both",
    }


def _untaken(consultation) -> list[Comment]:
    counted = answering.counted(Consultation.objects.filter(pk=consultation.pk))
    return list(find_missing(still_asked(answering.accepted(counted))))


def _row(consultation):
    return read_all(consultation)[0]


def test_what_was_written_by_hand_is_named_and_all_that_led_there_traced_to_its_state(accepted):
    consultation = accepted(_range)
    assert _written(consultation) == []
    with refused("comments.no_change_chosen"):
        _record(consultation, 7)
    key, steps = places_of(consultation).rows[-2].key, ["One objective for both", "One objective for both."]
    for version, text in enumerate(steps, start=1):
        _edit(key, text, version)

    assert len(_untaken(consultation)) == 1
    [one] = _written(consultation)
    assert (one.is_in_range, one.before, one.after) == (True, "Objective one", steps[1])
    _record(consultation, one.edit)

    traces = Acceptance.objects.order_by("edit")
    assert [(one.edit.after, one.own_wording, one.is_whole) for one in traces] == [
        (text, steps[1], False) for text in steps
    ]
    assert (_untaken(consultation), plan_of(consultation)) == ([], NOTHING)


def test_a_trace_by_hand_is_refused_where_the_page_is_of_yesterday(accepted):
    consultation = accepted(_range)
    *_others, one, two = (row.key for row in places_of(consultation).rows)
    for key, version in ((two, 1), (one, 1), (two, 2)):
        _edit(key, f"One objective, {version}", version)
    first, second, _last = Edit.objects.order_by("-pk").values_list("pk", flat=True)[:3][::-1]

    with pytest.raises(closed_refusals.IntakeChanged):
        _record(consultation, first, second)
    _dispose(consultation, DispositionKind.NOT_ACCEPTED, {_row(consultation).comment.pk: 1})
    with pytest.raises(closed_refusals.IntakeChanged):
        _record(consultation, second)
    assert not Acceptance.objects.exists()


def _of_first(operation, after=None, **said):
    """Return what asks for an act on the first paragraph, behind the block at the place `after`."""

    def proposal(outline):
        place = {"after_key": outline[after].key} if after is not None else {}
        return {"operation": operation, "block_key": outline[1].key, "remark": "Better"} | place | said

    return proposal


def _standing() -> list[str]:
    found = BlockText.objects.filter(language="en", block__removed_at=None).order_by("block__position")
    return list(found.values_list("text", flat=True))[1:]


@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (
            _of_first(Operation.ADD, proposed_text="New paragraph", remark=""),
            [TEXT["en"], "New paragraph", "Objectives", "Objective one", "Objective two"],
        ),
        (_of_first(Operation.SUPPRESS), ["Objectives", "Objective one", "Objective two"]),
        (
            _of_first(Operation.MOVE, after=3),
            ["Objectives", "Objective one", TEXT["en"], "Objective two"],
        ),
    ],
)
def test_what_two_states_ask_of_a_paragraph_is_done_once_and_traced_to_both(accepted, proposal, expected):
    consultation = accepted(proposal, proposal)

    _take(consultation)

    assert _standing() == expected
    traced = Acceptance.objects.values_list("comment__response__member_state__code", "edit", "is_whole")
    [edit] = {edit for _code, edit, _is_whole in traced}
    assert sorted(traced) == [("KZ", edit, True), ("TR", edit, True)]
    assert (_untaken(consultation), plan_of(consultation)) == ([], NOTHING)


def test_a_new_paragraph_that_is_in_the_draft_already_is_not_added_for_another_state(accepted):
    proposal = _of_first(Operation.ADD, proposed_text="New paragraph", remark="")
    consultation = accepted(proposal, proposal)
    plan = plan_of(consultation)
    first = part_of(plan, {plan.structural[0].comment.pk})
    _take(consultation, first)

    assert (_untaken(consultation), plan_of(consultation)) == ([], NOTHING)
    assert _standing().count("New paragraph") == 1


@pytest.mark.parametrize(
    "proposals",
    [
        (_of_first(Operation.MOVE, after=3), _of_first(Operation.MOVE, after=4)),
        (_of_first(Operation.MOVE, after=3), _of_first(Operation.SUPPRESS)),
        (
            _of_first(Operation.SUPPRESS),
            lambda outline: {
                "operation": Operation.SUPPRESS,
                "block_key": outline[1].key,
                "until_key": outline[3].key,
                "remark": "Shorter",
            },
        ),
    ],
)
def test_acts_on_one_paragraph_that_do_not_go_together_wait_for_a_person(accepted, proposals):
    plan = plan_of(accepted(*proposals))

    assert plan.structural == ()
    assert [(one.row.code, one.reason, one.others) for one in plan.held] == [
        ("KZ", Reason.COLLIDES, ("State TR",)),
        ("TR", Reason.COLLIDES, ("State KZ",)),
    ]


def test_a_move_behind_a_paragraph_that_is_gone_keeps_nothing_else_back(accepted):
    consultation = accepted(
        _of_first(Operation.MOVE, after=4),
        lambda outline: {"operation": Operation.SUPPRESS, "block_key": outline[3].key, "remark": "Shorter"},
    )
    blocks.remove(Block.objects.get(key=_row(consultation).comment.after_key), by=None, at=AFTER)

    _take(consultation)

    assert _standing() == [TEXT["en"], "Objectives"]
    assert _reasons(plan_of(consultation)) == [("KZ", "", Reason.CHANGED)]


def test_the_page_names_what_was_written_by_hand(client, accepted):
    consultation = accepted(_range)
    client.force_login(members.officer(language="en"))
    url = reverse("comments:merge-by-hand", args=[consultation.pk, _row(consultation).comment.pk])
    assert "No paragraph has changed since the circulation" in client.get(url).content.decode()
    _edit(places_of(consultation).rows[-1].key, "One")

    page = client.get(url).content.decode()
    assert "Changes that say what the State asked for" in page
    refused = client.post(url, {})
    assert refused.status_code == 422
    assert "Choose at least one change" in refused.content.decode()
    edit = Edit.objects.latest("pk").pk
    done = client.post(url, {"edit": str(edit)}, follow=True).content.decode()
    assert "Recorded where the text says what the State asked for." in done


def test_an_event_added_under_a_heading_is_an_event_like_those_beside_it(accepted):
    consultation = accepted(
        lambda outline: {
            "operation": Operation.ADD,
            "block_key": next(row.key for row in outline if row.kind == BlockKind.HEADING),
            "proposed_text": "Objective zero",
        }
    )

    _take(consultation)

    added = Block.objects.get(texts__text="Objective zero")
    assert added.kind == BlockKind.OBJECTIVE


def test_choices_of_a_colleague_are_not_taken_over(accepted):
    consultation = accepted({"proposed_text": MAY})
    fields = {"chosen": [], "own_wording": "States may share.", "version": 0, "at": AFTER}
    choices.save(consultation, _row(consultation).comment.block_key, "en", by=members.officer(), **fields)

    assert _reasons(plan_of(consultation)) == [("KZ", "en", Reason.CHOSEN)]


def test_paragraphs_are_added_and_deleted_in_the_same_act(accepted):
    consultation = accepted(
        {"proposed_text": MAY},
        lambda outline: {"operation": Operation.ADD, "proposed_text": "A new paragraph."},
        lambda outline: {"operation": Operation.SUPPRESS, "block_key": outline[-1].key},
    )

    _take(consultation)

    words = [row.text("en") for row in draft_outline(consultation.revision.paper)]
    assert words[-4:] == [MAY, "A new paragraph.", "Objectives", "Objective one"]
    assert Acceptance.objects.count() == 3


def test_a_paragraph_is_not_changed_and_deleted_at_once(accepted):
    consultation = accepted({"proposed_text": MAY}, {"operation": Operation.SUPPRESS})
    plan = plan_of(consultation)

    assert (plan.wordings, plan.structural) == ((), ())
    assert {(code, reason) for code, _language, reason in _reasons(plan)} == {
        ("KZ", Reason.COLLIDES),
        ("TR", Reason.COLLIDES),
    }


@pytest.mark.parametrize(
    ("proposal", "place", "is_missing"),
    [
        (lambda outline: {"operation": Operation.SUPPRESS, "block_key": outline[-1].key}, -1, False),
        (lambda outline: {"operation": Operation.SUPPRESS, "block_key": outline[-1].key}, -2, True),
        ({"proposed_text": MAY}, 1, True),
        (_range, -1, True),
    ],
)
def test_the_page_and_the_open_points_miss_the_same_after_a_paragraph_was_deleted_by_hand(
    accepted, proposal, place, is_missing
):
    consultation = accepted(proposal)
    key = revision_outline(consultation.revision)[place].key
    blocks.remove(Block.objects.get(key=key), by=members.officer(), at=AFTER)

    plan = plan_of(consultation)

    assert bool(_untaken(consultation)) is is_missing
    assert bool(plan.structural or plan.wordings or plan.held) is is_missing


def test_only_what_is_accepted_is_taken_in_and_what_is_reworded_waits(accepted):
    consultation = accepted({"proposed_text": MAY}, kind=DispositionKind.ACCEPTED_WITH_CHANGES)
    assert _reasons(plan_of(consultation)) == [("KZ", "en", Reason.REWORDED)]
    [comment] = Comment.objects.all()
    kinds = [DispositionKind.FOR_SWG, DispositionKind.NOTED, DispositionKind.NOT_ACCEPTED]
    for version, kind in enumerate(kinds, start=1):
        _dispose(consultation, kind, {comment.pk: version})
        assert plan_of(consultation) == NOTHING


def test_a_text_that_changed_after_the_preview_takes_nothing_in(accepted):
    consultation = accepted({"proposed_text": MAY}, {"proposed_text": INCIDENTS})
    seen = plan_of(consultation).digest
    _edit(comments.first_paragraph(consultation).key, f"{TEXT['en']} Always.")

    with pytest.raises(closed_refusals.IntakeChanged):
        _take(consultation, digest=seen)
    assert not Acceptance.objects.exists()


def test_the_page_shows_what_the_act_does_and_what_waits(client, accepted):
    words = ("Changes that will be made", "Accept all into the draft", "Accepted, waiting for your decision")
    consultation = accepted(
        {"proposed_text": MAY},
        {"language": "ru", "proposed_text": MAY_RU},
        lambda outline: {"operation": Operation.SUPPRESS, "block_key": outline[-1].key},
    )
    client.force_login(members.officer(language="en"))

    page = ordinary(client.page("comments:merge-all", consultation.pk))

    for word in words:
        assert word in page


def test_the_act_on_the_page_says_what_it_did_and_what_is_next(client, accepted):
    consultation = accepted({"proposed_text": MAY}, {"proposed_text": INCIDENTS})
    client.force_login(members.officer(language="en"))
    url = reverse("comments:merge-all", args=[consultation.pk])
    digest = plan_of(consultation).digest

    stale = client.post(url, {"digest": "0" * 64})
    assert stale.status_code == 409
    assert _texts(consultation)["en"] == TEXT["en"]

    page = client.post(url, {"digest": digest}, follow=True).content.decode()
    assert "1 change made in the draft. Update the other languages in the editor." in page
    assert "Nothing accepted is missing from the text" in page


REMARK = {"remark": "Speak of small and medium-sized enterprises throughout."}


def test_the_pages_ask_where_an_accepted_remark_is_done_or_why_nothing_changes(client, accepted):
    words = (
        "It proposes no wording: change the text by hand",
        "Recorded why no change is needed.",
        "Nothing accepted is",
    )
    consultation = accepted(REMARK)
    client.force_login(members.officer(language="en"))
    row = _row(consultation)
    every = reverse("comments:merge-all", args=[consultation.pk])
    by_hand_url = reverse("comments:merge-by-hand", args=[consultation.pk, row.comment.pk])
    waits, recorded, nothing = words

    page = ordinary(client.get(every).content.decode())
    assert waits in page and f'href="{by_hand_url}"' in page and nothing not in page
    assert client.post(by_hand_url, {"no_change": " "}).status_code == 422
    done = ordinary(client.post(by_hand_url, {"no_change": "It does."}, follow=True).content.decode())
    assert recorded in done and nothing in done
