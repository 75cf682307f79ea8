"""Tracked changes of a Word file: read, shown by author, taken or left out."""

import pytest

from plans.enums import BlockKind
from plans.outline import OutlineRow
from plans.word import docx_redline, reading
from tests.plans.word.word_files import (
    AT,
    CONTENT,
    body,
    changed_pair,
    edition,
    gone,
    ins,
    kinds,
    losses,
    outline_of,
    paragraph,
    read,
    run,
    soffice,
    tracked,
)
from tests.properties import HealthCheck, given
from tests.properties import settings as hypothesis_settings
from tests.properties import strategies as st

KINDS = st.sampled_from([BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.OBJECTIVE, BlockKind.INITIATIVE])
WORDS = {
    "en": ["States", "confidence", "<&>", "“a”", ",", "a\u00a0b", "\n", "1."],
    "ru": ["государства", "доверие", "и", "ё", "№", "\n", "й"],
    "kk": ["мемлекеттер", "қауіпсіздік", "әңгүұқөһі", ",", "\n", "ң"],
}


def outlines(language: str) -> st.SearchStrategy[list[OutlineRow]]:
    words = st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=6).map(" ".join)
    texts = words.filter(lambda text: text.strip())
    rows = st.lists(
        st.tuples(st.integers(0, 7), KINDS, texts), min_size=1, max_size=8, unique_by=lambda row: row[0]
    )
    return rows.map(lambda found: outline_of(found, language))


def all_numbers(found: reading.Reading) -> list[int]:
    return [change.number for change in found.tracked.changes]


@pytest.mark.parametrize("language", list(WORDS))
@hypothesis_settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
@given(data=st.data())
def test_taking_all_of_an_export_gives_the_later_text_and_leaving_all_out_the_earlier(language, data):
    old, new = data.draw(outlines(language)), data.draw(outlines(language))
    content = docx_redline.document(edition(old, 0), edition(new, 1), language, at=AT)
    taken = read(content, language)
    assert kinds(taken) == [(str(row.kind), row.text(language)) for row in new]
    assert [item.key for item in taken.items] == [row.key for row in new]
    left = read(content, language, all_numbers(taken))
    assert kinds(left) == [(str(row.kind), row.text(language)) for row in old]
    assert left.removed == []


