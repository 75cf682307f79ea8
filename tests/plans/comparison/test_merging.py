"""The rules of the merge, as cases in three scripts and as properties.

A case is written once, in letters that stand for words, and run with English, Russian and Kazakh words in
their place: a lower-case letter is a word of the text, a capital a word that only a proposal brings.
"""

import re

import pytest

from plans.comparison.merging import CannotMerge, Change, Standing, apply, changes, collisions, rebase
from plans.comparison.tokens import cut
from tests.properties import given
from tests.properties import strategies as st

NBSP = "\u00a0"
SENTENCES = {
    "en": "States shall exchange information on threats in time voluntarily relevant national "
    "CERTs’ e-mail annually",
    "ru": "Государства обмениваются сведениями об угрозах безопасности своевременно сообща добровольно "
    "соответствующие ёмкие национальные онлайн-формате ежегодно",
    "kk": "Мемлекеттер қауіпсіздікке төнетін қатерлер туралы ақпаратты уақтылы бөліседі ерікті тиісті "
    "ұлттық ғылыми өңірлік һәм",
}
SCRIPTS = {
    script: dict(zip("abcdefghABCDEF", sentence.split(), strict=True))
    for script, sentence in SENTENCES.items()
}


def _in_words(text: str, script: str) -> str:
    return re.sub(r"[A-Za-h]", lambda letter: SCRIPTS[script][letter.group()], text)


def _merged(base: str, *proposals: str) -> str:
    return apply(base, [change for proposal in proposals for change in changes(base, proposal)])


CLEAN = [
    # One proposal: what it says, whatever it changes
    ("a b c d.", ["a b c d."], "a b c d."),
    ("a b c d.", ["a A c d."], "a A c d."),
    ("a b c d.", ["A b c d."], "A b c d."),
    ("a b c d.", ["a b c A."], "a b c A."),
    ("a b c d.", ["a b c d!"], "a b c d!"),
    ("a b c d.", ["a b A c d."], "a b A c d."),
    ("a b c d.", ["A a b c d."], "A a b c d."),
    ("a b c d.", ["a b c d A."], "a b c d A."),
    ("a b c d.", ["a b c d. A B."], "a b c d. A B."),
    ("a b c d.", ["b c d."], "b c d."),
    ("a b c d.", ["a b c."], "a b c."),
    ("a b c d.", ["a b c d"], "a b c d"),
    ("a b c d.", ["A B C D."], "A B C D."),
    ("a b c d.", [""], ""),
    ("", ["A B."], "A B."),
    ("a, b, c.", ["a, c."], "a, c."),
    ("a b", [f"a{NBSP}b"], f"a{NBSP}b"),
    ("a\nb", ["a\nA\nb"], "a\nA\nb"),
    ("a (b) c", ["a b c"], "a b c"),
    ("a «b» c", ["a “b” c"], "a “b” c"),
    # Two that do not meet
    ("a b c d.", ["A b c d.", "a b c B."], "A b c B."),
    ("a b c d.", ["A b c d.", "a b B d."], "A b B d."),
    ("a b c d e.", ["a A c d e.", "a b c B e."], "a A c B e."),
    ("a b c d e.", ["a A B c d e.", "a b c C D e."], "a A B c C D e."),
    ("a b c d e.", ["A a b c d e.", "a b c d e B."], "A a b c d e B."),
    ("a b c d e.", ["A a b c d e.", "a b c d."], "A a b c d."),
    ("a b c d e.", ["b c d e.", "a b c d."], "b c d."),
    ("a b c d e.", ["a c d e.", "a b c e."], "a c e."),
    ("a b c d e.", ["a c d e.", "a b c A e."], "a c A e."),
    ("a b c d e.", ["a b A c d e.", "a b c d B e."], "a b A c d B e."),
    ("a b c d e f.", ["a b e f.", "a b c d e A."], "a b e A."),
    ("a b c d. e f g.", ["a b c d A. e f g.", "a b c d. e B g."], "a b c d A. e B g."),
    ("a b c d. e f g.", ["e f g.", "a b c d. e f B."], "e f B."),
    ("a b c d. e f g.", ["a b c d.", "A b c d. e f g."], "A b c d."),
    ("a b; c d; e f.", ["a A; c d; e f.", "a b; c d; e B."], "a A; c d; e B."),
    ("a, b, c d e.", ["A, b, c d e.", "a, b, c B e."], "A, b, c B e."),
    ("a b c.", [f"a{NBSP}b c.", "a b c!"], f"a{NBSP}b c!"),
    ("a (b c) d e.", ["a (A c) d e.", "a (b c) d B."], "a (A c) d B."),
    ("a “b” c d e.", ["a «b» c d e.", "a “b” c d A."], "a «b» c d A."),
    ("a b\nc d\ne f", ["a A\nc d\ne f", "a b\nc d\ne B"], "a A\nc d\ne B"),
    ("a 1 b 2 c 3", ["a 10 b 2 c 3", "a 1 b 2 c 30"], "a 10 b 2 c 30"),
    ("a 2022-2023 b c d", ["a 2022-2024 b c d", "a 2022-2023 b c A"], "a 2022-2024 b c A"),
    # Removals side by side
    ("a b c d e.", ["a c d e.", "a b d e."], "a d e."),
    ("a b c d e.", ["a d e.", "a b c e."], "a e."),
    # The same said twice is said once
    ("a b c d.", ["a A c d.", "a A c d."], "a A c d."),
    ("a b c d.", ["a b A c d.", "a b A c d."], "a b A c d."),
    ("a b c d.", ["a c d.", "a c d."], "a c d."),
    ("a b c d e.", ["A b c d e.", "A b c d B."], "A b c d B."),
    ("a b c d e.", ["A b c d e.", "A b c d e.", "a b c d B."], "A b c d B."),
    # Three and more
    ("a b c d e f g.", ["A b c d e f g.", "a b B d e f g.", "a b c d C f g."], "A b B d C f g."),
    (
        "a b c d e f g.",
        ["A b c d e f g.", "a b B d e f g.", "a b c d C f g.", "a b c d e f D."],
        "A b B d C f D.",
    ),
    ("a b c d e f g.", ["b c d e f g.", "a b c e f g.", "a b c d e f."], "b c e f."),
]

