"""Where the screens lie. Imports nothing: the frame is drawn before anything heavy loads."""

from __future__ import annotations

ICP_PAGE = "pages/icp_tiers.py"
ACCOUNT_PAGE = "pages/account.py"
COMMITTEE_PAGE = "pages/committee.py"
COVERAGE_PAGE = "pages/coverage.py"
ENGAGEMENT_PAGE = "pages/engagement.py"
DATA_PAGE = "pages/data.py"
SETTINGS_PAGE = "pages/settings.py"
STAGES_PAGE = "pages/stages.py"
BASELINE_PAGE = "pages/baseline.py"
LIFT_PAGE = "pages/lift.py"
ACTIONS_PAGE = "pages/actions.py"
LISTS_PAGE = "pages/lists.py"
