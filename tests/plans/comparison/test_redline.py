import re

import pytest
from django.utils.html import strip_tags

from cica_portal import emphasis
from cica_portal.text import composed
from plans.comparison.emphasis_changes import restyled
from plans.comparison.redline import compare, redline, tally
from plans.comparison.runs import runs_of
from plans.enums import BlockKind
from plans.outline import OutlineRow
from tests.plans.word.word_files import outline_of
from tests.properties import example, given
from tests.properties import strategies as st

NBSP = "\u00a0"
LETTERS = {"equal": "=", "delete": "-", "insert": "+"}


def _shown(before: str, after: str) -> list[str]:
    """Return the redline as "=same", "-deleted", "+inserted"."""
    return [LETTERS[op] + text for op, text in runs_of(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Nothing, everything
        ("", "", []),
        ("The States meet.", "The States meet.", ["=The States meet."]),
        ("", "New text", ["+New text"]),
        ("Old text", "", ["-Old text"]),
        # One word in three scripts; a letter inside a word changes the word
        ("The States may meet.", "The States shall meet.", ["=The States ", "-may", "+shall", "= meet."]),
        (
            "Государства могут провести встречу.",
            "Государства должны провести встречу.",
            ["=Государства ", "-могут", "+должны", "= провести встречу."],
        ),
        (
            "Мемлекеттер қауіпсіздік туралы келіседі.",
            "Мемлекеттер қауіпсiздік туралы келіседі.",  # the second i is Latin
            ["=Мемлекеттер ", "-қауіпсіздік", "+қауіпсiздік", "= туралы келіседі."],
        ),
        ("Өңірдегі үлгі", "Өңірдегі үлгілер", ["=Өңірдегі ", "-үлгі", "+үлгілер"]),
        ("ұлттық ғылым", "улттық ғылым", ["-ұлттық", "+улттық", "= ғылым"]),
        # Insert at the beginning, in the middle, at the end; twice at one place
        ("Meet now.", "All meet now.", ["-Meet", "+All meet", "= now."]),
        ("now.", "Meet now.", ["+Meet ", "=now."]),
        ("Meet", "Meet now", ["=Meet", "+ now"]),
        ("one two", "one new and old two", ["=one ", "+new and old ", "=two"]),
        (
            "Бейбітшілік үшін",
            "Бейбітшілік пен қауіпсіздік үшін",
            ["=Бейбітшілік ", "+пен қауіпсіздік ", "=үшін"],
        ),
        # Delete beside insert, and with its commas
        ("a quick brown fox", "a slow red fox", ["=a ", "-quick brown", "+slow red", "= fox"]),
        (
            "The States, having met, agree.",
            "The States agree.",
            ["=The States", "-, having met,", "= agree."],
        ),
        ("Meet now.", "now.", ["-Meet ", "=now."]),
        # Over the end of a sentence
        (
            "They meet. They talk.",
            "They meet. They sit. They talk.",
            ["=They meet. ", "+They sit. ", "=They talk."],
        ),
        (
            "They meet. They sit. They talk.",
            "They meet. They talk.",
            ["=They meet. ", "-They sit. ", "=They talk."],
        ),
        (
            "Стороны встречаются ежегодно. Они обмениваются опытом.",
            "Стороны встречаются ежегодно и обмениваются опытом.",
            ["=Стороны встречаются ежегодно", "-. Они", "+ и", "= обмениваются опытом."],
        ),
        # Items of a list inside one block
        (
            "– опыт;\n– знания.",
            "– опыт;\n– технологии;\n– знания.",
            ["=– опыт;\n", "+– технологии;\n", "=– знания."],
        ),
        ("one\ntwo\nthree", "one\nthree", ["=one\n", "-two\n", "=three"]),
        # Punctuation, quotation marks, hyphens, apostrophes, numbers
        ("The States meet.", "The States meet;", ["=The States meet", "-.", "+;"]),
        ("обмен опытом, знаниями", "обмен опытом знаниями", ["=обмен опытом", "-,", "= знаниями"]),
        (
            "the “Digital Kazakhstan” plan",
            "the «Digital Kazakhstan» plan",
            ["=the ", "-“", "+«", "=Digital Kazakhstan", "-”", "+»", "= plan"],
        ),
        ("Государства-члены", "Государств-членов", ["-Государства-члены", "+Государств-членов"]),
        ("the State’s view", "the States’ view", ["=the ", "-State’s", "+States’", "= view"]),
        ("3.5 million", "3,5 million", ["-3.5", "+3,5", "= million"]),
        ("2022-2023 жылдар", "2024-2025 жылдар", ["-2022-2023", "+2024-2025", "= жылдар"]),
        # Combining marks: a mark belongs to its letter, and composed is not decomposed
        ("й бар", "и\u0306 бар", ["=й бар"]),
        ("за\u0301мок стоит", "замо\u0301к стоит", ["-за\u0301мок", "+замо\u0301к", "= стоит"]),
        # White space: exact, and never what decides
        ("10 % of it", f"10{NBSP}% of it", ["=10", "- ", f"+{NBSP}", "=% of it"]),
        (f"№{NBSP}5", "№ 5", ["=№", f"-{NBSP}", "+ ", "=5"]),
        ("one  two", "one two", ["=one ", "- ", "=two"]),
        ("one two", "one\ntwo", ["=one", "- ", "+\n", "=two"]),
        ("text", "text ", ["=text", "+ "]),
        # No confetti: a short word or a mark between two changes is part of them
        (
            "The States may meet annually",
            "The Parties may convene annually",
            ["=The ", "-States may meet", "+Parties may convene", "= annually"],
        ),
        (
            "мир и согласие навсегда",
            "покой и единство навсегда",
            ["-мир и согласие", "+покой и единство", "= навсегда"],
        ),
        (
            "the agreed programme of measures",
            "the common programme of events",
            ["=the ", "-agreed", "+common", "= programme of ", "-measures", "+events"],
        ),
        # Only added on both sides: the word between stays
        ("meet and talk", "always meet and freely talk", ["+always ", "=meet and ", "+freely ", "=talk"]),
    ],
)
def test_words_read_well(before, after, expected):
    assert _shown(before, after) == expected


