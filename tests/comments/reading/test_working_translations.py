import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.models import Comment, WorkingTranslation
from comments.procedure import consultations
from comments.reading import compilation, working_translations
from members.models import AuditEntry
from tests.factories import comments, members, plans
from tests.refusing import refused

WORDS = {"remark": "Remark, translated", "wording": "Wording, translated", "rationale": "Reason, translated"}


@pytest.fixture
def comment(consultation, contact):
    comments.draft(
        consultation,
        contact,
        language="ru",
        remark="Замечание",
        proposed_text="Новая редакция",
        rationale="Обоснование",
        operation="MOD",
    )
    return comments.answer(consultation, contact, "comments").comments.get()


def save(comment, by, at, language="en", version=0, status="draft", **words):
    return working_translations.save(
        comment, language, status=status, version=version, by=by, at=at, **(WORDS | words)
    )


def test_a_translation_is_kept_beside_the_comment_with_who_and_when(comment, officer, at):
    before = Comment.objects.values().get()
    made = save(comment, officer, at)
    assert (made.language, made.version, made.status, made.by, made.at) == ("en", 1, "draft", officer, at)
    assert {name: getattr(made, name) for name in WORDS} == WORDS
    assert Comment.objects.values().get() == before
    entry = AuditEntry.objects.get(action="working_translation.save")
    assert (entry.actor, entry.before) == (officer, None)
    assert entry.after == {"language": "en", "version": 1, "status": "draft"} | WORDS


def test_it_is_mended_in_place_and_what_it_was_is_on_record(comment, officer, at):
    save(comment, officer, at)
    made = save(comment, officer, at, version=1, status="checked", remark="Better")
    assert (made.version, made.status, made.remark) == (2, "checked", "Better")
    assert WorkingTranslation.objects.count() == 1
    entry = AuditEntry.objects.filter(action="working_translation.save").latest("sequence")
    assert (entry.before["remark"], entry.after["remark"]) == (WORDS["remark"], "Better")


@pytest.mark.parametrize("version", [0, 1, 7])
def test_of_two_who_save_at_once_one_is_told(comment, officer, at, version):
    save(comment, officer, at)
    save(comment, officer, at, version=1, remark="First")
    with pytest.raises(working_translations.StaleTranslation) as refusal:
        save(comment, officer, at, version=version, remark="Second")
    assert refusal.value.current.remark == "First"
    assert WorkingTranslation.objects.get().remark == "First"


def test_a_translation_says_something_in_another_language(comment, officer, at):
    with refused("comments.already_in_this_language"):
        save(comment, officer, at, language="ru")

    with refused("comments.translation_empty"):
        save(comment, officer, at, remark=" ", wording="", rationale="\u200b")


def test_wording_that_the_state_gave_itself_is_left_to_it(consultation, contact, officer, at):
    comments.draft(
        consultation,
        contact,
        language="ru",
        proposed_text="Текст",
        operation="MOD",
        wordings={"kk": "Мәтін"},
    )
    filed = comments.answer(consultation, contact, "comments").comments.get()
    assert [working_translations.takes_wording(filed, code) for code in ("en", "kk")] == [True, False]
    with refused("comments.wording_is_their_own"):
        save(filed, officer, at, language="kk")


@pytest.mark.parametrize("role", ["contact_point", "deputy", "drafter", "reader"])
def test_delegates_translate_nothing(comment, at, role):
    with pytest.raises(NotAllowed):
        save(comment, members.user(role, members.member_state("KZ")), at)


def test_coordinators_translate_nothing(comment, at):
    user = plans.coordinating(comment.response.consultation.revision.paper)
    with pytest.raises(NotAllowed):
        save(comment, user, at)


@pytest.mark.good_path
def test_what_is_filed_again_as_it_was_keeps_its_translation(consultation, comment, contact, officer, at):
    made = save(comment, officer, at, status="checked")
    again = comments.answer(consultation, contact, "comments", language="ru", remark="Ещё одно")
    carried = WorkingTranslation.objects.get(comment__response=again)
    assert (carried.comment.sha256, carried.status, carried.remark) == (
        comment.sha256,
        "checked",
        made.remark,
    )
    entry = AuditEntry.objects.get(action="working_translation.carry")
    assert (entry.subject_id, entry.after["remark"]) == (str(carried.comment_id), made.remark)