COLLIDING = [
    # The same words changed differently
    ("a b c d.", ["a A c d.", "a B c d."], [(0, 1)]),
    ("a b c d.", ["a A c d.", "a c d."], [(0, 1)]),
    ("a b c d.", ["A B c d.", "a C D d."], [(0, 1)]),
    ("a b c d.", ["", "a b c A."], [(0, 1)]),
    ("a b c d.", ["A B C D.", "a b c E."], [(0, 1)]),
    ("", ["A.", "B."], [(0, 1)]),
    # Insert at the same place
    ("a b c d.", ["a b A c d.", "a b B c d."], [(0, 1)]),
    ("a b c d.", ["A a b c d.", "B a b c d."], [(0, 1)]),
    ("a b c d.", ["a b c d. A.", "a b c d. B."], [(0, 1)]),
    ("a b c d.", ["a b A c d.", "a b A B c d."], [(0, 1)]),
    # Insert beside a change, or into one
    ("a b c d.", ["a b A c d.", "a b B d."], [(0, 1)]),
    ("a b c d.", ["a b A c d.", "a B c d."], [(0, 1)]),
    ("a b c d.", ["a b A c d.", "a b d."], [(0, 1)]),
    ("a b c d.", ["a b A c d.", "a c d."], [(0, 1)]),
    ("a b c d e.", ["a b A c d e.", "a d e."], [(0, 1)]),
    # Words side by side
    ("a b c d e.", ["a A c d e.", "a b B d e."], [(0, 1)]),
    ("a b c d e.", ["a A c d e.", "a b d e."], [(0, 1)]),
    ("a b c d. e f.", ["a b c A. e f.", "a b c d! e f."], [(0, 1)]),
    # Over the end of a sentence
    ("a b. c d.", ["a c d.", "a b. A d."], [(0, 1)]),
    ("a b. c d.", ["a b, c d.", "a b. A d."], [(0, 1)]),
    # Removals of partly the same words
    ("a b c d e.", ["a d e.", "a b e."], [(0, 1)]),
    ("a b c d e f.", ["a f.", "a b d e f."], [(0, 1)]),
    # White space that two change differently
    ("a b c.", [f"a{NBSP}b c.", "a\nb c."], [(0, 1)]),
    ("a b c.", [f"a{NBSP}b c.", "a A c."], [(0, 1)]),
    # Punctuation only
    ("a, b.", ["a; b.", "a: b."], [(0, 1)]),
    ("a b c.", ["a b c!", "a b c?"], [(0, 1)]),
    # Who collides with whom
    ("a b c d e f.", ["a A c d e f.", "a B c d e f.", "a b c d e C."], [(0, 1)]),
    ("a b c d e f.", ["a b c d e C.", "a A c d e f.", "a B c d e f."], [(1, 2)]),
    ("a b c d e f.", ["A b c d e f.", "B b c d e f.", "a b c d e C.", "a b c d e D."], [(0, 1), (2, 3)]),
    ("a b c d e f.", ["A b c d e f.", "B b c d C f.", "a b c d D f."], [(0, 1, 2)]),
    ("a b c d e f.", ["a A c d e f.", "a A c d e f.", "a B c d e f."], [(0, 1, 2)]),
]

