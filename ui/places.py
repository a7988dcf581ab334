"""Where the screens lie. Imports nothing: the frame is drawn before anything heavy loads.

A page's path in the address is the name of its file: a fresh server that is asked for another one
says first that there is no such page.
"""

from __future__ import annotations

REVIEW_PAGE = "pages/review.py"
ICP_PAGE = "pages/icp.py"
ICP_PATH = "icp"
# What an address of ICP & tiers may say; it was once the first page, without a path of its own.
ICP_LINKS = ("draft", "icp_list", "icp_search", "icp_view", "programme")
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
