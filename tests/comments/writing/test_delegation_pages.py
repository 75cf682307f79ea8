import datetime as dt
import re
import uuid

from django.urls import reverse

from cica_portal import clock
from cica_portal.spaces import ordinary
from comments.models import DraftComment, Receipt, Response
from comments.procedure import consultations
from comments.writing import drafts, proposed_events
from initiatives import proposals
from initiatives.models import ProposedEvent
from members.models import DelegationEntry
from plans.models import RevisionBlock
from tests.factories import comments, plans
from tests.factories.initiatives import proposed_event

AFTER = "2022-06-07T09:00:00+06:00"


def _form(**fields):
    return {
        "type": "substantive",
        "language": "en",
        "version": "0",
        "remark": "A remark",
        "rationale": "A reason",
    } | fields


def _hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


def _answer(client, name, consultation, **fields):
    url = reverse(name, args=[consultation.pk])
    return client.post(url, _hidden(client.get(url)) | fields)


def test_list_shows_what_is_asked_and_the_own_state_of_work(consultation, contact, other, client):
    comments.draft(consultation, contact)
    page = client.signed_in(contact).get(reverse("comments:consultation-list")).content.decode()
    assert consultation.reference in page
    assert "Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)" in page
    assert "1 draft comment of your delegation has not been submitted." in page
    assert "No response from your State" in page
    page = client.signed_in(other).get(reverse("comments:consultation-list")).content.decode()
    assert "in draft" not in page
    assert "Time in your capital: Monday, 6\u00a0June\u00a02022, 20:59 (Ankara time, UTC+03:00)" in page


def test_text_is_read_in_two_languages_side_by_side(consultation, contact, client):
    page = client.signed_in(contact).get(
        reverse("comments:consultation-detail", args=[consultation.pk]), {"language": "en", "with": "kk"}
    )
    shown = [re.findall(r"<p>(Paragraph.*?)</p>", block.main) for block in page.context["page"].blocks]
    assert shown[1:] == [["Paragraph 0 en", "Paragraph 0 kk"], ["Paragraph 1 en", "Paragraph 1 kk"]]
    assert "document-parallel" in page.content.decode()


def test_who_opens_the_consultation_on_an_earlier_text_is_led_to_the_one_on_the_later(
    consultation, contact, client, set_clock
):
    said = "A later text of this plan was circulated under note {number}."
    url = reverse("comments:consultation-detail", args=[consultation.pk])
    consultations.close(consultation, at=set_clock(comments.CLOSES_AT + dt.timedelta(hours=1)))
    later = comments.consultation(
        states=("KZ",),
        revision=comments.revision(consultation.revision.paper),
        opens_at=comments.CLOSES_AT + dt.timedelta(days=1),
        respond_by=comments.RESPOND_BY + dt.timedelta(days=20),
    )
    set_clock(later.opens_at)
    address = reverse("comments:consultation-detail", args=[later.pk])

    page = ordinary(client.signed_in(contact).get(url).content.decode())

    assert said.format(number=later.reference) in " ".join(page.split()) and f'href="{address}"' in page
    assert said.split("{")[0] not in ordinary(client.signed_in(contact).get(address).content.decode())


def test_a_comment_is_written_on_a_paragraph_and_shown_as_a_redline(consultation, drafter, client):
    block = comments.first_paragraph(consultation)
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={block.key}&language=ru"
    form = client.signed_in(drafter).get(url).context["form"]
    assert form["proposed_text"].value() == "Paragraph 0 ru"
    answer = client.post(url, _form(language="ru", proposed_text="Paragraph 0 новый"))
    draft = DraftComment.objects.get()
    assert answer.url == (
        reverse("comments:consultation-detail", args=[consultation.pk]) + f"?language=ru#c-{draft.pk}"
    )
    assert (draft.block_key, draft.language, draft.proposed_text) == (block.key, "ru", "Paragraph 0 новый")
    page = client.get(answer.url).content.decode()
    assert f'id="c-{draft.pk}"' in page
    assert "<del>" in page and ">ru<span" in page and "<ins>" in page and ">новый<span" in page
    assert "draft, visible to your delegation only" in page


def test_emphasis_is_proposed_by_marks_and_shown_as_changed_words_in_type(consultation, drafter, client):
    block = comments.first_paragraph(consultation)
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={block.key}&language=ru"
    assert "data-text-tools" in client.signed_in(drafter).get(url).content.decode()
    answer = client.post(url, _form(language="ru", proposed_text="*Paragraph* 0 ru"))
    page = client.get(answer.url).content.decode()
    assert "<em>Paragraph</em>" in page
    assert "*Paragraph*" not in page
    assert DraftComment.objects.get().proposed_text == "*Paragraph* 0 ru"


