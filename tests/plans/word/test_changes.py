"""The pages of a Word file with tracked changes: choose, take over, see whose they were."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from members.models import AuditEntry
from plans.enums import BlockKind, ImportStatus
from plans.models import Edit, WordImport
from plans.outline import OutlineRow, draft_outline
from plans.word import docx_redline, imports
from tests.factories import plans as factory
from tests.plans.word.word_files import (
    AT,
    CONTENT,
    body,
    chosen,
    edition,
    gone,
    ins,
    new_plan,
    outline_of,
    page,
    paragraph,
    run,
    tracked,
)

pytestmark = pytest.mark.django_db


def uploaded(client, plan, content: bytes, language: str = "en"):
    file = SimpleUploadedFile("От делегации.docx", content)
    answer = client.post(reverse("plans:word-upload", args=[plan.slug]), {"file": file, "language": language})
    return client.get(answer.url, follow=True), WordImport.objects.get()


def previewed(client, plan):
    """Return the upload of the two ministries' file and its preview, all changes accepted."""
    _shown, upload = uploaded(client, plan, _for(plan))
    return upload, client.post(address(upload, "changes"), ticked(upload), follow=True)


def address(upload: WordImport, name: str = "import") -> str:
    return reverse(f"plans:word-{name}", args=[upload.key])


