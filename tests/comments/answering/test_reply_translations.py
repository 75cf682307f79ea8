"""Replies in the other languages: kept with the reply, told to the State, named where one is missing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.spaces import ordinary
from comments.answering import dialogue, dispositions, reply_translations, worklist
from comments.models import Consultation, Disposition, ReplyTemplate
from comments.procedure import outcomes
from comments.reading import columns, compilation
from members.models import AuditEntry, PersonalMail, User
from tests.comments.given import AFTER
from tests.factories import comments, members, plans
from tests.refusing import refused

LATER = AFTER + dt.timedelta(days=1)
REPLY = {"en": "The wording was agreed.", "ru": "Формулировка согласована.", "kk": "Тұжырым келісілген."}
RUSSIAN = {"ru": {"text": REPLY["ru"], "status": "checked"}}


@pytest.fixture
def closed(db, set_clock) -> Consultation:
    return comments.closed(
        set_clock, **{code: {"remark": f"Remark of {code}", "language": "en"} for code in ("KZ", "TR")}
    )


def answer(*chosen, by, at=AFTER, **fields):
    current = dispositions.current(chosen)
    seen = {one.pk: current[one.pk].version if one.pk in current else 0 for one in chosen}
    values = {"kind": "not_accepted", "reply": REPLY["en"], "language": "en", "seen": seen} | fields
    return comments.reply_to(*chosen, by=by, at=at, **values)


def printed(consultation, language, *, with_replies=True):
    """Return what the column of replies says on paper of each comment."""
    (column,) = (one for one in columns.COLUMNS if one.name == "answer")
    with translation.override(language):
        found = compilation.for_states(consultation, language, with_replies=with_replies)
        rows = compilation.with_replies(found, found.readings)
        return [[ordinary(piece.text) for piece in column.pieces(row)] for row in rows]


def test_reply_has_a_text_a_language_with_its_state_and_keeps_it_when_confirmed(closed, settings, officer):
    settings.DISPOSITIONS_CONFIRMED = True
    kz, _tr = comments.filed()
    draft = {"kk": {"text": REPLY["kk"], "status": "draft"}}
    blank = {"en": {"text": "Its own language", "status": "draft"}, "ru": {"text": " ", "status": "checked"}}
    coordinator = plans.coordinating(closed.revision.paper)
    (made,) = answer(kz, by=coordinator, translations=draft | blank)
    assert (made.stage, made.translations, made.lacking) == ("proposed", draft, ["ru"])

    (confirmed,) = dispositions.confirm(closed, [kz], seen={kz.pk: 1}, by=officer, at=AFTER)

    assert (confirmed.is_confirmed, confirmed.translations) == (True, draft)
    assert AuditEntry.objects.filter(action="disposition.record").last().after["translations"] == draft
    with pytest.raises(ValueError, match="guessed"):
        answer(kz, by=officer, translations={"ru": {"text": REPLY["ru"], "status": "guessed"}})


def test_translation_that_was_checked_against_other_words_is_not_checked_any_more(closed, officer):
    kz, _tr = comments.filed()
    answer(kz, by=officer, translations=RUSSIAN)
    again = answer(kz, by=officer, translations=RUSSIAN)
    other = answer(kz, by=officer, reply="Other words.", translations=RUSSIAN)
    new = {"ru": {"text": "Другие слова.", "status": "checked"}}
    mended = answer(kz, by=officer, reply="Words again.", translations=new)
    statuses = [made.translations["ru"]["status"] for (made,) in (again, other, mended)]
    assert statuses == ["checked", "draft", "checked"]


def test_translation_where_there_was_none_adds_to_a_sent_reply_and_another_one_changes_it(
    closed, officer, signatory
):
    kz, tr = comments.filed()
    answer(kz, tr, by=officer)
    dialogue.release_answers(closed, by=signatory, at=AFTER)
    mails = PersonalMail.objects.count()

    (added,) = answer(kz, by=officer, at=LATER, translations=RUSSIAN)
    assert (added.is_confirmed, PersonalMail.objects.count()) == (True, mails)
    assert "Changed after" not in str(printed(closed, "en"))

    other = {"ru": {"text": "Совсем другое.", "status": "checked"}}
    with refused("comments.change_reason_needed"):
        answer(kz, by=officer, at=LATER, translations=other)
    (change,) = answer(kz, by=officer, at=LATER, translations=other, reason="A word was wrong.")
    assert change.stage == "change"
    assert dispositions.current([kz])[kz.pk].translations == RUSSIAN


def test_paper_prints_the_translation_with_its_state_or_that_there_is_none(closed, officer, signatory):
    kz, tr = comments.filed()
    answer(kz, tr, by=officer, translations=RUSSIAN)
    answer(tr, by=officer, translations={})
    dialogue.release_answers(closed, by=signatory, at=AFTER)

    assert printed(closed, "en") == [["not accepted", REPLY["en"]]] * 2
    first, second = printed(closed, "ru")
    assert first[1:] == [REPLY["en"], "Рабочий перевод (проверен):", REPLY["ru"]]
    assert second[1:] == [REPLY["en"], "перевода нет"]
    assert [said[-1] for said in printed(closed, "kk")] == ["аудармасы жоқ"] * 2
    shown = compilation.for_user(closed, officer, at=AFTER, language="ru").readings
    assert [row.answer.translations for row in shown] == [RUSSIAN, {}]


def test_missing_translations_are_named_by_comment_and_language(closed, officer, signatory):
    kz, tr = comments.filed()
    every = {code: {"text": REPLY[code], "status": "draft"} for code in ("ru", "kk")}
    answer(kz, by=officer, translations=RUSSIAN)
    answer(tr, by=officer, translations=every)
    dialogue.release_answers(closed, by=signatory, at=AFTER)

    found = list(reply_translations.find_untranslated(closed, with_replies=True))

    assert [(one.row.number, one.of_comment, one.of_reply) for one in found] == [
        (1, ["ru", "kk"], ["kk"]),
        (2, ["ru", "kk"], []),
    ]


def test_page_begins_with_a_template_in_every_language_and_records_all_of_it(closed, client, officer):
    kz, tr = comments.filed()
    template = ReplyTemplate.objects.create(kind="not_accepted", texts=REPLY)
    page = client.signed_in(officer)
    url = reverse("comments:disposition-detail", args=[closed.pk, kz.pk])
    typed = {"kind": "not_accepted", "language": "kk", f"seen-{kz.pk}": "0", "template": str(template.pk)}

    form = page.post(url, typed | {"begin": "yes"}).context["form"]
    values = {
        name: form[name].value() for name in ("reply", "translation_en", "translation_ru", "checked_ru")
    }
    assert values == {
        "reply": REPLY["kk"],
        "translation_en": REPLY["en"],
        "translation_ru": REPLY["ru"],
        "checked_ru": True,
    }
    behind = page.post(url, typed | {"begin": "yes", "reply": "Own words."}).context["form"]
    assert (behind["translation_ru"].value(), behind["checked_ru"].value()) == (REPLY["ru"], False)

    page.post(url, typed | {"reply": REPLY["kk"], "translation_ru": REPLY["ru"], "checked_ru": "on"})
    (made,) = Disposition.objects.all()
    assert (made.reply, made.translations) == (REPLY["kk"], RUSSIAN)
    seen = worklist.worklist_of(closed).seen
    page.post(
        reverse("comments:disposition-list", args=[closed.pk]),
        {"comment": str(tr.pk), "template": str(template.pk), "each": "yes", "language": "en", "seen": seen},
    )
    assert set(Disposition.objects.get(comment=tr).translations) == {"ru", "kk"}


# What superseded a comment ---------------------------------------------------------------------------
def test_paper_says_which_comment_superseded_one(closed, officer, signatory):
    kz, tr = comments.filed()
    with refused("comments.superseded_by_itself"):
        answer(kz, by=officer, kind="overtaken", superseded_by=kz)
    answer(kz, by=officer, kind="overtaken", superseded_by=tr)
    (other,) = answer(tr, by=officer, superseded_by=kz)
    assert other.superseded_by_id is None
    dialogue.release_answers(closed, by=signatory, at=AFTER)
    assert printed(closed, "en")[0][0] == "superseded by another change: comment No. 2 (State TR)"
    assert printed(closed, "ru")[0][0].endswith(": комментарий № 2 (Государство TR)")


def test_state_that_does_not_read_the_other_comment_is_not_told_of_it(closed, officer, signatory):
    kz, tr = comments.filed()
    answer(kz, by=officer, kind="overtaken", superseded_by=tr)
    answer(tr, by=officer)
    dialogue.release_answers(closed, by=signatory, at=AFTER)
    reader = User.objects.get(member_state__code="KZ")

    def told():
        with translation.override("en"):
            found = compilation.for_user(closed, reader, at=AFTER, language="en")
            return [row.decision for row in found.readings if row.code == "KZ"]

    assert told() == ["superseded by another change"]
    outcomes.confirm(closed, outcome="comments", by=signatory, at=AFTER)
    outcomes.release(closed, by=signatory, at=AFTER)
    assert told() == ["superseded by another change: comment No. 2 (State TR)"]


def test_form_asks_what_superseded_a_comment(closed, client, officer):
    kz, tr = comments.filed()
    url = reverse("comments:disposition-detail", args=[closed.pk, kz.pk])
    typed = {"kind": "overtaken", "reply": "See the other.", "language": "en", f"seen-{kz.pk}": "0"}
    page = client.signed_in(officer)

    asked = page.post(url, typed | {"superseded_by": ""})
    assert asked.context["form"].errors.keys() == {"superseded_by"}
    page.post(url, typed | {"superseded_by": f"c{tr.pk}"})
    assert Disposition.objects.get().superseded_by == tr
    assert page.get(url).context["form"]["superseded_by"].value() == f"c{tr.pk}"
    (again,) = answer(kz, by=members.officer(), kind="overtaken")
    assert (again.superseded_by, page.get(url).context["form"]["superseded_by"].value()) == (None, "reply")
