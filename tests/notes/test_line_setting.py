"""How the lines of a note are set: the same on its page and in its file."""

import pyphen
import pytest

from documents import press
from notes import line_setting
from tests.factories import members

ORGANIZATION = {
    "en": "Conference on Interaction and Confidence Building Measures in Asia",
    "ru": "Совещания по взаимодействию и мерам доверия в Азии",
    "kk": "Азиядағы өзара іс-қимыл және сенім шаралары кеңесінің",
}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Note No. NCT/ICT/689 dated", ["No. NCT/ICT/689"]),
        ("на ноту № NCT/ICT/689 от", ["№ NCT/ICT/689"]),
        ("by 7 December 2026", ["7 December 2026"]),
        ("on 12-14 May 2027, May 2028", ["12-14 May 2027", "May 2028"]),
        ("на 2026-2027 гг.", ["2026-2027 гг."]),
        ("от 26 мая 2022 г.", ["26 мая 2022 г."]),
        ("2026 жылғы 16 желтоқсанға дейін", ["2026 жылғы", "16 желтоқсанға"]),
        ("2026-2027 жылдарға арналған", ["2026-2027 жылдарға"]),
        ("на 3 л.", ["3 л."]),
        ("просит И. И. Иванова", ["И. И. Иванова"]),
        ("іс-қимыл жоспары", ["с-қ"]),
        ("в своем весьма высоком уважении.", []),
    ],
)
def test_what_belongs_together_stays_on_one_line(text, whole):
    html = str(line_setting.bound(text))
    assert [part.partition("</span>")[0] for part in html.split('<span class="whole">')[1:]] == whole
    assert html.replace('<span class="whole">', "").replace("</span>", "") == text


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_name_of_the_organization_is_never_divided(language):
    html = str(line_setting.undivided(f"<b> {ORGANIZATION[language]}, 26", language))
    name = str(line_setting.bound(ORGANIZATION[language]))
    assert f'<span class="name">{name}</span>' in html
    assert html.startswith("&lt;b&gt; ")


def test_the_name_of_a_state_is_never_divided_in_any_of_its_forms(db):
    state = members.member_state("RU")
    state.forms = {"ru": {"nom": "Российская Федерация", "ins": "Российской Федерацией"}}
    state.save()
    names = line_setting.state_names()
    assert {"Российская Федерация", "Российской Федерацией"} <= set(names["ru"])
    html = str(line_setting.undivided("подготовленный Российской Федерацией в", "ru", names["ru"]))
    assert html == 'подготовленный <span class="name">Российской Федерацией</span> в'


@pytest.mark.parametrize(
    ("word", "parted"),
    [
        ("ескертпелері", "ескерт-пе-лері"),
        ("мемлекеттерден", "мем-ле-кет-тер-ден"),
        ("министрлігі", "министр-лігі"),
        ("қауіпсіздік", "қауіп-сіз-дік"),
        ("тәуелсіздік", "тәуел-сіз-дік"),
        ("стратегия", "стра-те-гия"),
        ("дауыс", "дауыс"),
    ],
)
def test_kazakh_words_are_parted_between_syllables(word, parted):
    press.warm_state()
    assert pyphen.Pyphen(lang="kk", left=3, right=3).inserted(word) == parted
