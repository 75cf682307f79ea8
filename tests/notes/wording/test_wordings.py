import datetime as dt
import re

import pytest
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed, StaleVersion
from comments.procedure import consultations, outcomes
from members.models import AuditEntry
from members.reference import load_member_states
from notes.acts import issuing
from notes.acts.submitting import submission_after_silence
from notes.models import NoteText, VerbalNote, Wording, WordingApproval
from notes.wording import formulas, texts, wordings
from plans.reference import load_measures
from tests.factories import members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT
LANGUAGES = ("en", "ru", "kk")
FURTHER = {
    "en": "The Secretariat remains at the disposal of Member States.",
    "ru": "Секретариат остается в распоряжении государств-членов.",
    "kk": "Хатшылық мүше мемлекеттердің қызметінде.",
}


def with_further(kind="reminder", **changes):
    return {**texts.first_body(kind), texts.ADDITIONAL: FURTHER | changes}


def write(by, body=None, *, based_on=1, reason="The Secretary General asked for it.", kind="reminder"):
    return wordings.write(kind, body or with_further(), based_on=based_on, reason=reason, by=by, at=AT)


def changed(kind, key, language, old, new):
    body = {name: dict(of_piece) for name, of_piece in texts.first_body(kind).items()}
    assert old in body[key][language]
    body[key][language] = body[key][language].replace(old, new)
    return body


# What holds ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", list(texts.note_texts()["kinds"]))
def test_the_first_version_of_every_kind_holds(kind):
    assert [str(one) for one in formulas.check(kind, texts.first_body(kind))] == []


@pytest.mark.parametrize(
    ("key", "language", "old", "new", "sentence"),
    [
        (
            "request.untold",
            "en",
            "by the",
            "by {author} the",
            "English: there is no placeholder “author”. Choose one from the list.",
        ),
        (
            "request.untold",
            "en",
            "by the",
            "by {note_number} the",
            "English: there is no placeholder “note_number”. Choose one from the list.",
        ),
        (
            "opening.for_comments",
            "kk",
            "{deadline_loc}",
            "{deadline_in}",
            "Kazakh: the placeholder “deadline_in” has no form in this language.",
        ),
        (
            "opening.for_comments",
            "ru",
            "{deadline_in}",
            "{swg_date}",
            "Russian: the placeholder “swg_date” is not available in notes of this kind.",
        ),
        (
            "opening.for_comments",
            "ru",
            "истекает {deadline_in}",
            "истекает {deadline}",
            "Russian: “deadline” (genitive) is in the wrong place. Its place is: after “до”.",
        ),
        (
            "opening.for_comments",
            "kk",
            "{period} арналған",
            "{period} жобасы",
            "Kazakh: “period” (dative) is in the wrong place. Its place is: before “арналған”.",
        ),
        (
            "opening.for_comments",
            "ru",
            " на {period}",
            "",
            "Russian: “period” is missing here, though another language has it.",
        ),
        (
            "opening.for_comments",
            "en",
            "{measure}",
            "{{measure}",
            "English: a brace has no counterpart. Braces may only hold a placeholder from the list.",
        ),
        (
            "opening.for_comments",
            "en",
            "{measure}",
            "{measure.__class__}",
            "English: a brace has no counterpart. Braces may only hold a placeholder from the list.",
        ),
    ],
)
def test_what_does_not_hold_is_refused_by_name(officer, key, language, old, new, sentence):
    with pytest.raises(wordings.TextsUnfit) as refusal:
        write(officer, changed("reminder", key, language, old, new))

    assert sentence in [str(one) for one in refusal.value.findings]
    assert (Wording.objects.count(), AuditEntry.objects.filter(action="wording.write").count()) == (0, 0)


def test_a_paragraph_missing_in_one_language_is_refused(officer):
    with pytest.raises(wordings.TextsUnfit) as refusal:
        write(officer, with_further(kk=""))

    assert [str(one) for one in refusal.value.findings] == [
        "Kazakh: the paragraph is missing, though another language has it."
    ]

    body = {**texts.first_body("reminder"), "opening.for_comments": dict.fromkeys(LANGUAGES, "")}

    with pytest.raises(wordings.TextsUnfit) as refusal:
        write(officer, body)

    assert [str(one) for one in refusal.value.findings] == [
        "The first paragraph cannot be empty: the note would have no text."
    ]


def test_a_doubled_full_stop_is_seen_once_the_values_are_in():
    found = formulas.doubled("opening", "ru", "истекает в понедельник, 6 июня 2022 г..")

    assert [str(one) for one in found] == [
        "Russian: with the values inserted, the text reads “льник, 6 июня 2022 г..”: "
        "there is an extra full stop, comma or space."
    ]


