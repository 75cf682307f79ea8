import re
import uuid

import pytest
from django.conf import settings
from django.urls import reverse
from lxml import html

from members.enums import Role
from members.models import MemberState
from plans import blocks, revisions
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import Block, ConceptPaper, Edit
from plans.views.papers import GROUPS, PaperList
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.pages import AT, HTMX, at_block, cell_url, order, page, queries, text_of, url

pytestmark = pytest.mark.django_db


def every_page(paper: ConceptPaper) -> list[str]:
    """Return the address of every page about a plan that is read by GET."""
    block = paper.blocks.get(position=2)
    return [
        url("paper-detail", paper),
        url("paper-text", paper),
        url("paper-edit", paper),
        url("paper-text-status", paper),
        url("paper-decide", paper, "withdraw"),
        url("revision-detail", paper, 0),
        url("block-add", paper),
        url("block-remove", paper, block.key),
        cell_url(block),
    ]


def every_act(paper: ConceptPaper) -> list[str]:
    block = paper.blocks.get(position=2)
    return [
        *every_page(paper)[3:5],
        *every_page(paper)[6:],
        url("block-move", paper, block.key),
        url("block-restore", paper, block.key),
    ]


# who may


@pytest.mark.parametrize("role", [Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER, Role.READER])
def test_a_delegate_finds_no_working_draft_anywhere(client, role):
    paper = factory.paper(titles={"en": "Hidden draft", "ru": "Тайна", "kk": "Құпия"})
    revisions.freeze(paper, by=None, at=AT)
    client.force_login(people.user(role))

    for address in every_page(paper):
        response = client.get(address)
        assert (response.status_code, "Hidden" in page(response)) == (404, False), address
    for address in every_act(paper):
        assert client.post(address, {"to": "down", "reason": "x"}).status_code == 404, address
    for address in (url("paper-list"), url("paper-create")):
        assert client.get(address).status_code == 403
    assert ConceptPaper.objects.get().status == "drafting"
    assert not Edit.objects.exists()


def test_a_coordinator_works_on_plans_of_the_own_measure_and_finds_no_other(client):
    russia = people.member_state("RU")
    coordinator = people.coordinator(russia)
    own, other = factory.paper(), factory.paper()
    factory.coordinator_of(own.measure, coordinator, state=russia)
    for paper in (own, other):
        revisions.freeze(paper, by=None, at=AT)
    client.force_login(coordinator)

    assert [client.get(address).status_code for address in every_page(own)] == [200] * 9
    assert [client.get(address).status_code for address in every_page(other)] == [404] * 9
    assert [client.post(address).status_code for address in every_act(other)] == [404] * 7
    listed = page(client.get(url("paper-list")))
    assert own.titles["en"] in listed
    assert other.titles["en"] not in listed
    assert client.get(url("paper-create")).status_code == 403
    assert client.post(url("paper-create")).status_code == 403


def test_what_does_not_exist_is_not_found(at_work):
    paper, other = factory.paper(), factory.paper()
    foreign = other.blocks.get(position=2)

    for address in (
        reverse("plans:paper-detail", args=["no-such-plan"]),
        url("revision-detail", paper, 0),
        url("paper-decide", paper, "approve"),
        url("block-remove", paper, foreign.key),
        url("block-remove", paper, paper.blocks.get(position=1).key),
        reverse("plans:block-edit", args=[paper.slug, foreign.key, "en"]),
        reverse("plans:block-edit", args=[paper.slug, paper.blocks.get(position=2).key, "de"]),
        url("block-add", paper) + f"?after={foreign.key}",
        url("block-add", paper) + "?after=nonsense",
    ):
        assert at_work.get(address).status_code == 404, address


# reading


def test_what_is_said_about_a_text_is_in_the_language_of_the_page(at_work):
    paper = factory.paper(blocks=1)

    read = html.fromstring(at_work.get(url("paper-text", paper), {"language": "kk"}).content)

    languages = "ancestor-or-self::*[@lang]/@lang"
    parts = read.find_class("block-no")[0], read.find_class("block-text")[0]
    assert [part.xpath(languages)[-1] for part in parts] == ["en", "kk"]


# list, new plan, plan


