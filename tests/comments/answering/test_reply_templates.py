import datetime as dt
import re

import pytest
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed, StaleVersion
from cica_portal.languages import LANGUAGES
from comments.answering import dispositions, reply_templates
from comments.enums import DispositionKind
from comments.models import Comment, Disposition, Duplicate, ReplyTemplate
from members.models import AuditEntry
from phrases import corrections
from phrases.models import Correction
from tests.factories import comments, members, plans
from tests.refusing import refused

AT = comments.CLOSES_AT + dt.timedelta(hours=1)
TEXTS = {"en": "Noted.", "ru": "Принято к сведению.", "kk": "Назарға алынды."}
LIST = "comments:reply-template-list"


def _template(**fields) -> ReplyTemplate:
    return ReplyTemplate.objects.create(**{"kind": "noted", "texts": TEXTS} | fields)


def _form(**fields) -> dict[str, str]:
    texts = {f"text_{code}": TEXTS[code] for code in TEXTS}
    return {"kind": "noted", "version": "1", "reason": "Often given", **texts} | fields


# The acts --------------------------------------------------------------------------------------------
def test_a_reply_is_written_and_changed_with_an_entry_for_each(officer):
    made = reply_templates.save(None, kind="noted", texts=TEXTS, version=0, by=officer, at=AT)
    changed = TEXTS | {"en": "Noted with thanks."}
    reply_templates.save(made, kind="noted", texts=changed, version=1, by=officer, at=AT)
    made.refresh_from_db()
    assert (made.texts, made.version) == (changed, 2)
    actions = AuditEntry.objects.filter(subject_type="comments.replytemplate").values_list(
        "action", flat=True
    )
    assert list(actions.order_by("sequence")) == ["reply_template.add", "reply_template.edit"]


def test_a_reply_needs_words_in_every_language(officer):
    with refused("comments.reply_in_every_language"):
        reply_templates.save(
            None, kind="noted", texts=TEXTS | {"kk": " \u200b"}, version=0, by=officer, at=AT
        )
    assert not ReplyTemplate.objects.exists()


def test_a_colleagues_change_is_not_overwritten(officer):
    template = _template()
    reply_templates.save(template, kind="accepted", texts=TEXTS, version=1, by=officer, at=AT)
    with pytest.raises(reply_templates.StaleReply) as refused:
        reply_templates.save(template, kind="noted", texts=TEXTS, version=1, by=officer, at=AT)
    assert refused.value.current.kind == "accepted"


@pytest.mark.good_path
def test_a_reply_goes_out_of_use_once_and_comes_back(officer):
    template = _template()
    reply_templates.retire(template, by=officer, at=AT)
    with pytest.raises(AlreadyMoved):
        reply_templates.retire(template, by=officer, at=AT)
    assert reply_templates.offered() == []
    reply_templates.restore(template, by=officer, at=AT)
    assert [found for _word, group in reply_templates.offered() for found in group] == [template]


def test_only_the_secretariat_keeps_replies(db):
    coordinator = members.coordinator()
    with pytest.raises(NotAllowed):
        reply_templates.save(None, kind="noted", texts=TEXTS, version=0, by=coordinator, at=AT)
    with pytest.raises(NotAllowed):
        reply_templates.retire(_template(), by=coordinator, at=AT)


@pytest.mark.good_path
def test_the_replies_that_come_with_the_portal_are_loaded_once_and_cover_every_disposition(officer):
    made = reply_templates.load(at=AT)
    assert made == ReplyTemplate.objects.count()
    assert {template.kind for template in ReplyTemplate.objects.all()} == set(DispositionKind.values)
    assert all(set(template.texts) == set(LANGUAGES) for template in ReplyTemplate.objects.all())
    gone = ReplyTemplate.objects.first()
    reply_templates.retire(gone, by=officer, at=AT)
    assert reply_templates.load(at=AT) == 0
    assert gone not in [found for _word, group in reply_templates.offered() for found in group]


# Answering with them ---------------------------------------------------------------------------------
@pytest.fixture
def closed(db, set_clock):
    """Return a closed round with a comment of KZ in Kazakh, of RU in Russian and of TR in English."""
    return comments.closed(set_clock, KZ={"language": "kk"}, RU={"language": "ru"}, TR={"language": "en"})


