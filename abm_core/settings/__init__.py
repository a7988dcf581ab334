"""Every default, once: with its meaning and the place it comes from."""

from __future__ import annotations

from abm_core.settings.health import *  # noqa: F403  (their names are names of this module)
from abm_core.settings.lift import *  # noqa: F403
from abm_core.settings.lift_data import *  # noqa: F403
from abm_core.settings.review import *  # noqa: F403
from abm_core.settings.review_changes import *  # noqa: F403
from abm_core.settings.setting import Setting as Setting
from abm_core.settings.signals import *  # noqa: F403

DESIGN = "design notes, section 4"

CUTOFFS = Setting(
    (80.0, 60.0, 40.0),
    "Lowest account score admitted to tier 1, 2 and 3; the cutoff itself is in.",
    DESIGN,
)
GATES = Setting(
    (0.6, 0.4, 0.3),
    "Lowest completeness admitted to tier 1, 2 and 3, so that one known field earns no tier 1.",
    DESIGN,
)
CAPACITIES = Setting(
    (25, 200, 2000),
    "Accounts that the team can work on in tier 1, 2 and 3. Above it the screen warns.",
    DESIGN,
)
GUARD_RAILS = Setting(
    ((10, 25), (50, 200), (500, 2000)),
    "Sizes of tier 1, 2 and 3 that practice recommends.",
    DESIGN,
)
SCORE_DECIMALS = Setting(
    6, "Scores are compared after rounding to this many decimals.", DESIGN
)
WEIGHT_LIMITS = Setting(
    (0, 100), "Range of importance points of one criterion.", "screen notes, decision 2"
)
CUTOFF_STEP = Setting(
    0.5, "Step of the cutoff sliders, in points of the account score.", "screen notes, 4.2"
)
NEAR_CUTOFF = Setting(
    1.0, "Accounts this close to a cutoff are called close calls, in points.", "screen notes, 4.2"
)
HYSTERESIS = Setting(
    2.0,
    "Points by which a promoted or demoted account must pass a cutoff when tiers are refreshed.",
    DESIGN,
)
TURNOVER_LIMIT = Setting(
    0.25, "Turnover of a list or tier in a quarter above which it is flagged.", DESIGN
)
OVERRIDE_DAYS = Setting(90, "Days that an override holds when no end is given.", "this product")
DRAFT_DAYS = Setting(
    30, "Days that an unsaved draft is kept for the window that left it.", "this product"
)
ON_DECK = Setting(20, "Accounts per tier that are shown as next in line.", "this product")
PROGRAMME = Setting(
    "ABM programme", "Name of the programme when none is given.", "this product"
)
PROFILE = Setting("Ideal customer", "Name of a profile when none is given.", "this product")
LIST_ROWS = Setting(
    150, "Rows of a list on screen; the Excel file holds all of them.", "screen notes, 2.2"
)
FALLBACK_CURRENCY = Setting(
    "", "Currency shown when no opportunity states one: a bare number.", "this product"
)
REPORTING_CURRENCY = Setting(
    "", "Currency of every sum; none chosen: the one that most opportunities state.", DESIGN
)
FISCAL_MONTH = Setting(1, "First month of the fiscal year, 1 to 12.", "this product")
TIME_ZONE = Setting("UTC", "Time zone in which days and weeks begin.", "this product")
OWN_DOMAINS: Setting[tuple[str, ...]] = Setting(
    (), "Web and mail domains of your own company, so that colleagues are never prospects.", DESIGN
)
FRESH_DAYS = Setting(
    14,
    "Days after which data are due for a new export: since their newest day where something "
    "happens every week, since their import otherwise.",
    "this product",
)
MOSTLY = Setting(
    0.5, "A field is there for a question once this share of rows fills it.", "this product"
)
CONFIDENCE = Setting(
    0.95, "How often an interval of this kind holds the true value.", "statistics notes"
)
BACKTEST_LEAST = Setting(
    50,
    "Won opportunities, and lost ones, below which a back-test gives no numbers.",
    "what products of this kind ask for: 50 won and 50 to 150 lost",
)
LEAK_AUC = Setting(
    0.9,
    "A single criterion that tells won from lost this well probably saw the outcome (AUC).",
    "statistics notes, 2c",
)
STABILITY_DRAWS = Setting(1000, "Weight vectors that the stability of a tier is tried on.", DESIGN)
STABILITY_SPREAD = Setting(
    0.1, "How far each weight of such a vector may lie from the profile's, as a share.", DESIGN
)
STABLE_FROM = Setting(
    0.95, "An account is stable if it keeps its tier under this share of vectors.", "this product"
)
SCORE_SHEET_ROWS = Setting(
    20_000, "Accounts in a workbook with live formulas, so that Excel answers at once.",
    "this product",
)
TIER_SHARES = Setting(
    (0.05, 0.15, 0.4),
    "Largest share of all accounts that a preset gives to tier 1, 2 and 3; a profile that more "
    "accounts fit is not tight.",
    "practice: an ideal customer is too wide when more than 40 % of the market fits",
)
TIE_SHARE = Setting(
    0.25, "Share of a tier's places left empty by accounts of one score from which it is said.",
    "this product",
)
ABM_DEAL_SIZE = Setting(
    50_000.0, "Account-based work asks for a median won deal above this, in dollars.",
    "practice: above $50K",
)
ABM_STAKEHOLDERS = Setting(
    5.0, "Account-based work asks for this many people in a purchase.", "practice: 5 or more"
)
ABM_CYCLE_DAYS = Setting(
    91.0, "Account-based work asks for a median sales cycle above this, in days.",
    "practice: above 3 months",
)
ABM_BEST_CUSTOMERS = Setting(
    0.2, "Customers that count as the best, as a share.", "practice: the rule of 80 and 20"
)
ABM_CONCENTRATION = Setting(
    0.6,
    "From this share of revenue with the best customers on, revenue counts as concentrated.",
    "this product; the rule of thumb says 80 %, which few companies reach",
)
ABM_LEAST = Setting(10, "Cases below which a sign cannot be told.", "this product")
HOURS_PER_PERSON = Setting(
    375.0, "Hours that one seller has for accounts in a quarter.",
    "Winning by Design: some 1,500 selling hours a year",
)
HOURS_PER_ACCOUNT = Setting(
    (30.0, 10.0, 0.5), "Hours that an account of tier 1, 2 and 3 takes in a quarter.",
    "Winning by Design: a seller serves 6 to 20 large or 20 to 50 field accounts; tier 3 is "
    "served by machine",
)
PIPELINE_YEARS = Setting(
    2.0, "Years of history that the expected pipeline of a tier is taken from.", "this product"
)
PIPELINE_LEAST = Setting(
    20, "Opportunities of a tier's accounts below which no pipeline is expected.", "this product"
)
BOOTSTRAP_DRAWS = Setting(1000, "Samples of accounts behind a bootstrap interval.", "this product")
ISOTONIC_FROM = Setting(
    1000, "Deals from which chances follow steps rather than a logistic curve.",
    "statistics notes, 2c",
)
NEWEST_SHARE = Setting(
    0.2, "Share of the deals, the newest, on which learned chances are tried.",
    "statistics notes, 2c",
)
CALIBRATION_LEAST = Setting(
    20, "Won deals, and lost ones, on either side of that line.", "this product"
)
WINDOW_WEEKS = Setting(
    13, "Complete weeks that window points, stages and engaged contacts look back on.", DESIGN
)
DAILY_CAP = Setting(
    20, "Activities of one kind that count per contact and day, those of theirs first.", DESIGN
)
VISIT_MINUTES = Setting(30.0, "Minutes that one page visit counts at most.", DESIGN)
MOST_MINUTES = Setting(
    480.0,
    "Minutes that anything else counts at most: an entry over days in a calendar is no meeting of "
    "that length.",
    "this product: a working day",
)
BOT_VISITS = Setting(
    100,
    "Page visits of at most a minute by one contact, or by an account's unknown visitor, above "
    "which a day's short visits are a machine's and left out.",
    "this product: people read what they open",
)
BOT_MINUTES = Setting(
    1.0, "Minutes up to which a page visit is short; one that says none is.", "this product"
)
BASE_POINTS = Setting(
    {
        "page visit": 1.0, "mail open": 0.0, "mail click": 1.0, "mail reply": 2.0,
        "mail sent": 0.0, "download": 10.0, "form fill": 10.0, "webinar": 30.0, "meeting": None,
        "call": 1.0, "on-site event": 120.0, "ad impression": 0.0, "ad click": 1.0, "other": 0.0,
    },
    "Points of one activity by kind; none for a kind whose points are its minutes.",
    f"{DESIGN}; for clicks, which the notes leave open, those of a page visit",
)  # fmt: skip
MEETING_MINUTES = Setting(
    30.0, "Minutes of an activity whose points are its minutes, where it does not say them.",
    "practice: 30 minutes for a sales meeting",
)
SENIORITY_MULTIPLIERS = Setting(
    {"c-level": 2.0, "vp": 1.5, "director": 1.25, "manager": 1.0, "other": 0.5},
    "What the points of a contact are multiplied with, by seniority.",
    DESIGN,
)
UNKNOWN_VISITOR = Setting(
    0.5, "What the points of an account's unknown visitor are multiplied with.", DESIGN
)
HALF_LIFE = Setting(
    30.0, "Days after which an activity counts half in current points.", DESIGN
)
BLEND = Setting(
    0.75,
    "Exponent with which contacts blend into an account: 1 adds them up, less than 1 counts "
    "several people more than one busy person.",
    DESIGN,
)
LEAST_POINTS = Setting(
    1.0, "Points from which a contact counts in the blend of its account.", DESIGN
)
ENGAGED_POINTS = Setting(
    5.0, "Window points from which a contact is engaged whatever it did.", DESIGN
)
DECAY_WEEKS = Setting(
    52, "Weeks that current points look back on; what is older counts less than 0.03 %.",
    "this product",
)
STAGE_AWARE_WEEKS = Setting(
    4, "Weeks for which an activity of theirs, or a surge, makes an account aware.", DESIGN
)
STAGE_ENGAGED_POINTS = Setting(
    10.0, "Window points from which an account is engaged.", DESIGN
)
STAGE_ENGAGED_PEOPLE = Setting(
    2, "Named contacts that the points of an engaged account must come from.", DESIGN
)
STAGE_QUALIFIED_POINTS = Setting(
    100.0, "Window points from which an account is qualified (MQA).", DESIGN
)
STAGE_QUALIFIED_PEOPLE = Setting(
    2, "Named contacts that the points of a qualified account must come from.", DESIGN
)
STAGE_QUALIFIED_FIT = Setting(50.0, "Lowest fit of a qualified account, 0 to 100.", DESIGN)
STAGE_EXPANDED_WEEKS = Setting(
    13, "Weeks after a won expansion until the next journey of the customer begins.",
    "this product: one window",
)
STAGE_PERIOD_WEEKS = Setting(
    52, "Weeks in which an account must have entered a stage to count for its pace.",
    "this product: a year, so that every season is in",
)
STAGE_LEAST = Setting(
    10, "Accounts below which a cell of a table of stages is hidden.", "statistics notes, 2d"
)
STAGE_MOVES_LIMIT = Setting(
    0.05, "Share of moves backward, or past a stage, above which the screen warns.",
    "screen notes, 4.7",
)
STAGE_STUCK = Setting(
    0.8, "An account is stuck once this share of accounts has left the stage sooner.",
    "screen notes, 4.7",
)
MOVING_WEEKS = Setting(
    4, "Complete weeks whose mean a week is compared with, to tell who is moving.",
    "practice: the mean of the four weeks before",
)
MOVING_PEOPLE = Setting(
    2, "Named contacts that an account needs to count as moving.", "practice: two or more people"
)
SINGLE_THREAD_POINTS = Setting(
    10.0, "Window points of one named contact from which an account hangs on that contact alone.",
    DESIGN,
)
