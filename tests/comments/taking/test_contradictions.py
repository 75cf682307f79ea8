"""What proposals for one paragraph in different languages say against each other."""

from types import SimpleNamespace

import pytest

from comments.taking import contradictions
from comments.taking.contradictions import Kind
from comments.taking.proposals import Proposal
from plans.comparison import merging

TEXT = {
    "en": "Member States shall meet in May 2026. They exchange information on threats every 12 months.",
    "ru": (
        "Государства-члены встречаются в мае 2026 года. Они обмениваются информацией об угрозах "
        "каждые 12 месяцев."
    ),
    "kk": (
        "Мүше мемлекеттер 2026 жылғы мамырда кездеседі. Олар әр 12 ай сайын қатерлер туралы ақпарат алмасады."
    ),
}


def _proposal(language, *replaced, kind="substantive", now=None):
    made_on = wording = TEXT[language]
    for old, new in replaced:
        assert old in wording
        wording = wording.replace(old, new)
    row = SimpleNamespace(comment=SimpleNamespace(pk=(language, replaced), type=kind))
    return Proposal(row, made_on, wording, merging.carry(wording, made_on=made_on, now=now or made_on))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Other figures, the same figures, other months, the same month in another case form.
        (("en", ("12", "6")), ("ru", ("12", "24")), Kind.FIGURES),
        (("en", ("12", "6")), ("ru", ("12", "6")), Kind.PLACE),
        (("en", ("May", "June")), ("ru", ("мае", "июле")), Kind.FIGURES),
        (("en", ("May", "June")), ("kk", ("мамырда", "маусымда")), Kind.PLACE),
        (("ru", ("2026", "2027")), ("kk", ("12", "6")), Kind.FIGURES),
        # A deletion against a change at its place, two deletions, two additions, far apart.
        (("en", (" on threats", "")), ("ru", ("угрозах", "угрозах и инцидентах")), Kind.DELETION),
        (("en", (" on threats", "")), ("ru", (" об угрозах", "")), None),
        (("en", ("threats", "threats and risks")), ("ru", ("угрозах", "угрозах и вызовах")), Kind.ADDITION),
        (("en", ("Member States", "States")), ("ru", ("угрозах", "угрозах и вызовах")), None),
        (("en", ("shall", "may")), ("ru", ("встречаются", "могут встречаться")), Kind.PLACE),
        # Kazakh puts the verb last: the sentence is the place.
        (("en", ("shall", "may")), ("kk", ("кездеседі", "кездесуі мүмкін")), Kind.PLACE),
        (("en", ("shall", "may")), ("kk", ("алмасады", "алмаса алады")), None),
    ],
)
def test_the_plainest_of_what_two_proposals_say_against_each_other_is_found(one, other, expected):
    found = contradictions.between(_proposal(*one), one[0], _proposal(*other), other[0])
    assert (found and found.kind) == expected


def test_the_words_are_named_on_both_sides():
    found = contradictions.between(
        _proposal("en", ("shall", "may"), ("12", "6")), "en", _proposal("ru", ("12", "24")), "ru"
    )
    assert (found.one.spoken, found.other.spoken) == ([("12", "6")], [("12", "24")])


def test_of_a_correction_only_figures_are_compared():
    correction = _proposal("ru", ("встречаются", "собираются"), kind="translation")
    assert contradictions.between(_proposal("en", ("shall", "may")), "en", correction, "ru") is None
    figures = _proposal("ru", ("12", "24"), kind="translation")
    assert contradictions.between(_proposal("en", ("12", "6")), "en", figures, "ru").kind == Kind.FIGURES


@pytest.mark.parametrize(
    ("kind", "now", "expected"),
    [
        (None, None, True),
        ("accepted", None, True),
        ("accepted_with_changes", None, True),
        ("not_accepted", None, False),
        ("for_swg", None, False),
        ("not_accepted", TEXT["en"].replace("shall", "may"), True),  # it is in the text all the same
    ],
)
def test_a_proposal_that_was_refused_contradicts_nothing_unless_the_text_has_it(kind, now, expected):
    proposal = _proposal("en", ("shall", "may"), now=now)
    disposition = SimpleNamespace(kind=kind) if kind else None
    assert contradictions.is_live(proposal, disposition) is expected


def _bench(language, *proposals):
    return SimpleNamespace(language=language, proposals=proposals)


def test_what_one_comment_says_in_two_languages_is_not_compared():
    english, russian = _proposal("en", ("12", "6")), _proposal("ru", ("12", "24"))
    benches = [_bench("en", english), _bench("ru", russian)]
    assert [one.kind for one in contradictions.find(benches, {})] == [Kind.FIGURES]
    russian.comment.pk = english.comment.pk
    assert contradictions.find(benches, {}) == []
