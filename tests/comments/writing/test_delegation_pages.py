import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal import clock
from cica_portal.spaces import ordinary
from comments.models import DraftComment, Receipt, Response
from comments.procedure import consultations
from comments.writing import drafts, proposed_events
from guide import hints
from initiatives import proposals
from initiatives.models import ProposedEvent
from members.models import DelegationEntry
from plans.models import RevisionBlock
from tests.factories import comments, members, plans
from tests.factories.initiatives import proposed_event

AFTER = "2022-06-07T09:00:00+06:00"


@pytest.fixture
def sign_in(client):
    def sign_in_as(user):
        client.force_login(user)
        return client

    return sign_in_as


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


def test_list_shows_what_is_asked_and_the_own_state_of_work(consultation, contact, other, sign_in):
    comments.draft(consultation, contact)
    page = sign_in(contact).get(reverse("comments:consultation-list")).content.decode()
    assert consultation.reference in page
    assert "Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)" in page
    assert "1 draft comment of your delegation has not been submitted." in page
    assert "No response from your State" in page
    page = sign_in(other).get(reverse("comments:consultation-list")).content.decode()
    assert "in draft" not in page
    assert "Time in your capital: Monday, 6\u00a0June\u00a02022, 20:59 (Ankara time, UTC+03:00)" in page


def test_list_tells_filed_comments_from_those_changed_since(consultation, contact, sign_in):
    draft = comments.draft(consultation, contact)
    comments.answer(consultation, contact, "comments")
    page = sign_in(contact).get(reverse("comments:consultation-list")).content.decode()
    assert "Comments submitted for your State" in page and "in draft" not in page
    drafts.save(
        consultation,
        by=contact,
        at=draft.created_at,
        draft=draft,
        version=1,
        block_key=draft.block_key,
        type="substantive",
        language="en",
        remark="Changed",
        proposed_text="",
        rationale="A reason",
    )
    page = sign_in(contact).get(reverse("comments:consultation-list")).content.decode()
    assert "1 draft comment of your delegation has not been submitted." in page


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_text_is_read_in_each_language(consultation, contact, sign_in, language):
    page = sign_in(contact).get(
        reverse("comments:consultation-detail", args=[consultation.pk]), {"language": language}
    )
    shown = [re.findall(r"<p>(Paragraph.*?)</p>", block.main) for block in page.context["page"].blocks]
    assert shown[1:] == [[f"Paragraph 0 {language}"], [f"Paragraph 1 {language}"]]


def test_text_is_read_in_two_languages_side_by_side(consultation, contact, sign_in):
    page = sign_in(contact).get(
        reverse("comments:consultation-detail", args=[consultation.pk]), {"language": "en", "with": "kk"}
    )
    shown = [re.findall(r"<p>(Paragraph.*?)</p>", block.main) for block in page.context["page"].blocks]
    assert shown[1:] == [["Paragraph 0 en", "Paragraph 0 kk"], ["Paragraph 1 en", "Paragraph 1 kk"]]
    assert "document-parallel" in page.content.decode()


def test_opening_the_text_shows_that_the_state_was_reached(consultation, contact, other, sign_in, at):
    consultation.addressees.update(reached_at=None)
    sign_in(contact).get(reverse("comments:consultation-detail", args=[consultation.pk]))
    reached = dict(consultation.addressees.values_list("member_state__code", "reached_at"))
    assert (reached["KZ"].date(), reached["TR"]) == (at.date(), None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A later text of this plan was circulated under note {number}."),
        ("ru", "Более поздний текст этого плана распространен нотой № {number}."),
        ("kk", "Осы жоспардың кейінгі мәтіні № {number} нотамен таратылды."),
    ],
)
def test_who_opens_the_consultation_on_an_earlier_text_is_led_to_the_one_on_the_later(
    consultation, contact, sign_in, set_clock, language, said
):
    contact.language = language
    contact.save(update_fields=["language"])
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

    page = ordinary(sign_in(contact).get(url).content.decode())

    assert said.format(number=later.reference) in " ".join(page.split()) and f'href="{address}"' in page
    assert said.split("{")[0] not in ordinary(sign_in(contact).get(address).content.decode())


