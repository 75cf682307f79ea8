"""The filters that a person keeps for a list, above the list."""

from typing import Any

from django import template
from django.template.context import RequestContext

from cica_portal.web import lists
from members import saved_filters as kept

register = template.Library()


@register.inclusion_tag("members/_saved_filters.html", takes_context=True)
def saved_filters(
    context: RequestContext, page: str = "", path: str = "", query: str | None = None
) -> dict[str, Any]:
    """Offer the filters kept for the list on this page, or for the list `page` at `path`."""
    request: Any = context.request
    if query is None:
        query = lists.query(request).removesuffix("&")
    person = request.user
    return {
        # Who keeps none is not asked for them.
        "saved": kept.of(person, page or request.resolver_match.view_name) if person.keeps_filters else [],
        "path": path or request.path,
        "filter_query": query.removeprefix("?"),
    }