def test_list_says_what_is_in_which_state_and_what_it_needs(at_work):
    drafted = factory.paper()
    factory.block(drafted, texts={"en": "only English"})
    factory.paper(status=PaperStatus.CIRCULATED)
    factory.paper(status=PaperStatus.WITHDRAWN)

    shown = page(at_work.get(url("paper-list")))

    headings = re.findall(r"<h2[^>]*>([^<]*)</h2>", shown)
    assert [heading for heading in headings if heading != "Keyboard shortcuts"] == [
        "In preparation",
        "With the Member States",
        "Completed and withdrawn",
    ]
    assert "2 texts are missing." in shown


def test_every_plan_is_on_one_page_of_the_list_in_its_group_the_latest_first(at_work, monkeypatch):
    monkeypatch.setattr(PaperList, "size", 3)
    made = [
        factory.paper(status=status, period_from=2020 + years, period_to=2021 + years)
        for status in PaperStatus
        for years in (0, 2)
    ]
    place = {status: number for number, (_heading, of) in enumerate(GROUPS) for status in of}
    made.sort(key=lambda one: (place[one.status], -one.period_from, one.measure.position, one.slug))
    for sort in ("", "years"):
        shown = []
        for number in range(1, 8):
            answer = at_work.get(url("paper-list"), {"page": number, "sort": sort})
            assert answer.context["page"].paginator.count == len(made) == 20
            listed = [one for _heading, papers in answer.context["groups"] for one, _missing in papers]
            shown += listed
            assert len(listed) == (3 if number < 7 else 2)
        if sort:
            made.sort(key=lambda one: (place[one.status], one.period_from))
            assert [one.period_from for one in shown] == [one.period_from for one in made]
        else:
            assert shown == made
    assert set(shown) == set(made)


def test_list_leads_on_when_it_is_empty(at_work):
    assert "No plans yet" in page(at_work.get(url("paper-list")))


def test_pages_take_the_same_queries_however_much_they_show(at_work):
    def grow(paper, blocks_more: int) -> None:
        for _ in range(blocks_more):
            added = factory.block(paper, texts={"en": "a", "ru": "б", "kk": "в"})
            blocks.edit(added, "en", "b", version=1, by=people.officer(), at=AT)
            blocks.remove(added, by=people.officer(), at=AT)
            blocks.restore(added, by=people.officer(), at=AT)
            factory.block(paper, texts={"en": "c", "ru": "в", "kk": "г"})
        revisions.freeze(paper, by=people.officer(), at=AT)

    def addresses(paper) -> list[str]:
        edited = paper.blocks.order_by("position").last()
        return [
            url("paper-list"),
            url("paper-detail", paper),
            url("paper-text", paper),
            url("paper-text", paper) + "?language=ru&with=kk",
            url("paper-edit", paper),
            url("revision-detail", paper, 0),
            cell_url(edited),
        ]

    small = factory.paper(blocks=1)
    grow(small, 1)
    few = [queries(at_work, address) for address in addresses(small)]

    for _ in range(2):
        grow(factory.paper(blocks=3, coordinator=people.member_state("RU")), 1)
    large = factory.paper(blocks=10, coordinator=people.member_state("RU"))
    grow(large, 6)
    many = [queries(at_work, address) for address in addresses(large)]

    assert many == few
    # The page of a plan asks every app once what it has of it, and what is open.
    assert few.pop(1) <= 24
    assert max(few) <= 13
    assert few[0] <= 5


def new_paper(measure, **fields) -> dict:
    return {
        "measure": measure.pk,
        "period_from": 2026,
        "period_to": 2027,
        "coordinator": "",
        "source_language": "en",
        "title_en": "Concept Paper",
        "title_ru": "",
        "title_kk": "",
    } | fields