def test_the_second_language_stays_beside_the_text_after_a_comment_is_saved(consultation, drafter, sign_in):
    client = sign_in(drafter)
    reading = reverse("comments:consultation-detail", args=[consultation.pk]) + "?language=ru"
    block = comments.first_paragraph(consultation)
    writing = reverse("comments:draft-create", args=[consultation.pk])
    writing += f"?block={block.key}&language=ru&with=kk"
    assert writing.replace("&", "&amp;") in client.get(f"{reading}&with=kk").content.decode()

    answer = client.post(writing, _form(language="ru", proposed_text="Paragraph 0 новый"))

    assert answer.url == f"{reading}&with=kk#c-{DraftComment.objects.get().pk}"


def test_a_comment_is_written_on_a_paragraph_and_shown_as_a_redline(consultation, drafter, sign_in):
    block = comments.first_paragraph(consultation)
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={block.key}&language=ru"
    client = sign_in(drafter)
    form = client.get(url).context["form"]
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


def test_emphasis_is_proposed_by_marks_and_shown_as_changed_words_in_type(consultation, drafter, sign_in):
    block = comments.first_paragraph(consultation)
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={block.key}&language=ru"
    client = sign_in(drafter)
    assert "data-text-tools" in client.get(url).content.decode()
    answer = client.post(url, _form(language="ru", proposed_text="*Paragraph* 0 ru"))
    page = client.get(answer.url).content.decode()
    assert "<em>Paragraph</em>" in page
    assert "*Paragraph*" not in page
    assert DraftComment.objects.get().proposed_text == "*Paragraph* 0 ru"


def test_wording_left_as_it_is_proposes_nothing(consultation, drafter, sign_in):
    block = comments.first_paragraph(consultation)
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={block.key}&language=en"
    sign_in(drafter).post(url, _form(proposed_text="Paragraph 0 en\r\n"))
    assert DraftComment.objects.get().proposed_text == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"remark": "", "proposed_text": "Paragraph 0 en"},
            "Write a comment or change the wording. There is nothing to save yet.",
        ),
        ({"type": "grave"}, "Select a valid choice. grave is not one of the available choices."),
        ({"remark": "x" * 10_001}, "Ensure this value has at most 10000 characters (it has 10001)."),
        (
            {"remark": "\u2800\u200d", "proposed_text": "Paragraph 0 en"},
            "Write a comment or change the wording. There is nothing to save yet.",
        ),
        (
            {"proposed_text": "*\u3164*"},
            "The proposed wording is empty. To have the text deleted, choose “deletion”. Otherwise write "
            "another wording, or restore the text.",
        ),
        *(
            (
                {"remark": f"a{sign}b"},
                f"After “a” there is a control character (U+{ord(sign):04X}) that cannot be written "
                "to a file. Delete it and submit the text again.",
            )
            for sign in "\x00\x01\x9b\uffff"
        ),
    ],
)
def test_a_refused_comment_keeps_what_was_typed(consultation, drafter, sign_in, fields, sentence):
    block = comments.first_paragraph(consultation)
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={block.key}"
    page = sign_in(drafter).post(url, _form(**{"proposed_text": "Typed and kept"} | fields))
    assert page.status_code == 422
    assert sentence in [error for errors in page.context["form"].errors.values() for error in errors]
    assert fields.get("proposed_text", "Typed and kept") in page.content.decode()
    assert fields.get("remark", "") in page.content.decode()
    assert DraftComment.objects.count() == 0


def test_a_comment_on_the_whole_has_no_wording(consultation, drafter, sign_in):
    url = reverse("comments:draft-create", args=[consultation.pk])
    sign_in(drafter).post(url, _form(remark="On all of it"))
    draft = DraftComment.objects.get()
    assert (draft.block_key, draft.remark, draft.proposed_text) == (None, "On all of it", "")


def test_a_comment_on_an_unknown_paragraph_is_not_found(consultation, drafter, sign_in):
    url = reverse("comments:draft-create", args=[consultation.pk])
    for block in (uuid.uuid4(), "first"):
        assert sign_in(drafter).get(url, {"block": block}).status_code == 404


