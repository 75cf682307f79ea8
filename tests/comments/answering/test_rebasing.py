"""How a remark stands to a text that moved on, as a table: every operation, in three scripts."""

import uuid

import pytest

from cica_portal.languages import LANGUAGES
from comments.answering import rebasing
from comments.models import DraftComment
from comments.reading.extents import Places
from plans.comparison.merging import Standing
from plans.labels import labelled
from plans.outline import OutlineRow
from tests.comments.given import TEXT

KEYS = [uuid.UUID(int=number) for number in range(1, 8)]
FIRST, SECOND, THIRD, FOURTH = KEYS[:4]
# By language: what the proposal says instead, what the text says after an edit elsewhere, and after one of
# the very words.
PROPOSED = {
    "en": "Member States may exchange information on threats.",
    "ru": "Государства-члены могут обмениваться информацией об угрозах.",
    "kk": "Мүше мемлекеттер қатерлер туралы ақпаратпен алмасуы мүмкін.",
}
ELSEWHERE = {
    "en": "The Member States shall exchange information on threats.",
    "ru": "Все государства-члены обмениваются информацией об угрозах.",
    "kk": "Барлық мүше мемлекеттер қатерлер туралы ақпарат алмасады.",
}
SAME_WORDS = {
    "en": "Member States will exchange information on threats.",
    "ru": "Государства-члены делятся информацией об угрозах.",
    "kk": "Мүше мемлекеттер қатерлер туралы мәлімет бөліседі.",
}
BOTH = {
    "en": "The Member States may exchange information on threats.",
    "kk": "Барлық мүше мемлекеттер қатерлер туралы ақпаратпен алмасуы мүмкін.",
}


def _places(*rows: tuple[uuid.UUID, dict[str, str]]) -> Places:
    kinds = ["title", *["paragraph"] * len(rows)]
    labels = labelled(kinds)
    title = OutlineRow(KEYS[6], "title", dict.fromkeys(LANGUAGES, "Title"), labels[0])
    return Places(
        [title]
        + [
            OutlineRow(key, "paragraph", texts, label)
            for (key, texts), label in zip(rows, labels[1:], strict=True)
        ]
    )


def _other(word: str) -> dict[str, str]:
    return {code: f"{word} {code}." for code in LANGUAGES}


THEN = ((FIRST, TEXT), (SECOND, _other("second")), (THIRD, _other("third")))


def _remark(language: str = "en", **fields) -> DraftComment:
    return DraftComment(**{"block_key": FIRST, "operation": "MOD", "language": language} | fields)


def _since(remark: DraftComment, *now) -> rebasing.Since:
    return rebasing.since(remark, _places(*THEN), _places(*now))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("now", "standing", "wording"),
    [
        (TEXT, Standing.UNCHANGED, PROPOSED),
        (PROPOSED, Standing.CONTAINED, None),
        (SAME_WORDS, Standing.RECHECK, None),
    ],
)
def test_a_wording_stands_by_the_words_it_was_made_on(language, now, standing, wording):
    remark = _remark(language, proposed_text=PROPOSED[language])
    found = _since(remark, (FIRST, now), *THEN[1:])
    assert (found.standing, found.has_changed) == (standing, now != TEXT)
    assert found.wordings == ({language: wording[language]} if wording else {})


@pytest.mark.parametrize("language", ["en", "kk"])
def test_a_wording_is_carried_over_where_only_other_words_changed(language):
    remark = _remark(language, proposed_text=PROPOSED[language])
    found = _since(remark, (FIRST, ELSEWHERE), *THEN[1:])
    assert (found.standing, found.wordings) == (Standing.REBASED, {language: BOTH[language]})
    assert [(one.language, one.before, one.after) for one in found.differences] == [
        (language, TEXT[language], ELSEWHERE[language])
    ]


def test_words_side_by_side_with_those_of_the_proposal_need_a_person():
    # In Russian the first word loses its capital with the new one before it: the proposal begins right after.
    found = _since(_remark("ru", proposed_text=PROPOSED["ru"]), (FIRST, ELSEWHERE), *THEN[1:])
    assert (found.standing, found.wordings) == (Standing.RECHECK, {})

    remark = _remark("en", proposed_text=PROPOSED["en"], wordings={"ru": PROPOSED["ru"]})
    found = _since(remark, (FIRST, TEXT | {"ru": SAME_WORDS["ru"]}), *THEN[1:])
    assert (found.standing, found.wordings) == (Standing.RECHECK, {})


