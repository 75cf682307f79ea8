"""Where a mail server posts reports of delivery: it shows a word that only it and the portal know."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from cica_portal import clock
from notes.delivery import bounces, reports

TOO_LARGE = 413


@method_decorator(csrf_exempt, name="dispatch")
class ReportReceive(View):
    """Take one message as it came, as the body of a POST. A stranger finds nothing here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not settings.BOUNCE_TOKEN or not hmac.compare_digest(
            shown.encode(), settings.BOUNCE_TOKEN.encode()
        ):
            raise Http404
        content = request.read(reports.MOST_BYTES + 1)
        if len(content) > reports.MOST_BYTES:
            return HttpResponse(status=TOO_LARGE)
        bounces.receive(content, at=clock.now())
        return HttpResponse(status=204)
