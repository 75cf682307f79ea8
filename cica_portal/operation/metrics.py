"""Figures for those who run the portal, in Prometheus' form: requests of this process, and what rows say.

With several processes each counts its own requests into files of PROMETHEUS_MULTIPROC_DIR, and any of them
answers for all; without that folder a process answers for itself. What rows say is asked when somebody asks.
"""

import hmac
import os
from collections.abc import Callable, Iterator, Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

# From a page that is ready at once to one that nobody waits for, in seconds.
SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
Reading = Mapping[str, float]

_requests = CollectorRegistry()
_answers = Counter("portal_requests", "Requests answered", ["method", "status"], registry=_requests)
_times = Histogram(
    "portal_request_seconds", "Time until the answer began", buckets=SECONDS, registry=_requests
)
_gauges: dict[str, tuple[str, str, Callable[[], Reading]]] = {}


def register(name: str, says: str, label: str, read: Callable[[], Reading]) -> None:
    """Let an app add a figure of its own, from its `ready()`: `read` returns a value for each label."""
    _gauges[name] = (says, label, read)


def count_request(method: str, status: int, seconds: float) -> None:
    """Count an answer. A stranger can call a method anything: what HTTP does not know is one of a kind."""
    _answers.labels(method if method in METHODS else "other", str(status)).inc()
    _times.observe(seconds)


class _Rows:
    """What the database says, as gauges."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (says, label, read) in _gauges.items():
            family = GaugeMetricFamily(f"portal_{name}", says, labels=[label])
            for value, figure in read().items():
                family.add_metric([value], figure)
            yield family


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer whoever shows METRICS_TOKEN; without a token configured there is no such page."""
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    token: str = settings.METRICS_TOKEN
    if not token or scheme != "Bearer" or not hmac.compare_digest(shown.encode(), token.encode()):
        raise Http404
    rows = CollectorRegistry()
    rows.register(_Rows())
    counted = _requests
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    answer = HttpResponse(generate_latest(counted) + generate_latest(rows), content_type=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer
