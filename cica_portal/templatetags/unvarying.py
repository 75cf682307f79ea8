"""What stands on every page in the same words: put together once in each language."""

from weakref import WeakSet

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cica_portal.messages import overlay

register = template.Library()


class Unvarying(Node):
    """Markup that depends on nothing but the language: it is given no value, so that it can show none.

    Sheets, footer and the help of the keyboard are 60 tags, an eighth of the time of a short page.
    """

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._made: dict[str | None, SafeString] = {}
        _nodes.add(self)

    def render(self, context: template.Context) -> SafeString:
        language, kept = get_language(), self._made
        made = kept.get(language)
        if made is None:
            made = kept[language] = self.nodelist.render(context.new({}))
        return made

    def forget(self) -> None:
        """Begin anew: what another thread puts together just now, in the former words, is kept nowhere."""
        self._made = {}


_nodes: WeakSet[Unvarying] = WeakSet()


def _forget() -> None:
    for node in list(_nodes):
        node.forget()


overlay.on_change(_forget)


@register.tag
def unvarying(parser: Parser, token: Token) -> Unvarying:
    """Keep what stands until `endunvarying` in each language, until wordings are corrected."""
    nodelist = parser.parse(("endunvarying",))
    parser.delete_first_token()
    return Unvarying(nodelist)
