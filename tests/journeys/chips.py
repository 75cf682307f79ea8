"""What the list of comments to answer says it holds, and how many it lists."""

from urllib.parse import parse_qs, urlsplit


def counts(page):
    """Return the numbers beside the filters that stand open, by what each filters by; all under nothing."""
    return {_asked(chip["url"]): chip["number"] for chip in page.context["pane"]["chips"]}


def kinds(page):
    """Return the numbers of the dispositions by kind."""
    return {_asked(url): number for _word, number, url in page.context["kinds"]}


def listed(page):
    """Return how many comments stand on the lines of the list: equal ones are one line."""
    lines = [line for part in page.context["pane"]["parts"] for line in part["lines"]]
    return sum(len(line["value"].split()) for line in lines)


def _asked(url):
    return parse_qs(urlsplit(url).query).get("disposition", [""])[0]