def test_create_begins_a_plan_and_leads_to_the_editor(at_work, officer):
    measure, state = factory.measure(code="ict"), people.member_state("RU")

    response = at_work.post(
        url("paper-create"), new_paper(measure, coordinator=state.pk, title_kk=" Тұжырымдама\r\n")
    )

    paper = ConceptPaper.objects.get()
    assert response.url == url("paper-edit", paper)
    assert (paper.slug, paper.coordinator, paper.created_by) == ("ict-2026-2027", state, officer)
    assert paper.titles == {"en": "Concept Paper", "ru": "", "kk": "Тұжырымдама"}


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"period_to": 2025}, "period_to", "The last year is before the first year. Correct the period."),
        ({"source_language": "kk"}, "title_kk", "Enter the title in the source language."),
        ({"title_en": "Two\nlines"}, "title_en", "A title or a heading must be one line."),
        ({"period_from": 1815}, "period_from", "Ensure this value is greater than or equal to 1999."),
    ],
)
def test_create_says_what_is_wrong_and_keeps_what_was_typed(at_work, fields, field, sentence):
    response = at_work.post(url("paper-create"), new_paper(factory.measure(), title_ru="Набрано", **fields))

    assert response.status_code == 422
    assert sentence in response.context["form"].errors[field]
    assert "Набрано" in page(response)
    assert not ConceptPaper.objects.exists()


def test_plan_page_shows_standing_findings_revisions_and_history(at_work, officer):
    paper = factory.paper(blocks=1)
    block = paper.blocks.get(position=2)
    revision = revisions.freeze(paper, by=officer, at=AT)
    papers.move(paper, PaperStatus.CIRCULATED, by=officer, at=AT)
    papers.move(paper, PaperStatus.UNDER_CONSOLIDATION, by=None, at=AT, reason="Three comments")
    blocks.edit(block, "kk", "", version=1, by=officer, at=AT)

    shown = page(at_work.get(url("paper-detail", paper)))

    assert "Missing: Kazakh 1" in " ".join(shown.split())
    assert url("revision-detail", paper, revision.number) in shown
    assert "From “in preparation” to “circulated”" in shown
    assert "From “circulated” to “under consolidation”, by the portal" in shown
    assert "Three comments" in shown
    assert "unofficial translation" in shown
    assert "Locked 20 May 2022" in shown


def test_plan_page_shows_user_text_as_text(at_work, officer):
    paper = factory.paper(titles={"en": "<script>alert(1)</script>", "ru": "", "kk": ""})
    papers.withdraw(paper, reason="<b>bold</b>", by=officer, at=AT)

    shown = page(at_work.get(url("paper-detail", paper)))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown
    assert "<script>alert" not in shown


def test_a_decision_without_a_reason_or_out_of_its_state_changes_nothing(at_work):
    paper = factory.paper(status=PaperStatus.DRAFTING)

    assert at_work.post(url("paper-decide", paper, "withdraw"), {"reason": " "}).status_code == 422
    assert at_work.post(url("paper-decide", paper, "adopt"), {"reason": "SOC"}).status_code == 422
    assert at_work.get(url("paper-decide", paper, "adopt")).url == url("paper-detail", paper)
    assert ConceptPaper.objects.get().status == "drafting"
    assert at_work.get(url("paper-decide", paper, "withdraw")).status_code == 200
    at_work.post(url("paper-decide", paper, "withdraw"), {"reason": "Meeting of 5 July"})
    assert list(paper.events.values_list("to_status", "reason")) == [("withdrawn", "Meeting of 5 July")]


@pytest.mark.parametrize("name", ["paper-text-status", "paper-coordinator"])
def test_a_setting_that_a_colleague_has_changed_since_is_not_changed_back(at_work, officer, name):
    paper, state = factory.paper(), people.member_state("KZ")
    assert url(name, paper) in page(at_work.get(url("paper-detail", paper)))
    shown = at_work.get(url(name, paper)).context["form"]
    papers.set_text_status(paper, {**paper.text_status, "ru": "official"}, by=officer, at=AT)
    papers.set_coordinator(paper, state, by=officer, at=AT)
    sent = {"seen": shown["seen"].value(), "ru": "unofficial", "kk": "official", "coordinator": ""}

    response = at_work.post(url(name, paper), sent)

    assert response.status_code == 422
    assert "Another user has changed this since you opened the page." in page(response)
    paper.refresh_from_db()
    assert (paper.text_status["ru"], paper.coordinator) == ("official", state)
    sent["seen"] = at_work.get(url(name, paper)).context["form"]["seen"].value()
    assert at_work.post(url(name, paper), sent).url == url("paper-detail", paper)
    paper.refresh_from_db()
    set_now = {"paper-text-status": ("unofficial", state), "paper-coordinator": ("official", None)}
    assert (paper.text_status["ru"], paper.coordinator) == set_now[name]


