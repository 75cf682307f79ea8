"""What follows without comments is told to a delegation in the words of the note that asks for them."""

import datetime as dt
import html

import pytest
from django.urls import reverse

from notes.wording import without_comments
from tests.factories import notes

SAID = {
    "en": "In the absence of such comments and feedback the draft Concept Paper",
    "ru": "В случае отсутствия таких комментариев и соображений данный проект Концепции",
    "kk": "Мұндай ескертпелер мен түсініктемелер жіберілмеген жағдайда",
}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["Comments are requested by 6 June 2022. Without them, silence.", "It is so."], "It is so."),
        (["… до 6 июня 2022 г. и позже. В случае отсутствия — СРГ."], "В случае отсутствия — СРГ."),
        (["Күтеміз. Әйтпесе ұсынылады."], "Әйтпесе ұсынылады."),
        (["Comments are requested by Monday, 6 June 2022."], ""),
    ],
)
def test_the_last_sentence_of_the_request_is_told(lines, sentence):
    pieces = [{"id": "opening", "lines": ["A. B."]}, {"id": "request", "lines": lines}]
    assert without_comments.said(pieces) == sentence
    assert without_comments.said(pieces[:1]) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_delegation_is_told_until_it_has_answered_or_the_deadline_has_passed(
    client, people, set_clock, language
):
    set_clock(notes.AT)
    consultation = notes.circulated()
    contact = people["KZ"]
    contact.language = language
    contact.save()
    client.force_login(contact)
    address = reverse("comments:consultation-detail", args=[consultation.pk])

    def shown():
        return html.unescape(client.get(address).content.decode())

    # In the line, and folded where a phone has no room for it.
    assert shown().count(SAID[language]) == 2
    set_clock(consultation.closes_at + dt.timedelta(minutes=1))
    assert SAID[language] not in shown()
