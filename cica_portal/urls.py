from django.urls import include, path

from cica_portal.health import health

handler400 = "cica_portal.failures.bad_request"
handler500 = "cica_portal.failures.server_error"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("healthz", health, name="health"),
    path("", include("members.urls")),
]
