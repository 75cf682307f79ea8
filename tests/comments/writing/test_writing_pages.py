"""Writing beside the paragraph and on its own page: operations, ranges, languages; nothing typed is lost."""

import json

import pytest
from django.urls import reverse

from comments.models import DraftComment
from tests.factories import comments

HTMX = {"HX-Request": "true"}


@pytest.fixture
def blocks(consultation):
    return list(consultation.revision.blocks.order_by("position"))


@pytest.fixture
def write(client, consultation, drafter, blocks):
    """Return a function that posts the form of a new comment on the first paragraph."""
    client.force_login(drafter)

    def post(*, place=False, query="language=en", **fields):
        url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={blocks[1].key}&{query}"
        data = {
            "type": "substantive",
            "language": "en",
            "version": "0",
            "operation": "MOD",
            "laid": "MOD:",
            "proposed_text": "Paragraph 0 en",
            "proposed_ru": "Paragraph 0 ru",
            "proposed_kk": "Paragraph 0 kk",
            "remark": "A remark",
            "rationale": "A reason",
        }
        return client.post(url + ("&in=place" if place else ""), data | fields, headers=HTMX if place else {})

    return post


def _said():
    draft = DraftComment.objects.get()
    return draft.operation, draft.proposed_text, draft.wordings


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("", "", None)),
        ({"proposed_kk": "Жақсырақ"}, ("MOD", "", {"kk": "Жақсырақ"})),
        ({"proposed_text": "Better", "proposed_ru": "Лучше"}, ("MOD", "Better", {"ru": "Лучше"})),
        ({"operation": "SUP"}, ("SUP", "", None)),
        ({"operation": "ADD", "laid": "ADD:", "proposed_text": "More", "proposed_ru": "", "proposed_kk": ""},
         ("ADD", "More", None)),
        # Without a script the person chooses, then writes over the text that still stands in the field.
        ({"operation": "ADD", "proposed_text": "More"}, ("ADD", "More", None)),
        # What was typed before the person chose to delete is out of sight, and not filed.
        ({"operation": "SUP", "laid": "SUP:", "proposed_text": "Better"}, ("SUP", "", None)),
        ({"operation": "SUP", "laid": "MOD:", "proposed_text": ""}, ("SUP", "", None)),
    ],
)  # fmt: skip
def test_form_says_what_the_person_chose(write, fields, expected):
    assert write(**fields).status_code == 302
    assert _said() == expected


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"operation": "ADD"}, "proposed_text", "Write the text to be added."),
        ({"proposed_text": ""}, "proposed_text", "To have the text deleted, choose “deletion”."),
        (
            {"proposed_text": "Better", "proposed_ru": " \u2800"},
            "proposed_ru",
            "wording is empty.",
        ),
        ({"operation": "MOVE"}, "after", "Choose the paragraph after which the text should be placed"),
        ({"operation": "SUP", "proposed_text": "Better"}, "operation", "Your wording differs from the text"),
        ({"until": "nowhere"}, "until", "Select a valid choice."),
        ({"proposed_kk": "x" * 50_001}, "proposed_kk", "at most 50000 characters"),
        ({"remark": "", "operation": "NOC"}, "__all__", "Write a comment or change the wording"),
    ],
)
@pytest.mark.parametrize("place", [False, True])
def test_refused_form_keeps_all_that_was_typed(write, fields, field, sentence, place):
    answer = write(place=place, **{"rationale": "Набрано"} | fields)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    content = answer.content.decode()
    assert "Набрано" in content
    assert ("<html" in content) is not place
    assert DraftComment.objects.count() == 0


def test_choosing_an_operation_lays_the_form_out_and_keeps_what_was_typed(write):
    page = write(place=True, operation="ADD", proposed_ru="Набрано", preview="yes")
    form = page.context["form"]
    assert (page.status_code, form["proposed_text"].value(), form["proposed_ru"].value()) == (
        200,
        "",
        "Набрано",
    )
    assert form["laid"].value() == "ADD:"
    assert "is-invalid" not in page.content.decode()


def test_choosing_a_range_brings_its_text_into_all_fields_behind_what_was_typed(write, blocks):
    until = str(blocks[2].key)
    form = write(place=True, until=until, proposed_kk="Терілген", preview="yes").context["form"]
    assert [form[name].value() for name in ("proposed_text", "proposed_ru", "proposed_kk")] == [
        "Paragraph 0 en\n\nParagraph 1 en",
        "Paragraph 0 ru\n\nParagraph 1 ru",
        "Терілген\n\nParagraph 1 kk",
    ]
    assert DraftComment.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Терілген\r\n\r\nParagraph 1 kk", "Терілген"),
        ("Терілген\r\n\r\nТағы", "Терілген\n\nТағы"),
        ("Paragraph 0 kk\r\n\r\nParagraph 1 kk", "Paragraph 0 kk"),
    ],
)
def test_choosing_fewer_paragraphs_takes_their_text_back_where_nobody_touched_it(
    write, blocks, typed, expected
):
    form = write(place=True, laid=f"MOD:{blocks[2].key}", proposed_kk=typed, preview="yes").context["form"]
    assert form["proposed_kk"].value() == expected


