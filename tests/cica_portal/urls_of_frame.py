"""Two places of which one lies inside the other, for the tests of the frame."""

from django.http import HttpResponse
from django.urls import include, path


def view(request):
    return HttpResponse()


notes = ([path("", view, name="note-list"), path("outbox/", view, name="outbox")], "notes")

urlpatterns = [path("notes/", include(notes))]
