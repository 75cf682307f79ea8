"""A form with a file: what is missing is said by the portal in its reader’s language, not by the browser."""

import re
from pathlib import Path

from django import forms
from django.conf import settings
from django.utils import translation

from cica_portal.web.forms import PageForm

FORM = re.compile(r"<form\b[^>]*multipart/form-data.*?>")


class WithFile(PageForm):
    file = forms.FileField()
    title = forms.CharField(error_messages={"required": "Enter a title."})
    note = forms.CharField(required=False)
    mark = forms.CharField(widget=forms.HiddenInput)


class WithoutFile(PageForm):
    title = forms.CharField()


def missing(form):
    return {field.name: field.field.widget.attrs.get("data-missing") for field in form}


def test_a_form_with_a_file_brings_along_what_is_said_where_something_is_missing():
    with translation.override("ru"):
        form = WithFile()
        words = "Это поле обязательно для заполнения."
        assert missing(form) == {"file": words, "title": "Enter a title.", "note": None, "mark": None}
        assert re.search(r"\srequired[\s>=]", str(form["file"])) is None
        assert missing(WithoutFile()) == {"title": None}


def test_no_form_with_a_file_lets_the_browser_speak():
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    found = [form for file in templates for form in FORM.findall(file.read_text(encoding="utf-8"))]
    assert len(found) > 10
    assert [form for form in found if "novalidate" not in form] == []
