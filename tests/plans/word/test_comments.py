"""Remarks on a draft as comments of a Word file, out and in: for those who prepare it, and nobody else."""

import datetime as dt
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.oxml.ns import qn

from plans.editing import remarks
from plans.enums import BlockKind
from plans.models import Remark, WordImport
from plans.word import reading
from plans.word.comments import W14
from plans.word.docx_parts import THREADS_RELATION, W
from tests.factories import members as people
from tests.factories import plans as factory
from tests.files import saved

pytestmark = pytest.mark.django_db

AT = dt.datetime(2027, 1, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def paper(officer):
    paper = factory.paper(blocks=1, source_language="en")
    factory.block(paper, kind=BlockKind.SUBPOINT, texts={"en": "Point", "ru": "Пункт", "kk": "Тармақ"})
    first, second = paper.blocks.filter(position__gt=1)
    thread = remarks.write(first, "Which one?\nThe old one?", by=officer, at=AT)
    remarks.answer(thread, "The new one", by=people.officer(first_name="Aigul", last_name="S"), at=AT)
    remarks.write(
        second, "Check, please", language="ru", person=officer, due_on=dt.date(2099, 1, 1), by=officer, at=AT
    )
    remarks.settle(remarks.write(second, "Settled", by=officer, at=AT), by=officer, at=AT)
    return paper


def staff_copy(client, paper, language):
    response = client.get(reverse("plans:staff-word", args=[paper.slug, language]))
    return response, b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", [("Officer One", "Which one?\nThe old one?"), ("Aigul S", "The new one")]),
        ("all", None),
        ("ru", None),
    ],
)
def test_open_remarks_go_out_as_comments_of_a_copy_that_says_it_is_not_for_states(
    client, officer, paper, language, expected
):
    client.force_login(officer)
    response, content = staff_copy(client, paper, language)

    assert f"not-for-states-{paper.slug}" in response["Content-Disposition"]
    said = [(one.author, one.text) for one in docx.Document(io.BytesIO(content)).comments]
    if expected is None:
        expected = [("Officer One", "Which one?\nThe old one?"), ("Aigul S", "The new one")]
        expected += [("Officer One", "Check, please\n→ Officer One, 1 January 2099")]
    assert said == expected
    found = reading.read(content, "en" if language == "all" else language)
    assert [len(item.comments) for item in found.items] == [0, 2, 0 if language == "en" else 1]
    assert found.losses == []


def test_a_delegation_gets_no_copy_with_remarks_and_no_other_file_has_them(client, officer, paper):
    client.force_login(officer)
    content = client.get(reverse("plans:paper-word", args=[paper.slug, "all"])).content
    assert list(docx.Document(io.BytesIO(content)).comments) == []
    client.force_login(people.contact_point())
    assert client.get(reverse("plans:staff-word", args=[paper.slug, "en"])).status_code == 404


def commented() -> bytes:
    document = docx.Document()
    for text, author, said in (
        ("Paragraph 0 en", "Aigul S", "The new one"),
        ("Paragraph 0 en and more", "Minister of Justice", "Too long.\nShorter?"),
        ("A new paragraph", "", "Without a name"),
    ):
        paragraph = document.add_paragraph(text)
        document.add_comment(paragraph.runs, text=said, author=author)
    return saved(document)


def bring(client, paper, content):
    given = {"language": "en", "file": SimpleUploadedFile("paper.docx", content)}
    client.post(reverse("plans:word-upload", args=[paper.slug]), given)
    return WordImport.objects.get()


def test_comments_that_come_in_are_offered_as_remarks_of_their_authors_and_those_known_are_not(
    client, officer, paper
):
    client.force_login(officer)
    before = set(Remark.objects.values_list("pk", flat=True))
    made = bring(client, paper, commented())
    page = client.get(reverse("plans:word-import", args=[made.key]))
    entries = [entry for entry in page.context["entries"] if entry.comments]
    assert [[one.comment.text for _value, one, _chosen in entry.comments] for entry in entries] == [
        ["Too long.\nShorter?"],
        ["Without a name"],
    ]
    chosen = {entry.field: entry.chosen for entry in page.context["entries"] if entry.item}
    last = entries[-1]
    client.post(
        reverse("plans:word-import", args=[made.key]),
        chosen
        | {"seen": page.context["seen"], last.field: "paragraph"}
        | {"remark": [entries[0].comments[0][0], "0-0", "7-9", last.comments[0][0]]},
    )

    new = Remark.objects.exclude(pk__in=before).order_by("pk")
    assert [(one.author, one.said_by, one.text, one.by, one.language) for one in new] == [
        ("Minister of Justice", "Minister of Justice", "Too long.\nShorter?", officer, "en"),
        ("Officer One", "", "Without a name", officer, "en"),
    ]
    assert new[1].block.texts.get(language="en").text == "A new paragraph"
    page = client.get(reverse("plans:paper-remarks", args=[paper.slug])).content.decode()
    assert "Minister of Justice" in page
    assert "imported by Officer One" in page