# reading


def test_the_draft_is_set_in_the_readers_language_with_its_labels_and_hash(at_work, officer):
    officer.language = "kk"
    officer.save()
    paper = factory.paper(blocks=0)
    blocks.add(paper, kind="heading", texts={"en": "Aims", "ru": "Цели", "kk": "Мақсаттар"}, by=None, at=AT)
    for word in ("a", "b"):
        block = blocks.add(
            paper,
            kind="objective",
            texts={code: f"{word}-{code}" for code in ("en", "ru", "kk")},
            by=None,
            at=AT,
        )

    shown = page(at_work.get(url("paper-text", paper)))

    assert '<span class="block-label">ә)</span><div class="block-body"><p>b-kk</p>' in shown
    assert f'id="b-{block.key}"' in shown
    assert f'href="#b-{block.key}"' in shown
    assert "b-ru" not in shown
    assert revisions.content_sha256(paper) in shown


def test_two_languages_stand_side_by_side(at_work):
    paper = factory.paper(blocks=1)

    shown = page(at_work.get(url("paper-text", paper) + "?language=ru&with=kk"))

    assert "document-parallel" in shown
    assert '<div class="block-text" lang="ru"><div class="block-body"><p>Paragraph 0 ru</p>' in shown
    assert '<div class="block-text" lang="kk"><div class="block-body"><p>Paragraph 0 kk</p>' in shown
    assert "Paragraph 0 en" not in shown


def test_emphasis_is_set_as_type_and_everything_else_as_text(at_work, officer):
    paper = factory.paper(blocks=0)
    title = paper.blocks.get()
    text = "the *Digital <b>Road</b>* and 2 * 3 of **all**"
    block = blocks.add(paper, kind="objective", texts=dict.fromkeys(("en", "ru", "kk"), text), by=None, at=AT)
    blocks.edit(title, "en", "Plan *for* 2022", version=1, by=officer, at=AT)
    shown = "the <em>Digital &lt;b&gt;Road&lt;/b&gt;</em> and 2 * 3 of <strong>all</strong>"

    assert ConceptPaper.objects.get().title == "Plan for 2022"
    for name in ("paper-text", "paper-edit"):
        assert page(at_work.get(url(name, paper))).count(shown) == (1 if name == "paper-text" else 3)
    assert shown in page(at_work.get(url("paper-text", paper) + "?language=en&with=kk"))
    assert shown in page(at_work.get(url("block-edit", paper, block.key, "ru")))
    assert shown in page(at_work.get(url("block-remove", paper, block.key)))
    revision = revisions.freeze(paper, by=officer, at=AT)
    assert shown in page(at_work.get(url("revision-detail", paper, 0)))
    assert revision.titles["en"] == "Plan for 2022"
    assert revision.blocks.get(key=block.key).texts["en"] == text
    assert revisions.revision_sha256(revision) == revision.sha256


@pytest.mark.parametrize("query", ["?language=de", "?language=en&with=en", "?with=<script>"])
def test_a_language_that_is_none_is_passed_over(at_work, query):
    response = at_work.get(url("paper-text", factory.paper()) + query)

    assert response.context["columns"] == ["en"]


def test_a_revision_is_read_as_it_was_frozen(at_work, officer):
    paper = factory.paper(blocks=1)
    revision = revisions.freeze(paper, by=officer, at=AT)
    blocks.edit(paper.blocks.get(position=2), "en", "Later words", version=1, by=officer, at=AT)

    shown = page(at_work.get(url("revision-detail", paper, 0)))

    assert "Paragraph 0 en" in shown
    assert "Later words" not in shown
    assert revision.sha256 in shown
    assert "The text matches its checksum." in shown


# editor