# What a text of a kind says of one note alone: placeholders say it, or it stands in every note.
TYPED = {
    "deadline": (
        "opening",
        {
            "en": ("{deadline}", "Tuesday, 7 June 2022"),
            "ru": ("{deadline}", "вторника, 7 июня 2022 г."),
            "kk": ("{deadline}", "2022 жылғы 7 маусымға"),
        },
        "“Tuesday, 7 June 2022”",
    ),
    "hour and zone": (
        "moment",
        {
            "en": ("{closing}", "17:00 (Bishkek time)"),
            "ru": ("{closing}", "17:00 (по времени Бишкека)"),
            "kk": ("{closing}", "17:00 (Бішкек уақыты бойынша)"),
        },
        "“17:00”",
    ),
    "period": (
        "opening",
        {
            "en": ("for {period}", "for 2022-2023"),
            "ru": ("на {period}", "на 2022-2023 гг."),
            "kk": ("{period}", "2022-2023 жылдарға"),
        },
        "“2022-2023”",
    ),
    "measure": (
        "opening",
        {
            "en": ("{measure}", "Security of and in the use of ICTs"),
            "ru": ("{measure}", "безопасности в сфере использования ИКТ и самих ИКТ"),
            "kk": ("{measure}", "АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі"),
        },
        "“Security of and in the use of ICTs”",
    ),
    "number": (
        "opening",
        dict.fromkeys(LANGUAGES, ("{reference_number}", "NCT/ICT/688")),
        "“NCT/ICT/688”",
    ),
    "addressee": (
        "opening",
        {
            "en": ("{addressee}", "the CICA Member States"),
            "ru": ("{addressee}", "государствам-членам СВМДА"),
            "kk": ("{addressee}", "Азия Кеңесі мүше мемлекеттеріне"),
        },
        "“all Member States”",
    ),
}


@pytest.fixture
def names():
    load_member_states(at=AT)
    load_measures(at=AT)


def typed_out(key, typed, languages=LANGUAGES):
    first = texts.first_body("deadline_extended")
    found = next(name for name in first if name.split(".")[0] == key)
    kept = {}
    for language, text in first[found].items():
        old, new = typed[language]
        assert old in text, (language, old)
        kept[language] = text.replace(old, new) if language in languages else text
    others = {
        name: {code: text.replace(*typed[code]) for code, text in of.items()}
        for name, of in first.items()
        if name.split(".")[0] == key and name != found
    }
    return {**first, **others, found: kept}


def test_what_stands_in_the_place_of_a_placeholder_is_in_no_text_of_a_kind(names, officer):
    for key, typed, said in TYPED.values():
        with pytest.raises(wordings.TextsUnfit) as refusal:
            write(officer, typed_out(key, typed), kind="deadline_extended")
        assert f"English: {said} would be printed in every note of this kind. Use a placeholder instead." in [
            str(one) for one in refusal.value.findings
        ]


@pytest.mark.parametrize(
    ("further", "sentence"),
    [
        (
            {"ru": "Секретариат откроется 8 июля 2022 г."},
            "The other dates differ between the languages: English: none; Russian: 8 July 2022; "
            "Kazakh: none.",
        ),
        (
            {"en": "The Secretariat opens on Friday, 7 July 2022."},
            "English: “Friday, 7 July 2022” is wrong. That day is a Thursday.",
        ),
        (
            {"kk": "Хатшылық сағат 9:00-де ашылады."},
            "The time of the deadline differs between the languages: English: none; Russian: none; "
            "Kazakh: 09:00.",
        ),
        (
            {"en": "The Secretariat thanks Türkiye and the People's Republic of China."},
            "The States named differ between the languages: English: China; Russian: none; Kazakh: none.",
        ),
        (
            {"ru": "Секретариат доложит КСДЛ СВМДА."},
            "The bodies named differ between the languages: English: Special Working Group (SWG); "
            "Russian: Special Working Group (SWG), Senior Officials Committee (SOC); "
            "Kazakh: Special Working Group (SWG).",
        ),
    ],
)
def test_what_one_language_of_a_text_says_and_the_others_do_not_is_refused(names, officer, further, sentence):
    with pytest.raises(wordings.TextsUnfit) as refusal:
        write(officer, with_further(**further))

    assert sentence in [str(one) for one in refusal.value.findings]


def test_a_text_without_the_time_of_the_deadline_is_refused(names, officer):
    with pytest.raises(wordings.TextsUnfit, match="No language names the time and the time zone"):
        empty = dict.fromkeys(LANGUAGES, "")
        moments = {"moment.for_comments": empty, "moment.for_decision": empty}
        write(officer, texts.first_body("reminder") | moments)


