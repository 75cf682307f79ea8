"""The pages and acts of the editor in depth, as people meet them, with and without the script."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from plans import blocks
from plans.editing import editor_rows, presence, sections
from plans.enums import BlockKind
from plans.models import BlockText, ConceptPaper, GateOverride, Presence, Review
from plans.views import editor
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.pages import AT, HTMX, cell_url, order, page, text_of, url, words

pytestmark = pytest.mark.django_db


# autosave


def autosave(client, block, text, version, language="en", **fields):
    data = {f"{language}-text": text, f"{language}-version": version, "autosave": "1"} | fields
    return client.post(url("block-edit", block.paper, block.key, language), data, **HTMX)


def test_typing_is_saved_without_touching_what_is_being_typed(at_work, block):
    opened = page(at_work.get(url("block-edit", block.paper, block.key, "en"), **HTMX))
    assert 'data-hx-trigger="input changed delay:2s, again"' in opened
    assert f'data-hx-target="#state-{block.key}-en"' in opened

    first = autosave(at_work, block, "Newer", 1, **{"kk-version": 1})
    second = autosave(at_work, block, "Newer still", 2)

    shown = page(first)
    assert (first.status_code, second.status_code, text_of(block)) == (200, 200, "Newer still")
    assert "<textarea" not in shown
    assert shown.startswith(f'<div class="editor-state" id="state-{block.key}-en"')
    assert re.search(rf'name="en-version" value="2" id="id_{block.pk}_en-version" data-hx-swap-oob', shown)
    assert re.findall(r'id="(\w+)-[\w-]+-(\w\w)"[^>]*data-hx-swap-oob', shown) == [
        ("read", "en"),
        ("cell", "ru"),
        ("state", "kk"),
    ]


def test_an_autosave_that_came_second_opens_the_conflict_in_its_cell(at_work, block):
    blocks.edit(block, "en", "Theirs <b>1</b>", version=1, by=people.officer(), at=AT)

    response = autosave(at_work, block, "Mine <i>2</i>", 1)

    assert response.status_code == 409
    assert response["HX-Retarget"] == f"#cell-{block.key}-en"
    shown = page(response)
    assert "Paragraph 0 en" in shown
    assert "&lt;b&gt;1" in shown
    assert "&lt;i&gt;2" in shown
    assert "<b>1" not in shown
    assert response.context["base"] == "Paragraph 0 en"
    # From then on nothing is saved as it is typed.
    assert 'data-hx-trigger="input' not in shown and 'name="en-version" value="1"' in shown
    refused = autosave(at_work, block, "Mine and more", 1, **{"en-over": 2})
    assert (refused.status_code, text_of(block)) == (409, "Theirs <b>1</b>")


# still right, reviewed


def test_a_stale_text_shows_what_changed_and_is_found_still_right(at_work, paper, block):
    blocks.edit(block, "en", "Paragraph 0 new", version=1, by=people.officer(), at=AT)
    shown = page(at_work.get(url("block-edit", paper, block.key, "ru")))
    assert re.search(r"<del>.*?en.*?</del>.*?<ins>.*?new.*?</ins>", shown)

    response = at_work.post(url("block-confirm", paper, block.key, "ru"), {"version": 1}, **HTMX)

    assert response.status_code == 200
    assert [cell.state for cell in editor_rows.cells(paper, block)] == ["unreviewed", "unreviewed", "stale"]
    refused = at_work.post(url("block-confirm", paper, block.key, "ru"), {"version": 1}, **HTMX)
    assert (refused.status_code, refused["HX-Retarget"]) == (422, f"#state-{block.key}-ru")
    assert "Another user saved this text after you opened it." in words(refused)


def test_a_stale_text_that_is_only_opened_and_closed_stays_stale(at_work, paper, block):
    blocks.edit(block, "en", "Paragraph 0 new", version=1, by=people.officer(), at=AT)

    closed = at_work.post(
        url("block-edit", paper, block.key, "ru"), {"ru-text": "Paragraph 0 ru", "ru-version": 1}, **HTMX
    )
    autosave(at_work, block, "Paragraph 0 kk", 1, "kk")

    assert "older than the source text" in words(closed)
    assert "<textarea" not in page(closed)
    assert [cell.state for cell in editor_rows.cells(paper, block)] == ["unreviewed", "stale", "stale"]


def test_the_writer_is_not_offered_a_review_where_two_persons_are_wanted(at_work, client, block, settings):
    settings.TWO_PERSONS_REVIEW = True
    paper, address = block.paper, url("block-review", block.paper, block.key, "ru")
    at_work.post(url("block-edit", paper, block.key, "ru"), {"ru-text": "Ново", "ru-version": 1})
    assert address not in page(at_work.get(url("paper-edit", paper)))
    refused = at_work.post(address, {"version": 2}, follow=True)
    assert "You were the last to edit this text. Another user has to review it." in words(refused)

    reviewer = people.signatory(first_name="Dana", last_name="Reader")
    client.force_login(reviewer)
    assert address in page(client.get(url("paper-edit", paper)))
    client.post(address, {"version": 2})

    assert Review.objects.get(version=2).by == reviewer
    assert "reviewed by Dana Reader" in words(client.get(url("block-edit", paper, block.key, "ru"), **HTMX))


def test_the_check_says_who_can_review_what_is_left(at_work, paper, block, officer):
    reviewer = people.signatory(first_name="Dana", last_name="Reader")
    blocks.edit(block, "ru", "Ново", version=1, by=officer, at=AT)

    shown = words(at_work.get(url("paper-gate", paper)))
    assert f"1 text last edited by {officer.display_name}. Who can review it: Dana Reader" in shown

    reviewer.is_active = False
    reviewer.save()
    shown = words(at_work.get(url("paper-gate", paper)))
    assert "no other user works on this plan and can review it." in shown


def test_a_list_of_texts_is_read_and_marked_together(at_work, paper):
    for position in (2, 3):
        block = paper.blocks.get(position=position)
        blocks.edit(block, "kk", f"Мәтін {position}", version=1, by=people.officer(), at=AT)

    shown = at_work.get(url("paper-review", paper, "kk"))
    assert re.search(r"<del>.*?Paragraph.*?</del> ?<ins>.*?Мәтін.*?</ins>.*?Paragraph 0 en<", page(shown))
    listed = shown.context["form"].initial["listed"]
    blocks.edit(paper.blocks.get(position=3), "kk", "Басқа", version=2, by=people.officer(), at=AT)
    moved = at_work.post(url("paper-review", paper, "kk"), {"listed": listed})
    assert (moved.status_code, Review.objects.exclude(version=1).count()) == (409, 0)

    fresh = moved.context["form"].initial["listed"]
    assert at_work.post(url("paper-review", paper, "kk"), {"listed": fresh}).url == url("paper-edit", paper)
    assert editor_rows.to_review(paper)["kk"] == []


def test_a_review_leads_on_to_the_next_language_that_the_person_may_review(at_work, paper):
    block = paper.blocks.get(position=2)
    for language in ("ru", "kk"):
        blocks.edit(block, language, "Сөз", version=1, by=people.officer(), at=AT)
    listed = at_work.get(url("paper-review", paper, "kk")).context["form"].initial["listed"]
    answer = at_work.post(url("paper-review", paper, "kk"), {"listed": listed})
    assert answer.url == url("paper-review", paper, "ru")


# split, join, kind


def test_a_text_is_split_at_the_cursor_on_a_page(at_work, paper):
    block = factory.block(paper, texts={"en": "One. Two.", "ru": "Раз. Два.", "kk": "Бір. Екі."})
    address = url("block-split", paper, block.key)

    form = at_work.get(f"{address}?language=ru&cursor=5").context["form"]
    assert [form.initial[f"text_{code}"] for code in LANGUAGES] == ["One.\nTwo.", "Раз.\nДва.", "Бір.\nЕкі."]
    response = at_work.post(address, form.initial)

    assert response.url == f"{url('paper-edit', paper)}?at={block.key}#b-{block.key}"
    assert order(paper)[2:] == ["One.", "Two."]


def test_two_blocks_are_joined_after_they_were_shown(at_work, paper, block):
    shown = at_work.get(url("block-join", paper, block.key))
    assert "Paragraph 0 kk Paragraph 1 kk" in words(shown)

    at_work.post(url("block-join", paper, block.key), shown.context["form"].initial)

    assert order(paper) == ["Paragraph 0 en Paragraph 1 en"]
    again = at_work.get(url("block-join", paper, block.key), follow=True)
    assert "can be joined with the block that follows." in words(again)


# the acts on a block


def test_what_can_be_done_with_a_block_is_on_the_page_once_and_on_a_page_of_each(at_work, paper, block):
    move = url("block-move", paper, block.key)
    editor_page = page(at_work.get(url("paper-edit", paper)))
    assert move not in editor_page
    assert editor_page.count("Move up") == 1
    assert url("block-acts", paper, block.key) in editor_page

    shown = page(at_work.get(url("block-acts", paper, block.key)))
    assert f'action="{move}"' in shown
    assert "Change kind to: heading" in shown
    assert "Change kind to: paragraph" not in shown
    title = page(at_work.get(url("block-acts", paper, paper.blocks.get(position=1).key)))
    assert "Move up" not in title
    assert "Add below" in title
    blocks.remove(block, by=None, at=AT)
    assert at_work.get(url("block-acts", paper, block.key)).status_code == 404


# presence


def test_others_are_seen_where_they_write_and_only_while_they_do(at_work, client, paper, block):
    anna = people.officer(first_name="Anna", last_name="Scribe")
    text = BlockText.objects.get(block=block, language="kk")
    client.force_login(anna)
    client.post(url("block-presence", paper, block.key, "kk"), **HTMX)

    client.force_login(people.officer())
    answer = client.post(url("block-presence", paper, block.key, "ru"), **HTMX)
    assert "Anna Scribe is writing here too (Kazakh)." in words(answer)
    assert "Anna Scribe is writing: paragraph 1 (Kazakh)" in words(client.get(url("paper-presence", paper)))
    assert "Anna Scribe" in words(client.get(url("paper-edit", paper)))
    assert "Anna Scribe has this block open now." in words(
        client.get(url("block-edit", paper, block.key, "ru"))
    )

    client.get(cell_url(block, "ru") + "?cell=1", **HTMX)  # who closes a text is gone at once
    seen = Presence.objects.get()
    later = seen.seen_at + presence.SEEN_FOR + dt.timedelta(seconds=1)
    assert [one.user.display_name for one in presence.others(paper, than=people.officer(), at=later)] == []
    presence.note(text, by=people.officer(), at=seen.seen_at + presence.KEPT_FOR + dt.timedelta(seconds=1))
    assert not Presence.objects.filter(user=anna).exists()


# the gate


def test_the_gate_lists_and_links_and_a_signatory_lets_through(client, at_work, paper, block):
    blocks.edit(block, "kk", "Жаңа", version=1, by=people.officer(), at=AT)
    shown = page(at_work.get(url("paper-gate", paper)))
    assert f'href="{url("paper-edit", paper)}?at={block.key}#b-{block.key}">Paragraph 1' in shown
    assert url("gate-override", paper) not in shown
    assert "What prevents circulation" in words(at_work.get(url("paper-detail", paper)))

    signatory = people.signatory()
    client.force_login(signatory)
    form = client.get(url("gate-override", paper)).context["form"]
    empty = client.post(url("gate-override", paper), form.initial | {"reason": " "})
    assert (empty.status_code, GateOverride.objects.count()) == (422, 0)
    client.post(url("gate-override", paper), form.initial | {"reason": "Asked by <b>SOC</b>"})

    assert GateOverride.objects.get().by == signatory
    detail = page(client.get(url("paper-detail", paper)))
    assert "Asked by &lt;b&gt;SOC&lt;/b&gt;" in detail
    assert "Required before circulation" not in detail


# history


def test_history_tells_words_who_and_when_as_text(at_work, paper, block):
    anna = people.officer(first_name="Anna", last_name="Scribe")
    blocks.edit(block, "kk", "Абзац <b>0</b> kk", version=1, by=anna, at=AT)
    blocks.change_kind(block, BlockKind.OBJECTIVE, by=anna, at=AT)

    for address in (url("paper-history", paper), url("block-history", paper, block.key)):
        shown = at_work.get(address)
        assert "Anna Scribe" in words(shown)
        assert "paragraph → objective" in words(shown)
        assert "&lt;b&gt;0&lt;/b&gt;" in page(shown) or "&lt;b" in page(shown)
        assert "<b>0" not in page(shown)
        assert "Абзац" not in words(at_work.get(address + "?language=ru"))
    assert at_work.get(url("paper-history", paper) + "?before=x").status_code == 404


# new plan


def test_a_new_plan_begins_from_an_earlier_one(at_work, paper):
    form = {
        "begin_from": paper.slug,
        "measure": paper.measure_id,
        "period_from": 2024,
        "period_to": 2025,
        "coordinator": "",
        "source_language": "en",
        "title_en": "",
        "title_ru": "",
        "title_kk": "",
    }
    create = reverse("plans:paper-create")

    other = at_work.post(create, form | {"measure": factory.measure().pk})
    assert other.context["form"].errors["measure"] == [
        "The earlier plan belongs to another measure. Choose a plan of this measure."
    ]
    assert ConceptPaper.objects.count() == 1
    at_work.post(create, form)

    begun = ConceptPaper.objects.exclude(pk=paper.pk).get()
    assert order(begun) == order(paper)
    assert begun.titles == paper.titles


# long plans


def test_a_long_plan_is_edited_in_parts_that_links_find(at_work, monkeypatch):
    monkeypatch.setattr(editor, "PART", 4)
    paper = factory.paper(blocks=9)
    sixth = paper.blocks.get(position=6)

    first = page(at_work.get(url("paper-edit", paper)))
    second = page(at_work.get(url("paper-edit", paper) + f"?at={sixth.key}"))

    assert len(re.findall(r'class="editor-row ', first)) == 4
    assert f'id="b-{sixth.key}"' not in first
    assert f'id="b-{sixth.key}"' in second
    assert more(first) == {"behind": ("Paragraphs 4–7", str(paper.blocks.get(position=5).key))}
    assert more(second) == {
        "ahead": ("Paragraphs 1–3", str(paper.blocks.get(position=1).key)),
        "behind": ("Paragraphs 8–9", str(paper.blocks.get(position=9).key)),
    }


def more(shown: str) -> dict[str, tuple[str, str]]:
    """Return what leads to the blocks at either end of a screen: its words, and whereto without a script."""
    found = re.findall(r'data-more="(\w+)".*?href="[^"]*\?at=([\w-]+)[^"]*"> ?([^<]*?) <span', shown)
    return {side: (said, key) for side, key, said in found}


def test_more_of_a_long_plan_comes_at_either_end_of_a_screen_and_a_screen_anew(at_work, monkeypatch):
    monkeypatch.setattr(editor, "PART", 4)
    paper = factory.paper(blocks=11)
    keys = [str(block.key) for block in paper.blocks.all()]

    def asked(**values: str) -> tuple[list[int], list[str], str]:
        response = at_work.get(url("paper-edit", paper), values, **HTMX)
        shown = page(response)
        numbers = [int(number or 0) for number in re.findall(r"data-number>(\d*)<", shown)]
        return numbers, list(more(shown)), response["Draft-Outline"]

    outline = sections.fingerprint(sections.places(paper))
    assert asked(behind=keys[3]) == ([4, 5, 6, 7], ["behind"], outline)
    assert asked(behind=keys[7]) == ([8, 9, 10, 11], [], outline)
    assert asked(ahead=keys[8]) == ([4, 5, 6, 7], ["ahead"], outline)
    assert asked(ahead=keys[2]) == ([0, 1], [], outline)
    assert asked(first=keys[1], last=keys[8]) == ([1, 2, 3, 4, 5, 6, 7, 8], ["ahead", "behind"], outline)
    # Where an end was removed meanwhile, the screen stays where it was; what is being written is on it.
    assert asked(first=keys[1], last="gone")[0] == asked(first="gone", last=keys[1])[0] == [1, 2, 3, 4]
    assert asked(first="gone", last="gone")[0] == [0, 1, 2, 3]
    assert (
        asked(first=keys[8], last=keys[7])[0] == asked(first=keys[8], last=keys[7], written="")[0] == [7, 8]
    )
    assert asked(first=keys[8], last=keys[7], written=f"{keys[5]},{keys[9]}")[0] == [5, 6, 7, 8, 9]
    assert asked(at="gone")[0] == [0, 1, 2, 3]


def test_more_of_a_filter_goes_on_behind_a_text_that_was_just_written(at_work, monkeypatch):
    monkeypatch.setattr(editor, "PART", 2)
    paper = factory.paper(blocks=7)
    for position in (2, 4, 6, 7):
        blocks.edit(paper.blocks.get(position=position), "kk", "", version=1, by=None, at=AT)
    written = paper.blocks.get(position=4)
    blocks.edit(written, "kk", "Жазылды", version=2, by=None, at=AT)

    shown = page(at_work.get(url("paper-edit", paper), {"show": "missing", "behind": written.key}, **HTMX))

    assert re.findall(r"data-number>(\d+)<", shown) == ["5", "6"]


def test_editorial_chosen_after_typing_spares_the_translations(at_work, block):
    opened = page(at_work.get(url("block-edit", block.paper, block.key, "en"), **HTMX))
    assert re.search(r'name="en-opened" value="1"', opened)
    radios = re.findall(r'<input type="radio"[^>]*>', opened)
    tied = [('data-hx-trigger="change"' in radio, "data-hx-vals=" in radio) for radio in radios]
    assert tied == [(True, True)] * 2
    autosave(at_work, block, "Newer", 1, **{"en-opened": 1, "en-significance": "substantive"})
    autosave(at_work, block, "Newer still", 2, **{"en-opened": 1, "en-significance": "substantive"})

    saved = autosave(at_work, block, "Newer still", 3, **{"en-opened": 1, "en-significance": "editorial"})

    assert saved.status_code == 200
    assert not re.search(r'data-state="stale"', page(saved))
    shown = words(at_work.get(url("block-history", block.paper, block.key)))
    assert "significance set · English · editorial (meaning unchanged)" in shown
    translation = page(at_work.get(url("block-edit", block.paper, block.key, "ru"), **HTMX))
    assert "ru-version" in translation and "ru-opened" not in translation
