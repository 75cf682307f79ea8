"""Whether a plan calls its measure by the official name, names a State that coordinates it, and says in its
titles for which years it is."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.spaces import ordinary
from cica_portal.text import is_blank
from plans.enums import BlockKind
from plans.models import ConceptPaper, Coordinator
from plans.outline import OutlineRow
from plans.revisions import Finding

OTHER_NAME = _(
    # Translators: language is the name of a language; said and official are names of the measure; words are
    # the words that differ, as “ICT → ICTs”.
    "%(language)s: the title calls the measure “%(said)s”. "
    "Its official name is “%(official)s”. Words that differ: %(words)s."
)
NO_NAME = _(
    # Translators: language is the name of a language; official is the name of the measure; words are its
    # words that the title lacks.
    "%(language)s: the title does not contain the official name of the measure, “%(official)s”. "
    "Missing words: %(words)s."
)
OTHER_COORDINATOR = _(
    # Translators: state is the name of a State; coordinators are names of States.
    "Coordinator of the plan: %(state)s. Coordinator of the measure: %(coordinators)s."
)
OTHER_YEARS = _(
    # Translators: language is the name of a language; said are years, as the title writes them; period is the
    # period of the plan.
    "%(language)s: years in the title: %(said)s. Period of the plan: %(period)s."
)
QUOTED = re.compile(r"[“«„\"]([^”»“\"]+)[”»“\"]")
WORD = re.compile(r"[\w-]+")
YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)(?:\s?[-–—\u2011/]\s?(?:(?:19|20)?\d\d)(?!\d))?")
NOTHING = "–"


def findings(paper: ConceptPaper, rows: Sequence[OutlineRow]) -> list[Finding]:
    """Return where the title or the coordinator of a plan are not its measure's (one query at most)."""
    title = next((row for row in rows if row.kind == BlockKind.TITLE), None)
    found = [] if title is None else list(_of_title(paper, title))
    return [*found, *_of_coordinator(paper)]


def warnings(paper: ConceptPaper, rows: Sequence[OutlineRow]) -> list[Finding]:
    """Return where a title names other years than those of the plan, as one of a former plan does."""
    title = next((row for row in rows if row.kind == BlockKind.TITLE), None)
    return [] if title is None else list(_of_years(paper, title))


def _of_years(paper: ConceptPaper, title: OutlineRow) -> Iterator[Finding]:
    first, last = paper.period_from, paper.period_to
    period = str(first) if first == last else f"{first}-{last}"
    for language in LANGUAGES:
        found = YEARS.findall(emphasis.plain(title.text(language)))
        named = {year for years in found for year in _ends(years)}
        if named and not {first, last} <= named:
            said = {"language": TITLES[language], "said": ", ".join(found), "period": period}
            yield Finding(title, language, OTHER_YEARS, said)


def _ends(years: str) -> tuple[int, ...]:
    """Return the first and the last of years as they are written: 2026, 2026-2027 or 2026–27."""
    numbers = re.findall(r"\d+", years)
    return tuple(int(f"{numbers[0][:2]}{number}" if len(number) == 2 else number) for number in numbers)


def _of_title(paper: ConceptPaper, title: OutlineRow) -> Iterator[Finding]:
    for language in LANGUAGES:
        text = ordinary(emphasis.plain(title.text(language)))
        names = [ordinary(name) for name in paper.measure.forms.get(language, {}).values() if name]
        if is_blank(text) or not names or any(name.casefold() in text.casefold() for name in names):
            continue
        values = {"language": TITLES[language], "official": names[0]}
        quoted = QUOTED.search(text)
        if quoted is not None:
            said = values | {"said": quoted[1], "words": _differing(quoted[1], names[0])}
            yield Finding(title, language, OTHER_NAME, said)
        else:
            words = {word.casefold() for word in WORD.findall(text)}
            lacking = [word for word in WORD.findall(names[0]) if word.casefold() not in words]
            yield Finding(title, language, NO_NAME, values | {"words": ", ".join(lacking) or NOTHING})


def _differing(said: str, official: str) -> str:
    """Return the words of a name that are not the official ones, and those that should stand there."""
    written, right = WORD.findall(said), WORD.findall(official)
    compared = SequenceMatcher(
        None, [word.casefold() for word in written], [word.casefold() for word in right]
    )
    return "; ".join(
        f"{' '.join(written[first:last]) or NOTHING} → {' '.join(right[begin:end]) or NOTHING}"
        for tag, first, last, begin, end in compared.get_opcodes()
        if tag != "equal"
    )


def _of_coordinator(paper: ConceptPaper) -> Iterator[Finding]:
    now = Coordinator.objects.current().filter(measure=paper.measure_id).select_related("member_state")
    states = [one.member_state for one in now]
    if states and paper.coordinator_id not in {None, *(state.pk for state in states)}:
        named = ", ".join(state.name for state in states)
        yield Finding(None, "", OTHER_COORDINATOR, {"state": paper.coordinator, "coordinators": named})
