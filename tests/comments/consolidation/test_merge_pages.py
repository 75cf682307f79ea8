import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
from comments.consolidation import dispositions
from comments.consolidation.tracing import trace
from comments.enums import Operation, Position
from comments.models import Acceptance, Comment, MergeDraft
from comments.procedure import consultations
from plans import blocks
from plans.editing import editor_rows
from plans.enums import PaperStatus
from plans.models import BlockText, ConceptPaper
from tests.factories import comments, members, plans

HTMX = {"HX-Request": "true"}
AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)
TEXT = {
    "en": "Member States shall exchange information on threats.",
    "ru": "Государства-члены обмениваются информацией об угрозах.",
    "kk": "Мүше мемлекеттер қатерлер туралы ақпарат алмасады.",
}
MAY = "Member States may exchange information on threats."


@pytest.fixture
def closed(db, set_clock):
    """Return a closed round with proposals of KZ and TR for one paragraph, and one of UZ to delete it."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    plans.block(paper, texts=TEXT)
    plans.block(paper)
    consultation = comments.consultation(states=("KZ", "TR", "UZ"), revision=comments.revision(paper))
    proposals = {
        "KZ": {"proposed_text": MAY},
        "TR": {"proposed_text": "Member States shall exchange information on threats and incidents."},
        "UZ": {"operation": Operation.SUPPRESS},
    }
    for code, fields in proposals.items():
        person = members.contact_point(members.member_state(code))
        comments.draft(consultation, person, **fields)
        comments.answer(consultation, person, Position.COMMENTS)
    set_clock(AFTER)
    consultations.close(consultation, at=AFTER)
    return consultation


@pytest.fixture
def officer(client, closed):
    person = members.officer(language="en")
    client.force_login(person)
    return person


def _bench(consultation, language: str = "en") -> str:
    key = comments.first_paragraph(consultation).key
    return reverse("comments:merge-bench", args=[consultation.pk, key, language])


def _choices(code: str) -> list[str]:
    comment = Comment.objects.get(response__member_state__code=code)
    return [f"{comment.pk}:0"]


def _form(chosen: list[str], **fields) -> dict:
    return {"choice": chosen, "own_wording": "", "version": "0", "text_version": "1"} | fields


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Merge proposals into the text", "2 can be accepted", "Delete paragraphs")),
        ("ru", ("Внести предложения в текст", "2 можно внести", "Исключить абзацы")),
        ("kk", ("Ұсыныстарды мәтінге енгізу", "енгізуге болады", "Абзацтарды алып тастау")),
    ],
)
def test_the_list_shows_each_text_with_its_proposals(client, closed, language, words):
    client.force_login(members.officer(language=language))
    page = ordinary(client.get(reverse("comments:merge-list", args=[closed.pk])).content.decode())
    assert [word for word in words if word not in page] == []


def test_proposals_are_taken_into_the_draft(client, closed, officer):
    answer = client.post(_bench(closed), _form([*_choices("KZ"), *_choices("TR")], take="yes"))
    assert answer.status_code == 302
    text = BlockText.objects.get(block__key=comments.first_paragraph(closed).key, language="en")
    assert text.text == "Member States may exchange information on threats and incidents."
    page = client.get(_bench(closed)).content.decode()
    assert page.count("already in the text") >= 2
    assert "Already included in this text" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "State {}: “shall” replaced by “{}”"),
        ("ru", "Государство {}: «shall» заменено на «{}»"),
        ("kk", "Мемлекет {}: «shall» дегеннің орнына «{}» жазылды"),
    ],
)
def test_a_collision_names_the_words_and_who_wants_what_of_them(client, closed, language, words):
    must = MAY.replace("may", "must")
    for code, wording in (("IN", must), ("AZ", must)):
        person = members.contact_point(members.member_state(code))
        comments.late_comment(closed, person, operation="MOD", proposed_text=wording)
    client.force_login(members.officer(language=language))
    page = client.get(_bench(closed)).content.decode()
    warning = page[page.index('class="alert alert-warning"') :].split("</div>")[0]
    text = " ".join(re.sub("<[^>]+>", "", html.unescape(warning)).split())
    assert words.format("KZ", "may") in text
    assert words.format("IN", "must") in text and "AZ" in text
    assert "TR" not in text


def test_choosing_shows_the_result_at_once_and_keeps_it(client, closed, officer):
    answer = client.post(_bench(closed), _form(_choices("KZ")), headers=HTMX)
    piece = answer.content.decode()
    assert "<html" not in piece
    assert "may" in piece and 'name="version" value="1"' in piece
    assert MergeDraft.objects.get().by == officer
    assert (
        f'value="{_choices("KZ")[0]}" id="choice-en-{_choices("KZ")[0]}" checked'
        in client.get(_bench(closed)).content.decode()
    )
    assert Acceptance.objects.count() == 0


def test_a_colleague_who_chose_first_is_not_overwritten(client, closed, officer):
    client.post(_bench(closed), _form(_choices("KZ")))
    answer = client.post(_bench(closed), _form([], own_wording="My own wording."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My own wording.</textarea>" in page
    assert f"Text chosen by {officer.display_name}:" in page
    assert MergeDraft.objects.get().own_wording == ""
    [over] = re.findall(r'name="over"\s+value="(\d+)"', page)
    assert 'name="version" value="0"' in page
    client.post(_bench(closed), _form([], own_wording="My own wording.", over=over))
    assert MergeDraft.objects.get().own_wording == "My own wording."


def test_the_next_choice_after_a_colleague_saved_first_is_not_saved_either(client, closed, officer):
    client.post(_bench(closed), _form(_choices("KZ")))
    for own_wording in ("Mine", "Mine, longer"):
        answer = client.post(_bench(closed), _form([], own_wording=own_wording), headers=HTMX)
        assert (answer.status_code, answer.headers.get("Text-Saved")) == (409, None)
        assert 'name="version" value="0"' in answer.content.decode()
    assert MergeDraft.objects.get().own_wording == ""


def test_a_text_that_moved_on_refuses_and_keeps_what_was_chosen_and_typed(client, closed, officer):
    text = BlockText.objects.get(block__key=comments.first_paragraph(closed).key, language="en")
    blocks.edit(text.block, "en", TEXT["en"] + " New sentence.", version=1, by=None, at=AFTER)
    answer = client.post(_bench(closed), _form(_choices("KZ"), own_wording="Ours.", take="yes"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since you opened this page" in page and "Ours.</textarea>" in page
    assert Acceptance.objects.count() == 0


def test_a_proposal_on_words_that_changed_is_shown_with_the_text_it_was_made_on(client, closed, officer):
    text = BlockText.objects.get(block__key=comments.first_paragraph(closed).key, language="en")
    changed = TEXT["en"].replace("shall", "must")
    blocks.edit(text.block, "en", changed, version=1, by=None, at=AFTER)
    page = client.get(_bench(closed)).content.decode()
    assert "needs checking" in page and "It was made for this text:" in page
    assert f'id="choice-en-{_choices("KZ")[0]}" disabled' in page
    assert "can be accepted: the text has changed elsewhere" in page


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "it was circulated again under note %s and cannot be changed while Member States respond."),
        (
            "ru",
            "он повторно распространен нотой № %s и не меняется, пока отвечают государства-члены.",
        ),
        (
            "kk",
            "ол № %s нотамен қайта таратылды және мүше мемлекеттер жауап бергенше өзгертілмейді.",
        ),
    ],
)
def test_a_later_circulation_says_why_it_locks_the_workbench(client, closed, officer, language, sentence):
    client.cookies["language"] = language
    type(officer).objects.filter(pk=officer.pk).update(language=language)
    open_page = client.get(_bench(closed)).content.decode()
    paper = ConceptPaper.objects.get(pk=closed.revision.paper_id)
    paper.status = PaperStatus.CIRCULATED
    paper.save(update_fields=["status"])
    again = comments.consultation(
        states=("KZ", "TR"),
        revision=comments.revision(paper),
        opens_at=AFTER,
        respond_by=AFTER.date() + dt.timedelta(days=14),
    )
    deletion = Comment.objects.get(response__member_state__code="UZ")
    urls = {
        "list": reverse("comments:merge-list", args=[closed.pk]),
        "bench": _bench(closed),
        "block": reverse("comments:merge-block", args=[closed.pk, deletion.pk]),
    }

    pages = {name: ordinary(client.get(url).content.decode()) for name, url in urls.items()}

    assert [name for name, page in pages.items() if sentence % again.reference not in page] == []
    assert re.search(r"\d can be accepted|can be carried out", pages["list"]) is None
    taken = {"en": "can be accepted<", "ru": "можно внести<", "kk": "енгізуге болады<"}[language]
    assert taken in open_page and taken not in pages["bench"]
    assert [name for name in ("take", "choice") if f'name="{name}"' in pages["block"]] == []
    assert 'name="take"' not in pages["bench"] and pages["bench"].count('name="choice"') == 2
    assert len(re.findall(r'name="choice"[^>]* disabled>', pages["bench"])) == 2


def test_a_plan_before_the_swg_says_so_on_the_workbench(client, closed, officer):
    ConceptPaper.objects.filter(pk=closed.revision.paper_id).update(status=PaperStatus.BEFORE_SWG)
    page = client.get(_bench(closed)).content.decode()
    assert (
        "Status of the plan: “under SWG consideration”. The text can be changed only while the plan is under "
        "consolidation." in page
    )


def test_a_deletion_is_carried_out_on_its_own_page(client, closed, officer):
    comment = Comment.objects.get(response__member_state__code="UZ")
    url = reverse("comments:merge-block", args=[closed.pk, comment.pk])
    assert "Delete paragraphs" in client.get(url).content.decode()
    client.post(url)
    assert client.get(_bench(closed)).status_code == 404
    assert "already been carried out" in client.get(url).content.decode()


def test_what_people_wrote_is_shown_as_text(client, closed, officer):
    answer = client.post(_bench(closed), _form([], own_wording="<b>x</b>"), headers=HTMX)
    assert "&lt;b&gt;" in answer.content.decode() and "<b>x" not in answer.content.decode()


def test_the_list_asks_the_same_queries_however_many_proposals(
    client, closed, officer, django_assert_max_num_queries
):
    url = reverse("comments:merge-list", args=[closed.pk])
    with django_assert_max_num_queries(14) as few:
        client.get(url)
    for code in ("AZ", "CN", "IN"):
        comments.late_comment(
            closed, members.contact_point(members.member_state(code)), operation="MOD", proposed_text=MAY
        )
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(url)


def _filed(set_clock, language: str, wording: str, kind: str):
    """Return a closed round with one proposal of KZ in one language, and its text on the workbench."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    plans.block(paper, texts=TEXT)
    made = comments.consultation(states=("KZ",), revision=comments.revision(paper))
    person = members.contact_point(members.member_state("KZ"))
    comments.draft(made, person, proposed_text=wording, language=language, type=kind)
    comments.answer(made, person, Position.COMMENTS)
    set_clock(AFTER)
    consultations.close(made, at=AFTER)
    return made


