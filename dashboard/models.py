"""What the dashboard keeps of its own: how the sweeps are doing."""

from django.db import models


class SweepRecord(models.Model):
    """When a sweep last did its work, by the machine's clock: health means work done lately (rule 21)."""

    name = models.CharField(max_length=40, unique=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    @property
    def is_failing(self) -> bool:
        return self.failed_at is not None and (
            self.succeeded_at is None or self.failed_at > self.succeeded_at
        )
