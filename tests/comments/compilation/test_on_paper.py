"""The compilation on paper: cut into parts, each rendered once, put together with its tags and numbers."""

import io
import re
import subprocess

import pikepdf
import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.spaces import ordinary
from comments.enums import DispositionKind
from comments.models import Comment, Disposition, WorkingTranslation
from comments.reading import compilation, filed, filters, on_paper, paper_parts, working_translations
from documents import renders, store
from documents.enums import DocumentKind, DocumentStatus
from documents.models import Document
from tests.factories import comments, members

pytestmark = pytest.mark.django_db
AT = comments.OPENS_AT


@pytest.fixture
def consultation(set_clock):
    made = comments.consultation(states=("KZ", "TR"), visibility="at_once")
    set_clock("2022-06-01T12:00:00+06:00")
    return made


def file(consultation, code, count, **fields):
    """File comments on every paragraph in turn, without the act: only the rows matter here."""
    by = members.contact_point(members.member_state(code))
    response = comments.response_row(consultation, by, received_at=AT)
    keys = [block.key for block in consultation.revision.blocks.filter(kind="paragraph")]
    values = {"operation": "NOC", "language": "en", "remark": "Remark", "rationale": "A reason"} | fields
    return Comment.objects.bulk_create(
        Comment(
            response=response,
            position=number,
            block_key=keys[number % len(keys)],
            **values | {"remark": f"{values['remark']} {number}"},
        )
        for number in range(count)
    )


def wanted(consultation, user, language="en", **query):
    found = compilation.for_user(consultation, user, at=AT, language=language)
    return on_paper.request(found, filters.sift(found, query), at=AT)


def rendered(consultation, user, language="en", **query):
    document = wanted(consultation, user, language, **query)
    renders.render_wanted(AT)
    document.refresh_from_db()
    assert document.status == DocumentStatus.STORED, document.error
    return document


def text_of(content, *, by_page=False):
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1] if by_page else text


def part_rows():
    return Document.objects.filter(kind=DocumentKind.COMPILATION_PART)


def test_a_row_is_parted_between_pages_for_a_long_reply_or_working_translation(consultation):
    file(consultation, "KZ", 1)
    for texts in (
        {"remark": "Remark. " * 110},
        {"wording": "Wording. " * 100},
        {"rationale": "Reason. " * 70},
    ):
        [row] = filed.read_all(consultation)
        assert not row.is_long
        row.comment.rendition = WorkingTranslation(language="en", **texts)
        assert row.is_long, texts
    [row] = filed.read_all(consultation)
    row.answer = Disposition(kind=DispositionKind.NOTED, reply="Reply. " * 80, language="en")
    assert row.is_long


# Cutting ---------------------------------------------------------------------------------------------
def test_parts_hold_every_row_once_and_in_order(consultation, officer, monkeypatch):
    monkeypatch.setattr(paper_parts, "SIZE", 4)
    file(consultation, "KZ", 9)
    file(consultation, "TR", 4)
    found = paper_parts.of(
        one := compilation.for_user(consultation, officer, at=AT, language="en"), one.readings
    )
    numbers = [
        [row["number"] for one in part["sections"] for group in one["groups"] for row in group["rows"]]
        for part in found
    ]
    assert [number for part in numbers for number in part] == list(range(1, 14))
    assert all(len(part) <= 4 for part in numbers)
    assert [(part["first"], part["last"]) for part in found] == [(part[0], part[-1]) for part in numbers]
    assert [bool(part["head"]) for part in found] == [True] + [False] * (len(found) - 1)


def test_key_of_a_part_follows_from_all_that_it_shows(consultation, officer):
    file(consultation, "KZ", 2)
    (part,) = paper_parts.of(
        one := compilation.for_user(consultation, officer, at=AT, language="en"), one.readings
    )
    key = paper_parts.key(part)
    assert paper_parts.key({**part}) == key
    for change in ({"language": "ru"}, {"columns": []}, {"title": "Other"}, {"sections": []}):
        assert paper_parts.key(part | change) != key


def test_a_compilation_that_lacks_comments_says_so_at_its_head(consultation, officer):
    said = "Only the comments that match the filters are included: 2 of 3. Member State: State TR"
    file(consultation, "KZ", 1)
    file(consultation, "TR", 2)
    with translation.override("kk"):
        filtered, whole = (rendered(consultation, officer, "en", **q) for q in ({"state": "TR"}, {}))

    assert said in ordinary(" ".join(text_of(store.read(filtered)).split()))
    assert said.partition(":")[0] not in ordinary(" ".join(text_of(store.read(whole)).split()))


