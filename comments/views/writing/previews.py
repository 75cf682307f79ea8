"""What a piece of a form shows while a comment is being typed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from cica_portal.languages import LANGUAGES
from cica_portal.text import TextField, seen
from comments.models import Consultation
from comments.reading.extents import Places
from comments.reading.operations import WORDED, WORDING_LIMIT, base
from comments.refusals import RangeBackwards, UnknownBlock
from comments.views.base import PortalView
from comments.views.writing.draft_forms import field_of
from plans.comparison.redline import redline
from plans.outline import revision_outline


class RedlinePreview(PortalView):
    """The redline of what is being typed in one language, as a piece of the form; nothing is stored."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, key: Any, language: str) -> HttpResponse:
        consultation = Consultation.objects.visible_to(request.user).filter(pk=pk).first()
        if consultation is None or language not in LANGUAGES:
            raise Http404
        places = Places(revision_outline(consultation.revision))
        try:
            extent = places.extent(key, request.POST.get("until") or None)
        except (UnknownBlock, RangeBackwards) as error:
            raise Http404 from error
        operation = request.POST.get("operation", "")
        typed = request.POST.get(field_of(language, request.POST.get("language", "")), "")
        try:
            proposed = TextField(required=False, max_length=WORDING_LIMIT).clean(typed)
        except ValidationError:
            return HttpResponse(status=204)  # saving will say what is wrong; the last redline stays
        before = base(operation, extent, language)
        is_shown = proposed and seen(proposed) != seen(before) and operation in {"", *WORDED}
        return HttpResponse(redline(before, proposed) if is_shown else "")
