import pytest

from cica_portal.languages import LANGUAGES
from tests.factories import members as people
from tests.factories import plans as factory


@pytest.fixture
def officer():
    return people.officer(first_name="Officer", last_name="One")


@pytest.fixture
def paper():
    """A plan of a title, a heading, two objectives and a paragraph."""
    made = factory.paper(blocks=0)
    for kind, word in (("heading", "Aims"), ("objective", "One"), ("objective", "Two"), ("paragraph", "End")):
        factory.block(made, kind=kind, texts={language: f"{word} {language}" for language in LANGUAGES})
    return made