def test_a_comment_on_an_unknown_paragraph_is_not_found(consultation, drafter, client):
    url = reverse("comments:draft-create", args=[consultation.pk])
    for block in (uuid.uuid4(), "first"):
        assert client.signed_in(drafter).get(url, {"block": block}).status_code == 404


def test_a_stale_save_shows_both_texts_and_a_way_on(consultation, contact, drafter, client):
    draft = comments.draft(consultation, drafter)
    url = reverse("comments:draft-edit", args=[draft.pk])
    client.signed_in(contact).post(url, _form(version="1", remark="The colleague’s <b>text</b>"))
    page = client.signed_in(drafter).post(url, _form(version="1", remark="My text"))
    content = page.content.decode()
    assert page.status_code == 409
    assert "My text" in content and "The colleague’s &lt;b&gt;text&lt;/b&gt;" in content
    assert DraftComment.objects.get().remark == "The colleague’s <b>text</b>"
    version = page.context["form"]["version"].value()
    client.post(url, _form(version=version, remark="My text"))
    assert DraftComment.objects.get().remark == "My text"


def test_a_comment_after_the_deadline_is_kept_and_says_so(consultation, other, client, set_clock):
    set_clock(AFTER)
    url = reverse("comments:draft-create", args=[consultation.pk])
    assert "The deadline has passed" in client.signed_in(other).get(url).content.decode()
    page = client.post(url, _form(remark="Late thought"), follow=True)
    assert DraftComment.objects.get().remark == "Late thought"
    assert [str(message) for message in page.context["messages"]] == [
        "The deadline has passed: responses were accepted until Monday, 6\u00a0June\u00a02022, 23:59 "
        "(Nur-Sultan time, UTC+06:00), which is Monday, 6\u00a0June\u00a02022, 20:59 (Ankara time, "
        "UTC+03:00) in your capital. Your text was saved as a draft of your delegation."
    ]


def test_the_redline_is_shown_as_it_is_typed(consultation, drafter, client):
    block = comments.first_paragraph(consultation)
    url = reverse("comments:redline-preview", args=[consultation.pk, block.key, "en"])
    client.force_login(drafter)
    answer = client.post(url, {"language": "en", "proposed_text": "Paragraph <0> en"}).content.decode()
    assert "&lt;" in answer and "<ins>" in answer and "<0>" not in answer
    assert client.post(url, {"language": "en", "proposed_text": "Paragraph 0 en"}).content == b""
    for refused in ("a\x00b", "x" * 50_001):
        answer = client.post(url, {"language": "en", "proposed_text": refused})
        assert (answer.status_code, answer.content) == (204, b"")
    assert DraftComment.objects.count() == 0


def _sent(page, **fields):
    """Return what a form with fields to fill in sends, with the marks that stand hidden in its page."""
    form = page.context["form"]
    return {name: form[name].value() for name in ("key", "version", "language")} | fields


def test_a_new_comment_that_is_sent_twice_is_one_draft(consultation, drafter, client):
    client, url = client.signed_in(drafter), reverse("comments:draft-create", args=[consultation.pk])
    page = client.get(url)
    assert f'name="key" value="{page.context["form"]["key"].value()}"' in page.content.decode()
    sent = _sent(page, remark="A remark", rationale="A reason", type="substantive")
    assert client.post(url, sent).url == client.post(url, sent).url
    assert DelegationEntry.objects.filter(action="draft.create").count() == 1

    # With other words the person decides, and saves over the draft that there is.
    page = client.post(url, sent | {"remark": "More than before"})
    assert (page.status_code, DraftComment.objects.get().remark) == (409, "A remark")
    assert "A remark" in page.content.decode() and "More than before" in page.content.decode()
    again = page.context["again_url"]
    client.post(again, _sent(page, remark="More than before", rationale="A reason", type="substantive"))
    assert DraftComment.objects.get().remark == "More than before"

    sent = _sent(client.get(url), remark="A remark", rationale="A reason", type="substantive")
    client.post(url, sent)
    assert DraftComment.objects.count() == 2


