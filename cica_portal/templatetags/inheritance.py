"""Templates within templates: what a page is made of is found once in a process, not once a page."""

from typing import Any

from django import template
from django.template import Template, loader_tags
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


class _Known(NodeList):
    """The nodes of a template that others extend. They do not change, and which of them are of a type is
    looked for once: through the frame it took a twentieth of a short page."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self._of_type: dict[type[Node], list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        found = self._of_type.get(nodetype)
        if found is None:
            found = self._of_type[nodetype] = super().get_nodes_by_type(nodetype)
        return found


class ExtendsNode(loader_tags.ExtendsNode):
    """As Django's."""

    def get_parent(self, context: Context) -> Template:
        parent = super().get_parent(context)
        if not isinstance(parent.nodelist, _Known):
            parent.nodelist = _Known(parent.nodelist)
        return parent


class _Found:
    """Stands where an include has the name of its template, when that has been found."""

    def __init__(self, found: Template) -> None:
        self._found = found

    def resolve(self, _context: Context) -> Template:
        return self._found


class IncludeNode(loader_tags.IncludeNode):
    """As Django's; a template that is named in words is looked for once, but where templates are being
    written (`DEBUG`)."""

    template: Any
    origin: Any

    def render(self, context: Any) -> SafeString:
        engine = context.template.engine
        if not isinstance(self.template, _Found) and not self.template.is_var and not engine.debug:
            named = self.template.resolve(context)
            name = loader_tags.construct_relative_path(self.origin.template_name, named)
            self.template = _Found(engine.get_template(name))
        return super().render(context)


@register.tag
def extends(parser: Parser, token: Token) -> Node:
    """Begin with another template, whose blocks may be written anew, as Django's tag does."""
    return _as(ExtendsNode, loader_tags.do_extends(parser, token))


@register.tag
def include(parser: Parser, token: Token) -> Node:
    """Show another template in this place, as Django's tag does."""
    return _as(IncludeNode, loader_tags.do_include(parser, token))


def _as(kind: type[Node], node: Node) -> Node:
    node.__class__ = kind
    return node