def test_words_replace_a_text_that_was_rewritten():
    before = "The Member States exchange views on threats to the security of networks every year."
    after = "Under this measure, experts of all capitals hold one workshop in autumn on the laws of data."
    assert _shown(before, after) == [f"-{before}", f"+{after}"]


TEXTS = st.text(alphabet=f"ab кқіө\u0306\u0301-’.,;«»“” \n\t{NBSP}15", max_size=60) | st.text(max_size=80)


@given(TEXTS, TEXTS)
@example("a b", "b a")
@example(" ", "\n")
@example("\u0306", "a\u0306")
def test_words_rebuild_both_texts(before, after):
    found = runs_of(before, after)
    assert "".join(text for op, text in found if op != "insert") == composed(before)
    assert "".join(text for op, text in found if op != "delete") == composed(after)
    assert all(text for _op, text in found)
    assert all(one[0] != other[0] for one, other in zip(found, found[1:], strict=False))
    assert {("insert", "delete")} & set(
        zip([op for op, _ in found], [op for op, _ in found[1:]], strict=False)
    ) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 5000, "b " * 5000),
        ("a b " * 2500, "a c " * 2500),
        (".a" * 5000, "a." * 5000),
        (" " * 10_000, "\n"),
    ],
)
def test_words_of_the_longest_texts_take_no_time(before, after):
    """Compared word by word in Python, such texts would take minutes and stop the whole suite here."""
    found = runs_of(before, after)
    assert "".join(text for op, text in found if op != "insert") == before
    assert "".join(text for op, text in found if op != "delete") == after


