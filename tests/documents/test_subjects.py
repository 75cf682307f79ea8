import pytest
from django.db import DatabaseError, transaction

from comments.models import Consultation
from documents import registry, store, subjects
from documents.enums import DocumentKind
from documents.models import Document
from initiatives.models import Initiative
from notes.models import VerbalNote
from plans.models import ConceptPaper, Revision
from tests.factories import initiatives, notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(people):
    return notes.circulated()


def test_a_document_finds_the_rows_that_it_is_about(consultation):
    revision = consultation.revision
    made = store.request(
        DocumentKind.PLAN, "en", "0" * 64, at=notes.AT, paper=revision.paper, revision=revision, earlier=None
    )

    assert made.subject == {"paper": revision.paper_id, "revision": revision.pk}
    assert subjects.find(made, "revision", Revision) == revision
    assert subjects.find_any(made, "earlier", Revision) is None


def test_a_document_whose_row_is_gone_is_obsolete(consultation):
    made = Document(kind=DocumentKind.PLAN, subject={"revision": 0})

    with pytest.raises(registry.Obsolete):
        subjects.find_any(made, "revision", Revision)
    with pytest.raises(registry.Obsolete):
        subjects.find(made, "paper", ConceptPaper)


def test_documents_are_asked_for_by_what_they_are_about(consultation):
    note = notes.note_of(consultation)
    of_note = Document.objects.about("note", note)

    assert set(of_note.values_list("kind", flat=True)) == {DocumentKind.NOTE}
    assert set(of_note.keys_of("note")) == {note.pk}
    assert list(of_note.keys_of("revision")) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("model", [ConceptPaper, Revision, Consultation, VerbalNote, Initiative])
def test_the_database_keeps_what_documents_are_about(consultation, model):
    if model is Initiative:
        initiatives.initiative(consultation.revision.paper)
    rows = model.objects.all()

    assert rows.exists()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        rows._raw_delete(rows.db)
    assert rows.exists()
