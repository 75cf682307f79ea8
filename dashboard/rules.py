"""Who has a start page and addresses to subscribe to: everybody who works in the portal (rule 1)."""

import rules

from members.rules import is_coordinator, is_delegate, is_secretariat

rules.add_perm("dashboard.view_dashboard", is_secretariat | is_coordinator | is_delegate)
