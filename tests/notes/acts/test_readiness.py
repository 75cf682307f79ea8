from collections import Counter

import pytest

from comments.procedure import outcomes
from notes.acts import issuing, readiness
from notes.acts.submitting import submission_with_comments
from notes.wording import texts
from plans.checks import gate
from plans.life import carrying
from plans.models import BlockText
from tests.factories import notes, packages

pytestmark = pytest.mark.django_db

ONCE = {"look": 1, "compose": 3, "before": 1}


@pytest.fixture
def done(monkeypatch):
    """Count how often the gate is looked at, a language composed and what is open gathered."""
    counted = Counter()
    for module, name in ((gate, "look"), (texts, "compose"), (carrying, "before")):
        monkeypatch.setattr(module, name, counting(counted, name, getattr(module, name)))
    return counted


def counting(counted, name, function):
    def call(*args, **kwargs):
        counted[name] += 1
        return function(*args, **kwargs)

    return call


@pytest.fixture
def submission(people, officer, signatory, set_clock):
    """The drafted note that submits a plan with comments, with all that it encloses rendered."""
    made = packages.commented(people, set_clock)
    outcomes.confirm(made, outcome="comments", by=signatory, at=packages.CLOSED)
    outcomes.release(made, by=signatory, at=packages.CLOSED)
    note = submission_with_comments.draft(made, by=officer, at=packages.CLOSED)
    notes.store_all(at=packages.CLOSED)
    return note


def test_circulating_finds_the_readiness_once_and_issues_its_words(people, signatory, done):
    note = notes.prepared()
    ready = readiness.find(note, at=notes.AT)
    done.clear()
    issuing.issue(note, by=signatory, at=notes.AT)
    assert done == ONCE
    printed = {text.language: text.pieces for text in note.texts.all()}
    assert printed == {code: [one.as_dict() for one in pieces] for code, pieces in ready.words.items()}
    assert (note.number, notes.counted(note)) == (ready.number, {"enclosure": [3, 3, 3]})


def test_submitting_finds_the_readiness_once_and_issues_its_words(signatory, submission, done):
    ready = readiness.find(submission, at=packages.CLOSED)
    done.clear()
    issuing.issue(submission, by=signatory, at=packages.CLOSED, reason="The SWG meets.")
    assert done == ONCE
    printed = {text.language: text.pieces for text in submission.texts.all()}
    assert printed == {code: [one.as_dict() for one in pieces] for code, pieces in ready.words.items()}
    assert submission.number == ready.number
    assert notes.counted(submission) == {"comments": [3, 3, 3], "plan": [3, 3, 3]}


def test_what_keeps_a_note_back_is_found_by_the_act_itself(people, signatory):
    note = notes.prepared()
    assert readiness.find(note, at=notes.AT).findings == []
    BlockText.objects.filter(block__paper=note.paper, text="Paragraph 1 en").update(text="Other")
    with pytest.raises(readiness.NotReady):
        issuing.issue(note, by=signatory, at=notes.AT)
