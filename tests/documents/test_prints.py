import base64
import datetime as dt
import io
import logging
import re
import subprocess
import sys
import unicodedata
import uuid
from dataclasses import replace

import pikepdf
import pytest
import qrcode
import yaml
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from PIL import Image

from cica_portal import formats
from cica_portal.spaces import ordinary
from comments import comment_contexts
from comments.models import Comment, Response
from comments.procedure import certificates
from comments.reading import columns, pieces
from comments.reading.extents import Places
from comments.reading.readings import File, Proposal, Reading
from comments.renderers.comments_table import table_pdf
from comments.renderers.receipt import certificate_pdf, receipt_pdf
from documents import glyphs, press, squares, typesetting
from members.models import MemberState
from notes import note_contexts
from notes.renderers.verbal_notes import SETTINGS, TEMPLATE, note_and_plan_pdf, note_pdf
from notes.wording import texts
from notes.wording.texts import Piece
from plans.labels import Label, labelled
from plans.outline import OutlineRow
from plans.papers import plan_contexts
from plans.renderers import plan_pdf
from tests.notes.wording.test_texts import KINDS, PRINTED_NUMBERS, the_letters_own, values
from tests.prints import fonts_of, opened, text_of, words_of

LANGUAGES = ["en", "ru", "kk"]
KAZAKH_LETTERS = "әғқңөұүһі ӘҒҚҢӨҰҮҺІ"
ENCLOSURE_MARKS = {
    "en": "Enclosure: as stated, on 3 p.",
    "ru": "Приложение: упомянутое, на 3 л.",
    "kk": "Қосымша: аталған, 3 п.",
}
META = note_contexts.NoteMeta("NCT/ICT/688", dt.date(2022, 5, 26))
HOSTILE = (
    '</p><script>alert(1)</script><img src="file:///etc/passwd">'
    '<link rel=attachment href="file:///etc/passwd"><style>@import url(file:///etc/passwd);</style> '
    "url(file:///etc/passwd) {{ meta }} {% now 'Y' %} &lt;b&gt;"
)


@pytest.fixture(autouse=True)
def renderers_complaints():
    """Collect what the renderer logs: a warning is a failed test."""
    complaints = []

    class Collector(logging.Handler):
        def emit(self, record):
            complaints.append(record.getMessage())

    logger, collector = logging.getLogger("weasyprint"), Collector(logging.WARNING)
    logger.addHandler(collector)
    yield complaints
    logger.removeHandler(collector)
    assert complaints == []


def unparted(text):
    """Join what was parted at the end of a line; a word's own hyphen never stands there."""
    return text.replace("-\n", "")


def the_letter(language):
    given = values(language, number=PRINTED_NUMBERS[language])
    return texts.compose("circulation", language, given, as_printed=True)


def new_note(language, kind="circulation"):
    return texts.compose(kind, language, values(language))


def without_mark(words, language):
    assert words.count(ENCLOSURE_MARKS[language]) == 1
    return words.replace(f"{ENCLOSURE_MARKS[language]} ", "")


def a_long_note(language):
    paragraphs = [
        Piece(f"paragraph_{n}", "plain", ["Слово за словом, строка за строкой. " * 30]) for n in range(6)
    ]
    address = [Piece("addressee_block", "bold", ["MEMBER STATES", "OF THE CONFERENCE"])]
    return [Piece("number", "bold", ["№ NCT/ICT/700"]), *paragraphs, *address]


def an_outline():
    return [
        plan_contexts.PlanBlock("title", "", "Concept paper of the confidence-building measure"),
        plan_contexts.PlanBlock("heading", "1.", "Background"),
        plan_contexts.PlanBlock("paragraph", "", "Cross-border threats are of concern to all. " * 12),
        plan_contexts.PlanBlock("heading", "2.", "Objectives"),
        plan_contexts.PlanBlock("objective", "a)", "Promoting dialogue."),
        plan_contexts.PlanBlock("objective", "b)", "Sharing information."),
        plan_contexts.PlanBlock("heading", "3.", "Proposed initiatives"),
        plan_contexts.PlanBlock("initiative", "1.", "Holding the online-workshop in 2022."),
        plan_contexts.PlanBlock("initiative", "2.", "Holding the online-workshop in 2023."),
    ]


def a_comment(
    number=1, *, place="on_time", label="a)", text="Promoting dialogue.", state="Kazakhstan", **said
):
    block = OutlineRow(uuid.uuid4(), "objective", {"en": text}, Label({"en": label}, 3 if label else 0))
    # What is not typed by a person is shown as it is given here.
    given = {name: said.pop(name) for name in ("act", "proposals", "files") if name in said}
    names = dict.fromkeys(("name_en", "name_ru", "name_kk"), state)
    response = Response(is_late=place == "late", member_state=MemberState(code="KZ", **names))
    texts = {"language": "en", "remark": f"Remark {number}."} | said
    comment = Comment(block_key=block.key, type="substantive", response=response, **texts)
    row = Reading(comment, Places([block]), "en", number)
    vars(row).update(given)
    return row


