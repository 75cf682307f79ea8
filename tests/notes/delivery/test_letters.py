import datetime as dt

import pytest
from django.core import mail

from cica_portal.spaces import ordinary
from comments.procedure import consultations, outcomes
from notes.acts import issuing
from notes.acts.reminding import reminder_sending
from notes.acts.submitting import submission_after_silence
from notes.models import Dispatch
from tests.factories import notes

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(minutes=1)
TITLES = {
    "en": "Plan on Security of and in the use of ICTs for 2022-2023",
    "ru": "План по безопасности в сфере использования ИКТ и самих ИКТ на 2022-2023 гг.",
    "kk": "АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі жөніндегі жоспар",
}


@pytest.fixture
def consultation(people):
    return notes.circulated(paper=notes.paper(titles=TITLES))


def deliver(at):
    """Store what is wanted, deliver, and return subject and body by language."""
    mail.outbox.clear()
    notes.deliver(at)
    languages = dict(Dispatch.objects.values_list("address", "language"))
    return {
        languages[message.to[0]]: (ordinary(message.subject), ordinary(message.body.strip()))
        for message in mail.outbox
    }


def link(consultation):
    return f"https://portal.example.org/consultations/{consultation.pk}/"


def test_circulation(consultation):
    assert deliver(LATER) == {
        "en": (
            "CICA Secretariat, Note NCT/ICT/689: comments requested by Monday, 6 June 2022, 23:59 "
            "(Nur-Sultan time, UTC+06:00)",
            "The Secretariat of the Conference on Interaction and Confidence Building Measures in Asia "
            "conveys its Note No. NCT/ICT/689 of 26 May 2022 and the draft enclosed with it:\n\n"
            f"{TITLES['en']}\n\n"
            "Comments and feedback may be submitted until Monday, 6 June 2022, 23:59 "
            "(Nur-Sultan time, UTC+06:00).\n\n"
            f"The text, the form for comments and the declaration of no objection:\n{link(consultation)}\n\n"
            "The note in English, Russian and Kazakh and the draft are attached.",
        ),
        "ru": (
            "Секретариат СВМДА, нота № NCT/ICT/689: просьба представить комментарии, срок: понедельник, 6 "
            "июня 2022 г., 23:59 (по времени Нур-Султана, UTC+06:00)",
            "Секретариат Совещания по взаимодействию и мерам доверия в Азии направляет свою ноту № "
            "NCT/ICT/689 от "
            f"26 мая 2022 г. и приложенный к ней проект:\n\n{TITLES['ru']}\n\nПрием комментариев "
            "и соображений завершается: понедельник, 6 июня 2022 г., 23:59 "
            "(по времени Нур-Султана, UTC+06:00).\n\n"
            f"Текст, форма для комментариев и заявление об отсутствии возражений:\n{link(consultation)}\n\n"
            "Нота на английском, русском и казахском языках и проект прилагаются.",
        ),
        "kk": (
            "Азия Кеңесінің Хатшылығы, № NCT/ICT/689 нота: ескертпелер сұралады, мерзімі: 2022 жылғы 6 "
            "маусым, дүйсенбі, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
            "Азиядағы өзара іс-қимыл және сенім шаралары кеңесінің Хатшылығы өзінің № NCT/ICT/689 нотасын "
            f"(2022 жылғы 26 мамыр) және оған қоса берілген жобаны жолдайды:\n\n{TITLES['kk']}\n\n"
            "Ескертпелер мен түсініктемелерді қабылдау аяқталатын уақыт: 2022 жылғы 6 маусым, дүйсенбі, "
            "23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00).\n\n"
            "Мәтін, ескертпе нысаны және қарсылықтың жоқтығы туралы мәлімдеме:\n"
            f"{link(consultation)}\n\nАғылшын, орыс және қазақ тілдеріндегі нота мен жоба қоса беріледі.",
        ),
    }


def test_circulation_brings_the_note_and_the_draft_with_its_original(consultation):
    deliver(LATER)
    names = {message.to[0]: [name for name, _, _ in message.attachments] for message in mail.outbox}
    assert names == {
        "kz@example.org": [
            "NCT-ICT-689.pdf",
            "NCT-ICT-689-enclosure-kk.pdf",
            "NCT-ICT-689-enclosure-en.pdf",
        ],
        "ru@example.org": [
            "NCT-ICT-689.pdf",
            "NCT-ICT-689-enclosure-ru.pdf",
            "NCT-ICT-689-enclosure-en.pdf",
        ],
        "tr@example.org": ["NCT-ICT-689.pdf", "NCT-ICT-689-enclosure-en.pdf"],
    }
    assert {(content, kind) for m in mail.outbox for _, content, kind in m.attachments} == {
        (notes.PDF, "application/pdf")
    }


