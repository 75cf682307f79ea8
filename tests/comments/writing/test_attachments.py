"""Files of a comment: the delegation's alone until they are filed, frozen and hashed from then on."""

import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.enums import Visibility
from comments.models import Attachment, DraftComment, FiledAttachment, Receipt
from comments.writing import attachments, drafts, receipts
from tests.factories import comments, members
from tests.factories.comments import PICTURE
from tests.files import CHANGES, document

SECRET = "Zhasyryn-qupiya"


@pytest.fixture
def draft(consultation, drafter):
    return comments.draft(consultation, drafter)


@pytest.fixture
def attached(draft, drafter):
    return comments.attachment(draft, drafter, name=f"{SECRET}.png")


def _download(client, user, attachment):
    return client.signed_in(user).get(reverse("comments:attachment-download", args=[attachment.pk]))


def test_file_is_part_of_what_the_draft_says(draft, drafter, attached, at):
    before = comments.draft(draft.consultation, drafter)
    stored = DraftComment.objects.get(pk=draft.pk)
    assert stored.attachments == [
        {
            "id": str(attached.pk),
            "name": f"{SECRET}.png",
            "language": "en",
            "size": len(PICTURE),
            "sha256": hashlib.sha256(PICTURE).hexdigest(),
            "scanned": False,
        }
    ]
    assert (stored.version, stored.sha256 != before.sha256) == (2, True)
    assert attached.stored_as.startswith("uploads/") and SECRET not in attached.stored_as

    fields = {name: getattr(draft, name) for name in drafts.ALWAYS}
    drafts.save(draft.consultation, by=drafter, at=at, draft=draft, version=2, **fields | {"remark": "New"})
    stored = DraftComment.objects.get(pk=draft.pk)
    assert stored.attachments == draft.attachments
    assert stored.sha256 == drafts.digest_of(stored)


@pytest.mark.good_path
def test_file_taken_away_or_removed_with_its_draft_is_gone(
    draft, drafter, attached, at, django_capture_on_commit_callbacks
):
    second = comments.attachment(draft, drafter)
    with django_capture_on_commit_callbacks(execute=True):
        attachments.detach(draft, attached, by=drafter, at=at)
    assert not default_storage.exists(attached.stored_as)
    assert [entry["id"] for entry in DraftComment.objects.get().attachments] == [str(second.pk)]
    with django_capture_on_commit_callbacks(execute=True):
        drafts.remove(DraftComment.objects.get(), by=drafter, at=at)
    assert not default_storage.exists(second.stored_as)
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize("who", ["reader", "other", "officer"])
def test_only_who_writes_in_the_delegation_adds_and_removes(consultation, draft, attached, other, at, who):
    kz = members.member_state("KZ")
    user = {"reader": lambda: members.user("reader", kz), "other": lambda: other, "officer": members.officer}[
        who
    ]()
    with pytest.raises(NotAllowed):
        comments.attachment(draft, user)
    with pytest.raises(NotAllowed):
        attachments.detach(draft, attached, by=user, at=at)
    assert Attachment.objects.count() == 1


