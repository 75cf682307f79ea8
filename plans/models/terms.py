"""The official terms of the house, in its three languages."""

from django.db import models


class Term(models.Model):
    """A term in each language: on the first line the text to write, on each further one another that is
    accepted. `avoided` holds by language what is not to be written, a line each.

    Rows change only by a correction that a second person approved. A term without texts is out of use.
    """

    code = models.SlugField(max_length=60, unique=True)
    texts = models.JSONField(default=dict)
    avoided = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return next((text.split("\n")[0] for text in self.texts.values() if text), self.code)