def test_reminder(consultation):
    deliver(LATER)
    at = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)
    reminder_sending.send_due(at)
    assert deliver(at) == {
        "en": (
            "CICA Secretariat, Note NCT/ICT/690: reminder, comments due by Monday, 6 June 2022, 23:59 "
            "(Nur-Sultan time, UTC+06:00)",
            "The Secretariat of the Conference on Interaction and Confidence Building Measures in Asia "
            "conveys its "
            "Note No. NCT/ICT/690 of 30 May 2022, which recalls its Note No. NCT/ICT/689 on the draft:\n\n"
            f"{TITLES['en']}\n\nNo response from your State has been received so far. Comments and "
            "feedback may be submitted until Monday, 6 June 2022, 23:59 (Nur-Sultan time, UTC+06:00).\n\n"
            f"The text, the form for comments and the declaration of no objection:\n{link(consultation)}\n\n"
            "The note in English, Russian and Kazakh is attached.",
        ),
        "ru": (
            "Секретариат СВМДА, нота № NCT/ICT/690: напоминание о комментариях, срок: понедельник, 6 июня "
            "2022 г., 23:59 (по времени Нур-Султана, UTC+06:00)",
            "Секретариат Совещания по взаимодействию и мерам доверия в Азии направляет свою ноту № "
            "NCT/ICT/690 от 30 мая 2022 г., в которой напоминает о своей ноте № NCT/ICT/689 по проекту:\n\n"
            f"{TITLES['ru']}\n\nОтвет Вашего государства пока не поступил. Прием комментариев и "
            "соображений завершается: "
            "понедельник, 6 июня 2022 г., 23:59 (по времени Нур-Султана, UTC+06:00).\n\n"
            f"Текст, форма для комментариев и заявление об отсутствии возражений:\n{link(consultation)}\n\n"
            "Нота на английском, русском и казахском языках прилагается.",
        ),
        "kk": (
            "Азия Кеңесінің Хатшылығы, № NCT/ICT/690 нота: ескертпелер туралы еске салу, мерзімі: 2022 жылғы "
            "6 маусым, дүйсенбі, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
            "Азиядағы өзара іс-қимыл және сенім шаралары кеңесінің Хатшылығы өзінің № NCT/ICT/690 нотасын "
            "(2022 жылғы 30 мамыр) жолдайды. Онда мына жоба жөніндегі № NCT/ICT/689 нота еске салынады:\n\n"
            f"{TITLES['kk']}\n\nМемлекетіңізден жауап әлі келіп түскен жоқ. Ескертпелер мен "
            "түсініктемелерді қабылдау аяқталатын уақыт: 2022 жылғы 6 маусым, дүйсенбі, 23:59 "
            "(Нұр-Сұлтан уақыты бойынша, UTC+06:00).\n\n"
            f"Мәтін, ескертпе нысаны және қарсылықтың жоқтығы туралы мәлімдеме:\n{link(consultation)}\n\n"
            "Ағылшын, орыс және қазақ тілдеріндегі нота қоса беріледі.",
        ),
    }
    assert {name for message in mail.outbox for name, _, _ in message.attachments} == {"NCT-ICT-690.pdf"}


def test_extension(consultation, signatory):
    deliver(LATER)
    at = dt.datetime(2022, 6, 1, 3, tzinfo=dt.UTC)
    notes.extended(consultation, dt.date(2022, 6, 15), by=signatory, at=at)
    found = deliver(at)
    assert {language: subject for language, (subject, _) in found.items()} == {
        "en": "CICA Secretariat, Note NCT/ICT/690: deadline extended to Wednesday, 15 June 2022, 23:59 "
        "(Nur-Sultan time, UTC+06:00)",
        "ru": "Секретариат СВМДА, нота № NCT/ICT/690: срок продлен, новый срок: среда, 15 июня 2022 г., "
        "23:59 (по времени Нур-Султана, UTC+06:00)",
        "kk": "Азия Кеңесінің Хатшылығы, № NCT/ICT/690 нота: мерзім ұзартылды, жаңа мерзімі: 2022 жылғы 15 "
        "маусым, сәрсенбі, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
    }
    assert "The deadline has been extended." in found["en"][1]
    assert "Срок продлен." in found["ru"][1]
    assert "Мерзім ұзартылды." in found["kk"][1]


def test_submission(consultation, signatory, set_clock):
    deliver(LATER)
    at = set_clock(notes.CLOSES_AT + dt.timedelta(minutes=1))
    consultations.close(consultation, at=at)
    consultation.refresh_from_db()
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=at)
    (note,) = submission_after_silence.draft_due(at)
    issuing.issue(note, by=signatory, at=at)
    found = deliver(at)
    assert {language: subject for language, (subject, _) in found.items()} == {
        "en": "CICA Secretariat, Note NCT/ICT/690: draft submitted to the SWG",
        "ru": "Секретариат СВМДА, нота № NCT/ICT/690: проект направлен на рассмотрение СРГ",
        "kk": "Азия Кеңесінің Хатшылығы, № NCT/ICT/690 нота: жоба Арнайы жұмыс тобының қарауына ұсынылды",
    }


def test_portal_without_an_origin_sends_no_link(consultation, settings):
    settings.PORTAL_ORIGIN = ""
    found = deliver(LATER)
    assert [body for _, body in found.values() if "http" in body or "/consultations/" in body] == []
    assert found["en"][1].endswith(
        "(Nur-Sultan time, UTC+06:00).\n\nThe note in English, Russian and Kazakh and the draft are attached."
    )


def test_title_is_shown_as_text(people):
    title = "A <b>plan</b> & {{ more }} %(x)s: Security of and in the use of ICTs"
    notes.circulated(paper=notes.paper(titles=TITLES | {"en": title}))
    assert f"\n\n{title}\n\n" in deliver(LATER)["en"][1]