# As markup -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("*a* b", "*a* b", "<em>a</em> b"),
        ("a b", "*a* b", "[-a][+<em>a</em>] b"),
        ("**a b** c", "**a** b c", "<strong>a</strong>[-<strong> b</strong>][+ b] c"),
        ("*a* b", "**a** b", "[-<em>a</em>][+<strong>a</strong>] b"),
        (
            "see *the Road* now",
            "see *the long Road* now",
            "see <em>the </em>[+<em>long </em>]<em>Road</em> now",
        ),
        ("*ұлттық* ғылым", "*улттық* ғылым", "[-<em>ұлттық</em>][+<em>улттық</em>] ғылым"),
        ("a * b", "a b", "a [-* ]b"),
        (r"\*a*", "*a*", "[-*a*][+<em>a</em>]"),
        ("*a* <b>", "*a* <i>", "<em>a</em> &lt;[-b][+i]&gt;"),
    ],
)
def test_redline_shows_changed_emphasis_as_changed_words_and_no_marks(before, after, expected):
    runs = runs_of(before, after)
    assert "".join(text for op, text in runs if op != "insert") == before
    assert "".join(text for op, text in runs if op != "delete") == after
    shown = re.sub(r'<span class="visually-hidden"[^>]*>[^<]*</span>', "", redline(before, after))
    shown = re.sub(
        r"<(ins|del)>(.*?)</\1>", lambda found: f"[{'+' if found[1] == 'ins' else '-'}{found[2]}]", shown
    )
    assert shown == expected


MARKED = st.text(st.sampled_from("aЖқ *\\\n"), max_size=16)


@given(MARKED, MARKED)
def test_a_redline_reads_like_both_texts_in_words_and_emphasis(before, after):
    shown = restyled(runs_of(before, after))
    for text, other in ((before, "insert"), (after, "delete")):
        read = [(sign, run.style) for op, run in shown if op != other for sign in run.text]
        assert read == [(sign, run.style) for run in emphasis.runs(text) for sign in run.text]


def test_redline_escapes_the_text_of_people():
    markup = redline("<b>old</b>", "<script>new</script>")
    assert "<script>" not in markup and "<b>" not in markup
    assert "&lt;" in markup and "script" in markup


def test_redline_says_in_words_what_it_marks():
    markup = redline("may", "shall")
    said, end = '<span class="visually-hidden" lang="en">', '<span class="visually-hidden">] </span>'
    assert markup == (
        f"<del>{said} [removed: </span>may{end}</del><ins>{said} [added: </span>shall{end}</ins>"
    )
    assert strip_tags(markup).split() == ["[removed:", "may]", "[added:", "shall]"]


def test_redline_shows_white_space_that_is_all_of_a_change():
    assert strip_tags(redline("10 %", f"10{NBSP}%")) == "10 [removed: ·]  [added: °] %"


# Outlines --------------------------------------------------------------------------------------------
def _paragraphs(*texts: tuple[int, str]) -> list[OutlineRow]:
    return outline_of([(key, BlockKind.PARAGRAPH, text) for key, text in texts])


def _states(old, new) -> list[tuple]:
    return [
        (change.state, change.old_text() or change.new_text(), change.number, change.other)
        for change in compare(old, new, "en")
    ]


def test_compare_pairs_blocks_by_their_key():
    old = _paragraphs((1, "One"), (2, "Two"), (3, "Three"))
    new = _paragraphs((1, "One"), (2, "Two, changed"), (4, "New"), (3, "Three"))
    assert _states(old, new) == [
        ("equal", "One", 0, 0),
        ("changed", "Two", 1, 0),
        ("added", "New", 2, 0),
        ("equal", "Three", 0, 0),
    ]


def test_compare_shows_what_was_removed_where_it_was():
    old = _paragraphs((1, "One"), (2, "Two"), (3, "Three"), (4, "Four"))
    new = _paragraphs((2, "Two"), (5, "Five"), (4, "Four"))
    assert _states(old, new) == [
        ("removed", "One", 1, 0),
        ("equal", "Two", 0, 0),
        ("removed", "Three", 2, 0),
        ("added", "Five", 3, 0),
        ("equal", "Four", 0, 0),
    ]


