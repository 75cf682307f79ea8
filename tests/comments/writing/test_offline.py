"""The offline form: it goes out with the text, comes back filled in, and becomes drafts row by row."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from lxml import etree

from cica_portal import retention, uploads
from cica_portal.errors import NotAllowed
from cica_portal.spreadsheets import Column, Sheet, reading, xlsx
from comments.enums import CommentType, Operation
from comments.models import Comment, DraftComment, OfflineForm, TakenRow
from comments.procedure import consultations
from comments.views import reading_page
from comments.writing import drafts
from comments.writing.offline import columns, form, receiving
from comments.writing.offline import reading as offline_reading
from comments.writing.offline.columns import MARK
from comments.writing.offline.reading import entries
from members.models import AuditEntry, DelegationEntry
from tests.factories import comments, members
from tests.factories.offline import filled, offline_form
from tests.refusing import refused

SECRET = "Zhasyryn-qupiya"
SAID = {"remark": "A remark", "rationale": "A reason"}


def rows_of(consultation, *rows, **fields):
    return entries(filled(consultation, *rows, **fields), consultation)


def blocks(consultation):
    return list(consultation.revision.blocks.order_by("position"))


# Going out -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_form_holds_every_paragraph_under_its_mark(consultation, language):
    content = form.written(consultation, language)
    assert uploads.kind_of(content) == "xlsx"
    tables = reading.tables(content)
    head, *rows = next(iter(tables.values()))
    with translation.override(language):
        assert head == [columns.titles()[name] for name in columns.COLUMNS]
    found = [(row[0], row[1], row[3]) for row in rows[1:]]
    assert found == [
        (str(block.key), number, block.texts[language])
        for number, block in zip(("", "1", "2"), blocks(consultation), strict=True)
    ]
    assert rows[0][:2] == ["whole", "0"]
    assert ["revision", consultation.revision.sha256] in tables[MARK]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_headings_tell_columns_apart_and_choices_fit_a_list(language):
    with translation.override(language):
        titles = list(columns.titles().values())
        choices = [",".join(column.choices) for column in form._columns()]
    assert len(set(titles)) == len(titles)
    assert max(map(len, choices)) <= 255  # as much as a list in a cell may hold


def test_marks_are_out_of_sight(consultation):
    with zipfile.ZipFile(io.BytesIO(form.written(consultation, "en"))) as package:
        sheet = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        workbook = package.read("xl/workbook.xml").decode()
    hidden = [(one.get("min"), one.get("max")) for one in sheet.iter("{*}col") if one.get("hidden")]
    assert hidden == [("1", "1")]
    assert f'<sheet name="{MARK}" sheetId="3" state="hidden"' in workbook


# Coming back -----------------------------------------------------------------------------------------


def test_rows_become_what_they_say(consultation):
    title, first, second = blocks(consultation)
    whole, wording, moved, deletion = rows_of(
        consultation,
        {"row": "0", "remark": "On all", "type": "editorial"},
        {"row": "2", **SAID, "wording_en": "New", "wording_kk": "Жаңа", "language": "Қазақша"},
        {"number": "2", **SAID, "operation": "deletion", "type": "Technical"},
        {"row": "3", **SAID, "operation": "MOVE", "after": "0"},
    )
    assert not any(entry.errors for entry in (whole, wording, deletion, moved))
    assert (whole.said["block_key"], whole.said["type"]) == (None, "editorial")
    assert whole.said["operation"] == ""
    assert (wording.said["block_key"], wording.said["language"]) == (first.key, "kk")
    assert (wording.said["proposed_text"], wording.said["wordings"]) == ("Жаңа", {"en": "New"})
    assert (deletion.said["block_key"], deletion.said["operation"]) == (second.key, "SUP")
    assert deletion.said["type"] == "technical"
    assert (moved.said["block_key"], moved.said["after_key"]) == (second.key, title.key)


def test_a_range_is_named_by_its_last_number(consultation):
    _title, first, second = blocks(consultation)
    (entry,) = rows_of(consultation, {"row": "2", **SAID, "until": "2"})
    assert (entry.said["block_key"], entry.said["until_key"]) == (first.key, second.key)


def test_the_numbers_are_those_of_the_page(consultation):
    head, *rows = next(iter(reading.tables(form.written(consultation, "en")).values()))
    page = reading_page.page(consultation, members.contact_point(), at=comments.OPENS_AT, language="en")
    number_of = {row[0]: row[1] for row in rows}
    for block in page.blocks[1:]:
        assert f">{number_of[str(block.row.key)]}</" in block.main


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"row": "0", "remark": "On all"}, "technical"),
        ({"row": "2", "remark": "A sign", "wording_en": "Paragraph 0 en."}, "editorial"),
        ({"row": "2", "wording_en": "Other words", "rationale": "A reason"}, "substantive"),
        ({"row": "2", "operation": "SUP", "rationale": "A reason"}, "substantive"),
    ],
)
def test_a_row_without_a_type_gets_that_of_what_it_changes(consultation, row, kind):
    (entry,) = rows_of(consultation, row)
    assert (entry.errors, entry.said["type"]) == ((), kind)


def test_a_longer_text_than_a_comment_holds_is_said(consultation, monkeypatch):
    """A program can put more into a cell than Excel does."""
    monkeypatch.setattr(offline_reading, "WORDING_LIMIT", 5)
    (entry,) = rows_of(consultation, {"row": "2", "remark": "x" * 6, "type": "technical"})
    assert entry.errors == ("“Comment” is too long: shorten it to 5 characters.",)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_words_are_understood_in_every_language(consultation, language):
    with translation.override(language):
        operation, kind = str(Operation.SUPPRESS.label), str(CommentType.EDITORIAL.label)
    for words in ((operation, kind), (operation.upper(), kind.capitalize()), ("SUP", "editorial")):
        row = {"row": "2", **SAID, "operation": words[0], "type": words[1]}
        (entry,) = rows_of(consultation, row, language=language)
        assert (entry.said["operation"], entry.said["type"]) == ("SUP", "editorial")
        assert entry.said["language"] == language


WRONG = [
    (
        {"row": "2", **SAID, "operation": "explode"},
        "“explode” cannot be chosen in the column “What you propose”. Choose a value from the list.",
    ),
    (
        {"row": "2", **SAID, "type": "rude"},
        "“rude” cannot be chosen in the column “Type”. Choose a value from the list.",
    ),
    ({"row": "2", **SAID, "language": "Klingon"}, "“Klingon” cannot be chosen"),
    ({"row": "2", **SAID, "until": "99"}, "there is no paragraph with the number 99"),
    ({"row": "3", **SAID, "until": "1"}, ""),
    ({"row": "2", **SAID, "until": "0"}, "there is no paragraph with the number 0"),
    ({"row": "2", **SAID, "operation": "move", "after": "0"}, "not where the text is now"),
    ({"row": "2", **SAID, "number": "3"}, "The number of this row was changed."),
    ({**SAID}, "Say which paragraph the comment is on"),
    ({**SAID, "number": "1; DROP"}, "there is no paragraph with the number 1; DROP"),
    ({**SAID, "key": "nonsense"}, "The hidden identifier of this row does not match any paragraph"),
    ({"row": "2", "remark": "\u2800\u3164", "rationale": "\uffa0"}, "There is nothing to save yet"),
    ({"row": "2", **SAID, "operation": "change of wording"}, ""),
    ({"row": "0", **SAID, "wording_en": "New"}, ""),
]


@pytest.mark.parametrize(("row", "sentence"), WRONG)
def test_what_is_wrong_with_a_row_is_said_and_nothing_of_it_is_lost(consultation, row, sentence):
    right = {"row": "1", **SAID}
    entry_of = {entry.number: entry for entry in rows_of(consultation, right, row)}
    number = int(row["row"]) + 2 if "row" in row else 6
    entry = entry_of.pop(number)
    assert entry.said is None and sentence in " ".join(entry.errors) and entry.errors
    assert {name: entry.cells[name] for name in row if name != "row"} == {
        name: text for name, text in row.items() if name != "row"
    }
    assert [other.errors for other in entry_of.values()] == [()]


def test_workbooks_that_are_not_this_form_are_refused(consultation):
    for mark in ({"round": "NCT/X"}, {"revision": "0" * 64 + "1"}):
        with refused("comments.form_of_another_text"):
            rows_of(consultation, {"row": "2", **SAID}, marks=mark)

    with refused("comments.not_our_form"):
        entries(xlsx.written([Sheet("x", (Column("a"),), ())], title=""), consultation)

    with refused("comments.columns_missing", match="Reason"):
        rows_of(consultation, {"row": "2", **SAID}, heads={"Reason": "Why"})

    rows = [{"number": "2", **SAID, "remark": str(number)} for number in range(501)]
    with refused("comments.too_many_comments"):
        rows_of(consultation, *rows)

    assert rows_of(consultation) == []


# Becoming drafts -------------------------------------------------------------------------------------
def test_chosen_rows_become_drafts_of_the_delegation_and_only_once(consultation, contact, at):
    content = filled(
        consultation,
        {"row": "1", **SAID, "remark": "One"},
        {"row": "2", **SAID, "remark": "Two"},
        {"row": "3", "remark": "No reason", "type": "substantive"},
        {"number": "1", "remark": "Wrong", "type": "rude"},
    )
    kept = offline_form(consultation, contact, content)
    assert not DraftComment.objects.exists()
    made = receiving.take(kept, {3, 4, 5, 6}, by=contact, at=at)
    assert [(draft.remark, draft.member_state, draft.lacks_reason) for draft in made] == [
        ("One", contact.member_state, False),
        ("Two", contact.member_state, False),
        ("No reason", contact.member_state, True),
    ]
    assert receiving.take(kept, {3, 4, 5, 6}, by=contact, at=at) == []
    assert DraftComment.objects.count() == 3
    assert not Comment.objects.exists()
    assert OfflineForm.objects.filter(pk=kept.pk).exists()


@pytest.fixture
def taken(consultation, contact, at):
    """Return the draft that was made of the first row of a form."""
    kept = offline_form(consultation, contact, filled(consultation, {"row": "2", **SAID}))
    (draft,) = receiving.take(kept, {4}, by=contact, at=at)
    receiving.discard(kept, by=contact, at=at)
    return draft


def edit(draft, by, at):
    names = ("block_key", "type", "language", "proposed_text", "rationale")
    values = {name: getattr(draft, name) for name in names} | {"remark": "Changed in the portal"}
    drafts.save(draft.consultation, by=by, at=at, draft=draft, version=draft.version, **values)


@pytest.mark.parametrize("change", ["edit", "remove", "correct"])
def test_a_form_that_comes_back_doubles_nothing_unless_a_person_says_so(
    consultation, contact, at, client, taken, change
):
    row = {"row": "2", **SAID}
    if change == "edit":
        edit(taken, contact, at)
    elif change == "remove":
        drafts.remove(taken, by=contact, at=at)
    else:
        row["remark"] = "Corrected in the workbook"
    kept = offline_form(consultation, contact, filled(consultation, row, {"row": "3", **SAID}))
    page = client.signed_in(contact).get(reverse("comments:offline-preview", args=[kept.pk]))
    shown = [line["entry"] for line in page.context["lines"]]
    assert [(entry.is_taken, entry.can_be_taken) for entry in shown] == [(True, True), (False, True)]
    content = page.content.decode()
    assert 'name="again" value="4" id="take-4">' in content
    assert content.count("a draft was made from this row before") == 1

    # Nor by a page that was shown before the draft was made.
    assert [draft.block_key for draft in receiving.take(kept, {4, 5}, by=contact, at=at)] == [
        blocks(consultation)[2].key
    ]
    (another,) = receiving.take(kept, (), again={4}, by=contact, at=at)
    assert another.block_key == taken.block_key
    assert receiving.take(kept, (), again={4}, by=contact, at=at) == []


def test_the_same_row_in_the_form_of_a_colleague_is_another(consultation, contact, drafter, at, taken):
    other = offline_form(
        consultation, drafter, filled(consultation, {"row": "2", **SAID, "remark": "Of another"})
    )
    assert len(receiving.take(other, {4}, by=contact, at=at)) == 1


def test_rows_that_were_taken_are_forgotten_with_the_drafts(consultation, taken, set_clock, monkeypatch):
    monkeypatch.setitem(retention.RULES, "drafts", retention.Rule(30, 30))
    later = set_clock(comments.CLOSES_AT + dt.timedelta(days=31))
    list(drafts.discard_old(later))
    assert TakenRow.objects.count() == 1
    consultations.close(consultation, at=later)
    list(drafts.discard_old(later))
    assert not TakenRow.objects.exists()


@pytest.mark.good_path
def test_nothing_of_it_is_in_the_record_that_others_read(consultation, contact, at):
    before = AuditEntry.objects.count()
    kept = offline_form(consultation, contact)
    receiving.take(kept, {2}, by=contact, at=at)
    receiving.discard(kept, by=contact, at=at)
    assert AuditEntry.objects.count() == before
    assert list(DelegationEntry.objects.order_by("pk").values_list("action", "member_state__code")) == [
        ("offline_form.receive", "KZ"),
        ("draft.create", "KZ"),
        ("offline_form.take", "KZ"),
        ("offline_form.discard", "KZ"),
    ]


@pytest.mark.good_path
def test_what_nobody_puts_away_goes_after_two_weeks(consultation, contact):
    kept = offline_form(consultation, contact)
    late = kept.uploaded_at + dt.timedelta(days=14)
    assert list(receiving.discard_forgotten(late)) == []
    assert [form.sha256 for form in receiving.discard_forgotten(late + dt.timedelta(seconds=1))] == [
        kept.sha256
    ]
    assert not OfflineForm.objects.exists()


def test_forms_of_another_delegation_do_not_exist(
    consultation, contact, other, at, django_capture_on_commit_callbacks
):
    kept = offline_form(consultation, contact)
    with pytest.raises(OfflineForm.DoesNotExist):
        receiving.take(kept, {2}, by=other, at=at)
    with pytest.raises(NotAllowed):
        receiving.discard(kept, by=other, at=at)
    officer = members.officer()
    assert not OfflineForm.objects.visible_to(officer).exists()

    assert default_storage.exists(kept.stored_as)
    with django_capture_on_commit_callbacks(execute=True):
        receiving.discard(kept, by=contact, at=at)
    assert not default_storage.exists(kept.stored_as)
    assert not OfflineForm.objects.exists()


# The pages -------------------------------------------------------------------------------------------
def upload(client, consultation, content, name="form.xlsx"):
    url = reverse("comments:offline-upload", args=[consultation.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


def test_the_whole_way_on_the_pages(consultation, contact, client):
    page = client.signed_in(contact).get(reverse("comments:offline-upload", args=[consultation.pk]))
    url = reverse("comments:offline-form", args=[consultation.pk, "ru", "xlsx"])
    assert url in page.content.decode()
    assert client.get(url).content == form.written(consultation, "ru")
    content = filled(
        consultation,
        {"row": "1", **SAID},
        {"row": "2", "operation": "SUP"},
        {"number": "2", "type": "rude", "remark": f"<b>{SECRET}</b>"},
        language="ru",
    )
    answer = upload(client, consultation, content)
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Completed rows: 3. Ready to become drafts: 2. To be corrected: 1." in page
    assert page.count('name="reason-') == 1
    assert f"&lt;b&gt;{SECRET}&lt;/b&gt;" in page
    assert page.count('name="row"') == 2 and 'value="3"' in page
    client.post(answer.url, {"row": ["3", "4", "999999", "x"]})
    assert [one.remark for one in DraftComment.objects.order_by("operation")] == ["A remark", ""]
    assert "already in your drafts" in client.get(answer.url).content.decode()


def test_nobody_else_finds_the_form(consultation, contact, other, client):
    content = filled(consultation, {"row": "1", **SAID, "remark": SECRET})
    kept = offline_form(consultation, contact, content)
    people = [other, members.officer(), members.signatory(), members.coordinator()]
    for person in people:
        client.force_login(person)
        for name in ("offline-preview", "offline-discard"):
            url = reverse(f"comments:{name}", args=[kept.pk])
            assert client.get(url).status_code == client.post(url).status_code == 404
    page = client.signed_in(other).page("comments:offline-upload", consultation.pk)
    assert "form.xlsx" not in page


def test_a_formula_in_a_cell_of_choice_is_named_and_not_dropped(consultation):
    content = filled(consultation, {"row": "1", columns.TYPE: "?", **SAID})
    cell = f"{chr(65 + list(columns.COLUMNS).index(columns.TYPE))}3"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                part, changed = re.subn(rf'<c r="{cell}"[^>]*>.*?</c>', f'<c r="{cell}"><f>1+1</f></c>', part)
                assert changed == 1
            new.writestr(name, part)

    [entry] = entries(stream.getvalue(), consultation)

    assert entry.said is None
    [error] = entry.errors
    assert error.startswith("“=1+1” cannot be chosen in the column")
