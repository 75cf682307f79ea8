from django.urls import path

from comments.views import reading_page
from comments.views.compilation import exports, table, translations
from comments.views.consolidation import (
    carry_over,
    dialogue,
    dispositions,
    merging,
    reply_templates,
    taking_in,
    tracing,
)
from comments.views.procedure import acts, board, calendars
from comments.views.procedure import time_requests as asking
from comments.views.writing import (
    answers,
    cosponsors,
    discussion,
    drafts,
    entering,
    events,
    files,
    internal,
    offline,
    paragraph_tasks,
    versions,
)

app_name = "comments"

urlpatterns = [
    path("consultations/", reading_page.ConsultationList.as_view(), name="consultation-list"),
    path("consultations/<int:pk>/", reading_page.ConsultationDetail.as_view(), name="consultation-detail"),
    path(
        "consultations/<int:pk>/text/<slug:language>.akn.xml",
        reading_page.ConsultationAkomaNtoso.as_view(),
        name="consultation-akoma-ntoso",
    ),
    path("consultations/<int:pk>/board/", board.ConsultationBoard.as_view(), name="consultation-board"),
    path(
        "consultations/<int:pk>/acknowledgement/",
        acts.ConsultationAcknowledge.as_view(),
        name="consultation-acknowledge",
    ),
    path(
        "consultations/<int:pk>/deadline.ics",
        calendars.ConsultationCalendar.as_view(),
        name="consultation-calendar",
    ),
    path(
        "consultations/<int:pk>/paper-note/", acts.PaperNoteRecord.as_view(), name="consultation-paper-note"
    ),
    path("entered/<uuid:entered>/", entering.EnteredDetail.as_view(), name="entered-detail"),
    path("entered/<uuid:entered>/change/", entering.EnteredAmend.as_view(), name="entered-amend"),
    path(
        "entered/<uuid:entered>/comments/new/",
        entering.EnteredRemarkWrite.as_view(),
        name="entered-remark-create",
    ),
    path(
        "entered/<uuid:entered>/comments/<int:remark>/",
        entering.EnteredRemarkWrite.as_view(),
        name="entered-remark-edit",
    ),
    path(
        "entered/<uuid:entered>/comments/<int:remark>/remove/",
        entering.EnteredRemarkRemove.as_view(),
        name="entered-remark-remove",
    ),
    path("entered/<uuid:entered>/form/", entering.EnteredFormTake.as_view(), name="entered-form"),
    path("entered/<uuid:entered>/hand-over/", entering.EnteredHandOver.as_view(), name="entered-hand-over"),
    path("entered/<uuid:entered>/confirm/", entering.EnteredConfirm.as_view(), name="entered-confirm"),
    path("entered/<uuid:entered>/send-back/", entering.EnteredSendBack.as_view(), name="entered-send-back"),
    path("entered/<uuid:entered>/discard/", entering.EnteredDiscard.as_view(), name="entered-discard"),
    path("calendars/<slug:token>.ics", calendars.PersonCalendar.as_view(), name="person-calendar"),
    path(
        "calendars/<slug:token>/plans/<slug:slug>.ics", calendars.PlanCalendar.as_view(), name="plan-calendar"
    ),
    path(
        "calendars/<slug:token>/measures/<slug:code>.ics",
        calendars.MeasureCalendar.as_view(),
        name="measure-calendar",
    ),
    path(
        "consultations/<int:pk>/our-deadline/",
        internal.InternalDeadlineSet.as_view(),
        name="internal-deadline",
    ),
    path("consultations/<int:pk>/work/", paragraph_tasks.TaskList.as_view(), name="task-list"),
    path("consultations/<int:pk>/work/assign/", paragraph_tasks.TaskAssign.as_view(), name="task-assign"),
    path("consultations/<int:pk>/work/ready/", paragraph_tasks.TaskMark.as_view(), name="task-mark"),
    path("consultations/<int:pk>/grant/", acts.GrantGive.as_view(), name="consultation-grant"),
    path("consultations/<int:pk>/time-request/", asking.TimeRequestAsk.as_view(), name="time-request"),
    path("time-requests/<int:asked>/", asking.TimeRequestDecide.as_view(), name="time-request-decide"),
    path(
        "time-requests/<int:asked>/withdraw/",
        asking.TimeRequestWithdraw.as_view(),
        name="time-request-withdraw",
    ),
    path("consultations/<int:pk>/outcome/", acts.OutcomeConfirm.as_view(), name="consultation-outcome"),
    path(
        "consultations/<int:pk>/release/", acts.CompilationReleaseView.as_view(), name="consultation-release"
    ),
    path(
        "consultations/<int:pk>/compilation/",
        table.ConsultationCompilation.as_view(),
        name="consultation-compilation",
    ),
    path("consultations/<int:pk>/earlier/", carry_over.CarryingPage.as_view(), name="carrying"),
    path(
        "consultations/<int:pk>/compilation/numbers/",
        table.ConsultationStatistics.as_view(),
        name="consultation-statistics",
    ),
    path(
        "consultations/<int:pk>/compilation/<slug:language>.<slug:kind>",
        exports.CompilationFile.as_view(),
        name="compilation-file",
    ),
    path(
        "consultations/<int:pk>/comments/<uuid:comment>/translation/<slug:language>/",
        translations.CommentTranslate.as_view(),
        name="comment-translate",
    ),
    path("consultations/<int:pk>/ours/", dialogue.OwnComments.as_view(), name="own-comments"),
    path(
        "consultations/<int:pk>/ours/<uuid:comment>/position/",
        dialogue.CommentReact.as_view(),
        name="comment-react",
    ),
    path(
        "consultations/<int:pk>/comments/<uuid:comment>/message/",
        dialogue.CommentClarify.as_view(),
        name="comment-clarify",
    ),
    path(
        "consultations/<int:pk>/answers/release/",
        dialogue.AnswersRelease.as_view(),
        name="answers-release",
    ),
    path("consultations/<int:pk>/merge/", merging.MergeList.as_view(), name="merge-list"),
    path("consultations/<int:pk>/merge/all/", taking_in.TakeAllIn.as_view(), name="merge-all"),
    path(
        "consultations/<int:pk>/merge/by-hand/<uuid:comment>/",
        taking_in.TakenByHand.as_view(),
        name="merge-by-hand",
    ),
    path(
        "consultations/<int:pk>/merge/<uuid:key>/<slug:language>/",
        merging.MergeBench.as_view(),
        name="merge-bench",
    ),
    path(
        "consultations/<int:pk>/merge/blocks/<uuid:comment>/",
        merging.MergeBlock.as_view(),
        name="merge-block",
    ),
    path(
        "consultations/<int:pk>/dispositions/",
        dispositions.DispositionList.as_view(),
        name="disposition-list",
    ),
    path(
        "consultations/<int:pk>/dispositions/<uuid:comment>/",
        dispositions.DispositionDetail.as_view(),
        name="disposition-detail",
    ),
    path(
        "consultations/<int:pk>/dispositions/<uuid:comment>/with/",
        dispositions.AnswerWith.as_view(),
        name="disposition-answer-with",
    ),
    path("traces/<slug:slug>/<slug:edition>/", tracing.TracePage.as_view(), name="trace"),
    path("replies/", reply_templates.ReplyTemplateList.as_view(), name="reply-template-list"),
    path("replies/new/", reply_templates.ReplyTemplateCreate.as_view(), name="reply-template-create"),
    path("replies/<int:template>/", reply_templates.ReplyTemplateEdit.as_view(), name="reply-template-edit"),
    path(
        "replies/<int:template>/<slug:act>/",
        reply_templates.ReplyTemplateSwitch.as_view(),
        name="reply-template-switch",
    ),
    path("consultations/<int:pk>/comment/", drafts.DraftCreate.as_view(), name="draft-create"),
    path(
        "consultations/<int:pk>/redline/<uuid:key>/<str:language>/",
        drafts.RedlinePreview.as_view(),
        name="redline-preview",
    ),
    path(
        "consultations/<int:pk>/similar/<uuid:key>/", cosponsors.DraftSimilar.as_view(), name="draft-similar"
    ),
    path("consultations/<int:pk>/offline/", offline.OfflineUpload.as_view(), name="offline-upload"),
    path(
        "consultations/<int:pk>/offline/<slug:language>.xlsx",
        offline.OfflineDownload.as_view(),
        name="offline-form",
    ),
    path("offline/<uuid:form>/", offline.OfflinePreview.as_view(), name="offline-preview"),
    path("offline/<uuid:form>/discard/", offline.OfflineDiscard.as_view(), name="offline-discard"),
    path("filed/<uuid:comment>/join/", cosponsors.DraftJoin.as_view(), name="draft-join"),
    path("comments/<uuid:draft>/own/", cosponsors.DraftPart.as_view(), name="draft-part"),
    path("comments/<uuid:draft>/discussion/", discussion.DraftDiscussion.as_view(), name="draft-discussion"),
    path(
        "comments/messages/<uuid:message>/withdraw/",
        discussion.MessageWithdraw.as_view(),
        name="message-withdraw",
    ),
    path(
        "consultations/<int:pk>/discussion/",
        discussion.ConsultationDiscussion.as_view(),
        name="consultation-discussion",
    ),
    path("comments/<uuid:draft>/files/", files.DraftFiles.as_view(), name="draft-files"),
    path(
        "comments/<uuid:draft>/files/<uuid:attachment>/remove/",
        files.AttachmentRemove.as_view(),
        name="attachment-remove",
    ),
    path("files/<uuid:attachment>/", files.AttachmentDownload.as_view(), name="attachment-download"),
    path("comments/<uuid:draft>/", drafts.DraftEdit.as_view(), name="draft-edit"),
    path("comments/<uuid:draft>/remove/", drafts.DraftRemove.as_view(), name="draft-remove"),
    path("consultations/<int:pk>/answer/", answers.ResponseSubmit.as_view(), name="response-submit"),
    path(
        "consultations/<int:pk>/no-objection/",
        answers.ResponseNoObjection.as_view(),
        name="response-no-objection",
    ),
    path(
        "consultations/<int:pk>/answers/<slug:code>/",
        versions.AnswerVersions.as_view(),
        name="answer-versions",
    ),
    path("consultations/<int:pk>/withdrawal/", answers.ResponseWithdraw.as_view(), name="response-withdraw"),
    path("consultations/<int:pk>/events/", events.EventForm.as_view(), name="event-create"),
    path("consultations/<int:pk>/events/<uuid:event>/", events.EventForm.as_view(), name="event-edit"),
    path("consultations/<int:pk>/events/<uuid:event>/file/", events.EventFile.as_view(), name="event-file"),
    path(
        "consultations/<int:pk>/events/<uuid:event>/remove/",
        events.EventRemove.as_view(),
        name="event-remove",
    ),
    path("answers/", answers.AnswerList.as_view(), name="answer-list"),
    path("receipts/check/", answers.ReceiptCheck.as_view(), name="receipt-check"),
    path("receipts/<path:number>/", answers.ReceiptDetail.as_view(), name="receipt-detail"),
]
