"""How a number comes from its rows, in words: the answer to "how do you know?"."""

from __future__ import annotations

from abm_core import formats, settings
from abm_core.review.document import Action, Changes, Measure
from abm_core.review.said import Behind, How, Said

_HOW: dict[How, str] = {
    "sum": "the sum of “{column}” over {rows}",
    "mean": "the mean of “{column}” over {rows}",
    "share": "the share of yes in “{column}” over {rows}",
    "median": "the median of “{column}” over {rows}",
    "last": "“{column}” in the last of {rows}",
    "change": "the last of {rows} less the first, by “{column}”",
    "centre": "the mean of “{column}” over all but the last of {rows}",
    "low": "the mean of “{column}” over all but the last of {rows}, less {factor:g} times the mean "
           "step from one to the next, and never below 0",
    "high": "the mean of “{column}” over all but the last of {rows}, plus {factor:g} times the "
            "mean step from one to the next",
}  # fmt: skip


def how(of: Behind) -> str:
    """The number and how its rows add up to it.

    >>> from abm_core.review.said import Column, Rows
    >>> rows = Rows((Column("n", "Meetings", "count"),), ((3,), (5,)))
    >>> how(Behind("Meetings", 8, "count", "sum", rows, "n"))
    '8 = the sum of “Meetings” over 2 rows.'
    >>> how(Behind("Weeks", 2, "count", "count", rows))
    '2 = the 2 rows below, each counted once.'
    """
    if not of.rows.rows:
        return f"{of.shown}: there is no row of this kind."
    rows = formats.counted(len(of.rows.rows), "row")
    if of.how == "count":
        return f"{of.shown} = the {rows} below, each counted once."
    labels = {one.name: one.label for one in of.rows.columns}
    said = _HOW[of.how].format(column=labels[of.column], rows=rows,
                               factor=settings.RANGE_FACTOR.value)  # fmt: skip
    return f"{of.shown} = {said}."


def name(of: Behind) -> str:
    """A number in a list of numbers: "27 · Meetings with buying roles"."""
    return f"{of.shown} · {of.label}"


def of_measure(of: Measure) -> tuple[Behind, ...]:
    """Every number of a card, the newest first."""
    return _once([of.newest, *of.said.behind])


def of_changes(of: Changes) -> tuple[Behind, ...]:
    """Every number of a group of changes: of the sentence that counts them, then of each."""
    return _once([*of.said.behind, *(behind for one in of.changes
                                     for said in (one.said, one.cause)
                                     for behind in said.behind)])  # fmt: skip


def of_said(*told: Said) -> tuple[Behind, ...]:
    """Every number of some sentences."""
    return _once([behind for one in told for behind in one.behind])


def of_action(of: Action) -> tuple[Behind, ...]:
    """Every number of an action: the pipeline at risk, then those of its reason."""
    return _once([of.at_risk, *of.reason.behind])


def _once(found: list[Behind]) -> tuple[Behind, ...]:
    """Each once, in the order in which they are said."""
    return tuple(dict.fromkeys(found))