def test_the_compilation_takes_the_translation_into_the_language_of_its_reader(comment, officer, at):
    save(comment, officer, at)
    save(comment, officer, at, language="kk", remark="Қазақша")
    consultation = comment.response.consultation
    found = {
        language: compilation.for_user(consultation, officer, at=at, language=language).readings[0].rendition
        for language in ("en", "ru", "kk")
    }
    assert found["ru"] is None
    assert (found["en"].remark, found["kk"].remark) == (WORDS["remark"], "Қазақша")


# The pages -------------------------------------------------------------------------------------------
def address(comment, language="en"):
    return reverse(
        "comments:comment-translate", args=[comment.response.consultation_id, comment.named, language]
    )


@pytest.mark.parametrize(("name", "heads"), [("consultation-compilation", 3), ("consultation-detail", 1)])
def test_a_page_says_that_there_is_no_translation_or_shows_both_texts_and_whose_each_is(
    comment, officer, at, client, name, heads
):
    url = reverse(f"comments:{name}", args=[comment.response.consultation_id])
    assert ", no translation" in client.signed_in(officer).get(url).content.decode()
    save(comment, officer, at)
    page = client.get(url).content.decode()
    assert "Замечание" in page and WORDS["remark"] in page and ", no translation" not in page
    assert page.count("Working translation <span") == heads
    assert "not checked" in page
    assert (f'href="{address(comment)}"' in page) is (heads == 3)


def test_the_translation_is_written_on_its_page(comment, officer, client):
    url = address(comment, "kk") + "?state=KZ"
    assert "Новая редакция" in client.signed_in(officer).get(url).content.decode()
    assert client.post(url, {"version": "0", "status": "draft"}).status_code == 422
    assert not WorkingTranslation.objects.exists()
    answer = client.post(url, {"version": "0", "status": "checked", **WORDS})
    assert answer.status_code == 302
    assert answer.url.startswith(
        reverse("comments:consultation-compilation", args=[comment.response.consultation_id])
        + "?state=KZ&comment=KZ-1-1#c-KZ-1-1"
    )
    assert WorkingTranslation.objects.get().status == "checked"

    for language in ("ru", "de"):  # the language of the comment, and one that is not the portal's
        assert client.get(address(comment, language)).status_code == 404
    for named in ("KZ-9-1", "KZ-1-99999", "TR-1-1", "KZ-1", "anything"):
        url = reverse("comments:comment-translate", args=[comment.response.consultation_id, named, "en"])
        assert client.get(url).status_code == 404


def test_the_page_keeps_both_texts_when_somebody_was_first(comment, officer, at, client):
    save(comment, officer, at, remark="Theirs")
    client.force_login(officer)
    answer = client.post(address(comment), {"version": "0", "status": "draft", **WORDS, "remark": "Mine <b>"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page and "Mine &lt;b&gt;" in page
    answer = client.post(address(comment), {"version": "1", "status": "draft", **WORDS, "remark": "Mine"})
    assert answer.status_code == 302
    assert WorkingTranslation.objects.get().remark == "Mine"


def test_delegates_read_translations_with_the_comments_and_no_way_to_write_them(
    comment, officer, other, at, client
):
    save(comment, officer, at, status="checked")
    consultation = comment.response.consultation
    url = reverse("comments:consultation-compilation", args=[consultation.pk])
    assert client.signed_in(other).get(url).status_code == 404
    consultation.visibility = "at_once"
    consultation.save()
    page = client.get(url).content.decode()
    assert WORDS["remark"] in page and "/translation/" not in page
    assert client.get(address(comment)).status_code == 403


def test_who_answers_a_comment_reads_its_translation_beside_it(comment, officer, at, client, set_clock):
    save(comment, officer, at, status="checked")
    consultation = comment.response.consultation
    set_clock("2022-06-07T09:00:00+06:00")
    consultations.close(consultation, at=comments.CLOSES_AT)
    url = reverse("comments:disposition-detail", args=[consultation.pk, comment.pk])
    page = client.signed_in(officer).get(url).content.decode()
    assert "Замечание" in page and WORDS["remark"] in page and WORDS["wording"] in page
    assert "Working translation <span" in page
