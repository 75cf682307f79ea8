"""What a page says, read before a browser opens it: what one has been shown in a run needs no other."""

import re

from lxml.html import HtmlElement, tostring

# Where things lead, and to whom a page was served: it changes nothing of what is shown.
UNSEEN = ("nonce", "data-user", "data-served-to", "data-kept-keys", "data-session-ends-in")
LEADING = ("href", "action", "hx-get", "hx-post")
# How many open points are new, before the title of every page.
COUNT = re.compile(r"^\(\d+\) ")


def parts(page: HtmlElement) -> tuple[str, str]:
    """Return the surroundings and the matter of a page, each with all its words; take the page apart.

    To its matter belong its title, its place in the portal, and the scripts and sheets that come with it.
    """
    _leave(page, *UNSEEN)
    head, body = page.head, page.body
    title = head.find("title")
    matter = [COUNT.sub("", title.text), *(str(sorted(one.attrib.items())) for one in (page, body))]
    head.remove(title)
    matter.append(_markup(head))
    _leave(body, *LEADING)
    for hidden in body.xpath("//input[@type='hidden']"):
        hidden.set("value", "")
    for part in body.xpath("//nav[@class='crumbs'] | //main"):
        matter.append(_markup(part))
        part.drop_tree()
    body.attrib.clear()
    return _markup(body), "\n".join(matter)


def _leave(page: HtmlElement, *names: str) -> None:
    for name in names:
        for element in page.xpath(f".//*[@{name}] | .//self::*[@{name}]"):
            del element.attrib[name]


def _markup(part: HtmlElement) -> str:
    return " ".join(tostring(part, encoding="unicode", with_tail=False).split())