@pytest.mark.parametrize(
    ("language", "wording", "kind", "stale"),
    [
        ("kk", "Мүше мемлекеттер қауіптер туралы ақпарат алмасады.", "translation", []),
        ("kk", "Мүше мемлекеттер қауіптер туралы ақпарат алмасады.", "substantive", ["en", "ru"]),
        ("en", "Member States shall exchange information – on threats.", "editorial", []),
        ("en", MAY, "editorial", ["ru", "kk"]),
        ("en", MAY, "translation", ["ru", "kk"]),
    ],
)
def test_a_correction_that_is_taken_makes_no_other_language_older(
    client, db, set_clock, language, wording, kind, stale
):
    made = _filed(set_clock, language, wording, kind)
    client.force_login(members.officer())
    shown = client.get(_bench(made, language)).content.decode()
    chosen = re.findall(r'name="choice" value="([^"]+)"', shown)

    client.post(_bench(made, language), _form(chosen, take="yes"))

    block = made.revision.paper.blocks.get(key=comments.first_paragraph(made).key)
    assert BlockText.objects.get(block=block, language=language).text == wording
    assert [cell.language for cell in editor_rows.cells(made.revision.paper, block) if cell.is_stale] == stale


def test_a_translation_of_what_came_later_is_not_laid_at_the_door_of_a_corrected_one(client, db, set_clock):
    made = _filed(set_clock, "kk", "Мүше мемлекеттер қауіптер туралы ақпарат алмасады.", "translation")
    client.force_login(members.officer())
    shown = client.get(_bench(made, "kk")).content.decode()
    client.post(_bench(made, "kk"), _form(re.findall(r'name="choice" value="([^"]+)"', shown), take="yes"))
    paper = made.revision.paper
    block = paper.blocks.get(key=comments.first_paragraph(made).key)
    blocks.edit(block, "en", MAY, version=1, by=None, at=AFTER)
    blocks.edit(
        block, "ru", "Государства-члены могут обмениваться информацией.", version=1, by=None, at=AFTER
    )

    notes = {
        language: [origin.comment.proposed_text for _block, note in found.notes for origin in note.origins]
        for language in ("en", "ru", "kk")
        if (found := trace.of_draft(paper, language))
    }

    corrected = BlockText.objects.get(block=block, language="kk").text
    assert notes == {"en": [], "ru": [], "kk": [corrected]}