def test_comments_that_nobody_chose_stay_out(client, officer, paper):
    client.force_login(officer)
    before = Remark.objects.count()
    made = bring(client, paper, commented())
    page = client.get(reverse("plans:word-import", args=[made.key]))
    chosen = {entry.field: entry.chosen for entry in page.context["entries"] if entry.item}
    client.post(reverse("plans:word-import", args=[made.key]), chosen | {"seen": page.context["seen"]})

    made.refresh_from_db()
    assert (made.status, Remark.objects.count()) == ("taken", before)


# Replies ---------------------------------------------------------------------------------------------
def replied(content: bytes) -> bytes:
    """Return a staff copy as Word saves it when a colleague has replied to the first remark on a block, and
    then to a comment of their own there."""
    document = docx.Document(io.BytesIO(content))
    paragraph = document.paragraphs[1]
    for text in ("I prefer the new one", "A question of mine", "Nobody? Then it stays"):
        document.add_comment(paragraph.runs, text=text, author="Colleague K")
    comments = document.part.part_related_by(f"{reading.RELATION}comments").element
    first, *_known, reply, question, last = comments.findall(qn("w:comment"))
    ids = {"reply": "0000AAA1", "question": "0000AAA2", "last": "0000AAA3"}
    for comment, name in ((reply, "reply"), (question, "question"), (last, "last")):
        comment.findall(qn("w:p"))[-1].set(f"{{{W14}}}paraId", ids[name])
    above = first.findall(qn("w:p"))[-1].get(f"{{{W14}}}paraId")
    threads = document.part.part_related_by(THREADS_RELATION)
    said = [(ids["reply"], above), (ids["question"], ""), (ids["last"], ids["question"])]
    made = "".join(
        f'<w15:commentEx w15:paraId="{own}"' + (f' w15:paraIdParent="{over}"' if over else "") + "/>"
        for own, over in said
    )
    threads._blob = threads.blob.replace(b"</w15:commentsEx>", made.encode() + b"</w15:commentsEx>")
    return saved(document)


def imported(client, paper, content, language="en"):
    made = bring(client, paper, content)
    address = reverse("plans:word-import", args=[made.key])
    page = client.get(address)
    entries = page.context["entries"]
    chosen = {entry.field: entry.chosen for entry in entries if entry.item}
    ticked = [value for entry in entries for value, _one, _chosen in entry.comments]
    client.post(address, chosen | {"seen": page.context["seen"], "remark": ticked})
    made.refresh_from_db()
    assert made.status == "taken"
    return page


def test_replies_come_in_as_remarks_of_their_own_in_the_same_thread(client, officer, paper):
    client.force_login(officer)
    thread = Remark.objects.get(text__startswith="Which one?")
    before = set(Remark.objects.values_list("pk", flat=True))

    page = imported(client, paper, replied(staff_copy(client, paper, "en")[1]))

    offered = [one for entry in page.context["entries"] for _value, one, _chosen in entry.comments]
    assert [(one.comment.text, one.said) for one in offered] == [
        ("I prefer the new one", "Which one?\nThe old one?"),
        ("A question of mine", ""),
        ("Nobody? Then it stays", "A question of mine"),
    ]
    assert page.content.decode().count("Reply to:") == 2
    reply, question, last = Remark.objects.exclude(pk__in=before).order_by("pk")
    assert [reply.thread, question.thread, last.thread] == [thread, None, question]
    assert {one.author for one in (reply, question, last)} == {"Colleague K"}


def test_what_was_written_below_a_remark_in_the_same_comment_is_a_reply(client, officer, paper):
    client.force_login(officer)
    document = docx.Document(io.BytesIO(staff_copy(client, paper, "en")[1]))
    comments = document.part.part_related_by(f"{reading.RELATION}comments").element
    comments.findall(qn("w:comment"))[0].append(
        docx.oxml.parse_xml(f"<w:p {W}><w:r><w:t>Old!</w:t></w:r></w:p>")
    )
    before = set(Remark.objects.values_list("pk", flat=True))

    imported(client, paper, saved(document))

    (reply,) = Remark.objects.exclude(pk__in=before)
    assert (reply.text, reply.thread.text) == ("Old!", "Which one?\nThe old one?")
    assert (reply.said_by, reply.by) == ("", officer)  # who wrote it is not known


def test_a_copy_shows_answers_in_the_thread_of_their_remark(client, officer, paper):
    client.force_login(officer)
    found = reading.read(staff_copy(client, paper, "en")[1], "en")
    first, answer = found.items[1].comments
    assert (first.replies_to, answer.replies_to) == ("", first.number)
