import pytest

from tests.factories import members, plans


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def officer(db):
    return members.officer()


@pytest.fixture
def at_work(client, officer):
    """A client signed in as an officer."""
    client.force_login(officer)
    return client


@pytest.fixture
def paper(db):
    return plans.paper(source_language="en")


@pytest.fixture
def block(paper):
    """The first paragraph of the plan."""
    return paper.blocks.get(position=2)


@pytest.fixture
def sentences(db):
    """A plan of two paragraphs, the first of two sentences."""
    paper = plans.paper(blocks=0, source_language="en")
    plans.block(paper, texts={"en": "One. Two.", "ru": "Один. Два.", "kk": "Бір. Екі."})
    plans.block(paper, texts={"en": "Last", "ru": "Последний", "kk": "Соңғы"})
    return paper
