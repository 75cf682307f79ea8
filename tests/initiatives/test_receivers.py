import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from plans.models import ConceptPaper
from tests.factories import initiatives, members
from tests.factories.comments import revision

LINES = {
    "en": "Holding the online-seminar “Security” in 2024.",
    "ru": "Проведение в 2023 г. онлайн-семинара «Безопасность».",
    "kk": "2023 жылы «Қауіпсіздік» онлайн-семинарын өткізу.",
}
RECORDS = {
    "en": "announced: 12 September 2023 · Almaty · State KZ",
    "ru": "объявлено: 12 сентября 2023 г. · Almaty · Государство KZ",
    "kk": "жарияланды: 2023 жылғы 12 қыркүйек · Almaty · Мемлекет KZ",
}


@pytest.fixture
def adopted(paper):
    made = initiatives.initiative(
        paper,
        texts=LINES,
        status="announced",
        year=2023,
        date_from=dt.date(2023, 9, 12),
        place="Almaty",
        host=members.member_state("KZ"),
    )
    revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="implementing")
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_an_adopted_plan_is_read_with_its_record(adopted, client, language):
    reader = members.user("reader", members.member_state("TR"), language=language)
    client.force_login(reader)
    beside = "kk" if language == "en" else "en"
    page = client.get(reverse("plans:published-detail", args=[adopted.paper.slug]), {"with": beside})
    text = page.content.decode()
    assert RECORDS[language] in text and RECORDS[beside] in text
    assert LINES[language] in text and LINES[beside] in text
    assert reverse("initiatives:initiative-detail", args=[adopted.block_key]) in text
    said = {"en": "The English text of the plan says 2024", "ru": "английск", "kk": "ғылшын"}
    assert said[language] in text
