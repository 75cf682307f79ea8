"""The internal discussion of a delegation: kept for it alone, whatever becomes of the draft."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.models import Message, MessageWithdrawal
from comments.writing import discussion, drafts
from members.models import AuditEntry
from tests.clients import steady
from tests.factories import comments, members, plans
from tests.refusing import refused

SECRET = "Zhasyryn-kenges"


@pytest.fixture
def draft(consultation, drafter):
    return comments.draft(consultation, drafter)


def _person(role, consultation, code="TR"):
    if role == "coordinator":
        user = plans.coordinating(consultation.revision.paper)
        return user
    return (
        members.user(role)
        if role in ("officer", "signatory")
        else members.user(role, members.member_state(code))
    )


def _thread(client, user, draft):
    return client.signed_in(user).get(reverse("comments:draft-discussion", args=[draft.pk]))


def test_message_is_said_once_by_its_key_without_a_trace(draft, contact, at):
    entries, key = AuditEntry.objects.count(), uuid.uuid4()
    for _ in range(2):
        discussion.say(draft, "Келісейік", key=key, by=contact, at=at)
    message = Message.objects.get()
    assert (message.text, message.author, message.member_state.code, message.draft_id, message.at) == (
        "Келісейік",
        contact,
        "KZ",
        draft.pk,
        at,
    )
    assert AuditEntry.objects.count() == entries


def test_empty_messages_and_the_key_of_somebody_else_are_refused(draft, contact, at, drafter):
    with refused("comments.nothing_to_say"):
        discussion.say(draft, " \u200b", key=uuid.uuid4(), by=contact, at=at)

    said = comments.message(draft, contact)
    with pytest.raises(NotAllowed):
        discussion.say(draft, "Other", key=said.pk, by=drafter, at=at)


@pytest.mark.parametrize("role", ["reader", "officer", "signatory", "coordinator", "other"])
def test_only_who_writes_in_the_delegation_takes_part(consultation, draft, role):
    who = _person("contact_point", consultation) if role == "other" else _person(role, consultation, "KZ")
    with pytest.raises(NotAllowed):
        comments.message(draft, who)
    assert Message.objects.count() == 0


def test_own_message_is_withdrawn_and_shown_as_withdrawn(client, draft, contact, drafter, at):
    message = comments.message(draft, contact, SECRET)
    with pytest.raises(NotAllowed):
        discussion.withdraw(message, by=drafter, at=at)
    client.signed_in(contact).post(reverse("comments:message-withdraw", args=[message.pk]))
    discussion.withdraw(message, by=contact, at=at)
    assert MessageWithdrawal.objects.get().message == message
    page = _thread(client, drafter, draft).content.decode()
    assert "Withdrawn by the author" in page and SECRET not in page


@pytest.mark.good_path
@pytest.mark.both_databases
def test_what_was_said_is_never_changed_or_deleted(draft, contact, at):
    message = comments.message(draft, contact)
    discussion.withdraw(message, by=contact, at=at)
    for change in (
        lambda: Message.objects.update(text="Otherwise"),
        lambda: MessageWithdrawal.objects.all().delete(),
        lambda: MessageWithdrawal.objects.update(at=at),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Message.objects.get().text == "A message"


def test_discussion_outlives_its_draft(client, consultation, draft, contact, drafter, at):
    comments.message(draft, contact, SECRET)
    comments.answer(consultation, contact, "comments")
    url = reverse("comments:draft-discussion", args=[draft.pk])
    drafts.remove(draft, by=drafter, at=at)
    page = client.signed_in(drafter).get(url)
    assert SECRET in page.content.decode()
    assert "The draft was removed." in page.content.decode()
    assert "Send to delegation" not in page.content.decode()
    assert client.post(url, {"key": str(uuid.uuid4()), "text": "More"}).status_code == 409
    page = client.page("comments:consultation-discussion", consultation.pk)
    assert SECRET in page and "A removed draft" in page


def test_message_is_written_from_the_page_and_counted_beside_the_draft(client, consultation, draft, drafter):
    url = reverse("comments:draft-discussion", args=[draft.pk])
    reading = reverse("comments:consultation-detail", args=[consultation.pk])
    assert "Discussion</a>" in client.signed_in(drafter).get(reading).content.decode()
    key = client.get(url).context["form"]["key"].value()
    for _ in range(2):
        answer = client.post(url, {"key": str(key), "text": "<b>Let us agree</b>"})
    assert answer.url == f"{url}#last"
    assert "&lt;b&gt;Let us agree&lt;/b&gt;" in client.get(url).content.decode()
    assert "Discussion (1)</a>" in client.get(reading).content.decode()
    long = client.post(url, {"key": str(uuid.uuid4()), "text": "x" * 4_001})
    assert long.status_code == 422 and "x" * 4_001 in long.content.decode()


def test_reader_of_the_delegation_reads_and_does_not_write(client, consultation, draft, contact):
    comments.message(draft, contact, SECRET)
    reader = members.user("reader", members.member_state("KZ"))
    page = _thread(client, reader, draft).content.decode()
    assert SECRET in page and "Send to delegation" not in page
    answer = client.post(reverse("comments:draft-discussion", args=[draft.pk]), {"text": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "role", ["officer", "signatory", "coordinator", "contact_point", "deputy", "drafter", "reader"]
)
def test_nobody_outside_learns_that_there_is_a_discussion(
    client, consultation, draft, contact, set_clock, role
):
    user = _person(role, consultation)
    comments.answer(consultation, contact, "comments")

    def pages():
        client.force_login(user)
        names = [
            "consultation-detail",
            "consultation-board",
            "consultation-compilation",
            "consultation-discussion",
        ]
        urls = [reverse(f"comments:{name}", args=[consultation.pk]) for name in names]
        urls += ["/", reverse("comments:consultation-list"), reverse("comments:answer-list")]
        texts = [client.get(url, follow=True).content.decode() for url in urls]
        return [steady(text) for text in texts]

    pages()
    before = pages()
    message = comments.message(draft, contact, SECRET)
    assert pages() == before
    for url in (
        reverse("comments:draft-discussion", args=[draft.pk]),
        reverse("comments:message-withdraw", args=[message.pk]),
    ):
        assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
    set_clock("2022-06-07T09:00:00+06:00")
    assert SECRET not in "".join(pages())