def test_a_stale_save_shows_both_texts_and_a_way_on(consultation, contact, drafter, sign_in):
    draft = comments.draft(consultation, drafter)
    url = reverse("comments:draft-edit", args=[draft.pk])
    client = sign_in(contact)
    client.post(url, _form(version="1", remark="The colleague’s <b>text</b>"))
    page = sign_in(drafter).post(url, _form(version="1", remark="My text"))
    content = page.content.decode()
    assert page.status_code == 409
    assert "My text" in content and "The colleague’s &lt;b&gt;text&lt;/b&gt;" in content
    assert DraftComment.objects.get().remark == "The colleague’s <b>text</b>"
    version = page.context["form"]["version"].value()
    client.post(url, _form(version=version, remark="My text"))
    assert DraftComment.objects.get().remark == "My text"


def test_a_comment_after_the_deadline_is_kept_and_says_so(consultation, other, sign_in, set_clock):
    set_clock(AFTER)
    url = reverse("comments:draft-create", args=[consultation.pk])
    client = sign_in(other)
    assert "The deadline has passed" in client.get(url).content.decode()
    page = client.post(url, _form(remark="Late thought"), follow=True)
    assert DraftComment.objects.get().remark == "Late thought"
    assert [str(message) for message in page.context["messages"]] == [
        "The deadline has passed: responses were accepted until Monday, 6\u00a0June\u00a02022, 23:59 "
        "(Nur-Sultan time, UTC+06:00), which is Monday, 6\u00a0June\u00a02022, 20:59 (Ankara time, "
        "UTC+03:00) in your capital. Your text was saved as a draft of your delegation."
    ]


def test_the_redline_is_shown_as_it_is_typed(consultation, drafter, sign_in):
    block = comments.first_paragraph(consultation)
    url = reverse("comments:redline-preview", args=[consultation.pk, block.key, "en"])
    client = sign_in(drafter)
    answer = client.post(url, {"language": "en", "proposed_text": "Paragraph <0> en"}).content.decode()
    assert "&lt;" in answer and "<ins>" in answer and "<0>" not in answer
    assert client.post(url, {"language": "en", "proposed_text": "Paragraph 0 en"}).content == b""
    for refused in ("a\x00b", "x" * 30_001):
        answer = client.post(url, {"language": "en", "proposed_text": refused})
        assert (answer.status_code, answer.content) == (204, b"")
    assert DraftComment.objects.count() == 0


def _sent(page, **fields):
    """Return what a form with fields to fill in sends, with the marks that stand hidden in its page."""
    form = page.context["form"]
    return {name: form[name].value() for name in ("key", "version", "language")} | fields


def test_a_new_comment_that_is_sent_twice_is_one_draft(consultation, drafter, sign_in):
    client, url = sign_in(drafter), reverse("comments:draft-create", args=[consultation.pk])
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
    consultation, drafter, contact, sign_in
):
    client, url = sign_in(drafter), reverse("comments:draft-create", args=[consultation.pk])
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
    colleague = sign_in(contact)
    sent = _sent(colleague.get(url), remark="A remark", rationale="A reason", type="substantive")
    colleague.post(url, sent)
    assert DraftComment.objects.count() == 3


def test_the_key_of_a_draft_of_another_state_saves_nothing(consultation, drafter, other, sign_in):
    draft = comments.draft(consultation, drafter)
    url = reverse("comments:draft-create", args=[consultation.pk])
    page = sign_in(other).post(url, _form(key=str(draft.pk), remark="Theirs"))
    assert (page.status_code, DraftComment.objects.get().remark) == (422, "A remark")
    assert "A remark" not in page.content.decode()


def test_a_draft_is_removed_after_a_confirmation(consultation, drafter, sign_in):
    draft = comments.draft(consultation, drafter)
    url = reverse("comments:draft-remove", args=[draft.pk])
    client = sign_in(drafter)
    assert "A remark" in client.get(url).content.decode()
    assert DraftComment.objects.count() == 1
    client.post(url, _hidden(client.get(url)))
    assert DraftComment.objects.count() == 0


def test_a_draft_that_a_colleague_rewrote_since_is_not_removed_unread(
    consultation, contact, drafter, sign_in
):
    draft = comments.draft(consultation, contact)
    client, url = sign_in(contact), reverse("comments:draft-remove", args=[draft.pk])
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


