"""The page that submits a response: what it names before, and what it lets be given there."""

import pytest
from django.urls import reverse

from comments.models import Comment, DraftComment, Response
from comments.writing import drafts
from tests.factories import comments, members


@pytest.fixture
def sign_in(client):
    def sign_in_as(user):
        client.force_login(user)
        return client

    return sign_in_as


@pytest.fixture
def unreasoned(consultation, drafter) -> DraftComment:
    return comments.draft(consultation, drafter, proposed_text="Other words", remark="", rationale="")


@pytest.fixture
def url(consultation) -> str:
    return reverse("comments:response-submit", args=[consultation.pk])


def _given(draft: DraftComment, reason: str, **other: object) -> dict[str, object]:
    return {"reasons": "", f"{draft.pk}-rationale": reason, f"{draft.pk}-version": draft.version} | other


def _submission(page) -> dict[str, object]:
    context = page.context
    return {name: context[name] for name in ("request_key", "previewed")} | {"shown": context["last_receipt"]}


def test_a_reason_that_is_missing_is_named_and_given_before_the_response_is_submitted(
    consultation, contact, sign_in, url, unreasoned
):
    client = sign_in(contact)
    page = client.get(url)
    assert [one.draft for one in page.context["unreasoned"]] == [unreasoned]
    assert "1 comment still needs its reason." in page.content.decode()
    assert "Submit for our State" not in page.content.decode()
    page = client.post(url, _given(unreasoned, "It is out of date."), follow=True)
    assert "1 reason saved. Nothing has been submitted yet." in page.content.decode()
    draft = DraftComment.objects.get()
    assert (draft.rationale, draft.proposed_text, draft.version) == ("It is out of date.", "Other words", 2)
    assert not Response.objects.exists()
    client.post(url, _submission(page))
    assert Comment.objects.get().rationale == "It is out of date."


def test_a_response_sent_without_a_reason_is_refused_and_shows_its_field(contact, sign_in, url, unreasoned):
    client = sign_in(contact)
    page = client.post(url, _submission(client.get(url)))
    assert page.status_code == 409
    assert "A substantive comment needs a reason." in page.content.decode()
    assert f'name="{unreasoned.pk}-rationale"' in page.content.decode()
    assert not Response.objects.exists()
    assert DraftComment.objects.get().proposed_text == "Other words"


def test_of_several_reasons_each_that_is_given_is_saved(
    consultation, contact, drafter, sign_in, url, unreasoned
):
    other = comments.draft(consultation, drafter, operation="SUP", remark="", rationale="")
    sent = _given(unreasoned, "A reason") | _given(other, " \u200b")
    page = sign_in(contact).post(url, sent)
    assert page.status_code == 422
    unreasoned.refresh_from_db()
    assert unreasoned.rationale == "A reason"
    assert [one.draft for one in page.context["unreasoned"]] == [other]
    assert page.context["unreasoned"][0].form.errors["rationale"]


def test_a_reason_on_what_a_colleague_changed_comes_back_and_is_saved_by_who_has_read_both(
    consultation, contact, drafter, sign_in, url, unreasoned
):
    drafts.give_reason(unreasoned, "Of the colleague", version=1, by=drafter, at=consultation.opens_at)
    client = sign_in(contact)
    page = client.post(url, _given(unreasoned, "My reason", **{f"{unreasoned.pk}-version": 1}))
    content = page.content.decode()
    assert page.status_code == 422
    assert "Another user saved this text after you opened it. Nothing was overwritten." in content
    assert "Of the colleague" in content and "My reason" in content
    assert DraftComment.objects.get().rationale == "Of the colleague"
    form = page.context["unreasoned"][0].form
    client.post(url, _given(unreasoned, "My reason", **{f"{unreasoned.pk}-version": form["version"].value()}))
    assert DraftComment.objects.get().rationale == "My reason"


def test_a_reason_for_what_a_colleague_removed_is_given_back(
    consultation, contact, drafter, sign_in, url, unreasoned
):
    sent = _given(unreasoned, "Typed and kept")
    drafts.remove(unreasoned, by=drafter, at=consultation.opens_at)
    page = sign_in(contact).post(url, sent, follow=True)
    assert "The draft has been removed." in page.content.decode()
    assert "Typed and kept" in page.content.decode()


def test_a_reason_is_given_to_a_draft_of_the_own_state_alone(consultation, sign_in, url, unreasoned):
    sign_in(members.contact_point(members.member_state("TR"))).post(
        url, _given(unreasoned, "Of another State")
    )
    unreasoned.refresh_from_db()
    assert unreasoned.rationale == ""


def _warned(page) -> list[tuple[list[str], list[str]]]:
    return [
        ([name for name, _words in places], [one.draft.created_by.display_name for one in found])
        for places, found in page.context["rivals"]
    ]


@pytest.fixture
def colleague(consultation):
    return members.drafter(members.member_state("KZ"), first_name="Marat", last_name="Serik")


@pytest.mark.parametrize(
    ("fields", "is_warned"),
    [
        ({"proposed_text": "Third words"}, True),
        ({"operation": "SUP"}, True),
        ({"operation": "NOC", "remark": "As it stands"}, True),
        ({"wordings": {"ru": "Иные слова"}}, True),
        ({"proposed_text": "Other words", "remark": "The same wording, said again"}, False),
        ({"operation": "ADD", "proposed_text": "A further paragraph"}, False),
        ({"remark": "Only a question"}, False),
    ],
)
def test_two_wordings_of_one_paragraph_in_one_name_are_warned_of(
    consultation, contact, colleague, sign_in, url, fields, is_warned
):
    comments.draft(consultation, contact, proposed_text="Other words", remark="")
    comments.draft(consultation, colleague, **{"remark": ""} | fields)
    client = sign_in(contact)
    page = client.get(url)
    expected = [(["Paragraph 1"], ["Aigerim Bek", "Marat Serik"])] if is_warned else []
    assert _warned(page) == expected
    assert ("different wordings of the same paragraph" in page.content.decode()) is is_warned
    client.post(url, _submission(page))
    assert Comment.objects.count() == 2


def test_wordings_of_ranges_that_meet_are_warned_of_where_they_meet(
    consultation, contact, colleague, sign_in, url
):
    first, second = consultation.revision.blocks.filter(kind="paragraph")
    comments.draft(consultation, contact, until_key=second.key, proposed_text="For both", remark="")
    comments.draft(consultation, colleague, block_key=second.key, proposed_text="For the second", remark="")
    assert _warned(sign_in(contact).get(url)) == [(["Paragraph 2"], ["Aigerim Bek", "Marat Serik"])]
