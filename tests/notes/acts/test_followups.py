import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.refusals import ConsultationStillOpen
from comments.writing.entered import confirming, entries
from documents.models import Document
from members.models import AuditEntry, User
from notes import note_documents
from notes.acts import acknowledging, followups, issuing, readiness
from notes.delivery import letters
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch, VerbalNote
from notes.register import incoming_notes
from notes.wording import corrections
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from tests.factories import comments, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT
LATER = AT + dt.timedelta(days=2)
CLOSED = notes.CLOSES_AT + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(LATER)


@pytest.fixture
def circulated(people):
    notes.name_states()
    return notes.note_of(notes.circulated())


def issue(note, signatory, at=LATER):
    issuing.issue(note, by=signatory, at=at)
    return note


def opening(note):
    note = VerbalNote.objects.get(pk=note.pk)
    texts = {text.language: {one["id"]: one["lines"] for one in text.pieces} for text in note.texts.all()}
    return [texts[code]["opening"][0] for code in LANGUAGES]


def correct(note, officer, **changes):
    return followups.correct(note, **notes.CORRECTED | changes, by=officer, at=LATER)


# Corrigendum -----------------------------------------------------------------------------------------
def test_a_corrigendum_goes_also_to_a_state_that_had_no_address_at_the_time(people, officer, signatory):
    notes.name_states()
    User.objects.filter(pk=people["TR"].pk).update(is_active=False)
    circulated = notes.note_of(notes.circulated(reason="Its delegation is not set up yet"))
    assert not circulated.dispatches.filter(member_state__code="TR").exists()
    User.objects.filter(pk=people["TR"].pk).update(is_active=True)

    note = issue(correct(circulated, officer), signatory)

    assert set(note.dispatches.values_list("member_state__code", flat=True)) == {"KZ", "RU", "TR"}


@pytest.mark.parametrize(
    ("instead", "read"),
    [("NCT/ICT/689", "NCT/ICT/690"), ("689", "690"), ("26 May 2022", "27 May 2022")],
)
def test_number_and_date_of_a_note_are_not_corrected(circulated, officer, instead, read):
    with refused("notes.is_the_number_or_date"):
        followups.correct(
            circulated, corrected="en", instead={"en": instead}, read={"en": read}, by=officer, at=LATER
        )


@pytest.mark.parametrize(
    ("language", "instead", "read"),
    [
        ("en", "Russian Federation", "Federation of Russia"),
        ("ru", "Российской Федерацией", "Россией"),
        ("kk", "Ресей Федерациясы", "Ресей"),
    ],
)
def test_the_name_of_a_state_is_corrected_in_one_language(
    circulated, officer, signatory, language, instead, read
):
    text = corrections.words_of(circulated, language)
    assert instead in text
    words = {"instead": {language: instead}, "read": {language: read}}

    note = issue(followups.correct(circulated, corrected=language, **words, by=officer, at=LATER), signatory)

    assert all(instead in said and read in said for said in opening(note))


def test_a_corrigendum_says_the_same_in_every_language(circulated, officer, signatory):
    note = issue(correct(circulated, officer), signatory)

    assert (note.number, note.answers_to, note.kind) == ("NCT/ICT/690", circulated, "corrigendum")
    english, russian, kazakh = opening(note)
    assert english.endswith(
        "with reference to its Note No. NCT/ICT/689 dated 26 May 2022, has the honor to inform that in the "
        "text of the above mentioned Note the words “Confidence-Building” should read “Confidence Building”."
    )
    assert russian.endswith(
        "ссылаясь на свою ноту № NCT/ICT/689 от 26 мая 2022 г., имеет честь сообщить, что в тексте "
        "вышеуказанной ноты вместо слов «мер доверия» следует читать «мер по доверию»."
    )
    assert kazakh.endswith(
        "өзінің 2022 жылғы 26 мамырдағы № NCT/ICT/689 нотасына сілтеме жасай отырып, аталған нотаның "
        "мәтінінде «сенім шараларын» деген сөздердің орнына «сенім шарасын» деп оқылуы тиіс екенін "
        "хабарлауды өзіне мәртебе санайды."
    )
    written_to = Dispatch.objects.filter(note=note).values_list("member_state__code", flat=True)
    assert list(written_to) == ["KZ", "RU", "TR"]


