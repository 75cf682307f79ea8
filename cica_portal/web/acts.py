"""Acts of one click as rows: a name, who may, the act, and what is said once it is done."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404
from django.urls import URLPattern, path

from cica_portal.web.pages import ActPage, ConfirmPage, Page


@dataclasses.dataclass(frozen=True)
class Act:
    """An act that a page asks for by one click: `perform(subject, …, by, at)`.

    `template` is the page that says first what will happen, if there is one. `named` are the parts of the
    address that the act is given too, `sent` a form whose fields it is given by their names: a click without
    them is none of the portal's (404). `back` names the page to lead to where that of the subject does not,
    `more` are other attributes of the page: `about`, `again`, `gives_back`.
    """

    name: str
    permission: str
    perform: Callable[..., Any]
    done: Any
    template: str = ""
    named: tuple[str, ...] = ()
    sent: type[forms.Form] | None = None
    back: str = ""
    more: dict[str, Any] = dataclasses.field(default_factory=dict)

    def view_of(self, subject: type[Page]) -> type[Page]:
        def act(page: Any) -> None:
            named, sent = [page.kwargs[part] for part in self.named], self.fields_of(page)
            self.perform(getattr(page, page.about), *named, **sent, by=page.request.user, at=page.at)

        page: dict[str, Any] = {"permission": self.permission, "done": self.done, "act": act, **self.more}
        if self.template:
            page["template_name"] = self.template
        if self.back:
            page |= {"asked_on": (self.back,), "back": Page.back}
        return type(self.name, (ConfirmPage if self.template else ActPage, subject), page)

    def fields_of(self, page: Any) -> dict[str, Any]:
        if self.sent is None:
            return {}
        form = self.sent(page.request.POST)
        if not form.is_valid():
            raise Http404
        return form.cleaned_data


def serve(subject: type[Page], noun: str, address: str, *acts: Act) -> list[URLPattern]:
    """Return the rows for a urls.py of acts on one kind of subject.

    `subject` is the page that finds it in the person's own scope and leads back. An act stands at the address
    of what it is about and its own name, and is called by both: `hand-over-confirm`.
    """
    return [
        path(f"{address}{act.name}/", act.view_of(subject).as_view(), name=f"{noun}-{act.name}")
        for act in acts
    ]
