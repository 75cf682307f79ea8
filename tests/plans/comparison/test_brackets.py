"""Square brackets drawn from variants of a paragraph: shared words once, the others with their numbers."""

import pytest

from plans.comparison.brackets import draw

BASE = "Member States shall cooperate on data."


@pytest.mark.parametrize(
    ("variants", "drawn"),
    [
        (["Member States should cooperate on data."], "Member States [shall] [1: should] cooperate on data."),
        (
            ["Member States should cooperate on data.", "Member States shall cooperate on data and trade."],
            "Member States [2: shall] [1: should] cooperate on data [2: and trade].",
        ),
        (
            ["Member States cooperate on data.", "Member States may cooperate on data.", BASE],
            "Member States [3: shall] [1: –] [2: may] cooperate on data.",
        ),
        (
            [
                "Member States shall closely cooperate on data.",
                "Member States shall cooperate fully on data.",
            ],
            "Member States shall [1: closely] cooperate [2: fully] on data.",
        ),
        (["Member States shall  cooperate on data."], BASE),
        (
            [BASE, "Member States shall cooperate on *open* data."],
            "Member States shall cooperate on [2: *open*] data.",
        ),
    ],
)
def test_words_that_variants_share_stand_once(variants, drawn):
    found = draw(BASE, list(enumerate(variants, 1)))
    assert (found.text, found.is_whole) == (drawn, False)


@pytest.mark.parametrize(
    ("base", "variants"),
    [
        # moved text
        (
            "A joint exercise on data is held every year in a State, as agreed.",
            ["Every year in a State a joint exercise on data is held, as agreed."],
        ),
        # three changes that overlap
        (
            "one two three four five six",
            ["one x three four five six", "one y four five six", "one two z five six"],
        ),
        # nothing shared, a deletion, a new paragraph, emphasis that a bracket would part
        (BASE, ["Training is open to all."]),
        (BASE, [""]),
        ("", ["States hold", "States keep"]),
        ("States hold *two exercises* a year.", ["States hold *three exercises* a year."]),
    ],
)
def test_where_brackets_cannot_be_drawn_each_variant_stands_whole(base, variants):
    found = draw(base, list(enumerate(variants, 1)))
    assert found.is_whole
    assert [piece.text for piece in found.pieces] == [
        *filter(None, [base]),
        *(text or "–" for text in variants),
    ]


def test_what_people_wrote_is_no_markup():
    found = draw("Trade & aid shall", [(1, "Trade & aid <b>should")])
    assert found.markup.startswith("Trade &amp; aid <span") and "<b>1</b>: &lt;b&gt;should]" in found.markup