MAY_RU = "Государства-члены могут обмениваться информацией об угрозах."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "Both change the same place: they may say the same or contradict each other. "
            "State KZ, English (already in the text): “shall” replaced by “may” "
            "State RU, Russian (accepted): “обмениваются” replaced by “могут обмениваться”",
        ),
        (
            "ru",
            "Оба меняют одно и то же место: они могут говорить одно и то же или противоречить друг другу. "
            "Государство KZ, Английский (уже в тексте): «shall» заменено на «may» "
            "Государство RU, Русский (принято): «обмениваются» заменено на «могут обмениваться»",
        ),
        (
            "kk",
            "Екеуі де бір жерді өзгертеді: олар бірдей мағына беруі немесе бір-біріне қайшы келуі мүмкін. "
            "Мемлекет KZ, Ағылшын тілі (мәтінде бар): «shall» дегеннің орнына «may» жазылды "
            "Мемлекет RU, Орыс тілі (қабылданды): "
            "«обмениваются» дегеннің орнына «могут обмениваться» жазылды",
        ),
    ],
)
def test_the_page_shows_all_languages_and_names_what_contradicts_the_wording_just_taken(
    client, closed, officer, language, words
):
    person = members.contact_point(members.member_state("RU"))
    comments.late_comment(closed, person, operation="MOD", language="ru", proposed_text=MAY_RU)
    client.post(_bench(closed), _form(_choices("KZ"), take="yes"))
    russian = Comment.objects.get(response__member_state__code="RU")
    decided = {"kind": "accepted", "reply": "", "language": "en", "seen": {}}
    dispositions.record(closed, [russian], **decided, by=officer, at=AFTER)
    officer.language = language
    officer.save()

    client.cookies["language"] = language
    page = client.get(_bench(closed, "ru")).content.decode()

    text = " ".join(re.sub("<[^>]+>", " ", html.unescape(page)).split())
    text = ordinary(text.replace(" )", ")"))
    begin = text.index(words.partition(":")[0])
    assert text[begin : begin + len(words)] == words
    assert all(TEXT[code] in text for code in ("ru", "kk")) and MAY in text
    assert [page.count(f'action="{_bench(closed, code)}"') for code in TEXT] == [1, 1, 1]


