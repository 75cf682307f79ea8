from cica_portal.web.routes import page
from initiatives.views import (
    drafted,
    files,
    initiatives,
    overview,
    participants,
    proposals,
    proposing,
)

app_name = "initiatives"

urlpatterns = [
    page("", overview.InitiativeList, "initiative-list"),
    page("calendar/", overview.Calendar, "calendar"),
    page("plans/<slug:slug>/", overview.PlanMatrix, "plan-matrix"),
    page("plans/<slug:slug>/lines/", drafted.LineOffers, "line-offers"),
    page("plans/<slug:slug>/lines/new/", drafted.LineCreate, "line-create"),
    page("<uuid:key>/reset/", drafted.LineReset, "line-reset"),
    page("plans/<slug:slug>/proposals/", proposing.OwnProposalForm, "own-proposal-create"),
    page("plans/<slug:slug>/proposals/<uuid:event>/", proposing.OwnProposalForm, "own-proposal-edit"),
    page(
        "plans/<slug:slug>/proposals/<uuid:event>/remove/", proposing.OwnProposalRemove, "own-proposal-remove"
    ),
    page("<uuid:key>/", initiatives.InitiativeDetail, "initiative-detail"),
    page("<uuid:key>/edit/", initiatives.InitiativeEdit, "initiative-edit"),
    page("<uuid:key>/status/<slug:status>/", initiatives.InitiativeMove, "initiative-move"),
    page("<uuid:key>/files/", files.InitiativeFiles, "initiative-files"),
    page("files/<uuid:file>/", files.FileDownload, "file-download"),
    page("files/<uuid:file>/remove/", files.FileRemove, "file-remove"),
    page("<uuid:key>/participants/", participants.ParticipantList, "participant-list"),
    page(
        "<uuid:key>/participants/<uuid:participant>/withdraw/",
        participants.ParticipantWithdraw,
        "participant-withdraw",
    ),
    page("<uuid:key>/participants.<slug:kind>", participants.ParticipantExport, "participant-export"),
    page("proposals/", proposals.ProposalList, "proposal-list"),
    page("proposals/<uuid:pk>/", proposals.ProposalDetail, "proposal-detail"),
    page("proposals/<uuid:pk>/accept/", proposals.ProposalAccept, "proposal-accept"),
    page("proposals/<uuid:pk>/answer/", proposals.ProposalAnswer, "proposal-answer"),
    page("proposals/<uuid:pk>/withdraw/", proposals.ProposalWithdraw, "proposal-withdraw"),
]
