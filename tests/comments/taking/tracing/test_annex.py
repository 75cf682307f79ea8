import pytest
from django.urls import reverse

from comments.models import Comment
from comments.taking.tracing import annex, trace
from documents import renders
from documents.enums import DocumentStatus
from documents.models import Document
from plans import blocks
from plans.enums import BlockKind
from plans.models import BlockText
from tests.comments.taking.tracing.test_trace_pages import FROZEN, officer, revised
from tests.factories import comments, members

__all__ = ["officer", "revised"]


def test_the_annex_lists_each_change_with_what_is_behind_it(revised):
    [block] = annex.blocks(trace.trace(revised, "en"))
    assert block["html"].count("<sup>") == 2
    assert [(row["note"], row["state"], row["number"], row["reply"]) for row in block["rows"]] == [
        (1, "State KZ", 1, "Thanks, KZ"),
        (2, "State TR", 2, "Thanks, TR"),
    ]


def test_the_annex_names_a_change_in_another_language_with_its_source(revised):
    text = BlockText.objects.get(block__key=revised.paper.blocks.last().key, language="kk")
    blocks.edit(text.block, "kk", "Жаңа мәтін.", version=text.version, by=None, at=FROZEN)
    draft = {code: trace.of_draft(revised.paper, code) for code in ("en", "ru", "kk")}

    assert [
        [
            (block["language"], block["word"], len(block["rows"]))
            for block in annex.blocks(draft[code], others)
        ]
        for code, others in (("en", [draft["ru"], draft["kk"]]), ("kk", [draft["en"], draft["ru"]]))
    ] == [
        [("kk", "unchanged in this language; changed in the text in: Kazakh", 0)],
        [("kk", "changed", 0)],
    ]
    assert "Жаңа" in annex.blocks(draft["en"], [draft["kk"]])[0]["html"]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_annex_is_rendered_in_each_language(revised, language):
    document = renders.render(annex.request(revised, language))
    assert (document.status, document.error) == (DocumentStatus.STORED, "")
    assert document.pages == 1


def test_a_paragraph_that_is_not_in_a_language_yet_has_an_empty_redline_there(revised):
    blocks.add(
        revised.paper,
        kind=BlockKind.PARAGRAPH,
        texts={"en": "Only here."},
        after=revised.paper.blocks.last(),
        by=None,
        at=FROZEN,
    )
    assert [block["html"] for block in annex.blocks(trace.of_draft(revised.paper, "ru"))] == [""]


def test_another_answer_makes_another_annex(revised, officer):
    first = annex.request(revised, "en")
    assert annex.request(revised, "en") == first
    comment = Comment.objects.first()
    comments.reply_to(comment, by=officer, at=FROZEN)
    assert annex.request(revised, "en") != first
    renders.render(first)
    assert not Document.objects.filter(pk=first.pk).exists()  # nobody can want it any more


def test_the_annex_is_for_those_who_prepare_the_plan(client, revised):
    url = reverse("notes:trace-document", args=[revised.paper.slug, 1, "en"])
    assert client.signed_in(members.officer()).get(url).status_code == 202
    renders.render(Document.objects.get())
    answer = client.get(url)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert client.get(reverse("notes:trace-document", args=[revised.paper.slug, 0, "en"])).status_code == 404
    assert client.signed_in(members.contact_point(members.member_state("KZ"))).get(url).status_code == 404