def test_a_signatory_approves_what_every_language_says_alike_having_read_it(
    client, names, officer, signatory
):
    further = {
        "en": "The Senior Officials Committee decided so on 5 May 2021.",
        "ru": "Такое решение принял КСДЛ 5 мая 2021 г.",
        "kk": "Аға лауазымды тұлғалар комитеті 2021 жылғы 5 мамырда осылай шешті.",
    }
    found = [
        "English: “5 May 2021” would be printed in every note of this kind. Use a placeholder instead.",
        "English: the note names the Senior Officials Committee (SOC), to which no draft is sent.",
    ]
    made = write(officer, with_further(**further))
    page = client.signed_in(signatory).page("notes:wording-version", "reminder", 2)
    assert [sentence for sentence in found if sentence not in page] == []

    wordings.approve(made, by=signatory, at=AT)

    accepted = AuditEntry.objects.get(action="wording.approve").after["accepted"]
    assert (len(accepted), [one for one in accepted if one.startswith("English")]) == (6, found)


# Writing and approving -------------------------------------------------------------------------------
@pytest.mark.good_path
def test_a_version_is_used_once_a_signatory_has_approved_it(officer, signatory):
    made = write(officer)
    assert (made.number, wordings.in_use("reminder")) == (2, None)

    wordings.approve(made, by=signatory, at=AT)

    assert wordings.in_use("reminder") == made
    acts = AuditEntry.objects.filter(action__startswith="wording.").values_list("action", "actor__username")
    assert list(acts) == [("wording.write", "officer"), ("wording.approve", "signatory")]
    with pytest.raises(AlreadyMoved):
        wordings.approve(made, by=signatory, at=AT)


def test_reminders_say_the_words_in_use_and_issued_ones_keep_theirs(people, officer, signatory):
    first = notes.extended(notes.circulated(), dt.date(2022, 6, 10), by=signatory)
    before = list(NoteText.objects.filter(note=first).values_list("language", "pieces"))

    made = write(officer, with_further("deadline_extended"), kind="deadline_extended")
    wordings.approve(made, by=signatory, at=AT)
    second = notes.extended(first.consultation, dt.date(2022, 6, 14), by=signatory)

    assert list(NoteText.objects.filter(note=first).values_list("language", "pieces")) == before
    said = {text.language: [piece["lines"][0] for piece in text.pieces] for text in second.texts.all()}
    assert [FURTHER[code] in said[code] for code in LANGUAGES] == [True, True, True]


def test_an_officer_does_not_approve_and_nobody_approves_the_own_text(settings, officer, signatory):
    settings.TWO_PERSONS_ISSUE = True
    own = write(signatory)

    for person in (officer, signatory):
        with pytest.raises(NotAllowed):
            wordings.approve(own, by=person, at=AT)


def test_a_delegate_writes_no_text(people):
    with pytest.raises(NotAllowed):
        write(people["KZ"])


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"reason": " "}, "notes.wordings_reason_missing"),
        ({"body": texts.first_body("reminder")}, "notes.wordings_nothing_changed"),
        ({"based_on": 5}, StaleVersion),
    ],
)
def test_writing_is_refused(officer, changes, refusal):
    with refused(refusal):
        write(officer, **changes)


def test_only_the_latest_version_is_approved(officer, signatory):
    first = write(officer)
    write(officer, with_further(en="Another sentence."), based_on=2)

    with refused("notes.not_the_latest"):
        wordings.approve(first, by=signatory, at=AT)


def test_an_earlier_version_comes_back_as_a_new_one(officer):
    write(officer)

    made = wordings.return_to("reminder", 1, based_on=2, reason="It was better.", by=officer, at=AT)

    assert (made.number, made.returns_to, made.texts) == (3, 1, dict(texts.first_body("reminder")))


# Words of one note -----------------------------------------------------------------------------------
@pytest.fixture
def submission_note(people, officer, signatory):
    consultation = notes.reached(notes.circulated())
    after = notes.CLOSES_AT + dt.timedelta(minutes=1)
    consultations.close(consultation, at=after)
    consultation.refresh_from_db()
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=after)
    submission_after_silence.draft_due(after)
    return VerbalNote.objects.get(kind="swg_without_comments")


def test_a_drafted_note_can_have_words_of_its_own(submission_note, officer, signatory, set_clock):
    body = with_further("swg_without_comments")
    at = notes.CLOSES_AT + dt.timedelta(hours=1)

    wordings.write_note(submission_note, body, based_on=0, reason="For this note", by=officer, at=at)
    issuing.issue(submission_note, by=signatory, at=at)

    said = {
        text.language: [piece["lines"][0] for piece in text.pieces] for text in submission_note.texts.all()
    }
    assert [FURTHER[code] in said[code] for code in LANGUAGES] == [True, True, True]
    assert wordings.in_use("swg_without_comments") is None
    issue = AuditEntry.objects.filter(action="verbal_note.issue").latest("sequence")
    assert issue.after["texts"] == issuing.texts_sha256(submission_note)
    with pytest.raises(AlreadyMoved):
        wordings.write_note(submission_note, body, based_on=1, reason="Late", by=officer, at=at)