def test_one_reply_answers_many_each_in_the_language_of_its_comment(closed, officer):
    dispositions.record_each(closed, comments.filed(), _template(), seen={}, by=officer, at=AT)
    found = Disposition.objects.order_by("comment__response__member_state__code")
    assert [(one.kind, one.reply, one.language) for one in found] == [
        ("noted", TEXTS["kk"], "kk"),
        ("noted", TEXTS["ru"], "ru"),
        ("noted", TEXTS["en"], "en"),
    ]
    assert len({one.act for one in found}) == 1


def test_a_duplicate_is_answered_in_its_own_language(closed, officer):
    [first, second, _third] = comments.filed()
    Duplicate.objects.create(comment=second, original=first, by=officer, at=AT)
    seen = {first.pk: 0, second.pk: 0}
    dispositions.record_each(closed, [first], _template(), seen=seen, by=officer, at=AT)
    assert list(second.dispositions.values_list("reply", "language")) == [(TEXTS["ru"], "ru")]


def test_an_answer_given_meanwhile_stops_it(closed, officer):
    chosen = comments.filed()
    dispositions.record_each(closed, chosen[:1], _template(), seen={}, by=officer, at=AT)
    seen = {comment.pk: 0 for comment in chosen}
    with pytest.raises(dispositions.StaleDisposition):
        dispositions.record_each(closed, chosen, _template(), seen=seen, by=officer, at=AT)
    assert Disposition.objects.count() == 1


