"""Filters of lists that people keep under a name."""

from django.db import models

from members.models.people import User


class SavedFilter(models.Model):
    """What narrows and sorts a list, kept by a person; `page` is the name of the list's URL."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_filters")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_filter_of_a_name", fields=["person", "page", "name"])
        ]