REBASED = [
    # made on, proposed, now, standing, text
    ("a b c d e.", "a b c A e.", "a b c d e.", Standing.UNCHANGED, "a b c A e."),
    ("a b c d e.", "a b c A e.", "B b c d e.", Standing.REBASED, "B b c A e."),
    ("a b c d e.", "A b c d e.", "a b c d e B.", Standing.REBASED, "A b c d e B."),
    ("a b c d e.", "a b c A e.", "B C D a b c d e.", Standing.REBASED, "B C D a b c A e."),
    ("a b c d e.", "a b c A e.", "b c d e.", Standing.REBASED, "b c A e."),
    ("a b c d e.", "a b c e.", "a B c d e.", Standing.REBASED, "a B c e."),
    ("a b c d e f.", "a b c d f.", "a B c d e f.", Standing.REBASED, "a B c d f."),
    ("a b c d e f.", "a b c d e A f.", "a b d e f.", Standing.REBASED, "a b d e A f."),
    ("a b c d e. f g.", "a b c d e. f A.", "a b B d e. f g.", Standing.REBASED, "a b B d e. f A."),
    ("a b c d e. f g.", "a b c d e. f A.", "B. a b c d e. f g.", Standing.REBASED, "B. a b c d e. f A."),
    ("a b c d e. f g.", "a b c d e. f A.", "f g.", Standing.REBASED, "f A."),
    ("a b c d e. f g.", "A b c d e. f g.", "a b c d e.", Standing.REBASED, "A b c d e."),
    # The text says it already
    ("a b c d e.", "a b c A e.", "a b c A e.", Standing.CONTAINED, "a b c A e."),
    ("a b c d e.", "a b c A e.", "B b c A e.", Standing.CONTAINED, "B b c A e."),
    ("a b c d e.", "a b c e.", "a b c e.", Standing.CONTAINED, "a b c e."),
    # In part
    ("a b c d e.", "A b c d B.", "A b c d e.", Standing.REBASED, "A b c d B."),
    # The words it was made against have changed
    ("a b c d e.", "a b c A e.", "a b c B e.", Standing.RECHECK, ""),
    ("a b c d e.", "a b c A e.", "a b c e.", Standing.RECHECK, ""),
    ("a b c d e.", "a b c A e.", "", Standing.RECHECK, ""),
    ("a b c d e.", "a b c A d e.", "a b c B d e.", Standing.RECHECK, ""),
    ("a b c d e.", "", "a b c B e.", Standing.RECHECK, ""),
    ("a b c d e.", "a b c e.", "a b c B d e.", Standing.RECHECK, ""),
    ("a b c d e.", f"a{NBSP}b c d e.", "a B c d e.", Standing.RECHECK, ""),
]

scripts = pytest.mark.parametrize("script", SCRIPTS)


@scripts
@pytest.mark.parametrize(("base", "proposals", "expected"), CLEAN)
def test_proposals_that_do_not_meet_are_all_made(script, base, proposals, expected):
    base, expected = _in_words(base, script), _in_words(expected, script)
    proposals = [_in_words(proposal, script) for proposal in proposals]
    made = [changes(base, proposal) for proposal in proposals]

    assert collisions(made) == []
    assert _merged(base, *proposals) == expected
    assert _merged(base, *reversed(proposals)) == expected