def test_a_mistake_in_one_language_is_quoted_in_all(circulated, officer, signatory):
    note = correct(circulated, officer, corrected="kk", instead={"kk": "жобасын"}, read={"kk": "мәтінін"})

    english, russian, kazakh = opening(issue(note, signatory))
    assert english.endswith(
        "in the Kazakh text of the above mentioned Note the words “жобасын” should read “мәтінін”."
    )
    assert "в тексте вышеуказанной ноты на казахском языке вместо слов «жобасын» следует" in russian
    assert "аталған нотаның қазақ тіліндегі мәтінінде «жобасын» деген сөздердің" in kazakh


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"read": {"en": "trust", "ru": " ", "kk": "сенім"}}, followups.WordsMissing),
        ({"corrected": "ru", "instead": {"en": "only English"}}, followups.WordsMissing),
        (
            {"read": notes.HELD},
            "notes.same_words",
        ),
    ],
)
def test_a_corrigendum_that_says_nothing_is_refused(circulated, officer, changes, refusal):
    with refused(refusal):
        correct(circulated, officer, **changes)


ELSEWHERE = {"en": "Moon", "ru": "Луна", "kk": "Ай"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("corrected", ["all", "one"])
def test_words_that_the_note_does_not_hold_are_not_corrected(circulated, officer, language, corrected):
    words = notes.HELD | {language: ELSEWHERE[language]}
    chosen = "all" if corrected == "all" else language

    with refused("notes.not_in_the_note") as refusal:
        correct(circulated, officer, corrected=chosen, instead=words)

    assert f"“{ELSEWHERE[language]}”" in str(refusal.value)
    assert not VerbalNote.objects.filter(kind=NoteKind.CORRIGENDUM).exists()


@pytest.mark.parametrize("words", ["Confidence-Build", "onfidence", "confidence-building", "honor convey"])
def test_words_are_corrected_whole_and_as_they_stand(circulated, officer, words):
    with refused("notes.not_in_the_note"):
        correct(circulated, officer, corrected="en", instead={"en": words}, read={"en": "Trust"})


def test_words_are_found_across_spaces_of_any_kind(circulated, officer):
    words = {"en": " has\u00a0the \n honor "}
    made = correct(circulated, officer, corrected="en", instead=words, read={"en": "has the pleasure"})
    assert made.values["words"]["instead"]["en"] == "has the honor"


@pytest.mark.parametrize(
    ("language", "instead", "read"),
    [
        ("en", "by Monday, 6 June 2022", "by Tuesday, 7 June 2022"),
        ("en", "6 June", "7 June"),
        ("en", "Monday", "Tuesday"),
        ("en", "2022", "2023"),
        ("en", "23:59", "12:00"),
        ("en", "document by", "document after"),
        ("en", "has the honor", "has until 10 June 2022 the honor"),
        ("ru", "6 июня", "7 июня"),
        ("kk", "6 маусымға", "7 маусымға"),
        ("kk", "23:59", "12:00"),
    ],
)
def test_a_deadline_is_never_corrected(circulated, officer, language, instead, read):
    with refused("notes.is_the_deadline", match="extend the consultation"):
        correct(circulated, officer, corrected=language, instead={language: instead}, read={language: read})
    assert not VerbalNote.objects.filter(kind=NoteKind.CORRIGENDUM).exists()


def test_the_form_refuses_a_deadline_and_leads_to_its_extension(client, circulated, officer):
    client.force_login(officer)
    words = {"corrected": "en", "instead-en": "6 June", "read-en": "7 June"}

    answer = client.post(reverse("notes:note-correct", args=[circulated.key]), words)

    page = answer.content.decode()
    said = str(Refusal("notes.is_the_deadline", language=TITLES["en"], words="6 June"))
    assert answer.status_code == 422 and said in page and "7 June</textarea>" in page
    assert f'href="{reverse("notes:extension-prepare", args=[circulated.consultation_id])}"' in page


def test_the_day_for_names_in_an_invitation_is_no_deadline_of_a_consultation(circulated, officer, signatory):
    given = {"event_date": dt.date(2022, 8, 24), "respond_by": dt.date(2022, 8, 10)}
    words = dict.fromkeys(LANGUAGES, "Forum")
    made = followups.invite(circulated.consultation, event=words, place=words, by=officer, at=LATER, **given)
    note = issue(made, signatory)
    instead, read = {"en": "10 August"}, {"en": "11 August"}
    assert correct(note, officer, corrected="en", instead=instead, read=read).answers_to == note


def test_a_corrigendum_to_one_state_stays_between_the_two(acknowledged, people, officer, signatory):
    note = issue(correct(acknowledged, officer), signatory)

    assert note.member_state == people["TR"].member_state
    assert list(Dispatch.objects.filter(note=note).values_list("member_state__code", flat=True)) == ["TR"]


def marks(page, language):
    """Return the words that a page strikes and puts in their place in one language of a note."""
    article = re.search(rf'id="corrected-{language}">(.*?)</article>', page, re.DOTALL)
    return re.findall(r"<(?:del|ins)>([^<]+)</(?:del|ins)>", article[1]) if article else None


def test_the_correction_is_shown_in_the_note_on_both_pages_in_three_languages(
    client, circulated, officer, signatory, people
):
    drafted = correct(circulated, officer)
    assert "<del>" in client.signed_in(officer).page("notes:note-detail", drafted.key)
    first = client.page("notes:note-detail", circulated.key)
    assert "<del>" not in first  # nothing is corrected before the corrigendum is issued

    note = issue(drafted, signatory)

    for user in (officer, people["KZ"]):
        client.force_login(user)
        for shown in (circulated, note):
            page = client.page("notes:note-detail", shown.key)
            for language in LANGUAGES:
                assert marks(page, language)[:2] == [notes.HELD[language], notes.READ[language]]


def test_a_correction_of_one_language_marks_that_text_alone(client, circulated, officer, signatory):
    words = {"corrected": "kk", "instead": {"kk": "жобасын"}, "read": {"kk": "мәтінін"}}
    note = issue(correct(circulated, officer, **words), signatory)
    page = client.signed_in(officer).page("notes:note-detail", note.key)
    assert [marks(page, language) for language in LANGUAGES] == [None, None, ["жобасын", "мәтінін"]]


def test_words_are_struck_whole_across_lines_and_only_as_printed():
    parts = corrections.marked(
        "the draft\nplan, drafts of the draft plan", [("draft plan", "text"), ("text", "x")]
    )
    assert [(str(part.mark), part.text) for part in parts] == [
        ("same", "the "),
        ("struck", "draft\nplan"),
        ("put", "text"),
        ("same", ", drafts of the "),
        ("struck", "draft plan"),
        ("put", "text"),
    ]


# Annulment -------------------------------------------------------------------------------------------
@pytest.fixture
def acknowledged(circulated, people, officer, signatory):
    comments.answer(circulated.consultation, people["TR"], Position.COMMENTS)
    made = acknowledging.acknowledge(circulated.consultation, people["TR"].member_state, by=officer, at=LATER)
    return issue(made, signatory)


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        ("TR", ("will be forwarded to the Russian", "будут переданы Российской", "беріледі және")),
        (
            "RU",
            (
                "The comments and feedback will be reflected in the compilation of comments.",
                "Указанные комментарии и соображения будут отражены в своде комментариев.",
                "Аталған ескертпелер мен түсініктемелер ескертпелер жиынтығында көрсетілетін болады.",
            ),
        ),
    ],
)
def test_comments_of_the_coordinating_state_are_not_forwarded_to_it(
    circulated, people, officer, code, sentences
):
    comments.answer(circulated.consultation, people[code], Position.COMMENTS)
    made = acknowledging.acknowledge(circulated.consultation, people[code].member_state, by=officer, at=LATER)
    for language, sentence in zip(LANGUAGES, sentences, strict=True):
        [piece] = [one for one in notes.composed(made, language, at=LATER) if one.id == "forwarded"]
        assert sentence in ordinary(piece.lines[0])