def test_editor_shows_every_cell_with_its_state(at_work):
    paper = factory.paper(blocks=1)
    block = paper.blocks.get(position=2)
    blocks.edit(block, "en", "Changed", version=1, by=None, at=AT)
    blocks.edit(block, "kk", "", version=1, by=None, at=AT)

    shown = page(at_work.get(url("paper-edit", paper)))

    found = re.findall(rf'id="cell-{block.key}-(\w+)" data-language="\w+" data-state="(\w+)"', shown)
    assert found == [("en", "unreviewed"), ("ru", "stale"), ("kk", "missing")]


def test_editor_says_so_when_the_plan_is_not_edited(at_work):
    paper = factory.paper(status="circulated")
    block = paper.blocks.get(position=2)

    for address in (
        url("paper-edit", paper),
        url("block-add", paper),
        url("paper-text-status", paper),
        cell_url(block),
        url("block-remove", paper, block.key),
    ):
        assert at_work.get(address).url == url("paper-detail", paper), address
    assert "cannot be edited now" in page(at_work.get(url("paper-detail", paper)))
    saved = at_work.post(
        cell_url(block), {"en-text": "New", "en-version": 1, "en-significance": "substantive"}
    )
    assert (saved.status_code, text_of(block)) == (422, "Paragraph 0 en")


def test_a_text_is_saved_on_a_page_of_its_own(at_work, officer):
    paper = factory.paper()
    block = paper.blocks.get(position=2)

    form = at_work.get(cell_url(block)).context["form"]
    response = at_work.post(
        cell_url(block),
        {"en-text": "New\r\nwords ", "en-version": form.initial["version"], "en-significance": "editorial"},
    )

    assert response.url == at_block(block)
    edit = Edit.objects.get()
    assert (text_of(block), edit.significance, edit.by) == ("New\nwords", "editorial", officer)


def test_a_text_is_saved_in_its_place_and_the_rest_of_its_row_follows(at_work):
    paper = factory.paper()
    block = paper.blocks.get(position=2)

    opened = page(at_work.get(cell_url(block), **HTMX))
    response = at_work.post(
        cell_url(block),
        {
            "en-text": "Newer",
            "en-version": 1,
            "en-significance": "substantive",
            "kk-text": "being written",
            "kk-version": 1,
        },
        **HTMX,
    )

    assert "<html" not in opened
    assert "<textarea" in opened
    assert re.search(r'<input[^>]*value="substantive"[^>]*checked', opened)
    shown = page(response)
    assert response.status_code == 200
    assert "<html" not in shown
    swapped = re.findall(r'id="(\w+)-[\w-]+-(\w\w)"[^>]*data-hx-swap-oob', shown)
    assert swapped == [("cell", "ru"), ("state", "kk")]
    assert (text_of(block), text_of(block, "kk")) == ("Newer", "Paragraph 0 kk")
    closed = page(at_work.get(cell_url(block) + "?cell=1", **HTMX))
    assert "Newer" in closed
    assert "<textarea" not in closed


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_a_conflict_shows_both_texts_and_a_way_on(at_work, htmx):
    paper = factory.paper()
    block = paper.blocks.get(position=2)
    blocks.edit(block, "ru", "<i>Их</i> слова", version=1, by=None, at=AT)

    response = at_work.post(cell_url(block, "ru"), {"ru-text": "<b>Мои</b> слова", "ru-version": 1}, **htmx)

    shown = page(response)
    assert response.status_code == 409
    assert "&lt;b&gt;Мои&lt;/b&gt; слова" in shown
    assert "&lt;i&gt;Их&lt;/i&gt; слова" in shown
    assert "<b>Мои" not in shown
    assert text_of(block, "ru") == "<i>Их</i> слова"

    mine = response.context["form"].initial
    again = {"ru-text": mine["text"], "ru-version": mine["version"]}
    assert at_work.post(cell_url(block, "ru"), again, **htmx).status_code == 409
    assert text_of(block, "ru") == "<i>Их</i> слова"

    [over] = re.findall(r'type="submit" name="ru-over" value="(\d+)"', shown)
    at_work.post(cell_url(block, "ru"), again | {"ru-over": over}, **htmx)
    assert text_of(block, "ru") == "<b>Мои</b> слова"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a" * 10_001, "Ensure this value has at most 10000 characters (it has 10001)."),
        (
            "a\x00b",
            "After “a” there is a control character (U+0000) that cannot be written to a file. "
            "Delete it and submit the text again.",
        ),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_with_a_sentence(at_work, text, sentence):
    block = factory.paper().blocks.get(position=2)

    response = at_work.post(cell_url(block), {"en-text": text, "en-version": 1})

    assert response.status_code == 422
    assert sentence in response.context["form"].errors["text"]
    assert text_of(block) == "Paragraph 0 en"
    title = block.paper.blocks.get(position=1)
    assert at_work.post(cell_url(title), {"en-text": "Two\nlines", "en-version": 1}).status_code == 422


def test_a_block_is_added_behind_or_ahead_and_a_second_click_adds_no_other(at_work, officer):
    paper = factory.paper(blocks=1)
    neighbour = paper.blocks.get(position=2)
    (first,) = order(paper)
    key = uuid.uuid4()
    form = {"kind": "objective", "text_en": "Aim", "text_ru": "Цель", "text_kk": "", "key": key}

    for _ in range(2):
        response = at_work.post(url("block-add", paper) + f"?before={neighbour.key}", form)
        assert response.url == at_block(Block.objects.get(key=key))
    at_work.post(
        url("block-add", paper) + f"?after={neighbour.key}", form | {"key": uuid.uuid4(), "text_en": "Z"}
    )

    assert order(paper) == ["Aim", first, "Z"]
    assert set(Edit.objects.values_list("by", flat=True)) == {officer.pk}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text_en": " ", "text_ru": ""}, "text_en"),
        ({"kind": "title"}, "kind"),
        ({"kind": "heading", "text_ru": "Две\nстроки"}, "text_ru"),
        ({"key": "nonsense"}, "key"),
    ],
)
def test_a_block_that_is_not_well_formed_is_not_added(at_work, fields, field):
    paper = factory.paper()
    form = {"kind": "paragraph", "text_en": "Text", "text_ru": "", "text_kk": "", "key": uuid.uuid4()}

    response = at_work.post(url("block-add", paper), form | fields)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert paper.blocks.count() == 3


def test_a_block_moves_is_removed_and_comes_back(at_work):
    paper = factory.paper(blocks=2)
    block = paper.blocks.get(position=3)
    first, second = order(paper)

    response = at_work.post(url("block-move", paper, block.key), {"to": "up"})
    assert response.url == at_block(block)
    assert order(paper) == [second, first]

    asked = at_work.get(url("block-remove", paper, block.key))
    assert "Paragraph 1 kk" in page(asked)
    assert order(paper) == [second, first]
    at_work.post(url("block-remove", paper, block.key))
    assert order(paper) == [first]
    assert url("block-restore", paper, block.key) in page(at_work.get(url("paper-edit", paper)))

    at_work.post(url("block-restore", paper, block.key))
    assert order(paper) == [second, first]


def test_acts_of_a_click_say_why_they_are_refused(at_work):
    paper = factory.paper(blocks=1)
    block = paper.blocks.get(position=2)

    response = at_work.post(url("block-move", paper, block.key), {"to": "up"}, follow=True)
    assert "This block cannot be moved further." in page(response)
    response = at_work.post(url("block-restore", paper, block.key), follow=True)
    assert "Another user has changed this since you opened the page" in page(response)
    assert at_work.post(url("block-move", paper, block.key), {"to": "top"}).status_code == 404
    assert not Edit.objects.exists()


def test_nobody_else_gains_a_permission_by_a_row(client):
    delegate = people.contact_point(MemberState.objects.first() or people.member_state())
    delegate.is_staff = True
    delegate.save()

    assert not delegate.has_perm("plans.view_papers")
    assert not delegate.has_perm("plans.change_conceptpaper")


def test_what_is_missing_is_said_in_the_readers_language_and_not_by_the_browser():
    """Of a form with a file the browser says it: a file that was chosen does not come back with a page."""
    templates = settings.BASE_DIR / "templates"
    forms = [
        (template.name, form)
        for template in (*templates.joinpath("plans").glob("*.html"), templates / "desk.html")
        for form in re.findall(r"<form\b.*? data-keep=.*", template.read_text(encoding="utf-8"))
    ]
    assert len(forms) == 8
    assert [name for name, form in forms if "novalidate" not in form] == []
