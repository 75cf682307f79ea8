import re
import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from comments.models import Comment, Disposition
from comments.procedure import consultations
from comments.reading import compilation, filters, statistics
from comments.views.compilation.table import ConsultationCompilation
from members.models import MemberState
from tests.factories import comments

AFTER = "2022-06-07T09:00:00+06:00"


@pytest.fixture
def filed(consultation, contact, other):
    """File five comments of two States on two paragraphs and on the whole."""
    first, second = consultation.revision.blocks.filter(kind="paragraph")
    said = {"proposed_text": "New wording", "operation": "MOD"}
    comments.draft(consultation, contact, remark="KZ whole", block_key=None, type="editorial")
    comments.draft(consultation, contact, remark="KZ first", block_key=first.key, language="kk", **said)
    comments.draft(consultation, contact, remark="KZ range", block_key=first.key, until_key=second.key)
    comments.draft(consultation, other, remark="TR second", block_key=second.key, type="editorial")
    comments.draft(consultation, other, remark="TR first", block_key=first.key, language="ru")
    for person in (contact, other):
        comments.answer(consultation, person, "comments")
    return consultation


@pytest.fixture
def closed(request, filed, set_clock):
    """Close the consultation; the parameter, if any, is when Member States read what others said."""
    filed.visibility = getattr(request, "param", filed.visibility)
    filed.save()
    set_clock(AFTER)
    consultations.close(filed, at=comments.CLOSES_AT)
    return filed


def answered(consultation, remark, kind, by, at):
    comment = next(
        entry.comment.pk
        for entry in compilation.for_user(consultation, by, at=at, language="en").readings
        if entry.remark == remark
    )
    found = Comment.objects.get(pk=comment)
    return comments.reply_to(found, kind=kind, reply="Because", by=by, at=at)


def shown(client, consultation, **query):
    page = client.get(
        reverse("comments:consultation-compilation", args=[consultation.pk]), query
    ).content.decode()
    return re.findall(r">((?:KZ|TR) (?:whole|first|range|second))<", page)


def offered(client, consultation, **query):
    page = client.get(reverse("comments:consultation-compilation", args=[consultation.pk]), query)
    return {
        side["name"]: {option["value"]: option["count"] for option in side["options"]}
        for side in page.context["sides"]
    }


def test_compilation_too_long_for_one_page_goes_on_on_the_next(filed, officer, client, monkeypatch):
    client.force_login(officer)
    monkeypatch.setattr(ConsultationCompilation, "size", 2)
    assert shown(client, filed) == ["KZ whole", "KZ first"]
    assert shown(client, filed, page=2) == ["KZ range", "TR first"]
    assert shown(client, filed, page=3) == ["TR second"]
    address = reverse("comments:consultation-compilation", args=[filed.pk])
    page = client.get(address, {"page": 2, "type": "substantive"})
    assert [one.remark for one in page.context["page"]] == ["TR first"]
    assert "5 comments" in client.get(address, {"page": 3}).content.decode()
    assert '?type=substantive&amp;page=2"' in client.get(address, {"type": "substantive"}).content.decode()

    comment = Comment.objects.get(remark="TR second")
    assert shown(client, filed, comment=comment.named) == ["TR second"]
    assert shown(client, filed, comment="TR-1-99") == ["KZ whole", "KZ first"]
    assert shown(client, filed, comment=comment.named, type="editorial") == ["KZ whole", "TR second"]


def test_each_side_narrows_the_page_and_they_narrow_together(filed, officer, client):
    client.force_login(officer)
    first, second = filed.revision.blocks.filter(kind="paragraph")
    assert shown(client, filed) == ["KZ whole", "KZ first", "KZ range", "TR first", "TR second"]
    assert shown(client, filed, state="TR") == ["TR first", "TR second"]
    assert shown(client, filed, type="editorial") == ["KZ whole", "TR second"]
    assert shown(client, filed, operation="MOD") == ["KZ first"]
    assert shown(client, filed, block=str(second.key)) == ["KZ range", "TR second"]
    assert shown(client, filed, block="whole") == ["KZ whole"]
    assert shown(client, filed, language="ru") == ["TR first"]
    assert shown(client, filed, state="TR", block=str(first.key)) == ["TR first"]
    assert shown(client, filed, state="KZ", type="editorial", language="kk") == []

    first, second = (str(block.key) for block in filed.revision.blocks.filter(kind="paragraph"))
    assert offered(client, filed) == {
        "state": {"KZ": 3, "TR": 2},
        "block": {"whole": 1, first: 3, second: 2},
        "type": {"editorial": 2, "substantive": 3},
        "operation": {"MOD": 1, "remark": 4},
        "language": {"en": 3, "ru": 1, "kk": 1},
        "disposition": {"open": 5},
        "translation": {"own": 3, "none": 2},
    }
    found = offered(client, filed, state="TR")
    assert found["state"] == {"KZ": 3, "TR": 2}
    assert found["type"] == {"editorial": 1, "substantive": 1}
    assert found["block"] == {"whole": 0, first: 1, second: 1}

    url = reverse("comments:consultation-compilation", args=[filed.pk])
    page = client.get(url, {"state": "TR", "type": "editorial"})
    assert re.findall(r'data-label="No.">(\d)<', page.content.decode()) == ["5"]
    assert "Shown: 1 of 5." in page.content.decode()
    assert '<option value="TR" selected>' in page.content.decode()
    numbers = reverse("comments:consultation-statistics", args=[filed.pk])
    assert f'href="{numbers}?state=TR&amp;type=editorial"' in page.content.decode()


