"""Every sentence about roles and committees, in one place."""

from __future__ import annotations

from abm_core import committee_settings, formats
from abm_core.committee.people import Check, RoleOf

UNKNOWN_TIES = (
    "Who of us talks to whom is not known: activities of the last year do not name anybody of ours."
)
WINDOW = "the last 13 weeks"


def claim(one: RoleOf) -> str:
    """A role with how sure it is: "Likely champion (72 % confidence)", never a fact."""
    if one.source == "confirmed":
        return f"{_capital(one.role)} (confirmed)" if one.holds else f"Not {one.role} (confirmed)"
    if one.source == "stated":
        return f"{_capital(one.role)} (stated by the CRM)"
    likely = one.confidence >= committee_settings.INFERRED_FROM.value
    word = "Likely" if likely else "Possibly"
    return f"{word} {one.role} ({formats.percent(one.confidence)} confidence)"


def because(one: RoleOf) -> str:
    """Why the role is there, in words."""
    if one.source == "confirmed":
        said = f"A person said so: {one.evidence}" if one.evidence else "A person said so"
        return f"{said}{_where(one)}."
    if one.source == "stated":
        deals = formats.counted(one.n_opportunities, "opportunity", "opportunities")
        place = f" on {deals}" if one.n_opportunities else ""
        return f"The CRM says '{one.evidence}'{place}{_where(one)}."
    reasons = []
    if one.evidence:
        reasons.append(f"the title is '{one.evidence}'")
    if one.n_weeks:
        weeks = formats.counted(one.n_weeks, "week")
        reasons.append(f"replied, met, called or filled in a form in {weeks} of {WINDOW}")
    return f"{_capital(formats.listed(reasons))}." if reasons else "No evidence is kept."


def _where(one: RoleOf) -> str:
    return ", at the former account" if one.elsewhere else ""


NOT_DUE = {
    "procurement": "Nobody yet; it matters once there is an opportunity.",
    "power": "Nobody yet who can say yes; it matters by the time a proposal is out.",
}
FAILED = {
    "champion": "Nobody usable is a champion.",
    "economic buyer": "Nobody usable holds the budget.",
    "technical evaluator": "Nobody usable evaluates the technology.",
    "procurement": "There is an opportunity, and nobody usable in legal or procurement is known.",
    "power": "There is an opportunity, and nobody who can say yes is engaged.",
}


def reason(check: Check, *, n_threads: int) -> str:
    """Why a line of the checklist passed or not."""
    names = formats.listed(check.people)
    if check.key == "threads":
        needed = max(n_threads, 1)
        engaged = formats.counted(len(check.people), "engaged contact")
        tail = f" ({names})" if names else ""
        return f"{_capital(engaged)}{tail}; {formats.count(needed)} needed."
    if check.passed:
        return f"{names}."
    return NOT_DUE[check.key] if check.passed is None else FAILED[check.key]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
