from cica_portal.web.routes import page
from phrases.views import correcting, deciding, house, listing, terms

app_name = "phrases"

urlpatterns = [
    page("", listing.PhraseList, "phrase-list"),
    page("corrections/", listing.CorrectionList, "correction-list"),
    page("corrections/<int:pk>/", deciding.CorrectionDetail, "correction-detail"),
    page("corrections/<int:pk>/approve/", deciding.Approve, "correction-approve"),
    page("corrections/<int:pk>/refuse/", deciding.Refuse, "correction-refuse"),
    page("corrections/<int:pk>/withdraw/", deciding.Withdraw, "correction-withdraw"),
    page("glossary/", terms.TermList, "term-list"),
    page("glossary/new/", terms.TermCreate, "term-create"),
    page("glossary/<slug:code>/", terms.TermEdit, "term-edit"),
    page("house/", house.HouseList, "house-list"),
    page("house/state-new/", house.StateCreate, "state-create"),
    page("house/<slug:name>/", house.HouseEdit, "house-edit"),
    page("export/<slug:language>.po", listing.Export, "correction-export"),
    page("<slug:key>/", correcting.PhraseDetail, "phrase-detail"),
    page("<slug:key>/<slug:language>/", correcting.Propose, "correction-propose"),
]
