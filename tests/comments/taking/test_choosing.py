import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cica_portal.spaces import ordinary
from comments.enums import Operation, Position
from comments.models import Acceptance, AcceptanceUndone, Disposition, MergeDraft
from comments.procedure import consultations
from comments.taking.tracing import trace
from plans import blocks
from plans.editing import editor_rows
from plans.enums import PaperStatus
from plans.models import BlockText, ConceptPaper
from tests.comments.given import AFTER, TEXT
from tests.factories import comments, members, plans
from tests.factories.comments import filed_by

HTMX = {"HX-Request": "true"}
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
        comments.answer(consultation, person, Position.COMMENTS, **fields)
    consultations.close(consultation, at=set_clock(AFTER))
    return consultation


@pytest.fixture
def officer(client, closed):
    person = members.officer(language="en")
    client.force_login(person)
    return person


def _page(consultation, code: str = "KZ") -> str:
    return reverse("comments:disposition-detail", args=[consultation.pk, filed_by(code).pk])


def _name(consultation, language: str = "en") -> str:
    return f"text-{comments.first_paragraph(consultation).key}-{language}"


def _choice(code: str) -> str:
    return f"{filed_by(code).pk}:0"


def _form(consultation, chosen: list[str], *, wording: str = MAY, was: str = "", language="en", **fields):
    """Return what the page of KZ's comment sends: its wording was made of the change of KZ."""
    name = _name(consultation, language)
    return {
        f"choice-{name}": [_choice(code) for code in chosen],
        f"was-{name}": was or _choice("KZ"),
        f"draft-{name}": "0",
        f"version-{name}": "1",
        name: wording,
        "kind": "accepted",
        "language": "en",
        "reply": "",
    } | fields


def _text(consultation, language: str = "en") -> str:
    return BlockText.objects.get(
        block__key=comments.first_paragraph(consultation).key, language=language
    ).text


def _trace() -> list[tuple[str, bool, str]]:
    found = Acceptance.objects.order_by("comment__response__member_state__code")
    return [(one.comment.response.member_state.code, one.is_whole, one.own_wording) for one in found]


BOTH = "Member States may exchange information on threats and incidents."


def test_the_page_offers_each_change_of_all_proposals_and_what_else_is_proposed(client, closed):
    words = ("All proposals for this paragraph", "“shall” replaced by “may”", "Save the choice for later")
    page = client.signed_in(members.officer(language="en")).get(_page(closed)).content.decode()
    said = ordinary(html.unescape(strip_tags(page)))
    assert [word for word in words if word not in said] == []
    boxes = re.findall(r'name="choice-[^"]+" value="([^"]+)" id="[^"]+"( checked)?', page)
    assert boxes == [(_choice("KZ"), " checked"), (_choice("TR"), "")]
    assert _page(closed, "UZ") in page


def test_changes_of_several_states_are_taken_with_the_decision_and_undone_with_it(client, closed, officer):
    client.post(_page(closed), _form(closed, ["KZ", "TR"]))
    assert (_text(closed), _trace()) == (BOTH, [("KZ", True, ""), ("TR", True, "")])
    act = client.session["settled"]["act"]
    client.post(reverse("comments:disposition-undo", args=[closed.pk]), {"act": act})
    assert _text(closed) == TEXT["en"]
    assert AcceptanceUndone.objects.count() == 2


def test_a_proposal_is_taken_in_part(client, closed, officer, set_clock):
    person = members.contact_point(members.member_state("IN"))
    two = "Member States may exchange timely information on threats."
    comment = comments.late_comment(closed, person, operation="MOD", proposed_text=two)
    name = _name(closed)
    first, second = f"{comment.pk}:0", f"{comment.pk}:1"
    sent = _form(closed, [], wording=two, kind="accepted_with_changes", reply="In part.") | {
        f"choice-{name}": [second],
        f"was-{name}": f"{first} {second}",
    }
    answer = client.post(reverse("comments:disposition-detail", args=[closed.pk, comment.pk]), sent)
    assert answer.status_code == 302
    assert _text(closed) == TEXT["en"].replace("exchange", "exchange timely")
    assert _trace() == [("IN", False, "")]