def test_a_compilation_that_lacks_comments_is_a_file_of_its_own_name(consultation, officer, client):
    file(consultation, "KZ", 1)
    file(consultation, "TR", 1)
    client.force_login(officer)
    url = reverse("notes:compilation-document", args=[consultation.pk, "kk"])
    for query, name in ({"state": "KZ"}, "compilation-filtered"), ({}, "compilation"):
        assert client.get(url, query).status_code == 202
        renders.render_wanted(AT)
        stem = consultation.reference.replace("/", "-")
        assert f'"{stem}-{name}-kk.pdf"' in client.get(url, query)["Content-Disposition"]


def test_a_part_prints_a_proposed_wording_as_its_changes(consultation, officer):
    circulated = comments.first_paragraph(consultation).texts["en"]
    file(consultation, "KZ", 1, operation="MOD", proposed_text=circulated.replace("Paragraph", "Clause"))
    found = compilation.for_user(consultation, officer, at=AT, language="en")
    (part,) = paper_parts.of(found, found.readings)
    [row] = part["sections"][0]["groups"][0]["rows"]
    wording = ["proposal", circulated.replace("Paragraph", "Clause"), "en", circulated, ""]
    assert wording in [piece for cell in row["cells"] for piece in cell]

    text = text_of(store.read(rendered(consultation, officer)))

    assert "Added words are underlined, deleted words are struck out." in " ".join(text.split())
    assert "ParagraphClause" in text


def test_a_part_that_was_asked_for_before_its_looks_changed_is_dropped(consultation, officer, monkeypatch):
    file(consultation, "KZ", 1)
    document = wanted(consultation, officer)
    monkeypatch.setattr(paper_parts, "style", lambda: "another")
    renders.render_wanted(AT)
    assert not Document.objects.filter(pk=document.pk).exists()
    assert rendered(consultation, officer).is_stored


# Asking ----------------------------------------------------------------------------------------------


def test_one_changed_comment_makes_one_part_anew(consultation, officer, monkeypatch):
    monkeypatch.setattr(paper_parts, "SIZE", 4)
    filed = file(consultation, "KZ", 12)
    first = rendered(consultation, officer)
    before = set(part_rows().values_list("pk", flat=True))
    assert len(before) == 4
    words = {"remark": "Замечание", "wording": "", "rationale": ""}
    working_translations.save(filed[0], "ru", status="draft", version=0, by=officer, at=AT, **words)
    assert wanted(consultation, officer) == first  # it is not in this language
    working_translations.save(filed[0], "kk", status="draft", version=0, by=officer, at=AT, **words)
    rendered(consultation, officer, "kk")
    counted = part_rows().count()
    working_translations.save(filed[0], "kk", status="checked", version=1, by=officer, at=AT, **words)
    rendered(consultation, officer, "kk")
    assert part_rows().count() == counted + 1


def test_what_each_reader_may_see_is_another_document(consultation, officer):
    file(consultation, "KZ", 2)
    comments.late_comment(consultation, members.contact_point(members.member_state("UZ")), remark="Too late")
    delegate = members.contact_point(members.member_state("TR"))
    of_officer, of_delegate = rendered(consultation, officer), rendered(consultation, delegate)
    assert "Too late" in text_of(store.read(of_officer))
    assert "Too late" not in text_of(store.read(of_delegate))
    assert "no reply yet" in text_of(store.read(of_officer))
    assert "no reply yet" not in text_of(store.read(of_delegate))


# Putting together ------------------------------------------------------------------------------------
def test_whole_lies_across_repeats_its_headings_and_numbers_its_pages(consultation, officer, monkeypatch):
    monkeypatch.setattr(paper_parts, "SIZE", 30)
    file(consultation, "KZ", 60)
    document = rendered(consultation, officer, "en")
    content = store.read(document)
    with pikepdf.open(io.BytesIO(content)) as made:
        assert len(made.pages) == document.pages > 3
        for page in made.pages:
            assert [round(float(side)) for side in page.mediabox] == [0, 0, 842, 595]
    texts = text_of(content, by_page=True)
    for number, text in enumerate(texts, start=1):
        assert re.search(rf"\b{number} ?/ ?{len(texts)}\b", text), text[-300:]
        assert "Proposed wording" in re.sub(r"-?\n", " ", text) or "Propo" in text
    assert re.findall(r"Remark (\d+)\b", "".join(texts)).count("7") == 1


