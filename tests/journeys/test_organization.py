"""Another organization than the portal's own, loaded as data: its consultation from draft to closing."""

import datetime as dt
import re
import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext

from cica_portal import organization
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.models import Consultation
from comments.procedure import consultations
from comments.writing import responses
from dashboard.telling import feeds
from members.models import AuditEntry, HousePart, MemberState
from notes.delivery import letters
from notes.enums import NoteKind
from notes.models import Dispatch, VerbalNote
from notes.wording import formulas, texts
from phrases.enums import Kind
from phrases.texts import live, mails
from phrases.texts.catalogue import phrases
from phrases.texts.named import replaced
from plans.models import ConfidenceBuildingMeasure
from plans.papers import akoma_ntoso
from tests.factories import members, notes, plans

FOLDER = Path(__file__).parent / "mountain_council"
# Thursday, 27 May 2027, 09:00 in Tbilisi: the day before is a holiday there.
AT = dt.datetime(2027, 5, 27, 5, tzinfo=dt.UTC)
RESPOND_BY = dt.date(2027, 6, 14)
# What only the organization that the portal comes with is called.
OTHERS = re.compile(
    r"CICA|Interaction|Astana|Kazakhstan|\bSWG\b|Special Working|СВМДА|СРГ|Совещани\w+ по взаимодействию"
    r"|Астан|Казахстан|\[\[|Азия Кеңес|іс-қимыл және сенім|Арнайы жұмыс|АЖТ|Қазақстан"
)

pytestmark = pytest.mark.django_db


def load(folder: Path = FOLDER) -> str:
    out = StringIO()
    call_command("load_organization", str(folder), stdout=out)
    live.publish()  # a test never commits
    return out.getvalue()


@pytest.fixture
def council():
    load()
    yield
    live.forget()


@pytest.fixture
def note(council) -> VerbalNote:
    """Return the drafted note that circulates a plan of the council."""
    measure = ConfidenceBuildingMeasure.objects.get(code="avalanches")
    paper = plans.paper(measure=measure, coordinator=MemberState.objects.get(code="CH"))
    for code, language in {"AM": "ru", "CH": "en", "GE": "kk"}.items():
        state = MemberState.objects.get(code=code)
        members.contact_point(state, language=language, email=f"{code.lower()}@example.org")
    notes.numbered_after("MS/AV", 0)
    return notes.prepared(at=AT, paper=paper, respond_by=RESPOND_BY)


def words(note: VerbalNote, language: str) -> str:
    pieces = notes.composed(note, language, at=AT, pages=3)
    return ordinary("\n".join(line for piece in pieces for line in piece.lines))


def test_loading_says_what_was_made_and_a_second_time_nothing(council):
    assert load() == "All of it is loaded already.\n"
    assert set(MemberState.objects.values_list("code", flat=True)) == {"AM", "CH", "GE"}
    recorded = AuditEntry.objects.filter(action="house.write").count()
    assert recorded == HousePart.objects.count() > 10


def test_the_note_names_the_council_its_host_seat_and_bodies_in_three_languages(note):
    said = {language: words(note, language) for language in LANGUAGES}

    assert {language: OTHERS.findall(text) for language, text in said.items()} == {
        "en": [],
        "ru": [],
        "kk": [],
    }
    assert said["en"].startswith("SECRETARIAT OF THE INTERGOVERNMENTAL\nCOUNCIL ON MOUNTAIN SAFETY\n")
    assert (
        "The Secretariat of the Intergovernmental Council on Mountain Safety (ICMS) presents its compliments "
        "to the ICMS Member States"
    ) in said["en"]
    assert "prepared by the Swiss Confederation in its capacity as Coordinator" in said["en"]
    assert "will be submitted for ICMS EWG consideration." in said["en"]
    assert "23:59 (Tbilisi time, UTC+04:00)" in said["en"]
    assert (
        "Секретариат Межправительственного совета по безопасности в горах (МСБГ) свидетельствует свое "
        "уважение государствам-членам МСБГ"
    ) in said["ru"]
    assert "мер доверия по оповещению о лавинах" in said["ru"]
    assert "подготовленный Швейцарской Конфедерацией в качестве координатора" in said["ru"]
    assert "будет направлен на рассмотрение ЭРГ МСБГ." in said["ru"]
    assert "город Тбилиси, 27 мая 2027 г." in said["ru"]
    assert (
        "Таулардағы қауіпсіздік жөніндегі үкіметаралық кеңестің (Тау кеңесінің) Хатшылығы Тау кеңесі мүше "
        "мемлекеттеріне өзінің зор ілтипатын білдіріп, Швейцария Конфедерациясы қар көшкіні туралы хабарлау"
    ) in said["kk"]
    assert "Тау кеңесі Сараптамалық жұмыс тобының қарауына ұсынылатын болады." in said["kk"]
    assert "Тбилиси қаласы, 2027 жылғы 27 мамыр" in said["kk"]
    assert "мүше мемлекеттердің іс-қимыл жоспарына өз кездесулерін ұсына алатынын" in said["kk"]


