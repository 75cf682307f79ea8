"""The measures of the Catalogue and the paper of 2022 as data."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from cica_portal.data_files import read
from cica_portal.errors import MissingForm
from cica_portal.languages import LANGUAGES
from members.models import AuditEntry, MemberState
from members.reference import load_member_states
from plans import reference
from plans.models import ConfidenceBuildingMeasure, Coordinator
from plans.outline import draft_outline
from plans.revisions import findings
from tests.factories import members as people

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 26, 3, tzinfo=dt.UTC)
PAPER = "ict-security-2022-2023"
ENCLOSURE = Path(__file__).parent.parent / "notes" / "enclosure_nct_ict_688.md"


@pytest.fixture
def loaded():
    load_member_states(at=AT)
    reference.load_measures(at=AT)


@pytest.fixture
def paper(loaded):
    data = read(reference.DATA / "concept_paper_ict_2022_2023.yaml")
    return reference.load_paper(data["id"], data, slug=data["id"], by=None, at=AT)


def test_measures_are_the_eighteen_areas_of_five_dimensions(loaded):
    by_dimension = {}
    for measure in ConfidenceBuildingMeasure.objects.all():
        by_dimension.setdefault(measure.dimension_en, []).append(measure.code)
    assert {name: len(codes) for name, codes in by_dimension.items()} == {
        "Military-Political Dimension": 1,
        "New Challenges and Threats Dimension": 5,
        "Economic Dimension": 8,
        "Environmental Dimension": 3,
        "Human Dimension": 1,
    }
    prefixes = list(ConfidenceBuildingMeasure.objects.values_list("note_prefix", flat=True))
    assert all(prefixes)
    assert len(set(prefixes)) == 18


def test_measure_on_icts_is_led_by_russia_with_china_beside_it(loaded):
    coordinators = Coordinator.objects.filter(measure__code="ict_security").select_related("member_state")
    assert [(one.member_state.code, one.is_lead) for one in coordinators] == [("RU", True), ("CN", False)]


def test_measure_without_a_kazakh_form_is_shown_in_kazakh_and_refused_to_notes(loaded):
    measure = ConfidenceBuildingMeasure.objects.get(code="nct_general")
    with override("kk"):
        assert measure.title == "Жаңа сын-қатерлер мен қауіптер (жалпы мәселелер)"
    with pytest.raises(MissingForm):
        measure.form("kk", "nom")


def test_every_other_measure_has_the_forms_that_notes_need(loaded):
    needed = {"en": "title", "ru": "dat_after_po", "kk": "nom"}
    for measure in ConfidenceBuildingMeasure.objects.exclude(code="nct_general"):
        for language, form in needed.items():
            assert measure.form(language, form)


def test_measures_are_loaded_once_and_a_changed_coordinator_stays(loaded):
    Coordinator.objects.filter(measure__code="tourism").update(
        member_state=MemberState.objects.get(code="KG")
    )
    assert reference.load_measures(at=AT) == 0
    assert Coordinator.objects.get(measure__code="tourism").member_state.code == "KG"
    assert AuditEntry.objects.filter(action="measure.record").count() == 18


def test_people_of_a_measure_are_added_once(loaded):
    user = people.coordinator(MemberState.objects.get(code="RU"))
    assert reference.add_people("ict_security", "RU", user, at=AT) is True
    assert reference.add_people("ict_security", "RU", user, at=AT) is False
    assert [one.measure.code for one in user.coordinates.all()] == ["ict_security"]


def test_paper_reads_in_english_as_the_enclosure_does(paper):
    marks = re.compile(r"^(?:#+ |- )|\*\*", re.MULTILINE)
    printed = [
        marks.sub("", line) for line in ENCLOSURE.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    read_back = [" ".join(filter(None, [row.label["en"], row.text("en")])) for row in draft_outline(paper)]
    assert read_back == printed


def test_paper_is_complete_and_labelled_in_the_letters_of_each_language(paper):
    outline = draft_outline(paper)
    assert findings(paper) == []
    assert {
        language: [row.label[language] for row in outline if row.kind == "objective"]
        for language in LANGUAGES
    } == {
        "en": ["a)", "b)", "c)", "d)", "e)"],
        "ru": ["а)", "б)", "в)", "г)", "д)"],
        "kk": ["а)", "ә)", "б)", "в)", "г)"],
    }
    assert [row.label["en"] for row in outline if row.kind == "initiative"] == ["1.", "2.", "3."]


def test_paper_keeps_its_keys_on_every_machine_and_says_what_each_language_is(paper):
    keys = [str(row.key) for row in draft_outline(paper)]
    assert keys[0] == str(reference.block_key(PAPER, "title")) == "d42950b6-4dc2-5b2b-be94-7ad4d4c1ec44"
    assert keys[-1] == str(reference.block_key(PAPER, "s4.3"))
    assert len(set(keys)) == 20
    assert paper.text_status == {"en": "original", "ru": "unofficial", "kk": "unofficial"}
    assert reference.find_paper(PAPER) == paper
