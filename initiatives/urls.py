from django.urls import path

from initiatives.views import proposals

app_name = "initiatives"

urlpatterns = [
    path("proposals/", proposals.ProposalList.as_view(), name="proposal-list"),
    path("proposals/<uuid:pk>/", proposals.ProposalDetail.as_view(), name="proposal-detail"),
    path("proposals/<uuid:pk>/accept/", proposals.ProposalAccept.as_view(), name="proposal-accept"),
    path("proposals/<uuid:pk>/answer/", proposals.ProposalAnswer.as_view(), name="proposal-answer"),
    path("proposals/<uuid:pk>/withdraw/", proposals.ProposalWithdraw.as_view(), name="proposal-withdraw"),
]
