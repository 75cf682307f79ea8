import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from comments.redline import parts, redline


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The States meet.", "The States meet.", [("same", "The States meet.")]),
        (
            "The States may meet.",
            "The States shall meet.",
            [("same", "The States "), ("deleted", "may"), ("added", "shall"), ("same", " meet.")],
        ),
        ("", "New text", [("added", "New text")]),
        (
            "Мүше мемлекеттер ұсыныс енгізеді",
            "Мүше мемлекеттер өз ұсынысын енгізеді",
            [
                ("same", "Мүше мемлекеттер "),
                ("deleted", "ұсыныс"),
                ("added", "өз ұсынысын"),
                ("same", " енгізеді"),
            ],
        ),
        (
            "Государства-члены обмениваются опытом",
            "Государства-члены регулярно обмениваются знаниями",
            [
                ("same", "Государства-члены "),
                ("added", "регулярно "),
                ("same", "обмениваются "),
                ("deleted", "опытом"),
                ("added", "знаниями"),
            ],
        ),
        (
            "a quick brown fox",
            "a slow red fox",
            [("same", "a "), ("deleted", "quick brown"), ("added", "slow red"), ("same", " fox")],
        ),
    ],
)
def test_parts_go_by_whole_words(before, after, expected):
    assert parts(before, after) == expected


@given(st.text(alphabet="ab қ .,\n", max_size=60), st.text(alphabet="ab қ .,\n", max_size=60))
def test_parts_rebuild_both_texts(before, after):
    found = parts(before, after)
    assert "".join(text for kind, text in found if kind != "added") == before
    assert "".join(text for kind, text in found if kind != "deleted") == after


def test_parts_of_the_longest_texts_with_no_common_word():
    """A comparison word by word in Python took minutes for these, and would stop the whole suite here."""
    before, after = "a " * 5000, "b " * 5000
    found = parts(before, after)
    assert "".join(text for kind, text in found if kind != "added") == before


def test_redline_escapes_the_text_of_people():
    markup = redline("<b>old</b>", "<script>new</script>")
    assert "<script>" not in markup and "<b>" not in markup
    assert "&lt;<del>" in markup and "script" in markup


def test_redline_says_in_words_what_it_marks():
    markup = redline("may", "shall")
    hidden = '<span class="visually-hidden">'
    assert markup == (
        f"<del>{hidden} [deleted: </span>may{hidden}] </span></del>"
        f"<ins>{hidden} [added: </span>shall{hidden}] </span></ins>"
    )
    assert strip_tags(markup).split() == ["[deleted:", "may]", "[added:", "shall]"]
