"""What a Word file becomes, and that nothing of it vanishes silently."""

import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Sequence

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES
from cica_portal.text import Uncarried
from plans.enums import BlockKind
from plans.labels import labelled
from plans.outline import OutlineRow
from plans.word import house, preview, reading, writing
from plans.word.alignment import Pair, align
from plans.word.kinds import Item
from tests.files import saved
from tests.plans.word.word_files import body, kinds, losses, read, run
from tests.properties import example, given, settings
from tests.properties import strategies as st
from tests.refusing import refused

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
META = house.Meta(
    {"en": "Plan", "ru": "План", "kk": "Жоспар"},
    {"en": "original", "ru": "official", "kk": "unofficial"},
    "Rev.1",
    AT,
)


# Export, then import -----------------------------------------------------------------------------------

LETTERS = {
    "en": "abcxyzABC",
    "ru": "абвгдеёжзийклмщъыьэюяЁЩ",
    "kk": "аәғіқңөұүһАӘҒІҚҢӨҰҮҺ",
}
MARKED = ["*a*", "**б в**", "***ә***", "*a* *b*", "**a\u00a0b**:", "* a", "2*3*4", "a*", r"\*a*", r"*a\*b*"]
# Dates, years and names that the portal binds in its files, and some whose author has bound them in part.
WHOLE = [
    *("6 June 2022", "2022-2023 гг.", "6\u00a0июня 2022 г.", "2022\u20112023 жылдары"),
    *("10-12 June", "A. B. Ivanov", ""),
]
SIGNS = " *\\\u00a0-\u202f\u2011\u200b\u0301.,;:()[]<>&\"'«»“”№§–—0123456789\n\t💠"


def texts(language: str) -> st.SearchStrategy[str]:
    likely = st.sampled_from(["a) ", "1. ", "б) ", "ә) ", "• ", "IV. ", "(a) ", "1.2 ", ""])
    words = st.text(alphabet=LETTERS[language] + SIGNS, max_size=40)
    marked = st.sampled_from([*MARKED, *[""] * len(MARKED)])
    whole = st.sampled_from(WHOLE)
    pieces = st.tuples(likely, marked, words, whole, marked)
    return pieces.map("".join).map(reading.normalise).map(emphasis.canonical)


BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(list(BlockKind)[1:]), st.fixed_dictionaries({code: texts(code) for code in LANGUAGES})
    ),
    min_size=1,
    max_size=8,
).filter(lambda blocks: all(any(found[code].strip() for _kind, found in blocks) for code in LANGUAGES))


def outline(blocks: Sequence[tuple[str, dict[str, str]]], title: str = "План ұ") -> list[OutlineRow]:
    blocks = [(BlockKind.TITLE, dict.fromkeys(LANGUAGES, title)), *blocks]
    labels = labelled([kind for kind, _texts in blocks])
    return [
        OutlineRow(uuid.uuid4(), kind, found, label)
        for (kind, found), label in zip(blocks, labels, strict=True)
    ]


def as_read(rows: list[OutlineRow], languages: Sequence[str]) -> list[tuple]:
    return [(str(row.kind), row.key, {code: row.texts[code] for code in languages}) for row in rows]


@settings(max_examples=40, deadline=None)
@given(BLOCKS, st.sampled_from(LANGUAGES))
@example([(BlockKind.PARAGRAPH, dict.fromkeys(LANGUAGES, "*a*\u0301 *a*"))], "ru")
@example([(BlockKind.OBJECTIVE, dict.fromkeys(LANGUAGES, "a) *a*\u0301*a* \u0301**b**"))], "kk")
def test_export_then_import_is_the_identity_in_one_language(blocks, language):
    rows = outline(blocks)

    found = read(writing.one_language(rows, language, META), language)

    assert [(str(item.kind), item.key, item.texts) for item in found.items] == as_read(rows, [language])
    assert (found.languages, found.losses) == ([language], [])