def test_a_script_is_answered_with_the_wording_that_the_choice_makes(client, closed, officer):
    sent = _form(closed, ["KZ", "TR"], choose=_name(closed))
    piece = client.post(_page(closed), sent, headers=HTMX).content.decode()
    assert "<html" not in piece and f"{BOTH}</textarea>" in piece
    assert set(re.search(r'name="was-[^"]+" value="([^"]+)"', piece)[1].split()) == {
        _choice("KZ"),
        _choice("TR"),
    }
    assert (_text(closed), MergeDraft.objects.count()) == (TEXT["en"], 0)


def test_what_was_written_by_hand_stays_until_it_is_replaced_on_purpose(client, closed, officer):
    sent = _form(closed, ["KZ", "TR"], wording="Ours.", choose=_name(closed))
    page = client.post(_page(closed), sent).content.decode()
    assert "Ours.</textarea>" in page and "Replace it by the chosen changes" in page
    del sent["choose"]
    page = client.post(_page(closed), sent | {"instead": _name(closed)}).content.decode()
    assert f"{BOTH}</textarea>" in page


def test_changes_that_collide_are_refused_by_name_and_nothing_is_recorded(client, closed, officer):
    person = members.contact_point(members.member_state("IN"))
    comments.late_comment(closed, person, operation="MOD", proposed_text=MAY.replace("may", "must"))
    answer = client.post(_page(closed), _form(closed, ["KZ", "IN"]))
    assert answer.status_code == 422
    assert "State IN, State KZ" in answer.content.decode()
    assert (Disposition.objects.count(), _text(closed)) == (0, TEXT["en"])


def test_a_choice_is_saved_for_later_and_shown_again_and_the_reply_stays(client, closed, officer):
    answer = client.post(_page(closed), _form(closed, ["TR"], keep="yes", reply="Half a reply"))
    assert answer.status_code == 200
    assert "Half a reply" in answer.content.decode()
    saved = MergeDraft.objects.get()
    assert (saved.by, saved.choices, saved.own_wording) == (officer, [[str(filed_by("TR").pk), 0]], "")
    page = client.get(_page(closed)).content.decode()
    boxes = re.findall(r'name="choice-[^"]+" value="([^"]+)" id="[^"]+"( checked)?', page)
    assert boxes == [(_choice("KZ"), ""), (_choice("TR"), " checked")]
    assert "on threats and incidents.</textarea>" in page and 'name="was-' in page
    assert (Disposition.objects.count(), Acceptance.objects.count()) == (0, 0)


def test_a_colleague_who_chose_first_is_not_overwritten(client, closed, officer):
    client.post(_page(closed), _form(closed, ["TR"], keep="yes"))
    name = _name(closed)
    for _attempt in range(2):
        answer = client.post(_page(closed), _form(closed, ["KZ"], wording="My own wording.", keep="yes"))
        page = answer.content.decode()
        assert answer.status_code == 409
        stored = page.partition(f"Text chosen by {officer.display_name}:")[2].partition("Save my")[0]
        assert "My own wording.</textarea>" in page and "and incidents" in stored
        assert MergeDraft.objects.get().own_wording == ""
    assert f'name="over" value="{name}:1"' in page
    client.post(_page(closed), _form(closed, ["KZ"], wording="My own wording.", over=f"{name}:1"))
    saved = MergeDraft.objects.get()
    assert (saved.own_wording, saved.choices) == ("My own wording.", [[str(filed_by("KZ").pk), 0]])


