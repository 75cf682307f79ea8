from django.urls import path

from guide import views

app_name = "guide"

urlpatterns = [
    path("", views.HelpView.as_view(), name="help"),
    path("hints/<slug:name>/hide/", views.HintHide.as_view(), name="hint-hide"),
    path("walk/end/", views.WalkEnd.as_view(), name="walk-end"),
    path("walk/<int:number>/", views.WalkGo.as_view(), name="walk-go"),
    path("accessibility/", views.AccessibilityView.as_view(), name="accessibility"),
    path("keys/", views.KeysView.as_view(), name="keys"),
    path("guides/<slug:slug>/", views.GuideView.as_view(), name="guide"),
]
