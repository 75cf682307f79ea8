"""What came from whom, held by rules that hold for any texts: in three scripts, with texts made by chance."""

import random
import uuid

import pytest

from comments.models import Acceptance, Comment
from comments.taking.tracing import provenance
from plans.comparison import merging
from plans.comparison.runs import runs_of
from plans.models import Block, Edit

VOCABULARY = {
    "en": "member states shall exchange information on threats and hold joint exercises every year",
    "ru": "государства члены обмениваются информацией об угрозах и проводят учения каждый год",
    "kk": "мүше мемлекеттер қатерлер туралы ақпарат алмасады және жыл сайын өңірде жаттығу өткізеді",
}
CASES = [(language, seed) for language in VOCABULARY for seed in range(40)]


def _proposals(choose: random.Random, words: list[str]) -> list[str]:
    """Return up to five wordings, each with words of its own put in, out or in the place of others."""
    made = []
    for number in range(choose.randint(2, 5)):
        proposed = list(words)
        for _step in range(choose.randint(1, 2)):
            place = choose.randrange(len(proposed))
            act = choose.choice(("put", "take", "change"))
            if act == "put":
                proposed.insert(place, f"own{number}")
            elif act == "take" and len(proposed) > 4:
                del proposed[place]
            else:
                proposed[place] = f"own{number}"
        made.append(" ".join(proposed))
    return made


def _taken(language: str, seed: int):
    """Return a text, what it became by the proposals that do not collide, those, and the history of it."""
    choose = random.Random(f"{language}{seed}")
    words = choose.choices(VOCABULARY[language].split(), k=choose.randint(8, 30))
    base = " ".join(words)
    proposals = [text for text in _proposals(choose, words) if text != base]
    changes = [merging.changes(base, text) for text in proposals]
    colliding = {place for group in merging.collisions(changes) for place in group}
    kept = [(text, made) for place, (text, made) in enumerate(zip(proposals, changes, strict=True))
            if place not in colliding]  # fmt: skip
    after = merging.apply(base, [change for _text, made in kept for change in made])
    block = Block(key=uuid.UUID(int=1))
    edit = Edit(pk=1, block=block, language=language, kind="accepted", before=base, after=after)
    acceptances, wordings = [], {}
    for number, (text, _made) in enumerate(kept, 1):
        comment = Comment(pk=uuid.UUID(int=number))
        acceptances.append(Acceptance(pk=number, comment=comment, edit=edit, is_whole=True))
        wordings[comment.pk, block.key, language] = (base, text)
    history = provenance.History([edit], acceptances, wordings, language)
    return base, after, kept, history.steps(block.key)


@pytest.mark.parametrize(("language", "seed"), CASES)
def test_the_steps_lead_from_the_one_text_to_the_other_and_name_who_made_them(language, seed):
    base, after, kept, steps = _taken(language, seed)
    assert [step[0] for step in steps] == [base, *(step[1] for step in steps[:-1])]
    assert steps[-1][1] == after if kept else after == base
    assert {one for _before, _after, source in steps for one in source} == set(range(1, len(kept) + 1))


@pytest.mark.parametrize(("language", "seed"), CASES)
def test_nothing_is_lost_and_no_word_is_laid_at_the_door_of_who_did_not_propose_it(language, seed):
    base, after, kept, steps = _taken(language, seed)
    runs = list(provenance.sourced(runs_of(base, after), steps))
    assert "".join(text for op, text, _source in runs if op != "insert") == base
    assert "".join(text for op, text, _source in runs if op != "delete") == after
    for op, text, source in runs:
        if op == "equal":
            assert source == ()
            continue
        assert source
        if op == "insert":
            known = {word for one in source for word in kept[one - 1][0].split()}
            assert [word for word in text.split() if word not in known] == []