@pytest.mark.parametrize("status", [PaperStatus.RECOMMENDED, PaperStatus.ADOPTED])
@pytest.mark.parametrize("code", ["TR", "RU"])
def test_an_acknowledgement_promises_nothing_once_the_plan_has_gone_on(
    circulated, people, officer, signatory, status, code
):
    comments.answer(circulated.consultation, people[code], Position.COMMENTS)
    made = acknowledging.acknowledge(circulated.consultation, people[code].member_state, by=officer, at=LATER)
    ConceptPaper.objects.filter(pk=made.paper_id).update(status=status)

    note = issue(VerbalNote.objects.get(pk=made.pk), signatory)

    for text in note.texts.all():
        assert "forwarded" not in [piece["id"] for piece in text.pieces]


def test_a_note_is_made_void_by_another_and_stays(acknowledged, officer, signatory):
    note = followups.annul(acknowledged, by=officer, at=LATER)
    assert followups.ended(acknowledged) is None

    issue(note, signatory)

    assert followups.ended(acknowledged) == note
    kept = VerbalNote.objects.get(pk=acknowledged.pk)
    assert (kept.status, kept.number) == (NoteStatus.ISSUED, acknowledged.number)
    english, russian, kazakh = opening(note)
    assert english.endswith("the above mentioned Note is to be considered null and void.")
    assert russian.endswith("вышеуказанную ноту следует считать аннулированной.")
    assert kazakh.endswith("аталған нотаның күші жойылды деп есептелетінін хабарлауды өзіне мәртебе санайды.")
    with refused("notes.is_void"):
        correct(acknowledged, officer)


