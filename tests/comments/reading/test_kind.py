"""The type of a comment is proposed from what it changes."""

import pytest

from comments.reading.operations import kind_of

TEXT = "States exchange information, on a voluntary basis"


@pytest.mark.parametrize(
    ("operation", "changes", "kind"),
    [
        ("", [(TEXT, TEXT + ".")], "editorial"),
        ("MOD", [(TEXT, TEXT.replace(",", ""))], "editorial"),
        ("", [(TEXT, TEXT.replace("States", "states"))], "editorial"),
        ("", [(TEXT, TEXT.replace("voluntary", "regular"))], "substantive"),
        ("", [(TEXT, TEXT + "."), ("Тексте", "Текст")], "substantive"),
        ("SUP", [], "substantive"),
        ("ADD", [("", "A new paragraph")], "substantive"),
        ("", [], "technical"),
        ("NOC", [], "technical"),
    ],
)
def test_the_type_follows_the_change(operation, changes, kind):
    assert kind_of(operation, changes) == kind
