"""What the pages of the dashboard share: everybody who works in the portal has them."""

from members.pages import PortalPage


class DashboardPage(PortalPage):
    permission = "dashboard.view_dashboard"
    folder = "dashboard"
