from django.urls import path

from plans.views import (
    blocks,
    compare,
    deciding,
    editor,
    history,
    papers,
    proofreading,
    published,
    reading,
    texts,
    word,
)

app_name = "plans"

urlpatterns = [
    path("", papers.PaperList.as_view(), name="paper-list"),
    path("new/", papers.PaperCreate.as_view(), name="paper-create"),
    path("new/word/", word.WordNew.as_view(), name="word-new"),
    path("word/<uuid:key>/", word.WordImportDetail.as_view(), name="word-import"),
    path("word/<uuid:key>/changes/", word.WordChanges.as_view(), name="word-changes"),
    path("word/<uuid:key>/discard/", word.WordDiscard.as_view(), name="word-discard"),
    path("in-force/", published.PublishedList.as_view(), name="published-list"),
    path("in-force/<slug:slug>/", published.PublishedDetail.as_view(), name="published-detail"),
    path(
        "in-force/<slug:slug>/<slug:language>.akn.xml",
        published.PublishedAkomaNtoso.as_view(),
        name="published-akoma-ntoso",
    ),
    path(
        "in-force/<slug:slug>/<slug:language>.docx", published.PublishedWord.as_view(), name="published-word"
    ),
    path("<slug:slug>/", papers.PaperDetail.as_view(), name="paper-detail"),
    path("<slug:slug>/text/", reading.PaperText.as_view(), name="paper-text"),
    path("<slug:slug>/text-status/", papers.PaperTextStatus.as_view(), name="paper-text-status"),
    path("<slug:slug>/decisions/<slug:decision>/", deciding.PaperDecide.as_view(), name="paper-decide"),
    path(
        "<slug:slug>/decisions/<int:pk>/document/",
        deciding.DecisionDocument.as_view(),
        name="decision-document",
    ),
    path("<slug:slug>/revisions/<int:number>/", reading.RevisionDetail.as_view(), name="revision-detail"),
    path("<slug:slug>/compare/", compare.PaperCompare.as_view(), name="paper-compare"),
    path(
        "<slug:slug>/compare/<slug:earlier>/<slug:later>/<slug:language>.docx",
        compare.PaperCompareWord.as_view(),
        name="paper-compare-word",
    ),
    path("<slug:slug>/word/", word.WordUpload.as_view(), name="word-upload"),
    path("<slug:slug>/word/<slug:language>.docx", word.PaperWord.as_view(), name="paper-word"),
    path(
        "<slug:slug>/revisions/<int:number>/<slug:language>.docx",
        word.RevisionWord.as_view(),
        name="revision-word",
    ),
    path(
        "<slug:slug>/revisions/<int:number>/<slug:language>.akn.xml",
        reading.RevisionAkomaNtoso.as_view(),
        name="revision-akoma-ntoso",
    ),
    path("<slug:slug>/edit/", editor.PaperEdit.as_view(), name="paper-edit"),
    path("<slug:slug>/edit/people/", editor.PaperPresence.as_view(), name="paper-presence"),
    path("<slug:slug>/history/", history.PaperHistory.as_view(), name="paper-history"),
    path("<slug:slug>/gate/", papers.PaperGate.as_view(), name="paper-gate"),
    path("<slug:slug>/gate/override/", papers.GateOverride.as_view(), name="gate-override"),
    path("<slug:slug>/review/<slug:language>/", papers.PaperReview.as_view(), name="paper-review"),
    path(
        "<slug:slug>/proofread/<slug:language>/",
        proofreading.PaperProofread.as_view(),
        name="paper-proofread",
    ),
    path("<slug:slug>/blocks/add/", editor.BlockAdd.as_view(), name="block-add"),
    path("<slug:slug>/blocks/<uuid:key>/move/", blocks.BlockMove.as_view(), name="block-move"),
    path("<slug:slug>/blocks/<uuid:key>/remove/", blocks.BlockRemove.as_view(), name="block-remove"),
    path("<slug:slug>/blocks/<uuid:key>/restore/", blocks.BlockRestore.as_view(), name="block-restore"),
    path("<slug:slug>/blocks/<uuid:key>/kind/", blocks.BlockKindChange.as_view(), name="block-kind"),
    path("<slug:slug>/blocks/<uuid:key>/split/", blocks.BlockSplit.as_view(), name="block-split"),
    path("<slug:slug>/blocks/<uuid:key>/join/", blocks.BlockJoin.as_view(), name="block-join"),
    path("<slug:slug>/blocks/<uuid:key>/history/", history.BlockHistory.as_view(), name="block-history"),
    path(
        "<slug:slug>/blocks/<uuid:key>/<slug:language>/confirm/",
        texts.BlockConfirm.as_view(),
        name="block-confirm",
    ),
    path(
        "<slug:slug>/blocks/<uuid:key>/<slug:language>/review/",
        texts.BlockReview.as_view(),
        name="block-review",
    ),
    path(
        "<slug:slug>/blocks/<uuid:key>/<slug:language>/presence/",
        texts.BlockPresence.as_view(),
        name="block-presence",
    ),
    path("<slug:slug>/blocks/<uuid:key>/<slug:language>/", texts.BlockEdit.as_view(), name="block-edit"),
]