def test_the_page_says_before_annulling_that_no_message_of_the_note_has_left(
    client, circulated, officer, set_clock
):
    set_clock(CLOSED)
    address = reverse("notes:note-annul", args=[circulated.key])
    said = "No message of this note has been sent yet."
    assert said in pages(client, officer, address)
    Dispatch.objects.filter(note=circulated, member_state__code="KZ").update(status="sent", sent_at=CLOSED)
    assert said not in pages(client, officer, address)


@pytest.fixture
def void(circulated, officer, signatory):
    """The note that circulated the plan, made void by NCT/ICT/690 after its round closed."""
    notes.store_all()
    note = followups.annul(circulated, by=officer, at=notes.CLOSES_AT + dt.timedelta(hours=1))
    issue(note, signatory, at=CLOSED)
    return circulated


def pages(client, user, address):
    return client.signed_in(user).get(address).content.decode()


def test_a_void_note_is_marked_wherever_it_stands_and_its_file_is_as_it_was(
    client, void, people, officer, signatory
):
    before = list(Document.objects.about("note", void).values_list("sha256", "file"))
    mark = "annulled by note NCT/ICT/690"

    consultation_notes = reverse("notes:consultation-notes", args=[void.consultation_id])
    for user, address in (
        (officer, reverse("notes:note-list")),
        (officer, consultation_notes),
        (officer, f"{reverse('search:find')}?q=NCT/ICT/689"),
        (people["TR"], reverse("notes:note-list")),
    ):
        assert pages(client, user, address).count(mark) == 1, address
    assert "Annulled by note NCT/ICT/690" in pages(
        client, people["TR"], reverse("notes:note-detail", args=[void.key])
    )
    referred = 'Refers to: <span class="ref">NCT/ICT/689</span>'
    assert pages(client, people["TR"], reverse("notes:note-list")).count(referred) == 1
    table = client.signed_in(officer).get(reverse("notes:note-list"), {"as": "csv"}).content.decode()
    assert [line.split(",")[4] for line in table.splitlines()[1:]] == ["", "NCT/ICT/690"]
    assert list(Document.objects.about("note", void).values_list("sha256", "file")) == before


def test_who_holds_the_paper_of_a_void_note_is_told_so(client, void):
    with translation.override("en"):
        page = client.get(
            reverse("notes:note-check"),
            {"number": void.number, "code": void.check_code},
            headers={"accept-language": "en"},
        )
    assert page.context["verdict"] == "void"
    assert "Genuine but annulled" in page.content.decode()


