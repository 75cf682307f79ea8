"""The templates of replies, as the search over all texts of the portal finds them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comments.answering import reply_templates
from comments.models import ReplyTemplate
from phrases.finding import OwnText, Source


def _replies() -> Iterator[OwnText]:
    """Return the templates in use, in one query."""
    for template in ReplyTemplate.objects.offered():
        page = "comments:reply-template-edit"
        yield OwnText(str(template.get_kind_display()), dict(template.texts), page, (template.pk,))


SOURCES = (Source(_("Reply templates"), "comments:reply-template-list", "comments.keep_replies", _replies),)
HOLDERS = (reply_templates.REPLIES,)