def test_a_text_that_moved_on_refuses_and_keeps_what_was_chosen_and_typed(client, closed, officer):
    text = BlockText.objects.get(block__key=comments.first_paragraph(closed).key, language="en")
    blocks.edit(text.block, "en", TEXT["en"] + " New sentence.", version=1, by=None, at=AFTER)
    answer = client.post(_page(closed), _form(closed, ["TR"], wording="Ours."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since you opened this page" in page and "Ours.</textarea>" in page
    assert (Acceptance.objects.count(), Disposition.objects.count()) == (0, 0)


def test_a_change_of_words_that_changed_cannot_be_chosen_and_says_why(client, closed, officer):
    text = BlockText.objects.get(block__key=comments.first_paragraph(closed).key, language="en")
    changed = TEXT["en"].replace("shall", "must")
    blocks.edit(text.block, "en", changed, version=1, by=None, at=AFTER)
    page = client.get(_page(closed)).content.decode()
    assert re.search(rf'value="{_choice("KZ")}" id="[^"]+" disabled', page)
    assert "(needs checking: the text it refers to has changed)" in page
    assert "can be accepted: the text has changed elsewhere" in page


def test_a_later_circulation_says_why_nothing_can_be_chosen(client, closed, officer):
    sentence = "it was circulated again under note %s and cannot be changed while Member States respond."
    client.cookies["language"] = "en"
    type(officer).objects.filter(pk=officer.pk).update(language="en")
    open_page = client.get(_page(closed)).content.decode()
    paper = ConceptPaper.objects.get(pk=closed.revision.paper_id)
    paper.status = PaperStatus.CIRCULATED
    paper.save(update_fields=["status"])
    again = comments.consultation(
        states=("KZ", "TR"),
        revision=comments.revision(paper),
        opens_at=AFTER,
        respond_by=AFTER.date() + dt.timedelta(days=14),
    )

    page = ordinary(client.get(_page(closed)).content.decode())

    assert sentence % again.reference in page
    taken = "can be accepted<"
    assert taken in open_page and taken not in page
    assert 'name="keep"' in open_page and 'name="keep"' not in page
    assert len(re.findall(r'name="choice-[^>]* disabled>', page)) == 2


def test_what_people_wrote_is_shown_as_text(client, closed, officer):
    sent = _form(closed, ["KZ"], wording="<b>x</b>", choose=_name(closed))
    piece = client.post(_page(closed), sent, headers=HTMX).content.decode()
    assert "&lt;b&gt;" in piece and "<b>x" not in piece


def test_what_a_coordinator_chose_waits_with_the_proposed_decision(client, closed, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    coordinator = plans.coordinating(closed.revision.paper)
    client.signed_in(coordinator).post(_page(closed), _form(closed, ["KZ", "TR"]))
    saved = MergeDraft.objects.get()
    assert {comment for comment, _number in saved.choices} == {
        str(filed_by(code).pk) for code in ("KZ", "TR")
    }
    assert (saved.own_wording, _text(closed)) == ("", TEXT["en"])


def _filed(set_clock, language: str, wording: str, kind: str):
    """Return a closed round with one proposal of KZ in one language, in that language."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    plans.block(paper, texts=TEXT)
    made = comments.consultation(states=("KZ",), revision=comments.revision(paper))
    person = members.contact_point(members.member_state("KZ"))
    comments.answer(made, person, Position.COMMENTS, proposed_text=wording, language=language, type=kind)
    consultations.close(made, at=set_clock(AFTER))
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

    client.post(_page(made), _form(made, ["KZ"], wording=wording, language=language) | {"language": "en"})

    block = made.revision.paper.blocks.get(key=comments.first_paragraph(made).key)
    assert _text(made, language) == wording
    assert [cell.language for cell in editor_rows.cells(made.revision.paper, block) if cell.is_stale] == stale


def test_a_translation_of_what_came_later_is_not_laid_at_the_door_of_a_corrected_one(client, db, set_clock):
    corrected = "Мүше мемлекеттер қауіптер туралы ақпарат алмасады."
    made = _filed(set_clock, "kk", corrected, "translation")
    client.force_login(members.officer())
    client.post(_page(made), _form(made, ["KZ"], wording=corrected, language="kk") | {"language": "en"})
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

    assert _text(made, "kk") == corrected
    assert notes == {"en": [], "ru": [], "kk": [corrected]}


MAY_RU = "Государства-члены могут обмениваться информацией об угрозах."


def test_the_page_names_what_contradicts_in_another_language(client, closed):
    words = "Both change the same place: they may say the same or contradict each other."
    person = members.contact_point(members.member_state("RU"))
    comments.late_comment(closed, person, operation="MOD", language="ru", proposed_text=MAY_RU)
    client.force_login(members.officer(language="en"))
    page = html.unescape(client.get(_page(closed, "RU")).content.decode())
    assert words in ordinary(" ".join(re.sub("<[^>]+>", " ", page).split()))
