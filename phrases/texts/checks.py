"""What a proposed wording must keep of the original, and what an editor is warned of.

Faults refuse a wording: on a page or in a mail it would fail, show a bare placeholder, or carry markup that
nobody wrote into the page. Warnings come from the tables of words, and may be set aside.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from cica_portal.messages import terms
from cica_portal.messages.terms import Found
from cica_portal.text import is_blank
from phrases.enums import Kind
from phrases.texts import mails
from phrases.texts.catalogue import Phrase, forms_of

# The two formats of placeholders: %(name)s, %s and %d; {name}.
PERCENT = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?([sdrf])|%%")
BRACE = re.compile(r"\{\w*\}")
TAG = re.compile(r"</?[A-Za-z!][^>]*>?")
# What a page would take for markup; in a message that has none, nobody needs them.
SIGNS = {"<": "<", ">": ">", '"': '"'}


def faults(phrase: Phrase, language: str, forms: Sequence[str]) -> list[str]:
    """Return what is wrong with a wording, in the reader's language; nothing where it can be used."""
    wanted = len(forms_of(language)) if phrase.plural else 1
    if len(forms) != wanted:
        return [_("Write all %(number)s plural forms.") % {"number": wanted}]
    if any(is_blank(text) for text in forms):
        return [_("Write the text. No form of it can be empty.")]
    if phrase.kind == Kind.MAIL:
        return _mail_faults(phrase, language, forms[0])
    found: list[str] = []
    for place, text in enumerate(forms):
        found += _placeholder_faults(phrase, place, text)
        found += _stray_faults(phrase, text) + _markup_faults(phrase, text)
    return list(dict.fromkeys(found))


def warnings(phrase: Phrase, language: str, forms: Sequence[str]) -> list[Found]:
    """Return the phrases and renderings in a wording that the tables of words speak against."""
    english = phrase.texts["en"][0]
    found = [one for text in forms for one in terms.against(english, language, text)]
    return list(dict.fromkeys(found))


def placeholders(text: str) -> Counter[str]:
    """Return the placeholders of a message, in both formats, and how often each is there."""
    return Counter([found[0] for found in PERCENT.finditer(text)] + BRACE.findall(text))


def _placeholder_faults(phrase: Phrase, place: int, text: str) -> list[str]:
    sources = [placeholders(source) for source in (phrase.message, phrase.plural) if source]
    allowed = set().union(*sources)
    # Of a message with plural forms, the first may leave out what the English singular leaves out.
    needed = set(sources[-1]) if place else set(sources[0])
    given = set(placeholders(text))
    return _of_names(needed - given, given - allowed)


def _of_names(missing: Iterable[str], unknown: Iterable[str]) -> list[str]:
    """Return what is wrong with the placeholders of a wording, by name."""
    sentences = (
        (_("The placeholder %(name)s is missing. Write it as in the original."), missing),
        (_("%(name)s is not a placeholder of this text. Delete it or correct its spelling."), unknown),
    )
    return [sentence % {"name": name} for sentence, names in sentences for name in sorted(names)]


def _stray_faults(phrase: Phrase, text: str) -> list[str]:
    """Return the signs that begin a placeholder and belong to none."""
    original = phrase.message + phrase.plural
    found = []
    for mark, pattern in (("%", PERCENT), ("{", BRACE), ("}", BRACE)):
        if mark in pattern.sub("", text) and mark not in pattern.sub("", original):
            words = _("The character “%(sign)s” is not part of a placeholder. Use words instead.")
            found.append(words % {"sign": mark})
    return found


def _markup_faults(phrase: Phrase, text: str) -> list[str]:
    original = phrase.message + phrase.plural
    tags, own = Counter(TAG.findall(text)), Counter(TAG.findall(phrase.plural or phrase.message))
    if tags != own:
        return [_("Keep the markup (the parts in angle brackets) exactly as in the original.")]
    rest, plain = TAG.sub("", text), TAG.sub("", original)
    stray = [mark for mark in SIGNS if mark in rest and mark not in plain]
    words = _("The character %(sign)s cannot be used here. Use typographic quotation marks or words.")
    found = [words % {"sign": mark} for mark in stray]
    if "\n" in text and "\n" not in original:
        found.append(_("Write the text in one line, without line breaks."))
    return found


def _mail_faults(phrase: Phrase, language: str, text: str) -> list[str]:
    tags, values = mails.layout(phrase.texts[language][0])
    own_tags, own_values = mails.layout(text)
    known, own = ({f"{{{{ {name} }}}}" for name in names} for names in (values, own_values))
    found = _of_names(known - own, own - known)
    if own_tags != tags:
        found.append(_("Keep the conditions (if … endif, in braces) as in the original, in the same order."))
    elif not found and not mails.compiles(text):
        found.append(_("The placeholders cannot be read. Check their braces."))
    if ".subject." in phrase.message and "\n" in text.strip():
        found.append(_("Write the subject in one line."))
    return found
