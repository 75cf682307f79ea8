"""What pages explain in place: their words, and a hint for whoever sees them for the first time."""

from typing import Any

from django import template

from guide import guides, hints, texts

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
    guide = next(iter(guides.listed(user.role)))
    return {"hint": hint, "guide": guide, "request": request, "here": request.get_full_path()}


@register.inclusion_tag("guide/_page_terms.html", takes_context=True)
def page_terms(context: template.Context) -> dict[str, Any]:
    """Explain the words of this page, each behind itself."""
    names = texts.read("pages")["terms"].get(_page(context), ())
    return {"terms": [texts.term(name) for name in names]}


@register.inclusion_tag("guide/_term.html")
def explained(name: str, word: str = "") -> dict[str, Any]:
    """Show a word of the portal, or what a page says for it, behind which its explanation stands."""
    return {"term": texts.term(name), "word": word}
