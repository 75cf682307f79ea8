"""A lettered paragraph where languages meet: b), б) and ә) are one, and б) alone is two."""

import pytest
from django.urls import reverse

from cica_portal import clock
from comments.compilation import matrix, rows
from comments.models import Comment
from comments.procedure import consultations
from comments.remarks.presentation import how_letters_show
from comments.remarks.ranges import Places
from plans.enums import BlockKind
from plans.outline import revision_outline
from tests.comments.compilation.test_exports import got, table, word_text
from tests.factories import comments, plans

AFTER = "2022-06-07T09:00:00+06:00"
SECOND = {"en": "b)\u00a0[2]", "ru": "б)\u00a0[2]", "kk": "ә)\u00a0[2]"}
THIRD = {"en": "c)\u00a0[3]", "ru": "в)\u00a0[3]", "kk": "б)\u00a0[3]"}
LINE = "The number in brackets after a letter"


@pytest.fixture
def lettered(db, set_clock, contact, other):
    """Let KZ comment in Kazakh on its ә), and TR in Russian on its в): the second aim and the third."""
    paper = plans.paper(status="circulated")
    for place in range(3):
        plans.block(paper, kind=BlockKind.OBJECTIVE, texts=dict.fromkeys(SECOND, f"Aim {place}"))
    made = comments.consultation(revision=comments.revision(paper))
    aims = list(made.revision.blocks.filter(kind=BlockKind.OBJECTIVE))
    comments.draft(made, contact, block_key=aims[1].key, language="kk", remark="Ескертпе")
    comments.draft(made, other, block_key=aims[2].key, language="ru", remark="Замечание")
    for person in (contact, other):
        comments.answer(made, person, "comments")
    return made


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_compilation_names_a_lettered_paragraph_by_its_number_too(lettered, language):
    found = rows.as_filed(matrix.entire(lettered, language))

    assert [row.label for row in found] == [SECOND[language], THIRD[language]]
    # A comment is shown with the letter of the language in which it was filed, and the same number.
    assert [row.said.label for row in found] == [SECOND["kk"], THIRD["ru"]]


def test_files_say_what_the_number_is(lettered, client, officer, set_clock):
    client.force_login(officer)

    assert [row["Paragraph"] for row in table(got(client, lettered))] == [SECOND["en"], THIRD["en"]]
    said = "".join(word_text(got(client, lettered, "en", "docx")).itertext())
    assert SECOND["en"] in said and LINE in said
    places = Places(revision_outline(lettered.revision))
    assert how_letters_show([places.extent(lettered.revision.frozen_blocks[0].key)]) == []


def test_lists_and_benches_of_the_secretariat_have_the_number(lettered, client, officer, set_clock):
    set_clock(AFTER)
    consultations.close(lettered, at=clock.now())
    client.force_login(officer)
    comment = Comment.objects.get(language="ru")

    for address in (
        reverse("comments:disposition-list", args=[lettered.pk]),
        reverse("comments:disposition-detail", args=[lettered.pk, comment.pk]),
        reverse("comments:consultation-compilation", args=[lettered.pk]),
    ):
        shown = client.get(address).content.decode()
        assert THIRD["ru"] in shown or THIRD["en"] in shown, address


def test_range_has_the_numbers_of_both_ends(lettered):
    places = Places(revision_outline(lettered.revision))
    keys = [row.key for row in places.rows if row.kind == BlockKind.OBJECTIVE]

    assert places.extent(keys[0], keys[2]).label("kk") == "а)\u00a0[1] – б)\u00a0[3]"


def test_texts_side_by_side_have_the_number_and_one_alone_has_its_letters_only(lettered, client, officer):
    client.force_login(officer)

    for address in (
        reverse("comments:consultation-detail", args=[lettered.pk]),
        reverse("plans:paper-text", args=[lettered.revision.paper.slug]),
    ):
        beside = client.get(address, {"language": "ru", "with": "kk"}).content.decode()
        assert SECOND["ru"] in beside and SECOND["kk"] in beside, address
        alone = client.get(address, {"language": "ru"}).content.decode()
        assert ">б)</span>" in alone and SECOND["ru"] not in alone, address
