import datetime as dt

import pytest

from comments.enums import Operation, Position, Visibility
from comments.models import DraftComment, Duplicate
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from comments.reading import sentences
from comments.reading.filed import read_all
from comments.taking.tracing import annex, trace
from comments.taking.tracing.trace_readers import Reader
from comments.writing import cosponsors, drafts
from members.models import User
from plans import blocks, revisions
from plans.enums import PaperStatus
from plans.models import Block, BlockText
from tests.comments.given import AFTER, carry_out, take_in
from tests.factories import comments, members, plans
from tests.factories.comments import filed_by

LATER = AFTER + dt.timedelta(days=1)
FROZEN = LATER + dt.timedelta(days=1)
TEXT = {
    "en": "Member States shall exchange information on threats. They meet twice a year.",
    "ru": "Государства-члены обмениваются информацией об угрозах. Они встречаются дважды в год.",
    "kk": "Мүше мемлекеттер қатерлер туралы ақпарат алмасады. Олар жылына екі рет кездеседі.",
}
MAY = "Member States may exchange information on threats. They meet twice a year."
ONCE = "Member States shall exchange information on threats. They meet once a year."


@pytest.fixture
def officer(db):
    return members.officer(language="en")


def _closed(set_clock, **proposals):
    """Return a closed round on a paper of two paragraphs, with what each State says on the first."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    plans.block(paper, texts=TEXT)
    plans.block(paper, texts=dict.fromkeys(TEXT, "The second paragraph."))
    made = comments.consultation(
        states=tuple(proposals), revision=comments.revision(paper), visibility=Visibility.AT_ONCE
    )
    for code, fields in proposals.items():
        person = members.contact_point(members.member_state(code))
        if fields is not None:
            comments.answer(made, person, Position.COMMENTS, remark="", **fields)
    consultations.close(made, at=set_clock(AFTER))
    return made


def _take(consultation, officer, *codes, own_wording="", at=LATER):
    given = {"own_wording": own_wording, "answers": [filed_by(code) for code in codes]} if own_wording else {}
    take_in(consultation, of=codes, by=officer, at=at, **given)


def _edit(consultation, language, text, at=LATER):
    stored = BlockText.objects.get(block__key=comments.first_paragraph(consultation).key, language=language)
    blocks.edit(stored.block, language, text, version=stored.version, by=None, at=at)


def _freeze(consultation, at=FROZEN):
    return revisions.freeze(consultation.revision.paper, by=None, at=at)


def _notes(found) -> list[tuple]:
    """Return each note as the words it is on, its sentences, and the States behind it."""
    return [
        (
            note.number,
            [(op, text.strip()) for op, text, number in block.runs if number == note.number],
            list(note.sentences),
            [(origin.number, origin.states) for origin in note.origins],
        )
        for block, note in found.notes
    ]


def test_two_proposals_taken_together_are_told_apart_by_sentence(set_clock, officer):
    closed = _closed(set_clock, KZ={"proposed_text": MAY}, TR={"proposed_text": ONCE})
    _take(closed, officer, "KZ", "TR")
    revision = _freeze(closed)
    assert _notes(trace.trace(revision, "en")) == [
        (
            1,
            [("delete", "shall"), ("insert", "may")],
            ["Member States may exchange information on threats."],
            [(1, "State KZ")],
        ),
        (
            2,
            [("delete", "twice"), ("insert", "once")],
            ["They meet once a year."],
            [(2, "State TR")],
        ),
    ]
    # Comments that the reader may not know are not named.
    found = trace.trace(revision, "en", reader=Reader({filed_by("TR").pk}, set()))
    assert [states for *_rest, states in _notes(found)] == [[(0, "State TR")]]


def test_one_after_the_other_are_told_apart_too(set_clock, officer):
    closed = _closed(set_clock, KZ={"proposed_text": MAY}, TR={"proposed_text": ONCE})
    _take(closed, officer, "TR")
    _take(closed, officer, "KZ", at=LATER + dt.timedelta(hours=1))
    found = trace.trace(_freeze(closed), "en")
    assert [states for *_rest, states in _notes(found)] == [
        [(1, "State KZ")],
        [(2, "State TR")],
    ]


@pytest.fixture
def filed_again(set_clock, officer):
    """Return a closed round on which a State has time still, and a function that files its response again."""
    closed = _closed(set_clock, KZ={"proposed_text": MAY}, TR={"proposed_text": ONCE})
    contact = User.objects.get(member_state__code="KZ")
    until, by = LATER + dt.timedelta(days=3), members.signatory()
    grants.give(closed, contact.member_state, until=until, reason="Why", by=by, at=AFTER)
    _take(closed, officer, "KZ")

    def file(**changed):
        draft = DraftComment.objects.get(member_state=contact.member_state)
        said = {
            name: getattr(draft, name)
            for name in ("block_key", "type", "language", "remark", "proposed_text", "rationale", "operation")
        }
        drafts.save(closed, by=contact, at=LATER, draft=draft, version=draft.version, **said | changed)
        return comments.answer(closed, contact, Position.COMMENTS).comments.get()

    return closed, file


def test_a_change_that_an_earlier_wording_brought_keeps_the_state_that_asked_for_it(filed_again, officer):
    closed, file = filed_again
    revision = _freeze(closed)
    key = annex.source(revision)
    filed = file(remark="Further to our proposal")
    assert annex.source(revision) != key

    found = trace.trace(revision, "en")
    [(_block, note)] = found.notes
    [origin] = note.origins
    assert (origin.states, origin.comment, origin.is_former, origin.disposition) == (
        "State KZ",
        filed,
        True,
        None,
    )
    [row] = [row for block in annex.blocks(found) for row in block["rows"]]
    assert (row["state"], row["remarks"]) == ("State KZ", ["by an earlier wording of the comment"])
    own = Reader(frozenset([filed.pk]), frozenset([closed.pk]))
    assert [note.origins[0].comment for _block, note in trace.trace(revision, "en", reader=own).notes] == [
        filed
    ]
    others = Reader(frozenset([filed_by("TR").pk]), frozenset([closed.pk]))
    assert trace.trace(revision, "en", reader=others).notes == []


def test_of_what_its_state_withdrew_the_trace_names_nobody(filed_again):
    closed, _file = filed_again
    revision = _freeze(closed)
    comments.answer(closed, User.objects.get(member_state__code="KZ"), Position.WITHDRAWN)
    assert trace.trace(revision, "en").notes == []
    assert trace.answers(revision)


def test_who_asked_for_the_same_words_is_named_though_nobody_chose_them(set_clock, officer):
    closed = _closed(
        set_clock, KZ={"proposed_text": MAY}, TR={"proposed_text": MAY}, UZ={"proposed_text": ONCE}
    )
    _take(closed, officer, "KZ")
    [(_number, _words, _sentences, states)] = _notes(trace.trace(_freeze(closed), "en"))
    assert states == [(1, "State KZ"), (2, "State TR")]


def test_what_is_answered_together_and_what_is_joined_names_all_its_states(set_clock, officer):
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    closed = _closed(set_clock, KZ={"proposed_text": MAY}, TR={"proposed_text": MAY}, UZ=None)
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    Duplicate.objects.create(comment=filed_by("TR"), original=filed_by("KZ"), by=officer, at=AFTER)
    set_clock(AFTER)
    _take(closed, officer, "KZ")
    [(_number, _words, _sentences, states)] = _notes(trace.trace(_freeze(closed), "en"))
    assert states == [(1, "State KZ, joined by State TR")]


def test_a_joined_proposal_has_the_number_of_what_it_joins(set_clock, officer):
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    plans.block(paper, texts=TEXT)
    made = comments.consultation(
        states=("KZ", "TR"), revision=comments.revision(paper), visibility=Visibility.AT_ONCE
    )
    first, second = (members.contact_point(members.member_state(code)) for code in ("KZ", "TR"))
    comments.answer(made, first, Position.COMMENTS, remark="", proposed_text=MAY)
    cosponsors.join(filed_by("KZ"), by=second, at=comments.OPENS_AT + dt.timedelta(days=1))
    comments.answer(made, second, Position.COMMENTS)
    consultations.close(made, at=set_clock(AFTER))
    _take(made, officer, "KZ")
    [(_number, _words, _sentences, states)] = _notes(trace.trace(_freeze(made), "en"))
    assert states == [(1, "State KZ, joined by State TR")]


def test_the_secretariats_wording_is_named_as_such_beside_the_proposal(set_clock, officer):
    closed = _closed(set_clock, KZ={"proposed_text": MAY})
    own = "Member States are invited to exchange information on threats. They meet twice a year."
    _take(closed, officer, "KZ", own_wording=own)
    [(_block, note)] = trace.trace(_freeze(closed), "en").notes
    assert [(origin.is_own_wording, origin.own_wording) for origin in note.origins] == [(True, own)]


def test_the_secretariats_own_edit_has_no_note(set_clock, officer):
    closed = _closed(set_clock, KZ={"proposed_text": MAY})
    _take(closed, officer, "KZ")
    _edit(closed, "en", MAY + " A new sentence.", at=LATER + dt.timedelta(hours=1))
    found = trace.trace(_freeze(closed), "en")
    [(_number, words, _sentences, _states)] = _notes(found)
    assert words == [("delete", "shall"), ("insert", "may")]
    [block] = [block for block in found.blocks if block.change.is_changed]
    assert ("insert", "A new sentence.", 0) in [(op, text.strip(), number) for op, text, number in block.runs]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Государства-члены могут обмениваться информацией об угрозах. Они встречаются дважды в год."),
        ("kk", "Мүше мемлекеттер қатерлер туралы ақпарат алмаса алады. Олар жылына екі рет кездеседі."),
    ],
)
def test_a_translation_that_follows_names_the_comment_it_follows(set_clock, officer, language, text):
    closed = _closed(set_clock, KZ={"proposed_text": MAY})
    _take(closed, officer, "KZ")
    _edit(closed, language, text, at=LATER + dt.timedelta(hours=1))
    [(_block, note)] = trace.trace(_freeze(closed), language).notes
    assert [(origin.states, origin.language) for origin in note.origins] == [("State KZ", "en")]
    assert note.sentences == (text.split(". ")[0] + ".",)


def test_paragraphs_that_came_went_and_moved_name_who_asked_for_it(set_clock, officer):
    closed = _closed(
        set_clock,
        KZ={"operation": Operation.ADD, "proposed_text": "A new paragraph."},
        TR={"operation": Operation.SUPPRESS},
    )
    for row in read_all(closed):
        carry_out(closed, row, by=officer, at=LATER)
    new = Block.objects.filter(paper=closed.revision.paper, removed_at=None).order_by("position")[1]
    for language in ("ru", "kk"):
        blocks.edit(new, language, f"Новый абзац {language}.", version=1, by=None, at=LATER)
    revision = _freeze(closed)
    assert {
        (block.change.state, origin.states)
        for block, note in trace.trace(revision, "en").notes
        for origin in note.origins
    } == {("added", "State KZ"), ("removed", "State TR")}
    assert [
        note.sentences for _block, note in trace.trace(revision, "ru").notes if note.origins[0].number
    ] == [
        (TEXT["ru"],),
        ("Новый абзац ru.",),
    ]


def test_a_moved_paragraph_names_who_asked_for_it(set_clock, officer):
    closed = _closed(set_clock, KZ={"proposed_text": MAY})
    goal = closed.revision.blocks.last()
    comments.late_comment(
        closed,
        members.contact_point(members.member_state("TR")),
        operation=Operation.MOVE,
        after_key=goal.key,
    )
    carry_out(closed, by=officer, at=LATER)
    found = trace.trace(_freeze(closed), "en")
    assert {origin.states for _block, note in found.notes for origin in note.origins} == {"State TR"}


def test_the_answer_stands_in_the_note(set_clock, officer):
    closed = _closed(set_clock, KZ={"proposed_text": MAY})
    comments.reply_to(
        filed_by("KZ"), kind="accepted_with_changes", reply="With thanks.", by=officer, at=AFTER
    )
    _take(closed, officer, "KZ")
    [(_block, note)] = trace.trace(_freeze(closed), "en").notes
    assert [(o.disposition.kind, o.disposition.reply) for o in note.origins] == [
        ("accepted_with_changes", "With thanks.")
    ]


def test_what_was_taken_after_the_revision_was_frozen_is_none_of_it(set_clock, officer):
    closed = _closed(set_clock, KZ={"proposed_text": MAY}, TR={"proposed_text": ONCE})
    _take(closed, officer, "KZ")
    revision = _freeze(closed)
    _take(closed, officer, "TR", at=FROZEN + dt.timedelta(hours=1))
    assert len(trace.trace(revision, "en").notes) == 1
    [(_block, note)] = trace.of_draft(closed.revision.paper, "en").notes
    assert [origin.states for origin in note.origins] == ["State TR"]


def test_the_first_text_has_no_trace(set_clock, officer):
    assert trace.trace(_closed(set_clock, KZ=None).revision, "en") is None


# Sentences -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("Art. 5 is new, see no. ten. Next.", ["Art. ", "5 is new, see no. ten. ", "Next."]),
        (
            "Первое (см. ниже). «Второе». Үшінші сөйлем.",
            ["Первое (см. ниже). ", "«Второе». ", "Үшінші сөйлем."],
        ),
        ("Line\nnext", ["Line\n", "next"]),
        ("e.g. this stays one", ["e.g. this stays one"]),
        ("", []),
    ],
)
def test_sentences_end_where_the_next_begins(text, found):
    assert [text[start:stop] for start, stop in sentences.spans(text)] == found
    assert "".join(text[start:stop] for start, stop in sentences.spans(text)) == text
