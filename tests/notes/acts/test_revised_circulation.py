"""A plan circulated again: what its note says of the text before, and what goes with it."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.answering import dialogue
from comments.enums import DispositionKind, Position, Visibility
from comments.procedure import consultations, outcomes
from comments.procedure.deadlines import grants
from comments.refusals import ConsultationClosed
from documents.models import Document
from notes.acts import enclosing, issuing, readiness
from notes.delivery import letters
from notes.enums import NoteKind
from notes.models import VerbalNote
from notes.wording import enclosed
from plans.comparison.editions import Edition
from plans.models import ConceptPaper
from plans.papers import plan_documents
from tests.factories import comments, notes, packages
from tests.factories.packages import AGAIN, AGAIN_BY, CLOSED

pytestmark = pytest.mark.django_db

REASON = "The event is answered later."


@pytest.fixture
def round_of(people, officer, signatory, set_clock):
    """Have a plan consulted on once, with a comment of KZ or without; return its closed consultation."""

    def consulted(*, commented: bool = True, visibility: str = Visibility.AFTER_CLOSING):
        set_clock(notes.AT)
        notes.name_states()
        made = notes.circulated(visibility=visibility)
        made.addressees.update(reached_at=notes.AT)
        set_clock(notes.AT + dt.timedelta(days=1))
        if commented:
            comments.draft(made, people["KZ"], proposed_text="As Kazakhstan proposes", language="en")
            comments.answer(made, people["KZ"], Position.COMMENTS)
        consultations.close(made, at=set_clock(CLOSED))
        made.refresh_from_db()
        outcome = "comments" if commented else "silence"
        outcomes.confirm(made, outcome=outcome, by=signatory, at=CLOSED)
        if not commented:  # the plan comes back without a comment: the Secretariat takes it up again
            ConceptPaper.objects.filter(pk=made.revision.paper_id).update(status="under_consolidation")
        return made

    return consulted


def edit(paper):
    text = ConceptPaper.objects.get(pk=paper.pk).blocks.last().texts.get(language="en")
    text.text += ", with words added"
    text.save()


def prepared(consultation, *, changed: bool = True, rendered: bool = True) -> VerbalNote:
    paper = ConceptPaper.objects.get(pk=consultation.revision.paper_id)
    if changed:
        edit(paper)
    note = notes.prepared(at=AGAIN, paper=paper, respond_by=AGAIN_BY, rendered=False)
    if rendered:
        pages = {"plan": {"en": 3, "ru": 5, "kk": 4}, "redline": {"en": 4, "ru": 6, "kk": 5}}
        for document in Document.objects.filter(status="wanted", subject__has_key="paper"):
            notes.store(document, pages=pages.get(document.kind, {}).get(document.language, 2), at=AGAIN)
    return VerbalNote.objects.get(pk=note.pk)


def answer(consultation, people, *, by):
    comment = consultation.responses.get(member_state=people["KZ"].member_state).comments.get()
    comments.reply_to(
        comment,
        kind=DispositionKind.NOT_ACCEPTED,
        reply="The text follows the Catalogue.",
        seen={comment.pk: 0},
        by=by,
        at=CLOSED,
    )
    dialogue.release_answers(consultation, by=by, at=CLOSED)


def words(note) -> dict[str, dict[str, list[str]]]:
    ready = readiness.find(note, at=AGAIN)
    assert ready.refusals == {}
    return {code: {one.id: one.lines for one in ready.words[code]} for code in LANGUAGES}


def test_the_first_circulation_keeps_the_words_of_2022(round_of):
    made = round_of()
    first = VerbalNote.objects.get(consultation=made)
    assert (first.kind, first.answers_to) == (NoteKind.CIRCULATION, None)
    marks = [text.pieces for text in first.texts.all()]
    assert [next(one["lines"] for one in of if one["id"] == "enclosure") for of in marks] == [
        ["Enclosure:", "as stated, on 3 p."],
        ["Қосымша:", "аталған, 3 п."],
        ["Приложение:", "упомянутое,", "на 3 л."],
    ]


def test_a_revised_draft_refers_to_the_earlier_note_and_names_what_it_encloses(round_of, people, signatory):
    made = round_of()
    answer(made, people, by=signatory)
    note = prepared(made)

    said = words(note)

    assert (note.kind, note.answers_to.number) == (NoteKind.CIRCULATION_REVISED, "NCT/ICT/689")
    opening = {code: said[code]["opening"][0] for code in LANGUAGES}
    assert (
        "with reference to its Note No. NCT/ICT/689 dated 26 May 2022, has the honor to convey"
        in opening["en"]
    )
    assert opening["en"].endswith("in the above mentioned priority area following the comments received from "
                                  "Member States.")  # fmt: skip
    assert "ссылаясь на свою ноту № NCT/ICT/689 от 26 мая 2022 г., имеет честь направить" in opening["ru"]
    assert opening["ru"].endswith("в связи с комментариями, поступившими от государств-членов.")
    assert "өзінің 2022 жылғы 26 мамырдағы № NCT/ICT/689 нотасына сілтеме жасай отырып" in opening["kk"]
    assert "қайта қаралған жобасын жолдауды өзіне мәртебе санайды." in opening["kk"]
    assert said["en"]["enclosure"] == [
        "Enclosure 1:", "revised draft, on 3 p.",
        "Enclosure 2:", "draft with the changes marked, on 4 p.",
        "Enclosure 3:", "compilation of comments with replies, on 2 p.",
    ]  # fmt: skip
    assert said["ru"]["enclosure"] == [
        "Приложение 1:", "пересмотренный проект, на 5 л.",
        "Приложение 2:", "проект с отображением правок, на 6 л.",
        "Приложение 3:", "свод комментариев с ответами на них, на 2 л.",
    ]  # fmt: skip
    assert said["kk"]["enclosure"] == [
        "1-қосымша:", "қайта қаралған жоба, 4 п.",
        "2-қосымша:", "түзетулері көрсетілген жоба, 5 п.",
        "3-қосымша:", "ескертпелер мен оларға берілген жауаптардың жиынтығы, 2 п.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("commented", "changed", "en", "ru", "kk"),
    [
        (False, True, "No comments on the text circulated last were received", "не поступило.",
         "ескертпелер келіп түскен жоқ."),
        (False, False, "received from Member States by the established deadline; the text remains unchanged.",
         "не поступило, текст остается без изменений.", "келіп түскен жоқ, мәтін өзгеріссіз қалды."),
        (True, False, "were received from Member States; the text remains unchanged.",
         "поступили комментарии государств-членов, текст оставлен без изменений.",
         "ескертпелер келіп түсті, мәтін өзгеріссіз қалды."),
    ],
)  # fmt: skip
def test_the_note_says_nothing_that_did_not_happen(round_of, commented, changed, en, ru, kk):
    said = words(prepared(round_of(commented=commented), changed=changed))
    openings = [said[code]["opening"][0] for code in LANGUAGES]
    assert [text in opening for text, opening in zip((en, ru, kk), openings, strict=True)] == [True] * 3
    assert not any("following the comments" in one or "в связи с комментариями" in one for one in openings)
    assert ("revised draft" in openings[0], "қайта қаралған" in openings[2]) == (changed, changed)
    assert ("marked" in "".join(said["en"].get("enclosed", ""))) == changed


@pytest.mark.parametrize("changed", [True, False])
@pytest.mark.parametrize("position", [Position.WITHDRAWN, Position.NO_OBJECTION])
def test_of_comments_that_were_withdrawn_since_the_note_says_so(
    round_of, people, signatory, changed, position
):
    made = round_of()
    state = people["KZ"].member_state
    grants.give(made, state, until=AGAIN, reason="Asked for", by=signatory, at=CLOSED)
    comments.answer(made, people["KZ"], position)

    said = words(prepared(made, changed=changed))

    openings = [said[code]["opening"][0] for code in LANGUAGES]
    assert "that were received from Member States have since been withdrawn" in openings[0]
    assert "последнему из направленных текстов, впоследствии были отозваны" in openings[1]
    assert "келіп түскен ескертпелер кейіннен қайтарып алынды" in openings[2]
    assert "compilation" not in "".join(said["en"]["enclosure"])
    assert ("revised draft" in openings[0], "the text remains unchanged" in openings[0]) == (
        changed, not changed,
    )  # fmt: skip


def test_of_comments_that_came_late_the_note_says_that_none_came_in_time(round_of, people, set_clock):
    made = round_of(commented=False)
    comments.draft(made, people["KZ"], proposed_text="As Kazakhstan proposes", language="en")
    with pytest.raises(ConsultationClosed):
        comments.answer(made, people["KZ"], Position.COMMENTS)
    said = words(prepared(made))
    openings = [said[code]["opening"][0] for code in LANGUAGES]
    assert openings[0].endswith("received from Member States by the established deadline.")
    assert "В установленный срок комментариев государств-членов" in openings[1]
    assert openings[2].endswith("мүше мемлекеттерден белгіленген мерзімде ескертпелер келіп түскен жоқ.")


def test_an_unchanged_text_without_comments_is_enclosed_as_in_2022(round_of):
    said = words(prepared(round_of(commented=False), changed=False))
    assert said["en"]["enclosure"] == ["Enclosure:", "as stated, on 3 p."]
    assert "enclosed" not in said["en"]


def test_comments_that_states_do_not_read_yet_are_not_enclosed(round_of, people, signatory):
    made = round_of(visibility=Visibility.AFTER_COMPILATION)
    note = prepared(made)
    assert [one.name for one in enclosed.of(note)] == ["enclosure", "redline"]
    ready = readiness.find(note, at=AGAIN)
    assert "The compilation of comments is not enclosed" in str(ready.remarks[0])
    assert "compilation" not in " ".join(line for piece in ready.words["en"] for line in piece.lines)

    outcomes.release(made, by=signatory, at=AGAIN)
    ready = readiness.find(note, at=AGAIN)
    assert "Being prepared: compilation of comments." in str(ready.findings[0])
    assert len(enclosing.request_due(AGAIN)) == 9 and enclosing.request_due(AGAIN) == []
    notes.store_all(at=AGAIN)
    ready = readiness.find(note, at=AGAIN)
    assert ready.findings == [] and "without the replies" in str(ready.remarks[0])


def test_replies_that_were_not_sent_stay_in_the_house(round_of, people, signatory):
    made = round_of()
    note = prepared(made, rendered=False)
    before = [one.titles["en"] for one in enclosed.of(note)]
    answer(made, people, by=signatory)
    assert before == ["revised draft", "draft with the changes marked", "compilation of comments"]
    after = [one.titles["en"] for one in enclosed.of(note)]
    assert after == [*before[:2], "compilation of comments with replies"]


def test_what_the_table_prints_without_a_translation_is_named(round_of, people, signatory):
    made = round_of()
    answer(made, people, by=signatory)
    (remark,) = readiness.find(prepared(made), at=AGAIN).remarks
    assert ordinary(remark) == (
        "The table of comments will say “no translation”. Russian: comment No. 1; Russian: reply to "
        "comment No. 1; Kazakh: comment No. 1; Kazakh: reply to comment No. 1."
    )


def test_what_is_being_made_is_named(round_of):
    found = readiness.find(prepared(round_of(), rendered=False), at=AGAIN).findings
    assert [str(one) for one in found] == [
        "Being prepared: revised draft; draft with the changes marked; compilation of comments. "
        "Pages are counted when everything is ready."
    ]
    assert found[0].is_passing


def test_issuing_freezes_what_is_enclosed_and_each_reader_gets_the_own_language(round_of, signatory):
    note = prepared(round_of())
    issuing.issue(note, by=signatory, at=AGAIN, reason=REASON)
    note.refresh_from_db()
    assert notes.counted(note) == {"enclosure": [3, 5, 4], "redline": [4, 6, 5], "comments": [2, 2, 2]}
    notes.store_all(at=AGAIN)
    files = {
        code: [name for name, _file, _type in letters.note_letter(note, code).files] for code in LANGUAGES
    }
    stem = "NCT-ICT-690"
    assert files["en"] == [
        f"{stem}.pdf",
        *(f"{stem}-{name}-en.pdf" for name in ("enclosure", "redline", "comments")),
    ]
    assert files["kk"] == [
        f"{stem}.pdf",
        f"{stem}-enclosure-kk.pdf",
        f"{stem}-enclosure-en.pdf",  # the text was written in English
        f"{stem}-redline-kk.pdf",
        f"{stem}-comments-kk.pdf",
    ]
    redline = next(one for one in enclosed.of(note) if one.name == "redline").copies["en"]
    first = VerbalNote.objects.get(number="NCT/ICT/689")
    earlier, later = (Edition(note.paper, one.consultation.revision) for one in (first, note))
    assert redline.source_sha256 == plan_documents.redline_source(earlier, later)


def test_a_third_circulation_refers_to_both_notes(round_of, signatory, set_clock):
    note = prepared(round_of())
    second = issuing.issue(note, by=signatory, at=AGAIN, reason=REASON).own_consultation
    second.addressees.update(reached_at=AGAIN)
    consultations.close(second, at=set_clock(packages.CLOSED_AGAIN))
    ConceptPaper.objects.filter(pk=note.paper_id).update(status="under_consolidation")
    paper = ConceptPaper.objects.get(pk=note.paper_id)
    third = notes.prepared(at=packages.CLOSED_AGAIN, paper=paper, respond_by=dt.date(2022, 7, 8))
    found = readiness.find(VerbalNote.objects.get(pk=third.pk), at=packages.CLOSED_AGAIN)
    opening = next(one.lines[0] for one in found.words["en"] if one.id == "opening")
    assert "to its Notes No. NCT/ICT/689 dated 26 May 2022 and No. NCT/ICT/690 dated" in opening
    russian = next(one.lines[0] for one in found.words["ru"] if one.id == "opening")
    assert "ссылаясь на свои ноты № NCT/ICT/689 от 26 мая 2022 г. и № NCT/ICT/690 от" in russian
    kazakh = next(one.lines[0] for one in found.words["kk"] if one.id == "opening")
    assert "№ NCT/ICT/690 ноталарына сілтеме жасай отырып" in kazakh
    assert found.defects == []


def test_a_draft_of_the_first_words_is_prepared_again_for_a_plan_that_was_circulated(round_of):
    note = prepared(round_of())
    VerbalNote.objects.filter(pk=note.pk).update(kind=NoteKind.CIRCULATION)
    found = readiness.find(VerbalNote.objects.get(pk=note.pk), at=AGAIN).findings
    assert "The earlier circulations of this plan have changed." in str(found[0])
    again = notes.prepared(at=AGAIN, paper=note.paper, respond_by=AGAIN_BY)
    assert (again.pk, again.kind) == (note.pk, NoteKind.CIRCULATION_REVISED)


def test_the_page_shows_each_enclosure_with_its_pages(client, round_of, officer, people, signatory):
    note = prepared(round_of())
    page = client.signed_in(officer).page("notes:note-detail", note.key)
    address = reverse("notes:note-enclosure", args=[note.key, "redline", "ru"])
    assert address in page and "draft with the changes marked" in page and "6 pages" in page
    assert client.get(address).content == notes.PDF

    issuing.issue(note, by=signatory, at=AGAIN, reason=REASON)
    assert client.signed_in(people["KZ"]).get(address).content == notes.PDF
    assert note.number.replace("/", "-") in client.get(address)["Content-Disposition"]