def test_what_is_not_annulled(circulated, acknowledged, officer):
    with pytest.raises(ConsultationStillOpen, match="Withdraw the plan first"):
        followups.annul(circulated, by=officer, at=LATER)
    drafted = followups.annul(acknowledged, by=officer, at=LATER)
    with refused("notes.followups_already_drafted"):
        followups.annul(acknowledged, by=officer, at=LATER)
    with refused("notes.not_issued"):
        followups.annul(drafted, by=officer, at=LATER)
    issuing.discard(drafted, by=officer, at=LATER)
    assert followups.annul(acknowledged, by=officer, at=LATER).status == NoteStatus.DRAFTED


# Acknowledgement -------------------------------------------------------------------------------------
def test_comments_filed_in_the_portal_are_acknowledged_to_the_embassy(acknowledged, people):
    english, russian, kazakh = opening(acknowledged)
    receipt = acknowledged.values["words"]["receipt_number"]["en"]
    assert english.startswith(
        "The Secretariat of the Conference on Interaction and Confidence Building Measures in Asia (CICA) "
        "presents its compliments to the Embassy of the Republic of Türkiye in the Republic of Kazakhstan"
    )
    assert "acknowledge receipt on 28 May 2022 of comments" in english and receipt in english
    assert "свое уважение Посольству Турецкой Республики в Республике Казахстан и имеет" in russian
    assert "подтвердить получение 28 мая 2022 г. комментариев" in russian
    assert "Түркия Республикасының Қазақстан Республикасындағы Елшілігіне өзінің" in kazakh
    assert "2022 жылғы 28 мамырда алғанын растауды" in kazakh
    blocks = {text.language: text.pieces[-1]["lines"] for text in acknowledged.texts.all()}
    assert blocks == {
        "en": ["EMBASSY OF THE REPUBLIC OF TÜRKIYE", "IN THE REPUBLIC OF KAZAKHSTAN"],
        "ru": ["ПОСОЛЬСТВУ ТУРЕЦКОЙ РЕСПУБЛИКИ", "В РЕСПУБЛИКЕ КАЗАХСТАН"],
        "kk": ["ТҮРКИЯ РЕСПУБЛИКАСЫНЫҢ", "ҚАЗАҚСТАН РЕСПУБЛИКАСЫНДАҒЫ ЕЛШІЛІГІ"],
    }


def test_an_acknowledgement_is_read_by_its_state_alone(acknowledged, people):
    assert list(Dispatch.objects.filter(note=acknowledged).values_list("address", flat=True)) == [
        "tr@example.org"
    ]
    seen = {
        code: VerbalNote.objects.visible_to(person).filter(pk=acknowledged.pk).exists()
        for code, person in people.items()
    }
    assert seen == {"KZ": False, "RU": False, "TR": True}


def test_the_host_country_is_written_to_through_its_ministry(circulated, people, officer, signatory):
    comments.answer(circulated.consultation, people["KZ"], Position.COMMENTS)
    state = people["KZ"].member_state

    note = issue(acknowledging.acknowledge(circulated.consultation, state, by=officer, at=LATER), signatory)

    english, russian, kazakh = opening(note)
    assert "to the Ministry of Foreign Affairs of the Republic of Kazakhstan and has" in english
    assert "Министерству иностранных дел Республики Казахстан и имеет" in russian
    assert "Қазақстан Республикасының Сыртқы істер министрлігіне өзінің" in kazakh


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            "2022/88",
            (
                "acknowledge receipt of Note No. 2022/88 dated 27 May 2022 containing",
                "получение ноты № 2022/88 от 27 мая 2022 г. с комментариями",
                "қамтылған 2022 жылғы 27 мамырдағы № 2022/88 нотаны алғанын растауды",
            ),
        ),
        (
            "",
            (
                "acknowledge receipt of the Note dated 27 May 2022 containing",
                "получение ноты от 27 мая 2022 г. с комментариями",
                "қамтылған 2022 жылғы 27 мамырдағы нотаны алғанын растауды",
            ),
        ),
    ],
)
def test_a_note_on_paper_is_acknowledged_by_its_number_and_date(
    circulated, people, officer, signatory, number, said
):
    state = people["TR"].member_state
    incoming = notes.received(
        number,
        state=state,
        on=dt.date(2022, 5, 27),
        received_on=dt.date(2022, 5, 28),
        answers_to=circulated,
        by=officer,
        at=LATER,
    )

    note = acknowledging.acknowledge(circulated.consultation, state, incoming=incoming, by=officer, at=LATER)

    for words, printed in zip(said, opening(issue(note, signatory)), strict=True):
        assert words in printed


