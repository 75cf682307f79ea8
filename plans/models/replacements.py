"""Words that were replaced over a whole draft in one act."""

from django.db import models

from cica_portal.languages import CHOICES
from members.models import User
from plans.enums import Significance
from plans.models.papers import ConceptPaper


class Replacement(models.Model):
    """Words put in the place of others in many texts of a draft, in one act, and whether it was undone.

    Each text has its ordinary edit; `texts` holds by the key of the text the version that this act made of
    it. Never deleted.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="replacements")
    words = models.CharField(max_length=300)
    by_words = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, choices=CHOICES, blank=True)
    significance = models.CharField(max_length=20, choices=Significance.choices)
    texts = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
