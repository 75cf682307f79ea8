"""The second circulation: a revised draft goes out "following the comments received", with the changes and
the table of comments and replies, and each State reads it in its own language."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from comments.consolidation import dialogue, dispositions
from comments.enums import DispositionKind
from comments.models import Comment, Consultation
from members.models import User
from notes.models import Dispatch, VerbalNote
from plans import blocks
from plans.checks import reviews
from plans.models import Block
from plans.outline import draft_outline
from tests.browser.checks import violations
from tests.browser.conftest import SignIn, sweep
from tests.browser.words import words

# What the note says of the text and of what goes with it, in its three languages.
OPENING = {
    "en": ("with reference to its Note No. ECO/SME/1", "following the comments received from Member States"),
    "ru": ("ссылаясь на свою ноту № ECO/SME/1", "в связи с комментариями, поступившими от государств-членов"),
    "kk": ("№ ECO/SME/1 нотасына сілтеме жасай отырып", "қайта қаралған жобасын жолдауды"),
}
MARKS = {
    "en": (
        "Enclosure 1: revised draft, on",
        "Enclosure 2: draft with the changes marked, on",
        "Enclosure 3:",
    ),
    "ru": ("Приложение 1: пересмотренный проект, на", "Приложение 2:", "Приложение 3:"),
    "kk": ("1-қосымша: қайта қаралған жоба,", "2-қосымша:", "3-қосымша:"),
}
READERS = {"en": "th.contact", "ru": "ru.contact", "kk": "kz.contact"}


def consolidated() -> Consultation:
    """Answer all comments of the first round, change its text in three languages and have it reviewed."""
    closed = Consultation.objects.select_related("revision__paper").get(reference="ECO/SME/1")
    officer, signatory = (User.objects.get(username=name) for name in ("officer", "signatory"))
    found = list(Comment.objects.filter(response__consultation=closed))
    dispositions.record(
        closed, found, kind=DispositionKind.NOTED, reply="The Secretariat has taken note.", language="en",
        seen=dict.fromkeys((one.pk for one in found), 0), by=officer, at=clock.now(),
    )  # fmt: skip
    dialogue.release_answers(closed, by=signatory, at=clock.now())
    paper = closed.revision.paper
    row = draft_outline(paper)[2]
    block = Block.objects.get(key=row.key)
    for language, added in {
        "en": "Skills differ.",
        "ru": "Навыки различаются.",
        "kk": "Дағды әртүрлі.",
    }.items():
        text = block.texts.get(language=language)
        said = f"{text.text} {added}"
        blocks.edit(block, language, said, version=text.version, by=officer, at=clock.now())
    reviews.review_all(paper, by=signatory, at=clock.now())
    return closed


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_revised_draft_goes_out_with_its_changes_and_the_replies(sign_in: SignIn, language: str):
    closed, say = consolidated(), words(language)
    paper = closed.revision.paper

    # The officer prepares the circulation; the note says by itself that the text is revised.
    officer = sign_in("officer", language=language)
    officer.goto(f"/circulations/{paper.slug}/")
    officer.locator("#id_respond_by").fill((clock.now().date() + dt.timedelta(days=15)).isoformat())
    officer.get_by_role("button", name=say("Draft the note")).click()
    expect(officer).to_have_url(re.compile(r"/notes/[0-9a-f-]{36}/$"))
    note = VerbalNote.objects.get(kind="circulation_revised", paper=paper)
    sweep()  # the enclosures are rendered, and their pages counted
    officer.reload()
    for code, sentences in OPENING.items():
        for sentence in sentences:
            expect(officer.locator(f"#text-{code}")).to_contain_text(sentence)
        for mark in MARKS[code]:
            expect(officer.locator(f"#text-{code}")).to_contain_text(mark, use_inner_text=True)
    expect(officer.locator(".enclosed li")).to_have_count(3)
    assert violations(officer) == []

    # The signatory reads what is open, says why it is carried over, and circulates.
    signatory = sign_in("signatory", language=language)
    signatory.goto(f"/notes/{note.key}/issue/")
    reason = signatory.locator("textarea[name=reason]")
    if reason.count():
        reason.fill("-- " + say("Reason"))
    signatory.locator("form.section button[type=submit]").click()
    expect(signatory).to_have_url(re.compile(rf"/notes/{note.key}/$"))
    expect(signatory.locator("main")).to_contain_text("ECO/SME/2")
    note.refresh_from_db()
    assert (note.number, note.answers_to.number) == ("ECO/SME/2", "ECO/SME/1")
    sweep()
    assert set(Dispatch.objects.filter(note=note).values_list("status", flat=True)) == {"sent"}

    # A State reads it in its language, with the three enclosures.
    delegate = sign_in(READERS[language], language=language)
    delegate.goto(f"/notes/{note.key}/")
    expect(delegate.locator(".note-page").first).to_be_visible()
    links = delegate.locator(".enclosed li")
    expect(links).to_have_count(3)
    for place in range(3):
        address = links.nth(place).locator(f"a[href*='/{language}/']").get_attribute("href")
        answer = delegate.request.get(address)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), address
        assert answer.body().startswith(b"%PDF-")