def test_whoever_changes_the_words_does_not_issue_the_note(submission_note, signatory, settings):
    settings.TWO_PERSONS_ISSUE = True
    at = notes.CLOSES_AT + dt.timedelta(hours=1)
    body = with_further("swg_without_comments")

    wordings.write_note(submission_note, body, based_on=0, reason="For this note", by=signatory, at=at)

    with pytest.raises(NotAllowed):
        issuing.issue(submission_note, by=signatory, at=at)


# Pages -----------------------------------------------------------------------------------------------
def typed(body, **more):
    form = {
        f"{key.replace('.', '-')}-{language}": text
        for key, of_piece in body.items()
        for language, text in of_piece.items()
    }
    return form | {"based_on": "1", "reason": "Asked for"} | more


def test_the_page_offers_placeholders_and_shows_a_real_consultation(client, people, officer):
    notes.circulated()

    page = client.signed_in(officer).page("notes:wording-edit", "reminder")

    said = page.replace('<span class="whole">', "").replace("</span>", "")  # what stays on one line
    assert "{deadline_loc}" in page and "locative, before “аяқтал / бітеті”" in page
    assert "2022 жылғы 6 маусымда аяқталатынын" in said
    assert "истекает в понедельник, 6 июня 2022 г." in said


def test_the_preview_says_what_is_wrong_as_it_is_typed(client, people, officer):
    notes.circulated()
    client.force_login(officer)
    body = changed("reminder", "opening.for_comments", "ru", "истекает {deadline_in}", "истекает {deadline}")

    answer = client.post(
        reverse("notes:wording-edit", args=["reminder"]), typed(body, reason=""), HTTP_HX_REQUEST="true"
    )

    page = answer.content.decode()
    assert "“deadline” (genitive) is in the wrong place. Its place is: after “до”" in page
    assert ("<html" in page, Wording.objects.count()) == (False, 0)


def test_an_officer_writes_and_a_signatory_puts_into_use(client, people, officer, signatory):
    notes.circulated()
    client.force_login(officer)
    answer = client.post(reverse("notes:wording-edit", args=["reminder"]), typed(with_further()))
    version = reverse("notes:wording-version", args=["reminder", 2])
    assert (answer.status_code, answer.url) == (302, version)
    assert "Put into effect" not in client.get(version).content.decode()

    page = client.signed_in(signatory).get(version).content.decode()
    assert "Put into effect" in page and re.search(r"<ins[^>]*>.*The Secretariat remains", page)
    client.post(reverse("notes:wording-approve", args=["reminder", 2]))
    assert wordings.in_use("reminder").number == 2
    listed = client.page("notes:wording-list")
    assert "version 2 in effect" in listed


def test_what_somebody_else_wrote_first_is_not_overwritten(client, officer):
    write(members.officer(username="second"))
    client.force_login(officer)

    answer = client.post(
        reverse("notes:wording-edit", args=["reminder"]), typed(with_further(en="Mine, and only mine."))
    )

    assert answer.status_code == 409 and "Mine, and only mine." in answer.content.decode()
    assert Wording.objects.count() == 1


def test_returning_asks_why(client, officer):
    write(officer)
    client.force_login(officer)
    address = reverse("notes:wording-return", args=["reminder", 1])

    assert client.post(address, {"based_on": "2", "reason": ""}).status_code == 422
    client.post(address, {"based_on": "2", "reason": "It was better."})

    assert list(Wording.objects.values_list("number", "returns_to")) == [(3, 1), (2, None)]


def test_words_of_a_note_are_written_on_its_page(client, submission_note, officer, set_clock):
    set_clock(notes.CLOSES_AT + dt.timedelta(hours=1))
    client.force_login(officer)
    address = reverse("notes:note-wording", args=[submission_note.key])

    answer = client.post(address, typed(with_further("swg_without_comments"), based_on="0"))

    assert (answer.status_code, submission_note.wordings.count()) == (302, 1)
    page = client.page("notes:note-detail", submission_note.key)
    assert FURTHER["kk"] in page


def test_a_text_written_before_its_paragraph_had_variants_is_the_first_of_them(officer):
    kept = dict.fromkeys(LANGUAGES, "It will be forwarded.")
    first = texts.first_body("acknowledgement")
    before = {key: text for key, text in first.items() if not key.startswith("forwarded")} | {
        "forwarded": kept
    }
    made = Wording.objects.create(
        kind="acknowledgement", number=2, texts=before, reason="", written_by=officer, written_at=AT
    )
    WordingApproval.objects.create(wording=made, by=officer, at=AT)

    [found] = [body for body in wordings.bodies_in_use() if "forwarded.to_coordinator" in body]

    assert found == dict(first) | {"forwarded.to_coordinator": kept}
