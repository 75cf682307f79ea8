"""An event of a draft: its record writes the line, words of its own stay, what was circulated too."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed
from initiatives import proposals
from initiatives.drafted import events, words
from initiatives.implementation import records
from initiatives.models import Initiative
from members.models import AuditEntry, MemberState
from plans import blocks
from plans.checks import gate
from plans.editing import editor_rows
from plans.enums import BlockKind, PaperStatus
from plans.life import copying
from plans.models import BlockText, ConceptPaper, Edit
from plans.outline import draft_outline, revision_outline
from tests.factories import members, plans
from tests.factories.comments import revision
from tests.refusing import refused

AT = dt.datetime(2022, 6, 20, 6, tzinfo=dt.UTC)
TITLES = {"en": "Trust", "ru": "Доверие", "kk": "Сенім"}
LINES = {
    "en": "Holding the workshop “Trust” in hybrid format in the second quarter of 2023 (Tashkent), hosted by "
    "the Republic of Uzbekistan.",
    "ru": "Проведение Республикой Узбекистан во втором квартале 2023 г. семинара «Доверие» в смешанном "
    "формате (Ташкент).",
    "kk": "2023 жылғы екінші тоқсанда Өзбекстан Республикасының ұйымдастыруымен «Сенім» семинарын аралас "
    "форматта өткізу (Ташкент).",
}


def texts(initiative):
    found = BlockText.objects.filter(block__key=initiative.block_key).values_list("language", "text")
    return {language: text for language, text in found if text}


def revise(initiative, by, **fields):
    version = Initiative.objects.get(pk=initiative.pk).version
    return records.revise(initiative, version=version, by=by, at=AT, **fields)


def write(initiative, language, text, by):
    found = BlockText.objects.select_related("block").get(block__key=initiative.block_key, language=language)
    blocks.edit(found.block, language, text, version=found.version, by=by, at=AT)


def own(initiative):
    return words.own_words(Initiative.objects.get(pk=initiative.pk), texts(initiative))


def states(paper, initiative):
    row = next(row for row in editor_rows.rows(paper) if row.block.key == initiative.block_key)
    return [cell.state for cell in row.cells]


def test_the_record_writes_the_line_in_three_languages_behind_the_last_one(paper, event, officer, terms):
    assert texts(event) == LINES
    assert [row.kind for row in draft_outline(paper)][-2:] == [BlockKind.INITIATIVE, BlockKind.INITIATIVE]
    assert draft_outline(paper)[-1].key == event.block_key
    # Current in every language, and to be reviewed as any text.
    assert states(paper, event) == ["unreviewed", "unreviewed", "unreviewed"]
    assert (own(event), event.place, event.status) == ([], "Tashkent", "proposed")
    actions = set(AuditEntry.objects.filter(actor=officer).values_list("action", flat=True))
    assert {"initiative.record", "block.add"} <= actions

    assert events.add(paper, key=event.block_key, by=officer, at=AT, **terms) == event
    assert Initiative.objects.count() == 1


def test_a_new_line_parts_no_point_from_its_sub_points_and_goes_into_no_annex(paper, officer, terms):
    plans.block(paper, kind=BlockKind.SUBPOINT, texts={"en": "Of the last line"})
    plans.block(paper, kind=BlockKind.ANNEX, texts={"en": "Annexed"})
    plans.block(paper, kind=BlockKind.ITEM, texts={"en": "Item"})
    kinds = ["initiative", "subpoint", "initiative", "annex", "item"]

    events.add(paper, key=uuid.uuid4(), by=officer, at=AT, **terms)
    assert [row.kind for row in draft_outline(paper)][-5:] == kinds

    for block in paper.blocks.filter(kind__in=kinds[:3]):
        blocks.remove(block, by=officer, at=AT)
    events.add(paper, key=uuid.uuid4(), by=officer, at=AT, **terms)
    assert [row.kind for row in draft_outline(paper)][-3:] == ["initiative", "annex", "item"]


def test_a_language_without_its_title_is_to_be_translated(paper, officer, terms):
    made = events.add(
        paper, key=uuid.uuid4(), by=officer, at=AT, **terms | {"titles": {"ru": "Доверие", "kk": " "}}
    )
    assert texts(made) == {"ru": LINES["ru"]}
    assert states(paper, made) == ["missing", "unreviewed", "missing"]
    assert words.lacking(made, "kk") == ["title"]
    missing = [found.language for found in gate.look(paper).unequal if found.block.key == made.block_key]
    assert missing == ["en", "kk"]
    revise(made, officer, titles=TITLES)
    assert texts(made) == LINES
    assert states(paper, made) == ["unreviewed", "unreviewed", "unreviewed"]

    made = events.add(paper, key=uuid.uuid4(), by=officer, at=AT, **terms | {"places": {"en": "Nukus"}})
    assert set(texts(made)) == {"en"}
    assert words.lacking(made, "ru") == ["place"]


def test_editing_the_record_rewrites_the_three_lines(paper, event, officer):
    before = Edit.objects.count()
    revise(event, officer, year=2023, quarter=3, format="online")
    assert texts(event) == {
        "en": "Holding the online-workshop “Trust” in the third quarter of 2023 (Tashkent), hosted by the "
        "Republic of Uzbekistan.",
        "ru": "Проведение Республикой Узбекистан в третьем квартале 2023 г. онлайн-семинара «Доверие» "
        "(Ташкент).",
        "kk": "2023 жылғы үшінші тоқсанда Өзбекстан Республикасының ұйымдастыруымен «Сенім» онлайн-семинарын "
        "өткізу (Ташкент).",
    }
    assert Edit.objects.count() == before + 3
    assert states(paper, event) == ["unreviewed", "unreviewed", "unreviewed"] and own(event) == []


def test_what_does_not_stand_in_the_line_leaves_the_draft_alone(event, officer, paper):
    before = Edit.objects.count()
    revise(event, officer, contact="Desk 5")
    assert Edit.objects.count() == before

    revise(event, officer, titles=TITLES | {"kk": "Сенім білдіру"})
    assert texts(event) == LINES | {"kk": LINES["kk"].replace("Сенім", "Сенім білдіру")}
    assert Edit.objects.count() == before + 1
    assert states(paper, event) == ["unreviewed", "unreviewed", "unreviewed"]


def test_what_was_circulated_never_changes(paper, event, officer):
    frozen = revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.UNDER_CONSOLIDATION)
    revise(event, officer, year=2023, quarter=4)
    assert revision_outline(frozen)[-1].texts == LINES
    assert "fourth quarter" in texts(event)["en"]


@pytest.mark.parametrize("status", [PaperStatus.CIRCULATED, PaperStatus.BEFORE_SWG])
def test_while_the_text_is_with_others_what_it_says_does_not_change(paper, event, officer, status):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=status)
    with pytest.raises(blocks.NotEditable):
        revise(event, officer, year=2023, quarter=4)
    assert Initiative.objects.get().quarter == 2
    revise(event, officer, contact="Desk 5")
    assert Initiative.objects.get().contact == "Desk 5"


def test_an_adopted_text_stays_while_its_record_follows_the_event(paper, event, officer):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    event.refresh_from_db()
    revise(event, officer, year=2023, quarter=4)
    assert (texts(event), Initiative.objects.get().quarter) == (LINES, 4)


@pytest.mark.good_path
def test_words_of_its_own_stay_until_they_are_set_from_the_record_again(paper, event, officer):
    write(event, "ru", "Семинар о доверии в 2023 году.", officer)
    assert own(event) == ["ru"]
    revise(event, officer, year=2023, quarter=3)
    said = texts(event)
    assert said["ru"] == "Семинар о доверии в 2023 году."
    assert "third quarter" in said["en"] and "үшінші тоқсанда" in said["kk"]
    assert states(paper, event)[1] == "stale"

    event.refresh_from_db()
    events.reset(event, by=officer, at=AT)
    assert texts(event)["ru"] == LINES["ru"].replace("во втором", "в третьем")
    assert own(event) == [] and states(paper, event)[1] == "unreviewed"
    assert AuditEntry.objects.filter(action="initiative.reset", actor=officer).count() == 1


def test_spaces_and_quotation_marks_are_no_words_of_its_own(event, officer):
    retouched = LINES["ru"].replace(" г.", "\u00a0г.")
    write(event, "ru", retouched, officer)
    assert own(event) == []
    revise(event, officer, contact="Desk 5")
    assert texts(event)["ru"] == retouched


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"titles": {"en": " "}}, "initiatives.title_missing"),
        ({"year": 2031}, proposals.YearOutsidePeriod),
        ({"month": 5}, "initiatives.month_and_quarter"),
        ({"co_hosts": ["UZ"]}, "initiatives.host_twice"),
    ],
)
def test_unsound_events_are_refused_and_write_nothing(paper, officer, terms, fields, refusal):
    count = paper.blocks.count()
    with refused(refusal):
        events.add(paper, key=uuid.uuid4(), by=officer, at=AT, **terms | fields)
    assert (Initiative.objects.count(), paper.blocks.count()) == (0, count)


def test_who_prepares_the_plan_adds_events_and_nobody_else(paper, coordinator, contact, terms):
    events.add(paper, key=uuid.uuid4(), by=coordinator, at=AT, **terms)
    for person in (contact, members.drafter(), members.coordinator()):
        with pytest.raises(NotAllowed):
            events.add(paper, key=uuid.uuid4(), by=person, at=AT, **terms)
    with pytest.raises(NotAllowed):
        events.reset(Initiative.objects.get(), by=contact, at=AT)
    assert Initiative.objects.count() == 1


def test_the_host_does_not_write_the_draft(paper, event, uzbekistan):
    host = members.contact_point(uzbekistan)
    with pytest.raises(NotAllowed):
        revise(event, host, quarter=4)
    assert texts(event) == LINES


def test_an_event_needs_an_open_draft(paper, officer, terms):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.CIRCULATED)
    with pytest.raises(blocks.NotEditable):
        events.add(paper, key=uuid.uuid4(), by=officer, at=AT, **terms)
    assert Initiative.objects.count() == 0


# Lines that somebody wrote ---------------------------------------------------------------------------------
def typed(paper, **said):
    return plans.block(paper, kind=BlockKind.INITIATIVE, texts=LINES | said)


def test_a_typed_line_becomes_a_record_and_keeps_its_words(paper, officer, terms):
    block = typed(paper, en="Holding a hybrid workshop “Trust” in Tashkent.")
    before = Edit.objects.count()
    (made,) = events.follow(paper, {block.key: terms}, by=officer, at=AT)
    assert texts(made) == LINES | {"en": "Holding a hybrid workshop “Trust” in Tashkent."}
    assert (own(made), made.places) == (["en"], {"en": "Tashkent", "ru": "Ташкент", "kk": "Ташкент"})
    assert Edit.objects.count() == before
    assert block not in events.unrecorded(paper)


def test_a_line_of_which_the_record_can_write_nothing_stays_in_its_words(paper, officer, terms, client):
    block = typed(paper)
    (made,) = events.follow(paper, {block.key: terms | {"titles": {}}}, by=officer, at=AT)
    assert own(made) == ["en", "ru", "kk"]
    client.force_login(officer)
    for page in (
        reverse("plans:paper-edit", args=[paper.slug]),
        reverse("initiatives:initiative-detail", args=[made.block_key]),
    ):
        shown = client.get(page).content.decode()
        assert "free text" in shown and "Set the line from the record again" not in shown


def test_a_state_without_the_form_of_its_name_keeps_no_record_back(paper, uzbekistan, officer, terms):
    MemberState.objects.filter(pk=uzbekistan.pk).update(forms={})
    terms["host"].refresh_from_db()
    (made,) = events.follow(paper, {typed(paper).key: terms}, by=officer, at=AT)
    assert made.host == uzbekistan and own(made)


def test_lines_become_records_all_or_none(paper, officer, terms, objective):
    block = typed(paper)
    with pytest.raises(proposals.YearOutsidePeriod):
        chosen = {paper.blocks.get(kind="initiative", pk__lt=block.pk).key: terms}
        events.follow(paper, chosen | {block.key: terms | {"year": 2040}}, by=officer, at=AT)
    assert Initiative.objects.count() == 0
    events.follow(paper, {block.key: terms}, by=officer, at=AT)
    with pytest.raises(AlreadyMoved):
        events.follow(paper, {block.key: terms}, by=officer, at=AT)

    other = typed(plans.paper())
    for key in (other.key, objective.key):
        with pytest.raises(AlreadyMoved):
            events.follow(paper, {key: terms}, by=officer, at=AT)


@pytest.mark.parametrize("status", [PaperStatus.ADOPTED, PaperStatus.WITHDRAWN])
def test_after_the_adoption_lines_are_followed_by_the_portal(paper, officer, terms, status):
    block = typed(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=status)
    with refused("initiatives.not_in_preparation"):
        events.follow(paper, {block.key: terms}, by=officer, at=AT)


# Adoption and the next plan --------------------------------------------------------------------------------
def test_the_adoption_keeps_what_was_known(paper, event, officer):
    revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    list(records.follow_adopted(AT))
    kept = Initiative.objects.get(pk=event.pk)
    assert (kept.kind, kept.format, kept.quarter, kept.host, kept.titles, kept.status) == (
        "workshop",
        "hybrid",
        2,
        event.host,
        TITLES,
        "planned",
    )


def test_a_line_without_a_record_gets_one_with_the_adoption(paper):
    block = typed(paper)
    revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    list(records.follow_adopted(AT))
    made = Initiative.objects.get(block_key=block.key)
    assert (made.kind, made.year, made.titles, made.status) == ("other", None, {}, "planned")
    assert words.own_words(made, LINES) == ["en", "ru", "kk"]


def test_an_event_whose_line_was_removed_is_seen_by_nobody_and_not_planned(paper, event, officer, contact):
    blocks.remove(paper.blocks.get(key=event.block_key), by=officer, at=AT)
    assert list(Initiative.objects.visible_to(officer)) == []
    revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    list(records.follow_adopted(AT))
    assert Initiative.objects.get(pk=event.pk).status == "proposed"
    assert event not in Initiative.objects.visible_to(contact)


def test_a_plan_begun_from_this_one_has_no_events_yet(paper, event, officer):
    later = copying.begin_from(
        paper, period_from=2024, period_to=2025, coordinator=None, titles={}, by=officer, at=AT
    )
    assert not later.blocks.filter(kind=BlockKind.INITIATIVE).exists()
    assert list(Initiative.objects.filter(paper=later)) == []
