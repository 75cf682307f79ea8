"""The redline of two texts of a plan on paper: wanted as a row, rendered by a worker, served when stored."""

import datetime as dt
import subprocess
import uuid

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from documents import renders, store
from documents.enums import DocumentKind, DocumentStatus
from documents.models import Document
from plans import revisions
from plans.comparison import editions, redline
from plans.enums import BlockKind
from plans.labels import labelled
from plans.models import Block, BlockText, ConceptPaper
from plans.outline import OutlineRow
from plans.papers import plan_contexts, plan_documents
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)


def change(paper: ConceptPaper, texts: dict[str, str]) -> None:
    for language, text in texts.items():
        BlockText.objects.filter(block__paper=paper, block__position=2, language=language).update(text=text)


@pytest.fixture
def paper() -> ConceptPaper:
    made = factory.paper(blocks=3)
    revisions.freeze(made, by=None, at=AT)
    change(made, {"en": "Paragraph zero en", "ru": "Абзац ноль", "kk": "Қауіпсіздік тармағы"})
    Block.objects.filter(paper=made, position=3).update(position=9)
    revisions.freeze(made, by=None, at=AT)
    return made


def words_of(document: Document) -> str:
    content = store.read(document)
    found = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
    return " ".join(found.decode().split())


def wanted(paper: ConceptPaper, earlier: str, later: str, language: str = "en") -> Document:
    found = editions.list_editions(paper)
    return plan_documents.request_redline(
        editions.find(found, earlier), editions.find(found, later), language, at=clock.now()
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["What changed: Draft → Rev.1", "Paragraph 0zero en", "Change 1 of 3: changed"]),
        ("ru", ["Абзац ноль", "Paragraph 0 ru"]),
        ("kk", ["Қауіпсіздік тармағы", "Paragraph 0 kk"]),
    ],
)
def test_redline_is_rendered_in_each_language(paper, language, words):
    document = renders.render(wanted(paper, "0", "1", language))
    assert document.status == DocumentStatus.STORED, document.error
    text = words_of(document)
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Unchanged in this language; changed in the text in: Russian"),
        ("kk", "Бұл тілде өзгеріссіз; мәтіні өзгерген тіл: орыс тілі"),
    ],
)
def test_redline_names_what_changed_in_another_language_alone(paper, language, said):
    change(paper, {"ru": "Другой абзац"})
    revisions.freeze(paper, by=None, at=AT)
    text = words_of(renders.render(wanted(paper, "1", "2", language)))
    assert text.count(said) == 1
    assert said not in words_of(renders.render(wanted(paper, "1", "2", "ru")))


def test_redline_says_where_a_moved_block_stood(paper):
    text = words_of(renders.render(wanted(paper, "0", "1")))
    assert "Change 2 of 3: moved from here. New place: change 3." in text
    assert "Change 3 of 3: moved to here. Previous place: change 2." in text
    assert "Paragraphs changed: 1, added: 0, removed: 0, moved: 1." in text


def test_redline_is_made_once(paper):
    assert wanted(paper, "0", "1") == wanted(paper, "0", "1")
    names = [(name, other) for name in ("0", "1", "draft") for other in ("0", "1", "draft")]
    assert len({wanted(paper, *pair).pk for pair in names}) == len(names)


def test_redline_of_a_draft_that_changed_since_is_not_made(paper):
    document = wanted(paper, "1", "draft")
    change(paper, {"en": "Once more"})
    renders.render(document)
    assert not Document.objects.filter(kind=DocumentKind.REDLINE).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_redline_is_served_when_it_is_there(client, paper, language):
    client.force_login(people.officer())
    url = reverse("notes:redline-document", args=[paper.slug, "0", "draft", language])
    assert client.get(url).status_code == 202
    renders.render(Document.objects.get(kind=DocumentKind.REDLINE, language=language))
    response = client.get(url)
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="{paper.slug}-0-draft-{language}.pdf"'
    )


@pytest.mark.parametrize("names", [("7", "draft", "en"), ("0", "9", "en"), ("0", "1", "de")])
def test_redline_is_of_texts_that_exist(client, paper, names):
    client.force_login(people.officer())
    assert client.get(reverse("notes:redline-document", args=[paper.slug, *names])).status_code == 404
    assert not Document.objects.filter(kind=DocumentKind.REDLINE).exists()


def test_redline_is_closed_to_other_coordinators(client, paper):
    client.force_login(people.coordinator(people.member_state("RU")))
    url = reverse("notes:redline-document", args=[paper.slug, "0", "1", "en"])
    assert client.get(url).status_code == 404


def test_the_comparison_leads_to_the_paper(client, paper):
    client.force_login(people.officer())
    content = client.get(reverse("plans:paper-compare", args=[paper.slug])).content.decode()
    assert f'href="{reverse("notes:redline-document", args=[paper.slug, "1", "draft", "en"])}"' in content


@pytest.mark.parametrize(
    ("state", "mark"),
    [(redline.REMOVED, "del"), (redline.MOVED_FROM, "del"), (redline.ADDED, "ins"), (redline.CHANGED, "")],
)
def test_label_goes_and_comes_with_its_block(state, mark):
    row = OutlineRow(uuid.uuid4(), BlockKind.ITEM, {"en": "Words"}, labelled([BlockKind.ITEM])[0])
    change = redline.Change(state, row, row, ())
    block = plan_contexts.change_context(change, "en")
    printed = render_to_string("notes/pdf/_redline_label.html", {"block": block}).strip()
    assert printed == (f"<{mark}>1.</{mark}>" if mark else "1.")