def test_nothing_is_acknowledged_twice_or_without_cause(circulated, people, officer):
    held, state = circulated.consultation, people["TR"].member_state
    with refused("notes.nothing_filed"):
        acknowledging.acknowledge(held, state, by=officer, at=LATER)
    comments.answer(held, people["TR"], Position.COMMENTS)
    acknowledging.acknowledge(held, state, by=officer, at=LATER)
    with refused("notes.followups_already_drafted"):
        acknowledging.acknowledge(held, state, by=officer, at=LATER)
    with pytest.raises(NotAllowed):
        acknowledging.acknowledge(held, people["KZ"].member_state, by=people["KZ"], at=LATER)


@pytest.fixture
def received(circulated, people, officer):
    """Return a function that registers a note of Türkiye in reply to the circulation."""

    def received(number):
        return notes.received(
            number,
            state=people["TR"].member_state,
            on=dt.date(2022, 5, 27),
            subject=f"Subject of {number}",
            answers_to=circulated,
            by=officer,
            at=LATER,
        )

    return received


@pytest.fixture
def entered(officer, signatory):
    """Return a function that enters what a note says as the response of its State."""

    def entered(incoming, position, is_confirmed=True):
        at = notes.AT + dt.timedelta(days=1, hours=2)
        made = incoming_notes.begin_response(
            incoming, channel="note", position=position, received_at=at, by=officer, at=LATER
        )
        if position == Position.COMMENTS:
            comments.entered_comment(made, by=officer, at=LATER)
        if is_confirmed:
            confirming.hand_over(made, by=officer, at=LATER)
            confirming.confirm(made, shown=entries.digest(made), by=signatory, at=LATER)
        return made

    return entered


def test_the_note_that_the_page_offers_is_acknowledged(client, circulated, officer, received):
    first, second = received("02/111"), received("02/222")
    address = reverse("notes:consultation-notes", args=[circulated.consultation.pk])
    offered = client.signed_in(officer).get(address).context["to_acknowledge"]
    assert [note for _state, note in offered] == [first, second]

    act = reverse("notes:note-acknowledge", args=[circulated.consultation.pk])
    client.post(act, {"state": "TR", "incoming": first.pk})

    made = VerbalNote.objects.get(kind=NoteKind.ACKNOWLEDGEMENT)
    assert made.values["words"]["their_number"]["en"] == "02/111"


def test_of_notes_that_were_entered_the_one_with_comments_is_acknowledged(
    circulated, officer, people, received, entered
):
    first, second = received("02/111"), received("02/222")
    state = people["TR"].member_state
    entered(first, Position.COMMENTS)
    right = notes.received(
        "02/112",
        state=state,
        on=first.dated_on,
        received_on=first.received_on,
        answers_to=circulated,
        corrects=first,
        by=officer,
        at=LATER,
    )
    assert acknowledging.acknowledgeable(circulated.consultation) == [(state, right)]
    with refused("notes.no_comments"):
        acknowledging.acknowledge(circulated.consultation, state, incoming=second, by=officer, at=LATER)


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_no_objection_is_not_acknowledged_as_comments(
    circulated, people, officer, received, entered, is_confirmed
):
    note, state = received("02/111"), people["TR"].member_state
    entered(note, Position.NO_OBJECTION, is_confirmed)
    assert acknowledging.acknowledgeable(circulated.consultation) == []
    with refused("notes.no_comments"):
        acknowledging.acknowledge(circulated.consultation, state, incoming=note, by=officer, at=LATER)


def findings(note):
    return [str(one) for one in readiness.find(note, at=LATER).findings]