def test_what_is_previewed_is_filed_and_the_receipt_shows_it(consultation, contact, sign_in):
    comments.draft(consultation, contact, proposed_text="Paragraph 0 better")
    client = sign_in(contact)
    answer = _answer(client, "comments:response-submit", consultation)
    receipt = Receipt.objects.get()
    assert answer.url == reverse("comments:receipt-detail", args=[receipt.number])
    assert answer.url == f"/receipts/{consultation.reference}-KZ-1/"
    page = client.get(answer.url).content.decode()
    for shown in (receipt.number, receipt.sha256, "Aigerim Bek", "A remark", "A reason", ">better<span"):
        assert shown in page
    assert "Wednesday, 1\u00a0June\u00a02022, 12:00 (UTC+06:00)" in page


def test_the_same_form_sent_twice_leads_to_the_same_receipt(consultation, contact, sign_in):
    comments.draft(consultation, contact)
    client = sign_in(contact)
    url = reverse("comments:response-submit", args=[consultation.pk])
    data = _hidden(client.get(url))
    assert client.post(url, data).url == client.post(url, data).url
    assert Response.objects.count() == 1


def test_drafts_changed_since_the_preview_are_shown_again(consultation, contact, drafter, sign_in):
    comments.draft(consultation, contact)
    client = sign_in(contact)
    url = reverse("comments:response-submit", args=[consultation.pk])
    data = _hidden(client.get(url))
    comments.draft(consultation, drafter, remark="Added meanwhile")
    page = client.post(url, data)
    assert page.status_code == 409
    assert "Added meanwhile" in page.content.decode()
    assert Response.objects.count() == 0


def test_there_is_nothing_to_submit_without_drafts_or_changes(consultation, contact, sign_in):
    client = sign_in(contact)
    url = reverse("comments:response-submit", args=[consultation.pk])
    assert "There is nothing to submit yet" in client.get(url).content.decode()
    comments.answer(consultation, contact, "comments")
    assert "Your State has already submitted this text" in client.get(url).content.decode()


def test_no_objection_is_declared_after_a_confirmation(consultation, contact, sign_in):
    client = sign_in(contact)
    answer = _answer(client, "comments:response-no-objection", consultation)
    assert Response.objects.get().position == "no_objection"
    assert "The State has no objection to the circulated text." in client.get(answer.url).content.decode()


def test_no_objection_beside_drafts_is_asked_back(consultation, contact, sign_in):
    client = sign_in(contact)
    url = reverse("comments:response-no-objection", args=[consultation.pk])
    data = _hidden(client.get(url))
    comments.draft(consultation, contact)
    page = client.post(url, data)
    assert (page.status_code, Response.objects.count()) == (409, 0)
    assert 'name="despite_drafts"' in page.content.decode()
    client.post(url, data | {"despite_drafts": "on"})
    assert Response.objects.get().position == "no_objection"
    assert DraftComment.objects.count() == 1


@pytest.mark.parametrize(
    ("shown", "then", "name"),
    [
        ("no_objection", "comments", "withdraw"),
        (None, "comments", "no-objection"),
        ("no_objection", "withdrawn", "submit"),
        (None, "no_objection", "submit"),
    ],
)
def test_a_response_that_came_since_the_page_was_opened_is_not_replaced_unseen(
    consultation, contact, sign_in, shown, then, name
):
    comments.draft(consultation, contact)
    if shown:
        comments.answer(consultation, contact, shown)
    client, url = sign_in(contact), reverse(f"comments:response-{name}", args=[consultation.pk])
    data = _hidden(client.get(url))
    deputy = members.contact_point(contact.member_state)
    comments.answer(consultation, deputy, then)
    count = Response.objects.count()

    page = client.post(url, data)

    assert (page.status_code, Response.objects.count()) == (409, count)
    assert "The response of your State has changed since you opened this page." in page.content.decode()
    assert client.post(url, _hidden(page)).status_code == 302
    assert Response.objects.count() == count + 1


