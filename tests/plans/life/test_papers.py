import datetime as dt

import pytest
from django.utils import translation

from cica_portal.errors import AlreadyMoved
from members.models import AuditEntry
from plans import blocks
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import members as people
from tests.factories import plans as factory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
TITLES = {"en": "Concept Paper", "ru": "Концепция", "kk": "Тұжырымдама"}


def create(measure, **fields) -> ConceptPaper:
    values = {
        "period_from": 2022,
        "period_to": 2023,
        "source_language": "en",
        "coordinator": None,
        "titles": TITLES,
        "by": None,
        "at": AT,
    }
    return papers.create(measure, **values | fields)


def test_create_begins_a_plan_with_its_title():
    measure, officer, state = factory.measure(code="ict"), people.officer(), people.member_state("RU")

    paper = create(measure, source_language="ru", coordinator=state, by=officer)

    stored = ConceptPaper.objects.get()
    assert paper == stored
    assert (stored.slug, stored.status, stored.coordinator) == ("ict-2022-2023", "drafting", state)
    assert (stored.created_at, stored.created_by) == (AT, officer)
    assert stored.titles == paper.titles == TITLES
    assert stored.text_status == {"en": "unofficial", "ru": "original", "kk": "unofficial"}
    (title,) = stored.blocks.all()
    assert (title.kind, title.position) == ("title", 1)
    assert {text.language: text.text for text in title.texts.all()} == TITLES
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["paper.create", "block.add"]


def test_create_names_each_plan_in_its_address():
    measure = factory.measure(code="ict")

    first = create(measure, period_to=2022)
    papers.withdraw(first, reason="Twice", by=people.officer(), at=AT)
    second = create(measure, period_to=2022)

    assert (first.slug, second.slug) == ("ict-2022", "ict-2022-2")


def test_create_refuses_a_wrong_period_a_plan_without_title_and_a_second_plan():
    measure = factory.measure()
    with refused("plans.period_out_of_order"):
        create(measure, period_from=2023, period_to=2022)
    with refused("plans.title_missing", match="Russian"):
        create(measure, source_language="ru", titles={"en": "Title", "ru": " "})
    assert not ConceptPaper.objects.exists()

    create(measure)
    with refused("plans.paper_exists", match="Concept Paper"):
        create(measure)
    assert ConceptPaper.objects.count() == 1


def test_move_records_who_when_why_and_the_audit_entry():
    paper, officer = factory.paper(), people.officer()

    papers.move(paper, PaperStatus.CIRCULATED, by=officer, at=AT, reason="Note 1")

    assert ConceptPaper.objects.get().status == "circulated"
    assert list(paper.events.values_list("from_status", "to_status", "by", "at", "reason")) == [
        ("drafting", "circulated", officer.pk, AT, "Note 1")
    ]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == (
        "paper.move",
        {"status": "drafting"},
        {"status": "circulated", "reason": "Note 1"},
    )


def test_move_refuses_the_second_of_two_who_act_at_once():
    paper = factory.paper()
    seen_by_another = ConceptPaper.objects.get()
    papers.move(paper, PaperStatus.CIRCULATED, by=None, at=AT)

    with pytest.raises(AlreadyMoved):
        papers.move(seen_by_another, PaperStatus.CIRCULATED, by=None, at=AT)

    assert paper.events.count() == AuditEntry.objects.count() == 1


def test_withdraw_records_the_reason():
    paper, officer = factory.paper(status=PaperStatus.CIRCULATED), people.signatory()

    papers.withdraw(paper, reason="Not needed any more", by=officer, at=AT)

    assert ConceptPaper.objects.get().status == "withdrawn"
    event = paper.events.get()
    assert (event.from_status, event.by, event.reason) == ("circulated", officer, "Not needed any more")


def test_a_withdrawal_needs_a_reason_and_a_plan_that_is_not_adopted():
    paper, adopted = factory.paper(status="drafting"), factory.paper(status="adopted")

    with refused("plans.reason_missing"):
        papers.withdraw(paper, reason=" \n", by=people.officer(), at=AT)
    with pytest.raises(AlreadyMoved):
        papers.withdraw(adopted, reason="Late", by=people.signatory(), at=AT)
    assert set(ConceptPaper.objects.values_list("status", flat=True)) == {"drafting", "adopted"}


def test_set_text_status_says_what_each_translation_is():
    paper, officer = factory.paper(), people.officer()
    statuses = {"en": "original", "ru": "official", "kk": "unofficial"}

    papers.set_text_status(paper, statuses, by=officer, at=AT)

    stored = ConceptPaper.objects.get()
    assert stored.text_status == paper.text_status == statuses
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after) == ("paper.set_text_status", statuses)
    with translation.override("en"):
        assert stored.text_status_label("ru") == "official translation"


def test_set_text_status_has_one_original_the_source():
    paper = factory.paper()

    for statuses in (
        {"en": "official", "ru": "original", "kk": "unofficial"},
        {"en": "original", "ru": "original", "kk": "unofficial"},
        {"en": "official", "ru": "official", "kk": "unofficial"},
    ):
        with refused("plans.wrong_text_status"):
            papers.set_text_status(paper, statuses, by=people.officer(), at=AT)
    stored = {"en": "original", "ru": "unofficial", "kk": "unofficial"}
    assert ConceptPaper.objects.get().text_status == stored


@pytest.mark.good_path
def test_set_coordinator_says_who_prepares_the_draft():
    paper, officer, state = factory.paper(), people.officer(), people.member_state("KZ")

    papers.set_coordinator(paper, state, by=officer, at=AT)

    assert ConceptPaper.objects.get().coordinator == paper.coordinator == state
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after) == ("paper.set_coordinator", {"coordinator": "KZ"})


def test_the_coordinator_of_a_plan_that_is_before_the_states_stays():
    paper = factory.paper(status="circulated")

    with pytest.raises(blocks.NotEditable):
        papers.set_coordinator(paper, people.member_state("KZ"), by=people.officer(), at=AT)
    assert ConceptPaper.objects.get().coordinator != people.member_state("KZ")
