import pytest

from phrases.texts.catalogue import TRANSLATED
from phrases.texts.spaces import bound
from tests.properties import given
from tests.properties import strategies as st


@pytest.mark.parametrize(
    ("language", "message", "text", "expected"),
    [
        ("ru", "Note No. %(number)s", "Нота № %(number)s", "Нота №_%(number)s"),
        ("kk", "Note No. %(number)s", "№ %(number)s нота", "№_%(number)s нота"),
        ("ru", "%(count)s comments", "%(count)s комментариев", "%(count)s_комментариев"),
        ("kk", "At most {limit} MB", "Ең көбі {limit} МБ", "Ең көбі {limit}_МБ"),
        ("kk", "%(days)s days", "%(days)s күн ішінде", "%(days)s_күн ішінде"),
        ("ru", "Version %(number)s of it", "Версия %(number)s текста", "Версия_%(number)s текста"),
        ("ru", "By %(state)s", "Кем: %(state)s", "Кем: %(state)s"),
        ("ru", "", "В тексте и в приложении к нему", "В_тексте и_в_приложении к_нему"),
        ("ru", "", "Срок — до 7 декабря 2026 г.", "Срок_— до 7_декабря 2026_г."),
        ("kk", "", "Бұл – мерзім", "Бұл_– мерзім"),
        ("ru", "", "А. С. Пушкин, 28 государств, 20 %", "А._С._Пушкин, 28_государств, 20_%"),
        (
            "kk",
            "Block %(number)s",
            "%(number)s-блок және байланыс-кеңес",
            "%(number)s\u2011блок және байланыс-кеңес",
        ),
        ("ru", "Q%(quarter)s", "%(quarter)s-й квартал", "%(quarter)s\u2011й квартал"),
        ("ru", "", "<a href>по-русски, Азия</a>", "<a href>по-русски, Азия</a>"),
        ("ru", "", "нотой № {{ number }} от {{ issued_on }}", "нотой №_{{ number }} от {{ issued_on }}"),
    ],
)
def test_bound_keeps_together_what_belongs_together(language, message, text, expected):
    made = bound(text, language, message)
    assert made.replace("\u00a0", "_") == expected
    assert bound(made, language, message) == made


@given(st.text(st.sampled_from("12в. и№—%(s)\u00a0\nА"), max_size=30), st.sampled_from(TRANSLATED))
def test_bound_changes_spaces_only(text, language):
    assert bound(text, language).replace("\u00a0", " ") == text.replace("\u00a0", " ")