@pytest.mark.both_databases
def test_filing_freezes_the_files_with_the_comment(consultation, contact, draft, drafter, attached, at):
    filed = comments.answer(consultation, contact, "comments")
    comment = filed.comments.get()
    attached.refresh_from_db()
    receipt = Receipt.objects.get(response=filed)
    assert comment.attachments == draft.attachments == receipt.content["comments"][0]["attachments"]
    assert receipts.is_genuine(receipt.number, receipt.sha256)
    assert (attached.filed_at, FiledAttachment.objects.get().comment) == (filed.received_at, comment)
    comments.answer(consultation, contact, "comments")  # once more: the same file, kept once
    assert (Attachment.objects.count(), FiledAttachment.objects.count()) == (1, 2)
    attachments.detach(draft, attached, by=drafter, at=at)
    drafts.remove(DraftComment.objects.get(), by=drafter, at=at)
    assert default_storage.exists(attached.stored_as)
    for change in (
        lambda: Attachment.objects.update(name="x"),
        lambda: Attachment.objects.all().delete(),
        lambda: FiledAttachment.objects.update(comment=comment),
        lambda: FiledAttachment.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("role", ["drafter", "reader"])
def test_own_delegation_opens_its_files(client, consultation, attached, role):
    answer = _download(client, members.user(role, members.member_state("KZ")), attached)
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert answer["Content-Disposition"] == f'attachment; filename="{SECRET}.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("who", ["officer", "signatory", "coordinator", "contact_point"])
def test_file_of_a_draft_does_not_exist_for_others(client, consultation, contact, draft, drafter, who):
    comments.answer(consultation, contact, "comments")
    attached = comments.attachment(draft, drafter)  # after the answer: not filed
    state = members.member_state("TR") if who == "contact_point" else None
    user = members.user(who, state) if state else members.user(who)
    assert _download(client, user, attached).status_code == 404
    assert client.signed_in(user).get(reverse("comments:draft-files", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize(
    ("visibility", "before", "after"),
    [
        (Visibility.AFTER_COMPILATION, 404, 404),
        (Visibility.AFTER_CLOSING, 404, 200),
        (Visibility.AT_ONCE, 200, 200),
    ],
)
def test_filed_file_is_opened_by_who_reads_the_comment(db, client, set_clock, visibility, before, after):
    consultation = comments.consultation(visibility=visibility)
    set_clock("2022-06-01T12:00:00+06:00")
    contact = members.contact_point(members.member_state("KZ"))
    attached = comments.attachment(comments.draft(consultation, contact), contact)
    comments.answer(consultation, contact, "comments")
    other, officer = members.contact_point(members.member_state("TR")), members.officer()
    found = []
    for instant in ("2022-06-06T23:59:59+06:00", "2022-06-07T00:00:00+06:00"):
        set_clock(instant)
        found.append(_download(client, other, attached).status_code)
        assert _download(client, officer, attached).status_code == 200
    assert found == [before, after]


def test_files_are_added_and_removed_with_the_comment(client, draft, drafter):
    url = reverse("comments:draft-files", args=[draft.pk])
    assert "At most 10 MB each" in client.signed_in(drafter).get(url, follow=True).content.decode()
    two = [SimpleUploadedFile("бір.png", PICTURE), SimpleUploadedFile("two.png", PICTURE)]
    answer = client.post(url, {"files": two, "language": "kk"}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["2 files were added."]
    names = [entry["name"] for entry in DraftComment.objects.get().attachments]
    assert (names, Attachment.objects.first().language) == (["бір.png", "two.png"], "kk")
    first = Attachment.objects.get(name="бір.png")
    client.post(reverse("comments:attachment-remove", args=[draft.pk, first.pk]))
    assert [entry["name"] for entry in DraftComment.objects.get().attachments] == ["two.png"]
    page = client.page("comments:consultation-detail", draft.consultation_id)
    assert "two.png" in page and "not checked for viruses" in page


def test_of_more_files_than_fit_none_is_added(client, draft, drafter):
    for _ in range(attachments.MOST - 2):
        comments.attachment(draft, drafter)
    url = reverse("comments:draft-files", args=[draft.pk])
    stored = set(default_storage.listdir("uploads")[1])
    three = [SimpleUploadedFile(f"{number}.png", PICTURE) for number in range(3)]
    answer = client.signed_in(drafter).post(url, {"files": three, "language": "en"})
    assert answer.status_code == 422
    assert "A comment can have at most 5 files." in answer.content.decode()
    assert len(DraftComment.objects.get().attachments) == Attachment.objects.count() == attachments.MOST - 2
    assert set(default_storage.listdir("uploads")[1]) == stored


def test_what_a_file_carries_is_told_to_the_sender_and_to_every_reader(
    client, draft, drafter, contact, consultation
):
    url, content = reverse("comments:draft-files", args=[draft.pk]), document(f"<w:p>{CHANGES}</w:p>")
    sent = {"files": [SimpleUploadedFile("text.docx", content)], "language": "en"}
    answer = client.signed_in(drafter).post(url, sent, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "“text.docx” contains: tracked changes. Everyone who can open the file is told so. If this should "
        "not be passed on, upload a file without it.",
        "1 file was added.",
    ]
    assert "Contains: tracked changes" in answer.content.decode()

    response = comments.answer(consultation, contact, "comments")
    (listed,) = response.comments.get().attachments
    assert listed["carries"] == ["tracked_changes"]
    client.force_login(members.officer())
    compilation = reverse("comments:consultation-compilation", args=[consultation.pk])
    receipt = reverse("comments:receipt-detail", args=[response.receipt.number])
    for page in (compilation, receipt):
        assert "Contains: tracked changes" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"files": [("a.exe", b"MZ")]}, "a.exe: This type of file is not accepted."),
        ({"files": [("a.png", PICTURE)] * 6}, "Choose at most 5 files."),
        ({"files": []}, "This field is required."),
        ({"files": [("a.png", PICTURE)], "language": "fr"}, "Select a valid choice."),
    ],
)
def test_refused_files_are_named_with_the_reason(client, draft, drafter, data, sentence):
    client.force_login(drafter)
    files = [io.BytesIO(content) for _name, content in data["files"]]
    for file, (name, _content) in zip(files, data["files"], strict=True):
        file.name = name
    answer = client.post(
        reverse("comments:draft-files", args=[draft.pk]),
        {"files": files, "language": data.get("language", "en")},
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Attachment.objects.count() == 0
