"""The pages of Word in and out: upload, preview, taking over, discarding, taking along."""

import datetime as dt
import io

import docx
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cica_portal import retention, uploads
from cica_portal.languages import LANGUAGES
from members.models import AuditEntry
from plans import blocks, revisions
from plans.editing import editor_rows
from plans.enums import BlockKind, EditKind, ImportStatus, PaperStatus
from plans.models import ConceptPaper, Edit, WordImport
from plans.outline import draft_outline
from plans.word import house, imports, reading, writing
from tests.factories import members as people
from tests.factories import plans as factory
from tests.files import saved
from tests.plans.word.word_files import chosen, new_plan, page

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)


def word_file(*paragraphs: tuple[str, str], name: str = "plan.docx") -> SimpleUploadedFile:
    """Return a Word file of (style, text) paragraphs."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    return SimpleUploadedFile(name, saved(document))


def exported(paper: ConceptPaper, language: str = "en") -> bytes:
    meta = house.Meta(paper.titles, paper.text_status, "Draft", AT)
    return writing.one_language(draft_outline(paper), language, meta)


def test_a_file_becomes_a_new_plan(at_work, officer, django_capture_on_commit_callbacks):
    measure = factory.measure()
    file = word_file(
        ("Title", "План действий"),
        ("Heading 1", "1. Цели"),
        ("Normal", "Мера направлена на следующее:"),
        ("Normal", "а) укрепление доверия;"),
        ("Normal", "б) обмен опытом."),
        ("Heading 1", "2. Инициативы"),
        ("Normal", "1. Проведение семинара в 2024 г."),
    )

    upload = at_work.post(reverse("plans:word-new"), new_plan(measure, file))
    preview = at_work.get(upload.url)
    assert (ConceptPaper.objects.count(), WordImport.objects.get().status) == (0, ImportStatus.WAITING)
    with django_capture_on_commit_callbacks(execute=True):
        taken = at_work.post(upload.url, chosen(preview), follow=True)

    paper = ConceptPaper.objects.get(measure=measure)
    made = WordImport.objects.get()
    assert (paper.source_language, paper.period_from, paper.created_by) == ("ru", 2024, officer)
    assert [(row.kind, row.text("ru"), row.label["ru"]) for row in draft_outline(paper)] == [
        ("title", "План действий", ""),
        ("heading", "Цели", "1."),
        ("paragraph", "Мера направлена на следующее:", ""),
        ("objective", "укрепление доверия;", "а)"),
        ("objective", "обмен опытом.", "б)"),
        ("heading", "Инициативы", "2."),
        ("initiative", "Проведение семинара в 2024 г.", "1."),
    ]
    assert (made.status, made.paper, made.stored_as) == (ImportStatus.TAKEN, paper, "")
    assert made.outcome == {"added": 7, "changed": 0, "removed": 0, "losses": []}
    assert "7 blocks were added." in page(taken)
    assert Edit.objects.filter(block__paper=paper, kind=EditKind.ADDED, by=officer).count() == 7


def test_a_page_that_comes_back_says_that_a_file_must_be_chosen_again(at_work, officer):
    said = "The files were not saved. Choose them again."
    sent = new_plan(factory.measure(code="ict"), word_file(("Title", "T")))

    def refused(data) -> str:
        answer = at_work.post(reverse("plans:word-new"), data | {"period_from": "2031", "period_to": "2029"})
        assert answer.status_code == 422
        return answer.content.decode()

    assert said in refused(sent)
    del sent["file"]
    assert said not in refused(sent)


def test_the_person_corrects_what_each_paragraph_becomes(at_work):
    measure = factory.measure()
    file = word_file(("Normal", "Name of the plan."), ("Normal", "Aims."), ("Normal", "To be left out."))
    upload = at_work.post(reverse("plans:word-new"), new_plan(measure, file, source_language="en"))

    at_work.post(upload.url, {"item-0": "title", "item-1": "objective", "item-2": ""})

    assert [(row.kind, row.text("en")) for row in draft_outline(ConceptPaper.objects.get())] == [
        ("title", "Name of the plan."),
        ("objective", "Aims."),
    ]


def test_two_titles_are_refused_and_the_choices_stay(at_work):
    measure = factory.measure()
    file = word_file(("Title", "One"), ("Normal", "Two."))
    upload = at_work.post(reverse("plans:word-new"), new_plan(measure, file, source_language="en"))

    refused = at_work.post(upload.url, {"item-0": "title", "item-1": "title"})

    assert refused.status_code == 422
    assert "The plan already has a title." in page(refused)
    assert chosen(refused) == {"item-0": "title", "item-1": "title", "left_out": ""}
    assert (ConceptPaper.objects.count(), WordImport.objects.get().status) == (0, ImportStatus.WAITING)
    assert default_storage.exists(WordImport.objects.get().stored_as)


def test_an_edited_export_goes_back_into_its_blocks(at_work, officer, paper):
    document = docx.Document(io.BytesIO(exported(paper, "kk")))
    document.paragraphs[3].runs[-1].text = "Бірінші мақсат"
    document.paragraphs[4].insert_paragraph_before("Жаңа абзац.", style="Plan Objective")
    file = SimpleUploadedFile("kk.docx", saved(document))
    before = {row.key: dict(row.texts) for row in draft_outline(paper)}

    upload = at_work.post(reverse("plans:word-upload", args=[paper.slug]), {"file": file, "language": "kk"})
    preview = at_work.get(upload.url)
    at_work.post(upload.url, chosen(preview))

    after = draft_outline(paper)
    assert [(row.kind, row.texts["kk"]) for row in after] == [
        ("title", paper.titles["kk"]),
        ("heading", "Aims kk"),
        ("objective", "Бірінші мақсат"),
        ("objective", "Жаңа абзац."),
        ("objective", "Two kk"),
        ("paragraph", "End kk"),
    ]
    kept = [row for row in after if row.key in before]
    assert [row.key for row in kept] == list(before)
    assert all(row.texts["en"] == before[row.key]["en"] for row in kept)
    assert WordImport.objects.get().outcome == {"added": 1, "changed": 1, "removed": 0, "losses": []}


def test_a_draft_changed_meanwhile_is_shown_again_and_nothing_is_overwritten(at_work, officer, paper):
    file = word_file(("Title", paper.titles["en"]), ("Normal", "End of the file"))
    upload = at_work.post(reverse("plans:word-upload", args=[paper.slug]), {"file": file, "language": "en"})
    data = chosen(at_work.get(upload.url))
    block = paper.blocks.get(kind=BlockKind.PARAGRAPH)
    blocks.edit(block, "en", "Saved by somebody else", version=1, by=officer, at=AT)

    refused = at_work.post(upload.url, data)

    assert refused.status_code == 409
    assert "The draft has changed since this comparison was made." in page(refused)
    assert draft_outline(paper)[-1].texts["en"] == "Saved by somebody else"
    assert chosen(refused)["seen"] == revisions.content_sha256(paper)


def test_what_was_chosen_stays_while_a_colleague_writes_and_not_when_blocks_have_moved(
    at_work, officer, paper
):
    upload = factory.word_import(paper, by=officer)
    url = reverse("plans:word-import", args=[upload.key])
    shown = at_work.get(url)
    data = chosen(shown) | {"item-4": "", "outline": shown.context["outline"]}
    blocks.edit(paper.blocks.get(position=3), "ru", "Первая", version=1, by=officer, at=AT)

    again = at_work.post(url, data)

    assert again.status_code == 409
    assert [entry.chosen for entry in again.context["entries"] if entry.place == 4] == [""]
    blocks.move(paper.blocks.get(position=3), to="down", by=officer, at=AT)
    anew = at_work.post(url, data | {"outline": again.context["outline"]})
    assert [entry.chosen for entry in anew.context["entries"] if entry.place == 4] != [""]


def rewritten(content: bytes, **texts: str) -> bytes:
    """Return a Word file in which a person replaced these runs by others."""
    document = docx.Document(io.BytesIO(content))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    runs += [
        run
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    ]
    for run in runs:
        run.text = texts.get(run.text.replace(" ", "_"), run.text)
    return saved(document)


def test_what_was_changed_here_while_a_file_was_away_is_kept_and_said(at_work, officer, paper):
    given, one, two = exported(paper), paper.blocks.get(position=3), paper.blocks.get(position=4)
    later = AT + dt.timedelta(hours=1)
    blocks.edit(one, "en", "One, as it is here", version=1, by=officer, at=later)
    blocks.edit(two, "en", "Two, as it is here", version=1, by=officer, at=later)
    file = SimpleUploadedFile("en.docx", rewritten(given, Two_en="Two of the file", End_en="End of the file"))

    upload = at_work.post(reverse("plans:word-upload", args=[paper.slug]), {"file": file, "language": "en"})
    shown = at_work.get(upload.url)
    at_work.post(upload.url, chosen(shown))

    name = officer.display_name
    assert f"English: changed in the portal after this file was made ({name}, 20 May 2022)" in page(shown)
    assert f"English: also changed in the portal after this file was made ({name}, 20 May 2022)." in page(
        shown
    )
    assert page(shown).count("in the portal after this file was made") == 2
    assert [row.texts["en"] for row in draft_outline(paper)][2:] == [
        "One, as it is here",
        "Two of the file",
        "End of the file",
    ]
    assert WordImport.objects.get().outcome["changed"] == 2


def test_a_translation_of_a_text_that_was_changed_meanwhile_is_older_than_it(at_work, officer, paper):
    one, two = paper.blocks.get(position=3), paper.blocks.get(position=4)
    blocks.edit(one, "en", "One, first", version=1, by=officer, at=AT)
    given = writing.all_languages(
        draft_outline(paper), house.Meta(paper.titles, paper.text_status, "Draft", AT)
    )
    blocks.edit(one, "en", "One, changed", version=2, by=officer, at=AT + dt.timedelta(hours=1))
    file = SimpleUploadedFile("all.docx", rewritten(given, One_ru="Первая", Two_ru="Вторая"))

    upload = at_work.post(reverse("plans:word-upload", args=[paper.slug]), {"file": file, "language": "ru"})
    at_work.post(upload.url, chosen(at_work.get(upload.url)))

    def of(block) -> list[tuple[str, str]]:
        return [(cell.text, cell.state) for cell in editor_rows.cells(paper, block)][:2]

    assert of(one) == [("One, changed", "unreviewed"), ("Первая", "stale")]
    assert of(two) == [("Two en", "original"), ("Вторая", "unreviewed")]


def test_of_two_clicks_the_second_changes_nothing(at_work, paper, officer):
    upload = factory.word_import(paper, by=officer)
    url = reverse("plans:word-import", args=[upload.key])
    data = chosen(at_work.get(url)) | {"item-4": "paragraph"}

    at_work.post(url, data)
    second = at_work.post(url, data, follow=True)

    assert "Another user has changed this since you opened the page" in page(second)
    assert len(draft_outline(paper)) == 6


def test_two_paragraphs_do_not_go_into_one_block(at_work, paper, officer):
    upload = factory.word_import(paper, by=officer)
    url = reverse("plans:word-import", args=[upload.key])
    data = chosen(at_work.get(url)) | {"item-3": "into-3"}

    refused = at_work.post(url, data)

    assert refused.status_code == 422
    assert "Paragraph 2, 1 a): two paragraphs of the file are to go there" in page(refused)


def test_a_file_with_very_many_comments_can_be_decided_on(at_work, paper, officer):
    upload = factory.word_import(paper, by=officer)
    url = reverse("plans:word-import", args=[upload.key])
    data = chosen(at_work.get(url)) | {"remark": [f"0-{number}" for number in range(1200)]}

    assert at_work.post(url, data).url == url
    assert WordImport.objects.get().status == ImportStatus.TAKEN


@pytest.mark.good_path
def test_discarding_deletes_the_file_and_keeps_the_record(
    at_work, paper, officer, django_capture_on_commit_callbacks
):
    upload = factory.word_import(paper, by=officer)
    assert default_storage.exists(upload.stored_as)

    with django_capture_on_commit_callbacks(execute=True):
        at_work.post(reverse("plans:word-discard", args=[upload.key]))

    assert not default_storage.exists(upload.stored_as)
    assert WordImport.objects.get().status == ImportStatus.DISCARDED
    assert at_work.get(reverse("plans:word-import", args=[upload.key])).status_code == 404
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))[-2:] == [
        "word_import.receive",
        "word_import.discard",
    ]


def test_a_file_nobody_decides_on_is_deleted_in_time_and_no_other(
    paper, officer, django_capture_on_commit_callbacks
):
    upload = factory.word_import(paper, by=officer)
    due = upload.uploaded_at + dt.timedelta(days=retention.days("uploads"))

    with django_capture_on_commit_callbacks(execute=True):
        early = list(imports.discard_forgotten(due))
        late = list(imports.discard_forgotten(due + dt.timedelta(seconds=1)))
        again = list(imports.discard_forgotten(due + dt.timedelta(days=1)))

    assert (early, late, again) == ([], [upload], [])
    assert not default_storage.exists(upload.stored_as)
    assert WordImport.objects.get().status == ImportStatus.DISCARDED
    entry = AuditEntry.objects.order_by("sequence").last()
    assert (entry.action, entry.actor) == ("word_import.discard", None)


def test_nobody_sees_the_file_of_another(client, paper, officer):
    upload = factory.word_import(paper, by=officer)
    client.force_login(people.officer())

    answers = [
        getattr(client, how)(reverse(f"plans:word-{page}", args=[upload.key])).status_code
        for page in ("import", "changes", "discard")
        for how in ("get", "post")
    ]

    assert answers == [404, 404, 404, 404, 405, 404]
    assert WordImport.objects.get().status == ImportStatus.WAITING


def test_a_plan_that_is_circulated_takes_no_file(at_work, paper, officer):
    upload = factory.word_import(paper, by=officer)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.CIRCULATED)

    refused = at_work.post(reverse("plans:word-import", args=[upload.key]), {}, follow=True)

    assert "cannot be edited now" in page(refused)
    assert WordImport.objects.get().status == ImportStatus.WAITING


def test_the_report_says_what_was_left_out(at_work, paper):
    document = docx.Document()
    document.add_paragraph("Aims en", style="Heading 1")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Schedule of events"
    file = SimpleUploadedFile("a.docx", saved(document))

    upload = at_work.post(reverse("plans:word-upload", args=[paper.slug]), {"file": file, "language": "en"})
    preview = at_work.get(upload.url)
    report = at_work.post(upload.url, chosen(preview), follow=True)

    assert "Schedule of events" in page(preview)
    assert "Schedule of events" in page(report)


def test_a_refused_file_is_explained_on_the_form(at_work, paper):
    file = SimpleUploadedFile("plan.docx", b"%PDF-1.7 not a Word document")

    refused = at_work.post(reverse("plans:word-upload", args=[paper.slug]), {"file": file, "language": "en"})

    assert refused.status_code == 422
    assert "This is not a Word document (.docx)." in page(refused)
    assert WordImport.objects.count() == 0


@pytest.mark.parametrize("language", [*LANGUAGES, "all"])
def test_the_draft_and_a_revision_are_taken_along_as_word_files(at_work, officer, paper, language):
    outline = draft_outline(paper)
    number = revisions.freeze(paper, by=officer, at=AT).number

    for url in (
        reverse("plans:paper-word", args=[paper.slug, language]),
        reverse("plans:revision-word", args=[paper.slug, number, language]),
    ):
        response = at_work.get(url)
        found = reading.read(response.content, "en" if language == "all" else language)
        languages = LANGUAGES if language == "all" else (language,)
        assert response["Content-Type"] == uploads.WORD_TYPE
        assert response["Content-Disposition"].startswith("attachment; ")
        assert [(item.kind, item.key, item.texts) for item in found.items] == [
            (row.kind, row.key, {code: row.texts[code] for code in languages}) for row in outline
        ]
    assert at_work.get(reverse("plans:paper-word", args=[paper.slug, "de"])).status_code == 404
