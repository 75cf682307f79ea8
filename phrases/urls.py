from django.urls import path

from phrases.views import correcting, deciding, listing

app_name = "phrases"

urlpatterns = [
    path("", listing.PhraseList.as_view(), name="phrase-list"),
    path("corrections/", listing.CorrectionList.as_view(), name="correction-list"),
    path("corrections/<int:pk>/", deciding.CorrectionDetail.as_view(), name="correction-detail"),
    path("corrections/<int:pk>/approve/", deciding.Approve.as_view(), name="correction-approve"),
    path("corrections/<int:pk>/refuse/", deciding.Refuse.as_view(), name="correction-refuse"),
    path("corrections/<int:pk>/withdraw/", deciding.Withdraw.as_view(), name="correction-withdraw"),
    path("export/<slug:language>.po", listing.Export.as_view(), name="correction-export"),
    path("<slug:key>/", correcting.PhraseDetail.as_view(), name="phrase-detail"),
    path("<slug:key>/<slug:language>/", correcting.Propose.as_view(), name="correction-propose"),
]
