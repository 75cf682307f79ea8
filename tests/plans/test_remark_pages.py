"""Remarks on pages, and where they must never be: with delegations, in search, in the API, in documents."""

import io
import subprocess
import zipfile

import pytest
from django.urls import reverse

from documents import renders, store
from documents.models import Document
from plans import revisions
from plans.editing import remarks
from plans.models import ConceptPaper, Remark
from plans.papers import plan_documents
from tests.factories import api, comments
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.pages import AT, words

pytestmark = pytest.mark.django_db


FOUND_BY, SECRET = "Zebrawood", "Sandalwood"


@pytest.fixture
def officer():
    return people.officer(first_name="Officer", last_name="One")


def address(block) -> str:
    return reverse("plans:block-remarks", args=[block.paper.slug, block.key])


def test_a_task_is_given_on_the_page_and_stands_on_the_persons_start_page(at_work, client, block):
    aigul = people.officer(first_name="Aigul", last_name="S")
    form = at_work.get(f"{address(block)}?language=kk").context["form"]
    assert form.initial["language"] == "kk"
    data = {"text": "KK <b>please</b>", "language": "kk", "person": str(aigul.key), "due_on": "2099-01-07"}
    done = at_work.post(
        address(block), data | {"key": str(form.initial.get("key") or form["key"].value())}, follow=True
    )
    assert "Remark saved. Task for: Aigul S." in words(done)
    assert "KK &lt;b&gt;please&lt;/b&gt;" in words(done)

    client.force_login(aigul)
    start = words(client.get(reverse("home")))
    assert "Paragraph 1, Kazakh text: Aigul S, asked by Officer One" in start
    shown = words(client.get(reverse("plans:paper-edit", args=[block.paper.slug])))
    assert "for you, by" in shown

    client.post(reverse("plans:remark-settle", args=[block.paper.slug, Remark.objects.get().pk]))
    assert "Paragraph 1, Kazakh text" not in words(client.get(reverse("home")))
    assert "marked as done by Aigul S" in words(client.get(address(block)))


def test_a_reply_is_written_in_its_thread_and_a_blank_one_comes_back(at_work, block, officer):
    thread = factory.remark(block, by=officer, text="Which one?")
    into = f"{address(block)}?thread={thread.pk}"
    assert "Reply to Officer One" in words(at_work.get(into))

    assert at_work.post(into, {"text": " ", "key": "0b1c7b9a-8a52-4c7c-9e3f-0d1d3c1f3a11"}).status_code == 422
    at_work.post(into, {"text": "The first", "key": "0b1c7b9a-8a52-4c7c-9e3f-0d1d3c1f3a11"})

    assert thread.answers.get().text == "The first"
    assert "1 reply" in words(at_work.get(reverse("plans:paper-edit", args=[block.paper.slug])))
    for unknown in ("0", "x", str(thread.answers.get().pk)):
        assert at_work.get(f"{address(block)}?thread={unknown}").status_code == 404


def test_a_remark_stays_in_history_when_its_block_is_removed_and_the_plan_is_circulated(
    at_work, paper, block, officer
):
    remarks.write(block, SECRET, by=officer, at=AT)
    block.removed_at = AT
    block.save()
    ConceptPaper.objects.filter(pk=paper.pk).update(status="circulated")

    shown = words(at_work.get(reverse("plans:paper-remarks", args=[paper.slug])))

    assert "A block that was removed" in shown
    assert SECRET in shown


def text_of(content: bytes) -> str:
    """Return all that a file holds, of a zipped one every part."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def printed(document: Document) -> str:
    """Return what a rendered PDF says."""
    content = store.read(document)
    return subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


def test_delegations_and_documents_have_nothing_of_a_remark(client, officer, settings, set_clock):
    consultation = comments.consultation()
    paper = consultation.revision.paper
    block = paper.blocks.order_by("position")[1]
    ConceptPaper.objects.filter(pk=paper.pk).update(status="under_consolidation")
    remarks.write(block, f"{FOUND_BY} {SECRET}", person=officer, by=officer, at=AT)
    again = revisions.freeze(ConceptPaper.objects.get(pk=paper.pk), by=officer, at=AT)
    client.force_login(officer)
    assert SECRET in words(client.get(address(block)))
    for name in ("plans:paper-word",):
        for language in ("en", "ru", "kk", "all"):
            assert SECRET not in text_of(client.get(reverse(name, args=[paper.slug, language])).content)
    for document in plan_documents.request_draft(paper, at=AT):
        renders.render(document, at=AT)
        said = printed(Document.objects.get(pk=document.pk))
        assert said.strip()
        assert SECRET not in said
    assert SECRET not in str([(one.key, one.texts) for one in again.blocks.all()])

    delegate = people.contact_point(consultation.addressees.first().member_state)
    client.force_login(delegate)
    assert client.get(address(block)).status_code == 404
    assert client.get(reverse("plans:paper-remarks", args=[paper.slug])).status_code == 404
    pages = [
        reverse("home"),
        reverse("search:find") + f"?q={FOUND_BY}",
        reverse("comments:consultation-detail", args=[consultation.pk]),
        reverse("comments:consultation-list"),
        reverse("api:plan-list"),
        reverse("api:plan-detail", args=[paper.slug]),
        reverse("api:revision-detail", args=[paper.slug, 0]),
    ]
    for page in pages:
        asking = api.client(delegate) if page.startswith("/api/") else client
        response = asking.get(page, follow=True)
        held = text_of(response.content)
        assert response.status_code == 200
        assert SECRET not in held, page
        assert "Task on a draft" not in held, page