def test_no_objection_over_submitted_comments_says_that_it_replaces_them(consultation, contact, sign_in):
    client = sign_in(contact)
    url = reverse("comments:response-no-objection", args=[consultation.pk])
    sentences = ("The new response replaces the one your State submitted before", "has 1 draft comment.")

    def said():
        page = " ".join(client.get(url).content.decode().split())
        return [sentence in page for sentence in sentences]

    comments.draft(consultation, contact)
    assert said() == [False, True]
    comments.answer(consultation, contact, "comments")
    assert said() == [True, False]
    comments.draft(consultation, contact, remark="Another")
    assert said() == [True, True]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 comments that your State submitted under receipt {} will then no longer be in force."),
        ("ru", "После этого 2 комментария вашего государства по квитанции № {} перестанут действовать."),
        ("kk", "Бұдан кейін мемлекетіңіздің № {} түбіртек бойынша ұсынған 2 ескертпесі күшін жояды."),
    ],
)
def test_no_objection_says_how_many_comments_cease_to_be_in_force(
    consultation, contact, sign_in, language, said
):
    for remark in ("One", "Another"):
        comments.draft(consultation, contact, remark=remark)
    response = comments.answer(consultation, contact, "comments")
    contact.language = language
    contact.save(update_fields=["language"])
    page = sign_in(contact).get(reverse("comments:response-no-objection", args=[consultation.pk]))
    shown = ordinary(" ".join(re.sub(r"</?span[^>]*>", "", page.content.decode()).split()))
    assert said.format(response.receipt.number) in shown


def test_no_objection_after_the_deadline_ends_no_comments(consultation, contact, sign_in, set_clock):
    comments.answer(consultation, contact, "comments")
    set_clock("2022-06-07T09:00:00+06:00")
    page = sign_in(contact).get(reverse("comments:response-no-objection", args=[consultation.pk]))
    assert "no longer be in force" not in page.content.decode()


def test_an_answer_is_withdrawn(consultation, contact, sign_in):
    comments.answer(consultation, contact)
    client = sign_in(contact)
    answer = _answer(client, "comments:response-withdraw", consultation)
    page = client.get(answer.url).content.decode()
    assert "Response withdrawn. This is the receipt." in page and "Response submitted" not in page
    assert list(Response.objects.values_list("version", "position")) == [
        (1, "no_objection"),
        (2, "withdrawn"),
    ]


@pytest.mark.parametrize(
    ("language", "official", "own"),
    [
        (
            "en",
            "Monday, 6 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)",
            "Monday, 6 June 2022, 20:59 (Ankara time, UTC+03:00)",
        ),
        (
            "ru",
            "понедельник, 6 июня 2022 г., 23:59 (по времени Нур-Султана, UTC+06:00)",
            "понедельник, 6 июня 2022 г., 20:59 (по времени Анкары, UTC+03:00)",
        ),
        (
            "kk",
            "2022 жылғы 6 маусым, дүйсенбі, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
            "2022 жылғы 6 маусым, дүйсенбі, 20:59 (Анкара уақыты бойынша, UTC+03:00)",
        ),
    ],
)
def test_submitting_late_is_refused_on_both_clocks_and_kept(
    consultation, other, sign_in, set_clock, language, official, own
):
    other.language = language
    other.save()
    comments.draft(consultation, other, remark="Written in time, sent too late")
    set_clock(AFTER)
    page = _answer(sign_in(other), "comments:response-submit", consultation)
    content = ordinary(page.content.decode())
    assert page.status_code == 409
    assert official in content and own in content
    assert Response.objects.get().is_late is True
    assert f"{consultation.reference}-TR-1" in content
    assert DraftComment.objects.get().remark == "Written in time, sent too late"


def test_a_form_without_its_key_files_nothing(consultation, contact, sign_in):
    comments.draft(consultation, contact)
    page = sign_in(contact).post(reverse("comments:response-submit", args=[consultation.pk]), {})
    assert (page.status_code, Response.objects.count()) == (422, 0)


def test_an_event_is_proposed_previewed_and_filed(consultation, contact, sign_in):
    client = sign_in(contact)
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


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_another_language_is_shown_at_the_text_and_not_at_the_top(consultation, contact, sign_in, language):
    contact.language = language
    contact.save()
    reading = reverse("comments:consultation-detail", args=[consultation.pk])
    page = sign_in(contact).get(reading + "?language=en&with=ru").content.decode()
    links = re.findall(rf'href="{reading}(\?language=[^"]*)"', page)
    assert sorted(link.partition("#")[0] for link in links) == [
        *("?language=en", "?language=en", "?language=en&amp;with=kk", "?language=en&amp;with=ru"),
        *("?language=kk", "?language=ru"),
    ]
    assert {link.partition("#")[2] for link in links} == {"text"}
    assert 'id="text"' in page


