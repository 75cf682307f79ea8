import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed, StaleVersion
from cica_portal.formats import Unit
from members.models import AuditEntry
from notes.acts import issuing
from notes.models import EnclosureRule
from notes.register import enclosure_units
from notes.wording import composition
from notes.wording.placeholder_values import Listed
from tests.factories import notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT
BOTH_SIDES = {"en": "pages", "ru": "sheets_both_sides", "kk": "sheets_both_sides"}


def test_before_anybody_sets_a_rule_the_settings_say_it(settings):
    settings.ENCLOSURE_UNITS = {"en": "sheets", "ru": "pages", "kk": "sheets_both_sides"}

    assert enclosure_units.units() == {"en": Unit.SHEETS, "ru": Unit.PAGES, "kk": Unit.SHEETS_BOTH_SIDES}


@pytest.mark.good_path
def test_a_signatory_sets_the_rule_on_record(signatory):
    enclosure_units.set_rule(BOTH_SIDES, based_on=0, by=signatory, at=AT)

    assert enclosure_units.units() == BOTH_SIDES
    entry = AuditEntry.objects.get(action="enclosure_rule.set")
    assert (entry.actor, entry.before, entry.after) == (
        signatory,
        {"en": "pages", "ru": "sheets", "kk": "sheets"},
        BOTH_SIDES,
    )


def test_a_rule_is_not_set_by_an_officer_nor_over_another_ones_nor_again(officer, signatory):
    with pytest.raises(NotAllowed):
        enclosure_units.set_rule(BOTH_SIDES, based_on=0, by=officer, at=AT)
    enclosure_units.set_rule(BOTH_SIDES, based_on=0, by=signatory, at=AT)
    with pytest.raises(StaleVersion):
        enclosure_units.set_rule(BOTH_SIDES | {"en": "sheets"}, based_on=0, by=signatory, at=AT)
    with refused("notes.same_rule"):
        enclosure_units.set_rule(BOTH_SIDES, based_on=1, by=signatory, at=AT)

    assert EnclosureRule.objects.count() == 1


@pytest.mark.parametrize(
    ("pages", "one_side", "both_sides"),
    [
        (1, ("1 p.", "1 л.", "1 п."), ("1 p.", "1 л.", "1 п.")),
        (2, ("2 p.", "2 л.", "2 п."), ("2 p.", "1 л.", "1 п.")),
        (3, ("3 p.", "3 л.", "3 п."), ("3 p.", "2 л.", "2 п.")),
        (5, ("5 p.", "5 л.", "5 п."), ("5 p.", "3 л.", "3 п.")),
        (11, ("11 p.", "11 л.", "11 п."), ("11 p.", "6 л.", "6 п.")),
        (21, ("21 p.", "21 л.", "21 п."), ("21 p.", "11 л.", "11 п.")),
        (101, ("101 p.", "101 л.", "101 п."), ("101 p.", "51 л.", "51 п.")),
    ],
)
def test_a_note_counts_its_enclosure_by_the_rule_in_force(people, signatory, pages, one_side, both_sides):
    note = notes.prepared()

    def sizes():
        days = {"number": "NCT/ICT/689", "issued_on": notes.RESPOND_BY}
        return tuple(
            composition.values_of(note, code, enclosed=[Listed("", pages)], **days)["enclosure_size"]
            for code in ("en", "ru", "kk")
        )

    assert sizes() == one_side
    enclosure_units.set_rule(BOTH_SIDES, based_on=0, by=signatory, at=AT)
    assert sizes() == both_sides


def test_an_issued_note_keeps_its_count_and_the_next_takes_the_new_rule(people, signatory):
    note = notes.prepared()
    issuing.issue(note, by=signatory, at=AT)
    enclosure_units.set_rule(BOTH_SIDES, based_on=0, by=signatory, at=AT)

    mark = next(piece for piece in note.texts.get(language="ru").pieces if piece["id"] == "enclosure")
    assert mark["lines"] == ["Приложение:", "упомянутое,", "на 3 л."]


@pytest.mark.parametrize("pages", [1, 2, 3, 5, 11])
def test_the_check_agrees_with_the_rule(people, signatory, pages):
    enclosure_units.set_rule(BOTH_SIDES, based_on=0, by=signatory, at=AT)
    note = notes.prepared(rendered=False)
    notes.store_all(pages=pages)

    assert issuing.issue(note, by=signatory, at=AT).own_consultation
    note.refresh_from_db()
    assert notes.counted(note) == {"enclosure": [pages, pages, pages]}


# Page ------------------------------------------------------------------------------------------------
def test_the_rule_is_set_on_a_page_that_shows_what_notes_write(client, officer, signatory):
    address = reverse("notes:enclosure-rule")
    assert '<form method="post" data-guard' not in client.signed_in(officer).get(address).content.decode()
    assert client.post(address, {"based_on": 0} | BOTH_SIDES).status_code == 403

    page = client.signed_in(signatory).get(address).content.decode()
    assert "11 л." in page and "6 л." not in page
    assert client.post(address, {"based_on": 0} | BOTH_SIDES).status_code == 302
    page = client.get(address).content.decode()
    assert "6 л." in page and "11 л." not in page
    assert (
        client.post(address, {"based_on": 0, "en": "sheets", "ru": "pages", "kk": "pages"}).status_code == 409
    )
    assert (
        client.post(address, {"based_on": 1, "en": "ells", "ru": "pages", "kk": "pages"}).status_code == 422
    )
