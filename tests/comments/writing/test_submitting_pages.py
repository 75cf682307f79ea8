"""The page that submits a response: what it names before, and what it lets be given there."""

import pytest
from django.urls import reverse

from comments.models import Comment, DraftComment, Response
from comments.reading.filed import read_all
from comments.writing import drafts
from tests.factories import comments, members


@pytest.fixture
def unreasoned(consultation, drafter) -> DraftComment:
    return comments.draft(consultation, drafter, proposed_text="Other words", remark="", rationale="")


@pytest.fixture
def url(consultation) -> str:
    return reverse("comments:response-submit", args=[consultation.pk])


def _typed(draft: DraftComment, reason: str, **other: object) -> dict[str, object]:
    return {f"{draft.pk}-rationale": reason, f"{draft.pk}-version": draft.version} | other


def _submission(page) -> dict[str, object]:
    context = page.context
    return {name: context[name] for name in ("request_key", "previewed")} | {"shown": context["last_receipt"]}


def _unsettled(page) -> list[DraftComment]:
    return [one.draft for part in page.context["unsettled"] for one in part.written]


def test_a_reason_that_is_missing_is_given_in_the_act_that_submits(
    consultation, contact, client, url, unreasoned
):
    page = client.signed_in(contact).get(url)
    assert _unsettled(page) == [unreasoned]
    assert "1 thing to settle first:" in page.content.decode().replace("\u00a0", " ")
    client.post(url, _submission(page) | _typed(unreasoned, "It is out of date."))
    draft = DraftComment.objects.get()
    assert (draft.rationale, draft.proposed_text, draft.version) == ("It is out of date.", "Other words", 2)
    assert Comment.objects.get().rationale == "It is out of date."


def test_of_several_reasons_each_that_is_given_is_saved(
    consultation, contact, drafter, client, url, unreasoned
):
    other = comments.draft(
        consultation, drafter, operation="ADD", proposed_text="More", remark="", rationale=""
    )
    client.force_login(contact)
    sent = _submission(client.get(url)) | _typed(unreasoned, "A reason") | _typed(other, " \u200b")
    page = client.post(url, sent)
    assert page.status_code == 422
    unreasoned.refresh_from_db()
    assert unreasoned.rationale == "A reason"
    assert _unsettled(page) == [other]


def test_a_reason_on_what_a_colleague_changed_comes_back_and_is_saved_by_who_has_read_both(
    consultation, contact, drafter, client, url, unreasoned
):
    drafts.give_reason(unreasoned, "Of the colleague", version=1, by=drafter, at=consultation.opens_at)
    client.force_login(contact)
    page = client.post(url, _typed(unreasoned, "My reason", **{f"{unreasoned.pk}-version": 1}))
    content = page.content.decode()
    assert page.status_code == 422
    assert "Another user saved this text after you opened it. Nothing was overwritten." in content
    assert "Of the colleague" in content and "My reason" in content
    assert DraftComment.objects.get().rationale == "Of the colleague"
    [form] = page.context["returned"].values()
    client.post(url, _typed(unreasoned, "My reason", **{f"{unreasoned.pk}-version": form["version"].value()}))
    assert DraftComment.objects.get().rationale == "My reason"


def test_a_reason_for_what_a_colleague_removed_is_given_back(
    consultation, contact, drafter, client, url, unreasoned
):
    sent = _typed(unreasoned, "Typed and kept")
    drafts.remove(unreasoned, by=drafter, at=consultation.opens_at)
    page = client.signed_in(contact).post(url, sent, follow=True)
    assert "The draft has been removed." in page.content.decode()
    assert "Typed and kept" in page.content.decode()


def test_a_reason_is_given_to_a_draft_of_the_own_state_alone(consultation, client, url, unreasoned):
    client.signed_in(members.contact_point(members.member_state("TR"))).post(
        url, _typed(unreasoned, "Of another State")
    )
    unreasoned.refresh_from_db()
    assert unreasoned.rationale == ""


def _choices(page) -> list[tuple[str, list[str], str]]:
    return [
        (part.first.said.heading[1], [one.draft.created_by.display_name for one in part.written], part.chosen)
        for part in page.context["parts"]
        if part.is_choice
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
def test_of_two_wordings_of_one_paragraph_in_one_name_one_is_chosen(
    consultation, contact, colleague, client, url, fields, is_warned
):
    comments.draft(consultation, contact, proposed_text="Other words", remark="")
    comments.draft(consultation, colleague, **{"remark": ""} | fields)
    page = client.signed_in(contact).get(url)
    words = page.context["written"][0].text
    assert _choices(page) == ([(words, ["Aigerim Bek", "Marat Serik"], "")] if is_warned else [])
    assert ("Several wordings of one paragraph: choose" in page.content.decode()) is is_warned
    page = client.post(url, _submission(page))
    assert (page.status_code, Comment.objects.count()) == ((422, 0) if is_warned else (302, 2))


@pytest.fixture
def rivals(consultation, contact, colleague) -> list[DraftComment]:
    first = comments.draft(consultation, contact, proposed_text="Other words", remark="")
    return [first, comments.draft(consultation, colleague, proposed_text="Third words", remark="")]


def test_the_wording_that_was_not_chosen_stays_a_draft(consultation, contact, client, url, rivals):
    client, [left, chosen] = client.signed_in(contact), rivals
    sent = {f"wording-{left.pk}": str(chosen.pk)}
    page = client.post(url, _submission(client.get(url)) | sent, follow=True)
    assert Comment.objects.get().proposed_text == "Third words"
    assert DraftComment.objects.count() == 2
    assert "The wording that was not chosen is still a draft of your delegation." in page.content.decode()
    [(_words, _people, choice)] = _choices(client.get(url))
    assert choice == str(chosen.pk)


def test_each_of_several_wordings_is_filed_as_an_alternative(consultation, contact, client, url, rivals):
    client.force_login(contact)
    client.post(url, _submission(client.get(url)) | {f"wording-{rivals[0].pk}": "each"})
    number = Response.objects.get().receipt.number
    page = client.page("comments:receipt-detail", number)
    assert page.count("change of wording, as an alternative") == 2
    assert [one.operation for one in read_all(consultation)] == ["change of wording, as an alternative"] * 2


def test_wordings_of_ranges_that_meet_are_one_choice(consultation, contact, colleague, client, url):
    first, second = consultation.revision.blocks.filter(kind="paragraph")
    comments.draft(consultation, contact, until_key=second.key, proposed_text="For both", remark="")
    comments.draft(consultation, colleague, block_key=second.key, proposed_text="For the second", remark="")
    [(_words, people, choice)] = _choices(client.signed_in(contact).get(url))
    assert (people, choice) == (["Aigerim Bek", "Marat Serik"], "")