@scripts
@pytest.mark.parametrize(("base", "proposals", "expected"), COLLIDING)
def test_proposals_that_meet_are_named_and_not_made(script, base, proposals, expected):
    base = _in_words(base, script)
    proposals = [_in_words(proposal, script) for proposal in proposals]

    assert collisions([changes(base, proposal) for proposal in proposals]) == expected
    with pytest.raises(CannotMerge):
        _merged(base, *proposals)


@scripts
@pytest.mark.parametrize(("made_on", "proposed", "now", "standing", "text"), REBASED)
def test_a_proposal_is_carried_over_only_where_its_words_are_untouched(
    script, made_on, proposed, now, standing, text
):
    made_on, proposed, now, text = (_in_words(words, script) for words in (made_on, proposed, now, text))

    found = rebase(proposed, made_on=made_on, now=now)

    assert (found.standing, found.text) == (standing, text)
    if standing != Standing.RECHECK:
        assert apply(now, found.changes) == text


def test_a_change_counts_words_and_keeps_their_white_space():
    assert changes("a b c.", f"a{NBSP}b A c.") == (Change(1, 2, ((NBSP, "b"), (" ", "A")), 1, 2),)


def test_of_words_that_repeat_either_may_be_the_one_that_goes():
    assert rebase("a a.", made_on="a a a.", now="a a B.").standing == Standing.RECHECK


# As properties -----------------------------------------------------------------------------------------
WORDS = [
    *("the", "States", "мемлекет", "қауіпсіздік", "ә", "ё", "и"),
    *("e-mail", "2022-2023", ",", ".", "«", "»", "№"),
]
GAPS = st.sampled_from([" ", " ", " ", "", NBSP, "\n"])


@st.composite
def texts(draw):
    return "".join(draw(GAPS) + word for word in draw(st.lists(st.sampled_from(WORDS), max_size=14))).strip()


@st.composite
def versions(draw):
    """Return a text and a few edited versions of it."""
    base = draw(texts())
    made = []
    for _ in range(draw(st.integers(1, 4))):
        found = [gap + token for gap, token in zip(cut(base)[:-1:2], cut(base)[1::2], strict=True)]
        for _ in range(draw(st.integers(1, 3))):
            place = draw(st.integers(0, len(found)))
            gone = draw(st.integers(0, 2))
            come = draw(st.lists(st.sampled_from(WORDS), max_size=2))
            found[place : place + gone] = [f" {word}" for word in come]
        made.append("".join(found).strip())
    return base, made


def _tokens(text: str) -> set[str]:
    return set(cut(text)[1::2])


@given(texts(), texts())
def test_making_the_changes_of_one_proposal_gives_its_text(base, proposed):
    assert apply(base, changes(base, proposed)) == proposed


@given(versions())
def test_no_word_appears_that_neither_the_text_nor_a_proposal_has_and_order_does_not_matter(found):
    base, proposals = found
    made = [changes(base, proposal) for proposal in proposals]
    if collisions(made):
        with pytest.raises(CannotMerge):
            _merged(base, *proposals)
        return
    merged = _merged(base, *proposals)
    assert merged == _merged(base, *reversed(proposals))
    assert _tokens(merged) <= _tokens(base).union(*map(_tokens, proposals))


@given(versions())
def test_carried_over_one_after_the_other_comes_to_the_same_or_to_a_person(found):
    base, proposals = found
    if collisions([changes(base, proposal) for proposal in proposals]):
        return
    now = base
    for proposal in proposals:
        carried = rebase(proposal, made_on=base, now=now)
        if carried.standing == Standing.RECHECK:
            return
        now = carried.text
    assert now == _merged(base, *proposals)


@given(versions())
def test_taking_all_back_gives_the_text_as_it_was(found):
    base, proposals = found
    if collisions([changes(base, proposal) for proposal in proposals]):
        return
    merged = _merged(base, *proposals)
    assert apply(merged, changes(merged, base)) == base
    assert _merged(base) == base
