from django.urls import path

from initiatives.views import (
    files,
    follow_up,
    initiatives,
    overview,
    participants,
    progress,
    proposals,
    proposing,
)

app_name = "initiatives"

urlpatterns = [
    path("", overview.InitiativeList.as_view(), name="initiative-list"),
    path("calendar/", overview.Calendar.as_view(), name="calendar"),
    path("overview/", follow_up.Overview.as_view(), name="overview"),
    path("timeline/", follow_up.Timeline.as_view(), name="timeline"),
    path(
        "plans/<slug:slug>/progress-<slug:language>.docx",
        progress.ProgressWord.as_view(),
        name="progress-word",
    ),
    path("plans/<slug:slug>/", overview.PlanMatrix.as_view(), name="plan-matrix"),
    path("plans/<slug:slug>/proposals/", proposing.OwnProposalForm.as_view(), name="own-proposal-create"),
    path(
        "plans/<slug:slug>/proposals/<uuid:event>/",
        proposing.OwnProposalForm.as_view(),
        name="own-proposal-edit",
    ),
    path(
        "plans/<slug:slug>/proposals/<uuid:event>/submit/",
        proposing.OwnProposalFile.as_view(),
        name="own-proposal-file",
    ),
    path(
        "plans/<slug:slug>/proposals/<uuid:event>/remove/",
        proposing.OwnProposalRemove.as_view(),
        name="own-proposal-remove",
    ),
    path("<int:pk>/", initiatives.InitiativeDetail.as_view(), name="initiative-detail"),
    path("<int:pk>/edit/", initiatives.InitiativeEdit.as_view(), name="initiative-edit"),
    path("<int:pk>/status/<slug:status>/", initiatives.InitiativeMove.as_view(), name="initiative-move"),
    path("<int:pk>/files/", files.InitiativeFiles.as_view(), name="initiative-files"),
    path("files/<uuid:file>/", files.FileDownload.as_view(), name="file-download"),
    path("files/<uuid:file>/remove/", files.FileRemove.as_view(), name="file-remove"),
    path("<int:pk>/participants/", participants.ParticipantList.as_view(), name="participant-list"),
    path(
        "<int:pk>/participants/<uuid:participant>/withdraw/",
        participants.ParticipantWithdraw.as_view(),
        name="participant-withdraw",
    ),
    path(
        "<int:pk>/participants.<slug:kind>",
        participants.ParticipantExport.as_view(),
        name="participant-export",
    ),
    path("proposals/", proposals.ProposalList.as_view(), name="proposal-list"),
    path("proposals/<uuid:pk>/", proposals.ProposalDetail.as_view(), name="proposal-detail"),
    path("proposals/<uuid:pk>/accept/", proposals.ProposalAccept.as_view(), name="proposal-accept"),
    path("proposals/<uuid:pk>/answer/", proposals.ProposalAnswer.as_view(), name="proposal-answer"),
    path("proposals/<uuid:pk>/withdraw/", proposals.ProposalWithdraw.as_view(), name="proposal-withdraw"),
]
