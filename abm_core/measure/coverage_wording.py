"""Every sentence about coverage, in one place."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from abm_core import committee_settings, formats
from abm_core.measure.coverage import MISSING, PARTLY, STALE, UNREACHABLE, Coverage
from abm_core.measure.coverage_health import Health
from abm_core.measure.coverage_map import Figures

NO_LIST = "No account is on the target list, so nothing is required yet. Save tiers first."


def headline(found: Coverage) -> str:
    """The largest gap in the highest tier that has one, by accounts where it is due, and the
    pipeline that sits in it.
    """
    if found.accounts.empty:
        return NO_LIST
    short = found.cells[found.cells["n_covered"] < found.cells["n_required"]]
    if short.empty:
        return "Every required role is covered at every account of the target list."
    tier = short["tier"].min()
    of_tier = short[short["tier"] == tier]
    counts = of_tier.groupby("requirement")["account_id"].nunique()
    due = of_tier.groupby("requirement")["is_due"].sum()
    role = sorted(counts.index, key=lambda one: (-due[one], -counts[one], one))[0]
    accounts = found.accounts
    n_all = int((accounts["tier"] == tier).sum())
    ids = of_tier[of_tier["requirement"] == role]["account_id"]
    amount = accounts[accounts["account_id"].isin(ids)]["open_pipeline"].sum()
    have = "has" if len(ids) == 1 else "have"
    text = (f"{formats.count(len(ids))} of {formats.counted(n_all, f'tier {tier} account')} {have} "
            f"no usable {role}{_due(int(due[role]), len(ids))}")  # fmt: skip
    if amount > 0:
        text += f", and {formats.money(float(amount), found.currency)} of open pipeline sits there"
    return f"{text}."


def health_sentences(one: Health) -> list[str]:
    """Reach, staleness and threads of a list, in words."""
    if not one.n_accounts:
        return [NO_LIST]
    low, high = committee_settings.COVERAGE_TARGET.value
    said = [
        f"{formats.percent(one.coverage)} of required contacts are there; practice aims at "
        f"{formats.percent(low)} to {formats.percent(high)}.",
        f"{formats.percent(one.present)} of {formats.counted(one.n_accounts, 'account')} have a "
        f"contact, {formats.percent(one.reach)} one who can be reached and is current, "
        f"{formats.percent(one.engaged)} one who is engaged.",
        f"{one.contacts_per_account:.1f} contacts per account, {one.median_contacts:g} at the "
        "median.",
    ]
    if one.n_contacts:
        said.append(
            f"{formats.percent(one.stale)} of contacts are stale today; if nobody verifies any, "
            f"{formats.percent(one.stale_next)} will be in a quarter (at "
            f"{formats.percent(committee_settings.DECAY_A_YEAR.value)} a year). "
            f"{formats.percent(one.unverified)} were never verified."
        )
    if not math.isnan(one.threaded):
        said.append(
            f"{formats.percent(one.threaded)} of tier 1 and 2 accounts have engaged contacts "
            "enough."
        )
    if one.n_single_threaded:
        n = one.n_single_threaded
        said.append(
            f"At {formats.counted(n, 'account')} all engagement comes from one contact."
        )
    return said


def gap_sentence(row: pd.Series, currency: str) -> str:
    """One role of one tier: at how many accounts it is missing."""
    text = (
        f"Tier {row['tier']}: {row['requirement']} missing at {formats.count(row['n_missing'])} of "
        f"{formats.counted(int(row['n_accounts']), 'account')}"
        f"{_due(int(row['n_due']), int(row['n_missing']))}"
    )
    if row["open_pipeline"] > 0:
        text += f", with {formats.money(float(row['open_pipeline']), currency)} of open pipeline"
    return f"{text}."


def _due(n_due: int, n_missing: int) -> str:
    """At how many of the accounts that miss a role it is due; nothing where at none."""
    if not n_due:
        return ""
    if n_due == n_missing:
        return ", due now" if n_due == 1 else ", due now at all of them"
    return f", due now at {formats.count(n_due)} of them"


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


EMPTY_TITLE = "Save tiers to see whom you know at them"
EMPTY = (
    "Coverage compares the contacts at target accounts with the roles that their tier requires. "
    "Tiers are saved on ICP & tiers; contacts with titles come from your CRM's export."
)
FAMILIES = (
    "Families takes all accounts under one ultimate parent together: their people cover the roles "
    "that the target account in the best tier requires, each once."
)
ONE_FAMILY = "Accounts of one family count as one, under the target in the best tier."
NOBODY_HERE = "No target account has this tier, owner and segment."
NO_ACCOUNTS_TITLE = "Bring accounts and contacts, or try the sample"
READING = (
    "A role is covered by a contact in it who can be reached and is not stale; engaged is who "
    "answered or gathered points in the last 13 weeks."
)
LADDER = "Share of required contacts, each role up to the number that it needs."
UPLOADS = (
    "The accounts on this screen in the exact template of a platform. Nobody who opted out, whose "
    "mail bounced or who left is in it."
)
NO_ROLES = (
    "No contact at these accounts has a buying role yet. Roles come from the CRM's role field, "
    "from job titles, and from you: import contacts with titles, or map their titles in Data."
)
SHORT = {MISSING: "missing", UNREACHABLE: "unreachable", STALE: "stale"}
LEVEL_SENTENCES = {
    MISSING: "nobody known.", UNREACHABLE: "nobody who can be reached.",
    STALE: "only stale contacts.",
}  # fmt: skip


def cell(row: dict[Any, Any]) -> str:
    """What stands in a cell: engaged / usable contacts, or a word for why there are too few."""
    if row["level"] == PARTLY:
        return f"{row['n_current']} of {row['n_required']}"
    return SHORT.get(row["level"], f"{row['n_engaged']}/{row['n_current']}")


def cell_sentence(row: dict[Any, Any]) -> str:
    """One cell in words: "Acme, champion: 2 known, 2 reachable, 1 current, 0 engaged; 1 needed"."""
    begin = f"{row['name']}, {row['requirement']}: "
    end = _needed_by(row)
    if row["level"] == MISSING:
        return f"{begin}{LEVEL_SENTENCES[MISSING]}{end}"
    steps = (f"{row['n_identified']} known, {row['n_reachable']} reachable, {row['n_current']} "
             f"current, {row['n_engaged']} engaged; {row['n_required']} needed")  # fmt: skip
    why = LEVEL_SENTENCES.get(row["level"])
    said = f"{why} {steps[:1].upper()}{steps[1:]}." if why else f"{steps}."
    return f"{begin}{said}{end}"


def line_sentence(row: dict[Any, Any]) -> str:
    """A required role of an account in a line, and whether it is due where it is not covered."""
    return (f"{row['requirement']}: {row['level']} ({row['n_current']} usable, "
            f"{row['n_required']} required).{_needed_by(row)}")  # fmt: skip


def _needed_by(row: dict[Any, Any]) -> str:
    """Whether a role that is not covered is due; nothing where it is covered."""
    if row["n_covered"] >= row["n_required"]:
        return ""
    return " Due now." if row["is_due"] else f" It matters from stage {row['stage']}."


def pipeline(row: dict[Any, Any], currency: str) -> str:
    """What is open at an account; "no amount" where deals are open without one."""
    if not row["n_open"]:
        return formats.NONE
    amount = float(row["open_pipeline"])
    return formats.money(amount, currency) if amount > 0 else "no amount"


def cards(found: Figures, currency: str) -> list[tuple[str, str, str, str]]:
    """Four figures: label, value, what stands beneath, and what it means."""
    low, high = committee_settings.COVERAGE_TARGET.value
    of_all = f"of {formats.counted(found.n_accounts, 'account')}"
    at_risk = "Open pipeline of accounts that miss a required role."
    if found.n_without_amount:
        deals = formats.counted(found.n_without_amount, "open deal")
        at_risk += f" {deals} without an amount not counted."
    return [
        ("Coverage", formats.percent(found.coverage),
         f"{formats.count(found.n_covered)} of {formats.counted(found.n_required, 'contact')}",
         "Usable contacts (reachable and current) in required roles, each role up to the number "
         f"that it needs. Practice aims at {100 * low:.0f} to {formats.percent(high)}."),
        ("Every role covered", formats.count(found.n_complete), of_all,
         "Accounts where no required role is missing."),
        ("On one contact", formats.count(found.n_single_threaded), of_all,
         "Accounts where all engagement points of the last 13 weeks come from one contact."),
        ("Pipeline at risk", formats.money(found.pipeline_at_risk, currency),
         f"of {formats.money(found.pipeline, currency)} open", at_risk),
    ]  # fmt: skip


def map_line(found: Coverage, page: int, rows: int, n_all: int) -> str:
    """Which accounts the map shows, and how its cells are read."""
    which = formats.counted(n_all, "account")
    if len(found.accounts) < n_all:
        before = (page - 1) * rows
        last = formats.count(before + len(found.accounts))
        which = f"Accounts {formats.count(before + 1)} to {last} of {formats.count(n_all)}"
    n_cells = len(found.accounts) * found.cells["requirement"].nunique()
    blank = "; blank where a tier does not require the role" if len(found.cells) < n_cells else ""
    later = ~found.cells["is_due"] & (found.cells["n_covered"] < found.cells["n_required"])
    grey = "; grey where it matters at a later stage only" if later.any() else ""
    return (f"{which}: those with a missing role first, most open pipeline on top. Cells: engaged "
            f"/ usable contacts{blank}{grey}. Click one for its people.")  # fmt: skip


def knows_roles(found: Coverage) -> bool:
    """Whether any contact has one of the required roles."""
    return bool(found.cells["n_identified"].any())


def map_told(found: Coverage) -> str:
    """The map in one sentence, for who cannot see it."""
    short = found.cells[found.cells["n_covered"] < found.cells["n_required"]]
    if short.empty:
        return "Every required role of these accounts is covered."
    counts = short.groupby("requirement")["account_id"].nunique()
    order = sorted(counts.index, key=lambda one: (-counts[one], one))
    told = formats.listed([f"{role} at {formats.count(counts[role])}" for role in order])
    return f"Of {formats.counted(len(found.accounts), 'account')} not covered: {told}."


def group_name(by: str, group: str) -> str:
    """A group of the ladder by name: roles, owners and segments as they are, tiers in words."""
    return formats.saved_tier(group) if by == "tier" else capital(group)


def some_groups(n: int, n_all: int) -> str:
    """Which groups are drawn where there are too many."""
    return f"The {formats.count(n)} of {formats.count(n_all)} with most accounts that miss a role."


def ladder_told(table: pd.DataFrame) -> str:
    """The ladder in words, a sentence per role."""
    return " ".join(
        f"{capital(str(row['group']))}: identified {formats.percent(row['share_identified'])}, "
        f"reachable {formats.percent(row['share_reachable'])}, current "
        f"{formats.percent(row['share_current'])}, engaged {formats.percent(row['share_engaged'])}."
        for row in table.to_dict("records")
    )


def single_line(n: int, n_all: int) -> str:
    """How many accounts hang on one contact."""
    if not n:
        return "At no account does all engagement come from one contact."
    return (f"At {formats.count(n)} of {formats.counted(n_all, 'account')} all engagement comes "
            "from one contact. If that person leaves, the account is lost sight of.")  # fmt: skip


def people_line(n: int, requirement: str, account: str) -> str:
    """How many people stand behind one cell."""
    if not n:
        return f"Nobody at {account} is known as {requirement}."
    verb = "is" if n == 1 else "are"
    return f"{formats.counted(n, 'contact')} at {account} {verb} known as {requirement}."


def candidates_line(n: int, titles: str) -> str:
    """Who in our data could fill a role, or what to look for."""
    if n:
        return f"Could fill it, by {'their titles' if n > 1 else 'the title'}:"
    looked = f" Titles to look for: {titles}." if titles else ""
    return f"Nobody in the data has a title that fits.{looked}"


def standing(row: dict[Any, Any]) -> str:
    """Where on the ladder a person stands."""
    if not row["reachable"]:
        return "cannot be reached"
    if row["stale"]:
        return "stale"
    if row["engaged"]:
        return "engaged"
    return "current, never verified" if row.get("unverified") else "current"


def source(is_said: bool) -> str:
    """Where a role comes from."""
    return "CRM or a person" if is_said else "inferred"


def gap_sentences(table: pd.DataFrame, currency: str) -> list[str]:
    """A sentence per role and tier that misses it, and where our data hold who could fill it."""
    some = [row for _, row in table.iterrows() if row["n_missing"]]
    if not some:
        return ["Every required role is covered."]
    return [f"{gap_sentence(row, currency)} {_fillable(row)}" for row in some]


def _fillable(row: pd.Series) -> str:
    n = int(row["n_fillable"])
    if not n:
        return "Nobody in the data could fill it by title."
    return f"At {formats.count(n)} of them somebody in the data could fill it, by title."