def test_the_three_languages_of_its_notes_agree(note):
    for kind in texts.note_texts()["kinds"]:
        assert formulas.written_out(kind, texts.first_body(kind)) == [], kind


def test_its_consultation_runs_to_the_closing(note, set_clock):
    consultation = notes.issuing.issue(note, by=members.signatory(), at=AT, reason="").own_consultation

    issued = VerbalNote.objects.get(kind=NoteKind.CIRCULATION)
    assert issued.number == "MS/AV/1"
    # The end of the day in Tbilisi.
    assert consultation.closes_at == dt.datetime(2027, 6, 14, 20, tzinfo=dt.UTC)
    assert consultation.time_zone == "Asia/Tbilisi"

    notes.reached(consultation, at=AT)
    set_clock("2027-05-28T09:00:00+04:00")
    for code, position in (("AM", Position.NO_OBJECTION), ("GE", Position.NO_OBJECTION)):
        responses.submit(
            consultation,
            position=position,
            by=MemberState.objects.get(code=code).people.get(),
            request_key=uuid.uuid4(),
        )
    consultations.close(consultation, at=set_clock(consultation.closes_at + dt.timedelta(minutes=1)))

    closed = Consultation.objects.get(pk=consultation.pk)
    assert (closed.status, closed.outcome) == ("closed", "silence")
    assert Dispatch.objects.filter(note=issued).count() == 3
    assert akoma_ntoso.work_uri(closed.revision).startswith("/akn/icms/doc/")
    notes.store_all(at=AT)
    for language in LANGUAGES:
        letter = letters.note_letter(issued, language)
        assert OTHERS.findall(letter.subject + letter.body) == []


def test_pages_and_mail_name_its_bodies(council, client):
    with translation.override("ru"):
        assert ordinary(gettext("Decisions of the SWG and the SOC")) == "Решения ЭРГ и СПП"
        assert ordinary(gettext("The plan is before the SWG")) == "План рассматривает ЭРГ"
    with translation.override("kk"):
        assert ordinary(gettext("Package for the SWG")) == "СЖТ-ға арналған құжаттар топтамасы"
        assert ordinary(gettext("The SWG has recommended the plan. It goes to the SOC for approval.")) == (
            "СЖТ жоспарды мақұлдауға ұсынды. Ол мақұлдау үшін ТӨК-ке жіберіледі."
        )
    with translation.override("en"):
        assert ordinary(gettext("Submit to the SWG…")) == "Submit to the EWG…"
    page = client.get("/accounts/login/").content.decode()
    assert "ICMS Consultations" in page and OTHERS.findall(page) == []
    subject = mails.render("notes/email/swg_without_comments.subject.txt", "kk", {"number": "MS/AV/2"})
    assert (
        ordinary(subject).strip()
        == "Тау кеңесінің Хатшылығы, № MS/AV/2 нота: жоба Сараптамалық жұмыс тобының қарауына ұсынылды"
    )


def test_a_feed_is_called_by_its_name(council):
    person = members.officer()

    assert b"ICMS Secretariat" in feeds.written(person, "en", address="https://portal.example/feed")


def test_another_organization_does_not_take_over_a_portal_in_use():
    call_command("load_members", stdout=StringIO())

    with pytest.raises(CommandError, match="serves another organization"):
        load()
    assert not HousePart.objects.exists()


def test_data_without_a_form_that_sentences_need_are_refused(tmp_path):
    for file in FOLDER.iterdir():
        text = file.read_text("utf-8").replace('    full_gen: "Межправительственного совета', '    # "')
        (tmp_path / file.name).write_text(text.replace("gender: feminine", "gender: masculine"), "utf-8")

    with pytest.raises(CommandError) as refusal:
        load(tmp_path)

    assert "names (ru): missing full_gen." in str(refusal.value)
    assert "Verbs agree with the body swg; give the message in full: The SWG has considered" in str(
        refusal.value
    )
    assert not MemberState.objects.exists()


def test_every_form_of_a_body_in_the_catalogues_is_one_that_data_give():
    """A body named in a form that no data set has would keep the name of another organization."""
    council = organization.read(FOLDER)["bodies"]
    left = {
        (language, phrase.message)
        for phrase in phrases().values()
        if phrase.kind == Kind.MESSAGE
        for language in LANGUAGES
        for text in phrase.texts[language]
        if re.search(
            r"\b(?:SWG|SOC|СРГ|КСДЛ|АЖТ|АЛТК)\b|Арнайы жұмыс|Special Working|Специальн\w+ рабоч",
            replaced(text, language, council),
        )
    }

    assert left == set()


def test_texts_of_notes_hold_no_name_but_by_mark():
    raw = re.sub(r"#.*", "", texts.TEXTS_FILE.read_text("utf-8"))

    assert [found for found in OTHERS.findall(raw) if found != "[["] == []
