import pytest

from documents.models import Document
from notes.acts import enclosing
from notes.wording import enclosed
from tests.factories import notes

pytestmark = pytest.mark.django_db


def test_a_note_whose_enclosure_cannot_be_asked_for_keeps_no_other_waiting(people, monkeypatch, caplog):
    first = notes.prepared(rendered=False)
    notes.prepared(paper=notes.paper(measure=first.paper.measure, slug="another"), rendered=False)
    Document.objects.all().delete()
    of = enclosed.of

    def failing(note, *given):
        if note == first:
            raise ValueError("broken")
        return of(note, *given)

    monkeypatch.setattr(enclosed, "of", failing)
    with pytest.raises(ValueError, match="broken"):
        enclosing.request_due(notes.AT)
    assert Document.objects.exists()