COMPOSED = [(BlockKind.HEADING, dict.fromkeys(LANGUAGES, "a) *a**a*") | {"kk": "a) *a*\u0301*a*"})]


@settings(max_examples=20, deadline=None)
@given(BLOCKS)
@example(COMPOSED)
def test_export_then_import_is_the_identity_in_three_columns(blocks):
    rows = outline(blocks)

    found = read(writing.all_languages(rows, META))

    assert [(str(item.kind), item.key, item.texts) for item in found.items] == as_read(rows, LANGUAGES)
    assert (found.languages, found.losses) == (list(LANGUAGES), [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_says_its_language_its_font_and_whether_it_is_official(language):
    content = writing.one_language(
        outline([(BlockKind.PARAGRAPH, dict.fromkeys(LANGUAGES, "T"))]), language, META
    )

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        styles = package.read("word/styles.xml").decode()
        fonts = package.read("word/fontTable.xml").decode()
        names = package.namelist()
    document = docx.Document(io.BytesIO(content))
    first = document.paragraphs[0]
    assert f'w:lang w:val="{house.CULTURES[language]}"' in styles
    assert 'w:ascii="Noto Serif"' in styles
    assert '<w:altName w:val="Times New Roman"/>' in fonts
    assert (first.style.name == "Plan Note") is (language == "kk")
    assert document.core_properties.created.replace(tzinfo=None) == AT.replace(tzinfo=None)
    assert (document.core_properties.author, document.core_properties.title) == ("", META.titles[language])
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]


def test_signs_that_xml_cannot_hold_do_not_spoil_the_file():
    rows = outline([(BlockKind.PARAGRAPH, dict.fromkeys(LANGUAGES, "a\x01b\x1fc\ufffe"))])

    assert read(writing.one_language(rows, "en", META)).items[1].texts == {"en": "a\ufffdb\ufffdc\ufffd"}


@pytest.mark.parametrize("sign", ["\x9b", "\x7f", "\ufdd0", "\U0001ffff"])
def test_a_file_with_a_sign_that_others_could_not_carry_is_refused_and_told_where(sign):
    with pytest.raises(Uncarried, match="After “The second paragraph” there is a control character"):
        read(
            body(
                f"<w:p>{run('The first.')}</w:p>", f"<w:p>{run(f'The second paragraph{sign} goes on.')}</w:p>"
            )
        )


def test_a_paragraph_in_which_nothing_is_seen_is_none():
    words = ("Words.", "\u2800\u3164", "*\u200b*", "More.")
    found = read(body(*(f"<w:p>{run(text)}</w:p>" for text in words)))

    assert [text for _kind, text in kinds(found)] == ["Words.", "More."]


# What becomes of a paragraph ----------------------------------------------------------------------------


def test_headings_lists_and_paragraphs_by_style_and_typed_labels():
    document = docx.Document()
    for style, text in (
        ("Title", "Concept paper"),
        ("Heading 1", "1. Introduction"),
        ("Normal", "The measure is agreed."),
        ("Normal", "a)\tfirst aim;"),
        ("Normal", "b) second aim."),
        ("Heading 1", "2. Initiatives"),
        ("Normal", "1. Workshop in 2022."),
        ("Normal", "2) Seminar in 2023."),
    ):
        document.add_paragraph(text, style=style)

    found = read(saved(document))

    assert kinds(found) == [
        ("title", "Concept paper"),
        ("heading", "Introduction"),
        ("paragraph", "The measure is agreed."),
        ("objective", "first aim;"),
        ("objective", "second aim."),
        ("heading", "Initiatives"),
        ("initiative", "Workshop in 2022."),
        ("initiative", "Seminar in 2023."),
    ]
    assert losses(found) == []


def test_without_styles_a_heading_is_known_by_its_look():
    found = read(
        body(
            f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run("КОНЦЕПТУАЛЬНЫЙ ДОКУМЕНТ")}</w:p>',
            f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run("по мере доверия")}</w:p>',
            f"<w:p>{run('1. Введение', '<w:b/>')}</w:p>",
            f"<w:p>{run('Текст введения в г. Астане.')}</w:p>",
            f"<w:p>{run('2. Цели')}</w:p>",
            f"<w:p>{run('а) доверие;')}</w:p>",
            f"<w:p>{run('б) опыт.')}</w:p>",
            f"<w:p>{run('3. Инициативы')}</w:p>",
            f"<w:p>{run('1. Проведение семинара в 2022 г.')}</w:p>",
            f"<w:p>{run('г. Алматы принимает семинар.')}</w:p>",
        ),
        "ru",
    )

    assert kinds(found) == [
        ("title", "КОНЦЕПТУАЛЬНЫЙ ДОКУМЕНТ по мере доверия"),
        ("heading", "Введение"),
        ("paragraph", "Текст введения в г. Астане."),
        ("heading", "Цели"),
        ("objective", "доверие;"),
        ("objective", "опыт."),
        ("heading", "Инициативы"),
        ("initiative", "Проведение семинара в 2022 г."),
        ("paragraph", "г. Алматы принимает семинар."),
    ]
    assert losses(found) == []


