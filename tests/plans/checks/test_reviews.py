import datetime as dt

import pytest

from cica_portal.errors import StaleVersion
from members.models import AuditEntry
from plans import blocks, open_points
from plans.checks import reviews
from plans.editing import editor_rows
from plans.models import ConceptPaper, Review
from tests.factories import members as people
from tests.factories import plans as factory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)


def cell(paper, language: str = "ru"):
    found = editor_rows.cells(paper, paper.blocks.get(position=2))
    return next(cell for cell in found if cell.language == language)


@pytest.fixture
def written():
    """A Russian text that an officer has just written, and the officer."""
    paper, officer = factory.paper(source_language="en"), people.officer()
    blocks.edit(paper.blocks.get(position=2), "ru", "Ново", version=1, by=officer, at=AT)
    return paper, officer


def test_another_person_reviews_and_an_edit_makes_it_unreviewed_again(written, settings):
    settings.TWO_PERSONS_REVIEW = True
    (paper, officer), reviewer = written, people.signatory()
    block = paper.blocks.get(position=2)
    assert cell(paper).state == "unreviewed"

    with refused("plans.own_text"):
        reviews.review(block, "ru", version=2, by=officer, at=AT)
    reviews.review(block, "ru", version=2, by=reviewer, at=AT)

    review = cell(paper).review
    assert (cell(paper).state, review.by, review.at) == ("current", reviewer, AT)
    assert AuditEntry.objects.filter(action="block.review").count() == 1
    reviews.review(block, "ru", version=2, by=people.signatory(), at=AT)
    assert Review.objects.filter(version=2).count() == 1
    blocks.edit(block, "ru", "Новее", version=2, by=reviewer, at=AT)
    assert (cell(paper).state, cell(paper).review) == ("unreviewed", None)


def owed(*people) -> list[str]:
    """Return the role that the review of the Russian texts waits for, and whom of these people."""
    points = [one for one in open_points.of(ConceptPaper.objects.all(), AT) if one.kind == "review"]
    (point,) = [one for one in points if one.subject.endswith(":ru")]
    return [point.owner, *(one.username for one in people if open_points.whose(one)(point))]


def test_a_review_waits_for_those_who_can_do_it(written, settings):
    settings.TWO_PERSONS_REVIEW = True
    (paper, writer), signatory = written, people.signatory()
    assert owed(writer, signatory) == ["signatory", signatory.username]

    other = people.officer()
    assert owed(writer, other, signatory) == ["officer", other.username]

    blocks.edit(paper.blocks.get(position=3), "ru", "Тоже", version=1, by=other, at=AT)
    assert owed(writer, other, signatory) == ["officer", writer.username, other.username]

    settings.TWO_PERSONS_REVIEW = False
    assert owed(writer, other) == ["officer", writer.username, other.username]


def test_one_person_may_do_both_where_the_policy_says_so(written, settings):
    settings.TWO_PERSONS_REVIEW = False
    paper, officer = written

    reviews.review(paper.blocks.get(position=2), "ru", version=2, by=officer, at=AT)

    assert cell(paper).state == "current"


def test_what_is_stale_missing_or_was_not_read_is_not_reviewed(written):
    paper, officer = written
    block = paper.blocks.get(position=2)
    blocks.edit(block, "en", "Newer", version=1, by=officer, at=AT)
    blocks.edit(block, "kk", "", version=1, by=officer, at=AT)

    for language, version, refusal in (
        ("ru", 2, "plans.stale_text"),
        ("kk", 2, "plans.nothing_to_review"),
        ("en", 1, StaleVersion),
    ):
        with refused(refusal):
            reviews.review(block, language, version=version, by=None, at=AT)

    assert not Review.objects.filter(version=2).exists()


@pytest.mark.good_path
def test_a_list_is_reviewed_as_it_was_read_or_not_at_all(written, settings):
    settings.TWO_PERSONS_REVIEW = True
    (paper, officer), reviewer = written, people.signatory()
    block = paper.blocks.get(position=3)
    blocks.edit(block, "ru", "И это", version=1, by=officer, at=AT)
    listed = {cell.pk: cell.version for cell in editor_rows.to_review(paper)["ru"]}
    assert len(listed) == 2

    with refused("plans.own_text"):
        reviews.review_listed(paper, "ru", listed, by=officer, at=AT)
    blocks.edit(block, "ru", "И это тоже", version=2, by=officer, at=AT)
    with refused("plans.list_moved"):
        reviews.review_listed(paper, "ru", listed, by=reviewer, at=AT)
    assert len(editor_rows.to_review(paper)["ru"]) == 2

    fresh = {cell.pk: cell.version for cell in editor_rows.to_review(paper)["ru"]}
    assert reviews.review_listed(paper, "ru", fresh, by=reviewer, at=AT) == 2
    assert editor_rows.to_review(paper)["ru"] == []


def test_what_waits_for_a_review_is_counted_by_writer_with_who_may_review_it(written, settings):
    settings.TWO_PERSONS_REVIEW = True
    (paper, officer), signatory = written, people.signatory()
    coordinator = people.coordinator()
    factory.coordinator_of(paper.measure, coordinator, state=coordinator.member_state)
    people.coordinator(people.member_state("KZ"))
    people.officer(is_active=False)
    block = paper.blocks.get(position=3)
    blocks.edit(block, "kk", "Мынау", version=1, by=signatory, at=AT)
    blocks.edit(block, "ru", "Это", version=1, by=officer, at=AT)

    cells = [cell for row in editor_rows.rows(paper) for cell in row.cells]

    found = {one.writer: (one.number, set(one.reviewers)) for one in reviews.unread(paper, cells)}
    assert found == {officer: (2, {signatory, coordinator}), signatory: (1, {officer, coordinator})}
    settings.TWO_PERSONS_REVIEW = False
    assert all(officer in one.reviewers for one in reviews.unread(paper, cells))
