from django.urls import path

from plans.views import compare, editor, papers, reading

app_name = "plans"

urlpatterns = [
    path("", papers.PaperList.as_view(), name="paper-list"),
    path("new/", papers.PaperCreate.as_view(), name="paper-create"),
    path("<slug:slug>/", papers.PaperDetail.as_view(), name="paper-detail"),
    path("<slug:slug>/text/", reading.PaperText.as_view(), name="paper-text"),
    path("<slug:slug>/text-status/", papers.PaperTextStatus.as_view(), name="paper-text-status"),
    path("<slug:slug>/decisions/<slug:decision>/", papers.PaperDecide.as_view(), name="paper-decide"),
    path("<slug:slug>/revisions/<int:number>/", reading.RevisionDetail.as_view(), name="revision-detail"),
    path("<slug:slug>/compare/", compare.PaperCompare.as_view(), name="paper-compare"),
    path(
        "<slug:slug>/compare/<slug:earlier>/<slug:later>/<slug:language>.docx",
        compare.PaperCompareWord.as_view(),
        name="paper-compare-word",
    ),
    path("<slug:slug>/edit/", editor.PaperEdit.as_view(), name="paper-edit"),
    path("<slug:slug>/blocks/add/", editor.BlockAdd.as_view(), name="block-add"),
    path("<slug:slug>/blocks/<uuid:key>/move/", editor.BlockMove.as_view(), name="block-move"),
    path("<slug:slug>/blocks/<uuid:key>/remove/", editor.BlockRemove.as_view(), name="block-remove"),
    path("<slug:slug>/blocks/<uuid:key>/restore/", editor.BlockRestore.as_view(), name="block-restore"),
    path("<slug:slug>/blocks/<uuid:key>/<slug:language>/", editor.BlockEdit.as_view(), name="block-edit"),
]