def ticked(upload: WordImport, *left_out: int) -> dict:
    numbers = [change.number for change in imports.read(upload).tracked.changes]
    return {"change": [number for number in numbers if number not in left_out]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_taking_all_makes_the_draft_the_later_text_and_leaving_all_out_keeps_it(at_work, paper, language):
    before = draft_outline(paper)
    title, heading, one, two, end = before
    later = _relabelled(
        [
            (title, title.kind, title.text(language)),
            (two, BlockKind.OBJECTIVE, two.text(language)),
            (heading, BlockKind.HEADING, heading.text(language)),
            (one, BlockKind.PARAGRAPH, "Жаңа әңгүұқөһі, новый, new"),
        ],
        language,
    )
    content = docx_redline.document(edition(before, 0), edition(later, 1), language, at=AT)

    shown, upload = uploaded(at_work, paper, content, language)
    preview = at_work.post(address(upload, "changes"), ticked(upload), follow=True)
    at_work.post(address(upload), chosen(preview))

    after = draft_outline(paper)
    assert shown.redirect_chain[-1][0] == address(upload, "changes")
    assert [(row.key, row.kind, row.text(language)) for row in after] == [
        (row.key, row.kind, row.text(language)) for row in later
    ]
    upload.refresh_from_db()
    assert (upload.status, upload.outcome["removed"]) == (ImportStatus.TAKEN, 1)
    assert {edit.word_import for edit in Edit.objects.filter(word_import__isnull=False)} == {upload}


def _relabelled(rows, language):
    made = outline_of([(0, kind, text) for _row, kind, text in rows], language)
    return [
        OutlineRow(row.key, kind, row.texts | {language: text}, new.label)
        for (row, kind, text), new in zip(rows, made, strict=True)
    ]


def test_what_all_is_left_out_of_changes_nothing(at_work, paper):
    before = draft_outline(paper)
    later = _relabelled([(before[0], "title", "New"), (before[2], "paragraph", "Another")], "en")
    content = docx_redline.document(edition(before, 0), edition(later, 1), "en", at=AT)

    _shown, upload = uploaded(at_work, paper, content)
    preview = at_work.post(address(upload, "changes"), {}, follow=True)
    at_work.post(address(upload), chosen(preview))

    assert [(row.key, row.kind, row.texts) for row in draft_outline(paper)] == [
        (row.key, row.kind, row.texts) for row in before
    ]
    assert not Edit.objects.filter(word_import__isnull=False).exists()


def _for(plan) -> bytes:
    """Return a file of two ministries' changes to the plan, made elsewhere."""
    return body(
        paragraph(run(plan.titles["en"]), properties='<w:pStyle w:val="Title"/>'),
        paragraph(run("Aims en"), properties='<w:pStyle w:val="Heading1"/>'),
        paragraph(run("a) One "), ins("and a half ", "Ministry A"), run("en")),
        paragraph(gone("b) Two en", "Министерство Б"), mark=tracked("del", "", "Министерство Б")),
        paragraph(run("End en")),
    )


def test_the_history_says_from_which_file_and_by_whom_each_change_came(at_work, paper, officer):
    upload, preview = previewed(at_work, paper)
    report = at_work.post(address(upload), chosen(preview), follow=True)

    assert [row.texts["en"] for row in draft_outline(paper)[1:]] == ["Aims en", "One and a half en", "End en"]
    assert [
        (edit.kind, edit.by, edit.significance, edit.word_import, edit.authors)
        for edit in Edit.objects.filter(word_import__isnull=False)
    ] == [
        ("changed", officer, "substantive", upload, ["Ministry A"]),
        ("removed", officer, "substantive", upload, ["Министерство Б"]),
    ]
    assert "1 block was removed." in page(report)
    history = page(at_work.get(reverse("plans:paper-history", args=[paper.slug])))
    assert "Imported from the Word file: <bdi data-own-text>От делегации.docx</bdi>" in history
    assert "authors of the tracked changes: <bdi data-own-text>Ministry A</bdi>" in history


def test_one_author_s_changes_are_left_out_together_and_listed_in_the_report(at_work, paper):
    _shown, upload = uploaded(at_work, paper, _for(paper))
    address_of_changes = address(upload, "changes")
    again = at_work.post(address_of_changes, ticked(upload) | {"author": "leave-Министерство Б"})
    assert WordImport.objects.get().left_out is None
    assert 'value="1" id="change-1" checked' in page(again)
    assert 'value="2" id="change-2">' in page(again)

    preview = at_work.post(address_of_changes, {"change": ["1"]}, follow=True)
    report = at_work.post(address(upload), chosen(preview), follow=True)

    assert WordImport.objects.get().left_out == [2]
    assert [row.texts["en"] for row in draft_outline(paper)[2:]] == ["One and a half en", "Two en", "End en"]
    assert "Tracked changes that you did not accept" in page(report)
    assert "Министерство Б: − b) Two en" in page(report)
    entry = AuditEntry.objects.get(action="word_import.choose")
    assert (entry.before, entry.after) == ({"left_out": None}, {"left_out": [2]})


def test_a_removal_that_is_not_wanted_keeps_the_block(at_work, paper):
    upload, preview = previewed(at_work, paper)
    decided = chosen(preview)
    assert decided["row-4"] == "remove"

    at_work.post(address(upload), decided | {"row-4": ""})

    assert "Two en" in [row.texts["en"] for row in draft_outline(paper)]


def test_a_block_that_the_file_does_not_take_away_is_not_removed_by_the_form(at_work, paper):
    upload, preview = previewed(at_work, paper)

    at_work.post(address(upload), chosen(preview) | {"row-5": "remove"})

    assert draft_outline(paper)[-1].texts["en"] == "End en"


def test_nothing_is_taken_over_before_the_changes_were_looked_at(at_work, paper):
    _shown, upload = uploaded(at_work, paper, _for(paper))

    early = at_work.post(address(upload), {"item-0": "into-1"})

    assert early.url == address(upload, "changes")
    assert WordImport.objects.get().status == ImportStatus.WAITING


def test_a_new_plan_is_made_of_the_changes_that_are_wanted(at_work):
    measure = factory.measure()
    file = SimpleUploadedFile("a.docx", CONTENT)
    answer = at_work.post(reverse("plans:word-new"), new_plan(measure, file, source_language="en"))
    upload = WordImport.objects.get()
    preview = at_work.post(address(upload, "changes"), {"change": ["2"]}, follow=True)
    at_work.post(answer.url, chosen(preview) | {"item-0": "title"})

    (added, *_rest) = Edit.objects.order_by("pk")
    assert draft_outline(WordImport.objects.get().paper)[0].texts["en"] == "States never always agree."
    assert added.kind == "added"


def test_a_decided_file_has_no_changes_to_choose(at_work, paper):
    upload, preview = previewed(at_work, paper)
    at_work.post(address(upload), chosen(preview))

    late = at_work.post(address(upload, "changes"), {}, follow=True)

    assert "Another user has changed this since you opened the page" in page(late)
    assert WordImport.objects.get().left_out == []
    assert at_work.get(address(upload, "changes")).url == address(upload)


def test_a_file_without_tracked_changes_goes_straight_to_the_preview(at_work, paper, officer):
    upload = factory.word_import(paper, by=officer)

    assert at_work.get(address(upload)).status_code == 200
    assert at_work.get(address(upload, "changes")).url == address(upload)


def test_names_and_words_of_the_file_are_shown_as_text(at_work, paper):
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;"
    content = body(paragraph(run("End "), ins(evil, "&lt;b&gt;A&lt;/b&gt;"), run("en")))
    shown, _upload = uploaded(at_work, paper, content)

    assert "<script>alert" not in page(shown)
    assert "<b>A</b>" not in page(shown)
    assert "&lt;b&gt;A&lt;/b&gt;" in page(shown)


def test_decisions_on_another_choice_of_changes_import_nothing(at_work, paper):
    upload, first = previewed(at_work, paper)
    at_work.post(address(upload, "changes"), {"change": []})
    before = [row.texts for row in draft_outline(paper)]

    refused = at_work.post(address(upload), chosen(first))

    assert refused.status_code == 409
    assert "Which tracked changes to accept was decided again" in page(refused)
    assert [row.texts for row in draft_outline(paper)] == before
    assert WordImport.objects.get().status == ImportStatus.WAITING
    at_work.post(address(upload), chosen(refused))
    assert WordImport.objects.get().status == ImportStatus.TAKEN


def test_decisions_on_another_choice_of_changes_begin_no_plan(at_work):
    file = SimpleUploadedFile("От делегации.docx", CONTENT)
    answer = at_work.post(reverse("plans:word-new"), new_plan(factory.measure(), file, source_language="en"))
    upload = WordImport.objects.get()
    first = at_work.post(address(upload, "changes"), {}, follow=True)
    at_work.post(address(upload, "changes"), ticked(upload))

    refused = at_work.post(answer.url, chosen(first) | {"item-0": "title"})

    assert refused.status_code == 409
    assert WordImport.objects.get().status == ImportStatus.WAITING