def test_sub_points_are_known_by_what_stands_above_them():
    lines = ("a) first;", "i) one;", "ii) two;", "iii) three;", "b) second:", "(i) again;", "c) third;")
    lines += ("1. Workshop:", "a) experts;", "b) students;", "2. Seminar.")
    found = read(body(*(f"<w:p>{run(text)}</w:p>" for text in ("Aims:", *lines))))

    assert kinds(found)[1:] == [
        ("objective", "first;"),
        ("subpoint", "one;"),
        ("subpoint", "two;"),
        ("subpoint", "three;"),
        ("objective", "second:"),
        ("subpoint", "again;"),
        ("objective", "third;"),
        ("initiative", "Workshop:"),
        ("subpoint", "experts;"),
        ("subpoint", "students;"),
        ("initiative", "Seminar."),
    ]
    assert losses(found) == []


def test_the_ninth_letter_is_no_roman_number():
    lines = [f"{sign}) aim;" for sign in "abcdefghijk"]
    found = read(body(*(f"<w:p>{run(text)}</w:p>" for text in lines)))

    assert {kind for kind, _text in kinds(found)} == {"objective"}


def by_hand(*paragraphs) -> bytes:
    """Return a file as a person makes it: (text, or text and its looks)."""
    document = docx.Document()
    for text, *looks in paragraphs:
        made = document.add_paragraph(style="Normal")
        words = made.add_run(text)
        words.bold = "bold" in looks
        if "centred" in looks:
            made.alignment = 1
        if "right" in looks:
            made.alignment = 2
    return saved(document)


@pytest.mark.parametrize(
    ("language", "names", "title", "labels"),
    [
        ("en", ("Annex 1", "ANNEX 2"), "Programme", ("Annex 1", "ANNEX 2")),
        ("ru", ("Приложение № 1", "Приложение 2."), "Программа", ("Приложение № 1", "Приложение 2")),
        ("kk", ("1-қосымша", "2-қосымша"), "Бағдарлама", ("1-қосымша", "2-қосымша")),
    ],
)
def test_annexes_and_what_is_numbered_in_them_stay_what_they_are(language, names, title, labels):
    found = read(
        by_hand(
            ("1. Initiatives", "bold"),
            ("1. Workshop."),
            (names[0],),
            (title, "centred", "bold"),
            ("1. Opening",),
            ("2. Exchange of views",),
            ("Participants come with:",),
            ("a) a passport;",),
            (f"{names[1]} {title} 2", "bold"),
            ("Text of the annex.",),
        ),
        language,
    )

    assert kinds(found)[2:] == [
        ("annex", title),
        ("item", "Opening"),
        ("item", "Exchange of views"),
        ("paragraph", "Participants come with:"),
        ("subpoint", "a passport;"),
        ("annex", f"{title} 2"),
        ("paragraph", "Text of the annex."),
    ]
    assert [item.label for item in found.items if item.kind == "annex"] == list(labels)
    assert [loss for loss in losses(found) if "Annex" in loss[1]] == []


