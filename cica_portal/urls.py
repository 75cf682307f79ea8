from django.urls import include, path, re_path

from cica_portal.operation.contact import security_contact
from cica_portal.operation.health import health, life, readiness
from cica_portal.operation.metrics import metrics
from cica_portal.web.failures import not_offered
from dashboard.views.start import StartView
from members.views.passwords import first_password

handler400 = "cica_portal.web.failures.bad_request"
handler403 = "cica_portal.web.failures.denied"
handler500 = "cica_portal.web.failures.server_error"

urlpatterns = [
    # The Secretariat keeps the addresses, and nobody signs up or signs in by a mailed code.
    re_path(r"^accounts/(?:signup|email|confirm-email|phone|login/code)/", not_offered, name="not-offered"),
    path("accounts/password/set/", first_password, name="account_set_password"),
    path("accounts/", include("allauth.urls")),
    path("healthz", health, name="health"),
    path("livez", life, name="life"),
    path("readyz", readiness, name="readiness"),
    path("metrics", metrics, name="metrics"),
    path(".well-known/security.txt", security_contact, name="security-contact"),
    path("", StartView.as_view(), name="home"),
    path("", include("dashboard.urls")),
    path("", include("notes.urls")),
    path("plans/", include("plans.urls")),
    path("initiatives/", include("initiatives.urls")),
    path("texts/", include("phrases.urls")),
    path("search/", include("search.urls")),
    path("api/", include("api.urls")),
    path("help/", include("guide.urls")),
    path("", include("members.urls")),
    path("", include("comments.urls")),
]
