"""What every page does first: ask the policy (rule 1), keep one instant, answer with a template.

A page with a form and an act of one click share more: what is refused is said, and loses nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django_htmx.http import HttpResponseClientRedirect

from cica_portal import clock, state_names
from cica_portal.errors import DomainError, Kind, StaleVersion, entry_for, is_among
from cica_portal.text import is_blank
from cica_portal.web import following
from cica_portal.web.following import Step

# The statuses of a page that comes back with what was refused, what another had changed, too many questions.
SAFE = frozenset({"GET", "HEAD"})
REFUSED, CONFLICT, TOO_MANY = 422, 409, 429

Found = TypeVar("Found", bound=Model)


class Page(AccessMixin, TemplateResponseMixin, ContextMixin, View):
    """A page or an act: lets in who has `permission` on what it is about; `at` is the instant of the request.

    Nobody signed in: the sign-in page. Not visible: 404, from `find_subject`, which fetches through the
    user's own scope (rule 2). Visible, but the act is not this person's: 403. A method that the page does
    not have is 405: to everybody, or, where `tells_methods` is off, to those who are let in.

    What all pages of a kind say stands in `shows` and `get_context_data`; `page` adds what this answer says.
    """

    permission = ""
    tells_methods = True
    # The property that holds what the page is about; none for a list.
    about = ""
    # The properties that the template is given besides, under their own names.
    shows: tuple[str, ...] = ()
    # The page that an act is asked for on: its name, and what it takes of this one (note__key) or of its URL.
    asked_on: tuple[str, ...] = ()
    # What is said once the act of the page is done.
    done: Any = ""
    # The fields whose words the next page gives back, where the act is refused and its form is gone.
    gives_back: tuple[str, ...] = ()

    def find_subject(self) -> Any:
        """Return what the view is about, fetched by `visible_to(user)`; the person's own self for a list.

        Something is always passed: without it the model backend asks the database for rights of its own.
        """
        return getattr(self, self.about) if self.about else self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        methods = {name.upper() for name in self.http_method_names if hasattr(self, name)}
        if self.tells_methods and request.method not in methods:
            return self.http_method_not_allowed(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        subject = self.find_subject()
        if request.method in SAFE:  # what an act writes is of today
            state_names.as_of(subject)
        if not request.user.has_perm(self.permission, subject):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> HttpResponseBase:
        """Lead to the page that an act is asked for on."""
        name, *parts = self.asked_on
        return redirect(
            name, *(self.kwargs.get(one) or reduce(getattr, one.split("__"), self) for one in parts)
        )

    def steps(self) -> Sequence[Step]:
        """Return what follows from the act of the page: who does what, by when, and where."""
        return ()

    def led_on(self, way_on: HttpResponseBase | None) -> HttpResponseBase:
        """Say that the act is done and what follows, and lead on, or back."""
        if self.done:
            following.say(self.request, self.done, self.steps())
        return way_on or self.back()

    def say_refused(self, refusal: DomainError) -> None:
        """Have the next page say why the act is refused, and give back what was typed."""
        messages.error(self.request, with_words(refusal, self.words_sent()))

    def words_sent(self) -> list[str]:
        return [word for name in self.gives_back for word in self.request.POST.getlist(name)]

    @cached_property
    def at(self) -> dt.datetime:
        return clock.now()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template what the page is about, and what it shows, under their own names."""
        names = filter(None, (self.about, *self.shows))
        return super().get_context_data(**{name: getattr(self, name) for name in names} | kwargs)

    def page(
        self, template: str = "", context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        """Answer with `template`, or the one page that the view has."""
        if template:
            self.template_name = template
        return self.render_to_response(self.get_context_data(**(context or {})), status=status)


def with_words(refusal: DomainError, words: Iterable[str]) -> str:
    """Say why an act was refused, and give back what was typed for it."""
    text = " … ".join(word.strip() for word in words if not is_blank(word))
    if not text:
        return str(refusal)
    # Translators: refusal is a whole sentence that says what is wrong; text is what the person typed
    said = _("%(refusal)s The text you entered: “%(text)s”")
    return said % {"refusal": refusal, "text": text}


def lead_to(request: Any, url: str) -> HttpResponseBase:
    """Lead to another page, also from a part of this one that a script has asked for."""
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def visible(
    model: type[Found], *related: str, field: str = "pk", named: str = ""
) -> "cached_property[Found]":
    """Return the property of a page that holds what its address names, of what the person sees (rule 2).

    `field` is the model's, `named` the part of the address where that is called otherwise. What is not seen
    is a 404.
    """

    def find(page: Page) -> Found:
        seen: Any = model._default_manager
        seen = seen.visible_to(page.request.user).select_related(*related)
        found: Found = get_object_or_404(seen, **{field: page.kwargs[named or field]})
        return found

    return cached_property(find)


class FormPage(Page):
    """A page with one form. What the form or the act refuses comes back on it, with all that was typed.

    A refusal stands above the form, or at the field `beside`. After one that is `final` there is nothing to
    mend on the form: the page before says so, and gives back the words.
    """

    form_class: type[forms.Form]
    perform: Callable[..., Any]
    beside: str | None = None
    final: tuple[Kind, ...] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.form_page(self.form(initial=self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            way_on = self.act(form)
        except DomainError as refusal:
            return self.refused(form, refusal)
        return self.led_on(way_on)

    def form(self, *sent: Any, **given: Any) -> forms.Form:
        """Return the form as it was sent, or as it begins."""
        return self.form_class(*sent, **given)

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> HttpResponseBase | None:
        """Do what the valid form asks for; lead back, or on to another page. Usually `perform` is given the
        fields by their names."""
        self.perform(getattr(self, self.about), **form.cleaned_data, by=self.request.user, at=self.at)
        return None

    def refused(self, form: Any, refusal: DomainError) -> HttpResponseBase:
        if is_among(refusal, self.final):
            self.say_refused(refusal)
            return self.back()
        form.add_error(self.beside, str(refusal))
        return self.form_page(form, status=CONFLICT if isinstance(refusal, StaleVersion) else REFUSED)

    def form_page(self, form: Any, *, status: int = 200) -> HttpResponse:
        return self.page(context={"form": form}, status=status)


class ActPage(Page):
    """An act of one click: `perform` on what it is about. Done or refused, the page before says so.

    Where more is asked for than that, `act` does it; it may lead on elsewhere.
    """

    http_method_names = ["post"]
    perform: Callable[..., Any]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            way_on = self.act()
        except DomainError as refusal:
            return self.refused(refusal)
        return self.led_on(way_on)

    def act(self) -> HttpResponseBase | None:
        self.perform(getattr(self, self.about), by=self.request.user, at=self.at)
        return None

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        self.say_refused(refusal)
        return self.back()


class ConfirmPage(ActPage):
    """An act whose page says first what will happen; and again, as things stand by now, after some refusals.

    `again` says after which, and the status of the page then.
    """

    http_method_names = ["get", "head", "post", "options"]
    again: Mapping[Kind, int] = {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.confirm()

    def confirm(self, *, status: int = 200) -> HttpResponseBase:
        return self.page(status=status)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        back = super().refused(refusal)
        status = entry_for(refusal, self.again)
        return self.confirm(status=status) if status is not None else back
