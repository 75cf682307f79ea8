"""Where a mail server posts reports of delivery: it shows a word that only it and the portal know."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from cica_portal import clock
from notes.delivery import bounces, providers, reports

TOO_LARGE = 413
# Events of a provider tell of a few messages each.
MOST_OF_EVENTS = 1024 * 1024


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


@method_decorator(csrf_exempt, name="dispatch")
class EventReceive(View):
    """Take what the provider of mail posts of messages; a post that it did not sign finds nothing here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if settings.MAIL_PROVIDER not in providers.PROVIDERS or not settings.MAIL_PROVIDER_KEY:
            raise Http404
        if int(request.headers.get("Content-Length") or 0) > MOST_OF_EVENTS:
            return HttpResponse(status=TOO_LARGE)
        try:
            found = list(providers.events(request))
        except providers.NotTheProvider as error:
            raise Http404 from error
        for digest, report in found:
            bounces.record([report], digest, at=clock.now())
        return HttpResponse(status=204)