def test_wording_is_taken_in_each_language_from_the_page(client, closed, officer):
    client.post(_bench(closed), _form(_choices("KZ"), take="yes"))
    page = client.get(_bench(closed)).content.decode()
    assert page.count("does not follow the last change of the paragraph") == 2

    answer = client.post(_bench(closed, "ru"), _form([], own_wording=MAY_RU, take="yes"), follow=True)

    page = answer.content.decode()
    assert answer.status_code == 200 and MAY_RU in page
    assert page.count("does not follow the last change of the paragraph") == 1
    block = closed.revision.paper.blocks.get(key=comments.first_paragraph(closed).key)
    stale = [cell.language for cell in editor_rows.cells(closed.revision.paper, block) if cell.is_stale]
    assert stale == ["kk"]


def test_own_wording_alone_is_taken_and_traced_to_the_states_whose_changes_it_has(client, closed, officer):
    wording = "Member States may exchange useful information on threats."
    answer = client.post(_bench(closed), _form([], own_wording=wording, take="yes"))

    assert answer.status_code == 302
    text = BlockText.objects.get(block__key=comments.first_paragraph(closed).key, language="en")
    assert text.text == wording
    [acceptance] = Acceptance.objects.all()
    assert acceptance.comment.response.member_state.code == "KZ"
    assert (acceptance.own_wording, acceptance.is_whole) == (wording, True)


def test_own_wording_with_nothing_of_a_state_is_a_change_of_the_secretariat(client, closed, officer):
    wording = "Member States shall exchange information on threats each year."
    client.post(_bench(closed), _form([], own_wording=wording, take="yes"))

    text = BlockText.objects.get(block__key=comments.first_paragraph(closed).key, language="en")
    assert (text.text, Acceptance.objects.count()) == (wording, 0)


def test_nothing_chosen_and_nothing_written_is_refused_once(client, closed, officer):
    answer = client.post(_bench(closed), _form([], take="yes"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("so far nothing changes in the text") == 1


def test_what_else_is_proposed_for_the_paragraph_is_named_with_its_page(client, closed, officer):
    deletion = Comment.objects.get(response__member_state__code="UZ")
    page = client.get(_bench(closed)).content.decode()
    others = page[page.index("Also proposed for this paragraph") :]
    assert "State UZ" in others
    assert reverse("comments:merge-block", args=[closed.pk, deletion.pk]) in others


def test_the_list_says_where_a_proposal_in_another_language_may_contradict(client, closed, officer):
    url = reverse("comments:merge-list", args=[closed.pk])
    assert "A proposal in another language may contradict" not in client.get(url).content.decode()
    person = members.contact_point(members.member_state("RU"))
    comments.late_comment(closed, person, operation="MOD", language="ru", proposed_text=MAY_RU)
    assert client.get(url).content.decode().count("A proposal in another language may contradict") == 2