def test_whole_keeps_its_tags_and_says_that_it_is_archival(consultation, officer, monkeypatch):
    monkeypatch.setattr(paper_parts, "SIZE", 3)
    file(consultation, "KZ", 8)
    with pikepdf.open(io.BytesIO(store.read(rendered(consultation, officer)))) as made:
        root = made.Root.StructTreeRoot
        (whole,) = root.K
        assert [str(part.S) for part in whole.K] == ["/Part"] * len(whole.K) and len(whole.K) > 2
        keys = [int(page.obj.StructParents) for page in made.pages]
        assert keys == sorted(set(keys))
        entries = dict(pikepdf.NumberTree(root.ParentTree).items())
        assert set(keys) <= set(entries)
        assert bool(made.Root.MarkInfo.Marked)
        with made.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        fonts = [font for page in made.pages for font in page.Resources.Font.values()]
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


def test_numbers_of_pages_stand_outside_the_tags(consultation, officer):
    file(consultation, "KZ", 2)
    with pikepdf.open(io.BytesIO(store.read(rendered(consultation, officer)))) as made:
        (page,) = made.pages
        last = page.obj.Contents[-1].read_bytes()
    assert b"/Artifact" in last and last.strip().endswith(b"EMC")


def test_same_rows_make_the_same_bytes(consultation, officer, monkeypatch):
    monkeypatch.setattr(paper_parts, "SIZE", 3)
    file(consultation, "KZ", 6)
    document = rendered(consultation, officer)
    content = {"parts": [], "title": "", "dated": "", "numbers": []}
    first = store.read(document)
    again = Document.objects.create(
        kind=DocumentKind.COMPILATION,
        language="en",
        source_sha256="1" * 64,
        wanted_at=AT,
        content=content | _content(consultation, officer),
    )
    renders.render(again, at=AT)
    assert store.read(again) == first


def _content(consultation, officer):
    found = compilation.for_user(consultation, officer, at=AT, language="en")
    cut = paper_parts.of(found, found.readings)
    return {
        "parts": [paper_parts.key(part) for part in cut],
        "title": paper_parts.title(found),
        "dated": paper_parts.dated(found),
        "numbers": [[part["first"], part["last"]] for part in cut],
    }


def test_the_file_bears_the_last_day_to_answer(consultation, officer):
    """The whole day counts: it ends with the first instant of the next one, which is no day to answer."""
    document = rendered(consultation, officer)
    with pikepdf.open(io.BytesIO(store.read(document))) as file:
        assert str(file.docinfo.CreationDate) == f"D:{consultation.respond_by:%Y%m%d}"

    assert document.pages == 1
    assert "No comments were received." in text_of(store.read(document))


# Waiting and failing ---------------------------------------------------------------------------------
def test_whole_waits_for_a_part_that_another_process_is_rendering(consultation, officer, monkeypatch):
    monkeypatch.setattr(paper_parts, "SIZE", 2)
    file(consultation, "KZ", 4)
    document = wanted(consultation, officer)
    elsewhere = part_rows().first()
    part_rows().filter(pk=elsewhere.pk).update(claimed_at=AT)
    renders.render_wanted(AT)
    document.refresh_from_db()
    assert (document.status, document.attempts) == (DocumentStatus.WANTED, 0)
    elsewhere.refresh_from_db()
    renders.render(elsewhere, at=AT)
    renders.render_wanted(AT)
    document.refresh_from_db()
    assert document.status == DocumentStatus.STORED


def test_a_part_that_failed_parks_the_whole_and_both_are_asked_for_again(consultation, officer):
    file(consultation, "KZ", 2)
    document = wanted(consultation, officer)
    part_rows().update(status=DocumentStatus.FAILED, attempts=3)
    renders.render_wanted(AT)
    document.refresh_from_db()
    assert document.status == DocumentStatus.FAILED  # at once: to try again would find the same part
    store.request_again(document, by=officer, at=AT)
    renders.render_wanted(AT)
    document.refresh_from_db()
    assert document.status == DocumentStatus.STORED


# The page --------------------------------------------------------------------------------------------


def test_file_is_for_who_may_read_the_page(consultation, client):
    consultation.visibility = "after_compilation"
    consultation.save()
    url = reverse("notes:compilation-document", args=[consultation.pk, "en"])
    assert client.signed_in(members.contact_point(members.member_state("TR"))).get(url).status_code == 404
    assert not Document.objects.exists()
