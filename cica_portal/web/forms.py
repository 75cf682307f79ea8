"""What the forms of every page share: their frame."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms


class PageForm(forms.Form):
    """A form that the page wraps in its own tag; errors are summed up on top by the page."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