def proposed(after, before="Promoting dialogue.", language="en"):
    return Proposal(language, before, after)


def an_event(**changes):
    given = {
        "number": "1",
        "state": "Uzbekistan",
        "title": "Workshop on digital literacy",
        "when": "2023",
        "where": "online",
        "description": "To exchange experience.",
        "language": "en",
    }
    return comment_contexts.EventRow(**given | changes)


def a_receipt(**changes):
    given = {
        "number": "NCT/ICT/688-KZ-1",
        "state": "the Republic of Kazakhstan",
        "subject": "Concept paper",
        "position": "comments",
        "received_at": dt.datetime(2022, 6, 6, 17, 59, 59, tzinfo=dt.UTC),
        "zone": "Asia/Almaty",
        "state_zone": "Asia/Tehran",
        "sha256": "0123456789abcdef" * 4,
    }
    return comment_contexts.ReceiptContent(**given | changes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_verbal_note_reads_as_the_letter_word_for_word(language):
    rendered = note_pdf([(code, the_letter(code), META) for code in LANGUAGES])

    page = LANGUAGES.index(language) + 1
    expected = " ".join(word.strip("*") for word in the_letters_own(language))
    for mode in ([], ["-raw"]):
        found = " ".join(unparted(text_of(rendered, *mode, first=page, last=page)).split())
        assert without_mark(found, language) == without_mark(expected, language)
    assert rendered.pages == 3

    alone = note_pdf([(language, the_letter(language), META)])
    assert alone.pages == 1
    assert words_of(alone) == words_of(rendered, first=page, last=page)
    # The mark of the enclosure hangs in the margin beside the first paragraph.
    opening = next(piece for piece in the_letter(language) if piece.id == "opening").lines[0].split()
    lines = text_of(alone, "-layout").splitlines()
    beside = next(line for line in lines if ENCLOSURE_MARKS[language].split()[0] in line)
    assert beside.split()[1:4] == opening[:3]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "circulation"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_note_is_one_page_that_reads_as_composed(language, kind):
    pieces = new_note(language, kind)

    rendered = note_pdf([(language, pieces, META)])

    assert rendered.pages == 1
    composed = [word for piece in pieces for line in piece.lines for word in line.split()]
    assert sorted(words_of(rendered).split()) == sorted(composed)


def test_verbal_note_embeds_only_noto_serif_with_every_kazakh_letter_in_each_face(tmp_path):
    pieces = [
        Piece("number", "bold", [f"{KAZAKH_LETTERS} bold"]),
        Piece("enclosure", "italic", [f"{KAZAKH_LETTERS} italic"]),
        Piece("opening", "plain", [f"{KAZAKH_LETTERS} regular"]),
    ]

    rendered = note_pdf([("kk", pieces, META)])

    assert words_of(rendered) == " ".join(
        f"{KAZAKH_LETTERS} {face}" for face in ("bold", "italic", "regular")
    )
    assert fonts_of(rendered, tmp_path) == [
        ("Noto-Serif", "yes", "yes"),
        ("Noto-Serif-Bold", "yes", "yes"),
        ("Noto-Serif-Italic", "yes", "yes"),
    ]


def test_verbal_note_is_archival_tagged_and_says_its_languages():
    rendered = note_pdf([(code, new_note(code), META) for code in LANGUAGES])

    with opened(rendered) as file:
        with file.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"] == "NCT/ICT/688"
        assert str(file.docinfo["/CreationDate"]).startswith("D:20220526")
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en"
        with file.open_outline() as outline:
            assert [item.title for item in outline.root] == ["English", "Русский", "Қазақша"]
        parts = file.Root.StructTreeRoot.K[0].K
        spoken = [(str(part.S), str(part.Lang)) for part in parts]
        assert spoken == [(tag, code) for code in LANGUAGES for tag in ("/Sect", "/NonStruct")]
        assert "/EmbeddedFiles" not in file.Root.get("/Names", {})


CHECK = note_contexts.NoteCheck(
    "7K3M-9QXA-2BCD-4EFG",
    "https://portal.example.org/notes/check/",
    "https://portal.example.org/notes/check/?number=NCT%2FICT%2F700&code=7K3M9QXA2BCD4EFG",
)


def test_note_says_in_each_language_how_it_is_checked():
    meta = replace(META, check=CHECK)
    rendered = note_pdf([(code, new_note(code), meta) for code in LANGUAGES])

    assert rendered.pages == 3
    words = {"en": "Check code", "ru": "Код проверки", "kk": "Тексеру коды"}
    for page, language in enumerate(LANGUAGES, start=1):
        found = words_of(rendered, first=page, last=page)
        assert f"{words[language]} 7K3M-9QXA-2BCD-4EFG portal.example.org/notes/check/" in found
    with opened(rendered) as file:
        figures = [item for item in file.objects if is_figure(item)]
        assert [ordinary(str(figure.Alt)) for figure in figures] == [
            "Address of the page that checks this note, as a QR code",
            "Адрес страницы, на которой проверяется эта нота, в виде QR-кода",
            "Осы нотаны тексеретін беттің мекенжайы, QR-код түрінде",
        ]


def is_figure(item):
    return isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"


def test_square_of_a_note_is_the_address_that_checks_it():
    """Dot by dot, in the picture and in the one image that the file has of it."""
    rows = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    rows.add_data(CHECK.link)
    cells = [not is_dark for row in rows.get_matrix() for is_dark in row]
    kept = base64.b64decode(squares.square(CHECK.link).removeprefix(press.PICTURE))
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.mode == "1" and list(picture.convert("L").tobytes()) == [255 * one for one in cells]

    with opened(note_pdf([("en", new_note("en"), replace(META, check=CHECK))])) as file:
        (image,) = (item for item in file.objects if is_image(item))
        drawn = pikepdf.PdfImage(image).as_pil_image().convert("L")
        assert [value > 127 for value in drawn.tobytes()] == cells
        # Nobody may smooth the edges: archival files, and cameras, want them as they are.
        assert not image.get("/Interpolate", False)


def is_image(item):
    return isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"


def test_long_note_keeps_its_check_on_its_first_page():
    rendered = note_pdf([("ru", a_long_note("ru"), replace(META, check=CHECK))])

    found = [CHECK.code in text_of(rendered, first=page, last=page) for page in (1, 2)]
    assert found == [True, False]


def test_same_input_gives_the_same_bytes_in_another_process():
    here = note_pdf([("kk", new_note("kk"), META)])

    program = (
        "import hashlib\n"
        "from notes.renderers import verbal_notes\n"
        "from tests.documents.test_prints import META, new_note\n"
        "print(hashlib.sha256(verbal_notes.note_pdf([('kk', new_note('kk'), META)]).content).hexdigest())"
    )

    assert run_apart(program) == press.hashlib.sha256(here.content).hexdigest()


def run_apart(program):
    """Return what a program prints in a process of its own, in which Django is not set up yet."""
    environment = press.os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", f"import django; django.setup()\n{program}"]
    given = {"capture_output": True, "text": True, "timeout": 180, "env": environment}
    return subprocess.run(command, check=True, **given).stdout.strip()


def test_long_note_keeps_the_addressee_on_its_first_page_and_numbers_from_the_second():
    rendered = note_pdf([("ru", a_long_note("ru"), META), ("en", a_long_note("en"), META)])

    assert rendered.pages % 2 == 0
    half = rendered.pages // 2
    assert half > 1
    endings = [text_of(rendered, first=page, last=page).split()[-4:] for page in range(1, rendered.pages + 1)]
    assert endings[0] == endings[half] == ["STATES", "OF", "THE", "CONFERENCE"]
    assert [ending[-1] for ending in endings[1:half]] == [str(page) for page in range(2, half + 1)]
    assert [ending[-1] for ending in endings[half + 1 :]] == [str(page) for page in range(2, half + 1)]


WORDS = {
    "en": "The Secretariat further informs that the Member States continue to be heard. ",
    "ru": "Секретариат далее сообщает, что мнения государств-членов по-прежнему учитываются. ",
    "kk": "Хатшылық мүше мемлекеттердің пікірлері бұрынғыша ескерілетінін хабарлайды. ",
}


def with_more(language, sentences):
    """Return a note with one more paragraph before its courtesy formula."""
    pieces = list(new_note(language))
    place = next(number for number, piece in enumerate(pieces) if piece.id == "closing")
    pieces.insert(place, Piece("more", "plain", [WORDS[language] * sentences]))
    return pieces


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_of_a_page_and_some_lines_is_one_page_and_a_longer_one_takes_two_lines_of_text_along(language):
    meta = replace(META, check=CHECK)
    pages = {}
    for sentences in range(1, 26, 2):
        pages[sentences] = note_pdf([(language, with_more(language, sentences), meta)])
        if pages[sentences].pages > 1:
            break
    longest = pages.pop(sentences)
    fitting = note_contexts.note_context(language, with_more(language, max(pages)), meta) | {"setting": ""}
    assert press.lay_out(TEMPLATE, language, meta, {"notes": [fitting]}).pages == 2

    left = [line for line in text_of(longest, "-layout", first=2, last=2).splitlines() if line.strip()]
    formula = next(piece for piece in new_note(language) if piece.id == "closing").lines[0].split()[:2]
    begin = next(number for number, line in enumerate(left) if line.split()[:2] == formula)
    assert begin >= 2


WORD = re.compile(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
MILLIMETRE = 72 / 25.4


def fullest(language):
    """Return the longest note that stands on one page, set as close as can be, and its pieces."""
    meta = replace(META, check=CHECK)
    for sentences in range(12, -1, -1):
        pieces = with_more(language, sentences)
        context = note_contexts.note_context(language, pieces, meta) | {"setting": SETTINGS[-1]}
        rendered = press.render_pdf(TEMPLATE, language, meta, {"notes": [context]})
        if rendered.pages == 1:
            return rendered, {piece.id: piece.lines for piece in pieces}
    raise AssertionError(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_page_has_room_for_initials_and_a_stamp_beside_its_addressee(language):
    rendered, pieces = fullest(language)

    boxes = WORD.findall(text_of(rendered, "-bbox"))
    words = [(float(left), float(right), float(bottom), text) for left, right, bottom, text in boxes]
    ending = pieces["closing"][-1].split()[-1]
    formula = max(place for place, word in enumerate(words) if word[3] == ending)
    rest = words[formula + 1 :]
    check = min(word[0] for word in rest if word[3] in (CHECK.code, CHECK.address.partition("://")[2]))
    beside = [word for word in rest if word[1] < check - 30 * MILLIMETRE]
    height = max(word[2] for word in beside) - words[formula][2]
    width = check - max(word[1] for word in beside)
    assert height > 38 * MILLIMETRE and width > 32 * MILLIMETRE


def test_plan_reads_in_document_order_with_its_labels():
    meta = typesetting.Meta(
        "Concept paper", dt.date(2022, 5, 26), revision="Draft", sha256="3f2a9c0d17b4" + "0" * 52
    )

    rendered = plan_pdf(an_outline(), "en", meta)

    expected = [word for block in an_outline() for word in f"{block.label} {block.text}".split()]
    footer = ["Draft", "1", "SHA-256", "3f2a9c0d17b4"]
    assert words_of(rendered).split() == expected + footer
    assert rendered.pages == 1


def test_plan_sets_emphasis_as_type_and_prints_no_mark(tmp_path):
    outline = [
        plan_contexts.PlanBlock("title", "", "Title"),
        plan_contexts.PlanBlock("paragraph", "", "*қағаз* **бет** ***жол*** 2 * 3"),
    ]

    rendered = plan_pdf(outline, "kk", typesetting.Meta("Plan", dt.date(2022, 5, 26)))

    assert words_of(rendered).split() == ["Title", "қағаз", "бет", "жол", "2", "*", "3", "1"]
    faces = [name for name, _embedded, _subset in fonts_of(rendered, tmp_path)]
    assert faces == ["Noto-Serif", "Noto-Serif-Bold", "Noto-Serif-Bold-Italic", "Noto-Serif-Italic"]


def the_letters_enclosure(language):
    paper = yaml.safe_load((settings.BASE_DIR / "plans/data/concept_paper_ict_2022_2023.yaml").read_text())
    labels = labelled([block["kind"] for block in paper["blocks"]])
    return [
        plan_contexts.PlanBlock(block["kind"], label[language], block[language])
        for block, label in zip(paper["blocks"], labels, strict=True)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plan_of_the_letter_has_the_pages_that_the_letter_counts_and_loses_no_word(language):
    outline = the_letters_enclosure(language)

    rendered = plan_pdf(outline, language, typesetting.Meta("Concept paper", dt.date(2022, 5, 26)))

    assert rendered.pages == 3
    body = [word for block in outline for word in f"{block.label} {block.text}".split()]
    found, numbers = words_of(rendered).split(), ["1", "2", "3"]
    assert [word for word in found if word not in numbers] == body
    assert [word for word in found if word in numbers] == numbers


@pytest.mark.parametrize(
    ("language", "kept", "between"),
    [
        ("ru", "2022-2023 гг.", "(о плане на {})"),
        ("ru", "10-12 июня 2026 г.", "о встрече «{}»"),
        ("kk", "2022-2023 жж.", "жоспар туралы {},"),
        ("en", "10-12 June 2026", "of the meeting on {},"),
    ],
)
def test_plan_keeps_years_and_days_with_what_belongs_to_them(language, kept, between):
    paragraph = " ".join(f"{'о' * (number % 7 + 1)} {between.format(kept)}" for number in range(80))
    outline = [plan_contexts.PlanBlock("paragraph", "", paragraph)]

    rendered = plan_pdf(outline, language, typesetting.Meta("Plan", dt.date(2022, 5, 26)))

    lines = [" ".join(line.split()) for line in text_of(rendered, "-layout").splitlines()]
    assert sum(line.count(kept) for line in lines) == 80


def test_plan_says_that_it_is_an_unofficial_translation_only_where_it_is():
    official, unofficial = (
        plan_pdf(an_outline(), "en", typesetting.Meta("Concept paper", dt.date(2022, 5, 26), unofficial=mark))
        for mark in (False, True)
    )

    assert words_of(unofficial).count("Unofficial translation") == 1
    assert words_of(official).count("Unofficial translation") == 0


def test_package_holds_the_note_and_the_bookmarked_plan_as_one_tagged_file():
    note = note_pdf([("en", new_note("en"), META)])
    plan = plan_pdf(an_outline(), "en", META)

    rendered = note_and_plan_pdf(new_note("en"), an_outline(), "en", META)

    assert rendered.pages == note.pages + plan.pages
    assert words_of(rendered, last=note.pages) == words_of(note)
    assert words_of(rendered, first=note.pages + 1) == words_of(plan)
    with opened(rendered) as file:
        assert file.Root.MarkInfo.Marked
    with opened(plan) as file, file.open_outline() as outline:
        title = outline.root[0]
        assert title.title == "Concept paper of the confidence-building measure"
        headings = ["1. Background", "2. Objectives", "3. Proposed initiatives"]
        assert [item.title for item in title.children] == headings


def test_comments_table_keeps_document_order_and_sets_late_comments_and_events_apart():
    rows = [
        a_comment(1, label="", text=""),
        a_comment(2, state="Iran", language="ru", remark="Замечание второе."),
        a_comment(
            "3", state="Thailand", proposals=(proposed("Promoting open dialogue."),), rationale="Clarity."
        ),
        a_comment(4, place="late"),
    ]

    rendered = table_pdf(rows, "en", META, events=[an_event()])

    words = words_of(rendered, "-layout")
    expected = [
        "Comments in the order of the text",
        "The text as a whole",
        "Remark 1.",
        "3, a) Promoting dialogue.",
        "Замечание второе.",
        "Promoting open dialogue.",
        "Comments received after the deadline",
        "Remark 4.",
        "Thematic events proposed for the plan",
        "Workshop on digital literacy",
    ]
    places = [words.find(phrase) for phrase in expected]
    assert -1 not in places
    assert places == sorted(places)
    assert words.count("3, a) Promoting dialogue.") == 2


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("развитие предпринимательства", "развитие конкурентоспособности", "proposed"),
        ("see (annex", f"see ({'annex' * 30}", "proposed"),
        ("", "информационно-коммуникационных", "rationale"),
    ],
)
def test_no_word_of_a_comment_runs_over_the_edge_of_its_column(before, after, column):
    said = {"proposals": (proposed(after, before, "ru"),)} if column == "proposed" else {column: after}
    placed = columns.on_paper(has_dispositions=True)
    names = [one.name for one in placed]
    left = 15 + sum(one.width for one in placed[: names.index(column)])
    right = left + placed[names.index(column)].width
    groups = comment_contexts.comments_context([a_comment(language="ru", **said)], placed)
    context = {
        "columns": [(one.heading, one.width) for one in placed],
        "sections": [{"groups": groups}],
    }

    rendered = press.render_pdf("notes/pdf/matrix.html", "ru", META, context)

    boxes = WORD.findall(text_of(rendered, "-bbox"))
    words = [(float(x) / MILLIMETRE, float(end) / MILLIMETRE, word) for x, end, _bottom, word in boxes]
    inside = [(end, word) for x, end, word in words if left <= x < right]
    assert [word for end, word in inside if end > right] == []
    assert inside[-1][1].endswith(after[-5:])


def test_a_page_on_which_no_comment_begins_says_which_one_goes_on():
    long = "A line of the remark. " * 500
    rows = [a_comment(1), a_comment(2, remark=long), a_comment(3), a_comment(4, remark=long, place="late")]
    events = [an_event(description="A line about the event. " * 500)]

    rendered = table_pdf(rows, "en", META, events=events)

    found = []
    for page in range(1, rendered.pages + 1):
        head = ordinary(text_of(rendered, "-layout", first=page, last=page)).strip().splitlines()[0].strip()
        said = [number for number in range(1, 9) if f"Comment No. {number}, continued" == head]
        text = words_of(rendered, first=page, last=page)
        goes_on = "A line of the remark." in text and "Kazakhstan" not in text and "Uzbekistan" not in text
        assert len(said) == goes_on
        found += said
    assert set(found) == {2, 4} and found == sorted(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_heading_is_parted_that_fits_its_column(language):
    with translation.override(language):
        placed = columns.on_paper(has_dispositions=True)
        headings = [str(one.heading) for one in placed] + [gettext("Comment No.")]
        context = {
            "columns": [(one.heading, one.width) for one in placed],
            "sections": [{"groups": comment_contexts.comments_context([a_comment()], placed)}],
        }
        block = {"label": "", "word": "", "language": language, "html": "", "rows": []}
        matrix = press.render_pdf("notes/pdf/matrix.html", language, META, context)
        trace = press.render_pdf("notes/pdf/trace.html", language, META, {"blocks": [block]})

    shown = f"{text_of(matrix, '-layout')} {text_of(trace, '-layout')}".split()
    assert [
        word for heading in headings for word in heading.split() if "-" not in word and word not in shown
    ] == []


def test_proposed_wordings_print_as_their_changes_of_the_circulated_text():
    [own] = pieces.wordings([proposed("Promoting *open* trust-like <talks>.")], "en")
    assert comment_contexts.piece_markup(own) == (
        "Promoting <del>dialogue</del><wbr><ins><em>open</em></ins>"
        '<ins> <span class="whole">trust-like</span> &lt;talks&gt;</ins>.'
    )
    assert own.label == ""
    new = proposed("Новый текст.", before="", language="ru")
    first, second = pieces.wordings([proposed("Dialogue."), new], "en")
    assert (first.label, second.label) == ("EN", "RU")
    assert comment_contexts.piece_markup(second) == "<ins>Новый текст.</ins>"

    rendered = table_pdf([a_comment(1, proposals=(proposed("Promoting trust."),))], "en", META, events=[])

    assert "Promoting dialoguetrust." in words_of(rendered)


@pytest.mark.parametrize(
    ("language", "flag"), [("en", "flag of KZ"), ("ru", "флаг страны KZ"), ("kk", "KZ елінің туы")]
)
def test_a_sign_that_no_font_has_is_named(language, flag, monkeypatch):
    monkeypatch.setattr(glyphs, "coverage", lambda: [(0x2000, 0x2FFF), (0x4E00, 0x9FFF)])
    said = "Yes \N{SLIGHTLY SMILING FACE} \N{HEAVY CHECK MARK}\ufe0f, \N{MAN}\u200d\N{WOMAN} 中华 \ue000."
    said += " \U0001f1f0\U0001f1ff\U0001f1f9\U0001f1f7!"

    rendered = table_pdf([a_comment(1, remark=said, rationale="\U0010fffd")], language, META)

    words = ordinary(words_of(rendered))
    for phrase in (
        "[U+1F642 slightly smiling face]",
        "[U+1F468 man, U+1F469 woman]",
        "[U+E000]",
        "[U+10FFFD]",
    ):
        assert "".join(phrase.split()) in "".join(words.split())
    assert "".join(f"[{flag}, {flag.replace('KZ', 'TR')}]!".split()) in "".join(words.split())
    assert "\N{HEAVY CHECK MARK}" in words and "中华" in words


def test_no_font_of_this_machine_is_asked_for_a_sign_that_it_lacks():
    """The renderer warns of every empty box."""
    signs = [chr(code) for code in range(0x2000, 0x3400) if unicodedata.category(chr(code)) != "Cn"]
    signs += [chr(code) for code in range(0x1F000, 0x1FB00) if unicodedata.category(chr(code)) != "Cn"]
    signs += ["\u0890", "\u1160", "\u180f", "\ue000", "\ufff9", "\U000110bd", "\U0010fffd"]

    assert receipt_pdf(a_receipt(comments=(a_comment(remark=" ".join(signs)),)), "en", META).pages


def test_comments_table_is_landscape_and_repeats_its_header_on_every_page():
    rows = [a_comment(n, remark="A remark of some length. " * 20) for n in range(1, 40)]
    rows.append(a_comment(40, remark="One remark longer than a page. " * 300))

    rendered = table_pdf(rows, "en", META)

    assert rendered.pages > 4
    for page in range(1, rendered.pages + 1):
        assert text_of(rendered, first=page, last=page).count("Proposed wording") == 1
    with opened(rendered) as file:
        widths = {tuple(round(float(side)) for side in page.mediabox) for page in file.pages}
    assert widths == {(0, 0, 842, 595)}


@pytest.mark.parametrize("lines", range(24, 32))
def test_comments_table_keeps_the_head_of_the_late_comments_with_their_first_row(lines):
    rows = [a_comment(1, remark="\n".join(["A line."] * lines)), a_comment(2, place="late")]

    rendered = table_pdf(rows, "en", META)

    pages = [text_of(rendered, first=page, last=page) for page in range(1, rendered.pages + 1)]
    head = "Comments received after the deadline"
    (holding,) = [page for page in pages if head in page]
    for phrase in ("Kept and shown for information", "Remark 2."):
        assert phrase in holding


def test_receipt_states_number_state_instant_in_both_zones_hash_and_content():
    content = a_receipt(
        comments=(a_comment(1, proposals=(proposed("Promoting open dialogue."),)),), events=(an_event(),)
    )

    rendered = receipt_pdf(content, "en", META)

    words = words_of(rendered)
    for phrase in [
        "Receipt NCT/ICT/688-KZ-1",
        "the Republic of Kazakhstan",
        "Monday, 6 June 2022, 23:59:59 (UTC+06:00)",
        "Monday, 6 June 2022, 22:29:59 (UTC+04:30)",
        "0123456789abcdef0123456789abcdef 0123456789abcdef0123456789abcdef",
        "3, a) Promoting dialogue.",
        "Remark 1.",
        "Promoting open dialogue.",
        "Workshop on digital literacy",
    ]:
        assert words.count(phrase) == 1, phrase


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Receipt NCT/ICT/688-KZ-1"),
        ("ru", "Квитанция № NCT/ICT/688-KZ-1"),
        ("kk", "№ NCT/ICT/688-KZ-1 түбіртек"),
    ],
)
def test_receipt_is_called_as_notes_call_it_and_shows_the_instant_in_the_readers_language(language, title):
    words = words_of(receipt_pdf(a_receipt(), language, META))

    assert title in ordinary(words)
    assert formats.moment(a_receipt().received_at, "Asia/Almaty", language, seconds=True) in words


def test_receipt_shows_the_instant_once_where_the_clocks_agree():
    rendered = receipt_pdf(a_receipt(state_zone="Asia/Dhaka"), "en", META)

    assert words_of(rendered).count("2022") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_receipt_runs_over_the_edge_of_the_page(language):
    name = "ПозицияРеспублики" * 12 + ".pdf"
    row = a_comment(text="x" * 200, files=(File(str(uuid.uuid4()), name, "ru", 1, "0" * 64, False),))

    rendered = receipt_pdf(a_receipt(comments=(row,)), language, META)

    boxes = WORD.findall(text_of(rendered, "-bbox"))
    assert max(float(right) for _left, right, _bottom, _text in boxes) < (210 - 22) * MILLIMETRE + 1
    assert "".join(text for *_box, text in boxes).count(name[-40:]) == 1


def test_receipt_says_that_a_wording_is_new_text_where_the_wording_follows():
    act = "New text after this paragraph:"
    rows = (
        a_comment(act=act, proposals=(proposed("Promoting trust.", before=""),)),
        a_comment(2, act="Delete."),
    )

    words = words_of(receipt_pdf(a_receipt(comments=rows), "en", META))

    assert f"Remark 1. {act} Proposed wording Promoting trust." in words
    assert "Delete. Comment Remark 2." in words


def a_certificate(**changes):
    said = dict.fromkeys(("number", "subject", "note", "deadline", "closed", "outcome", "clock"), "-")
    given = {"sha256": "f" * 64, "totals": (), "rows": (), "addenda": ()}
    return certificates.Certificate(**said | given | changes)


def test_certificate_of_all_states_is_two_pages_with_what_is_said_of_its_checksum():
    named = "Азия Кеңесінің «Шағын және орта кәсіпкерлікті дамыту» сенім шарасын іске асыру жөніндегі"
    said = dict.fromkeys(("number", "note", "outcome", "clock"), "ECO/SME/1-LEDGER")
    said |= {"subject": f"{named} 2026-2027 жылдарға арналған тұжырымдама мен іс-қимыл жоспары"}
    said |= dict.fromkeys(
        ("deadline", "closed"), "2026 жылғы 30 қазан, жұма, 23:59 (Астана уақыты бойынша, UTC+05:00)"
    )
    steps = (("жеткізілді", "2026 жылғы 20 қазан, 10:00"),)
    silent = [
        certificates.Row(str(number), "Ауғанстан", "жауап бермеді", "", "", steps, "", "")
        for number in range(1, 28)
    ]
    late = replace(silent[0], standing="мерзімінен кеш", frozen="жауап бермеді", received="31 қазан, 15:00")
    rows = (late, *silent)
    totals = (("ескертпе ұсынды", 3), ("қарсылық жоқ", 3), ("мерзімінен кеш", 1), ("жауап бермеді", 21))
    made = a_certificate(**said, totals=totals, rows=rows)

    assert certificate_pdf(made, "kk", META).pages == 2


def test_certificate_has_no_page_with_a_signature_or_what_is_said_of_its_checksum_alone():
    row = certificates.Row(
        "", "State", "no reply", "", "", (("delivered", "20 October 2026, 10:00"),), "", ""
    )
    parted = []
    for number in range(38, 44):  # the last page fills up, and another one begins
        rows = tuple(replace(row, number=str(one)) for one in range(number))
        made = a_certificate(rows=rows)
        *_before, last, _end = text_of(certificate_pdf(made, "en", META), "-layout").split("\f")
        parted += [number for one in ("State", "Authorized signatory", "The checksum is") if one not in last]
    assert parted == []


def test_certificate_keeps_each_addendum_on_one_page_and_its_checksum_on_two_lines():
    parted = []
    for number in range(11, 18):  # the second page fills up, and a third one begins
        sums = [f"{place:02}" * 16 + f"{50 + place}" * 16 for place in range(number)]
        addenda = tuple(
            certificates.Addendum(str(place), f"State {place}", "comments", "6 June", one)
            for place, one in enumerate(sums)
        )
        made = a_certificate(addenda=addenda)
        pages = text_of(certificate_pdf(made, "en", META), "-layout").split("\f")
        for place, one in enumerate(sums):
            assert sum(page.count(one[:32] + "\n") for page in pages) == 1
            of_row = [
                {f"{place}. State {place}", one[32:]} & set(re.split(r"\s{2,}|\n", page)) for page in pages
            ]
            parted += [place for found in of_row if len(found) == 1]
    assert parted == []


def test_receipt_keeps_the_lines_of_a_paragraph():
    listed = "Needed are:\n– experts;\n– funds."

    rendered = receipt_pdf(a_receipt(comments=(a_comment(text=listed),)), "en", META)

    lines = [line.strip() for line in text_of(rendered, "-layout").splitlines()]
    first = lines.index("3, a) Needed are:")
    assert lines[first + 1 : first + 3] == ["– experts;", "– funds."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_receipt_keeps_the_paragraph_of_a_comment_on_one_page(language):
    paragraph = "Alpha " + "states take part in the exchange of information " * 9 + "omega."
    parted = []
    for lines in range(16, 27, 2):
        before = a_comment(1, remark="\n".join(["A line of the remark before."] * lines))
        after = a_comment(2, label="b)", text=paragraph)
        rendered = receipt_pdf(a_receipt(comments=(before, after)), language, META)
        pages = [words_of(rendered, first=page, last=page) for page in range(1, rendered.pages + 1)]
        parted += [lines for page in pages if ("Alpha" in page) != ("omega." in page)]
    assert parted == []


@pytest.mark.parametrize("document", ["note", "plan", "table", "receipt", "package"])
def test_what_people_write_is_text_and_fetches_nothing(document, monkeypatch):
    asked = []
    monkeypatch.setattr(press.NoFetcher, "fetch", lambda self, url, headers=None: asked.append(url))
    meta = note_contexts.NoteMeta(HOSTILE, dt.date(2022, 5, 26), revision=HOSTILE, lines=(HOSTILE,))
    pieces = [Piece("opening", "plain", [HOSTILE]), Piece("number", 'bold" onload="x', [HOSTILE])]
    outline = [
        plan_contexts.PlanBlock("title", "", HOSTILE),
        plan_contexts.PlanBlock("objective", HOSTILE, HOSTILE),
    ]
    fields = dict.fromkeys(("state", "label", "text", "remark", "rationale"), HOSTILE)
    row = a_comment(**fields, proposals=(proposed(HOSTILE, "Other"), proposed("Other", HOSTILE)))
    event = an_event(title=HOSTILE, when=HOSTILE, where=HOSTILE, description=HOSTILE)
    receipt = a_receipt(subject=HOSTILE, comments=(row,), events=(event,))
    render = {
        "note": lambda: note_pdf([("en", pieces, meta)]),
        "plan": lambda: plan_pdf(outline, "en", meta),
        "table": lambda: table_pdf([row], "en", meta, events=[event]),
        "receipt": lambda: receipt_pdf(receipt, "en", meta),
        "package": lambda: note_and_plan_pdf(pieces, outline, "en", meta),
    }

    rendered = render[document]()

    assert asked == []
    letters = re.sub(r"\s", "", text_of(rendered))
    assert re.sub(r"\s", "", "<script>alert(1)</script>") in letters
    assert "root:" not in letters
    with opened(rendered) as file:
        assert "/EmbeddedFiles" not in file.Root.get("/Names", {})
        assert "/AF" not in file.Root


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.org/style.css",
        "ftp://example.org/a",
        "data:text/css,p{}",
        "data:image/svg+xml,<svg/>",
    ],
)
def test_the_renderer_may_fetch_nothing(url):
    with pytest.raises(press.DeniedURL):
        press.NoFetcher().fetch(url)


def test_warm_and_limited_worker_renders_a_note_after_a_fork():
    program = (
        "import os\n"
        "from documents import press\n"
        "from notes.renderers import verbal_notes\n"
        "from tests.documents.test_prints import META, new_note\n"
        "assert press._state is None\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    press.limit_resources(); press.warm_up()\n"
        "    os._exit(verbal_notes.note_pdf([('kk', new_note('kk'), META)]).pages)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )

    assert run_apart(program) == "1"


def test_limited_worker_refuses_memory_without_bounds():
    program = (
        "from documents import press\n"
        "press.limit_resources(512 * 1024**2)\n"
        "try:\n"
        "    bytearray(600 * 1024**2)\n"
        "except MemoryError:\n"
        "    print('refused')"
    )

    assert run_apart(program) == "refused"
