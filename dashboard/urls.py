from django.urls import path

from dashboard.views import copies, digests, feeds, points

app_name = "dashboard"

urlpatterns = [
    path("restored-copy/", copies.Copy.as_view(), name="copy"),
    path("account/calendars/", feeds.Subscriptions.as_view(), name="subscriptions"),
    path("account/digests/", digests.DigestSettings.as_view(), name="digest-settings"),
    path("feeds/own.atom", feeds.Feed.as_view(), name="own-feed"),
    path("feeds/<slug:token>.atom", feeds.Feed.as_view(), name="feed"),
    path("points/", points.OpenPoints.as_view(), name="open-points"),
    path("points/<slug:slug>/", points.PlanPoints.as_view(), name="plan-points"),
]
