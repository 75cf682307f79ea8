"""What pages explain in place: a word, and a hint for whoever sees the page for the first time."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from guide import guides, hints, texts
from guide.walk import stops

register = template.Library()


def _page(context: template.Context) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return match.view_name if match is not None else ""


@register.inclusion_tag("guide/_hint.html", takes_context=True)
def page_hint(context: template.Context) -> dict[str, Any]:
    """Show the hint of this page until the person hides it."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return {"hint": None}
    hint = hints.find(_page(context), user)
    if hint is None:
        return {"hint": None}
    slug = guides.slug_of_role(user.role)
    return {"hint": hint, "slug": slug, "request": request, "here": request.get_full_path()}


@register.inclusion_tag("guide/_term.html")
def explained(name: str, word: str = "") -> dict[str, Any]:
    """Show a word of the portal, or what a page says for it, behind which its explanation stands."""
    return {"term": texts.find_term(name), "word": word}


@register.simple_tag(takes_context=True)
def walk(context: template.Context) -> SafeString | str:
    """Say where a visitor on the walk through the case of 2022 stands; nothing to everybody else."""
    request = context.get("request")
    stop = getattr(request, "walk", None)
    if stop is None:
        return ""
    count = stops.count()
    here = {
        "stop": stop,
        "count": count,
        "back": stop.number - 1,
        "on": stop.number + 1 if stop.number < count else 0,
        "role": request.user.get_role_display(),
        "is_refused": request.walk_refused,
    }
    return render_to_string("guide/_walk.html", here, request=request)
