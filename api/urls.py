from django.urls import URLPattern, path

from api.views import consultations, description, initiatives, notes, persons, plans, tokens
from api.views.answers import api, reading_alone
from cica_portal.web.routes import page

app_name = "api"

for router in (
    persons.router,
    plans.router,
    consultations.router,
    initiatives.router,
    notes.router,
    persons.elsewhere,
):
    api.add_router("", router)

urlpatterns = [
    page("", description.About, "about"),
    page("tokens/", tokens.TokenList, "token-list"),
    page("tokens/new/", tokens.TokenMake, "token-make"),
    page("tokens/<int:number>/revoke/", tokens.TokenRevoke, "token-revoke"),
    page("v1/openapi.json", description.Document, "document"),
    *(
        path(f"v1/{one.pattern}", reading_alone(one.callback), name=one.name)
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name != "api-root"
    ),
]
