"""What the pages of the dashboard share: everybody who works in the portal has them."""

from cica_portal.web.pages import Page


class DashboardPage(Page):
    permission = "dashboard.view_dashboard"
