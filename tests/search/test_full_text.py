"""On PostgreSQL the query is answered from the index, and finds what the function of SQLite finds."""

import re

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.fields.json import KT

from comments.models import Comment, Disposition
from notes.models import NoteText
from plans.models import BlockText, RevisionBlock
from search import matching, words
from search.kinds.remarks import SAID
from search.matching import Lines, Matches
from tests.factories import plans

pytestmark = pytest.mark.django_db

TEXTS = [
    "Безопасность в сфере использования ИКТ и самих ИКТ на 2022-2023 гг.",
    "АКТ-ны пайдалану қауіпсіздігі; сенім шаралары, ұлы дала, ҒЫЛЫМ",
    "Note No. NCT/ICT/688 (see www.s-cica.org, info@s-cica.org): *States'* measures, 1.5 e-mail",
    "Ёлка, учёт; мероприятие, размер. «Меры» доверия",
]
TYPED = (
    *("безопасности", "икт", "2023", "кауипсиздик", "шара", "улы", "ұлы", "гылым", "ict 688", "cica", "org"),
    *("info", "state", "measure", "mail", "елки", "учет", "мера", "размер", "дала сенім", "1", "5"),
)


@pytest.mark.parametrize("text", TEXTS)
def test_database_finds_what_the_words_say(text):
    block = plans.block(plans.paper(blocks=0), texts={"en": text})
    said = BlockText.objects.filter(block=block, language="en")
    found = [typed for typed in TYPED if said.filter(Matches(F("text"), words.parse(typed))).exists()]
    assert found == [typed for typed in TYPED if words.parse(typed).matches(text)]
    assert found


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")
@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda query: RevisionBlock.objects.filter(Matches(KT("texts__en"), query)), "search_revision_en"),
        (lambda query: RevisionBlock.objects.filter(Matches(KT("texts__kk"), query)), "search_revision_kk"),
        (lambda query: BlockText.objects.filter(Matches(F("text"), query)), "search_draft_of_plan"),
        (lambda query: Comment.objects.filter(Matches(SAID, query)), "search_comment"),
        (lambda query: Disposition.objects.filter(Matches(F("reply"), query)), "search_disposition"),
        (lambda query: NoteText.objects.filter(Matches(Lines(F("pieces")), query)), "search_note"),
    ],
)
def test_index_has_the_expression_that_is_asked(rows, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert re.search(rf"\b{index}\b", rows(words.parse("безопасность")).order_by().explain())


def test_lines_of_a_note_are_read_without_its_keys():
    assert matching._lines('[{"id": "a", "style": "plain", "lines": ["One", "\\u049b"]}, {"id": "b"}]') == (
        "One\nқ"
    )
    assert matching._is_found(None, "one") == 0