def test_no_acknowledgement_quotes_an_entry_that_was_corrected(
    circulated, people, officer, signatory, received
):
    first, state = received("02/111"), people["TR"].member_state
    held = circulated.consultation
    note = acknowledging.acknowledge(held, state, incoming=first, by=officer, at=LATER)
    given = {"dated_on": first.dated_on, "received_on": first.received_on, "answers_to": circulated}
    given |= {"member_state": state, "by": officer, "at": LATER}
    right = incoming_notes.enter(number="02/111", subject="Another", corrects=first, **given)
    assert findings(note) == []

    incoming_notes.enter(number="02/112", subject="Another", corrects=right, **given)
    (said,) = findings(note)
    assert "The entry IN/1" in said and "corrected by IN/3" in said
    with pytest.raises(readiness.NotReady):
        issue(note, signatory)


def test_no_acknowledgement_of_a_note_that_turns_out_to_have_no_comments(
    circulated, people, officer, received, entered
):
    first = received("02/111")
    state = people["TR"].member_state
    note = acknowledging.acknowledge(circulated.consultation, state, incoming=first, by=officer, at=LATER)
    entered(first, Position.NO_OBJECTION)
    assert findings(note) == [str(Refusal("notes.no_comments", number="IN/1"))]


@pytest.mark.parametrize("position", [Position.WITHDRAWN, Position.COMMENTS])
def test_no_acknowledgement_of_comments_that_are_no_longer_in_force(
    circulated, people, officer, signatory, position
):
    held = circulated.consultation
    receipt = comments.answer(held, people["TR"], Position.COMMENTS).receipt.number
    note = acknowledging.acknowledge(held, people["TR"].member_state, by=officer, at=LATER)
    assert findings(note) == []
    comments.answer(held, people["TR"], position)
    (said,) = findings(note)
    assert receipt in said and "no longer in force" in said
    with pytest.raises(readiness.NotReady):
        issue(note, signatory)


def test_after_an_annulment_comments_are_acknowledged_anew(client, acknowledged, people, officer, signatory):
    held, state = acknowledged.consultation, people["TR"].member_state
    with refused("notes.followups_already_drafted"):
        acknowledging.acknowledge(held, state, by=officer, at=LATER)
    issue(followups.annul(acknowledged, by=officer, at=LATER), signatory)
    page = client.signed_in(officer).get(reverse("notes:consultation-notes", args=[held.pk]))
    assert [one.code for one, _note in page.context["to_acknowledge"]] == ["TR"]
    assert acknowledging.acknowledge(held, state, by=officer, at=LATER).status == NoteStatus.DRAFTED


# Invitation ------------------------------------------------------------------------------------------
def invite(consultation, officer, **changes):
    given = {
        "event": {"en": "Safe Internet", "ru": "Безопасный Интернет", "kk": "Қауіпсіз интернет"},
        "place": {"en": "online", "ru": "онлайн", "kk": "онлайн"},
        "event_date": dt.date(2022, 8, 24),
        "respond_by": dt.date(2022, 8, 10),
    } | changes
    return followups.invite(consultation, **given, by=officer, at=LATER)


def test_an_invitation_names_the_event_and_its_day(circulated, officer, signatory):
    note = issue(invite(circulated.consultation, officer), signatory)

    english, russian, kazakh = opening(note)
    assert (
        "to take part in the event “Safe Internet” (online), to be held on 24 August 2022 within" in english
    )
    assert (
        "в мероприятии «Безопасный Интернет» (онлайн), которое состоится 24 августа 2022 г. в рамках"
        in russian
    )
    assert "2022 жылғы 24 тамызда өтетін «Қауіпсіз интернет» іс-шарасына (онлайн) қатысуға шақыруды" in kazakh
    assert Dispatch.objects.filter(note=note).count() == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"respond_by": dt.date(2022, 5, 27)},
        {"respond_by": dt.date(2022, 8, 25)},
        {"event_date": dt.date(2021, 1, 1)},
    ],
)
def test_days_of_an_invitation_that_are_out_of_order_are_refused(circulated, officer, changes):
    with refused("notes.days_out_of_order"):
        invite(circulated.consultation, officer, **changes)