def test_wording_for_a_range_changes_only_what_was_typed(write, blocks):
    assert write(until=str(blocks[2].key), proposed_text="Paragraph 0 better").status_code == 302
    assert _said() == ("MOD", "Paragraph 0 better\n\nParagraph 1 en", None)


@pytest.mark.parametrize(("typed", "is_said"), [("Better", True), ("Paragraph 0 en", False)])
def test_choosing_to_move_says_that_wording_that_was_typed_is_not_saved(write, typed, is_said):
    page = write(place=True, operation="MOVE", proposed_text=typed, preview="yes").content.decode()
    assert ("The wording you typed is not saved with this choice." in page) is is_said


def test_form_opens_beside_its_paragraph_as_a_piece(client, consultation, drafter, blocks):
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={blocks[1].key}&in=place"
    piece = client.signed_in(drafter).get(url, headers=HTMX).content.decode()
    assert "<html" not in piece and "data-hx-post" in piece and "Paragraph 0 kk" in piece
    assert "<html" in client.get(url).content.decode()


def test_saving_beside_the_paragraph_answers_with_the_paragraph_as_it_is_now(write, blocks):
    answer = write(place=True, query="language=en&with=kk", proposed_text="Paragraph 0 better")
    draft = DraftComment.objects.get()
    content = answer.content.decode()
    assert answer["HX-Retarget"] == f"#b-{blocks[1].key}"
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"comment-saved": {"anchor": f"c-{draft.pk}"}}
    assert content.startswith('<div class="block block-paragraph"')
    for shown in (
        f'id="c-{draft.pk}"',
        "Paragraph 0 kk",
        "1 comment in draft, not submitted",
    ):
        assert shown in content
    assert "Draft saved." in content


def test_saving_a_comment_on_the_whole_in_place_answers_with_what_is_said_on_the_whole(
    client, consultation, drafter
):
    url = reverse("comments:draft-create", args=[consultation.pk]) + "?in=place"
    data = {"type": "editorial", "language": "en", "version": "0", "remark": "On all of it", "rationale": ""}
    answer = client.signed_in(drafter).post(url, data, headers=HTMX)

    draft = DraftComment.objects.get()
    content = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"], answer["Text-Saved"]) == (200, "#whole", "yes")
    assert content.startswith('<section class="section" id="whole">')
    assert f'id="c-{draft.pk}"' in content and "On all of it" in content


def test_only_a_saving_answer_says_that_the_text_is_saved(write):
    for fields, status in (({"preview": "yes"}, 200), ({"operation": "MOVE"}, 422)):
        answer = write(place=True, **fields)
        assert (answer.status_code, answer.headers.get("Text-Saved")) == (status, None)
    assert write(place=True)["Text-Saved"] == "yes"


def test_edit_keeps_the_languages_that_are_read(client, consultation, drafter, blocks):
    draft = comments.draft(consultation, drafter, language="ru")
    page = client.signed_in(drafter).get(
        reverse("comments:consultation-detail", args=[consultation.pk]) + "?language=en&with=kk"
    )
    url = reverse("comments:draft-edit", args=[draft.pk]) + "?language=en&with=kk"
    assert url.replace("&", "&amp;") in page.content.decode()
    form = client.get(url).context["form"]
    assert (form.language, form["proposed_text"].value()) == ("ru", "Paragraph 0 ru")
    data = {"type": "editorial", "language": "ru", "version": "1", "remark": "Ещё", "rationale": ""}
    answer = client.post(url, data)
    assert answer.url == (
        reverse("comments:consultation-detail", args=[consultation.pk]) + f"?language=en&with=kk#c-{draft.pk}"
    )


def test_stale_save_beside_the_paragraph_shows_both_texts_there(client, consultation, contact, drafter):
    draft = comments.draft(consultation, drafter)
    url = reverse("comments:draft-edit", args=[draft.pk]) + "?in=place"
    data = {"type": "editorial", "language": "en", "remark": "First", "rationale": "", "version": "1"}
    assert client.signed_in(contact).post(url, data, headers=HTMX).status_code == 200
    answer = client.post(url, data | {"remark": "Second"}, headers=HTMX)
    content = answer.content.decode()
    assert answer.status_code == 409
    assert "First" in content and "Second" in content and "<html" not in content


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_redline_is_drawn_for_each_language_and_range(client, consultation, drafter, blocks, language):
    url = reverse("comments:redline-preview", args=[consultation.pk, blocks[1].key, language])
    name = "proposed_text" if language == "en" else f"proposed_{language}"
    data = {"language": "en", "until": str(blocks[2].key), name: f"Paragraph 0 {language}"}
    assert "<del>" in client.signed_in(drafter).post(url, data).content.decode()
    added = client.post(url, data | {"operation": "ADD"}).content.decode()
    assert "<ins>" in added and "<del>" not in added
    assert client.post(url, data | {"operation": "SUP"}).content == b""
    assert client.post(url, data | {"until": "nowhere"}).status_code == 404
