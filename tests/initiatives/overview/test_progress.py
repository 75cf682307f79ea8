import datetime as dt

import pytest
from django.urls import reverse
from django.utils.translation import override

from cica_portal.languages import LANGUAGES
from documents import registry, renders, store
from documents.enums import DocumentKind
from documents.models import Document
from initiatives.enums import InitiativeStatus
from initiatives.implementation import records
from initiatives.models import Initiative
from initiatives.overview import progress
from plans.models import BlockText, ConceptPaper
from tests.factories import comments, initiatives, members, plans
from tests.prints import words_of

pytestmark = pytest.mark.django_db

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)
ON = dt.date(2023, 5, 20)


@pytest.fixture
def adopted(set_clock):
    """A plan with two objectives and three events, frozen and adopted; the first has taken place."""
    set_clock(AT)
    made = plans.paper(slug="adopted")
    objectives = [
        plans.block(made, kind="objective", texts=dict.fromkeys(LANGUAGES, text))
        for text in ("Sharing information", "Building capacity")
    ]
    for code in ("KZ", "TR"):
        members.member_state(code)
    line = dict.fromkeys(LANGUAGES, "Workshop on *incidents* in 2022")
    initiatives.initiative(
        made,
        texts=line,
        status="held",
        year=2022,
        date_from=dt.date(2022, 9, 12),
        host=members.member_state("KZ"),
        participants={"KZ": 3, "TR": 2},
        outcome="Contacts were named. 2 * 2 * 2",
        objectives=[str(objectives[0].key)],
    )
    initiatives.initiative(made, status="planned", year=2022)
    initiatives.initiative(made, status="planned", year=2023, objectives=[str(objectives[1].key)])
    comments.revision(made)
    ConceptPaper.objects.filter(pk=made.pk).update(status="implementing")
    made.refresh_from_db()
    return made


def report(paper, language="en"):
    with override(language):
        return progress.content(paper, language, on=ON)


def test_the_report_sets_each_frozen_line_beside_its_record(adopted):
    BlockText.objects.filter(language="en").update(text="Working draft")
    last = Initiative.objects.last()
    records.move(last, InitiativeStatus.CANCELLED, by=members.officer(), at=AT, reason="No host")
    found = report(adopted)
    assert [(row.shown.label, row.shown.title, row.shown.word) for row in found.rows] == [
        ("1.", "Workshop on incidents in 2022", "held"),
        ("2.", "A line of the plan", "planned"),
        ("3.", "A line of the plan", "cancelled"),
    ]
    held, overdue, cancelled = found.rows
    assert (held.shown.when, held.hosts, held.participants) == (
        "12 September 2022",
        "State KZ",
        "State KZ: 3, State TR: 2",
    )
    assert (overdue.shown.is_overdue, overdue.shown.is_undated) == (True, True)
    assert cancelled.reason == "No host"
    assert [text for _label, text in found.unserved] == ["Building capacity"]
    assert found.totals == [("planned", 1), ("held", 1), ("cancelled", 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_says_it_in_each_language_and_is_the_same_bytes_again(adopted, client, language):
    url = reverse("notes:progress-document", args=["adopted", language])
    assert client.signed_in(members.user("reader", members.member_state("TR"))).get(url).status_code == 202
    (document,) = Document.objects.filter(kind=DocumentKind.PROGRESS)
    rendered = registry.rendered(document)
    assert registry.rendered(document).content == rendered.content
    said = words_of(rendered)
    words = {"en": "Progress report", "ru": "Отчет о ходе выполнения", "kk": "Орындалу барысы туралы есеп"}
    assert words[language] in said and "Workshop on incidents in 2022" in said
    renders.render(document)
    answer = client.get(url)
    assert answer.content.startswith(b"%PDF") and answer.status_code == 200


def test_another_record_makes_another_report_and_the_old_wish_is_dropped(adopted):
    source = progress.source(adopted, on=ON)
    document = store.request(DocumentKind.PROGRESS, "en", source, at=AT, paper=adopted)
    last = Initiative.objects.last()
    records.move(last, InitiativeStatus.CANCELLED, by=members.officer(), at=AT, reason="No host")
    assert progress.source(adopted, on=ON) != source
    renders.render(document)
    assert not Document.objects.filter(pk=document.pk).exists()


def test_a_plan_in_preparation_has_no_report(client):
    made = plans.paper(slug="drafted")
    comments.revision(made)
    client.force_login(members.officer())
    assert client.get(reverse("notes:progress-document", args=["drafted", "en"])).status_code == 404
