from django.urls import path, re_path

from api.views import base, consultations, description, initiatives, notes, plans, tokens

app_name = "api"

urlpatterns = [
    path("", description.About.as_view(), name="about"),
    path("tokens/", tokens.TokenList.as_view(), name="token-list"),
    path("tokens/new/", tokens.TokenMake.as_view(), name="token-make"),
    path("tokens/<int:pk>/revoke/", tokens.TokenRevoke.as_view(), name="token-revoke"),
    path("v1/openapi.json", description.Document.as_view(), name="document"),
    path("v1/", description.Start.as_view(), name="start"),
    path("v1/plans/", plans.PlanList.as_view(), name="plan-list"),
    path("v1/plans/<slug:slug>/", plans.PlanDetail.as_view(), name="plan-detail"),
    path(
        "v1/plans/<slug:slug>/revisions/<int:number>/",
        plans.RevisionDetail.as_view(),
        name="revision-detail",
    ),
    path(
        "v1/plans/<slug:slug>/revisions/<int:number>/<slug:language>.akn.xml",
        plans.RevisionAkomaNtoso.as_view(),
        name="revision-akoma-ntoso",
    ),
    path("v1/consultations/", consultations.ConsultationList.as_view(), name="consultation-list"),
    path(
        "v1/consultations/<int:pk>/", consultations.ConsultationDetail.as_view(), name="consultation-detail"
    ),
    path(
        "v1/consultations/<int:pk>/ledger/",
        consultations.ConsultationLedger.as_view(),
        name="consultation-ledger",
    ),
    path(
        "v1/consultations/<int:pk>/comments/",
        consultations.ConsultationComments.as_view(),
        name="consultation-comments",
    ),
    path("v1/initiatives/", initiatives.InitiativeList.as_view(), name="initiative-list"),
    path("v1/initiatives/<int:pk>/", initiatives.InitiativeDetail.as_view(), name="initiative-detail"),
    path("v1/notes/", notes.NoteList.as_view(), name="note-list"),
    path("v1/notes/<int:pk>/", notes.NoteDetail.as_view(), name="note-detail"),
    re_path(r"^v1/", base.Nothing.as_view(), name="nothing"),
]