def test_what_a_coordinator_proposes_is_confirmed_word_for_word(closed, officer, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    coordinator = plans.coordinating(closed.revision.paper)
    dispositions.record_each(closed, comments.filed(), _template(), seen={}, by=coordinator, at=AT)
    dispositions.confirm(
        closed, comments.filed(), seen={one.pk: 1 for one in comments.filed()}, by=officer, at=AT
    )
    confirmed = Disposition.objects.filter(stage="confirmed")
    assert {(one.reply, one.language) for one in confirmed} == {(TEXTS[code], code) for code in TEXTS}


# The pages -------------------------------------------------------------------------------------------
def test_the_list_shows_each_reply_in_three_languages(client, db, closed, officer):
    _template()
    page = client.signed_in(members.officer(language="en")).page(LIST)
    assert [
        word for word in ("Reply templates", "Noted", "Retire template", *TEXTS.values()) if word not in page
    ] == []

    client.force_login(officer)
    page = reverse("comments:disposition-list", args=[closed.pk])
    (link,) = re.findall(rf'href="({reverse(LIST)}[^"]*)"', client.get(page).content.decode())
    assert f'<a href="{page}">' in client.get(link).content.decode()
    strange = client.get(reverse(LIST), {"back": "https://elsewhere.org"})
    assert 'href="https://elsewhere.org' not in strange.content.decode()


def _approve(by=None) -> None:
    corrections.approve(Correction.objects.waiting().get(), by=by or members.signatory(), at=AT)


def test_a_reply_is_offered_once_a_signatory_has_approved_it(client, officer):
    answer = client.signed_in(officer).post(reverse("comments:reply-template-create"), _form(version="0"))
    made = Correction.objects.get()
    assert answer.url == reverse("phrases:correction-detail", args=[made.pk])
    assert not ReplyTemplate.objects.exists()
    assert "1 correction is waiting for approval" in client.page(LIST)
    shown = client.get(answer.url).content.decode()
    assert [text for text in TEXTS.values() if text not in shown] == []
    with pytest.raises(NotAllowed):
        _approve(by=officer)
    _approve()
    assert [(one.kind, one.texts) for one in ReplyTemplate.objects.all()] == [("noted", TEXTS)]
    assert made.replaces == dict.fromkeys(("kind", *TEXTS), "")
    assert client.get(answer.url).status_code == 200


def test_another_text_of_a_reply_holds_once_it_is_approved(client, officer):
    template = _template()
    url = reverse("comments:reply-template-edit", args=[template.pk])
    assert client.signed_in(officer).post(url, _form(text_en="Noted with thanks.")).status_code == 302
    made = Correction.objects.get()
    assert (made.forms, made.replaces) == ({"en": "Noted with thanks."}, {"en": "Noted."})
    assert client.get(url).url == reverse("phrases:correction-detail", args=[made.pk])
    assert client.post(url, _form(text_en="Mine.")).status_code == 422  # one waits already
    template.refresh_from_db()
    assert template.texts == TEXTS
    shown = client.get(client.get(url).url).content.decode()
    assert "added: </span> with thanks" in shown and "[removed" not in shown
    _approve()
    template.refresh_from_db()
    assert (template.texts, template.version) == (TEXTS | {"en": "Noted with thanks."}, 2)
    acts = AuditEntry.objects.order_by("sequence").values_list("action", flat=True)
    assert list(acts) == ["correction.propose", "correction.approve", "reply_template.edit"]
    withdraw = reverse("phrases:correction-withdraw", args=[made.pk])
    assert client.signed_in(members.signatory()).post(withdraw, {"reason": "No"}).status_code == 403


def test_a_text_that_changed_meanwhile_is_not_approved(client, officer):
    template = _template()
    client.force_login(officer)
    client.post(reverse("comments:reply-template-edit", args=[template.pk]), _form(text_en="Mine."))
    theirs = TEXTS | {"en": "Theirs."}
    reply_templates.save(template, kind="noted", texts=theirs, version=1, by=officer, at=AT)
    with pytest.raises(StaleVersion):
        _approve()
    assert Correction.objects.get().is_waiting
    template.refresh_from_db()
    assert template.texts == theirs


def test_a_conflict_shows_both_and_can_be_saved_over(client, officer):
    template = _template()
    theirs = TEXTS | {"en": "Theirs <b>."}
    reply_templates.save(template, kind="noted", texts=theirs, version=1, by=officer, at=AT)
    url = reverse("comments:reply-template-edit", args=[template.pk])
    answer = client.signed_in(officer).post(url, _form(text_en="Mine."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs &lt;b&gt;." in page and "Mine.</textarea>" in page
    assert 'name="version" value="2"' in page
    assert client.post(url, _form(text_en="Mine.", version="2")).status_code == 302
    _approve()
    template.refresh_from_db()
    assert template.texts["en"] == "Mine."


def test_a_reply_out_of_use_is_offered_no_more(client, closed, officer):
    template = _template()
    page = reverse("comments:disposition-list", args=[closed.pk])
    assert "Noted." in client.signed_in(officer).get(page).content.decode()
    client.post(reverse("comments:reply-template-switch", args=[template.pk, "retire"]))
    assert "Noted." not in client.get(page).content.decode()
    assert (
        client.post(reverse("comments:reply-template-switch", args=[template.pk, "burn"])).status_code == 404
    )


def test_the_chosen_are_answered_with_one_click(client, closed, officer):
    template = _template()
    client.force_login(officer)
    url = reverse("comments:disposition-list", args=[closed.pk])
    chosen = {"comment": [str(one.pk) for one in comments.filed()], "each": "yes"}
    refused = client.post(url, chosen)
    assert (refused.status_code, Disposition.objects.count()) == (422, 0)
    assert "Choose a reply template." in refused.content.decode()
    client.post(url, chosen | {"template": str(template.pk)})
    assert set(Disposition.objects.values_list("reply", flat=True)) == set(TEXTS.values())


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"type": "substantive", "proposed_text": "Wording"}, "accepted-as-proposed"),
        ({"type": "editorial", "proposed_text": "Wording"}, "accepted-editorial"),
        ({"type": "translation", "proposed_text": "Wording"}, "accepted-translation"),
        ({"type": "substantive", "remark": "Is it to be held in person?"}, ""),
    ],
)
def test_a_decision_begins_with_a_reply_where_type_and_proposal_tell_that_it_fits(
    client, db, set_clock, fields, key
):
    reply_templates.load(at=AT)
    consultation = comments.closed(set_clock, KZ=fields)
    client.force_login(members.officer())

    page = client.page("comments:disposition-detail", consultation.pk, Comment.objects.get().pk)

    begins = re.findall(r'<option value="(\d+)" data-kind="\w+" data-begins', page)
    assert [ReplyTemplate.objects.get(pk=one).key for one in begins] == ([key] if key else [])