def test_the_files_are_of_what_is_shown_in_the_language_of_the_reader(client, officer, filed):
    """What leads to the files is kept without a filter, and with none of the filters asked for before."""
    url = reverse("comments:consultation-compilation", args=[filed.pk])
    client.force_login(officer)

    def links(language, **query):
        officer.language = language
        officer.save()
        page = client.get(url, query).content.decode()
        [files] = re.findall(r"<details class=\"no-print mb-3\">(.*?)</details>", page, re.S)
        return re.findall(r'href="([^"]*)"', files), re.search(r"<summary>(.*?)</summary>", files).group(1)

    every, word = links("en")
    assert word == "Export" and not any("?" in address for address in every)
    some, _word = links("en", state="TR")
    assert some == [f"{address}?state=TR" for address in every]
    assert links("en") == (every, word)
    again, other_word = links("ru")
    assert again == every and other_word == "Выгрузить"


@pytest.mark.parametrize("closed", ["at_once"], indirect=True)
def test_dispositions_are_filtered_for_by_those_who_answer_and_hidden_from_delegates(
    closed, officer, contact, client
):
    at = comments.CLOSES_AT
    answered(closed, "KZ first", "not_accepted", officer, at)
    answered(closed, "TR first", "accepted", officer, at)
    client.force_login(officer)
    assert offered(client, closed)["disposition"] == {"open": 3, "accepted": 1, "not_accepted": 1}
    assert shown(client, closed, disposition="not_accepted") == ["KZ first"]
    assert shown(client, closed, disposition="open") == ["KZ whole", "KZ range", "TR second"]
    client.force_login(contact)
    assert "disposition" not in offered(client, closed)
    assert len(shown(client, closed, disposition="open")) == 5
    page = client.page("comments:consultation-compilation", closed.pk)
    assert not re.search(r">\s*(not )?accepted", page)


def test_only_the_last_disposition_counts(closed, officer):
    at = comments.CLOSES_AT
    (first,) = answered(closed, "KZ first", "not_accepted", officer, at)
    Disposition.objects.create(
        comment=first.comment,
        version=2,
        kind="noted",
        stage="proposed",
        reply="Later",
        language="en",
        act=uuid.uuid4(),
        by=officer,
        at=at,
    )
    found = compilation.for_user(closed, officer, at=at, language="en")
    sides = {side["name"]: side for side in filters.sift(found, {}).sides}
    assert {option["value"]: option["count"] for option in sides["disposition"]["options"]} == {
        "open": 4,
        "proposed": 1,
        "noted": 1,
    }


def test_statistics_count_every_side_by_type(filed, officer, at):
    found = compilation.for_user(filed, officer, at=at, language="en")
    tables = {table.label: table for table in statistics.statistics(found, found.readings)}
    assert list(tables) == ["Member State", "Section", "Proposal", "Disposition", "Language"]
    assert [(row.value, row.by_type, row.total) for row in tables["Member State"].rows] == [
        ("KZ", (1, 2, 0, 0), 3),
        ("TR", (1, 1, 0, 0), 2),
    ]
    assert [(row.label, row.total) for row in tables["Section"].rows] == [
        ("The text as a whole", 1),
        ("Before the first section", 4),
    ]
    assert all(table.totals == (2, 3, 0, 0, 5) for table in tables.values())

    MemberState.objects.filter(code="TR").update(name_ru="Ая", name_kk="Ая")
    for language in ("en", "ru", "kk"):
        found = compilation.for_user(filed, officer, at=at, language=language)
        with translation.override(language):
            by_state = statistics.statistics(found, found.readings)[0]
        assert [row.value for row in by_state.rows] == ["KZ", "TR"]


def test_statistics_lead_to_the_comments_behind_each_number(filed, officer, client):
    client.force_login(officer)
    page = client.get(reverse("comments:consultation-statistics", args=[filed.pk]), {"type": "editorial"})
    compilation = reverse("comments:consultation-compilation", args=[filed.pk])
    assert f'href="{compilation}?type=editorial&amp;state=TR"' in page.content.decode()
    assert shown(client, filed, type="editorial", state="TR") == ["TR second"]