def test_a_form_to_which_one_went_back_makes_no_second_draft_of_the_same_words(
    consultation, drafter, contact, client
):
    client, url = client.signed_in(drafter), reverse("comments:draft-create", args=[consultation.pk])
    first = client.post(
        url, _sent(client.get(url), remark="A remark", rationale="A reason", type="substantive")
    )

    # The browser shows the typed words again in a form that was made anew.
    again = _sent(client.get(url), remark="A remark", rationale="A reason", type="substantive")
    answer = client.post(url, again, follow=True)

    assert answer.redirect_chain[-1][0] == first.url
    assert "Draft saved" in answer.content.decode()
    assert DelegationEntry.objects.filter(action="draft.create").count() == 1
    # What is being typed may go on in other words: it is a draft of its own. So is what a colleague writes.
    client.post(url, again | {"autosave": "m"}, headers={"HX-Request": "true"})
    assert DraftComment.objects.count() == 2
    colleague = client.signed_in(contact)
    sent = _sent(colleague.get(url), remark="A remark", rationale="A reason", type="substantive")
    colleague.post(url, sent)
    assert DraftComment.objects.count() == 3


def test_the_key_of_a_draft_of_another_state_saves_nothing(consultation, drafter, other, client):
    draft = comments.draft(consultation, drafter)
    url = reverse("comments:draft-create", args=[consultation.pk])
    page = client.signed_in(other).post(url, _form(key=str(draft.pk), remark="Theirs"))
    assert (page.status_code, DraftComment.objects.get().remark) == (422, "A remark")
    assert "A remark" not in page.content.decode()


def test_a_draft_that_a_colleague_rewrote_since_is_not_removed_unread(consultation, contact, drafter, client):
    draft = comments.draft(consultation, contact)
    client, url = client.signed_in(contact), reverse("comments:draft-remove", args=[draft.pk])
    sent = _hidden(client.get(url))
    said = {name: getattr(draft, name) for name in drafts.ALWAYS} | {"remark": "The line of our capital"}
    drafts.save(consultation, draft=draft, version=1, **said, by=drafter, at=draft.updated_at)

    page = client.post(url, sent)

    assert (page.status_code, DraftComment.objects.count()) == (409, 1)
    assert "Nothing was removed" in page.content.decode()
    assert "The line of our capital" in page.content.decode()
    assert client.post(url, {}).status_code == 409
    assert client.post(url, _hidden(page)).status_code == 302
    assert DraftComment.objects.count() == 0


def test_what_is_previewed_is_filed_and_the_receipt_shows_it(consultation, contact, client):
    comments.draft(consultation, contact, proposed_text="Paragraph 0 better")
    client.force_login(contact)
    answer = _answer(client, "comments:response-submit", consultation)
    receipt = Receipt.objects.get()
    url = f"/receipts/{consultation.reference}-KZ-1/"
    result = client.get(answer.url).content.decode()
    assert (answer.url, f'href="{url}">Show receipt' in result) == ("/", True)
    page = client.get(url).content.decode()
    for shown in (receipt.number, receipt.sha256, "Aigerim Bek", "A remark", "A reason", ">better<span"):
        assert shown in page
    assert "Wednesday, 1\u00a0June\u00a02022, 12:00 (UTC+06:00)" in page


def test_no_objection_says_how_many_comments_cease_to_be_in_force(consultation, contact, client):
    said = "2 comments that your State submitted under receipt {} will then no longer be in force."
    for remark in ("One", "Another"):
        comments.draft(consultation, contact, remark=remark)
    response = comments.answer(consultation, contact, "comments")
    page = client.signed_in(contact).get(reverse("comments:response-no-objection", args=[consultation.pk]))
    shown = ordinary(" ".join(re.sub(r"</?span[^>]*>", "", page.content.decode()).split()))
    assert said.format(response.receipt.number) in shown


def test_submitting_late_is_refused_on_both_clocks_and_kept(consultation, other, client, set_clock):
    official = "Monday, 6 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)"
    own = "Monday, 6 June 2022, 20:59 (Ankara time, UTC+03:00)"
    comments.draft(consultation, other, remark="Written in time, sent too late")
    set_clock(AFTER)
    page = _answer(client.signed_in(other), "comments:response-submit", consultation)
    content = ordinary(page.content.decode())
    assert page.status_code == 409
    assert official in content and own in content
    assert Response.objects.get().is_late is True
    assert f"{consultation.reference}-TR-1" in content
    assert DraftComment.objects.get().remark == "Written in time, sent too late"


def test_a_form_without_its_key_files_nothing(consultation, contact, client):
    comments.draft(consultation, contact)
    page = client.signed_in(contact).post(reverse("comments:response-submit", args=[consultation.pk]), {})
    assert (page.status_code, Response.objects.count()) == (422, 0)


