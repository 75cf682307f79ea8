"""One paragraph has one number wherever it is named: b), б) and ә) are one, and б) alone is two."""

import pytest
from django.urls import reverse

from cica_portal import clock
from comments.models import Comment, Receipt
from comments.procedure import consultations
from comments.reading import compilation, paper_parts
from comments.reading.readings import first_words
from comments.renderers.receipt import receipt_content
from plans.enums import BlockKind
from plans.models import BlockText
from tests.comments.compilation.test_exports import got, table, word_text
from tests.factories import comments, plans

AFTER = "2022-06-07T09:00:00+06:00"
SECOND = {"en": "4, 1 b)", "ru": "4, 1 б)", "kk": "4, 1 ә)"}
THIRD = {"en": "5, 1 c)", "ru": "5, 1 в)", "kk": "5, 1 б)"}


@pytest.fixture
def lettered(db, set_clock, contact, other):
    """Let KZ comment in Kazakh on its ә), and TR in Russian on its в): the second aim and the third."""
    paper = plans.paper(status="circulated", blocks=1)
    plans.block(paper, kind=BlockKind.HEADING, texts=dict.fromkeys(SECOND, "*Aims* of the plan"))
    for place in range(3):
        plans.block(paper, kind=BlockKind.OBJECTIVE, texts=dict.fromkeys(SECOND, f"Aim {place}"))
    made = comments.consultation(revision=comments.revision(paper))
    aims = list(made.revision.blocks.filter(kind=BlockKind.OBJECTIVE))
    comments.draft(made, contact, block_key=aims[1].key, language="kk", remark="Ескертпе")
    comments.draft(made, other, block_key=aims[2].key, language="ru", remark="Замечание")
    return made


@pytest.fixture
def filed(lettered, contact, other):
    for person in (contact, other):
        comments.answer(lettered, person, "comments")
    return lettered


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_compilation_names_a_paragraph_alike_in_every_language(filed, language):
    found = compilation.entire(filed, language, as_filed=True)

    assert [row.heading[0] for row in found.readings] == [SECOND[language], THIRD[language]]
    # A comment is shown with the letter of the language in which it was filed, and the same number.
    assert [row.label for row in found.readings] == [SECOND["kk"], THIRD["ru"]]
    heading, *keys = [row.key for row in found.places.rows[2:]]
    assert first_words(found.places.extent(heading), 2) == "2, 1 Aims of…"
    assert found.places.extent(*keys[1:]).label(language) == f"{SECOND[language]} – {THIRD[language]}"
    (part,) = paper_parts.of(found, found.readings)
    assert [group["label"] for group in part["sections"][0]["groups"]] == [SECOND[language], THIRD[language]]


def test_one_number_is_on_every_page_and_file(lettered, client, officer, other, set_clock):
    """What the State writes, submits and keeps, and what those who answer read, names the same paragraph."""
    paper, key = lettered.revision.paper, lettered.revision.blocks.get(texts__en="Aim 2").key
    shown = {}

    def read(person, name, *args):
        shown[name] = client.signed_in(person).get(reverse(name, args=args)).content.decode()

    read(other, "comments:consultation-detail", lettered.pk)
    form = client.get(reverse("comments:offline-form", args=[lettered.pk, "en", "xlsx"])).content
    assert ["5", "1 c)"] in [[row["No."], row["Label"]] for row in table(form)]
    read(other, "comments:response-submit", lettered.pk)
    comments.answer(lettered, other, "comments")
    receipt = Receipt.objects.get()
    assert [row.heading[0] for row in receipt_content(receipt, "en").comments] == [THIRD["en"]]
    read(other, "comments:receipt-detail", receipt.number)
    set_clock(AFTER)
    consultations.close(lettered, at=clock.now())
    read(other, "comments:own-comments", lettered.pk)
    read(officer, "comments:disposition-list", lettered.pk)
    read(officer, "comments:disposition-detail", lettered.pk, Comment.objects.get().pk)
    BlockText.objects.filter(block__key=key, language="kk").update(text="")
    read(officer, "plans:paper-edit", paper.slug)
    read(officer, "plans:paper-gate", paper.slug)
    read(officer, "comments:consultation-compilation", lettered.pk)
    assert [row["Paragraph"] for row in table(got(client, lettered))] == [THIRD["en"]]
    assert THIRD["en"] in "".join(word_text(got(client, lettered, "en", "docx")).itertext())

    for name, page in shown.items():
        named = (*THIRD.values(), "Comment on paragraph 5")
        assert any(one in page for one in named), name
        assert "[3]" not in page and "Block " not in page, name
