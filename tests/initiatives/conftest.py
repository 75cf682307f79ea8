import pytest

from plans.enums import BlockKind, PaperStatus
from plans.models import ConceptPaper
from tests.factories import members, plans
from tests.factories.comments import revision


@pytest.fixture
def paper(db):
    """A plan under consolidation, once circulated, with a lettered objective and one initiative."""
    made = plans.paper(blocks=0)
    for kind, text in ((BlockKind.OBJECTIVE, "Sharing information"), (BlockKind.INITIATIVE, "First line")):
        plans.block(made, kind=kind, texts=dict.fromkeys(("en", "ru", "kk"), text))
    revision(made)
    ConceptPaper.objects.filter(pk=made.pk).update(status=PaperStatus.UNDER_CONSOLIDATION)
    made.refresh_from_db()
    return made


@pytest.fixture
def objective(paper):
    return paper.blocks.get(kind=BlockKind.OBJECTIVE)


@pytest.fixture
def drafter(db):
    return members.drafter()


@pytest.fixture
def contact(db):
    return members.contact_point()


@pytest.fixture
def officer(db):
    return members.officer()


@pytest.fixture
def coordinator(paper):
    person = plans.coordinating(paper)
    return person


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def adopted(paper):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    paper.refresh_from_db()
    return paper
