from django.urls import path

from members.views import addresses, hand_overs, invitations, language, people, record, sessions, states

app_name = "members"

urlpatterns = [
    path("language/", language.LanguageSet.as_view(), name="language-set"),
    path("sessions/end/", sessions.SessionEnd.as_view(), name="session-end"),
    path("states/", states.StateList.as_view(), name="state-list"),
    path("states/<slug:code>/", states.StateDetail.as_view(), name="state-detail"),
    path("states/<slug:code>/addresses/", addresses.StateAddresses.as_view(), name="state-addresses"),
    path(
        "states/<slug:code>/addresses/<int:pk>/remove/",
        addresses.StateAddressRemove.as_view(),
        name="state-address-remove",
    ),
    path("secretariat/", states.Secretariat.as_view(), name="secretariat"),
    path("delegation/", states.Delegation.as_view(), name="delegation"),
    path("record/", record.Record.as_view(), name="record"),
    path("delegation/hand-over/", hand_overs.HandOverAsk.as_view(), name="hand-over"),
    path("hand-overs/<uuid:pk>/confirm/", hand_overs.HandOverConfirm.as_view(), name="hand-over-confirm"),
    path("hand-overs/<uuid:pk>/refuse/", hand_overs.HandOverRefuse.as_view(), name="hand-over-refuse"),
    path("hand-overs/<uuid:pk>/withdraw/", hand_overs.HandOverWithdraw.as_view(), name="hand-over-withdraw"),
    path("delegation/record/", record.OwnRecord.as_view(), name="own-record"),
    path("people/invite/", invitations.Invite.as_view(), name="invitation-create"),
    path("people/<uuid:key>/", people.PersonDetail.as_view(), name="person-detail"),
    path("people/<uuid:key>/role/", people.PersonRole.as_view(), name="person-role"),
    path("people/<uuid:key>/address/", people.PersonAddress.as_view(), name="person-address"),
    path("people/<uuid:key>/remove/", people.PersonRemove.as_view(), name="person-remove"),
    path("people/<uuid:key>/reinstate/", people.PersonReinstate.as_view(), name="person-reinstate"),
    path("invitations/<uuid:pk>/resend/", invitations.InvitationResend.as_view(), name="invitation-resend"),
    path("invitations/<uuid:pk>/revoke/", invitations.InvitationRevoke.as_view(), name="invitation-revoke"),
    path("invitation/", invitations.InvitationAccept.as_view(), name="invitation-accept"),
    path("invitation/<slug:token>/", invitations.InvitationOpen.as_view(), name="invitation-open"),
]