@pytest.mark.parametrize(
    ("language", "head", "title", "labels", "besides"),
    [
        ("en", ["Annex 1"], "Programme", ["Annex 1"], []),
        ("ru", ["Приложение 1"], "Программа", ["Приложение 1"], []),
        ("kk", ["1-қосымша"], "Бағдарлама", ["1-қосымша"], []),
        ("en", ["Annex 1", "to the Concept Paper"], "Programme", ["Annex 1"], ["to the Concept Paper"]),
        ("ru", ["Приложение № 1\nк Концепции"], "Программа", ["Приложение № 1"], ["к Концепции"]),
        ("kk", ["Тұжырымдамаға", "1-қосымша"], "Бағдарлама", ["1-қосымша"], ["Тұжырымдамаға"]),
        ("kk", ["Тұжырымдамаға 1-қосымша"], "Бағдарлама", ["1-қосымша"], ["Тұжырымдамаға"]),
    ],
)
def test_an_annex_begins_at_the_right(language, head, title, labels, besides):
    before = [("1. Initiatives", "bold"), ("1. Workshop.",)]
    behind = [(title,), ("1. Opening",), ("The end of the annex.",)]
    found = read(by_hand(*before, *((line, "right") for line in head), *behind), language)

    assert kinds(found)[2:] == [
        ("annex", title),
        *(("paragraph", line) for line in besides),
        ("item", "Opening"),
        ("paragraph", "The end of the annex."),
    ]
    assert [item.label for item in found.items if item.kind == "annex"] == labels
    # The one annex of a plan bears no number; nothing else is told.
    assert [kind for kind, _text in losses(found)] == ["label"]


def test_an_annex_at_the_right_without_a_title_is_one_yet():
    found = read(
        by_hand(
            ("1. Initiatives", "bold"),
            ("1. Workshop.",),
            ("Annex 1", "right"),
            ("1. Opening of the workshop;",),
            ("Annex 2", "right"),
            ("to the Plan", "right"),
            ("The list of contacts is kept here.",),
        )
    )

    assert kinds(found)[2:] == [
        ("annex", "Annex 1"),
        ("item", "Opening of the workshop;"),
        ("annex", "to the Plan"),
        ("paragraph", "The list of contacts is kept here."),
    ]


def test_what_is_said_at_the_right_of_an_annex_is_no_annex():
    lines = ("Annex 1 lists the contacts.", "Astana, 2026", "See annex 2")
    found = read(by_hand(("Text.",), *((line, "right") for line in lines), ("Text",)))

    assert [kind for kind, _text in kinds(found)] == ["paragraph"] * 5


def test_a_sentence_about_an_annex_is_no_annex():
    found = read(by_hand(("Annex 1 lists the contacts.",), ("Annex 2 to be agreed",), ("Annex",), ("Text",)))

    assert [kind for kind, _text in kinds(found)] == ["paragraph"] * 4


NUMBERING = """
<w:numbering {namespaces}>
  <w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{format}"/>
    <w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
  <w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>
  <w:num w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>
    </w:lvlOverride></w:num>
</w:numbering>
"""


