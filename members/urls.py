from cica_portal.web.routes import page
from members.views import (
    addresses,
    correspondents,
    filters,
    hand_overs,
    invitations,
    language,
    people,
    record,
    sessions,
    states,
)

app_name = "members"

urlpatterns = [
    page("language/", language.LanguageSet, "language-set"),
    page("sessions/end/", sessions.SessionEnd, "session-end"),
    page("filters/save/", filters.FilterSave, "filter-save"),
    page("filters/<int:pk>/remove/", filters.FilterRemove, "filter-remove"),
    page("states/", states.StateList, "state-list"),
    page("states/<slug:code>/", states.StateDetail, "state-detail"),
    page("states/<slug:code>/addresses/", addresses.StateAddresses, "state-addresses"),
    page(
        "states/<slug:code>/addresses/<int:pk>/remove/", addresses.StateAddressRemove, "state-address-remove"
    ),
    page("observers/", correspondents.CorrespondentList, "correspondent-list"),
    page("observers/new/", correspondents.CorrespondentCreate, "correspondent-create"),
    page("observers/<slug:code>/", correspondents.CorrespondentDetail, "correspondent-detail"),
    page("observers/<slug:code>/names/", correspondents.CorrespondentRevise, "correspondent-revise"),
    page("observers/<slug:code>/close/", correspondents.CorrespondentClose, "correspondent-close"),
    page("observers/<slug:code>/reopen/", correspondents.CorrespondentReopen, "correspondent-reopen"),
    page(
        "observers/<slug:code>/addresses/<int:pk>/remove/",
        correspondents.CorrespondentAddressRemove,
        "correspondent-address-remove",
    ),
    page("secretariat/", states.Secretariat, "secretariat"),
    page("delegation/", states.Delegation, "delegation"),
    page("record/", record.Record, "record"),
    page("delegation/hand-over/", hand_overs.HandOverAsk, "hand-over"),
    page("hand-overs/<uuid:pk>/confirm/", hand_overs.HandOverConfirm, "hand-over-confirm"),
    page("hand-overs/<uuid:pk>/refuse/", hand_overs.HandOverRefuse, "hand-over-refuse"),
    page("hand-overs/<uuid:pk>/withdraw/", hand_overs.HandOverWithdraw, "hand-over-withdraw"),
    page("delegation/record/", record.OwnRecord, "own-record"),
    page("people/invite/", invitations.Invite, "invitation-create"),
    page("people/<uuid:key>/", people.PersonDetail, "person-detail"),
    page("people/<uuid:key>/role/", people.PersonRole, "person-role"),
    page("people/<uuid:key>/address/", people.PersonAddress, "person-address"),
    page("people/<uuid:key>/remove/", people.PersonRemove, "person-remove"),
    page("people/<uuid:key>/second-factor/", people.FactorResetPage, "person-factor"),
    page("people/<uuid:key>/reinstate/", people.PersonReinstate, "person-reinstate"),
    page("invitations/<uuid:pk>/resend/", invitations.InvitationResend, "invitation-resend"),
    page("invitations/<uuid:pk>/revoke/", invitations.InvitationRevoke, "invitation-revoke"),
    page("invitation/", invitations.InvitationAccept, "invitation-accept"),
    page("invitation/<slug:token>/", invitations.InvitationOpen, "invitation-open"),
]