def test_compare_shows_a_moved_block_at_both_places():
    old = _paragraphs((1, "One"), (2, "Two"), (3, "Three"), (4, "Four"))
    new = _paragraphs((1, "One"), (3, "Three"), (4, "Four"), (2, "Two"))
    assert _states(old, new) == [
        ("equal", "One", 0, 0),
        ("moved_from", "Two", 1, 2),
        ("equal", "Three", 0, 0),
        ("equal", "Four", 0, 0),
        ("moved_to", "Two", 2, 1),
    ]


def test_compare_shows_the_new_words_of_a_block_that_moved():
    old = _paragraphs((1, "One"), (2, "The second text"), (3, "Three"))
    new = _paragraphs((1, "One"), (3, "Three"), (2, "The other text"))
    moved = [change for change in compare(old, new, "en") if change.state == "moved_to"]
    assert [change.words for change in moved] == [
        (("equal", "The "), ("delete", "second"), ("insert", "other"), ("equal", " text"))
    ]
    assert any(op != "equal" for op, _text in moved[0].words)


def test_compare_knows_a_text_brought_in_anew_by_its_words():
    old = _paragraphs((1, "One"), (2, "Two"), (3, ""))
    new = _paragraphs((11, "One"), (12, "Two"), (13, ""))
    assert [state for state, *_ in _states(old, new)] == ["equal", "equal", "removed", "added"]


def test_compare_reports_a_paragraph_that_became_an_objective():
    old = outline_of([(1, BlockKind.PARAGRAPH, "One")])
    new = outline_of([(1, BlockKind.OBJECTIVE, "One")])
    (change,) = compare(old, new, "en")
    assert (change.state, change.has_new_kind) == ("changed", True)
    assert all(op == "equal" for op, _text in change.words)


def test_compare_ignores_a_label_that_follows_from_the_order():
    old = outline_of([(1, BlockKind.OBJECTIVE, "One"), (2, BlockKind.OBJECTIVE, "Two")])
    new = outline_of(
        [(3, BlockKind.OBJECTIVE, "New"), (1, BlockKind.OBJECTIVE, "One"), (2, BlockKind.OBJECTIVE, "Two")]
    )
    assert [state for state, *_ in _states(old, new)] == ["added", "equal", "equal"]


def test_tally_counts_blocks_and_words_once():
    old = _paragraphs((1, "One"), (2, "Two"), (3, "Three old words"), (4, "Four"))
    new = _paragraphs((1, "One"), (3, "Three new words"), (4, "Four"), (2, "Two"), (5, "And five"))
    blocks = {"changed": 1, "added": 1, "removed": 0, "moved": 1, "changes": 3}
    assert tally(compare(old, new, "en")) == blocks | {"words_added": 3, "words_deleted": 1}


ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["One", "Екі", "Три", "Three", "Екі, үш", ""])),
    max_size=10,
    unique_by=lambda row: row[0],
)


@given(ROWS, ROWS)
def test_compare_applied_gives_the_new_text_and_rejected_the_old(before, after):
    old, new = _paragraphs(*before), _paragraphs(*after)
    changes = compare(old, new, "en")
    accepted = [(c.new.key, c.new_text()) for c in changes if c.state not in ("removed", "moved_from")]
    rejected = [(c.old.key, c.old_text()) for c in changes if c.state not in ("added", "moved_to")]
    assert accepted == [(row.key, row.text("en")) for row in new]
    assert rejected == [(row.key, row.text("en")) for row in old]
    assert [change.number for change in changes if change.number] == list(
        range(1, 1 + sum(change.is_changed for change in changes))
    )
    by_number = {change.number: change for change in changes if change.number}
    for change in changes:
        assert not change.other or by_number[change.other].other == change.number