def numbered(form: str, *lists: tuple[str, str]) -> bytes:
    """Return a file of paragraphs numbered by Word: (number of the list or nothing, text)."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    numbering.extend(list(parse_xml(NUMBERING.format(namespaces=nsdecls("w"), format=form))))
    for number, text in lists:
        properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
        xml = f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"
        document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))
    return saved(document)


@pytest.mark.parametrize(
    ("form", "kind"),
    [("lowerLetter", "objective"), ("russianLower", "objective"), ("decimal", "initiative")],
)
def test_lists_that_word_numbers_are_known_by_their_format(form, kind):
    found = read(numbered(form, ("", "Aims:"), ("90", "first;"), ("90", "second.")), "ru")

    assert kinds(found) == [("paragraph", "Aims:"), (kind, "first;"), (kind, "second.")]


def test_a_number_that_the_plan_counts_otherwise_is_reported():
    found = read(numbered("lowerLetter", ("90", "first;"), ("91", "again first.")))

    assert [item.label for item in found.items] == ["a)", "a)"]
    assert losses(found) == [("label", "a) → b) again first.")]


def test_bullets_become_paragraphs_and_are_reported():
    found = read(numbered("bullet", ("", "Aims:"), ("90", "first;")))

    assert kinds(found) == [("paragraph", "Aims:"), ("paragraph", "first;")]
    assert losses(found) == [("bullet", "first;")]


def test_hidden_text_is_left_out_and_reported_whether_by_hand_or_by_style():
    document = docx.Document()
    style = document.styles.add_style("Secret", 1)
    style.font.hidden = True
    document.add_paragraph("Hidden by style.", style="Secret")
    paragraph = document.add_paragraph("Seen. ")
    paragraph.add_run("Hidden by hand.").font.hidden = True

    found = read(saved(document))

    assert kinds(found) == [("paragraph", "Seen.")]
    assert losses(found) == [("hidden", "Hidden by style."), ("hidden", "Hidden by hand.")]


def test_tables_headers_comments_links_emphasis_and_strikes_are_reported():
    document = docx.Document()
    document.add_paragraph("Before the table.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "May", "Workshop"
    paragraph = document.add_paragraph("Some ")
    paragraph.add_run("important").bold = True
    paragraph.add_run(" words, ")
    paragraph.add_run("struck").font.strike = True
    paragraph.add_run("low").font.subscript = True
    document.add_comment(paragraph.runs, text="Is this so?", author="B", initials="B")
    document.sections[0].header.paragraphs[0].text = "Confidential"
    relation = document.part.relate_to(
        "https://www.example.org/", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = parse_xml(f'<w:hyperlink r:id="{relation}" {nsdecls("w", "r")}>{run("see here")}</w:hyperlink>')
    paragraph._p.append(link)

    found = read(saved(document))

    assert kinds(found) == [
        ("paragraph", "Before the table."),
        ("paragraph", "May – Workshop"),
        ("paragraph", "Some **important** words, strucklowsee here"),
    ]
    assert [(one.author, one.text) for one in found.items[2].comments] == [("B", "Is this so?")]
    assert sorted(losses(found)) == [
        ("emphasis", "low"),
        ("header", "Confidential"),
        ("link", "see here: https://www.example.org/"),
        ("struck", "struck"),
        ("table", "May | Workshop"),
    ]


BOLD, ITALIC = "<w:b/>", "<w:i/>"


@pytest.mark.parametrize(
    ("runs", "expected", "lost"),
    [
        (run("the ") + run("Жібек жолы", ITALIC) + run(" road"), ("paragraph", "the *Жібек жолы* road"), []),
        (run("Most ", BOLD) + run("of all", BOLD + ITALIC), ("heading", "Most *of all*"), []),
        (run("All of it is so.", BOLD), ("paragraph", "**All of it is so.**"), []),
        (run("a) ", BOLD) + run("first", BOLD) + run(" aim;"), ("objective", "**first** aim;"), []),
        (run("a)\t") + run("*not so*", ITALIC), ("objective", r"*\*not so\**"), []),
        (run("as *typed* there."), ("paragraph", r"as \*typed\* there."), []),
        (run("Қаз", ITALIC) + run("ақстан", BOLD) + run(" –"), ("paragraph", "*Қаз*ақстан –"), ["ақстан"]),
        (run("не") + run("ясно", ITALIC) + run("."), ("paragraph", "неясно."), ["ясно"]),
        (run("Loud", "<w:caps/>") + run(" words."), ("paragraph", "Loud words."), ["Loud"]),
        (run("plain", '<w:i w:val="0"/>') + run(" words."), ("paragraph", "plain words."), []),
    ],
)
def test_bold_and_italic_become_marks_and_other_emphasis_is_reported(runs, expected, lost):
    found = read(body(f"<w:p>{runs}</w:p>"))

    assert kinds(found) == [expected]
    assert losses(found) == [("emphasis", words) for words in lost]


def test_a_heading_that_is_bold_by_its_style_or_its_look_is_not_emphasis():
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    found = read(
        body(
            f"{heading}{run('One', BOLD)}</w:p>",
            f"{heading}{run('Two of ')}{run('Ships', ITALIC)}</w:p>",
            f"<w:p>{run('Three', BOLD)}</w:p>",
            f"<w:p>{run('A sentence.')}</w:p>",
        )
    )

    assert kinds(found) == [
        ("heading", "One"),
        ("heading", "Two of *Ships*"),
        ("heading", "Three"),
        ("paragraph", "A sentence."),
    ]
    assert found.losses == []


def test_a_text_too_long_for_a_block_is_not_cut_within_emphasis():
    start, end = "a " * 4000, "b " * 2000
    first, second = [
        item.text("en") for item in read(body(f"<w:p>{run(start)}{run(end, ITALIC)}</w:p>")).items
    ]

    assert first == start.rstrip()
    assert second == f"*{end.rstrip()}*"


def test_pictures_text_boxes_fields_and_unknown_parts_are_reported():
    found = read(
        body(
            f"<w:p>{run('Text.')}<w:r><w:drawing><wp:inline><wp:docPr id='1' name='Emblem'/></wp:inline>"
            f"</w:drawing></w:r></w:p>",
            f"<w:p>{run('Boxed.')}<w:r><w:pict><w:txbxContent><w:p>{run('In the box')}</w:p></w:txbxContent>"
            f"</w:pict></w:r></w:p>",
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("6 June")}'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
            '<w:altChunk r:id="rId99"/>',
            f"<w:p>{run('Word')}<w:r><w:noBreakHyphen/><w:sym w:font='Wingdings' w:char='F0FC'/></w:r></w:p>",
        )
    )

    assert kinds(found) == [
        ("paragraph", "Text."),
        ("paragraph", "Boxed."),
        ("paragraph", "6 June"),
        ("paragraph", "Word\u2011□"),
    ]
    assert losses(found) == [
        ("image", "Emblem"),
        ("text_box", "In the box"),
        ("field", "DATE: 6 June"),
        ("other", "altChunk"),
        ("symbol", "Wingdings F0FC"),
    ]


def test_a_file_without_text_is_refused():
    with refused("plans.no_text"):
        read(saved(docx.Document()))


def test_a_file_of_too_many_paragraphs_is_refused():
    document = docx.Document()
    for number in range(reading.ITEM_LIMIT + 1):
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{run(str(number))}</w:p>"))

    with refused("plans.too_many_items"):
        read(saved(document))


# Alignment ----------------------------------------------------------------------------------------------


def rows_of(*blocks: tuple[str, str]) -> list[OutlineRow]:
    return [OutlineRow(uuid.uuid4(), kind, {"en": text, "ru": "", "kk": ""}, {}) for kind, text in blocks]


def items_of(language: str, *blocks: tuple[str, str]) -> list[Item]:
    return [Item(kind, {language: text}) for kind, text in blocks]


def test_a_paragraph_put_in_between_moves_nothing_else():
    rows = rows_of(
        ("objective", "promote trust"), ("objective", "share experience"), ("paragraph", "The end.")
    )
    items = items_of(
        "en",
        ("objective", "promote trust"),
        ("objective", "raise awareness of threats"),
        ("objective", "share more experience"),
        ("paragraph", "The end."),
    )

    assert align(rows, items) == [Pair(0, 0), Pair(None, 1), Pair(1, 2), Pair(2, 3)]


def test_a_translation_is_aligned_by_kinds_and_by_the_numbers_in_both():
    rows = rows_of(("heading", "Plan"), ("initiative", "Seminar in 2022"), ("initiative", "Forum in 2023"))
    items = items_of("kk", ("heading", "Жоспар"), ("initiative", "2023 жылы форум"))

    assert align(rows, items) == [Pair(0, 0), Pair(1, None), Pair(2, 1)]


def test_every_row_and_every_item_comes_once_even_when_blocks_were_moved():
    rows = rows_of(*(("paragraph", f"Text {number}") for number in range(6)))
    items = [Item("paragraph", {"en": rows[place].texts["en"]}, rows[place].key) for place in (3, 0, 1, 5, 2)]
    items.insert(2, Item("paragraph", {"en": "New"}))

    pairs = align(rows, items)

    assert sorted(pair.row for pair in pairs if pair.row is not None) == list(range(6))
    assert [pair.item for pair in pairs if pair.item is not None] == list(range(6))
    together = {(pair.row, pair.item) for pair in pairs if None not in (pair.row, pair.item)}
    assert {(3, 0), (0, 1), (1, 3), (5, 4), (2, 5)} <= together


LEAVES = [
    *("<w:t>word</w:t>", "<w:tab/>", "<w:br/>", "<w:drawing/>"),
    *("<w:footnoteReference/>", "<w:commentReference/>"),
    *(f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end")),
    '<w:pPr><w:pStyle w:val="None"/><w:numPr><w:numId w:val="x"/></w:numPr></w:pPr>',
]
NAMES = [
    *("p", "r", "tbl", "tr", "tc", "sdtContent", "ins", "del", "moveTo"),
    *("hyperlink", "fldSimple", "txbxContent", "pict", "unknown"),
]
WRAPPINGS = [f"<w:{name}>%s</w:{name}>" for name in NAMES]
WRAPPINGS += ["<w:sdt><w:sdtContent>%s</w:sdtContent></w:sdt>", "<w:tbl><w:tr><w:tc>%s</w:tc></w:tr></w:tbl>"]
MARKUP = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.tuples(st.sampled_from(WRAPPINGS), st.lists(inner, max_size=3)).map(
        lambda made: made[0] % "".join(made[1])
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(MARKUP)
@example("<w:del><w:t>word</w:t><w:r><w:t>word</w:t></w:r></w:del>")
def test_whatever_the_markup_no_word_vanishes(markup):
    content = body(f"<w:p>{run('Beginning.')}</w:p>", f"<w:p>{markup}</w:p>", f"<w:p>{run('End.')}</w:p>")

    # The gate refuses some of it: fields that other fields name.
    found = reading.read(content, "en")

    told = " ".join([*(text for _kind, text in kinds(found)), *(text for _kind, text in losses(found))])
    assert "Beginning." in told
    # What stands between the marks of a field is its code, which no reader sees.
    assert "fldChar" in markup or told.count("word") >= markup.count("word")


def test_what_is_lost_is_told_at_the_paragraph_that_loses_it():
    found = read(
        body(
            f"<w:p>{run('First.')}</w:p>",
            f"<w:p>{run('Second ')}{run('shouted', '<w:caps/>')}</w:p>",
            f"<w:p>{run('Third.')}<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r></w:p>",
            '<w:altChunk r:id="rId99"/>',
        )
    )
    assert [(loss.kind, loss.after) for loss in found.losses] == [
        ("emphasis", 2),
        ("symbol", 3),
        ("other", 3),
    ]


SOFT = "Confi\u00addence build"


def test_soft_hyphens_are_removed_and_told():
    found = read(
        body(
            f"<w:p>{run(SOFT)}<w:r><w:softHyphen/></w:r>{run('ing.')}</w:p>",
            f"<w:p>{run('Plain.')}</w:p>",
        )
    )
    assert kinds(found) == [("paragraph", "Confidence building."), ("paragraph", "Plain.")]
    assert [(loss.kind, loss.text, loss.after) for loss in found.losses] == [
        ("soft_hyphen", "Confidence building.", 1)
    ]


HEADED = '<w:p><w:pPr><w:pStyle w:val="Heading{}"/></w:pPr>'
LONG_TITLE = "Concept Paper and Plan of Implementation of the confidence-building measure for 2026-2027"


@pytest.mark.parametrize(("title", "level"), [("A plan", 2), (LONG_TITLE, 1)])
def test_a_title_in_the_style_of_a_heading_shifts_no_number(title, level):
    found = read(
        body(
            f"{HEADED.format(1)}{run(title)}</w:p>",
            f"{HEADED.format(level)}{run('Introduction')}</w:p>",
            f"<w:p>{run('A sentence.')}</w:p>",
            f"{HEADED.format(level)}{run('Objectives')}</w:p>",
            f"<w:p>{run('Another sentence.')}</w:p>",
        )
    )
    assert [kind for kind, _text in kinds(found)] == ["title", "heading", "paragraph", "heading", "paragraph"]


def test_one_more_paragraph_of_a_translation_moves_no_other_one_off():
    english = [
        "Short one.",
        "A much longer paragraph on the exchange of information. " * 4,
        "Medium text " * 6,
    ]
    russian = [
        "Кратко.",
        "Гораздо более длинный абзац об обмене информацией. " * 4,
        "Еще один.",
        "Средний текст " * 6,
    ]
    rows = outline([(BlockKind.PARAGRAPH, {"en": text, "ru": "", "kk": ""}) for text in english], "Plan")
    items = [
        Item(BlockKind.TITLE, {"ru": "План"}),
        *(Item(BlockKind.PARAGRAPH, {"ru": text}) for text in russian),
    ]

    assert align(rows, items) == [Pair(0, 0), Pair(1, 1), Pair(2, 2), Pair(None, 3), Pair(3, 4)]


def test_a_letter_written_in_two_signs_is_no_other_letter():
    rows = outline([(BlockKind.PARAGRAPH, dict.fromkeys(LANGUAGES, "Каждыи\u0306 район"))])
    found = read(writing.one_language(rows, "ru", META), "ru")

    assert found.items[1].text("ru") == "Каждый район"
    entry = preview.into_draft(found, rows)[1]
    assert entry.state == preview.SAME


BOUND = (
    "Adopted on 6 June 2022 for 2022-2023 by A. B. Ivanov, well-known, "
    "under 5\u00a0km and No.\u00a05 of 7\u00a0June 2022."
)


def shown(content: bytes) -> str:
    """Return the words as Word shows them, with the signs at which no line ends."""
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    signs = {f"{w}noBreakHyphen": "\u2011"}
    return "".join(signs.get(one.tag, one.text or "") for one in body.iter(f"{w}t", *signs))


def test_dates_years_and_names_end_no_line_and_are_read_as_they_were():
    rows = outline([(BlockKind.PARAGRAPH, dict.fromkeys(LANGUAGES, BOUND))])
    content = writing.one_language(rows, "en", META)

    for whole in ("6 June 2022", "2022-2023", "A. B. Ivanov", "5 km", "No. 5", "7 June 2022"):
        assert whole.replace(" ", "\u00a0").replace("-", "\u2011") in shown(content)
    assert "well-known" in shown(content)
    found = read(content, "en")
    assert found.items[1].text("en") == BOUND
    assert [entry.state for entry in preview.into_draft(found, rows)] == [preview.SAME, preview.SAME]


def test_titles_end_no_line_at_a_hyphen_and_rows_of_three_columns_stay_whole():
    rows = outline([(BlockKind.PARAGRAPH, dict.fromkeys(LANGUAGES, "Well-known"))], "Іс-қимыл 2026-2027")
    content = writing.all_languages(rows, META)

    document = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert document.count("<w:noBreakHyphen/>") == 2 * len(LANGUAGES)
    assert "Well-known" in document
    assert document.count("<w:cantSplit/>") == document.count("<w:tr>") == 3
    # The words of a row do not touch the line above it.
    assert '<w:tblCellMar><w:top w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>' in document
    assert [item.text("kk") for item in read(content).items] == ["Іс-қимыл 2026-2027", "Well-known"]
