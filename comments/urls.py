from cica_portal.web.routes import page
from comments.views import reading_page
from comments.views.answering import carry_over, dialogue, dispositions, reply_templates
from comments.views.compilation import exports, table, translations
from comments.views.procedure import acts, board, calendars
from comments.views.procedure import time_requests as asking
from comments.views.taking import settling, taking_in, tracing
from comments.views.writing import (
    answers,
    cosponsors,
    discussion,
    drafts,
    entering,
    events,
    files,
    offline,
    paragraph_tasks,
    previews,
    submitting,
    versions,
)

app_name = "comments"

urlpatterns = [
    page("consultations/", reading_page.ConsultationList, "consultation-list"),
    page("consultations/<int:pk>/", reading_page.ConsultationDetail, "consultation-detail"),
    page(
        "consultations/<int:pk>/text/<slug:language>.akn.xml",
        reading_page.ConsultationAkomaNtoso,
        "consultation-akoma-ntoso",
    ),
    page("consultations/<int:pk>/writers/", reading_page.ConsultationWriters, "consultation-writers"),
    page("consultations/<int:pk>/board/", board.ConsultationBoard, "consultation-board"),
    page("consultations/<int:pk>/board/pictures/", board.ConsultationPictures, "consultation-pictures"),
    page("consultations/<int:pk>/closing/", acts.ClosingDecide, "consultation-closing"),
    page("consultations/<int:pk>/acknowledgement/", acts.ConsultationAcknowledge, "consultation-acknowledge"),
    page("consultations/<int:pk>/deadline.ics", calendars.ConsultationCalendar, "consultation-calendar"),
    page("entered/<uuid:entered>/", entering.EnteredDetail, "entered-detail"),
    page("entered/<uuid:entered>/change/", entering.EnteredAmend, "entered-amend"),
    page("entered/<uuid:entered>/comments/new/", entering.EnteredRemarkWrite, "entered-remark-create"),
    page("entered/<uuid:entered>/comments/<int:remark>/", entering.EnteredRemarkWrite, "entered-remark-edit"),
    page(
        "entered/<uuid:entered>/comments/<int:remark>/remove/",
        entering.EnteredRemarkRemove,
        "entered-remark-remove",
    ),
    page("entered/<uuid:entered>/form/", entering.EnteredFormTake, "entered-form"),
    *entering.ACTS,
    page("entered/<uuid:entered>/send-back/", entering.EnteredSendBack, "entered-send-back"),
    # Of whoever shows the password; then those that hold it themselves, where they are allowed.
    page("calendars/own.ics", calendars.PersonCalendar, "own-calendar"),
    page("calendars/<slug:token>.ics", calendars.PersonCalendar, "person-calendar"),
    page("consultations/<int:pk>/our-deadline/", paragraph_tasks.InternalDeadlineSet, "internal-deadline"),
    page("consultations/<int:pk>/work/", paragraph_tasks.TaskList, "task-list"),
    page("consultations/<int:pk>/work/assign/", paragraph_tasks.TaskAssign, "task-assign"),
    page("consultations/<int:pk>/work/ready/", paragraph_tasks.TaskMark, "task-mark"),
    page("consultations/<int:pk>/grant/", acts.GrantGive, "consultation-grant"),
    page("consultations/<int:pk>/time-request/", asking.TimeRequestAsk, "time-request"),
    page("time-requests/<uuid:asked>/", asking.TimeRequestDecide, "time-request-decide"),
    page("time-requests/<uuid:asked>/withdraw/", asking.TimeRequestWithdraw, "time-request-withdraw"),
    page("consultations/<int:pk>/outcome/", acts.OutcomeConfirm, "consultation-outcome"),
    page("consultations/<int:pk>/release/", acts.CompilationReleaseView, "consultation-release"),
    page("consultations/<int:pk>/compilation/", table.ConsultationCompilation, "consultation-compilation"),
    page("consultations/<int:pk>/earlier/", carry_over.CarryingPage, "carrying"),
    page(
        "consultations/<int:pk>/compilation/numbers/", table.ConsultationStatistics, "consultation-statistics"
    ),
    page(
        "consultations/<int:pk>/compilation/<slug:language>.<slug:kind>",
        exports.CompilationFile,
        "compilation-file",
    ),
    page(
        "consultations/<int:pk>/translation/<slug:named>/<slug:language>/",
        translations.CommentTranslate,
        "comment-translate",
    ),
    page("consultations/<int:pk>/ours/", dialogue.OwnComments, "own-comments"),
    page("consultations/<int:pk>/ours/<uuid:comment>/position/", dialogue.CommentReact, "comment-react"),
    page(
        "consultations/<int:pk>/comments/<uuid:comment>/message/", dialogue.CommentClarify, "comment-clarify"
    ),
    page(
        "consultations/<int:pk>/comments/<uuid:comment>/message/<int:number>/no-reply/",
        dialogue.CommentSettle,
        "comment-settle",
    ),
    page("consultations/<int:pk>/answers/release/", dialogue.AnswersRelease, "answers-release"),
    page("consultations/<int:pk>/merge/all/", taking_in.TakeAllIn, "merge-all"),
    page("consultations/<int:pk>/merge/by-hand/<uuid:comment>/", taking_in.TakenByHand, "merge-by-hand"),
    page("consultations/<int:pk>/dispositions/", dispositions.DispositionList, "disposition-list"),
    page("consultations/<int:pk>/dispositions/undo/", settling.DispositionUndo, "disposition-undo"),
    page(
        "consultations/<int:pk>/dispositions/<uuid:comment>/",
        settling.DispositionDetail,
        "disposition-detail",
    ),
    page(
        "consultations/<int:pk>/dispositions/<uuid:comment>/change/",
        dispositions.ChangeDecide,
        "disposition-change",
    ),
    page(
        "consultations/<int:pk>/dispositions/<uuid:comment>/with/",
        dispositions.AnswerWith,
        "disposition-answer-with",
    ),
    page("traces/<slug:slug>/<slug:edition>/", tracing.TracePage, "trace"),
    page("replies/", reply_templates.ReplyTemplateList, "reply-template-list"),
    page("replies/new/", reply_templates.ReplyTemplateCreate, "reply-template-create"),
    page("replies/<int:template>/", reply_templates.ReplyTemplateEdit, "reply-template-edit"),
    page("replies/<int:template>/<slug:act>/", reply_templates.ReplyTemplateSwitch, "reply-template-switch"),
    page("consultations/<int:pk>/comment/", drafts.DraftCreate, "draft-create"),
    page(
        "consultations/<int:pk>/redline/<uuid:key>/<str:language>/",
        previews.RedlinePreview,
        "redline-preview",
    ),
    page("consultations/<int:pk>/similar/<uuid:key>/", cosponsors.DraftSimilar, "draft-similar"),
    page("consultations/<int:pk>/offline/", offline.OfflineUpload, "offline-upload"),
    page("consultations/<int:pk>/offline/<slug:language>.xlsx", offline.OfflineDownload, "offline-form"),
    page("offline/<uuid:form>/", offline.OfflinePreview, "offline-preview"),
    page("offline/<uuid:form>/discard/", offline.OfflineDiscard, "offline-discard"),
    page("consultations/<int:pk>/join/<slug:named>/", cosponsors.DraftJoin, "draft-join"),
    page("comments/<uuid:draft>/own/", cosponsors.DraftPart, "draft-part"),
    page("comments/<uuid:draft>/discussion/", discussion.DraftDiscussion, "draft-discussion"),
    page("comments/messages/<uuid:message>/withdraw/", discussion.MessageWithdraw, "message-withdraw"),
    page("consultations/<int:pk>/discussion/", discussion.ConsultationDiscussion, "consultation-discussion"),
    page("comments/<uuid:draft>/files/", files.DraftFiles, "draft-files"),
    page(
        "comments/<uuid:draft>/files/<uuid:attachment>/remove/", files.AttachmentRemove, "attachment-remove"
    ),
    page("files/<uuid:attachment>/", files.AttachmentDownload, "attachment-download"),
    page("comments/<uuid:draft>/", drafts.DraftEdit, "draft-edit"),
    page("comments/<uuid:draft>/remove/", drafts.DraftRemove, "draft-remove"),
    page("consultations/<int:pk>/answer/", submitting.ResponseSubmit, "response-submit"),
    page("consultations/<int:pk>/no-objection/", answers.ResponseNoObjection, "response-no-objection"),
    page("consultations/<int:pk>/answers/<slug:code>/", versions.AnswerVersions, "answer-versions"),
    page("consultations/<int:pk>/withdrawal/", answers.ResponseWithdraw, "response-withdraw"),
    page("consultations/<int:pk>/response/drafts/", answers.ResponseTakeOver, "response-take-over"),
    page("consultations/<int:pk>/events/", events.EventForm, "event-create"),
    page("consultations/<int:pk>/events/<uuid:event>/", events.EventForm, "event-edit"),
    page("consultations/<int:pk>/events/<uuid:event>/file/", events.EventFile, "event-file"),
    page("consultations/<int:pk>/events/<uuid:event>/remove/", events.EventRemove, "event-remove"),
    page("plans/<slug:slug>/proposals/<uuid:event>/submit/", events.SupplementFile, "supplement-file"),
    page("answers/", answers.AnswerList, "answer-list"),
    page("receipts/check/", answers.ReceiptCheck, "receipt-check"),
    page("receipts/<path:number>/content.json", answers.ReceiptContent, "receipt-content"),
    page("receipts/<path:number>/", answers.ReceiptDetail, "receipt-detail"),
]