@pytest.mark.parametrize(
    ("language", "name"), [("en", "English"), ("ru", "английский"), ("kk", "ағылшын тілі")]
)
def test_the_language_of_a_comment_is_named_as_within_a_sentence(
    consultation, contact, sign_in, language, name
):
    contact.language = language
    contact.save()
    comments.draft(consultation, contact)
    client = sign_in(contact)
    for step in ("response-submit", "consultation-detail"):
        page = client.get(reverse(f"comments:{step}", args=[consultation.pk])).content.decode()
        assert f" · {name}</p>" in ordinary(page)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_how_to_comment_is_said_while_comments_are_asked_for(
    consultation, contact, sign_in, set_clock, language
):
    contact.language = language
    contact.save()
    client, reading = sign_in(contact), reverse("comments:consultation-detail", args=[consultation.pk])
    with translation.override(language):
        [hint] = [one for one in hints.hints() if one.page == "comments:consultation-detail"]
    words = ordinary(hint.text)
    assert words in ordinary(client.get(reading).content.decode())
    set_clock(consultation.closes_at)
    assert words not in ordinary(client.get(reading).content.decode())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Wording in other languages (optional)"),
        ("ru", "Формулировка на других языках (необязательно)"),
        ("kk", "Басқа тілдердегі редакция (міндетті емес)"),
    ],
)
def test_wording_in_other_languages_is_said_to_be_optional(consultation, contact, sign_in, language, said):
    contact.language = language
    contact.save()
    client, form = sign_in(contact), reverse("comments:draft-create", args=[consultation.pk])
    block = comments.first_paragraph(consultation)
    page = ordinary(client.get(form, {"block": str(block.key), "language": language}).content.decode())
    assert page.index(said) < page.index('<details class="wording"', page.index(said))
    assert said not in ordinary(client.get(form).content.decode())


def test_a_comment_on_the_whole_text_begins_with_the_comment(consultation, contact, sign_in):
    page = sign_in(contact).get(reverse("comments:draft-create", args=[consultation.pk])).content.decode()
    fields = re.findall(r'name="(remark|rationale|type)"', page)
    assert fields == ["remark", "rationale", "type"]


@pytest.mark.parametrize(
    ("language", "no_date", "no_place"),
    [
        ("en", "No date is given.", "No place is given."),
        ("ru", "Дата не указана.", "Место не указано."),
        ("kk", "Күні көрсетілмеген.", "Өтетін орны көрсетілмеген."),
    ],
)
def test_the_page_before_filing_says_that_an_event_has_no_date_or_place(
    consultation, contact, sign_in, language, no_date, no_place
):
    contact.language = language
    contact.save()
    client = sign_in(contact)
    data = {"language": "en", "title": "Seminar", "kind": "seminar", "version": "0"}

    def filing(**values: str) -> str:
        answer = client.post(reverse("comments:event-create", args=[consultation.pk]), data | values)
        return ordinary(client.get(answer.url).content.decode())

    bare, online = filing(format="hybrid"), filing(format="online")
    assert no_date in bare and no_place in bare
    assert no_date in online and no_place not in online
    full = filing(format="hybrid", year="2023", place="Astana")
    assert no_date not in full and no_place not in full


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The time of the event has passed."),
        ("ru", "Время проведения мероприятия уже прошло."),
        ("kk", "Іс-шараның өтетін уақыты өтіп кеткен."),
    ],
)
def test_the_page_before_filing_says_that_the_time_of_an_event_has_passed(
    consultation, contact, sign_in, at, language, said
):
    contact.language = language
    contact.save()
    client, today = sign_in(contact), at.date()
    data = {"language": "en", "title": "Seminar", "kind": "seminar", "format": "online", "version": "0"}

    def filing(**values: str) -> str:
        answer = client.post(reverse("comments:event-create", args=[consultation.pk]), data | values)
        return ordinary(client.get(answer.url).content.decode())

    def on(day: dt.date) -> str:
        return filing(date_from=day.isoformat())

    assert said in on(today - dt.timedelta(days=2)) and said in filing(year=str(today.year), month="1")
    assert said not in on(today + dt.timedelta(days=2)) and said not in filing(year=str(today.year))
    assert said not in filing()


