"""The table of URL × role × method, with the expected answer of each (rule 3).

A row: URL name, then what GET and POST answer to each role, in the order of ROLES. The answers:

    i  let in: the page, the act, a redirect inside, a form with its errors
    l  to the sign-in page
    4  404: for this person there is no such thing
    3  403: it is there, but the act is not this person's
    m  405: the method does not exist here
"""

ROLES = (
    "anonymous",
    "officer",
    "signatory",
    "coordinator",  # of the paper's measure
    "elsewhere",  # coordinator of another measure
    "contact",  # contact point of a State that the round addressed, author of the drafts
    "drafter",  # of the same State
    "reader",  # of the same State
    "other",  # contact point of another State that the round addressed
    "outside",  # contact point of a State that the round did not address
)

TABLE: dict[str, tuple[str, str]] = {
    # name: (GET, POST)          a oscecdrou    a oscecdrou
    "not-offered": ("4 444444444", "4 444444444"),
    "health": ("i iiiiiiiii", "m mmmmmmmmm"),
    "account_login": ("i iiiiiiiii", "i iiiiiiiii"),
    "account_logout": ("i iiiiiiiii", "i iiiiiiiii"),
    "account_inactive": ("i iiiiiiiii", "m mmmmmmmmm"),
    "account_signup": ("4 444444444", "4 444444444"),
    "account_reauthenticate": ("l iiiiiiiii", "l iiiiiiiii"),
    "account_email": ("4 444444444", "4 444444444"),
    "account_email_verification_sent": ("4 444444444", "4 444444444"),
    "account_change_password": ("l iiiiiiiii", "l iiiiiiiii"),
    "account_set_password": ("l iiiiiiiii", "l iiiiiiiii"),
    "account_reset_password": ("i iiiiiiiii", "i iiiiiiiii"),
    "account_confirm_login_code": ("4 444444444", "4 444444444"),
    "account_confirm_email": ("4 444444444", "4 444444444"),
    "account_reset_password_from_key_done": ("i iiiiiiiii", "m mmmmmmmmm"),
    "account_reset_password_from_key": ("i iiiiiiiii", "i iiiiiiiii"),
    "account_reset_password_done": ("i iiiiiiiii", "m mmmmmmmmm"),
    "mfa_index": ("l iiiiiiiii", "l mmmmmmmmm"),
    "mfa_authenticate": ("l iiiiiiiii", "l iiiiiiiii"),
    "mfa_reauthenticate": ("l iiiiiiiii", "l iiiiiiiii"),
    "mfa_activate_totp": ("l iiiiiiiii", "l iiiiiiiii"),
    "mfa_deactivate_totp": ("l 444444444", "l 444444444"),
    "mfa_view_recovery_codes": ("l 444444444", "l mmmmmmmmm"),
    "mfa_generate_recovery_codes": ("l iiiiiiiii", "l iiiiiiiii"),
    "mfa_download_recovery_codes": ("l 444444444", "l 444444444"),
    "mfa_list_webauthn": ("l iiiiiiiii", "l mmmmmmmmm"),
    "mfa_add_webauthn": ("l iiiiiiiii", "l iiiiiiiii"),
    "mfa_reauthenticate_webauthn": ("l iiiiiiiii", "l iiiiiiiii"),
    "mfa_remove_webauthn": ("l iiiiiiiii", "l iiiiiiiii"),
    "mfa_edit_webauthn": ("l iiiiiiiii", "l iiiiiiiii"),
    "mfa_login_webauthn": ("l iiiiiiiii", "l iiiiiiiii"),
    "usersessions_list": ("l iiiiiiiii", "l iiiiiiiii"),
    "members:language-set": ("m mmmmmmmmm", "i iiiiiiiii"),
    "members:state-list": ("l ii3333333", "m mmmmmmmmm"),
    "members:delegation": ("l 3333iiiii", "m mmmmmmmmm"),
    "plans:paper-list": ("l iiii33333", "m mmmmmmmmm"),
    "plans:paper-create": ("l ii3333333", "l ii3333333"),
    "plans:paper-detail": ("l iii444444", "m mmmmmmmmm"),
    "plans:paper-text": ("l iii444444", "m mmmmmmmmm"),
    "plans:paper-text-status": ("l iii444444", "l iii444444"),
    "plans:paper-decide": ("l iii444444", "l iii444444"),
    "plans:paper-compare": ("l iii444444", "m mmmmmmmmm"),
    "plans:paper-compare-word": ("l iii444444", "m mmmmmmmmm"),
    "plans:paper-edit": ("l iii444444", "m mmmmmmmmm"),
    "plans:revision-detail": ("l iii444444", "m mmmmmmmmm"),
    "plans:block-add": ("l iii444444", "l iii444444"),
    "plans:block-move": ("m mmmmmmmmm", "l iii444444"),
    "plans:block-remove": ("l iii444444", "l iii444444"),
    "plans:block-restore": ("m mmmmmmmmm", "l iii444444"),
    "plans:block-edit": ("l iii444444", "l iii444444"),
    "comments:round-list": ("l iiiiiiiii", "l mmmmmmmmm"),
    "comments:round-detail": ("l iii4iiii4", "l mmm4mmmm4"),
    "comments:round-board": ("l ii3433334", "l mm3433334"),
    "comments:round-extend": ("l 3i3433334", "l 3i3433334"),
    "comments:round-compilation": ("l iii433334", "l mmm433334"),
    "comments:draft-create": ("l 3334ii3i4", "l 3334ii3i4"),
    "comments:redline-preview": ("l mmmmmmmmm", "l iii4iiii4"),
    "comments:draft-edit": ("l 4444ii344", "l 4444ii344"),
    "comments:draft-remove": ("l 4444ii344", "l 4444ii344"),
    "comments:response-submit": ("l 3334i33i4", "l 3334i33i4"),
    "comments:response-no-objection": ("l 3334i33i4", "l 3334i33i4"),
    "comments:response-withdraw": ("l 3334i33i4", "l 3334i33i4"),
    "comments:event-create": ("l 3334ii3i4", "l 3334ii3i4"),
    "comments:event-edit": ("l 4444ii344", "l 4444ii344"),
    "comments:event-file": ("l 4444i3344", "l 4444i3344"),
    "comments:event-remove": ("l 4444ii344", "l 4444ii344"),
    "comments:answer-list": ("l 4444iiiii", "l 4444mmmmm"),
    "comments:receipt-check": ("i iiiiiiiii", "i iiiiiiiii"),
    "comments:receipt-detail": ("l ii44iii44", "l mm44mmm44"),
    "home": ("l iiiiiiiii", "m mmmmmmmmm"),
    "notes:note-list": ("l iiiiiiiii", "m mmmmmmmmm"),
    "notes:note-detail": ("l ii4444444", "m mmmmmmmmm"),
    "notes:note-issue": ("l 3i4444444", "l 3i4444444"),
    "notes:note-discard": ("l ii4444444", "l ii4444444"),
    "notes:note-document": ("l iii4iiii4", "m mmmmmmmmm"),
    "notes:circulation-prepare": ("l ii3444444", "l ii3444444"),
    "notes:outbox": ("l ii3333333", "m mmmmmmmmm"),
    "notes:dispatch-resend": ("m mmmmmmmmm", "l ii3333333"),
    "notes:dispatch-settle": ("m mmmmmmmmm", "l ii3333333"),
    "notes:outbox-message": ("l ii3333333", "m mmmmmmmmm"),
    "notes:outbox-file": ("l ii3333333", "m mmmmmmmmm"),
    "notes:package-download": ("l iii433334", "m mmmmmmmmm"),
    "notes:package-document": ("l iii433334", "m mmmmmmmmm"),
    "notes:document-again": ("m mmmmmmmmm", "l ii3333333"),
    "notes:paper-document": ("l iii444444", "m mmmmmmmmm"),
    "notes:revision-document": ("l iii4iiii4", "m mmmmmmmmm"),
    "notes:receipt-document": ("l ii44iii44", "m mmmmmmmmm"),
}
