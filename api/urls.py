from django.urls import re_path

from api.views import base, consultations, description, initiatives, notes, plans, tokens
from cica_portal.web.routes import page

app_name = "api"

urlpatterns = [
    page("", description.About, "about"),
    page("tokens/", tokens.TokenList, "token-list"),
    page("tokens/new/", tokens.TokenMake, "token-make"),
    page("tokens/<int:number>/revoke/", tokens.TokenRevoke, "token-revoke"),
    page("v1/openapi.json", description.Document, "document"),
    page("v1/", description.Start, "start"),
    page("v1/plans/", plans.PlanList, "plan-list"),
    page("v1/plans/<slug:slug>/", plans.PlanDetail, "plan-detail"),
    page("v1/plans/<slug:slug>/revisions/<int:number>/", plans.RevisionDetail, "revision-detail"),
    page(
        "v1/plans/<slug:slug>/revisions/<int:number>/<slug:language>.akn.xml",
        plans.RevisionAkomaNtoso,
        "revision-akoma-ntoso",
    ),
    page("v1/consultations/", consultations.ConsultationList, "consultation-list"),
    page("v1/consultations/<int:pk>/", consultations.ConsultationDetail, "consultation-detail"),
    page("v1/consultations/<int:pk>/ledger/", consultations.ConsultationLedger, "consultation-ledger"),
    page("v1/consultations/<int:pk>/comments/", consultations.ConsultationComments, "consultation-comments"),
    page("v1/initiatives/", initiatives.InitiativeList, "initiative-list"),
    page("v1/initiatives/<uuid:key>/", initiatives.InitiativeDetail, "initiative-detail"),
    page("v1/notes/", notes.NoteList, "note-list"),
    page("v1/notes/<uuid:key>/", notes.NoteDetail, "note-detail"),
    re_path(r"^v1/", base.Nothing.as_view(), name="nothing"),
]
