import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
from comments.consolidation import dispositions
from comments.enums import Position
from comments.models import Comment, Disposition, Duplicate, ReplyTemplate
from comments.procedure import consultations
from tests.factories import comments, members, plans

AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)


@pytest.fixture
def closed(db, set_clock):
    """Return a closed round with a comment of KZ and one of TR on the same block."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    consultation = comments.consultation(states=("KZ", "TR"))
    for code in ("KZ", "TR"):
        person = members.contact_point(members.member_state(code))
        comments.draft(consultation, person, remark=f"Remark of {code}", proposed_text=f"Wording {code}")
        comments.answer(consultation, person, Position.COMMENTS)
    set_clock(AFTER)
    consultations.close(consultation, at=AFTER)
    return consultation


def _filed() -> list[Comment]:
    return list(Comment.objects.order_by("response__member_state__code"))


def _list(consultation) -> str:
    return reverse("comments:disposition-list", args=[consultation.pk])


def _answer(chosen, **fields) -> dict:
    return {
        "comment": [str(comment.pk) for comment in chosen],
        "kind": "not_accepted",
        "language": "en",
        "reply": "Agreed in 2021.",
    } | fields


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Dispositions of comments", "no reply yet", "Remark of KZ")),
        ("ru", ("Решения по комментариям", "ответа еще нет", "Remark of KZ")),
        ("kk", ("Ескертпелер бойынша шешімдер", "әлі жауап берілмеген", "Remark of KZ")),
    ],
)
def test_the_list_shows_every_comment_in_the_readers_language(client, closed, language, words):
    client.force_login(members.officer(language=language))
    page = client.get(_list(closed)).content.decode()
    assert [word for word in words if word not in page] == []


def test_several_comments_are_answered_at_once_and_the_filter_stays(client, closed):
    client.force_login(members.officer())
    url = f"{_list(closed)}?disposition=open"

    answer = client.post(url, _answer(_filed()))

    assert (answer.status_code, answer.url) == (302, url)
    found = Disposition.objects.values_list("comment__response__member_state__code", "kind", "reply")
    assert set(found) == {
        ("KZ", "not_accepted", "Agreed in 2021."),
        ("TR", "not_accepted", "Agreed in 2021."),
    }
    page = client.get(_list(closed), {"disposition": "not_accepted"}).content.decode()
    assert "Remark of KZ" in page and "Remark of TR" in page
    assert "Remark of KZ" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reply": ""}, "Write a reply to the State"),
        ({"comment": []}, "Choose at least one comment."),
        ({"kind": ""}, "This field is required."),
    ],
)
def test_a_refused_answer_keeps_what_was_typed_and_chosen(client, closed, fields, words):
    client.force_login(members.officer())
    [first, _second] = _filed()

    answer = client.post(_list(closed), _answer([first], **fields))

    page = answer.content.decode()
    assert (answer.status_code, words in page, Disposition.objects.count()) == (422, True, 0)
    if "comment" not in fields:
        assert f'value="{first.pk}" id="choose-{first.pk}" checked' in page
    if "reply" not in fields:
        assert "Agreed in 2021." in page


def test_an_answer_given_meanwhile_is_shown_and_kept(client, closed):
    [first, _second] = _filed()
    officer = members.officer()
    client.force_login(officer)
    dispositions.record(
        closed,
        [first],
        kind="noted",
        reply="A colleague’s answer.",
        language="en",
        seen={},
        by=officer,
        at=AFTER,
    )

    answer = client.post(_list(closed), _answer([first], **{f"seen-{first.pk}": "0"}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A colleague replied to these comments" in page and "A colleague’s answer." in page
    assert "Agreed in 2021." in page
    assert Disposition.objects.count() == 1


def test_a_reply_kept_ready_is_put_in_and_nothing_is_recorded(client, closed):
    template = ReplyTemplate.objects.create(
        kind="noted", texts={"en": "Noted with thanks.", "ru": "Принято к сведению с благодарностью."}
    )
    client.force_login(members.officer())
    fields = {"template": str(template.pk), "begin": "yes", "kind": "", "reply": "", "language": "ru"}

    page = client.post(_list(closed), _answer(_filed()[:1], **fields)).content.decode()

    assert "Принято к сведению с благодарностью.</textarea>" in page
    assert '<option value="noted" selected>' in page
    assert Disposition.objects.count() == 0


def test_a_proposed_disposition_is_confirmed_by_the_secretariat(client, closed, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    coordinator = members.coordinator()
    plans.coordinator_of(closed.revision.paper.measure, coordinator, state=coordinator.member_state)
    [first, _second] = _filed()
    client.force_login(coordinator)
    client.post(_list(closed), _answer([first]))
    assert "Confirm what is proposed" not in client.get(_list(closed)).content.decode()

    client.force_login(members.officer())
    detail = reverse("comments:disposition-detail", args=[closed.pk, first.pk])
    assert "proposed, to be confirmed" in client.get(detail).content.decode()
    client.post(detail, {"confirm": "yes"})

    assert list(Disposition.objects.values_list("stage", flat=True)) == ["proposed", "confirmed"]
    page = client.get(detail).content.decode()
    assert "proposed, to be confirmed" not in page and "Agreed in 2021." in page


def test_a_comment_is_answered_together_with_another(client, closed):
    [first, second] = _filed()
    client.force_login(members.officer())
    url = reverse("comments:disposition-answer-with", args=[closed.pk, second.pk])

    client.post(url, {"original": str(first.pk)})
    client.post(_list(closed), _answer([first]))
    assert not Disposition.objects.exists()  # the page had not shown that the other shares the reply
    field = f'name="seen-{second.pk}"'
    assert client.get(_list(closed)).content.decode().count(field) == 2
    assert field in client.get(_list(closed), {"state": "KZ"}).content.decode()
    client.post(_list(closed), _answer([first], **{f"seen-{second.pk}": "0"}))

    assert Disposition.objects.filter(comment=second).exists()
    client.post(url, {"original": ""})
    assert not Duplicate.objects.exists()


def test_a_comment_of_another_consultation_does_not_exist_here(client, closed):
    client.force_login(members.officer())
    other = comments.consultation(respond_by=dt.date(2022, 7, 1))
    url = reverse("comments:disposition-detail", args=[other.pk, _filed()[0].pk])
    assert client.get(url).status_code == 404


def test_the_list_asks_the_same_number_of_queries_however_long(client, closed, django_assert_max_num_queries):
    client.force_login(members.officer())
    with django_assert_max_num_queries(15) as few:
        client.get(_list(closed))
    for code in ("AZ", "CN", "IN"):
        comments.late_comment(closed, members.contact_point(members.member_state(code)))
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = client.get(_list(closed)).content.decode()
    assert page.count("data-comment") == 5


@pytest.mark.parametrize("role", ["officer", "coordinator"])
@pytest.mark.parametrize(
    ("language", "waiting", "done"),
    [
        ("en", "2 comments need a reply", "all comments have a reply"),
        ("ru", "2 комментария ждут ответа", "ответы даны на все комментарии"),
        ("kk", "2 ескертпе жауап күтуде", "барлық ескертпеге жауап берілді"),
    ],
)
def test_lists_say_how_many_comments_wait_for_an_answer(client, closed, role, language, waiting, done):
    person = (
        members.officer(language=language) if role == "officer" else members.coordinator(language=language)
    )
    if role == "coordinator":
        plans.coordinator_of(closed.revision.paper.measure, person, state=person.member_state)
    client.force_login(person)
    for url in (reverse("comments:consultation-list"), "/"):
        page = ordinary(client.get(url).content.decode())
        assert waiting in page and _list(closed) in page
    dispositions.record(
        closed, _filed(), kind="accepted", reply="", language="en", seen={}, by=members.officer(), at=AFTER
    )
    page = ordinary(client.get(reverse("comments:consultation-list")).content.decode())
    assert done in page and waiting not in page