def test_a_refused_event_keeps_what_was_typed(consultation, contact, sign_in):
    data = {
        "language": "en",
        "title": " ",
        "kind": "seminar",
        "format": "online",
        "version": "0",
        "quarter": "1",
    }
    page = sign_in(contact).post(
        reverse("comments:event-create", args=[consultation.pk]), data | {"place": "Kept place"}
    )
    assert page.status_code == 422
    assert dict(page.context["form"].errors) == {
        "title": ["This field is required."],
        "quarter": ["Enter the year as well as the quarter."],
    }
    assert "Kept place" in page.content.decode()


def test_an_event_is_proposed_with_days_hosts_and_objectives(consultation, contact, sign_in):
    block = plans.block(consultation.revision.paper, kind="objective", texts={"en": "Sharing information"})
    RevisionBlock.objects.create(
        revision=consultation.revision,
        key=block.key,
        kind=block.kind,
        position=block.position,
        texts={"en": "Sharing information", "ru": "Обмен", "kk": "Алмасу"},
    )
    client = sign_in(contact)
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
    assert "12-14 May 2023" in page and "State TR" in page and "a)\u00a0[1] Sharing information" in page


def test_an_event_that_a_colleague_rewrote_since_is_not_filed_unread(
    consultation, contact, drafter, sign_in, at
):
    event = proposed_event(consultation.revision.paper, contact, title="As shown")
    client, url = sign_in(contact), reverse("comments:event-file", args=[consultation.pk, event.pk])
    sent = _hidden(client.get(url))
    proposed_events.save(consultation, by=drafter, at=at, event=event, version=1, title="Quite another")

    page = client.post(url, sent)

    assert (page.status_code, Receipt.objects.count()) == (409, 0)
    assert "Nothing was submitted" in page.content.decode() and "Quite another" in page.content.decode()
    assert client.post(url, _hidden(page)).status_code == 302
    assert Receipt.objects.get().content["event"]["title"] == "Quite another"


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {"host": "KZ", "co_hosts": ["KZ"]},
            {"host": ["A State cannot be both host and co-host. Choose one of the two."]},
        ),
        (
            {"date_from": "2023-05-12", "year": "2022"},
            {"date_from": ["Enter either the exact days, or a year with a month or a quarter."]},
        ),
        (
            {"date_from": "2024-05-12"},
            {"year": ["The year is outside the period of the plan. Enter a year from 2022 to 2023."]},
        ),
    ],
)
def test_unsound_terms_are_refused_beside_their_field(consultation, contact, sign_in, fields, errors):
    data = {"language": "en", "title": "Title", "kind": "seminar", "format": "online", "version": "0"}
    page = sign_in(contact).post(reverse("comments:event-create", args=[consultation.pk]), data | fields)
    assert (page.status_code, dict(page.context["form"].errors)) == (422, errors)


def test_a_new_event_that_is_sent_twice_is_one_draft(consultation, contact, sign_in):
    client, url = sign_in(contact), reverse("comments:event-create", args=[consultation.pk])
    given = {"title": "Title", "kind": "seminar", "format": "online"}
    sent = _sent(client.get(url), **given)
    assert client.post(url, sent).url == client.post(url, sent).url
    page = client.post(url, sent | {"title": "Another title"})
    assert (page.status_code, ProposedEvent.objects.get().title) == (409, "Title")
    edit = reverse("comments:event-edit", args=[consultation.pk, ProposedEvent.objects.get().pk])
    assert f'action="{edit}"' in page.content.decode()
    client.post(edit, _sent(page, **given | {"title": "Another title"}))
    assert ProposedEvent.objects.get().title == "Another title"
    client.post(url, _sent(client.get(url), **given))
    assert ProposedEvent.objects.count() == 2


