"""Every sentence about the four measures, their ranges, doubts and definitions."""

from __future__ import annotations

from datetime import date

from abm_core import formats, settings
from abm_core.review.document import Measure
from abm_core.review.said import Behind, How, Rows, Said, Unit

NOTHING = Said("")
NEEDS = f"a normal range needs {settings.RANGE_WEEKS.value} weeks"
IN_A_ROW = f"for {settings.RUN_WEEKS.value} weeks in a row"
FEW = "far fewer activities came in than in a usual week, so a source may be late"
UNVALUED = "most open opportunities have no amount here, so their sum says little"
NO_AGE = "No opportunity is open, so none has an age."
OLDER = "everything that is open is a week older"
ALWAYS = "as in all the weeks before"
SMALL = 100  # numbers below have a decimal where a range ends between whole ones
RULES = {
    "point_rules": "the rules of points", "stage_rules": "the rules of stages",
    "committee_templates": "the committee templates",
}  # fmt: skip
PLURAL = ("engaged", "meetings")
DEFINITIONS = {
    "engaged": "Engaged accounts: in the stage engaged, qualified or opportunity at the end of the "
    "week; customers by their journey of expansion.",
    "meetings": "Meetings with buying roles: meetings of the week, counted once for each person "
    "with a buying role who took part.",
    "pipeline": "Open pipeline: amounts of opportunities that are open at the end of the week, at "
    "the rate of the day each was created; those without an amount or a rate are left out.",
    "age": "Median age: days since opportunities that are open at the end of the week were "
    "created.",
}
RANGE = (
    f"Normal range: mean of the earlier weeks of the last {settings.LINE_WEEKS.value}, plus and "
    f"minus {settings.RANGE_FACTOR.value} times the mean change from week to week (XmR). Outside "
    f"it, or {settings.RUN_WEEKS.value} weeks in a row on one side of the mean, is a signal."
)


def said(of: Measure, weekly: Rows) -> Said:
    """What a card says: how the measure moved, and what that is against its normal range."""
    if of.key == "age" and not of.newest.rows.rows:
        return Said(NO_AGE)
    moved = _moved(of, weekly)
    if of.doubt:
        return Said(f"{of.label} {moved.text}; {of.doubt}.", moved.behind)
    if of.centre is None:
        return Said(f"{of.label} {moved.text}; {NEEDS}.", moved.behind)
    if of.key == "age" and not of.signal and not _is_within(of):
        return Said(f"{of.label} {moved.text}; {OLDER}.", moved.behind)
    if len(set(of.values)) == 1:
        return Said(f"{of.label} {_stands(of)} {_newest(of)}, {ALWAYS}.", (of.newest,))
    against = _against(of, weekly)
    return Said(f"{of.label} {moved.text}, {against.text}.", (*moved.behind, *against.behind))


def in_headline(of: Measure) -> Said:
    """The measure as a part of the headline: "open pipeline stands at $2.2M, within …"."""
    label = of.label[0].lower() + of.label[1:]
    if of.key == "age" and not of.newest.rows.rows:
        return Said("no opportunity is open")
    direction = _direction(of) if of.signal else _stands(of)
    text = f"{label} {direction} {_newest(of)}"
    if of.doubt or of.centre is None:
        return Said(text, (of.newest,))
    where = {
        "above": "above the normal range", "below": "below the normal range",
        "run above": f"{IN_A_ROW} above the mean", "run below": f"{IN_A_ROW} below the mean",
    }.get(of.signal, "within the normal range")  # fmt: skip
    return Said(f"{text}, {where}", (of.newest,))


def _is_within(of: Measure) -> bool:
    assert of.low is not None and of.high is not None
    return of.low <= of.values[-1] <= of.high


def _newest(of: Measure) -> str:
    """The newest number with what it counts, where the label does not say so."""
    if of.newest.unit != "days":
        return of.newest.shown
    return f"{of.newest.shown} day{'' if of.newest.shown == '1' else 's'}"


def _stands(of: Measure) -> str:
    return "stand at" if of.key in PLURAL else "stands at"


def _direction(of: Measure) -> str:
    """How it came to be out of its range; one that was further out before still is."""
    if len(of.values) < 2 or of.values[-1] == of.values[-2] or _turns_back(of):
        return _stands(of)
    return "rose to" if of.values[-1] > of.values[-2] else "fell to"


def _turns_back(of: Measure) -> bool:
    """Whether it is out of its range on one side and moved to the other."""
    fell = len(of.values) > 1 and of.values[-1] < of.values[-2]
    rose = len(of.values) > 1 and of.values[-1] > of.values[-2]
    return (of.signal == "above" and fell) or (of.signal == "below" and rose)


def _moved(of: Measure, weekly: Rows) -> Said:
    """"rose by 3 to 19": the change from the week before, and the newest number."""
    if len(of.values) < 2:
        return Said(f"{_stands(of)} {_newest(of)}", (of.newest,))
    two = Rows(weekly.columns, weekly.rows[-2:])
    change = _behind(of, "Change from the week before", "change", two)
    size = abs(of.values[-1] - of.values[-2])
    by = change._replace(label="Change", value=size).shown if size else ""
    if not size or by in ("0", _zero(of)):
        return Said(f"{_stands(of)} {_newest(of)}, as in the week before", (of.newest,))
    if change.value < 0:  # rows turned, so that they add up to what is said
        turned = Rows(two.columns, two.rows[::-1])
        change = _behind(of, "Fall from the week before", "change", turned)
    verb = "rose" if of.values[-1] > of.values[-2] else "fell"
    return Said(f"{verb} by {by} to {_newest(of)}", (change, of.newest))


def _zero(of: Measure) -> str:
    return of.newest._replace(value=0.0).shown


def _against(of: Measure, weekly: Rows) -> Said:
    low = _end(of, "Lower end of the normal range", "low", weekly)
    high = _end(of, "Upper end of the normal range", "high", weekly)
    if of.signal.startswith("run"):
        centre = _end(of, "Mean of the earlier weeks", "centre", weekly)
        side = of.signal.removeprefix("run ")
        return Said(f"{IN_A_ROW} {side} the mean of {centre.shown}", (centre,))
    still = "still " if _turns_back(of) else ""
    where = f"{still}{of.signal}" if of.signal else "within"
    return Said(f"{where} the normal range of {low.shown} to {high.shown}", (low, high))


def _end(of: Measure, label: str, how: How, weekly: Rows) -> Behind:
    return _behind(of, label, how, weekly)


def _behind(of: Measure, label: str, how: How, rows: Rows) -> Behind:
    values = {"low": of.low, "high": of.high, "centre": of.centre}
    value = values[how] if how in values else _change(rows)
    assert value is not None  # nosec: a range is asked for only where there is one
    unit: Unit = of.newest.unit
    if unit != "money" and value < SMALL and value != int(value):
        unit = "score"  # one decimal
    return Behind(label, value, unit, how, rows, "value", of.newest.currency)


def _change(rows: Rows) -> float:
    values = [float(one) for one in rows.column("value") if isinstance(one, int | float)]
    return values[-1] - values[0]


def changed(rules: str, day: date) -> str:
    """A definition changed within the weeks of the line."""
    return f"{RULES[rules]} changed on {formats.day(day)}, so earlier weeks may have been read anew"


def ends_early(day: date) -> str:
    """A source of activities is late."""
    return f"activities end on {formats.day(day)}, earlier in the week than usual"


def deals_late(day: date) -> str:
    """Opportunities are older than the week."""
    return f"opportunities came in last on {formats.day(day)}, before the week was over"
