import dataclasses
import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cica_portal.spaces import ordinary
from comments.answering import worklist
from comments.enums import Position
from comments.models import Acceptance, Disposition, Duplicate, ReplyTemplate
from comments.procedure import consultations
from comments.views.answering import list_pane
from plans import blocks
from plans.models import BlockText
from tests.comments.given import AFTER
from tests.factories import comments, members, plans


@pytest.fixture
def closed(db, set_clock):
    """Return a closed round with a comment of KZ and one of TR on the same block."""
    filed = {
        code: {"remark": f"Remark of {code}", "proposed_text": f"Wording {code}"} for code in ("KZ", "TR")
    }
    return comments.closed(set_clock, **filed)


def _list(consultation) -> str:
    return reverse("comments:disposition-list", args=[consultation.pk])


def _seen(consultation) -> str:
    return worklist.worklist_of(consultation).seen


def _answer(chosen, **fields) -> dict:
    return {
        "comment": [str(comment.pk) for comment in chosen],
        "kind": "not_accepted",
        "language": "en",
        "reply": "Agreed in 2021.",
    } | fields


def test_while_the_closing_is_being_recorded_the_pages_say_so_in_place_of_the_form(db, set_clock, client):
    said = "the closing is being recorded"
    consultation = comments.consultation(states=("KZ",))
    person = members.contact_point(members.member_state("KZ"))
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    comments.answer(consultation, person, Position.COMMENTS, remark="Remark")
    set_clock(comments.CLOSES_AT + dt.timedelta(seconds=10))
    client.force_login(members.officer(language="en"))
    detail = reverse("comments:disposition-detail", args=[consultation.pk, comments.filed()[0].pk])
    urls = [_list(consultation), detail]
    for url in urls:
        page = ordinary(client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode())
        assert said in page and 'name="reply"' not in page, url
    consultations.close(consultation, at=set_clock(AFTER))
    for url in urls:
        page = ordinary(client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode())
        assert said not in page and 'name="reply"' in page, url


def test_several_comments_are_answered_at_once_and_the_filter_stays(client, closed):
    client.force_login(members.officer())
    url = f"{_list(closed)}?disposition=open"

    answer = client.post(url, _answer(comments.filed(), seen=_seen(closed)))

    assert (answer.status_code, answer.url) == (302, url)
    found = Disposition.objects.values_list("comment__response__member_state__code", "kind", "reply")
    assert set(found) == {
        ("KZ", "not_accepted", "Agreed in 2021."),
        ("TR", "not_accepted", "Agreed in 2021."),
    }
    page = client.get(_list(closed), {"disposition": "not_accepted"}).content.decode()
    assert "Wording KZ" in page and "Wording TR" in page
    assert "Wording KZ" not in client.get(url).content.decode()


def test_all_that_a_filter_shows_is_answered_at_once(client, closed):
    client.force_login(members.officer())
    client.post(f"{_list(closed)}?state=KZ", _answer([], all="yes", seen=_seen(closed)))
    assert [one.comment for one in Disposition.objects.all()] == comments.filed()[:1]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reply": ""}, "Write a reply to the State"),
        ({"comment": []}, "Choose at least one comment."),
        ({"kind": ""}, "This field is required."),
    ],
)
def test_a_refused_answer_keeps_what_was_typed_and_chosen(client, closed, fields, words):
    client.force_login(members.officer())
    [first, _second] = comments.filed()

    answer = client.post(_list(closed), _answer([first], **fields))

    page = answer.content.decode()
    assert (answer.status_code, words in page, Disposition.objects.count()) == (422, True, 0)
    if "comment" not in fields:
        assert re.search(rf'value="{first.pk}"[^>]* checked', page)
    if "reply" not in fields:
        assert "Agreed in 2021." in page