def test_a_stale_event_shows_both_texts(consultation, contact, drafter, sign_in, at):
    event = proposed_event(consultation.revision.paper, drafter)
    proposed_events.save(consultation, by=drafter, at=at, event=event, version=1, title="First")
    data = {"language": "en", "title": "Second", "kind": "seminar", "format": "online", "version": "1"}
    page = sign_in(contact).post(reverse("comments:event-edit", args=[consultation.pk, event.pk]), data)
    assert page.status_code == 409
    assert "First" in page.content.decode() and "Second" in page.content.decode()
    assert ProposedEvent.objects.get().title == "First"


def test_an_event_after_the_deadline_is_kept_and_says_so(consultation, contact, sign_in, set_clock):
    event = proposed_event(consultation.revision.paper, contact)
    set_clock(AFTER)
    page = sign_in(contact).post(
        reverse("comments:event-file", args=[consultation.pk, event.pk]), follow=True
    )
    assert [str(message) for message in page.context["messages"]] == [
        "The deadline has passed: responses were accepted until Monday, 6\u00a0June\u00a02022, 23:59 "
        "(Nur-Sultan time, UTC+06:00). The proposal was saved as a draft of your delegation."
    ]
    assert ProposedEvent.objects.get().filed_at is None


def test_an_unfiled_event_is_removed_after_a_confirmation(consultation, drafter, sign_in):
    event = proposed_event(consultation.revision.paper, drafter)
    url = reverse("comments:event-remove", args=[consultation.pk, event.pk])
    client = sign_in(drafter)
    page = client.get(url)
    assert event.title in page.content.decode()
    client.post(url, _hidden(page))
    assert ProposedEvent.objects.count() == 0


def test_the_answers_of_a_state_are_listed_with_their_receipts(consultation, contact, other, sign_in):
    comments.answer(consultation, contact)
    comments.answer(consultation, contact, "comments")
    comments.answer(consultation, other)
    page = sign_in(contact).get(reverse("comments:answer-list"))
    assert [receipt.number for receipt in page.context["receipts"]] == [
        f"{consultation.reference}-KZ-2",
        f"{consultation.reference}-KZ-1",
    ]


def test_what_is_submitted_is_in_progress_no_more(consultation, contact, sign_in):
    event = proposed_event(consultation.revision.paper, contact)
    client, url = sign_in(contact), reverse("comments:answer-list")
    assert [item.own_events for item in client.get(url).context["in_hand"]] == [1]
    proposals.mark_filed(event, by=contact, at=clock.now())
    comments.answer(consultation, contact)
    assert client.get(url).context["in_hand"] == []


def test_own_answers_say_of_which_plan_each_is(consultation, contact, sign_in):
    comments.answer(consultation, contact)
    page = sign_in(contact).get(reverse("comments:answer-list")).content.decode()
    assert consultation.revision.short_title in page


def test_the_receipt_leads_to_the_text_while_there_is_nothing_to_replace_it_by(
    consultation, contact, sign_in
):
    comments.answer(consultation, contact)
    client, receipt = sign_in(contact), Receipt.objects.get()
    address = reverse("comments:receipt-detail", args=[receipt.number])
    for step in ("consultation-detail", "response-submit"):
        link = f'href="{reverse(f"comments:{step}", args=[consultation.pk])}">Replace response'
        assert link in client.get(address).content.decode()
        comments.draft(consultation, contact)


@pytest.mark.parametrize(
    ("changed", "verdict"), [("", "Genuine:"), ("number", "Not genuine:"), ("sha256", "Not genuine:")]
)
def test_anybody_may_check_a_receipt_and_learns_yes_or_no(consultation, contact, client, changed, verdict):
    comments.answer(consultation, contact)
    receipt = Receipt.objects.get()
    data = {"number": receipt.number, "sha256": receipt.sha256}
    if changed:
        other = {"number": "2", "sha256": "1" if receipt.sha256[-1] == "0" else "0"}
        data[changed] = data[changed][:-1] + other[changed]
    page = client.post(reverse("comments:receipt-check"), data).content.decode()
    assert verdict in page
    assert "Aigerim" not in page and "no objection" not in page


def test_pages_speak_the_readers_language(consultation, contact, sign_in):
    contact.language = "kk"
    contact.save()
    page = sign_in(contact).get(reverse("comments:consultation-list")).content.decode()
    assert 'lang="kk"' in page
    with translation.override("kk"):
        assert consultation.revision.title in page