def test_an_invitation_names_the_first_and_the_last_day_of_an_event(client, circulated, officer, signatory):
    client.force_login(officer)
    sent = {f"{name}-{code}": "Forum" for name in ("event", "place") for code in LANGUAGES}
    sent |= {"event_date": "2022-08-24", "event_until": "2022-08-23", "respond_by": "2022-08-10"}
    address = reverse("notes:event-invite", args=[circulated.consultation.pk])

    refused = client.post(address, sent)
    client.post(address, sent | {"event_until": "2022-08-26"})

    assert refused.status_code == 422 and "The last day is before the first day" in refused.content.decode()
    note = VerbalNote.objects.get(kind=NoteKind.EVENT_INVITATION)
    english, russian, kazakh = opening(issue(note, signatory))
    assert "to be held on 24-26 August 2022 within" in english
    assert "которое состоится 24-26 августа 2022 г. в рамках" in russian
    assert "2022 жылғы 24-26 тамызда өтетін" in kazakh


# Sending them ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "CICA Secretariat, Note NCT/ICT/690: acknowledgement of comments"),
        ("ru", "Секретариат СВМДА, нота № NCT/ICT/690: подтверждение получения комментариев"),
        ("kk", "Азия Кеңесінің Хатшылығы, № NCT/ICT/690 нота: ескертпелердің алынғанын растау"),
    ],
)
def test_the_message_that_brings_it_says_what_sort_of_note_it_is(acknowledged, language, subject):
    for document in note_documents.request(acknowledged, at=LATER):
        notes.store(document)

    letter = letters.note_letter(acknowledged, language)

    assert ordinary(letter.subject) == subject
    assert [name for name, _content, _type in letter.files] == ["NCT-ICT-690.pdf"]


def test_what_is_sent_twice_is_drafted_once(circulated, officer):
    consultation = circulated.consultation
    first = invite(consultation, officer)
    assert invite(consultation, officer) == first
    other = invite(consultation, officer, event_date=dt.date(2022, 8, 25))
    assert other != first
    issuing.discard(first, by=officer, at=LATER)
    assert invite(consultation, officer) not in (first, other)
    assert correct(circulated, officer) == correct(circulated, officer)
    assert AuditEntry.objects.filter(action="verbal_note.draft").count() == 4


# Pages -----------------------------------------------------------------------------------------------
def test_the_consultation_lists_its_notes_and_what_may_be_drafted(client, circulated, people, officer):
    comments.answer(circulated.consultation, people["TR"], Position.COMMENTS)
    client.force_login(officer)
    address = reverse("notes:consultation-notes", args=[circulated.consultation.pk])

    page = client.get(address).content.decode()
    assert "NCT/ICT/689" in page and "Draft the acknowledgement" in page
    assert "disabled>Submit to the SWG" in page
    assert "Possible once the consultation is closed and its comments are being consolidated." in page

    act = reverse("notes:note-acknowledge", args=[circulated.consultation.pk])
    answer = client.post(act, {"state": "TR"})
    made = VerbalNote.objects.get(kind=NoteKind.ACKNOWLEDGEMENT)
    assert answer.url == reverse("notes:note-detail", args=[made.key])
    assert "Draft the acknowledgement" not in client.get(address).content.decode()
    assert client.post(act, {"state": "XX"}).status_code == 404


def test_a_note_is_corrected_and_annulled_from_its_page(client, acknowledged, officer, signatory):
    words = {"corrected": "en", "instead-en": "has the honor", "read-en": "has the pleasure"}
    client.signed_in(officer).post(reverse("notes:note-correct", args=[acknowledged.key]), words)
    client.post(reverse("notes:note-annul", args=[acknowledged.key]))
    issue(VerbalNote.objects.get(kind=NoteKind.ANNULMENT), signatory)

    page = client.page("notes:note-detail", acknowledged.key)

    assert "Annulled by note NCT/ICT/691 of 28\u00a0May\u00a02022" in page
    assert "Annul note" not in page and "Further notes" in page
    drafts = AuditEntry.objects.filter(action="verbal_note.draft", actor=officer).count()
    assert drafts == 3
