"""The query is answered from stored words, on both databases, and finds what the words say."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F

from comments.models import Comment, Disposition
from notes.models import NoteText
from plans.models import BlockText, RevisionBlock
from search import matching, migrations, stores, words
from search.matching import Matches, Stored
from tests.factories import comments, members, plans

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
    for condition in (lambda query: Matches(F("text"), query), lambda query: Stored(stores.DRAFTED, query)):
        found = [typed for typed in TYPED if said.filter(condition(words.parse(typed))).exists()]
        assert found == [typed for typed in TYPED if words.parse(typed).matches(text)]
        assert found


def test_words_follow_a_text_that_changes_and_goes():
    block = plans.block(plans.paper(blocks=0), texts={"en": "Peace"})
    said = BlockText.objects.filter(block=block, language="xx")
    BlockText.objects.create(block=block, language="xx", text="Security of networks")

    def found(typed):
        return said.filter(Stored(stores.DRAFTED, words.parse(typed))).exists()

    assert found("network")
    said.update(text="Trust among states")
    assert (found("network"), found("trust")) == (False, True)
    said.delete()
    assert not found("trust")


def test_words_of_one_language_are_found_in_that_language_alone():
    paper = plans.paper(blocks=0)
    plans.block(paper, texts={"en": "Security of networks", "ru": "Доверие", "kk": "Сенім"})
    comments.revision(paper)

    def found(typed, *languages):
        query = words.parse(typed)
        return RevisionBlock.objects.filter(Stored(stores.FROZEN, query, languages)).exists()

    assert found("network", "en") and found("network", "ru", "en") and not found("network", "ru", "kk")
    # Each word in one language is a text of none.
    assert not found("network доверие", "en", "ru", "kk")


PLACES = [
    (RevisionBlock, stores.FROZEN, ["en"], "search_revision_en"),
    (RevisionBlock, stores.FROZEN, ["kk"], "search_revision_kk"),
    (BlockText, stores.DRAFTED, ["words"], "search_draft_of_plan"),
    (Comment, stores.FILED, ["words"], "search_comment"),
    (Disposition, stores.REPLIES, ["words"], "search_disposition"),
    (NoteText, stores.NOTES, ["words"], "search_note"),
]


@pytest.mark.parametrize(("model", "store", "columns", "index"), PLACES)
def test_query_is_answered_from_the_stored_words(model, store, columns, index):
    rows = model._base_manager.filter(Stored(store, words.parse("безопасность"), columns)).order_by()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert re.search(rf"\b{index}\b", rows.explain())
    else:
        plan = rows.explain()
        assert f"{store.name} VIRTUAL TABLE" in plan
        assert f"SEARCH {store.table}" in plan and f"SCAN {store.table}" not in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its words in the rows")
def test_a_rebuilt_table_gets_its_words_again():
    """Django's migrations rebuild a table of SQLite, and its triggers are gone."""
    block = plans.block(plans.paper(blocks=0), texts={"en": "Security of networks"})
    with connection.cursor() as cursor:
        for act in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER search_draft_of_plan_{act}")
    BlockText.objects.filter(block=block, language="en").update(text="Trust")
    query = Stored(stores.DRAFTED, words.parse("trust"))
    assert not BlockText.objects.filter(query).exists()
    stores.keep()
    assert BlockText.objects.filter(query).exists()
    BlockText.objects.filter(block=block, language="en").update(text="Peace")
    assert not BlockText.objects.filter(query).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its words in the rows")
def test_words_that_a_former_version_keeps_are_made_anew(consultation):
    comments.draft(consultation, contact := members.contact_point(), remark="Security of networks")
    comments.answer(consultation, contact, "comments")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE search_comment_numbered")
        for act in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER search_comment_{act}")
            cursor.execute(
                f"CREATE TRIGGER search_comment_{act} AFTER {act} ON comments_comment BEGIN SELECT 1; END"
            )
    stores.keep()
    assert Comment.objects.filter(Stored(stores.FILED, words.parse("network"))).count() == 1


def test_what_keeps_the_words_in_another_way_comes_with_a_migration():
    """A database that is up to date is not migrated, and would keep its words, and search them, as before."""
    latest = max(Path(migrations.__path__[0]).glob("[0-9]*.py")).stem
    assert stores.fingerprint() == import_module(f"search.migrations.{latest}").KEPT_BY


def test_lines_of_a_note_are_read_without_its_keys():
    assert stores._lines('[{"id": "a", "style": "plain", "lines": ["One", "\\u049b"]}, {"id": "b"}]') == (
        "One\nқ"
    )
    assert matching._is_found(None, "one") == 0
