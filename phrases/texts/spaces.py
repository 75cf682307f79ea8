"""Non-breaking spaces and hyphens in the Russian and Kazakh texts of the interface and of mail.

`make messages` puts them into the catalogues and templates of mails; a correction by an editor gets them when
it is proposed. Nobody types them.
"""

import re

from cica_portal import spaces
from cica_portal.spaces import NBHYPHEN, NBSP
from phrases.texts import placeholders

# Placeholders of numbers, by what `placeholders.yaml` says: some precede what they count, some follow a noun.
_COUNTS = re.compile(r"how many|a year|a number of megabytes|the (greatest|least) number")
_ORDINALS = re.compile(r"a running number|the number of a comment")
_VALUE = r"(?:%(?:\(\w+\))?[sd]|\{\{.*?\}\}|\{\w*\})"
_ALWAYS = (
    # № and its number, a dash and what stands before it, a percentage, the mark of a year.
    rf"№(?= (?:{_VALUE}|\w))",
    r"[^\s](?= [—–](?:\s|$))",
    r"\)[sd](?= %%)",
    rf"{_VALUE}(?= (?:гг?|жж?)\.)",
    r"(?:\d|%[sd])(?= (?:[КМ]Б\b|[^\W\d_]{2}))",
)
# A number and the word or ending that is bound to it: "%(number)s-блок", "%(quarter)s-й".
_HYPHEN = re.compile(rf"({_VALUE})-(?=[^\W\d_])")
# Prepositions and conjunctions of one letter; Kazakh has none.
_ONE_LETTER = {"ru": (r"(?<![\w-])[АВИКОСУЯавикосу](?= [^\s—–])",), "kk": ()}


def bound(text: str, language: str, message: str = "", plural: str = "") -> str:
    """Return a text with its non-breaking spaces and hyphens; `message` is its English: what are numbers."""
    text = spaces.suggested(text, language)
    for pattern in (*_ALWAYS, *_ONE_LETTER[language], *_numbers(message, plural)):
        text = re.sub(f"({pattern}) ", rf"\1{NBSP}", text)
    return _HYPHEN.sub(rf"\1{NBHYPHEN}", text)


def _numbers(message: str, plural: str) -> list[str]:
    """Return what finds placeholders of numbers before what they count, and nouns before other numbers."""
    found = []
    for written, said in placeholders.meanings(message, plural):
        if _COUNTS.match(said):
            found.append(rf"{re.escape(written)}(?= [^\W\d_]{{2}})")
        elif _ORDINALS.match(said):
            found.append(rf"[^\W\d_](?= {re.escape(written)})")
    return found
