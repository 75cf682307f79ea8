from django.urls import path

from notes.views import checking, files, outbox, preparing, register, reports

app_name = "notes"

urlpatterns = [
    path("notes/", register.NoteList.as_view(), name="note-list"),
    path("notes/check/", checking.NoteCheck.as_view(), name="note-check"),
    path("notes/<int:pk>/", register.NoteDetail.as_view(), name="note-detail"),
    path("notes/<int:pk>/issue/", register.NoteIssue.as_view(), name="note-issue"),
    path("notes/<int:pk>/discard/", register.NoteDiscard.as_view(), name="note-discard"),
    path("notes/<int:pk>/<slug:language>.pdf", files.NoteDocument.as_view(), name="note-document"),
    path("circulations/<slug:slug>/", preparing.CirculationPrepare.as_view(), name="circulation-prepare"),
    path("outbox/", outbox.Outbox.as_view(), name="outbox"),
    path("outbox/<int:pk>/resend/", outbox.DispatchResend.as_view(), name="dispatch-resend"),
    path("outbox/<int:pk>/settle/", outbox.DispatchSettle.as_view(), name="dispatch-settle"),
    path("outbox/<int:pk>/set-aside/", outbox.DispatchSetAside.as_view(), name="dispatch-set-aside"),
    path("notes/<int:pk>/release/", outbox.NoteRelease.as_view(), name="note-release"),
    path("mail/reports/", reports.ReportReceive.as_view(), name="report-receive"),
    path("outbox/mail/<slug:identifier>/", outbox.OutboxMessage.as_view(), name="outbox-message"),
    path("outbox/mail/<slug:identifier>/<int:number>/", outbox.OutboxFile.as_view(), name="outbox-file"),
    path("invitations/<uuid:pk>/mail/", outbox.InvitationMail.as_view(), name="invitation-mail"),
    path("packages/<int:pk>/<slug:language>/", files.PackageDownload.as_view(), name="package-download"),
    path(
        "packages/<int:pk>/<slug:kind>/<slug:language>.pdf",
        files.PackageDocument.as_view(),
        name="package-document",
    ),
    path("documents/<int:pk>/again/", files.DocumentAgain.as_view(), name="document-again"),
    path(
        "documents/plans/<slug:slug>/<slug:language>.pdf",
        files.PaperDocument.as_view(),
        name="paper-document",
    ),
    path(
        "documents/plans/<slug:slug>/<slug:earlier>/<slug:later>/<slug:language>.pdf",
        files.RedlineDocument.as_view(),
        name="redline-document",
    ),
    path(
        "documents/rounds/<int:pk>/<slug:language>.pdf",
        files.RevisionDocument.as_view(),
        name="revision-document",
    ),
    path("documents/receipts/<path:number>.pdf", files.ReceiptDocument.as_view(), name="receipt-document"),
]