def test_an_answer_given_meanwhile_is_shown_and_kept(client, closed):
    [first, _second] = comments.filed()
    officer = members.officer()
    client.force_login(officer)
    comments.reply_to(first, reply="A colleague’s answer.", by=officer, at=AFTER)

    answer = client.post(_list(closed), _answer([first], seen="0.0"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A colleague replied to these comments" in page and "1 of 2 answered" in page
    assert "Agreed in 2021." in page
    assert Disposition.objects.count() == 1


def test_a_reply_kept_ready_is_put_in_and_nothing_is_recorded(client, closed):
    template = ReplyTemplate.objects.create(
        kind="noted", texts={"en": "Noted with thanks.", "ru": "Принято к сведению с благодарностью."}
    )
    client.force_login(members.officer())
    fields = {"template": str(template.pk), "begin": "yes", "kind": "", "reply": "", "language": "ru"}

    page = client.post(_list(closed), _answer(comments.filed()[:1], **fields)).content.decode()

    assert "Принято к сведению с благодарностью.</textarea>" in page
    assert '<option value="noted" selected>' in page
    assert Disposition.objects.count() == 0


def test_a_proposed_disposition_is_confirmed_by_the_secretariat(client, closed, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    coordinator = plans.coordinating(closed.revision.paper)
    [first, _second] = comments.filed()
    client.signed_in(coordinator).post(_list(closed), _answer([first], seen=_seen(closed)))
    assert "Confirm what is proposed" not in client.get(_list(closed)).content.decode()

    detail = reverse("comments:disposition-detail", args=[closed.pk, first.pk])
    assert "proposed, to be confirmed" in client.signed_in(members.officer()).get(detail).content.decode()
    page = client.post(_list(closed), {"comment": [str(first.pk)], "confirm": "yes"})
    assert page.status_code == 422 and "A colleague replied to these comments" in page.content.decode()
    client.post(_list(closed), {"comment": [str(first.pk)], "confirm": "yes", "seen": _seen(closed)})

    assert list(Disposition.objects.values_list("stage", flat=True)) == ["proposed", "confirmed"]
    page = client.get(detail).content.decode()
    assert "proposed, to be confirmed" not in page and "Agreed in 2021." in page


def test_what_came_since_the_list_was_opened_is_not_answered_with_all(client, closed):
    client.force_login(members.officer())
    listed = worklist.worklist_of(closed)
    before = dataclasses.replace(listed, readings=listed.readings[:1]).seen

    page = client.post(_list(closed), _answer([], all="yes", seen=before))

    assert (page.status_code, Disposition.objects.count()) == (422, 0)
    assert "The comments are no longer those that you saw" in page.content.decode()
    client.post(_list(closed), _answer([], all="yes", seen=listed.seen))
    assert Disposition.objects.count() == 2


def test_a_comment_is_answered_together_with_another(client, closed):
    [first, second] = comments.filed()
    client.force_login(members.officer())
    url = reverse("comments:disposition-answer-with", args=[closed.pk, second.pk])

    before = _seen(closed)
    client.post(url, {"original": str(first.pk)})
    client.post(_list(closed), _answer([first], seen=before))
    assert not Disposition.objects.exists()  # the page had not shown that the other shares the reply
    client.post(_list(closed), _answer([first], seen=_seen(closed)))

    assert Disposition.objects.filter(comment=second).exists()
    client.post(url, {"original": ""})
    assert not Duplicate.objects.exists()


def test_a_comment_of_another_consultation_does_not_exist_here(client, closed):
    client.force_login(members.officer())
    other = comments.consultation(respond_by=dt.date(2022, 7, 1))
    url = reverse("comments:disposition-detail", args=[other.pk, comments.filed()[0].pk])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(("page", "most"), [("disposition-list", 15), ("disposition-detail", 24)])
def test_the_pages_ask_the_same_number_of_queries_however_long_the_list(
    client, closed, page, most, django_assert_max_num_queries
):
    client.force_login(members.officer())
    args = [closed.pk] if page == "disposition-list" else [closed.pk, comments.filed()[0].pk]
    url = reverse(f"comments:{page}", args=args)
    client.get(url)
    with django_assert_max_num_queries(most) as few:
        client.get(url)
    for code in ("AZ", "CN", "IN"):
        comments.late_comment(closed, members.contact_point(members.member_state(code)))
    with django_assert_max_num_queries(len(few.captured_queries)):
        shown = client.get(url).content.decode()
    assert shown.count("data-comment") == 3  # the three that say the same are one line


def test_a_long_list_is_shown_in_parts_and_one_comment_in_its_own(client, closed, monkeypatch):
    monkeypatch.setattr(list_pane, "LISTED", 1)
    client.force_login(members.officer())
    first, second = comments.filed()
    page = client.get(_list(closed)).content.decode()
    assert _one(closed, first) in page and _one(closed, second) not in page
    assert f"{_list(closed)}?from=1" in page
    assert "Wording TR" in client.get(_list(closed), {"from": "1"}).content.decode()
    detail = client.page("comments:disposition-detail", closed.pk, second.pk)
    assert re.search(rf'value="{second.pk}" aria-labelledby', detail)


# One comment -----------------------------------------------------------------------------------------


def _one(consultation, comment) -> str:
    return reverse("comments:disposition-detail", args=[consultation.pk, comment.pk])


def _into(consultation, comment, text: str, version: int = 1) -> dict:
    name = f"text-{comment.block_key}-en"
    return {"kind": "accepted", "language": "en", "reply": "", name: text, f"version-{name}": version}


def _draft(comment) -> str:
    return BlockText.objects.get(block__key=comment.block_key, language="en").text


def test_a_comment_is_accepted_into_the_draft_and_the_next_one_opens(client, closed):
    client.force_login(members.officer())
    first, second = comments.filed()
    page = client.get(_one(closed, first)).content.decode()
    assert f'name="text-{first.block_key}-en"' in page and "Wording KZ</textarea>" in page
    assert "Another proposal changes the same words." in page

    answer = client.post(_one(closed, first), _into(closed, first, "Wording KZ"))

    assert answer.url == _one(closed, second)
    assert (_draft(first), Acceptance.objects.get().comment) == ("Wording KZ", first)
    page = client.get(answer.url).content.decode()
    assert "accepted, in the draft" in " ".join(page.split())
    assert "the words it refers to have changed: check" in page


def test_what_is_said_after_the_last_reply_leaves_late_comments_out(client, closed):
    first, second = comments.filed()
    comments.late_comment(closed, members.contact_point(members.member_state("KG")))
    client.force_login(members.officer(language="en"))
    client.post(_one(closed, first), _into(closed, first, "Wording KZ"))
    page = client.post(_one(closed, second), {"kind": "noted", "language": "en", "reply": "x"}, follow=True)
    said = ordinary(page.content.decode())
    assert "Every comment received in time has a reply." in said and "2 of 2 answered" in said


def test_what_was_settled_last_is_undone_on_the_next_page(client, closed):
    client.force_login(members.officer())
    first, _second = comments.filed()
    before = _draft(first)
    client.post(_one(closed, first), _into(closed, first, "Wording KZ"))
    act = str(Disposition.objects.get().act)
    url = reverse("comments:disposition-undo", args=[closed.pk])

    assert client.post(url, {"act": act}).url == _one(closed, first)
    assert (_draft(first), Disposition.objects.count()) == (before, 0)
    client.post(url, {"act": act})  # a second click finds nothing to undo, and changes nothing
    assert (_draft(first), Disposition.recorded.count()) == (before, 1)


def test_a_text_that_was_changed_meanwhile_is_shown_and_nothing_recorded(client, closed):
    client.force_login(members.officer())
    [first, _second] = comments.filed()
    now = BlockText.objects.get(block__key=first.block_key, language="en")
    blocks.edit(now.block, "en", "Quite other words", version=now.version, by=None, at=AFTER)

    answer = client.post(_one(closed, first), _into(closed, first, "My wording", version=now.version))

    page = answer.content.decode()
    assert (answer.status_code, Disposition.recorded.count()) == (409, 0)
    assert "My wording</textarea>" in page and "Quite" in page
    assert f'name="version-text-{first.block_key}-en" value="{now.version + 1}"' in page


def test_a_coordinator_proposes_and_the_officer_finds_the_wording_to_confirm(client, closed, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    coordinator = plans.coordinating(closed.revision.paper)
    [first, _second] = comments.filed()
    before = _draft(first)
    sent = _into(closed, first, "Wording of ours") | {"kind": "accepted_with_changes", "reply": "In part."}
    client.signed_in(coordinator).post(_one(closed, first), sent)
    assert _draft(first) == before

    page = client.signed_in(members.officer()).get(_one(closed, first)).content.decode()
    assert "Wording of ours</textarea>" in page and "In part.</textarea>" in page
    client.post(_one(closed, first), sent | {f"seen-{first.pk}": "1"})
    assert _draft(first) == "Wording of ours"


def test_the_list_says_in_the_readers_quotation_marks_what_a_comment_changes(client, closed):
    client.force_login(members.officer(language="en"))
    page = ordinary(client.get(_one(closed, comments.filed()[0])).content.decode())
    pane = page[page.index('class="worklist-lines"') :]
    assert "“Paragraph 0 en” replaced by “Wording KZ”" in strip_tags(pane)
    # The words of the text alone are in its language.
    assert [f'<span lang="en">{words}</span>' in pane for words in ("Paragraph 0 en", "Wording KZ")] == [
        True
    ] * 2


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            {"proposed_text": "A paragraph 0 en, which all points of contact review"},
            "“, which all points of contact review” added",
        ),
        (
            {"operation": "ADD", "proposed_text": "One more event."},
            "New text after this paragraph: One more event.",
        ),
        ({"operation": "SUP", "proposed_text": ""}, "Delete this paragraph."),
    ],
)
def test_a_comment_is_known_by_the_same_words_in_the_margin_and_in_the_list(
    client, set_clock, db, said, line
):
    consultation = comments.closed(set_clock, KZ=said)
    [comment] = comments.filed()
    client.force_login(members.officer(language="en"))
    text = client.get(reverse("comments:consultation-detail", args=[consultation.pk])).context["page"]
    margin = "".join(str(block.margin) for block in text.blocks)
    page = client.get(_one(consultation, comment)).content.decode()
    pane = page[page.index('class="worklist-lines"') :]
    for shown in (margin, pane[: pane.index("</ul>")]):
        assert line in ordinary(strip_tags(shown))


def test_the_type_of_a_comment_on_the_text_as_a_whole_is_said_once(client, set_clock, db):
    consultation = comments.closed(set_clock, KZ={"block_key": None, "type": "editorial"})
    client.force_login(members.officer(language="en"))
    page = client.get(_one(consultation, comments.filed()[0])).content.decode()
    assert page.count("editorial · general comment") == 1


def test_a_language_that_is_behind_takes_no_wording(client, closed):
    client.force_login(members.officer())
    [first, _second] = comments.filed()
    now = BlockText.objects.get(block__key=first.block_key, language="ru")
    blocks.accept(now.block, "ru", "Другие слова", version=now.version, by=None, at=AFTER)
    page = client.get(_one(closed, first)).content.decode()
    assert "does not follow the last change of the paragraph" in page
    editor = reverse("plans:paper-edit", args=[closed.revision.paper.slug])
    assert f'href="{editor}?at={first.block_key}#b-{first.block_key}"' in page
    assert f'name="text-{first.block_key}-en"' not in page


@pytest.mark.parametrize("role", ["officer", "coordinator"])
def test_lists_say_how_many_comments_wait_for_an_answer(client, closed, role):
    waiting = "2 comments need a reply"
    person = members.officer(language="en") if role == "officer" else members.coordinator(language="en")
    if role == "coordinator":
        plans.coordinator_of(closed.revision.paper.measure, person, state=person.member_state)
    client.force_login(person)
    for url in (reverse("comments:consultation-list"), "/"):
        page = ordinary(client.get(url).content.decode())
        assert waiting in page and _list(closed) in page
    comments.reply_to(*comments.filed(), kind="accepted", reply="", by=members.officer(), at=AFTER)
    page = ordinary(client.page("comments:consultation-list"))
    assert "all comments have a reply" in page and waiting not in page


def test_accepting_many_says_how_many_wait_and_marks_them(client, set_clock, db):
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    consultation = comments.consultation(states=("KZ", "TR", "UZ"))
    remark = {"remark": "Speak of enterprises.", "block_key": None}
    second = consultation.revision.blocks.order_by("position")[2].key
    proposed = [{"proposed_text": "A wording"}, remark, {"proposed_text": "Another", "block_key": second}]
    for code, fields in zip(("KZ", "TR", "UZ"), proposed, strict=True):
        person = members.contact_point(members.member_state(code))
        comments.answer(consultation, person, Position.COMMENTS, **fields)
    consultations.close(consultation, at=set_clock(AFTER))
    key = comments.first_paragraph(consultation).key
    text = BlockText.objects.get(block__key=key, language="en")
    blocks.edit(text.block, "en", "Other words.", version=text.version, by=members.officer(), at=AFTER)
    client.force_login(members.officer(language="en"))
    sent = _answer(comments.filed(), kind="accepted", reply="", seen=_seen(consultation))

    page = ordinary(client.post(_list(consultation), sent, follow=True).content.decode())

    assert "in the draft: 1, not yet in the draft: 2" in re.sub(r"\s+", " ", strip_tags(page))
    assert page.count("accepted, not yet in the draft") == 2
    every = reverse("comments:merge-all", args=[consultation.pk])
    assert re.search(rf'<a href="{every}">[^<]+: 2</a>', page)
    waiting = client.get(_list(consultation), {"disposition": "missing"}).context["pane"]
    assert sum(len(part["lines"]) for part in waiting["parts"]) == 2


def test_a_remark_is_asked_where_it_is_done_and_its_reason_stays(client, set_clock, db):
    consultation = comments.closed(set_clock, KZ={"remark": "Speak of enterprises."})
    client.force_login(members.officer())
    [comment] = comments.filed()
    url = reverse("comments:disposition-detail", args=[consultation.pk, comment.pk])
    values = {"language": "en", f"seen-{comment.pk}": "0", "no_change": "The text says so."}

    refused = client.post(url, values).content.decode()
    assert "The text says so." in refused
    client.post(url, values | {"kind": "accepted"})

    assert Disposition.objects.get().no_change == "The text says so."
    assert "The text says so." in client.get(url).content.decode()


def test_what_superseded_several_comments_is_chosen_with_their_answer(client, closed):
    client.force_login(members.officer())
    first, second = comments.filed()
    sent = {"comment": [first.pk], "kind": "overtaken", "reply": "See there.", "language": "en"}
    sent |= {"act": "record", "seen": _seen(closed)}
    page = client.post(_list(closed), sent).content.decode()
    assert "Choose what superseded the comment." in page
    assert "See there." in page
    assert not Disposition.objects.exists()
    client.post(_list(closed), sent | {"superseded_by": f"c{second.pk}"})
    assert Disposition.objects.get().superseded_by == second
