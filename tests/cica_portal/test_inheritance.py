"""Templates within templates, as Django has them, but found once."""

import pytest
from django.template import Context, Engine
from django.template.loaders import locmem

from cica_portal.templatetags import inheritance

BUILTIN = inheritance.__name__
SOURCES = {
    "frame.html": "<{% block title %}-{% endblock %}|{% block text %}-{% endblock %}>",
    "narrow.html": "{% extends 'frame.html' %}{% block title %}narrow {{ block.super }}{% endblock %}",
    "first.html": "{% extends 'frame.html' %}{% block text %}first{% endblock %}",
    "second.html": "{% extends 'narrow.html' %}{% block text %}second {{ block.super }}{% endblock %}",
    "list.html": "{% for one in all %}{% include 'parts/row.html' with number=one only %}{% endfor %}",
    "parts/row.html": "{{ number }}{% include './mark.html' %}",
    "parts/mark.html": "!",
    "chosen.html": "{% include name %}",
}


class Counted(locmem.Loader):
    """Counts how often a template is looked for."""

    asked: list[str] = []

    def get_template(self, template_name, skip=None):
        self.asked.append(template_name)
        return super().get_template(template_name, skip)


@pytest.fixture
def engine(request):
    Counted.asked = []
    loaders = [(f"{__name__}.Counted", SOURCES)]
    return Engine(loaders=loaders, builtins=[BUILTIN], debug=getattr(request, "param", False))


def test_pages_of_one_frame_keep_their_own_blocks(engine):
    first, second = engine.get_template("first.html"), engine.get_template("second.html")
    for _ in range(2):
        assert first.render(Context()) == "<-|first>"
        assert second.render(Context()) == "<narrow -|second ->"


def test_the_blocks_of_a_frame_are_looked_for_once(engine, monkeypatch):
    frame, page = engine.get_template("frame.html"), engine.get_template("first.html")
    monkeypatch.setattr(engine, "find_template", lambda *_args, **_more: (frame, frame.origin))
    page.render(Context())
    looked = []
    for node in frame.nodelist:
        monkeypatch.setattr(node, "get_nodes_by_type", looked.append)
    assert page.render(Context()) == "<-|first>"
    assert looked == []


def test_what_is_included_by_its_name_is_looked_for_once(engine):
    page = engine.get_template("list.html")
    for _ in range(2):
        assert page.render(Context({"all": "abc"})) == "a!b!c!"
    assert Counted.asked == ["list.html", "parts/row.html", "parts/mark.html"]


def test_what_is_included_by_a_variable_is_looked_for_each_time(engine):
    page = engine.get_template("chosen.html")
    assert page.render(Context({"name": "parts/mark.html"})) == "!"
    assert page.render(Context({"name": "first.html"})) == "<-|first>"


@pytest.mark.parametrize("engine", [True], indirect=True)
def test_where_templates_are_being_written_they_are_read_anew(engine):
    page = engine.get_template("list.html")
    assert page.render(Context({"all": "a"})) == "a!"
    assert page.render(Context({"all": "a"})) == "a!"
    assert Counted.asked.count("parts/row.html") == 2