def test_an_event_is_proposed_previewed_and_filed(consultation, contact, client):
    client.force_login(contact)
    data = {
        "language": "kk",
        "title": "Семинар",
        "kind": "seminar",
        "format": "hybrid",
        "year": "2023",
        "quarter": "2",
        "place": "Астана",
        "description": "Мақсаты",
        "contact": "",
        "version": "0",
    }
    answer = client.post(reverse("comments:event-create", args=[consultation.pk]), data)
    event = ProposedEvent.objects.get()
    assert answer.url == reverse("comments:event-file", args=[consultation.pk, event.pk])
    page = client.get(answer.url)
    assert "Семинар" in page.content.decode()
    assert event.filed_at is None
    answer = client.post(answer.url, _hidden(page))
    receipt = Receipt.objects.get(proposed_event=event)
    assert answer.url == reverse("comments:receipt-detail", args=[receipt.number])
    shown = client.get(answer.url).content.decode()
    assert "quarter 2 of 2023" in shown
    assert "The Secretariat decides on the event and tells your delegation by e-mail." in shown
    again = client.post(reverse("comments:event-file", args=[consultation.pk, event.pk]))
    assert (again.url, Receipt.objects.count()) == (answer.url, 1)


def test_an_event_is_proposed_with_days_hosts_and_objectives(consultation, contact, client):
    block = plans.block(consultation.revision.paper, kind="objective", texts={"en": "Sharing information"})
    RevisionBlock.objects.create(
        revision=consultation.revision,
        key=block.key,
        kind=block.kind,
        position=block.position,
        texts={"en": "Sharing information", "ru": "Обмен", "kk": "Алмасу"},
    )
    client.force_login(contact)
    data = {
        "language": "en",
        "title": "Workshop on incident response",
        "kind": "workshop",
        "format": "in_person",
        "date_from": "2023-05-12",
        "date_to": "2023-05-14",
        "host": "KZ",
        "co_hosts": ["TR"],
        "objectives": [str(block.key)],
        "version": "0",
    }
    answer = client.post(reverse("comments:event-create", args=[consultation.pk]), data)
    event = ProposedEvent.objects.get()
    assert (event.host.code, event.co_hosts, event.year) == ("KZ", ["TR"], 2023)
    page = client.get(answer.url).content.decode()
    assert "12-14 May 2023" in page and "State TR" in page and "3, a) Sharing information" in page


def test_an_event_that_a_colleague_rewrote_since_is_not_filed_unread(
    consultation, contact, drafter, client, at
):
    event = proposed_event(consultation.revision.paper, contact, title="As shown")
    client, url = client.signed_in(contact), reverse("comments:event-file", args=[consultation.pk, event.pk])
    sent = _hidden(client.get(url))
    proposed_events.save(consultation, by=drafter, at=at, event=event, version=1, title="Quite another")

    page = client.post(url, sent)

    assert (page.status_code, Receipt.objects.count()) == (409, 0)
    assert "Nothing was submitted" in page.content.decode() and "Quite another" in page.content.decode()
    assert client.post(url, _hidden(page)).status_code == 302
    assert Receipt.objects.get().content["event"]["title"] == "Quite another"


def test_a_stale_event_shows_both_texts(consultation, contact, drafter, client, at):
    event = proposed_event(consultation.revision.paper, drafter)
    proposed_events.save(consultation, by=drafter, at=at, event=event, version=1, title="First")
    data = {"language": "en", "title": "Second", "kind": "seminar", "format": "online", "version": "1"}
    page = client.signed_in(contact).post(
        reverse("comments:event-edit", args=[consultation.pk, event.pk]), data
    )
    assert page.status_code == 409
    assert "First" in page.content.decode() and "Second" in page.content.decode()
    assert ProposedEvent.objects.get().title == "First"


def test_the_answers_of_a_state_are_listed_with_their_receipts(consultation, contact, other, client):
    comments.answer(consultation, contact)
    comments.answer(consultation, contact, "comments")
    comments.answer(consultation, other)
    page = client.signed_in(contact).get(reverse("comments:answer-list"))
    assert [receipt.number for receipt in page.context["receipts"]] == [
        f"{consultation.reference}-KZ-2",
        f"{consultation.reference}-KZ-1",
    ]


def test_what_is_submitted_is_in_progress_no_more(consultation, contact, client):
    event = proposed_event(consultation.revision.paper, contact)
    client, url = client.signed_in(contact), reverse("comments:answer-list")
    assert [item.own_events for item in client.get(url).context["in_hand"]] == [1]
    proposals.mark_filed(event, by=contact, at=clock.now())
    comments.answer(consultation, contact)
    assert client.get(url).context["in_hand"] == []
