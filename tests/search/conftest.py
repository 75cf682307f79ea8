import pytest

from search import finding
from tests.factories import comments, plans

TEXTS = {
    "en": "Security of networks and *states*",
    "ru": "Безопасность сетей и государств",
    "kk": "Желілердің қауіпсіздігі",
}
NOW = "2022-06-01T12:00:00+06:00"


@pytest.fixture
def now(set_clock):
    return set_clock(NOW)


@pytest.fixture
def find(now):
    """Return a function that says how many of each kind a person finds, and of which words."""

    def found(user, typed, *, reader="en", **chosen):
        groups = finding.find(typed, user=user, at=chosen.pop("at", now), reader=reader, **chosen)
        return {group.kind: (group.total, [str(hit.excerpt) for hit in group.hits]) for group in groups}

    return found


@pytest.fixture
def consultation(now):
    paper = plans.paper(status="circulated")
    plans.block(paper, texts=TEXTS)
    return comments.consultation(states=("KZ", "TR"), revision=comments.revision(paper))