def test_a_redline_that_libreoffice_saved_anew_is_taken_or_left_out_as_before(tmp_path):
    earlier, later = changed_pair()
    file = tmp_path / "redline.docx"
    file.write_bytes(docx_redline.document(earlier, later, "en", at=AT))
    soffice(tmp_path, "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "again"), str(file))
    content = (tmp_path / "again" / "redline.docx").read_bytes()

    taken = read(content)
    left = read(content, left_out=all_numbers(taken))

    # LibreOffice keeps no change of style, so that only the words are compared.
    assert [text for _kind, text in kinds(taken)] == [row.text("en") for row in later.rows]
    assert [item.key for item in taken.items] == [row.key for row in later.rows]
    assert [text for _kind, text in kinds(left)] == [row.text("en") for row in earlier.rows]


def test_changes_are_known_by_author_and_paragraph():
    found = read(CONTENT)
    assert [(one.number, one.author, one.at, one.deleted, one.inserted) for one in found.tracked.changes] == [
        (1, "A", AT, ["never "], []),
        (2, "B", AT, [], ["always "]),
    ]
    (shown,) = found.tracked.paragraphs
    assert shown.base == "States never agree."
    assert shown.runs(shown.changes[0]) == [("equal", "States "), ("delete", "never "), ("equal", "agree.")]
    assert shown.runs(shown.changes[1]) == [
        ("equal", "States "),
        ("equal", "never "),
        ("insert", "always "),
        ("equal", "agree."),
    ]


@pytest.mark.parametrize(
    ("left_out", "text", "authors", "reported"),
    [
        ([], "States always agree.", ("A", "B"), [("deleted", "A: never"), ("inserted", "B: always")]),
        ([1], "States never always agree.", ("B",), [("not_taken", "A: − never"), ("inserted", "B: always")]),
        ([2], "States agree.", ("A",), [("deleted", "A: never"), ("not_taken", "B: + always")]),
        ([1, 2], "States never agree.", (), [("not_taken", "A: − never"), ("not_taken", "B: + always")]),
    ],
)
def test_each_author_s_change_is_taken_or_left_out_by_itself(left_out, text, authors, reported):
    found = read(CONTENT, left_out=left_out)
    assert kinds(found) == [("paragraph", text), ("paragraph", "Unchanged.")]
    assert found.items[0].authors == authors
    assert found.items[0].known_as("en") == "States never agree."
    assert losses(found) == reported


def test_words_deleted_from_words_that_another_inserted():
    content = body(paragraph(run("We "), tracked("ins", run("do ") + gone("not ", "B"), "A"), run("agree.")))
    texts = {str(left): kinds(read(content, left_out=left))[0][1] for left in ([], [1], [2], [1, 2])}
    assert texts == {
        "[]": "We do agree.",
        "[1]": "We agree.",
        "[2]": "We do not agree.",
        "[1, 2]": "We agree.",
    }
    shown = read(content).tracked.paragraphs[0]
    assert shown.runs(shown.changes[1]) == [("equal", "We "), ("delete", "not "), ("equal", "agree.")]


def test_a_paragraph_added_behind_another_is_one_change_though_its_sign_stands_on_the_other():
    content = body(
        paragraph(run("First."), mark=tracked("ins", "")),
        paragraph(ins("Second.")),
        paragraph(run("Third.")),
    )
    found = read(content)
    assert [(one.acts, one.inserted) for one in found.tracked.changes] == [({"added"}, ["Second."])]
    assert [text for _kind, text in kinds(found)] == ["First.", "Second.", "Third."]
    assert [item.authors for item in found.items] == [(), ("A",), ()]
    assert [text for _kind, text in kinds(read(content, left_out=[1]))] == ["First.", "Third."]


def test_a_paragraph_deleted_with_the_end_of_another_is_removed_and_the_other_keeps_its_look():
    content = body(
        paragraph(run("Aims"), mark=tracked("del", ""), properties='<w:pStyle w:val="Heading1"/>'),
        paragraph(gone("Gone.")),
        paragraph(run("Third.")),
    )
    found = read(content)
    assert [one.acts for one in found.tracked.changes] == [{"removed"}]
    assert kinds(found) == [("heading", "Aims"), ("paragraph", "Third.")]
    assert [(item.texts, item.authors) for item in found.removed] == [({"en": "Gone."}, ("A",))]
    left = read(content, left_out=[1])
    assert kinds(left) == [("heading", "Aims"), ("paragraph", "Gone."), ("paragraph", "Third.")]
    assert left.removed == []


def test_a_split_and_a_join_are_taken_or_left_out():
    split = body(paragraph(run("One. "), mark=tracked("ins", "")), paragraph(run("Two.")))
    join = body(paragraph(run("One. "), mark=tracked("del", "")), paragraph(run("Two.")))
    assert [one.acts for one in read(split).tracked.changes] == [{"split"}]
    assert [one.acts for one in read(join).tracked.changes] == [{"joined"}]
    assert [text for _kind, text in kinds(read(split))] == ["One.", "Two."]
    assert [text for _kind, text in kinds(read(split, left_out=[1]))] == ["One. Two."]
    assert [text for _kind, text in kinds(read(join))] == ["One. Two."]
    assert [item.texts["en"] for item in read(join).removed] == ["Two."]
    assert [text for _kind, text in kinds(read(join, left_out=[1]))] == ["One.", "Two."]


def test_the_end_of_the_last_paragraph_takes_no_word_with_it():
    assert kinds(read(body(paragraph(run("One."), mark=tracked("del", ""))))) == [("paragraph", "One.")]


def test_what_another_wrote_into_a_paragraph_falls_with_it_and_is_told():
    content = body(
        paragraph(run("Before.")),
        paragraph(ins("New ", "A"), ins("and newer.", "B"), mark=tracked("ins", "", "A")),
        paragraph(run("After.")),
    )
    found = read(content, left_out=[1])
    assert [text for _kind, text in kinds(found)] == ["Before.", "After."]
    assert losses(found) == [("not_taken", "A: + New"), ("not_taken", "B: + and newer.")]


MOVE = body(
    paragraph(
        '<w:moveFromRangeStart w:id="7" w:author="A" w:name="move1"/>',
        tracked("moveFrom", run("Second.")),
        '<w:moveFromRangeEnd w:id="7"/>',
        mark=tracked("moveFrom", ""),
    ),
    paragraph(run("First.")),
    paragraph(
        '<w:moveToRangeStart w:id="8" w:author="A" w:name="move1"/>',
        tracked("moveTo", run("Second.")),
        '<w:moveToRangeEnd w:id="8"/>',
        mark=tracked("moveTo", ""),
    ),
    paragraph(run("Third.")),
)


def test_both_ends_of_a_move_are_one_change():
    found = read(MOVE)
    assert [(one.number, one.acts, one.moved) for one in found.tracked.changes] == [
        (1, {"moved"}, ["Second."])
    ]
    assert [text for _kind, text in kinds(found)] == ["First.", "Second.", "Third."]
    assert [item.is_moved for item in found.items] == [False, True, False]
    assert [text for _kind, text in kinds(read(MOVE, left_out=[1]))] == ["Second.", "First.", "Third."]


def test_a_change_of_style_is_a_change_of_kind_and_a_change_of_letters_is_told():
    was = tracked("pPrChange", '<w:pPr><w:pStyle w:val="Normal"/></w:pPr>', "B")
    bold = f"<w:r><w:rPr><w:b/>{tracked('rPrChange', '<w:rPr/>', 'C')}</w:rPr><w:t>bold</w:t></w:r>"
    content = body(
        paragraph(run("Aims"), properties=f'<w:pStyle w:val="Heading1"/>{was}'),
        paragraph(run("Text with "), bold, run(" words.")),
    )
    found = read(content)
    assert [(one.author, one.acts) for one in found.tracked.changes] == [
        ("B", {"turned"}),
        ("C", {"formatted"}),
    ]
    assert kinds(found)[0] == ("heading", "Aims")
    assert (found.items[0].is_turned, found.items[0].authors) == (True, ("B",))
    left = read(content, left_out=[1, 2])
    assert kinds(left) == [("paragraph", "Aims"), ("paragraph", "Text with bold words.")]
    assert losses(left) == [("not_taken", "B: ¶ Aims"), ("not_taken", "C: ¶ Text with bold words.")]


def test_a_file_without_tracked_changes_has_none():
    found = read(body(paragraph(run("Plain."))))
    assert (found.tracked.changes, found.tracked.paragraphs, found.removed) == ([], [], [])
    assert found.items[0].base == {}


@pytest.mark.parametrize(("date", "at"), [("", None), ("yesterday", None), ("2022-05-26T04:00:00", AT)])
def test_a_date_that_is_none_is_not_shown_and_one_without_a_zone_is_utc(date, at):
    content = body(paragraph(run("We "), tracked("ins", run("agree."), "A", date)))
    assert read(content).tracked.changes[0].at == at