def test_another_languages_edit_is_no_change_for_a_remark_that_is_not_about_it():
    found = _since(_remark("en", operation="NOC", remark="Why?"), (FIRST, TEXT | {"kk": "Басқа."}), *THEN[1:])
    assert (found.standing, found.has_changed) == (Standing.UNCHANGED, False)


@pytest.mark.parametrize("operation", ["NOC", "ADD", "SUP"])
def test_without_a_wording_to_carry_a_changed_text_needs_a_person(operation):
    fields = {"proposed_text": "New."} if operation == "ADD" else {"remark": "A remark"}
    found = _since(_remark(operation=operation, **fields), (FIRST, ELSEWHERE), *THEN[1:])
    assert (found.standing, len(found.differences)) == (Standing.RECHECK, 1)


@pytest.mark.parametrize(
    ("operation", "fields", "now", "standing"),
    [
        ("SUP", {}, THEN[1:], Standing.CONTAINED),
        ("MOD", {"proposed_text": PROPOSED["en"]}, THEN[1:], Standing.RECHECK),
        ("NOC", {"remark": "Why?"}, THEN[1:], Standing.RECHECK),
        ("ADD", {"proposed_text": "New."}, (*THEN, (FOURTH, {"en": "New."})), Standing.CONTAINED),
        ("ADD", {"proposed_text": "New."}, (*THEN, (FOURTH, {"en": "Else."})), Standing.UNCHANGED),
        ("MOVE", {"after_key": THIRD}, (*THEN[1:], THEN[0]), Standing.CONTAINED),
        ("MOVE", {"after_key": THIRD}, THEN, Standing.UNCHANGED),
        ("MOVE", {"after_key": THIRD}, THEN[:2], Standing.RECHECK),
        ("SUP", {"until_key": SECOND}, (THEN[0], THEN[2]), Standing.RECHECK),
    ],
)
def test_paragraphs_that_come_go_and_move(operation, fields, now, standing):
    assert _since(_remark(operation=operation, **fields), *now).standing == standing


def test_a_paragraph_that_is_gone_says_so_with_its_text():
    found = _since(_remark(proposed_text=PROPOSED["en"]), *THEN[1:])
    assert (found.is_gone, [(one.before, one.after) for one in found.differences]) == (
        True,
        [(TEXT["en"], "")],
    )


def test_a_new_paragraph_within_the_range_needs_a_person_and_nothing_is_gone():
    remark = _remark(operation="SUP", until_key=SECOND)
    found = _since(remark, THEN[0], (FOURTH, _other("new")), *THEN[1:])
    assert (found.standing, found.is_gone, found.differences) == (Standing.RECHECK, False, ())


def test_a_range_is_carried_paragraph_by_paragraph():
    proposed = f"{PROPOSED['en']}\n\n{_other('second')['en']}"
    remark = _remark(until_key=SECOND, proposed_text=proposed)
    found = _since(remark, (FIRST, TEXT), (SECOND, _other("other words in the second")), THEN[2])
    # The second paragraph was left as it was by the proposal: its later change is nothing of it.
    assert found.standing == Standing.UNCHANGED
    assert found.wordings == {"en": f"{PROPOSED['en']}\n\n{_other('other words in the second')['en']}"}


def test_a_range_reworded_into_another_number_of_paragraphs_is_carried_only_unchanged():
    remark = _remark(until_key=SECOND, proposed_text="One.\n\nTwo.\n\nThree.")
    assert _since(remark, *THEN).standing == Standing.UNCHANGED
    assert _since(remark, (FIRST, ELSEWHERE), *THEN[1:]).standing == Standing.RECHECK

    found = _since(_remark(block_key=None, operation="NOC", remark="Good."), (FIRST, SAME_WORDS))
    assert (found.standing, found.has_changed, found.is_clean) == (Standing.UNCHANGED, False, True)
